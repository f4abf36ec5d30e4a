"""A primary of PostgreSQL and its replicas, as real processes of this machine that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

NAMES = ("pg0", "pg1", "pg2")
OWNER, SITE, DATABASE = "hoctap", "hoctap_site", "hoctap"
SETTINGS = (
    "listen_addresses=''",
    "max_connections=120",
    "shared_buffers=128MB",
    "hot_standby=on",
    "wal_level=replica",
    "max_wal_senders=8",
    "wal_keep_size=512MB",
    "synchronous_commit=on",
    "fsync=off",  # a killed process loses nothing that the kernel holds; a machine whose power is cut would
)

HISTORY = (
    "SELECT measure.code, history.number FROM indicators_historicalvalue AS history"
    " JOIN indicators_measure AS measure ON measure.id = history.measure_id"
)
"""Every number that was ever written, by its cell."""


def binaries() -> Path:
    """The newest PostgreSQL of the machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise SystemExit("PostgreSQL is missing: apt-get install -y --no-install-recommends postgresql")
    return found[-1]


def as_postgres(command: Sequence[str]) -> list[str]:
    """Neither PostgreSQL nor PgBouncer runs as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else [*command]


class Cluster:
    """`pg0` begins as the primary; every commit is confirmed once one of the two replicas has it on disk."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hoctap-pv.", dir="/tmp"))
        self.bin = binaries()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.folder.chmod(0o755)
        self.primary = NAMES[0]

    def run(self, program: str, *words: str, check: bool = True) -> str:
        """A tool of PostgreSQL, never as root; what it printed."""
        command = as_postgres([str(self.bin / program), *words])
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
        return done.stdout.strip()

    def data(self, name: str) -> Path:
        return self.folder / name

    def begin(self) -> None:
        """Make the primary, alone at first."""
        self.run("initdb", "-D", str(self.data("pg0")), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync",
                 "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi-VN")  # fmt: skip
        self.configure("pg0")
        self.start("pg0")
        self.run("createdb", "-h", self.socket("pg0"), "-U", OWNER, DATABASE)

    def replicate(self) -> None:
        """Make the replicas of what there is by now; from then on one of them confirms every commit."""
        for name in NAMES[1:]:
            self.run("pg_basebackup", "-h", self.socket("pg0"), "-U", OWNER, "-D", str(self.data(name)), "-c", "fast")
            self.follow(name)
            self.start(name)
        self.sql("pg0", "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (pg0, pg1, pg2)'")
        self.sql("pg0", "SELECT pg_reload_conf()")

    def configure(self, name: str) -> None:
        folder = self.folder / f"s-{name}"
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        lines = [*SETTINGS, f"unix_socket_directories='{folder}'", f"cluster_name='{name}'"]
        with (self.data(name) / "postgresql.conf").open("a", encoding="ascii") as file:
            file.write("\n".join(["", *lines, ""]))

    def follow(self, name: str) -> None:
        """Let a server be a replica of whichever of the others takes writes."""
        self.configure(name)
        hosts = ",".join(self.socket(each) for each in NAMES if each != name)
        line = f"primary_conninfo='host={hosts} user={OWNER} application_name={name} target_session_attrs=read-write'\n"
        with (self.data(name) / "postgresql.conf").open("a", encoding="ascii") as file:
            file.write(line)
        signalled = self.data(name) / "standby.signal"
        signalled.touch()
        if os.geteuid() == 0:
            shutil.chown(signalled, "postgres")

    def socket(self, name: str) -> str:
        return str(self.folder / f"s-{name}")

    def start(self, name: str) -> None:
        """Also after a kill: what the dead one left in memory takes a moment to go."""
        for _ in range(60):
            done = self.run("pg_ctl", "-D", str(self.data(name)), "-w", "-t", "60", "-l",
                            str(self.folder / f"{name}.log"), "start", check=False)  # fmt: skip
            if "server started" in done:
                return
            time.sleep(0.3)
        raise RuntimeError((self.folder / f"{name}.log").read_text(encoding="utf-8")[-2000:])

    def kill(self, name: str) -> None:
        """kill -9 of the server; the processes it had made end when they see it gone, which is waited for.

        Its lock file goes too: where nobody takes leave of dead processes, the new server takes the old one for alive.
        """
        gone = [self.pid(name), *self.children(name)]
        os.kill(gone[0], signal.SIGKILL)
        while any(map(runs, gone)):
            time.sleep(0.02)
        (self.data(name) / "postmaster.pid").unlink(missing_ok=True)

    def kill_backend(self, name: str) -> None:
        """kill -9 of one connection: PostgreSQL then ends all others and recovers."""
        for pid in self.children(name)[-1:]:
            with suppress(ProcessLookupError):  # it may just have ended by itself
                os.kill(pid, signal.SIGKILL)

    def children(self, name: str) -> list[int]:
        pid = self.pid(name)
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]

    def pid(self, name: str) -> int:
        return int((self.data(name) / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])

    def is_running(self, name: str) -> bool:
        try:
            return runs(self.pid(name))
        except FileNotFoundError:
            return False

    def sql(self, name: str, statement: str) -> str:
        return self.run("psql", "-h", self.socket(name), "-U", OWNER, "-d", DATABASE, "-Atqc", statement)

    def numbers(self, name: str) -> Counter[tuple[str, int]]:
        """How often each number stands in the history of its cell."""
        lines = [line.split("|") for line in self.sql(name, HISTORY).splitlines()]
        return Counter((code, int(number)) for code, number in lines)

    def promote(self) -> str:
        """The replica that has received most becomes the primary; its name."""
        others = [name for name in NAMES if name != self.primary]
        reached = {name: self.sql(name, "SELECT pg_last_wal_receive_lsn() - '0/0'") for name in others}
        self.primary = max(others, key=lambda name: int(reached[name]))
        self.run("pg_ctl", "-D", str(self.data(self.primary)), "-w", "promote")
        return self.primary

    def url(self, user: str, kind: str) -> str:
        """All three, of which the driver takes the one that is of the kind: "read-write", "prefer-standby"."""
        names = NAMES if kind == "read-write" else (*NAMES[1:], NAMES[0])
        hosts = ",".join(self.socket(name) for name in names)
        return f"postgres://{user}@/{DATABASE}?host={hosts}&target_session_attrs={kind}"

    def end(self) -> None:
        for name in NAMES:
            if self.data(name).exists():
                self.run("pg_ctl", "-D", str(self.data(name)), "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def runs(pid: int) -> bool:
    """Whether the process is there and no mere shadow."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
