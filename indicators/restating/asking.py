"""What series may be asked for: a unit that stood on the day, years in order, measures of the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import PeriodKind
from indicators.models import Form, Line, Measure
from indicators.place import in_words_of
from indicators.series import YEARLY_FORM
from units.models import Unit, UnitVersion
from units.words import words_there

FIRST_YEAR, LAST_YEAR = 1945, 2100
MOST_YEARS = 60


@dataclass(frozen=True)
class Asked:
    """A unit as it stood on a day, the years, the measures, and the form by which each of them is counted."""

    unit: Unit
    version: UnitVersion
    day: dt.date
    first: int
    last: int
    measures: tuple[Measure, ...]
    forms: tuple[tuple[Form, tuple[Measure, ...]], ...]
    """The newest version of each form, with the measures that are taken from it."""

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)


def ask(unit: Unit, day: dt.date, first: int, last: int, codes: Sequence[str]) -> Asked:
    """What is asked for, in five queries. Raises Refused, in a sentence, for what cannot be."""
    version = unit.on(day)
    if version is None:
        raise Refused(f"{unit} không tồn tại vào ngày {vi.day(day)}. {_when(unit)}")
    if first > last:
        raise Refused("Năm đầu phải trước hoặc bằng năm cuối.")
    if first < FIRST_YEAR or last > LAST_YEAR or last - first >= MOST_YEARS:
        raise Refused(f"Chỉ lập được chuỗi trong khoảng {FIRST_YEAR}–{LAST_YEAR}, nhiều nhất {MOST_YEARS} năm một lần.")
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        raise Refused("Hãy chọn ít nhất một chỉ tiêu.")
    known = {measure.code: measure for measure in Measure.objects.filter(code__in=wanted)}
    if strange := [code for code in wanted if code not in known]:
        raise Refused(f"Danh mục không có chỉ tiêu mang mã {', '.join(strange)}.")
    there = words_there([version])
    measures = tuple(in_words_of(there, known[code]) for code in wanted)
    return Asked(unit, version, day, first, last, measures, forms_of(measures))


def find_unit(named: str, day: dt.date) -> Unit:
    """The unit by its key, or by the code that it had on the day. Raises Refused."""
    if not named.strip():
        raise Refused("Hãy ghi khóa hoặc mã của đơn vị, ví dụ: hcm-q11.")
    if unit := Unit.objects.filter(key=named).first():
        return unit
    versions = list(UnitVersion.objects.with_code(named, day).select_related("unit"))
    if not versions:
        raise Refused(f"Không có đơn vị nào mang khóa hoặc mã “{named}” vào ngày {vi.day(day)}.")
    if len(versions) > 1:
        names = ", ".join(f"{version.name} ({version.unit.key})" for version in versions)
        raise Refused(f"Mã “{named}” là của nhiều đơn vị: {names}. Hãy dùng khóa.")
    return versions[0].unit


def forms_of(measures: Sequence[Measure]) -> tuple[tuple[Form, tuple[Measure, ...]], ...]:
    """By which form each measure is counted, in one query.

    A measure is taken from one form only, or it would be counted twice: from the yearly form of the learning society
    where that asks for it, else from another form of whole years, else from one of half-years or quarters.
    """
    rows = Line.objects.filter(measure__in=measures).select_related("section__form").order_by("section__form__version")
    newest: dict[str, Form] = {}
    asking: dict[int, set[str]] = {}
    for line in rows:
        newest[line.section.form.code] = line.section.form
        asking.setdefault(line.measure_id, set()).add(line.section.form.code)
    chosen: dict[str, list[Measure]] = {}
    for measure in measures:
        if codes := asking.get(measure.pk):
            code = min(codes, key=lambda each: _rank(newest[each]))
            chosen.setdefault(code, []).append(measure)
    return tuple((newest[code], tuple(found)) for code, found in chosen.items())


def _rank(form: Form) -> tuple[bool, int, str]:
    return form.code != YEARLY_FORM, PeriodKind(form.period_kind).in_a_year, form.code


def _when(unit: Unit) -> str:
    """The days on which the unit stood, in words."""
    spans = [
        f"từ {vi.day(first)}" + (f" đến {vi.day(last)}" if last else " đến nay")
        for first, last in unit.versions.order_by("valid_from").values_list("valid_from", "valid_to")
    ]
    return f"Danh mục ghi đơn vị này {'; '.join(spans)}." if spans else "Danh mục không ghi ngày nào cho đơn vị này."
