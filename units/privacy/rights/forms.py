"""What is asked of whoever looks for a person, and writes down what somebody asks of their data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hocTap.lib.fields import Day
from units.enums import BasisKind, RightAsker, RightKind, RightOutcome
from units.models import User
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice
from units.privacy.registry import kept
from units.privacy.rights.workflow import EARLIEST


def day_field(label: str) -> Day:
    return Day(label=label, earliest=EARLIEST, latest=timezone.localdate, initial=timezone.localdate)


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class BasisForm(forms.Form):
    """Of which unit, for which kind of data, by which paper."""

    unit = UnitChoice(label="Đơn vị")
    book = forms.ChoiceField(label="Loại dữ liệu")
    kind = forms.ChoiceField(label="Căn cứ", choices=BasisKind.choices)
    paper = forms.CharField(
        label="Văn bản, giấy tờ",
        max_length=200,
        help_text="Số, ngày; ví dụ: Văn bản ủy quyền số 12/UBND ngày 05/01/2026.",
    )
    since = Day(label="Từ ngày", latest=timezone.localdate)

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        unit: Any = self.fields["unit"]
        scope = Scope(ABOVE_COMMUNITIES)
        unit.offer(scope.units(user), scope)
        book: Any = self.fields["book"]
        book.choices = [(each.name, each.title) for each in kept()]


class FindForm(forms.Form):
    """A name, or a part of it."""

    ten = forms.CharField(
        label="Họ và tên",
        max_length=120,
        min_length=2,
        help_text="Gõ có dấu thì tìm đúng dấu, gõ không dấu thì tìm mọi cách viết.",
        error_messages={"min_length": "Hãy gõ ít nhất hai chữ cái."},
    )


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label="Yêu cầu", choices=RightKind.choices)
    asker = forms.ChoiceField(label="Người yêu cầu", choices=RightAsker.choices)
    received_on = day_field("Nhận ngày")
    paper = forms.CharField(
        label="Đơn, giấy tờ", max_length=160, help_text="Số, ngày hoặc nơi lưu; không ghi tên, số căn cước ở đây."
    )
    said = forms.CharField(label="Nội dung yêu cầu", max_length=500, widget=area(3))


class EndForm(forms.Form):
    on = Day(label="Hết ngày", latest=timezone.localdate, initial=timezone.localdate)


class OnForm(forms.Form):
    on = day_field("Báo đã tiếp nhận ngày")


class ExtendForm(forms.Form):
    on = day_field("Gia hạn ngày")
    because = forms.CharField(label="Lý do, như đã báo cho người yêu cầu", max_length=300, widget=area(2))


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label="Kết quả", choices=RightOutcome.choices)
    on = day_field("Trả lời ngày")
    answer = forms.CharField(label="Trả lời", max_length=1000, widget=area(4))
