"""A draft on paper: printed once within the hour, and by the worker where it has long lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from hocTap.lib.tables import PRINT, long_file

KEPT_FOR = 60 * 60


class HasTables(Protocol):
    """A document by its tables, each of rows."""

    @property
    def tables(self) -> Sequence[Any]: ...


Draft = TypeVar("Draft", bound=HasTables)


def print_draft(
    request: HttpRequest,
    stem: str,
    key: str,
    read: Callable[[], Draft],
    render: Callable[[Draft], bytes],
    takes_long: Callable[[Draft], bool],
) -> HttpResponse:
    """The print of a draft; `key` changes with its content, `stem` is the file's name without its ending."""
    kept: bytes | None = cache.get(key)
    if kept is not None:
        return long_file(request, f"{stem}{PRINT}", 0, lambda: kept)
    draft = read()

    def make() -> bytes:
        content = render(draft)
        cache.set(key, content, timeout=KEPT_FOR)
        return content

    return long_file(request, f"{stem}{PRINT}", rows_of(draft), make, takes_long=takes_long(draft))


def rows_of(draft: HasTables) -> int:
    return sum(len(table.rows) for table in draft.tables)
