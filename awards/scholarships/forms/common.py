"""What forms of funds share: sums as people write them, school years, choices of the fund itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms

from awards.scholarships import rules
from awards.scholarships.models import Fund
from hocTap.lib.fields import Day, Money, SchoolYear
from units.enums import UnitKind
from units.models import Unit, UnitVersion
from units.naming import Scope

FIRST_YEAR = 2012
FIRST_DAY = dt.date(1990, 1, 1)
"""No fund here has lines from before."""
CHOOSE = "– chọn –"
NO_NAMES = "Không ghi tên trẻ em ở đây."


def money_field(label: str, *, required: bool = True) -> Money:
    return Money(label=label, required=required, help_text="Ví dụ: 1.200.000, 500k hoặc 1,2 triệu.")


def school_year_field() -> SchoolYear:
    return SchoolYear(
        label="Năm học",
        least=rules.FIRST_SCHOOL_YEAR,
        most=rules.LAST_SCHOOL_YEAR,
        help_text="Ghi 2020 hoặc 2020–2021.",
    )


class OfFund(forms.Form):
    """A form whose choices are the fund's own."""

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fund = fund
        for name, choices in (
            ("campaign", fund.campaigns.standing()),
            ("recipient", fund.recipients.standing().order_by("number")),
        ):
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = choices
        if "ward" in self.fields:
            offer_wards(self.fields["ward"], fund)


def offer_wards(field: Any, fund: Fund) -> None:
    """The wards that the fund may give in, to choose from."""
    wards = UnitVersion.objects.of_kind(UnitKind.WARD).order_by()
    below = wards.filter(unit__in=fund.unit.lines_down.values("descendant"))
    field.offer(Unit.objects.filter(pk__in=below.values("unit")), Scope((UnitKind.WARD,), under=(fund.unit_id,)))


def wards_of(fund: Fund) -> list[tuple[int, str]]:
    """The wards that the fund may give in: itself, or all that ever stood under its unit; the latest name of each."""
    below = fund.unit.lines_down.values("descendant")
    versions = UnitVersion.objects.filter(unit__in=below, kind=UnitKind.WARD).order_by("valid_from")
    named = {version.unit_id: (version.sort_key, version.name) for version in versions}
    return [(pk, name) for pk, (_, name) in sorted(named.items(), key=lambda item: item[1])]


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    on = Day(earliest=FIRST_DAY, label="Ngày ghi")


class WhyForm(forms.Form):
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Người thứ hai, có thể ở đơn vị hoặc cấp trên, đọc lý do này: không ghi tên trẻ em.",
    )
