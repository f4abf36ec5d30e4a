"""Which set of criteria and which procedure hold for a ward, and a set as the rules need it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from awards.titles.enums import AppliesTo, ItemKind, LeftOutRule, NominationState, ScoringMode
from awards.titles.kinds import TitleKind
from awards.titles.models import Band, Candidate, CriteriaForm, CriteriaSet, Item, Nomination, Procedure
from awards.titles.querysets import NominationQuerySet
from awards.titles.rules.criteria import Criteria, Facts, Line, Rating, nearest
from hocTap.lib import vi
from hocTap.lib.prepared import Prepared
from hocTap.lib.refusals import Refused
from units.enums import UnitKind
from units.models import Lineage, UnitVersion
from units.standing import must_stand
from units.succession import answering_for


def as_rules(criteria: CriteriaSet) -> Criteria:
    """A set with its lines and results as plain facts; three queries, or none when read `with_lines()`."""
    return Criteria(
        mode=ScoringMode(criteria.mode),
        total=criteria.total_points,
        left_out=LeftOutRule(criteria.left_out),
        total_only=criteria.total_only,
        lines=[
            as_line(item, criterion.ordinal) for criterion in criteria.criteria.all() for item in criterion.items.all()
        ],
        ratings=[
            Rating(band.code, band.name, band.from_score, band.below_score, band.level, band.passes)
            for band in criteria.bands.all()
        ],
    )


def as_line(item: Item, criterion: int) -> Line:
    return Line(
        code=f"{criterion}.{item.ordinal}",
        kind=ItemKind(item.kind),
        max_points=item.max_points,
        floor=item.floor,
        threshold=item.threshold,
        level=item.level,
        applies_to=AppliesTo(item.applies_to),
        auto_source=item.auto_source,
    )


HEAD = ("pk", "mode", "total_points", "left_out", "total_only")
LINE = ("kind", "max_points", "floor", "threshold", "level", "applies_to", "auto_source")
BAND = ("code", "name", "from_score", "below_score", "level", "passes")


WANTED = (*HEAD, "criteria__ordinal", "criteria__items__ordinal", *(f"criteria__items__{name}" for name in LINE))
BANDS = Prepared(lambda pk: Band.objects.filter(criteria=pk).order_by("ordinal").values_list(*BAND))
LINES = Prepared(
    lambda pk: (
        CriteriaSet.objects.filter(pk=pk).order_by("criteria__ordinal", "criteria__items__ordinal").values_list(*WANTED)
    )
)


def rules_of(pks: Collection[int]) -> dict[int, Criteria]:
    """These sets as plain facts, by id, in two queries each: what a single score needs, without texts and sources."""
    return {pk: _rules_of_one(pk) for pk in sorted(pks)}


def _rules_of_one(pk: int) -> Criteria:
    ratings = [Rating(*facts) for facts in BANDS.rows(pk)]
    lines: list[Line] = []
    head: tuple[Any, ...] = ()
    for _, mode, total, left_out, alone, criterion, item, *line in LINES.rows(pk):
        head = ScoringMode(mode), total, LeftOutRule(left_out), lines, ratings, alone
        if item is not None:
            kind, most, floor, threshold, level, applies, source = line
            asked = ItemKind(kind), most, floor, threshold, level, AppliesTo(applies), source
            lines.append(Line(f"{criterion}.{item}", *asked))
    return Criteria(*head)


def facts_of(candidate: Candidate) -> Facts:
    """Members by age as far as they were written down; only households and clans have members that matter."""
    return Facts(children=candidate.aged_6_to_18, adults=candidate.aged_19_to_60)


def is_used(criteria: CriteriaSet | None) -> bool:
    """Whether anybody was scored by the set, if in part: then neither lines nor bands change; a new set is made."""
    scored = Nomination.objects.filter(criteria=criteria).exclude(state=NominationState.REGISTERED, answers={})
    return criteria is not None and scored.exists()


def unverified(criteria: CriteriaSet) -> list[str]:
    """What of a set nobody has compared with the original, in words; empty when all was."""
    lines = [
        f"Mục {criterion.ordinal}.{item.ordinal}"
        for criterion in criteria.criteria.all()
        for item in criterion.items.all()
        if not item.verified
    ]
    bands = [f"Xếp loại {band.name}" for band in criteria.bands.all() if not band.verified]
    head = [] if criteria.verified else ["Số, ngày, năm áp dụng và cách tính"]
    return [*head, *lines, *bands]


def has_open_rule(criteria: CriteriaSet) -> bool:
    """Whether the set has lines that may not apply (children, adults) and does not say what becomes of their points."""
    lines = (item.applies_to for criterion in criteria.criteria.all() for item in criterion.items.all())
    return criteria.left_out == LeftOutRule.UNDECIDED and any(applies_to != AppliesTo.ALL for applies_to in lines)


def lacking(criteria: CriteriaSet) -> list[str]:
    """What does not add up in a set, in words: points of lines, of criteria, and scores without a result."""
    parts = list(criteria.criteria.all())
    said = [f"{part}: chưa có mục nào." for part in parts if not part.items.all()]
    if not any(band.passes for band in criteria.bands.all()):
        said.append("Chưa có xếp loại nào được công nhận.")
    if criteria.mode == ScoringMode.LEVELS:
        return said
    for part in parts:
        points = sum((item.max_points or Decimal(0) for item in part.items.all()), Decimal(0))
        if part.max_points is not None and part.items.all() and points != part.max_points:
            said.append(
                f"{part}: các mục cộng lại {vi.decimal(points)} điểm, tiêu chí ghi {vi.decimal(part.max_points)}."
            )
    points = sum((item.max_points or Decimal(0) for part in parts for item in part.items.all()), Decimal(0))
    if points != criteria.total_points:
        said.append(
            f"Tất cả các mục cộng lại {vi.decimal(points)} điểm, bộ tiêu chí ghi {vi.decimal(criteria.total_points)}."
        )
    return [*said, *_gaps(criteria)]


def form_for(criteria: CriteriaSet, candidate: Candidate) -> CriteriaForm | None:
    """The set's form for the person's group; none while the group is not written down, or has no form of its own.

    The points of a set are those of its lines, whichever form they were written on: total and band follow from them.
    """
    return next((form for form in criteria.forms.all() if form.code == candidate.group), None)


def without_words(forms: Iterable[CriteriaForm]) -> list[str]:
    """What a set's forms lack, each in a sentence: the words themselves, or somebody who compared them."""
    said = []
    for form in forms:
        if not form.text:
            said.append(f"Phiếu dành cho “{form}”: chưa có lời; hãy chép từ văn bản gốc.")
        elif not form.verified:
            said.append(f"Phiếu dành cho “{form}”: lời chưa được người thứ hai đối chiếu với văn bản gốc.")
    return said


def _gaps(criteria: CriteriaSet) -> list[str]:
    """Scores that have no result, or two."""
    said, reached = [], Decimal(0)
    for band in sorted(criteria.bands.all(), key=lambda each: each.from_score or Decimal(0)):
        if band.from_score is not None and band.from_score > reached:
            said.append(f"Điểm từ {vi.decimal(reached)} đến dưới {vi.decimal(band.from_score)} chưa có xếp loại.")
        elif band.from_score is not None and band.from_score < reached:
            said.append(f"Điểm từ {vi.decimal(band.from_score)} đến dưới {vi.decimal(reached)} có hai xếp loại.")
        reached = max(reached, band.below_score or (criteria.total_points or Decimal(0)))
    return said


def doubtful(nominations: NominationQuerySet) -> list[str]:
    """Names of the sets by which these are scored and which nobody compared whole with the original; one query."""
    return doubtful_among(nominations.order_by().values("criteria"))


def doubtful_among(sets: Collection[int] | QuerySet[Any, Any]) -> list[str]:
    """Names of those among these sets of criteria that nobody compared whole with the original; one query."""
    return list(_doubtful(sets) if isinstance(sets, QuerySet) else DOUBTFUL.rows(sorted(sets)))


def _doubtful(sets: list[int] | QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    used = CriteriaSet.objects.filter(pk__in=sets)
    return used.exclude(pk__in=CriteriaSet.objects.sound().values("pk")).values_list("name", flat=True)


DOUBTFUL = Prepared(_doubtful)


def depth_of(ward_id: int, first: dt.date, last: dt.date) -> dict[int, int]:
    """Units above the ward (itself 0) in those days, and how far above."""
    lines = Lineage.objects.filter(descendant=ward_id, valid_from__lte=last).exclude(valid_to__lt=first)
    return dict(lines.order_by("-depth").values_list("ancestor", "depth"))


def set_for(kind: str, year: int, ward_id: int, managing_level: str = "") -> CriteriaSet:
    """The set in force for the title in the year judged; a province's own comes before the national frame.

    Raises Refused when no set covers the year: a title outside its years.
    """
    rows = [
        row
        for row in CriteriaSet.objects.for_year(kind, year).with_lines().order_by("first_year", "pk")
        if not row.managing_levels or managing_level in row.managing_levels
    ]
    found = nearest(rows, depth_of(ward_id, dt.date(year, 1, 1), dt.date(year, 12, 31)))
    if found is None:
        raise Refused(f"Chưa có bộ tiêu chí {TitleKind(kind).label} áp dụng cho năm {year}. Hãy chọn năm khác.")
    return found


def changes_of(kinds: Collection[str], first: int, last: int, unit_id: int) -> dict[str, dict[int, tuple[str, ...]]]:
    """By title the years from which it is judged by other criteria than the year before, with the new sets; one query.

    National sets, and those of the unit's own province. Figures of the two sides are not one trend.
    """
    own = Q(jurisdiction__isnull=True) | Q(
        jurisdiction__in=Lineage.objects.filter(descendant=unit_id).values("ancestor")
    )
    rows = list(CriteriaSet.objects.filter(own, kind__in=kinds).order_by("first_year", "pk"))
    return {kind: _changed([each for each in rows if each.kind == kind], first, last) for kind in kinds}


def _changed(rows: Collection[CriteriaSet], first: int, last: int) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for year in range(first + 1, last + 1):
        before, now = (_in_year(rows, each) for each in (year - 1, year))
        if before and now and now != before:
            found[year] = tuple(dict.fromkeys(each.citation or each.name for each in now if each not in before))
    return found


def _in_year(rows: Iterable[CriteriaSet], year: int) -> list[CriteriaSet]:
    return [each for each in rows if each.first_year <= year and (each.last_year is None or year <= each.last_year)]


def procedure_for(kind: str, day: dt.date, ward_id: int, managing_level: str = "") -> Procedure:
    """Who proposes, evaluates and recognises on the day of the act. Raises Refused when nothing is configured."""
    rows = Procedure.objects.on(day).filter(kind=kind, managing_level=managing_level).order_by("valid_from", "pk")
    above = depth_of(ward_id, day, day) or depth_of(answering_for(ward_id, day).whole or ward_id, day, day)
    found = nearest(list(rows), above)
    if found is None:
        words = f"{TitleKind(kind).label} vào ngày {vi.day(day)}"
        raise Refused(f"Chưa cấu hình trình tự xét {words}. Hãy báo quản trị hệ thống.")
    return found


def agency_for(procedure: Procedure, ward_id: int, day: dt.date) -> UnitVersion:
    """The unit whose agency decides for the ward on the day: the one of the procedure's level at or above it.

    For a ward that is no more its heir's agency decides. Raises Refused, naming the heirs, when it was divided
    before; when no agency stood on the day, and when a ward would recognise itself.
    """
    heir = answering_for(ward_id, day).whole
    if heir is None:
        must_stand(ward_id, day, "ra quyết định về danh hiệu")
    above = Lineage.objects.on(day).filter(descendant=heir).values("ancestor")
    found = UnitVersion.objects.on(day).filter(unit__in=above, kind=procedure.agency_kind).first()
    if found is None:
        raise Refused(
            f"Ngày {vi.day(day)} chưa rõ cơ quan nào có thẩm quyền đối với phường, xã này (nơi đã chia hoặc cấp "
            f"“{procedure.get_agency_kind_display()}” không còn). Hãy ghi ngày khác, hoặc báo quản trị hệ thống."
        )
    if TitleKind(procedure.kind).holders.is_ward and found.unit_id == ward_id:
        raise Refused("Phường, xã không tự công nhận mình. Hãy để cấp trên ra quyết định.")
    return found


UPWARDS = "TTr-UBND"
"""A tờ trình of the people's committee, to whom stands above it."""


def deciding_for(
    kind: str, ward_id: int, day: dt.date, managing_level: str = ""
) -> tuple[Procedure, UnitVersion] | None:
    """By which procedure and whose agency a ward's titles are decided on the day; nothing where nobody is named."""
    try:
        procedure = procedure_for(kind, day, ward_id, managing_level)
        return procedure, agency_for(procedure, ward_id, day)
    except Refused:
        return None


def asking_symbol(procedure: Procedure) -> str:
    """Under which symbol a ward's tờ trình goes: the committee's upwards.

    Where the ward's own chair decides it is not the committee that asks, or he would write to himself: it is whoever
    evaluated, the association or the office.
    """
    if procedure.agency_kind != UnitKind.WARD:
        return UPWARDS
    return "TTr-VHXH" if procedure.evaluator.startswith("Phòng ") else "TTr-HKH"


def symbol_of_proposal(kind: str, ward_id: int, day: dt.date, managing_level: str = "") -> str:
    """The same for a title, a ward and a day; the committee's where no procedure is known."""
    try:
        return asking_symbol(procedure_for(kind, day, ward_id, managing_level))
    except Refused:
        return UPWARDS
