"""The site in real processes, and what befalls a machine: the power, the database, the disk, the clock.

Each time an officer types numbers, each once, and remembers what was acknowledged: afterwards that stands, once, and
nothing that nobody typed. `bench/kill` does the same with two web servers and replicas, for as long as one likes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bench.cluster import DATABASE, OWNER, Cluster
from bench.crowd import OK, must_stand
from indicators.models import Submission
from tests.processes import (
    PRIMARY,
    Site,
    copy_to_file,
    copy_to_server,
    officer_at,
    soon,
    types,
    workers,
    written,
)

FAKETIME = "/usr/bin/faketime"
ROOM = 256 * 1024 * 1024
"""Bytes of the small disk that is filled."""
STOPPED = "Cơ sở dữ liệu đang bận hoặc tạm dừng"

Start = Callable[..., Site]

GROW = "CREATE TABLE grown AS SELECT md5(n::text) FROM generate_series(1, 10000000) AS n"
"""Takes what room there is on a full disk, and is undone."""


@pytest.fixture
def place(sheet: Submission, cluster: Cluster, tmp_path: Path) -> dict[str, str]:
    """The environment of processes that use a copy of the test's database."""
    return copy_to_server(cluster, tmp_path) if connection.vendor == "postgresql" else copy_to_file(tmp_path)


def test_embedded_database_acknowledges_only_what_is_on_the_disk() -> None:
    embedded = subprocess.run(
        [sys.executable, "-c", "from hocTap import settings; print(settings.DATABASES['default']['OPTIONS'])"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "PRAGMA synchronous=FULL" in embedded.stdout


def test_power_cut_loses_nothing_acknowledged(
    place: dict[str, str], start: Start, sheet: Submission, cluster: Cluster, tmp_path: Path
) -> None:
    """Everything dies at once while somebody types; started again, it goes on without anybody's doing."""
    site = start(place)
    officer = officer_at(site, sheet)
    officer.start()
    assert soon(lambda: len(officer.acknowledged) > 5)

    site.web.kill()
    if connection.vendor == "postgresql":
        cluster.kill(PRIMARY)
        cluster.start(PRIMARY)
    before = len(officer.acknowledged)
    site.web.look()

    assert soon(lambda: len(officer.acknowledged) > before)
    officer.stop()
    site.end()
    must_stand([officer], written(cluster, tmp_path))


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the embedded database is no server")
def test_database_that_is_gone_is_said_and_found_again(
    place: dict[str, str], start: Start, sheet: Submission, cluster: Cluster, tmp_path: Path
) -> None:
    """The web server is never started anew; the worker ends without its database and is, as systemd does it."""
    site = start(place)
    worker = site.keep("worker", sys.executable, "manage.py", "db_worker", "--verbosity", "0")
    officer = officer_at(site, sheet)
    assert types(officer)
    assert soon(lambda: workers(cluster) == 1)

    cluster.kill(PRIMARY)

    assert not types(officer)
    page = officer.browser.get("/")
    assert (page.status, site.ask("/readyz")[0], site.ask("/healthz")) == (503, 503, (OK, "ok"))
    assert STOPPED in page.body.decode()
    assert soon(lambda: worker.process.poll() is not None)

    cluster.start(PRIMARY)
    cluster.sql(PRIMARY, "DELETE FROM units_worker")
    worker.look()

    assert soon(lambda: types(officer))
    assert site.ask("/readyz")[0] == OK
    assert soon(lambda: workers(cluster) == 1)
    site.end()
    must_stand([officer], written(cluster, tmp_path))


@pytest.fixture
def small_disk(cluster: Cluster, tmp_path: Path) -> Iterator[Path]:
    """Where the database of the processes lies: a file system of its own."""
    folder = cluster.folder if connection.vendor == "postgresql" else tmp_path
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder], check=False)
    if mounted.returncode:
        pytest.skip("a file system is mounted by root only")
    shutil.chown(folder, "postgres" if connection.vendor == "postgresql" else "root")
    folder.chmod(0o755)
    yield folder
    cluster.end()
    subprocess.run(["umount", "-l", folder], check=True)


def test_full_disk_is_said_and_over_once_there_is_room(
    small_disk: Path, start: Start, sheet: Submission, cluster: Cluster, tmp_path: Path
) -> None:
    environment = copy_to_server(cluster, tmp_path) if connection.vendor == "postgresql" else copy_to_file(tmp_path)
    site = start(environment)
    officer = officer_at(site, sheet)
    assert types(officer)

    ballast = small_disk / "ballast"
    fill(ballast)
    if connection.vendor == "postgresql":
        cluster.run("psql", "-h", cluster.socket(PRIMARY), "-U", OWNER, "-d", DATABASE, "-c", GROW, check=False)
    told = officer.told.statuses
    assert soon(lambda: not types(officer) and told["503"] > 0)
    ballast.unlink()
    if connection.vendor == "postgresql" and not cluster.is_running(PRIMARY):
        cluster.start(PRIMARY)

    assert soon(lambda: types(officer))
    assert not told["500"]
    site.end()
    must_stand([officer], written(cluster, tmp_path))


def fill(file: Path) -> None:
    """Take what room there is."""
    with file.open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(64 * 1024))


def test_clock_set_back_stops_nobody(
    place: dict[str, str], start: Start, sheet: Submission, cluster: Cluster, tmp_path: Path
) -> None:
    """The machine was two days ahead while an officer worked; put right, the same browser goes on."""
    site = start(place, FAKETIME, "-f", "+2d")
    officer = officer_at(site, sheet)
    assert types(officer)

    site.web.kill()
    site.web.command = site.gunicorn()
    site.web.look()
    site.wait()

    assert soon(lambda: types(officer))
    assert officer.browser.get(f"/so-lieu/{sheet.pk}/").status == OK
    site.end()
    must_stand([officer], written(cluster, tmp_path))
