"""What the pages of a sheet print, row by row, in finished words: made once, so that a template only puts them down.

A form has some forty rows, each with the same label, definition and fields on every sheet. So the row's template is
rendered once for each line of the form, with places for the values (`Pattern`), and each sheet only fills the places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypedDict

from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from hocTap.lib import vi
from indicators.enums import Origin, Qualifier, State
from indicators.models import Line, Value
from indicators.overview import Overview, UnitLine
from indicators.reading import TAKEN
from indicators.rules.checks import Finding
from indicators.sheet import LineRow, RateLine, Sheet


class OverviewRow(TypedDict):
    """A unit in the office's overview."""

    name: str
    days: str
    state: str
    label: str
    url: str
    filled: str
    verdict: str
    grave: bool
    sent: str
    late: str
    cells: SafeString
    """The unit's states over the periods: the cells of a table's row."""


class OverviewRate(TypedDict):
    """A rate over all units of a period; `part` says of how many it is where not of all."""

    label: str
    base_label: str
    text: str
    parts: str
    basis: str
    whole: bool
    missing: int


Outcome = Mapping[str, Any]
"""What became of a cell that was not saved: its state, both persons' words, and what was typed."""


class Rate(TypedDict):
    """A rate under the lines of its section."""

    code: str
    label: str
    base_label: str
    text: str
    parts: str
    changed: str


def cells_of(sheet: Sheet, results: Mapping[str, Outcome]) -> list[tuple[str, SafeString, list[Rate]]]:
    """The entry table: each section's title, rows and rates; `results` says what was typed and not taken."""
    patterns = _patterns(sheet, "indicators/_cell.html", "cell")
    return [
        (title, _joined(patterns[row.code].filled(_cell(sheet, row, results.get(row.code))) for row in rows), rates)
        for title, rows, rates in _sections(sheet)
    ]


def rows_of(sheet: Sheet, *, approved_before: bool) -> list[tuple[str, SafeString, list[Rate]]]:
    """The table to be read: each section's title, rows and rates."""
    patterns = _patterns(sheet, "indicators/_read_row.html", "row")
    before, _, after = reverse("indicators:cell-history", args=[sheet.submission.pk, "code"]).rpartition("code")
    found = []
    for title, rows, rates in _sections(sheet):
        filled = (
            patterns[row.code].filled(_read_row(sheet, row, f"{before}{row.code}{after}", approved_before))
            for row in rows
        )
        found.append((title, _joined(filled), rates))
    return found


def _sections(sheet: Sheet) -> list[tuple[str, list[LineRow], list[Rate]]]:
    rates = sheet.rates_of_sections
    return [(title, rows, [_rate(each) for each in rates.get(title, ())]) for title, rows in sheet.sections]


def _joined(rows: Iterable[str]) -> SafeString:
    """Rows out of a template's patterns, their values escaped."""
    return SafeString("".join(rows))


class Pattern:
    """A row's HTML with places for values: the template is rendered once for each line of the form."""

    def __init__(self, html: str) -> None:
        self.parts = _PLACE.split(html)

    def filled(self, values: Mapping[str, str]) -> str:
        """The row with its values, escaped unless they are HTML already."""
        parts = self.parts
        return "".join(
            [part if n % 2 == 0 else conditional_escape(values[part]) for n, part in enumerate(parts)],
        )


class _Places(dict[str, str]):
    """What a template asks for beyond the line's own facts becomes a place of the pattern."""

    def __missing__(self, name: str) -> str:
        return f"⟦{name}⟧"


_PLACE = re.compile("⟦([a-z_]+)⟧")


def _patterns(sheet: Sheet, template: str, name: str) -> dict[str, Pattern]:
    """The pattern of each line by code of measure, made once as long as the form stays as it is."""
    made: dict[str, dict[str, Pattern]] = sheet.layout.made
    if template not in made:
        found = get_template(template)
        made[template] = {
            line.measure.code: Pattern(found.render({name: _line_facts(line)})) for line in sheet.layout.lines
        }
    return made[template]


def _line_facts(line: Line) -> _Places:
    """What the form itself says of the row; the signs that mark places mean nothing here."""
    measure = line.measure
    facts = {
        "code": measure.code,
        "indent": str(line.indent),
        "label": measure.label,
        "optional": "" if line.required else "1",
        "definition": measure.definition,
        "source": measure.source,
        "unit": measure.unit_name,
    }
    return _Places({name: words.replace("⟦", "[").replace("⟧", "]") for name, words in facts.items()})


def _cell(sheet: Sheet, row: LineRow, result: Outcome | None) -> dict[str, str]:
    value, typed = row.value, result["typed"] if result else None
    filled = value is not None and value.number is not None
    state = f" is-{result['state']}" if result else " is-saved" if filled else ""
    return {
        "css": f"cell-row{state}{' has-error' if row.code in sheet.wrong_cells else ''}",
        "revision": str(row.revision),
        "counted": _counted(row) + _offered(row),
        "previous_label": sheet.previous_label,
        "previous": row.previous_spoken,
        "shown": f"{row.text}|{row.qualifier}|{row.note}",
        "base": str(typed.base_revision if typed else row.revision),
        "taken": value.origin if filled and value and value.origin in TAKEN else "",
        "text": typed.text if typed else row.text,
        "invalid": "true" if result else "false",
        "options": _options(typed.qualifier if typed else row.qualifier),
        "note": typed.note if typed else row.note,
        "status": "Chưa lưu" if result else f"Đã lưu{_taken(value)}" if filled and value else "",
        "says": _says(row, result) + _spoken(sheet.findings_at.get(row.code, ()), "p"),
    }


def _taken(value: Value) -> str:
    """That the number was taken over with others, after "Đã lưu"."""
    return {Origin.REGISTER: ", theo sổ", Origin.LAST_PERIOD: ", như kỳ trước"}.get(Origin(value.origin), "")


def _says(row: LineRow, result: Outcome | None) -> SafeString:
    if not result:
        return SafeString("")
    cell = {"code": row.code, "label": row.line.measure.label, "result": result}
    return SafeString(get_template("indicators/_cell_says.html").render({"cell": cell}))


def _counted(row: LineRow) -> SafeString:
    """What the register counts, and a button that takes it over."""
    if row.counted is None:
        return SafeString("")
    return format_html(
        '<p class="counted">Theo sổ: <strong>{0}</strong> <button type="button" class="take-counted" '
        'data-number="{0}" data-taken="register">Lấy số này<span class="visually-hidden">: {1}</span></button></p>',
        row.counted_text,
        row.line.measure.label,
    )


def _offered(row: LineRow) -> SafeString:
    """What units that are no more had written of these days, and a button that begins with it."""
    if row.offer is None:
        return SafeString("")
    if row.offer.number is None:
        return format_html('<p class="counted">{}</p>', row.offer.words)
    return format_html(
        '<p class="counted">{} <button type="button" class="take-counted" data-number="{}">Lấy số này'
        '<span class="visually-hidden">: {}</span></button></p>',
        row.offer.words,
        vi.whole(row.offer.number),
        row.line.measure.label,
    )


def _spoken(findings: Iterable[Finding], tag: str) -> SafeString:
    """The sentences of a row's findings, each in an element of its own."""
    rows = ((tag, finding.severity, finding.sentence, tag) for finding in findings)
    return format_html_join("", '<{} class="finding-{}">{}</{}>', rows)


@cache
def _options(chosen: str) -> SafeString:
    """The list of how exact a number is, with one chosen; there are four such lists."""
    if chosen not in Qualifier.values:
        return _options(Qualifier.EXACT.value)
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, _SELECTED if value == chosen else "", label) for value, label in Qualifier.choices),
    )


def _read_row(sheet: Sheet, row: LineRow, url: str, approved_before: bool) -> dict[str, str]:
    changed = row.changed_since_approval
    differs = " differs" if row.differs_from_register else ""
    return {
        "css": "read-row changed" if changed else "read-row",
        "counted": _EMPTY
        if row.counted is None
        else format_html('<span class="counted{}">Theo sổ: {}</span>', differs, row.counted_text),
        "findings": _spoken(sheet.findings_at.get(row.code, ()), "span"),
        "previous_label": sheet.previous_label,
        "period_label": sheet.submission.period.label,
        "previous": row.previous_spoken,
        "approved": format_html(_APPROVED, row.approved_spoken) if approved_before else _EMPTY,
        "mark": _CHANGED if changed else _EMPTY,
        "url": url,
        "spoken": row.spoken,
        "note": row.note,
    }


_SELECTED = SafeString(" selected")
_EMPTY = SafeString("")
_CHANGED = SafeString('<span class="mark">đã sửa</span>')
_APPROVED = '<td role="cell" class="number approved" data-label="Lần duyệt trước">{}</td>'


def _rate(each: RateLine) -> Rate:
    return Rate(
        code=each.indicator.code,
        label=each.indicator.label,
        base_label=each.indicator.base_label,
        text=each.text,
        parts=each.parts,
        changed=each.changed,
    )


def overview_rows(overview: Overview) -> list[OverviewRow]:
    """The units of an overview; one of several districts or provinces is named with its own."""
    parents = overview.parents
    address = _address_of_sheets()
    return [_overview_row(line, parents.get(line.standing.parent_id or 0, ""), address) for line in overview.lines]


def overview_rates(overview: Overview) -> list[OverviewRate]:
    """The rates of a period over its units, each with what it is of."""
    return [
        OverviewRate(
            label=each.indicator.label,
            base_label=each.indicator.base_label,
            text=each.text,
            parts=each.parts if each.found.numerator is not None else vi.NOTHING,
            basis=each.found.basis,
            whole=each.found.whole,
            missing=each.found.missing_units,
        )
        for each in overview.rates
    ]


def _address_of_sheets() -> Callable[[int], str]:
    """The address of a sheet by its id, put together without asking the site's table of addresses each time."""
    before, _, after = reverse("indicators:submission-detail", args=[0]).rpartition("0")
    return lambda pk: f"{before}{pk}{after}"


def _overview_row(line: UnitLine, parent: str, address: Callable[[int], str]) -> OverviewRow:
    sheet, progress = line.submission, line.progress
    name = f"{line.standing.name}, {parent}" if parent else line.standing.name
    return OverviewRow(
        name=name,
        days=line.days.words,
        state=line.state,
        label=upper_first(line.state_label),
        url=address(sheet.pk) if sheet else "",
        filled=f"{progress.filled}/{progress.required} ô" if progress else vi.NOTHING,
        verdict=progress.words if progress else vi.NOTHING,
        grave=bool(progress and progress.errors),
        sent=vi.moment(sheet.submitted_at) if sheet and sheet.submitted_at else vi.NOTHING,
        late=f"quá {vi.whole(line.days_late)} ngày" if line.days_late else "",
        cells=_period_cells(line, conditional_escape(name), address),
    )


def overview_values(line: UnitLine) -> list[object]:
    """The row of a unit as a workbook has it: what its sheet is like, and the state of each period's."""
    sheet, progress = line.submission, line.progress
    filled = [progress.filled, progress.required, progress.words] if progress else [None, None, ""]
    sent = sheet.submitted_at if sheet else None
    states = [_STATES[each.state] if each else "" for _, each in line.cells]
    return [line.standing.name, upper_first(line.state_label), *filled, sent, line.days_late or None, *states]


def _period_cells(line: UnitLine, name: SafeString, address: Callable[[int], str]) -> SafeString:
    """A state for each period; put together at once, because a page has hundreds of them."""
    return SafeString(
        "".join(
            f'<td><a class="state state-{sheet.state}" href="{address(sheet.pk)}">{_STATES[sheet.state]}'
            f'<span class="visually-hidden">: {name}, {conditional_escape(period.label)}</span></a></td>'
            if sheet
            else _NO_SHEET
            for period, sheet in line.cells
        )
    )


def upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]


_STATES = {state.value: upper_first(state.label) for state in State}
_NO_SHEET = f'<td><span class="muted">{vi.NOTHING}</span></td>'
