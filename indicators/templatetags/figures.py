"""What pages of the flats below ask about figures."""

from django import template

from indicators import permissions
from units.models import Unit, User

register = template.Library()


@register.filter
def reads_series(user: User, unit: Unit) -> bool:
    """Whether the person may open the unit's series."""
    return permissions.can_read_series(user, unit)
