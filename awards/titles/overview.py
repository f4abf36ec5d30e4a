"""What a ward's year looks like by khu phố and step: grouped in the database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef

from awards.titles.enums import DRAFTED, STEPS, DecisionState, NominationState
from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Nomination
from hocTap.lib.prepared import Prepared
from units.models import Unit, UnitVersion

S = NominationState


VERSIONS = Prepared(lambda units: UnitVersion.objects.filter(unit__in=units).order_by("valid_from"))


def names_of(units: Iterable[int], day: dt.date) -> dict[int, UnitVersion]:
    """The units as they were called on the day, or last were; one query."""
    found: dict[int, UnitVersion] = {}
    for version in VERSIONS.rows(sorted(set(units))):
        if version.unit_id not in found or version.valid_from <= day:
            found[version.unit_id] = version
    return found


@dataclass
class CommunityLine:
    """One khu phố in the year, or the holders of the ward that belong to no khu phố."""

    community_id: int | None
    name: str
    sort_key: str
    candidates: int = 0
    unregistered: int = 0
    by_state: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def registered(self) -> int:
        return sum(self.by_state.values()) - self.by_state[S.UNREGISTERED]

    @property
    def cells(self) -> list[int]:
        return [self.by_state[step] for step, _ in STEPS]

    @property
    def place(self) -> int:
        """The khu phố in an address; 0 for none."""
        return self.community_id or 0

    @property
    def next_step(self) -> tuple[str, str]:
        """What is to be done here next: a key and words; empty when the ward has nothing to do."""
        for state, key, words in NEXT:
            if self.by_state[state]:
                return key, words.format(self.by_state[state])
        if self.unregistered:
            return "register", f"Đăng ký ({self.unregistered} chưa đăng ký)"
        return "", ""


NEXT = (
    (S.REGISTERED, "assess", "Ghi tự đánh giá ({})"),
    (S.SELF_ASSESSED, "vote", "Ghi biên bản bình xét ({})"),
    (S.VOTED, "appraise", "Thẩm định ({})"),
    (S.APPRAISED, "propose", "Chờ trình ({})"),
)


@dataclass
class WardYear:
    """A ward's title of a year."""

    ward: Unit
    standing: UnitVersion
    kind: TitleKind
    year: int
    lines: list[CommunityLine]
    proposable: int
    illustrative: bool

    @property
    def totals(self) -> list[int]:
        return [sum(line.by_state[step] for line in self.lines) for step, _ in STEPS]

    @property
    def candidates(self) -> int:
        return sum(line.candidates for line in self.lines)

    @property
    def unregistered(self) -> int:
        return sum(line.unregistered for line in self.lines)


def _unregistered(ward: Unit, kind: TitleKind, year: int) -> dict[int | None, int]:
    """How many of each khu phố are on the register and not registered for the year."""
    taken = Nomination.objects.in_year(kind, year).filter(candidate=OuterRef("pk"))
    here = Candidate.objects.active().unrestricted().of_kind(kind).filter(~Exists(taken), ward=ward).order_by()
    return dict(here.values_list("community_id").annotate(number=Count("*")))


def ward_year(ward: Unit, standing: UnitVersion, kind: TitleKind, year: int, today: dt.date) -> WardYear:
    """Counts by step for each khu phố; the register as it stood on the year's last day, or today in this year.

    Who can still be registered is asked of today's register: a list of an old year is often written down later.
    A fixed number of queries, whatever the size.
    """
    lines: dict[int | None, CommunityLine] = {}
    tallies = Nomination.objects.filter(kind=kind, year=year, ward=ward).order_by()
    alike = ("community_id", "state", "decision__state", "illustrative")
    found = list(tallies.values_list(*alike).annotate(number=Count("pk")))
    states = [
        (community, DRAFTED if state == S.RECOGNISED and decision == DecisionState.DRAFT else state, number)
        for community, state, decision, _, number in found
    ]
    last = dt.date(year, 12, 31)
    holders = holders_on(min(last, today), kind, {ward.pk})
    left = _unregistered(ward, kind, year)
    met: set[int | None] = {community for community, _, _ in states} | {place.community_id for place in holders}
    met |= set(left)
    places = {pk for pk in met if pk}
    names = names_of(places, last)
    for community in [*places, None]:
        version = names.get(community) if community else None
        lines[community] = CommunityLine(
            community,
            version.name if version else "Không thuộc khu phố, thôn, ấp",
            version.sort_key if version else "~",
        )
    for community, step, number in states:
        lines[community].by_state[step] += number
    for place, number in holders.items():
        lines[place.community_id].candidates = number
    for community, number in left.items():
        lines[community].unregistered = number
    shown = [
        line for line in lines.values() if line.community_id or line.candidates or line.registered or line.unregistered
    ]
    shown.sort(key=lambda line: line.sort_key)
    proposable = sum(line.by_state[S.APPRAISED] for line in shown)
    illustrative = any(made_up and state != S.UNREGISTERED for _, state, _, made_up, _ in found)
    return WardYear(ward, standing, kind, year, shown, proposable, illustrative)
