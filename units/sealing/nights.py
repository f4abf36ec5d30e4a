"""Whether all seals fit together: what one night sealed is, the night after, the same, or changed by the rules.

A comparison with the newest seal does not see what somebody changed and then sealed himself, behind the newest root on
paper: his seal holds what he made, and all roots before it still follow. So every sum ever sealed is asked, not
only the newest. Where a night was sealed with a reason to accept what did not fit, the walk begins with that night, and
the reason is told, to be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from django.db import models

from hocTap.lib import vi
from hocTap.lib.sealing import SHARE, SKEW, Fixed, Log, Part, Sealed, columns, fixed_sums, kinds, log_parts
from hocTap.lib.tabled import Rows, Table, block_sums, parts, share_of, unpacked
from units.models import Seal, SealedItem
from units.sealing.comparing import fault_of, name_of, slipped, slipped_in
from units.sealing.known import MOST_NAMED, Known
from units.sealing.tables import Block, sentence_of, wrong_rows

Columns = tuple[str, ...]


class Nights:
    """All seals, the oldest first, and what they say of a kind, from the night on that is asked first."""

    def __init__(self) -> None:
        self.all = list(Seal.objects.order_by("day"))
        accepted = [seal.day for seal in self.all if seal.accepted]
        self.asked = [seal for seal in self.all if not accepted or seal.day >= accepted[-1]]
        self.by_key = {seal.pk: seal for seal in self.all}

    def things(self, kind: Sealed) -> Iterator[tuple[int, list[Known]]]:
        """Each thing of a kind with all that was sealed of it; of nights up to the first asked, the last alone."""
        items = SealedItem.objects.filter(kind=kind.name).order_by("key", "seal__day")
        rows = items.values_list("key", "seal_id", "rows", "digest", "since", "shares").iterator(chunk_size=500)
        for key, group in groupby(rows, key=lambda row: row[0]):
            nights: list[Known] = []
            for _, seal, count, digest, since, shares in group:
                earlier = nights[-1].shares[: since * SHARE] if nights else b""
                if self.by_key[seal].day <= self.asked[0].day:
                    nights.clear()
                nights.append(Known(self.by_key[seal], count, digest, earlier + bytes(shares)))
            yield key, nights

    def before(self, seal: Seal, kind: Sealed) -> Seal | None:
        """The newest seal before one that knows the kind, of those that are asked."""
        known = [each for each in self.asked if each.day < seal.day and kind.name in each.columns]
        return known[-1] if known else None


def walk(upto: Mapping[str, int], only: str = "") -> Iterator[str]:
    """A sentence for whatever is another in a later seal, or today, than in an earlier one, and no act says so."""
    nights = Nights()
    if not nights.all:
        return
    yield from _columns_lost(nights)
    for kind in kinds():
        if only not in ("", kind.name):
            continue
        if isinstance(kind, Log):
            yield from _logs(kind, upto[kind.name], nights)
        elif isinstance(kind, Fixed):
            yield from _fixed(kind, nights)
        elif isinstance(kind, Table):
            yield from _tables(kind, nights)


def acceptances() -> list[str]:
    """Why what did not fit was sealed as it is, night by night: whoever verifies must know of it."""
    seals = Seal.objects.exclude(accepted="").order_by("day")
    return [f"Ngày {vi.day(seal.day)} đã niêm lại cả chỗ không khớp, vì: {seal.accepted}." for seal in seals]


def _columns_lost(nights: Nights) -> Iterator[str]:
    """A seal looks at all columns that the one before looked at, but for those that the table has no more."""
    today = {kind.name: set(columns(kind)) for kind in kinds()}
    for earlier, seal in pairwise(nights.asked):
        for name, chosen in sorted(earlier.columns.items()):
            lost = set(chosen) & today.get(name, set()) - set(seal.columns.get(name, ()))
            if lost:
                yield f"Lần niêm ngày {vi.day(seal.day)}: không còn xem {', '.join(sorted(lost)[:5])} của “{name}”."


def _chosen(kind: Sealed, known: Known) -> Columns:
    return tuple(known.seal.columns.get(kind.name, ()))


def _readable(kind: Sealed, sets: Iterable[Columns]) -> list[Columns]:
    """The sets of columns that can still be summed today."""
    today = set(columns(kind))
    return [chosen for chosen in sorted(set(sets)) if chosen and set(chosen) <= today]


def _logs(kind: Log, upto: int, nights: Nights) -> Iterator[str]:
    """The first rows of a log are those that each night sealed; those that came later say that they did."""
    things = dict(nights.things(kind))
    forgotten = set(kind.forgotten())
    for chosen in _readable(kind, (_chosen(kind, known) for each in things.values() for known in each)):
        marks = {key: [known.rows for known in each if _chosen(kind, known) == chosen] for key, each in things.items()}
        for key, found in log_parts(kind, list(chosen), marks, upto):
            if not marks.get(key):
                continue
            told = "" if key in forgotten else _rewritten(kind, key, things[key], found, chosen)
            if told := told or _under_an_old_time(kind, key, things[key], found, chosen, nights):
                yield told


def _rewritten(kind: Log, key: int, every: Sequence[Known], found: Sequence[Part], chosen: Columns) -> str:
    """What does not fit of a log's first rows; nothing where the newest seal does not fit either and tells it."""
    reached = {part.sum.rows: part.sum for part in found[:-1]}
    sealed = [known for known in every if _chosen(kind, known) == chosen]
    odd = [known for known in sealed if known.rows not in reached or reached[known.rows].digest != known.digest]
    if not odd or odd[-1] is every[-1]:
        return ""
    there = reached.get(odd[0].rows, found[-1].sum)
    return fault_of(kind, key, odd[0], there.shares, there.rows)


def _under_an_old_time(
    kind: Log, key: int, every: Sequence[Known], found: Sequence[Part], chosen: Columns, nights: Nights
) -> str:
    """Rows that a night found new are no older than the seal before it."""
    earliest = {part.sum.rows: part.earliest for part in found[:-1]}
    for at, known in enumerate(every):
        beside = every[max(at - 1, 0) : at + 1]
        if any(_chosen(kind, each) != chosen for each in beside) or (at and beside[0].rows >= known.rows):
            continue
        before, first = beside[0].seal if at else nights.before(known.seal, kind), earliest.get(known.rows)
        if before and first and first < before.at - SKEW:
            return slipped(kind, key, first, before)
    return ""


def _fixed(kind: Fixed, nights: Nights) -> Iterator[str]:
    """A resting row is the same the night after, unless its log has another step; one that rests anew does so since."""
    older: dict[Columns, dict[int, Known]] = defaultdict(dict)
    new: dict[int, set[int]] = defaultdict(set)
    for key, each in nights.things(kind):
        new[each[0].seal.pk].add(key)
        for was, known in pairwise(each):
            same = _chosen(kind, was) == _chosen(kind, known)
            if same and known.rows <= was.rows and known.digest != was.digest:
                yield _between(kind, key, was, known)
            elif not same:
                older[_chosen(kind, was)][key] = was
    for seal, keys in sorted(new.items()):
        if before := nights.before(nights.by_key[seal], kind):
            resting = _there(kind.model, keys, kind.rests)
            for key, told in sorted(slipped_in(kind, resting, {before.pk: before}).items()):
                yield f"{name_of(kind, key)}: {told}."
    for chosen in _readable(kind, older):
        for now in fixed_sums(kind, list(chosen)):
            then = older[chosen].get(now.key)
            if then and now.rows == then.rows and now.digest != then.digest:
                yield fault_of(kind, now.key, then, now.shares, 0)


def _between(kind: Sealed, key: int, was: Known, known: Known) -> str:
    said = f"lần niêm ngày {vi.day(known.seal.day)} khác lần niêm ngày {vi.day(was.seal.day)}"
    return f"{name_of(kind, key)}: {said}, mà ở giữa không có bước nào."


def _there(model: type[models.Model], keys: Iterable[int], where: models.Q | None = None) -> set[int]:
    """Those of the rows that are there today."""
    rows = model._base_manager.filter(where or models.Q()).order_by()
    return {key for part in parts(keys) for key in rows.filter(pk__in=part).values_list("pk", flat=True)}


def _tables(kind: Table, nights: Nights) -> Iterator[str]:
    """A row that a night found another, new or gone has a trail, as a row of today must have that is not as sealed."""
    found: dict[int, dict[int, Block]] = defaultdict(dict)
    older: dict[Columns, dict[int, Known]] = defaultdict(dict)
    for number, each in nights.things(kind):
        found[each[0].seal.pk] |= _odd(None, unpacked(each[0].shares, each[0].rows))
        for was, known in pairwise(each):
            if _chosen(kind, was) == _chosen(kind, known):
                found[known.seal.pk] |= _odd(was, unpacked(known.shares, known.rows))
            else:
                older[_chosen(kind, was)][number] = was
    for seal in nights.asked:
        if (odd := found.get(seal.pk)) and (last := nights.before(seal, kind)):
            yield from _unexplained(kind, odd, last, nights, seal)
    for chosen in _readable(kind, older):
        today = {number: rows for number, rows in block_sums(kind, list(chosen)) if number in older[chosen]}
        odd = {}
        for number, was in older[chosen].items():
            rows = _odd(was, today.get(number, {}))
            odd |= {pk: block for pk, block in rows.items() if pk in block.before}
        if odd:
            yield from _unexplained(kind, odd, nights.asked[0], nights, None)


def _odd(was: Known | None, rows: Rows) -> dict[int, Block]:
    """The rows that are another than they were sealed, new or gone, and of no others what is kept of them."""
    before = unpacked(was.shares, was.rows) if was else {}
    odd = {pk for pk in before.keys() | rows.keys() if share_of(before.get(pk)) != share_of(rows.get(pk))}
    then, now = ({pk: row for pk, row in each.items() if pk in odd} for each in (before, rows))
    return dict.fromkeys(odd, Block(was, then, now, now))


def _unexplained(
    kind: Table, odd: Mapping[int, Block], last: Seal, nights: Nights, night: Seal | None
) -> Iterator[str]:
    """Of rows that are gone by now it is asked only in the night in which they went why they did."""
    there = _there(kind.model, odd)
    asked = {pk: block for pk, block in odd.items() if pk in there or pk not in block.same}
    wrong = wrong_rows(kind, asked, last.at, nights.by_key)
    for pk in sorted(wrong)[:MOST_NAMED]:
        told = sentence_of(kind, pk, asked[pk], last, wrong[pk])
        yield f"{told[:-1]}; lần niêm ngày {vi.day(night.day)} đã mang chỗ ấy." if night else told
    if len(wrong) > MOST_NAMED:
        yield f"Và {vi.whole(len(wrong) - MOST_NAMED)} dòng nữa của {kind.label.replace(' số {}', '')}."
