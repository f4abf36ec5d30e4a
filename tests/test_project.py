"""What holds for the whole repository: one writer of states, clean templates, closed doors, locked versions."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from hocTap.lib.steps import Transitions
from indicators.models import Submission, Value
from tests.addresses import all_addresses
from units.models import User

ROOT = Path(__file__).resolve().parent.parent
APPS = ("hocTap", "units", "awards", "indicators", "reports")
TEMPLATES = ROOT / "templates"

STEPS = {"update", "bulk_create", "bulk_update", "bulk_create_with_history", "bulk_update_with_history"}
MAKERS = {"create", "get_or_create", "update_or_create"}
STATEFUL = {
    model.__name__: field
    for model in apps.get_models()
    for field in model._meta.local_fields
    if field.name == "state" and field.choices
}
"""Every model with a state, found and not listed."""

WRITES_A_PAST = {"reports/demo/past_titles.py"}
"""The demonstration's titles of 2012–2020, written as the steps would have left them, then compared with the rules."""

TRACKED = {"Value", "Submission"}
TRACKED_FIELDS = {field.name for model in (Value, Submission) for field in model._meta.concrete_fields}
PUBLIC = {f"/cong-khai/x/{more}" for more in ("", "2020/", "2020/so-lieu.csv", "2020/so-lieu.json")}
"""Nothing of it is there until an office opens its page; the data of other systems want a key of their own."""
OPEN_TO_ALL = {
    *(
        "/dang-nhap/",
        "/dang-nhap/tinh/",
        "/dang-nhap/tinh/ve/",
        "/dang-nhap/quen/",
        "/vao/",
        "/vao/x/",
        "/k/x/",
        "/viec/lich/x/hoctap.ics",
    ),
    *("/cong-khai/tu-dien.json", "/api/dataValueSets", *PUBLIC),
}
"""Logging in, slips, what a certificate says of its holder, and the secret address of a calendar, which shows nothing
to whoever has no secret."""
LEADS_TO_LOGIN = {"/quan-tri/login/"}
ASKED_FOR_BY_DJANGO = {
    "registration/login.html",
    "registration/password_change_form.html",
    "admin/base_site.html",
    "admin/search_form.html",
    "django/forms/field.html",
    *(f"{status}.html" for status in (400, 403, 404, 500)),
}


def sources() -> Iterator[Path]:
    """The product's Python, without migrations."""
    for app in APPS:
        yield from (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


def is_workflow(path: Path) -> bool:
    return path.stem == "workflow" or path.parent.name == "workflow"


def root_name(node: ast.expr) -> str:
    """The name that a chain of calls starts with: `Value.objects.filter(…)` → "Value"."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def assigns_state(node: ast.AST) -> bool:
    """`x.state = …`, `setattr(x, "state", …)`, a row of a model with a state made in one, and bulk updates of it."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        made = node.func.attr in MAKERS and root_name(node.func) in STATEFUL
        return ((made or node.func.attr == "update") and names_state(node)) or updates_state(node)
    if isinstance(node.func, ast.Name) and node.func.id == "setattr":
        return isinstance(node.args[1], ast.Constant) and node.args[1].value == "state"
    return isinstance(node.func, ast.Name) and node.func.id in STATEFUL and names_state(node)


def updates_state(call: ast.Call) -> bool:
    """`bulk_update(rows, ["state", …])`, with history or without."""
    assert isinstance(call.func, ast.Attribute)
    constants = {each.value for part in call.args[1:] for each in ast.walk(part) if isinstance(each, ast.Constant)}
    return call.func.attr.startswith("bulk_update") and "state" in constants


def names_state(call: ast.Call) -> bool:
    return any(keyword.arg == "state" for keyword in call.keywords)


def writes_past_history(node: ast.AST) -> bool:
    """A write to figures in bulk, which keeps no history and asks no lock, unless it plainly is another model's."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STEPS):
        return False
    words = ast.unparse(node.func.value)
    if root_name(node.func.value) in TRACKED or re.search(r"\.(values|submissions|history)\b(?!\()", words):
        return True
    unnamed = not root_name(node.func.value)[:1].isupper()
    return unnamed and bool({keyword.arg for keyword in node.keywords} & TRACKED_FIELDS)


def offences(judge: Callable[[ast.AST], bool], source: str) -> list[int]:
    return [getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if judge(node)]


@pytest.mark.parametrize("judge", [assigns_state, writes_past_history])
def test_only_workflow_moves_states_and_writes_figures(judge: Callable[[ast.AST], bool]) -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if not is_workflow(path)
        and str(path.relative_to(ROOT)) not in WRITES_A_PAST
        and (lines := offences(judge, path.read_text(encoding="utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("judge", "source", "expected"),
    [
        (assigns_state, "submission.state = State.APPROVED", [1]),
        (assigns_state, "setattr(submission, 'state', 'approved')", [1]),
        (assigns_state, "Submission.objects.create(unit=unit, state=State.APPROVED)", [1]),
        (assigns_state, "Nomination(state=NominationState.VOTED)", [1]),
        (assigns_state, "rows.update(state=after, edition=F('edition') + 1)", [1]),
        (assigns_state, "Candidate.objects.bulk_update(rows, ['ended_on', 'state'])", [1]),
        (assigns_state, "Submission.objects.filter(state=State.APPROVED)", []),
        (assigns_state, "Period(state=1)", []),
        (assigns_state, "state = State.APPROVED", []),
        (writes_past_history, "Value.objects.filter(pk=1).update(number=2)", [1]),
        (writes_past_history, "submission.values.update(number=2)", [1]),
        (writes_past_history, "locked.update(number=2)", [1]),
        (writes_past_history, "Submission.objects.bulk_create(rows)", [1]),
        (writes_past_history, "Period.objects.update(note='')", []),
        (writes_past_history, "context.update(extra)", []),
    ],
)
def test_the_watch_over_writers_sees_what_it_should(
    judge: Callable[[ast.AST], bool], source: str, expected: list[int]
) -> None:
    assert offences(judge, source) == expected


def test_every_state_moves_by_a_table() -> None:
    modules = [
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in sources() if is_workflow(path)
    ]
    tables = [each for module in modules for each in vars(module).values() if isinstance(each, Transitions)]
    moved = {str(state) for table in tables for step in table.table.values() for state in (*step.sources, step.target)}
    states = {name: {str(key) for key, _ in field.flatchoices} for name, field in STATEFUL.items()}

    assert len(STATEFUL) >= 8
    assert {name: still for name, known in states.items() if (still := known - moved)} == {}


def templates() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


def test_every_template_is_used() -> None:
    texts = [path.read_text(encoding="utf-8") for path in [*sources(), *TEMPLATES.rglob("*.html")]]
    everything = "\n".join(texts)

    unused = [name for name in templates() if name not in ASKED_FOR_BY_DJANGO and f'"{name}"' not in everything]

    assert unused == []


FORBIDDEN_IN_PAGES = {
    "inline style": r"\sstyle\s*=",
    "inline style sheet": r"<style\b",
    "inline script": r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))",
    "handler attribute": r"<[^>]*\son[a-z]+\s*=",
    "script address": r"javascript:",
    "foreign host": r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]",
}


@pytest.mark.parametrize("name", templates())
def test_template_holds_nothing_that_the_security_policy_forbids(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    printed = "/print/" in f"/{name}"  # made into a PDF, never sent to a browser

    found = [what for what, pattern in FORBIDDEN_IN_PAGES.items() if re.search(pattern, text, re.IGNORECASE)]

    assert [what for what in found if not (printed and "style" in what)] == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("inline style", '<p style="color:red">'),
        ("inline style sheet", "<style>p {}</style>"),
        ("inline script", "<script>go()</script>"),
        ("handler attribute", '<button type="button" onclick="go()">'),
        ("script address", '<a href="javascript:go()">'),
        ("foreign host", '<img src="//example.org/x.png">'),
    ],
)
def test_the_watch_over_templates_sees_what_it_should(what: str, text: str) -> None:
    assert [name for name, pattern in FORBIDDEN_IN_PAGES.items() if re.search(pattern, text)] == [what]


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_says_what_it_does() -> None:
    names = [path.stem for app in APPS for path in (ROOT / app).rglob("migrations/[0-9]*.py")]

    assert names
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z0-9_]+", name) or "_auto_" in name] == []


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE))


def test_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = pins("base.txt"), pins("test.txt")

    assert "django" in served
    assert {name: tested.get(name) for name in served} == served


def test_every_locked_version_has_a_hash() -> None:
    for name in ("base.txt", "test.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)

        assert [entry[:40] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_asks_an_unknown_visitor_to_log_in(client: Client, method: str) -> None:
    open_doors = set()
    for address in all_addresses():
        answer = getattr(client, method)(address)
        if answer.status_code != 302 or answer["Location"].split("?")[0] not in OPEN_TO_ALL | LEADS_TO_LOGIN:
            open_doors.add(address)

    assert open_doors == OPEN_TO_ALL


@pytest.mark.django_db
@pytest.mark.both
def test_no_address_breaks_or_drops_its_guard_on_an_empty_database(client: Client) -> None:
    client.force_login(User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"))
    broken: dict[str, object] = {}
    for address in all_addresses():
        answer = client.get(address)
        if address not in {*PUBLIC, "/cong-khai/tu-dien.json"} and "no-store" not in answer.get("Cache-Control", ""):
            broken[address] = answer.get("Cache-Control")
        if answer.status_code >= 500 or "default-src 'self'" not in answer.get("Content-Security-Policy", ""):
            broken[address] = answer.status_code

    assert broken == {}


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    folders = ("work", "root", "home", "Users")
    pattern = re.compile(rf"(?<![\w./~}}-])/(?:{'|'.join(folders)})/\w")
    kinds = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".json", ".csv", ".svg", ""}
    places = [
        ROOT / name for name in (*APPS, "templates", "static", "tests", "docs", "scripts", "fixtures", "bench", ".ci")
    ]
    files = [path for place in places for path in place.rglob("*") if path.is_file() and path.suffix in kinds]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in kinds]

    assert [str(path.relative_to(ROOT)) for path in files if pattern.search(path.read_text(encoding="utf-8"))] == []
