"""What is typed to come in for the first time, and to put a post right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin

from hocTap.lib.fields import Day
from hocTap.lib.forms import Seen
from units.enums import Role
from units.models import Post, User
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice


class CodeForm(forms.Form):
    """The code of a slip."""

    ma = forms.CharField(
        label="Mã trên phiếu",
        max_length=60,
        help_text="16 chữ và số, ví dụ: K7QM-2VTA-9XHD-RB4E. Gõ chữ thường cũng được.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class OwnPasswordForm(SetPasswordMixin, forms.Form):  # type: ignore[type-arg] # Django's class takes none
    """A password of one's own, twice."""

    password1, password2 = SetPasswordMixin.create_password_fields(label1="Mật khẩu mới", label2="Gõ lại mật khẩu mới")

    def clean(self) -> dict[str, Any]:
        self.validate_passwords("password1", "password2")
        return super().clean() or self.cleaned_data


class EmailForm(Seen, forms.Form):
    """A person's address as it should have been written down."""

    email = forms.EmailField(
        label="Thư điện tử đúng", max_length=254, required=False, help_text="Không có thì để trống."
    )
    reason = forms.CharField(label="Lý do sửa", max_length=500, help_text="Ví dụ: gõ nhầm tên miền.")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"email": person.email}, **kwargs)


class PostCorrectionForm(Seen, forms.Form):
    """A post as it should have been written down."""

    unit = UnitChoice(label="Đơn vị", empty_label=None)
    role = forms.ChoiceField(label="Nhiệm vụ")
    valid_from = Day(label="Từ ngày")
    valid_to = Day(label="Đến hết ngày", required=False, help_text="Để trống khi còn đang làm.")
    reason = forms.CharField(label="Lý do sửa", max_length=500, help_text="Ví dụ: ghi nhầm đơn vị.")

    def __init__(self, *args: Any, post: Post, roles: tuple[Role, ...], units: Any, **kwargs: Any) -> None:
        stored = {"unit": post.unit_id, "role": post.role, "valid_from": post.valid_from, "valid_to": post.valid_to}
        super().__init__(*args, initial=stored, **kwargs)
        self.fields["unit"].offer(units, Scope(ABOVE_COMMUNITIES))  # type: ignore[attr-defined]
        offered = dict.fromkeys([Role(post.role), *roles])
        self.fields["role"].choices = [(role.value, role.label) for role in offered]  # type: ignore[attr-defined]
