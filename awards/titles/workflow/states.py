"""The tables of states: nominations, decisions, jobs of recognition, candidates. Nothing moves but by one of them."""

from __future__ import annotations

from django.db.models import Q

from awards.titles.enums import (
    Action,
    CandidateEventKind,
    CandidateState,
    DecisionAction,
    DecisionState,
    JobAction,
    JobState,
    MoveAction,
    MoveState,
    NominationState,
)
from awards.titles.models import Candidate, CandidateEvent, Nomination, NominationStep
from hocTap.lib.steps import Kept, Transition, Transitions

S = NominationState
IN_THE_WARD = (S.REGISTERED, S.SELF_ASSESSED, S.VOTED, S.APPRAISED)
"""Before it is proposed a nomination is the ward's own."""

NOMINATIONS = Transitions[Action, NominationState](
    {
        Action.REGISTER: Transition((S.UNREGISTERED,), S.REGISTERED),
        Action.ASSESS: Transition((S.REGISTERED, S.SELF_ASSESSED, S.VOTED), S.SELF_ASSESSED, others=(S.REGISTERED,)),
        Action.VOTE: Transition((S.SELF_ASSESSED, S.VOTED), S.VOTED),
        Action.APPRAISE: Transition((S.SELF_ASSESSED, S.VOTED), S.APPRAISED),
        Action.PROPOSE: Transition((S.APPRAISED,), S.PROPOSED),
        Action.RECALL: Transition((S.PROPOSED,), S.APPRAISED),
        Action.RETURN: Transition((S.PROPOSED,), S.SELF_ASSESSED, others=(S.VOTED,)),
        Action.RECOGNISE: Transition((S.PROPOSED,), S.RECOGNISED),
        Action.REJECT: Transition((*IN_THE_WARD, S.PROPOSED), S.NOT_REACHED),
        Action.WITHDRAW: Transition((S.RECOGNISED,), S.PROPOSED),
        Action.REVOKE: Transition((S.RECOGNISED,), S.REVOKED),
        Action.REINSTATE: Transition((S.REVOKED,), S.RECOGNISED),
        Action.UNREGISTER: Transition(IN_THE_WARD, S.UNREGISTERED),
        Action.TAKE_BACK: Transition((S.SELF_ASSESSED, S.VOTED), S.REGISTERED, others=(S.SELF_ASSESSED, S.VOTED)),
        Action.REOPEN: Transition((S.APPRAISED, S.NOT_REACHED), S.SELF_ASSESSED, others=(*IN_THE_WARD, S.PROPOSED)),
    },
    kept=Kept(Nomination, "hồ sơ danh hiệu số {}", NominationStep, "nomination_id", at_once=Q(on_paper=True)),
)
DECISIONS = Transitions[DecisionAction, DecisionState](
    {
        DecisionAction.SIGN: Transition((DecisionState.DRAFT,), DecisionState.SIGNED),
        DecisionAction.UNSIGN: Transition((DecisionState.SIGNED,), DecisionState.DRAFT),
        DecisionAction.GIVE_UP: Transition((DecisionState.SIGNED,), DecisionState.SIGNED),
    },
    kept="Quyết định đã ký tự ghi số, ngày, người ký, ai ghi, lúc nào, và được niêm cùng tên trong danh sách.",
)
JOBS = Transitions[JobAction, JobState](
    {
        JobAction.RUN: Transition((JobState.WAITING, JobState.RUNNING), JobState.RUNNING),
        JobAction.STOP: Transition((JobState.WAITING, JobState.RUNNING), JobState.STOPPED),
        JobAction.RESUME: Transition((JobState.WAITING, JobState.RUNNING, JobState.STOPPED), JobState.WAITING),
        JobAction.FINISH: Transition((JobState.RUNNING,), JobState.DONE),
    },
    kept="Việc chạy nền; mỗi hồ sơ mà nó công nhận có các bước riêng.",
)
_ASKED = (MoveState.ASKED,)
MOVES = Transitions[MoveAction, MoveState](
    {
        MoveAction.ACCEPT: Transition(_ASKED, MoveState.ACCEPTED),
        MoveAction.REFUSE: Transition(_ASKED, MoveState.REFUSED),
        MoveAction.WITHDRAW: Transition(_ASKED, MoveState.WITHDRAWN),
    },
    kept="Đề nghị tự ghi ai trả lời, lúc nào; việc chuyển là một sự việc của đối tượng.",
)
_ACTIVE = (CandidateState.ACTIVE,)
_STAYS_ACTIVE = Transition(_ACTIVE, CandidateState.ACTIVE)
CANDIDATES = Transitions[CandidateEventKind, CandidateState](
    {
        CandidateEventKind.CORRECTED: _STAYS_ACTIVE,
        CandidateEventKind.HEAD_CHANGED: _STAYS_ACTIVE,
        CandidateEventKind.MOVED: _STAYS_ACTIVE,
        CandidateEventKind.SPLIT: _STAYS_ACTIVE,
        CandidateEventKind.MERGED: Transition(_ACTIVE, CandidateState.MERGED),
        CandidateEventKind.ENDED: Transition(_ACTIVE, CandidateState.ENDED),
        CandidateEventKind.HANDED_OVER: Transition(tuple(CandidateState), CandidateState.ACTIVE, tuple(CandidateState)),
        CandidateEventKind.UNDONE: Transition(tuple(CandidateState), CandidateState.ACTIVE),
    },
    kept=Kept(Candidate, "đối tượng số {}", CandidateEvent, "candidate_id", action="kind"),
)
