"""Databases made once and copied: the migrated one that every test begins with, and scenes that take long to set.

A copy is kept under a name that says what it was made from, so that another worker of the same run, and the next run,
find it: on PostgreSQL as a database beside the test database, on SQLite as a file in HOCTAP_VAR/tests. What was made
from something older is thrown away when the new one is kept.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.state import ProjectState

ROOT = Path(__file__).resolve().parent.parent
OWN = ("hocTap", "units", "awards", "indicators", "reports", "fixtures", "tests")
Made = TypeVar("Made")


class Keeper(Protocol):
    """Copies the test database away and back."""

    def open(self) -> None:
        """Make the test database, empty and without tables."""

    def has(self, copy: str) -> bool: ...

    def keep(self, copy: str) -> None: ...

    def put_back(self, copy: str) -> None:
        """Let the test database hold exactly what was kept."""

    def copies(self) -> list[str]: ...

    def drop(self, copy: str) -> None: ...

    def close(self) -> None:
        """Take the test database away."""


class PostgreSQL:
    """Copies are databases, made with CREATE DATABASE … TEMPLATE."""

    def __init__(self) -> None:
        self.shared = f"test_{settings.DATABASES['default']['NAME']}_kept_"
        self.name = creation()._get_test_db_name()

    def open(self) -> None:
        connection.close()
        self._replace(self.name, template="template1")
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = self.name
        connection.settings_dict["TEST"]["NAME"] = self.name  # else the migrated one would be test_test_…

    def has(self, copy: str) -> bool:
        return copy in self.copies()

    def keep(self, copy: str) -> None:
        connection.close()
        with creation()._nodb_cursor() as cursor:  # a database with somebody in it cannot be copied
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name])
        self._replace(self.shared + copy, template=self.name)

    def put_back(self, copy: str) -> None:
        connection.close()
        self._replace(self.name, template=self.shared + copy)

    def copies(self) -> list[str]:
        with creation()._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.shared])
            return [name.removeprefix(self.shared) for (name,) in cursor]

    def drop(self, copy: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.shared}{copy}"')

    def close(self) -> None:
        connection.close()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _replace(self, name: str, template: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _run(self, *statements: str) -> None:
        with creation()._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


class SQLite:
    """The test database is in memory; copies are files."""

    def __init__(self) -> None:
        self.folder = settings.VAR_DIR / "tests"

    def open(self) -> None:
        connection.close()
        name = creation()._get_test_db_name()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
        connection.ensure_connection()

    def has(self, copy: str) -> bool:
        return self._file(copy).exists()

    def keep(self, copy: str) -> None:
        part = self._file(copy).with_suffix(".part")
        part.unlink(missing_ok=True)
        with sqlite3.connect(part) as file:
            connection.connection.backup(file)
        file.close()
        part.rename(self._file(copy))

    def put_back(self, copy: str) -> None:
        connection.ensure_connection()
        file = sqlite3.connect(self._file(copy))
        file.backup(connection.connection)
        file.close()

    def copies(self) -> list[str]:
        return [file.stem for file in self.folder.glob("*.sqlite3")]

    def drop(self, copy: str) -> None:
        self._file(copy).unlink(missing_ok=True)

    def close(self) -> None:
        """It goes with the process."""

    def _file(self, copy: str) -> Path:
        return Path(self.folder / f"{copy}.sqlite3")


def creation() -> Any:
    """Django's own maker of test databases; its stubs leave out what we use."""
    return connection.creation


@cache
def keeper() -> Keeper:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def open_test_database() -> None:
    """Make the test database of this process: migrated once, copied ever after."""
    folder().mkdir(parents=True, exist_ok=True)
    keeper().open()
    copy = f"empty_{digest_of_tables()}"
    if not keeper().has(copy):
        with alone("empty"):
            if not keeper().has(copy):
                migrate()
                forget_older("empty")
                keeper().keep(copy)
                return
    keeper().put_back(copy)


def empty_again() -> None:
    """Put the test database back to what every test begins with."""
    keeper().put_back(f"empty_{digest_of_tables()}")


def made_once(name: str, make: Callable[[], Made]) -> Made:
    """Set this scene in the empty test database, or put the copy in its place that an earlier test kept.

    Answers with what `make` answers; it has to be something that can be pickled, as model instances can.
    """
    copy = f"{name}_{digest_of_everything()}"
    if not keeper().has(copy):
        with alone(name):
            if not keeper().has(copy):
                made = make()
                forget_older(name)
                (folder() / f"{copy}.pickle").write_bytes(pickle.dumps(made))
                keeper().keep(copy)
                return made
    keeper().put_back(copy)
    found: Made = pickle.loads((folder() / f"{copy}.pickle").read_bytes())  # noqa: S301 - written by ourselves above
    return found


def migrate() -> None:
    """As Django's test runner does, but after each step only the model that it changed is made anew.

    Django makes those anew too that have to do with it, near all of them, which is most of the time. Tables and
    constraints come out the same: they need the names and columns of the others, not their newest classes. A step that
    asks for the models of its moment (`RunPython`) still gets all of them anew, as where Django itself delays.
    """

    def itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        state.is_delayed = True
        return {(app_label, model_name)}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "_find_reload_model", itself)
        creation().create_test_db(verbosity=0, autoclobber=True, serialize=False)


def folder() -> Path:
    return Path(settings.VAR_DIR / "tests")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One worker makes it, the others wait until it is made."""
    with (folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def forget_older(name: str) -> None:
    for copy in keeper().copies():
        if copy.rpartition("_")[0] == name:
            keeper().drop(copy)
            with suppress(FileNotFoundError):
                (folder() / f"{copy}.pickle").unlink()


@cache
def digest_of_tables() -> str:
    """What an empty database is made from: migrations, and the models that permissions are written for."""
    files = [ROOT / "hocTap/lib/sql.py", *ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py")]
    models: list[Any] = [(model._meta.label, str(model._meta.verbose_name)) for model in apps.get_models()]
    return digest(files, django.VERSION, models)


@cache
def digest_of_everything() -> str:
    """What a scene is made from: all our code and data, and the day."""
    files = [file for name in OWN for file in (ROOT / name).rglob("*.*") if file.suffix in (".py", ".json", ".csv")]
    return digest(files, digest_of_tables(), dt.date.today())  # noqa: DTZ011 - any turn of the day will do


def digest(files: Iterable[Path], *more: object) -> str:
    made_from = hashlib.sha256(repr(more).encode())
    for file in sorted(files):
        made_from.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return made_from.hexdigest()[:12]
