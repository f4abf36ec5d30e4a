"""What the lists of a fund share: whose books they are for, where they give, and the way back to the fund."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms

from awards.scholarships import workflow
from awards.scholarships.forms.common import wards_of
from awards.scholarships.models import Fund
from awards.uploads.importing import Context, Decision, Importer, Made, OneOf, create, match, refuse, the_one
from awards.uploads.reading import Row
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from units.enums import Role
from units.models import Unit

LINES = "lines"
WHY = "Nếu đúng như vậy, hãy ghi lý do ở cột “Giải trình”."
Key = tuple[Any, ...]
"""By what a line of the books is known again: kind, day, words, sums."""


class FundImporter(Importer):
    """A list that a fund's officer books: its lines are reversed each on its own day when the list is taken back."""

    role = Role.FUND_OFFICER

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        return OneOf("fund", "Quỹ", [(each.pk, each.name) for each in unit.funds.all()], data)

    def back(self, unit: Unit) -> tuple[str, str]:
        fund = unit.funds.first()
        return (fund.name, fund.get_absolute_url()) if fund else super().back(unit)

    def rests(self, made: Made, context: Context) -> list[str]:
        return workflow.since_lines(made[LINES])

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        workflow.reverse_all(made[LINES], reason=reason, by=context.by, at=context.at)


def fund_of(context: Context) -> Fund:
    """The fund chosen, or the unit's only one. Raises Refused where there are several and none is chosen."""
    return the_one(
        list(Fund.objects.filter(unit=context.unit).select_related("unit")),
        context,
        "fund",
        none=f"{context.unit} chưa có quỹ nào trong hệ thống. Hãy mở quỹ trước.",
        which="Hãy chọn quỹ của danh sách.",
    )


class Desk(Protocol):
    """What judges what a fund is to book: raises Doubtful what wants a reason, Refused what cannot be booked."""

    def judge(self, asked: Any, /) -> object: ...


def judged(row: Row, asked: Any, desk: Desk, column: str = "amount") -> Decision:
    """A row by the rules of the fund's page: to be booked, or refused at the cell of the reason, or at the column."""
    try:
        desk.judge(asked)
    except Doubtful as doubt:
        return refuse(row, f"{' '.join(doubt.doubts)} {WHY}", "reason")
    except Refused as reason:
        return refuse(row, str(reason), column)
    return create(row, asked)


@dataclass
class Known:
    """By what lines are known again: those of the books, as often as they have them, and the rows before."""

    there: Counter[Key]
    seen: dict[Key, int] = field(default_factory=dict)

    def again(self, row: Row, key: Key, *, explained: bool, alike: str) -> Decision | None:
        """The verdict on a row that is in the books, or is like one above (`alike` in what) and does not say why."""
        if self.there[key]:
            self.there[key] -= 1
            return match(row, None, "Đã có trong sổ; sổ được giữ nguyên.")
        if key in self.seen and not explained:
            return refuse(row, f"Trùng với dòng {self.seen[key]} của tệp ({alike}). {WHY}", "reason")
        self.seen[key] = row.line or row.number
        return None


def wards_by_name(fund: Fund) -> dict[str, Unit]:
    """The wards that the fund may give in, by the names that the template offers; in two queries."""
    named = wards_of(fund)
    units = Unit.objects.in_bulk([pk for pk, _ in named])
    return {name: units[pk] for pk, name in named}


def ward_names(unit: Unit) -> list[str]:
    fund = unit.funds.first()
    return [name for _, name in wards_of(fund)] if fund else []
