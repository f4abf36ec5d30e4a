"""Figures as other systems exchange them: data values by unit, period and element, in the shape of DHIS2.

Reading gives approved sheets alone. Writing goes cell by cell through `save_cells`, as the entry page does, in the name
of the person whose key it is: a number that somebody typed is not overwritten unless the sender asks for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.text import printable
from indicators import workflow
from indicators.enums import Origin, PeriodKind, Qualifier
from indicators.held import Reading
from indicators.layout import load_layout
from indicators.models import ApiKey, Form, Period, Submission, Value
from indicators.permissions import can_enter
from indicators.sheet import load_sheet
from indicators.workflow import CellInput, CellResult
from units.models import Unit

DEFAULT = "default"
MOST_VALUES, MOST_SHEETS, MOST_NAMED = 2_000, 400, 5
OVERWRITE = "CREATE_AND_UPDATE"
KINDS = {
    PeriodKind.CALENDAR_YEAR: "",
    PeriodKind.HALF_YEAR: "S",
    PeriodKind.QUARTER: "Q",
    PeriodKind.SCHOOL_YEAR: "Sep",
}
"""What follows the year in an identifier: 2020, 2020S1, 2020Q3, 2020Sep (the school year that begins then)."""


class Unreadable(Refused):
    """A message that is no data value set."""


def identifier(period: Period) -> str:
    """The period as other systems name it; kinds that DHIS2 does not know go by our own word."""
    kind = PeriodKind(period.kind)
    mark = KINDS.get(kind, f"-{kind.value}")
    return f"{period.year}{mark}{period.ordinal}" if kind.several_a_year else f"{period.year}{mark}"


def period_of(words: str, form: Form) -> Period:
    """The period of the form's kind by its identifier. Raises Unreadable."""
    rows = Period.objects.filter(kind=form.period_kind)
    found = next((each for each in rows if identifier(each) == words), None)
    if found is None:
        raise Unreadable(f"Không có kỳ “{words[:20]}” cho biểu {form.code}. Ví dụ: 2020, 2020S1, 2020Q3.")
    return found


def read_values(
    key: ApiKey, form_code: str, period: str, unit_key: str | None = None, below: bool = False, page: int | None = 1
) -> dict[str, Any]:
    """The approved sheets of the key's unit, or of one under it, on a form for a period; `below`: of all under it too.

    `pager` says which page of sheets it is and how many there are, so that a part never passes for the whole.
    Raises Unreadable for a form, period or unit not known, for a unit that is not the key's, and for a page that is
    not there. What the key's person does not read is not there, in forms either (`indicators/held.py`).
    """
    form = newest_form(form_code)
    asked = period_of(period, form)
    unit = key.unit if unit_key is None else _unit_under(key, unit_key)
    sheets = Submission.objects.approved().visible_to(key.person).below(key.unit)
    sheets = sheets.filter(form__code=form.code, period=asked)
    sheets = sheets.below(unit) if below else sheets.filter(unit=unit)
    number = sheets.count()
    pages = max(1, -(-number // MOST_SHEETS))
    if not page or page > pages:
        raise Unreadable(f"Không có trang “page” đó: có {vi.whole(pages)} trang, kể từ 1.")
    shown = sheets.order_by("pk")[(page - 1) * MOST_SHEETS : page * MOST_SHEETS]
    rows = (
        Value.objects.filter(submission__in=shown.values("pk"), number__isnull=False)
        .select_related("submission__unit", "measure")
        .order_by("submission__unit__key", "measure__code")
    )
    reading = Reading(key.person)
    seen = [each for each in rows if each.measure.code not in reading.held(each.submission)]
    pager = {"page": page, "pageCount": pages, "pageSize": MOST_SHEETS, "total": number}
    values = [_value(each, period) for each in seen]
    return {"dataSet": form.code, "period": period, "pager": pager, "dataValues": values}


def _unit_under(key: ApiKey, unit_key: str) -> Unit:
    """A unit of the key's ground; one elsewhere is said to be no more there than one that nobody knows."""
    found = Unit.objects.filter(key=unit_key, lines_up__ancestor=key.unit_id).first()
    if found is None:
        raise Unreadable(
            f"Mã này không đọc được đơn vị “{unit_key[:60]}”, chỉ {key.unit} ({key.unit.key}) và bên dưới."
        )
    return found


def _value(value: Value, period: str) -> dict[str, Any]:
    """One cell; who typed it is nobody's business elsewhere."""
    exact = value.qualifier == Qualifier.EXACT
    told = "" if exact else Qualifier(value.qualifier).label
    return {
        "dataElement": value.measure.code,
        "period": period,
        "orgUnit": value.submission.unit.key,
        "categoryOptionCombo": DEFAULT,
        "attributeOptionCombo": DEFAULT,
        "value": str(value.number),
        "lastUpdated": value.updated_at.isoformat(timespec="seconds"),
        "comment": told,
        "illustrative": value.origin == Origin.ILLUSTRATIVE,
    }


def newest_form(code: str) -> Form:
    found = Form.objects.filter(code=code).order_by("-version").first()
    if found is None:
        raise Unreadable(f"Không có biểu “{code[:40]}”.")
    return found


# Writing


@dataclass
class Answer:
    """What became of a message: how many cells were written, changed, left, and why."""

    imported: int = 0
    updated: int = 0
    ignored: int = 0
    conflicts: list[dict[str, str]] = field(default_factory=list)
    checks: list[dict[str, str]] = field(default_factory=list)
    """What the form's checks say of each sheet as it stands with the new numbers: nothing goes up before they hold."""

    def refuse(self, where: str, sentence: str, cells: int = 1) -> None:
        self.ignored += cells
        self.conflicts.append({"object": where, "value": sentence})

    def as_json(self) -> dict[str, Any]:
        count = {"imported": self.imported, "updated": self.updated, "ignored": self.ignored, "deleted": 0}
        status = "WARNING" if self.conflicts or self.checks else "SUCCESS"
        return {"responseType": "ImportSummary", "status": status, "importCount": count} | {
            "conflicts": self.conflicts,
            "checks": self.checks,
        }


Place = tuple[str, str, str]
"""A sheet: form, unit and period, each as the message names it."""


@transaction.atomic
def write_values(
    key: ApiKey, message: Any, *, at: dt.datetime, on: dt.date, overwrite: bool = False, dry_run: bool = False
) -> Answer:
    """Write the values of a message into sheets of the key's unit; each cell for itself, as on the entry page.

    With `dry_run` everything is judged, by the form's checks too, and nothing is kept. Raises Unreadable for what is no
    data value set.
    """
    answer = Answer()
    for place, cells in sheets_in(message).items():
        try:
            _write_sheet(key, place, cells, answer, at=at, on=on, overwrite=overwrite)
        except Refused as reason:
            answer.refuse(" ".join(place), str(reason), len(cells))
    transaction.set_rollback(dry_run)
    return answer


def sheets_in(message: Any) -> dict[Place, list[Mapping[str, Any]]]:
    """The values of a message, sheet by sheet; what is said of the whole set holds for values that do not say it."""
    values = message.get("dataValues") if isinstance(message, dict) else None
    if not isinstance(values, list) or not values:
        raise Unreadable("Nội dung phải là một dataValueSet có danh sách dataValues.")
    if len(values) > MOST_VALUES:
        raise Unreadable(f"Mỗi lần gửi nhiều nhất {vi.whole(MOST_VALUES)} số.")
    found: dict[Place, list[Mapping[str, Any]]] = {}
    for each in values:
        if not isinstance(each, dict):
            raise Unreadable("Mỗi phần tử của dataValues phải là một đối tượng.")
        form = _key(message, "dataSet")
        _key(each, "dataElement")
        for name in ("value", "comment"):
            _text(each, name)
        unit, period = (_key(each, name) or _key(message, name) for name in ("orgUnit", "period"))
        found.setdefault((form, unit, period), []).append(each)
    return found


def _text(told: Mapping[str, Any], name: str) -> str:
    said = told.get(name, "")
    if not isinstance(said, str | int) or isinstance(said, bool):
        raise Unreadable(f"“{name}” phải là chữ.")
    return str(said)


def _key(told: Mapping[str, Any], name: str) -> str:
    """What something is looked up by: a sign that no database holds is no part of a key."""
    said = _text(told, name)
    if printable(said) != said:
        raise Unreadable(f"“{name}” có ký tự không đọc được.")
    return said


def _write_sheet(
    key: ApiKey,
    place: Place,
    values: list[Mapping[str, Any]],
    answer: Answer,
    *,
    at: dt.datetime,
    on: dt.date,
    overwrite: bool,
) -> None:
    sheet = _sheet(key, place, on=on)
    held = dict(Value.objects.filter(submission=sheet).values_list("measure__code", "revision"))
    before = set(Value.objects.filter(submission=sheet, number__isnull=False).values_list("measure__code", flat=True))
    cells = [_cell(each, held if overwrite else {}) for each in values]
    for begin in range(0, len(cells), workflow.MOST_CELLS):
        part = cells[begin : begin + workflow.MOST_CELLS]
        results = workflow.save_cells(sheet, part, by=key.person, at=at, origin=Origin.IMPORTED)
        for each in results:
            if each.state != "saved":
                answer.refuse(f"{' '.join(place)} {each.code}", _why(sheet.form, each))
            elif each.code in before:
                answer.updated += each.revision != held.get(each.code)
            else:
                answer.imported += 1
    answer.checks += _checked(key, place, sheet)


def _why(form: Form, cell: CellResult) -> str:
    """Why a cell was not written, for a reader who sees no page: with its name and what to send instead."""
    measure = load_layout(form).measures.get(cell.code)
    if measure is None:
        return (
            f"Biểu {form.code} không có chỉ tiêu “{cell.code[:40]}”. Hãy dùng mã (dataElement) ghi trong tu-dien.json."
        )
    named = f"{measure.label} ({cell.code})"
    if cell.state == "conflict":
        return (
            f"{named}: đang ghi {cell.text or 'trống'}, khác số gửi đến nên giữ nguyên. Muốn thay thì gửi với "
            f"importStrategy={OVERWRITE}."
        )
    return f"{named}: {cell.sentence}{f' Đang ghi: {cell.text}.' if cell.text else ''}"


def _checked(key: ApiKey, place: Place, submission: Submission) -> list[dict[str, str]]:
    """What would keep the sheet from going up as it now stands: checks that do not hold, required cells left blank."""
    sheet = load_sheet(submission, held=Reading(key.person).held(submission))
    where = " ".join(place)
    told = [
        {"object": f"{where} {' '.join(each.cells)}", "severity": each.severity.value, "value": each.sentence}
        for each in sheet.findings
    ]
    if blank := [line.measure for line in sheet.still_needed]:
        named = ", ".join(f"{each.label} ({each.code})" for each in blank[:MOST_NAMED])
        more = f" và {vi.whole(len(blank) - MOST_NAMED)} ô khác" if len(blank) > MOST_NAMED else ""
        codes = " ".join(each.code for each in blank)
        sentence = f"Còn trống {vi.whole(len(blank))} ô bắt buộc: {named}{more}."
        told.append({"object": f"{where} {codes}", "severity": "missing", "value": sentence})
    return told


def _cell(told: Mapping[str, Any], held: Mapping[str, int]) -> CellInput:
    code = _text(told, "dataElement")
    return CellInput(code, _text(told, "value"), Qualifier.EXACT, _text(told, "comment"), held.get(code, 0))


def _sheet(key: ApiKey, place: Place, *, on: dt.date) -> Submission:
    """The sheet that a place names, begun where it was not. Raises Refused outside the key's unit."""
    code, unit_key, period_words = place
    form = newest_form(code)
    period = period_of(period_words, form)
    unit = Unit.objects.filter(key=unit_key).first()
    if unit is None or unit.pk != key.unit_id:
        raise Refused(f"Mã này chỉ ghi được số liệu của {key.unit} ({key.unit.key}).")
    rows = Submission.objects.filter(unit=unit, form__code=code, period=period, own_total=False)
    sheet = rows.select_related("form", "period", "unit_as", "unit").first()
    if sheet is None:
        version = _version(form, period)
        sheet = workflow.start(unit, version, period, by=key.person, on=on)
    if not can_enter(key.person, sheet):
        raise Refused(f"{key.person} không còn nhiệm vụ nhập số liệu của {key.unit}.")
    load_layout(sheet.form)
    return sheet


def _version(form: Form, period: Period) -> Form:
    """The version of the form that is in force on the period's last day."""
    versions = Form.objects.filter(code=form.code).order_by("-version")
    return next((each for each in versions if each.in_force_on(period.ends_on)), form)
