"""What rests on an approved sheet: a register of its days is not changed without a reason."""

from __future__ import annotations

import datetime as dt

import pytest

from awards.scholarships.workflow import Income, receive
from hocTap.lib.doubts import Doubtful
from hocTap.lib.resting import in_words, rests_on
from indicators.enums import State
from tests.awards.scholarships.factories import clerk, make_fund, now
from tests.reports.factories import make_office, report_figures, titles
from units.models import Unit

pytestmark = pytest.mark.django_db
SPRING = dt.date(2020, 3, 1)


@pytest.fixture
def ward() -> Unit:
    _, (ward,), _ = make_office("Phường 1")
    return ward


def income(reason: str = "") -> Income:
    return Income(1_000_000, receipt_no="7", received_on=SPRING, reason=reason)


def test_approved_sheet_is_named_to_whoever_changes_a_register(ward: Unit) -> None:
    report_figures(ward, 2020, titles(1, 2))
    report_figures(ward, 2019, titles(1, 2))

    (found,) = rests_on([ward.pk], SPRING, SPRING)

    assert in_words([found]).endswith(": Báo cáo số liệu của Phường 1, Năm 2020 (đã duyệt).")


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_sheet_that_is_not_approved_rests_on_nothing_yet(ward: Unit, state: State) -> None:
    report_figures(ward, 2020, titles(1, 2), state=state)

    assert rests_on([ward.pk], SPRING, SPRING) == []


def test_receipt_dated_into_an_approved_year_takes_a_reason(ward: Unit) -> None:
    fund = make_fund(ward)
    report_figures(ward, 2020, titles(1, 2))

    with pytest.raises(Doubtful, match="Báo cáo số liệu của Phường 1, Năm 2020"):
        receive(fund, income(), by=clerk(), at=now())

    assert receive(fund, income("Phiếu thu tìm thấy khi kiểm kê."), by=clerk(), at=now()).pk
