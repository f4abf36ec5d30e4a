"""Where copies lie, what they are called, and which of them are kept: the newest of each day, week and month."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from hocTap.lib.backups import archive, databases
from hocTap.lib.backups.archive import Manifest

NAME = re.compile(r"hoctap-(?P<at>\d{8}-\d{6})\.tar(?:\.age)?")

KEEP = (7, 5, 12)
"""Of how many days, weeks and months the newest copy is kept, if nobody says otherwise."""


def folder() -> Path:
    """Where copies lie if nobody says otherwise."""
    return Path(settings.VAR_DIR) / "backups"


def back_up(to: Path, now: dt.datetime, key: str = "") -> tuple[Path, Manifest]:
    """Write a copy of everything into the folder; people may go on working meanwhile.

    Raises Refused, and leaves nothing behind, when the disk is too full, the database is damaged or a tool is missing.
    """
    if key:
        archive.recipient(key)
    to.mkdir(parents=True, exist_ok=True)
    archive.need_room(to, 2 * databases.size())
    file = to / f"hoctap-{timezone.localtime(now):%Y%m%d-%H%M%S}.tar{'.age' if key else ''}"
    with tempfile.TemporaryDirectory(dir=to, prefix="making-") as made:
        parts = Path(made)
        tables = databases.copy(parts)
        secret = Path(settings.VAR_DIR) / archive.KEY_FILE
        if secret.is_file():
            (parts / archive.KEY_FILE).write_bytes(secret.read_bytes())
        manifest = Manifest(
            timezone.localtime(now).isoformat(timespec="seconds"),
            connection.vendor,
            databases.DUMP[connection.vendor],
            databases.migrations(),
            tables,
        )
        return file, archive.pack(parts, manifest, file, key)


def made_on(file: Path) -> dt.datetime | None:
    """When a copy was made, by its name; None for any other file."""
    found = NAME.fullmatch(file.name)
    try:
        return dt.datetime.strptime(found["at"], "%Y%m%d-%H%M%S") if found else None  # noqa: DTZ007 - local time
    except ValueError:
        return None


def newest(where: Path) -> Path | None:
    """The newest copy in the folder."""
    copies = [file for file in where.glob("hoctap-*") if made_on(file)]
    return max(copies, key=lambda file: file.name, default=None)


def superseded(names: Iterable[Path], days: int, weeks: int, months: int) -> list[Path]:
    """The copies that may go, oldest first: all but the newest of each of the last days, weeks, months that have any.

    A day without a copy is not counted, so that a machine that stood still for a month loses nothing by it. The newest
    of all always stays. Files of any other name are never among them.
    """
    copies = sorted(((at, file) for file in names if (at := made_on(file))), reverse=True)
    kept: set[Path] = {file for _, file in copies[:1]}
    for number, period in ((days, "%Y%m%d"), (weeks, "%G%V"), (months, "%Y%m")):
        newest_of: dict[str, Path] = {}
        for at, file in copies:
            newest_of.setdefault(at.strftime(period), file)
        kept.update(list(newest_of.values())[:number])
    return [file for _, file in reversed(copies) if file not in kept]
