"""Money in, suất, money out: what is taken, and what is refused with which sentence."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from awards.scholarships import workflow
from awards.scholarships.enums import Book, Party, SchoolLevel
from awards.scholarships.models import Entry, Fund, Grant
from hocTap.lib import resting
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused, Stale
from tests.awards.scholarships.factories import (
    DECIDED,
    PAID_ON,
    agree,
    clerk,
    handing,
    make_campaign,
    make_fund,
    make_gift,
    make_grant,
    make_recipient,
    now,
    pay,
    put_in,
    reopen,
    reverse,
)
from tests.factories import make_district, make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    return make_fund(make_ward("Phường 5", make_district()), cash=3_000_000)


def books(fund: Fund) -> tuple[int, int]:
    return workflow.balance(fund, Book.CASH), workflow.balance(fund, Book.GOODS)


def test_goods_are_booked_apart_from_money(fund: Fund) -> None:
    put_in(fund, 700_000, book=Book.GOODS)

    assert books(fund) == (3_000_000, 700_000)


def test_suat_is_paid_in_parts_and_never_more_than_granted(fund: Fund) -> None:
    suat = make_grant(fund, 1_000_000)
    pay(suat, 600_000)
    pay(suat, 400_000)

    with pytest.raises(Refused, match=r"đã được chi đủ 1\.000\.000 đồng"):
        pay(suat, 1)

    assert books(fund) == (2_000_000, 0)
    assert [line.turn for line in suat.entries.order_by("seq")] == [1, 0]


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        (0, "phải lớn hơn 0"),
        (-5, "không được là số âm"),
        (10**15, "quá lớn"),
        (1_000_001, r"còn được chi 1\.000\.000 đồng"),
    ],
)
def test_impossible_payment_is_refused_and_nothing_is_written(fund: Fund, amount: int, sentence: str) -> None:
    suat = make_grant(fund, 1_000_000)

    with pytest.raises(Refused, match=sentence):
        pay(suat, amount)

    assert suat.entries.count() == 0


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (DECIDED - dt.timedelta(days=1), "trước ngày quyết định"),
        (timezone.localdate() + dt.timedelta(days=2), "ở sau hôm nay"),
    ],
)
def test_payment_before_its_decision_or_in_the_future_is_refused(fund: Fund, on: dt.date, sentence: str) -> None:
    suat = make_grant(fund)

    with pytest.raises(Refused, match=sentence):
        pay(suat, 1_000_000, on=on)

    assert books(fund) == (3_000_000, 0)


def test_fund_never_goes_below_zero(fund: Fund) -> None:
    suat = make_grant(fund, 5_000_000)

    with pytest.raises(Refused, match=r"chỉ còn 3\.000\.000 đồng"):
        pay(suat, 5_000_000)


def test_goods_cannot_pay_for_a_gift_in_cash(fund: Fund) -> None:
    put_in(fund, 90_000_000, book=Book.GOODS)

    with pytest.raises(Refused, match="không đủ để chi"):
        make_gift(fund, 4_000_000)


def test_gift_comes_out_of_its_own_book(fund: Fund) -> None:
    put_in(fund, 900_000, book=Book.GOODS)
    make_gift(fund, 800_000, book=Book.GOODS)
    make_gift(fund, 500_000)

    assert books(fund) == (2_500_000, 100_000)


def test_reversal_gives_back_the_money_and_both_lines_stay(fund: Fund) -> None:
    suat = make_grant(fund)
    entry = pay(suat, 1_000_000)
    reverse(entry, reason="Chi nhầm người")

    lines = list(suat.entries.order_by("seq").values_list("amount", "turn", "reason"))

    assert lines == [(-1_000_000, 1, ""), (1_000_000, -1, "Chi nhầm người")]
    assert books(fund) == (3_000_000, 0)


def test_line_is_reversed_once_and_a_reversal_never(fund: Fund) -> None:
    entry = pay(make_grant(fund), 1_000_000)
    mirror = reverse(entry)

    with pytest.raises(Stale, match="đã được đảo"):
        reverse(entry)
    with pytest.raises(Refused, match="không đảo lại được"):
        reverse(mirror)


def test_reversal_needs_a_reason_and_a_day_that_has_come(fund: Fund) -> None:
    entry = pay(make_grant(fund), 1_000_000)

    with pytest.raises(Refused, match="lý do"):
        reverse(entry, reason="  ")
    with pytest.raises(Refused, match="từ ngày 05/09/2020"):
        reverse(entry, on=PAID_ON - dt.timedelta(days=1))
    with pytest.raises(Refused, match="ở sau hôm nay"):
        reverse(entry, on=timezone.localdate() + dt.timedelta(days=2))


def test_money_already_spent_cannot_be_taken_back_from_the_receipts(fund: Fund) -> None:
    pay(make_grant(fund, 2_500_000), 2_500_000)

    with pytest.raises(Refused, match="chỉ còn"):
        reverse(Entry.objects.get(fund=fund, seq=1))


def test_person_gets_one_suat_in_a_campaign_and_school_year(fund: Fund) -> None:
    child = make_recipient(fund)
    first = make_grant(fund, recipient=child)

    with pytest.raises(Refused, match=rf"đã được cấp một suất .* \(suất số {first.number}"):
        make_grant(fund, recipient=child)

    assert (
        make_grant(fund, recipient=child, school_year=2021, decided_on=dt.date(2021, 8, 25)).number == first.number + 1
    )


def test_cancelled_suat_makes_room_and_is_not_paid(fund: Fund) -> None:
    child = make_recipient(fund)
    suat = make_grant(fund, recipient=child)
    workflow.cancel_grant(suat, reason="Gia đình chuyển đi", on=PAID_ON, by=clerk(), at=now())

    with pytest.raises(Refused, match="đã hủy ngày 05/09/2020"):
        pay(suat, 1_000_000)

    assert make_grant(fund, recipient=child).pk != suat.pk


def test_paid_suat_is_not_cancelled(fund: Fund) -> None:
    suat = make_grant(fund)
    pay(suat, 1_000_000)

    with pytest.raises(Refused, match="hãy đảo bút toán chi"):
        workflow.cancel_grant(suat, reason="Nhầm", on=PAID_ON, by=clerk(), at=now())


def test_closed_school_year_takes_no_suat_and_no_payment(fund: Fund) -> None:
    suat, late = make_grant(fund), make_recipient(fund, "Trần Văn Muộn")
    with pytest.raises(Refused, match="Còn 1 suất chưa chi đủ"):
        workflow.close_school_year(fund, 2020, by=clerk(), at=now())
    entry = pay(suat, 1_000_000)
    workflow.close_school_year(fund, 2020, by=clerk(), at=now())
    reverse(entry)

    with pytest.raises(Refused, match="2020–2021 đã khóa sổ"):
        pay(suat, 1_000_000)
    with pytest.raises(Refused, match="2020–2021 đã khóa sổ"):
        make_grant(fund, recipient=late)
    with pytest.raises(Stale, match="đã khóa sổ trước đó"):
        workflow.close_school_year(fund, 2020, by=clerk(), at=now())


def test_second_of_two_people_paying_the_same_part_is_told(fund: Fund) -> None:
    suat = make_grant(fund)
    pay(suat, 500_000, seen_paid=0)

    with pytest.raises(Stale, match=r"đến nay đã chi 500\.000 đồng"):
        pay(suat, 500_000, seen_paid=0)


def test_another_funds_child_or_campaign_is_refused(fund: Fund) -> None:
    other = make_fund(make_ward("Phường 6"), cash=1_000)

    with pytest.raises(Refused, match="không có trong sổ của quỹ này"):
        make_grant(fund, recipient=make_recipient(other))
    with pytest.raises(Refused, match="không thuộc quỹ này"):
        put_in(fund, 5, campaign=make_campaign(other))


def test_suat_belongs_to_a_ward_that_stood_that_day(fund: Fund) -> None:
    with pytest.raises(Refused, match="không phải là phường"):
        make_grant(fund, ward=make_district("Quận 10"))


def test_name_is_shown_only_while_guardian_and_child_agree(fund: Fund) -> None:
    child = make_recipient(fund)
    shown = [child.shown_name]
    agree(child)
    shown.append(fund.recipients.get().shown_name)
    workflow.withdraw_consent(child.consents.get(party=Party.CHILD), on=PAID_ON, by=clerk(), at=now())
    shown.append(fund.recipients.get().shown_name)

    assert shown == ["(chưa ghi đồng ý nêu tên)", child.name, "(đã rút đồng ý nêu tên)"]


def test_consent_needs_a_paper_and_is_withdrawn_once(fund: Fund) -> None:
    child = make_recipient(fund)
    with pytest.raises(Refused, match="im lặng không phải là đồng ý"):
        workflow.record_consent(child, Party.GUARDIAN, given_on=DECIDED, evidence=" ", by=clerk(), at=now())
    agree(child)
    consent = child.consents.get(party=Party.GUARDIAN)
    workflow.withdraw_consent(consent, on=PAID_ON, by=clerk(), at=now())

    with pytest.raises(Stale, match="Đã rút"):
        workflow.withdraw_consent(consent, on=PAID_ON, by=clerk(), at=now())


def paid_row(fund: Fund, amount: int, name: str = "Học sinh minh họa", reason: str = "") -> workflow.Paid:
    child = workflow.Child(name, 2010)
    suat = workflow.Suat(child, amount, SchoolLevel.LOWER, 2020, fund.unit, "1/QĐ", DECIDED, reason)
    return workflow.Paid(suat, handing())


def test_list_is_granted_and_paid_in_one_go(fund: Fund) -> None:
    rows = [paid_row(fund, 1_000_000), paid_row(fund, 1_200_000, "Một em khác")]

    grants = workflow.grant_and_pay(make_campaign(fund), rows, by=clerk(), at=now())

    assert [suat.number for suat in grants] == [1, 2]
    assert books(fund) == (800_000, 0)
    assert Grant.objects.fully_paid().count() == 2


def test_list_is_taken_whole_or_not_at_all(fund: Fund) -> None:
    rows = [paid_row(fund, 2_000_000), paid_row(fund, 1_200_000, "Một em khác")]

    with pytest.raises(Refused, match=r"^Dòng 2: .*chỉ còn 1\.000\.000 đồng"):
        workflow.grant_and_pay(make_campaign(fund), rows, by=clerk(), at=now())

    assert (Grant.objects.count(), fund.recipients.count(), books(fund)) == (0, 0, (3_000_000, 0))


def test_gift_dated_before_the_first_receipt_is_refused_with_the_day_and_the_sum(fund: Fund) -> None:
    with pytest.raises(Refused, match=r"học, sổ tiền mặt, ngày 14/01/2020, chỉ còn 0 đồng, không đủ để chi 10"):
        make_gift(fund, 10, on=dt.date(2020, 1, 14))

    make_gift(fund, 10, on=dt.date(2020, 1, 15))
    assert books(fund) == (2_999_990, 0)


def test_line_that_takes_what_a_later_day_has_spent_is_refused_whatever_it_is(fund: Fund) -> None:
    late = put_in(fund, 2_000_000, on=dt.date(2020, 10, 1))
    suat = make_grant(fund, 2_500_000)
    pay(suat, 2_500_000, on=dt.date(2020, 9, 20))
    sentence = r"ngày 20/09/2020, chỉ còn 500\.000 đồng, không đủ để chi 600\.000 đồng vào ngày 05/09/2020"

    with pytest.raises(Refused, match=sentence):
        make_gift(fund, 600_000)
    with pytest.raises(Refused, match=sentence):
        pay(make_grant(fund, 600_000, make_recipient(fund, "Em khác")), 600_000)
    with pytest.raises(Refused, match=sentence):
        workflow.grant_and_pay(make_campaign(fund), [paid_row(fund, 600_000)], by=clerk(), at=now())

    make_gift(fund, 2_400_000, on=dt.date(2020, 10, 1))
    assert late.entries.count() == 1


def test_receipt_is_not_taken_back_on_a_day_before_it_was_spent(fund: Fund) -> None:
    entry = put_in(fund, 1_000_000, on=dt.date(2020, 2, 1)).entries.get()
    pay(make_grant(fund, 3_500_000), 3_500_000)
    put_in(fund, 9_000_000, on=dt.date(2020, 12, 1))

    with pytest.raises(Refused, match=r"ngày 05/09/2020, chỉ còn 500\.000 đồng"):
        reverse(entry, on=dt.date(2020, 3, 1))

    reverse(entry, on=dt.date(2020, 12, 1))


def test_closed_books_take_no_line_of_those_days_until_they_are_reopened(fund: Fund) -> None:
    suat = make_grant(fund)
    closing = workflow.close_books(fund, PAID_ON, by=clerk(), at=now())
    sentence = "sổ đã khóa đến hết ngày 05/09/2020 .*mở lại sổ kèm lý do"

    for act in (lambda: put_in(fund, 5), lambda: make_gift(fund, 5), lambda: pay(suat, 5)):
        with pytest.raises(Refused, match=sentence):
            act()
    with pytest.raises(Refused, match=sentence):
        reverse(Entry.objects.get(fund=fund))
    pay(suat, 5, on=PAID_ON + dt.timedelta(days=1))
    reopen(closing, "Sót phiếu thu")
    put_in(fund, 5)

    with pytest.raises(Stale, match="đã được mở lại trước đó"):
        reopen(closing, "Lần nữa")
    workflow.close_books(fund, PAID_ON, by=clerk(), at=now())


def test_books_are_closed_once_up_to_a_day_that_has_come(fund: Fund) -> None:
    workflow.close_books(fund, PAID_ON, by=clerk(), at=now())

    with pytest.raises(Stale, match="sổ đã khóa đến hết ngày 05/09/2020"):
        workflow.close_books(fund, DECIDED, by=clerk(), at=now())
    with pytest.raises(Refused, match="ở sau hôm nay"):
        workflow.close_books(fund, timezone.localdate() + dt.timedelta(days=2), by=clerk(), at=now())


def test_school_year_is_reopened_with_a_reason_and_closed_a_second_time(fund: Fund) -> None:
    closing = workflow.close_school_year(fund, 2020, by=clerk(), at=now())
    with pytest.raises(Refused, match="lý do mở lại"):
        reopen(closing, " ")

    reopen(closing, "Sót một em")
    pay(make_grant(fund), 1_000_000)
    workflow.close_school_year(fund, 2020, by=clerk(), at=now())

    assert [each.is_in_force for each in fund.closings.order_by("pk")] == [False, True]
    assert "Sót một em" in fund.closings.order_by("pk")[0].story


@pytest.mark.parametrize(
    ("birth_year", "level", "decided_on", "sentence"),
    [
        (2017, SchoolLevel.TERTIARY, DECIDED, "3 tuổi vào năm học đó, mà cấp học là đại học"),
        (2010, SchoolLevel.PRIMARY, dt.date(2020, 5, 31), "ngày 31/05/2020 không thuộc năm học 2020–2021"),
        (2010, SchoolLevel.PRIMARY, dt.date(2021, 9, 1), "ngày 01/09/2021 không thuộc năm học 2020–2021"),
    ],
)
def test_what_hardly_is_takes_a_reason_that_is_kept(
    fund: Fund, birth_year: int, level: SchoolLevel, decided_on: dt.date, sentence: str
) -> None:
    child = make_recipient(fund, birth_year=birth_year)
    with pytest.raises(Doubtful, match=sentence):
        make_grant(fund, recipient=child, level=level, decided_on=decided_on)

    suat = make_grant(fund, recipient=child, level=level, decided_on=decided_on, reason="Có giấy xác nhận")

    assert (suat.doubt.reason, sentence in suat.doubt.sentence) == ("Có giấy xác nhận", True)


def test_nobody_is_given_a_suat_of_a_school_year_before_their_birth(fund: Fund) -> None:
    with pytest.raises(Refused, match="sinh năm 2021, sau năm học 2020–2021"):
        make_grant(fund, recipient=make_recipient(fund, birth_year=2021), reason="Có giấy xác nhận")


def test_day_that_was_reported_takes_a_reason_that_stays_with_the_line(
    fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = resting.Rest("Báo cáo 05/BC-UBND", "/bao-cao/5/", issued=True)
    monkeypatch.setattr(resting, "_sources", [lambda units, first, last: [report] if fund.unit_id in units else []])
    income = workflow.Income(5_000, "PT-muộn", PAID_ON)

    with pytest.raises(Doubtful, match=r"Ngày 05/09/2020 đã được báo cáo\. .*Báo cáo 05/BC-UBND"):
        workflow.receive(fund, income, by=clerk(), at=now())
    made = workflow.receive(fund, replace(income, reason="Phiếu thu sót"), by=clerk(), at=now())

    assert made.entries.get().reason == "Phiếu thu sót"


def test_child_is_known_again_by_name_and_year_on_every_door(fund: Fund) -> None:
    first = make_grant(fund, recipient=workflow.Child("Trần Thị Hoà", 2010))
    later = {"school_year": 2021, "decided_on": dt.date(2021, 8, 25)}

    second = make_grant(fund, recipient=workflow.Child("trần thị hòa", 2010), **later)  # type: ignore[arg-type]
    other = make_grant(fund, recipient=workflow.Child("Trần Thị Hoà", 2011))

    assert (second.recipient_id, fund.recipients.count()) == (first.recipient_id, 2)
    with pytest.raises(Refused, match=f"suất số {other.number}"):
        make_grant(fund, recipient=workflow.Child("Trần Thị Hoà", 2011))


def test_list_refuses_what_the_page_refuses(fund: Fund) -> None:
    twice = [paid_row(fund, 5_000), paid_row(fund, 5_000, "HỌC SINH minh họa")]
    unsigned = replace(paid_row(fund, 5_000), handing=replace(handing(), signature=""))  # type: ignore[arg-type]

    with pytest.raises(Refused, match=r"^Dòng 2: Người này đã được cấp một suất"):
        workflow.grant_and_pay(make_campaign(fund), twice, by=clerk(), at=now())
    with pytest.raises(Refused, match="chọn người ký nhận"):
        workflow.grant_and_pay(make_campaign(fund), [unsigned], by=clerk(), at=now())


def test_list_of_receipts_is_judged_like_each_of_them(fund: Fund) -> None:
    rows = [workflow.Income(5_000, "PT-A", PAID_ON), workflow.Income(6_000, "PT-A", PAID_ON)]

    with pytest.raises(Refused, match=r"^Dòng 2: .*đã có phiếu thu mang số này \(PT-A\)"):
        workflow.receive_all(fund, rows, by=clerk(), at=now())

    assert books(fund) == (3_000_000, 0)
