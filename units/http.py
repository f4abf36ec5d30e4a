"""The request of a page behind the login, and the answer for a unit that is no more."""

import datetime as dt
from collections.abc import Callable, Collection

from django.http import Http404, HttpRequest

from hocTap.lib import vi
from units.models import UnitVersion, User
from units.standing import Heirs, heirs_of
from units.words import joined, named


class UserRequest(HttpRequest):
    """A request whose user is known: the login middleware has seen to it."""

    user: User


class NoLonger(Http404):
    """There is no such page, since its unit had ended by then: a sentence, and the same page of each heir.

    Example: the titles of Phường 5 of 2026. `hocTap.views.not_found` shows it.
    """

    def __init__(self, last: UnitVersion, what: str, day: dt.date) -> None:
        """`last` is the unit as it stood last, `what` what is asked for of the day ("danh hiệu năm 2026")."""
        self.last, self.heirs = last, heirs_of(last.unit_id, day)
        self.sentence = f"{named(last)} kết thúc ngày {vi.day(last.valid_to)} nên không có {what}. {_now(self.heirs)}"
        self.links: list[tuple[str, str]] = []
        super().__init__(self.sentence)

    def lead_to(self, seen: Collection[int], address: Callable[[int], str]) -> "NoLonger":
        """Link to the page of those heirs that the person sees."""
        self.links = [
            (f"Mở trang của {named(version)}", address(version.unit_id))
            for version in self.heirs.versions
            if version.unit_id in seen
        ]
        return self


def _now(heirs: Heirs) -> str:
    names = joined([named(version) for version in heirs.versions])
    if not names:
        return "Danh mục chưa ghi nơi nào thay thế."
    return f"Từ đó việc này ở {names}." if heirs.whole else f"Từ đó việc này ở các nơi đã nhận phần: {names}."
