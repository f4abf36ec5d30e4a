"""Whatever the site prints is PDF/A-3a for archives and PDF/UA-1 for people, judged by veraPDF's engine."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests import verapdf
from tests.prints import PRINTS
from tests.test_project import ROOT, sources

MAKE_A_FILE = {
    "hocTap.lib.pdf.from_html",
    "hocTap.lib.press.across.bound_across",
    "hocTap.lib.press.ledger.printed",
    "hocTap.lib.press.to_sign.to_be_signed",
    "reports.papers.certificates.put_together",
    "reports.papers.long_lists.with_long",
}
"""The ways of this house to make a PDF; whoever calls one prints something."""
CALLS = {each.rpartition(".")[2] for each in MAKE_A_FILE} - {"printed"} | {"ledger.printed"}
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
