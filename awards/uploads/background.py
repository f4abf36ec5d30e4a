"""Lists from Excel among a person's background work."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from awards.uploads import workflow
from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from units.jobs.registry import Job
from units.models import User


def list_of(row: Upload) -> str:
    """Which list it is, and whose: "Danh sách hộ gia đình của Phường 5"."""
    importer = importer_of(row.kind)
    return f"{importer.template.title if importer else row.kind} của {row.unit}"


class Lists:
    """Lists that are written into a register."""

    code, task = "danh-sach", "awards.uploads.jobs.write_list"

    def of(self, user: User, since: dt.datetime) -> list[Job]:
        lately = Q(state__in=[UploadState.QUEUED, UploadState.RUNNING]) | Q(confirmed_at__gt=since)
        rows = Upload.objects.visible_to(user).filter(lately, confirmed_by=user).select_related("unit")
        return [self._job(row) for row in rows.defer("content", "made", "understood")]

    def _job(self, row: Upload) -> Job:
        return Job(
            self.code,
            row.pk,
            f"Ghi vào sổ: {list_of(row)}",
            row.get_absolute_url(),
            row.get_state_display(),
            row.confirmed_at or row.at,
            row.under_way,
            row.done,
            row.total,
            row.problem,
        )

    def cancel(self, pk: int, *, by: User, at: dt.datetime) -> None:
        workflow.cancel(pk, by=by, at=at)

    def give_up(self, pk: int, at: dt.datetime) -> None:
        workflow.give_up(pk, at)


class Readings:
    """Long files that are read first; nothing of them is written yet."""

    code, task = "doc-tep", "awards.uploads.jobs.read_file"

    def of(self, user: User, since: dt.datetime) -> list[Job]:
        lately = Q(state=UploadState.READING) | Q(state=UploadState.UNREAD, ended_at__gt=since)
        rows = Upload.objects.visible_to(user).filter(lately, by=user).select_related("unit")
        return [self._job(row) for row in rows.defer("content", "made", "understood")]

    def _job(self, row: Upload) -> Job:
        return Job(
            self.code,
            row.pk,
            f"Đọc tệp: {list_of(row)}",
            row.get_absolute_url(),
            f"{row.get_state_display()}, {row.progress}%" if row.is_being_read else row.get_state_display(),
            row.reading_since or row.at,
            row.is_being_read,
            problem=row.problem,
        )

    def cancel(self, pk: int, *, by: User, at: dt.datetime) -> None:
        workflow.cancel_reading(pk, by=by, at=at)

    def give_up(self, pk: int, at: dt.datetime) -> None:
        workflow.give_up_reading(pk, at)
