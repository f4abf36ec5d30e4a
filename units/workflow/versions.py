"""Steps on units: a new unit, a new version, its end, and the change events that lead from one unit to another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.db.models import Min, Q

from hocTap.lib import vi
from hocTap.lib.steps import Refused
from units import rules
from units.communities import registry
from units.enums import ChangeKind, UnitKind
from units.models import ChangeEvent, ChangeLink, Unit, UnitVersion
from units.rules import Span, Standing
from units.workflow.heritage import derive_heritage
from units.workflow.lineage import batches, one_tree_writer_at_a_time, refresh_lineage, refuse_cycles, standings

ONE_DAY = dt.timedelta(days=1)
COLLISION = "Khoảng ngày hoặc mã bị trùng với bản ghi khác. Hãy kiểm tra rồi ghi lại."


@transaction.atomic
def write_versions(versions: Sequence[UnitVersion]) -> None:
    """Save new and changed versions of any units, then derive their lineage.

    Raises Refused, and writes nothing, when two versions of a unit share a day, a code would name two units
    of a level on a day, a parent does not stand all the while, a unit would stand under itself, or its days would
    contradict a change that names it (it merged into another and yet stands on), or a khu phố would begin later than a
    register knows somebody in it.
    """
    if not versions:
        return
    one_tree_writer_at_a_time()
    check_versions(versions)
    _save_changed([version for version in versions if version.pk])
    _save_new([version for version in versions if not version.pk])
    refresh_lineage(*{version.unit for version in versions})


def found_unit(
    key: str,
    name: str,
    kind: UnitKind,
    *,
    valid_from: dt.date,
    parent: Unit | None = None,
    code: str = "",
    decision: str = "",
) -> Unit:
    """A unit with its first version, open-ended; raises Refused as `write_versions` does."""
    with transaction.atomic():
        unit = Unit.objects.create(key=key)
        first = UnitVersion(unit=unit, name=name, kind=kind, parent=parent, code=code)
        first.valid_from, first.decision = valid_from, decision
        write_versions([first])
    return unit


@transaction.atomic
def add_version(
    unit: Unit,
    *,
    valid_from: dt.date,
    name: str | None = None,
    code: str | None = None,
    parent: Unit | None = None,
    decision: str = "",
) -> UnitVersion:
    """From the day on the unit has this name, code and parent; what is not named stays as it was.

    The version that held on the day ends the day before, and the new one ends when that would have ended.
    Raises Refused when the unit did not stand on the day before, and as `write_versions` does.
    """
    last = _version_on(unit, valid_from - ONE_DAY)
    added = UnitVersion(unit=unit, kind=last.kind, valid_from=valid_from, decision=decision)
    added.name = last.name if name is None else name
    added.code = last.code if code is None else code
    added.parent = parent or last.parent
    if last.valid_to is None or last.valid_to >= valid_from:
        added.valid_to, last.valid_to = last.valid_to, valid_from - ONE_DAY
    write_versions([last, added])
    return added


@transaction.atomic
def close_version(unit: Unit, *, last_day: dt.date) -> UnitVersion:
    """The unit stands for the last time on this day.

    Raises Refused when it does not stand on that day, or when it has a later version or others stand under
    it afterwards.
    """
    last = _version_on(unit, last_day)
    if unit.versions.filter(valid_from__gt=last_day).exists():
        raise Refused(f"{unit} còn bản ghi bắt đầu sau ngày {vi.day(last_day)}.")
    last.valid_to = last_day
    write_versions([last])
    return last


@dataclass(frozen=True)
class Move:
    """From one unit to another: all of it, or a part whose share (0–1) may be unpublished.

    A share says what it is a share of, and by which document.
    """

    predecessor: Unit
    successor: Unit
    whole: bool = True
    share: Fraction | None = None
    share_of: str = ""
    share_document: str = ""


@dataclass(frozen=True)
class Change:
    """One act of the state on units, as it is written down."""

    kind: ChangeKind
    effective_on: dt.date
    moves: Sequence[Move]
    decision: str
    verified: bool = False
    note: str = ""
    key: str | None = None


def record_change(
    kind: ChangeKind,
    effective_on: dt.date,
    moves: Sequence[Move],
    *,
    decision: str,
    verified: bool = False,
    note: str = "",
    key: str | None = None,
) -> ChangeEvent:
    """Write down what a decision did; the versions themselves are written by `write_versions` before.

    Raises Refused as `check_moves` does.
    """
    return record_changes([Change(kind, effective_on, moves, decision, verified, note, key)])[0]


@transaction.atomic
def record_changes(changes: Sequence[Change]) -> list[ChangeEvent]:
    """Write down many acts at once, all or none; those of one day are judged together, whatever their order.

    Raises Refused as `check_moves` does.
    """
    one_tree_writer_at_a_time()
    of_day: dict[dt.date, list[Move]] = defaultdict(list)
    for change in changes:
        of_day[change.effective_on] += change.moves
    for day, moves in of_day.items():
        check_moves(day, moves)
    events = [
        ChangeEvent(
            kind=change.kind,
            effective_on=change.effective_on,
            decision=change.decision,
            verified=change.verified,
            note=change.note,
            key=change.key,
        )
        for change in changes
    ]
    ChangeEvent.objects.bulk_create(events, batch_size=500)
    links = [_link(event, move) for event, change in zip(events, changes, strict=True) for move in change.moves]
    ChangeLink.objects.bulk_create(links, batch_size=500)
    derive_heritage({unit for link in links for unit in (link.predecessor_id, link.successor_id)})
    return events


def _link(event: ChangeEvent, move: Move) -> ChangeLink:
    link = ChangeLink(event=event, predecessor=move.predecessor, successor=move.successor, whole=move.whole)
    link.share_of, link.share_document = move.share_of, move.share_document
    if move.share is not None:
        link.share_numerator, link.share_denominator = move.share.numerator, move.share.denominator
    return link


def check_moves(effective_on: dt.date, moves: Sequence[Move], event: ChangeEvent | None = None) -> None:
    """Raise Refused for moves that cannot be, together with what other events say of the same day.

    A predecessor must have stood on the day before and a successor stand on the day; a unit that passes whole to
    another is no more on the day (which also keeps links of one day from running in a circle); nobody gives away more
    than the whole. The moves of the event itself, when it is changed, are not counted twice.
    """
    stand = standings({unit.pk for move in moves for unit in (move.predecessor, move.successor)})
    for move in moves:
        _refuse_move(move, effective_on, stand)
    given: dict[Unit, list[Move]] = defaultdict(list)
    for move in [*moves, *_moves_on(effective_on, {move.predecessor.pk for move in moves}, event)]:
        if move.predecessor != move.successor or move.share is not None:
            given[move.predecessor].append(move)
    for old, passed in given.items():
        too_many = len({move.successor for move in passed}) > 1 and any(move.whole for move in passed)
        if too_many or sum(move.share or 0 for move in passed) > 1:
            raise Refused(f"{old}: tổng các phần chuyển vượt quá toàn bộ đơn vị.")


def _refuse_move(move: Move | ChangeLink, on: dt.date, stand: dict[int, list[Standing]]) -> None:
    _must_stand(move.predecessor, on - ONE_DAY, stand)
    _must_stand(move.successor, on, stand)
    if move.whole and move.predecessor != move.successor and _stands(move.predecessor, on, stand):
        sentence = "{old} nhập toàn bộ vào {new} từ ngày {day}, nhưng danh mục ghi {old} vẫn còn vào ngày đó."
        words = sentence.format(old=move.predecessor, new=move.successor, day=vi.day(on))
        raise Refused(f"{words} Hãy ghi ngày cuối của {move.predecessor} trước.")


def _changes_kept(after: dict[int | None, list[UnitVersion]]) -> None:
    """The days of units agree with the changes that name them; what contradicted one before is no reason to refuse."""
    links = {link.pk: link for units in batches(unit for unit in after if unit) for link in _links_of(units)}
    ordered = sorted(links.values(), key=lambda link: (link.event.effective_on, link.pk))
    before = standings({pk for link in ordered for pk in (link.predecessor_id, link.successor_id)}) if ordered else {}
    then = before | {
        unit: [Standing(version.parent_id, _span(version)) for version in after[unit]] for unit in after if unit
    }
    for link in ordered:
        said = _contradiction(link, then)
        if said and not _contradiction(link, before):
            raise Refused(
                f"{said} Thay đổi ấy đã ghi trong danh mục: ngày phải khớp với nó, hoặc hãy sửa thay đổi trước."
            )


def _holders_stay_within(after: dict[int | None, list[UnitVersion]]) -> None:
    """A khu phố does not begin later than registers knew somebody in it."""
    first = {unit: min(own, key=lambda version: version.valid_from) for unit, own in after.items() if unit}
    ours = [unit for unit, version in first.items() if version.kind == UnitKind.COMMUNITY]
    before: dict[int, dt.date] = {}
    for some in batches(ours):
        rows = UnitVersion.objects.order_by().filter(unit__in=some).values_list("unit").annotate(day=Min("valid_from"))
        before |= dict(rows)
    later = {unit: first[unit].valid_from for unit in ours if first[unit].valid_from > before.get(unit, dt.date.max)}
    for unit, known in registry.known_before(later).items() if later else ():
        words = f"{first[unit].name} đã có {vi.whole(known.number)} {known.what} ghi từ trước ngày"
        day = f"{vi.day(later[unit])}, sớm nhất từ {vi.day(known.since)}"
        raise Refused(f"Ngày đầu: {words} {day}. Hãy ghi ngày đầu không sau ngày đó.")


def _links_of(units: Sequence[int]) -> list[ChangeLink]:
    links = ChangeLink.objects.filter(Q(predecessor__in=units) | Q(successor__in=units))
    return list(links.select_related("event", "predecessor", "successor"))


def _contradiction(link: ChangeLink, stand: dict[int, list[Standing]]) -> str:
    """How the days of its two units contradict the link; nothing if they agree with it."""
    try:
        _refuse_move(link, link.event.effective_on, stand)
    except Refused as reason:
        return str(reason)
    return ""


def _moves_on(day: dt.date, units: set[int], event: ChangeEvent | None) -> list[Move]:
    """What other events of the day say of these predecessors."""
    found = []
    for some in batches(units):
        links = ChangeLink.objects.filter(predecessor__in=some, event__effective_on=day)
        others = links.exclude(event=event) if event and event.pk else links
        found += [
            Move(link.predecessor, link.successor, link.whole, link.share)
            for link in others.select_related("predecessor", "successor")
        ]
    return found


def _stands(unit: Unit, day: dt.date, stand: dict[int, list[Standing]]) -> bool:
    return rules.covers((version.span for version in stand.get(unit.pk, ())), Span(day, day))


def _must_stand(unit: Unit, day: dt.date, stand: dict[int, list[Standing]]) -> None:
    if not _stands(unit, day, stand):
        raise Refused(f"{unit} không tồn tại vào ngày {vi.day(day)}.")


def check_versions(versions: Sequence[UnitVersion]) -> None:
    """Raise Refused, in sentences, for what the database or the tree would refuse if these were written."""
    after = _after(versions)
    for own in after.values():
        _one_version_a_day(own)
    _one_unit_a_code(versions)
    _parents_stand(versions, after)
    refuse_cycles(
        {unit: [Standing(version.parent_id, _span(version)) for version in own] for unit, own in after.items() if unit}
    )
    _levels_in_order(versions, after)
    _changes_kept(after)
    _holders_stay_within(after)


def _after(versions: Sequence[UnitVersion]) -> dict[int | None, list[UnitVersion]]:
    """All versions of the units concerned as they will be; a unit not yet saved goes by None."""
    result: dict[int | None, list[UnitVersion]] = defaultdict(list)
    for version in versions:
        result[version.unit_id].append(version)
    changed = {version.pk for version in versions}
    for some in batches(unit for unit in result if unit):
        for written in UnitVersion.objects.order_by().filter(unit__in=some):
            if written.pk not in changed:
                result[written.unit_id].append(written)
    return dict(result)


def _span(version: UnitVersion) -> Span:
    return Span.of(version.valid_from, version.valid_to)


def _one_version_a_day(own: list[UnitVersion]) -> None:
    for version in own:
        if version.valid_to and version.valid_to < version.valid_from:
            raise Refused(f"{version.name}: ngày cuối phải sau hoặc bằng ngày đầu.")
    collision = rules.colliding(_span(version) for version in own)
    if collision:
        one, two = (_days(span) for span in collision)
        raise Refused(f"{own[0].name}: hai khoảng ngày trùng nhau: {one} và {two}.")


def _one_unit_a_code(versions: Sequence[UnitVersion]) -> None:
    taken: dict[tuple[str, str], list[UnitVersion]] = defaultdict(list)
    changed = {version.pk for version in versions}
    for some in batches(sorted({version.code for version in versions if version.code})):
        for written in UnitVersion.objects.order_by().filter(code__in=some):
            if written.pk not in changed:
                taken[written.code, written.kind].append(written)
    for version in versions:
        for other in taken[version.code, version.kind]:
            if other.unit_id != version.unit_id and _span(other).meets(_span(version)):
                sentence = f"Mã {version.code} là của {other.name} {_days(_span(other))}."
                raise Refused(sentence)
        if version.code:
            taken[version.code, version.kind].append(version)


def _parents_stand(versions: Sequence[UnitVersion], after: dict[int | None, list[UnitVersion]]) -> None:
    """A unit stands under another only while that one stands: looked at from below and from above."""
    changed = {version.pk for version in versions}
    units = [unit for unit in after if unit]
    hanging = [version for version in versions if version.parent_id]
    for some in batches(units):
        below = UnitVersion.objects.order_by().filter(parent__in=some)
        hanging += [version for version in below if version.pk not in changed]
    stand = standings({version.parent_id for version in hanging if version.parent_id})
    for unit in units:
        stand[unit] = [Standing(version.parent_id, _span(version)) for version in after[unit]]
    for version in hanging:
        spans = [standing.span for standing in stand.get(version.parent_id or 0, ())]
        if not rules.covers(spans, _span(version)):
            sentence = f"{version.name} {_days(_span(version))}: {version.parent} không tồn tại suốt khoảng này."
            raise Refused(sentence)


def _levels_in_order(versions: Sequence[UnitVersion], after: dict[int | None, list[UnitVersion]]) -> None:
    """A unit stands only under one of a higher level, on every day; looked at from below and from above."""
    changed = {version.pk for version in versions}
    pairs: list[tuple[UnitVersion, list[UnitVersion]]] = []
    above: dict[int | None, list[UnitVersion]] = defaultdict(list, after)
    for some in batches({version.parent_id for version in versions if version.parent_id} - after.keys()):
        for version in UnitVersion.objects.order_by().filter(unit__in=some):
            above[version.unit_id].append(version)
    pairs += [(version, above[version.parent_id]) for version in versions if version.parent_id]
    for some in batches(unit for unit in after if unit):
        for version in UnitVersion.objects.order_by().filter(parent__in=some):
            if version.pk not in changed:
                pairs.append((version, after[version.parent_id]))
    for below, standing in pairs:
        for upper in standing:
            if _span(upper).meets(_span(below)) and not rules.may_stand_under(below.kind, upper.kind):
                sentence = "{below} không thể trực thuộc {upper}: {low} không đứng dưới {high}."
                words = {"low": UnitKind(below.kind).label, "high": UnitKind(upper.kind).label}
                raise Refused(sentence.format(below=below.name, upper=upper.name, **words))


def _days(span: Span) -> str:
    if span.valid_to is None:
        return f"từ {vi.day(span.first)}"
    return f"từ {vi.day(span.first)} đến {vi.day(span.last)}"


def _version_on(unit: Unit, day: dt.date) -> UnitVersion:
    version = unit.on(day)
    if version is None:
        raise Refused(f"{unit} không tồn tại vào ngày {vi.day(day)}.")
    return version


def _save_new(versions: list[UnitVersion]) -> None:
    for version in versions:
        version.key_name()
    try:
        with transaction.atomic():
            UnitVersion.objects.bulk_create(versions, batch_size=500)
    except IntegrityError as refused:
        raise Refused(COLLISION) from refused


def _save_changed(versions: list[UnitVersion]) -> None:
    """One by one, those first that make room for the others (the database looks at every single write)."""
    while versions:
        stuck = [version for version in versions if not _saved(version)]
        if len(stuck) == len(versions):
            raise Refused(COLLISION)
        versions = stuck


def _saved(version: UnitVersion) -> bool:
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError:
        return False
    return True
