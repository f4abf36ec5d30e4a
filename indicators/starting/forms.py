"""What is typed into the guide: who the office is, a grid of units, forms and periods, a grid of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from awards.uploads.safety import refuse_unless_small
from hocTap.lib.fields import Day, Several, Whole, Year
from hocTap.lib.forms import Seen
from hocTap.lib.grids import Grid, text
from hocTap.lib.refusals import Refused
from indicators.models import Form
from indicators.starting.people import PersonRow
from units.enums import Role
from units.models import Unit, UnitVersion
from units.naming import full_names

BLANK_ROWS = 16
FIRST_YEAR, LAST_YEAR = 1990, 2100


class WhoForm(forms.Form):
    """Who the office is, and the years."""

    name = forms.CharField(
        label="Cơ quan ở đâu",
        max_length=400,
        help_text="Ghi cả cấp trên sau dấu phẩy, ví dụ: “Quận 10, Thành phố Hồ Chí Minh” hoặc “Xã Long Thành, "
        "Tỉnh Vĩnh Long”. Không cần dấu khi tìm; nơi danh mục chưa có thì ghi đủ dấu.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    first = Year(label="Số liệu từ năm", least=FIRST_YEAR, most=LAST_YEAR)
    last = Year(label="Đến năm", least=FIRST_YEAR, most=LAST_YEAR)

    def offer(self, units: Sequence[Unit]) -> None:
        """Show the units that could be meant, and the way to write a new one."""
        names = full_names([unit.pk for unit in units])
        choices = [(str(unit.pk), names[unit.pk]) for unit in units]
        field = forms.ChoiceField(label="Trong danh mục có các nơi sau; ý ông, bà là", widget=forms.RadioSelect)
        field.choices = [*choices, (NEW, "Nơi khác, danh mục chưa có: ghi mới như đã gõ")]
        self.fields["unit"] = field


NEW = "moi"


class UnitsGrid(Grid):
    columns = ("ten", "tu", "den", "can_cu")
    typed_beside = ("tu", "den", "can_cu")

    def field(self, column: str, row: int) -> forms.Field:
        place = f"dòng {row + 1}"
        if column == "ten":
            return text(f"Tên đơn vị, {place}", 160, placeholder="Phường 1–15" if row == 0 else "")
        if column == "can_cu":
            return text(f"Căn cứ, {place}", 200)
        day = Day(label=f"{'Từ ngày' if column == 'tu' else 'Đến hết ngày'}, {place}", required=False)
        day.widget.attrs |= {"class": "form-control", "aria-label": day.label, "placeholder": ""}
        return day


class PeopleGrid(Grid):
    columns = ("ho_ten", "nhiem_vu", "don_vi", "thu")
    typed_beside = ("thu",)

    def __init__(self, *args: Any, roles: Sequence[Role], names: Sequence[str], **kwargs: Any) -> None:
        self.roles, self.names = roles, names
        super().__init__(*args, **kwargs)

    def field(self, column: str, row: int) -> forms.Field:
        place = f"dòng {row + 1}"
        if column == "ho_ten":
            return text(f"Họ và tên, {place}", 120)
        if column == "don_vi":
            return text(f"Đơn vị, {place}", 160, list="cac-don-vi")
        if column == "thu":
            return text(f"Thư điện tử, {place}", 254, inputmode="email")
        widget = forms.Select(attrs={"class": "form-select", "aria-label": f"Nhiệm vụ, {place}"})
        choices = [(role.value, role.label) for role in self.roles]
        return forms.ChoiceField(label=f"Nhiệm vụ, {place}", choices=choices, required=False, widget=widget)

    @staticmethod
    def filled(rows: Sequence[PersonRow]) -> dict[str, str]:
        """Initial values of the rows; `role` is already the value of a role."""
        return {
            f"{column}-{number}": value
            for number, row in enumerate(rows)
            for column, value in zip(PeopleGrid.columns, (row.name, row.role, row.unit, row.email), strict=True)
        }


class BookForm(forms.Form):
    """A workbook of people."""

    tep = forms.FileField(
        label="Hoặc lấy từ bảng tính",
        help_text="Danh sách sẵn có, kiểu nào cũng được, chỉ cần cột Họ và tên; có cột nhiệm vụ, đơn vị, "
        "thư điện tử thì đọc luôn. Tệp chỉ điền vào bảng trên để xem lại, chưa ghi gì.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv"}),
        error_messages={"required": "Hãy chọn tệp.", "empty": "Tệp trống.", "invalid": "Chưa nhận được tệp."},
    )

    def clean_tep(self) -> Any:
        file = self.cleaned_data["tep"]
        try:
            refuse_unless_small(file.size)
        except Refused as reason:
            raise forms.ValidationError(str(reason)) from reason
        return file


class CollectingForm(forms.Form):
    """Forms and their periods."""

    forms_ = Several(
        Form.objects.none(),
        label="Biểu mẫu",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một biểu."},
    )
    first = Year(label="Từ năm", least=FIRST_YEAR, most=LAST_YEAR)
    last = Year(label="Đến năm", least=FIRST_YEAR, most=LAST_YEAR)
    opens = forms.ChoiceField(
        label="Mở nhập", choices=[("start", "từ ngày đầu của kỳ"), ("end", "từ ngày cuối của kỳ")], initial="start"
    )
    days_after = Whole(label="Hạn gửi: số ngày sau khi kỳ kết thúc", least=0, most=365, initial=15)
    late_due = Day(
        label="Hạn mới cho các kỳ đã qua hạn",
        required=False,
        help_text="Kỳ nào có hạn đã qua thì dùng hạn này, kể cả kỳ đã mở. Để trống thì giữ hạn cũ: vừa mở là quá hạn.",
    )

    def __init__(self, *args: Any, forms_: Sequence[Form], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["forms_"]
        field.queryset = Form.objects.filter(pk__in=[form.pk for form in forms_])

    def clean_late_due(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["late_due"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("Hạn mới phải từ hôm nay trở đi.")
        return day


class UnitForm(Seen, forms.Form):
    """What is written of a unit, to be put right."""

    name = forms.CharField(label="Tên, có loại hình", max_length=120)
    first = Day(label="Từ ngày")
    last = Day(label="Đến hết ngày", required=False, help_text="Để trống khi còn đến nay.")
    decision = forms.CharField(label="Căn cứ", max_length=200, required=False)

    def __init__(self, *args: Any, version: UnitVersion, **kwargs: Any) -> None:
        stored = {"name": version.name, "first": version.valid_from, "last": version.valid_to}
        super().__init__(*args, initial={**stored, "decision": version.decision}, **kwargs)


def this_year() -> int:
    return timezone.localdate().year
