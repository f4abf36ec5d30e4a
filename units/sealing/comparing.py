"""What is there today beside what was sealed: what fits, what is new, and what was changed against the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField, Max
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.sealing import (
    NOTHING,
    SHARE,
    SKEW,
    Fixed,
    Grown,
    Log,
    Sealed,
    Sum,
    columns,
    fixed_sums,
    kinds,
    log_sums,
    noted,
    roots,
    short,
    standing,
    steps_of,
)
from hocTap.lib.tabled import Table, parts
from units.models import Seal, SealedItem
from units.sealing.known import MOST_NAMED, Compared, Known, known
from units.sealing.tables import compare_table


def horizons() -> dict[str, int]:
    """For every log the highest key below which none can still come: nobody is in the middle of writing to it."""
    logs = [kind for kind in kinds() if isinstance(kind, Log)]
    with transaction.atomic():
        if connection.vendor == "postgresql":
            names = ", ".join(connection.ops.quote_name(kind.model._meta.db_table) for kind in logs)
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
        return {kind.name: kind.model._base_manager.aggregate(last=Max(kind.key))["last"] or 0 for kind in logs}


def compare(upto: dict[str, int], only: str = "") -> Iterator[Compared]:
    """Every kind in turn, or one."""
    seals = {seal.pk: seal for seal in Seal.objects.all()}
    for kind in kinds():
        if only not in ("", kind.name):
            continue
        before = known(kind, seals)
        if isinstance(kind, Log):
            yield compare_log(kind, before, upto[kind.name], seals)
        elif isinstance(kind, Fixed):
            yield compare_fixed(kind, before, seals)
        elif isinstance(kind, Table):
            yield compare_table(kind, before, seals)


def compare_log(kind: Log, before: dict[int, Known], upto: int, seals: Mapping[int, Seal]) -> Compared:
    """The rows that were sealed must be the first ones still, and those that came later must be written later; so must
    the first ones of an owner who had none."""
    result, today = Compared(kind), columns(kind)
    last = _last(kind, seals)
    sums = _log_sums(kind, before, today, upto)
    forgotten = kind.forgotten()
    for key, (whole, then) in sums.items():
        was = before.get(key)
        result.things += 1
        other = was and (then.before is None or then.before.digest != was.digest)
        if was is None and last and whole.earliest and whole.earliest < last.at - SKEW:
            result.fault(slipped(kind, key, whole.earliest, last), whole.whole)
        elif was is None or (other and key in forgotten):
            result.fresh.append((whole.whole, 0))
        elif other or then.before is None:
            result.fault(fault_of(kind, key, was, then.whole.shares, then.whole.rows), whole.whole)
        elif then.earliest and then.earliest < was.seal.at - SKEW:
            result.fault(slipped(kind, key, then.earliest, was.seal), whole.whole)
        elif whole.whole.rows > was.rows or was.seal.columns[kind.name] != today:
            same = was.seal.columns[kind.name] == today
            result.fresh.append((whole.whole, was.rows if same else 0))
    gone = [] if kind.loose else sorted(before.keys() - sums.keys())
    left = standing(kind, gone) if kind.removable else set(gone)
    result.faults += [_gone(kind, key, before[key]) for key in gone if key in left]
    return result


def _last(kind: Sealed, seals: Mapping[int, Seal]) -> Seal | None:
    """The newest seal that knows this kind."""
    return max((seal for seal in seals.values() if kind.name in seal.columns), key=lambda seal: seal.day, default=None)


def slipped(kind: Log, key: int, earliest: dt.datetime, seal: Seal) -> str:
    told = f"có dòng ghi thời điểm {vi.moment(earliest)} nhưng chưa có khi niêm ngày {vi.day(seal.day)}"
    return f"{name_of(kind, key)}: {told}."


def _log_sums(kind: Log, before: dict[int, Known], today: list[str], upto: int) -> dict[int, tuple[Grown, Grown]]:
    """For every owner its sums over today's columns, and over those of its seal where these are others."""
    marks = {key: was.rows for key, was in before.items()}
    now = {grown.whole.key: grown for grown in log_sums(kind, today, marks, upto)}
    sums = {key: (grown, grown) for key, grown in now.items()}
    for chosen in _other_columns(kind, before, today):
        for grown in log_sums(kind, chosen, marks, upto):
            was = before.get(grown.whole.key)
            if was and was.seal.columns[kind.name] == chosen:
                sums[grown.whole.key] = (now[grown.whole.key], grown)
    return sums


def compare_fixed(kind: Fixed, before: dict[int, Known], seals: Mapping[int, Seal]) -> Compared:
    """A resting row is as it was, unless a step of its log came after the seal; one that rests anew does so since."""
    result, today = Compared(kind), columns(kind)
    now = {each.key: each for each in fixed_sums(kind, today)}
    then = dict(now)
    for chosen in _other_columns(kind, before, today):
        for each in fixed_sums(kind, chosen):
            if each.key in before and before[each.key].seal.columns[kind.name] == chosen:
                then[each.key] = each
    result.things = len(now)
    steps = steps_of(kind) if before else {}
    earlier = slipped_in(kind, now.keys() - before.keys(), seals)
    for key, each in now.items():
        was = before.get(key)
        if key in earlier:
            result.fault(f"{name_of(kind, key)}: {earlier[key]}.", each)
        elif was is None or each.rows > was.rows:
            result.fresh.append((each, 0))
        elif then[key].digest != was.digest:
            result.fault(fault_of(kind, key, was, then[key].shares, 0), each)
        elif was.seal.columns[kind.name] != today:
            result.fresh.append((each, 0))
    gone = {key for key, was in before.items() if key not in now and steps.get(key, 0) <= was.rows}
    result.faults += [_gone(kind, key, before[key]) for key in sorted(gone - _taken_away(kind, gone, before))]
    return result


def slipped_in(kind: Fixed, new: Collection[int], seals: Mapping[int, Seal]) -> dict[int, str]:
    """Rows that rest anew and do not say truly since when, or of which no act since the last seal tells; in words."""
    last = _last(kind, seals)
    if last is None or not new or not (kind.at or kind.led):
        return {}
    moment, night = last.at - SKEW, f"khi niêm ngày {vi.day(last.day)}"
    found: dict[int, str] = {}
    if kind.at:
        first = moment if _is_moment(kind) else timezone.localdate(moment)
        for part in parts(new):
            rows = kind.model._base_manager.filter(pk__in=part).order_by("pk")
            for key, at in rows.values_list("pk", kind.at):
                if at is None or at < first:
                    told = "không ghi lúc nào" if at is None else f"ghi ngày {vi.day(at)}"
                    found[key] = f"{told}, nhưng chưa có {night}"
    if kind.led:
        told = f"chưa có {night}, và từ đó không có việc nào ghi lại ai làm"
        found |= dict.fromkeys(set(new) - set(kind.led(new, moment)), told)
    return found


def _is_moment(kind: Fixed) -> bool:
    """Whether it is kept to the moment when such a row came to rest, or only the day."""
    *way, last = kind.at.split("__")
    model: Any = kind.model
    for name in way:
        model = model._meta.get_field(name).related_model
    return isinstance(model._meta.get_field(last), DateTimeField)


def _taken_away(kind: Fixed, gone: set[int], before: dict[int, Known]) -> set[int]:
    """Of rows that are gone those that the rules took away since they were sealed."""
    taken: set[int] = set()
    if kind.goes:
        for moment in {before[key].seal.at for key in gone}:
            keys = {key for key in gone if before[key].seal.at == moment}
            taken.update(kind.goes(keys, moment - SKEW))
    return taken


def _other_columns(kind: Sealed, before: dict[int, Known], today: list[str]) -> list[list[str]]:
    """The sets of columns of earlier seals that can still be read: a column that is no more cannot be summed again."""
    sets = {tuple(was.seal.columns[kind.name]) for was in before.values()}
    return [list(each) for each in sorted(sets) if list(each) != today and set(each) <= set(today)]


def name_of(kind: Sealed, key: int) -> str:
    said = kind.label.format(key)
    return said[0].upper() + said[1:]


def _gone(kind: Sealed, key: int, was: Known) -> str:
    return f"{name_of(kind, key)}: không còn, hoặc không còn ở trạng thái như khi niêm ngày {vi.day(was.seal.day)}."


def fault_of(kind: Sealed, key: int, was: Known, shares: bytes, rows: int) -> str:
    """What is different: rows that are missing, and the places of rows whose content is another."""
    day = vi.day(was.seal.day)
    if isinstance(kind, Log) and rows < was.rows:
        return f"{name_of(kind, key)}: còn {rows} trong {was.rows} dòng đã niêm ngày {day}."
    size = min(len(shares), len(was.shares)) // SHARE
    odd = [
        at + 1
        for at in range(size)
        if shares[at * SHARE : (at + 1) * SHARE] != was.shares[at * SHARE : (at + 1) * SHARE]
    ]
    lost = (len(was.shares) - len(shares)) // SHARE if isinstance(kind, Fixed) else 0
    said = [f"dòng thứ {', '.join(str(at) for at in odd[:MOST_NAMED])}"] if odd else []
    said += [f"và {len(odd) - MOST_NAMED} dòng nữa"] if len(odd) > MOST_NAMED else []
    said += [f"mất {lost} dòng"] if lost > 0 else [f"thêm {-lost} dòng"] if lost < 0 else []
    return f"{name_of(kind, key)}: khác với khi niêm ngày {day} ({'; '.join(said) or 'thứ tự các dòng'})."


def broken_chain(noted: dict[dt.date, str]) -> list[str]:
    """Whether every root follows from its night's sums and the root before; and is the one that was noted on paper.

    The sum of a block of a table is one over what is kept of its rows, which its rows are compared with: it must be
    theirs. Seals of before do not bind their moment: it must lie in their day at least.
    """
    faults, previous, tables = [], NOTHING, {kind.name for kind in kinds() if isinstance(kind, Table)}
    for seal in Seal.objects.order_by("day"):
        items = SealedItem.objects.filter(seal=seal).order_by("kind", "key")
        rows = items.values_list("kind", "key", "rows", "digest").iterator(chunk_size=2000)
        sums = ((name, Sum(key, count, digest, b"")) for name, key, count, digest in rows)
        made, before = roots(previous, seal.day, seal.at, seal.columns, sums)
        told = seal.root == made or (seal.root == before and timezone.localdate(seal.at) == seal.day)
        blocks = items.filter(kind__in=tables).values_list("digest", "shares").iterator(chunk_size=100)
        if seal.previous != previous or not told or any(sha256(shares).hexdigest() != sum_ for sum_, shares in blocks):
            faults.append(f"Lần niêm ngày {vi.day(seal.day)}: các tổng kiểm đã bị sửa, gốc tính lại không khớp.")
        previous = seal.root
    found = dict(Seal.objects.values_list("day", "root"))
    for day, said in noted.items():
        there = found.get(day, "")
        if not said.strip() or not there.startswith(said.replace(" ", "").lower()):
            kept = there[:16] or "không có"
            faults.append(f"Gốc ngày {vi.day(day)} ghi trên giấy là {said}, trong cơ sở dữ liệu {kept}.")
    return faults


def strange_papers() -> tuple[list[str], int]:
    """Papers whose root is not the seal of their day, in sentences; and how many papers bear one.

    Whoever exchanges all seals from the first on makes a chain that fits itself; the papers that left the house before
    bear the roots of the former one.
    """
    found = dict(Seal.objects.values_list("day", "root"))
    faults, papers = [], 0
    for paper in noted():
        papers += 1
        kept = found.get(paper.day, "") if paper.day else ""
        if kept != paper.root:
            day = vi.day(paper.day) if paper.day else "không rõ"
            there = f"là {short(kept)}" if kept else "không có"
            faults.append(
                f"{paper.words[:1].upper()}{paper.words[1:]} in gốc ngày {day} là {short(paper.root)},"
                f" trong cơ sở dữ liệu {there}."
            )
    return faults, papers
