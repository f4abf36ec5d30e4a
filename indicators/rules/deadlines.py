"""Days late, counted from the day that figures were due."""

import datetime as dt


def days_late(due_on: dt.date, submitted_on: dt.date | None, today: dt.date) -> int:
    """Whole days past the due day: until sending if they were sent, until today if not; 0 when in time."""
    return max(0, ((submitted_on or today) - due_on).days)
