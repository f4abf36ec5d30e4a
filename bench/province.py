"""`bench/kill [minutes of kills] [minutes of load]`: a province's servers, killed while people work.

Two web servers, a worker, a primary of PostgreSQL and two replicas.
1. For some minutes something is killed with kill -9 again and again, started anew as systemd does, and the next round
   begins once somebody is acknowledged again.
2. The primary is killed for good and a replica promoted.
3. Fifty people on both web servers, one of which is killed for ten seconds.
Then every number that was acknowledged must stand in the history once, and nothing that nobody typed. The web servers
and the worker connect as the role that owns nothing.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from bench.cluster import NAMES, OWNER, SITE, Cluster

OFFICERS, READERS = 16, 34
WEB = ("web 1", "web 2")


class Kept:
    """A program that is started again whenever it ends, as systemd does; killed with all its processes."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.held = Event()
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as said:
            return subprocess.Popen(
                self.command, env=self.environment, stdout=said, stderr=said, start_new_session=True
            )

    def look(self) -> None:
        if self.process.poll() is not None and not self.held.is_set():
            self.process = self.start()

    def kill(self) -> None:
        with suppress(ProcessLookupError):  # it may just have ended by itself
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_child(self) -> None:
        with suppress(ProcessLookupError, FileNotFoundError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii").split()
            if children:
                os.kill(int(random.choice(children)), signal.SIGKILL)

    def megabytes(self) -> float:
        """Memory of the program and its children; what they share counts once."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii").split()
        kilobytes = 0
        for pid in (str(self.process.pid), *children):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return kilobytes / 1024


class Programs:
    """The two web servers and the worker, looked after."""

    def __init__(self, environment: dict[str, str], ports: Sequence[int], folder: Path) -> None:
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:hocTap.gunicorn", "hocTap.wsgi:application"]
        quiet = ["--keep-alive", "60", "--log-level", "error", "--bind"]
        self.all = {
            name: Kept(name, [*gunicorn, *quiet, f"127.0.0.1:{port}"], environment, folder / f"{name}.log")
            for name, port in zip(WEB, ports, strict=True)
        }
        worker = [sys.executable, "manage.py", "db_worker", "--verbosity", "0"]
        self.all["worker"] = Kept("worker", worker, environment, folder / "worker.log")
        self.ended = Event()
        self.thread = Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self) -> None:
        while not self.ended.wait(0.1):
            for each in self.all.values():
                each.look()

    def stop(self) -> None:
        self.ended.set()
        self.thread.join()
        for each in self.all.values():
            if each.process.poll() is None:
                each.kill()


def main() -> None:
    minutes, mixed = (float(word) for word in (sys.argv[1:] or ["5", "5"]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cluster, programs = Cluster(), None
    try:
        print("PostgreSQL: a primary and two replicas", flush=True)
        cluster.begin()
        os.environ["DATABASE_URL"] = cluster.url(OWNER, "read-write")
        prepare(cluster)
        cluster.replicate()
        from bench.measure import free_port  # noqa: PLC0415 - Django is set up only now

        ports = (free_port(), free_port())
        environment = os.environ | {
            "DATABASE_URL": cluster.url(SITE, "read-write"),
            "HOCTAP_REPLICA_URL": cluster.url(SITE, "prefer-standby"),
        }
        programs = Programs(environment, ports, cluster.folder)
        measure(cluster, programs, ports, minutes * 60, mixed * 60)
    finally:
        if programs:
            programs.stop()
        cluster.end()


def prepare(cluster: Cluster) -> None:
    """The demonstration, its sheets of 2020 left open for the officers; the site's own role."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    wards = [f"{ward}:2020" for ward in range(1, OFFICERS + 1)]
    call_command("demo", hand_over=False, leave_open=wards, stdout=sys.stderr)
    cluster.sql(cluster.primary, f"CREATE ROLE {SITE} LOGIN")
    call_command("app_role", SITE)


def measure(cluster: Cluster, programs: Programs, ports: Sequence[int], rounds_for: float, mixed_for: float) -> None:
    from bench.crowd import Told, wait_for_acts  # noqa: PLC0415

    told = Told()
    officers = seat_officers(ports, told)
    for each in officers:
        each.start()
    wait_for_acts(officers)
    killed = rounds(cluster, programs, officers, rounds_for)
    print(f"rounds killed at random: {killed.total()} ({', '.join(f'{n} × {what}' for what, n in killed.items())})")
    print(f"  answers: {dict(told.statuses)}", flush=True)
    if bad := told.statuses["500"]:
        print(f"  {bad} answers 500", flush=True)
    fail_over(cluster, officers)
    together(programs, officers, ports, told, mixed_for)
    for officer in officers:
        officer.stop()
    account(officers)


def seat_officers(ports: Sequence[int], told: Any) -> list[Any]:
    """Each officer of a ward, logged in, with the sheet of 2020 begun."""
    from bench.crowd import Officer  # noqa: PLC0415
    from bench.figures import _codes, _open_sheet  # noqa: PLC0415
    from indicators.models import Measure  # noqa: PLC0415

    found = []
    for ward in range(1, OFFICERS + 1):
        browser = logged_in_at(ports[ward % 2], f"phuong{ward}")
        sheet = _open_sheet(browser, ward)
        free = set(Measure.objects.filter(highest=None).values_list("code", flat=True))
        codes = [code for code in _codes(sheet) if code in free]
        found.append(Officer(browser, ports, told, 0.7, sheet.pk, codes))
    return found


def logged_in_at(port: int, username: str) -> Any:
    """A browser of the person; the server may still be starting."""
    from bench.client import Browser  # noqa: PLC0415
    from reports.demo.load import PASSWORD  # noqa: PLC0415

    for _ in range(200):
        browser = Browser(port)
        try:
            browser.login(username, PASSWORD)
        except OSError:
            time.sleep(0.2)
        else:
            return browser
    raise RuntimeError("the web server did not start")


def rounds(cluster: Cluster, programs: Programs, officers: Sequence[Any], seconds: float) -> Counter[str]:
    """Kill something at a random moment, start it anew, wait until people are acknowledged again; how often what."""
    from bench.crowd import wait_for_acts  # noqa: PLC0415

    def server(name: str) -> Callable[[], None]:
        def kill() -> None:
            cluster.kill(name)
            cluster.start(name)

        return kill

    deeds: dict[str, Callable[[], None]] = {
        "process of a web server": lambda: programs.all[random.choice(WEB)].kill_child(),
        "web server": lambda: programs.all[random.choice(WEB)].kill(),
        "worker": lambda: programs.all["worker"].kill(),
        "connection of PostgreSQL": lambda: cluster.kill_backend(cluster.primary),
        "primary": server(cluster.primary),
        "replica": server(random.choice(NAMES[1:])),
    }
    weights = (8, 3, 3, 4, 2, 2)
    done: Counter[str] = Counter()
    waited, began = [], time.perf_counter()
    while time.perf_counter() - began < seconds:
        (what,) = random.choices(list(deeds), weights)
        time.sleep(random.uniform(0, 0.4))
        moment = time.perf_counter()
        deeds[what]()
        done[what] += 1
        again = time.perf_counter() - moment
        waited.append(wait_for_acts(officers))
        print(f"{what}: {again:.1f} s until it runs again, {waited[-1]:.1f} s more", file=sys.stderr, flush=True)
    print(f"acknowledged again after a kill: median {statistics.median(waited):.1f} s, at most {max(waited):.1f} s")
    return done


def fail_over(cluster: Cluster, officers: Sequence[Any]) -> None:
    """The primary dies and does not come back; a replica takes over, and the web servers find it by themselves."""
    from bench.crowd import wait_for_acts  # noqa: PLC0415

    began = time.perf_counter()
    cluster.kill(cluster.primary)
    chosen = cluster.promote()
    wait_for_acts(officers)
    print(f"primary killed for good: {chosen} promoted, acknowledged again after {time.perf_counter() - began:.1f} s")


def together(programs: Programs, officers: Sequence[Any], ports: Sequence[int], told: Any, seconds: float) -> None:
    """Fifty people; in the second third one web server is away for ten seconds."""
    from bench.crowd import Reader, Told  # noqa: PLC0415
    from reports.models import Report  # noqa: PLC0415
    from units.models import Unit  # noqa: PLC0415

    forget_connection()
    district = Unit.objects.get(key="hcm-q11")
    review = Report.objects.order_by("pk")[0].get_absolute_url()
    pages = ["/", "/don-vi/", "/so-lieu/", f"/so-lieu/quan/{district.pk}/", f"/so-lieu/chuoi/{district.pk}/", review]
    now = Told()
    readers = [Reader(logged_in_at(ports[place % 2], "phonggd"), ports, now, 2.0, pages) for place in range(READERS)]
    for officer in officers:
        officer.told, officer.pause = now, 2.0
    before = memory(programs)
    for reader in readers:
        reader.start()
    time.sleep(seconds / 3)
    middle = memory(programs)
    web = programs.all[WEB[0]]
    web.held.set()
    web.kill()
    time.sleep(10)
    web.held.clear()
    time.sleep(max(0.0, seconds * 2 / 3 - 10))
    after = memory(programs)
    for reader in readers:
        reader.stop()
    ordered = sorted(now.seconds)
    p95 = ordered[round(len(ordered) * 0.95) - 1]
    print(
        f"{OFFICERS + READERS} people, {seconds:.0f} seconds, one of two web servers killed for 10 s:"
        f" {dict(now.statuses)}; median {statistics.median(ordered) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms;"
        f" memory of both web servers {before:.0f} → {middle:.0f} → {after:.0f} MB",
        flush=True,
    )


def forget_connection() -> None:
    """The one of this program may have led to a primary that is no more."""
    from django.db import connection  # noqa: PLC0415

    connection.close()


def memory(programs: Programs) -> float:
    return sum(programs.all[name].megabytes() for name in WEB)


def account(officers: Sequence[Any]) -> None:
    """What was acknowledged stands once; what stands was typed; a cell's revision is the number of its writings."""
    from indicators.models import Value  # noqa: PLC0415

    forget_connection()
    acknowledged = stands = unknown = 0
    for officer in officers:
        history: Any = Value.history
        written = Counter(history.filter(submission_id=officer.sheet).values_list("measure__code", "number"))
        lost = officer.acknowledged - set(written)
        foreign = set(written) - officer.acknowledged - officer.unknown
        twice = [cell for cell, times in written.items() if times > 1]
        assert not lost and not foreign and not twice, (lost, foreign, twice)
        by_cell = Counter(code for code, _ in written)
        revisions = dict(Value.objects.filter(submission_id=officer.sheet).values_list("measure__code", "revision"))
        assert revisions == by_cell, (revisions, by_cell)
        acknowledged += len(officer.acknowledged)
        stands += written.total()
        unknown += len(officer.unknown)
    print(
        f"acknowledged {acknowledged}, standing {stands}: 0 lost, 0 doubled, 0 half done"
        f" (of {unknown} whose answer was cut off {stands - acknowledged} had been written)",
        flush=True,
    )


main()
