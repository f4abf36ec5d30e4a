"""What a review found, each number computed once and under a name; tables and sentences only dress it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from django.conf import settings

from awards.titles.kinds import TitleKind
from hocTap.lib import vi
from indicators.definitions import told
from indicators.enums import Register, Rounding
from indicators.models import Indicator, Redefinition
from indicators.series import YEARLY_FORM, Difference, MeasureFacts, Series, Sum, Ward, Why
from reports.review import spec
from reports.review.document import Figure, Source
from reports.review.facts import Facts
from reports.review.judging import judged
from reports.review.ledger import Count, Ledger, Share, gap_words, qualifier_words
from reports.review.results import Other, TargetResult, TitleResult
from units.enums import UnitKind
from units.words import kinds_word, level_word

MOST_MISSING = 60
"""So many missing sheets are named in the text."""
MOST_NOTES = 12
"""So many units are named under a table one by one; more are counted there and named in the text or an annex."""


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
        """The stage in words; as long as it runs with the day to which its figures are."""
        return spec.with_day(self.facts.stage.words, self.facts.counted_on if self.facts.is_running else None)

    @cached_property
    def alone(self) -> bool:
        """Whether the unit is the one that reports: a ward by itself, whose figures are nobody's sum."""
        units = {ward.key for year in self.series.years for ward in self.series.wards[year]}
        return units == {self.facts.unit}

    @property
    def one_year(self) -> bool:
        return self.series.first == self.series.last

    @property
    def at_end_words(self) -> str:
        """When stocks are counted: "đến cuối năm 2020"; to the day of other years, and of one that still runs."""
        if self.facts.is_running:
            return spec.until(self.facts.counted_on)
        if self.facts.stage.kind == "calendar_year":
            return f"đến cuối năm {self.series.last}"
        return f"đến ngày {vi.day(self.facts.as_of)}"

    def year_words(self, year: int) -> str:
        return spec.year_words(year, self.facts.stage.kind)

    # Words for the units

    @cached_property
    def unit_word(self) -> str:
        """What those that report are together: "phường", "phường, xã"."""
        return kinds_word(self.wards_of(self.series.years))

    @property
    def unit_head(self) -> str:
        """The same at the head of a column."""
        return self.unit_word[:1].upper() + self.unit_word[1:]

    @cached_property
    def unit_word_at_end(self) -> str:
        return kinds_word(self.series.wards_at_end)

    def holders(self, title: spec.Title) -> str:
        """Who holds the title, in a sentence: "hộ gia đình"; communities as they are called there: "cộng đồng ấp"."""
        return self._local(title, title.holders)

    def counted(self, title: spec.Title) -> str:
        """The same as a unit of counting: "hộ", "khu phố", "ấp"."""
        return self._local(title, title.unit_name)

    def base_label(self, title: spec.Title) -> str:
        return self._local(title, self.indicator(title).base_label)

    def base_label_in(self, title: spec.Title, year: int) -> str:
        """The same as the year counts."""
        return self._local(title, self.indicator(title, year).base_label)

    def _local(self, title: spec.Title, said: str) -> str:
        word = self.facts.community_word
        return said.replace("khu phố", word) if title.kind == TitleKind.COMMUNITY and word else said

    # Centres

    @cached_property
    def coverage(self) -> Figure:
        """Wards with a learning centre: computed from the centres' records, ward by ward, and not typed.

        A ward for which nobody entered a centre is missing. Those on record are there because they have one, so that
        over them alone there is no rate.
        """
        facts, word = self.facts, self.unit_word_at_end
        unknown = facts.unrecorded
        wards = [ward for ward in self.series.wards_at_end if ward.pk in facts.recorded]
        all_units = len(wards) + len(unknown) + self.series.unlisted(self.series.last)
        known, covered = bool(wards), len(wards) - len(facts.uncovered)
        part = f"{vi.whole(len(wards))}/{vi.whole(all_units)} {self.series.units_word(self.series.last)}"
        part = part if known and len(wards) < all_units else ""
        figure = Figure(
            key=spec.COVERAGE,
            label=f"{word[:1].upper()}{word[1:]} có trung tâm học tập cộng đồng",
            numerator=covered if known else None,
            denominator=len(wards) if known else None,
            unit_name=word,
            base=f"trên tổng số {word}",
            printed=vi.NOTHING if unknown else self.ledger.percent(covered, len(wards), spec.COVERAGE),
            how=f"Đếm {word} có trung tâm đang hoạt động vào ngày {vi.day(facts.counted_on)}, theo sổ trung tâm.",
            sources=tuple(self._served(ward) for ward in wards),
            gaps=tuple(f"{ward.name}: chưa ghi trung tâm nào trong sổ" for ward in unknown),
            illustrative=any(facts.served.values()),
            reported=len(wards),
            expected=all_units,
            basis=part,
            part=part,
        )
        self.ledger.figures[figure.key] = figure
        return figure

    def _served(self, ward: Ward) -> Source:
        served = self.facts.served
        return Source(
            unit=ward.key,
            name=ward.name,
            year=self.facts.counted_on.year,
            submission=0,
            numerator=int(ward.pk in served),
            denominator=1,
            illustrative=served.get(ward.pk, False),
            register=Register.COVERAGE.value,
        )

    # Titles

    @cached_property
    def titles(self) -> list[spec.Title]:
        """The titles that the form counts; citizens' only where somebody counts them."""
        known = [title for title in spec.TITLES if self._is_collected(title.indicator)]
        return [title for title in known if not title.only_where_counted or self._is_counted(title)]

    def _is_collected(self, indicator: str) -> bool:
        """Whether the form asks for both parts of a rate."""
        known = self.facts.indicators.get(indicator)
        found = self.facts.definitions.of(known, self.series.last) if known else None
        return bool(found and {found.numerator.code, found.base_of_share.code} <= set(self.facts.collected))

    def _is_counted(self, title: spec.Title) -> bool:
        years = self.series.years
        return any(self.series.year(self.codes(title, year)[1], year).numerator for year in years)

    @cached_property
    def title_results(self) -> tuple[TitleResult, ...]:
        """Stocks, so each ward's last approved year counts."""
        return tuple(TitleResult(title, self.indicator(title), self.at_end(title)) for title in self.titles)

    def indicator(self, title: spec.Title, year: int | None = None) -> Indicator:
        """The title's rate as it is defined in the year; in the stage's last unless another is asked for."""
        first_known = self.facts.indicators[title.indicator]
        return self.facts.definitions.of(first_known, self.series.last if year is None else year)

    def at_end(self, title: spec.Title, ward: Ward | None = None) -> Share:
        """A title at the end of the stage, of all wards or of one."""
        return self._share(title, self.sum_at_end(title, ward), ward.key if ward else "")

    def in_year(self, title: spec.Title, year: int, ward: Ward | None = None) -> Share:
        part = f"{year}/{ward.key}" if ward else str(year)
        return self._share(title, self.sum_in_year(title, year, ward), part, year)

    def sum_at_end(self, title: spec.Title, ward: Ward | None = None) -> Sum:
        code, base = self.codes(title)
        return self._once((f"{code}/{base}", 0, ward), lambda: self.series.stage(code, base, ward))

    def sum_in_year(self, title: spec.Title, year: int, ward: Ward | None = None) -> Sum:
        code, base = self.codes(title, year)
        return self._once((f"{code}/{base}", year, ward), lambda: self.series.year(code, year, base, ward))

    def _once(self, at: tuple[str, int, Ward | None], add: Callable[[], Sum]) -> Sum:
        """A sum that several tables, sentences and the chart ask for, added once."""
        found = self._sums.get(at)
        if found is None:
            found = self._sums[at] = add()
        return found

    @cached_property
    def _sums(self) -> dict[tuple[str, int, Ward | None], Sum]:
        return {}

    @cached_property
    def _shares(self) -> dict[str, Share]:
        return {}

    def _share(self, title: spec.Title, found: Sum, part: str, year: int | None = None) -> Share:
        code, label, counted, base = self._words_of(title, self.series.last if year is None else year)
        key = f"{code}/{part}" if part else code
        made = self._shares.get(key)
        if made is None:
            made = self._shares[key] = self.ledger.share(key, label, counted, base, found)
        return made

    def _words_of(self, title: spec.Title, year: int) -> tuple[str, str, str, str]:
        """The code and label of a title's rate, what is counted and on what: the same for every share of a year."""
        at = id(title), year
        known = self._titles_words.get(at)
        if known is None:
            indicator = self.indicator(title, year)
            known = indicator.code, indicator.label, self.counted(title), self.base_label_in(title, year)
            self._titles_words[at] = known
        return known

    @cached_property
    def _titles_words(self) -> dict[tuple[int, int], tuple[str, str, str, str]]:
        """By identity of the title, which `spec` holds, and year."""
        return {}

    @cached_property
    def title_notes(self) -> tuple[str, ...]:
        """What a reader must know of the stage's stocks: older years, blanks, figures that are not exact."""
        older: dict[str, None] = {}
        left_out: dict[str, None] = {}
        inexact: dict[str, None] = {}
        for title in self.titles:
            found = self.sum_at_end(title)
            for each in found.inputs:
                if each.year != self.series.last:
                    older[f"{each.ward.name}: lấy số liệu năm {each.year}, năm cuối đã được duyệt."] = None
            for gap in found.gaps:
                of = f"{title.kind.label}: không" if gap.why == Why.BLANK else "Không"
                left_out[f"{of} tính {gap_words(gap)}."] = None
            for each in found.inexact:
                words = qualifier_words(each.qualifiers)
                inexact[f"{each.ward.name}, {title.kind.label}: {level_word(each.ward)} ghi số “{words}”."] = None
        return (
            *(
                self._changed_words(title, each)
                for title in self.titles
                for each in self.changes(title, 0, self.series.last)
            ),
            *self._few(older, "có số lấy của năm trước năm cuối"),
            *self._few(left_out, "chưa có số liệu được duyệt hoặc để trống ô, không tính vào bảng"),
            *self._few(inexact, "ghi số gần đúng"),
        )

    def _few(self, notes: Collection[str], otherwise: str) -> list[str]:
        """The notes; where they would fill a page, how many there are."""
        return [f"{vi.whole(len(notes))} trường hợp {otherwise}."] if len(notes) > MOST_NOTES else list(notes)

    @cached_property
    def regime_notes(self) -> tuple[str, ...]:
        """Where the criteria changed within the stage: said wherever years stand side by side."""
        return self.regime_notes_in(self.series.years)

    def regime_notes_in(self, years: range) -> tuple[str, ...]:
        """The same of some years alone, as of a table that holds a block of them."""
        return tuple(
            f"Trước năm {year} tính theo {before.criteria}; từ năm {year} tính theo {after.criteria}. "
            "Số liệu hai thời kỳ không so sánh trực tiếp với nhau."
            for year in spec.breaks_between(years[0], years[-1])
            if (before := spec.regime_of(year - 1)) and (after := spec.regime_of(year))
        ) + tuple(
            f"{self._changed_words(title, each)} Số liệu hai thời kỳ không so sánh trực tiếp với nhau."
            for title in self.titles
            for each in self.changes(title, years[0], years[-1])
        )

    def changes(self, title: spec.Title, after: int, last: int) -> list[Redefinition]:
        """What of a title's rate is counted otherwise from a year after the first up to the last."""
        return self.facts.definitions.after(self.facts.indicators[title.indicator], after, last)

    def _changed_words(self, title: spec.Title, change: Redefinition) -> str:
        return f"{title.kind.label}: từ năm {change.first_year} tính khác: {told(change)}."

    # Flows: money, honours, classes

    @cached_property
    def flows(self) -> list[spec.Flow]:
        """Those that the form asks for or a register recorded."""
        collected = set(self.facts.collected)
        return [flow for flow in spec.FLOWS if flow.code in self.series.measures and flow.code in collected]

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
        def add() -> Sum:
            if year is None:
                return self.series.stage(flow.code, ward=ward)
            return self.series.year(flow.code, year, ward=ward)

        found = self._once((flow.code, year or 0, ward), add)
        return self._flow(flow, found, ward.key if ward else str(year) if year else "")

    def _flow(self, flow: spec.Flow, found: Sum, part: str) -> Count:
        return self._measure(self.series.measures[flow.code], found, part)

    @cached_property
    def differences(self) -> list[Difference]:
        """Registers that do not say what the ward's approved sheet says."""
        return self.series.differences(self.flow_codes)

    # Wards

    def wards_of(self, years: Iterable[int]) -> list[Ward]:
        """Every ward that stood in one of the years, under its last name there."""
        found = {
            ward.pk: ward for year in years for ward in (*self.series.ended.get(year, ()), *self.series.wards[year])
        }
        return sorted(found.values(), key=lambda ward: (ward.sort_key, ward.pk))

    def others_at_end(self) -> dict[Other, list[Share]]:
        """Published totals that stand in the titles' sums in the place of wards, each as a row of its own."""
        found = [(title, self.sum_at_end(title).totals) for title in self.titles]
        return {
            other: [self._share(title, other.sum_of(inputs), other.part) for title, inputs in found]
            for other in dict.fromkeys(Other.of(each) for _, inputs in found for each in inputs)
        }

    def other_flows(self) -> dict[Other, list[Count]]:
        """What offices' own registers and published totals give to the flows, each office as a row of its own."""
        reporting = {ward.pk for ward in self.wards_of(self.series.years)}
        found = [
            (flow, [each for each in self.series.stage(flow.code).inputs if each.ward.pk not in reporting])
            for flow in self.flows
        ]
        return {
            other: [self._flow(flow, other.sum_of(inputs), other.part) for flow, inputs in found]
            for other in dict.fromkeys(Other.of(each) for _, inputs in found for each in inputs)
        }

    @cached_property
    def districts(self) -> tuple[Ward, ...]:
        """The offices right under a province that stood between it and the wards in some year, in order."""
        found = {
            office.unit.pk: office.unit
            for year in self.series.years
            for office in self.series.offices.get(year, ())
            if office.unit.kind == UnitKind.DISTRICT and office.unit.key != self.facts.unit
        }
        return tuple(sorted(found.values(), key=lambda unit: (unit.sort_key, unit.pk)))

    @property
    def summed(self) -> list[tuple[str, str, str | None]]:
        """Every sum of the review: the measure, its name, and its base where it is a rate."""
        rates = [(self.codes(title), self.indicator(title).label) for title in self.titles]
        flows = [(flow.code, self.series.measures[flow.code].label, None) for flow in self.flows]
        return [*((codes[0], label, codes[1]) for codes, label in rates), *flows]

    @property
    def districts_at_end(self) -> list[Ward]:
        offices = {office.unit.pk for office in self.series.offices.get(self.series.last, ()) if office.stands}
        return [district for district in self.districts if district.pk in offices]

    @property
    def district_word(self) -> str:
        """What the districts are together: "quận, huyện"."""
        return kinds_word(self.districts, otherwise="quận, huyện")

    def codes(self, title: spec.Title, year: int | None = None) -> tuple[str, str]:
        """The measures of a title's rate, numerator and base, as the year counts it (as the stage's last does)."""
        at = id(title), self.series.last if year is None else year
        found = self._codes.get(at)
        if found is None:
            indicator = self.indicator(title, year)
            found = self._codes[at] = indicator.numerator.code, indicator.base_of_share.code
        return found

    @cached_property
    def _codes(self) -> dict[tuple[int, int], tuple[str, str]]:
        return {}

    def all_codes(self, title: spec.Title) -> list[str]:
        """The measures that some year of the stage counts it by, each once."""
        return list(dict.fromkeys(code for year in self.series.years for code in self.codes(title, year)))

    def of_office(self, title: spec.Title, sums: Mapping[int, Sum], district: Ward | None) -> Share:
        """A title at the end, of a district's wards; of those under none for None."""
        return self._share(title, sums.get(district.pk if district else 0, Sum(None, None)), _part_of(district))

    def flow_of_office(self, flow: spec.Flow, sums: Mapping[int, Sum], district: Ward | None) -> Count:
        return self._flow(flow, sums.get(district.pk if district else 0, Sum(None, None)), _part_of(district))

    # What is missing

    @cached_property
    def missing_by_year(self) -> dict[int, list[Ward]]:
        """The units without approved figures, by year; years without a gap are left out."""
        found: dict[int, list[Ward]] = {}
        for ward, year in self.series.missing():
            if year is not None:
                found.setdefault(year, []).append(ward)
        return found

    @property
    def missing_is_long(self) -> bool:
        """Whether naming them all would fill the page: then an annex does."""
        return sum(map(len, self.missing_by_year.values())) > MOST_MISSING and not self.alone

    def should_report(self, year: int) -> int:
        """How many units should have reported, those that the catalogue lacks included."""
        return len(self.series.wards[year]) + self.series.unlisted(year)

    # What an office added to its form

    @cached_property
    def added(self) -> list[MeasureFacts]:
        """Measures of the form that the shipped one does not have: an office's own, in the order of its form."""
        first, last, definitions = self.series.first, self.series.last, self.facts.definitions
        counted = [form for each in self.facts.indicators.values() for form in definitions.ever(each, first, last)]
        shown = {code for each in counted for code in (each.numerator.code, each.base_of_share.code)}
        shown |= {flow.code for flow in spec.FLOWS}
        known = shown | shipped_measures() if self.facts.stage.sheets.form_code == YEARLY_FORM else shown
        codes = [code for code in self.facts.collected if code not in known and code in self.series.measures]
        return [self.series.measures[code] for code in codes]

    @cached_property
    def added_counts(self) -> dict[str, Count]:
        return {each.code: self._measure(each, self.series.stage(each.code), "") for each in self.added}

    @property
    def older(self) -> dict[Ward, int]:
        """Units whose titles at the stage's end are of an earlier year, the last that was approved, with that year."""
        inputs = (each for title in self.titles for each in self.sum_at_end(title).inputs)
        return {each.ward: each.year for each in inputs if each.year != self.series.last}

    @property
    def flow_notes(self) -> tuple[str, ...]:
        """Who gave to the sums besides the units that stood when the last year ended."""
        ended = {ward.pk: ward.name for year in self.series.years for ward in self.series.ended.get(year, ())}
        if not ended or len(ended) > MOST_NOTES:
            return ()
        return (f"Có tính số của đơn vị đã kết thúc trong năm: {', '.join(ended.values())}.",)

    def _measure(self, measure: MeasureFacts, found: Sum, part: str) -> Count:
        key = f"{measure.code}/{part}" if part else measure.code
        return self.ledger.count(key, measure.label, measure.unit_name, found)

    def added_of(self, measure: MeasureFacts, ward: Ward) -> Count:
        return self._measure(measure, self.series.stage(measure.code, ward=ward), ward.key)

    # Targets

    @cached_property
    def target_results(self) -> tuple[TargetResult, ...]:
        """Each target of the stage with what was reached: decided on counts, never on printed percentages."""
        return tuple(judged(self, target) for target in self.facts.targets)


def _part_of(district: Ward | None) -> str:
    return f"{district.key}/ca-don-vi" if district else "khong-qua-cap-huyen"


@cache
def shipped_measures() -> frozenset[str]:
    """What the yearly form asks for as it is shipped."""
    path = settings.BASE_DIR / "fixtures/reference/forms.json"
    forms = json.loads(path.read_text(encoding="utf-8"))
    return frozenset(line["measure"] for form in forms for part in form["sections"] for line in part["lines"])


def find(facts: Facts, rounding: Rounding) -> Findings:
    """The findings of what was gathered; a rate is printed long enough for the levels that decisions ask of it."""
    levels: dict[str, list[Decimal]] = {}
    for target in facts.targets:
        if target.indicator and target.unit_name == "%" and target.minimum is not None:
            levels.setdefault(target.indicator.code, []).append(target.minimum)
    return Findings(facts, Ledger(facts.series, rounding, levels))
