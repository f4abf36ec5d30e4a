"""The file that is sent in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from awards.uploads.safety import refuse_unless_small
from hocTap.lib.refusals import Refused


class UndoForm(forms.Form):
    """Why a whole list is taken back."""

    reason = forms.CharField(
        label="Lý do hoàn tác",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: nhầm danh sách của đơn vị khác.",
    )


class FileForm(forms.Form):
    """One workbook of at most 10 MB."""

    tep = forms.FileField(
        label="Tệp danh sách",
        help_text="Theo mẫu hoặc danh sách sẵn có của đơn vị (.xlsx, .xlsm, .xls, .xlsb, .ods, .csv, .tsv), "
        "nhiều nhất 10 MB và 80.000 dòng.",
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"}),
        error_messages={
            "required": "Hãy chọn tệp danh sách.",
            "max_length": "Tên tệp dài quá 200 chữ. Hãy đổi tên tệp ngắn hơn.",
            "invalid": "Chưa nhận được tệp. Hãy chọn lại tệp.",
        },
    )

    def clean_tep(self) -> Any:
        file: UploadedFile = self.cleaned_data["tep"]
        try:
            refuse_unless_small(file.size)
        except Refused as reason:
            raise forms.ValidationError(str(reason)) from reason
        return file
