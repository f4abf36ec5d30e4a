"""The web server under measurement, as production runs it, with its CPU time and memory read from the kernel."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

TICKS = os.sysconf("SC_CLK_TCK")
SITE = "hocTap.wsgi:application"


class Server:
    """gunicorn with two workers of four threads, on a port of this machine; `answers` is a page open to all.

    The site is served with its own settings of production; another application in the same shape, loaded before its
    workers are forked as well.
    """

    def __init__(self, port: int, application: str = SITE, answers: str = "/dang-nhap/") -> None:
        self.port, self.answers = port, answers
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
        shape = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--timeout", "120"]
        options = ["-c", "python:hocTap.gunicorn"] if application == SITE else [*shape, "--preload"]
        # Refusals are part of what is measured: what the server says is shown only when something goes wrong.
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the server
        quiet = ["--keep-alive", "60", "--no-control-socket", "--log-level", "error"]
        self.process = subprocess.Popen([*command, *options, *quiet], stderr=self.said)

    def __enter__(self) -> Server:
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.answers}").close()
            except urllib.error.URLError:
                time.sleep(0.1)
            else:
                return self
        reason = RuntimeError("the server did not start")
        self.__exit__(type(reason), reason, None)
        raise reason

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait()
        if error is not None:
            self.said.seek(0)
            sys.stderr.write(self.said.read()[-4000:].decode(errors="replace"))
        self.said.close()

    def workers(self) -> list[int]:
        """Process ids of the master and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [self.process.pid, *map(int, children.split())]

    def cpu_seconds(self) -> float:
        """User and system time that the server has used until now."""
        return sum(map(processor_seconds, self.workers()))

    def megabytes(self) -> float:
        """Resident memory of master and workers now; a page that several share counts once."""
        rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii") for pid in self.workers())
        lines = (line for rollup in rollups for line in rollup.splitlines() if line.startswith("Pss:"))
        return sum(int(line.split()[1]) for line in lines) / 1024

    def peak_megabytes(self) -> float:
        """The largest resident memory that any worker has had."""
        return max(peak_megabytes(pid) for pid in self.workers())


def processor_seconds(pid: int) -> float:
    """User and system time that a process has used until now."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_megabytes(pid: int) -> float:
    """The largest resident memory that a process has had."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def free_port() -> int:
    """A port of this machine on which nobody listens, as its kernel gives it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
