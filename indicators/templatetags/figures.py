"""What pages of the flats below ask about figures."""

from django import template

from indicators import permissions
from indicators.models import Target
from indicators.rules.targets import base_of, level, reach
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


@register.filter
def target_base(target: Target) -> str:
    """Over what the document asks for it."""
    return base_of(target)


@register.filter
def asked_of(target: Target) -> str:
    """Of whom the target is asked: the level of its document, and the units that it is set for."""
    return reach(target.framework.level, target.scope)
