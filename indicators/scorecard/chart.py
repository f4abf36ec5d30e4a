"""The pictures of an indicator, drawn on the server with attributes only: black and white says the same.

Each has its words as the first child `<title>`, so that a screen and a tagged PDF read the same alternative text; a
table with every number stands beside each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hocTap.lib import vi

INK, QUIET, GRID = "#1f2a36", "#5b6673", "#d8dde3"
WIDTH, HEIGHT = 680, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 26, 26
LINE, LETTER = 11, 5.2
"""The height of a line and the width of a letter, by which a target's words stay off the scale and off each other."""
WORDS = 44
"""The width of a figure in words: where years stand closer, every other one is written above its point."""
ROUND = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80)
BAR, NAMES, NUMBERS = 18, 190, 86
"""Height of a bar's row, and the room for names and numbers beside the bars."""


class Point(NamedTuple):
    """A year's figure, as a value and as it is read."""

    year: int
    value: Fraction
    words: str


class Step(NamedTuple):
    """A target: from which year on it is looked at, its milestone, its level and its words."""

    first: int
    last: int
    value: Fraction
    words: str


def round_top(top: Fraction) -> Fraction:
    """The top of a scale whose four quarters are whole and round, so that a grid line stands where its number says.

    90 becomes 100 (25, 50, 75, 100), 112,5 becomes 120, 4.321 becomes 6.000.
    """
    tens = 1
    while top > 4 * ROUND[-1] * tens:
        tens *= 10
    return Fraction(next(4 * each * tens for each in ROUND if 4 * each * tens >= top))


class Bar(NamedTuple):
    name: str
    value: Fraction
    words: str


def through_time(
    title: str, years: Sequence[int], points: Sequence[Point], steps: Sequence[Step], breaks: Mapping[int, str]
) -> SafeString:
    """Points joined only from year to year on the same ground and by the same criteria; targets as steps.

    `breaks` say what is new from a year on, in few words: dashed rules, which no line crosses.

    A year without a figure is left open: no line leads over it.
    """
    broken = sorted(breaks)
    top = round_top(Fraction(9, 8) * max([Fraction(1), *(e.value for e in points), *(e.value for e in steps)]))
    place = _Place(years[0], years[-1], top)
    parts = [*_grid(place, years, top)]
    for n, year in enumerate(broken):
        x, above = place.x(year - 0.5), TOP - 5 - 11 * (n % 2)
        parts += [_line(x, TOP - 3, x, HEIGHT - BOTTOM, QUIET, dashes="3 3"), _text(x, above, breaks[year], QUIET)]
    parts += _targets(place, steps)
    for one, two in pairwise(points):
        if two.year == one.year + 1 and two.year not in broken:
            parts.append(_line(place.x(one.year), place.y(one.value), place.x(two.year), place.y(two.value)))
    crowded = place.step < WORDS
    for point in points:
        x, y = place.x(point.year), place.y(point.value)
        above = crowded and (points[-1].year - point.year) % 2
        parts += [f'<circle cx="{x}" cy="{y}" r="4" fill="{INK}"/>', _text(x, y - 9 if above else y + 16, point.words)]
    told = "; ".join(f"{point.year}: {point.words}" for point in points) or "chưa có số liệu"
    asked = f" Mục tiêu: {'; '.join(f'{step.last}: {step.words}' for step in steps)}." if steps else ""
    cut = "".join(f" Từ năm {year} {breaks[year]}." for year in broken)
    return _svg(WIDTH, HEIGHT, f"{title}. {told}.{asked}{cut}", parts)


def _targets(place: _Place, steps: Iterable[Step]) -> Iterable[str]:
    """A dashed rule up to each milestone, its words above its end: off the scale, and above those of a lower one."""
    taken: list[tuple[float, float, float]] = []
    for step in sorted(steps, key=lambda each: each.value):
        y, begun, end = place.y(step.value), place.x(step.first - 0.4), place.x(step.last + 0.4)
        length = LETTER * len(step.words)
        fits = end - length > LEFT
        left = end - length if fits else begun
        near = [at for one, other, at in taken if one < left + length and left < other]
        at = y - 4
        while close := [known for known in near if abs(at - known) < LINE]:
            at = min(close) - LINE
        taken.append((left, left + length, at))
        yield _line(begun, y, end, y, dashes="8 4")
        yield _text(end if fits else begun, at, step.words, anchor="end" if fits else "start")


def ranked(title: str, bars: Sequence[Bar], target: Step | None, missing: int) -> SafeString:
    """Bars from the longest down, the target as one rule across them; how many have no figure is said in the words."""
    top = max([Fraction(1), *(bar.value for bar in bars), *([target.value] if target else [])])
    height = TOP + BAR * max(1, len(bars)) + 6
    room = WIDTH - NAMES - NUMBERS
    rule = _number(NAMES + target.value / top * room) if target else 0.0
    parts = []
    for n, bar in enumerate(bars):
        y, length = TOP + BAR * n, _number(bar.value / top * room)
        parts.append(_text(NAMES - 8, y + 12, bar.name, anchor="end", size=12))
        parts.append(_bar(NAMES, y + 2, length, BAR - 5))
        at = NAMES + length + 6
        if target and at - 6 < rule < at + NUMBERS // 2:
            at = rule + 6
        parts.append(_text(at, y + 12, bar.words, anchor="start", size=12))
    if target:
        x = rule
        parts += [_line(x, TOP - 4, x, height - 4, width=2), _text(x, TOP - 10, target.words)]
    told = "; ".join(f"{bar.name} {bar.words}" for bar in bars) or "chưa nơi nào có số liệu"
    lacking = f" {vi.whole(missing)} nơi chưa có số liệu." if missing else ""
    asked = f" Mục tiêu {target.words}." if target else ""
    return _svg(WIDTH, height, f"{title}. {told}.{asked}{lacking}", parts)


class Panel(NamedTuple):
    """A unit's figures of several years, for a small picture among others."""

    name: str
    points: Sequence[Point]


ACROSS, PANEL_WIDTH, PANEL_HEIGHT = 4, 170, 96


def side_by_side(
    title: str, years: Sequence[int], panels: Sequence[Panel], target: Step | None, breaks: Mapping[int, str]
) -> SafeString:
    """A small picture for each unit, all on one scale, so that heights compare; years without a figure left open.

    No line leads over a year from which something is counted otherwise: a dashed rule stands there.
    """
    broken = [year for year in sorted(breaks) if years[0] < year <= years[-1]]
    values = [point.value for panel in panels for point in panel.points]
    top = Fraction(9, 8) * max([Fraction(1), *values, *([target.value] if target else [])])
    parts: list[str] = []
    for n, panel in enumerate(panels):
        parts += _panel(panel, years, top, target, broken, (n % ACROSS) * PANEL_WIDTH, (n // ACROSS) * PANEL_HEIGHT)
    told = "; ".join(f"{panel.name}: {_ends(panel.points)}" for panel in panels)
    asked = f" Mục tiêu {target.words}." if target else ""
    cut = "".join(f" Từ năm {year} {breaks[year]}." for year in broken)
    rows = -(-len(panels) // ACROSS)
    return _svg(ACROSS * PANEL_WIDTH, max(1, rows) * PANEL_HEIGHT + 4, f"{title}. {told}.{asked}{cut}", parts)


def _ends(points: Sequence[Point]) -> str:
    """The first and the last figure in words."""
    if not points:
        return "chưa có số liệu"
    first, last = points[0], points[-1]
    return f"{first.year}: {first.words}" + (f", {last.year}: {last.words}" if len(points) > 1 else "")


def _panel(
    panel: Panel,
    years: Sequence[int],
    top: Fraction,
    target: Step | None,
    broken: Sequence[int],
    left: int,
    above: int,
) -> Iterable[str]:
    ground, high, room = above + PANEL_HEIGHT - 18, PANEL_HEIGHT - 40, PANEL_WIDTH - 22
    step = Fraction(room, max(1, len(years) - 1))

    def at(year: int | Fraction, value: Fraction) -> tuple[float, float]:
        return _number(left + 10 + (year - years[0]) * step), _number(ground - value / top * high)

    yield _text(left + 10, above + 14, panel.name, anchor="start")
    yield _line(left + 10, ground, left + 10 + room, ground, GRID, width=1)
    if target:
        y = _number(ground - target.value / top * high)
        yield _line(left + 10, y, left + 10 + room, y, QUIET, dashes="4 3", width=1)
    for year in broken:
        x, y = at(year - Fraction(1, 2), top)
        yield _line(x, y, x, ground, QUIET, dashes="2 3", width=1)
    for one, two in pairwise(panel.points):
        if two.year == one.year + 1 and two.year not in broken:
            yield _line(*at(one.year, one.value), *at(two.year, two.value))
    for point in panel.points:
        x, y = at(point.year, point.value)
        yield f'<circle cx="{x}" cy="{y}" r="2" fill="{INK}"/>'
    last, shown = (panel.points[-1].year, panel.points[-1].words) if panel.points else (years[-1], "chưa có số")
    yield _text(left + 10 + room, ground + 13, shown, anchor="end")
    yield _text(left + 10, ground + 13, str(last), QUIET, anchor="start")


def _line(x1: float, y1: float, x2: float, y2: float, ink: str = INK, *, dashes: str = "", width: float = 1.5) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{ink}" stroke-width="{width}"{dashed}/>'


def _text(x: float, y: float, words: str, ink: str = INK, *, anchor: str = "middle", size: int = 11) -> str:
    place = f'x="{round(x, 1)}" y="{round(y, 1)}"'
    return f'<text {place} font-size="{size}" text-anchor="{anchor}" fill="{ink}">{escape(words)}</text>'


def _bar(x: float, y: float, width: float, height: float) -> str:
    box = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    return f'<rect {box} fill="#9aa6b2" stroke="{INK}" stroke-width="0.6"/>'


class _Place(NamedTuple):
    """Where a year and a value are drawn."""

    first: int
    last: int
    top: Fraction

    @property
    def step(self) -> float:
        """From a year to the next."""
        return (WIDTH - LEFT - RIGHT) / (self.last - self.first + 1)

    def x(self, year: float) -> float:
        return round(LEFT + (year - self.first + 0.5) * self.step, 1)

    def y(self, value: Fraction) -> float:
        return round(HEIGHT - BOTTOM - float(value / self.top) * (HEIGHT - TOP - BOTTOM), 1)


def _grid(place: _Place, years: Sequence[int], top: Fraction) -> Iterable[str]:
    for quarter in range(5):
        value = top * quarter / 4
        y = place.y(value)
        yield _line(LEFT, y, WIDTH - RIGHT, y, GRID, width=1)
        yield _text(LEFT - 6, y + 4, vi.whole(round(value)), QUIET, anchor="end")
    for year in years[:: -(-len(years) // 16)]:
        yield _text(place.x(year), HEIGHT - 8, str(year), QUIET)


def _number(value: Fraction) -> float:
    return round(float(value), 1)


def _svg(width: int, height: int, words: str, parts: Iterable[str]) -> SafeString:
    drawing = "".join(parts)
    return mark_safe(  # noqa: S308 - every text is escaped above
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'font-family="Tinos, Liberation Serif, serif"><title>{escape(words)}</title>{drawing}</svg>'
    )
