"""The pictures of an indicator, drawn on the server with attributes only: black and white says the same.

Each has its words as the first child `<title>`, so that a screen and a tagged PDF read the same alternative text; a
table with every number stands beside each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil
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
YEAR = 38
"""The width of a year on the scale, with the room beside it."""
ROUND = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80)
BAR, NAMES, NUMBERS = 18, 190, 86
"""Height of a bar's row, and the most room for names and numbers beside the bars."""
NARROW, NARROW_NAMES = 340, 142
"""A picture for a phone, where letters keep their size, and the most room for names beside its bars."""
NAME_LETTER = 6.2
"""The width of a letter of a name."""


class Drawn(NamedTuple):
    """A picture as a page shows it, and the same one narrow for a phone."""

    wide: SafeString
    narrow: SafeString

    def __bool__(self) -> bool:
        return bool(self.wide)


NOT_DRAWN = Drawn(SafeString(), SafeString())


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
    guide: str = ""
    """What the straight line from the last figure to the milestone asks for each year; nothing where none is drawn."""


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
    title: str,
    years: Sequence[int],
    points: Sequence[Point],
    steps: Sequence[Step],
    breaks: Mapping[int, str],
    most: int | None = None,
    *,
    levels: bool = False,
    width: int = WIDTH,
) -> SafeString:
    """Points joined only from year to year on the same ground and by the same criteria; targets as steps.

    `breaks` say what is new from a year on, in few words: dashed rules, which no line crosses.

    A year without a figure is left open: no line leads over it. The scale does not go beyond `most` (100, of a share)
    unless a figure does; one of `levels` has a line for each level and ends with the highest. Words stand on a white
    ground over the lines that pass there. Where years stand close, as on a phone, not every figure is written.
    """
    broken = sorted(breaks)
    highest = max([Fraction(1), *(e.value for e in points), *(e.value for e in steps)])
    top = round_top(Fraction(9, 8) * highest)
    if most is not None and highest <= most:
        top = Fraction(most) if levels else min(top, Fraction(most))
    place = _Place(years[0], years[-1], top, width)
    parts = [*_grid(place, years, int(top) if levels else 4)]
    for n, year in enumerate(broken):
        x, above = place.x(year - 0.5), TOP - 5 - 11 * (n % 2)
        half = LETTER * len(breaks[year]) / 2
        parts.append(_line(x, TOP - 3, x, HEIGHT - BOTTOM, QUIET, dashes="3 3"))
        parts.append(_text(min(max(x, half), width - half), above, breaks[year], QUIET))
    rules, said = _targets(place, steps, points)
    parts += rules
    for one, two in pairwise(points):
        if two.year == one.year + 1 and two.year not in broken:
            parts.append(_line(place.x(one.year), place.y(one.value), place.x(two.year), place.y(two.value)))
    for step in steps:
        if step.guide and points:
            last = points[-1]
            ends = place.x(step.last), place.y(step.value)
            parts.append(_line(place.x(last.year), place.y(last.value), *ends, QUIET, dashes="1 4"))
    parts += said
    crowded, every = place.step < WORDS, ceil(WORDS / (2 * place.step))
    dots = []
    for point in points:
        x, y = place.x(point.year), place.y(point.value)
        turn, left_out = divmod(points[-1].year - point.year, every)
        dots.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{INK}"/>')
        if not left_out:
            above = crowded and turn % 2
            parts += _said(min(x, width - WORDS / 2), y - 9 if above else y + 16, point.words)
    parts += dots
    told = "; ".join(f"{point.year}: {point.words}" for point in points) or "chưa có số liệu"
    asked = f" Mục tiêu: {'; '.join(f'{step.last}: {step.words}' for step in steps)}." if steps else ""
    cut = "".join(f" Từ năm {year} {breaks[year]}." for year in broken)
    guides = "".join(f" Đường chỉ dẫn {step.guide}." for step in steps if step.guide)
    return _svg(width, HEIGHT, f"{title}. {told}.{asked}{cut}{guides}", parts)


Taken = tuple[float, float, float]
"""From where to where something stands, and the height of its words."""


UNDER_A_RULE = 5
"""So far under a rule words would stand that are as much in its way as words on the same height."""


def _targets(place: _Place, steps: Sequence[Step], points: Iterable[Point]) -> tuple[list[str], list[str]]:
    """A dashed rule up to each milestone, its words above one of its ends: off the scale and the edge, and clear of the
    points, of the words of the others and of their rules.

    The rules, and the words, which come later and stand above every line.
    """
    taken: list[Taken] = []
    for point in points:
        x, y = place.x(point.year), place.y(point.value)
        taken += [(x - 5, x + 5, y + 3.5), (x - WORDS / 2, x + WORDS / 2, y + 16)]
    ends = {step: (place.x(step.first - 0.4), place.x(step.last + 0.4)) for step in steps}
    rules: list[str] = []
    said: list[str] = []
    for step in sorted(steps, key=lambda each: each.value):
        y, (begun, end) = place.y(step.value), ends[step]
        others = [(*ends[each], place.y(each.value) + UNDER_A_RULE) for each in steps if each.value != step.value]
        length = LETTER * len(step.words)
        lefts = [left for left in (end - length, begun) if left > LEFT and left + length <= place.width] or [begun]
        left = max(lefts, key=lambda left: _clear(taken + others, left, length, y - 4))
        at = _clear(taken + others, left, length, y - 4)
        taken.append((left, left + length, at))
        rules.append(_line(begun, y, end, y, dashes="8 4"))
        fits = left == end - length
        said += _said(end if fits else begun, at, step.words, "end" if fits else "start")
    return rules, said


def _clear(taken: Iterable[Taken], left: float, length: float, at: float) -> float:
    """The lowest height from `at` up where words of this length run into nothing; counted downwards."""
    near = [height for one, other, height in taken if one < left + length and left < other]
    while close := [height for height in near if abs(at - height) < LINE]:
        at = min(close) - LINE
    return at


def ranked(title: str, bars: Sequence[Bar], target: Step | None, missing: int) -> Drawn:
    """Bars from the longest down, the target as one rule across them; how many have no figure is said in the words."""
    told = "; ".join(f"{bar.name} {bar.words}" for bar in bars) or "chưa nơi nào có số liệu"
    lacking = f" {vi.whole(missing)} nơi chưa có số liệu." if missing else ""
    asked = f" Mục tiêu {target.words}." if target else ""
    words, height = f"{title}. {told}.{asked}{lacking}", TOP + BAR * max(1, len(bars)) + 6
    return Drawn(
        _svg(WIDTH, height, words, _bars(bars, target, WIDTH, NAMES)),
        _svg(NARROW, height, words, _bars(bars, target, NARROW, NARROW_NAMES)),
    )


def _bars(bars: Sequence[Bar], target: Step | None, width: int, most: int) -> Iterable[str]:
    """Names, bars and numbers in a picture of this width; names that take more than `most` of it are shortened."""
    top = max([Fraction(1), *(bar.value for bar in bars), *([target.value] if target else [])])
    names = min(most, 8 + ceil(NAME_LETTER * max((len(bar.name) for bar in bars), default=0)))
    numbers = min(NUMBERS, round(12 + NAME_LETTER * max((len(bar.words) for bar in bars), default=0)))
    room = width - names - numbers
    rule = _number(names + target.value / top * room) if target else 0.0
    for n, bar in enumerate(bars):
        y, length = TOP + BAR * n, _number(bar.value / top * room)
        yield _text(names - 8, y + 12, _short(bar.name, int((names - 8) / NAME_LETTER)), anchor="end", size=12)
        yield _bar(names, y + 2, length, BAR - 5)
        at = names + length + 6
        if target and at - 6 < rule < at + NAME_LETTER * len(bar.words):
            at = rule + 6
        yield _text(at, y + 12, bar.words, anchor="start", size=12)
    if target:
        half = NAME_LETTER * len(target.words) / 2
        yield _line(rule, TOP - 4, rule, TOP + BAR * max(1, len(bars)) + 2, width=2)
        yield _text(min(max(rule, half), width - half), TOP - 10, target.words)


def _short(name: str, most: int) -> str:
    """A name that does not fit ends with an ellipsis; the table beside the picture has it whole."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


class Panel(NamedTuple):
    """A unit's figures of several years, for a small picture among others."""

    name: str
    points: Sequence[Point]


ACROSS, NARROW_ACROSS, PANEL_WIDTH, PANEL_HEIGHT = 4, 2, 170, 96


def side_by_side(
    title: str, years: Sequence[int], panels: Sequence[Panel], target: Step | None, breaks: Mapping[int, str]
) -> Drawn:
    """A small picture for each unit, all on one scale, so that heights compare; years without a figure left open.

    No line leads over a year from which something is counted otherwise: a dashed rule stands there.
    """
    broken = [year for year in sorted(breaks) if years[0] < year <= years[-1]]
    values = [point.value for panel in panels for point in panel.points]
    top = Fraction(9, 8) * max([Fraction(1), *values, *([target.value] if target else [])])
    told = "; ".join(f"{panel.name}: {_ends(panel.points)}" for panel in panels)
    asked = f" Mục tiêu {target.words}." if target else ""
    cut = "".join(f" Từ năm {year} {breaks[year]}." for year in broken)

    def drawn(across: int) -> SafeString:
        parts: list[str] = []
        for n, panel in enumerate(panels):
            parts += _panel(panel, years, top, target, broken, (n % across) * PANEL_WIDTH, (n // across) * PANEL_HEIGHT)
        rows = max(1, -(-len(panels) // across))
        return _svg(across * PANEL_WIDTH, rows * PANEL_HEIGHT + 4, f"{title}. {told}.{asked}{cut}", parts)

    return Drawn(drawn(ACROSS), drawn(NARROW_ACROSS))


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


def _said(x: float, y: float, words: str, anchor: str = "middle") -> list[str]:
    """Words on a ground of their own, so that no line passes through them."""
    wide = LETTER * len(words)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    box = f'x="{round(left - 1, 1)}" y="{round(y - LINE + 2, 1)}" width="{round(wide + 2, 1)}" height="{LINE + 1}"'
    return [f'<rect {box} fill="#fff"/>', _text(x, y, words, anchor=anchor)]


def _bar(x: float, y: float, width: float, height: float) -> str:
    box = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    return f'<rect {box} fill="#9aa6b2" stroke="{INK}" stroke-width="0.6"/>'


class _Place(NamedTuple):
    """Where a year and a value are drawn."""

    first: int
    last: int
    top: Fraction
    width: int

    @property
    def step(self) -> float:
        """From a year to the next."""
        return (self.width - LEFT - RIGHT) / (self.last - self.first + 1)

    def x(self, year: float) -> float:
        return round(LEFT + (year - self.first + 0.5) * self.step, 1)

    def y(self, value: Fraction) -> float:
        return round(HEIGHT - BOTTOM - float(value / self.top) * (HEIGHT - TOP - BOTTOM), 1)


def _grid(place: _Place, years: Sequence[int], lines: int) -> Iterable[str]:
    for n in range(lines + 1):
        value = place.top * n / lines
        y = place.y(value)
        yield _line(LEFT, y, place.width - RIGHT, y, GRID, width=1)
        yield _text(LEFT - 6, y + 4, vi.whole(round(value)), QUIET, anchor="end")
    for year in years[:: ceil(YEAR / place.step)]:
        yield _text(place.x(year), HEIGHT - 8, str(year), QUIET)


def _number(value: Fraction) -> float:
    return round(float(value), 1)


def _svg(width: int, height: int, words: str, parts: Iterable[str]) -> SafeString:
    drawing = "".join(parts)
    return mark_safe(  # noqa: S308 - every text is escaped above
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'font-family="Tinos, Liberation Serif, serif"><title>{escape(words)}</title>{drawing}</svg>'
    )
