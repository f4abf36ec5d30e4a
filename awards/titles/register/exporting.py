"""Lists with names as files: by permission, with a watermark, and written down."""

from __future__ import annotations

import datetime as dt
import secrets

from awards.titles.register.tables import CandidateTable
from awards.uploads.models import NamesExport
from hocTap.lib import vi
from units.enums import Role
from units.models import User


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
