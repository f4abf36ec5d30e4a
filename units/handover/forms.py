"""What is chosen before a part is handed over: to whom, under which minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from hocTap.lib.fields import Day
from units.handover.changes import Change
from units.words import named

STAYS = "0"
"""What a choice says of a thing that stays with the old unit."""


class ChoiceRow(NamedTuple):
    """One line of a table of choices: what it is about, and its fields."""

    label: str
    note: str
    cells: list[forms.BoundField]


class PartForm(forms.Form):
    """The minutes of the hand-over, and what a part adds to them; `edition` says what the person saw."""

    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    minutes_no = forms.CharField(
        label="Số biên bản bàn giao",
        max_length=60,
        required=False,
        help_text="Để trống nếu phần này không lập biên bản.",
    )
    minutes_on = Day(label="Ngày biên bản", required=False)

    minutes_needed = False
    heads: Sequence[str] = ()
    """Headings of the table of choices, after the first column."""
    first_head = ""

    def __init__(self, change: Change, data: Any = None, *, edition: int = 0) -> None:
        super().__init__(data, initial={"edition": edition})
        self.change = change
        for name in ("minutes_no", "minutes_on"):
            self.fields[name].required = self.minutes_needed
        if self.minutes_needed:
            self.fields["minutes_no"].help_text = ""
        day = self.fields["minutes_on"]
        if isinstance(day, Day):
            day.earliest, day.latest = change.on, timezone.localdate

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        number, day = (given.get("minutes_no") or "").strip(), given.get("minutes_on")
        if number and not day and "minutes_on" not in self.errors:
            self.add_error("minutes_on", "Hãy ghi ngày của biên bản.")
        if day and not number and "minutes_no" not in self.errors:
            self.add_error("minutes_no", "Hãy ghi số của biên bản.")
        return given

    @property
    def rows(self) -> list[ChoiceRow]:
        """The table of choices; empty for a part with nothing to choose."""
        return []

    @property
    def single(self) -> list[forms.BoundField]:
        """The fields outside the table."""
        in_table = {cell.name for row in self.rows for cell in row.cells}
        return [field for field in self.visible_fields() if field.name not in in_table]

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen, as it is kept."""
        return {}


def receiver_field(change: Change, label: str, *, required: bool = True) -> forms.TypedChoiceField:
    """One of the heirs; the old unit too where it goes on. Preset where there is only one answer."""
    options = [(str(heir.unit_id), named(heir)) for heir in change.heirs]
    box = forms.Select(attrs={"class": "form-select"})
    if change.stays:
        options.append((STAYS, f"ở lại {named(change.unit)}"))
    if not change.is_divided:
        return forms.TypedChoiceField(label=label, choices=options, coerce=int, initial=options[0][0], widget=box)
    sentence = f"{label}: hãy chọn đơn vị nhận."
    wrong = f"{label}: chỉ chọn được {', '.join(words for _, words in options)}."
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "— chọn —"), *options],
        coerce=int,
        empty_value=None,
        required=required,
        widget=box,
        error_messages={"required": sentence, "invalid_choice": wrong},
    )


class UndoForm(forms.Form):
    """Why a part is taken back; `edition` says what the person saw."""

    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label="Lý do hoàn tác", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
