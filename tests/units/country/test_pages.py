"""What pages say of units that are known from the list of one day, and the search by who stands above."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client

from tests.factories import make_user
from tests.units.country.files import Files
from units.country import source
from units.country.load import load
from units.enums import Role
from units.models import UnitVersion

pytestmark = pytest.mark.django_db
TREE = "/don-vi/"
ASSUMED = "theo danh mục 30/06/2025, chưa đối chiếu"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    load(source.read(Files().write(tmp_path)))
    city = UnitVersion.objects.on(dt.date(2025, 6, 30)).get(name="Tỉnh Núi Xanh").unit
    browser = Client()
    browser.force_login(make_user("lan", (Role.ADMINISTRATOR, city)))
    return browser


def test_the_tree_of_an_old_day_says_what_is_only_assumed(client: Client) -> None:
    old, then, new = (client.get(TREE, {"ngay": day}) for day in ("31/12/2012", "30/06/2025", "01/07/2025"))

    assert old.content.decode().count(ASSUMED) == 8
    assert ASSUMED not in then.content.decode()
    assert ASSUMED not in new.content.decode()


def test_the_page_of_a_unit_says_since_when_it_is_known(client: Client) -> None:
    unit = UnitVersion.objects.on(dt.date(2025, 6, 30)).get(name="Phường 4").unit

    shown = client.get(unit.get_absolute_url()).content.decode()

    assert "trước ngày 30/06/2025 chỉ là suy ra từ danh mục ngày đó" in shown
    assert "chưa rõ (ghi tạm từ 01/01/2004)" in shown


@pytest.mark.parametrize(
    ("words", "above"), [("tan an, nui xanh", "Huyện Đồi Cao"), ("tan an, cau da", "Huyện Cầu Đá")]
)
def test_the_search_takes_who_stands_above_after_a_comma(client: Client, words: str, above: str) -> None:
    found = client.get(TREE, {"ngay": "30/06/2025", "tim": words}).context["found"]

    assert [(version.name, path.partition(",")[0]) for version, path in found.rows] == [("Xã Tân An", above)]
