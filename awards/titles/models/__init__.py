"""Criteria as data, candidates, and their nominations year by year."""

from awards.titles.models.candidates import Candidate, CandidateEvent
from awards.titles.models.criteria import Band, CriteriaForm, CriteriaPaper, CriteriaSet, Criterion, Item, Procedure
from awards.titles.models.decisions import Decision, DecisionStep, Minutes, Proposal
from awards.titles.models.moves import MoveRequest
from awards.titles.models.nominations import Nomination, NominationStep, Scorer
from awards.titles.models.recognition import RecognitionGroup, RecognitionJob

__all__ = [
    "Band",
    "Candidate",
    "CandidateEvent",
    "CriteriaForm",
    "CriteriaPaper",
    "CriteriaSet",
    "Criterion",
    "Decision",
    "DecisionStep",
    "Item",
    "Minutes",
    "MoveRequest",
    "Nomination",
    "NominationStep",
    "Procedure",
    "Proposal",
    "RecognitionGroup",
    "RecognitionJob",
    "Scorer",
]
