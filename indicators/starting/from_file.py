"""`start_office`: an office from one JSON file, by the same functions as the guide; docs/starting.md has the schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.steps import Refused
from indicators.models import Form, Period
from indicators.starting import collecting
from indicators.starting.missing import Standing, standing
from indicators.starting.people import Places, role_named
from indicators.starting.places import Facts, found, read_office, refuse_other_marks
from indicators.starting.reporting import TypedUnit, add_units, reporting, span_of
from units.accounts.issuing import Slip, issue
from units.accounts.people import Entered, Newcomer, enter_people, met_elsewhere
from units.models import Unit, User

KNOWN = {
    "": {"office", "years", "units", "forms", "periods", "people"},
    "office": {"name", "from", "to", "decision"},
    "years": {"from", "to"},
    "units": {"name", "from", "to", "decision"},
    "periods": {"days_after", "opens"},
    "people": {"name", "role", "unit", "email"},
}
Made = TypeVar("Made")
OPENS = {"start": False, "end": True}


@dataclass
class Account:
    """What a run found and made."""

    office: Unit
    units: list[Unit]
    periods: list[Period]
    people: list[Entered]
    met: list[str] = field(default_factory=list)
    """Who was there already, working elsewhere, and was given a post, in sentences."""
    slips: list[Slip] = field(default_factory=list)
    standing: Standing | None = None


@transaction.atomic
def start_office(data: Any, *, now: dt.datetime, today: dt.date, by: User | None = None) -> Account:
    """Everything or nothing. A second run with the same file changes nothing; slips go to those who have none yet.

    Raises Refused, naming the place in the file ("people[3].unit").
    """
    top = _object(data, "")
    years = _object(_needed(top, "years"), "years")
    first_year, last_year = (_year(years, key) for key in ("from", "to"))
    if first_year > last_year:
        raise Refused("years: năm cuối không được trước năm đầu.")
    office = _office(_object(_needed(top, "office"), "office"))
    start = collecting.start(office, first_year, last_year, by=by, now=now)
    first, last = span_of(first_year, last_year)
    new_units = add_units(office, _units(top.get("units", [])), first=first, last=last, by="start_office")
    if not Form.objects.exists():
        collecting.load_catalogue()
    forms = _forms(top.get("forms"))
    start.forms.set(forms)
    periods = _periods(forms, first_year, last_year, _object(top.get("periods", {}), "periods"))
    newcomers = _people(office, top.get("people", []), first, last)
    met = [f"{each.line.where}: {each.sentence}" for each in met_elsewhere(newcomers, today=today)]
    people = enter_people(newcomers, today=today)
    made = Account(office, new_units, periods, people, met)
    fresh = [each.person for each in people if not each.person.has_usable_password()]
    waiting = list(
        {user.pk: user for user in fresh if not user.slips.filter(used_at=None, revoked_at=None).exists()}.values()
    )
    made.slips = issue(waiting, by=by, now=now)
    made.standing = standing(office, start, now=now, today=today)
    return made


def _office(row: Mapping[str, Any]) -> Unit:
    facts = Facts(
        _day(row, "from", "office"), _day(row, "to", "office"), _text(row, "decision", "office"), "start_office"
    )

    def there() -> Unit:
        typed = read_office(_text(row, "name", "office", needed=True))
        refuse_other_marks(typed, "Nếu là nơi khác, hãy bắt đầu ở trang /bat-dau/.")
        return found(typed, facts)

    return _at("office.name", there)


def _units(rows: Any) -> list[TypedUnit]:
    typed = []
    for number, raw in enumerate(_list(rows, "units")):
        place = f"units[{number}]"
        row = {"name": raw} if isinstance(raw, str) else _object(raw, "units", place)
        name = _text(row, "name", place, needed=True)
        days = (_day(row, "from", place), _day(row, "to", place))
        typed.append(TypedUnit(name, *days, _text(row, "decision", place), place))
    return typed


def _forms(named: Any) -> list[Form]:
    """The forms by their titles; without any the first yearly one."""
    newest = collecting.newest_forms()
    if named is None:
        return newest[:1]
    forms = []
    for number, title in enumerate(_list(named, "forms")):
        form = next((each for each in newest if vi.fold(each.title) == vi.fold(str(title))), None)
        if form is None:
            there = "; ".join(each.title for each in newest)
            raise Refused(f"forms[{number}]: không có biểu “{title}”. Đang có: {there}.")
        forms.append(form)
    return forms


def _periods(forms: Sequence[Form], first: int, last: int, row: Mapping[str, Any]) -> list[Period]:
    days_after = row.get("days_after", 15)
    if not isinstance(days_after, int) or isinstance(days_after, bool) or not 0 <= days_after <= 365:
        raise Refused("periods.days_after: hãy ghi số ngày từ 0 đến 365.")
    opens = row.get("opens", "start")
    if opens not in OPENS:
        raise Refused("periods.opens: hãy ghi “start” (mở từ ngày đầu kỳ) hoặc “end” (mở từ ngày cuối kỳ).")
    asked = collecting.periods_for(forms, first, last, days_after=days_after, at_the_end=OPENS[opens])
    return _at("periods", lambda: collecting.open_for(asked))


def _people(office: Unit, rows: Any, first: dt.date, last: dt.date) -> list[Newcomer]:
    places = Places(office, reporting(office, first, last))
    newcomers = []
    for number, raw in enumerate(_list(rows, "people")):
        place = f"people[{number}]"
        row = _object(raw, "people", place)
        role = _at(f"{place}.role", partial(role_named, _text(row, "role", place, needed=True)))
        unit = _at(f"{place}.unit", partial(places.at, _text(row, "unit", place), role))
        name = _text(row, "name", place, needed=True)
        newcomers.append(Newcomer(name, role, unit, _text(row, "email", place), place))
    return newcomers


def _at(place: str, do: Callable[[], Made]) -> Made:
    """What the step makes; what it refuses names the place in the file."""
    try:
        return do()
    except Refused as refused:
        raise Refused(f"{place}: {refused}") from refused


def _object(value: Any, kind: str, place: str = "") -> Mapping[str, Any]:
    where = place or kind or "tệp"
    if not isinstance(value, dict):
        raise Refused(f"{where}: phải là một đối tượng {{…}}.")
    if unknown := sorted(value.keys() - KNOWN[kind]):
        raise Refused(f"{where}: không có mục “{unknown[0]}”. Các mục: {', '.join(sorted(KNOWN[kind]))}.")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(f"{place}: phải là một danh sách […].")
    return value


def _needed(row: Mapping[str, Any], key: str) -> Any:
    if key not in row:
        raise Refused(f"tệp: thiếu mục “{key}”.")
    return row[key]


def _text(row: Mapping[str, Any], key: str, place: str, *, needed: bool = False) -> str:
    value = row.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise Refused(f"{place}.{key}: hãy ghi bằng chữ{', không để trống' if needed else ''}.")
    return value


def _year(row: Mapping[str, Any], key: str) -> int:
    year = row.get(key)
    if not isinstance(year, int) or isinstance(year, bool) or not 1990 <= year <= 2100:
        raise Refused(f"years.{key}: hãy ghi năm, ví dụ 2012.")
    return year


def _day(row: Mapping[str, Any], key: str, place: str) -> dt.date | None:
    text = _text(row, key, place)
    if not text.strip():
        return None
    return _at(f"{place}.{key}", lambda: vi.parse_day(text))
