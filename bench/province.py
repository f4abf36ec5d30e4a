"""`bench/kill [rounds] [minutes of load] [seconds between two acts of a person]`: servers killed while people work.

Two web servers, a worker, a primary of PostgreSQL and two replicas.
1. In each round something is killed with kill -9, once in a while everything at once as by a power cut, and started
   anew as systemd does; the next round begins once somebody is acknowledged again. Every 25 rounds the numbers are
   counted, so that a run that is cut off has shown something.
2. The primary is killed for good and a replica promoted.
3. Fifty people on both web servers, one of which is killed for ten seconds; memory each minute.
Each time that is counted, every number that was acknowledged must stand in the history once, and nothing that nobody
typed. The web servers and the worker connect as the role that owns nothing.
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
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from typing import Any

from bench.cluster import DATABASE, NAMES, OWNER, SITE, Cluster
from bench.server import free_port

OFFICERS, READERS = 16, 34
DISTRICT, OFFICE = "Quận Thử", "phongthu"
"""Where officers work without the demonstration, and who reads there."""
COUNTED = 25
"""Rounds after which the numbers are counted."""
WEB = ("web 1", "web 2")


class Kept:
    """A program that is started again whenever it ends, as systemd does; killed with all its processes."""

    def __init__(
        self, name: str, command: Sequence[str], environment: dict[str, str], log: Path, folder: Path | None = None
    ) -> None:
        self.name, self.command, self.environment, self.log, self.folder = name, command, environment, log, folder
        self.held = Event()
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as said:
            return subprocess.Popen(
                self.command, env=self.environment, cwd=self.folder, stdout=said, stderr=said, start_new_session=True
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
    wanted, mixed, pause = (float(word) for word in (*sys.argv[1:], *("100", "5", "2")[len(sys.argv) - 1 :]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cluster, programs = Cluster(), None
    try:
        print("PostgreSQL: a primary and two replicas", flush=True)
        cluster.begin()
        os.environ["DATABASE_URL"] = cluster.url(OWNER, "read-write")
        prepare(cluster, demonstration=mixed > 0)
        cluster.replicate()
        ports = (free_port(), free_port())
        environment = os.environ | {
            "DATABASE_URL": cluster.url(SITE, "read-write"),
            "HOCTAP_REPLICA_URL": cluster.url(SITE, "prefer-standby"),
        }
        programs = Programs(environment, ports, cluster.folder)
        measure(cluster, programs, ports, round(wanted), mixed * 60, pause)
    finally:
        if programs:
            programs.stop()
        cluster.end()


def prepare(cluster: Cluster, demonstration: bool) -> None:
    """The demonstration, its sheets of 2020 left open, or sixteen wards and nothing else; the site's own role.

    HOCTAP_BENCH_DUMP names a file in which the first is kept (pg_dump) for the next run of the same program.
    """
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    kept = os.environ.get("HOCTAP_BENCH_DUMP", "")
    words = ("-h", cluster.socket(cluster.primary), "-U", OWNER, "-d", DATABASE)
    if kept and Path(kept).exists():
        cluster.run("pg_restore", *words, "--no-acl", kept)
    else:
        call_command("migrate", verbosity=0)
        if demonstration:
            wards = [f"{ward}:2020" for ward in range(1, OFFICERS + 1)]
            call_command("demo", hand_over=False, leave_open=wards, stdout=sys.stderr)
        if kept:
            dumped = [str(cluster.bin / "pg_dump"), "-Fc", *words, "-f", kept]
            subprocess.run(dumped, check=True)
    cluster.sql(cluster.primary, f"CREATE ROLE {SITE} LOGIN")
    call_command("app_role", SITE)


def measure(
    cluster: Cluster, programs: Programs, ports: Sequence[int], wanted: int, mixed_for: float, pause: float
) -> None:
    from bench.crowd import Told, wait_for_acts  # noqa: PLC0415

    told = Told()
    officers = seat_officers(ports, told) if has_review() else seat_few(ports, told)
    for each in officers:
        each.start()
    wait_for_acts(officers)
    if wanted:
        rounds(cluster, programs, officers, wanted)
        print(f"  answers: {dict(told.statuses)}", flush=True)
        fail_over(cluster, officers)
    if mixed_for:
        together(programs, officers, ports, mixed_for, pause)
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


def seat_few(ports: Sequence[int], told: Any) -> list[Any]:
    """Officers of sixteen wards of a district of their own, each with a sheet of a small form."""
    from bench.crowd import Officer  # noqa: PLC0415
    from indicators import workflow  # noqa: PLC0415
    from reports.demo.load import PASSWORD  # noqa: PLC0415
    from tests.factories import make_district, make_user, make_ward  # noqa: PLC0415
    from tests.indicators.factories import DAY, make_period, make_small_form  # noqa: PLC0415
    from units.enums import Role  # noqa: PLC0415

    district, form, period, found = make_district(DISTRICT), make_small_form(), make_period(), []
    codes = list(form.sections.values_list("lines__measure__code", flat=True))
    for_readers = make_user(OFFICE, (Role.DISTRICT_OFFICE, district))
    for_readers.set_password(PASSWORD)
    for_readers.save()
    for number in range(OFFICERS):
        ward = make_ward(f"Phường {20 + number}", district)
        person = make_user(f"canbo{number}", (Role.WARD_OFFICER, ward))
        person.set_password(PASSWORD)
        person.save()
        sheet = workflow.start(ward, form, period, by=person, on=DAY)
        browser = logged_in_at(ports[number % 2], person.username)
        found.append(Officer(browser, ports, told, 0.7, sheet.pk, codes))
    return found


def logged_in_at(port: int, username: str) -> Any:
    """A browser of the person; the server may still be starting."""
    from bench.client import Browser  # noqa: PLC0415
    from reports.demo.load import PASSWORD  # noqa: PLC0415

    for _ in range(3000):
        browser = Browser(port)
        try:
            browser.login(username, PASSWORD)
        except OSError:
            time.sleep(0.2)
        else:
            return browser
    raise RuntimeError("the web server did not start")


def rounds(cluster: Cluster, programs: Programs, officers: Sequence[Any], wanted: int) -> None:
    """Kill something at a random moment, start it anew, wait until people are acknowledged again."""
    from bench.crowd import at_rest, wait_for_acts  # noqa: PLC0415

    def servers(*names: str) -> None:
        for name in names:
            cluster.kill(name)
        for name in names:
            cluster.start(name)

    def revive() -> None:
        """A server that ended by itself (killed anew while it recovered) is started, as a container would be."""
        for name in NAMES:
            if not cluster.is_running(name):
                (cluster.data(name) / "postmaster.pid").unlink(missing_ok=True)
                cluster.start(name)

    def power_cut() -> None:
        for each in programs.all.values():
            each.kill()
        servers(*NAMES)

    deeds: dict[str, Callable[[], None]] = {
        "process of a web server": lambda: programs.all[random.choice(WEB)].kill_child(),
        "web server": lambda: programs.all[random.choice(WEB)].kill(),
        "worker": lambda: programs.all["worker"].kill(),
        "connection of PostgreSQL": lambda: cluster.kill_backend(cluster.primary),
        "primary": lambda: servers(cluster.primary),
        "replica": lambda: servers(random.choice(NAMES[1:])),
        "everything at once": power_cut,
    }
    weights = (40, 4, 6, 24, 14, 10, 1)
    done: Counter[str] = Counter()
    waited: list[float] = []
    while done.total() < wanted:
        (what,) = random.choices(list(deeds), weights)
        time.sleep(random.uniform(0, 0.4))
        deeds[what]()
        done[what] += 1
        waited.append(wait_for_acts(officers, meanwhile=revive))
        if done.total() % COUNTED == 0 or done.total() == wanted:
            print(
                f"{done.total()} rounds ({', '.join(f'{n} × {each}' for each, n in done.items())}); acknowledged again"
                f" after a kill: median {statistics.median(waited):.1f} s, at most {max(waited):.1f} s",
                flush=True,
            )
            with at_rest(officers):
                account(officers)


def fail_over(cluster: Cluster, officers: Sequence[Any]) -> None:
    """The primary dies and does not come back; a replica takes over, and the web servers find it by themselves."""
    from bench.crowd import wait_for_acts  # noqa: PLC0415

    began = time.perf_counter()
    cluster.kill(cluster.primary)
    chosen = cluster.promote()
    wait_for_acts(officers)
    print(f"primary killed for good: {chosen} promoted, acknowledged again after {time.perf_counter() - began:.1f} s")


def together(programs: Programs, officers: Sequence[Any], ports: Sequence[int], seconds: float, pause: float) -> None:
    """Fifty people; in the second third one web server is away for ten seconds."""
    from bench.crowd import Reader, Told  # noqa: PLC0415

    forget_connection()
    pages = addresses()
    now = Told()
    readers = [
        Reader(logged_in_at(ports[place % 2], username), ports, now, pause, pages[username])
        for place, username in zip(range(READERS), cycle(pages))
    ]
    for officer in officers:
        officer.told, officer.pause = now, pause
    began, megabytes = time.perf_counter(), [memory(programs)]
    for reader in readers:
        reader.start()
    web = programs.all[WEB[0]]
    killed = False
    while (passed := time.perf_counter() - began) < seconds:
        if not killed and passed > seconds / 3:
            killed = True
            print(f"  before the kill: {dict(now.statuses)}", flush=True)
            web.held.set()
            web.kill()
            time.sleep(10)
            web.held.clear()
        time.sleep(min(60.0, seconds / 6))
        megabytes.append(memory(programs))
    for reader in readers:
        reader.stop()
    ordered = sorted(now.seconds)
    p95 = ordered[round(len(ordered) * 0.95) - 1]
    print(
        f"{OFFICERS + READERS} people, {seconds:.0f} seconds, one of two web servers killed for 10 s:"
        f" {dict(now.statuses)}; median {statistics.median(ordered) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms;"
        f" memory of both web servers {' '.join(f'{each:.0f}' for each in megabytes)} MB",
        flush=True,
    )


def addresses() -> dict[str, list[str]]:
    """What offices open: home, lists, searches, sums, a review, registers, books; by who opens it."""
    from reports.models import Report  # noqa: PLC0415
    from units.models import Unit, User  # noqa: PLC0415

    everybody = ["/", "/don-vi/", "/so-lieu/", "/khen-thuong/", "/bao-cao/", "/hoc-bong/tong-hop/", "/viec/nen/"]
    found = {}
    for username, name in (("phonggd", "Quận 11"), (OFFICE, DISTRICT)):
        district = Unit.objects.filter(versions__name=name).first()
        if district and User.objects.filter(username=username).exists():
            figures = [f"/so-lieu/quan/{district.pk}/", f"/so-lieu/chuoi/{district.pk}/"]
            titles = ["/danh-hieu/so/", "/danh-hieu/so/?q=nguyen+van", f"/danh-hieu/qua-cac-nam/{district.pk}/"]
            found[username] = [*everybody, *figures, *titles]
    found["phonggd"] += [each.get_absolute_url() for each in Report.objects.order_by("pk")[:1]]
    return found


def has_review() -> bool:
    """Whether the demonstration is there to its end."""
    from reports.models import Report  # noqa: PLC0415

    return Report.objects.exists()


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


if __name__ == "__main__":
    main()
