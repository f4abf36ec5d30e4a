"""The review as a document, in the order of a tổng kết report; asks nothing of the database."""

from __future__ import annotations

from collections.abc import Iterator

from hocTap.lib import vi
from indicators.enums import Register, Rounding
from indicators.series import Series, Ward
from reports.document import (
    PLACEHOLDER,
    Annex,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    Paragraph,
    Row,
    Section,
    Source,
    Table,
    plain,
    text,
)
from reports.enums import Slot
from reports.review import spec
from reports.review.chart import line_of, titles_chart
from reports.review.facts import Facts, Setting
from reports.review.ledger import Ledger
from reports.review.published import published_tables
from reports.review.tables import Builder
from reports.review.targets import summary, targets_table

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
ROUNDING_WORDS = {
    Rounding.HALF_UP: "Tỉ lệ được làm tròn đến hai chữ số thập phân.",
    Rounding.CUT: "Tỉ lệ được cắt bớt còn hai chữ số thập phân, không làm tròn.",
}


def compose(facts: Facts, setting: Setting) -> Document:
    """Build the review of a stage (báo cáo tổng kết) from what was found.

    Every number is entered once, with numerator, denominator, base and the sheets it was added from; rates come from
    summed counts and are shortened only as the setting says. What was not approved is listed and printed as "thiếu".
    """
    build = Builder(facts, Ledger(facts.series, setting.rounding))
    _enter_coverage(build)
    sections = tuple(_sections(build, setting))
    annexes = tuple(_annexes(build))
    figures = build.ledger.figures
    return Document(
        unit=facts.unit,
        unit_name=facts.unit_name,
        first_year=facts.series.first,
        last_year=facts.series.last,
        rounding=setting.rounding.value,
        revision=setting.revision,
        made_at=setting.at.isoformat(timespec="seconds"),
        illustrative=any(figure.illustrative for figure in figures.values()),
        heading=facts.heading,
        bases=_bases(facts),
        opening=f"{facts.heading.issuer} báo cáo kết quả xây dựng xã hội học tập {build.stage} như sau:",
        sections=sections,
        closing=f"Trên đây là báo cáo kết quả xây dựng xã hội học tập {build.stage} của {facts.heading.issuer}./.",
        annexes=annexes,
        evidence=_evidence(build),
        figures=figures,
    )


def _enter_coverage(build: Builder) -> None:
    """Coverage is computed from the centres' records, ward by ward, and not typed."""
    facts, wards = build.facts, build.series.wards_at_end
    covered = len(wards) - len(facts.uncovered)
    build.ledger.figures[spec.COVERAGE] = Figure(
        key=spec.COVERAGE,
        label="Phường có trung tâm học tập cộng đồng",
        numerator=covered,
        denominator=len(wards),
        unit_name="phường",
        base="trên tổng số phường",
        printed=build.ledger.percent(covered, len(wards)),
        how=f"Đếm phường có trung tâm đang hoạt động vào ngày {vi.day(facts.as_of)}, theo danh mục trung tâm.",
        sources=tuple(
            Source(
                unit=ward.key,
                name=ward.name,
                year=facts.as_of.year,
                submission=0,
                numerator=int(ward.pk in facts.served),
                denominator=1,
                illustrative=facts.served.get(ward.pk, False),
                register=Register.COVERAGE.value,
            )
            for ward in wards
        ),
        illustrative=any(facts.served.values()),
    )


def _bases(facts: Facts) -> tuple[str, ...]:
    return tuple(f"Thực hiện {each}" for each in spec.bases_of(facts.series.first, facts.series.last))


# The text


def _sections(build: Builder, setting: Setting) -> Iterator[Section]:
    yield Section("I. QUÁ TRÌNH TRIỂN KHAI VÀ KẾT QUẢ THỰC HIỆN")
    yield _narrative("1. Công tác chỉ đạo, tuyên truyền", Slot.DIRECTION, level=2)
    yield _centres(build)
    yield _titles(build)
    yield _scholarships(build)
    yield _commendations(build)
    yield _targets(build)
    yield _state_of_figures(build, setting)
    yield _narrative("II. ĐÁNH GIÁ CHUNG", Slot.ASSESSMENT)
    yield _narrative("III. PHƯƠNG HƯỚNG, NHIỆM VỤ", Slot.ORIENTATION)
    yield _narrative("IV. KIẾN NGHỊ, ĐỀ XUẤT", Slot.PROPOSALS)


def _narrative(title: str, slot: Slot, level: int = 1) -> Section:
    return Section(title, level, slot=slot.value, paragraphs=(PLACEHOLDER,))


def _centres(build: Builder) -> Section:
    found = build.ledger.figures[spec.COVERAGE]
    covered = Paragraph(
        f"Đến ngày {vi.day(build.facts.as_of)}, {vi.whole(found.numerator)}/{vi.whole(found.denominator)} phường có "
        f"trung tâm học tập cộng đồng đang hoạt động, đạt {found.printed} (Bảng 1).",
        (spec.COVERAGE,),
    )
    table = build.coverage_table()
    classes, attendances = _printed(build, "centre-classes"), _printed(build, "centre-attendances")
    lessons = Paragraph(
        f"Trong {build.stage}, các trung tâm đã mở {classes} lớp, chuyên đề với {attendances} lượt người tham gia.",
        _known(build, "centre-classes", "centre-attendances"),
    )
    return Section("2. Trung tâm học tập cộng đồng", 2, paragraphs=(covered, lessons), tables=(table,))


def _titles(build: Builder) -> Section:
    table = build.titles_table()
    told = [_title_words(build, row, title.holders) for row, title in zip(table.rows, build.titles, strict=True)]
    keys = tuple(title.indicator for title in build.titles)
    words = f"Đến cuối năm {build.series.last}, {build.facts.unit_name} có: {'; '.join(told)} (Bảng 2)."
    how = (
        "Số được công nhận tính theo từng năm, không cộng dồn. Tỉ lệ chung tính từ tổng số đếm của các phường, "
        "không lấy trung bình các tỉ lệ. Số liệu từng phường, từng năm ở các phụ lục kèm theo."
    )
    return Section(
        "3. Kết quả xây dựng các mô hình học tập",
        2,
        paragraphs=(Paragraph(words, keys), Paragraph(how)),
        tables=(table,),
        charts=(_chart(build),),
    )


def _title_words(build: Builder, row: Row, holders: str) -> str:
    """ "10.798 hộ gia đình được công nhận Gia đình học tập, đạt 72,00% trên tổng số hộ dân"."""
    _, title, _, count, _, rate, base = row.cells
    if count.number is None:
        return f"danh hiệu {title.text} chưa có số liệu được duyệt"
    return f"{count.text} {holders} được công nhận {title.text}, đạt {rate.text} {base.text}"


def _chart(build: Builder) -> Chart:
    lines = []
    for title in build.titles:
        indicator = build.indicator(title)
        sums = {
            year: build.series.year(indicator.numerator.code, year, indicator.base.code) for year in build.series.years
        }
        printed = {year: build.ledger.percent(found.numerator, found.denominator) for year, found in sums.items()}
        lines.append(line_of(title.kind.label, sums, printed))
    return titles_chart(lines, build.series.first, build.series.last, build.regime_notes())


def _scholarships(build: Builder) -> Section:
    raised, count = _printed(build, "fund-raised"), _printed(build, "scholarship-count")
    words = (
        f"Trong {build.stage}, {build.facts.unit_name} đã vận động quỹ khuyến học được {raised} đồng; trao {count} "
        f"suất học bổng khuyến học với tổng số tiền {_printed(build, 'scholarship-amount')} đồng (Bảng 3)."
    )
    keys = _known(build, "fund-raised", "scholarship-count", "scholarship-amount")
    table = build.flows_by_year_table()
    return Section("4. Công tác khuyến học, khuyến tài", 2, paragraphs=(Paragraph(words, keys),), tables=(table,))


def _commendations(build: Builder) -> Section:
    collectives, individuals = _printed(build, "commended-collectives"), _printed(build, "commended-individuals")
    words = (
        f"Trong {build.stage}, đã tuyên dương, khen thưởng {collectives} tập thể và {individuals} cá nhân có thành "
        "tích trong phong trào xây dựng xã hội học tập."
    )
    keys = _known(build, "commended-collectives", "commended-individuals")
    return Section("5. Khen thưởng", 2, paragraphs=(Paragraph(words, keys),))


def _targets(build: Builder) -> Section:
    table = targets_table(build)
    if not table.rows:
        nothing = Paragraph(f"Danh mục chưa có mục tiêu cho {build.stage}.")
        return Section("6. Kết quả so với mục tiêu", 2, paragraphs=(nothing,))
    how = f"{summary(table)} Việc đánh giá căn cứ vào số đếm, không căn cứ vào tỉ lệ đã viết gọn (Bảng 4)."
    return Section("6. Kết quả so với mục tiêu", 2, paragraphs=(Paragraph(how),), tables=(table,))


def _state_of_figures(build: Builder, setting: Setting) -> Section:
    """How complete the figures are, and how they were shortened: a reader must not have to guess."""
    series = build.series
    missing = series.missing()
    done = series.expected() - len(missing)
    state = (
        f"Báo cáo tổng hợp từ {vi.whole(done)}/{vi.whole(series.expected())} báo cáo số liệu năm đã được duyệt của "
        f"các phường, lấy lúc {vi.moment(setting.at)} (lần {setting.revision}). {ROUNDING_WORDS[setting.rounding]}"
    )
    by_year: dict[int, list[str]] = {}
    for ward, year in missing:
        if year is not None:
            by_year.setdefault(year, []).append(ward.name)
    told = [
        Paragraph(f"Năm {year} còn thiếu số liệu được duyệt của {', '.join(names)}.") for year, names in by_year.items()
    ]
    return Section("7. Tình trạng số liệu", 2, paragraphs=(Paragraph(state), *_registers(build), *told))


def _registers(build: Builder) -> Iterator[Paragraph]:
    """Which numbers came out of registers, and how often they differ from what was approved."""
    codes = [flow.code for flow in build.flows]
    recorded = sum(1 for counts in build.series.records.values() if counts.keys() & set(codes))
    if not recorded:
        return
    words = (
        "Tiền quỹ, học bổng, khen thưởng và lớp học lấy theo sổ ở những nơi, những năm có mở sổ; còn lại lấy theo "
        "báo cáo số liệu đã được duyệt."
    )
    found = len(build.series.differences(codes))
    end = f" Có {vi.whole(found)} số theo sổ khác số đã duyệt, nêu ở phụ lục cuối." if found else ""
    yield Paragraph(words + end)


def _printed(build: Builder, code: str) -> str:
    """A flow's total as the text prints it, entered in the ledger on the way."""
    flow = next((flow for flow in build.flows if flow.code == code), None)
    return build.flow(flow).text if flow else vi.NOTHING


def _known(build: Builder, *codes: str) -> tuple[str, ...]:
    return tuple(code for code in codes if code in build.ledger.figures)


# The annexes


def _annexes(build: Builder) -> Iterator[Annex]:
    stage = build.stage.upper()
    last = build.series.last
    parts = [
        (f"KẾT QUẢ THEO PHƯỜNG ĐẾN CUỐI NĂM {last}", (build.titles_by_ward_table(),)),
        (f"KẾT QUẢ THEO NĂM, {stage}", (build.titles_by_year_table(),)),
        (f"KẾT QUẢ THEO PHƯỜNG VÀ THEO NĂM, {stage}", build.ward_and_year_tables()),
        (f"KHUYẾN HỌC, KHEN THƯỞNG THEO PHƯỜNG, {stage}", (build.flows_by_ward_table(),)),
        ("ĐỐI CHIẾU VỚI SỐ LIỆU ĐÃ CÔNG BỐ", published_tables(build)),
        ("SỐ THEO SỔ KHÁC SỐ ĐÃ DUYỆT", (differences,) if (differences := build.differences_table()) else ()),
    ]
    present = [(title, tables) for title, tables in parts if tables]
    for number, (title, tables) in zip(ROMAN, present, strict=False):
        yield Annex(number, title, tables)


def _evidence(build: Builder) -> Table:
    """Every number that went in, ward by ward and year by year; for the worksheet of sources."""
    codes, series = _codes(build), build.series
    own = (series.own,) if series.own and series.own_codes() & set(codes) else ()
    rows = tuple(
        Row(_evidence_cells(series, year, ward, codes)) for year in series.years for ward in (*series.wards[year], *own)
    )
    measures = series.measures
    columns = (
        Column("Năm", 14),
        Column("Phường", 34, numeric=False),
        Column("Báo cáo số liệu", 20),
        *(Column(f"{measures[code].label} ({measures[code].unit_name})", 26) for code in codes),
    )
    name = f"Số liệu dùng để lập báo cáo, {build.stage}"
    return Table("evidence", name, columns, rows, spec.EVIDENCE)


def _codes(build: Builder) -> list[str]:
    pairs = [(build.indicator(title).numerator.code, build.indicator(title).base.code) for title in build.titles]
    return [*(code for pair in pairs for code in pair), *(flow.code for flow in build.flows)]


def _evidence_cells(series: Series, year: int, ward: Ward, codes: list[str]) -> tuple[Cell, ...]:
    sheet = series.approved.get((ward.pk, year))
    numbers = [series.number(code, ward, year) for code in codes]
    return (
        plain(year),
        text(ward.name),
        plain(sheet.submission) if sheet else text("theo sổ" if ward == series.own else "chưa duyệt"),
        *(text("") if number is None else Cell(vi.whole(number), "count", number=number) for number in numbers),
    )
