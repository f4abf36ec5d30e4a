"""A file measured by what it is."""

from __future__ import annotations

from reports.checking import sorts
from reports.checking.findings import Finding
from reports.checking.layout import check_pdf
from reports.checking.sheets import read
from reports.checking.word import check_docx


def check(content: bytes) -> list[Finding]:
    """Every rule of the decree, or of a sort of paper that it does not govern, kept or not.

    Raises ValueError for a file that is neither PDF nor docx.
    """
    if content[:1024].lstrip().startswith(b"%PDF-"):
        paper = read(content)
        if sort := sorts.of_pdf(paper):
            return sorts.check_pdf(paper, sort)
        return check_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        if sort := sorts.of_word(content):
            return sorts.check_docx(content, sort)
        return check_docx(content)
    raise ValueError("Chỉ kiểm được tệp PDF và tệp Word (docx).")
