"""A long book on paper: where its pages end."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from awards.scholarships import print_book
from hocTap.lib.press import ledger


@pytest.mark.parametrize("rows", [0, 1, 8, 20, 22, 46])
def test_page_that_is_signed_holds_the_last_rows(rows: int) -> None:
    """However full the page before is: nobody signs sums without a line above them."""
    lines = [ledger.LedgerRow(("", "", "", f"Dòng {at}.", "1", "", str(at)), 1, 0, at) for at in range(1, rows + 1)]
    book = ledger.Ledger(
        issuer=("HỘI KHUYẾN HỌC", "Quỹ"),
        place="Phường 5",
        title="SỔ QUỸ",
        subtitle=("Năm 2020",),
        columns=print_book.COLUMNS,
        opening=0,
        rows=iter(lines),
        signers=print_book.SIGNERS,
        words_column=print_book.WORDS,
    )
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(ledger.printed(book))).pages]

    last = [f"Dòng {at}." for at in range(1, rows + 1)][-ledger.LAST :]
    assert all(words in pages[-1] for words in ("Số dư cuối kỳ", print_book.SIGNERS[-1], *last))
    assert sum(page.count("Dòng") for page in pages) == rows
    assert all(page.count("Cộng trang") == 1 for page in pages)
