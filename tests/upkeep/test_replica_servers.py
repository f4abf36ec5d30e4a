"""A primary and two replicas as real processes: nobody reads behind his own writing, and the way on when one dies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from bench.cluster import OWNER, Cluster
from hocTap.lib import replica
from hocTap.lib.replica import PRIMARY, REPLICA, Lookout, ask, has_come_to, place_of_primary

pytestmark = pytest.mark.postgres


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker) -> Iterator[Cluster]:
    """With the two connections that the site has to it, and a table of numbers."""
    made = Cluster()
    try:
        made.begin()
        made.sql("pg0", "CREATE TABLE acts (id integer PRIMARY KEY)")
        made.replicate()
        found = ConnectionHandler({PRIMARY: facts(made, "read-write"), REPLICA: facts(made, "prefer-standby")})
        monkeypatch.setattr(replica, "connections", found)
        with django_db_blocker.unblock():
            yield made
            found.close_all()
    finally:
        made.end()


def facts(cluster: Cluster, kind: str) -> dict[str, object]:
    names = ("pg0", "pg1", "pg2") if kind == "read-write" else ("pg1", "pg2", "pg0")
    hosts = ",".join(cluster.socket(name) for name in names)
    options = {"host": hosts, "target_session_attrs": kind, "connect_timeout": 2}
    return {"ENGINE": "django.db.backends.postgresql", "NAME": "hoctap", "USER": OWNER, "OPTIONS": options}


def written(number: int) -> bool:
    """Whether the primary acknowledged the number."""
    return bool(ask(PRIMARY, "INSERT INTO acts VALUES (%s) RETURNING id", str(number)) == number)


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold within some seconds, whoever else keeps the machine busy."""
    for _ in range(150):
        if holds():
            return True
        time.sleep(0.2)
    return False


def test_nobody_reads_behind_his_own_writing_and_nothing_acknowledged_dies_with_the_primary(cluster: Cluster) -> None:
    for name in ("pg1", "pg2"):
        cluster.sql(name, "SELECT pg_wal_replay_pause()")
    before = place_of_primary()
    assert written(1)
    place = place_of_primary()

    behind = (has_come_to(before), has_come_to(place), ask(REPLICA, "SELECT count(*) FROM acts"))
    for name in ("pg1", "pg2"):
        cluster.sql(name, "SELECT pg_wal_replay_resume()")

    assert behind[1:] == (False, 0)
    assert soon(lambda: has_come_to(place))
    assert ask(REPLICA, "SELECT count(*) FROM acts") == 1

    cluster.kill("pg1")
    assert soon(lambda: written(2))
    assert soon(lambda: Lookout().is_fit(0))  # the other replica answers
    acknowledged = {number for number in range(3, 40) if written(number)}
    cluster.start("pg1")
    assert soon(lambda: ask(REPLICA, "SELECT count(*) FROM acts") == 2 + len(acknowledged))
    cluster.kill("pg0")

    lookout = Lookout()
    assert soon(lambda: lookout.is_fit(0))  # while there is no primary, replicas are read
    cluster.promote()
    assert soon(lambda: written(100))
    stands = {int(line) for line in cluster.sql(cluster.primary, "SELECT id FROM acts").splitlines()}
    assert stands == acknowledged | {1, 2, 100}
