"""First pages with nothing waiting: each says what can be done next, with links that the person may open."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from indicators.models import OfficeStart
from indicators.starting import collecting
from tests.factories import make_district, make_unit, make_user, make_ward
from units.enums import Role, UnitKind
from units.models import User

pytestmark = pytest.mark.django_db


def links_of(client: Client, address: str) -> list[tuple[str, str]]:
    """The links of the page's own part, with their words."""
    page: Any = html.fromstring(client.get(address).content.decode())
    return [(str(each.text_content()).strip(), each.get("href")) for each in page.xpath("//main//a[@href]")]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.DISTRICT_OFFICE, "Lập báo cáo tổng kết"),
        (Role.WARD_OFFICER, "Danh hiệu: các bước trong năm"),
        (Role.TITLE_APPROVER, "Quyết định công nhận"),
        (Role.FUND_OFFICER, "Các quỹ"),
    ],
)
def test_home_with_nothing_waiting_leads_on(client: Client, role: Role, words: str) -> None:
    client.force_login(make_user("ai", (role, make_ward("Phường 5", make_district()))))

    links = links_of(client, reverse("home"))

    assert words in [said for said, _ in links]
    assert {client.get(address, follow=True).status_code for _, address in links} == {200}


def test_administrator_is_led_to_what_the_started_offices_still_lack(client: Client) -> None:
    boss = User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình")
    commune = make_unit("Xã Tân An", UnitKind.WARD, make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE))
    make_user("can-bo", (Role.WARD_OFFICER, commune))
    collecting.load_catalogue()  # with sets of criteria that wait, for when there is time, to be compared
    OfficeStart.objects.create(unit=commune, first_year=2026, last_year=2026, started_at=boss.date_joined)
    client.force_login(boss)

    links = dict(links_of(client, reverse("home")))

    assert any("chưa đối chiếu" in words for words in links)
    assert links["Xã Tân An, Tỉnh Vĩnh Long: còn thiếu gì"] == reverse("starting:office", args=[commune.pk])
    assert {"Bắt đầu một cơ quan khác", "Mở kỳ báo cáo"} <= links.keys()
    assert {client.get(address, follow=True).status_code for address in links.values()} == {200}


def test_empty_lists_lead_on(client: Client) -> None:
    district = make_district()
    client.force_login(make_user("lanh-dao", (Role.READER, district)))
    assert ("Xem tóm tắt cho lãnh đạo", reverse("reports:leading", args=[district.pk])) in links_of(client, REPORTS)

    client.force_login(make_user("xet", (Role.TITLE_APPROVER, district)))
    queue = links_of(client, reverse("titles:approval"))
    assert ("Xem các quyết định", reverse("titles:decision-list")) in queue


REPORTS = "/bao-cao/"
