"""Which donors are looked at, and which are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from awards.scholarships.forms.common import CHOOSE
from awards.scholarships.models import Donor


class DonorsForm(forms.Form):
    """Which donors, of which year; what is not understood falls back to all donors of the last year."""

    q = forms.CharField(label="Tên", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    nam = forms.TypedChoiceField(label="Năm", coerce=int, required=False)

    def __init__(self, data: Mapping[str, Any], years: Sequence[int]) -> None:
        super().__init__({"nam": years[0], **{key: data[key] for key in data if data[key]}})
        self.fields["nam"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.is_valid()
        self.year: int = self.cleaned_data.get("nam") or years[0]
        self.words: str = self.cleaned_data.get("q") or ""


class DonorJoinForm(forms.Form):
    into: Any = forms.ModelChoiceField(label="Gộp vào", queryset=None, empty_label=CHOOSE)

    def __init__(self, data: Mapping[str, Any] | None, donor: Donor, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        others: Any = self.fields["into"]
        others.queryset = Donor.objects.filter(fund=donor.fund_id).exclude(pk=donor.pk)


class DonorPartForm(forms.Form):
    """Nothing to fill in."""
