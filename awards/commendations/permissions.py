"""Who may record commendations; page and POST ask the same."""

from awards.commendations.models import CommendationDecision
from units.enums import Role
from units.models import User

KEEPERS = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE)


def can_record(user: User, decision: CommendationDecision) -> bool:
    """The officers of the unit whose register the decision stands in, or of its whole heir when it is no more."""
    return decision.unit_id in user.units_kept(*KEEPERS)
