"""What a review found, each number computed once and under a name; tables and sentences only dress it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from hocTap.lib import vi
from indicators.enums import Register, Rounding
from indicators.models import Indicator, Target
from indicators.rules.rates import meets
from indicators.series import Difference, Series, Sum, Ward, Why
from reports.review import spec
from reports.review.document import Figure, Source
from reports.review.facts import Facts
from reports.review.ledger import Count, Ledger, Share, gap_words, qualifier_words

MET, NOT_MET, UNKNOWN = "Đạt", "Chưa đạt", "Chưa có số liệu"


@dataclass(frozen=True)
class TitleResult:
    """How one title stands at the end of the stage."""

    title: spec.Title
    indicator: Indicator
    share: Share


@dataclass(frozen=True)
class TargetResult:
    """What a decision asked for, what answers it (nothing where nobody counts it), and the verdict."""

    target: Target
    share: Share | None
    verdict: str


@dataclass(frozen=True)
class Findings:
    """Everything that one review says; its numbers are entered in the ledger as they are asked for."""

    facts: Facts
    ledger: Ledger

    @property
    def series(self) -> Series:
        return self.facts.series

    @property
    def stage(self) -> str:
        return spec.stage_words(self.series.first, self.series.last)

    # Centres

    @cached_property
    def coverage(self) -> Figure:
        """Wards with a learning centre: computed from the centres' records, ward by ward, and not typed."""
        facts, wards = self.facts, self.series.wards_at_end
        covered = len(wards) - len(facts.uncovered)
        figure = Figure(
            key=spec.COVERAGE,
            label="Phường có trung tâm học tập cộng đồng",
            numerator=covered,
            denominator=len(wards),
            unit_name="phường",
            base="trên tổng số phường",
            printed=self.ledger.percent(covered, len(wards), spec.COVERAGE),
            how=f"Đếm phường có trung tâm đang hoạt động vào ngày {vi.day(facts.as_of)}, theo danh mục trung tâm.",
            sources=tuple(self._served(ward) for ward in wards),
            illustrative=any(facts.served.values()),
        )
        self.ledger.figures[figure.key] = figure
        return figure

    def _served(self, ward: Ward) -> Source:
        served = self.facts.served
        return Source(
            unit=ward.key,
            name=ward.name,
            year=self.facts.as_of.year,
            submission=0,
            numerator=int(ward.pk in served),
            denominator=1,
            illustrative=served.get(ward.pk, False),
            register=Register.COVERAGE.value,
        )

    # Titles

    @cached_property
    def titles(self) -> list[spec.Title]:
        """The titles of the catalogue; citizens' only where somebody counts them."""
        known = [title for title in spec.TITLES if title.indicator in self.facts.indicators]
        return [title for title in known if not title.only_where_counted or self._is_counted(title)]

    def _is_counted(self, title: spec.Title) -> bool:
        base = self.indicator(title).base.code
        return any(self.series.year(base, year).numerator for year in self.series.years)

    @cached_property
    def title_results(self) -> tuple[TitleResult, ...]:
        """Stocks, so each ward's last approved year counts."""
        return tuple(TitleResult(title, self.indicator(title), self.at_end(title)) for title in self.titles)

    def indicator(self, title: spec.Title) -> Indicator:
        return self.facts.indicators[title.indicator]

    def at_end(self, title: spec.Title, ward: Ward | None = None) -> Share:
        """A title at the end of the stage, of all wards or of one."""
        return self._share(title, self.sum_at_end(title, ward), ward.key if ward else "")

    def in_year(self, title: spec.Title, year: int, ward: Ward | None = None) -> Share:
        return self._share(title, self.sum_in_year(title, year, ward), f"{year}/{ward.key}" if ward else str(year))

    def sum_at_end(self, title: spec.Title, ward: Ward | None = None) -> Sum:
        indicator = self.indicator(title)
        return self.series.stage(indicator.numerator.code, indicator.base.code, ward)

    def sum_in_year(self, title: spec.Title, year: int, ward: Ward | None = None) -> Sum:
        indicator = self.indicator(title)
        return self.series.year(indicator.numerator.code, year, indicator.base.code, ward)

    def _share(self, title: spec.Title, found: Sum, part: str) -> Share:
        indicator = self.indicator(title)
        key = f"{indicator.code}/{part}" if part else indicator.code
        return self.ledger.share(key, indicator.label, title.unit_name, indicator.base_label, found)

    @cached_property
    def title_notes(self) -> tuple[str, ...]:
        """What a reader must know of the stage's stocks: older years, blanks, figures that are not exact."""
        notes: dict[str, None] = {}
        for title in self.titles:
            found = self.sum_at_end(title)
            for each in found.inputs:
                if each.year != self.series.last:
                    notes[f"{each.ward.name}: lấy số liệu năm {each.year}, năm cuối đã được duyệt."] = None
            for gap in found.gaps:
                of = f"{title.kind.label}: không" if gap.why == Why.BLANK else "Không"
                notes[f"{of} tính {gap_words(gap)}."] = None
            for each in found.inexact:
                words = qualifier_words(each.qualifiers)
                notes[f"{each.ward.name}, {title.kind.label}: phường ghi số “{words}”."] = None
        return tuple(notes)

    @cached_property
    def regime_notes(self) -> tuple[str, ...]:
        """Where the criteria changed within the stage: said wherever years stand side by side."""
        return tuple(
            f"Trước năm {year} tính theo {before.criteria}; từ năm {year} tính theo {after.criteria}. "
            "Số liệu hai thời kỳ không so sánh trực tiếp với nhau."
            for year in spec.breaks_between(self.series.first, self.series.last)
            if (before := spec.regime_of(year - 1)) and (after := spec.regime_of(year))
        )

    # Flows: money, honours, classes

    @cached_property
    def flows(self) -> list[spec.Flow]:
        return [flow for flow in spec.FLOWS if flow.code in self.series.measures]

    @property
    def flow_codes(self) -> list[str]:
        return [flow.code for flow in self.flows]

    @cached_property
    def totals(self) -> dict[str, Count]:
        """Each flow added over the whole stage, by its code."""
        return {flow.code: self.flow(flow) for flow in self.flows}

    def total(self, code: str) -> int | None:
        """A flow over the whole stage; nothing where no figure of it was approved."""
        found = self.totals.get(code)
        return found.figure.numerator if found else None

    def flow(self, flow: spec.Flow, *, year: int | None = None, ward: Ward | None = None) -> Count:
        measure = self.series.measures[flow.code]
        if year is None:
            found = self.series.stage(flow.code, ward=ward)
        else:
            found = self.series.year(flow.code, year, ward=ward)
        part = ward.key if ward else str(year) if year else ""
        key = f"{flow.code}/{part}" if part else flow.code
        return self.ledger.count(key, measure.label, measure.unit_name, found)

    @cached_property
    def differences(self) -> list[Difference]:
        """Registers that do not say what the ward's approved sheet says."""
        return self.series.differences(self.flow_codes)

    # Wards

    def wards_of(self, years: Iterable[int]) -> list[Ward]:
        """Every ward that stood in one of the years, under its last name there."""
        found = {ward.pk: ward for year in years for ward in self.series.wards[year]}
        return sorted(found.values(), key=lambda ward: (ward.sort_key, ward.pk))

    @property
    def own(self) -> list[Ward]:
        """The unit itself, where its own registers add to the sums."""
        shown = set(self.flow_codes) & self.series.own_codes()
        return [self.series.own] if self.series.own and shown else []

    # Targets

    @cached_property
    def target_results(self) -> tuple[TargetResult, ...]:
        """Each target of the stage with what was reached: decided on counts, never on printed percentages."""
        return tuple(self._judged(target) for target in self.facts.targets)

    def _judged(self, target: Target) -> TargetResult:
        share = self._answer(target)
        if share is None or share.figure.numerator is None or share.figure.denominator is None:
            return TargetResult(target, None, UNKNOWN)
        return TargetResult(target, share, verdict(target, share.figure.numerator, share.figure.denominator))

    def _answer(self, target: Target) -> Share | None:
        """The title's share that answers a target: of the target's own year, or of the stage's end."""
        asked = target.indicator.code if target.indicator else ""
        title = next((title for title in self.titles if title.indicator == asked), None)
        if title is None:
            return None
        if target.year < self.series.last:
            return self.in_year(title, target.year)
        return next(each.share for each in self.title_results if each.title == title)


def verdict(target: Target, numerator: int, denominator: int) -> str:
    """Met or not, by cross-multiplication; an empty base decides nothing. Only percentages can be decided."""
    if target.unit_name != "%":
        return UNKNOWN
    reached = meets(numerator, denominator, target.minimum)
    return UNKNOWN if reached is None else MET if reached else NOT_MET


def find(facts: Facts, rounding: Rounding) -> Findings:
    """The findings of what was gathered; a rate is printed long enough for the levels that decisions ask of it."""
    levels: dict[str, list[Decimal]] = {}
    for target in facts.targets:
        if target.indicator and target.unit_name == "%":
            levels.setdefault(target.indicator.code, []).append(target.minimum)
    return Findings(facts, Ledger(facts.series, rounding, levels))
