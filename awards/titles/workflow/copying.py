"""A new set of criteria made from one that is there, for other years or another place; edited before it is used."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import count

from django.db import transaction
from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from awards.titles.enums import LeftOutRule, NominationState
from awards.titles.models import Band, CriteriaForm, CriteriaSet, Criterion, Item, Nomination
from awards.titles.querysets import CriteriaSetQuerySet
from hocTap.lib import vi
from hocTap.lib.steps import Refused, checked
from units.models import Lineage, Unit, User

CODE_LENGTH = 40
LINE = (
    "ordinal",
    "text",
    "kind",
    "max_points",
    "floor",
    "threshold",
    "level",
    "applies_to",
    "exemption",
    "auto_source",
)
BAND = ("ordinal", "code", "name", "from_score", "below_score", "level", "passes")


@dataclass(frozen=True)
class AskedSet:
    """What is different in the new set: its document, its years, where it holds (nowhere named: the whole country)."""

    name: str
    issuer: str
    first_year: int
    last_year: int | None = None
    jurisdiction: Unit | None = None
    citation: str = ""
    issued_on: dt.date | None = None

    @property
    def years(self) -> str:
        return f"{self.first_year}–{self.last_year}" if self.last_year else f"từ {self.first_year}"


def ended_by(original: CriteriaSet, asked: AskedSet) -> list[CriteriaSet]:
    """The sets of this title and place that the new one follows: they end the year before it begins.

    A set that would hold again after the new one has ended keeps its years; the later one holds meanwhile. Raises
    Refused for a name that another set of the title has, when a set of the place begins within the new years, and
    when somebody was scored there in these years.
    """
    if asked.last_year is not None and asked.last_year < asked.first_year:
        raise Refused("Năm cuối không được trước năm đầu.")
    if CriteriaSet.objects.filter(kind=original.kind, name=asked.name).exists():
        raise Refused(f"Đã có bộ tên “{asked.name}”. Hãy đặt tên khác, ví dụ thêm năm hoặc tỉnh áp dụng.")
    place = CriteriaSet.objects.filter(
        kind=original.kind, jurisdiction=asked.jurisdiction, managing_levels=original.managing_levels
    )
    if met := _within(place, asked).order_by("first_year").first():
        raise Refused(
            f"Đã có bộ “{met}” áp dụng từ năm {met.first_year} cho cùng phạm vi. Hãy chọn năm khác, hoặc sửa bộ đó."
        )
    if scored := _scored(original, asked):
        raise Refused(
            f"Đã có {vi.whole(scored)} hồ sơ {asked.years} chấm theo bộ đang áp dụng. Hãy chọn năm bắt đầu muộn hơn."
        )
    ends = Q(last_year__isnull=True) | Q(last_year__gte=asked.first_year)
    if asked.last_year is not None:
        ends = Q(last_year__range=(asked.first_year, asked.last_year))
    return list(place.filter(ends, first_year__lt=asked.first_year))


def _within(sets: CriteriaSetQuerySet, asked: AskedSet) -> CriteriaSetQuerySet:
    begin = sets.filter(first_year__gte=asked.first_year)
    return begin.filter(first_year__lte=asked.last_year) if asked.last_year else begin


def _scored(original: CriteriaSet, asked: AskedSet) -> int:
    """How many were already scored whom the new set would judge."""
    rows = Nomination.objects.filter(kind=original.kind, year__gte=asked.first_year)
    rows = rows.exclude(state__in=(NominationState.REGISTERED, NominationState.UNREGISTERED))
    if asked.last_year:
        rows = rows.filter(year__lte=asked.last_year)
    if original.managing_levels:
        rows = rows.filter(candidate__managing_level__in=original.managing_levels)
    if asked.jurisdiction is None:
        return rows.filter(criteria__jurisdiction__isnull=True).count()
    return rows.filter(ward__in=Lineage.objects.filter(ancestor=asked.jurisdiction).values("descendant")).count()


@transaction.atomic
def copy_set(original: CriteriaSet, asked: AskedSet, *, by: User) -> CriteriaSet:
    """Make a set with the lines and results of another one, for other years or another place.

    Nothing of it counts as compared with its original text, and the rule for lines left out is to be chosen anew. The
    set that it follows ends the year before (`ended_by`). Raises Refused as `ended_by` does.
    """
    sets = CriteriaSet.objects.select_for_update(of=("self",)).filter(kind=original.kind)
    locked = next(each for each in sets if each.pk == original.pk)
    for former in ended_by(locked, asked):
        former.last_year = asked.first_year - 1
        former._history_user = by  # type: ignore[attr-defined]
        former.save(update_fields=["last_year"])
    made = CriteriaSet(
        kind=locked.kind,
        code=_free_code(locked.code, asked.first_year),
        name=asked.name,
        managing_levels=locked.managing_levels,
        issuer=asked.issuer,
        citation=asked.citation,
        issued_on=asked.issued_on,
        jurisdiction=asked.jurisdiction,
        first_year=asked.first_year,
        last_year=asked.last_year,
        mode=locked.mode,
        total_points=locked.total_points,
        total_only=locked.total_only,
        left_out=LeftOutRule.UNDECIDED,
        written_by=by,
        note=f"Lập từ bộ “{locked.name}” ({locked.code}).",
    )
    made._history_user = by  # type: ignore[attr-defined]
    checked(made)
    _copy_parts(locked, made, by)
    return made


def _free_code(code: str, year: int) -> str:
    """The former code with the year in which the new set begins, and a number where that is taken."""
    stem = f"{code[: CODE_LENGTH - 8]}-{year}"
    taken = set(CriteriaSet.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(free for n in count(1) if (free := stem if n == 1 else f"{stem}-{n}") not in taken)


def _copy_parts(original: CriteriaSet, made: CriteriaSet, by: User) -> None:
    lines = []
    for each in original.criteria.prefetch_related("items"):
        part = Criterion.objects.create(criteria=made, ordinal=each.ordinal, name=each.name, max_points=each.max_points)
        lines += [
            Item(criterion=part, written_by=by, **{name: getattr(item, name) for name in LINE})
            for item in each.items.all()
        ]
    bands = [
        Band(criteria=made, written_by=by, **{name: getattr(band, name) for name in BAND})
        for band in original.bands.all()
    ]
    forms = [
        CriteriaForm(criteria=made, written_by=by, code=form.code, name=form.name, text=form.text)
        for form in original.forms.all()
    ]
    bulk_create_with_history(lines, Item, default_user=by)
    bulk_create_with_history(forms, CriteriaForm, default_user=by)
    bulk_create_with_history(bands, Band, default_user=by)
