"""Steps on candidates: recorded, corrected, moved, split, merged, ended, undone; each leaves an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.titles.enums import CandidateEventKind, CandidateState, NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, CandidateEvent, Nomination
from awards.titles.workflow.machinery import needed
from hocTap.lib import vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.refusals import Refused, Stale
from units.models import Unit, User

Kind = CandidateEventKind
FACTS = ("name", "address", "under_6", "aged_6_to_18", "aged_19_to_60", "over_60", "exempt", "managing_level")
KEPT = (*FACTS, "ward_id", "community_id", "state", "merged_into_id", "ended_on")
UNDOABLE = (Kind.CORRECTED, Kind.HEAD_CHANGED, Kind.MOVED, Kind.SPLIT, Kind.MERGED, Kind.ENDED)
REASON = 300


@dataclass(frozen=True)
class Place:
    """Where a candidate belongs: its ward, and its khu phố where it has one."""

    ward: Unit
    community: Unit | None = None


def record(kind: TitleKind, place: Place, facts: Mapping[str, Any], *, by: User, at: dt.datetime) -> Candidate:
    """Write one candidate into the register (ghi vào sổ). Raises Refused with the database's sentence."""
    candidate = Candidate(kind=kind, ward=place.ward, community=place.community, **_known(facts))
    return record_all([candidate], by=by, at=at)[0]


@transaction.atomic
def record_all(candidates: Sequence[Candidate], *, by: User, at: dt.datetime) -> list[Candidate]:
    """Write new candidates into the register, each with its event; all or none. Raises Refused as `record` does."""
    today = timezone.localtime(at).date()
    for candidate in candidates:
        candidate.key_name()
        candidate.known_since, candidate.changed_at = candidate.known_since or today, at
    try:
        with transaction.atomic():
            made = insert_many(candidates)
    except IntegrityError as refused:
        raise Refused(_sentence(candidates[0])) from refused
    insert_many(
        [
            CandidateEvent(
                candidate=each, kind=Kind.RECORDED, happened_on=each.known_since, after=_facts_of(each), by=by, at=at
            )
            for each in made
        ]
    )
    return made


@transaction.atomic
def correct(
    candidate: Candidate, facts: Mapping[str, Any], *, by: User, at: dt.datetime, seen: dt.datetime | None = None
) -> Candidate:
    """Put right what was written down wrongly; the candidate itself did not change (sửa thông tin).

    Raises Stale when somebody changed it since it was `seen`, Refused when nothing is different.
    """
    locked = _lock(candidate, seen)
    return _change(locked, _known(facts), Kind.CORRECTED, timezone.localtime(at).date(), by=by, at=at)


@transaction.atomic
def change_head(candidate: Candidate, name: str, *, on: dt.date, reason: str, by: User, at: dt.datetime) -> Candidate:
    """The household has another head from the day on; it stays the same household (đổi chủ hộ)."""
    locked = _lock(candidate)
    _refuse_day(on, at)
    new = {"name": needed(name, "Hãy ghi họ tên chủ hộ mới.", 120)}
    return _change(locked, new, Kind.HEAD_CHANGED, on, reason=reason, by=by, at=at)


@transaction.atomic
def move(
    candidate: Candidate, to: Place, address: str, *, on: dt.date, reason: str, by: User, at: dt.datetime
) -> Candidate:
    """The candidate lives at another address, khu phố or ward from the day on (chuyển địa bàn).

    Nominations of earlier years stay with the ward and khu phố of their year.
    """
    locked = _lock(candidate)
    _refuse_day(on, at)
    new = {
        "address": vi.nfc(address),
        "ward_id": to.ward.pk,
        "community_id": to.community.pk if to.community else None,
    }
    return _change(locked, new, Kind.MOVED, on, reason=reason, by=by, at=at)


@transaction.atomic
def split(
    candidate: Candidate,
    new_facts: Mapping[str, Any],
    *,
    left: Mapping[str, Any] | None = None,
    on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Candidate:
    """A new household leaves this one from the day on (tách hộ); `left` are the members who stay, where known.

    The new one is returned; the old one keeps its history.
    """
    locked = _lock(candidate)
    _refuse_day(on, at)
    made = Candidate(kind=locked.kind, ward_id=locked.ward_id, community_id=locked.community_id, known_since=on)
    for name, value in _known(new_facts).items():
        setattr(made, name, value)
    made.illustrative = locked.illustrative
    record_all([made], by=by, at=at)
    before = _snapshot(locked)
    _set(locked, _known(left or {}), at)
    _save(locked)
    after = _snapshot(locked)
    _log(locked, Kind.SPLIT, on, _differing(before, after), reason=reason, by=by, at=at, other=made)
    return made


@transaction.atomic
def merge(kept: Candidate, duplicate: Candidate, *, reason: str, by: User, at: dt.datetime) -> Candidate:
    """Say that two records mean one holder: the duplicate points to the one kept and can no longer be registered.

    Nominations stay where they are and are read together; `undo` takes the merger back. Raises Refused for records of
    different kinds or wards, for one record with itself, and when both run for the same year; Stale when one of them
    was merged or ended meanwhile.
    """
    if kept.pk == duplicate.pk:
        raise Refused("Hãy chọn hai bản ghi khác nhau.")
    rows = {row.pk: row for row in _locked([kept.pk, duplicate.pk])}
    one, other = rows[kept.pk], rows[duplicate.pk]
    for each in (one, other):
        _refuse_unless_active(each)
    if (one.kind, one.ward_id) != (other.kind, other.ward_id):
        raise Refused("Chỉ gộp hai bản ghi cùng loại, cùng phường.")
    _refuse_same_year(one, other)
    before = _snapshot(other)
    other.state, other.merged_into = CandidateState.MERGED, one
    other.changed_at = at
    _save(other)
    changes = _differing(before, _snapshot(other))
    _log(other, Kind.MERGED, timezone.localtime(at).date(), changes, reason=reason, by=by, at=at, other=one)
    return one


def _refuse_same_year(one: Candidate, other: Candidate) -> None:
    over = [NominationState.NOT_REACHED, NominationState.REVOKED]
    running = Nomination.objects.exclude(state__in=over)
    both = set(running.filter(candidate=one).values_list("year", flat=True)) & set(
        running.filter(candidate=other).values_list("year", flat=True)
    )
    if both:
        raise Refused(
            f"Hai bản ghi đều có hồ sơ năm {min(both)}. Hãy ghi không đạt (trùng) cho một hồ sơ trước khi gộp."
        )


@transaction.atomic
def end(candidate: Candidate, *, on: dt.date, reason: str, by: User, at: dt.datetime) -> Candidate:
    """The holder is no more: died out, left for good, dissolved (không còn). Its titles stay readable."""
    locked = _lock(candidate)
    _refuse_day(on, at)
    words = needed(reason, "Hãy ghi lý do, ví dụ: chuyển đi nơi khác, giải thể.", REASON)
    before = _snapshot(locked)
    locked.state, locked.ended_on, locked.changed_at = CandidateState.ENDED, on, at
    _save(locked)
    _log(locked, Kind.ENDED, on, _differing(before, _snapshot(locked)), reason=words, by=by, at=at)
    return locked


@transaction.atomic
def undo(event: CandidateEvent, *, reason: str, by: User, at: dt.datetime) -> Candidate:
    """Take back the last thing that happened to a candidate (hoàn tác); both the act and its undoing stay readable.

    Taking a splitting back merges the new record into the old one. Raises Refused without a reason or for what cannot
    be undone, Stale when something else happened since or somebody undid it.
    """
    words = needed(reason, "Hãy ghi lý do hoàn tác.", REASON)
    locked = _locked([event.candidate_id])[0]
    fresh = CandidateEvent.objects.select_related("other").get(pk=event.pk)
    if fresh.kind not in UNDOABLE:
        raise Refused("Việc này không hoàn tác được.")
    if fresh.undone_by_id or last_standing(locked) != fresh:
        raise Stale("Sau việc này đã có việc khác. Hãy hoàn tác việc sau cùng trước.")
    if fresh.kind == Kind.SPLIT and fresh.other is not None:
        merge(locked, fresh.other, reason=words, by=by, at=at)
        locked.refresh_from_db()
    before = _snapshot(locked)
    _set(locked, _revived(fresh.before), at)
    _save(locked)
    changes = _differing(before, _snapshot(locked))
    undoing = _log(locked, Kind.UNDONE, timezone.localtime(at).date(), changes, reason=words, by=by, at=at)
    fresh.undone_by = undoing
    fresh.save(update_fields=["undone_by"])
    return locked


def last_standing(candidate: Candidate) -> CandidateEvent | None:
    """The last event that was not undone and is not itself an undoing."""
    standing = candidate.events.filter(undone_by__isnull=True).exclude(kind=Kind.UNDONE)
    return standing.order_by("-at", "-pk").first()


def _revived(before: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as the model holds them."""
    day = before.get("ended_on")
    return {**before, **({"ended_on": dt.date.fromisoformat(day) if day else None} if "ended_on" in before else {})}


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in FACTS if name in facts}


def _locked(pks: Iterable[int]) -> list[Candidate]:
    return list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).order_by("pk"))


def _lock(candidate: Candidate, seen: dt.datetime | None = None) -> Candidate:
    locked = _locked([candidate.pk])[0]
    _refuse_unless_active(locked)
    if seen is not None and locked.changed_at != seen:
        raise Stale("Bản ghi vừa được người khác sửa. Hãy tải lại trang, xem lại rồi sửa tiếp.")
    return locked


def _refuse_unless_active(candidate: Candidate) -> None:
    if candidate.state != CandidateState.ACTIVE:
        raise Stale(f"{candidate}: {candidate.get_state_display()}. Hãy tải lại trang.")


def _refuse_day(on: dt.date, at: dt.datetime) -> None:
    if on > timezone.localtime(at).date():
        raise Refused("Ngày ghi là ngày chưa tới. Hãy kiểm tra lại.")


def _change(
    locked: Candidate,
    new: Mapping[str, Any],
    kind: CandidateEventKind,
    on: dt.date,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
) -> Candidate:
    before = _snapshot(locked)
    _set(locked, new, at)
    changes = _differing(before, _snapshot(locked))
    if not changes:
        raise Refused("Chưa có gì thay đổi.")
    _save(locked)
    _log(locked, kind, on, changes, reason=reason, by=by, at=at)
    return locked


def _set(candidate: Candidate, new: Mapping[str, Any], at: dt.datetime) -> None:
    for name, value in new.items():
        setattr(candidate, name, value)
    candidate.key_name()
    candidate.changed_at = at


def _save(candidate: Candidate) -> None:
    try:
        with transaction.atomic():
            candidate.save()
    except IntegrityError as refused:
        raise Refused(_sentence(candidate)) from refused


def _sentence(candidate: Candidate) -> str:
    """What the database refused, in the words of its constraint."""
    try:
        candidate.validate_constraints()
    except ValidationError as wrong:
        return " ".join(wrong.messages)
    return "Người khác vừa ghi cùng đối tượng. Hãy tải lại trang."


def _snapshot(candidate: Candidate) -> dict[str, Any]:
    return {name: _plain(getattr(candidate, name)) for name in KEPT}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _facts_of(candidate: Candidate) -> dict[str, Any]:
    return {name: value for name, value in _snapshot(candidate).items() if value not in (None, "", False)}


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], after[name]) for name in KEPT if before[name] != after[name]}


def _log(
    candidate: Candidate,
    kind: CandidateEventKind,
    on: dt.date,
    changes: Mapping[str, tuple[Any, Any]],
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
    other: Candidate | None = None,
) -> CandidateEvent:
    return CandidateEvent.objects.create(
        candidate=candidate,
        other=other,
        kind=kind,
        happened_on=on,
        before={name: old for name, (old, _) in changes.items()},
        after={name: new for name, (_, new) in changes.items()},
        reason=" ".join(reason.split())[:REASON],
        by=by,
        at=at,
    )
