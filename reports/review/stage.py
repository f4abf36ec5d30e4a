"""Which sheets a review is built on, and the days that its stage covers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import PeriodKind
from indicators.models import Form, Period
from indicators.rules.periods import usual_periods
from indicators.series import YEARLY_FORM
from reports.review import spec
from units.models import Unit, UnitVersion


@dataclass(frozen=True)
class Sheets:
    """The sheets of a form; of the so-manyth period of each year, where a year has several."""

    form_code: str = YEARLY_FORM
    ordinal: int = 1


@dataclass(frozen=True)
class Stage:
    """Some years of one kind of period, or the same part of each of them: from which day to which, and in words."""

    sheets: Sheets
    kind: str
    first: int
    last: int
    starts_on: dt.date
    ends_on: dt.date

    @property
    def words(self) -> str:
        return spec.stage_words(self.first, self.last, self.kind, self.sheets.ordinal)


def stage_of(sheets: Sheets, first: int, last: int) -> Stage:
    """The stage with its days: those of the periods that were opened, or the usual ones.

    Raises Refused for years in the wrong order, a form that the catalogue lacks, a part that its years do not have.
    """
    if first > last:
        raise Refused("Năm đầu phải trước hoặc bằng năm cuối.")
    form = Form.objects.filter(code=sheets.form_code).order_by("version").last()
    if form is None:
        raise Refused(f"Danh mục chưa có biểu mẫu {sheets.form_code}. Hãy nạp danh mục trước.")
    kind = PeriodKind(form.period_kind)
    if not 1 <= sheets.ordinal <= kind.in_a_year:
        raise Refused(f"Biểu theo {kind.label} có {kind.in_a_year} kỳ mỗi năm, không có kỳ thứ {sheets.ordinal}.")
    starts, _ = _days(kind, first, sheets.ordinal)
    _, ends = _days(kind, last, sheets.ordinal)
    return Stage(sheets, kind.value, first, last, starts, ends)


def _days(kind: PeriodKind, year: int, ordinal: int) -> tuple[dt.date, dt.date]:
    opened = Period.objects.filter(kind=kind, year=year, ordinal=ordinal).values_list("starts_on", "ends_on").first()
    if opened:
        return opened
    usual = usual_periods(kind, year, year, days_after=0)[ordinal - 1]
    return usual.starts_on, usual.ends_on


def standing_at_end(unit: Unit, stage: Stage) -> UnitVersion:
    """The unit as it stood when the stage ended. Raises Refused, naming the years that can be chosen."""
    versions = list(unit.versions.select_related("parent").order_by("valid_from"))
    found = next((each for each in versions if each.stood_on(stage.ends_on)), None)
    if found:
        return found
    day = vi.day(stage.ends_on)
    if not versions:
        raise Refused(f"Đơn vị {unit.key} chưa có tên trong danh mục.")
    first, last = versions[0], versions[-1]
    if stage.ends_on < first.valid_from:
        year = _nearest(stage, first, 1)
        raise Refused(f"{first.name} chưa có vào ngày {day}. Năm cuối sớm nhất có thể chọn là {year}.")
    if last.valid_to and last.valid_to < stage.ends_on:
        year = _nearest(stage, last, -1)
        raise Refused(f"{last.name} không còn vào ngày {day}. Năm cuối muộn nhất có thể chọn là {year}.")
    raise Refused(f"{last.name} không có trong danh mục vào ngày {day}. Hãy chọn năm cuối khác.")


def _nearest(stage: Stage, version: UnitVersion, step: int) -> int:
    """The year nearest to the stage's last at whose period's end the version stood."""
    edge = version.valid_from if step > 0 else version.valid_to or stage.ends_on
    kind, ordinal = PeriodKind(stage.kind), stage.sheets.ordinal
    years = range(edge.year - 1, edge.year + 2) if step > 0 else range(edge.year + 1, edge.year - 2, -1)
    return next((year for year in years if version.stood_on(_days(kind, year, ordinal)[1])), edge.year)
