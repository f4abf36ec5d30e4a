"""The steps by which an assumed version becomes a known one: proposed, confirmed or refused, and the way back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.resting import in_words, rests_on
from hocTap.lib.steps import needed, words
from units.accounts.access import refuse_opened_by
from units.enums import Earlier
from units.models import UnitVersion, User, Verification
from units.workflow import write_versions
from units.workflow.lineage import one_tree_writer_at_a_time

ONE_DAY = dt.timedelta(days=1)
NAME, DECISION = 120, 200
WRITTEN = ("name", "valid_from", "start_unknown", "known_on", "decision", "verified")


@dataclass(frozen=True)
class Found:
    """What a person found out: since when the unit was so, what it was before, by which decision."""

    since: dt.date
    earlier: Earlier
    earlier_name: str
    decision: str


@transaction.atomic
def propose(version: UnitVersion, found: Found, *, by: User, at: dt.datetime) -> Verification:
    """Put down what was found out, for a second person to confirm; the version stays as it is until then.

    Raises Refused for a version that is no assumption, a day after the list's, a second proposal, and what could not
    be written once it is confirmed (it is tried now).
    """
    one_tree_writer_at_a_time()
    locked = _locked(version.pk)
    if locked.known_on is None:
        raise Refused(f"{locked.name}: bản ghi này không phải là suy ra từ danh mục nên không cần đối chiếu.")
    if locked.verifications.filter(agreed__isnull=True).exists():
        raise Refused(f"{locked.name}: đã có đề nghị đối chiếu đang chờ người khác xác nhận.")
    if found.since > locked.known_on:
        raise Refused(f"Danh mục ngày {vi.day(locked.known_on)} đã ghi như vậy. Hãy ghi ngày không muộn hơn ngày đó.")
    name = words(found.earlier_name, name="Tên trước đó", longest=NAME)
    if found.earlier is Earlier.NAMED:
        name = needed(name, "Hãy ghi tên trước ngày đó.", name="Tên trước đó", longest=NAME)
    elif name:
        raise Refused("Chỉ ghi tên trước ngày đó khi chọn “mang tên khác”.")
    if found.earlier is not Earlier.UNCLEAR and found.since <= locked.valid_from:
        first = vi.day(locked.valid_from)
        raise Refused(f"Danh mục chỉ ghi từ ngày {first}; trước ngày {vi.day(found.since)} không có gì để sửa.")
    made = Verification(version=locked, since=found.since, earlier=found.earlier, earlier_name=name, by=by, at=at)
    made.decision = needed(found.decision, "Hãy ghi quyết định làm căn cứ.", name="Căn cứ", longest=DECISION)
    with transaction.atomic():
        _write(made, _locked(version.pk))
        transaction.set_rollback(True)
    made.save()
    return made


@transaction.atomic
def confirm(verification: Verification, *, by: User, at: dt.datetime) -> Verification:
    """Write what was proposed, by somebody else than who proposed it.

    Raises Stale when it was answered before, Refused for one's own proposal, where one person may be behind both
    accounts (`refuse_opened_by`), and for what can no longer be written.
    """
    locked = _waiting(verification)
    if locked.by_id == by.pk:
        raise Refused("Ông, bà đã đề nghị nên không tự xác nhận: cần người thứ hai.")
    refuse_opened_by(by, locked.by, at)
    version = _locked(locked.version_id)
    if version.known_on is None:
        raise Refused(f"{version.name} đã được ghi lại ở nơi khác từ khi có đề nghị này.")
    locked.facts = _write(locked, version)
    locked.agreed, locked.answered_by, locked.answered_at = True, by, at
    locked.save(update_fields=["facts", "agreed", "answered_by", "answered_at"])
    return locked


@transaction.atomic
def refuse(verification: Verification, reason: str, *, by: User, at: dt.datetime) -> Verification:
    """Leave the version as it is, with the reason; the proposer may take back the own proposal so."""
    locked = _waiting(verification)
    locked.answer = needed(reason, "Hãy ghi lý do không xác nhận.")
    locked.agreed, locked.answered_by, locked.answered_at = False, by, at
    locked.save(update_fields=["answer", "agreed", "answered_by", "answered_at"])
    return locked


@transaction.atomic
def undo(verification: Verification, reason: str, *, by: User, at: dt.datetime) -> Verification:
    """Put the version back as it was assumed; raises Refused when it was changed since, Stale when undone before."""
    one_tree_writer_at_a_time()
    locked = Verification.objects.select_for_update(of=("self",)).get(pk=verification.pk)
    if not locked.agreed or locked.undone_at:
        raise Stale("Lần đối chiếu này chưa được xác nhận, hoặc đã được hoàn tác. Hãy xem lại.")
    why = needed(reason, "Hãy ghi lý do hoàn tác.")
    version, facts = _locked(locked.version_id), locked.facts
    added = UnitVersion.objects.select_related("unit").filter(pk=facts["added"] or 0).first()
    if _marks(version) != facts["after"] or (_marks(added) if added else None) != facts["piece"]:
        raise Refused(f"{version.name} đã được ghi lại sau lần đối chiếu này nên không hoàn tác được.")
    if added:
        try:
            added.delete()
        except ProtectedError as held:
            raise Refused(
                f"Phần trước ngày {vi.day(locked.since)} đã được đối chiếu riêng. Hãy hoàn tác trước."
            ) from held
    for name, value in facts["before"].items():
        setattr(version, name, dt.date.fromisoformat(value) if value and name in DAYS else value)
    write_versions([version])
    locked.undone_by, locked.undone_at, locked.undone_because = by, at, why
    locked.save(update_fields=["undone_by", "undone_at", "undone_because"])
    return locked


DAYS = ("valid_from", "known_on")


def _waiting(verification: Verification) -> Verification:
    one_tree_writer_at_a_time()
    locked = Verification.objects.select_for_update(of=("self",)).get(pk=verification.pk)
    if locked.answered_at:
        raise Stale(f"Đề nghị này đã được trả lời lúc {vi.moment(timezone.localtime(locked.answered_at))}.")
    return locked


def _locked(pk: int) -> UnitVersion:
    versions = UnitVersion.objects.select_for_update(of=("self",)).select_related("unit", "parent")
    return versions.get(pk=pk)


def _marks(version: UnitVersion) -> dict[str, Any]:
    written = {name: getattr(version, name) for name in WRITTEN}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in written.items()}


def _write(asked: Verification, version: UnitVersion) -> dict[str, Any]:
    """Write what was found out; returns what an undoing needs. Raises Refused as `write_versions` does."""
    before, first = _marks(version), version.valid_from
    piece = _before(asked, version) if asked.since > first else None
    if asked.earlier == Earlier.NONE:
        rests = rests_on({version.unit_id}, first, asked.since - ONE_DAY)
        if rests:
            raise Refused(f"Chưa ghi được là chưa có đơn vị trước ngày {vi.day(asked.since)}. {in_words(rests)}")
    version.start_unknown = asked.since < first
    version.valid_from = max(first, asked.since)
    version.known_on, version.decision, version.verified = None, asked.decision, True
    write_versions([version, piece] if piece else [version])
    return {
        "before": before,
        "after": _marks(version),
        "added": piece.pk if piece else None,
        "piece": _marks(piece) if piece else None,
    }


def _before(asked: Verification, version: UnitVersion) -> UnitVersion | None:
    """The version that holds until the day before; None where there was no unit yet."""
    if asked.earlier == Earlier.NONE:
        return None
    copied = ("unit", "code", "name", "kind", "designation", "parent", "valid_from", "start_unknown", "source")
    piece = UnitVersion(**{name: getattr(version, name) for name in copied})
    piece.valid_to, piece.known_on, piece.decision = asked.since - ONE_DAY, version.known_on, version.decision
    if asked.earlier == Earlier.NAMED:
        piece.name, piece.known_on = asked.earlier_name, piece.valid_to
    return piece
