"""The list of candidates: narrowed, counted no further than needed, one page read in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from awards.titles.enums import STEPS, CandidateState
from awards.titles.kinds import TitleKind
from awards.titles.models import Band, Candidate, Nomination
from awards.titles.querysets import TITLE_ROLES, CandidateQuerySet
from hocTap.lib import vi
from hocTap.lib.prepared import Prepared
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User
from units.naming import Scope, UnitChoice

UNREGISTERED = "none"
EARLIEST = 2012
LONGEST_KEY = 18


def units_of(user: User, kind: UnitKind, roles: Sequence[Role] = TITLE_ROLES) -> QuerySet[Unit]:
    """Units of a kind under, or those of, the person's posts of these roles."""
    seen = user.lines_in_charge(*roles).values("descendant")
    return Unit.objects.filter(pk__in=UnitVersion.objects.of_kind(kind).order_by().filter(unit__in=seen).values("unit"))


def communities(user: User, ward_id: int) -> list[tuple[int, str]]:
    """Khu phố of a ward in the remit, by their latest names.

    One that ended while others of its ward go on says until when it was there: its holders of the past are under it.
    """
    seen = user.lines_in_charge(*TITLE_ROLES).values("descendant")
    found = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(unit__in=seen, parent=ward_id)
    latest = {row.unit_id: row for row in found.order_by("valid_from")}
    going_on = {row.parent_id for row in latest.values() if row.valid_to is None}
    rows = sorted(latest.values(), key=lambda row: row.sort_key)
    return [(row.unit_id, f"{row.name}{_until(row, going_on)}") for row in rows]


def _until(row: UnitVersion, going_on: set[int | None]) -> str:
    return f" (đến {vi.day(row.valid_to)})" if row.valid_to and row.parent_id in going_on else ""


RESULTS = Prepared(lambda: Band.objects.order_by("criteria", "-ordinal").values_list("code", "name"))


class ListForm(forms.Form):
    """What of the register is asked for; nothing asked is the households now followed."""

    tim = forms.CharField(
        label="Tên hoặc địa chỉ",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "ví dụ: nguyen van an"}),
    )
    loai = forms.ChoiceField(label="Đối tượng", required=False, choices=[(k.value, k.label) for k in TitleKind])
    phuong = UnitChoice(label="Phường, xã", required=False, empty_label="mọi phường, xã")
    khu_pho = forms.TypedChoiceField(label="Khu phố, thôn, ấp", required=False, coerce=int, empty_value=None)
    nam = forms.TypedChoiceField(label="Năm xét", required=False, coerce=int, empty_value=None)
    buoc = forms.ChoiceField(
        label="Trạng thái trong năm",
        required=False,
        choices=[("", "mọi trạng thái"), (UNREGISTERED, "chưa đăng ký"), *STEPS],
    )
    ket_qua = forms.ChoiceField(label="Xếp loại", required=False)
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[*CandidateState.choices, ("moi", "tất cả")]
    )

    def __init__(self, user: User, data: Any, today: dt.date) -> None:
        super().__init__(data)
        self.today = today
        wards = units_of(user, UnitKind.WARD)
        choice: Any = self.fields["phuong"]
        choice.offer(wards, Scope((UnitKind.WARD,)))
        ward = _ward_asked(data, choice)
        every = "mọi khu phố, thôn, ấp" if ward else "chọn phường, xã trước"
        self._choices("khu_pho", [("", every), *(communities(user, ward) if ward else [])])
        self._choices("nam", [(year, str(year)) for year in range(today.year, EARLIEST - 1, -1)])
        names = dict(RESULTS.rows())
        self._choices("ket_qua", [("", "mọi kết quả"), *names.items()])

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    @property
    def kind(self) -> TitleKind:
        return TitleKind(self.cleaned_data.get("loai") or next(iter(TitleKind)))

    @property
    def year(self) -> int:
        return self.cleaned_data.get("nam") or self.today.year

    def narrow(self, candidates: CandidateQuerySet) -> CandidateQuerySet:
        """Only the candidates asked for."""
        asked = self.cleaned_data
        found = candidates.of_kind(self.kind)
        if asked["tinh_trang"] != "moi":
            found = found.filter(state=asked["tinh_trang"] or CandidateState.ACTIVE)
        if asked["phuong"]:
            found = found.filter(ward=asked["phuong"])
        if asked["khu_pho"]:
            found = found.filter(community=asked["khu_pho"])
        if asked["tim"]:
            found = found.matching(asked["tim"])
        return self._in_year(found)

    def _in_year(self, found: CandidateQuerySet) -> CandidateQuerySet:
        step, result = self.cleaned_data["buoc"], self.cleaned_data["ket_qua"]
        of_year = Nomination.objects.filter(candidate=OuterRef("pk"), kind=self.kind, year=self.year)
        if step == UNREGISTERED:
            found = found.filter(~Exists(of_year))
        elif step:
            found = found.filter(Exists(of_year.at_step(step)))
        if result:
            found = found.filter(Exists(of_year.filter(result=result)))
        return found


def _ward_asked(data: Any, choice: UnitChoice) -> int | None:
    """The ward whose khu phố may be chosen: a province has thousands, too many for one list."""
    few, picker, wards = choice.few or [], cast(Any, choice.widget), cast(Any, choice.queryset)
    if len(few) == 1:
        return few[0]
    asked = picker.value_from_datadict(data, {}, "phuong")
    if known := next((pk for pk in few if str(pk) == asked), None):
        return known
    with suppress(ValidationError):
        if chosen := choice.clean(asked):
            return int(chosen.pk)
    community = str(data.get("khu_pho", ""))
    if not community.isdecimal() or len(community) > LONGEST_KEY:
        return None
    parents = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(unit=int(community)).order_by("-valid_from")
    parent = parents.values_list("parent", flat=True).first()
    return parent if wards.filter(pk=parent or 0).exists() else None


def rows_of(ids: QuerySet[Any, Any], kind: str, year: int) -> CandidateQuerySet:
    """The rows of a page of the list."""
    return with_year(Candidate.objects.filter(pk__in=ids), kind, year)


def with_year(candidates: CandidateQuerySet, kind: str, year: int) -> CandidateQuerySet:
    """With the nomination of the year, in one query for any page."""
    wanted = ("candidate", "criteria", "state", "result", "score", "decision__state")
    of_year = Nomination.objects.filter(kind=kind, year=year).select_related("decision").only(*wanted)
    return candidates.prefetch_related(Prefetch("nominations", of_year, to_attr="of_year"))
