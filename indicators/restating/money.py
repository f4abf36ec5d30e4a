"""Money is divided by the minutes of the hand-over, not by households, people or area."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from awards.scholarships.divided import handed_over
from indicators.rules.restating import Atlas
from units.rules.succession import Link


def by_minutes(atlas: Atlas) -> Atlas:
    """The same units, with the parts of those that were divided as their funds were handed over.

    Whole units keep passing whole. Where nothing was handed over yet, or the old unit goes on and keeps what it did
    not give, nobody knows the parts.
    """
    divided = {link.old for link in atlas.links if not link.whole and link.old != link.new}
    minutes = handed_over(divided) if divided else {}

    def share(link: Link) -> Fraction | None:
        given = minutes.get((link.old, link.on), {})
        if not given or atlas.stands(link.old, link.on):
            return None
        return Fraction(given.get(link.new, 0), sum(given.values()))

    return replace(atlas, links=[link if link.whole else replace(link, share=share(link)) for link in atlas.links])
