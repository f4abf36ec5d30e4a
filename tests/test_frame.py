"""The frame around every page: doors, refusals, security headers, navigation, parts of pages, lists."""

from __future__ import annotations

import re
from typing import Any

import django_tables2 as tables
import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path, reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

import hocTap.urls
from hocTap.lib.tables import show_page
from hocTap.urls import handler400, handler403, handler404, handler500
from tests.factories import make_district, make_user, make_ward
from units.enums import Role
from units.models import User

PASSWORD = "chim-non-tap-bay-9"
JSON = {"Accept": "application/json"}


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("meant")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Chỉ cán bộ của phường mới nhập được số liệu.")


def forbid_silently(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def misread(request: HttpRequest) -> HttpResponse:
    raise BadRequest("meant")


__all__ = ["handler400", "handler403", "handler404", "handler500"]
urlpatterns = [
    *hocTap.urls.urlpatterns,
    path("thu/500/", fail),
    path("thu/403/", forbid),
    path("thu/403-khong-loi/", forbid_silently),
    path("thu/400/", misread),
]


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user("canbo.p5", password=PASSWORD, full_name="Nguyễn Thị Đào")


@pytest.fixture
def visitor(officer: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def try_to_log_in(client: Client, password: str, **more: str) -> Any:
    return client.post(reverse("login"), {"username": "canbo.p5", "password": password, **more})


def test_login_page_helps_the_browser_to_fill_in(client: Client) -> None:
    page = text(client.get(reverse("login")))

    assert re.search(r'<input[^>]*name="username"[^>]*autocomplete="username"', page)
    assert re.search(r'<input[^>]*name="password"[^>]*autocomplete="current-password"', page)


def test_login_leads_to_the_page_first_asked_for(client: Client, officer: User) -> None:
    asked = client.get(reverse("password_change"))
    answer = try_to_log_in(client, PASSWORD, next="/doi-mat-khau/")

    assert asked["Location"] == "/dang-nhap/?next=/doi-mat-khau/"
    assert answer["Location"] == "/doi-mat-khau/"


def test_login_does_not_lead_to_a_foreign_site(client: Client, officer: User) -> None:
    answer = try_to_log_in(client, PASSWORD, next="https://example.org/")

    assert answer["Location"] == reverse("home")


def test_wrong_password_is_refused_in_words_that_help(client: Client, officer: User) -> None:
    answer = try_to_log_in(client, "sai", next="/doi-mat-khau/")

    assert answer.status_code == 200
    assert "tắt bộ gõ tiếng Việt" in text(answer)
    assert 'name="next" value="/doi-mat-khau/"' in text(answer)


def test_login_is_locked_after_many_wrong_passwords_and_says_until_when(client: Client, officer: User) -> None:
    before = timezone.now()
    answers = [try_to_log_in(client, "sai") for _ in range(settings.AXES_FAILURE_LIMIT)]
    last = try_to_log_in(client, PASSWORD)

    assert [answer.status_code for answer in answers[:-1]] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
    assert last.status_code == 429
    again = last.context["again_at"] - settings.AXES_COOLOFF_TIME
    assert before <= again <= timezone.now()
    assert re.search(r"Hãy thử lại sau \d\d:\d\d \d\d/\d\d/\d{4}", text(last))


def test_lock_of_one_name_leaves_other_people_alone(client: Client, officer: User) -> None:
    User.objects.create_user("canbo.p6", password=PASSWORD, full_name="Trần Văn Ân")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_to_log_in(client, "sai")

    answer = client.post(reverse("login"), {"username": "canbo.p6", "password": PASSWORD})

    assert answer["Location"] == reverse("home")


def test_name_typed_at_login_cannot_bring_html_into_the_locked_page(client: Client, officer: User) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        answer = client.post(reverse("login"), {"username": "<b>x</b>", "password": "sai"})

    assert answer.status_code == 429
    assert "<b>x</b>" not in text(answer)


def test_logout_is_a_button_and_not_a_link(visitor: Client) -> None:
    by_link = visitor.get(reverse("logout"))
    by_button = visitor.post(reverse("logout"))

    assert (by_link.status_code, by_link["Allow"]) == (405, "POST, OPTIONS")
    assert "Địa chỉ này chỉ dùng khi bấm nút" in text(by_link)
    assert by_button["Location"] == reverse("login")


def test_password_is_changed_and_the_person_stays_logged_in(client: Client, officer: User) -> None:
    client.force_login(officer)
    new = "muoi-sau-phuong-mot-quan"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post(reverse("password_change"), data)

    officer.refresh_from_db()
    assert answer["Location"] == reverse("home")
    assert officer.check_password(new)
    assert client.get(reverse("password_change")).status_code == 200


def test_weak_password_is_refused_in_vietnamese(client: Client, officer: User) -> None:
    client.force_login(officer)
    data = {"old_password": PASSWORD, "new_password1": "ngan-qua", "new_password2": "ngan-qua"}
    answer = client.post(reverse("password_change"), data)

    officer.refresh_from_db()
    assert answer.context["form"].errors["new_password2"] == ["Mật khẩu quá ngắn. Hãy đặt ít nhất 10 ký tự."]
    assert officer.check_password(PASSWORD)


REFUSALS = [
    ("/thu/400/", 400, "bad_request", "Yêu cầu không hợp lệ"),
    ("/thu/403/", 403, "forbidden", "Chỉ cán bộ của phường mới nhập được số liệu."),
    ("/thu/403-khong-loi/", 403, "forbidden", "Nhiệm vụ được giao của ông, bà chưa cho phép làm việc này."),
    ("/khong-co/", 404, "not_found", "Không tìm thấy trang"),
    ("/thu/500/", 500, "server", "Máy chủ gặp lỗi"),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "status", "error", "words"), REFUSALS)
def test_refusal_says_what_happened_and_leads_back(
    visitor: Client, address: str, status: int, error: str, words: str
) -> None:
    answer = visitor.get(address)

    assert answer.status_code == status
    assert words in text(answer)
    assert 'class="btn btn-primary btn-next" href="/">Về trang Việc của tôi' in text(answer)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "status", "error", "words"), REFUSALS)
def test_refusal_tells_a_script_in_json(visitor: Client, address: str, status: int, error: str, words: str) -> None:
    answer = visitor.get(address, headers=JSON)

    assert answer.status_code == status
    assert answer.json()["error"] == error
    assert answer.json()["sentence"].endswith(".")


def test_page_of_a_server_error_asks_nothing_of_the_database(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    with django_assert_num_queries(0):
        answer = hocTap.views.server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "Số liệu đã báo “đã lưu” vẫn còn nguyên." in text(answer)


def test_form_that_was_open_too_long_is_refused_kindly(officer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    page = try_to_log_in(client, PASSWORD)
    script = client.post(reverse("login"), {}, headers=JSON)

    assert (page.status_code, script.status_code) == (403, 403)
    assert "Trang đã mở quá lâu" in text(page)
    assert script.json()["error"] == "csrf"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/", "/dang-nhap/", "/doi-mat-khau/", *(refusal[0] for refusal in REFUSALS)])
def test_every_page_carries_the_strict_security_headers(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))

    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Referrer-Policy"] == "same-origin"


EVERYONE = {"Việc của tôi", "Số liệu", "Danh hiệu", "Đơn vị", "Trung tâm học tập", "Học bổng", "Khen thưởng", "Báo cáo"}
NAVIGATION = {
    None: EVERYONE,
    Role.WARD_OFFICER: EVERYONE,
    Role.DISTRICT_OFFICE: EVERYONE,
    Role.ADMINISTRATOR: EVERYONE | {"Quản trị"},
}


@pytest.mark.parametrize(("role", "expected"), NAVIGATION.items())
def test_navigation_shows_what_the_person_may_do(
    client: Client, db: None, role: Role | None, expected: set[str]
) -> None:
    posts = [(role, make_district())] if role else []
    client.force_login(make_user("nguoi", *posts))
    page = text(client.get(reverse("password_change")))
    navigation = re.search(r'<nav class="site-nav".*?</nav>', page)

    assert navigation
    assert set(re.findall(r"<a [^>]*>([^<>]+)<", navigation[0])) == expected


def test_header_names_the_person_and_each_role_once(client: Client, db: None) -> None:
    district = make_district()
    posts = [(Role.WARD_OFFICER, make_ward("Phường 5", district)), (Role.WARD_OFFICER, make_ward("Phường 6", district))]
    client.force_login(make_user("canbo", *posts, full_name="Nguyễn Thị Đào"))
    page = text(client.get(reverse("password_change")))
    account = re.search(r'<div class="account account-wide">.*?</div>', page)

    assert account
    assert "<strong>Nguyễn Thị Đào</strong>" in account[0]
    assert account[0].count("Cán bộ phụ trách nhập số liệu") == 1


def test_frame_of_a_page_costs_three_queries(
    client: Client, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(officer)

    with django_assert_num_queries(3):  # session, person, posts
        client.get(reverse("password_change"))


@pytest.mark.parametrize(
    ("level", "role"), [(constants.SUCCESS, "status"), (constants.INFO, "status"), (constants.ERROR, "alert")]
)
def test_message_is_read_out_as_loud_as_it_matters(level: int, role: str) -> None:
    shown = render_to_string("components/_messages.html", {"messages": [Message(level, "Đã lưu <b>số</b>.")]})

    assert f'role="{role}"' in shown
    assert "Đã lưu &lt;b&gt;số&lt;/b&gt;." in shown


class Wards(tables.Table):
    caption = "Các phường của quận"
    export_url = "?dang=xlsx"
    name = tables.Column("Phường")
    households = tables.Column("Số hộ", localize=True)
    year = tables.Column("Năm", localize=False, orderable=False)


def wards_page(rows: int, query: str = "") -> str:
    request = RequestFactory().get("/ds/" + query)
    table: Any = Wards([{"name": f"Phường {i}", "households": 1234, "year": 2020} for i in range(1, rows + 1)])  # type: ignore[no-untyped-call]
    show_page(request, table, 5)
    return " ".join(table.as_html(request).split())


def test_list_scrolls_in_a_region_of_its_own_that_the_keyboard_reaches() -> None:
    assert '<div class="table-wrap" role="group" tabindex="0" aria-label="Các phường của quận">' in wards_page(1)


def test_list_writes_numbers_the_vietnamese_way_and_leaves_years_alone() -> None:
    shown = wards_page(1)

    assert re.findall(r"<td[^>]*>([^<]*)</td>", shown) == ["Phường 1", "1.234", "2020"]


@pytest.mark.parametrize(
    ("query", "sort"),
    [("?sort=name", "ascending"), ("?sort=-name", "descending"), ("?sort=name&sort=households", "ascending")],
)
def test_list_says_how_it_is_sorted(query: str, sort: str) -> None:
    shown = wards_page(3, query)

    assert re.findall(r'<th[^>]*aria-sort="(\w+)"[^>]*> <a class="sort"[^>]*><span>([^<]*)<', shown) == [
        (sort, "Phường")
    ]
    assert "aria-sort" not in wards_page(3)


def test_list_is_turned_over_in_vietnamese_and_keeps_the_question() -> None:
    shown = wards_page(12, "?ten=ph&page=2")

    assert "12 dòng" in shown
    assert re.findall(r'rel="(prev|next)" href="([^"]*)">([^<]*)<', shown) == [
        ("prev", "?ten=ph&amp;page=1", "Trang trước"),
        ("next", "?ten=ph&amp;page=3", "Trang sau"),
    ]
    assert re.findall(r'aria-current="page"><span class="visually-hidden">Trang </span>(\d)', shown) == ["2"]


def test_empty_list_says_so_and_offers_its_export_all_the_same() -> None:
    shown = wards_page(0)

    assert "Chưa có dòng nào." in shown
    assert 'href="?dang=xlsx">Tải về Excel</a>' in shown
    assert "pagination" not in shown
