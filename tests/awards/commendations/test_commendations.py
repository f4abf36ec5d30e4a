"""Decisions, those commended, and the warning that one achievement is not rewarded twice."""

import datetime as dt
import io
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from awards.commendations import workflow
from awards.commendations.counts import register_counts
from awards.commendations.enums import Commended
from awards.commendations.models import Commendation, CommendationDecision
from awards.commendations.workflow import RewardedBefore
from hocTap.lib.refusals import Refused, Stale
from reports.demo import commendations
from reports.demo.figures import LAST, WARDS, figures
from tests.awards.commendations.factories import DAY, commend, kind, make_decision
from tests.factories import make_district, make_unit, make_user, make_ward
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db

YEAR = (dt.date(2020, 1, 1), dt.date(2020, 12, 31))


@pytest.fixture
def district() -> Unit:
    return make_district()


@pytest.fixture
def ward(district: Unit) -> Unit:
    return make_ward("Phường 5", district)


def test_same_number_is_used_once_a_year_for_a_kind(district: Unit) -> None:
    make_decision(district, 7)
    make_decision(district, 7, decided_on=dt.date(2019, 10, 29))
    make_decision(district, 7, code="giay-khen-hkh-quan")

    with pytest.raises(Refused, match="đã dùng trong năm"):
        make_decision(district, 7)


@pytest.mark.parametrize(
    ("decided_on", "sentence"),
    [
        (timezone.localdate() + dt.timedelta(days=2), "ở sau hôm nay"),
        (dt.date(2025, 7, 1), "không áp dụng vào ngày 01/07/2025"),
    ],
)
def test_decision_of_an_impossible_day_is_refused(district: Unit, decided_on: dt.date, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        make_decision(district, decided_on=decided_on)


def test_ward_does_not_decide_for_the_district(ward: Unit) -> None:
    with pytest.raises(Refused, match="không ra quyết định"):
        make_decision(ward)

    assert make_decision(ward, code="giay-khen-ubnd-phuong").number == 1


def test_same_achievement_again_is_warned_with_the_earlier_decision(district: Unit, ward: Unit) -> None:
    first = commend(make_decision(district), ward)
    later = make_decision(district, 2, code="giay-khen-hkh-quan")

    with pytest.raises(RewardedBefore, match=r"01/QĐ-UBND ngày 29/10/2020.*2012–2020") as warned:
        commend(later, ward, name="CHI HỘI khuyến học khu phố 1", first=2020)

    assert warned.value.earlier == [first]
    assert commend(later, ward, first=2020, note="Thành tích khác: vận động quỹ").pk


def test_other_years_another_ward_or_another_sort_are_no_repetition(district: Unit, ward: Unit) -> None:
    commend(make_decision(district), ward, first=2012, last=2015)
    later = make_decision(district, 2)

    commend(later, ward, first=2016)
    commend(later, make_ward("Phường 6", district), first=2012)
    commend(later, ward, who=Commended.INDIVIDUAL, first=2012)

    assert Commendation.objects.count() == 4


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"first": 2020, "last": 2012}, "trước hoặc bằng năm cuối"),
        ({"last": 2021}, "ở sau năm của quyết định"),
        ({"money": -1}, "lớn hơn 0"),
        ({"money": 10**15}, "dưới 10"),
        ({"name": ""}, "trắng|trống"),
    ],
)
def test_impossible_commendation_is_refused(district: Unit, ward: Unit, facts: dict[str, int], sentence: str) -> None:
    decision = make_decision(district)

    with pytest.raises(Refused, match=sentence):
        commend(decision, ward, **facts)  # type: ignore[arg-type]

    assert not decision.commendations.exists()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"first_year": 2021}, "commendation_years_in_order"),
        ({"money": 0}, "commendation_money_is_a_sum"),
    ],
)
def test_database_refuses_impossible_commendations(
    district: Unit, ward: Unit, change: dict[str, int], name: str
) -> None:
    commend(make_decision(district), ward)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Commendation.objects.update(**change)


def test_counts_are_of_the_ward_and_the_days_of_the_decision(district: Unit, ward: Unit) -> None:
    decision = make_decision(district)
    commend(decision, ward)
    commend(decision, ward, name="Nguyễn Văn An", who=Commended.INDIVIDUAL)
    commend(decision, ward, name="Hộ ông Bình", who=Commended.HOUSEHOLD)

    assert register_counts(ward.pk, *YEAR) == {"commended-collectives": 1, "commended-individuals": 1}
    assert register_counts(ward.pk, dt.date(2019, 1, 1), dt.date(2019, 12, 31)) == {}


def test_demonstration_commends_nineteen_and_nineteen_ward_by_ward(district: Unit) -> None:
    wards = {number: make_ward(f"Phường {number}", district) for number in range(1, WARDS + 1)}
    clerk = make_user("phonggd")

    commendations.load(wards, district, clerk)
    commendations.load(wards, district, clerk)

    found = {number: register_counts(unit.pk, *YEAR) for number, unit in wards.items()}
    codes = ("commended-collectives", "commended-individuals")
    expected = {number: {code: figures()[number, LAST][code] for code in codes} for number in wards}
    assert found == {number: cell if any(cell.values()) else {} for number, cell in expected.items()}
    assert [sum(cell.get(code, 0) for cell in found.values()) for code in codes] == [19, 19]


def clients(district: Unit, ward: Unit) -> dict[str, Client]:
    people = {
        "ward": make_user("p5", (Role.WARD_OFFICER, ward)),
        "other ward": make_user("p6", (Role.WARD_OFFICER, make_ward("Phường 6", district))),
        "district": make_user("pgd", (Role.DISTRICT_OFFICE, district)),
        "approver": make_user("xet", (Role.TITLE_APPROVER, district)),
        "fund": make_user("quy", (Role.FUND_OFFICER, ward)),
    }
    found = {}
    for name, person in people.items():
        found[name] = Client()
        found[name].force_login(person)
    return found | {"anonymous": Client()}


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("commendation-list", [200, 200, 200, 200, 200, 302]),
        ("decision-detail", [200, 404, 200, 200, 404, 302]),
        ("decision-add", [200, 200, 200, 403, 200, 302]),
        ("commendation-add", [403, 404, 200, 403, 404, 302]),
        ("decision-void", [403, 404, 200, 403, 404, 302]),
        ("commendation-void", [403, 404, 200, 403, 404, 302]),
    ],
)
def test_pages_answer_each_sort_of_person(district: Unit, ward: Unit, page: str, expected: list[int]) -> None:
    decision = make_decision(district)
    made = commend(decision, ward)
    args = {"commendation-list": [], "decision-add": [], "commendation-void": [made.pk]}.get(page, [decision.pk])

    found = [
        client.get(reverse(f"commendations:{page}", args=args)).status_code
        for client in clients(district, ward).values()
    ]

    assert found == expected


def test_officer_of_another_ward_sees_nobody_of_this_one(district: Unit, ward: Unit) -> None:
    decision = make_decision(district)
    commend(decision, ward, name="Nguyễn Văn Kín", who=Commended.INDIVIDUAL)
    people = clients(district, ward)
    address = reverse("commendations:commendation-list")

    seen = {name: "Nguyễn Văn Kín" in people[name].get(address, {"q": "van kin"}).content.decode() for name in people}

    assert seen == {
        "ward": True,
        "other ward": False,
        "district": True,
        "approver": True,
        "fund": False,
        "anonymous": False,
    }


def test_decision_is_written_from_its_form_and_repetition_asks_for_a_note(district: Unit, ward: Unit) -> None:
    commend(make_decision(district), ward, name="Tập thể A")
    client = clients(district, ward)["district"]
    facts = {
        "unit": district.pk,
        "kind": kind("giay-khen-hkh-quan").pk,
        "number": "9",
        "decided_on": "20/11/2020",
        "signer": "Ai Đó",
        "occasion": "20/11",
    }
    made = client.post(reverse("commendations:decision-add"), facts)
    again = {
        "kind": "collective",
        "name": "Tập thể A",
        "ward": ward.pk,
        "achievement": "Quỹ",
        "first_year": "2020",
        "last_year": "2020",
        "money": "0,5 triệu",
    }

    warned = client.post(made["Location"], again)
    taken = client.post(made["Location"], again | {"note": "Thành tích vận động quỹ năm 2020"})

    assert (made.status_code, warned.status_code, taken.status_code) == (302, 422, 302)
    assert "01/QĐ-UBND ngày 29/10/2020" in warned.content.decode()
    assert Commendation.objects.get(note__contains="vận động").money == 500_000


def test_list_is_filtered_and_exported(district: Unit, ward: Unit) -> None:
    decision = make_decision(district)
    commend(decision, ward, name="=Tập thể A", money=1_000_000)
    commend(decision, ward, name="Nguyễn Văn An", who=Commended.INDIVIDUAL)
    client = clients(district, ward)["district"]

    answer = client.get(
        reverse("commendations:commendation-list"), {"kind": "collective", "nam": "2020", "_export": "xlsx"}
    )

    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert [(row[0], row[2], row[7]) for row in rows[1:]] == [("=Tập thể A", "Phường 5", 1_000_000)]


def test_list_asks_as_many_queries_for_three_as_for_one(
    district: Unit, ward: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    decision = make_decision(district)
    commend(decision, ward)
    client = clients(district, ward)["district"]
    address = reverse("commendations:commendation-list")
    with django_assert_num_queries(11):
        client.get(address)
    for number in range(2):
        commend(decision, ward, name=f"Tập thể {number}")

    with django_assert_num_queries(11):
        client.get(address)


def test_decision_of_a_province_stands_in_the_register_of_who_was_commended(district: Unit, ward: Unit) -> None:
    decision = make_decision(ward, code="bang-khen-ubnd-thanh-pho")

    assert CommendationDecision.objects.get() == decision
    with pytest.raises(Refused, match="Phường mới có từ ngày 30/10/2020"):
        commend(decision, make_unit("Phường mới", valid_from=DAY + dt.timedelta(days=1)))


def by() -> User:
    return User.objects.get(username="thuky")


def test_voided_commendation_stays_readable_and_leaves_every_count(district: Unit, ward: Unit) -> None:
    decision = make_decision(district)
    wrong = commend(decision, ward)
    commend(decision, ward, name="Nguyễn Văn An", who=Commended.INDIVIDUAL)

    workflow.void_commendation(wrong, reason="Ghi nhầm phường", by=by(), at=timezone.now())

    assert register_counts(ward.pk, *YEAR) == {"commended-collectives": 0, "commended-individuals": 1}
    page = clients(district, ward)["ward"].get(decision.get_absolute_url()).content.decode()
    assert ("Chi hội Khuyến học Khu phố 1" in page, "Ghi nhầm phường" in page) == (True, True)
    with pytest.raises(Stale, match=r"đã hủy trước đó .*Ghi nhầm phường"):
        workflow.void_commendation(wrong, reason="Lần nữa", by=by(), at=timezone.now())
    assert commend(decision, ward).pk != wrong.pk


def test_voided_decision_takes_all_with_it_and_frees_its_number(district: Unit, ward: Unit) -> None:
    decision = make_decision(district, 7)
    commend(decision, ward)
    with pytest.raises(Refused, match="lý do hủy"):
        workflow.void_decision(decision, reason=" ", by=by(), at=timezone.now())

    workflow.void_decision(decision, reason="Ghi hai lần", by=by(), at=timezone.now())

    assert register_counts(ward.pk, *YEAR) == {}
    with pytest.raises(Stale, match=r"đã hủy .*không thêm được ai"):
        commend(decision, ward, name="Tập thể khác")
    assert commend(make_decision(district, 7), ward).note == ""


def test_voiding_asks_first_in_numbers(district: Unit, ward: Unit) -> None:
    decision = make_decision(district)
    commend(decision, ward)
    commend(decision, ward, name="Tập thể B")
    client, address = clients(district, ward)["district"], reverse("commendations:decision-void", args=[decision.pk])

    asked = client.post(address, {"reason": "Ghi nhầm"}).content.decode()
    before = Commendation.objects.standing().count()
    mark = re.search(r'name="_confirmed" value="(\w+)"', asked)
    assert mark
    client.post(address, {"reason": "Ghi nhầm", "_confirmed": mark[1]})

    assert ("2 trường hợp được khen" in asked, before, Commendation.objects.standing().count()) == (True, 2, 0)


def test_list_is_judged_like_each_of_them(district: Unit, ward: Unit) -> None:
    commend(make_decision(district), ward, name="Tập thể A")
    later = make_decision(district, 2)
    names = ("Tập thể B", "tập thể a")
    rows = [workflow.ToCommend(Commended.COLLECTIVE, name, ward, "Vận động quỹ", 2019, 2020) for name in names]

    with pytest.raises(Refused, match=r"^Dòng 2, tập thể a: Thành tích này đã được khen"):
        workflow.commend_all(later, rows)
    with pytest.raises(Refused, match=r"^Dòng 2, Tập thể B: Quyết định này đã khen đối tượng đó"):
        workflow.commend_all(later, [rows[0], rows[0]])

    assert not later.commendations.exists()
    assert len(workflow.commend_all(later, rows[:1])) == 1
