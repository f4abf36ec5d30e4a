"""Editing a set of criteria before anybody is scored by it: its head, its criteria, their lines, its results, at once.

What is edited is to be compared anew: its confirmation falls away, and whoever typed it does not confirm it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from awards.titles.criteria import is_used
from awards.titles.models import Band, CriteriaSet, Criterion, Item
from hocTap.lib import catalogue, vi
from hocTap.lib.steps import Refused, checked
from units.models import User

HEAD = ("name", "issuer", "citation", "issued_on", "mode", "total_points", "total_only", "note", "place")
LINE = ("text", "kind", "max_points", "floor", "threshold", "level", "applies_to", "exemption", "auto_source", "place")
BAND = ("name", "from_score", "below_score", "level", "passes", "place")
ASIDE = 500
"""How far numbers are moved out of the way while lines are put into a new order."""

USED = "Đã có hồ sơ chấm theo bộ tiêu chí này nên không sửa được. Hãy lập bộ mới từ bộ này cho các năm sau."

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class LineDraft:
    """A line as typed: of an existing item or new (no `pk`); `ordinal` is where it shall stand, 0 for last. A line that
    is moved to the place of another one stands before it.
    """

    facts: Facts
    pk: int | None = None
    ordinal: int = 0


@dataclass(frozen=True)
class CriterionDraft:
    """A criterion as typed, with the lines it keeps, in any order; existing lines that are not among them go."""

    name: str
    max_points: Any = None
    lines: Sequence[LineDraft] = ()
    pk: int | None = None


@dataclass(frozen=True)
class BandDraft:
    """A result as typed."""

    facts: Facts
    pk: int | None = None


@dataclass(frozen=True)
class SetDraft:
    """A whole set as typed; what exists and is not in it goes."""

    head: Facts
    criteria: Sequence[CriterionDraft] = ()
    bands: Sequence[BandDraft] = ()


@dataclass
class Changes:
    """What an edit does, for the question before it: changed, new and removed lines, criteria and results, in words."""

    changed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    head: bool = False
    """Whether the head, a criterion's name or points, or what the set consists of is not what was confirmed."""

    @property
    def sentence(self) -> str:
        parts = [
            f"{word} {vi.whole(len(names))} dòng ({_named(names)})"
            for word, names in (("sửa", self.changed), ("thêm", self.added), ("bỏ", self.removed))
            if names
        ]
        said = "; ".join([*parts, *(["sửa phần đầu bộ tiêu chí"] if self.head and not parts else [])])
        return f"Sẽ {said}. Những gì được sửa, được thêm là chưa đối chiếu, cần người khác xác nhận." if said else ""


def _named(names: Sequence[str], most: int = 5) -> str:
    shown = "; ".join(f"“{name[:60]}”" for name in names[:most])
    return f"{shown}…" if len(names) > most else shown


def changes(criteria: CriteriaSet, draft: SetDraft) -> Changes:
    """What the draft would change in the set; nothing is written."""
    found = Changes(head=_differs(criteria, draft.head))
    own = {each.pk: each for each in criteria.criteria.all()}
    items = {item.pk: item for each in own.values() for item in each.items.all()}
    bands = {each.pk: each for each in criteria.bands.all()}
    kept = {part.pk for part in draft.criteria}
    found.removed += [str(each) for pk, each in own.items() if pk not in kept]
    for part in draft.criteria:
        former = own.get(part.pk) if part.pk else None
        if former is None:
            found.added.append(part.name)
        elif (former.name, former.max_points) != (part.name, part.max_points):
            found.changed.append(part.name)
            found.head = True
    lines = [line for part in draft.criteria for line in part.lines]
    _compare(found, items, [(line.pk, line.facts, str(line.facts["text"])) for line in lines])
    _compare(found, bands, [(band.pk, band.facts, str(band.facts["name"])) for band in draft.bands])
    found.head = found.head or bool(found.removed or found.added)
    return found


def _compare(found: Changes, former: Mapping[int, Any], typed: Sequence[tuple[int | None, Facts, str]]) -> None:
    for pk, facts, name in typed:
        if pk is None:
            found.added.append(name)
        elif _differs(former[pk], facts):
            found.changed.append(name)
    kept = {pk for pk, _, _ in typed}
    found.removed += [str(each) for pk, each in former.items() if pk not in kept]


def _differs(row: Any, facts: Facts) -> bool:
    return any(getattr(row, name) != value for name, value in facts.items())


@transaction.atomic
def edit_set(criteria: CriteriaSet, draft: SetDraft, *, by: User) -> Changes:
    """Write a set as typed; what is edited counts as not compared, and its writer is kept.

    Raises Refused once anybody was scored by the set, and for what the rules of a line or a result do not allow.
    """
    locked = CriteriaSet.objects.select_for_update(of=("self",)).get(pk=criteria.pk)
    if is_used(locked):
        raise Refused(USED)
    found = changes(locked, draft)
    before = catalogue.seen(*locked.criteria.all())
    for former in locked.criteria.exclude(pk__in=[part.pk for part in draft.criteria if part.pk]):
        _remove(former.items.all(), by)
        former.delete()
    for ordinal, part in _in_order(locked, draft.criteria):
        _write_criterion(locked, ordinal, part, by)
    _write_bands(locked, draft.bands, by)
    if found.head:
        _write(locked, draft.head, by)
    after = catalogue.seen(*Criterion.objects.filter(criteria=locked))
    catalogue.keep(catalogue.compared(before, after), by=by, at=timezone.now(), of=locked)
    return found


def _in_order(criteria: CriteriaSet, parts: Sequence[CriterionDraft]) -> Iterator[tuple[int, CriterionDraft]]:
    """The criteria that stay by their number, then the new ones; numbers are free afterwards."""
    former = dict(criteria.criteria.values_list("pk", "ordinal"))
    ordered = sorted(parts, key=lambda part: former.get(part.pk or 0, ASIDE))
    Criterion.objects.filter(criteria=criteria).update(ordinal=F("ordinal") + ASIDE)
    return enumerate(ordered, start=1)


def _write_criterion(criteria: CriteriaSet, ordinal: int, part: CriterionDraft, by: User) -> None:
    row = criteria.criteria.get(pk=part.pk) if part.pk else Criterion(criteria=criteria)
    row.ordinal, row.name, row.max_points = ordinal, part.name, part.max_points
    checked(row)
    former = {item.pk: item for item in row.items.all()}
    _remove([item for pk, item in former.items() if pk not in {line.pk for line in part.lines}], by)
    Item.objects.filter(criterion=row).update(ordinal=F("ordinal") + ASIDE)
    stood = {item.pk: item.ordinal for item in former.values()}
    ordered = sorted(part.lines, key=lambda line: (line.ordinal or ASIDE, stood.get(line.pk or 0) == line.ordinal))
    for place, line in enumerate(ordered, start=1):
        item = former[line.pk] if line.pk else Item(criterion=row)
        if item.pk is None or _differs(item, line.facts):
            item.ordinal = place
            _write(item, line.facts, by)
        else:
            _place(item, place, by)


def _write_bands(criteria: CriteriaSet, drafts: Sequence[BandDraft], by: User) -> None:
    former = {band.pk: band for band in criteria.bands.all()}
    _remove([band for pk, band in former.items() if pk not in {draft.pk for draft in drafts}], by)
    taken = set(criteria.bands.values_list("code", flat=True))
    for place, draft in enumerate(drafts, start=1):
        band = former[draft.pk] if draft.pk else Band(criteria=criteria, code=_code(draft.facts["name"], taken))
        taken.add(band.code)
        if band.pk is None or _differs(band, draft.facts):
            band.ordinal = place
            _write(band, draft.facts, by)
        else:
            _place(band, place, by)


def _code(name: str, taken: set[str]) -> str:
    """A short name for the result that no other one of the set has."""
    stem = slugify(vi.fold(name))[:16].strip("-") or "muc"
    return next(free for n in count(1) if (free := stem if n == 1 else f"{stem}-{n}") not in taken)


def _write(row: CriteriaSet | Item | Band, facts: Facts, by: User) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.verified, row.confirmed_by, row.confirmed_at, row.written_by = False, None, None, by
    row._history_user = by  # type: ignore[union-attr]
    checked(row)


def _place(row: Item | Band, place: int, by: User) -> None:
    """Put a line that is as it was at its place; its history tells of another place than it had."""
    if row.ordinal != place:
        row.ordinal, row._history_user = place, by  # type: ignore[union-attr]
        row.save()
    else:
        type(row)._base_manager.filter(pk=row.pk).update(ordinal=place)


def _remove(rows: Any, by: User) -> None:
    for row in rows:
        row._history_user = by
        row.delete()
