"""The page of all trails, on screen, on paper and as Excel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hocTap.lib import vi
from hocTap.lib.answers import refused, status_of
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import long_file, wants_xlsx, xlsx_url
from hocTap.lib.xlsx import Book, Value
from units.batching import batches
from units.http import UserRequest
from units.models import User
from units.naming import full_names
from units.trails import reading
from units.trails.forms import TrailForm
from units.trails.reading import Line, Wanted

ROWS_A_PAGE = 50
MOST_OUT = 100_000
NAME = "Nhật ký xem, sửa"
AFTER = "sau"

HEAD = (
    ("Lúc", 18.0),
    ("Tên đăng nhập", 18.0),
    ("Họ và tên", 28.0),
    ("Từ máy", 18.0),
    ("Việc", 30.0),
    ("Đối tượng", 34.0),
    ("Nội dung", 50.0),
    ("Đơn vị", 44.0),
    ("Lý do", 40.0),
)


class Told(NamedTuple):
    """A line with the names of who did it and of whose unit it is."""

    line: Line
    person: User | None
    unit: str
    url: str = ""
    """The object's page, for whoever may open it."""


@require_safe
def trail_list(request: UserRequest) -> HttpResponse:
    """Who saw or changed what, when, from where, of whatever the person answers for."""
    user = request.user
    if not reading.may_read(user):
        raise PermissionDenied("Nhật ký dành cho cơ quan phụ trách, cán bộ quỹ và người quản trị.")
    form = TrailForm(request.GET, user=user)
    if not form.is_valid():
        return render(request, "units/trails/list.html", {"form": form}, status=status_of(form))
    wanted = form.wanted(request.GET.get(AFTER, ""))
    if wants_xlsx(request):
        return taken_out(request, form, wanted)
    lines, more = reading.page(user, wanted, ROWS_A_PAGE)
    opens = reading.Remit(user).opens
    context = {
        "form": form,
        "said": form.said,
        "lines": [each._replace(url=each.line.url if opens(each.line.trail) else "") for each in told(lines)],
        "further": further(request, lines[-1]) if more else "",
        "is_first": wanted.after is None,
        "first": further(request, None),
        "export_url": xlsx_url(request),
        "now": timezone.now(),
    }
    return render(request, "units/trails/list.html", context)


def further(request: UserRequest, last: Line | None) -> str:
    """The address of the page after the line, or of the first one."""
    query = {name: value for name, value in request.GET.dict().items() if name != AFTER}
    return f"?{urlencode(query | ({AFTER: str(last.mark)} if last else {}))}"


def told(lines: Iterable[Line]) -> Iterator[Told]:
    """The lines with their names, in a fixed number of queries for each two thousand."""
    for some in batches(lines):
        people = User.objects.in_bulk({line.by for line in some if line.by})
        units = full_names({line.unit for line in some if line.unit})
        for line in some:
            yield Told(line, people.get(line.by or 0), units.get(line.unit or 0, ""))


def taken_out(request: UserRequest, form: TrailForm, wanted: Wanted) -> HttpResponse:
    """All lines as Excel; by the worker where they are many."""
    user = request.user
    try:
        rows = reading.counted(user, wanted, MOST_OUT)
    except Refused as reason:
        return refused(request, reason, back=request.path)
    mark = f"{NAME}: {form.said}. {user} ({user.username}) lấy ra lúc {vi.moment(timezone.now())}."
    return long_file(request, NAME, rows, lambda: workbook(told(reading.every(user, wanted)), mark))


def workbook(lines: Iterable[Told], mark: str) -> bytes:
    book = Book(title=NAME)
    sheet = book.sheet(NAME)
    sheet.put(0, 0, mark, book.look(bold=True))
    sheet.head(1, HEAD, book.look(bold=True, text_wrap=True, valign="top"))
    body = [cells(each) for each in lines]
    sheet.rows(2, body)
    sheet.filter(1, len(body) + 1, len(HEAD))
    sheet.paper(bottom=mark)
    return book.content()


def cells(each: Told) -> list[Value]:
    line, person = each.line, each.person
    who: list[Value] = [person.username, person.called_on(line.at)] if person else ["(máy)", None]
    at = timezone.make_naive(line.at).replace(microsecond=0)
    return [at, *who, line.address, line.did, line.what, line.said, each.unit, line.reason]
