"""What is typed to come in and to keep one's account."""

from __future__ import annotations

from typing import Any

from django import forms

from units.models import User
from units.naming import full_names
from units.signin import second
from units.signin.passkeys import LONGEST_ANSWER

ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false", "autocapitalize": "characters"}


class StepForm(forms.Form):
    """The code of the app, or one from paper."""

    code = forms.CharField(
        label="Mã bước hai",
        max_length=60,
        required=False,
        help_text="6 chữ số trên ứng dụng, hoặc một mã dự phòng đã in (16 chữ và số).",
        widget=forms.TextInput(attrs=ONE_TIME),
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_ANSWER)

    def clean(self) -> dict[str, Any]:
        """Either what was typed or what a device signed."""
        given = super().clean() or {}
        if not self.errors and not given.get("code") and not given.get("shown"):
            self.add_error("code", "Hãy gõ mã bước hai.")
        return given


class PasswordAgainForm(forms.Form):
    """Whoever sits at an open page is asked whether it is the person."""

    password = forms.CharField(
        label="Mật khẩu đang dùng",
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AppForm(PasswordAgainForm):
    """A new app: its name, the password again, and a code that the app shows."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=400)
    name = forms.CharField(label="Tên thiết bị", max_length=60, help_text="Ví dụ: điện thoại của tôi.")
    code = forms.CharField(
        label="Mã ứng dụng đang hiện",
        max_length=12,
        help_text="6 chữ số.",
        widget=forms.TextInput(attrs={**ONE_TIME, "inputmode": "numeric"}),
    )

    field_order = ("sealed", "name", "password", "code")


class KeyForm(PasswordAgainForm):
    """A new key that a device holds: its name, the password again, and what the device answers."""

    name = forms.CharField(label="Tên thiết bị", max_length=second.LONGEST_NAME, help_text="Ví dụ: máy ở cơ quan.")
    made = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_ANSWER)

    field_order = ("name", "password", "made")


class EndForm(PasswordAgainForm):
    """A device that opens nothing any more."""

    reason = forms.CharField(label="Lý do bỏ", max_length=500, help_text="Ví dụ: đổi điện thoại.")


class ResetForm(forms.Form):
    """Another person's devices open nothing any more."""

    reason = forms.CharField(label="Lý do", max_length=500, help_text="Ví dụ: mất điện thoại, đã gặp trực tiếp.")


class RuleForm(forms.Form):
    """Where a second step is demanded."""

    unit = forms.TypedChoiceField(label="Áp dụng cho", coerce=int, empty_value=None)
    demanded = forms.TypedChoiceField(
        label="Bước hai",
        choices=[("1", "Buộc dùng"), ("0", "Không buộc")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Lý do", max_length=500, help_text="Ví dụ: theo quy chế của cơ quan, số, ngày.")

    def __init__(self, data: Any = None, *, units: list[int], everybody: bool) -> None:
        super().__init__(data)
        names = full_names(units)
        offered = [("0", "Mọi cơ quan trên hệ thống")] if everybody else []
        self.fields["unit"].choices = [*offered, *((str(unit), names[unit]) for unit in units)]  # type: ignore[attr-defined]


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    username = forms.CharField(
        label="Tên đăng nhập", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )


def first_name_for(person: User) -> str:
    """What a new device is called unless somebody says otherwise."""
    return f"điện thoại {len(second.live(person)) + 1}" if second.has_one(person) else "điện thoại của tôi"
