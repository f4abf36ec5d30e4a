"""Lists that somebody sent in and did not finish: questions to answer, a look and a press that writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from hocTap.lib import vi
from hocTap.lib.prepared import Prepared
from hocTap.lib.waiting import Waiting
from units.models import User

SHOWN = 10


def uploads_waiting(user: User, today: dt.date) -> list[Waiting]:
    """The person's own lists that are read and not written, as long as their files are kept; one query."""
    mine = MINE.rows(user)
    return [_line(each) for each in mine if (kind := importer_of(each.kind)) and kind.permits(user, each.unit)]


def _mine(user: User) -> QuerySet[Any, Any]:
    rows = Upload.objects.filter(by=user, state__in=[UploadState.CHECKED, UploadState.FAILED], content__isnull=False)
    return rows.visible_to(user).select_related("unit").defer("content", "made")[:SHOWN]


MINE = Prepared(_mine)


def _line(upload: Upload) -> Waiting:
    importer = importer_of(upload.kind)
    what = importer.template.title if importer else ""
    questions = len(upload.open_questions)
    if questions:
        words, verb = f"{vi.whole(questions)} câu hỏi về tệp chưa trả lời", "Trả lời"
    elif upload.state == UploadState.FAILED:
        words, verb = "chưa ghi được, cần xem lại", "Xem lý do"
    else:
        words, verb = f"{vi.whole(upload.total)} dòng đã kiểm tra, chưa ghi vào sổ", "Xem và ghi"
    sent = timezone.localdate(upload.at)
    return Waiting(
        f"upload-{upload.pk}",
        "Danh sách đã gửi",
        f"{what} của {upload.unit}: {words}",
        upload.get_absolute_url(),
        verb,
        facts=(f"gửi ngày {vi.day(sent)}",),
        reason=upload.problem,
        note=upload.name,
        since=upload.at,
    )
