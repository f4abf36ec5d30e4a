"""Files of long lists among a person's background work."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from hocTap.lib import vi
from hocTap.lib.tables import form_of, page_of
from units.files import workflow
from units.jobs.registry import GIVEN_UP, Job
from units.models import ListFile, User


class Files:
    """Long lists that become Excel or PDF."""

    code, task = "tep", "units.files.jobs.make_file"

    def of(self, user: User, since: dt.datetime) -> list[Job]:
        rows = ListFile.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), by=user).defer("content")
        return [
            Job(
                self.code,
                row.pk,
                f"Tệp {form_of(row.name)}: {row.name}",
                row.get_absolute_url() if not row.problem else page_of(row.address, row.name),
                _state(row),
                row.asked_at,
                row.under_way,
                0 if row.is_print else row.done,
                0 if row.is_print else row.total,
                row.problem,
            )
            for row in rows
        ]

    def cancel(self, pk: int, *, by: User, at: dt.datetime) -> None:
        workflow.cancel(pk, by=by, at=at)

    def give_up(self, pk: int, at: dt.datetime) -> None:
        workflow.end(pk, GIVEN_UP, at)


def _state(row: ListFile) -> str:
    if row.ended_at:
        return "không lập được" if row.problem else "đã sẵn sàng"
    if row.begun_at and row.is_print and row.done:
        return f"đang in, đã dàn {vi.whole(row.done)} trang"
    return "đang lập" if row.begun_at else "đang chờ"
