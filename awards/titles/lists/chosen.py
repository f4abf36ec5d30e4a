"""What a list of scores or votes is of (a title, a year), and which nomination each of its rows means."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from awards.titles.enums import Action, ManagingLevel
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Nomination
from awards.titles.permissions import can_work
from awards.titles.register.importing import communities_of
from awards.titles.workflow.states import NOMINATIONS
from awards.uploads.importing import Context, Decision, Importer, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind
from awards.uploads.words import address_key, same_name
from hocTap.lib import vi
from units.enums import Role
from units.models import Unit, UnitVersion, User

TITLES = tuple(kind for kind in TitleKind if not kind.holders.is_ward)
EARLIEST = 2014
COMMUNITY = Column("community", "Khu phố, thôn, ấp", Kind.CHOICE, is_place=True, width=16)
NAME = Column("name", "Họ và tên, tên đơn vị", required=True, width=28, longest=120, other_names=("Chủ hộ", "Tên hộ"))
ADDRESS = Column("address", "Địa chỉ", width=32, help="Cần khi có người trùng tên.")
WHO = (COMMUNITY, NAME, ADDRESS)


@dataclass(frozen=True)
class Chosen:
    """The title and the year that a list is of."""

    title: TitleKind
    year: int

    @classmethod
    def of(cls, unit: Unit, options: Mapping[str, Any]) -> Chosen:
        """As chosen with the list; otherwise households, and the latest year in which the ward registered any."""
        title = TitleKind(options["title"]) if options.get("title") in TitleKind.values else TitleKind.HOUSEHOLD
        year = str(options.get("year") or "")
        return cls(title, int(year) if year.isdigit() else latest_year(unit, title))

    @property
    def level(self) -> str:
        """Whose criteria a template shows, where those of several levels differ: the ward's own organisations."""
        return ManagingLevel.WARD if self.title.holders.managed_by_level else ""

    @property
    def words(self) -> str:
        return f"{self.title.label} năm {self.year}"


def latest_year(unit: Unit, title: TitleKind) -> int:
    """The latest year in which the ward registered anybody for the title, else this one."""
    found = Nomination.objects.registered().filter(ward=unit, kind=title).order_by("-year")
    return found.values_list("year", flat=True).first() or timezone.localdate().year


class ChosenForm(forms.Form):
    """Title and year of the list."""

    title = forms.ChoiceField(label="Danh hiệu", choices=[(kind.value, kind.label) for kind in TITLES])
    year = forms.TypedChoiceField(label="Năm xét", coerce=int)

    def __init__(self, unit: Unit, data: Mapping[str, Any] | None = None) -> None:
        usual = Chosen.of(unit, {})
        super().__init__(data, initial={"title": usual.title.value, "year": usual.year})
        years: Any = self.fields["year"]
        years.choices = [(year, str(year)) for year in range(timezone.localdate().year, EARLIEST - 1, -1)]


def back_to(unit: Unit) -> tuple[str, str]:
    """The ward's latest year of households, from where every title and year is reached."""
    usual = Chosen.of(unit, {})
    return f"{usual.words}, {unit}", reverse("titles:ward-year", args=[unit.pk, usual.title.value, usual.year])


class Registered:
    """Who is registered in a ward for a title and year, found by name, khu phố and address."""

    def __init__(self, context: Context, chosen: Chosen, action: Action) -> None:
        self.chosen, self.action = chosen, action
        rows = Nomination.objects.in_year(chosen.title, chosen.year).filter(ward=context.unit)
        self.rows = list(rows.select_related("candidate", "decision").order_by("pk"))
        self.by_name: dict[str, list[Nomination]] = defaultdict(list)
        self.by_folded: dict[str, list[Nomination]] = defaultdict(list)
        for row in self.rows:
            self.by_name[same_name(row.candidate.name)].append(row)
            self.by_folded[row.candidate.folded].append(row)
        today = timezone.localdate(context.at)
        self.places = {version.name: version.unit_id for version in communities_of(context.unit, today)}
        known = Candidate.objects.active().of_kind(chosen.title).filter(ward=context.unit)
        self.known = set(known.values_list("folded", flat=True))
        self.seen: dict[int, int] = {}

    def find(self, row: Row) -> Nomination | Decision:
        """The one nomination that the row means, or its refusal: nobody, several, one twice, one that went on."""
        found, near = self._meant(row)
        if not found:
            return refuse(row, self._nobody(row), "name")
        if len(found) > 1:
            where = "" if row["community"] else "khu phố, thôn, ấp, "
            return refuse(
                row, f"Có {len(found)} {self.chosen.title.holder} tên như vậy. Hãy ghi {where}địa chỉ.", "name"
            )
        nomination = found[0]
        if nomination.pk in self.seen:
            return refuse(row, f"Trùng với dòng {self.seen[nomination.pk]} của tệp.", "name")
        self.seen[nomination.pk] = row.line or row.number
        if not NOMINATIONS.leads(self.action, nomination.state):
            words = f"Hồ sơ đang ở bước “{nomination.step_words}” nên không {self.action.label} được."
            return refuse(row, words, "name")
        nomination.near = near  # type: ignore[attr-defined]
        return nomination

    def _meant(self, row: Row) -> tuple[list[Nomination], bool]:
        """By the name as it is written, else by its letters alone; khu phố and address where the row says them."""
        exact = self._narrowed(row, self.by_name.get(same_name(row["name"]), []))
        if exact:
            return exact, False
        return self._narrowed(row, self.by_folded.get(vi.fold(row["name"]), [])), True

    def _narrowed(self, row: Row, found: list[Nomination]) -> list[Nomination]:
        if row["community"]:
            place = self.places.get(row["community"])
            found = [each for each in found if each.community_id in (place, None)]
        if row["address"] and len(found) > 1:
            key = address_key(row["address"])[:200]
            found = [each for each in found if each.candidate.folded_address == key]
        return found

    def _nobody(self, row: Row) -> str:
        if vi.fold(row["name"]) in self.known:
            return f"Chưa đăng ký {self.chosen.words}. Hãy đăng ký trước, hoặc ghi đúng nơi."
        return f"Không có trong danh sách đăng ký {self.chosen.words}. Hãy kiểm tra tên, nơi, địa chỉ."


def place_names(unit: Unit, on: Any) -> list[str]:
    """Names of the ward's khu phố, for the drop-down."""
    found: list[UnitVersion] = communities_of(unit, on)
    return [version.name for version in found]


class ListOfRegistered(Importer):
    """A list about those whom a ward registered for one title and year, kept by the ward's own officer."""

    role = Role.WARD_OFFICER
    may_leave_out = True

    def permits(self, user: User, unit: Unit) -> bool:
        return can_work(user, unit.pk)

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {"community": place_names(unit, on)}

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        return ChosenForm(unit, data)

    def back(self, unit: Unit) -> tuple[str, str]:
        return back_to(unit)
