"""Open sheets of a unit that ended: which period ends with the old unit, which is the new one's, sheet by sheet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators import workflow
from indicators.enums import State
from indicators.models import Form, Period, Submission, Value
from units.handover.changes import Change, Place, changes_of
from units.handover.forms import ChoiceRow, PartForm
from units.handover.registry import Doing, Line, Outcome, Part
from units.models import HandOverPart, Unit, User
from units.words import in_text, named

CODE = "sheets"
FINISH, TAKE = "cu", "moi"
"""How a choice begins: the old unit's sheet is finished, or the new unit's sheet takes over; then the heir's id."""


Begun = dict[tuple[int, int], Submission]
"""The sheets of a unit, by form and period."""


@dataclass(frozen=True)
class Open:
    """A sheet that is not approved, or one of the period over the day that nobody began."""

    form: Form
    period: Period
    sheet: Submission | None

    @property
    def key(self) -> str:
        return f"{self.form.pk}-{self.period.pk}"

    @property
    def state(self) -> str:
        return self.sheet.get_state_display() if self.sheet else "chưa lập"

    @property
    def name(self) -> str:
        return f"{self.period.label}: {self.form.title}"

    def runs_over(self, change: Change) -> bool:
        """Whether days of the period lie before the day and others on it or later."""
        return self.period.starts_on < change.on <= self.period.ends_on

    def is_before(self, change: Change) -> bool:
        return self.period.ends_on < change.on


def open_sheets(change: Change) -> list[Open]:
    """What the old unit left undone, by period; nothing of a unit that goes on, which finishes its own.

    An office's published totals are its own and are not among them. Three queries.
    """
    return open_sheets_in([change])[change.place]


def open_sheets_in(changes: Collection[Change]) -> dict[Place, list[Open]]:
    """The same of many changes, in the same three queries."""
    ended = {change.old for change in changes if not change.stays}
    begun: dict[int, Begun] = {unit: {} for unit in ended}
    sheets = Submission.objects.filter(unit__in=ended, own_total=False)
    for each in sheets.select_related("form", "period", "unit_as"):
        begun[each.unit_id][each.form_id, each.period_id] = each
    every, periods = list(Form.objects.filter(optional=False)), _open_periods({change.on for change in changes})
    return {
        change.place: [] if change.stays else _open_of(change, begun[change.old], every, periods) for change in changes
    }


def _open_periods(days: set[dt.date]) -> list[Period]:
    """Periods that run over one of the days and still take figures."""
    today = timezone.localdate()
    over = [Q(starts_on__lt=day, ends_on__gte=day) for day in days]
    return [each for each in Period.objects.filter(reduce(or_, over, Q(pk__in=[]))) if each.is_open(today)]


def _open_of(change: Change, begun: Begun, known_forms: list[Form], periods: list[Period]) -> list[Open]:
    found = [
        Open(each.form, each.period, each)
        for each in begun.values()
        if each.state not in (State.APPROVED, State.HANDED) and each.answered_by_id is None
    ]
    own = [form for form in known_forms if form.unit_kind == change.unit.kind]
    for period in periods:
        for form in own if period.starts_on < change.on <= period.ends_on else ():
            fits = form.period_kind == period.kind and form.in_force_on(period.ends_on)
            if fits and (form.pk, period.pk) not in begun:
                found.append(Open(form, period, None))
    return sorted(found, key=lambda each: (each.period.ends_on, each.form.title, each.key))


def options_of(change: Change, each: Open) -> list[tuple[str, str]]:
    """What may be decided of the sheet, the usual answer first.

    A period that ended before the day is the old unit's. One that began on the day or later is the new unit's (the
    change was written down late). One that runs over the day may be either where one unit takes everything; of a
    divided unit nobody knows which part of a figure went where, so its own days are finished as its own.
    """
    old = named(change.unit)
    finish = [
        (f"{FINISH}-{heir.unit_id}", f"{old} hoàn thành đến ngày {vi.day(change.last_day)}, {named(heir)} làm thay")
        for heir in change.heirs
    ]
    take = [
        (f"{TAKE}-{heir.unit_id}", f"vào báo cáo của {named(heir)}; số của {old} để làm số bắt đầu")
        for heir in change.heirs
    ]
    if each.is_before(change):
        return finish
    if not each.runs_over(change):
        return take
    return finish if change.is_divided else [*take, *finish]


@dataclass(frozen=True)
class Offer:
    """What may be chosen for a sheet today, and why an heir's own sheet cannot take it over."""

    options: list[tuple[str, str]]
    hindered: list[str]

    @property
    def proposed(self) -> str:
        """The choice for whoever sends the page as it is; none where a person has to decide."""
        several = len({way.partition("-")[2] for way, _ in self.options}) > 1
        return "" if several or self.hindered or not self.options else self.options[0][0]


def offer_of(change: Change, each: Open, today: dt.date) -> Offer:
    """Of `options_of` those that are not refused today.

    Where the heir's sheet of the period was sent already, nobody knows whether it tells of the old unit's days: then
    it is reopened first, or the old unit finishes its own, and the person says which.
    """
    options, hindered = [], []
    for way, said in options_of(change, each):
        heir = int(way.partition("-")[2])
        if way.startswith(TAKE) and (reason := _hindrance(each, change, heir, today)):
            hindered.append(reason)
        else:
            options.append((way, said))
    return Offer(options, hindered)


class SheetsForm(PartForm):
    """For each open sheet which of the two it is, and who goes on with it."""

    def __init__(self, change: Change, data: Any = None, *, edition: int = 0) -> None:
        super().__init__(change, data, edition=edition)
        today = timezone.localdate()
        self.offers = [(each, offer_of(change, each, today)) for each in open_sheets(change)]
        self.first_head, self.heads = "Kỳ báo cáo", ("Ai làm tiếp",)
        for each, offer in self.offers:
            reasons = " ".join(offer.hindered)
            self.fields[_field(each)] = forms.ChoiceField(
                label=each.name,
                choices=offer.options if offer.proposed else [("", "— chọn —"), *offer.options],
                initial=offer.proposed,
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={
                    "required": f"{each.name}: hãy chọn ai làm tiếp." if offer.options else f"{each.name}: {reasons}",
                    "invalid_choice": f"{each.name}: lựa chọn này nay không còn. {reasons} Hãy chọn lại.",
                },
            )

    @property
    def rows(self) -> list[ChoiceRow]:
        return [
            ChoiceRow(each.name, ". ".join([f"{each.state}{_figures(each)}", *offer.hindered]), [self[_field(each)]])
            for each, offer in self.offers
        ]

    @property
    def choices(self) -> dict[str, Any]:
        return {"sheets": {each.key: self.cleaned_data[_field(each)] for each, _ in self.offers}}


def _field(each: Open) -> str:
    return f"ke-{each.key}"


def _figures(each: Open) -> str:
    number = Value.objects.filled().filter(submission=each.sheet).count() if each.sheet else 0
    return f", {vi.whole(number)} ô có số" if number else ""


class Sheets(Part):
    """Every open sheet: finished as the old unit's by whoever answers for it, or taken over by the heir's own sheet.

    Nothing is added up by itself: figures of a sheet that was taken over are offered on the heir's, locked where they
    were, and count nowhere else.
    """

    code = CODE
    title = "báo cáo số liệu còn mở"
    lead = (
        "Mỗi kỳ quyết định một lần: đơn vị cũ hoàn thành số của những ngày của mình (đơn vị nhận làm thay), hoặc báo "
        "cáo của đơn vị mới gồm cả những ngày ấy. Đã duyệt hay công bố thì giữ nguyên."
    )
    order = 50

    def lines(self, change: Change, user: User) -> list[Line]:
        found = open_sheets(change)
        sheets = [each.sheet.pk for each in found if each.sheet]
        visible = Submission.objects.visible_to(user).filter(pk__in=sheets) if user.pk else Submission.objects.none()
        seen = set(visible.values_list("pk", flat=True))
        return [
            Line(
                each.name,
                1,
                f"báo cáo {each.state}",
                whose(change, each),
                each.sheet.get_absolute_url() if each.sheet and each.sheet.pk in seen else "",
            )
            for each in found
        ]

    def holding(self, places: Collection[Place]) -> set[Place]:
        """Nothing waits at a unit that never began a sheet: most of the country's old communes are only in its list."""
        begun = Submission.objects.filter(unit__in={old for old, _ in places}, own_total=False)
        known = set(begun.order_by().values_list("unit", flat=True).distinct())
        found = open_sheets_in(changes_of(place for place in places if place[0] in known).values())
        return {place for place, sheets in found.items() if sheets}

    def form(self, change: Change, user: User, data: Any, edition: int) -> PartForm:
        return SheetsForm(change, data, edition=edition)

    def sentence(self, change: Change, choices: Mapping[str, Any]) -> str:
        found = Counter(str(chosen) for chosen in choices.get("sheets", {}).values())
        parts = []
        for chosen, number in found.items():
            way, _, heir = chosen.partition("-")
            name = change.name_of(int(heir))
            if way == FINISH:
                parts.append(f"{vi.whole(number)} báo cáo của {in_text(change.unit)} do {name} hoàn thành thay")
            else:
                parts.append(
                    f"{vi.whole(number)} báo cáo vào báo cáo của {name}: số của {in_text(change.unit)} để làm số bắt "
                    "đầu, khóa lại ở báo cáo cũ và không cộng hai lần"
                )
        return f"Sẽ bàn giao: {'; '.join(parts)}."

    def hand(self, change: Change, choices: Mapping[str, Any], doing: Doing) -> Outcome:
        """Raises Refused for a sheet left out, a choice that is not open, and an heir's sheet that was sent already."""
        found, chosen = open_sheets(change), choices.get("sheets", {})
        if not found:
            raise Refused(f"{named(change.unit)} không còn báo cáo nào chờ bàn giao.")
        for each in found:
            if chosen.get(each.key) not in dict(options_of(change, each)):
                raise Refused(f"{each.name}: hãy chọn ai làm tiếp trong các đơn vị nhận {change.heirs_in_text}.")
        received: dict[int, Counter[str]] = {}
        made = []
        for each in found:
            way, _, heir = str(chosen[each.key]).partition("-")
            unit, word = int(heir), "báo cáo làm thay" if way == FINISH else "báo cáo nhận vào báo cáo của mình"
            made.append(_finish(each, change, unit, doing) if way == FINISH else _take(each, change, unit, doing))
            received.setdefault(unit, Counter())[word] += 1
        return Outcome(received, {"sheets": made})

    def rests(self, change: Change, row: HandOverPart) -> list[str]:
        """Figures written into the heir's sheet since tell of the old unit's days; a finished sheet was sent."""
        made = row.made.get("sheets", [])
        sheets = {each.pk: each for each in Submission.objects.filter(pk__in=[each["sheet"] for each in made])}
        takers = _takers(made)
        sentences = []
        for each in made:
            sheet = sheets[each["sheet"]]
            if each["way"] == FINISH and sheet.state not in (each["state"], State.DRAFT):
                sentences.append(f"Báo cáo {sheet} {_moved(sheet)}, sau khi đơn vị nhận đã làm tiếp từ khi bàn giao.")
            taker = takers.get(each.get("taker", 0))
            if taker and not taker.is_editable:
                sentences.append(f"Báo cáo {taker} {_moved(taker)}, gồm cả những ngày của {named(change.unit)}.")
            elif taker and (number := _written_since(taker, each["held"])):
                sentences.append(
                    f"Báo cáo {taker} có {vi.whole(number)} ô ghi từ khi bàn giao, gồm cả những ngày của "
                    f"{named(change.unit)}; hãy xóa các ô ấy trước."
                )
        return list(dict.fromkeys(sentences))

    def take_back(self, change: Change, row: HandOverPart, doing: Doing) -> list[str]:
        made = row.made.get("sheets", [])
        reason = f"Hoàn tác bàn giao báo cáo số liệu của {named(change.unit)}"
        for each in made:
            sheet = Submission.objects.get(pk=each["sheet"])
            if each["way"] == FINISH:
                workflow.let_answer(sheet, None)
            else:
                was = workflow.Was(each["state"], each["signed"])
                workflow.unhand(sheet, was, by=doing.by, at=doing.at, reason=reason)
        begun = Submission.objects.filter(pk__in=[pk for each in made for pk in each.get("begun", [])])
        return [stays for each in begun.order_by("pk") if (stays := _unstarted(each, row))]


def _unstarted(sheet: Submission, row: HandOverPart) -> str:
    """Take a sheet away that this hand-over began, while nothing was written in it; else the sentence why it stays.

    One that another hand-over uses as well goes with the undoing of that one.
    """
    if others := list(sheet.took_over.values_list("unit", flat=True)):
        rows = HandOverPart.objects.filter(handover__unit__in=others, code=CODE).exclude(pk=row.pk)
        for other in rows.select_for_update(of=("self",)).order_by("pk"):
            mine = [each for each in other.made.get("sheets", []) if each.get("taker") == sheet.pk]
            for each in mine:
                each["begun"] = sorted({*each.get("begun", []), sheet.pk})
            other.save(update_fields=["made"])
        return f"Báo cáo {sheet} được lập khi bàn giao, nay vẫn còn vì đã nhận báo cáo của đơn vị khác."
    return workflow.unstart(sheet)


def _finish(each: Open, change: Change, heir: int, doing: Doing) -> dict[str, Any]:
    old = each.sheet or _begun(each, change.old, doing)
    sheet = workflow.let_answer(old, heir)
    return {"way": FINISH, "sheet": sheet.pk, "state": sheet.state, "begun": [] if each.sheet else [sheet.pk]}


def _take(each: Open, change: Change, heir: int, doing: Doing) -> dict[str, Any]:
    """The heir's own sheet of the period, begun where it is not there, takes the old one over."""
    own = Submission.objects.filter(unit=heir, form=each.form, period=each.period).exists()
    taker, day = _begun(each, heir, doing), timezone.localdate(doing.at)
    _refuse_closed(taker, each, change, day)
    sheet = each.sheet or _begun(each, change.old, doing)
    was = workflow.hand(sheet, taker, by=doing.by, at=doing.at)
    found = {"way": TAKE, "sheet": sheet.pk, "taker": taker.pk, "held": _held(taker)}
    begun = [made.pk for made, there in ((taker, own), (sheet, each.sheet)) if not there]
    return {**found, "state": was.state, "signed": dict(was.signed), "begun": begun}


def _refuse_closed(taker: Submission, each: Open, change: Change, day: dt.date) -> None:
    if taker.is_editable and not taker.takes_figures(day):
        raise Refused(
            f"{each.name}: kỳ đã khóa nên báo cáo của {change.name_of(taker.unit_id)} không nhận thêm số được. "
            f"Hãy để {in_text(change.unit)} hoàn thành, hoặc mở lại kỳ."
        )


def _hindrance(each: Open, change: Change, heir: int, day: dt.date) -> str:
    """The sentence with which `_take` would refuse; nothing where it would not."""
    sheets = Submission.objects.filter(unit=heir, form=each.form, period=each.period)
    taker = sheets.select_related("unit_as", "period").first()
    try:
        if taker is None:
            workflow.standing_to_start(Unit.objects.get(pk=heir), each.form, each.period, day)
        else:
            _refuse_closed(taker, each, change, day)
            workflow.refuse_unless_taking(taker)
    except Refused as reason:
        return str(reason)
    return ""


def _begun(each: Open, unit: int, doing: Doing) -> Submission:
    """Raises Refused, naming the unit and the period, where the unit may have no sheet of the period."""
    try:
        day = timezone.localdate(doing.at)
        return workflow.start(Unit.objects.get(pk=unit), each.form, each.period, by=doing.by, on=day)
    except Refused as reason:
        raise Refused(f"{each.name}: không lập được báo cáo. {reason}") from reason


def _takers(made: list[dict[str, Any]]) -> dict[int, Submission]:
    sheets = Submission.objects.filter(pk__in=[each["taker"] for each in made if each["way"] == TAKE])
    return {each.pk: each for each in sheets.select_related("unit_as", "period")}


def _held(taker: Submission) -> dict[str, int]:
    """The heir's cells that hold a number, each with its revision: these say nothing of the old unit's days."""
    cells = Value.objects.filled().filter(submission=taker).values_list("measure__code", "revision")
    return dict(cells)


def _written_since(taker: Submission, held: Mapping[str, int]) -> int:
    """How many cells of the heir's sheet hold a number written since the hand-over."""
    return sum(revision != held.get(code) for code, revision in _held(taker).items())


def _moved(sheet: Submission) -> str:
    return f"đang ở trạng thái “{sheet.get_state_display()}”"


def whose(change: Change, each: Open) -> str:
    """Whose period it is, in words."""
    if each.is_before(change):
        return f"kỳ kết thúc cùng {named(change.unit)}"
    if not each.runs_over(change):
        return "kỳ của đơn vị mới: thay đổi được ghi sau ngày có hiệu lực"
    if change.is_divided:
        return f"kỳ chứa ngày {vi.day(change.on)}: {named(change.unit)} hoàn thành số của những ngày của mình"
    return f"kỳ chứa ngày {vi.day(change.on)}: chọn đơn vị cũ hoàn thành hay báo cáo mới gồm cả những ngày ấy"
