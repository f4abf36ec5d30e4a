"""Lists: the one way of sorting and paging them, and of taking them out as Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django_tables2 import Table
from django_tables2.data import TableQuerysetData

from hocTap.lib import vi
from hocTap.lib.collecting import put_off
from hocTap.lib.pdf import telling
from hocTap.lib.rows import Lines, plain_rows
from hocTap.lib.word import DOCX
from hocTap.lib.xlsx import XLSX, Book, Value

EXPORT = "_export"
WIDEST = 60
LARGEST_PAGE = 200
"""No list shows more rows at once, whatever its address asks for."""

COUNTED = 1_000
"""Rows of a list are counted up to here; beyond, it says that there are more."""

FURTHEST = 10_000
"""Up to this page it is asked whether the list goes on after it; whoever asks for one beyond has all of it counted."""

AROUND = 2
"""Pages before and after the one shown that can be chosen by number."""

TOLD = 500
"""So many rows of a workbook are written before it says how far it is."""

SAMPLED = 200
"""Rows looked at for the width of a column."""


def wants_xlsx(request: HttpRequest) -> bool:
    return request.GET.get(EXPORT) == "xlsx"


def xlsx_url(request: HttpRequest) -> str:
    """The address of the same list, as filtered and sorted, as a workbook."""
    query = request.GET.copy()
    query[EXPORT] = "xlsx"
    query.pop("page", None)
    return f"?{query.urlencode()}"


PRINT, WORD = ".pdf", ".docx"
"""On what the name of a print ends, and of the same in Word; other names are those of workbooks, without an ending."""
ON_PAPER = {PRINT: ("PDF", "application/pdf"), WORD: ("Word", DOCX)}
"""What people call such a file, and its type."""
DRESS, IN_WORD = "dang", "docx"
"""How an address asks for a print in Word: `?dang=docx`."""


def form_of(name: str) -> str:
    """What a file of that name is, as people call it."""
    return next((called for ending, (called, _) in ON_PAPER.items() if name.endswith(ending)), "Excel")


def page_of(address: str, name: str) -> str:
    """The page of a list, by the address and name of its file; a print lies below its page: "…/3/in/" is of "…/3/"."""
    if not name.endswith(tuple(ON_PAPER)):
        return without_export(address)
    path, _, query = without(address, DRESS).partition("?")
    page = f"{path.rstrip('/').rpartition('/')[0]}/"
    return f"{page}?{query}" if query else page


def without_export(address: str) -> str:
    """The address of the list itself."""
    return without(address, EXPORT)


def without(address: str, name: str) -> str:
    """The address without one of the things that it asks for."""
    path, _, query = address.partition("?")
    asked = QueryDict(query, mutable=True)
    asked.pop(name, None)
    return f"{path}?{asked.urlencode()}" if asked else path


Read = Callable[["QuerySet[Any, Any]"], "QuerySet[Any, Any]"]
"""The ids of a page's rows → these rows."""


def show_page(request: HttpRequest, table: Table, per_page: int, *, read: Read | None = None) -> list[Any]:
    """Sort the list as asked and show the page asked for; an odd page number shows the first page or the last.

    Returns the records of the page. How many rows a page has is the program's say alone: `?per_page=` in the address
    does nothing, so that nobody reads a whole register of names past the export that is logged.

    Rows that are equal in what is sorted by stand in the order of their ids, so that none is on two pages or on none.

    `read` is for a list of very many rows of which an index holds all that narrows and sorts: which rows stand on the
    page is found in the index alone, and `read` gives those. Without it a late page reads every row before it.
    """
    table.request = request  # type: ignore[attr-defined]
    if asked := request.GET.getlist(table.prefixed_order_by_field):
        table.order_by = asked
    if isinstance(table.data, TableQuerysetData):
        rows = table.data.data
        table.data.data = rows.order_by(*(rows.query.order_by or rows.model._meta.ordering), "pk")
    table.paginator = Pages(table.rows, min(per_page, LARGEST_PAGE), read)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    records = list(table.page.object_list.data)
    table.lines = Lines(table, records)  # type: ignore[attr-defined]
    return records


class Pages(Paginator):  # type: ignore[type-arg]
    """Pages of a list that is counted no further than COUNTED: counting a whole register costs more than its page.

    A longer list says "nhiều hơn 1.000 dòng" and offers the next page. Beyond those counted it is only asked whether
    the list goes on after the page; the last page alone, and an address that names none, have all of it counted.
    """

    object_list: Any

    def __init__(self, rows: Any, per_page: int, read: Read | None = None) -> None:
        super().__init__(rows, per_page)
        self.read = read
        self._counted: dict[int, int] = {}

    @cached_property
    def known(self) -> int:
        """Rows of the list, or COUNTED + 1 when there are more."""
        return self._up_to(COUNTED + 1)

    def _up_to(self, most: int) -> int:
        """Rows of the list, counted no further than so many; those of a queryset once for each number."""
        rows = getattr(self.object_list.data, "data", None)
        if not isinstance(rows, QuerySet):
            return len(self.object_list)
        if most not in self._counted:
            self._counted[most] = rows.order_by()[:most].count()
        return self._counted[most]

    def goes_beyond(self, number: int) -> bool:
        """Whether a list that is long has rows after this page."""
        return self._up_to(number * self.per_page + 1) > number * self.per_page

    @property
    def is_long(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.known > COUNTED and isinstance(getattr(self.object_list.data, "data", None), QuerySet)

    @property
    def known_pages(self) -> int:
        """The pages that can be named without counting the whole list."""
        return max(1, COUNTED // self.per_page if self.is_long else -(-self.known // self.per_page))

    @cached_property
    def count(self) -> int:
        return len(self.object_list) if self.is_long else self.known

    def validate_number(self, number: Any) -> int:
        """Pages that are known to be there, or found to be, need no count of the whole list."""
        try:
            asked = int(number)
        except (TypeError, ValueError):
            asked = 0
        if 1 <= asked <= self.known_pages or (self.is_long and 1 < asked <= FURTHEST and self.goes_beyond(asked)):
            return asked
        return super().validate_number(number)

    def page(self, number: Any) -> Page[Any]:
        """The page of that number; raises EmptyPage when the list has none."""
        valid = self.validate_number(number)
        first = (valid - 1) * self.per_page
        shown = self.object_list[first : first + self.per_page]
        if self.read and isinstance(shown.data, QuerySet):
            shown.data = self.read(shown.data.values("pk")).order_by(*shown.data.query.order_by)
        return ListPage(shown, valid, self)


class ListPage(Page[Any]):
    """A page that knows whether another follows without counting the whole list."""

    paginator: Pages

    def has_next(self) -> bool:
        pages = self.paginator
        return self.number < pages.known_pages or (pages.is_long and pages.goes_beyond(self.number))

    @property
    def named(self) -> list[int | None]:
        """Numbers of the pages to choose from: the first, those around this one, the last known; None is a gap."""
        last = max(self.paginator.known_pages, self.number)
        shown = sorted({1, last, *range(max(1, self.number - AROUND), min(last, self.number + AROUND) + 1)})
        gaps = [None if after - before > 1 else 0 for before, after in pairwise(shown)]
        return [number for pair in zip(shown, [*gaps, 0], strict=True) for number in pair if number != 0]


class Background(HttpRequest):
    """A list asked for by the program itself: to write it in the background, or to know whether it still may be."""

    checks_only = False

    def told(self, done: int) -> None:
        """So many rows are written, or pages of a print laid out."""


class TakenOut(HttpResponse):
    """A list as a workbook or a Word file to be saved, or as a print that the browser shows."""

    def __init__(self, content: bytes, name: str) -> None:
        kind = next((kind for ending, (_, kind) in ON_PAPER.items() if name.endswith(ending)), None)
        file = name if kind else f"{name}.xlsx"
        attached = not name.endswith(PRINT)
        disposition = content_disposition_header(as_attachment=attached, filename=file) or "attachment"
        super().__init__(content, content_type=kind or XLSX, headers={"Content-Disposition": disposition})


class MayBeTaken(HttpResponse):
    """The answer to a `Background` request that only asks whether the list may be taken out."""


HandOver = Callable[[HttpRequest, str, int, bool], HttpResponse | None]
"""A request for a list, its name, its rows, and whether it takes long however few they are → the page where it will
be, or None to write it at once."""

_elsewhere: list[HandOver] = []


def hand_over_to(way: HandOver) -> None:
    """Long lists are taken out this way; an app that has people and a worker says so when the site starts."""
    _elsewhere[:] = [way]


def unmarked() -> str:
    return ""


def export_xlsx(table: Table, name: str, *, mark: Callable[[], str] = unmarked) -> HttpResponse:
    """All rows of the list, not only the page shown, as a workbook; the name is that of the file and of the sheet.

    A long list is handed to the worker, and the answer leads to the page where it will be (`units/files`). The worker
    comes back here with a `Background` request.

    A mark (who took a list of names out, when) stands under the rows and at the foot of every printed page. It is
    asked for, and may note what it marks, only when the file is really written.
    """
    request: Any = getattr(table, "request", None)
    if isinstance(request, Background):
        return MayBeTaken() if request.checks_only else TakenOut(workbook(table, name, mark(), request.told), name)
    for hand_over in _elsewhere if request is not None else ():
        if answer := hand_over(request, name, table.paginator.count, False):
            return answer
    return TakenOut(workbook(table, name, mark()), name)


def long_file(
    request: HttpRequest, name: str, rows: int, make: Callable[[], bytes], *, takes_long: bool = False
) -> HttpResponse:
    """A workbook or a print that takes long to make, as `export_xlsx` answers a list: by the worker where it has many
    rows, or where it is told that it takes long.

    The name of a print ends in PRINT, that of a Word file in WORD. `make` writes the file, and may note that somebody
    takes it out.
    """
    if isinstance(request, Background):
        if request.checks_only:
            return MayBeTaken()
        with telling(request.told):
            return TakenOut(make(), name)
    for hand_over in _elsewhere:
        if answer := hand_over(request, name, rows, takes_long):
            return answer
    return TakenOut(make(), name)


def nobody(_done: int) -> None:
    """Nobody waits to hear how far a file has come."""


def export_rows(
    request: HttpRequest,
    name: str,
    heads: Sequence[str],
    rows: Callable[[], Iterable[Sequence[Any]]],
    number: int,
    *,
    mark: Callable[[], str] = unmarked,
) -> HttpResponse:
    """The rows of a list that its page writes itself, without a table class, as `export_xlsx` takes out all others.

    `rows` are read, and the mark asked for, only when the file is really written.
    """
    told = request.told if isinstance(request, Background) else nobody
    return long_file(request, name, number, lambda: written_out(name, heads, rows(), mark(), told))


def workbook(table: Table, name: str, mark: str = "", told: Callable[[int], None] = nobody) -> bytes:
    """The rows of the list as they are (`value_` of a column), with a bold head that stays in sight.

    `told` hears every TOLD rows how many are written.
    """
    with put_off():
        return _written_out(table, name, mark, told)


def _written_out(table: Table, name: str, mark: str, told: Callable[[int], None]) -> bytes:
    rows = plain_rows(table, table.data)
    head = [str(words) for words in next(rows)]
    return written_out(name, head, rows, mark, told)


def written_out(
    name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], mark: str, told: Callable[[int], None] = nobody
) -> bytes:
    """A workbook of one list: its heads, its rows as they are, the mark under them."""
    body: list[list[Value]] = []
    for number, row in enumerate(rows, start=1):
        body.append([plain(value) for value in row])
        if number % TOLD == 0:
            told(number)
    book = Book(title=name)
    sheet = book.sheet(name)
    sheet.head(0, [(words, _width(number, words, body)) for number, words in enumerate(head)])
    sheet.rows(1, body)
    sheet.filter(0, len(body), len(head))
    sheet.paper(bottom=mark)
    if mark:
        sheet.put(len(body) + 2, 0, mark)
    return book.content()


def _width(number: int, words: str, body: list[list[Value]]) -> int:
    """As wide as the words of a column and its first rows need."""
    longest = max(len(written(value)) for value in [words, *(row[number] for row in body[:SAMPLED])])
    return min(longest + 3, WIDEST)


def plain(value: Any) -> Value:
    """What a cell can hold of a value: numbers and days as such, moments in Vietnam's time, all else as text."""
    if type(value) is str:
        return value or None
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, dt.datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, int | Decimal | dt.date):
        return value
    return str(value)


def written(value: Value) -> str:
    """About what the cell shows, to measure its width."""
    if isinstance(value, int):
        return vi.whole(value)
    return "" if value is None else str(value)
