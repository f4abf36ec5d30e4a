"""A QR code as rectangles of a page stream: vector, so that it prints sharp at any size."""

from __future__ import annotations

from typing import Any

from hocTap.lib.heavy import Later

segno = Later("segno")

MASK = 2
"""Any of the eight masks can be read; choosing the best for each code takes five times as long."""
QUIET = 4
"""Modules of white that a reader needs around the code."""


def drawn(words: str, left: float, bottom: float, side: float) -> str:
    """The operators that draw the code into a square, its white edge included."""
    matrix: Any = segno.make(words, error="m", micro=False, mask=MASK, boost_error=False).matrix
    module = side / (len(matrix) + 2 * QUIET)
    runs = [
        f"{left + (start + QUIET) * module:.2f} {bottom + side - (row + QUIET + 1) * module:.2f} "
        f"{length * module:.2f} {module:.2f} re"
        for row, line in enumerate(matrix)
        for start, length in _dark(line)
    ]
    return f"1 g {left:.2f} {bottom:.2f} {side:.2f} {side:.2f} re f 0 g\n" + "\n".join(runs) + "\nf"


def _dark(line: bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    found: list[tuple[int, int]] = []
    start = -1
    for place, dark in enumerate([*line, 0]):
        if dark and start < 0:
            start = place
        elif not dark and start >= 0:
            found.append((start, place - start))
            start = -1
    return found
