"""One result of what many units counted: its exact, its estimated and its unknown part, bounds, and a word for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from indicators.enums import Quality
from indicators.rules.restating.ground import Piece
from indicators.rules.restating.rounding import allotted
from units.rules.succession import NONE, WHOLE


@dataclass(frozen=True)
class Part:
    """What one unit's count gives to a target: what is exactly its own, what is so by a published share, and how much
    more it may be.
    """

    exact: int = 0
    estimated: int = 0
    least: int = 0
    most: int = 0

    def __add__(self, other: Part) -> Part:
        return Part(
            self.exact + other.exact,
            self.estimated + other.estimated,
            self.least + other.least,
            self.most + other.most,
        )

    @property
    def is_known(self) -> bool:
        return self.least == self.most


NOTHING = Part()


def restated(number: int, pieces: Sequence[Piece]) -> Part:
    """What of a count lies inside a target, from the pieces of the ground that was counted.

    All of it where every piece lies inside. Otherwise the count is allotted to the pieces in whole numbers that sum to
    it; a piece of which a part, or an unknown part, lies inside gives whole bounds.
    """
    if all(piece.inside == WHOLE for piece in pieces):
        return Part(exact=number)
    found = NOTHING
    for piece, share in zip(pieces, allotted(number, [piece.part for piece in pieces]), strict=True):
        if piece.inside == WHOLE:
            found += Part(estimated=share)
        elif piece.inside != NONE:
            low, high = share * piece.inside.low, share * piece.inside.high
            found += Part(least=low.numerator // low.denominator, most=-(-high.numerator // high.denominator))
    return found


@dataclass(frozen=True)
class Restated:
    """A figure on the map of another day.

    `counting` are the units whose ground lies in the target or may, `reported` how many of them gave the figure;
    `unknown` names those whose part is not known, `missing` those that gave no figure, `uncounted` the units of the
    target whose ground nobody in the catalogue had in that year, `unlisted` those under which more units should report
    than the catalogue has (these count among `counting`). There is a `value` only where all of it is known.
    """

    quality: Quality
    exact: int | None = None
    estimated: int | None = None
    low: int | None = None
    high: int | None = None
    counting: int = 0
    reported: int = 0
    unknown: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    uncounted: tuple[int, ...] = ()
    unlisted: tuple[int, ...] = ()

    @property
    def value(self) -> int | None:
        return self.low if self.quality in (Quality.EXACT, Quality.ESTIMATED) else None

    @property
    def not_known(self) -> tuple[int, ...]:
        """All units for which something is not known."""
        return tuple(dict.fromkeys((*self.missing, *self.unknown, *self.uncounted, *self.unlisted)))


def added(
    parts: Iterable[tuple[int, Part]],
    missing: Collection[int] = (),
    uncounted: Collection[int] = (),
    unlisted: Mapping[int, int] = MappingProxyType({}),
    *,
    sums: bool = True,
    others: tuple[int, Part] = (0, NOTHING),
) -> Restated:
    """The parts of units as one result; `others` are so many further units whose ground lies inside, added already.

    `unlisted` has, by unit, how many of those below it the catalogue does not hold. A missing figure is not zero:
    without it the sum has no upper bound and no value, whether or not the catalogue holds the unit. A measure that may
    not be added over units (`sums` is False) has a value only where one unit's figure is the whole.
    """
    given = list(parts)
    number, total = others
    for _, part in given:
        total += part
    known = replace(
        Restated(Quality.UNKNOWN),
        counting=number + len(given) + len(missing) + sum(unlisted.values()),
        reported=number + len(given),
        missing=tuple(sorted(missing)),
        uncounted=tuple(sorted(uncounted)),
        unlisted=tuple(sorted(unlisted)),
        unknown=tuple(sorted(unit for unit, part in given if not part.is_known)),
    )
    if not sums and (known.counting > 1 or any(part != Part(exact=part.exact) for _, part in given)):
        return known
    if not known.reported:
        return replace(known, quality=Quality.MISSING if missing else Quality.UNKNOWN)
    return _with_bounds(known, total)


def _with_bounds(about: Restated, total: Part) -> Restated:
    low, high = total.exact + total.estimated + total.least, total.exact + total.estimated + total.most
    if about.missing or about.uncounted or about.unlisted:
        word = Quality.MISSING if about.missing else Quality.UNKNOWN
        return replace(about, quality=word, exact=total.exact, estimated=total.estimated, low=low)
    estimated = total.estimated if low < high else low - total.exact
    word = Quality.BOUNDED if low < high else Quality.ESTIMATED if estimated else Quality.EXACT
    return replace(about, quality=word, exact=total.exact, estimated=estimated, low=low, high=high)


def of_year(results: Sequence[Restated]) -> Restated:
    """The results of a year's periods as one: known where each is, as little known as the least of them."""
    if len(results) == 1:
        return results[0]
    word = max((result.quality for result in results), key=WORST.index)

    def total(values: list[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    highs = [result.high for result in results]
    return Restated(
        word,
        total([result.exact for result in results]),
        total([result.estimated for result in results]),
        total([result.low for result in results]),
        None if None in highs else total(highs),
        sum(result.counting for result in results),
        sum(result.reported for result in results),
        *(
            tuple(dict.fromkeys(unit for result in results for unit in getattr(result, name)))
            for name in ("unknown", "missing", "uncounted", "unlisted")
        ),
    )


WORST = (Quality.EXACT, Quality.ESTIMATED, Quality.BOUNDED, Quality.UNKNOWN, Quality.MISSING)
"""The words in the order in which they say less and less."""
