"""Quận 11 after its end, made up and labelled: hand-overs of 2025, people and figures of the four wards of today.

Phường 12 was handed over to Phường 8, Phường 8 to Bình Thới and Phú Thọ, Phường 14 to Hòa Bình, Phường 16 to Minh
Phụng, Phường 3 to Bình Thới, Phường 15 to Phú Thọ. Phường 5 is left open: somebody who is new can hand it over to Hòa
Bình. Of 2025 Bình Thới has no figures, of 2026 Hòa Bình has none yet. Safe to run again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from awards.scholarships.enums import Book
from awards.scholarships.handover import funds_of
from awards.scholarships.models import Fund
from awards.scholarships.workflow.handing_over import balances
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, MoveRequest
from awards.titles.workflow import moving
from indicators import workflow as sheets
from indicators.enums import PeriodKind
from indicators.models import Form, Period, Submission
from reports.demo.figures import NEXT, Figures, figures
from units.communities.rules import said
from units.handover import workflow
from units.handover.changes import Change, change_of
from units.handover.communities import names_taken, next_name, waiting
from units.handover.registry import Part, part_named
from units.handover.workflow import Asked, holds, row_of
from units.models import CentreService, LearningCentre, Unit, User
from units.workflow import Decision, found_centre, merge, serve

NEW_YEAR, MIDYEAR = dt.date(2025, 1, 1), dt.date(2025, 7, 1)
WARDS_OF_TODAY = {
    "minhphung": ("hcm-minh-phung", "Phường Minh Phụng", (1, 2, 4, 6, 7, 16), ()),
    "binhthoi": ("hcm-binh-thoi", "Phường Bình Thới", (3, 9, 10), (8, 12)),
    "hoabinh": ("hcm-hoa-binh", "Phường Hòa Bình", (5, 14), ()),
    "phutho": ("hcm-phu-tho", "Phường Phú Thọ", (11, 13, 15), (8, 12)),
}
"""By login of its officer: key, name, the old wards that are whole in it, and those of which it has a part."""

HANDED_OVER = ((12, NEW_YEAR), (3, MIDYEAR), (14, MIDYEAR), (15, MIDYEAR), (16, MIDYEAR), (8, MIDYEAR))
"""Old wards in the order in which they were handed over."""

YEARS = (2025, 2026)
MISSING = {("binhthoi", 2025), ("hoabinh", 2026)}
WAITING = ("phutho", 2026)
DECISION = "Quyết định minh họa về sắp xếp trung tâm sau 01/07/2025"

Fill = Callable[[Submission, Mapping[str, int], User, dt.datetime], None]
Send = Callable[[Submission, User, dt.datetime], None]


@dataclass(frozen=True)
class Desk:
    """Who acts in the demonstration, and how a sheet of it is filled and sent."""

    people: Mapping[str, User]
    fill: Fill
    send: Send

    @property
    def office(self) -> User:
        return self.people["sogddt"]


def load(desk: Desk, old_wards: Mapping[int, Unit], today: dt.date, *, hand_over: bool = True) -> None:
    """Add whatever is missing; what people handed over or took back themselves is left alone."""
    if hand_over:
        for number, day in HANDED_OVER:
            _hand_over(old_wards[number], day, desk.office)
        _centres(old_wards, desk.people["quantri"])
        _asked_to_move(desk.people["minhphung"])
    _periods(today)
    for login in WARDS_OF_TODAY:
        for year in YEARS:
            if (login, year) not in MISSING:
                _sheet(desk, login, year, today)


@transaction.atomic
def _hand_over(ward: Unit, day: dt.date, office: User) -> None:
    """Khu phố, holders and money of one old ward; nothing when somebody has touched the part already."""
    change = change_of(ward.pk, day)
    if change is None:
        return
    at = moment(day + dt.timedelta(days=14))
    minutes: dict[str, Any] = {"minutes_no": f"{change.unit.name.split()[-1]}/BB-BG (minh họa)"}
    minutes["minutes_on"] = day + dt.timedelta(days=9)
    for code, choose in (("communities", _communities), ("titles", _titles), ("funds", _funds)):
        part = part_named(code)
        if part and not row_of(change, code) and holds(part.lines(change, office)):
            workflow.confirm(change, part, Asked(choose(change, part), **minutes), by=office, at=at)


def _communities(change: Change, part: Part) -> dict[str, Any]:
    """To the one heir; of a divided ward the first half to the first. A name that is taken gets the next number."""
    found = waiting(change)
    half = len(found) // 2
    receivers = change.receivers
    to = {each.unit_id: receivers[0 if place < half else -1] for place, each in enumerate(found)}
    taken = names_taken(receivers, change.on)
    names = {}
    for each in found:
        mine = taken[to[each.unit_id]]
        name = next_name(each.name, mine) if mine[said(each.name)] else each.name
        names[str(each.unit_id)] = name
        mine[said(name)] += 1
    return {"to": {str(unit): heir for unit, heir in to.items()}, "names": names}


def _titles(change: Change, part: Part) -> dict[str, Any]:
    """What belongs to no khu phố goes to the first heir."""
    return {"kinds": dict.fromkeys(TitleKind.values, change.receivers[0])}


def _funds(change: Change, part: Part) -> dict[str, Any]:
    """To a fund that is there, or a new one; of a divided ward three fifths to the first heir."""
    sums: list[list[Any]] = []
    funds = {str(unit): _fund_at(unit) for unit in change.receivers}
    if change.is_divided:
        first, second = change.receivers
        for (fund, book), held in balances(funds_of(change)).items():
            part_of_first = held * 3 // 5
            sums += [
                [fund, str(Book(book)), first, part_of_first],
                [fund, str(Book(book)), second, held - part_of_first],
            ]
    return {"funds": funds, "sums": sums}


def _fund_at(unit: int) -> str:
    there = Fund.objects.filter(unit=unit).order_by("pk").first()
    return str(there.pk) if there else "moi"


def _centres(wards: Mapping[int, Unit], by: User) -> None:
    """Phường 12's centre went into Phường 8's, which serves Bình Thới today, as Phường 14's does Hòa Bình."""
    centres = {number: _centre_of(wards[number]) for number in (8, 12, 14)}
    eight, twelve, fourteen = centres[8], centres[12], centres[14]
    if eight and twelve and not twelve.ended_on:
        merge([twelve], into=eight, on=NEW_YEAR, decision=Decision(citation=DECISION), by=by)
    for centre, login in ((eight, "binhthoi"), (fourteen, "hoabinh")):
        ward = Unit.objects.get(key=WARDS_OF_TODAY[login][0])
        if centre and not centre.ended_on and not centre.services.filter(ward=ward).exists():
            serve(centre, [ward], from_day=MIDYEAR, decision=Decision(citation=DECISION), by=by)
    new = Unit.objects.get(key=WARDS_OF_TODAY["phutho"][0])
    if not CentreService.objects.filter(ward=new).exists():
        name = "Trung tâm học tập cộng đồng Phường Phú Thọ"
        found_centre(
            name, [new], founded_on=MIDYEAR, decision=DECISION, seat="Phường Phú Thọ (minh họa)", illustrative=True
        )


def _centre_of(ward: Unit) -> LearningCentre | None:
    return LearningCentre.objects.filter(services__ward=ward, illustrative=True).order_by("pk").first()


def _asked_to_move(officer: User) -> None:
    """One household of Minh Phụng is asked to be taken over by Hòa Bình, which has not answered yet."""
    ward, other = (Unit.objects.get(key=WARDS_OF_TODAY[login][0]) for login in ("minhphung", "hoabinh"))
    household = Candidate.objects.active().filter(kind=TitleKind.HOUSEHOLD, ward=ward).order_by("pk").first()
    if household and not MoveRequest.objects.filter(from_ward=ward, to_ward=other).exists():
        going = moving.Going(
            other, dt.date(2026, 3, 2), "15 đường Minh Họa 3, Phường Hòa Bình", "Chuyển nhà (minh họa)"
        )
        moving.ask(household, going, by=officer, at=moment(dt.date(2026, 3, 5)))


def _periods(today: dt.date) -> None:
    for year in YEARS:
        last = year == YEARS[-1]
        due = max(today, dt.date(year, 12, 1)) + dt.timedelta(days=14) if last else dt.date(year, 12, 10)
        Period.objects.get_or_create(
            kind=PeriodKind.CALENDAR_YEAR,
            year=year,
            ordinal=1,
            defaults={
                "label": f"Năm {year}",
                "starts_on": dt.date(year, 1, 1),
                "ends_on": dt.date(year, 12, 31),
                "opens_on": dt.date(year, 1, 1),
                "due_on": due,
                "note": "hạn minh họa",
            },
        )


@transaction.atomic
def _sheet(desk: Desk, login: str, year: int, today: dt.date) -> None:
    """One ward's sheet of a year: approved, or still waiting for the sở."""
    unit = Unit.objects.get(key=WARDS_OF_TODAY[login][0])
    form = Form.objects.get(code="xhht-nam", version=1)
    period = Period.objects.get(kind=PeriodKind.CALENDAR_YEAR, year=year, ordinal=1)
    if Submission.objects.filter(unit=unit, form=form, period=period).exists():
        return
    officer, day = desk.people[login], min(today, period.due_on)
    sheet = sheets.start(unit, form, period, by=officer, on=day)
    desk.fill(sheet, numbers_of(login, year), officer, moment(day - dt.timedelta(days=7)))
    desk.send(sheet, officer, moment(day - dt.timedelta(days=5)))
    if (login, year) != WAITING:
        sheets.approve(sheet, by=desk.office, at=moment(day - dt.timedelta(days=2)))


def numbers_of(login: str, year: int) -> Figures:
    """What the old wards counted last, added up; of a divided ward the half. Recognised ones climb a little each year.

    So nobody's figures are invented anew, and the ladder registered ≥ assessed ≥ recognised holds.
    """
    _, _, whole, divided = WARDS_OF_TODAY[login]
    second = login == "phutho"
    cells = [figures()[number, NEXT] for number in whole]
    cells += [{code: (number + second) // 2 for code, number in figures()[ward, NEXT].items()} for ward in divided]
    total = {code: sum(cell.get(code, 0) for cell in cells) for code in cells[0]}
    for kind in ("household", "clan", "community", "organisation"):
        _climb(total, kind, year)
    _even(total)
    return total


def _climb(total: Figures, kind: str, year: int) -> None:
    """Half of those assessed and not recognised are recognised in the second year."""
    everybody = total[f"{kind}-total"]
    assessed = min(everybody, total[f"{kind}-assessed"])
    recognised = min(assessed, total[f"{kind}-recognised"])
    if year > YEARS[0]:
        recognised += (assessed - recognised) // 2
    again = min(everybody, total[f"{kind}-registered-again"])
    new = min(everybody - again, max(total[f"{kind}-registered-new"], assessed - again))
    total |= {
        f"{kind}-assessed": min(assessed, again + new),
        f"{kind}-recognised": min(recognised, again + new),
        f"{kind}-registered-again": again,
        f"{kind}-registered-new": new,
    }


def _even(total: Figures) -> None:
    """Suất by level sum to all suất, whatever the halves were rounded to."""
    levels = [code for code in total if code.startswith("scholarship-count-")]
    if levels:
        total["scholarship-count"] = sum(total[code] for code in levels)


def moment(day: dt.date) -> dt.datetime:
    """Nine in the morning of the day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
