"""What the page asks for: the file, and a reason once figures were found changed."""

from __future__ import annotations

from typing import Any

from django import forms

from hocTap.lib.doubts import Explained
from hocTap.lib.refusals import Refused
from reports.returning.looking import LARGEST, Brought, look


class SignedForm(Explained):
    """The signed original as a scan or with digital signatures, or the Word file that the office edited."""

    tep = forms.FileField(
        label="Tệp",
        help_text="Bản PDF đã ký số; bản quét PDF hoặc ảnh JPEG của bản đã ký; hoặc tệp Word (.docx) đã sửa lời. "
        "Nhiều nhất 10 MB.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.docx"}),
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp này trống. Hãy chọn tệp khác.",
            "max_length": "Tên tệp dài quá 200 chữ. Hãy đổi tên tệp ngắn hơn.",
            "invalid": "Chưa nhận được tệp. Hãy chọn lại tệp.",
        },
    )

    def clean_tep(self) -> Brought:
        file: Any = self.cleaned_data["tep"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                "Tệp lớn hơn 10 MB. Hãy quét ở độ phân giải thấp hơn (200–300 dpi) rồi gửi lại."
            )
        try:
            return look(file.name, file.read())
        except Refused as reason:
            raise forms.ValidationError(str(reason)) from reason
