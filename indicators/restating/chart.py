"""The series as one picture, legible in black and white: points where it is known, bars between two bounds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from hocTap.lib import pictures, vi
from hocTap.lib.heavy import Later
from indicators.enums import Quality

vl_convert = Later("vl_convert")

INK, QUIET = "#1f2a36", "#5b6673"
FONT = "Tinos, 'Liberation Serif', 'Times New Roman'"
WIDTH, HEIGHT = 640, 240
NARROW = 270
"""How wide the picture is on a phone, where its letters keep their size."""
LETTER, LINE = 5.8, 14
"""How wide a digit of a label is, and how high its line; in the picture's own points."""
EDGE = 0.3
"""Of a year, left free on both sides."""


class Point(NamedTuple):
    """A year's figure as it is drawn: known, or between two bounds."""

    year: int
    quality: str
    low: int
    high: int

    @property
    def words(self) -> str:
        """ "1.234", "800–1.200"."""
        low, high = vi.whole(self.low), vi.whole(self.high)
        return low if self.low == self.high else f"{low}–{high}"


class Picture(NamedTuple):
    """All that the picture shows; equal ones are drawn once."""

    title: str
    unit_name: str
    first: int
    last: int
    points: tuple[Point, ...]
    breaks: tuple[int, ...]
    """Years whose figures are the first of other units."""
    width: int = WIDTH
    otherwise: tuple[int, ...] = ()
    """Years from which something is judged or counted otherwise."""

    @property
    def cuts(self) -> dict[int, str]:
        """Each year that no line leads into, with few words."""
        return dict.fromkeys(self.otherwise, "tính khác") | dict.fromkeys(self.breaks, "địa giới đổi")


@lru_cache(maxsize=64)
def drawn(picture: Picture) -> SafeString:
    """The picture as SVG with presentation attributes only, for a strict policy, and its words."""
    svg: str = vl_convert.vegalite_to_svg(spec(picture), allowed_base_urls=[])
    return mark_safe(pictures.described(svg, described(picture)))  # noqa: S308 - our own picture, its words escaped


def described(picture: Picture) -> str:
    """The picture in words: each year's figure, and where the series breaks."""
    told = [
        f"{point.year}: {vi.whole(point.low)}"
        + (f" đến {vi.whole(point.high)}" if point.low < point.high else "")
        + (" (ước tính)" if point.quality == Quality.ESTIMATED else "")
        for point in picture.points
    ]
    breaks = f" Thay đổi địa giới trước số liệu năm {', '.join(map(str, picture.breaks))}." if picture.breaks else ""
    years = ", ".join(map(str, picture.otherwise))
    otherwise = f" Tính khác từ số liệu năm {years}, không so sánh được." if years else ""
    return f"{picture.title}. {'; '.join(told) or 'Chưa có số liệu'}.{breaks}{otherwise}"


def spec(picture: Picture) -> dict[str, Any]:
    """The picture in the grammar of Vega-Lite: points joined only between two breaks."""
    top = max((point.high for point in picture.points), default=1) or 1
    years = list(range(picture.first, picture.last + 1))
    x = {
        "field": "year",
        "type": "quantitative",
        "scale": {"domain": [picture.first - EDGE, picture.last + EDGE], "nice": False},
        "axis": {"values": years, "format": "d", "title": None, "grid": False, "labelOverlap": True},
    }
    y = {
        "field": "low",
        "type": "quantitative",
        "scale": {"domain": [0, top]},
        "axis": {
            "title": picture.unit_name,
            "titleFontWeight": "normal",
            "tickCount": 4,
            "labelExpr": "replace(format(datum.value, ','), /,/g, '.')",
            "gridColor": "#d8dde3",
            "domain": False,
            "ticks": False,
        },
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": picture.width,
        "height": HEIGHT,
        "data": {"values": _values(picture)},
        "encoding": {"x": x, "y": y},
        "layer": [*_breaks(picture.cuts), *_marks()],
        "config": {
            "font": FONT,
            "background": "#ffffff",
            "view": {"stroke": None},
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": INK},
        },
    }


def _values(picture: Picture) -> list[dict[str, Any]]:
    labelled = labelled_years(picture)
    return [
        {
            "year": point.year,
            "low": point.low,
            "high": point.high,
            "known": point.low == point.high,
            "estimated": point.quality == Quality.ESTIMATED,
            "stretch": sum(point.year >= year for year in picture.cuts),
            "words": point.words if point.year in labelled else "",
        }
        for point in picture.points
    ]


def labelled_years(picture: Picture) -> set[int]:
    """The years whose numbers are written beside their points, so that none covers another; the table has all.

    The last comes first, then those on both sides of a break, the first of all, and the others from the newest.
    """
    top = max((point.high for point in picture.points), default=1) or 1
    step = picture.width / (picture.last - picture.first + 2 * EDGE)
    sides = {year + side for year in picture.cuts for side in (-1, 0)}
    ends = {point.year for point in (*picture.points[:1], *picture.points[-1:])}

    def rank(point: Point) -> tuple[bool, bool, bool, int]:
        return point != picture.points[-1], point.year not in sides, point.year not in ends, -point.year

    def apart(one: Point, other: Point) -> bool:
        across = abs(one.year - other.year) * step
        up = abs(one.high - other.high) * HEIGHT / top
        return up >= LINE or across >= (len(one.words) + len(other.words)) * LETTER / 2 + LETTER

    chosen: list[Point] = []
    for point in sorted(picture.points, key=rank):
        if all(apart(point, each) for each in chosen):
            chosen.append(point)
    return {point.year for point in chosen}


def _marks() -> list[dict[str, Any]]:
    known = {"filter": "datum.known"}
    point = {"type": "point", "size": 46, "stroke": INK, "strokeWidth": 1.5, "opacity": 1}
    return [
        {
            "transform": [known],
            "mark": {"type": "line", "color": INK, "strokeWidth": 1.4},
            "encoding": {"detail": {"field": "stretch"}},
        },
        {
            "transform": [{"filter": "!datum.known"}],
            "mark": {"type": "bar", "size": 12, "color": "#c9d1da", "stroke": INK, "strokeWidth": 1},
            "encoding": {"y2": {"field": "high"}},
        },
        {"transform": [known, {"filter": "!datum.estimated"}], "mark": {**point, "fill": INK}},
        {"transform": [known, {"filter": "datum.estimated"}], "mark": {**point, "fill": "#ffffff"}},
        {
            "mark": {"type": "text", "dy": -10, "fontSize": 11, "color": INK},
            "encoding": {"y": {"field": "high", "type": "quantitative"}, "text": {"field": "words"}},
        },
    ]


def _breaks(cuts: Mapping[int, str]) -> list[dict[str, Any]]:
    """A dotted rule before the first year of other units, or of another way of counting."""
    values = [{"year": year - 0.5, "words": cuts[year] if year + 1 not in cuts else ""} for year in sorted(cuts)]
    if not values:
        return []
    across = {"x": {"field": "year", "type": "quantitative"}}
    rule = {"type": "rule", "color": QUIET, "strokeDash": [3, 3], "strokeWidth": 1.2}
    words = {"type": "text", "dy": -6, "fontSize": 11, "fontStyle": "italic", "color": QUIET}
    return [
        {
            "data": {"values": values},
            "mark": rule,
            "encoding": {**across, "y": {"value": -20}, "y2": {"value": HEIGHT}},
        },
        {
            "data": {"values": values},
            "mark": words,
            "encoding": {**across, "y": {"value": -20}, "text": {"field": "words"}},
        },
    ]
