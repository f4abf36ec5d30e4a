"""The row that a writer holds, and whether figures may be written into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from hocTap.lib.prepared import Prepared
from hocTap.lib.refusals import Refused, Stale
from indicators.models import Submission
from units.standing import must_not_be_over

SHEETS_OF = "lập báo cáo cho các kỳ"
STEP_READS = ("period", "form", "unit_as")
CELL_READS = ("period", "form", "unit_as")


def lock(submission: Submission, reads: Sequence[str] = STEP_READS) -> Submission:
    """The row as it is now, with what the writer reads beside it; held until the transaction ends.

    Raises Stale for a sheet that only a hand-over began and that its undoing took away meanwhile.
    """
    found: Submission | None = next(LOCKED.rows(submission.pk, tuple(reads)), None)
    if found is None:
        raise Stale("Báo cáo này không còn: bàn giao đã lập ra nó vừa được hoàn tác. Hãy mở lại danh sách báo cáo.")
    return found


LOCKED = Prepared(
    lambda pk, reads: Submission.objects.select_for_update(of=("self",)).select_related(*reads).filter(pk=pk)
)


def refuse_unless_writable(submission: Submission, at: dt.datetime) -> None:
    """Raise Stale when the figures are sent or approved, Refused when their period is closed.

    Also for a sheet that was opened before it was written down that its unit had ended before the period.
    """
    if submission.handed_to_id:
        raise Stale(
            "Số liệu này đã bàn giao sang báo cáo của đơn vị mới nên không ghi ở đây nữa. Hãy ghi ở báo cáo của "
            "đơn vị mới, hoặc hoàn tác phần báo cáo số liệu ở trang bàn giao."
        )
    if not submission.is_editable:
        raise Stale(
            f"Báo cáo đang ở trạng thái “{submission.get_state_display()}” nên không ghi được nữa. "
            "Nếu cần sửa, hãy đề nghị người duyệt trả lại hoặc mở lại."
        )
    if not submission.takes_figures(timezone.localdate(at)):
        raise Refused("Kỳ báo cáo đã khóa nên không ghi được nữa. Hãy liên hệ cơ quan phụ trách.")
    begins, last = submission.period.starts_on, submission.unit_as.valid_to
    if last and last < begins:
        must_not_be_over(submission.unit_id, begins, SHEETS_OF)


def touch(submission: Submission) -> None:
    """Count one more change of the figures, so that whoever read them before is told to look again."""
    submission.edition += 1
    Submission.objects.filter(pk=submission.pk).update(edition=submission.edition)
