"""Pages of a ward that ended, for each who comes: its own days are mended, later ones are told who takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from awards.scholarships.enums import FundLevel
from awards.scholarships.models import Fund, Receipt
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate
from indicators.enums import Register
from indicators.models import Submission
from reports.review.document import Figure, Source
from reports.sources import sources_of
from tests.awards.scholarships.factories import make_fund
from tests.awards.titles.factories import press
from tests.factories import make_centre, make_user
from tests.handover.factories import DAY, Town, make_holders, make_town
from tests.indicators.factories import make_form, make_period
from tests.units.centres.test_pages import CLASS
from units.enums import ChangeKind, Role
from units.models import CentreCourse, Unit, User
from units.workflow import Move, record_change

pytestmark = pytest.mark.django_db
OWN, LATER = "05/05/2025", "01/10/2025"
OFFICERS = (Role.WARD_OFFICER, Role.FUND_OFFICER)
TOLD = {
    "five": "nên không {} sau ngày đó được. Hãy ghi cho Phường Hòa Bình.",
    "eight": "nên không {} sau ngày đó được. Hãy ghi cho đơn vị đã nhận phần liên quan: "
    "Phường Bình Thới hoặc Phường Phú Thọ.",
}


@pytest.fixture
def town() -> Town:
    return make_town()


def person(town: Town, name: str) -> User:
    posts = {
        "heir of all": [(role, town.hoa_binh) for role in OFFICERS],
        "heir of a part": [(role, town.binh_thoi) for role in OFFICERS],
        "officers of the old wards": [(role, ward) for role in OFFICERS for ward in (town.five, town.eight)],
        "district office of the past": [(Role.DISTRICT_OFFICE, town.district)],
        "sở": [(Role.DISTRICT_OFFICE, town.province)],
        "fund officer": [(Role.FUND_OFFICER, town.hoa_binh)],
        "reader": [(Role.READER, town.hoa_binh)],
    }
    return make_user("nguoi", *posts[name])


def receipt(client: Client, ward: Unit, day: str) -> Any:
    fund = Fund.objects.filter(unit=ward).first() or make_fund(ward)
    sent = {"book": "cash", "amount": "5.000", "receipt_no": "R9", "received_on": day, "donor_kind": "business"}
    return client.post(reverse("scholarships:receipt-add", args=[fund.pk]), sent)


def course(client: Client, ward: Unit, day: str) -> Any:
    centre = make_centre("Trung tâm", ward)
    sent = CLASS | {"ward": ward.pk, "starts_on": day, "ends_on": day}
    return client.post(reverse("units:record-new", args=[centre.pk, "lop"]), sent)


def clan(client: Client, ward: Unit, day: str) -> Any:
    sent = {"place": ward.pk, "name": "Dòng họ Mới", "since": day}
    return client.post(reverse("titles:candidate-add", args=[TitleKind.CLAN]), sent)


def sheet(client: Client, ward: Unit, day: str) -> Any:
    form, period = make_form("a"), make_period(2025 if day == OWN else 2026)
    sent = {"unit": ward.pk, "form": form.pk, "period": period.pk}
    return client.post(reverse("indicators:submission-start"), sent)


ACTS: dict[str, tuple[Callable[[Client, Unit, str], Any], Any, str]] = {
    "receipt": (receipt, Receipt, "ghi sổ Quỹ khuyến học"),
    "class": (course, CentreCourse, "ghi sổ trung tâm cho nơi đó"),
    "clan": (clan, Candidate, "ghi thêm vào sổ"),
    "sheet": (sheet, Submission, "lập báo cáo cho các kỳ"),
}
MAY = {
    ("heir of all", "five"): True,
    ("heir of a part", "eight"): False,
    ("heir of a part", "five"): False,
    ("officers of the old wards", "five"): True,
    ("officers of the old wards", "eight"): True,
    ("district office of the past", "five"): False,
    ("sở", "five"): False,
    ("reader", "five"): False,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("who", "ward"), MAY)
def test_whoever_answers_for_the_ward_mends_its_days_and_books_no_later_ones(
    client: Client, town: Town, who: str, ward: str, act: str
) -> None:
    client.force_login(person(town, who))
    do, model, what = ACTS[act]
    unit = getattr(town, ward)

    late = do(client, unit, LATER)
    written = model.objects.count()
    own = do(client, unit, OWN)

    if MAY[who, ward]:
        assert (late.status_code, written) == (422, 0)
        assert TOLD[ward].format(what) in late.content.decode()
        assert (own.status_code, model.objects.count()) == (302, 1)
    else:
        assert {late.status_code, own.status_code} <= {403, 404, 422}
        assert not model.objects.exists()


def year_of(ward: Unit, year: int, name: str = "ward-year", *more: int) -> str:
    return reverse(f"titles:{name}", args=[ward.pk, TitleKind.HOUSEHOLD, year, *more])


@pytest.mark.parametrize(
    ("who", "ward", "heirs"),
    [
        ("heir of all", "five", ["hoa_binh"]),
        ("heir of a part", "eight", ["binh_thoi"]),
        ("officers of the old wards", "five", []),
        ("officers of the old wards", "eight", []),
        ("district office of the past", "eight", []),
        ("sở", "five", ["hoa_binh"]),
        ("sở", "eight", ["binh_thoi", "phu_tho"]),
    ],
)
def test_a_link_to_a_year_after_the_wards_end_leads_to_the_heirs_that_the_person_sees(
    client: Client, town: Town, who: str, ward: str, heirs: list[str]
) -> None:
    client.force_login(person(town, who))
    unit = getattr(town, ward)

    for name, more in (("ward-year", ()), ("propose", ()), ("community", (0,)), ("register", (0,)), ("minutes", (0,))):
        answer = client.get(year_of(unit, 2026, name, *more))

        shown = answer.content.decode()
        assert answer.status_code == 404
        assert f"{unit} kết thúc ngày 30/06/2025 nên không có Gia đình học tập năm 2026. Từ đó việc này ở " in shown
        links = [year_of(each, 2026) for each in (town.hoa_binh, town.binh_thoi, town.phu_tho)]
        expected = [year_of(getattr(town, heir), 2026) for heir in heirs]
        assert [link for link in links if link in shown] == expected
        assert all(client.get(link).status_code == 200 for link in expected)
        assert client.get(unit.get_absolute_url()).status_code == 200


def sums_of_the_district(client: Client, town: Town) -> tuple[int, str]:
    """How its summary answers, and what the statement of its funds for 2020 says."""
    whose = {"don_vi": str(town.district.pk)}
    of_the_year = whose | {"so": "cash", "tu": "01/01/2020", "den": "31/12/2020", "theo": "nam"}
    summed = client.get(reverse("scholarships:summary"), whose)
    return summed.status_code, client.get(reverse("scholarships:statement"), of_the_year).content.decode()


@pytest.mark.parametrize(
    ("who", "held"), [("heir of a part", "30.100.000"), ("fund officer", "2.100.000"), ("reader", "2.100.000")]
)
def test_heir_of_a_part_of_a_district_reads_funds_of_its_own_past_and_no_sum_of_all_wards(
    client: Client, town: Town, who: str, held: str
) -> None:
    """Hòa Bình was Phường 5, Bình Thới a part of Phường 8, each a part of Quận 11."""
    parts = [Move(town.district, heir, whole=False) for heir in (town.hoa_binh, town.binh_thoi, town.phu_tho)]
    record_change(ChangeKind.PART, DAY, parts, decision="Nghị quyết 1685")
    make_fund(town.district, 100_000, "Quỹ quận", FundLevel.DISTRICT)
    for ward, cash in ((town.five, 2_000_000), (town.eight, 30_000_000)):
        make_fund(ward, cash)
    client.force_login(person(town, who))

    summed, said = sums_of_the_district(client, town)

    assert summed == 404
    assert "2 quỹ" in said and held in said
    assert "32.100.000" not in said


@pytest.mark.parametrize(("who", "leads"), [("heir of a part", False), ("district office of the past", True)])
def test_figure_leads_to_the_sums_of_a_district_only_where_they_are_read(
    client: Client, town: Town, who: str, leads: bool
) -> None:
    parts = [Move(town.district, heir, whole=False) for heir in (town.hoa_binh, town.binh_thoi, town.phu_tho)]
    record_change(ChangeKind.PART, DAY, parts, decision="Nghị quyết 1685")
    source = Source(town.district.key, "Quận 11", 2020, 0, 1, register=Register.FUND.value)
    figure = Figure("so-suat", "Số suất", 1, None, "Quận 11", "", "1", "", (source,))
    reader = person(town, who)
    client.force_login(reader)

    (origin,) = sources_of(reader, figure, DAY)

    assert bool(origin.address) is leads
    assert not leads or client.get(origin.address).status_code == 200


@pytest.mark.parametrize("who", ["district office of the past", "sở"])
def test_office_over_a_district_reads_the_sums_of_all_its_funds(client: Client, town: Town, who: str) -> None:
    make_fund(town.district, 100_000, "Quỹ quận", FundLevel.DISTRICT)
    make_fund(town.eight, 30_000_000)
    client.force_login(person(town, who))

    summed, said = sums_of_the_district(client, town)

    assert summed == 200
    assert "2 quỹ" in said and "30.100.000" in said


@pytest.mark.parametrize("who", ["heir of a part", "fund officer", "reader"])
def test_whoever_has_no_remit_over_the_ward_is_told_nothing_of_it(client: Client, town: Town, who: str) -> None:
    client.force_login(person(town, who))

    answer = client.get(year_of(town.five, 2026))

    assert answer.status_code == 404
    assert "Phường 5" not in answer.content.decode()


def test_a_script_gets_the_sentence(client: Client, town: Town) -> None:
    client.force_login(person(town, "sở"))

    answer = client.get(year_of(town.five, 2026), headers={"accept": "application/json"})

    assert answer.status_code == 404
    assert answer.json()["sentence"].startswith("Phường 5 kết thúc ngày 30/06/2025")


def test_the_year_in_which_a_ward_ended_says_so_and_offers_no_new_work(client: Client, town: Town) -> None:
    make_holders(town, town.five)
    client.force_login(person(town, "heir of all"))
    place = town.communities[str(town.five.pk)][0]
    told = "Phường 5 kết thúc ngày 30/06/2025 nên không làm hồ sơ danh hiệu sau ngày đó được."

    last, before = (client.get(year_of(town.five, year)).content.decode() for year in (2025, 2024))
    inside = client.get(year_of(town.five, 2025, "community", place.pk)).content.decode()

    assert told in last
    assert told in inside
    assert told not in before
    register = year_of(town.five, 2025, "register", place.pk)
    assert register not in last + inside
    assert year_of(town.five, 2024, "register", place.pk) in before
    assert year_of(town.five, 2026) not in last
    refused = press(client, register, {"all": "1"})
    assert refused.status_code == 422
    assert "nên không đăng ký danh hiệu sau ngày đó được. Hãy ghi cho Phường Hòa Bình." in refused.content.decode()


def test_an_officer_of_an_old_ward_begins_at_its_last_year(client: Client, town: Town) -> None:
    user = make_user("cu", (Role.WARD_OFFICER, town.five))
    client.force_login(user)

    answer = client.get(reverse("titles:home"), follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[0][0] == year_of(town.five, 2025)


def test_a_fund_of_a_ward_that_ended_says_where_its_money_goes(client: Client, town: Town) -> None:
    old, new = make_fund(town.five), make_fund(town.hoa_binh)
    client.force_login(person(town, "heir of all"))

    shown = client.get(old.get_absolute_url()).content.decode()

    assert "Phường 5 kết thúc ngày 30/06/2025 nên không ghi sổ Quỹ khuyến học sau ngày đó được." in shown
    assert reverse("units:handover-list") in shown.partition("<main")[2].partition("</main")[0]
    assert "kết thúc ngày" not in client.get(new.get_absolute_url()).content.decode()
