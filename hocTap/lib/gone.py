"""Many records at once that nobody brings back: whoever presses types how many it will be."""

from __future__ import annotations

from typing import Any

from django import forms

from hocTap.lib import vi
from hocTap.lib.fields import Whole

MANY = 20
"""Of more than so many nobody is sure by one press."""


class NumberTyped(forms.Form):
    """Mixin of a form that takes away `number` records for good; of a few it asks for nothing."""

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        if number > MANY:
            self.fields["number"] = Whole(
                label="Gõ số hồ sơ sẽ mất tên",
                most=999_999,
                help_text=f"Không lấy lại được, nên gõ đúng số {vi.whole(number)} rồi mới bấm.",
            )

    def clean_number(self) -> int | None:
        typed: int | None = self.cleaned_data.get("number")
        if typed != self.number:
            raise forms.ValidationError(
                f"Sẽ mất tên {vi.whole(self.number)} hồ sơ, không phải {vi.whole(typed or 0)}. Hãy xem lại rồi gõ."
            )
        return typed
