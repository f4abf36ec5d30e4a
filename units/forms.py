"""What the pages of units are asked: a day, a place in the tree, words to search for."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django import forms
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.fields import Day
from units.enums import CentreState
from units.http import UserRequest
from units.models import UnitVersion
from units.querysets import LearningCentreQuerySet


class DayForm(forms.Form):
    """A day as Vietnamese officers write it; when nothing is asked, today or the last day with units in the remit."""

    ngay = Day(label="Vào ngày", required=False)

    @classmethod
    def opened(cls, request: UserRequest) -> Self:
        """The form as asked; somebody whose units have all ended begins on the last day on which one stood."""
        asked = request.GET
        if not asked.get("ngay") and (last := UnitVersion.objects.visible_to(request.user).last_day()):
            return cls({**asked.dict(), "ngay": vi.day(last)})
        return cls(asked)

    @property
    def day(self) -> dt.date:
        asked: dt.date | None = self.cleaned_data.get("ngay") if self.is_bound else None
        return asked or timezone.localdate()


class TreeForm(DayForm):
    tim = forms.CharField(
        label="Tìm tên hoặc mã",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "ví dụ: phuong 5"}),
        error_messages={"max_length": "Hãy tìm bằng một phần của tên, không quá 120 chữ."},
    )
    goc = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class CentreForm(DayForm):
    tim = forms.CharField(
        label="Tên trung tâm",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={"max_length": "Hãy tìm bằng một phần của tên, không quá 200 chữ."},
    )
    tinh_trang = forms.ChoiceField(label="Tình trạng", required=False, choices=[("", "tất cả"), *CentreState.choices])

    def narrow(self, centres: LearningCentreQuerySet) -> LearningCentreQuerySet:
        """Only the centres asked for."""
        if words := self.cleaned_data["tim"]:
            centres = centres.matching(words)
        if state := self.cleaned_data["tinh_trang"]:
            centres = centres.filter(state=state)
        return centres
