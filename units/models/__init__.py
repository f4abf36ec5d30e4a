"""Units through time, their learning centres, and the people who work for them."""

from units.models.accounts import AccessSlip, EmailCorrection, PostCorrection, PostProposal
from units.models.breaches import DataBreach, DataBreachStep
from units.models.catalogue import CatalogueChange
from units.models.centre_work import (
    CentreCourse,
    CentreFacility,
    CentreFund,
    CentreMaterial,
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
from units.models.notices import CalendarAddress, Notice, NoticeChoice
from units.models.numbers import PaperNumber
from units.models.people import Post, User
from units.models.retention import RetentionRule
from units.models.rights import DataBasis, DataStep, PersonRequest
from units.models.sent_forms import SentForm
from units.models.shares import ShareEntry
from units.models.signin import OpenSession, RecoveryCode, SecondFactor, SecondRule, SignInTry
from units.models.tree import ChangeEvent, ChangeLink, Heritage, Lineage, Unit, UnitVersion
from units.models.upkeep import Seal, SealedItem, Upkeep
from units.models.verifications import Verification
from units.models.viewings import ListViewing, Viewing
from units.models.workers import Turn, Worker

__all__ = [
    "ENDS_AFTER_START",
    "AccessSlip",
    "CalendarAddress",
    "CatalogueChange",
    "CentreAuthority",
    "CentreCourse",
    "CentreEvaluation",
    "CentreFacility",
    "CentreFund",
    "CentreMaterial",
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
    "DataBasis",
    "DataBreach",
    "DataBreachStep",
    "DataStep",
    "EmailCorrection",
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
    "ListViewing",
    "Named",
    "Notice",
    "NoticeChoice",
    "OpenSession",
    "PaperNumber",
    "PersonRequest",
    "Post",
    "PostCorrection",
    "PostProposal",
    "RecoveryCode",
    "RetentionRule",
    "Seal",
    "SealedItem",
    "SecondFactor",
    "SecondRule",
    "SentForm",
    "ShareEntry",
    "SignInTry",
    "Turn",
    "Unit",
    "UnitVersion",
    "Upkeep",
    "User",
    "Verification",
    "Viewing",
    "Worker",
]
