"""What the page of trails is asked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.fields import Day
from units.models import User
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice
from units.trails.enums import TrailKind
from units.trails.reading import Mark, Wanted, under

SHOWN_DAYS = 31
"""So many days are shown when none are asked for."""

MOST_PEOPLE = 50
THING = re.compile(r"[a-z-]{1,30}:[0-9]{1,18}")


class TrailForm(forms.Form):
    """A span of days, and what narrows it: a unit, a person, a kind, one object."""

    tu = Day(label="Từ ngày", required=False)
    den = Day(label="Đến hết ngày", required=False, latest=timezone.localdate)
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "mọi loại, trừ từng ô số liệu"), *TrailKind.choices]
    )
    don_vi = UnitChoice(label="Đơn vị", required=False, empty_label="mọi đơn vị phụ trách")
    nguoi = forms.CharField(
        label="Người thực hiện",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "tên đăng nhập hoặc họ tên"}),
        error_messages={"max_length": "Hãy tìm bằng một phần của tên, không quá 120 chữ."},
    )
    doi_tuong = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        scope = Scope(ABOVE_COMMUNITIES)
        self.fields["don_vi"].offer(scope.units(user), scope)  # type: ignore[attr-defined]

    def clean_doi_tuong(self) -> str:
        text = str(self.cleaned_data["doi_tuong"])
        return text if THING.fullmatch(text) else ""

    def clean_nguoi(self) -> frozenset[int] | None:
        """The accounts whose login or name holds the words."""
        words = vi.fold(self.cleaned_data["nguoi"])
        if not words:
            return None
        found = User.objects.filter(Q(folded__contains=words) | Q(username__icontains=words))
        keys = list(found.order_by("pk").values_list("pk", flat=True)[: MOST_PEOPLE + 1])
        if len(keys) > MOST_PEOPLE:
            raise forms.ValidationError("Có quá nhiều người khớp. Hãy gõ tên đăng nhập.")
        return frozenset(keys)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and self.since > self.until:
            raise forms.ValidationError("Ngày đầu phải trước hoặc bằng ngày cuối.")
        return data

    @property
    def until(self) -> dt.date:
        return self.cleaned_data.get("den") or timezone.localdate()

    @property
    def since(self) -> dt.date:
        return self.cleaned_data.get("tu") or self.until - dt.timedelta(days=SHOWN_DAYS - 1)

    def wanted(self, after: str = "") -> Wanted:
        """What the filled form asks for, after the line that an address names."""
        data = self.cleaned_data
        thing, _, number = data["doi_tuong"].partition(":")
        unit = data["don_vi"]
        return Wanted(
            since=start_of(self.since),
            until=start_of(self.until + dt.timedelta(days=1)),
            units=under(unit.pk) if unit else None,
            people=data["nguoi"],
            kind=data["loai"],
            thing=thing,
            number=int(number) if number else None,
            after=Mark.read(after),
        )

    @property
    def said(self) -> str:
        """What is shown, for the head of the paper: "từ 01/11/2026 đến 30/11/2026; danh hiệu; hồ sơ …"."""
        parts = [f"từ {vi.day(self.since)} đến {vi.day(self.until)}"]
        if kind := self.cleaned_data["loai"]:
            parts.append(f"loại: {TrailKind(kind).label}")
        if unit := self.cleaned_data["don_vi"]:
            parts.append(self.fields["don_vi"].label_from_instance(unit))  # type: ignore[attr-defined]
        if self.cleaned_data["nguoi"] is not None:
            parts.append(f"người thực hiện: “{self.data.get('nguoi', '')}”")
        if self.cleaned_data["doi_tuong"]:
            parts.append("một đối tượng")
        return "; ".join(parts)


def start_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
