"""Whatever the site prints is PDF/A-3a for archives and PDF/UA-1 for people, judged by veraPDF's engine."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator

import docx
import pytest
from django.db import transaction
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from pypdf import PdfReader

from tests import verapdf
from tests.prints import IN_WORD, PRINTS
from tests.test_project import ROOT, sources

MAKE_A_FILE = {
    "hocTap.lib.dresses.pdf_or_word",
    "hocTap.lib.pdf._laid_out",
    "hocTap.lib.pdf.from_html",
    "hocTap.lib.press.across.bound_across",
    "hocTap.lib.press.ledger.printed",
    "hocTap.lib.press.to_sign.to_be_signed",
    "reports.papers.certificates.put_together",
    "reports.papers.long_lists.with_long",
}
"""The ways of this house to make a PDF; whoever calls one prints something."""
CALLS = {each.rpartition(".")[2] for each in MAKE_A_FILE} - {"printed", "from_html"}
CALLS |= {"ledger.printed", "pdf.from_html"}
WITH_A_LIBRARY = ("write_pdf", "pikepdf.new")
"""What libraries make a PDF by."""


def _functions() -> Iterator[tuple[str, list[str]]]:
    """Of every function of the product its dotted name, and what it calls."""
    for path in sources():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                calls = [ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)]
                yield f"{module}.{node.name}", calls


def _calls(called: str, names: set[str] | tuple[str, ...]) -> bool:
    return any(called == name or called.endswith(f".{name}") for name in names)


def test_every_function_that_prints_is_judged() -> None:
    print_something = {name for name, calls in _functions() if any(_calls(each, CALLS) for each in calls)}
    by_library = {name for name, calls in _functions() if any(_calls(each, WITH_A_LIBRARY) for each in calls)}

    assert print_something - MAKE_A_FILE == set(PRINTS)
    assert by_library <= MAKE_A_FILE


@pytest.mark.django_db
def test_everything_printed_is_for_archives_and_for_people() -> None:
    prints: dict[str, bytes] = {}
    for printer, sorts in PRINTS.items():
        for name, make in sorts.items():
            with transaction.atomic():
                prints[f"{printer}: {name}"] = make()
                transaction.set_rollback(True)

    assert verapdf.broken(prints) == {name: [] for name in prints}


MAKE_WORD = {
    "hocTap.lib.dresses.pdf_or_word",
    "hocTap.lib.press.to_word.ledger",
    "hocTap.lib.press.to_word.list_to_sign",
}
"""The ways of this house to give a print in Word too; papers of the office have their own (reports/papers/docx.py)."""
ONE_EACH = re.compile(
    r"\b[0-9A-F]{8}\b|\b\d\d:\d\d\b|Trang \d+/\d+|Cộng trang[\d. ]*|Trang trước chuyển sang[\d. ]*|"
    r"Sổ này có \S+ trang, đánh số từ trang 1 đến trang \S+"
)
"""What a file says of itself: its pages, the minute and the number under which it was taken out."""


def test_every_print_in_word_is_compared() -> None:
    named = {"word.from_html", "to_word.ledger", "to_word.list_to_sign", "pdf_or_word"}
    write = {name for name, calls in _functions() if any(_calls(each, named) for each in calls)}

    assert write - MAKE_WORD - {"hocTap.lib.press.to_word._made"} == set(IN_WORD)


@pytest.mark.django_db
@pytest.mark.parametrize("printer", sorted(IN_WORD))
def test_word_says_what_is_printed(printer: str) -> None:
    """The same words and numbers in the same number, wherever lines and pages break."""
    made = IN_WORD[printer]()
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.as_pdf())).pages)
    written = docx.Document(io.BytesIO(made.as_word()))

    on_paper, in_word = (words_of(ONE_EACH.sub(" ", " ".join(text.split()))) for text in (pages, all_text(written)))
    assert (sorted(on_paper - in_word), sorted(in_word - on_paper)) == ([], [])


def all_text(written: docx.document.Document) -> str:
    """Of the pages and of what stands at their foot."""
    parts = [written.element.body, written.sections[0].footer._element]
    return " ".join("".join(_parts(line)) for part in parts for line in part.iter(qn("w:p")))


def _parts(line: CT_P) -> Iterator[str]:
    for each in line.iter(qn("w:t"), qn("w:br")):
        yield (each.text or "") if each.tag == qn("w:t") else " "


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
