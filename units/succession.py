"""Who answers for units that are no more: the one rule (`units.rules.succession`) asked of the catalogue."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from fractions import Fraction

from units.batching import batches
from units.models import ChangeLink, UnitVersion
from units.rules import Span
from units.rules.succession import Answer, Link, Stood, answer, stands

LINK = ("event__effective_on", "predecessor", "successor", "whole", "share_numerator", "share_denominator")


def answering_for(unit: int, day: dt.date) -> Answer:
    """Who answers for the unit on the day: itself while it stands, else its heirs, whole or for a part."""
    return answers_for([unit], day)[unit]


def answers_for(units: Collection[int], day: dt.date) -> dict[int, Answer]:
    """The same for many units: one query while all of them stand, three otherwise, however many generations lie
    between.
    """
    stood = days_stood(units)
    ended = [unit for unit in units if not stands(unit, day, stood)]
    links = links_from(ended, day) if ended else []
    if links:
        stood = {**stood, **days_stood({link.new for link in links})}
    return {unit: answer(unit, day, links, stood) for unit in units}


def links_from(units: Collection[int], until: dt.date) -> list[Link]:
    """The links that lead on from the units up to the day, as the rule reads them."""
    rows = ChangeLink.objects.leading_from(units, until).order_by("pk").values_list(*LINK)
    return [
        Link(on, old, new, whole, Fraction(part, of) if part and of else None) for on, old, new, whole, part, of in rows
    ]


def days_stood(units: Iterable[int]) -> Stood:
    """The days on which each of the units stood."""
    stood: dict[int, list[Span]] = defaultdict(list)
    for some in batches(set(units)):
        rows = UnitVersion.objects.filter(unit__in=some).order_by()
        for unit, first, last in rows.values_list("unit", "valid_from", "valid_to"):
            stood[unit].append(Span.of(first, last))
    return dict(stood)
