"""Lists of whom to commend before they are signed; names found whatever they are called; rewards from a fund."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.commendations import workflow
from awards.commendations.enums import Commended
from awards.commendations.models import Commendation, CommendationDecision, CommendationDraft
from awards.commendations.workflow import RewardedBefore, ToCommend, bare_name
from awards.rewards import pay_rewards
from awards.scholarships.enums import Book
from awards.scholarships.workflow import balance
from awards.scholarships.workflow import reverse as reverse_line
from hocTap.lib.refusals import Refused, Stale
from tests.awards.commendations.factories import DAY, commend, kind, make_decision
from tests.awards.scholarships.factories import make_fund
from tests.factories import make_district, make_user, make_ward
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return make_district()


@pytest.fixture
def ward(district: Unit) -> Unit:
    return make_ward("Phường 5", district)


@pytest.fixture
def officer(district: Unit) -> User:
    return make_user("pgd", (Role.DISTRICT_OFFICE, district))


def named(ward: Unit, name: str, **more: Any) -> ToCommend:
    facts = {"achievement": "Xây dựng xã hội học tập", "first_year": 2019, "last_year": 2020} | more
    return ToCommend(Commended.INDIVIDUAL, name, ward, **facts)  # type: ignore[arg-type]


def write(unit: Unit, *rows: ToCommend, by: User) -> CommendationDraft:
    draft = CommendationDraft(unit=unit, kind=kind(), occasion="Tổng kết", proposed_by="Hội Khuyến học quận")
    return workflow.write_draft(draft, rows, seen=1, by=by, at=timezone.now())


def sign(draft: CommendationDraft, by: User, number: int = 12) -> CommendationDecision:
    return workflow.sign_draft(draft, number, decided_on=DAY, signer="Người Ký", by=by, at=timezone.now())


def test_list_counts_nowhere_until_it_is_signed_and_then_as_a_decision(
    district: Unit, ward: Unit, officer: User
) -> None:
    draft = write(district, *(named(ward, f"Lê Văn {letter}") for letter in "ABC"), by=officer)
    before = Commendation.objects.count()

    decision = sign(draft, officer)

    assert (before, decision.commendations.count(), decision.proposed_by) == (0, 3, "Hội Khuyến học quận")
    with pytest.raises(Stale, match="Danh sách đã ký"):
        sign(draft, officer, 13)
    with pytest.raises(Stale, match="Danh sách đã ký"):
        workflow.drop_draft(draft, reason="Thôi", at=timezone.now())


def test_list_that_two_people_write_is_not_overwritten_unseen(district: Unit, ward: Unit, officer: User) -> None:
    draft = write(district, named(ward, "Lê Văn A"), by=officer)
    facts: dict[str, Any] = {"by": officer, "at": timezone.now()}
    workflow.write_draft(draft, [named(ward, "Lê Văn B")], seen=1, **facts)

    with pytest.raises(Stale, match="người khác ghi lại"):
        workflow.write_draft(draft, [named(ward, "Lê Văn C")], seen=1, **facts)

    assert CommendationDraft.objects.get().rows[0]["name"] == "Lê Văn B"


def test_one_bad_row_signs_nobody(district: Unit, ward: Unit, officer: User) -> None:
    draft = write(district, named(ward, "Lê Văn A"), named(ward, "Lê Văn B", last_year=2021), by=officer)

    with pytest.raises(Refused, match="Dòng 2, Lê Văn B: Năm cuối của thành tích ở sau"):
        sign(draft, officer)

    assert not CommendationDecision.objects.exists()


def test_empty_list_and_one_dropped_without_reason_are_refused(district: Unit, ward: Unit, officer: User) -> None:
    with pytest.raises(Refused, match="chưa có ai"):
        write(district, by=officer)
    draft = write(district, named(ward, "Lê Văn A"), by=officer)
    with pytest.raises(Refused, match="lý do bỏ"):
        workflow.drop_draft(draft, reason=" ", at=timezone.now())
    workflow.drop_draft(draft, reason="Trùng", at=timezone.now())
    with pytest.raises(Stale, match="Danh sách đã bỏ"):
        sign(draft, officer)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Ông Lê Văn An", "le van an"),
        ("bà  Nguyễn Thị Bình", "nguyen thi binh"),
        ("Đồng chí Trần Ông", "tran ong"),
        ("Bà", "ba"),
        ("Ông: Lê Văn An", "le van an"),
        ("Chi hội Khu phố 1", "hoi khu pho 1"),
    ],
)
def test_name_without_how_somebody_is_called(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize("spelt", ["Ông Lê Văn An", "lê văn an", "Le Van An", "đồng chí Lê Văn An"])
def test_same_person_is_found_with_another_form_of_address_and_in_another_ward(
    district: Unit, ward: Unit, spelt: str
) -> None:
    commend(make_decision(district, 1), ward, "Bác Lê Văn An", Commended.INDIVIDUAL)
    other = make_ward("Phường 6", district)

    with pytest.raises(RewardedBefore, match="Bác Lê Văn An, Phường 5: Giấy khen"):
        commend(make_decision(district, 2), other, spelt, Commended.INDIVIDUAL)

    assert commend(make_decision(district, 3), other, spelt, Commended.INDIVIDUAL, note="Người khác").pk


def test_one_person_twice_in_a_list_takes_a_note(district: Unit, ward: Unit, officer: User) -> None:
    other = make_ward("Phường 6", district)
    draft = write(district, named(ward, "Bà Lê Thị An"), named(other, "Cô Lê Thị An"), by=officer)

    with pytest.raises(Refused, match="Dòng 2, Cô Lê Thị An: Quyết định này đã có Bà Lê Thị An, có lẽ là một"):
        sign(draft, by=officer)

    assert not Commendation.objects.exists()
    noted = named(other, "Cô Lê Thị An", note="Người khác, cùng tên")
    assert sign(write(district, named(ward, "Bà Lê Thị An"), noted, by=officer), by=officer).pk


def test_page_of_a_list_says_before_signing_who_was_commended(
    district: Unit, ward: Unit, officer: User, client: Client
) -> None:
    commend(make_decision(district, 1), ward, "Ông Lê Văn An", Commended.INDIVIDUAL)
    draft = write(district, named(ward, "Lê Văn Bình"), named(ward, "Lê Văn An"), by=officer)
    client.force_login(officer)

    page = client.get(draft.get_absolute_url()).content.decode()

    assert "Dòng 2, Lê Văn An: Thành tích này đã được khen: Ông Lê Văn An, Phường 5" in page


# The pages


def grid(rows: list[dict[str, str]], **head: str) -> dict[str, str]:
    empty = dict.fromkeys(("name", "ward", "achievement", "first_year", "last_year", "money", "note"), "")
    cells = {
        f"{column}-{place}": value
        for place, row in enumerate(rows)
        for column, value in (empty | {"who": "individual"} | row).items()
    }
    common = {"occasion": "Tổng kết", "proposed_by": "Hội", "common_achievement": "Tích cực", "common_year": "2020"}
    return common | head | cells


def test_thirty_eight_are_written_in_one_page_and_signed(
    district: Unit, ward: Unit, officer: User, client: Client
) -> None:
    client.force_login(officer)
    rows = [{"name": f"Lê Văn {number}", "ward": "Phường 5", "money": "500k"} for number in range(38)]

    added = client.post(reverse("commendations:draft-add", args=[district.pk, kind().pk]), grid(rows))
    draft = CommendationDraft.objects.get()
    form = {"number": "12", "decided_on": "29/10/2020", "signer": "Người Ký"}
    address = reverse("commendations:draft-sign", args=[draft.pk])
    asked = client.post(address, form).content.decode()
    yes = re.search(r'name="_confirmed" value="(\w+)"', asked)
    signed = client.post(address, form | {"_confirmed": yes[1] if yes else ""})

    assert (added.status_code, signed.status_code) == (302, 302)
    assert "khen 38 trường hợp" in asked
    assert Commendation.objects.filter(money=500_000, achievement="Tích cực", last_year=2020).count() == 38


@pytest.mark.parametrize(
    ("row", "head", "sentence"),
    [
        ({"name": "Lê A", "ward": ""}, {}, "chưa chọn phường, xã"),
        ({"name": "Lê A", "ward": "Phường 5"}, {"common_year": ""}, "chưa ghi năm thành tích"),
        ({"name": "Lê A", "ward": "Phường 5"}, {"common_achievement": ""}, "chưa ghi thành tích"),
        ({"name": "", "ward": "Phường 5", "money": "500k"}, {}, "chưa ghi tên"),
        ({"name": "Lê A", "ward": "Phường 5"}, {"occasion": ""}, "Hãy điền ô này"),
    ],
)
def test_row_that_lacks_something_is_told_and_all_stays_on_the_page(
    district: Unit, ward: Unit, officer: User, client: Client, row: dict[str, str], head: dict[str, str], sentence: str
) -> None:
    client.force_login(officer)
    make_ward("Phường 6", district)

    answer = client.post(reverse("commendations:draft-add", args=[district.pk, kind().pk]), grid([row], **head))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CommendationDraft.objects.exists()


def pages_form(client: Client, address: str) -> dict[str, str]:
    """What the page's form holds as it was opened."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_rows_of_two_people_are_both_kept_and_one_row_that_both_changed_is_shown_in_both_versions(
    district: Unit, ward: Unit, officer: User, client: Client
) -> None:
    client.force_login(officer)
    draft = write(district, named(ward, "Lê Văn A"), named(ward, "Lê Văn B"), by=officer)
    address = reverse("commendations:draft-edit", args=[draft.pk])
    mine = pages_form(client, address) | {"achievement-1": "Dạy xóa mù chữ"}
    theirs = [named(ward, name) for name in ("Lê Văn A", "Trần Thị C", *(f"Lê Văn {n}" for n in range(30)))]
    workflow.write_draft(draft, theirs, seen=1, by=officer, at=timezone.now())

    first = client.post(address, mine)
    again = {name: first.context["form"][name].value() or "" for name in first.context["form"].fields}
    second = client.post(address, again)

    names = [row["name"] for row in CommendationDraft.objects.get().rows]
    assert (first.status_code, second.status_code) == (409, 302)
    assert "“Trần Thị C”" in first.content.decode()
    assert names == ["Lê Văn A", "Lê Văn B", *(f"Lê Văn {n}" for n in range(30))]


def test_row_that_a_colleague_added_is_kept_by_whoever_did_not_see_it(
    district: Unit, ward: Unit, officer: User, client: Client
) -> None:
    client.force_login(officer)
    draft = write(district, named(ward, "Lê Văn A"), by=officer)
    address = reverse("commendations:draft-edit", args=[draft.pk])
    mine = pages_form(client, address) | {"achievement-0": "Dạy xóa mù chữ"}
    theirs = [named(ward, name) for name in ("Lê Văn A", *(f"Lê Văn {n}" for n in range(30)))]
    workflow.write_draft(draft, theirs, seen=1, by=officer, at=timezone.now())

    answer = client.post(address, mine)

    rows = CommendationDraft.objects.get().rows
    assert answer.status_code == 302
    assert (len(rows), rows[0]["achievement"]) == (31, "Dạy xóa mù chữ")


def test_fund_officer_writes_lists_of_the_associations_own_and_of_nothing_else(ward: Unit, client: Client) -> None:
    client.force_login(make_user("quy5", (Role.FUND_OFFICER, ward)))
    own, state = kind("giay-khen-hkh-phuong"), kind("giay-khen-ubnd-phuong")

    answers = [
        client.get(reverse("commendations:draft-add", args=[ward.pk, each.pk])).status_code for each in (own, state)
    ]
    offered = client.get(reverse("commendations:draft-start")).content.decode()

    assert answers == [200, 403]
    assert (own.name in offered, state.name in offered) == (True, False)


def test_lists_are_seen_by_those_who_keep_the_register_alone(district: Unit, ward: Unit, officer: User) -> None:
    draft = write(district, named(ward, "Lê Văn A"), by=officer)
    people = {
        "own": officer,
        "ward": make_user("p5", (Role.WARD_OFFICER, ward)),
        "fund": make_user("quy", (Role.FUND_OFFICER, district)),
        "reader": make_user("ld", (Role.READER, district)),
        "approver": make_user("xet", (Role.TITLE_APPROVER, district)),
    }

    found = {
        who: CommendationDraft.objects.visible_to(person).filter(pk=draft.pk).exists() for who, person in people.items()
    }

    assert found == {"own": True, "ward": False, "fund": False, "reader": False, "approver": False}


# Rewards from a fund


def test_rewards_of_a_decision_are_paid_once_from_a_funds_book(district: Unit, ward: Unit, officer: User) -> None:
    fund = make_fund(ward, cash=5_000_000)
    decision = make_decision(district)
    commend(decision, ward, "Lê Văn A", Commended.INDIVIDUAL, money=300_000)
    commend(decision, ward, "Lê Văn B", Commended.INDIVIDUAL, money=200_000)
    facts: dict[str, Any] = {
        "ward": ward,
        "on": dt.date(2020, 11, 2),
        "reason": "",
        "by": officer,
        "at": timezone.now(),
    }

    paid = pay_rewards(decision, fund, **facts)

    assert balance(fund, Book.CASH) == 4_500_000
    assert paid.gift
    assert (paid.gift.parts, paid.gift.amount) == (2, 500_000)
    with pytest.raises(Stale, match="đã được chi từ Quỹ khuyến học"):
        pay_rewards(decision, fund, **facts)
    entry = paid.gift.entries.get()
    reverse_line(entry, reason="Nhầm", on=dt.date(2020, 11, 3), by=officer, at=timezone.now())
    assert pay_rewards(decision, fund, **facts).gift_id != paid.gift.pk


def test_who_voids_is_told_of_money_that_was_paid_while_its_line_stands(
    district: Unit, ward: Unit, officer: User, client: Client
) -> None:
    fund, decision = make_fund(ward, cash=5_000_000), make_decision(district)
    rewarded = commend(decision, ward, "Lê Văn A", Commended.INDIVIDUAL, money=300_000)
    paid = pay_rewards(
        decision,
        fund,
        ward=ward,
        on=dt.date(2020, 11, 2),
        reason="",
        by=officer,
        at=timezone.now(),
        sheet_no="PC-9",
    )
    assert paid.gift
    entry = paid.gift.entries.get()
    client.force_login(officer)
    addresses = [
        reverse("commendations:commendation-void", args=[rewarded.pk]),
        reverse("commendations:decision-void", args=[decision.pk]),
    ]

    before = [client.post(each, {"reason": "Nhầm"}).content.decode() for each in addresses]
    reverse_line(entry, reason="Nhầm", on=dt.date(2020, 11, 3), by=officer, at=timezone.now())
    after = [client.post(each, {"reason": "Nhầm"}).content.decode() for each in addresses]

    assert entry.sheet_no == "PC-9"
    assert all("Tiền thưởng 300.000 đồng đã chi từ Quỹ khuyến học ngày 02/11/2020" in page for page in before)
    assert not any("đã chi từ" in page for page in after)
    assert "chi từ Quỹ khuyến học" not in client.get(decision.get_absolute_url()).content.decode()


def test_decision_without_money_before_its_day_or_voided_is_not_paid(district: Unit, ward: Unit, officer: User) -> None:
    fund, decision = make_fund(ward, cash=5_000_000), make_decision(district)
    facts: dict[str, Any] = {"ward": ward, "reason": "", "by": officer, "at": timezone.now()}

    with pytest.raises(Refused, match="không có tiền thưởng"):
        pay_rewards(decision, fund, on=DAY, **facts)
    commend(decision, ward, money=300_000)
    with pytest.raises(Refused, match="ngày chi phải từ ngày đó"):
        pay_rewards(decision, fund, on=dt.date(2020, 10, 1), **facts)
    workflow.void_decision(decision, reason="Nhầm", by=officer, at=timezone.now())
    with pytest.raises(Stale, match="đã hủy"):
        pay_rewards(decision, fund, on=DAY, **facts)
