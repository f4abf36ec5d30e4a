"""Work on the catalogue for people: what would be many rows in the administration's tables is one form here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.fields import Whole, Year
from indicators.enums import PeriodKind
from indicators.rules.periods import UsualPeriod, usual_periods
from indicators.workflow.periods import missing, open_periods
from units.http import UserRequest
from units.permissions import can_administer

MOST_YEARS = 30
FIRST_YEAR, LAST_YEAR = 1990, 2100


class PeriodsForm(forms.Form):
    """Which periods to open."""

    kind = forms.ChoiceField(label="Loại kỳ", choices=PeriodKind)
    first = Year(label="Từ năm", least=FIRST_YEAR, most=LAST_YEAR)
    last = Year(label="Đến năm", least=FIRST_YEAR, most=LAST_YEAR)
    days_after = Whole(label="Hạn gửi: số ngày sau khi kỳ kết thúc", least=0, most=365, initial=15)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        first, last = asked.get("first"), asked.get("last")
        if first and last and not first <= last < first + MOST_YEARS:
            self.add_error("last", f"Năm cuối không được trước năm đầu; mỗi lần mở nhiều nhất {MOST_YEARS} năm.")
        return asked


def asked_for(data: dict[str, Any]) -> list[UsualPeriod]:
    return usual_periods(PeriodKind(data["kind"]), data["first"], data["last"], days_after=data["days_after"])


def preview(data: dict[str, Any]) -> str:
    """Each period that will be opened, on a line; nothing when there is none, which the step then refuses."""
    new = missing(asked_for(data))
    lines = [
        f"{each.label}: {vi.day(each.starts_on)} – {vi.day(each.ends_on)}, hạn gửi {vi.day(each.due_on)}"
        for each in new
    ]
    return "\n".join([f"Sẽ mở {len(new)} kỳ:", *lines]) if new else ""


@require_http_methods(["GET", "HEAD", "POST"])
def periods_open(request: UserRequest) -> HttpResponse:
    if not can_administer(request.user):
        raise PermissionDenied("Chỉ người quản trị hệ thống mở kỳ báo cáo.")
    back = reverse("admin:indicators_period_changelist")

    def do(data: dict[str, Any]) -> str:
        open_periods(asked_for(data))
        return back

    year = timezone.localdate().year
    form = PeriodsForm(posted(request), initial={"kind": PeriodKind.CALENDAR_YEAR, "first": year, "last": year})
    lead = "Kỳ đã có thì giữ nguyên. Trước khi mở, trang sau cho xem từng kỳ."
    return act(
        request,
        form,
        do,
        title="Mở kỳ báo cáo",
        back=back,
        done="Đã mở kỳ báo cáo.",
        lead=lead,
        button="Xem trước",
        ask=preview,
    )
