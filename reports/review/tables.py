"""The tables of a review; each number is entered in the ledger under a key that stays the same from print to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from hocTap.lib import vi
from indicators.models import Indicator
from indicators.series import Series, Sum, Ward
from reports.document import Cell, Column, Row, Table, plain, text
from reports.review import spec
from reports.review.facts import Facts
from reports.review.ledger import Ledger, gap_words, qualifier_words

ORDINAL = Column("TT", 9)
WARD = Column("Phường", 34, numeric=False)
TRIPLE = ("Công nhận", "Tổng số", "Tỉ lệ")


@dataclass(frozen=True)
class Builder:
    """Facts and ledger together: what every table of one review is built from."""

    facts: Facts
    ledger: Ledger

    @property
    def series(self) -> Series:
        return self.facts.series

    @cached_property
    def titles(self) -> list[spec.Title]:
        """The titles of the catalogue; citizens' only where somebody counts them."""
        known = [title for title in spec.TITLES if title.indicator in self.facts.indicators]
        return [title for title in known if not title.only_where_counted or self._is_counted(title)]

    def _is_counted(self, title: spec.Title) -> bool:
        indicator = self.indicator(title)
        years = (self.series.year(indicator.base.code, year) for year in self.series.years)
        return any(found.numerator for found in years)

    @property
    def flows(self) -> list[spec.Flow]:
        return [flow for flow in spec.FLOWS if flow.code in self.series.measures]

    def indicator(self, title: spec.Title) -> Indicator:
        return self.facts.indicators[title.indicator]

    # Cells

    def stage_share(self, title: spec.Title, ward: Ward | None, over: tuple[int, int]) -> tuple[Cell, Cell, Cell]:
        indicator = self.indicator(title)
        found = self.series.stage(indicator.numerator.code, indicator.base.code, ward)
        return self._share(title, found, ward.key if ward else "", over)

    def year_share(
        self, title: spec.Title, year: int, ward: Ward | None, over: tuple[int, int]
    ) -> tuple[Cell, Cell, Cell]:
        indicator = self.indicator(title)
        found = self.series.year(indicator.numerator.code, year, indicator.base.code, ward)
        return self._share(title, found, f"{year}/{ward.key}" if ward else str(year), over)

    def _share(self, title: spec.Title, found: Sum, part: str, over: tuple[int, int]) -> tuple[Cell, Cell, Cell]:
        indicator = self.indicator(title)
        key = f"{indicator.code}/{part}" if part else indicator.code
        return self.ledger.share(key, indicator.label, title.unit_name, indicator.base_label, found, over)

    def flow(self, flow: spec.Flow, *, year: int | None = None, ward: Ward | None = None) -> Cell:
        facts = self.series.measures[flow.code]
        if year is None:
            found = self.series.stage(flow.code, ward=ward)
        else:
            found = self.series.year(flow.code, year, ward=ward)
        part = ward.key if ward else str(year) if year else ""
        key = f"{flow.code}/{part}" if part else flow.code
        return self.ledger.count(key, facts.label, facts.unit_name, found)

    # Tables

    def titles_table(self) -> Table:
        """The titles at the end of the stage: stocks, so each ward's last approved year counts."""
        rows = tuple(
            Row(
                (
                    plain(number),
                    text(title.kind.label),
                    text(title.unit_name),
                    *self.stage_share(title, None, (3, 4)),
                    text(self.indicator(title).base_label),
                )
            )
            for number, title in enumerate(self.titles, start=1)
        )
        columns = (
            ORDINAL,
            Column("Danh hiệu", 38, numeric=False),
            Column("Đơn vị tính", 19, numeric=False),
            Column("Được công nhận", 22),
            Column("Tổng số", 20),
            Column("Tỉ lệ", 19),
            Column("Tỉ lệ tính trên", 38, numeric=False),
        )
        name = f"Kết quả công nhận các danh hiệu học tập đến cuối năm {self.series.last}"
        return Table("titles", name, columns, rows, spec.SUMMARY, "Bảng 2", self._title_notes())

    def _title_notes(self) -> tuple[str, ...]:
        """What a reader must know of the stage's stocks: older years, blanks, figures that are not exact."""
        notes: dict[str, None] = {}
        for title in self.titles:
            indicator = self.indicator(title)
            found = self.series.stage(indicator.numerator.code, indicator.base.code)
            for each in found.inputs:
                if each.year != self.series.last:
                    notes[f"{each.ward.name}: lấy số liệu năm {each.year}, năm cuối đã được duyệt."] = None
            for gap in found.gaps:
                notes[f"Không tính {gap_words(gap)}."] = None
            for each in found.inexact:
                words = qualifier_words(each.qualifiers)
                notes[f"{each.ward.name}, {title.kind.label}: phường ghi số “{words}”."] = None
        return tuple(notes)

    def coverage_table(self) -> Table:
        """Wards that a learning centre serves on the last day, from the centres' records and not typed."""
        wards = self.series.wards_at_end
        covered = len(wards) - len(self.facts.uncovered)
        row = Row(
            (
                plain(1),
                text(f"Phường có trung tâm học tập cộng đồng đang hoạt động, ngày {vi.day(self.facts.as_of)}"),
                Cell(vi.whole(covered), "count", number=covered, figure=spec.COVERAGE),
                Cell(vi.whole(len(wards)), "count", number=len(wards), figure=spec.COVERAGE),
                self.ledger.rate_cell(covered, len(wards), spec.COVERAGE, (2, 3)),
            )
        )
        columns = (
            ORDINAL,
            Column("Nội dung", 90, numeric=False),
            Column("Số phường có", 22),
            Column("Tổng số phường", 24),
            Column("Tỉ lệ", 20),
        )
        notes = tuple(f"Chưa có trung tâm: {ward.name}." for ward in self.facts.uncovered)
        name = "Mạng lưới trung tâm học tập cộng đồng"
        return Table("coverage", name, columns, (row,), spec.SUMMARY, "Bảng 1", notes)

    def flows_by_year_table(self) -> Table:
        """What happened in each year, and over the stage: flows add up."""
        rows = [Row((plain(year), *(self.flow(flow, year=year) for flow in self.flows))) for year in self.series.years]
        total = self._total("Cộng", [self.flow(flow) for flow in self.flows], len(rows), before=())
        name = f"Hoạt động học tập cộng đồng, khuyến học và khen thưởng, {self.stage}"
        columns = (Column("Năm", 14), *self._flow_columns())
        return Table("flows-by-year", name, columns, (*rows, total), spec.BY_YEAR, "Bảng 3")

    def flows_by_ward_table(self) -> Table:
        """The same by ward: every ward that stood in some year of the stage gives to the total."""
        wards = self._wards(self.series.years)
        rows = [
            Row((plain(number), text(ward.name), *(self.flow(flow, ward=ward) for flow in self.flows)))
            for number, ward in enumerate([*wards, *self._own()], start=1)
        ]
        total = self._total("Tổng cộng", [self.flow(flow) for flow in self.flows], len(rows))
        name = f"Hoạt động học tập cộng đồng, khuyến học và khen thưởng theo phường, {self.stage}"
        columns = (ORDINAL, WARD, *(replace(each, width=each.width + 8) for each in self._flow_columns()))
        return Table("flows-by-ward", name, columns, (*rows, total), spec.BY_WARD)

    def _own(self) -> list[Ward]:
        """The unit itself, where its own registers add to the sums."""
        shown = {flow.code for flow in self.flows} & self.series.own_codes()
        return [self.series.own] if self.series.own and shown else []

    def differences_table(self) -> Table | None:
        """Registers that do not say what the ward's approved sheet says; None where all agree."""
        found = self.series.differences([flow.code for flow in self.flows])
        if not found:
            return None
        measures = self.series.measures
        rows = tuple(
            Row(
                (
                    plain(number),
                    text(each.ward.name),
                    plain(each.year),
                    text(measures[each.code].label),
                    text(each.register.label),
                    Cell(vi.whole(each.recorded), "count", number=each.recorded),
                    Cell(vi.whole(each.approved), "count", number=each.approved),
                )
            )
            for number, each in enumerate(found, start=1)
        )
        columns = (
            ORDINAL,
            WARD,
            Column("Năm", 14),
            Column("Chỉ tiêu", 70, numeric=False),
            Column("Sổ", 50, numeric=False),
            Column("Số theo sổ", 35),
            Column("Số đã duyệt", 35),
        )
        notes = ("Báo cáo này lấy số theo sổ.",)
        return Table("differences", "Số theo sổ khác số đã duyệt", columns, rows, spec.DIFFERENCES, notes=notes)

    def titles_by_ward_table(self) -> Table:
        """The titles at the end of the stage, ward by ward."""
        overs = [(2 + 3 * n, 3 + 3 * n) for n in range(len(self.titles))]
        rows = [
            Row((plain(number), text(ward.name), *self._shares_at_end(ward, overs)))
            for number, ward in enumerate(self.series.wards_at_end, start=1)
        ]
        total = self._total("Tổng cộng", self._shares_at_end(None, overs), len(rows))
        name = f"Các danh hiệu học tập theo phường đến cuối năm {self.series.last}"
        columns = (ORDINAL, WARD, *self._triples([title.kind.label for title in self.titles], 209))
        return Table("titles-by-ward", name, columns, (*rows, total), spec.BY_WARD, notes=self._title_notes())

    def _shares_at_end(self, ward: Ward | None, overs: Sequence[tuple[int, int]]) -> list[Cell]:
        pairs = zip(self.titles, overs, strict=True)
        return [cell for title, over in pairs for cell in self.stage_share(title, ward, over)]

    def titles_by_year_table(self) -> Table:
        """The titles year by year; stocks are not added over years, so there is no total."""
        overs = [(2 + 3 * n, 3 + 3 * n) for n in range(len(self.titles))]
        rows = tuple(
            Row(
                (
                    plain(year),
                    text(regime.label if (regime := spec.regime_of(year)) else vi.NOTHING),
                    *(
                        c
                        for title, over in zip(self.titles, overs, strict=True)
                        for c in self.year_share(title, year, None, over)
                    ),
                )
            )
            for year in self.series.years
        )
        name = f"Các danh hiệu học tập theo năm, {self.stage}"
        heads = (Column("Năm", 14), Column("Tiêu chí", 22, numeric=False))
        columns = (*heads, *self._triples([title.kind.label for title in self.titles], 216))
        return Table("titles-by-year", name, columns, rows, spec.BY_YEAR, notes=self.regime_notes())

    def ward_and_year_tables(self) -> tuple[Table, ...]:
        """For each title every ward in every year, in blocks of years that fit a page."""
        return tuple(
            self._ward_and_year_table(title, years)
            for title in self.titles
            for years in spec.blocks(self.series.first, self.series.last)
        )

    def _ward_and_year_table(self, title: spec.Title, years: range) -> Table:
        overs = [(2 + 3 * n, 3 + 3 * n) for n in range(len(years))]
        places = list(zip(years, overs, strict=True))
        wards = self._wards(years)
        rows = [
            Row(
                (
                    plain(number),
                    text(ward.name),
                    *(cell for year, over in places for cell in self.year_share(title, year, ward, over)),
                )
            )
            for number, ward in enumerate(wards, start=1)
        ]
        sums = [cell for year, over in places for cell in self.year_share(title, year, None, over)]
        total = self._total("Tổng cộng", sums, len(rows))
        span = f"năm {years[0]}" if len(years) == 1 else f"các năm {years[0]} - {years[-1]}"
        columns = (ORDINAL, replace(WARD, width=24), *self._pairs([f"Năm {year}" for year in years], 219))
        key = f"{title.kind.value}-{years[0]}-{years[-1]}"
        name = f"{title.kind.label} theo phường và theo năm, {span}"
        return Table(key, name, columns, (*rows, total), spec.BY_WARD_AND_YEAR, notes=self.regime_notes())

    # Parts of tables

    @property
    def stage(self) -> str:
        return spec.stage_words(self.series.first, self.series.last)

    def regime_notes(self) -> tuple[str, ...]:
        """Where the criteria changed within the stage: said wherever years stand side by side."""
        return tuple(
            f"Trước năm {year} tính theo {before.criteria}; từ năm {year} tính theo {after.criteria}. "
            "Số liệu hai thời kỳ không so sánh trực tiếp với nhau."
            for year in spec.breaks_between(self.series.first, self.series.last)
            if (before := spec.regime_of(year - 1)) and (after := spec.regime_of(year))
        )

    def _wards(self, years: Iterable[int]) -> list[Ward]:
        """Every ward that stood in one of the years, under its last name there."""
        found = {ward.pk: ward for year in years for ward in self.series.wards[year]}
        return sorted(found.values(), key=lambda ward: (ward.sort_key, ward.pk))

    def _total(self, label: str, cells: Sequence[Cell], rows: int, before: tuple[Cell, ...] = (Cell(""),)) -> Row:
        """The row of totals: each count adds up the rows above it, each rate is of the totals beside it."""
        summed = [replace(each, total_of=(0, rows - 1)) if each.kind == "count" else each for each in cells]
        return Row((*before, text(label), *summed), total=True)

    def _triples(self, groups: Sequence[str], width: float) -> list[Column]:
        each = round(width / (3 * max(len(groups), 1)), 2)
        return [Column(label, each, group) for group in groups for label in TRIPLE]

    def _pairs(self, groups: Sequence[str], width: float) -> list[Column]:
        """Counts and rates; the bases between them stand on the page and in Excel, paper is too narrow."""
        each = round(width / (2 * len(groups)), 2)
        return [Column(label, each, group, on_paper=label != TRIPLE[1]) for group in groups for label in TRIPLE]

    def _flow_columns(self) -> list[Column]:
        return [Column(flow.label, flow.width, flow.group) for flow in self.flows]
