"""A child's record, consent to keep it, and what is asked of it."""

from __future__ import annotations

from django import forms

from awards.scholarships.enums import (
    Asker,
    Party,
    RequestKind,
    RequestOutcome,
)
from awards.scholarships.forms.common import FIRST_DAY
from hocTap.lib.fields import Day, Year
from hocTap.lib.forms import Seen


class CorrectForm(Seen, forms.Form):
    """A child's record; the class changes every year, the spelling of a name is put right."""

    name = forms.CharField(label="Họ và tên", max_length=120)
    birth_year = Year(label="Năm sinh", least=1900, most=2100)
    class_name = forms.CharField(label="Lớp", max_length=30, required=False)
    school = forms.CharField(label="Trường", max_length=160, required=False)
    hardship = forms.BooleanField(label="Hoàn cảnh khó khăn", required=False)
    reason = forms.CharField(label="Lý do sửa", max_length=500, help_text="Ví dụ: lên lớp, chuyển trường, ghi sai tên.")

    @property
    def watched(self) -> list[str]:
        return [name for name in super().watched if name != "reason"]


class JoinForm(forms.Form):
    number = forms.CharField(
        label="Gộp vào hồ sơ số", max_length=20, help_text="Hồ sơ giữ lại, ví dụ HS-00012. Các suất giữ nguyên số."
    )
    reason = forms.CharField(label="Vì sao là một em", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label="Yêu cầu", choices=RequestKind.choices)
    asker = forms.ChoiceField(label="Người yêu cầu", choices=Asker.choices)
    received_on = Day(earliest=FIRST_DAY, label="Nhận ngày")
    paper = forms.CharField(
        label="Đơn, giấy tờ", max_length=160, help_text="Số, ngày hoặc nơi lưu; không ghi tên ở đây."
    )
    said = forms.CharField(label="Nội dung yêu cầu", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AcknowledgeForm(forms.Form):
    on = Day(earliest=FIRST_DAY, label="Báo đã tiếp nhận ngày")


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label="Kết quả", choices=RequestOutcome.choices)
    on = Day(earliest=FIRST_DAY, label="Trả lời ngày")
    answer = forms.CharField(label="Trả lời", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class ConsentForm(forms.Form):
    party = forms.ChoiceField(label="Bên đồng ý", choices=Party.choices)
    given_on = Day(earliest=FIRST_DAY, label="Đồng ý ngày")
    evidence = forms.CharField(label="Giấy đồng ý", max_length=160, help_text="Số, ngày hoặc nơi lưu của giấy.")


class WithdrawForm(forms.Form):
    on = Day(earliest=FIRST_DAY, label="Rút đồng ý ngày")
