"""The form of a share: a fraction, of what, by which document."""

from __future__ import annotations

from django import forms

from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Whole
from hocTap.lib.forms import Seen
from units.enums import ShareOf
from units.shares.workflow import LARGEST, Entered


class ShareForm(Seen, Explained):
    """Of so many households (people, khu phố, area) of the old unit, so many passed to the new one."""

    numerator = Whole(
        label="Số chuyển sang đơn vị mới",
        most=LARGEST,
        required=False,
        help_text="Ví dụ 1.200 hộ trong 2.000 hộ: ghi 1.200. Để trống cả hai ô số nếu chưa có văn bản nào công bố.",
    )
    denominator = Whole(
        label="Trên tổng số của đơn vị cũ", most=LARGEST, required=False, help_text="Với ví dụ trên: ghi 2.000."
    )
    of = forms.ChoiceField(label="Là phần của", choices=[("", "– chọn –"), *ShareOf.choices], required=False)
    document = forms.CharField(
        label="Theo văn bản",
        max_length=200,
        required=False,
        help_text="Số, ngày, cơ quan ban hành; ví dụ: Đề án 12/ĐA-UBND ngày 15/04/2025.",
    )

    @property
    def entered(self) -> Entered:
        data = self.cleaned_data
        return Entered(
            data["numerator"], data["denominator"], data["of"], data["document"], data.get("doubt_reason", "")
        )
