"""A commune and its communities as they are kept: for lists, for judging what is typed, for changes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import F

from hocTap.lib.refusals import Refused
from units import rules as days
from units.communities.rules import Commune, Stood
from units.enums import UnitKind
from units.models import ChangeLink, Unit, UnitVersion
from units.rules import Span

ONE_DAY = dt.timedelta(days=1)


def span_of(version: UnitVersion) -> Span:
    return Span.of(version.valid_from, version.valid_to)


def commune_of(ward: Unit, codes: Collection[str] = ()) -> Commune:
    """The commune with its days and all communities it ever had, and whose these codes are; six queries at most.

    Of a commune that stood in two spells the last counts. Raises Refused for a unit that is no commune.
    """
    own = list(ward.versions.filter(kind=UnitKind.WARD).order_by("valid_from"))
    if not own:
        raise Refused(f"{ward} không phải là phường, xã, thị trấn, đặc khu nên không có khu phố, thôn, ấp.")
    span = days.merged(span_of(version) for version in own)[-1]
    versions = list(communities_of(ward))
    return Commune(
        name=own[-1].name,
        span=span,
        stood=stood(versions),
        before=_of_predecessors(ward, span.first),
        codes=_codes(codes, exclude=()),
    )


def communities_of(ward: Unit) -> Iterable[UnitVersion]:
    """All versions of the communities that ever stood under the commune, in order of days."""
    found = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(parent=ward).select_related("unit")
    return found.order_by("valid_from", "pk")


def stood(versions: Collection[UnitVersion], ward: str = "") -> list[Stood]:
    """The versions as they are judged, each that ended with what it became; one query."""
    into = became(versions)
    return [
        Stood(version.unit_id, version.name, span_of(version), into.get(version.pk, ""), ward) for version in versions
    ]


def became(versions: Iterable[UnitVersion]) -> dict[int, str]:
    """For each version that ended, by its id, what is called so now: another name of the unit, or its successors."""
    ended = {version.pk: version for version in versions if version.valid_to}
    if not ended:
        return {}
    units = {version.unit_id for version in ended.values()}
    links = ChangeLink.objects.filter(predecessor__in=units).exclude(predecessor=F("successor"))
    rows = links.values_list("predecessor", "successor", "event__effective_on")
    heirs: dict[tuple[int, dt.date], list[int]] = defaultdict(list)
    for old, new, on in rows:
        heirs[old, on].append(new)
    names = _names(units | {new for group in heirs.values() for new in group})
    found = {}
    for pk, version in ended.items():
        on = (version.valid_to or dt.date.max) + ONE_DAY
        called = [_on(names[unit], on) for unit in (version.unit_id, *heirs.get((version.unit_id, on), ()))]
        if words := ", ".join(dict.fromkeys(name for name in called if name)):
            found[pk] = words
    return found


def _names(units: Collection[int]) -> Mapping[int, list[UnitVersion]]:
    found: dict[int, list[UnitVersion]] = defaultdict(list)
    for version in UnitVersion.objects.filter(unit__in=units).order_by("valid_from"):
        found[version.unit_id].append(version)
    return found


def _on(versions: Iterable[UnitVersion], day: dt.date) -> str:
    found = _version_on(versions, day)
    return found.name if found else ""


def _version_on(versions: Iterable[UnitVersion], day: dt.date) -> UnitVersion | None:
    return next((version for version in versions if version.stood_on(day)), None)


def _of_predecessors(ward: Unit, first: dt.date) -> list[Stood]:
    """Communities that stood, on the last day before the commune began, under the wards that it came from."""
    old = ChangeLink.objects.filter(successor=ward, event__effective_on=first).exclude(predecessor=ward)
    names = dict(
        UnitVersion.objects.on(first - ONE_DAY)
        .filter(unit__in=old.order_by().values("predecessor"))
        .values_list("unit", "name")
    )
    if not names:
        return []
    below = UnitVersion.objects.on(first - ONE_DAY).of_kind(UnitKind.COMMUNITY).filter(parent__in=names)
    here = set(UnitVersion.objects.filter(parent=ward).order_by().values_list("unit", flat=True))
    return [
        Stood(version.unit_id, version.name, span_of(version), ward=names[version.parent_id or 0])
        for version in below.order_by("sort_key", "pk")
        if version.unit_id not in here
    ]


def _codes(codes: Collection[str], exclude: Collection[int]) -> dict[str, list[tuple[str, Span]]]:
    """Whose these codes are among communities of the whole country, and when."""
    wanted = {code for code in codes if code}
    found: dict[str, list[tuple[str, Span]]] = defaultdict(list)
    if wanted:
        rows = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(code__in=wanted).exclude(unit__in=exclude)
        for version in rows.order_by("valid_from"):
            found[version.code].append((version.name, span_of(version)))
    return dict(found)


def came_from(versions: Iterable[UnitVersion]) -> dict[int, str]:
    """For each version that came out of another, by its id, what it was called or what it was part of before."""
    shown = {version.pk: version for version in versions}
    units = {version.unit_id for version in shown.values()}
    if not units:
        return {}
    links = ChangeLink.objects.filter(successor__in=units).exclude(predecessor=F("successor"))
    rows = links.values_list("successor", "predecessor", "event__effective_on")
    givers: dict[tuple[int, dt.date], list[int]] = defaultdict(list)
    for new, old, on in rows:
        givers[new, on].append(old)
    names = _names(units | {old for group in givers.values() for old in group})
    found = {}
    for pk, version in shown.items():
        days = [on for unit, on in givers if unit == version.unit_id and version.stood_on(on)]
        earlier = [_version_on(names[version.unit_id], version.valid_from - ONE_DAY)]
        earlier += [_version_on(names[unit], on - ONE_DAY) for on in days for unit in givers[version.unit_id, on]]
        if known := [(each, version.parent_id) for each in earlier if each]:
            found[pk] = known
    return _with_wards(found)


def _with_wards(found: Mapping[int, list[tuple[UnitVersion, int | None]]]) -> dict[int, str]:
    """The names, each with its ward where that was another: "Khu phố 1 (Phường 16)"."""
    elsewhere = {old.parent_id for group in found.values() for old, ward in group if old.parent_id != ward}
    wards = _names({ward for ward in elsewhere if ward})

    def called(old: UnitVersion, ward: int | None) -> str:
        if old.parent_id in (ward, None):
            return old.name
        last = old.valid_to or dt.date.max
        return f"{old.name} ({_on(wards[old.parent_id or 0], last) or old.parent_id})"

    return {pk: ", ".join(dict.fromkeys(called(*each) for each in group)) for pk, group in found.items()}


def still_standing(ward: Unit) -> list[UnitVersion]:
    """The communities that have not ended (of a commune that ended: that stood with it to the end), as people list
    them.
    """
    last = max((span_of(version).last for version in ward.versions.all()), default=None)
    found = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(parent=ward).select_related("unit")
    return [version for version in found.order_by("sort_key", "pk") if span_of(version).last == last]
