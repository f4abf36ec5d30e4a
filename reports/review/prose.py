"""The text of a review: sentences over what was found, each beside the tables of the same findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hocTap.lib import vi
from indicators.enums import Rounding
from reports.enums import Slot
from reports.paper.parts import PLACEHOLDER, Chart, Paragraph, Section
from reports.review.chart import line_of, titles_chart
from reports.review.facts import Setting
from reports.review.findings import Findings, TitleResult
from reports.review.tables import coverage_table, flows_by_year_table, titles_table
from reports.review.targets import summary, targets_table

ROUNDING_WORDS = {
    Rounding.HALF_UP: "Tỉ lệ được làm tròn đến hai chữ số thập phân; sát mức đề ra thì viết thêm chữ số.",
    Rounding.CUT: "Tỉ lệ được cắt bớt còn hai chữ số thập phân, không làm tròn; sát mức đề ra thì viết thêm chữ số.",
}


def sections(found: Findings, setting: Setting) -> Iterator[Section]:
    yield Section("I. QUÁ TRÌNH TRIỂN KHAI VÀ KẾT QUẢ THỰC HIỆN")
    yield _narrative("1. Công tác chỉ đạo, tuyên truyền", Slot.DIRECTION, level=2)
    yield _centres(found)
    yield _titles(found)
    yield _scholarships(found)
    yield _commendations(found)
    yield _targets(found)
    yield _state_of_figures(found, setting)
    yield _narrative("II. ĐÁNH GIÁ CHUNG", Slot.ASSESSMENT)
    yield _narrative("III. PHƯƠNG HƯỚNG, NHIỆM VỤ", Slot.ORIENTATION)
    yield _narrative("IV. KIẾN NGHỊ, ĐỀ XUẤT", Slot.PROPOSALS)


def _narrative(title: str, slot: Slot, level: int = 1) -> Section:
    return Section(title, level, slot=slot.value, paragraphs=(PLACEHOLDER,))


def _centres(found: Findings) -> Section:
    coverage = found.coverage
    covered = Paragraph(
        f"Đến ngày {vi.day(found.facts.as_of)}, {vi.whole(coverage.numerator)}/{vi.whole(coverage.denominator)} phường "
        f"có trung tâm học tập cộng đồng đang hoạt động, đạt {coverage.printed} (Bảng 1).",
        (coverage.key,),
    )
    classes, attendances = _printed(found, "centre-classes"), _printed(found, "centre-attendances")
    lessons = _told(
        found,
        f"Trong {found.stage}, các trung tâm đã mở {classes} lớp, chuyên đề với {attendances} lượt người tham gia.",
        {"centre-classes": "lớp, chuyên đề của các trung tâm", "centre-attendances": "lượt người tham gia"},
    )
    return Section("2. Trung tâm học tập cộng đồng", 2, paragraphs=(covered, lessons), tables=(coverage_table(found),))


def _titles(found: Findings) -> Section:
    told = "; ".join(_title_words(each) for each in found.title_results)
    words = f"Đến cuối năm {found.series.last}, {found.facts.unit_name} có: {told} (Bảng 2)."
    how = (
        "Số được công nhận tính theo từng năm, không cộng dồn. Tỉ lệ chung tính từ tổng số đếm của các phường, "
        "không lấy trung bình các tỉ lệ. Số liệu từng phường, từng năm ở các phụ lục kèm theo."
    )
    return Section(
        "3. Kết quả xây dựng các mô hình học tập",
        2,
        paragraphs=(Paragraph(words, tuple(each.share.figure.key for each in found.title_results)), Paragraph(how)),
        tables=(titles_table(found),),
        charts=(_chart(found),),
    )


def _title_words(each: TitleResult) -> str:
    """ "10.798 hộ gia đình được công nhận Gia đình học tập, đạt 72,00% trên tổng số hộ dân"."""
    name, figure = each.title.kind.label, each.share.figure
    if figure.numerator is None:
        return f"danh hiệu {name} chưa có số liệu được duyệt"
    recognised = f"{vi.whole(figure.numerator)} {each.title.holders} được công nhận {name}"
    return f"{recognised}, đạt {figure.printed} {each.indicator.base_label}"


def _chart(found: Findings) -> Chart:
    lines = []
    for title in found.titles:
        sums = {year: found.sum_in_year(title, year) for year in found.series.years}
        printed = {year: found.in_year(title, year).figure.printed for year in found.series.years}
        lines.append(line_of(title.kind.label, sums, printed))
    return titles_chart(lines, found.series.first, found.series.last, found.regime_notes)


def _scholarships(found: Findings) -> Section:
    raised, count = _printed(found, "fund-raised"), _printed(found, "scholarship-count")
    words = (
        f"Trong {found.stage}, {found.facts.unit_name} đã vận động quỹ khuyến học được {raised} đồng; trao {count} "
        f"suất học bổng khuyến học với tổng số tiền {_printed(found, 'scholarship-amount')} đồng (Bảng 3)."
    )
    parts = {
        "fund-raised": "đồng vận động quỹ khuyến học",
        "scholarship-count": "suất học bổng khuyến học",
        "scholarship-amount": "đồng trao học bổng",
    }
    table = flows_by_year_table(found)
    told = _told(found, words, parts)
    return Section("4. Công tác khuyến học, khuyến tài", 2, paragraphs=(told,), tables=(table,))


def _commendations(found: Findings) -> Section:
    collectives, individuals = _printed(found, "commended-collectives"), _printed(found, "commended-individuals")
    words = (
        f"Trong {found.stage}, đã tuyên dương, khen thưởng {collectives} tập thể và {individuals} cá nhân có thành "
        "tích trong phong trào xây dựng xã hội học tập."
    )
    parts = {"commended-collectives": "tập thể được khen thưởng", "commended-individuals": "cá nhân được khen thưởng"}
    return Section("5. Khen thưởng", 2, paragraphs=(_told(found, words, parts),))


def _targets(found: Findings) -> Section:
    title = "6. Kết quả so với mục tiêu"
    if not found.target_results:
        return Section(title, 2, paragraphs=(Paragraph(f"Danh mục chưa có mục tiêu cho {found.stage}."),))
    decided = "Việc đánh giá căn cứ vào số đếm, không căn cứ vào tỉ lệ đã viết gọn (Bảng 4)."
    how = f"{summary(found.target_results)} {decided}"
    return Section(title, 2, paragraphs=(Paragraph(how),), tables=(targets_table(found),))


def _state_of_figures(found: Findings, setting: Setting) -> Section:
    """How complete the figures are, and how they were shortened: a reader must not have to guess."""
    series = found.series
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
    return Section("7. Tình trạng số liệu", 2, paragraphs=(Paragraph(state), *_registers(found), *told))


def _registers(found: Findings) -> Iterator[Paragraph]:
    """Which numbers came out of registers, and how often they differ from what was approved."""
    if not any(counts.keys() & set(found.flow_codes) for counts in found.series.records.values()):
        return
    words = (
        "Tiền quỹ, học bổng, khen thưởng và lớp học lấy theo sổ ở những nơi, những năm có mở sổ; còn lại lấy theo "
        "báo cáo số liệu đã được duyệt."
    )
    differ = len(found.differences)
    end = f" Có {vi.whole(differ)} số theo sổ khác số đã duyệt, nêu ở phụ lục cuối." if differ else ""
    yield Paragraph(words + end)


def _printed(found: Findings, code: str) -> str:
    """A flow's total as the text prints it."""
    total = found.totals.get(code)
    return total.cell.text if total else vi.NOTHING


def _told(found: Findings, whole: str, parts: Mapping[str, str]) -> Paragraph:
    """The sentence over flows whose totals are all known; else which are known and which nobody approved.

    Never "đã mở thiếu lớp": a word of the tables is no number of a sentence.
    """
    known = [code for code in parts if (total := found.totals.get(code)) and total.figure.numerator is not None]
    if len(known) == len(parts):
        return Paragraph(whole, _known(found, *parts))
    silent = ", ".join(words for code, words in parts.items() if code not in known)
    said = "".join(f"có {_printed(found, code)} {parts[code]}; " for code in known)
    return Paragraph(f"Trong {found.stage}, {said}chưa có số liệu được duyệt về {silent}.", tuple(known))


def _known(found: Findings, *codes: str) -> tuple[str, ...]:
    return tuple(code for code in codes if code in found.totals)
