"""Who may do what with candidates; page and POST ask the same. Each presumes that the object is in the remit."""

from __future__ import annotations

from awards.titles.enums import ManagingLevel, MoveAction
from awards.titles.models import Candidate, MoveRequest
from awards.titles.querysets import TITLE_ROLES
from awards.titles.workflow.states import MOVES
from units.enums import Role
from units.models import User


def can_read(user: User) -> bool:
    """Names are for those who work with titles."""
    return bool(user.units_as(*TITLE_ROLES))


def can_record_in(user: User, ward_id: int) -> bool:
    """The officer of the ward itself keeps its register; that of one that is no more the officer of its whole heir."""
    return ward_id in user.units_kept(Role.WARD_OFFICER)


def can_edit(user: User, candidate: Candidate) -> bool:
    """The officer of the candidate's ward; for organisations managed above it, the district office too."""
    if can_record_in(user, candidate.ward_id):
        return True
    above = candidate.managing_level not in ("", ManagingLevel.WARD)
    offices = user.lines_in_charge(Role.DISTRICT_OFFICE)
    return above and offices.filter(descendant=candidate.ward_id).exists()


def can_export_names(user: User, candidates_of: list[int]) -> bool:
    """A file with names is made only for those who were given that duty, over every ward in the list."""
    seen = set(user.lines_in_charge(Role.NAMES_EXPORTER).values_list("descendant", flat=True))
    return bool(seen) and seen.issuperset(candidates_of)


def can_ask_to_move(user: User, candidate: Candidate) -> bool:
    """The officer of the ward that the holder leaves."""
    return can_record_in(user, candidate.ward_id)


def can_answer(user: User, request: MoveRequest, action: MoveAction) -> bool:
    """The officer of the ward that is asked; the one who asked may only take the request back."""
    ward = request.from_ward_id if action == MoveAction.WITHDRAW else request.to_ward_id
    return MOVES.leads(action, request.state) and can_record_in(user, ward)
