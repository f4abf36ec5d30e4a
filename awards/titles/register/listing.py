"""The list of candidates: narrowed, counted no further than needed, one page read in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch

from awards.titles.enums import CandidateState, NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import Band, Nomination
from awards.titles.querysets import TITLE_ROLES, CandidateQuerySet
from hocTap.lib import vi
from units.enums import UnitKind
from units.models import UnitVersion, User

UNREGISTERED = "none"
EARLIEST = 2012
LONGEST_KEY = 18


def places(user: User, kind: UnitKind, *, at_most: int = 500) -> list[tuple[int, str]]:
    """Units of a kind in the person's remit, by their latest names, in the order people list them."""
    seen = user.lines_in_charge(*TITLE_ROLES).values("descendant")
    found = UnitVersion.objects.of_kind(kind).filter(unit__in=seen).order_by("sort_key", "valid_from")
    return list(dict(found.values_list("unit", "name")[:at_most]).items())


def communities(user: User, ward_id: int | None = None) -> list[tuple[int, str]]:
    """Khu phố in the remit by their latest names, with their ward where there are several wards.

    One that ended while others of its ward go on says until when it was there: its holders of the past are under it.
    """
    wards = dict(places(user, UnitKind.WARD))
    seen = user.lines_in_charge(*TITLE_ROLES).values("descendant")
    found = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(unit__in=seen)
    if ward_id:
        found = found.filter(parent=ward_id)
    order = {pk: place for place, pk in enumerate(wards)}
    rows = sorted(found.order_by("sort_key", "valid_from")[:2000], key=lambda row: order.get(row.parent_id or 0, -1))
    latest: dict[int, UnitVersion] = {}
    for row in rows:
        if row.unit_id not in latest or latest[row.unit_id].valid_from < row.valid_from:
            latest[row.unit_id] = row
    going_on = {row.parent_id for row in latest.values() if row.valid_to is None}
    shown = [(row, wards.get(row.parent_id or 0, "")) for row in rows if latest[row.unit_id] is row]
    several = len({ward for _, ward in shown}) > 1
    return [
        (row.unit_id, f"{f'{ward} – ' if several and ward else ''}{row.name}{_until(row, going_on)}")
        for row, ward in shown
    ]


def _until(row: UnitVersion, going_on: set[int | None]) -> str:
    return f" (đến {vi.day(row.valid_to)})" if row.valid_to and row.parent_id in going_on else ""


class ListForm(forms.Form):
    """What of the register is asked for; nothing asked is the households now followed."""

    tim = forms.CharField(
        label="Tên hoặc địa chỉ",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "ví dụ: nguyen van an"}),
    )
    loai = forms.ChoiceField(label="Đối tượng", required=False, choices=[(k.value, k.label) for k in TitleKind])
    phuong = forms.TypedChoiceField(label="Phường, xã", required=False, coerce=int, empty_value=None)
    khu_pho = forms.TypedChoiceField(label="Khu phố, thôn, ấp", required=False, coerce=int, empty_value=None)
    nam = forms.TypedChoiceField(label="Năm xét", required=False, coerce=int, empty_value=None)
    buoc = forms.ChoiceField(
        label="Trạng thái trong năm",
        required=False,
        choices=[("", "mọi trạng thái"), (UNREGISTERED, "chưa đăng ký"), *NominationState.choices],
    )
    ket_qua = forms.ChoiceField(label="Xếp loại", required=False)
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[*CandidateState.choices, ("moi", "tất cả")]
    )

    def __init__(self, user: User, data: Any, today: dt.date) -> None:
        super().__init__(data)
        self.today = today
        wards = places(user, UnitKind.WARD)
        ward = _ward_asked(data, wards)
        every = "mọi khu phố, thôn, ấp" if ward else "chọn phường, xã trước"
        self._choices("phuong", [("", "mọi phường, xã"), *wards])
        self._choices("khu_pho", [("", every), *(communities(user, ward) if ward else [])])
        self._choices("nam", [(year, str(year)) for year in range(today.year, EARLIEST - 1, -1)])
        names = dict(Band.objects.order_by("criteria", "-ordinal").values_list("code", "name"))
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
            found = found.filter(Exists(of_year.filter(state=step)))
        if result:
            found = found.filter(Exists(of_year.filter(result=result)))
        return found


def _ward_asked(data: Any, wards: list[tuple[int, str]]) -> int | None:
    """The ward whose khu phố may be chosen: a province has thousands, too many for one list."""
    if len(wards) == 1:
        return wards[0][0]
    asked = {name: str(data.get(name, "")) for name in ("phuong", "khu_pho")}
    known = {str(pk): pk for pk, _ in wards}
    if asked["phuong"] in known:
        return known[asked["phuong"]]
    if not asked["khu_pho"].isdecimal() or len(asked["khu_pho"]) > LONGEST_KEY:
        return None
    parents = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(unit=int(asked["khu_pho"])).order_by("-valid_from")
    return known.get(str(parents.values_list("parent", flat=True).first()))


def with_year(candidates: CandidateQuerySet, kind: str, year: int) -> CandidateQuerySet:
    """With the nomination of the year, in one query for any page."""
    of_year = Nomination.objects.filter(kind=kind, year=year).only("candidate", "state", "result", "score")
    return candidates.prefetch_related(Prefetch("nominations", of_year, to_attr="of_year"))
