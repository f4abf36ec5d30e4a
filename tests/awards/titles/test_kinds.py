"""One table of title kinds: everything else reads it, and the reference data has what each kind needs."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from awards.titles.counts import MEASURES
from awards.titles.kinds import ON_WARD_SHEET, SHARES, TitleKind
from awards.titles.register.forms import FactsForm
from awards.titles.register.views import STEPS
from hocTap.settings import BASE_DIR
from reports.review import spec
from reports.review.chart import dash

REFERENCE = BASE_DIR / "fixtures" / "reference"
APPS = ("awards", "indicators", "reports", "units", "hocTap")
MADE_UP = BASE_DIR / "reports" / "demo"
"""The demonstration holds four kinds of holders, as data."""
LISTS = BASE_DIR / "awards" / "titles" / "register" / "importing.py"
"""What a list of each kind has of its own: its columns and its template."""


def named_in(source: str) -> set[str]:
    """The kinds that a module names one by one."""
    return {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "TitleKind"
    } & set(TitleKind.names)


def modules() -> list[Path]:
    found = [path for app in APPS for path in (BASE_DIR / app).rglob("*.py") if "migrations" not in path.parts]
    return [path for path in found if MADE_UP not in path.parents and path != LISTS]


def test_no_module_lists_the_kinds_beside_the_table() -> None:
    lists = {str(path): names for path in modules() if len(names := named_in(path.read_text(encoding="utf-8"))) > 2}

    assert lists == {}


def test_the_watch_over_lists_of_kinds_sees_one() -> None:
    assert named_in("A = (TitleKind.CLAN, TitleKind.WARD, TitleKind.CITIZEN, TitleKind.values)") == {
        "CLAN",
        "WARD",
        "CITIZEN",
    }


@pytest.mark.parametrize("kind", TitleKind)
def test_every_kind_has_criteria_and_a_procedure(kind: TitleKind) -> None:
    sets = [json.loads(path.read_text(encoding="utf-8")) for path in (REFERENCE / "criteria").glob("*.json")]
    procedures = next(rows for rows in sets if isinstance(rows, list))

    assert kind in {row["kind"] for row in sets if isinstance(row, dict)}
    assert kind in {row["kind"] for row in procedures}


@pytest.mark.parametrize("kind", ON_WARD_SHEET)
def test_every_kind_on_the_wards_sheet_has_its_measures_and_its_rate(kind: TitleKind) -> None:
    catalogue = json.loads((REFERENCE / "measures.json").read_text(encoding="utf-8"))
    codes = {row["code"] for rows in catalogue.values() for row in rows}
    wanted = {f"{kind.value}-{name}" for name in ("total", "rate", *MEASURES.values())}

    assert wanted - codes == set()


def test_review_chart_shares_and_register_follow_the_table() -> None:
    assert [title.kind for title in spec.TITLES] == list(ON_WARD_SHEET)
    assert list(SHARES.values()) == list(ON_WARD_SHEET)
    assert len({str(dash(place)) for place in range(len(TitleKind))}) == len(TitleKind)
    assert {fate for kind in TitleKind for fate in kind.holders.fates} == {step.fate for step in STEPS.values()}


@pytest.mark.parametrize("kind", TitleKind)
def test_a_form_asks_what_the_table_says(kind: TitleKind) -> None:
    form = FactsForm(kind)

    assert form.fields["name"].label == kind.holders.name_label
    assert ("under_6" in form.fields) == kind.holders.have_members
    assert ("managing_level" in form.fields) == kind.holders.managed_by_level
