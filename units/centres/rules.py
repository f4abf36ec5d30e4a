"""What can be in a centre's books: days in order and within its life, none to come; people and attendances."""

from __future__ import annotations

import datetime as dt

from hocTap.lib import vi

MOST_SESSIONS = 1_000
MOST_ATTENDANCES = 1_000_000
MOST_THINGS = 10_000
FIRST_SCHOOL_DAY = (9, 1)


def in_order(first: dt.date, last: dt.date | None) -> list[str]:
    """A sentence when the end lies before the start; an open end is in order."""
    if last is not None and last < first:
        return [f"Ngày kết thúc ({vi.day(last)}) trước ngày bắt đầu ({vi.day(first)}). Hãy ghi lại ngày."]
    return []


def past_only(first: dt.date, last: dt.date | None, today: dt.date) -> list[str]:
    """A sentence when something that has not happened yet is recorded as if it had."""
    latest = max(first, last or first)
    if latest > today:
        return [f"Ngày {vi.day(latest)} chưa tới. Chỉ ghi việc đã diễn ra đến hết hôm nay, {vi.day(today)}."]
    return []


def learners(attendances: int, people: int | None) -> list[str]:
    """A person who comes twice is two attendances (lượt): so people are never more than attendances."""
    if people is not None and people > attendances:
        return [
            f"Số người ({vi.whole(people)}) nhiều hơn số lượt người ({vi.whole(attendances)}). "
            "Một người dự nhiều buổi được tính nhiều lượt; hãy kiểm tra hai số này."
        ]
    return []


MOST_AT_ONCE = 500
"""More people than this in one session are asked about."""


def doubtful_learners(sessions: int, attendances: int, people: int | None) -> list[str]:
    """A sentence when a class had more attendances than its sessions and people can make.

    Example: 30 people in 3 sessions make at most 90 attendances; 9.000 are asked about. Where people are not known, a
    session of more than MOST_AT_ONCE people is.
    """
    if sessions < 1 or attendances > MOST_ATTENDANCES:
        return []  # what no class can be is refused, not asked about
    if people is not None and attendances > sessions * people:
        return [
            f"{vi.whole(attendances)} lượt người là quá nhiều cho {vi.whole(people)} người dự {vi.whole(sessions)} "
            f"buổi (nhiều nhất {vi.whole(sessions * people)} lượt)."
        ]
    if people is None and attendances > sessions * MOST_AT_ONCE:
        return [
            f"{vi.whole(attendances)} lượt người trong {vi.whole(sessions)} buổi là hơn {vi.whole(MOST_AT_ONCE)} người "
            "mỗi buổi."
        ]
    return []


def within_life(first: dt.date, last: dt.date | None, founded: dt.date | None, ended: dt.date | None) -> list[str]:
    """A sentence when days lie outside the centre's life; an open end must close before the centre ends."""
    if founded and first < founded:
        return [f"Ngày {vi.day(first)} trước ngày trung tâm thành lập, {vi.day(founded)}."]
    if ended and last is None:
        return [f"Trung tâm đã kết thúc từ ngày {vi.day(ended)}; hãy ghi ngày cuối trước ngày đó."]
    if ended and last is not None and last >= ended:
        return [f"Ngày {vi.day(last)} không nằm trong thời gian hoạt động; trung tâm kết thúc từ {vi.day(ended)}."]
    return []


def school_year(first: int) -> str:
    """2019 → "2019–2020"."""
    return f"{first}–{first + 1}"


def school_year_of(day: dt.date) -> int:
    """The school year that a day belongs to, by the year in which it began (1 September to 31 August)."""
    return day.year if (day.month, day.day) >= FIRST_SCHOOL_DAY else day.year - 1


def evaluated_in_time(year: int, day: dt.date) -> list[str]:
    """A sentence when a school year is judged before it began."""
    if school_year_of(day) < year:
        begun = dt.date(year, *FIRST_SCHOOL_DAY)
        return [f"Năm học {school_year(year)} bắt đầu từ {vi.day(begun)}, sau ngày tự đánh giá."]
    return []
