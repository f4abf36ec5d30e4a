"""A change of units as its hand-over sees it: the old unit, the day, the heirs, and who concerns themselves with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, Min, OuterRef

from hocTap.lib import vi
from units.enums import UnitKind
from units.models import ChangeEvent, ChangeLink, UnitVersion, User
from units.querysets import ChangeLinkQuerySet
from units.words import in_text, joined, named

ONE_DAY = dt.timedelta(days=1)
Place = tuple[int, dt.date]
"""Which change: the old unit, and the day."""


@dataclass(frozen=True)
class Change:
    """On the day the old unit ended, or gave a part away, to these heirs; each name is that of its time.

    `above` is the unit over the old one on its last day, to which the money of a level that ended may go.
    """

    unit: UnitVersion
    on: dt.date
    heirs: tuple[UnitVersion, ...]
    events: Mapping[int, ChangeEvent]
    stays: bool
    above: UnitVersion | None

    @property
    def old(self) -> int:
        return self.unit.unit_id

    @property
    def place(self) -> Place:
        return self.old, self.on

    @property
    def last_day(self) -> dt.date:
        return self.on - ONE_DAY

    @property
    def receivers(self) -> list[int]:
        return [heir.unit_id for heir in self.heirs]

    @property
    def is_divided(self) -> bool:
        """Whether somebody has to choose what goes where: several heirs, or an old unit that keeps a part."""
        return len(self.heirs) > 1 or self.stays

    @property
    def event(self) -> ChangeEvent:
        return next(iter(self.events.values()))

    @property
    def decisions(self) -> list[str]:
        return list(dict.fromkeys(event.decision for event in self.events.values() if event.decision))

    @property
    def title(self) -> str:
        return f"{named(self.unit)} → {', '.join(named(heir) for heir in self.heirs)}"

    @property
    def heirs_in_text(self) -> str:
        """ "phường Bình Thới và phường Phú Thọ"."""
        return joined([in_text(heir) for heir in self.heirs])

    @property
    def an_heir_in_text(self) -> str:
        """One of them: "phường Bình Thới hoặc phường Phú Thọ"."""
        return joined([in_text(heir) for heir in self.heirs], "hoặc")

    def heir(self, unit: int | None) -> UnitVersion | None:
        return next((heir for heir in self.heirs if heir.unit_id == unit), None)

    def event_of(self, heir: int) -> ChangeEvent:
        """The event that leads to the heir; that of the first one for a receiver outside the links."""
        return self.events.get(heir, self.event)

    def name_of(self, unit: int) -> str:
        """How the old unit, an heir or the unit above is called."""
        known = (self.unit, *self.heirs, *([self.above] if self.above else []))
        return next((named(each) for each in known if each.unit_id == unit), str(unit))


def links_between() -> ChangeLinkQuerySet:
    """Links by which something passed to another unit; a new code or name of the same unit hands nothing over."""
    return ChangeLink.objects.exclude(predecessor=F("successor"))


def handing_links() -> ChangeLinkQuerySet:
    """Links of units that hand something over.

    Khu phố that are merged or divided within their commune hand nothing over: their holders follow at once.
    """
    communities = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(unit=OuterRef("predecessor"))
    return links_between().exclude(Exists(communities.order_by()))


def visible_links(user: User) -> ChangeLinkQuerySet:
    """One link for each old unit and day, of changes that concern the person: whose old unit or heir is in the remit.

    So the people of the old unit, of the heirs and of the offices above see it; administrators see all.
    """
    links = handing_links()
    if not user.is_administrator:
        seen = user.lines_in_remit().order_by().values("descendant")
        links = links.filter(predecessor__in=seen) | links.filter(successor__in=seen)
    firsts = links.order_by().values("predecessor", "event__effective_on").annotate(first=Min("pk"))
    return ChangeLink.objects.filter(pk__in=firsts.values("first"))


def change_of(unit: int, on: dt.date) -> Change | None:
    """What became of the unit on the day; None when nothing of it passed to another unit then."""
    found = changes_of([(unit, on)])
    return found.get((unit, on))


def changes_of(places: Iterable[Place]) -> dict[Place, Change]:
    """The changes of many old units and days, in three queries."""
    wanted = set(places)
    links = links_between().filter(predecessor__in={unit for unit, _ in wanted}).select_related("event")
    grouped: dict[Place, list[ChangeLink]] = {}
    for link in links.filter(event__effective_on__in={day for _, day in wanted}).order_by("pk"):
        grouped.setdefault((link.predecessor_id, link.event.effective_on), []).append(link)
    versions = _versions({pk for group in grouped.values() for each in group for pk in _ends(each)})
    above = _versions({version.parent_id for found in versions.values() for version in found if version.parent_id})
    changes = (_change(place, grouped[place], {**above, **versions}) for place in wanted if place in grouped)
    return {each.place: each for each in changes if each}


def _ends(link: ChangeLink) -> tuple[int, int]:
    return link.predecessor_id, link.successor_id


def _versions(units: set[int]) -> dict[int, list[UnitVersion]]:
    found: dict[int, list[UnitVersion]] = {}
    for version in UnitVersion.objects.filter(unit__in=units).order_by("valid_from"):
        found.setdefault(version.unit_id, []).append(version)
    return found


def _change(place: Place, links: list[ChangeLink], versions: Mapping[int, list[UnitVersion]]) -> Change | None:
    unit, on = place
    old = _on(versions.get(unit, []), on - ONE_DAY)
    heirs = {link.successor_id: _on(versions.get(link.successor_id, []), on) for link in links}
    stood = [heir for heir in heirs.values() if heir]
    if old is None or not stood:
        return None
    return Change(
        unit=old,
        on=on,
        heirs=tuple(sorted(stood, key=lambda heir: heir.sort_key)),
        events={link.successor_id: link.event for link in links},
        stays=_on(versions[unit], on) is not None,
        above=_on(versions.get(old.parent_id or 0, []), on),
    )


def _on(versions: Iterable[UnitVersion], day: dt.date) -> UnitVersion | None:
    return next((version for version in versions if version.stood_on(day)), None)


def before(change: Change) -> list[Change]:
    """The changes by which others had passed something to this old unit, up to its own day, the latest first.

    Example: Phường 12 went into Phường 8 on 01/01/2025, half a year before Phường 8 itself was divided.
    """
    links = links_between().filter(successor=change.old, event__effective_on__lte=change.on)
    places = links.order_by().values_list("predecessor", "event__effective_on").distinct()
    return sorted(changes_of(places).values(), key=lambda each: each.on, reverse=True)


def not_yet(change: Change, today: dt.date) -> str:
    """Why nothing can be handed over yet; empty once the day has come."""
    if change.on <= today:
        return ""
    return (
        f"{named(change.unit)} còn đến hết ngày {vi.day(change.last_day)}. "
        f"Chỉ bàn giao được từ ngày {vi.day(change.on)}; đến lúc đó trang này mới ghi."
    )
