"""Long lists of ids, cut into what one query takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

BATCH = 2_000
"""Ids in one query: below what either database takes."""

T = TypeVar("T")


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists that fit one query."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
