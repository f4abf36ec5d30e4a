"""The development of the titles over the years as one picture, legible in black and white."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import cycle
from typing import Any

from hocTap.lib import vi
from hocTap.lib.heavy import Later
from hocTap.lib.pictures import described
from indicators.series import Sum
from reports.paper.parts import Chart
from reports.review import spec

vl_convert = Later("vl_convert")

FONT = "Tinos, 'Liberation Serif', 'Times New Roman'"
WIDTH, HEIGHT = 405, 250
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-left", "triangle-right")
INK, PAPER = "#000000", "#ffffff"
NEAREST_LABELS = 7.5
"""In percent of the chart's height."""


@dataclass(frozen=True)
class Line:
    """One title's share by year; a year without approved figures has no point."""

    label: str
    shares: Mapping[int, tuple[Decimal, str]]
    parts: Mapping[int, str] = field(default_factory=dict)
    """Of how many units a year's share is, where not of all ("2/16 phường"): such a point stands hollow and alone."""
    changes: tuple[int, ...] = ()
    """Years from which it is counted otherwise: no line leads over them."""


def is_a_line(lines: Sequence[Line]) -> bool:
    """Whether there is anything to draw: two years of some title at least, else dots say less than the table."""
    return any(len(line.shares) > 1 for line in lines)


def titles_chart(lines: Sequence[Line], first: int, last: int, notes: tuple[str, ...], stage: str = "") -> Chart:
    """The chart as SVG with presentation attributes only, so that a strict CSP and WeasyPrint leave it alone."""
    stage = stage or spec.stage_words(first, last)
    name = f"Tỉ lệ được công nhận theo từng danh hiệu, {stage}"
    svg = vl_convert.vegalite_to_svg(chart_spec(lines, first, last), allowed_base_urls=[])
    words = describe(lines, stage)
    hollow = ("Điểm rỗng: năm chưa đủ số liệu của các đơn vị, không nối với năm khác.",)
    notes = (*(hollow if any(line.parts for line in lines) else ()), *notes)
    return Chart(f"Biểu đồ 1. {name}", words, described(svg, vi.nfc(words)), notes)


def line_of(label: str, sums: Mapping[int, Sum], printed: Mapping[int, str], changes: Sequence[int] = ()) -> Line:
    """A line from counts: exact shares for the height, printed rates for the words.

    `changes` are the years from which it is counted otherwise.
    """
    shares = {
        year: (Decimal(found.numerator) * 100 / found.denominator, printed[year])
        for year, found in sums.items()
        if found.numerator is not None and found.denominator
    }
    parts = {year: sums[year].part for year in shares if sums[year].part}
    return Line(label, shares, parts, tuple(changes))


def describe(lines: Sequence[Line], stage: str) -> str:
    """The picture in words: each line's first and last point."""
    told = []
    for line in lines:
        if line.shares:
            start, end = min(line.shares), max(line.shares)
            told.append(f"{line.label} từ {_point_words(line, start)} đến {_point_words(line, end)}")
    return f"Biểu đồ đường theo năm, {stage}. {'; '.join(told) or 'Chưa có số liệu'}."


def _point_words(line: Line, year: int) -> str:
    part = f" (mới có {line.parts[year]})" if year in line.parts else ""
    return f"{line.shares[year][1]} năm {year}{part}"


def chart_spec(lines: Sequence[Line], first: int, last: int) -> dict[str, Any]:
    """The picture in the grammar of Vega-Lite: dashes and shapes tell the lines apart, labels stand at their ends."""
    top = float(max([Decimal(100), *(share for line in lines for share, _ in line.shares.values())]))
    names = [line.label for line in lines]
    scales = {
        "strokeDash": {
            "field": "title",
            "scale": {"domain": names, "range": [dash(place) for place in range(len(names))]},
            "legend": None,
        },
        "shape": {
            "field": "title",
            "scale": {"domain": names, "range": [shape for shape, _ in zip(cycle(SHAPES), names, strict=False)]},
            "legend": None,
        },
    }
    edge = 0.03 * max(last - first, 1)
    x = {"field": "year", "type": "quantitative", "scale": {"domain": [first - edge, last + edge], "nice": False}}
    y = {"field": "share", "type": "quantitative", "scale": {"domain": [0, top]}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "padding": {"left": 4, "right": 4, "top": 4, "bottom": 4},
        "data": {"values": _points(lines)},
        "encoding": {"x": x | {"axis": _years_axis(first, last)}, "y": y | {"axis": _share_axis()}},
        "layer": [
            *_break_layers(first, last, top),
            *_change_layers(lines, first, last),
            {
                "mark": {"type": "line", "color": INK, "strokeWidth": 1.4},
                "encoding": {"strokeDash": scales["strokeDash"], "detail": {"field": "regime"}},
            },
            {
                "mark": {"type": "point", "size": 42, "stroke": INK, "strokeWidth": 1, "opacity": 1},
                "encoding": {"shape": scales["shape"], "fill": {"field": "fill", "scale": None}},
            },
            *_label_layers(lines, top),
        ],
        "config": {
            "font": FONT,
            "background": "#ffffff",
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "titleColor": INK, "domainColor": INK, "tickColor": INK},
        },
    }


def dash(place: int) -> list[int]:
    """How the line at this place is drawn: the first is whole, the others are a stroke with one dot more each time."""
    return [8, 3, *[2, 3] * (place - 1)] if place else [1, 0]


def _points(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "year": year,
            "title": line.label,
            "share": float(share),
            "regime": _regime(line, year),
            "fill": PAPER if year in line.parts else INK,
        }
        for line in lines
        for year, (share, _) in sorted(line.shares.items())
    ]


def _regime(line: Line, year: int) -> str:
    """Points are joined only within one set of criteria, and only where all units have reported."""
    regime = spec.regime_of(year)
    stretch = f"{sum(each <= year for each in line.parts)}{'' if year in line.parts else ' đủ'}"
    stretch += f" {sum(each <= year for each in line.changes)}" if line.changes else ""
    return f"{line.label} {regime.first if regime else 0} {stretch}"


def _years_axis(first: int, last: int) -> dict[str, Any]:
    return {
        "values": list(range(first, last + 1)),
        "format": "d",
        "title": None,
        "grid": False,
        "labelFontSize": 13.5,
        "labelFlush": False,
    }


def _share_axis() -> dict[str, Any]:
    return {
        "title": "Tỉ lệ (%)",
        "titleFontSize": 13.5,
        "titleFontWeight": "normal",
        "labelFontSize": 13.5,
        "format": "d",
        "tickCount": 5,
        "gridColor": "#d0d0d0",
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    }


def _break_layers(first: int, last: int, top: float) -> list[dict[str, Any]]:
    """A dotted rule between two sets of criteria, with their names on both sides."""
    layers: list[dict[str, Any]] = []
    for year in spec.breaks_between(first, last):
        before, after = spec.regime_of(year - 1), spec.regime_of(year)
        layers.append(
            {
                "data": {"values": [{"year": year - 0.5}]},
                "mark": {"type": "rule", "color": "#555555", "strokeDash": [3, 3], "strokeWidth": 1},
                "encoding": {
                    "x": {"field": "year", "type": "quantitative"},
                    "y": {"value": -14},
                    "y2": {"value": HEIGHT},
                },
            }
        )
        for regime, align, shift in ((before, "right", -6), (after, "left", 6)):
            words = [{"year": year - 0.5, "words": regime.label if regime else ""}]
            mark = {
                "type": "text",
                "align": align,
                "dx": shift,
                "fontSize": 13.5,
                "fontStyle": "italic",
                "color": "#333333",
            }
            place = {"x": {"field": "year", "type": "quantitative"}, "y": {"value": -8}, "text": {"field": "words"}}
            layers.append({"data": {"values": words}, "mark": mark, "encoding": place})
    return layers


def _change_layers(lines: Sequence[Line], first: int, last: int) -> list[dict[str, Any]]:
    """The same dotted rule where a title is counted otherwise from a year on; what is new stands under the picture."""
    layers: list[dict[str, Any]] = []
    for year in sorted({each for line in lines for each in line.changes if first < each <= last}):
        x = {"field": "year", "type": "quantitative"}
        at = {"data": {"values": [{"year": year - 0.5, "words": "cách tính khác"}]}}
        rule = {"type": "rule", "color": "#555555", "strokeDash": [3, 3], "strokeWidth": 1}
        said = {"type": "text", "align": "left", "dx": 6, "fontSize": 13.5, "fontStyle": "italic", "color": "#333333"}
        layers.append(at | {"mark": rule, "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": HEIGHT}}})
        layers.append(at | {"mark": said, "encoding": {"x": x, "y": {"value": HEIGHT - 8}, "text": {"field": "words"}}})
    return layers


def _label_layers(lines: Sequence[Line], top: float) -> list[dict[str, Any]]:
    """Name and last rate at each line's end, moved apart where the ends are close."""
    ended = [
        (line.label, year, line.shares[year], _short(line.parts.get(year, "")))
        for line in lines
        if line.shares
        for year in [max(line.shares)]
    ]
    heights = spread_apart([float(share) for _, _, (share, _), _ in ended], NEAREST_LABELS * top / 100, top)
    values = [
        {"year": year, "at": height, "words": f"{label} {printed}{part}"}
        for (label, year, (_, printed), part), height in zip(ended, heights, strict=True)
    ]
    return [
        {
            "data": {"values": values},
            "mark": {"type": "text", "align": "left", "dx": 10, "fontSize": 13.5, "color": INK},
            "encoding": {
                "x": {"field": "year", "type": "quantitative"},
                "y": {"field": "at", "type": "quantitative"},
                "text": {"field": "words"},
            },
        }
    ]


def _short(part: str) -> str:
    """ "2/16 phường" → " (2/16)"."""
    return f" ({part.partition(' ')[0]})" if part else ""


def spread_apart(heights: Sequence[float], least: float, top: float) -> list[float]:
    """The heights moved so that neighbours are at least so far apart, keeping their order and within 0 and top."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    placed = [heights[n] for n in order]
    for n in range(1, len(placed)):
        placed[n] = max(placed[n], placed[n - 1] + least)
    if placed and placed[-1] > top:
        placed[-1] = top
        for n in range(len(placed) - 2, -1, -1):
            placed[n] = min(placed[n], placed[n + 1] - least)
    return [place for _, place in sorted(zip(order, placed, strict=True))]
