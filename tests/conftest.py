"""What every test stands on."""

from __future__ import annotations

import ast
import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache as django_cache
from django.test import TransactionTestCase, override_settings
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from hocTap.lib import pdf
from indicators.layout import forget_layouts
from tests import databases

# No example of a property is timed: a busy machine is no fault of the code.
hypothesis.settings.register_profile("hocTap", deadline=None)
hypothesis.settings.register_profile("few examples", deadline=None, database=None, max_examples=10)
hypothesis.settings.load_profile("hocTap")

DIFFERS_BY_NAME = {
    *("test_workflow", "test_constraints", "test_reference", "test_demo", "test_promises", "test_suggestions"),
    *("test_bulk", "test_ground", "test_heritage", "test_locks", "test_prepared", "test_scorecard", "test_succession"),
    *("test_summing", "test_trails"),
}
"""Files whose steps meet triggers and locks, that load what `./run` loads, search, or ask in SQL of our own."""
ALIKE_BY_NAME = {"test_leaks"}
"""Files that search, but whose thousands of pages say the same on either database; one test of theirs has the mark."""
DIFFERS = re.compile(
    r"IntegrityError|DatabaseError|OperationalError|\bconnections?\.(?!queries)|cursor\(|Thread|"
    r"\bsort=|\"sort\"|(?<!\.)search|folded|\"(?:q|tim)\"|[?&](?:q|tim)="
)
"""What a test speaks of that plays where the databases differ: what they refuse, locks, searching and sorting."""
COMMITS = {"transactional_db", "live_server"}

FIRST = (
    *("test_access", "test_leaks", "test_large_office", "test_small_cells_of_forms", "test_lists"),
    *(
        "test_walk",
        "test_sealing",
        "test_tabled",
        "test_ended",
        "test_prints",
        "test_any_order",
        "test_led",
        "test_demo",
    ),
)
"""Files of few tests that take minutes: begun first, so that no worker waits for one of them at the end.

The first of them makes the demonstration; those up to `test_walk`, which needs it too, play beside that without it.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and mark with `both` what SQLite plays again; docs/testing.md says why."""
    items.sort(key=turn_of)
    for item in items:
        if (item.get_closest_marker("story") and not in_second_size(item)) or differs(item):
            item.add_marker(pytest.mark.both)


def turn_of(item: pytest.Item) -> int:
    """Long files, then what plays in the browser, then all others as they were found."""
    if item.path.stem in FIRST:
        return FIRST.index(item.path.stem)
    return len(FIRST) + ("browser" not in item.path.parts)


def in_second_size(item: pytest.Item) -> bool:
    """A story told at the desk is told once more on the phone: for the window's size, which no database knows."""
    return isinstance(item, pytest.Function) and hasattr(item, "callspec") and "phone" in item.callspec.id.split("-")


def differs(item: pytest.Item) -> bool:
    """By what the test speaks of, and what it uses of its file; one in the browser only where it says so itself."""
    if not isinstance(item, pytest.Function) or "browser" in item.path.parts or item.path.stem in ALIKE_BY_NAME:
        return False
    database = item.get_closest_marker("django_db")
    if not database and not {"db", *COMMITS} & set(item.fixturenames):
        return False
    commits = COMMITS & set(item.fixturenames) or (database and database.kwargs.get("transaction"))
    return bool(item.path.stem in DIFFERS_BY_NAME or commits or DIFFERS.search(source_of(item)))


def source_of(item: pytest.Function) -> str:
    """The words of the test and of whatever it names in its own file: fixtures, helpers, the helpers of those."""
    parts = parts_of(item.path)
    wanted, taken = [item.cls.__name__ if item.cls else item.originalname, *item.fixturenames], set[str]()
    while wanted:
        name = wanted.pop()
        if name in parts and name not in taken:
            taken.add(name)
            wanted += re.findall(r"\w+", parts[name])
    return "\n".join(parts[name] for name in sorted(taken))


@cache
def parts_of(path: Path) -> dict[str, str]:
    """The functions and classes of a file, with their decorators, by name."""
    words = path.read_text("utf-8")
    lines = words.splitlines()
    return {
        node.name: "\n".join(
            lines[min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1 : node.end_lineno]
        )
        for node in ast.parse(words).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    """Argon2 is meant to be slow; no test is about how slow."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database is a copy of one that was migrated once; a test that commits leaves a fresh copy behind.

    Django would empty all tables instead, which takes five times as long, and which the database forbids for books that
    only grow.
    """
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: databases.empty_again())
        databases.open_test_database()
        with django_db_blocker.block():
            yield
        databases.keeper().close()


@pytest.fixture(scope="session", autouse=True)
def _paper_is_printed_once() -> Iterator[None]:
    """The same page by the same styles is the same PDF, whichever test or worker asked for it first."""
    print_page = pdf.from_html

    def from_html(
        html: str, *styles: str, data: Mapping[str, bytes] | None = None, denser: Sequence[str] = ()
    ) -> bytes:
        files = (Path(pdf.__file__), *(pdf.STYLES / style for style in (*styles, *denser)))
        made_from = (html, data, *styles, *denser, *(file.read_text("utf-8") for file in files))
        file = databases.folder() / f"{hashlib.sha256(repr(made_from).encode()).hexdigest()}.pdf"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(f".{os.getpid()}")
            part.write_bytes(print_page(html, *styles, data=data, denser=denser))
            part.rename(file)
        return file.read_bytes()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "from_html", from_html)
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_once() -> Iterator[None]:
    """Each client of a test is a server of its own and looks for all static files as it starts; they stay the same."""
    look = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, dict[str, StaticFile]] = {}

    def add_files_from_finders(server: WhiteNoiseMiddleware) -> None:
        its_own = ("files", "get_response", "media_types")
        asked = {name: value for name, value in vars(server).items() if name not in its_own}
        places = (settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS, settings.STORAGES)
        key = repr((asked, server.files.keys(), places))
        if key not in found:
            look(server)  # type: ignore[no-untyped-call]
            found[key] = dict(server.files)
        server.files.update(found[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files_from_finders)
        yield


def forget() -> None:
    """Ids come back in the next test; what a process keeps by id must not."""
    forget_layouts()
    django_cache.clear()


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_last_test() -> None:
    forget()


@pytest.fixture(autouse=True, scope="module")
def _nothing_kept_from_the_last_file() -> None:
    """What is made for all tests of a file is made before the first of them, so before the forgetting of that test."""
    forget()
