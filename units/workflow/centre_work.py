"""Steps on the rows of a centre's books: enter, correct, void; a row is never deleted, its history is kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.bulk import insert_many_with_history
from hocTap.lib.steps import Refused, Stale, checked, needed
from units.centres import rules
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreRecord,
    CentreScore,
    EvaluationCriterion,
    LearningCentre,
    Named,
    User,
)
from units.standing import Lives, must_stand

R = TypeVar("R", bound=CentreRecord)
BOOKS = "ghi sổ trung tâm cho nơi đó"
COLLISION = "Bản ghi trùng hoặc trái với bản ghi khác của trung tâm. Hãy tải lại trang, kiểm tra rồi ghi lại."


@transaction.atomic
def enter(record: R, *, by: User, today: dt.date) -> R:
    """Write a new row, or a corrected one, of a centre's books.

    Raises Refused, in sentences, for days to come, out of order or outside the centre's life, a ward that did
    not stand or was not served then, people beyond attendances, a second row where there is one, and a voided row.
    """
    centre = LearningCentre.objects.select_for_update(of=("self",)).get(pk=record.centre_id)
    if record.pk and _held(record).voided_at:
        raise Stale(f"{record}: bản ghi đã hủy, không sửa được nữa.")
    check(record, centre, today)
    if not record.pk:
        record.entered_by, record.entered_at = by, timezone.now()
    record._history_user = by  # type: ignore[attr-defined] # read by django-simple-history
    try:
        with transaction.atomic():
            checked(record)
    except IntegrityError as refused:
        raise Refused(COLLISION) from refused
    return record


@transaction.atomic
def evaluate(
    evaluation: CentreEvaluation,
    answers: Mapping[EvaluationCriterion, tuple[int | None, str]],
    *,
    by: User,
    today: dt.date,
) -> CentreEvaluation:
    """A self-evaluation with its points and words for each criterion; raises Refused as `enter` does, and
    for points beyond a criterion's maximum or where the sheet has none.
    """
    written = enter(evaluation, by=by, today=today)
    held = {score.criterion_id: score for score in written.scores.all()}
    for criterion, (points, note) in answers.items():
        score = held.get(criterion.pk) or CentreScore(evaluation=written, criterion=criterion)
        score.max_score, score.points, score.note = criterion.max_score, points, note
        score._history_user = by  # type: ignore[attr-defined]
        if score.pk or points is not None or note:
            checked(score)
    return written


@transaction.atomic
def void(record: R, *, reason: str, by: User) -> R:
    """Take a wrong row out of every count; it stays to be read, with who did it and why.

    Raises Refused without a reason and for a row already voided.
    """
    locked = _held(record, lock=True)
    if locked.voided_at:
        raise Stale(f"{locked}: bản ghi đã hủy lúc {vi.moment(locked.voided_at)}.")
    why = needed(reason, "Hãy ghi lý do hủy.", name="Lý do hủy", longest=300)
    locked.voided_at, locked.voided_by, locked.void_reason = timezone.now(), by, why
    locked._history_user = by  # type: ignore[attr-defined]
    locked.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return locked


@transaction.atomic
def enter_many(records: Iterable[CentreRecord], *, by: User, at: dt.datetime) -> None:
    """Write many new rows of one centre's books at once; their rules are asked, then the database's locks.

    Raises Refused for the first row that cannot be, naming it; then nothing is written.
    """
    kinds: dict[type[CentreRecord], list[CentreRecord]] = defaultdict(list)
    today, rows = timezone.localdate(at), list(records)
    lives = Lives(record.ward_id for record in rows)
    for record in rows:
        lives.must_stand(record.ward_id, record.first_day, BOOKS)
        sentences = record.wrong(today) + _life(record, record.centre)
        if sentences:
            raise Refused(" ".join(f"{record}: {sentence}" for sentence in sentences))
        record.entered_by, record.entered_at = by, at
        if isinstance(record, Named):
            record.key_name()
        kinds[type(record)].append(record)
    for same in kinds.values():
        insert_many_with_history(same, by=by, at=at)


def check(record: CentreRecord, centre: LearningCentre, today: dt.date) -> None:
    """Raise Refused as `enter` does, except for what only the database can see."""
    sentences = record.wrong(today) + _life(record, centre) + _suspended(record, centre)
    must_stand(record.ward_id, record.first_day, BOOKS)
    if not centre.services.assigned(record.first_day).filter(ward=record.ward_id).exists():
        sentences.append(f"{centre} không phục vụ {record.ward} vào ngày {vi.day(record.first_day)}.")
    if sentences:
        raise Refused(" ".join(sentences))


def _suspended(record: CentreRecord, centre: LearningCentre) -> list[str]:
    """A sentence when a class would have gone on while the centre was suspended."""
    if not isinstance(record, CentreCourse) or record.starts_on > record.ends_on:
        return []
    begun = centre.pauses.filter(valid_from__lte=record.ends_on)
    pause = begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=record.starts_on)).first()
    if pause is None:
        return []
    end = f" đến {vi.day(pause.valid_to)}" if pause.valid_to else ""
    return [f"{centre} tạm dừng từ {vi.day(pause.valid_from)}{end}, không mở lớp trong thời gian đó. Hãy xem lại ngày."]


def _life(record: CentreRecord, centre: LearningCentre) -> list[str]:
    return rules.within_life(record.first_day, record.last_day, centre.founded_on, centre.ended_on)


def _held(record: R, *, lock: bool = False) -> R:
    rows = type(record)._default_manager.all()
    found: R = (rows.select_for_update(of=("self",)) if lock else rows).get(pk=record.pk)
    return found
