"""The sheet on which recipients sign for their money: data first, then paper (A4 landscape)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from awards.scholarships.models import Campaign, Grant
from hocTap.lib import pdf, vi
from hocTap.lib.words import money_in_words
from units.models import User


@dataclass(frozen=True)
class SheetRow:
    """One suất: who signs for how much."""

    number: int
    code: str
    name: str
    class_name: str
    school: str
    level: str
    amount: int


@dataclass(frozen=True)
class PaymentSheet:
    """All suất of a campaign that still wait for money, with their total in figures and in words."""

    campaign: Campaign
    place: str
    decisions: list[str]
    rows: list[SheetRow]
    printed_by: str
    printed_at: dt.datetime
    illustrative: bool

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def total_in_words(self) -> str:
        return money_in_words(self.total)


def build_sheet(campaign: Campaign, *, by: User, at: dt.datetime) -> PaymentSheet:
    """The suất of the campaign not yet paid in full, each with what is left to pay.

    The sheet goes to those who sign it, so names stand on it; after a withdrawal the number of the file does instead.
    """
    waiting = Grant.objects.standing().unpaid().filter(campaign=campaign).order_by("number")
    recipients = campaign.fund.recipients.with_consents().in_bulk(list(waiting.values_list("recipient", flat=True)))
    rows = [_row(suat, recipients[suat.recipient_id]) for suat in waiting]
    papers = {(suat.decided_on, suat.decision_no) for suat in waiting}
    standing = campaign.fund.unit.versions.order_by("valid_from").last()
    return PaymentSheet(
        campaign=campaign,
        place=standing.name if standing else "",
        decisions=[f"{number} ngày {vi.day(on)}" for on, number in sorted(papers)],
        rows=rows,
        printed_by=str(by),
        printed_at=at,
        illustrative=campaign.fund.illustrative,
    )


def _row(suat: Grant, recipient: Any) -> SheetRow:
    named = recipient.signing_name == recipient.name
    return SheetRow(
        number=suat.number,
        code=recipient.code,
        name=recipient.signing_name,
        class_name=recipient.class_name if named else "",
        school=recipient.school if named else "",
        level=suat.get_level_display(),
        amount=suat.amount - vars(suat)["paid"],
    )


def render(sheet: PaymentSheet) -> bytes:
    """The sheet as PDF."""
    return pdf.from_html(
        render_to_string("awards/scholarships/print/payment_sheet.html", {"sheet": sheet}), "payment-sheet.css"
    )


def file_name(campaign: Campaign) -> str:
    return f"phieu-ky-nhan-{'-'.join(vi.fold(campaign.name).split())[:60]}.pdf"
