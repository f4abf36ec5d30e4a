"""The row that a writer holds, and whether figures may be written into it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from hocTap.lib.refusals import Refused, Stale
from indicators.models import Submission


def lock(submission: Submission) -> Submission:
    """The row as it is now, held until the transaction ends."""
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("period", "form", "unit_as")
        .get(pk=submission.pk)
    )


def refuse_unless_writable(submission: Submission, at: dt.datetime) -> None:
    """Raise Stale when the figures are sent or approved, Refused when their period is closed."""
    if not submission.is_editable:
        raise Stale(
            f"Báo cáo đang ở trạng thái “{submission.get_state_display()}” nên không ghi được nữa. "
            "Nếu cần sửa, hãy đề nghị phòng giáo dục trả lại hoặc mở lại."
        )
    if not submission.takes_figures(timezone.localdate(at)):
        raise Refused("Kỳ báo cáo đã khóa nên không ghi được nữa. Hãy liên hệ phòng giáo dục.")


def touch(submission: Submission) -> None:
    """Count one more change of the figures, so that whoever read them before is told to look again."""
    submission.edition += 1
    submission.save(update_fields=["edition"])
