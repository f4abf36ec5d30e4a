"""Every address that gives a file writes down who took which names out, or says why no names stand in it.

Found by the resolver and read in the source: a view, and what it calls of ours, notes before it gives a file.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from types import FunctionType
from typing import Any

from django.http import FileResponse, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from awards.scholarships.workflow import note_access
from awards.titles.register.exporting import log_export
from hocTap.lib import drafts, dresses, http, tables
from tests.files_without_names import NO_NAMES
from units.privacy.rights import workflow as rights
from units.privacy.seeing import note_list, note_taken

OURS = ("units.", "awards.", "indicators.", "reports.")
GIVES = {
    http.download,
    tables.export_xlsx,
    tables.export_rows,
    tables.long_file,
    dresses.pdf_or_word,
    dresses.as_word,
    drafts.print_draft,
    FileResponse,
}
"""By what a view gives a file; a plain answer with a type of its own is one as well."""
NOTES = {note_list, note_taken, note_access, log_export, rights.note}
"""By what it is written down who took names out."""


def views() -> Iterator[tuple[str, Any]]:
    """The name of every address of ours with its view."""
    yield from _views(get_resolver().url_patterns, "")


def _views(patterns: list[Any], space: str) -> Iterator[tuple[str, Any]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _views(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{space}{each.name}", inspect.unwrap(each.callback)


def calls(function: FunctionType) -> Iterator[tuple[ast.Call, Any]]:
    """Every call in the function with what is called, as far as its module knows it."""
    names = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
    (whole,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    within = {
        call
        for inner in ast.walk(whole)
        if isinstance(inner, ast.FunctionDef) and inner is not whole
        for call in ast.walk(inner)
    }
    for node in ast.walk(whole):
        if isinstance(node, ast.Call):
            if node in within:  # done later, when what is given is made
                node.lineno = node.end_lineno = whole.end_lineno or node.lineno
            yield node, _named(node.func, names)


def _named(node: ast.expr, names: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_named(node.value, names), node.attr, None)
    return None


def is_ours(callee: Any) -> bool:
    return isinstance(callee, FunctionType) and callee.__module__.startswith(OURS)


def is_followed(callee: Any) -> bool:
    """What answers, and what notes by its name; nothing else of ours gives a file or notes."""
    says = callee.__annotations__.get("return", "") if is_ours(callee) else ""
    return is_ours(callee) and ("Response" in str(says) or "note" in callee.__name__ or "mark" in callee.__name__)


@cache
def looked_at(function: FunctionType) -> tuple[bool, bool, bool]:
    """Whether the function notes, whether it gives a file, and whether one of its files goes out before it noted."""
    noted, given = [], []
    all_noted_inside = False
    for node, called in calls(function):
        callee = inspect.unwrap(called) if isinstance(called, FunctionType) else called
        if not isinstance(callee, FunctionType | type) or callee is function:
            continue
        found: Any = callee
        if found in NOTES:
            noted.append(node.lineno)
        elif found in GIVES or (found is HttpResponse and any(each.arg == "content_type" for each in node.keywords)):
            given.append(node.end_lineno or node.lineno)
        elif is_followed(callee):
            notes, gives, unnoted = looked_at(callee)
            if notes:
                noted.append(node.lineno)
            if unnoted:
                given.append(node.end_lineno or node.lineno)
            all_noted_inside = all_noted_inside or (gives and not unnoted)
    unnoted = any(not any(line <= end for line in noted) for end in given)
    return bool(noted), bool(given) or all_noted_inside, unnoted


def test_every_file_with_names_is_noted_before_it_is_given() -> None:
    found = {name: looked_at(view) for name, view in views() if is_ours(view)}

    giving = {name for name, (_, gives, _) in found.items() if gives}
    unnoted = {name for name, (_, _, unnoted) in found.items() if unnoted}

    assert len(giving) > 80
    assert unnoted - NO_NAMES.keys() == set(), "Note who takes names out (note_list), or say why none stand there."
    assert NO_NAMES.keys() <= unnoted, "These note, or give no file any more."
