"""Suất by year as one picture, legible in black and white."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from hocTap.lib import vi
from hocTap.lib.heavy import Later
from hocTap.lib.pictures import described

vl_convert = Later("vl_convert")

INK = "#1f2a36"
FONT = "Tinos, 'Liberation Serif', 'Times New Roman'"
Bars = tuple[tuple[str, int], ...]


@lru_cache(maxsize=64)
def bars(title: str, points: Bars) -> SafeString:
    """A bar for each year with its number above, as SVG for a strict policy; drawn once for the same data."""
    svg: str = vl_convert.vegalite_to_svg(spec(points), allowed_base_urls=[])
    words = f"{title}: " + "; ".join(f"{label} {vi.whole(number)} suất" for label, number in points)
    return mark_safe(described(svg, words))  # noqa: S308 - our own picture, its words escaped


def spec(points: Bars) -> dict[str, Any]:
    rows = [{"year": label, "count": number, "words": vi.whole(number)} for label, number in points]
    x = {"field": "year", "type": "nominal", "sort": None, "axis": {"title": None, "labelAngle": 0}}
    y = {"field": "count", "type": "quantitative", "axis": {"title": "Số suất", "grid": True, "tickCount": 4}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 620,
        "height": 220,
        "data": {"values": rows},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "bar", "color": "#4a6b8a", "stroke": INK, "width": {"band": 0.6}}},
            {
                "mark": {"type": "text", "dy": -8, "fontSize": 12, "color": INK},
                "encoding": {"text": {"field": "words"}},
            },
        ],
        "config": {
            "font": FONT,
            "background": "#ffffff",
            "view": {"stroke": None},
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": INK},
        },
    }
