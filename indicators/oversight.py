"""Who checks a sheet: the office above its unit or, while none above uses the site, the unit's own leadership.

A commune that begins alone has its sheet approved by its own leadership (chủ tịch, phó chủ tịch, phòng văn hóa – xã
hội), by somebody else than who entered it. Such an approval is marked: pages and print say that nobody above checked
it.
"""

from __future__ import annotations

import datetime as dt

from indicators.models import Submission
from units.enums import Role
from units.models import User


def depths_over(user: User, submission: Submission) -> set[int]:
    """How far above the sheet's unit the person is the office, on the sheet's last day; 0 is the unit's own office."""
    lines = user.lines_in_charge(Role.DISTRICT_OFFICE).on(submission.last_day)
    return set(lines.filter(descendant=submission.unit_id).values_list("depth", flat=True))


def reviews_itself(submission: Submission, today: dt.date) -> bool:
    """Whether the unit's own office approves the sheet for lack of one above; never an office's published totals."""
    if submission.own_total:
        return False
    return Submission.objects.filter(pk=submission.pk).without_office_above(today).exists()


def is_own_approval(user: User, submission: Submission, today: dt.date) -> bool:
    """Whether an approval by the person would be the unit's own: the office above has not checked the figures."""
    depths = depths_over(user, submission)
    return bool(depths) and not any(depths) and reviews_itself(submission, today)
