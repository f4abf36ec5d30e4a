"""What the pages of papers are asked: words and heading, signature, reasons."""

from __future__ import annotations

from typing import Any

from django import forms

from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day, Whole
from hocTap.lib.forms import Seen
from reports.papers.kinds import Kind
from reports.papers.matter import Filed
from reports.papers.models import Document
from reports.papers.workflow import WRITABLE


class TextForm(Seen, forms.ModelForm):  # type: ignore[type-arg]
    """The words around the figures, and what stands around the text."""

    class Meta:
        model = Document
        fields = WRITABLE
        widgets = {
            "body": forms.Textarea(attrs={"rows": 10}),
            "bases": forms.Textarea(attrs={"rows": 6}),
            "closing": forms.Textarea(attrs={"rows": 3}),
            "agency": forms.Textarea(attrs={"rows": 2}),
            "subject": forms.Textarea(attrs={"rows": 2}),
            "authority": forms.Textarea(attrs={"rows": 2}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "issuing": "Đổi cơ quan ký thì phần đầu, ký hiệu và phần ký đổi theo, trừ chỗ đã tự ghi.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.symbol:
            for name in ("issuing", "symbol", "authority", "position", "recipients"):
                del self.fields[name]


class IssueForm(Explained):
    """Number, day and signer as far as the register does not keep them; the digest says what the person had read."""

    number = Whole(label="Số", least=1, most=99_999, help_text="Do văn thư cấp, đánh từ 1 trong mỗi năm.")
    issued_on = Day(label="Ngày ban hành")
    signer = forms.CharField(label="Họ và tên người ký", max_length=120, help_text="Không ghi học hàm, học vị.")
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, kind: Kind, filed: Filed | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["number", "issued_on", "signer", "digest"])
        if filed:
            del self.fields["number"], self.fields["issued_on"]
            if filed.signer:
                del self.fields["signer"]
            elif not kind.is_numbered:
                self.fields["signer"].label = "Họ và tên chủ trì"
                self.fields["signer"].help_text = ""
        elif not kind.is_numbered:
            del self.fields["number"]

    def look_again(self, digest: str) -> None:
        """What was typed stays; the next press is for the paper as it is now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["digest"] = digest
        self.data = data
