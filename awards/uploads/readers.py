"""Lists that are read in any shape and written elsewhere: the people of an office, a ward's form of figures.

`manage.py read_list` shows how such a file is understood as it does for lists of registers. The apps above, which know
people and figures, put their readers here when the site starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from units.models import Unit

Reading = Callable[[bytes, Unit, Mapping[str, str]], dict[str, Any]]
"""A file, the unit it is read for, what is chosen with it → rows, lines left out, sums and notices as plain data.

Raises Refused for a file that is no such list. Nothing is written.
"""

_readers: dict[str, Reading] = {}


def register_reader(kind: str, read: Reading) -> None:
    _readers[kind] = read


def reader_of(kind: str) -> Reading | None:
    return _readers.get(kind)


def kinds_read() -> list[str]:
    return sorted(_readers)
