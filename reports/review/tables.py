"""The tables of a review; each number was entered in the ledger under a key that stays the same from print to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hocTap.lib import vi
from indicators.enums import Nature
from indicators.series import MeasureFacts, Ward
from reports.paper.parts import Cell, CellKind, Column, Table, TableRow, altered, plain, text
from reports.review import spec
from reports.review.findings import MOST_NOTES, Findings
from reports.review.ledger import Count, Share, count_cell, over, row

ORDINAL = Column("TT", 9)
TRIPLE = ("Công nhận", "Tổng số", "Tỉ lệ")


MOST_NAMED = 40
"""More names than this, as of a province's communes, would fill a page; how many there are is in the note."""


def unit_column(found: Findings, width: float = 34) -> Column:
    """The units that report, by what they are."""
    return Column(found.unit_head, width, numeric=False)


def coverage_table(found: Findings) -> Table:
    """Wards that a learning centre serves on the last day."""
    word = found.unit_word_at_end
    words = f"{found.coverage.label} đang hoạt động, ngày {vi.day(found.facts.counted_on)}"
    rows = (row(plain(1), text(words), found.ledger.shown(found.coverage)),)
    columns = (
        ORDINAL,
        Column("Nội dung", 90, numeric=False),
        Column(f"Số {word} có", 22),
        Column(f"Tổng số {word}", 24),
        Column("Tỉ lệ", 20),
    )
    notes = (
        *(f"Không có trung tâm đang hoạt động: {names}." for names in _few_of(found.facts.uncovered, word)),
        *(f"Chưa ghi trung tâm nào trong sổ: {names}." for names in _few_of(found.facts.unrecorded, word)),
    )
    return Table("coverage", "Mạng lưới trung tâm học tập cộng đồng", columns, rows, spec.SUMMARY, notes=notes)


def _few_of(wards: Sequence[Ward], word: str) -> list[str]:
    """The wards by name, each for a note of its own; many in one, and of very many only how many there are."""
    names = [ward.name for ward in wards]
    if len(names) > MOST_NAMED:
        return [f"{vi.whole(len(names))} {word}"]
    return [", ".join(names)] if len(names) > MOST_NOTES else names


def year_cell(found: Findings, year: int) -> Cell:
    """The year that a row is of; a school year has two and is words."""
    words = found.year_words(year)
    return plain(year) if words == str(year) else text(words)


# Titles


def titles_table(found: Findings) -> Table:
    """The titles at the end of the stage."""
    rows = tuple(
        row(
            plain(number),
            text(each.title.kind.label),
            text(found.counted(each.title)),
            each.share,
            text(found.base_label(each.title)),
        )
        for number, each in enumerate(found.title_results, start=1)
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
    name = f"Kết quả công nhận các danh hiệu học tập {found.at_end_words}"
    return Table("titles", name, columns, rows, spec.SUMMARY, notes=found.title_notes)


def titles_by_ward_table(found: Findings) -> Table:
    """The titles at the end of the stage, ward by ward."""
    rows = [
        row(plain(number), text(ward.name), *(found.at_end(title, ward) for title in found.titles))
        for number, ward in enumerate(found.series.wards_at_end, start=1)
    ]
    rows += [row(text(""), text(other.label), *shares) for other, shares in found.others_at_end().items()]
    total = total_row("Tổng cộng", [each.share for each in found.title_results], rows)
    name = f"Các danh hiệu học tập theo {found.unit_word_at_end} {found.at_end_words}"
    columns = (ORDINAL, unit_column(found), *_triples([title.kind.label for title in found.titles], 209))
    return Table("titles-by-ward", name, columns, (*rows, total), spec.BY_WARD, notes=found.title_notes)


def titles_by_district_table(found: Findings) -> Table:
    """The titles at the end of the stage by the districts that then stood, and what stands under none of them."""
    sums = {title: found.series.stage_by_office(*found.codes(title)) for title in found.titles}
    rows = [
        row(
            plain(number),
            text(district.name),
            *(found.of_office(title, sums[title], district) for title in found.titles),
        )
        for number, district in enumerate(found.districts_at_end, start=1)
    ]
    if any(0 in each for each in sums.values()):
        directly = (found.of_office(title, sums[title], None) for title in found.titles)
        rows.append(row(text(""), text("Không qua cấp huyện"), *directly))
    total = total_row("Tổng cộng", [each.share for each in found.title_results], rows)
    word = found.district_word
    columns = (ORDINAL, _district_column(found), *_triples([title.kind.label for title in found.titles], 209))
    name = f"Các danh hiệu học tập theo {word} {found.at_end_words}"
    return Table("titles-by-district", name, columns, (*rows, total), spec.BY_WARD)


def _district_column(found: Findings) -> Column:
    word = found.district_word
    return Column(word[:1].upper() + word[1:], 34, numeric=False)


def titles_by_year_table(found: Findings) -> Table:
    """The titles year by year; stocks are not added over years, so there is no total."""
    rows = tuple(
        row(
            year_cell(found, year),
            text(_regime(year)),
            *(found.in_year(title, year) for title in found.titles),
        )
        for year in found.series.years
    )
    name = f"Các danh hiệu học tập theo năm, {found.stage}"
    heads = (Column("Năm", 14), Column("Tiêu chí", 22, numeric=False))
    columns = (*heads, *_triples([title.kind.label for title in found.titles], 216))
    return Table("titles-by-year", name, columns, rows, spec.BY_YEAR, notes=found.regime_notes)


def _regime(year: int) -> str:
    regime = spec.regime_of(year)
    return regime.label if regime else vi.NOTHING


def ward_and_year_tables(found: Findings) -> tuple[Table, ...]:
    """For each title every ward in every year, in blocks of years that fit a page."""
    return tuple(
        _ward_and_year_table(found, title, years)
        for title in found.titles
        for years in spec.blocks(found.series.first, found.series.last)
    )


def _ward_and_year_table(found: Findings, title: spec.Title, years: range) -> Table:
    rows = [
        row(plain(number), text(ward.name), *(found.in_year(title, year, ward) for year in years))
        for number, ward in enumerate(found.wards_of(years), start=1)
    ]
    total = total_row("Tổng cộng", [found.in_year(title, year) for year in years], rows)
    span = f"năm {years[0]}" if len(years) == 1 else f"các năm {years[0]} - {years[-1]}"
    heads = [f"Năm {found.year_words(year)}" for year in years]
    columns = (ORDINAL, unit_column(found, 27), *_pairs(heads, 216))
    key = f"{title.kind.value}-{years[0]}-{years[-1]}"
    name = f"{title.kind.label} theo {found.unit_word} và theo năm, {span}"
    return Table(key, name, columns, (*rows, total), spec.BY_WARD_AND_YEAR, notes=found.regime_notes_in(years))


def communities_table(found: Findings) -> Table:
    """A commune's own communities, out of its register of titles: no sheet counts them one by one."""
    rows = tuple(
        row(
            plain(number),
            text(each.name),
            count_cell(each.recognised),
            count_cell(each.households),
            _rate(found, each.recognised, each.households),
            text("x" if each.is_recognised else ""),
        )
        for number, each in enumerate(found.facts.communities, start=1)
    )
    word = found.facts.community_word
    columns = (
        ORDINAL,
        Column(word[:1].upper() + word[1:], 42, numeric=False),
        Column("Hộ được công nhận", 27, "Gia đình học tập"),
        Column("Hộ trong sổ", 24, "Gia đình học tập"),
        Column("Tỉ lệ", 22, "Gia đình học tập"),
        Column("Được công nhận Cộng đồng học tập", 40, numeric=False),
    )
    notes = ["Tính theo sổ xét danh hiệu, hộ đang theo dõi trong sổ; có thể khác số trong báo cáo số liệu."]
    if any(each.illustrative for each in found.facts.communities):
        notes.append("Số liệu minh họa.")
    name = f"Danh hiệu học tập theo {word}, năm xét {found.series.last}"
    return Table("titles-by-community", name, columns, rows, spec.BY_WARD, notes=tuple(notes))


def _rate(found: Findings, numerator: int, denominator: int) -> Cell:
    return over(found.ledger.rate_cell(numerator, denominator, ""), 2, 3)


# Money, honours, classes


def flows_by_year_table(found: Findings) -> Table:
    """What happened in each year, and over the stage: flows add up. Of one year it is the year's row alone."""
    years = found.series.years
    rows = [row(year_cell(found, year), *(found.flow(flow, year=year) for flow in found.flows)) for year in years]
    if not found.one_year:
        rows.append(total_row("Cộng", [*found.totals.values()], rows, before=()))
    name = f"Hoạt động học tập cộng đồng, khuyến học và khen thưởng, {found.stage}"
    columns = (Column("Năm", 14), *_flow_columns(found))
    return Table("flows-by-year", name, columns, tuple(rows), spec.BY_YEAR, notes=found.flow_notes)


def flows_by_ward_table(found: Findings) -> Table:
    """The same by ward: every ward that stood in some year of the stage gives to the total."""
    rows = [
        row(plain(number), text(ward.name), *(found.flow(flow, ward=ward) for flow in found.flows))
        for number, ward in enumerate(found.wards_of(found.series.years), start=1)
    ]
    others = found.other_flows()
    at = len(rows) + 1
    rows += [row(plain(at + n), text(other.label), *made) for n, (other, made) in enumerate(others.items())]
    total = total_row("Tổng cộng", [*found.totals.values()], rows)
    name = f"Hoạt động học tập cộng đồng, khuyến học và khen thưởng theo {found.unit_word}, {found.stage}"
    columns = (ORDINAL, unit_column(found), *(replace(each, width=each.width + 8) for each in _flow_columns(found)))
    return Table("flows-by-ward", name, columns, (*rows, total), spec.BY_WARD)


def flows_by_district_table(found: Findings) -> Table:
    """The same by the districts that stood in some year: what their wards gave and what they kept themselves."""
    sums = {flow: found.series.stage_by_office(flow.code) for flow in found.flows}
    rows = [
        row(
            plain(number),
            text(district.name),
            *(found.flow_of_office(flow, sums[flow], district) for flow in found.flows),
        )
        for number, district in enumerate(found.districts, start=1)
    ]
    if any(0 in each for each in sums.values()):
        directly = (found.flow_of_office(flow, sums[flow], None) for flow in found.flows)
        rows.append(row(text(""), text("Không qua cấp huyện"), *directly))
    total = total_row("Tổng cộng", [*found.totals.values()], rows)
    name = f"Hoạt động học tập cộng đồng, khuyến học và khen thưởng theo {found.district_word}, {found.stage}"
    columns = (
        ORDINAL,
        _district_column(found),
        *(replace(each, width=each.width + 8) for each in _flow_columns(found)),
    )
    return Table("flows-by-district", name, columns, (*rows, total), spec.BY_WARD)


def _flow_columns(found: Findings) -> list[Column]:
    return [Column(flow.label, flow.width, flow.group) for flow in found.flows]


# What the office added to its form


def added_table(found: Findings) -> Table:
    """Each measure that only this form has: a stock at the stage's end, a flow over all of it."""
    how = {Nature.STOCK: f"{found.at_end_words}", Nature.FLOW: f"cả {found.stage}"}
    rows = tuple(
        row(
            plain(number),
            text(measure.label),
            text(measure.unit_name),
            found.added_counts[measure.code],
            text(how[Nature(measure.nature)]),
        )
        for number, measure in enumerate(found.added, start=1)
    )
    columns = (
        ORDINAL,
        Column("Chỉ tiêu", 68, numeric=False),
        Column("Đơn vị tính", 24, numeric=False),
        Column("Số liệu", 30),
        Column("Tính", 34, numeric=False),
    )
    return Table("added", "Các chỉ tiêu khác của biểu số liệu", columns, rows, spec.SUMMARY)


def added_by_ward_tables(found: Findings) -> tuple[Table, ...]:
    """The same by ward, so many measures at a time as fit a page."""
    chosen = [found.added[at : at + ADDED_A_TABLE] for at in range(0, len(found.added), ADDED_A_TABLE)]
    return tuple(_added_by_ward(found, measures, n) for n, measures in enumerate(chosen, start=1))


ADDED_A_TABLE = 6


def _added_by_ward(found: Findings, measures: Sequence[MeasureFacts], number: int) -> Table:
    rows = [
        row(plain(n), text(ward.name), *(found.added_of(measure, ward) for measure in measures))
        for n, ward in enumerate(found.wards_of(found.series.years), start=1)
    ]
    total = total_row("Tổng cộng", [found.added_counts[measure.code] for measure in measures], rows)
    width = round(209 / len(measures), 2)
    heads = (Column(f"{measure.label} ({measure.unit_name})", min(width, 60)) for measure in measures)
    key = f"added-by-ward-{number}"
    name = f"Các chỉ tiêu khác theo {found.unit_word}, {found.stage}"
    return Table(key, name, (ORDINAL, unit_column(found), *heads), (*rows, total), spec.BY_WARD)


def missing_tables(found: Findings) -> tuple[Table, ...]:
    """Who has no approved figures, year by year, where they are too many for a sentence."""
    if not found.missing_is_long:
        return ()
    rows = tuple(
        row(
            year_cell(found, year),
            text(f"{vi.whole(len(missing))}/{vi.whole(found.should_report(year))}"),
            text(", ".join(ward.name for ward in missing)),
        )
        for year, missing in found.missing_by_year.items()
    )
    columns = (Column("Năm", 18), Column("Số đơn vị thiếu", 26), Column("Tên đơn vị", 208, numeric=False))
    name = f"Đơn vị chưa có số liệu được duyệt, {found.stage}"
    return (Table("missing", name, columns, rows, spec.BY_YEAR),)


def totals_tables(found: Findings) -> tuple[Table, ...]:
    """Offices' published totals beside what their units reported of the same, where there is something of both."""
    rows: list[TableRow] = []
    for code, label, base in found.summed:
        for each in found.series.stage(code, base).beside:
            rows.append(
                row(
                    plain(len(rows) + 1),
                    text(each.total.ward.name),
                    plain(each.total.year),
                    text(label),
                    count_cell(each.total.numerator),
                    count_cell(each.numerator, text="" if each.numerator is not None else vi.NOTHING),
                    text(f"{vi.whole(each.reported)}/{vi.whole(each.expected)}"),
                    text("số tổng hợp" if each.used else "số cộng từ đơn vị"),
                )
            )
    if not rows:
        return ()
    columns = (
        ORDINAL,
        Column("Đơn vị công bố", 44, numeric=False),
        Column("Năm", 14),
        Column("Chỉ tiêu", 66, numeric=False),
        Column("Số tổng hợp công bố", 32),
        Column("Cộng từ đơn vị", 32),
        Column("Số đơn vị đã có", 22),
        Column("Báo cáo này dùng", 34, numeric=False),
    )
    name = "Số tổng hợp đã công bố và số cộng từ đơn vị"
    return (Table("totals", name, columns, tuple(rows), spec.DIFFERENCES),)


def differences_tables(found: Findings) -> tuple[Table, ...]:
    """Registers that do not say what the ward's approved sheet says; nothing where all agree."""
    if not found.differences:
        return ()
    measures = found.series.measures
    rows = tuple(
        row(
            plain(number),
            text(each.ward.name),
            plain(each.year),
            text(measures[each.code].label),
            text(each.register.label),
            count_cell(each.recorded),
            count_cell(each.approved),
        )
        for number, each in enumerate(found.differences, start=1)
    )
    columns = (
        ORDINAL,
        unit_column(found),
        Column("Năm", 14),
        Column("Chỉ tiêu", 70, numeric=False),
        Column("Sổ", 50, numeric=False),
        Column("Số theo sổ", 35),
        Column("Số đã duyệt", 35),
    )
    notes = ("Báo cáo này lấy số theo sổ.",)
    return (Table("differences", "Số theo sổ khác số đã duyệt", columns, rows, spec.DIFFERENCES, notes=notes),)


# Parts of tables


def total_row(
    label: str, parts: Sequence[Count | Share], rows: Sequence[TableRow], before: tuple[Cell, ...] = (Cell(""),)
) -> TableRow:
    """The row of totals: each count adds up the rows above it, each rate is of the totals beside it.

    Where it is not of all units it says so instead of "Tổng cộng".
    """
    partial = any(not part.figure.is_whole for part in parts)
    made = row(*before, text("Cộng số đã có" if partial else label), *parts, total=True)
    cells = (_adding_up(cell, n, rows) for n, cell in enumerate(made.cells))
    return TableRow(tuple(cells), made.total)


def _adding_up(cell: Cell, column: int, rows: Sequence[TableRow]) -> Cell:
    """The total as a sum of its column where the rows above make it up; else as a number."""
    above = sum(each.cells[column].number or 0 for each in rows)
    if cell.kind != CellKind.COUNT or not rows or above != cell.number:
        return cell
    return altered(cell, total_of=(0, len(rows) - 1))


def _triples(groups: Sequence[str], width: float) -> list[Column]:
    each = round(width / (3 * max(len(groups), 1)), 2)
    return [Column(label, each, group) for group in groups for label in TRIPLE]


def _pairs(groups: Sequence[str], width: float) -> list[Column]:
    """Counts and rates; the bases between them stand on the page and in Excel, paper is too narrow."""
    each = round(width / (2 * len(groups)), 2)
    return [Column(label, each, group, on_paper=label != TRIPLE[1]) for group in groups for label in TRIPLE]
