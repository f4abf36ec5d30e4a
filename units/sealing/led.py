"""Whether everything that stands in a state that only steps lead to has the steps that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q

from hocTap.lib import vi
from hocTap.lib.steps import Kept, Transitions, tables

MOST_NAMED = 20
"""So many things of one table and state are named; of more it is said how many there are."""


def steps_missing() -> Iterator[str]:
    """A sentence for each thing without a step that it must have taken, by the table of its kind.

    One question for each step of each state, over all things at once; no seal is needed for it, so that a log of which
    all rows were deleted is missed, also before its first night.
    """
    for table in tables():
        if isinstance(table.kept, Kept):
            yield from _missing(table, table.kept)


def _missing(table: Transitions[Any, Any], kept: Kept) -> Iterator[str]:
    field: Any = kept.thing._meta.get_field(kept.state)
    for state, words in field.flatchoices:
        stages = table.needed_for(state, field.default)
        for at, steps in enumerate(stages):
            taken = kept.log._base_manager.filter(**{kept.owner: OuterRef("pk"), f"{kept.action}__in": steps})
            there = Q(**{kept.state: state})
            if kept.at_once is not None and at < len(stages) - 1:
                there &= ~kept.at_once
            found = kept.thing._base_manager.filter(there).exclude(Exists(taken)).order_by("pk")
            yield from _named(kept, list(found.values_list("pk", flat=True)), str(words), _words(kept, steps))


def _named(kept: Kept, keys: list[int], state: str, steps: str) -> Iterator[str]:
    for key in keys[:MOST_NAMED]:
        said = kept.label.format(key)
        yield f"{said[0].upper()}{said[1:]}: đang “{state}” nhưng không còn bước “{steps}” nào dẫn tới đó."
    if len(keys) > MOST_NAMED:
        said = kept.label.format("").removesuffix(" số ")
        yield f"Và {vi.whole(len(keys) - MOST_NAMED)} {said} nữa đang “{state}” mà không còn bước “{steps}”."


def _words(kept: Kept, steps: list[str]) -> str:
    field: Any = kept.log._meta.get_field(kept.action)
    known = dict(field.flatchoices)
    return "”, “".join(str(known[each]) for each in steps[:2])
