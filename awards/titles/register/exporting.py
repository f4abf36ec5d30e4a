"""Lists with names as files: by permission, with a watermark, and written down."""

from __future__ import annotations

import datetime as dt
import secrets

from awards.titles.register.tables import CandidateTable
from awards.uploads.models import NamesExport
from hocTap.lib import vi
from units.models import User


def log_export(what: str, rows: int, filters: str, *, by: User, at: dt.datetime) -> NamesExport:
    """Who took which rows out, and the mark that the file carries."""
    mark = f"HT-{at:%y%m%d}-{secrets.token_hex(4).upper()}"
    return NamesExport.objects.create(what=what, filters=filters[:500], rows=rows, by=by, at=at, mark=mark)


def watermark(export: NamesExport) -> str:
    return (
        f"Danh sách có tên người – chỉ dùng cho việc xét danh hiệu. "
        f"{export.by} xuất lúc {vi.moment(export.at)}. Mã {export.mark}."
    )


def name_of(table: CandidateTable, kind: str, year: int) -> str:
    return f"So {vi.fold(kind)} {year}"
