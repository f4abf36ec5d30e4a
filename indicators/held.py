"""Which figures of a form are held back, from whom: suất by level of schooling, of which 1 or 2 could point at a child.

The funds' summary decides for all its tables together what is broken down by level
(`awards/scholarships/small_cells.py`). A form states the same table once more, a ward and a year at a time, and each
such cell shown beside the summary would give away what that holds back. So there is one rule: suất by level are read in
the summary only. In forms, and in whatever is made of them, those cells are for whoever fills in the sheet and for the
officers of the unit's own fund; everybody else reads the sum of all levels and the money.

Nobody approves what he does not see: approving a sheet is approving what its page shows, and the page says so. What is
held is the unit's own to answer for; of it the office is told what the machine found, yes or no for all levels
together (`standing_of`): whether they add up to the sum that is shown, whether they are the fund's book's. Neither says
anything about one level, and leaps from last year, which could, are left out.
"""

from __future__ import annotations

from functools import cached_property

from awards.scholarships.counts import LEVELS as BY_LEVEL
from indicators.models import Submission
from indicators.permissions import Entering
from units.enums import Role
from units.models import User

LEVELS = frozenset(BY_LEVEL)
"""Codes of the measures that are held."""

NOTHING_HELD: frozenset[str] = frozenset()
WORD = "giữ lại"
"""What stands in the place of a number that is held."""

NOT_COUNTED = "Số suất theo cấp học được giữ lại nên không lập tỉ lệ, chỉ tiêu từ số này được."
"""What is told to whoever would publish a share or a target of one."""

NOT_APPROVED = (
    "Duyệt là duyệt các số hiện trên trang. Số suất theo cấp học được giữ lại, không thuộc phần duyệt; đơn vị gửi báo "
    "cáo chịu trách nhiệm về các số đó."
)

WHY = (
    "Số suất học bổng theo cấp học chỉ cán bộ nhập số liệu và quỹ của đơn vị đọc được ở đây, vì số quá ít có thể làm "
    "lộ một em. Tổng số suất và số tiền vẫn hiện; theo cấp học xem ở trang Tổng hợp học bổng."
)


def standing_of(*, adds_up: bool | None, as_in_book: bool | None, explained: bool) -> str:
    """What an office is told of numbers that it does not read; None where there is nothing to compare."""
    summed = {
        True: "cộng các cấp học bằng tổng số suất",
        False: "cộng các cấp học không bằng tổng số suất",
        None: "chưa điền đủ để cộng các cấp học",
    }[adds_up]
    differs = "chưa bằng số theo sổ quỹ, " + ("đơn vị đã giải trình" if explained else "đơn vị chưa giải trình")
    book = {True: "bằng số theo sổ quỹ", False: differs, None: "đơn vị không có sổ quỹ ở đây để so"}[as_in_book]
    return f"Các số giữ lại, hệ thống đã so: {summed}; {book}."


class Reading:
    """What is held from one person, asked for many sheets without a query: the person's posts are read once."""

    def __init__(self, user: User) -> None:
        self.user, self.entering = user, Entering(user)

    def held(self, submission: Submission) -> frozenset[str]:
        """The codes of the sheet's figures that the person does not read."""
        own = submission.unit_id in self._funds or self.entering.may(submission)
        return NOTHING_HELD if own else LEVELS

    @cached_property
    def _funds(self) -> frozenset[int]:
        return frozenset(self.user.units_kept(Role.FUND_OFFICER))

    def held_of_unit(self, unit_id: int) -> frozenset[str]:
        """The same of a unit whose sheet is not read, or has not been begun."""
        return NOTHING_HELD if unit_id in self._funds or unit_id in self.entering.kept else LEVELS


def held_from(user: User, submission: Submission) -> frozenset[str]:
    return Reading(user).held(submission)
