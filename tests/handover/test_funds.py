"""Money passes to the heirs to the đồng, as pairs by minutes; what is left to pay goes on there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from awards.scholarships import workflow
from awards.scholarships.counts import register_counts
from awards.scholarships.divided import handed_over
from awards.scholarships.enums import Book, EntryKind, FundLevel, SchoolLevel
from awards.scholarships.forms.money import ReceiptForm
from awards.scholarships.handover import FundsForm
from awards.scholarships.models import Campaign, Entry, Fund, Grant, Transfer
from awards.scholarships.passed import passage_of
from awards.scholarships.workflow import balance
from hocTap.lib.refusals import Refused
from tests.awards.scholarships.factories import (
    agree,
    make_fund,
    make_gift,
    make_grant,
    make_recipient,
    pay,
    put_in,
)
from tests.factories import make_user
from tests.handover.factories import Town, hand, make_town, now, undo, write_changes
from units.enums import Role
from units.models import HandedOver, HandOverPart, Unit, User

pytestmark = pytest.mark.django_db
MINUTES: dict[str, Any] = {"minutes_no": "01/BB-BG", "minutes_on": dt.date(2025, 7, 10)}


@pytest.fixture
def town() -> Town:
    return make_town()


def whole(town: Town, unit: Unit, **more: Any) -> HandOverPart:
    """Everything to a new fund of Hòa Bình."""
    return hand(town, unit, "funds", {"funds": {str(town.hoa_binh.pk): "moi"}}, **{**MINUTES, **more})


def divided(town: Town, *sums: tuple[Fund, Unit, int], **more: Any) -> HandOverPart:
    """The fund of Phường 8 divided between new funds of its heirs."""
    new = {str(town.binh_thoi.pk): "moi", str(town.phu_tho.pk): "moi"}
    choices = {"funds": new, "sums": [[fund.pk, "cash", unit.pk, amount] for fund, unit, amount in sums], **more}
    return hand(town, town.eight, "funds", choices, **MINUTES)


def cash_of(unit: Unit) -> int:
    return sum(balance(fund, Book.CASH) for fund in Fund.objects.filter(unit=unit))


def test_whole_fund_goes_to_the_heir_as_a_pair_and_nothing_is_left(town: Town) -> None:
    old = make_fund(town.five, cash=5_000_001)
    put_in(old, 300_000, book=Book.GOODS)

    whole(town, town.five)

    new = Fund.objects.get(unit=town.hoa_binh)
    assert [balance(old, book) for book in Book] == [0, 0, 0]
    assert [balance(new, book) for book in Book] == [5_000_001, 0, 300_000]
    out, back = (list(fund.entries.filter(transfer__isnull=False).order_by("seq")) for fund in (old, new))
    assert [(line.kind, line.amount, line.made_on) for line in out] == [
        (EntryKind.HANDED_OUT, -5_000_001, MINUTES["minutes_on"]),
        (EntryKind.HANDED_OUT, -300_000, MINUTES["minutes_on"]),
    ]
    assert [line.transfer_id for line in out] == [line.transfer_id for line in back]
    assert str(out[0].transfer) == "Biên bản 01/BB-BG ngày 10/07/2025"
    assert (new.level, new.name) == (FundLevel.WARD, "Quỹ khuyến học Phường Hòa Bình")


def test_two_old_funds_meet_in_one(town: Town) -> None:
    make_fund(town.five, cash=2_000_000)
    make_fund(town.fourteen, cash=3_000_000)

    whole(town, town.five)
    whole(town, town.fourteen)

    assert cash_of(town.hoa_binh) == 5_000_000
    assert Fund.objects.filter(unit=town.hoa_binh).count() == 1


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ((400, 599), "còn 1 đồng chưa chia"),
        ((400, 601), "vượt 1 đồng"),
        ((0, 0), "còn 1.000 đồng chưa chia"),
    ],
)
def test_money_that_does_not_add_up_is_refused_and_nothing_moves(
    town: Town, parts: tuple[int, int], sentence: str
) -> None:
    fund = make_fund(town.eight, cash=1_000)

    with pytest.raises(Refused, match=sentence):
        divided(town, (fund, town.binh_thoi, parts[0]), (fund, town.phu_tho, parts[1]))

    assert (balance(fund, Book.CASH), Transfer.objects.count(), HandedOver.objects.count()) == (1_000, 0, 0)


def test_fund_of_a_divided_ward_is_divided_by_the_minutes(town: Town) -> None:
    fund = make_fund(town.eight, cash=1_000_000)

    divided(town, (fund, town.binh_thoi, 333_333), (fund, town.phu_tho, 666_667))

    assert (cash_of(town.eight), cash_of(town.binh_thoi), cash_of(town.phu_tho)) == (0, 333_333, 666_667)
    received = {row.heir_id: row.numbers for row in HandedOver.objects.all()}
    assert received == {town.binh_thoi.pk: {"tiền mặt (đồng)": 333_333}, town.phu_tho.pk: {"tiền mặt (đồng)": 666_667}}


def test_money_for_a_unit_that_is_no_heir_is_refused(town: Town) -> None:
    fund = make_fund(town.eight, cash=1_000)

    with pytest.raises(Refused, match="không kế tiếp Phường 8"):
        divided(town, (fund, town.hoa_binh, 1_000), (fund, town.phu_tho, 0))


@pytest.mark.parametrize("minutes", [{"minutes_no": ""}, {"minutes_on": None}])
def test_money_takes_minutes_with_number_and_day(town: Town, minutes: dict[str, Any]) -> None:
    make_fund(town.five, cash=1_000)

    with pytest.raises(Refused, match="số và ngày biên bản"):
        whole(town, town.five, **minutes)


def test_hand_over_is_no_money_raised(town: Town) -> None:
    make_fund(town.five, cash=1_000_000)

    whole(town, town.five)

    year = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert register_counts(town.hoa_binh.pk, *year) == {}
    assert register_counts(town.five.pk, *year) == {}


def test_fund_that_was_handed_over_takes_no_more_lines(town: Town) -> None:
    old = make_fund(town.five, cash=1_000_000)
    whole(town, town.five)

    with pytest.raises(Refused, match="đã bàn giao cho Quỹ khuyến học Phường Hòa Bình"):
        put_in(old, 500)


def test_what_is_left_of_a_suat_is_paid_by_the_heir_and_counts_once(town: Town) -> None:
    old = make_fund(town.five, cash=2_000_000)
    child = make_recipient(old)
    agree(child)
    begun = make_grant(old, 1_000_000, child)
    pay(begun, 600_000)

    whole(town, town.five)

    new = Grant.objects.get(fund__unit=town.hoa_binh)
    assert (new.amount, new.paid_before, new.handed_from, new.ward) == (400_000, 600_000, begun, town.hoa_binh)
    assert new.recipient.shown_name == child.name
    pay(new, 400_000, on=dt.date(2025, 7, 11))
    assert Entry.objects.aggregate(total=Sum("turn"))["total"] == 1
    with pytest.raises(Refused, match="đã bàn giao"):
        pay(Grant.objects.get(pk=begun.pk), 1, on=dt.date(2025, 7, 11))


def test_suat_not_paid_at_all_counts_where_it_is_paid(town: Town) -> None:
    old = make_fund(town.five, cash=2_000_000)
    make_grant(old, 1_000_000)
    whole(town, town.five)

    pay(Grant.objects.get(fund__unit=town.hoa_binh), 1_000_000, on=dt.date(2025, 8, 1))

    counts = register_counts(town.hoa_binh.pk, dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert (counts["scholarship-count"], counts["scholarship-amount"]) == (1, 1_000_000)


def test_suats_of_a_divided_ward_need_a_fund_that_pays_on(town: Town) -> None:
    fund = make_fund(town.eight, cash=1_000_000)
    suat = make_grant(fund, 500_000)
    sums = ((fund, town.binh_thoi, 1_000_000), (fund, town.phu_tho, 0))

    with pytest.raises(Refused, match="hãy chọn quỹ nào chi tiếp"):
        divided(town, *sums)
    divided(town, *sums, suats={str(suat.campaign_id): town.phu_tho.pk})

    assert Grant.objects.get(fund__unit=town.phu_tho).handed_from == suat


def test_undoing_puts_every_dong_and_suat_back(town: Town) -> None:
    old = make_fund(town.five, cash=2_000_000)
    suat = make_grant(old, 1_000_000)
    whole(town, town.five)

    undo(town, town.five, "funds")

    assert (balance(old, Book.CASH), cash_of(town.hoa_binh)) == (2_000_000, 0)
    suat.refresh_from_db()
    assert suat.handed_on is None
    pay(suat, 1_000_000)
    whole(town, town.five)
    assert cash_of(town.hoa_binh) == 1_000_000


def test_undoing_when_the_heir_has_paid_or_spent_says_so(town: Town) -> None:
    old = make_fund(town.five, cash=2_000_000)
    make_grant(old, 1_000_000)
    whole(town, town.five)
    new = Fund.objects.get(unit=town.hoa_binh)
    make_gift(new, 1_500_000, on=dt.date(2025, 9, 1))

    with pytest.raises(Refused, match=r"chỉ còn 500\.000 đồng, không đủ để chi 2\.000\.000 đồng"):
        undo(town, town.five, "funds")
    pay(Grant.objects.get(fund=new), 100_000, on=dt.date(2025, 9, 2))
    with pytest.raises(Refused, match="1 suất nhận bàn giao đã được chi ở quỹ mới"):
        undo(town, town.five, "funds")


def test_single_line_of_a_hand_over_is_not_reversed_by_itself(town: Town) -> None:
    old = make_fund(town.five, cash=1_000)
    whole(town, town.five)

    with pytest.raises(Refused, match="bút toán có hai bên, không đảo riêng một bên được"):
        workflow.reverse(old.entries.latest("pk"), reason="Nhầm", on=now().date(), by=town.office, at=now())


def test_database_takes_no_line_that_differs_from_its_transfer(town: Town) -> None:
    old = make_fund(town.five, cash=1_000)
    whole(town, town.five)
    transfer, last = Transfer.objects.get(), old.entries.latest("seq")

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(
            fund=old,
            book=Book.CASH,
            seq=last.seq + 1,
            kind=EntryKind.HANDED_IN,
            amount=7,
            balance_after=last.balance_after + 7,
            transfer=transfer,
            made_on=transfer.minutes_on,
            made_by=town.office,
            made_at=now(),
        )


def test_form_of_a_divided_fund_has_a_sum_for_each_heir(town: Town) -> None:
    make_fund(town.eight, cash=1_000)

    form = FundsForm(town.change(town.eight))

    note = "Quỹ khuyến học: tiền mặt, số dư 1.000 đồng"
    assert [(row.label, row.note) for row in form.rows] == [("Phường Bình Thới", note), ("Phường Phú Thọ", note)]


def test_money_that_came_in_after_the_minutes_is_not_in_them() -> None:
    """Nobody had written down yet that Phường 5 was no more."""
    town = make_town(changed=False)
    old = make_fund(town.five, cash=1_000_000)
    put_in(old, 500, on=dt.date(2025, 7, 20))
    write_changes(town)

    with pytest.raises(Refused, match="ngày 10/07/2025, chỉ còn"):
        whole(town, town.five)


def test_level_of_schooling_is_kept(town: Town) -> None:
    old = make_fund(town.five, cash=1_000_000)
    make_grant(old, 500_000, make_recipient(old, birth_year=2006), level=SchoolLevel.UPPER)

    whole(town, town.five)

    assert Grant.objects.get(fund__unit=town.hoa_binh).level == SchoolLevel.UPPER


def test_money_of_the_past_is_restated_as_the_fund_was_divided(town: Town) -> None:
    fund = make_fund(town.eight, cash=900)
    heirs = {town.binh_thoi.pk, town.phu_tho.pk}
    assert handed_over([town.eight.pk]) == {}

    divided(town, (fund, town.binh_thoi, 300), (fund, town.phu_tho, 600))
    (shares,) = handed_over([town.eight.pk]).values()
    assert shares == {town.binh_thoi.pk: 300, town.phu_tho.pk: 600}
    assert shares.keys() == heirs

    undo(town, town.eight, "funds")
    assert handed_over([town.eight.pk]) == {}


def under_way(fund: Fund, target: int | None = None) -> Campaign:
    """A campaign that runs over the day of the change."""
    return workflow.start_campaign(
        fund, "Tiếp bước", starts_on=dt.date(2025, 6, 1), ends_on=dt.date(2025, 9, 30), target=target
    )


def test_campaign_under_way_goes_on_at_the_heir_and_comes_back_with_the_undoing(town: Town) -> None:
    under_way(make_fund(town.five, cash=1_000), target=900)
    whole(town, town.five)
    new = Fund.objects.get(unit=town.hoa_binh)

    (there,) = new.campaigns.standing()
    undo(town, town.five, "funds")

    assert (there.name, there.target) == ("Tiếp bước (Phường 5)", 900)
    assert not new.campaigns.standing().exists()
    chosen: Any = ReceiptForm(None, new).fields["campaign"]
    assert not chosen.queryset.exists()
    whole(town, town.five)
    assert list(new.campaigns.standing()) == [there]


def test_undoing_waits_for_what_came_in_for_the_campaign_at_the_heir(town: Town) -> None:
    under_way(make_fund(town.five, cash=1_000))
    whole(town, town.five)
    new = Fund.objects.get(unit=town.hoa_binh)
    put_in(new, 50, on=dt.date(2025, 8, 1), campaign=new.campaigns.get())

    with pytest.raises(Refused, match="1 đợt vận động nhận bàn giao đã có phiếu thu"):
        undo(town, town.five, "funds")

    assert new.campaigns.standing().count() == 1


def test_campaign_that_came_back_takes_nothing_at_the_heir(town: Town) -> None:
    under_way(make_fund(town.five, cash=1_000))
    whole(town, town.five)
    undo(town, town.five, "funds")
    new = Fund.objects.get(unit=town.hoa_binh)

    with pytest.raises(Refused, match="đã trở về quỹ cũ"):
        put_in(new, 50, on=dt.date(2025, 8, 1), campaign=new.campaigns.get())
    suat = workflow.Suat(make_recipient(new), 50, SchoolLevel.PRIMARY, 2025, town.hoa_binh, "1/QĐ", dt.date(2025, 8, 1))
    with pytest.raises(Refused, match="đã trở về quỹ cũ"):
        workflow.grant(new.campaigns.get(), suat, by=town.office, at=now())


def test_old_fund_says_what_became_of_each_dong_and_the_new_one_leads_back(town: Town) -> None:
    old = make_fund(town.five, cash=2_000_001)
    put_in(old, 300, book=Book.GOODS)
    make_grant(old, 500_000)
    whole(town, town.five)
    new = Fund.objects.get(unit=town.hoa_binh)
    make_user("quyhoabinh", (Role.FUND_OFFICER, town.hoa_binh))
    client = Client()
    client.force_login(User.objects.get(username="quyhoabinh"))

    pages = [" ".join(client.get(fund.get_absolute_url()).content.decode().split()) for fund in (old, new)]

    words = (
        "<strong>tiền mặt 2.000.001 đồng, hiện vật 300 đồng, 1 suất chưa chi đủ (còn phải chi 500.000 đồng)</strong>"
    )
    minutes = f"{words} – Biên bản 01/BB-BG ngày 10/07/2025."
    assert f'Sang <a href="{new.get_absolute_url()}">{new}</a>: {minutes}' in pages[0]
    assert "Quỹ này đã bàn giao hết, không ghi thêm được" in pages[0]
    assert f'Từ <a href="{old.get_absolute_url()}">{old}</a>: {minutes}' in pages[1]
    page = reverse("units:handover", args=[town.change(town.five).event.pk, town.five.pk])
    assert all(f'href="{page}#funds"' in each for each in pages)


def test_fund_says_nothing_of_a_hand_over_that_was_undone(town: Town) -> None:
    old = make_fund(town.five, cash=1_000)
    make_grant(old, 500)
    whole(town, town.five)
    undo(town, town.five, "funds")

    passage = passage_of(old, town.office)

    assert (passage.out, passage.into) == ([], [])


def test_fund_opened_for_an_heir_that_took_nothing_goes_with_the_undoing(town: Town) -> None:
    fund = make_fund(town.eight, cash=1_000)
    divided(town, (fund, town.binh_thoi, 1_000), (fund, town.phu_tho, 0))
    assert Fund.objects.filter(unit=town.phu_tho).exists()

    part = undo(town, town.eight, "funds")

    assert not Fund.objects.filter(unit=town.phu_tho).exists()
    assert part.steps.latest("at", "pk").stays == [
        "Quỹ khuyến học Phường Bình Thới được mở khi bàn giao, nay vẫn còn vì đang giữ 2 bút toán và 1 lần bàn giao "
        "đã hoàn tác."
    ]


def test_fund_that_was_there_before_stays_without_a_word(town: Town) -> None:
    old, new = make_fund(town.five, cash=1_000), make_fund(town.hoa_binh)
    hand(town, town.five, "funds", {"funds": {str(town.hoa_binh.pk): str(new.pk)}}, **MINUTES)

    part = undo(town, town.five, "funds")

    assert part.steps.latest("at", "pk").stays == []
    assert set(Fund.objects.all()) == {old, new}
