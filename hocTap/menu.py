"""The menu of the site and the path above a page: what may I open, where am I, how do I get back up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hocTap.lib.addresses import address_of
from units.counted import Counted, known
from units.enums import Role
from units.models import User

register = Library()
Thing = TypeVar("Thing")

NUMBER = "<!--viec-->"
"""Where in the written menu the number of what waits is to stand: the menu is kept, the number is each person's."""

READS_TITLES = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER)
READS_DECISIONS = (*READS_TITLES, Role.READER)
READS_SERIES = (Role.DISTRICT_OFFICE, Role.WARD_OFFICER, Role.READER)
RECORDS_COMMENDATIONS = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.FUND_OFFICER)
DECIDES_ON_CENTRES = (Role.ADMINISTRATOR, Role.DISTRICT_OFFICE, Role.WARD_OFFICER)
READS_PRIVACY = (Role.DISTRICT_OFFICE, Role.ADMINISTRATOR)
ANSWERS = (Role.WARD_OFFICER, Role.FUND_OFFICER, Role.DISTRICT_OFFICE, Role.ADMINISTRATOR)
READS_TRAILS = (Role.DISTRICT_OFFICE, Role.FUND_OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Page:
    """One line of the menu: its words, the name of its address, and the roles that open it (none: everybody).

    A page of a unit (`of_unit`) is that of the person's first post in one of the roles; `before` goes into the address
    before the unit. Pages under one of the addresses `also` belong to it too.
    """

    words: str
    name: str
    roles: tuple[Role, ...] = ()
    of_unit: bool = False
    before: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def is_open_to(self, user: User) -> bool:
        if self.roles == (Role.ADMINISTRATOR,):
            return user.is_administrator
        return not self.roles or bool(user.units_as(*self.roles))

    def address_for(self, user: User) -> str:
        if self.of_unit:
            return address_of(self.name, *self.before, user.units_as(*self.roles)[0])
        return address_of(self.name)


@dataclass(frozen=True)
class Part:
    """One part of the site: the words of the menu, the name of its first page's address, and its pages."""

    words: str
    name: str
    pages: tuple[Page, ...] = ()
    roles: tuple[Role, ...] = ()

    @property
    def address(self) -> str:
        return address_of(self.name)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Its own, and those of pages that belong to one of its lines."""
        return (self.address, *(each for page in self.pages for each in page.also))


HOME = Part(
    "Việc của tôi",
    "home",
    (
        Page("Việc đang chờ", "home"),
        Page("Thông báo", "desk:notice-list"),
        Page("Nhắc việc, lịch", "desk:settings"),
        Page("Việc nền", "desk:job-list"),
        Page("Tài khoản của tôi", "account:own"),
        Page("Nhật ký xem, sửa", "trails:list", READS_TRAILS),
        Page("Dữ liệu cá nhân", "privacy:register", READS_PRIVACY),
        Page(
            "Yêu cầu về dữ liệu",
            "privacy:request-list",
            ANSWERS,
            also=("/du-lieu-ca-nhan/tim/", "/du-lieu-ca-nhan/het-han/"),
        ),
        Page("Nhật ký đăng nhập", "account:journal", (Role.ADMINISTRATOR,)),
        Page("Bắt đầu một cơ quan", "starting:start", (Role.ADMINISTRATOR,)),
        Page("Cán bộ của đơn vị", "starting:people", (Role.DISTRICT_OFFICE,), of_unit=True),
    ),
)
PARTS = (
    Part(
        "Số liệu",
        "indicators:submission-list",
        (
            Page("Các báo cáo số liệu", "indicators:submission-list"),
            Page("Tình hình các đơn vị", "indicators:overview", (Role.DISTRICT_OFFICE, Role.READER), of_unit=True),
            Page(
                "Chuỗi số liệu theo địa bàn", "indicators:series", READS_SERIES, of_unit=True, also=("/so-lieu/chuoi/",)
            ),
            Page("Danh mục", "indicators:catalogue", (Role.ADMINISTRATOR,)),
            Page("Mở kỳ báo cáo", "indicators:periods-open", (Role.ADMINISTRATOR,)),
            Page("Thêm mục tiêu", "indicators:target-add", (Role.ADMINISTRATOR,)),
        ),
    ),
    Part(
        "Danh hiệu",
        "titles:home",
        (
            Page("Các bước trong năm", "titles:home", (Role.WARD_OFFICER,)),
            Page("Chờ xét", "titles:approval", (Role.TITLE_APPROVER,), also=("/danh-hieu/viec/",)),
            Page("Sổ đối tượng", "titles:candidate-list", READS_TITLES),
            Page("Bản ghi có thể trùng", "titles:candidate-duplicates", READS_TITLES),
            Page("Chuyển giữa các phường, xã", "titles:move-list", READS_TITLES),
            Page("Nạp sổ từ Excel", "uploads:start", (Role.WARD_OFFICER,), of_unit=True, before=("households",)),
            Page("Quyết định", "titles:decision-list", READS_DECISIONS),
            Page("Qua các năm", "titles:years", READS_DECISIONS),
            Page("Bộ tiêu chí", "titles:criteria-list"),
        ),
    ),
    Part(
        "Đơn vị",
        "units:tree",
        (
            Page("Đơn vị hành chính", "units:tree"),
            Page("Khu phố, thôn, ấp", "units:community-list", (Role.WARD_OFFICER, Role.DISTRICT_OFFICE), of_unit=True),
            Page("Bàn giao khi sắp xếp", "units:handover-list"),
        ),
    ),
    Part(
        "Trung tâm học tập",
        "units:centre-list",
        (
            Page("Các trung tâm", "units:centre-list"),
            Page("Các phường, xã hôm nay", "units:centre-overview"),
            Page("Độ bao phủ", "units:centre-coverage"),
            Page("Lớp, chuyên đề", "units:course-list"),
            Page("Chuyên đề, tài liệu dùng lại", "units:topic-list"),
            Page("Chờ quyết định", "units:centre-pending"),
            Page("Ghi quyết định thành lập", "units:centre-found", DECIDES_ON_CENTRES),
        ),
    ),
    Part(
        "Học bổng",
        "scholarships:fund-list",
        (
            Page("Các quỹ", "scholarships:fund-list"),
            Page("Tổng hợp theo năm", "scholarships:summary"),
            Page("Báo cáo thu – chi", "scholarships:statement"),
            Page("Nạp danh sách từ Excel", "uploads:start", (Role.FUND_OFFICER,), of_unit=True, before=("payments",)),
            Page("Mở quỹ", "scholarships:fund-add", (Role.FUND_OFFICER,)),
        ),
    ),
    Part(
        "Khen thưởng",
        "commendations:commendation-list",
        (
            Page("Người được khen", "commendations:commendation-list"),
            Page("Lập danh sách trình khen", "commendations:draft-start", RECORDS_COMMENDATIONS),
            Page("Ghi quyết định", "commendations:decision-add", RECORDS_COMMENDATIONS),
        ),
    ),
    Part(
        "Báo cáo",
        "reports:report-list",
        (
            Page("Báo cáo tổng kết", "reports:report-list"),
            Page(
                "Thực hiện mục tiêu",
                "reports:scorecard",
                (*READS_SERIES, Role.TITLE_APPROVER),
                of_unit=True,
                also=(
                    *("/bao-cao/muc-tieu/", "/bao-cao/tom-tat/", "/bao-cao/so-sanh/", "/bao-cao/so-sanh-van-ban/"),
                    *("/bao-cao/da-cong-bo/", "/so-lieu/ke-hoach/", "/so-lieu/cong-khai/"),
                ),
            ),
            Page("Lập báo cáo", "reports:report-make", (Role.DISTRICT_OFFICE,)),
            Page("Văn bản đã lập", "papers:document-list", (*READS_TITLES, Role.FUND_OFFICER, Role.READER)),
            Page("Dự thảo đã xóa", "reports:deleted-list", (Role.DISTRICT_OFFICE,)),
        ),
    ),
)
ADMINISTRATION = Part("Quản trị", "admin:index", roles=(Role.ADMINISTRATOR,))


class Line(NamedTuple):
    """A line of the menu as a person sees it; `here` is "page" for the page shown, "true" for what it belongs to."""

    words: str
    address: str
    here: str
    pages: tuple[Line, ...]


class Menu(NamedTuple):
    """The menu as HTML: the sheet of a phone, and the bar of a desk with the pages of the part shown.

    `number`: how much waits, for the button that opens the sheet; `unread`: of notices, for the link to them.
    """

    sheet: str
    bar: str
    number: str = ""
    unread: str = ""


def part_of(path: str) -> Part:
    """The part of the site that a page belongs to, by its address; a page of no part belongs to "Việc của tôi".

    Example: /don-vi/trung-tam/5/ is of "Trung tâm học tập", though /don-vi/ is the address of "Đơn vị".
    """
    return longest(PARTS, path, lambda part: part.addresses) or HOME


def longest(among: Sequence[Thing], path: str, addresses: Callable[[Thing], tuple[str, ...]]) -> Thing | None:
    """The one with the longest address that the path starts with."""
    fits = [(len(each), one) for one in among for each in addresses(one) if path.startswith(each)]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def menu_of(user: User, path: str, above: str = "") -> tuple[Line, ...]:
    """Every page that the person may open; asks nothing beyond the posts that the page has read anyway.

    `above` is the address of the page above one whose own address tells no part, such as /tai-len/5/.
    """
    here = part_of(path)
    if here is HOME and above:
        here = part_of(above)
    parts = (HOME, *PARTS, *([ADMINISTRATION] if user.is_administrator else []))
    return tuple(
        Line(part.words, part.address, current(part is here, part.address == path), lines_of(part, user, path, above))
        for part in parts
    )


def lines_of(part: Part, user: User, path: str, above: str = "") -> tuple[Line, ...]:
    opened = [(page, page.address_for(user)) for page in part.pages if page.is_open_to(user)]
    here = next(filter(None, (longest(opened, each, addresses_of) for each in (path, above))), None)
    return tuple(Line(page.words, url, current((page, url) == here, url == path), ()) for page, url in opened)


def addresses_of(opened: tuple[Page, str]) -> tuple[str, ...]:
    page, address = opened
    return (address, *page.also)


def current(is_here: bool, is_page: bool) -> str:
    return "page" if is_page else "true" if is_here else ""


@register.simple_tag(takes_context=True)
def site_menu(context: Context) -> Menu:
    request = context["request"]
    found = written(menu_of(request.user, request.path, str(context.get("above") or "")))
    counted = known(request, timezone.now())
    number = number_beside(counted)
    sheet, bar = (mark_safe(html.replace(NUMBER, number)) for html in found[:2])  # noqa: S308 - escaped above
    return Menu(sheet, bar, number, unread_beside(counted))


def number_beside(counted: Counted | None) -> SafeString:
    """How much waits as it was last counted, hidden while nobody counted or nothing waits; the script fills it in."""
    shown = counted if counted and counted.number else None
    return format_html(
        '<span class="nav-number" data-work-number="{}" data-at="{}" title="{}"{}>{}</span>'
        '<span class="visually-hidden">{}</span>',
        address_of("desk:number"),
        int(counted.at.timestamp()) if counted else "",
        counted.words if counted else "",
        "" if shown else mark_safe(" hidden"),
        shown.number if shown else "",
        f" ({shown.words})" if shown else "",
    )


def unread_beside(counted: Counted | None) -> SafeString:
    """How many notices are not read yet; as the number of what waits."""
    shown = counted if counted and counted.unread else None
    return format_html(
        '<span class="nav-number" data-unread-number title="{}"{}>{}</span><span class="visually-hidden">{}</span>',
        shown.unread_words if shown else "",
        "" if shown else mark_safe(" hidden"),
        shown.unread if shown else "",
        f" ({shown.unread_words})" if shown else "",
    )


@lru_cache(maxsize=500)
def written(menu: tuple[Line, ...]) -> Menu:
    """The same lines are the same HTML, whoever sees them: written once by each process."""
    lines = {"menu": menu, "number": SafeString(NUMBER)}
    return Menu(render_to_string("components/_nav.html", lines), render_to_string("components/_bar.html", lines))


@register.simple_block_tag(takes_context=True)
def crumbs(context: Context, content: str, *between: object) -> str:
    """The path above a page: its part of the site, the pages between, and the page itself (the block's words).

    Between come words and address in turns, the address as it is or by name; a page without words is left out:
    `{% crumbs fund.name fund.get_absolute_url "Suất" "scholarships:…" %}{{ suat }}{% endcrumbs %}`.
    """
    pages = [(str(words), str(address)) for words, address in _pairs(between) if words]
    part = part_of(context["request"].path)
    if part is HOME and pages:
        part = part_of(pages[0][1])
    between_them = [(words, _resolved(address)) for words, address in pages]
    steps = [(part.words, part.address), *(step for step in between_them if step[1] != part.address)]
    return render_to_string("components/_breadcrumb.html", {"steps": steps, "here": content})


def _pairs(between: Sequence[object]) -> list[tuple[object, object]]:
    if len(between) % 2:
        raise ValueError("words without an address")
    return list(pairwise(between))[::2]


def _resolved(address: str) -> str:
    return address if address.startswith(("/", "?")) else address_of(address)
