"""Steps on nominations, decisions and criteria: the one way in which their states and facts are written."""

from awards.titles.workflow.appraising import appraise, reject, reopen
from awards.titles.workflow.assessing import BadAnswers, assess, assess_all, rescored
from awards.titles.workflow.catalogue import (
    attach,
    choose_left_out_rule,
    confirm,
    confirm_procedure,
    withdraw_confirmation,
    withdraw_procedure,
    write_procedure,
)
from awards.titles.workflow.copying import AskedSet, copy_set, ended_by
from awards.titles.workflow.decisions import Revocation, Signature, revoke, sign, withdraw
from awards.titles.workflow.drafts import join, joinable, reinstate, resign, unsign
from awards.titles.workflow.editing import edit_set
from awards.titles.workflow.entering import Entered, ScoreInput, ScoreResult, enter_scores, finish
from awards.titles.workflow.past import record_past
from awards.titles.workflow.proposing import Paper, propose, recall, return_group
from awards.titles.workflow.recognition import Act, recognise_group, request_recognition, resume, run
from awards.titles.workflow.registering import register, register_all, register_unit, unregister
from awards.titles.workflow.slips import add_form, confirm_form, withdraw_form, write_form
from awards.titles.workflow.states import NOMINATIONS
from awards.titles.workflow.voting import Meeting, Votes, correct_vote, record_vote

__all__ = [
    "NOMINATIONS",
    "Act",
    "AskedSet",
    "BadAnswers",
    "Entered",
    "Meeting",
    "Paper",
    "Revocation",
    "ScoreInput",
    "ScoreResult",
    "Signature",
    "Votes",
    "add_form",
    "appraise",
    "assess",
    "assess_all",
    "attach",
    "choose_left_out_rule",
    "confirm",
    "confirm_form",
    "confirm_procedure",
    "copy_set",
    "correct_vote",
    "edit_set",
    "ended_by",
    "enter_scores",
    "finish",
    "join",
    "joinable",
    "propose",
    "recall",
    "recognise_group",
    "record_past",
    "record_vote",
    "register",
    "register_all",
    "register_unit",
    "reinstate",
    "reject",
    "reopen",
    "request_recognition",
    "rescored",
    "resign",
    "resume",
    "return_group",
    "revoke",
    "run",
    "sign",
    "unregister",
    "unsign",
    "withdraw",
    "withdraw_confirmation",
    "withdraw_form",
    "withdraw_procedure",
    "write_form",
    "write_procedure",
]
