"""Which number the next paper has, offered on the form; whoever writes it may type another."""

from __future__ import annotations

import re

from awards.scholarships.models import Entry, Fund
from awards.scholarships.workflow.books import NUMBERED

DIGITS = re.compile(r"\d+")
YEAR = re.compile(r"20\d\d")


def after(number: str) -> str:
    """The number that follows: "PT-12" → "PT-13", "2020/09" → "2020/10", "07/2026" → "08/2026".

    The last digits that are no year are counted on, with their noughts in front; empty where there are none.
    """
    runs = [run for run in DIGITS.finditer(number) if not YEAR.fullmatch(run.group())]
    if not runs:
        return ""
    run = runs[-1]
    return f"{number[: run.start()]}{int(run.group()) + 1:0{len(run.group())}d}{number[run.end() :]}"


def next_receipt(fund: Fund) -> str:
    """After the receipt written last."""
    last = fund.receipts.order_by("-pk").values_list("receipt_no", flat=True).first()
    return _free(after(last or ""), set(fund.receipts.order_by("-pk").values_list("receipt_no", flat=True)[:200]))


def next_slip(fund: Fund) -> str:
    """After the phiếu chi written last."""
    lines = Entry.objects.filter(fund=fund, kind__in=NUMBERED).exclude(sheet_no="").order_by("-pk")
    found = list(lines.values_list("sheet_no", flat=True)[:200])
    return _free(after(found[0]), set(found)) if found else ""


def _free(number: str, used: set[str]) -> str:
    while number in used:
        number = after(number)
    return number
