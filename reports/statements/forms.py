"""What is typed of a published text and of its statements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hocTap.lib.fields import Day, Year
from hocTap.lib.forms import Seen
from indicators.models import Indicator
from indicators.scorecard.asking import FIRST_YEAR, LAST_YEAR
from reports.models import PublishedFigure, PublishedSource
from reports.review.spec import FLOWS
from reports.statements.workflow import LONGEST_REASON, Paper, Statement


class PaperForm(forms.Form):
    """A text in which figures were published."""

    title = forms.CharField(
        label="Tên văn bản, bài viết", max_length=300, help_text="Ví dụ: Báo cáo 45/BC-UBND tổng kết Đề án 2012–2020."
    )
    publisher = forms.CharField(
        label="Nơi công bố", max_length=200, help_text="Ví dụ: Ủy ban nhân dân Quận 11; Cổng thông tin của quận."
    )
    published_on = Day(label="Ngày công bố", latest=timezone.localdate)
    first_year = Year(label="Nói về các năm, từ năm", least=FIRST_YEAR, most=LAST_YEAR)
    last_year = Year(label="Đến năm", least=FIRST_YEAR, most=LAST_YEAR)
    note = forms.CharField(label="Ghi chú", required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))

    @staticmethod
    def paper(data: dict[str, Any]) -> Paper:
        """The text as the workflow takes it."""
        return Paper(**{name: data[name] for name in PaperForm.base_fields})


def why_field() -> forms.CharField:
    return forms.CharField(
        label="Lý do sửa",
        max_length=LONGEST_REASON,
        help_text="Nội dung cũ, nội dung mới, lý do và người sửa được giữ lại. Ví dụ: chép nhầm dòng.",
    )


class PaperChange(Seen, PaperForm):
    """The same, of a text that is kept already."""

    reason = why_field()

    def __init__(self, *args: Any, source: PublishedSource, **kwargs: Any) -> None:
        kept = {name: getattr(source, name) for name in PaperForm.base_fields}
        super().__init__(*args, initial=kept, **kwargs)


class StatementForm(forms.Form):
    """A statement as it was printed."""

    label = forms.CharField(label="Chỉ tiêu", max_length=200, help_text="Theo lời của nguồn: Gia đình học tập.")
    printed_count = forms.CharField(
        label="Số đếm như đã in", max_length=60, required=False, help_text="53; gần 10.800; trên 8 tỉ đồng."
    )
    printed_base = forms.CharField(
        label="Mẫu số như đã in", max_length=60, required=False, help_text="Để trống nếu nguồn không ghi."
    )
    printed_rate = forms.CharField(
        label="Tỉ lệ như đã in", max_length=20, required=False, help_text="84,12%; giữ đúng số chữ số thập phân."
    )
    place = forms.CharField(label="Vị trí trong nguồn", max_length=120, help_text="Trang 3, dòng 2; đoạn 3, câu 1.")
    figure = forms.ChoiceField(
        label="So với số liệu đã duyệt",
        required=False,
        help_text="Chọn khi hệ thống có đếm chỉ tiêu ấy.",
        widget=forms.Select(attrs={"data-narrow": "Tìm chỉ tiêu"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [("", "không so"), *figures()]  # type: ignore[attr-defined]

    @staticmethod
    def statement(data: dict[str, Any]) -> Statement:
        """The statement as the workflow takes it."""
        return Statement(**{name: data[name] for name in StatementForm.base_fields})


class StatementChange(Seen, StatementForm):
    """The same, of a statement that is kept already."""

    reason = why_field()

    def __init__(self, *args: Any, figure: PublishedFigure, **kwargs: Any) -> None:
        kept = {name: getattr(figure, name) for name in StatementForm.base_fields}
        super().__init__(*args, initial=kept, **kwargs)
        choices: Any = self.fields["figure"]
        if figure.figure and figure.figure not in dict(choices.choices):
            choices.choices = [*choices.choices, (figure.figure, figure.label)]


def figures() -> list[tuple[str, str]]:
    """What of our own a statement may be compared with: shares by their base, and what is added over years."""
    shares = Indicator.objects.filter(base__isnull=False).order_by("ordinal", "code")
    named = [(each.code, f"{each.label} ({each.base_label})") for each in shares]
    return [*named, *((flow.code, f"{flow.group}: {flow.label}") for flow in FLOWS)]


class VoidForm(forms.Form):
    """Why something is taken out."""

    reason = forms.CharField(label="Lý do hủy", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
