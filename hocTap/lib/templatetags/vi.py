"""Template filters that dress numbers and days; the words are those of hocTap.lib.vi."""

from collections.abc import Mapping

from django import template

from hocTap.lib import vi

register = template.Library()

register.filter("whole", vi.whole)
register.filter("percent", vi.percent)
register.filter("money", vi.money)
register.filter("day", vi.day)
register.filter("moment", vi.moment)


@register.filter
def at(mapping: Mapping[str, object], key: str) -> object:
    """What a mapping holds under a key, or nothing."""
    return mapping.get(key)
