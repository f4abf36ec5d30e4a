"""What stands in tables today beside what was sealed of them, row by row: another, gone, slipped in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from hocTap.lib import vi
from hocTap.lib.sealing import SKEW, Sum
from hocTap.lib.tabled import (
    Rows,
    Table,
    block_sums,
    columns_of_table,
    explained,
    packed,
    unpacked,
    written_since,
)
from units.models import Seal
from units.sealing.known import MOST_NAMED, Compared, Known

BEGINNING = dt.datetime(1, 1, 2, tzinfo=dt.UTC)


@dataclass
class Block:
    """One block: its rows as they were sealed and as they are, over the columns of its seal and over today's."""

    was: Known | None
    before: Rows
    now: Rows = field(default_factory=dict)
    same: Rows = field(default_factory=dict)
    """Today's rows over the columns of the seal."""

    @property
    def odd(self) -> set[int]:
        """Rows that are new, another or gone."""
        return {pk for pk in self.before.keys() | self.same.keys() if self.before.get(pk) != self.same.get(pk)}


def compare_table(kind: Table, before: Mapping[int, Known], seals: Mapping[int, Seal]) -> Compared:
    """A row that is another than when it was sealed, or gone, has a trail since; a new one was written since."""
    result, today = Compared(kind), columns_of_table(kind)
    earlier = [seal for seal in seals.values() if kind.name in seal.columns]
    last = max(earlier, key=lambda seal: seal.day) if earlier else None
    blocks = _blocks(kind, before, today)
    result.things = sum(len(block.now) for block in blocks.values())
    result.first = last is None
    odd = {pk: block for block in blocks.values() if block.odd for pk in block.odd} if last else {}
    wrong = _unexplained(kind, odd, last.at, seals) if last else set()
    for number, block in sorted(blocks.items()):
        found = sorted(block.odd & wrong)
        for pk in found[:MOST_NAMED]:
            result.faults.append(_sentence(kind, pk, block, last))
        if len(found) > MOST_NAMED:
            result.faults.append(f"Và {vi.whole(len(found) - MOST_NAMED)} dòng nữa của {_plural(kind)}.")
        if found:
            result.odd.append(packed(number, block.now))
        if (fresh := _fresh(kind, number, block, set(found), today)) is not None:
            result.fresh.append((fresh, 0))
    return result


def _blocks(kind: Table, before: Mapping[int, Known], today: list[str]) -> dict[int, Block]:
    blocks = {number: Block(was, unpacked(was.shares)) for number, was in before.items()}
    for number, rows in block_sums(kind, today):
        block = blocks.setdefault(number, Block(None, {}))
        block.now = block.same = rows
    others = {tuple(was.seal.columns[kind.name]) for was in before.values()} - {tuple(today)}
    known = {each.attname for each in kind.model._meta.concrete_fields}
    for chosen in sorted(each for each in others if set(each) <= known):
        for number, rows in block_sums(kind, list(chosen)):
            block = blocks[number]
            if block.was and tuple(block.was.seal.columns[kind.name]) == chosen:
                block.same = rows
    return blocks


def _unexplained(kind: Table, odd: Mapping[int, Block], last: dt.datetime, seals: Mapping[int, Seal]) -> set[int]:
    """Of rows that are not as they were, those of which nothing says that it was done by the rules."""
    since = {pk: (block.was.seal.at if block.was and pk in block.before else last) - SKEW for pk, block in odd.items()}
    wrong: set[int] = set()
    for moment in sorted(set(since.values())):
        keys = {pk for pk in odd if since[pk] == moment}
        keys -= explained(kind, keys, moment)
        new = {pk for pk in keys if pk not in odd[pk].before}
        keys -= written_since(kind, new, moment)
        gone = {pk for pk in keys if pk not in odd[pk].same}
        if kind.goes or (kind.kept_for and _over(kind.kept_for, moment, seals)):
            keys -= gone
        wrong |= keys
    return wrong


def _over(kept_for: dt.timedelta, sealed: dt.datetime, seals: Mapping[int, Seal]) -> bool:
    """Whether rows of that seal may be old enough to be taken away: they were written after the seal before it."""
    before = [seal.at for seal in seals.values() if seal.at < sealed]
    newest = max(seal.at for seal in seals.values())
    return max(before, default=BEGINNING) + kept_for < newest if before else True


def _fresh(kind: Table, number: int, block: Block, wrong: set[int], today: list[str]) -> Sum | None:
    """What is to be sealed of a block; a row at fault stays as it was sealed, so that every night finds it again."""
    other = block.was is not None and block.was.seal.columns[kind.name] != today
    if wrong and other:
        return None  # the sums of today's columns cannot stand for a row that is not as it was
    if block.odd <= wrong and not other:
        return None
    rows = {pk: share for pk, share in block.now.items() if pk not in wrong}
    return packed(number, rows | {pk: block.before[pk] for pk in wrong if pk in block.before})


def _plural(kind: Table) -> str:
    return kind.label.replace(" số {}", "")


def _sentence(kind: Table, pk: int, block: Block, last: Seal | None) -> str:
    said = kind.label.format(pk)
    seal = block.was.seal if block.was and pk in block.before else last
    day = vi.day(seal.day) if seal else "trước"
    if pk not in block.before:
        what = f"chưa có khi niêm ngày {day}, và không có việc nào ghi lại ai thêm, lúc nào"
    elif pk not in block.same:
        what = f"có khi niêm ngày {day}, nay không còn, và không có việc nào ghi lại ai bỏ"
    else:
        what = f"khác với khi niêm ngày {day}, mà từ đó không có lần sửa nào được ghi"
    return f"{said[0].upper()}{said[1:]}: {what}."
