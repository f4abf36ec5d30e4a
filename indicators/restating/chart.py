"""The series as one picture, legible in black and white: points where it is known, bars between two bounds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hocTap.lib import vi
from hocTap.lib.heavy import Later
from indicators.enums import Quality

vl_convert = Later("vl_convert")

INK, QUIET = "#1f2a36", "#5b6673"
FONT = "Tinos, 'Liberation Serif', 'Times New Roman'"
WIDTH, HEIGHT = 640, 240


class Point(NamedTuple):
    """A year's figure as it is drawn: known, or between two bounds."""

    year: int
    quality: str
    low: int
    high: int


class Picture(NamedTuple):
    """All that the picture shows; equal ones are drawn once."""

    title: str
    unit_name: str
    first: int
    last: int
    points: tuple[Point, ...]
    breaks: tuple[int, ...]
    """Years whose figures are the first of other units."""


@lru_cache(maxsize=64)
def drawn(picture: Picture) -> SafeString:
    """The picture as SVG with presentation attributes only, for a strict policy, and its words."""
    svg: str = vl_convert.vegalite_to_svg(spec(picture), allowed_base_urls=[])
    return mark_safe(svg.replace("<svg ", f'<svg role="img" aria-label="{escape(described(picture))}" ', 1))  # noqa: S308


def described(picture: Picture) -> str:
    """The picture in words: each year's figure, and where the series breaks."""
    told = [
        f"{point.year}: {vi.whole(point.low)}"
        + (f" đến {vi.whole(point.high)}" if point.low < point.high else "")
        + (" (ước tính)" if point.quality == Quality.ESTIMATED else "")
        for point in picture.points
    ]
    breaks = f" Thay đổi địa giới trước số liệu năm {', '.join(map(str, picture.breaks))}." if picture.breaks else ""
    return f"{picture.title}. {'; '.join(told) or 'Chưa có số liệu'}.{breaks}"


def spec(picture: Picture) -> dict[str, Any]:
    """The picture in the grammar of Vega-Lite: points joined only between two breaks."""
    top = max((point.high for point in picture.points), default=1) or 1
    edge = 0.3
    years = list(range(picture.first, picture.last + 1))
    x = {
        "field": "year",
        "type": "quantitative",
        "scale": {"domain": [picture.first - edge, picture.last + edge], "nice": False},
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
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": _values(picture)},
        "encoding": {"x": x, "y": y},
        "layer": [*_breaks(picture.breaks), *_marks()],
        "config": {
            "font": FONT,
            "background": "#ffffff",
            "view": {"stroke": None},
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": INK},
        },
    }


def _values(picture: Picture) -> list[dict[str, Any]]:
    return [
        {
            "year": point.year,
            "low": point.low,
            "high": point.high,
            "known": point.low == point.high,
            "estimated": point.quality == Quality.ESTIMATED,
            "stretch": sum(point.year >= year for year in picture.breaks),
            "words": vi.whole(point.low)
            if point.low == point.high
            else f"{vi.whole(point.low)}–{vi.whole(point.high)}",
        }
        for point in picture.points
    ]


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


def _breaks(years: Sequence[int]) -> list[dict[str, Any]]:
    """A dotted rule before the first year of other units."""
    values = [{"year": year - 0.5, "words": "địa giới đổi"} for year in years]
    if not values:
        return []
    across = {"x": {"field": "year", "type": "quantitative"}}
    rule = {"type": "rule", "color": QUIET, "strokeDash": [3, 3], "strokeWidth": 1.2}
    words = {"type": "text", "dy": -6, "fontSize": 11, "fontStyle": "italic", "color": QUIET}
    return [
        {"data": {"values": values}, "mark": rule, "encoding": {**across, "y": {"value": -4}, "y2": {"value": HEIGHT}}},
        {
            "data": {"values": values},
            "mark": words,
            "encoding": {**across, "y": {"value": -4}, "text": {"field": "words"}},
        },
    ]
