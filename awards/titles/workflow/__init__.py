"""Steps on nominations, decisions and criteria: the one way in which their states and facts are written."""

from awards.titles.workflow.catalogue import choose_left_out_rule, confirm
from awards.titles.workflow.decisions import Revocation, Signature, revoke, sign, withdraw
from awards.titles.workflow.machinery import TRANSITIONS
from awards.titles.workflow.recognition import Act, Place, recognise_group, request_recognition, run
from awards.titles.workflow.year import (
    BadAnswers,
    Meeting,
    Paper,
    Votes,
    appraise,
    assess,
    assess_all,
    propose,
    record_vote,
    register,
    register_all,
    reject,
    rescored,
    return_group,
)

__all__ = [
    "TRANSITIONS",
    "Act",
    "BadAnswers",
    "Meeting",
    "Paper",
    "Place",
    "Revocation",
    "Signature",
    "Votes",
    "appraise",
    "assess",
    "assess_all",
    "choose_left_out_rule",
    "confirm",
    "propose",
    "recognise_group",
    "record_vote",
    "register",
    "register_all",
    "reject",
    "request_recognition",
    "rescored",
    "return_group",
    "revoke",
    "run",
    "sign",
    "withdraw",
]
