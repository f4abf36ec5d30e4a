"""A unit's page as plain data: its names over time, what it came from, what became of it, its learning centres."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from hocTap.lib import vi
from units import rules
from units.models import CentreService, ChangeEvent, ChangeLink, Unit, UnitVersion, User, Verification

ONE_DAY = dt.timedelta(days=1)
OLD, NEW = "predecessor", "successor"


@dataclass(frozen=True)
class Kin:
    """A unit that another came from or went into, under the name it then had, and its own kin in turn."""

    unit: Unit
    name: str
    seen: bool
    link: ChangeLink
    kin: list[Kin]

    @property
    def extent(self) -> str:
        return extent(self.link)


@dataclass(frozen=True)
class Act:
    """One change event with the names that its units then had."""

    event: ChangeEvent
    old: list[str]
    new: list[str]


@dataclass(frozen=True)
class Story:
    """A unit through time."""

    unit: Unit
    versions: list[UnitVersion]
    acts: list[Act]
    before: list[Kin]
    after: list[Kin]
    services: QuerySet[CentreService]
    day: dt.date
    coverage: rules.Coverage
    illustrative: bool

    @property
    def latest(self) -> UnitVersion:
        return self.versions[-1]

    @property
    def is_to_verify(self) -> bool:
        """Whether a part of it is only assumed, or was found out."""
        return any(each.known_on or each.was_verified for each in self.versions)  # type: ignore[attr-defined]

    @property
    def was_divided(self) -> bool:
        """Whether a part of it passed to another unit."""
        return any(not each.link.whole for each in self.after)

    @property
    def rows(self) -> list[tuple[UnitVersion, str]]:
        """Each version with the name that its parent had when it began."""
        return [(each, name_on(each.parent, each.valid_from) if each.parent else "") for each in self.versions]

    @property
    def ended(self) -> bool:
        """Whether its last day has passed."""
        return self.latest.valid_to is not None and self.latest.valid_to < timezone.localdate()


def build_story(unit: Unit, user: User) -> Story:
    """Everything the unit's page shows; the coverage is that of today or of the unit's last day."""
    verified = Exists(Verification.objects.filter(version=OuterRef("pk")))
    rows = unit.versions.select_related("parent").prefetch_related(names("parent")).annotate(was_verified=verified)
    versions = list(rows.order_by("valid_from"))
    back, forth = chain(unit, NEW), chain(unit, OLD)
    linked = [link for links in (*back.values(), *forth.values()) for link in links]
    seen = seen_among(user, linked)
    last_day = versions[-1].valid_to if versions else None
    day = min(timezone.localdate(), last_day or dt.date.max)
    return Story(
        unit=unit,
        versions=versions,
        acts=acts_on(unit),
        before=kin(unit.pk, back, NEW, seen),
        after=kin(unit.pk, forth, OLD, seen),
        services=unit.centre_services.select_related("centre").order_by("valid_from", "centre__sort_key"),
        day=day,
        coverage=unit.coverage(day),
        illustrative=covered_by_illustrative(unit, day),
    )


def covered_by_illustrative(unit: Unit, day: dt.date) -> bool:
    """Whether the coverage on the day, or the list of the unit's own centres, rests on invented ones."""
    wards = UnitVersion.objects.within(unit, day).order_by().values("unit")
    invented = CentreService.objects.filter(centre__illustrative=True)
    return invented.filter(Q(ward__in=wards) | Q(ward=unit)).exists()


def acts_on(unit: Unit) -> list[Act]:
    """The events that touched the unit, oldest first; one that kept the unit (a new code) names it on both sides."""
    touching = ChangeEvent.objects.filter(Q(links__predecessor=unit) | Q(links__successor=unit)).distinct()
    events = touching.prefetch_related(names(f"links__{OLD}"), names(f"links__{NEW}"))
    return [Act(event, *sides(event)) for event in events]


def sides(event: ChangeEvent) -> tuple[list[str], list[str]]:
    old = {link.predecessor: name_on(link.predecessor, event.effective_on - ONE_DAY) for link in event.links.all()}
    new = {link.successor: name_on(link.successor, event.effective_on) for link in event.links.all()}
    return sorted(old.values(), key=vi.sort_key), sorted(new.values(), key=vi.sort_key)


def names(units: str) -> Prefetch[str]:
    return Prefetch(f"{units}__versions", UnitVersion.objects.order_by("valid_from"))


def chain(unit: Unit, end: str) -> dict[int, list[ChangeLink]]:
    """The links between two units that lead on from the unit (or to it), by the unit at this end of each."""
    links = ChangeLink.objects.leading_from([unit.pk]) if end == OLD else ChangeLink.objects.leading_to([unit.pk])
    other = NEW if end == OLD else OLD
    between = links.exclude(predecessor=F("successor")).select_related("event", other).order_by("pk")
    found: dict[int, list[ChangeLink]] = defaultdict(list)
    for link in between.prefetch_related(names(other)):
        found[getattr(link, f"{end}_id")].append(link)
    return found


def kin(
    unit: int, links: dict[int, list[ChangeLink]], end: str, seen: set[int], last: dt.date | None = None
) -> list[Kin]:
    """The other ends of the unit's links, those before (or after) the last step only: time runs one way."""
    forth = end == OLD
    result = []
    for link in links.get(unit, ()):
        on = link.event.effective_on
        if last is None or (on > last if forth else on < last):
            other = link.successor if forth else link.predecessor
            name = name_on(other, on if forth else on - ONE_DAY)
            result.append(Kin(other, name, other.pk in seen, link, kin(other.pk, links, end, seen, on)))
    return sorted(result, key=lambda each: (each.link.event.effective_on, vi.sort_key(each.name)))


def extent(link: ChangeLink) -> str:
    """How much of the old unit went over, in words."""
    if link.whole:
        return "toàn bộ"
    if link.share is None:
        return "một phần, tỉ lệ chưa công bố"
    return f"một phần, {share_in_words(link.share)}"


def share_in_words(share: Fraction) -> str:
    """1/4 → "25%"; 1/3, which no decimal says exactly, → "1/3"."""
    hundredths = share * 10_000
    if hundredths.denominator != 1:
        return f"{vi.whole(share.numerator)}/{vi.whole(share.denominator)}"
    percent = (Decimal(hundredths.numerator) / 100).normalize()
    return f"{vi.decimal(percent.quantize(1) if percent == int(percent) else percent)}%"


def name_on(unit: Unit, day: dt.date) -> str:
    """The name on the day, from versions already read; the last known one when it did not stand."""
    held = [version for version in unit.versions.all() if version.valid_from <= day]
    return held[-1].name if held else str(unit)


def seen_among(user: User, links: list[ChangeLink]) -> set[int]:
    """Which of the units at the links' ends lie in the person's remit: only those are linked to."""
    ends = {pk for link in links for pk in (link.predecessor_id, link.successor_id)}
    return set(Unit.objects.visible_to(user).filter(pk__in=ends).values_list("pk", flat=True))
