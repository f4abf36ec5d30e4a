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


@register.filter
def called(person: object, at: object) -> object:
    """Who did something, by the name that the person had then: `step.by|called:step.at`."""
    named = getattr(person, "called_on", None)
    return named(at) if named else person
