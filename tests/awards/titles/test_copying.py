"""A set of criteria made from another one: for other years or another place, shown before, edited after."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from awards.titles.criteria import set_for, unverified
from awards.titles.enums import LeftOutRule
from awards.titles.models import CriteriaSet, Item
from awards.titles.workflow import AskedSet, copy_set
from hocTap.lib.steps import Refused
from tests.awards.titles.factories import World, assess, make_candidate, make_world, register

pytestmark = pytest.mark.django_db

SENT = {
    "name": "Gia đình học tập (2030)",
    "issuer": "Thủ tướng Chính phủ",
    "citation": "9/QĐ-TTg",
    "issued_on": "",
    "first_year": "2030",
    "last_year": "",
    "jurisdiction": "",
}


@pytest.fixture
def world() -> World:
    return make_world()


def asked(first: int, last: int | None = None, **more: Any) -> AskedSet:
    return AskedSet("Bộ mới", "Cơ quan thử", first, last, **more)


def named(code: str) -> CriteriaSet:
    return CriteriaSet.objects.get(code=code)


def contents(criteria: CriteriaSet) -> list[tuple[Any, ...]]:
    lines = Item.objects.filter(criterion__criteria=criteria).order_by("criterion__ordinal", "ordinal")
    bands = criteria.bands.order_by("ordinal").values_list("ordinal", "code", "name", "from_score", "passes")
    return [*lines.values_list("criterion__ordinal", "criterion__name", "ordinal", "text", "max_points"), *bands]


def test_copy_holds_the_same_lines_none_of_them_compared_with_a_text(world: World) -> None:
    original = named("GDHT-448")

    made = copy_set(original, asked(2012, 2013), by=world.admin)

    assert contents(made) == contents(original) != []
    assert len(unverified(made)) == 1 + len(contents(original))
    assert (made.code, made.left_out, made.verified) == ("GDHT-448-2012", LeftOutRule.UNDECIDED, False)
    lines = apps.get_model("awards", "HistoricalItem")._default_manager.filter(history_user=world.admin)
    assert lines.filter(criterion__criteria=made).count() == Item.objects.filter(criterion__criteria=made).count()


def test_set_that_is_followed_ends_the_year_before(world: World) -> None:
    made = copy_set(named("GDHT-387"), asked(2030), by=world.admin)

    assert named("GDHT-387").last_year == 2029
    assert [set_for("household", year, world.ward.pk).code for year in (2029, 2030)] == ["GDHT-387", made.code]


def test_set_that_holds_again_afterwards_keeps_its_years(world: World) -> None:
    made = copy_set(named("GDHT-387"), asked(2030, 2031), by=world.admin)

    assert named("GDHT-387").last_year is None
    assert [set_for("household", year, world.ward.pk).code for year in (2031, 2032)] == [made.code, "GDHT-387"]


def test_set_of_a_province_leaves_the_national_one_alone(world: World) -> None:
    made = copy_set(named("GDHT-387"), asked(2022, jurisdiction=world.province), by=world.admin)

    assert named("GDHT-387").last_year is None
    assert set_for("household", 2025, world.ward.pk) == made


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (2022, None, "đã có bộ .* từ năm 2022"),
        (2014, 2016, "đã có bộ .* từ năm 2014"),
        (2030, 2029, "Năm cuối không được trước năm đầu"),
    ],
)
def test_years_that_meet_another_set_are_refused(world: World, first: int, last: int | None, said: str) -> None:
    before = CriteriaSet.objects.count()

    with pytest.raises(Refused, match=f"(?i){said}"):
        copy_set(named("GDHT-448"), asked(first, last), by=world.admin)
    assert CriteriaSet.objects.count() == before


def test_years_in_which_somebody_was_scored_are_refused(world: World) -> None:
    assess(world, *register(world, make_candidate(world)))

    for place in (None, world.province):
        with pytest.raises(Refused, match="Đã có 1 hồ sơ 2019–2020"):
            copy_set(named("GDHT-448"), asked(2019, 2020, jurisdiction=place), by=world.admin)


def test_page_shows_the_new_set_then_makes_it_once_and_leads_to_it(client: Client, world: World) -> None:
    client.force_login(world.admin)
    address = reverse("titles:criteria-copy", args=[named("GDHT-387").pk])

    shown = client.post(address, SENT)
    page = shown.content.decode()
    assert "sẽ hết năm 2029" in page
    assert page.count("Chưa đối chiếu") == len(contents(named("GDHT-387")))
    assert not CriteriaSet.objects.filter(first_year=2030).exists()

    sent = {**SENT, **dict(shown.context["sent"]), "csrfmiddlewaretoken": "x" * 64}
    answers = [client.post(address, sent) for _ in range(2)]

    made = CriteriaSet.objects.get(first_year=2030)
    assert [answer["Location"] for answer in answers] == [made.get_absolute_url()] * 2
    edit = reverse("titles:criteria-edit", args=[made.pk])
    assert edit in client.get(made.get_absolute_url()).content.decode()
    assert client.get(edit).status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first_year": "2022"}, "từ năm 2022"),
        ({"name": "Gia đình học tập (từ 2022)"}, "Hãy đặt tên khác"),
        ({"first_year": "30"}, "năm"),
        ({"name": ""}, "Hãy điền ô này"),
        ({"issued_on": "31/02/2020"}, "31/02/2020"),
        ({"jurisdiction": "99999999999999999999"}, "Áp dụng tại"),
    ],
)
def test_wrong_set_is_said_on_the_form_with_what_was_typed(
    client: Client, world: World, changed: dict[str, str], said: str
) -> None:
    client.force_login(world.admin)

    answer = client.post(reverse("titles:criteria-copy", args=[named("GDHT-387").pk]), SENT | changed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert SENT["citation"] in answer.content.decode()


def test_only_administrators_make_sets(client: Client, world: World) -> None:
    address = reverse("titles:criteria-copy", args=[named("GDHT-387").pk])
    missing = reverse("titles:criteria-copy", args=[999_999])

    for person in (world.officer, world.office, world.approver):
        client.force_login(person)
        assert [client.get(address).status_code, client.post(address, SENT).status_code] == [403, 403]
        assert address not in client.get(named("GDHT-387").get_absolute_url()).content.decode()
    client.force_login(world.admin)
    assert [client.get(address).status_code, client.get(missing).status_code] == [200, 404]
    assert address in client.get(named("GDHT-387").get_absolute_url()).content.decode()
