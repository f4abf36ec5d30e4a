"""Units through time, their learning centres, and the people who work for them."""

from units.models.accounts import AccessSlip, PostCorrection
from units.models.centre_work import (
    CentreCourse,
    CentreFacility,
    CentreFund,
    CentreRecord,
    CentreTerm,
)
from units.models.centres import (
    CentreAuthority,
    CentreMerger,
    CentrePause,
    CentreService,
    CentreStep,
    LearningCentre,
)
from units.models.communities import CommunityStep
from units.models.evaluations import CentreEvaluation, CentreScore, EvaluationCriterion, EvaluationSet
from units.models.handovers import HandedOver, HandOver, HandOverPart, HandOverStep
from units.models.list_files import ListFile
from units.models.named import ENDS_AFTER_START, Named
from units.models.people import Post, User
from units.models.sent_forms import SentForm
from units.models.shares import ShareEntry
from units.models.tree import ChangeEvent, ChangeLink, Heritage, Lineage, Unit, UnitVersion
from units.models.verifications import Verification

__all__ = [
    "ENDS_AFTER_START",
    "AccessSlip",
    "CentreAuthority",
    "CentreCourse",
    "CentreEvaluation",
    "CentreFacility",
    "CentreFund",
    "CentreMerger",
    "CentrePause",
    "CentreRecord",
    "CentreScore",
    "CentreService",
    "CentreStep",
    "CentreTerm",
    "ChangeEvent",
    "ChangeLink",
    "CommunityStep",
    "EvaluationCriterion",
    "EvaluationSet",
    "HandOver",
    "HandOverPart",
    "HandOverStep",
    "HandedOver",
    "Heritage",
    "LearningCentre",
    "Lineage",
    "ListFile",
    "Named",
    "Post",
    "PostCorrection",
    "SentForm",
    "ShareEntry",
    "Unit",
    "UnitVersion",
    "User",
    "Verification",
]
