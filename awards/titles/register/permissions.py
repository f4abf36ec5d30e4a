"""Who may do what with candidates; page and POST ask the same. Each presumes that the object is in the remit."""

from __future__ import annotations

from awards.titles.enums import ManagingLevel
from awards.titles.models import Candidate
from awards.titles.querysets import TITLE_ROLES
from units.enums import Role
from units.models import User


def can_read(user: User) -> bool:
    """Names are for those who work with titles."""
    return bool(user.units_as(*TITLE_ROLES))


def can_record_in(user: User, ward_id: int) -> bool:
    """The officer of the ward itself keeps its register."""
    return ward_id in user.units_as(Role.WARD_OFFICER)


def can_edit(user: User, candidate: Candidate) -> bool:
    """The officer of the candidate's ward; for organisations managed above it, the district office too."""
    if can_record_in(user, candidate.ward_id):
        return True
    above = candidate.managing_level not in ("", ManagingLevel.WARD)
    offices = user.lines_in_remit(Role.DISTRICT_OFFICE)
    return above and offices.filter(descendant=candidate.ward_id).exists()


def can_export_names(user: User, candidates_of: list[int]) -> bool:
    """A file with names is made only for those who were given that duty, over every ward in the list."""
    seen = set(user.lines_in_remit(Role.NAMES_EXPORTER).values_list("descendant", flat=True))
    return bool(seen) and seen.issuperset(candidates_of)
