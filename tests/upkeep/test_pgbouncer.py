"""PgBouncer between site and PostgreSQL, as `deploy/pgbouncer.ini` sets it: two connections for all who work."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection  # noqa: F401 - asked for in a mark

from bench.cluster import DATABASE, SITE, Cluster, as_postgres
from bench.crowd import must_stand
from bench.server import free_port
from indicators.models import Submission
from tests.processes import PRIMARY, Site, copy_to_server, officer_at, soon, workers, written

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PgBouncer is PostgreSQL's"),
]

SET = settings.BASE_DIR / "deploy" / "pgbouncer.ini"
FEW = {"default_pool_size": "2"}
"""Fewer connections than ask for one at the same time, so that they are really shared."""
PEOPLE = 4


@pytest.fixture
def between(sheet: Submission, cluster: Cluster, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a site that reaches its database through PgBouncer only, as the role that owns nothing."""
    owner = copy_to_server(cluster, tmp_path)
    cluster.sql(PRIMARY, f"CREATE ROLE {SITE} LOGIN")
    subprocess.run(
        [sys.executable, "manage.py", "app_role", SITE],
        cwd=settings.BASE_DIR,
        env=owner,
        check=True,
        capture_output=True,
    )
    port = free_port()
    users = cluster.folder / "userlist.txt"
    users.write_text(f'"{SITE}" ""\n', encoding="ascii")
    file = cluster.folder / "pgbouncer.ini"
    changed = FEW | {
        "listen_port": str(port),
        "unix_socket_dir": str(cluster.folder),
        "auth_type": "trust",
        "auth_file": str(users),
    }
    text = SET.read_text("utf-8").replace("host=/var/run/postgresql", f"host={cluster.socket(PRIMARY)}")
    for name, value in changed.items():
        text, found = re.subn(rf"(?m)^{name} = .*", f"{name} = {value}", text)
        assert found == 1, name
    file.write_text(text, encoding="utf-8")
    with (cluster.folder / "pgbouncer.log").open("wb") as said:
        process = subprocess.Popen(as_postgres(["/usr/sbin/pgbouncer", str(file)]), stderr=said, stdout=said)
    yield owner | {"DATABASE_URL": f"postgres://{SITE}@127.0.0.1:{port}/{DATABASE}", "HOCTAP_PGBOUNCER": "1"}
    process.terminate()
    process.wait()


def test_site_and_worker_work_while_connections_change_hands_with_every_transaction(
    between: dict[str, str], start: Callable[..., Site], sheet: Submission, cluster: Cluster, tmp_path: Path
) -> None:
    """Four browsers of one officer type at once; the worker says that it lives; a list goes out by the worker."""
    site = start(between)
    site.keep("worker", sys.executable, "manage.py", "db_worker", "--verbosity", "0")
    assert soon(lambda: workers(cluster) == 1), (tmp_path / "worker.log").read_text("utf-8")
    typing = [officer_at(site, sheet, first=1000 * place) for place in range(PEOPLE)]
    for each in typing:
        each.start()

    assert soon(lambda: all(len(each.acknowledged) >= 5 for each in typing))
    connected = cluster.sql(PRIMARY, f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{SITE}'")  # noqa: S608
    for each in typing:
        each.stop()
    site.end()

    assert {status for each in typing for status in each.told.statuses} <= {"200", "409"}
    assert 0 < int(connected) <= int(FEW["default_pool_size"])
    must_stand(typing, written(cluster, tmp_path))
