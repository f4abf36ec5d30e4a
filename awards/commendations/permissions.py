"""Who may record commendations; page and POST ask the same."""

from awards.commendations.models import CommendationDecision, CommendationDraft
from units.enums import Role
from units.models import User

KEEPERS = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE)


def can_record(user: User, paper: CommendationDecision | CommendationDraft) -> bool:
    """The officers of the unit whose register the decision stands in, or of its whole heir when it is no more.

    What the association itself gives is recorded by its fund officers too.
    """
    if paper.unit_id in user.units_kept(*KEEPERS):
        return True
    return paper.kind.by_association and paper.unit_id in user.units_kept(Role.FUND_OFFICER)


def units_of(user: User) -> list[int]:
    """The units in whose register the person may record some decision."""
    return sorted({*user.units_kept(*KEEPERS), *user.units_kept(Role.FUND_OFFICER)})
