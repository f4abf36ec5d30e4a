"""`manage.py restore_drill`: comes back from a copy in a place of its own, proves it, takes the place away again."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import ProgrammingError, connection
from django.utils import timezone

from hocTap.lib.backups import keeping
from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken
from units.enums import UpkeepKind
from units.upkeep import watched


class Command(Spoken):
    """Real processes in a real empty place: what works here works on the day it is needed."""

    help = "Phục hồi thử một bản sao lưu vào nơi tạm, đối chiếu, mở thử các trang, rồi dọn đi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="TỆP", help="nếu không ghi: bản mới nhất ở --in")
        parser.add_argument(
            "--in", type=Path, dest="folder", help="thư mục các bản sao lưu (nếu không ghi: var/backups)"
        )
        parser.add_argument("--identity", type=Path, metavar="TỆP", help="tệp khóa bí mật, nếu bản sao lưu được mã hóa")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with watched(UpkeepKind.DRILL, timezone.now()) as said:
                file = options["file"] or keeping.newest(options["folder"] or keeping.folder())
                if file is None:
                    raise Refused("Chưa có bản sao lưu nào để thử: hãy chạy manage.py backup trước.")
                key = ["--identity", str(options["identity"])] if options["identity"] else []
                with empty_place() as place:
                    run(place, "restore", str(file), *key)
                    run(place, "migrate", "--no-input", "--verbosity", "0")
                    found = run(place, "verify", "--pages")
                said.sentence = f"{file.name}: phục hồi được; {found}"
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(said.sentence)


def run(place: dict[str, str], *command: str) -> str:
    """A command of the site in the place; what it said first. Raises Refused with its complaint."""
    script = Path(settings.BASE_DIR) / "manage.py"
    done = subprocess.run(
        [sys.executable, str(script), *command], env=place, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"mã {done.returncode}"]
        raise Refused(f"Bước {command[0]}: {' / '.join(lines[-5:])}")
    return (done.stdout.strip().splitlines() or [""])[0]


@contextmanager
def empty_place() -> Iterator[dict[str, str]]:
    """The environment of an empty installation beside this one, which goes when it is left."""
    with tempfile.TemporaryDirectory(prefix="hoctap-drill-") as folder:
        environment = {**os.environ, "HOCTAP_VAR": folder}
        if connection.vendor == "sqlite":
            environment.pop("DATABASE_URL", None)
            yield environment
            return
        name = f"hoctap_drill_{secrets.token_hex(4)}"
        execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            url = urlsplit(os.environ["DATABASE_URL"])
            yield {**environment, "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}"))}
        finally:
            execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def execute(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as refused:
        raise Refused("Tài khoản PostgreSQL chưa được tạo cơ sở dữ liệu tạm: ALTER ROLE … CREATEDB.") from refused
