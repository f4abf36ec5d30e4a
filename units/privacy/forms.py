"""What is asked of whoever writes down a breach of personal data, and how its notice ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.fields import Day, Whole
from hocTap.lib.forms import Seen
from units.enums import BreachOutcome
from units.models import DataBreach, User
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice
from units.privacy.registry import kept
from units.privacy.workflow import LONG, SHORT, Notice

KIND = "so_"
"""How the names of the fields begin that hold the number of records of a kind."""

CLOCK = forms.TimeInput(format="%H:%M", attrs={"placeholder": "giờ:phút, ví dụ 14:30", "autocomplete": "off"})
CLOCKS = ("%H:%M", "%Hh%M", "%Hh", "%H")


class Clock(forms.TimeField):
    """A time of day as officers type it: 14:30, 14h30, 14h."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": "Hãy ghi giờ và phút, ví dụ 14:30."}
        super().__init__(widget=CLOCK, input_formats=CLOCKS, error_messages=wrong, **kwargs)


def at_of(day: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, clock))


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NoticeForm(forms.Form):
    """What a notice says, in the order of the paper."""

    known_on = Day(label="Biết ngày", latest=timezone.localdate)
    known_time = Clock(label="Biết lúc mấy giờ", help_text="Hạn 72 giờ tính từ lúc này.")
    place = forms.CharField(
        label="Xảy ra lúc nào, ở đâu",
        max_length=SHORT,
        help_text="Ví dụ: tối 30/11/2026, máy tính ở bộ phận một cửa.",
    )
    nature = forms.CharField(
        label="Việc đã xảy ra",
        max_length=LONG,
        widget=area(),
        help_text="Mất, lộ, sửa hay xóa dữ liệu; do ai, bằng cách nào, nếu biết. Không ghi tên người có dữ liệu.",
    )
    harm = forms.CharField(label="Hậu quả, thiệt hại có thể có", max_length=LONG, widget=area())
    done = forms.CharField(
        label="Đã làm gì",
        max_length=LONG,
        widget=area(),
        help_text="Ví dụ: khóa tài khoản, thu hồi tệp, đổi mật khẩu, báo cho người có dữ liệu.",
    )
    planned = forms.CharField(label="Sẽ làm gì", max_length=LONG, widget=area(), required=False)
    contact = forms.CharField(
        label="Đầu mối liên hệ", max_length=SHORT, help_text="Họ tên, chức vụ, điện thoại, thư điện tử."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in kept():
            self.fields[f"{KIND}{each.name}"] = Whole(
                label=f"{each.title}: bao nhiêu {each.counted}",
                most=999_999_999,
                required=False,
                help_text=f"Hệ thống hiện giữ {vi.whole(each.number)} {each.counted}.",
            )

    @property
    def known_at(self) -> dt.datetime:
        return at_of(self.cleaned_data["known_on"], self.cleaned_data["known_time"])

    @property
    def notice(self) -> Notice:
        data = self.cleaned_data
        numbers = {name.removeprefix(KIND): data[name] or 0 for name in self.fields if name.startswith(KIND)}
        plain = {name: data[name] for name in ("place", "nature", "harm", "done", "planned", "contact")}
        return Notice(numbers=numbers, **plain)


class BreachForm(NoticeForm):
    """A breach that is written down: of which unit, and all that its notice says."""

    unit = UnitChoice(label="Dữ liệu của đơn vị")
    field_order = ("unit",)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        scope = Scope(ABOVE_COMMUNITIES)
        self.fields["unit"].offer(scope.units(user), scope)  # type: ignore[attr-defined]


class BreachEditForm(Seen, NoticeForm):
    """The notice of a breach, which others may be writing as well."""

    def __init__(self, data: Any, *, breach: DataBreach) -> None:
        known = timezone.localtime(breach.known_at)
        stored = {name: getattr(breach, name) for name in ("place", "nature", "harm", "done", "planned", "contact")}
        stored |= {"known_on": known.date(), "known_time": known.time().replace(second=0, microsecond=0)}
        stored |= {f"{KIND}{name}": number for name, number in breach.numbers.items()}
        super().__init__(data, initial=stored)


class EndForm(forms.Form):
    """Sent, when, under which number to whom; or why no notice is due."""

    outcome = forms.ChoiceField(label="Kết quả", choices=BreachOutcome.choices, widget=forms.RadioSelect)
    sent_on = Day(label="Gửi ngày", required=False, latest=timezone.localdate)
    sent_time = Clock(label="Gửi lúc mấy giờ", required=False)
    paper = forms.CharField(
        label="Số văn bản, nơi nhận",
        max_length=SHORT,
        required=False,
        help_text="Ví dụ: 12/BC-UBND gửi cơ quan chuyên trách bảo vệ dữ liệu cá nhân.",
    )
    because = forms.CharField(
        label="Lý do", max_length=500, required=False, widget=area(2), help_text="Khi gửi chậm, hoặc không phải gửi."
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") == BreachOutcome.SENT and not self.errors:
            for name in ("sent_on", "sent_time"):
                if data.get(name) is None:
                    self.add_error(name, "Hãy ghi lúc gửi.")
        return data

    @property
    def sent_at(self) -> dt.datetime:
        return at_of(self.cleaned_data["sent_on"], self.cleaned_data["sent_time"])
