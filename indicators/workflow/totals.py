"""An office's published totals, kept as such at its own level; and how many units it states should report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.steps import Refused, checked, needed, words
from indicators.models import Form, Period, StatedNumber, Submission
from indicators.workflow.locks import lock, refuse_unless_writable, touch
from indicators.workflow.steps import refuse_unless_open, standing_for
from units.enums import UnitKind
from units.models import Unit, User
from units.standing import must_stand

LEVELS = list(UnitKind)
DOCUMENT_LENGTH, NUMBER_LENGTH, SOURCE_LENGTH = 200, 60, 300
MOST_UNITS = 20_000


@dataclass(frozen=True)
class Published:
    """Where an office's totals were published: the document, its number where it has one, its day."""

    document: str
    number: str
    day: dt.date

    def checked(self, on: dt.date) -> Published:
        """Raises Refused without a document, and for a day that is still to come."""
        document = needed(self.document, "Hãy ghi văn bản đã công bố số liệu.", longest=DOCUMENT_LENGTH)
        number = words(self.number, name="Số, ký hiệu", longest=NUMBER_LENGTH)
        if self.day > on:
            raise Refused(f"Văn bản đề ngày {vi.day(self.day)} là ngày chưa đến. Hãy sửa ngày của văn bản.")
        return Published(document, number, self.day)


def is_above(kind: str, other: str) -> bool:
    """Whether units of the first level stand above those of the second: a district above a ward."""
    return LEVELS.index(UnitKind(kind)) < LEVELS.index(UnitKind(other))


@transaction.atomic
def start_own_total(unit: Unit, form: Form, period: Period, source: Published, *, by: User, on: dt.date) -> Submission:
    """Open the sheet of an office's own published totals on a form of the units below, or find the one there is.

    It takes the same steps as any sheet: another person approves it. Raises Refused as `start` does, for a unit that
    is not above the form's level, and as `Published.checked`.
    """
    refuse_unless_open(form, period, on)
    if existing := Submission.objects.filter(unit=unit, form=form, period=period).first():
        return existing
    said = source.checked(on)
    standing = standing_for(unit, form, period, on)
    if not is_above(standing.kind, form.unit_kind):
        raise Refused(f"Biểu “{form}” do chính cấp của {standing.name} lập, không có số tổng hợp riêng.")
    submission, _ = Submission.objects.get_or_create(
        unit=unit,
        form=form,
        period=period,
        defaults={
            "unit_as": standing,
            "started_by": by,
            "own_total": True,
            "source_document": said.document,
            "source_number": said.number,
            "source_day": said.day,
        },
    )
    return submission


@transaction.atomic
def set_source(submission: Submission, source: Published, *, at: dt.datetime, on: dt.date) -> Submission:
    """Write another source of an office's totals while they may still be written. Raises Stale and Refused."""
    locked = lock(submission)
    refuse_unless_writable(locked, at)
    if not locked.own_total:
        raise Refused("Chỉ số tổng hợp mới ghi văn bản công bố.")
    said = source.checked(on)
    locked.source_document, locked.source_number, locked.source_day = said.document, said.number, said.day
    locked.save(update_fields=["source_document", "source_number", "source_day"])
    touch(locked)
    return locked


@transaction.atomic
def state_number(number: StatedNumber, *, by: User, at: dt.datetime) -> StatedNumber:
    """Keep how many units of a level should report to a unit over some days: a new row, or one that is corrected.

    Raises Refused without a source, for a number out of bounds, for a level that is not below the unit's, for days
    on which the unit did not stand, and for days of another such row of the unit.
    """
    number.source = needed(number.source, "Hãy ghi nguồn: văn bản nào nói số đơn vị này.", longest=SOURCE_LENGTH)
    if not 1 <= number.number <= MOST_UNITS:
        raise Refused(f"Hãy ghi số đơn vị từ 1 đến {vi.whole(MOST_UNITS)}.")
    if number.valid_to and number.valid_to < number.valid_from:
        raise Refused("Ngày cuối phải sau hoặc bằng ngày đầu.")
    unit = Unit.objects.select_for_update().get(pk=number.unit_id)
    standing = must_stand(unit.pk, number.valid_from, "ghi số đơn vị phải báo cáo")
    if not is_above(standing.kind, number.kind):
        raise Refused(f"Cấp đã chọn không nằm dưới {standing.name}. Hãy chọn cấp thấp hơn.")
    others = StatedNumber.objects.filter(unit=unit, kind=number.kind).exclude(pk=number.pk)
    for other in others:
        meets = other.valid_from <= (number.valid_to or dt.date.max)
        if meets and (other.valid_to or dt.date.max) >= number.valid_from:
            last = f"đến hết {vi.day(other.valid_to)}" if other.valid_to else "đến nay"
            raise Refused(
                f"Những ngày này đã có số {vi.whole(other.number)} đơn vị, từ {vi.day(other.valid_from)} {last}. "
                "Hãy ghi ngày cuối của số cũ trước, hoặc sửa ngày đầu của số mới."
            )
    number.stated_by, number.stated_at = by, at
    number._history_user = by  # type: ignore[attr-defined]
    return checked(number)
