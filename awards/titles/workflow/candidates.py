"""Steps on candidates: recorded, corrected, moved, split, merged, ended, undone; each leaves an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.titles.enums import CandidateEventKind, NominationState
from awards.titles.kinds import OF_WARDS, TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CandidateEvent, Nomination
from awards.titles.workflow.places import refuse_ended, refuse_handed_over
from awards.titles.workflow.states import CANDIDATES
from hocTap.lib import vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.steps import Refused, Stale, needed, refuse_future, words
from units.models import User
from units.standing import Lives, must_not_be_over

Kind = CandidateEventKind
FACTS = ("name", "address", "under_6", "aged_6_to_18", "aged_19_to_60", "over_60", "exempt", "managing_level", "group")
KEPT = (*FACTS, "ward_id", "community_id", "state", "merged_into_id", "ended_on")
UNDOABLE = (Kind.CORRECTED, Kind.HEAD_CHANGED, Kind.MOVED, Kind.SPLIT, Kind.MERGED, Kind.ENDED)
REASON = 300
REGISTER = "ghi thêm vào sổ"
CALLED = {"name": ("Tên", 120), "address": ("Địa chỉ", 200)}
FIRST_DAY = dt.date(1990, 1, 1)
"""Nothing in the register happened before."""


def record(
    kind: TitleKind,
    place: Locality,
    facts: Mapping[str, Any],
    *,
    since: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> Candidate:
    """Write one candidate into the register (ghi vào sổ), known since a day: today unless it is said.

    Raises Refused with the database's sentence, and for a day on which the ward does not stand.
    """
    candidate = Candidate(kind=kind, ward_id=place.ward_id, community_id=place.community_id, **_known(facts))
    candidate.known_since = since  # type: ignore[assignment]
    return record_all([candidate], by=by, at=at)[0]


@transaction.atomic
def record_all(candidates: Sequence[Candidate], *, by: User, at: dt.datetime) -> list[Candidate]:
    """Write new candidates into the register, each with its event; all or none. Raises Refused as `record` does."""
    today = timezone.localtime(at).date()
    refuse_ended({(candidate.ward_id, candidate.community_id) for candidate in candidates}, today)
    lives = Lives(candidate.ward_id for candidate in candidates)
    for candidate in candidates:
        candidate.key_name()
        candidate.known_since, candidate.changed_at = candidate.known_since or today, at
        lives.must_stand(candidate.ward_id, candidate.known_since, REGISTER)
    if any(candidate.kind not in OF_WARDS for candidate in candidates):
        refuse_handed_over(lives, today)
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
def correct(candidate: Candidate, facts: Mapping[str, Any], *, by: User, at: dt.datetime) -> Candidate:
    """Put right what was written down wrongly; the candidate itself did not change (sửa thông tin).

    A signed decision keeps the name of its day. Raises Refused when nothing is different, Stale for a candidate that
    ended or was merged.
    """
    locked = _lock(candidate, Kind.CORRECTED)
    return _change(locked, _known(facts), Kind.CORRECTED, timezone.localtime(at).date(), by=by, at=at)


@transaction.atomic
def change_head(candidate: Candidate, name: str, *, on: dt.date, reason: str, by: User, at: dt.datetime) -> Candidate:
    """The household has another head from the day on; it stays the same household (đổi chủ hộ)."""
    locked = _lock(candidate, Kind.HEAD_CHANGED)
    refuse_day(locked, Kind.HEAD_CHANGED, on, at)
    must_not_be_over(locked.ward_id, on, "ghi đổi chủ hộ")
    new = {"name": needed(name, "Hãy ghi họ tên chủ hộ mới.", name="Họ tên chủ hộ mới", longest=120)}
    return _change(locked, new, Kind.HEAD_CHANGED, on, reason=reason, by=by, at=at)


@transaction.atomic
def move(
    candidate: Candidate, to: Locality, address: str, *, on: dt.date, reason: str, by: User, at: dt.datetime
) -> Candidate:
    """The candidate lives at another address, khu phố or ward from the day on (chuyển địa bàn).

    Nominations of earlier years stay with the ward and khu phố of their year.
    """
    locked = _lock(candidate, Kind.MOVED)
    refuse_day(locked, Kind.MOVED, on, at)
    must_not_be_over(locked.ward_id, on, "ghi chuyển địa bàn")
    if to.ward_id != locked.ward_id:
        lives = Lives([to.ward_id])
        lives.must_stand(to.ward_id, on, "ghi chuyển đến")
        refuse_handed_over(lives, timezone.localtime(at).date())
    if to != (locked.ward_id, locked.community_id):
        refuse_ended({to}, timezone.localtime(at).date())
    new = {
        "address": words(address, name="Địa chỉ", longest=200),
        "ward_id": to.ward_id,
        "community_id": to.community_id,
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
    locked = _lock(candidate, Kind.SPLIT)
    refuse_day(locked, Kind.SPLIT, on, at)
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
        CANDIDATES.target(Kind.MERGED, each.state, str(each))
    if (one.kind, one.ward_id) != (other.kind, other.ward_id):
        raise Refused("Chỉ gộp hai bản ghi cùng loại, cùng phường, xã.")
    _refuse_same_year(one, other)
    before = _snapshot(other)
    other.state, other.merged_into = CANDIDATES.landing(Kind.MERGED), one
    other.changed_at = at
    _save(other)
    changes = _differing(before, _snapshot(other))
    _log(other, Kind.MERGED, timezone.localtime(at).date(), changes, reason=reason, by=by, at=at, other=one)
    return one


def _refuse_same_year(one: Candidate, other: Candidate) -> None:
    over = [NominationState.NOT_REACHED, NominationState.REVOKED, NominationState.UNREGISTERED]
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
    locked = _lock(candidate, Kind.ENDED)
    refuse_day(locked, Kind.ENDED, on, at)
    must_not_be_over(locked.ward_id, on, "ghi không còn")
    why = needed(reason, "Hãy ghi lý do, ví dụ: chuyển đi nơi khác, giải thể.", longest=REASON)
    before = _snapshot(locked)
    locked.state, locked.ended_on, locked.changed_at = CANDIDATES.landing(Kind.ENDED), on, at
    _save(locked)
    _log(locked, Kind.ENDED, on, _differing(before, _snapshot(locked)), reason=why, by=by, at=at)
    return locked


@transaction.atomic
def undo(event: CandidateEvent, *, reason: str, by: User, at: dt.datetime) -> Candidate:
    """Take back the last thing that happened to a candidate (hoàn tác); both the act and its undoing stay readable.

    Taking a splitting back merges the new record into the old one. Raises Refused without a reason or for what cannot
    be undone, Stale when something else happened since or somebody undid it.
    """
    why = needed(reason, "Hãy ghi lý do hoàn tác.", longest=REASON)
    locked = _locked([event.candidate_id])[0]
    fresh = CandidateEvent.objects.select_related("other").get(pk=event.pk)
    if fresh.kind not in UNDOABLE:
        raise Refused("Việc này không hoàn tác được.")
    if fresh.undone_by_id or last_standing(locked) != fresh:
        raise Stale("Sau việc này đã có việc khác. Hãy hoàn tác việc sau cùng trước.")
    if fresh.kind == Kind.SPLIT and fresh.other is not None:
        merge(locked, fresh.other, reason=why, by=by, at=at)
        locked.refresh_from_db()
    before = _snapshot(locked)
    restored = _revived(fresh.before)
    if "state" in restored:
        restored["state"] = CANDIDATES.target(Kind.UNDONE, locked.state, str(locked))
    _set(locked, restored, at)
    _save(locked)
    changes = _differing(before, _snapshot(locked))
    undoing = _log(locked, Kind.UNDONE, timezone.localtime(at).date(), changes, reason=why, by=by, at=at)
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
    """The facts of a candidate among these. Raises Refused for words that no register holds: tags, unreadable signs."""
    known = {name: facts[name] for name in FACTS if name in facts}
    told = {
        name: words(known[name], name=called, longest=most) for name, (called, most) in CALLED.items() if name in known
    }
    return {**known, **told}


def _locked(pks: Iterable[int]) -> list[Candidate]:
    return list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).order_by("pk"))


def _lock(candidate: Candidate, step: CandidateEventKind) -> Candidate:
    locked = _locked([candidate.pk])[0]
    CANDIDATES.target(step, locked.state, str(locked))
    return locked


def refuse_day(candidate: Candidate, kind: CandidateEventKind, on: dt.date, at: dt.datetime) -> None:
    """Refuse a day to come, one before all registers, and a second move (or new head) dated before the first."""
    refuse_future(on, at, "Ngày")
    if on < FIRST_DAY:
        raise Refused(f"Ngày {vi.day(on)} sớm hơn {vi.day(FIRST_DAY)}, ngày sớm nhất sổ nhận. Hãy kiểm tra lại năm.")
    alike = candidate.events.filter(kind=kind, undone_by__isnull=True, happened_on__gt=on).order_by("happened_on")
    if later := alike.first():
        raise Refused(
            f"{candidate} đã có việc “{later.get_kind_display()}” ngày {vi.day(later.happened_on)}, sau ngày "
            f"{vi.day(on)}. Hãy kiểm tra lại ngày, hoặc hoàn tác việc đó trước."
        )


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
        reason=words(reason, name="Lý do", longest=REASON),
        by=by,
        at=at,
    )
