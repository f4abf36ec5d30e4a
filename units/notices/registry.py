"""What happened that people should hear of: each flat says what, this flat finds whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from units.enums import Role
from units.notices.enums import NoticeKind


@dataclass(frozen=True)
class News:
    """Something that happened to a unit: for whoever holds the role there, or at its whole heir.

    The sentence names no person; the page at `url` is one that the role may open.
    """

    kind: NoticeKind
    unit: int
    role: Role
    key: str
    sentence: str
    url: str


Source = Callable[[dt.datetime], Iterable[News]]
"""Given a moment, what came back, was approved or was recognised since; a fixed number of queries."""

_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def news_since(moment: dt.datetime) -> list[News]:
    return [news for source in _sources for news in source(moment)]
