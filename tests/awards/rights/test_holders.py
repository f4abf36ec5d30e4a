"""Households and citizens: restricted, agreed to, and forgotten once the time to keep their names is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from awards.keeping import FormerDonors, LeftHolders
from awards.scholarships import workflow as money
from awards.scholarships.enums import DonorKind
from awards.titles.enums import CandidateState
from awards.titles.models import Candidate, CandidateEvent, Nomination, NominationStep
from awards.titles.workflow import candidates, rights
from hocTap.lib.refusals import Refused, Stale
from tests.awards.scholarships.factories import make_fund
from tests.awards.scholarships.factories import now as now_of_fund
from tests.awards.titles.factories import (
    HELD,
    NOW,
    World,
    bring_to_proposed,
    make_candidate,
    make_world,
    moment,
    press,
    recognise,
    register,
    sign,
    signed_in,
)
from tests.awards.titles.test_names_out import NAMES, as_excel, cells, page_of, reader_of
from tests.awards.titles.test_names_out import PAGES as PAGES_WITH_NAMES
from tests.factories import make_post, make_user
from units.enums import DataAct, Role
from units.models import DataStep, RetentionRule, User
from units.privacy.retention import workflow as retention
from units.sealing.comparing import compare, horizons
from units.sealing.workflow import seal

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
LIST = reverse("titles:candidate-list")
DUE = reverse("privacy:retention-forget", args=["4-danh-hieu"])


@pytest.fixture
def world() -> World:
    return make_world()


def restrict(world: World, holder: Candidate) -> Candidate:
    return rights.restrict(holder, reason="Theo đơn", on=TODAY, by=world.officer, at=NOW)


# Restricted


def test_restricted_holder_is_not_registered_until_that_is_lifted(world: World) -> None:
    holder = make_candidate(world, "Lê Thị Kín")
    restrict(world, holder)

    with pytest.raises(Refused, match="Lê Thị Kín đã yêu cầu hạn chế sử dụng dữ liệu từ ngày 20/10/2020"):
        register(world, Candidate.objects.get())
    with pytest.raises(Stale, match="đã hạn chế"):
        restrict(world, holder)
    rights.unrestrict(holder, reason="Đồng ý lại", by=world.officer, at=NOW)

    assert len(register(world, Candidate.objects.get())) == 1
    with pytest.raises(Stale, match="không còn hạn chế"):
        rights.unrestrict(holder, reason="Đồng ý lại", by=world.officer, at=NOW)
    assert list(DataStep.objects.values_list("act", flat=True)) == [DataAct.RESTRICTED, DataAct.FREED]


def test_whole_khu_pho_is_registered_without_the_restricted_one(world: World) -> None:
    open_one, kept = make_candidate(world), make_candidate(world)
    restrict(world, kept)
    address = reverse("titles:register", args=[world.ward.pk, "household", 2020, world.community.pk])

    press(signed_in(world.officer), address, {"all": "1"})

    assert [row.candidate_id for row in Nomination.objects.all()] == [open_one.pk]


@pytest.mark.parametrize("page", [*PAGES_WITH_NAMES, "register"])
def test_name_of_a_restricted_holder_leaves_in_no_list(world: World, page: str) -> None:
    address = LIST if page == "register" else page_of(world, page)
    if page == "register":
        page_of(world, "duplicates")
    for holder in Candidate.objects.filter(name=NAMES[0]):
        restrict(world, holder)
    reader = reader_of(world, page)
    make_post(reader, world.district if reader == world.approver else world.ward, Role.NAMES_EXPORTER)

    answer = signed_in(User.objects.get(pk=reader.pk)).get(as_excel(address))
    words = {str(cell) for row in cells(answer) for cell in row if cell}

    assert NAMES[1] in words and "(đã yêu cầu hạn chế sử dụng)" in words
    assert not any(NAMES[0] in each for each in words)


# Agreed


def test_only_who_signed_is_ticked_and_nobody_beforehand(world: World) -> None:
    signed, silent = make_candidate(world, "Lê Thị Ký"), make_candidate(world, "Lê Thị Lặng")
    client, address = signed_in(world.officer), reverse("titles:candidate-consent", args=[signed.pk])

    page = client.get(address).content.decode()
    empty = client.post(address, {"on": "01/11/2026", "paper": "Phiếu đăng ký 2026"})
    press(client, address, {"on": "01/11/2026", "paper": "Phiếu đăng ký 2026", "chon": [signed.pk]})

    assert "checked" not in page and "Lê Thị Lặng" in page
    assert empty.status_code == 422 and "Hãy đánh dấu người đã ký" in empty.content.decode()
    found = dict(Candidate.objects.values_list("pk", "consent_paper"))
    assert found == {signed.pk: "Phiếu đăng ký 2026", silent.pk: ""}


def test_consent_taken_back_restricts(world: World) -> None:
    holder = make_candidate(world)
    rights.record_consents([holder], on=HELD, paper="Phiếu", by=world.officer, at=NOW)

    with pytest.raises(Refused, match="từ ngày đồng ý"):
        rights.withdraw_consent(holder, on=HELD - dt.timedelta(days=1), paper="Đơn", by=world.officer, at=NOW)
    rights.withdraw_consent(holder, on=TODAY, paper="Đơn số 7", by=world.officer, at=NOW)

    holder.refresh_from_db()
    assert (holder.consented_on, holder.consent_paper, holder.restricted_on) == (None, "", TODAY)
    with pytest.raises(Stale):
        rights.withdraw_consent(holder, on=TODAY, paper="Đơn số 7", by=world.officer, at=NOW)
    with pytest.raises(Refused, match="Im lặng"):
        rights.record_consents([], on=HELD, paper="Phiếu", by=world.officer, at=NOW)


STEPS: dict[str, Callable[[Candidate, User], object]] = {
    "restrict": lambda row, by: rights.restrict(row, reason="Theo đơn", on=TODAY, by=by, at=NOW),
    "unrestrict": lambda row, by: rights.unrestrict(row, reason="Đồng ý lại", by=by, at=NOW),
    "consent": lambda row, by: rights.record_consents([row], on=HELD, paper="Phiếu", by=by, at=NOW),
    "withdraw": lambda row, by: rights.withdraw_consent(row, on=TODAY, paper="Đơn số 7", by=by, at=NOW),
}
"""Every step on a holder's data, as whoever calls it from wherever."""
BEFORE: dict[str, dict[str, Any]] = {
    "unrestrict": {"restricted_on": HELD},
    "withdraw": {"consented_on": HELD, "consent_paper": "Phiếu"},
}
"""How a holder stands on which the step can be done at all."""


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("person", ["other_officer", "office", "approver", "admin"])
def test_step_itself_refuses_whoever_does_not_keep_the_register(world: World, step: str, person: str) -> None:
    holder = make_candidate(world, **BEFORE.get(step, {}))

    with pytest.raises(Refused, match="Chỉ cán bộ giữ sổ"):
        STEPS[step](holder, getattr(world, person))

    assert not DataStep.objects.exists()
    STEPS[step](holder, world.officer)
    assert DataStep.objects.get().by == world.officer


def test_one_of_another_ward_among_many_refuses_all_consents(world: World) -> None:
    own, others = make_candidate(world), make_candidate(world, community=world.elsewhere)

    with pytest.raises(Refused, match="Chỉ cán bộ giữ sổ"):
        rights.record_consents([own, others], on=HELD, paper="Phiếu", by=world.officer, at=NOW)

    assert not Candidate.objects.exclude(consented_on=None).exists()


PAGES = ("candidate-restrict", "candidate-unrestrict", "candidate-consent", "candidate-consent-withdraw")


@pytest.mark.parametrize(
    ("person", "status"), [("officer", 200), ("office", 403), ("other_officer", 404), ("admin", 404)]
)
def test_only_the_wards_officer_writes_it_down(world: World, person: str, status: int) -> None:
    holder = make_candidate(world)
    client = signed_in(getattr(world, person))

    assert {client.get(reverse(f"titles:{name}", args=[holder.pk])).status_code for name in PAGES} == {status}


# Forgotten


def gone(world: World, name: str = "Lê Thị Cũ", **facts: Any) -> Candidate:
    """Somebody who left the register in 2016."""
    common: dict[str, Any] = {
        "state": CandidateState.ENDED,
        "ended_on": dt.date(2016, 5, 1),
        "known_since": dt.date(2014, 1, 1),
    }
    return make_candidate(world, name, **common | facts)


def due(world: World, years: int = 3, today: dt.date = TODAY) -> list[str]:
    return [each.words.split(",")[0] for each in LeftHolders().due(world.officer, today, years)]


def test_due_is_who_left_long_ago_without_a_title_or_request_since(world: World) -> None:
    gone(world)
    gone(world, "Lê Thị Mới Đi", ended_on=dt.date(2018, 1, 1))
    make_candidate(world, "Lê Thị Đang Ở")
    gone(world, "Lê Thị Nơi Khác", community=world.elsewhere)
    titled = make_candidate(world, "Lê Thị Danh Hiệu")
    sign(world, recognise(world, *bring_to_proposed(world, titled)))
    Candidate.objects.filter(pk=titled.pk).update(state=CandidateState.ENDED, ended_on=dt.date(2016, 5, 1))

    assert due(world) == ["Lê Thị Cũ"]
    assert due(world, years=5) == []
    assert due(world, today=dt.date(2021, 1, 2)) == ["Lê Thị Cũ", "Lê Thị Mới Đi"]
    assert "Lê Thị Danh Hiệu" in due(world, today=dt.date(2040, 1, 1))


def test_a_day_before_its_time_is_over_a_record_is_not_due(world: World) -> None:
    gone(world)

    assert due(world, today=dt.date(2019, 5, 1)) == []
    assert due(world, today=dt.date(2019, 5, 2)) == ["Lê Thị Cũ"]


def test_forgotten_name_is_nowhere_and_counts_stay(world: World) -> None:
    holder = make_candidate(world, "Lê Thị Cũ", address="1 Hẻm Cũ")
    candidates.correct(holder, {"address": "2 Hẻm Cũ"}, by=world.officer, at=NOW)
    (row,) = bring_to_proposed(world, holder)
    candidates.end(holder, on=HELD, reason="Bà Cũ chuyển đi", by=world.officer, at=NOW)
    at = moment(dt.date(2040, 1, 1))

    done = retention.forget(LeftHolders(), [holder.pk], by=world.officer, at=at)

    holder.refresh_from_db()
    said = [
        *CandidateEvent.objects.values_list("before", "after", "reason"),
        *NominationStep.objects.values_list("facts"),
    ]
    assert done == 1
    assert (holder.name, holder.folded, holder.address, holder.folded_address) == (
        "(đã ẩn danh)",
        "(da an danh)",
        "",
        "",
    )
    assert not any(word in str(said) for word in ("Cũ", "Hẻm"))
    assert Nomination.objects.get().score == row.score
    assert (holder.people, DataStep.objects.get().act) == (3, DataAct.FORGOTTEN)
    with pytest.raises(Stale, match="Chưa ẩn danh hồ sơ nào"):
        retention.forget(LeftHolders(), [holder.pk], by=world.officer, at=at)


def test_what_was_forgotten_by_the_rules_is_no_fault_of_the_seals_and_what_was_rewritten_is(world: World) -> None:
    holder, other = make_candidate(world, "Lê Thị Cũ"), make_candidate(world, "Lê Thị Khác")
    for each in (holder, other):
        candidates.correct(each, {"address": "2 Hẻm Cũ"}, by=world.officer, at=NOW)
        candidates.end(each, on=HELD, reason="Chuyển đi", by=world.officer, at=NOW)
    night = now_of_fund() - dt.timedelta(days=1)
    seal(night.date(), night)

    retention.forget(LeftHolders(), [holder.pk], by=world.officer, at=now_of_fund())
    CandidateEvent.objects.filter(candidate=other).update(reason="khác")

    faults = [fault for each in compare(horizons()) for fault in each.faults]
    assert len(faults) == 1 and f"đối tượng số {other.pk}" in faults[0]


def test_years_are_an_administrators_and_never_fewer_than_a_complaint_takes(world: World) -> None:
    kind = LeftHolders()

    for years, by, sentence in (
        (5, world.officer, "người quản trị"),
        (0, world.admin, "ít nhất 1"),
        (3, world.admin, "không thay"),
    ):
        with pytest.raises(Refused, match=sentence):
            retention.set_years(kind, years, because="Quy chế", by=by, at=NOW)
    retention.set_years(kind, 5, because="Quy chế", by=world.admin, at=NOW)

    assert (retention.years_of(kind), retention.years_of(FormerDonors())) == (5, 10)
    assert RetentionRule.objects.get().by == world.admin


def test_officer_looks_at_what_is_due_before_it_is_forgotten(world: World) -> None:
    holder = gone(world)
    client = signed_in(world.officer)

    listed = client.get(reverse("privacy:retention-list")).content.decode()
    look = client.get(DUE).content.decode()
    blind = client.post(DUE, {"listed": ""})
    press(client, DUE, {"listed": str(holder.pk)})

    assert blind.status_code == 409
    assert "<strong>1</strong> hồ sơ của ông, bà đã hết thời hạn" in listed
    assert "Lê Thị Cũ" in look and "cần đến 01/05/2016" in look
    assert Candidate.objects.get().name == "(đã ẩn danh)"
    assert "Không có hồ sơ nào hết thời hạn" in client.get(DUE).content.decode()


def test_administrators_set_years_and_see_no_names(world: World) -> None:
    gone(world)
    client, years = signed_in(world.admin), reverse("privacy:retention-years", args=["4-danh-hieu"])

    press(client, years, {"years": "7", "because": "Quy chế số 3"})

    page = client.get(reverse("privacy:retention-list")).content.decode()
    assert "Giữ tên 7 năm" in page and "Quy chế số 3" in page
    assert client.get(DUE).status_code == 403
    assert [signed_in(person).get(years).status_code for person in (world.officer, world.office)] == [403, 403]


def test_donor_is_forgotten_once_the_books_need_no_name(world: World) -> None:
    fund = make_fund(world.ward)
    officer = make_user("quy5", (Role.FUND_OFFICER, world.ward))
    for name, kind_of_giver in (("Lê Văn Hảo", DonorKind.PERSON), ("Công ty Hảo", DonorKind.BUSINESS)):
        giver = money.Giver(name, kind_of_giver)
        income = money.Income(1_000_000, f"PT {name}", HELD, donor=giver)
        money.receive(fund, income, by=officer, at=now_of_fund())
    kind, later = FormerDonors(), moment(dt.date(2040, 1, 1))

    assert kind.due(officer, now_of_fund().date(), 10) == []
    donor = fund.donors.get(kind=DonorKind.PERSON)
    (one,) = kind.due(officer, later.date(), 10)
    retention.forget(kind, [one.pk], by=officer, at=later)

    donor.refresh_from_db()
    assert donor.name == f"(đã ẩn danh) {donor.pk}"
    assert [entry.amount for entry in fund.entries.all()] == [1_000_000, 1_000_000]
    assert fund.donors.filter(name="Công ty Hảo").exists()
