"""Decisions of past years from lists: whom each paper names, found on the register or written into it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from awards.titles.enums import NominationState
from awards.titles.kinds import TitleKind
from awards.titles.lists.chosen import Chosen, ChosenForm
from awards.titles.models import Candidate, Decision, Nomination
from awards.titles.register.importing import LEVEL, LEVELS, recorded
from awards.titles.workflow.past import (
    Day,
    Named,
    Paper,
    of_the_day,
    record_past,
    since_past,
    standing_number,
    taken_number,
    unrecord_past,
)
from awards.titles.workflow.places import refuse_handed_over
from awards.titles.workflow.taking_back import since_recorded, unrecord_all
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Importer, Made, create, match, near, refuse
from awards.uploads.importing import Decision as Verdict
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from awards.uploads.words import address_key, nearest, number_and_symbol, same_name, unit_key, with_its_marks
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User
from units.standing import Lives

DECISIONS, CANDIDATES = "decisions", "candidates"
FIRST_YEAR, LAST_YEAR = 2005, 2100

TEMPLATE = Template(
    code="cong-nhan-da-qua",
    version=1,
    title="Danh sách công nhận của các năm trước",
    instructions=(
        "Mỗi dòng một đối tượng có tên trong quyết định đã ký trên giấy. Số, ngày, người ký ghi đúng như bản giấy, ở "
        "từng dòng hoặc một lần ở trên danh sách. Ai chưa có trong sổ sẽ được ghi thêm. Không sửa dòng tiêu đề."
    ),
    columns=(
        Column("ward", "Phường, xã", Kind.CHOICE, is_place=True, width=16),
        Column("community", "Khu phố, thôn, ấp", width=16, longest=120),
        Column("name", "Họ và tên, tên đơn vị", required=True, width=28, longest=120, other_names=("Chủ hộ", "Tên hộ")),
        Column("address", "Địa chỉ", width=32),
        LEVEL,
        Column("year", "Năm xét", Kind.WHOLE, width=10, largest=LAST_YEAR, other_names=("Năm", "Năm công nhận")),
        Column("decision_no", "Số quyết định", required=True, once=True, width=18, longest=60),
        Column("decided_on", "Ngày ký", Kind.DAY, required=True, once=True, width=14, other_names=("Ngày quyết định",)),
        Column("signer", "Người ký", required=True, once=True, width=22, longest=120),
        Column(
            "certificate",
            "Số vào sổ",
            Kind.WHOLE,
            width=10,
            largest=10**6,
            other_names=("Số giấy", "Số giấy công nhận", "Số hiệu"),
        ),
    ),
)


class RecognitionImporter(Importer):
    """Recognitions of past years of a ward, or of the wards under a unit, entered from paper by whoever approves."""

    kind = "recognitions"
    second_eye = True
    role = Role.TITLE_APPROVER
    template = TEMPLATE
    may_leave_out = True

    def permits(self, user: User, unit: Unit) -> bool:
        """Whoever is in charge of recognising over the unit, never the ward's own officer."""
        return user.lines_in_charge(Role.TITLE_APPROVER).filter(descendant=unit.pk).exists()

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {"ward": list(wards_under(unit)), "managing_level": list(LEVELS)}

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        return ChosenForm(unit, data)

    def back(self, unit: Unit) -> tuple[str, str]:
        return "Quyết định", reverse("titles:decision-list")

    def plan(self, rows: Sequence[Row], context: Context) -> list[Verdict]:
        """New titles, those that the same decision gives already, or refused by the checks of the paper's day."""
        desk = _Desk(rows, context)
        return [desk.judge(row) for row in rows]

    def apply(self, decisions: Sequence[Verdict], context: Context) -> Made:
        papers: dict[tuple[Paper, int], list[Named]] = defaultdict(list)
        for each in decisions:
            if each.outcome == Outcome.CREATE:
                paper, agency, named = each.payload
                papers[paper, agency].append(named)
        named_now = [each.candidate for group in papers.values() for each in group]
        new = list({id(each): each for each in named_now if each.pk is None}.values())
        made = [record_past(paper, named, by=context.by, at=context.at).pk for (paper, _), named in papers.items()]
        return {DECISIONS: made, **recorded(new)} if made else {}

    def rests(self, made: Made, context: Context) -> list[str]:
        found = since_past(made[DECISIONS])
        return found or since_recorded(made.get(CANDIDATES, ()), apart_from=made[DECISIONS])

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        unrecord_past(made[DECISIONS])
        unrecord_all(made.get(CANDIDATES, ()))


def wards_under(unit: Unit) -> dict[str, int]:
    """The wards that are the unit or stood under it on any day, by the names they had."""
    units = unit.lines_down.order_by().values("descendant")
    found = UnitVersion.objects.of_kind(UnitKind.WARD).filter(unit__in=units).order_by("sort_key", "valid_from")
    return dict(found.values_list("name", "unit_id"))


class _Desk:
    """What rows are judged against, read in a fixed number of queries for each paper and ward that they name."""

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.context = context
        self.chosen = Chosen.of(context.unit, context.options)
        self.asked_year = str(context.options.get("year") or "")
        self.wards = wards_under(context.unit)
        wards = set(self.wards.values())
        self.known: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
        self.alike: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
        holders = Candidate.objects.active().of_kind(self.chosen.title).filter(ward__in=wards)
        for each in holders.filter(folded__in={vi.fold(row["name"])[:120] for row in rows}):
            self.known[each.ward_id, same_name(each.name)].append(each)
            self.alike[each.ward_id, each.folded].append(each)
        found = {each.pk for group in self.alike.values() for each in group}
        there = Nomination.objects.filter(kind=self.chosen.title, candidate__in=found).select_related("decision")
        self.there = {(each.candidate_id, each.year): each for each in there}
        self.communities = self._communities(wards)
        self.days: dict[tuple[Paper, int, str], Day | str] = {}
        self.numbers: dict[tuple[int, int], tuple[int, Paper]] = {}
        self.standing: dict[tuple[Paper, int], Decision | None] = {}
        self.taken: dict[tuple[Paper, int], str] = {}
        self.handed: dict[int, str] = {}
        self.seen: dict[Any, int] = {}
        self.fresh: dict[Any, Candidate] = {}
        self.certificates: dict[tuple[Paper, int], int] = {}

    @staticmethod
    def _communities(wards: set[int]) -> dict[tuple[int, str], list[UnitVersion]]:
        found: dict[tuple[int, str], list[UnitVersion]] = defaultdict(list)
        versions = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(parent__in=wards).order_by("valid_from")
        for version in versions:
            found[version.parent_id or 0, unit_key(version.name)].append(version)
        return found

    def judge(self, row: Row) -> Verdict:
        try:
            return self._judged(row)
        except _Wrong as wrong:
            return refuse(row, str(wrong), *wrong.columns)

    def _judged(self, row: Row) -> Verdict:
        ward, paper, level = self._ward(row), self._paper(row), LEVELS.get(row["managing_level"] or "", "")
        if self.chosen.title.holders.managed_by_level and not level:
            raise _Wrong("Cấp quản lý: chưa ghi cấp quản lý của đơn vị.", "managing_level")
        day = self._day(paper, ward, level)
        community = self._community(row, ward, day)
        self._once(row, paper, day)
        holder, is_near = self._holder(row, ward, community)
        self._not_twice(row, paper, holder, (ward, same_name(row["name"]), address_key(row["address"] or "")))
        held = self.there.get((holder.pk, paper.year)) if holder else None
        if held is not None:
            return self._held(row, paper, held)
        if decision := self._standing(paper, day):
            words = (
                f"{decision} ngày {vi.day(decision.signed_on)} đã có trong hệ thống; quyết định đã ký không thêm người."
            )
            raise _Wrong(f"{words} Hãy hoàn tác lần nạp trước rồi nạp lại cả danh sách.", "decision_no")
        new = holder or self._new(row, ward, community, level)
        place = community if community else new.community_id
        named = Named(new, row["name"], row["address"] or "", place, row["certificate"])
        if is_near and holder:
            return near(
                row,
                (paper, day.agency.unit_id, named),
                f"Ghi cho “{holder.name}” trong sổ. Hãy xem có đúng là một không.",
            )
        return create(row, (paper, day.agency.unit_id, named), "" if holder else "Chưa có trong sổ, sẽ được ghi thêm.")

    def _ward(self, row: Row) -> int:
        if row["ward"]:
            return self.wards[row["ward"]]
        if len(set(self.wards.values())) != 1:
            raise _Wrong("Phường, xã: chưa ghi phường, xã.", "ward")
        return next(iter(self.wards.values()))

    def _paper(self, row: Row) -> Paper:
        try:
            number, symbol = number_and_symbol(row["decision_no"])
        except Refused as reason:
            raise _Wrong(str(reason), "decision_no") from reason
        signed_on: dt.date = row["decided_on"]
        asked = int(self.asked_year) if self.asked_year.isdigit() else signed_on.year
        year = row["year"] or asked
        if not FIRST_YEAR <= year <= timezone.localdate(self.context.at).year:
            raise _Wrong(f"Năm xét {year} không nằm trong các năm xét danh hiệu.", "year")
        return Paper(TitleKind(self.chosen.title), year, number, symbol, signed_on, row["signer"])

    def _day(self, paper: Paper, ward: int, level: str) -> Day:
        key = (paper, ward, level)
        if key not in self.days:
            try:
                self.days[key] = of_the_day(paper, ward, level, self.context.at)
            except Refused as reason:
                self.days[key] = str(reason)
        day = self.days[key]
        if isinstance(day, str):
            raise _Wrong(day, "decided_on")
        return day

    def _community(self, row: Row, ward: int, day: Day) -> int | None:
        """The khu phố of the ward that bore the name at the end of the year judged."""
        if not row["community"]:
            if self.chosen.title.holders.in_community and self.chosen.title != TitleKind.HOUSEHOLD:
                raise _Wrong("Khu phố, thôn, ấp: chưa ghi.", "community")
            return None
        versions = self.communities.get((ward, unit_key(row["community"])), [])
        standing = [each for each in versions if each.stood_on(day.as_of)]
        then = with_its_marks(row["community"], standing, lambda version: version.name)
        if not then:
            words = f"“{row['community'][:60]}” không có trong danh mục của nơi này vào ngày {vi.day(day.as_of)}."
            if near := nearest(row["community"], [each.name for each in standing]):
                words = f"Vào ngày {vi.day(day.as_of)} {near}"
            raise _Wrong(words, "community")
        if len({each.unit_id for each in then}) > 1:
            names = " hoặc ".join(dict.fromkeys(each.name for each in then))
            raise _Wrong(f"“{row['community'][:60]}” có thể là {names}. Hãy ghi đủ dấu.", "community")
        return then[-1].unit_id

    def _once(self, row: Row, paper: Paper, day: Day) -> None:
        """One number of an agency and year is one paper: the same day, signer, title and year."""
        line, first = self.numbers.setdefault((day.agency.unit_id, paper.number), (row.line or row.number, paper))
        if first != paper and first.signed_on.year == paper.signed_on.year:
            words = f"Số quyết định {paper.number} đã có ở dòng {line} với ngày ký, người ký hoặc năm xét khác."
            raise _Wrong(words, "decision_no", "decided_on")
        if row["certificate"]:
            place = (paper, row["certificate"])
            if place in self.certificates:
                raise _Wrong(f"Số vào sổ trùng với dòng {self.certificates[place]}.", "certificate")
            self.certificates[place] = row.line or row.number

    def _holder(self, row: Row, ward: int, community: int | None) -> tuple[Candidate | None, bool]:
        """Who of the register is meant: by name, told apart by address and khu phố; or by the letters alone."""
        exact = self._narrowed(row, self.known.get((ward, same_name(row["name"])), []), community)
        if len(exact) > 1:
            raise _Wrong(f"Sổ có {len(exact)} {self.chosen.title.holder} tên như vậy. Hãy ghi địa chỉ.", "name")
        if exact:
            return exact[0], False
        alike = self._narrowed(row, self.alike.get((ward, vi.fold(row["name"])), []), community)
        return (alike[0], True) if len(alike) == 1 and row["address"] else (None, False)

    @staticmethod
    def _narrowed(row: Row, found: list[Candidate], community: int | None) -> list[Candidate]:
        if row["address"]:
            key = address_key(row["address"])[:200]
            return [each for each in found if each.folded_address in (key, "")]
        here = [each for each in found if community and each.community_id == community]
        return here or found

    def _not_twice(self, row: Row, paper: Paper, holder: Candidate | None, otherwise: tuple[int, str, str]) -> None:
        key = (paper.year, holder.pk if holder else otherwise)
        if key in self.seen:
            raise _Wrong(f"Trùng với dòng {self.seen[key]} của tệp trong năm {paper.year}.", "name")
        self.seen[key] = row.line or row.number

    def _standing(self, paper: Paper, day: Day) -> Decision | None:
        key = (paper, day.agency.unit_id)
        if key not in self.standing:
            self.standing[key] = standing_number(paper, day.agency.unit_id)
            self.taken[key] = "" if self.standing[key] else taken_number(paper, day.agency.unit_id)
        if self.taken[key]:
            raise _Wrong(self.taken[key], "decision_no")
        return self.standing[key]

    @staticmethod
    def _held(row: Row, paper: Paper, held: Nomination) -> Verdict:
        decision = held.decision
        same = decision and (decision.number, decision.signed_on) == (paper.number, paper.signed_on)
        if held.state == NominationState.RECOGNISED and same:
            return match(row, None, "Đã ghi theo quyết định này.")
        where = f", {decision}" if decision else ""
        raise _Wrong(f"Đã có hồ sơ năm {paper.year} ({held.step_words}{where}).", "name")

    def _new(self, row: Row, ward: int, community: int | None, level: str) -> Candidate:
        title = self.chosen.title
        if title.holders.is_ward or title == TitleKind.COMMUNITY:
            raise _Wrong(f"{title.holders.named.capitalize()} này chưa có trong sổ. Hãy ghi vào sổ trước.", "name")
        if title.holders.in_community and not community:
            raise _Wrong("Chưa có trong sổ và chưa ghi khu phố, thôn, ấp nên không ghi thêm được.", "community")
        latest = self._latest(community) if community else None
        if latest and latest.valid_to and latest.valid_to < timezone.localdate(self.context.at):
            raise _Wrong(f"Chưa có trong sổ; {latest.name} đã kết thúc nên không ghi thêm vào đó được.", "community")
        if sentence := self._handed(ward):
            raise _Wrong(sentence, "name")
        key = (ward, community, same_name(row["name"]), address_key(row["address"] or ""))
        if key in self.fresh:
            return self.fresh[key]
        self.fresh[key] = made = Candidate(
            kind=title,
            ward_id=ward,
            community_id=community,
            name=row["name"],
            address=row["address"] or "",
            managing_level=level if title.holders.managed_by_level else "",
        )
        return made

    def _handed(self, ward: int) -> str:
        """Why nobody is written into the ward's register any more, when it was handed over."""
        if ward not in self.handed:
            try:
                refuse_handed_over(Lives([ward]), timezone.localdate(self.context.at))
                self.handed[ward] = ""
            except Refused as reason:
                self.handed[ward] = str(reason)
        return self.handed[ward]

    def _latest(self, community: int) -> UnitVersion:
        versions = [each for group in self.communities.values() for each in group if each.unit_id == community]
        return max(versions, key=lambda each: each.valid_from)


class _Wrong(Exception):
    """Why a row is refused, and the cells at fault."""

    def __init__(self, sentence: str, *columns: str) -> None:
        super().__init__(sentence)
        self.columns = columns
