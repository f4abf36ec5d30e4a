"""Which figures an office's public page holds back, so that nobody is recognised behind a small number."""

from __future__ import annotations

import re
from collections.abc import Iterable

SMALL = 5
"""Fewer people than this, and more than none, are never shown in public."""
PEOPLE = frozenset({"người", "hộ", "suất", "phần", "cá nhân", "lượt người"})
"""What a number counts where it counts people, or what single people were given."""


FOR_FORMS = re.compile(r"\bghi chú\b|\bthì ghi\b|^ghi (?!mức|\w+ khi )", re.IGNORECASE)
"""What a definition says to whoever fills in a form."""


def counts_people(unit_name: str) -> bool:
    return unit_name in PEOPLE


def is_small(number: int | None) -> bool:
    """1 to 4: nobody is nobody, and nothing is not a number."""
    return number is not None and 0 < number < SMALL


def is_held(number: int | None, parts: Iterable[int | None]) -> bool:
    """Whether a count of people is held: it is small, or just one of the parts it is the sum of is.

    Where only one ward's part is small, the sum less the others would tell it; two small parts hide one another.
    """
    return is_small(number) or sum(is_small(part) for part in parts) == 1


def share_is_held(numerator: int | None, denominator: int | None) -> bool:
    """Whether a share of people is held: those it counts, or those that it leaves out, are few."""
    if numerator is None or denominator is None:
        return False
    return is_small(numerator) or is_small(denominator) or is_small(denominator - numerator)


def public_words(definition: str) -> str:
    """A definition as whoever only reads a figure needs it, without what is told to whoever fills in the form.

    Example: "Ghi mức đã được công nhận; số, ngày quyết định ghi ở ghi chú. Chưa đạt mức nào thì ghi 0." is told as
    "Mức đã được công nhận."
    """
    sentences = []
    for sentence in re.split(r"(?<=\.) +", definition.strip()):
        clauses = [each.strip(" .") for each in sentence.split(";")]
        kept = [each.removeprefix("Ghi ") for each in clauses if each and not FOR_FORMS.search(each)]
        if kept:
            said = "; ".join(kept)
            sentences.append(f"{said[:1].upper()}{said[1:]}.")
    return " ".join(sentences)
