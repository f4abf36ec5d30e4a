"""The site as production runs it, in processes of their own that can be killed, on a copy of what a test has set."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from time import sleep
from urllib.parse import quote

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

from bench.client import Browser
from bench.cluster import DATABASE, HISTORY, OWNER, Cluster
from bench.crowd import OK, Officer, Told
from bench.province import Kept
from bench.server import free_port
from indicators.models import Measure, Submission
from tests.indicators.factories import Story
from units.models import User

PASSWORD = "cay-da-dau-lang"
PRIMARY = "pg0"


def address_of_test_database() -> str:
    facts = connection.settings_dict
    host, password = quote(facts["HOST"], safe=""), quote(facts["PASSWORD"])
    return f"postgres://{facts['USER']}:{password}@{host}:{facts['PORT'] or 5432}/{facts['NAME']}"


def copy_to_file(folder: Path) -> dict[str, str]:
    """The test's rows as an embedded database in the folder; the environment of a process that uses it."""
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "hoctap.sqlite3")) as copy:
        connection.connection.backup(copy)
    return os.environ | {"HOCTAP_VAR": str(folder), "DATABASE_URL": ""}


def copy_to_server(cluster: Cluster, folder: Path) -> dict[str, str]:
    """The test's rows in a PostgreSQL of its own, which may die; the environment of a process that uses it."""
    cluster.begin()
    dumped = subprocess.run(
        [cluster.bin / "pg_dump", "--no-owner", address_of_test_database()], check=True, capture_output=True
    )
    psql = [str(cluster.bin / "psql"), "-q", "-h", cluster.socket(PRIMARY), "-U", OWNER, "-d", DATABASE]
    subprocess.run([*psql, "-v", "ON_ERROR_STOP=1"], input=dumped.stdout, check=True, stdout=subprocess.DEVNULL)
    socket = quote(cluster.socket(PRIMARY), safe="")
    return os.environ | {"HOCTAP_VAR": str(folder), "DATABASE_URL": f"postgres://{OWNER}@{socket}/{DATABASE}"}


class Site:
    """A web server of one process, and what is started beside it; `program` is the folder of another version."""

    def __init__(self, environment: Mapping[str, str], folder: Path, *before: str, program: Path | None = None) -> None:
        self.port, self.program = free_port(), program
        self.folder, self.environment = folder, dict(environment)
        self.kept: list[Kept] = []
        self.browsers: list[Browser] = []
        self.web = self.keep("web", *before, *self.gunicorn())

    def gunicorn(self) -> Sequence[str]:
        served = ["-m", "gunicorn", "-c", "python:hocTap.gunicorn", "hocTap.wsgi:application", "--workers", "1"]
        return [
            sys.executable,
            *served,
            "--bind",
            f"127.0.0.1:{self.port}",
            "--keep-alive",
            "60",
            "--log-level",
            "error",
        ]

    def keep(self, name: str, *command: str) -> Kept:
        self.kept.append(Kept(name, command, self.environment, self.folder / f"{name}.log", self.program))
        return self.kept[-1]

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.port))
        return self.browsers[-1]

    def end(self) -> None:
        for program in self.kept:
            program.kill()
        for browser in self.browsers:
            browser.connection.close()

    def wait(self) -> None:
        assert soon(lambda: self.ask("/healthz") == (OK, "ok")), (self.folder / "web.log").read_text("utf-8")[-4000:]

    def ask(self, path: str) -> tuple[int, str]:
        """Status and words of a page, asked by nobody in particular; nothing when nobody answers."""
        browser = Browser(self.port)
        try:
            answer = browser.get(path)
        except OSError:
            return 0, ""
        finally:
            browser.connection.close()
        return answer.status, answer.body.decode().strip()


def sheet_of(story: Story) -> Submission:
    """A sheet begun by an officer whose password other processes can read."""
    sheet = story.start()
    User.objects.filter(pk=sheet.started_by_id).update(password=Argon2PasswordHasher().encode(PASSWORD, "muoi-de-thu"))
    return sheet


def officer_at(site: Site, sheet: Submission, first: int = 0) -> Officer:
    """Whoever began the sheet, logged in; the numbers go on from the first."""
    browser = site.browser()
    browser.login(sheet.started_by.username, PASSWORD)
    codes = list(Measure.objects.filter(lines__section__form=sheet.form).values_list("code", flat=True))
    officer = Officer(browser, (site.port, site.port), Told(), 0.1, sheet.pk, codes)
    officer.number = first
    return officer


def types(officer: Officer) -> bool:
    """Whether the next number was acknowledged."""
    before = len(officer.acknowledged)
    officer.act()
    return len(officer.acknowledged) > before


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold within some minutes, whoever else keeps the machine busy."""
    for _ in range(1500):
        with suppress(OSError):
            if holds():
                return True
        sleep(0.2)
    return False


def written(cluster: Cluster, folder: Path) -> Counter[tuple[str, int]]:
    """How often each number stands in the history of its cell."""
    if connection.vendor == "postgresql":
        return cluster.numbers(PRIMARY)
    with closing(sqlite3.connect(folder / "hoctap.sqlite3")) as file:
        return Counter(file.execute(HISTORY).fetchall())


def workers(cluster: Cluster) -> int:
    """How many workers say that they live."""
    return int(cluster.sql(PRIMARY, "SELECT count(*) FROM units_worker"))
