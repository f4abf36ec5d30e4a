"""An update while people work: two versions of the program on one database, a migration cut off in the middle.

The next version is this one with two migrations more, made here: a column, a table, and an index beside who writes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection  # noqa: F401 - asked for in a mark
from django.db.migrations.loader import MigrationLoader

from bench.cluster import DATABASE, OWNER, Cluster
from bench.crowd import OK, must_stand
from indicators.models import Submission
from tests.processes import PRIMARY, Site, copy_to_server, officer_at, soon, types, written

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="several programs on one database"),
]

PARTS = ("manage.py", "hocTap", "units", "awards", "indicators", "reports", "templates", "static", "fixtures")

FIRST = """
import os, time
from pathlib import Path
from django.db import migrations, models

def wait(apps, schema_editor):
    here = Path(os.environ["HOCTAP_MIDWAY"])
    (here / "reached").touch()
    while not (here / "go").exists():
        time.sleep(0.05)

class Migration(migrations.Migration):
    dependencies = [("indicators", "{latest}")]
    operations = [
        migrations.AddField("submission", "further", models.CharField(max_length=20, db_default="", default="")),
        migrations.CreateModel("Further", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunPython(wait, migrations.RunPython.noop),
    ]
"""

SECOND = """
from django.db import migrations, models
from hocTap.lib.sql import IndexBeside

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("indicators", "9998_further")]
    operations = [
        IndexBeside("historicalvalue", models.Index(fields=["number", "history_id"], name="historicalvalue_further")),
    ]
"""

INDEX = "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('historicalvalue_further')::oid AND {}"
TABLE = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'indicators_further'"


@pytest.fixture
def following(tmp_path: Path) -> Path:
    """The program of the next version, in a folder of its own."""
    folder = tmp_path / "next"
    folder.mkdir()
    for part in PARTS:
        source = settings.BASE_DIR / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    loader = MigrationLoader(None)
    (latest,) = (name for app, name in loader.graph.leaf_nodes() if app == "indicators")
    migrations = folder / "indicators" / "migrations"
    (migrations / "9998_further.py").write_text(FIRST.replace("{latest}", latest), "utf-8")
    (migrations / "9999_beside.py").write_text(SECOND, "utf-8")
    model = folder / "indicators" / "models" / "collection.py"
    head = "    state = models.CharField("
    words = model.read_text("utf-8")
    at = words.index(head, words.index("class Submission("))
    field = '    further = models.CharField(max_length=20, db_default="", default="")\n'
    model.write_text(words[:at] + field + words[at:], "utf-8")
    return folder


def migrate(folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=folder,
        env=environment,
        start_new_session=True,
    )


@contextmanager
def writing(cluster: Cluster) -> Iterator[None]:
    """Somebody is in the middle of writing to the table of the index, which waits for it."""
    somebody = psycopg.connect(host=cluster.socket(PRIMARY), user=OWNER, dbname=DATABASE)
    somebody.execute("LOCK TABLE indicators_historicalvalue IN ROW EXCLUSIVE MODE")
    yield
    somebody.close()


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_two_versions_work_side_by_side_on_the_database_of_the_newer_one(
    following: Path, start: Callable[..., Site], sheet: Submission, cluster: Cluster, tmp_path: Path
) -> None:
    """The column is there before the program that knows it; an officer goes from one program to the other and back."""
    environment = copy_to_server(cluster, tmp_path) | {"HOCTAP_MIDWAY": str(tmp_path), "PYTHONPATH": ""}
    (tmp_path / "go").touch()
    old = start(environment)
    officer = officer_at(old, sheet)
    assert types(officer)

    officer.start()
    assert migrate(following, environment).wait() == 0
    new = start(environment, program=following)
    officer.stop()
    officer.ports = (old.port, new.port)
    for _ in range(10):
        assert types(officer)
        assert officer.browser.get(f"/so-lieu/{sheet.pk}/nhap/").status == OK
        officer.turn()
    old.web.kill()
    officer.browser.port = old.port
    officer.turn()

    assert all(types(officer) for _ in range(3))
    assert set(officer.told.statuses) == {str(OK)}
    assert cluster.sql(PRIMARY, "SELECT DISTINCT further FROM indicators_submission") == ""
    must_stand([officer], written(cluster, tmp_path))


def test_migration_cut_off_in_the_middle_is_run_again_while_people_work(
    following: Path, start: Callable[..., Site], sheet: Submission, cluster: Cluster, tmp_path: Path
) -> None:
    """Once killed alone: its transaction is undone. Once with the database: the half index is made anew."""
    environment = copy_to_server(cluster, tmp_path) | {"HOCTAP_MIDWAY": str(tmp_path), "PYTHONPATH": ""}
    old = start(environment)
    officer = officer_at(old, sheet)
    assert types(officer)

    first = migrate(following, environment)
    assert soon((tmp_path / "reached").exists)
    kill(first)
    assert soon(lambda: types(officer))
    assert cluster.sql(PRIMARY, TABLE) == "0"

    (tmp_path / "go").touch()
    with writing(cluster):
        second = migrate(following, environment)
        assert soon(lambda: cluster.sql(PRIMARY, INDEX.format("NOT indisvalid")) == "1")
        assert types(officer)
        cluster.kill(PRIMARY)
        kill(second)
    cluster.start(PRIMARY)
    assert cluster.sql(PRIMARY, INDEX.format("NOT indisvalid")) == "1"
    assert soon(lambda: types(officer))

    assert migrate(following, environment).wait() == 0
    assert cluster.sql(PRIMARY, INDEX.format("indisvalid")) == "1"
    new = start(environment, program=following)
    assert new.ask("/readyz")[0] == OK
    assert types(officer)
    must_stand([officer], written(cluster, tmp_path))
