"""The lines of a form of minutes: all of them in a short khu phố; in a long one the exceptions, the rest as counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from awards.titles.forms import LARGEST
from awards.titles.models import Candidate, Nomination
from awards.titles.querysets import NominationQuerySet
from awards.titles.workflow import Votes
from hocTap.lib import vi
from hocTap.lib.steps import Refused, number_in

MOST_LINES = 400
"""As many lines are shown at once; a longer khu phố shows those that differ, and whoever is searched for."""
MOST_FOUND = 30
NOT_VOTED = frozenset({"-", "–", "—"})
"""Typed instead of a number of votes: the meeting did not vote on this one."""


@dataclass(frozen=True)
class Line:
    """A nomination in the form, with what was typed on it or stands in the minutes that are corrected."""

    row: Nomination
    in_favour: str
    against: str


@dataclass(frozen=True)
class Counted:
    """The votes as they will be written, and how they came about."""

    votes: Mapping[int, Votes]
    common: int
    own: int
    not_voted: int

    @property
    def words(self) -> str:
        """ "4.988 hồ sơ theo phiếu chung, 12 hồ sơ có phiếu riêng, 1 hồ sơ không đưa ra bình xét"."""
        said = (
            (self.common, "hồ sơ theo phiếu chung"),
            (self.own, "hồ sơ có phiếu riêng"),
            (self.not_voted, "hồ sơ không đưa ra bình xét"),
        )
        return ", ".join(f"{vi.whole(number)} {words}" for number, words in said if number)


class Ballots:
    """The lines of one form: `typed` is what was sent, empty when the page is only opened; `kept` the votes that stand
    in the minutes to be corrected, by nomination; `asked` the search and the lines already shown, from the address.
    """

    def __init__(
        self,
        rows: NominationQuerySet,
        typed: Mapping[str, str],
        asked: Mapping[str, str],
        kept: Mapping[int, Votes] | None = None,
    ) -> None:
        self.all = rows.select_related("candidate").order_by("candidate__sort_key", "pk")
        self.typed, self.kept = typed, kept or {}
        self.words = asked.get("tim", "").strip()
        self.wanted = {number_in(text) for text in asked.get("dong", "").split(",")[:MOST_LINES]}

    @cached_property
    def total(self) -> int:
        return self.all.count()

    @property
    def is_long(self) -> bool:
        return self.total > MOST_LINES

    @cached_property
    def usual(self) -> Votes | None:
        """The votes that most have in the minutes to be corrected, where they can be typed once for all."""
        alike = Counter(votes for votes in self.kept.values() if not votes.against)
        return alike.most_common(1)[0][0] if alike and self.is_long else None

    @property
    def everybody(self) -> str:
        """What was typed once for all lines."""
        if self.typed:
            return self.typed.get("everybody", "").strip()
        return str(self.usual.in_favour) if self.usual else ""

    @cached_property
    def lines(self) -> list[Line]:
        """The lines to show, by name."""
        return [self._line(row) for row in self._shown()]

    @property
    def shown(self) -> str:
        """The nominations shown, for the address of the next search."""
        return ",".join(str(line.row.pk) for line in self.lines) if self.is_long else ""

    def found(self) -> NominationQuerySet:
        """Of these, whoever the searched words mean."""
        if not self.words:
            return self.all.none()
        return self.all.filter(candidate__in=Candidate.objects.matching(self.words).order_by().values("pk"))

    def _shown(self) -> Iterable[Nomination]:
        if not self.is_long:
            return self.all
        own = [pk for pk, votes in self.kept.items() if votes != self.usual][:MOST_LINES] if not self.typed else []
        found = self.found().values_list("pk", flat=True)[:MOST_FOUND]
        return self.all.filter(pk__in={*self.wanted, *own, *self._typed_on(), *found})

    def _typed_on(self) -> set[int]:
        """Lines on which something was typed."""
        names = (name.partition("-") for name, text in self.typed.items() if text.strip())
        return {number_in(pk) for which, _, pk in names if which in ("for", "against")}

    def _line(self, row: Nomination) -> Line:
        if self.typed:
            return Line(row, self.typed.get(f"for-{row.pk}", ""), self.typed.get(f"against-{row.pk}", ""))
        votes = self.kept.get(row.pk)
        if votes is None or votes == self.usual:
            return Line(row, "", "")
        return Line(row, str(votes.in_favour), str(votes.against))

    def read(self) -> Counted:
        """The votes as typed: a line's own numbers, else those typed once for all; a line without either is not voted
        on. In a correction a line that is not shown keeps its own votes, if it had others than most.

        Raises Refused for what is no number, and when nobody has a vote.
        """
        votes: dict[int, Votes] = {}
        own = not_voted = 0
        for row in self.all:
            in_favour = self.typed.get(f"for-{row.pk}", "").strip()
            against = self.typed.get(f"against-{row.pk}", "").strip()
            if in_favour in NOT_VOTED:
                not_voted += 1
                continue
            if not in_favour and not against and self._keeps_its_own(row):
                votes[row.pk] = self.kept[row.pk]
                own += 1
                continue
            own += bool(in_favour or against)
            if in_favour or self.everybody:
                votes[row.pk] = Votes(
                    _number(in_favour or self.everybody, row, "tán thành"),
                    _number(against or "0", row, "không tán thành"),
                )
        if not votes:
            raise Refused("Chưa ghi phiếu cho hồ sơ nào.")
        return Counted(votes, len(votes) - own, own, not_voted)

    def _keeps_its_own(self, row: Nomination) -> bool:
        return self.is_long and row.pk in self.kept and self.kept[row.pk] != self.usual


def _number(text: str, row: Nomination, which: str) -> int:
    try:
        number = vi.parse_whole(text) or 0
    except Refused as wrong:
        raise Refused(f"{row.candidate}, số phiếu {which}: {wrong}") from wrong
    if number > LARGEST:
        raise Refused(f"{row.candidate}, số phiếu {which}: {vi.whole(number)} quá lớn. Hãy sửa lại.")
    return number


def read_aloud(typed: Mapping[str, str]) -> list[str]:
    """What was typed line by line, for a person to copy: "Trần Thị Bé: tán thành 40, không tán thành 2"."""
    pks = sorted({number_in(name.partition("-")[2]) for name in typed if name.startswith(("for-", "against-"))})
    named = Nomination.objects.filter(pk__in=pks).select_related("candidate").order_by("candidate__sort_key", "pk")
    said = []
    for row in named:
        parts = [("tán thành", typed.get(f"for-{row.pk}", "")), ("không tán thành", typed.get(f"against-{row.pk}", ""))]
        if words := ", ".join(f"{which} {text.strip()}" for which, text in parts if text.strip()):
            said.append(f"{row.holder_name}: {words}")
    return said
