"""What a person says of the reminders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst

from hocTap.lib.forms import Seen
from units.models import User
from units.notices.enums import NoticeKind
from units.notices.workflow import Wanted, wanted_by

NO_ADDRESS = "Tài khoản chưa có địa chỉ thư điện tử, nên chưa gửi thư nào. Muốn nhận thư, hãy báo người quản trị."
KINDS = [(kind.value, capfirst(kind.label)) for kind in NoticeKind]


class WantedForm(Seen, forms.Form):
    """Which kinds, in which way."""

    on_site = forms.MultipleChoiceField(
        label="Hiện ở trang “Thông báo”",
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    by_mail = forms.MultipleChoiceField(
        label="Gửi qua thư điện tử", choices=KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data, initial=wanted_by(person)._asdict())
        self.fields["by_mail"].help_text = f"Thư gửi tới {person.email}." if person.email else NO_ADDRESS

    @property
    def wanted(self) -> Wanted:
        return Wanted(tuple(self.cleaned_data["on_site"]), tuple(self.cleaned_data["by_mail"]))
