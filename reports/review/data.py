"""A document's figures as plain JSON, for other programs."""

from __future__ import annotations

import json
from typing import Any

from reports.review.document import Figure, Review


def render(document: Review) -> str:
    """Every figure with its key, numerator, denominator, base, printed text and the sheets it was added from."""
    facts = {
        "unit": document.unit,
        "unit_name": document.unit_name,
        "first_year": document.first_year,
        "last_year": document.last_year,
        "rounding": document.rounding,
        "revision": document.revision,
        "made_at": document.made_at,
        "marks": list(document.marks),
        "illustrative": document.illustrative,
        "figures": [figure_data(figure) for figure in document.figures.values()],
    }
    return json.dumps(facts, ensure_ascii=False, indent=1)


def figure_data(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.label,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "base": figure.base,
        "unit": figure.unit_name,
        "printed": figure.printed,
        "how": figure.how,
        "illustrative": figure.illustrative,
        "missing": list(figure.gaps),
        "reported_units": figure.reported,
        "expected_units": figure.expected,
        "basis": figure.basis,
        "sources": [
            {
                "unit": each.unit,
                "name": each.name,
                "year": each.year,
                "submission": each.submission or None,
                "register": each.register or None,
                "numerator": each.numerator,
                "denominator": each.denominator,
                "qualifier": each.qualifier,
                "illustrative": each.illustrative,
            }
            for each in figure.sources
        ],
    }
