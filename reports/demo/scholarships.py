"""Illustrative funds, suất and gifts of Quận 11, so that the books lead to the figures of the forms. Safe to run again.

Every ward's fund takes in, gives and pays exactly what `reports.demo.figures` says for the ward and year. Nobody in it
exists: the names are numbered.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from awards.scholarships import reference, workflow
from awards.scholarships.enums import Book, DonorKind, FundLevel, SchoolLevel, Signature
from awards.scholarships.models import Donor, ExpenseKind, Fund
from awards.scholarships.workflow import Child, Given, Handing, Income, Move, Opened, Paid, Spent, Suat
from reports.demo.figures import FIRST, LEVELS, NEXT, WARDS, figures, share_out
from units.enums import Role
from units.models import Unit, User
from units.workflow.people import appoint

STEP = 100_000
PLANNED = "Theo kế hoạch của năm (minh họa)"
"""The answer where a sum is most of what a small fund has; kept only there."""
FIRST_BIRTH = {SchoolLevel.PRIMARY: 9, SchoolLevel.LOWER: 13, SchoolLevel.UPPER: 16, SchoolLevel.TERTIARY: 20}
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi")
SHARES = (5, 3, 2)
DONORS = (DonorKind.BUSINESS, DonorKind.PERSON, DonorKind.PIGGY_BANK)


def load(wards: Mapping[int, Unit], district: Unit, by: User, *, exporter: User) -> None:
    """Open the funds that are missing, each with its ten years of books; one person may export names in Phường 5."""
    if not exporter.posts.filter(role=Role.NAMES_EXPORTER).exists():
        appoint(exporter, wards[5], Role.NAMES_EXPORTER, from_day=dt.date(FIRST, 1, 1))
    draw = random.Random(11_2012)  # noqa: S311 - illustrative, not secrets
    for number in range(1, WARDS + 1):
        ward = wards[number]
        seed = draw.random()
        if not Fund.objects.filter(unit=ward).exists():
            _ward_fund(number, ward, by, random.Random(seed))  # noqa: S311
    reference.load()
    if not Fund.objects.filter(unit=district).exists():
        _district_fund(district, by)


@transaction.atomic
def _ward_fund(number: int, ward: Unit, by: User, draw: random.Random) -> None:
    fund = workflow.open_fund(ward, f"Quỹ khuyến học Phường {number} (minh họa)", FundLevel.WARD, illustrative=True)
    donors = [workflow.add_donor(fund, f"Nhà tài trợ minh họa, {kind.label}", kind) for kind in DONORS]
    for year in range(FIRST, NEXT + 1):
        _year(fund, year, figures()[number, year], donors, by, draw)


def _year(
    fund: Fund, year: int, cell: Mapping[str, int], donors: Sequence[Donor], by: User, draw: random.Random
) -> None:
    at = timezone.now()
    campaign = workflow.start_campaign(
        fund,
        f"Tiếp bước đến trường {year} (minh họa)",
        starts_on=dt.date(year, 2, 1),
        ends_on=dt.date(year, 11, 20),
        target=cell["fund-raised"] // STEP * STEP or STEP,
    )
    workflow.look_over(campaign, campaign.name, by=by, at=at)
    parts = share_out(cell["fund-raised"], SHARES)
    incomes = [
        Income(part, f"{year}/{place:02d}", dt.date(year, 2 + place, 10), donors[place - 1], campaign, reason=PLANNED)
        for place, part in enumerate(parts, start=1)
        if part
    ]
    workflow.receive_all(fund, incomes, by=by, at=at)
    workflow.grant_and_pay(campaign, _suats(fund, year, cell, draw), by=by, at=at)
    if cell["gift-count"]:
        given = Given(
            amount=cell["gift-amount"],
            parts=cell["gift-count"],
            ward=fund.unit,
            occasion="Trung thu, tổng kết năm học (minh họa)",
            given_on=dt.date(year, 9, 25),
            reason=PLANNED,
        )
        workflow.give_gift(fund, given, by=by, at=at)


def _suats(fund: Fund, year: int, cell: Mapping[str, int], draw: random.Random) -> list[Paid]:
    """As many of each level as the form says, with amounts that sum to its total in steps of 100.000 đồng."""
    levels = [level for level in SchoolLevel for _ in range(cell[f"scholarship-count-{level}"])]
    missing = cell["scholarship-amount"] - sum(LEVELS[level] for level in levels)
    steps = share_out(abs(missing) // STEP, [1] * len(levels))
    sign = STEP if missing >= 0 else -STEP
    return [
        Paid(
            Suat(
                recipient=_child(year, level, place, draw),
                amount=LEVELS[level] + sign * step,
                level=level,
                school_year=year,
                ward=fund.unit,
                decision_no=f"{year % 100:02d}/QĐ-HKH (minh họa)",
                decided_on=dt.date(year, 8, 25),
            ),
            Handing(
                on=dt.date(year, 9, 5),
                handed_by="Thủ quỹ minh họa",
                signature=Signature.RECIPIENT if level == SchoolLevel.TERTIARY else Signature.GUARDIAN,
                sheet_no=f"PC-{year}",
            ),
        )
        for place, (level, step) in enumerate(zip(levels, steps, strict=True), start=1)
    ]


def _child(year: int, level: SchoolLevel, place: int, draw: random.Random) -> Child:
    grade = {"primary": "4", "lower": "8", "upper": "11", "tertiary": "năm 2"}[level]
    return Child(
        name=f"{draw.choice(FAMILIES)} Minh Họa {year}-{place:03d}",
        birth_year=year - FIRST_BIRTH[level],
        class_name=grade if level == SchoolLevel.TERTIARY else f"{grade}A{1 + place % 5}",
        school=f"Trường minh họa {1 + place % 4}",
        hardship=place % 3 != 0,
    )


@transaction.atomic
def _district_fund(district: Unit, by: User) -> None:
    """The district's own fund: begun with a balance; money and goods raised, a receipt put right, the bank, printing.

    It has given nothing to anybody yet: wards' forms do not count it.
    """
    fund = workflow.open_fund(district, "Quỹ khuyến học Quận 11 (minh họa)", FundLevel.DISTRICT, illustrative=True)
    at = timezone.now()
    begun = {Book.CASH: 15_000_000, Book.BANK: 60_000_000}
    opened = Opened(dt.date(2020, 1, 1), begun, "Biên bản kiểm quỹ 01 (minh họa)")
    workflow.open_books(fund, opened, by=by, at=at)
    donor = workflow.add_donor(fund, "Công ty minh họa Bình Minh", DonorKind.BUSINESS)
    near = workflow.add_donor(fund, "Cty TNHH minh họa Bình Minh", DonorKind.BUSINESS)
    gift = Income(8_000_000, "2020/00", dt.date(2020, 3, 2), near, book=Book.BANK, about="Chuyển khoản (minh họa)")
    workflow.receive(fund, gift, by=by, at=at)
    for book, amount, goods in ((Book.CASH, 120_000_000, ""), (Book.GOODS, 35_000_000, "1.000 bộ vở (minh họa)")):
        income = Income(amount, f"2020/{book.value}", dt.date(2020, 5, 19), donor, book=book, goods=goods)
        workflow.receive(fund, income, by=by, at=at)
    wrong = Income(50_000_000, "2020/03", dt.date(2020, 6, 1), donor, about="Ủng hộ quỹ (minh họa)")
    right = replace(wrong, amount=5_000_000)
    receipt = workflow.receive(fund, wrong, by=by, at=at)
    workflow.correct_receipt(receipt, right, why="Ghi thừa một số 0 (minh họa)", by=by, at=at)
    bank = Move(fund, fund, Book.CASH, Book.BANK, 90_000_000, "GNT 01 (minh họa)", dt.date(2020, 6, 15))
    workflow.move(bank, by=by, at=at)
    printing = Spent(
        ExpenseKind.objects.get(code="chi-hoat-dong"),
        3_200_000,
        "In giấy khen, băng rôn lễ phát động (minh họa)",
        dt.date(2020, 7, 10),
        payee="Cơ sở in minh họa",
        sheet_no="PC 01/2020",
    )
    workflow.spend(fund, printing, by=by, at=at)
