"""What pages of the flats below ask about figures."""

from django import template

from indicators import permissions
from indicators.models import Target
from indicators.rules.targets import level
from units.models import Unit, User

register = template.Library()


@register.filter
def reads_series(user: User, unit: Unit) -> bool:
    """Whether the person may open the unit's series."""
    return permissions.can_read_series(user, unit)


@register.filter
def target_level(target: Target) -> str:
    """What a target asks for, in few signs."""
    return level(target)
