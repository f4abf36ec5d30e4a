"""What a person can do next when nothing waits: no first page is a dead end. Links only to what the person opens."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from indicators.models import OfficeStart
from units.enums import Role
from units.models import User
from units.naming import full_names

OFFICES_NAMED = 5


class Next(NamedTuple):
    """A thing to do: the words of its link, what it is good for, and where."""

    words: str
    what_for: str
    address: str


OFFICE = (
    Next("Lập báo cáo tổng kết", "từ số đã duyệt; xem trên trang, in PDF, tải Excel", "reports:report-make"),
    Next("Các báo cáo số liệu", "đã gửi, đã duyệt, đã trả lại", "indicators:submission-list"),
    Next("Báo cáo tổng kết đã lập", "dự thảo và bản đã phát hành", "reports:report-list"),
)
OFFICER = (
    Next("Các báo cáo số liệu", "xem lại báo cáo đã gửi và số đã duyệt", "indicators:submission-list"),
    Next("Danh hiệu: các bước trong năm", "đăng ký, chấm, bình xét, trình xét", "titles:home"),
    Next("Sổ đối tượng", "hộ, dòng họ, đơn vị, công dân đang theo dõi", "titles:candidate-list"),
)
APPROVER = (
    Next("Quyết định công nhận", "dự thảo chờ ghi số và quyết định đã ký", "titles:decision-list"),
    Next("Danh hiệu qua các năm", "bao nhiêu đăng ký, được công nhận, bị thu hồi", "titles:years"),
)
FUND = (
    Next("Các quỹ", "ghi thu, chi, suất học bổng", "scholarships:fund-list"),
    Next("Tổng hợp học bổng theo năm", "vận động, trao, chi", "scholarships:summary"),
)
ADMINISTRATOR = (
    Next("Bắt đầu một cơ quan khác", "tỉnh, phường, xã, hoặc quận, huyện cũ", "starting:start"),
    Next("Mở kỳ báo cáo", "năm, học kỳ, quý tiếp theo", "indicators:periods-open"),
    Next("Đơn vị hành chính", "xem danh mục, ghi tiếp khu phố, thôn, ấp", "units:tree"),
)
BY_ROLE = {
    Role.DISTRICT_OFFICE: OFFICE,
    Role.WARD_OFFICER: OFFICER,
    Role.TITLE_APPROVER: APPROVER,
    Role.FUND_OFFICER: FUND,
}


def next_steps(user: User) -> list[Next]:
    """Each page once, in the order of the person's posts; administrators first what their offices still lack."""
    named = [each for role, steps in BY_ROLE.items() if user.units_as(role) for each in steps]
    found = [each._replace(address=reverse(each.address)) for each in named]
    if user.is_administrator:
        found = [*_offices(), *(each._replace(address=reverse(each.address)) for each in ADMINISTRATOR), *found]
    return list({each.address: each for each in found}.values())


def _offices() -> list[Next]:
    """The offices that were begun last, each with the page that says what it still lacks."""
    begun = OfficeStart.objects.order_by("-started_at", "pk").values_list("unit", flat=True)[:OFFICES_NAMED]
    names = full_names(list(begun))
    return [
        Next(f"{name}: còn thiếu gì", "đơn vị, kỳ, cán bộ, phiếu", reverse("starting:office", args=[unit]))
        for unit, name in names.items()
    ]
