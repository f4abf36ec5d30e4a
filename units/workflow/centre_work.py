"""Steps on the rows of a centre's books: enter, correct, void; a row is never deleted, its history is kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from hocTap.lib import resting, vi
from hocTap.lib.bulk import insert_many_with_history
from hocTap.lib.doubts import Doubtful
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
from units.standing import Lives

R = TypeVar("R", bound=CentreRecord)
BOOKS = "ghi sổ trung tâm cho nơi đó"
COLLISION = "Bản ghi trùng hoặc trái với bản ghi khác của trung tâm. Hãy tải lại trang, kiểm tra rồi ghi lại."


@transaction.atomic
def enter(record: R, *, by: User, today: dt.date) -> R:
    """Write a new row, or a corrected one, of a centre's books.

    Raises Refused, in sentences, for days to come, out of order or outside the centre's life, a ward that did
    not stand or was not served then, people beyond attendances, a second row where there is one, and a voided row;
    Doubtful for more attendances than sessions and people make, as long as nothing explains them.
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
    answers: Mapping[EvaluationCriterion, tuple[int | None, str, str]],
    *,
    by: User,
    today: dt.date,
) -> CentreEvaluation:
    """A self-evaluation with its points, words and evidence for each criterion; raises Refused as `enter` does, and
    for points beyond a criterion's maximum or where the sheet has none.
    """
    written = enter(evaluation, by=by, today=today)
    held = {score.criterion_id: score for score in written.scores.all()}
    for criterion, (points, note, evidence) in answers.items():
        score = held.get(criterion.pk) or CentreScore(evaluation=written, criterion=criterion)
        score.max_score, score.points, score.note = criterion.max_score, points, note
        score.evidence = evidence
        score._history_user = by  # type: ignore[attr-defined]
        if score.pk or points is not None or note or evidence:
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
def unvoid(record: R, *, reason: str, by: User, today: dt.date) -> R:
    """Take a row back into the books that was voided by mistake; its history keeps who voided it and why.

    Raises Refused without a reason, when the row could not be entered now (a second one stands in its place), Stale
    when it stands already.
    """
    why = needed(reason, "Hãy ghi lý do lấy lại bản ghi.", name="Lý do", longest=100)
    centre = LearningCentre.objects.select_for_update(of=("self",)).get(pk=record.centre_id)
    locked = _held(record, lock=True)
    if not locked.voided_at:
        raise Stale(f"{locked}: bản ghi đang còn trong sổ.")
    check(locked, centre, today)
    locked.voided_at, locked.voided_by, locked.void_reason = None, None, ""
    locked._history_user = by  # type: ignore[attr-defined]
    locked._change_reason = why  # type: ignore[attr-defined] # read by django-simple-history
    try:
        with transaction.atomic():
            checked(locked)
    except IntegrityError as refused:
        raise Refused(COLLISION) from refused
    return locked


def since_rows(rows: Sequence[CentreRecord]) -> list[str]:
    """What was done since on rows that a list wrote, in sentences: corrected, voided, reported in issued documents."""
    if not rows:
        return ["Các dòng của danh sách không còn trong sổ."]
    history: Any = rows[0].history.model  # type: ignore[attr-defined] # kept by django-simple-history
    found = [f"{row}: bản ghi đã hủy." for row in rows if row.voided_at][:3]
    standing = [row for row in rows if not row.voided_at]
    edited = (
        history.objects.filter(id__in=[row.pk for row in standing], history_type="~").values("id").distinct().count()
    )
    if edited:
        found.append(f"{vi.whole(edited)} dòng của danh sách đã được sửa sau lần nạp này.")
    first, last = min(row.first_day for row in rows), max(row.last_day or row.first_day for row in rows)
    issued = [each for each in resting.rests_on({row.ward_id for row in rows}, first, last) if each.issued]
    return [*found, resting.in_words(issued)] if issued else found


@transaction.atomic
def void_all(rows: Sequence[CentreRecord], *, reason: str, by: User) -> None:
    """Take a list of wrong rows out of every count, all or none. Raises what `void` raises."""
    for row in rows:
        void(row, reason=reason, by=by)


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


@transaction.atomic
def enter_all(centre: LearningCentre, records: Sequence[CentreRecord], *, by: User, at: dt.datetime) -> list[int]:
    """Write a list of new rows of one kind in a centre's books, all or nothing; their ids.

    Raises Refused as `enter` does, naming the row. Rows of a kind that the database takes once a year are for `enter`.
    """
    locked = LearningCentre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    desk, today = CentreDesk(locked, records), timezone.localdate(at)
    for record in records:
        try:
            desk.judge(record, today)
        except Refused as reason:
            raise Refused(f"{record}: {reason}") from reason
        record.entered_by, record.entered_at = by, at
        if isinstance(record, Named):
            record.key_name()
    return [row.pk for row in insert_many_with_history(list(records), by=by, at=at)]


def check(record: CentreRecord, centre: LearningCentre, today: dt.date) -> None:
    """Raise Refused as `enter` does, except for what only the database can see."""
    CentreDesk(centre, [record]).judge(record, today)


class CentreDesk:
    """What rows of a centre's books are judged against, read once; the dry run of a list asks it too."""

    def __init__(self, centre: LearningCentre, records: Iterable[CentreRecord]) -> None:
        self.centre = centre
        self.lives = Lives(record.ward_id for record in records)
        self.services = list(centre.services.all())
        self.pauses = list(centre.pauses.order_by("valid_from"))

    def judge(self, record: CentreRecord, today: dt.date) -> None:
        """One row. Raises Refused."""
        centre = self.centre
        sentences = record.wrong(today) + _life(record, centre) + self._suspended(record)
        self.lives.must_stand(record.ward_id, record.first_day, BOOKS)
        if not self._serves(record.ward_id, record.first_day):
            sentences.append(f"{centre} không phục vụ {record.ward} vào ngày {vi.day(record.first_day)}.")
        if sentences:
            raise Refused(" ".join(sentences))
        if doubts := record.doubts():
            raise Doubtful(doubts)

    def _serves(self, ward: int, day: dt.date) -> bool:
        return any(
            each.ward_id == ward and each.valid_from <= day and (each.valid_to is None or day <= each.valid_to)
            for each in self.services
        )

    def _suspended(self, record: CentreRecord) -> list[str]:
        """A sentence when a class would have gone on while the centre was suspended."""
        if not isinstance(record, CentreCourse) or record.starts_on > record.ends_on:
            return []
        begun = [each for each in self.pauses if each.valid_from <= record.ends_on]
        pause = next((each for each in begun if each.valid_to is None or each.valid_to >= record.starts_on), None)
        if pause is None:
            return []
        end = f" đến {vi.day(pause.valid_to)}" if pause.valid_to else ""
        return [
            f"{self.centre} tạm dừng từ {vi.day(pause.valid_from)}{end}, không mở lớp trong thời gian đó. "
            "Hãy xem lại ngày."
        ]


def _life(record: CentreRecord, centre: LearningCentre) -> list[str]:
    return rules.within_life(record.first_day, record.last_day, centre.founded_on, centre.ended_on)


def _held(record: R, *, lock: bool = False) -> R:
    rows = type(record)._default_manager.all()
    found: R = (rows.select_for_update(of=("self",)) if lock else rows).get(pk=record.pk)
    return found
