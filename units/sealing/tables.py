"""What stands in tables today beside what was sealed of them, row by row: another, gone, slipped in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.sealing import SKEW, Sum
from hocTap.lib.tabled import (
    Rows,
    Table,
    block_sums,
    columns_of_table,
    day_of,
    other_columns,
    packed,
    share_of,
    unexplained,
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
        keys = self.before.keys() | self.same.keys()
        return {pk for pk in keys if share_of(self.before.get(pk)) != share_of(self.same.get(pk))}

    def columns(self, kind: Table, pk: int) -> set[str] | None:
        """Of a row that is another, in which columns; None where that is unknown, and of one that is new or gone."""
        was, now = self.before.get(pk), self.same.get(pk)
        if self.was is None or was is None or now is None:
            return None
        return other_columns(kind, self.was.seal.columns[kind.name], was, now)


def compare_table(kind: Table, before: Mapping[int, Known], seals: Mapping[int, Seal]) -> Compared:
    """A row that is another than when it was sealed, or gone, has a trail since; a new one was written since."""
    result, today = Compared(kind), columns_of_table(kind)
    earlier = [seal for seal in seals.values() if kind.name in seal.columns]
    last = max(earlier, key=lambda seal: seal.day) if earlier else None
    blocks = _blocks(kind, before, today)
    result.things = sum(len(block.now) for block in blocks.values())
    result.first = last is None
    odd = {pk: block for block in blocks.values() if block.odd for pk in block.odd} if last else {}
    wrong = wrong_rows(kind, odd, last.at, seals) if last else {}
    for number, block in sorted(blocks.items()):
        found = sorted(block.odd & wrong.keys())
        for pk in found[:MOST_NAMED]:
            result.faults.append(sentence_of(kind, pk, block, last, wrong[pk]))
        if len(found) > MOST_NAMED:
            result.faults.append(f"Và {vi.whole(len(found) - MOST_NAMED)} dòng nữa của {_plural(kind)}.")
        if found:
            result.odd.append(packed(number, block.now))
        if (fresh := _fresh(kind, number, block, set(found), today)) is not None:
            result.fresh.append((fresh, 0))
    return result


def _blocks(kind: Table, before: Mapping[int, Known], today: list[str]) -> dict[int, Block]:
    blocks = {number: Block(was, unpacked(was.shares, was.rows)) for number, was in before.items()}
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


def wrong_rows(
    kind: Table, odd: Mapping[int, Block], last: dt.datetime, seals: Mapping[int, Seal]
) -> dict[int, set[str]]:
    """Of rows that are not as they were, those of which nothing says that it was by the rules; in which columns."""
    since = {pk: (block.was.seal.at if block.was and pk in block.before else last) - SKEW for pk, block in odd.items()}
    wrong: dict[int, set[str]] = {}
    for moment in sorted(set(since.values())):
        keys = {pk for pk in odd if since[pk] == moment}
        rest = unexplained(kind, {pk: odd[pk].columns(kind, pk) for pk in keys}, moment)
        new = {pk for pk in rest if pk not in odd[pk].before}
        right = set(written_since(kind, new, moment))
        gone = {pk for pk in rest if pk not in odd[pk].same}
        if kind.goes and gone:
            right |= set(kind.goes(gone, moment))
        if kind.kept_for:
            right |= {pk for pk in gone if _old(kind, odd[pk].before[pk], moment, seals)}
        wrong |= {pk: columns for pk, columns in rest.items() if pk not in right}
    return wrong


def _old(kind: Table, row: bytes, sealed: dt.datetime, seals: Mapping[int, Seal]) -> bool:
    """Whether a row that is gone is old enough to be taken away by the rules."""
    day = day_of(kind, row)
    if day is None or kind.kept_for is None:
        return kind.kept_for is not None and _over(kind.kept_for, sealed, seals)
    return day + kind.kept_for <= timezone.localdate()


def _over(kept_for: dt.timedelta, sealed: dt.datetime, seals: Mapping[int, Seal]) -> bool:
    """The same of a row sealed before its day was kept: it was written after the seal before the one that has it."""
    before = [seal.at for seal in seals.values() if seal.at < sealed]
    newest = max(seal.at for seal in seals.values())
    return max(before, default=BEGINNING) + kept_for < newest if before else True


def _fresh(kind: Table, number: int, block: Block, wrong: set[int], today: list[str]) -> Sum | None:
    """What is to be sealed of a block; a row at fault stays as it was sealed, so that every night finds it again."""
    other = block.was is not None and block.was.seal.columns[kind.name] != today
    other = other or any(len(row) != kind.size(len(today)) for row in block.before.values())
    if wrong and other:
        return None  # the sums of today's columns cannot stand for a row that is not as it was
    if block.odd <= wrong and not other:
        return None
    rows = {pk: share for pk, share in block.now.items() if pk not in wrong}
    return packed(number, rows | {pk: block.before[pk] for pk in wrong if pk in block.before})


def _plural(kind: Table) -> str:
    return kind.label.replace(" số {}", "")


def sentence_of(kind: Table, pk: int, block: Block, last: Seal | None, columns: set[str]) -> str:
    said = kind.label.format(pk)
    seal = block.was.seal if block.was and pk in block.before else last
    day = vi.day(seal.day) if seal else "trước"
    if pk not in block.before:
        what = f"chưa có khi niêm ngày {day}, và không có việc nào ghi lại ai thêm, lúc nào"
    elif pk not in block.same:
        what = f"có khi niêm ngày {day}, nay không còn, và không có việc nào ghi lại ai bỏ"
    else:
        where = f" ở {_named(kind, columns)}" if columns else ""
        what = f"khác với khi niêm ngày {day}{where}, mà từ đó không có lần sửa nào ghi lại việc ấy"
    return f"{said[0].upper()}{said[1:]}: {what}."


def _named(kind: Table, columns: set[str]) -> str:
    """Columns as people know them: “họ và tên”, “thư điện tử”."""
    words = {each.attname: str(each.verbose_name) for each in kind.model._meta.concrete_fields}
    return ", ".join(f"“{words.get(name, name)}”" for name in sorted(columns)[:5])
