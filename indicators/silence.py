"""Who did not report to an office for a period: unit by unit, with who is in charge of it and can be reminded."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hocTap.lib import vi
from indicators.enums import State
from indicators.expected import OwnDays, days_of, standings_in
from indicators.models import Form, Period, Submission
from indicators.series import Ward
from indicators.series.facts import lacks_other_kinds, unlisted
from indicators.series.tree import offices_of, read_tree
from units.enums import Role, UnitKind
from units.models import Post, Unit, UnitVersion, User
from units.words import all_of_them

MOST_NAMED = 40
"""So many units are named in the sentence of a reminder; the table names all."""


@dataclass(frozen=True)
class Silent:
    """A unit whose figures are not there: as it stood, how far its sheet is, and who is in charge of it."""

    standing: UnitVersion
    state: str
    submission: int
    days: OwnDays
    officers: tuple[str, ...]

    @property
    def state_label(self) -> str:
        return State(self.state).label if self.submission else "chưa lập"

    @property
    def sentence(self) -> str:
        """The unit and whom to remind: "Phường 5 (Nguyễn Văn An)"."""
        people = ", ".join(self.officers) or "chưa giao cán bộ"
        return f"{self.standing.name} ({people})"


def silent_units(
    standings: Iterable[UnitVersion], sheets: Mapping[int, tuple[int, str]], period: Period, today: dt.date
) -> list[Silent]:
    """The units of which no figures were sent: never begun, begun and not sent, or sent back and not mended.

    `sheets` are id and state by unit. People in charge are those whose post holds today. In two queries.
    """
    missing = [
        each for each in standings if sheets.get(each.unit_id, (0, ""))[1] not in (State.SUBMITTED, State.APPROVED)
    ]
    days, officers = days_of(missing, period), officers_of([each.unit_id for each in missing], today)
    return [
        Silent(each, state, pk, days[each.unit_id], tuple(officers.get(each.unit_id, ())))
        for each in missing
        for pk, state in [sheets.get(each.unit_id, (0, "none"))]
    ]


def officers_of(units: Iterable[int], today: dt.date) -> dict[int, list[str]]:
    """The names of who enters each unit's figures today, in one query."""
    found: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.on(today).filter(unit__in=list(units), role=Role.WARD_OFFICER, user__is_active=True)
    for unit, name, login in posts.order_by("user__sort_key", "user_id").values_list(
        "unit_id", "user__full_name", "user__username"
    ):
        found[unit].append(name or login)
    return found


@dataclass(frozen=True)
class Silence:
    """All units that sent nothing for a period, and how many there are that the catalogue does not even name."""

    period: Period
    units: tuple[Ward, ...]
    silent: list[Silent]
    unlisted: int
    units_word: str = "đơn vị"

    @property
    def count(self) -> int:
        return len(self.silent) + self.unlisted

    @property
    def count_words(self) -> str:
        """How many of how many: "14/16 phường"."""
        expected = vi.whole(len(self.units) + self.unlisted)
        return f"{vi.whole(self.count)}/{expected} {self.units_word}"

    @property
    def reminder(self) -> str:
        """A sentence to send on as it is: who is still to report, with the people in charge and the deadline."""
        if not self.count:
            return ""
        named = "; ".join(each.sentence for each in self.silent[:MOST_NAMED])
        more = len(self.silent) - MOST_NAMED
        rest = [f"và {vi.whole(more)} đơn vị khác trong danh sách kèm theo"] if more > 0 else []
        lacking = [f"ngoài ra {vi.whole(self.unlisted)} đơn vị chưa có trong danh mục"] if self.unlisted else []
        told = "; ".join(filter(None, [named, *rest, *lacking]))
        return (
            f"Còn {self.count_words} chưa gửi báo cáo số liệu {self.period.label} (hạn gửi "
            f"{vi.day(self.period.due_on)}): {told}. Đề nghị các đơn vị nhập và gửi số liệu."
        )


def silence_of(unit: Unit, form: Form, period: Period, *, user: User, today: dt.date) -> Silence:
    """Who should report to the unit for the period and sent nothing, in a fixed number of queries.

    A unit whose sheet went into its heir's by the hand-over is not waited for: the heir tells of its days.
    """
    spans = {period.year: (period.starts_on, period.ends_on)}
    tree = read_tree(unit, UnitKind(form.unit_kind), spans)
    there = (*tree.wards[period.year], *tree.ended[period.year])
    below = [each for each in there if each.pk != unit.pk]
    seen = Submission.objects.visible_to(user).filter(form=form, period=period, unit__in=[each.pk for each in below])
    sheets = {place: (pk, state) for pk, place, state in seen.values_list("pk", "unit_id", "state")}
    units = tuple(each for each in below if sheets.get(each.pk, (0, ""))[1] != State.HANDED)
    chosen = [each.pk for each in units]
    standings = standings_in(chosen, period)
    silent = silent_units([standings[pk] for pk in chosen], sheets, period, today)
    offices = offices_of(unit, tree, spans)[period.year]
    word = all_of_them(units, lacks_other_kinds(offices))
    return Silence(period, units, silent, unlisted(offices), word)
