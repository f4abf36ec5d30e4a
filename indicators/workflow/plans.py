"""An office's own plan: begun, its figures written cell by cell, taken out again. The only writer of plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from hocTap.lib import catalogue, vi
from hocTap.lib.steps import Refused, checked
from indicators.enums import FrameworkLevel, Verified
from indicators.models import Framework, Indicator, Plan, PlanChange, Target
from indicators.rules.levels import Level, Thing, read_level
from indicators.rules.targets import level
from indicators.workflow.targets import (
    OF_UNIT,
    base_words,
    check_figures,
    document_cited,
    document_number,
    falls_behind,
    framework_code,
)
from units.enums import UnitKind
from units.models import Unit, UnitVersion, User
from units.standing import Lives, must_not_be_over
from units.words import named

MOST_YEARS = 6
LEVELS = list(UnitKind)
Place = tuple[str, int]
"""A cell of a plan: the indicator by its code, and the year."""


@dataclass(frozen=True)
class Paper:
    """The document that a plan is written in."""

    citation: str
    title: str
    issued_on: dt.date
    compared: bool
    replaces: Framework | None = None


@transaction.atomic
def start_plan(unit: Unit, paper: Paper, first_year: int, last_year: int, *, by: User, at: dt.datetime) -> Plan:
    """Begin the plan of a unit for some years; its figures are written afterwards.

    Raises Refused for years in the wrong order or more than `MOST_YEARS`, for a unit that is no more in one of them,
    and for a document that the unit has put down already.
    """
    if last_year < first_year:
        raise Refused("Năm cuối của kế hoạch không được trước năm đầu.")
    if last_year - first_year >= MOST_YEARS:
        raise Refused(f"Một kế hoạch nhiều nhất {MOST_YEARS} năm. Hãy ghi giai đoạn dài hơn thành nhiều kế hoạch.")
    Unit.objects.select_for_update().get(pk=unit.pk)
    must_not_be_over(unit.pk, dt.date(last_year, 1, 1), "lập kế hoạch")
    version = _standing(unit, last_year)
    code = plan_code(paper.citation, paper.issued_on, unit)
    if named_there := document_cited(
        paper.citation, Framework.objects.filter(plan__isnull=True, level=FrameworkLevel.NATION)
    ):
        raise Refused(
            f"{named_there.citation} là văn bản của cấp trên, đã có trong danh mục. Hãy ghi số, ký hiệu kế hoạch của "
            f"chính {named(version)}."
        )
    if known := _known_as(code) or _known_by_number(paper, unit):
        raise Refused(f"Kế hoạch này đã được ghi: {known.citation}. Hãy mở kế hoạch đó để ghi tiếp.")
    if paper.replaces and not Plan.objects.filter(framework=paper.replaces, unit=unit).exists():
        raise Refused(f"{paper.replaces} không phải kế hoạch của {named(version)} nên không thay được.")
    framework = Framework(
        code=code,
        citation=paper.citation,
        title=paper.title,
        issued_on=paper.issued_on,
        level=OF_UNIT[UnitKind(version.kind)],
        place=unit.key,
        replaces=paper.replaces,
        verified=Verified.ORIGINAL if paper.compared else Verified.UNVERIFIED,
        source=f"Kế hoạch của {named(version)}",
    )
    years = {"first_year": first_year, "last_year": last_year}
    return checked(Plan(framework=checked(framework), unit=unit, **years, entered_by=by, entered_at=at))


def _standing(unit: Unit, year: int) -> UnitVersion:
    """The unit as it stands at the end of the year, or stood last. Raises Refused for a khu phố or thôn."""
    versions = unit.versions.filter(valid_from__lte=dt.date(year, 12, 31)).order_by("valid_from")
    version = versions.last()
    if version is None:
        raise Refused(f"{unit} chưa có trong năm {year} nên không lập kế hoạch của năm đó được.")
    if UnitKind(version.kind) not in OF_UNIT:
        raise Refused(f"{named(version)} ở dưới cấp xã nên không có kế hoạch riêng.")
    return version


def _known_as(code: str) -> Framework | None:
    return Framework.objects.filter(code=code).first()


def _known_by_number(paper: Paper, unit: Unit) -> Framework | None:
    """The unit's plan of the same number and year, however its kind is written: "KH 45/KH-UBND", "Kế hoạch số 45/…"."""
    number = document_number(paper.citation)
    rows = Framework.objects.filter(plan__unit=unit, issued_on__year=paper.issued_on.year)
    return next((each for each in rows if number and document_number(each.citation) == number), None)


def plan_code(citation: str, issued_on: dt.date, unit: Unit) -> str:
    """What a plan is known by: number, year and unit; numbers begin anew each year in each office."""
    return slugify(f"{framework_code(citation)}-{issued_on.year}-{unit.key}")[:90]


def indicators_for(plan: Plan) -> list[Indicator]:
    """What a plan of the unit may speak of: everything that is counted at its level or below."""
    kind = _standing(plan.unit, plan.last_year).kind
    rows = Indicator.objects.select_related("numerator", "base").order_by("ordinal", "code")
    return [
        each for each in rows if not each.level or LEVELS.index(UnitKind(each.level)) >= LEVELS.index(UnitKind(kind))
    ]


def thing_of(indicator: Indicator) -> Thing:
    """What a target's number of the indicator is of."""
    measure = indicator.numerator
    return Thing(share=indicator.base is not None, level=measure.highest is not None, unit_name=measure.unit_name)


def figures_of(plan: Plan) -> dict[Place, Target]:
    """What stands in the plan, by cell: one query."""
    rows = Target.objects.filter(framework=plan.framework_id).select_related("indicator__numerator", "indicator__base")
    return {(row.indicator.code, row.year): row for row in rows if row.indicator}


@dataclass(frozen=True)
class Judged:
    """One cell as it will be written: what stands, what is asked, or why it cannot be."""

    indicator: Indicator
    year: int
    before: Target | None
    asked: Level | None
    refusal: str = ""

    @property
    def changes(self) -> bool:
        """Whether the cell will say something else than it does."""
        return not self.refusal and _said(self.before) != _said(self.asked)


def _said(asked: Target | Level | None) -> str:
    return level(asked) if asked else ""


class PlanDesk:
    """Judges cells of one plan; what they are judged against is read once, in a fixed number of queries."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.indicators = {each.code: each for each in indicators_for(plan)}
        self.standing = figures_of(plan)
        others = Target.objects.filter(framework__plan__unit=plan.unit_id, indicator__isnull=False)
        others = others.exclude(framework=plan.framework_id).exclude(framework=plan.framework.replaces_id)
        others = others.exclude(framework__replaced_by__isnull=False)
        self.lives = Lives([plan.unit_id])
        self.elsewhere = {
            (row.indicator.code, row.year): row
            for row in others.select_related("framework", "indicator")
            if row.indicator
        }

    def judge(self, code: str, year: int, text: str) -> Judged:
        """One cell as it was typed; every reason why it cannot be written is a sentence in `refusal`."""
        indicator = self.indicators.get(code)
        if indicator is None:
            raise Refused(f"Kế hoạch này không có chỉ tiêu “{code}”.")
        before = self.standing.get((code, year))
        try:
            asked = read_level(text, thing_of(indicator))
            if asked and _said(asked) != _said(before):
                self._check(indicator, year, asked)
        except Refused as reason:
            return Judged(indicator, year, before, None, f"{indicator}, năm {year}: {reason}")
        return Judged(indicator, year, before, asked)

    def _check(self, indicator: Indicator, year: int, asked: Level) -> None:
        if year not in self.plan.years:
            raise Refused(f"năm này nằm ngoài kế hoạch ({self.plan.span}).")
        self.lives.must_not_be_over(self.plan.unit_id, dt.date(year, 1, 1), "đặt mục tiêu")
        check_figures(self.target(indicator, year, asked))
        if other := self.elsewhere.get((indicator.code, year)):
            raise Refused(
                f"{other.framework.citation} đã đặt mức {level(other)}; hai kế hoạch không cùng đặt một mốc. Hãy xóa ở "
                "kế hoạch kia, hoặc ghi kế hoạch này thay cho kế hoạch kia."
            )

    def target(self, indicator: Indicator, year: int, asked: Level) -> Target:
        """The row that the cell becomes."""
        framework = self.plan.framework
        return Target(
            framework=framework,
            scope=f"{self.plan.unit} ({self.plan.unit.key})"[:120],
            label=indicator.label,
            base_label=base_words(indicator),
            indicator=indicator,
            kind=asked.kind,
            year=year,
            minimum=asked.minimum,
            maximum=asked.maximum,
            unit_name=asked.unit_name,
            base_year=asked.base_year,
            verified=framework.verified,
            source=framework.citation,
        )


@transaction.atomic
def write_plan(plan: Plan, cells: Mapping[Place, str], *, by: User, at: dt.datetime) -> list[PlanChange]:
    """Write cells of a plan as they are typed; one that is emptied takes its target out. All or nothing.

    Raises Refused with every sentence of `PlanDesk.judge`, one a line.
    """
    locked = Plan.objects.select_for_update(of=("self",)).select_related("framework", "unit").get(pk=plan.pk)
    desk = PlanDesk(locked)
    judged = [desk.judge(code, year, text) for (code, year), text in cells.items()]
    if refusals := [each.refusal for each in judged if each.refusal]:
        raise Refused("\n".join(refusals))
    return _written(desk, [each for each in judged if each.changes], by=by, at=at)


def _written(desk: PlanDesk, judged: Iterable[Judged], *, by: User, at: dt.datetime) -> list[PlanChange]:
    changes = []
    for each in judged:
        if each.before:
            each.before.delete()
        if each.asked:
            checked(desk.target(each.indicator, each.year, each.asked))
        changes.append(
            checked(
                PlanChange(
                    plan=desk.plan,
                    indicator=each.indicator,
                    year=each.year,
                    before=_said(each.before),
                    after=_said(each.asked),
                    changed_by=by,
                    changed_at=at,
                )
            )
        )
    return changes


@transaction.atomic
def drop_plan(plan: Plan, *, by: User, at: dt.datetime) -> None:
    """Take out a plan that was entered by mistake; who did it stays. Raises Refused while figures stand in it, or
    another replaces it.
    """
    locked = Plan.objects.select_for_update(of=("self",)).select_related("framework").get(pk=plan.pk)
    if number := Target.objects.filter(framework=locked.framework_id).count():
        raise Refused(f"Kế hoạch còn {vi.whole(number)} mức. Hãy xóa trắng các ô, ghi lại, rồi mới xóa kế hoạch.")
    if successor := Framework.objects.filter(replaces=locked.framework_id).first():
        raise Refused(f"{successor} thay cho kế hoạch này nên không xóa được.")
    framework = locked.framework
    catalogue.keep(catalogue.compared(catalogue.seen(locked), {}), by=by, at=at, reason="Kế hoạch ghi nhầm.")
    locked.delete()
    framework.delete()


def falling_steps(figures: Mapping[Place, Target]) -> list[str]:
    """Milestones that ask for less than an earlier one of the same plan: allowed, and said so that somebody looks."""
    by_indicator: dict[str, list[Target]] = {}
    for (code, _), row in sorted(figures.items()):
        by_indicator.setdefault(code, []).append(row)
    return [said for rows in by_indicator.values() for said in falls_behind(rows)]
