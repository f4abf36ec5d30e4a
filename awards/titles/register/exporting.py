"""Lists with names as files: by permission, with a watermark, and written down."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from awards.titles.register.permissions import can_export_names
from awards.titles.register.tables import CandidateTable
from awards.uploads.models import NamesExport
from hocTap.lib import vi
from hocTap.lib.tables import export_rows, xlsx_url
from units.enums import Role
from units.http import UserRequest
from units.models import User

NOT_GIVEN = "Chỉ người được giao xuất danh sách có tên mới tải được tệp này."


def log_export(what: str, rows: int, filters: str, *, by: User, at: dt.datetime) -> NamesExport:
    """Who took which rows out, for which unit, and the mark that the file carries.

    The unit is the one of the person's duty to export, or of any other post: the trail of exports is sealed and read by
    unit.
    """
    mark = f"HT-{at:%y%m%d}-{secrets.token_hex(4).upper()}"
    unit = next(iter([*by.units_as(Role.NAMES_EXPORTER), *by.units_as()]), None)
    return NamesExport.objects.create(
        what=what, unit_id=unit, filters=filters[:500], rows=rows, by=by, at=at, mark=mark
    )


def watermark(export: NamesExport) -> str:
    return (
        f"Danh sách có tên người – chỉ dùng cho việc xét danh hiệu. "
        f"{export.by} xuất lúc {vi.moment(export.at)}. Mã {export.mark}."
    )


def name_of(table: CandidateTable, kind: str, year: int) -> str:
    return f"So {vi.fold(kind)} {year}"


def marking(request: UserRequest, what: str, rows: int) -> Callable[[], str]:
    """The mark of a file with so many names, written down when the file is."""

    def mark() -> str:
        return watermark(log_export(what, rows, request.GET.urlencode(), by=request.user, at=timezone.now()))

    return mark


def names_url(request: UserRequest, wards: Callable[[], Iterable[int]]) -> str:
    """The address of the page's names as a workbook; none for whoever may not take out those of all these wards.

    The wards are asked for only where the person takes names out at all.
    """
    may = bool(request.user.units_as(Role.NAMES_EXPORTER)) and can_export_names(request.user, list(wards()))
    return xlsx_url(request) if may else ""


def names_out(
    request: UserRequest,
    wards: Iterable[int],
    name: str,
    heads: Sequence[str],
    rows: Callable[[], Iterable[Sequence[Any]]],
    number: int,
) -> HttpResponse:
    """A list of names of these wards as a workbook with its mark, for whoever may take names out of all of them."""
    if not can_export_names(request.user, list(wards)):
        raise PermissionDenied(NOT_GIVEN)
    return export_rows(request, name, heads, rows, number, mark=marking(request, name, number))
