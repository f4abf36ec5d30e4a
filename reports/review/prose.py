"""The text of a review: sentences over what was found, each beside the tables of the same findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    covered = Paragraph(_coverage_words(found), (found.coverage.key,))
    classes, attendances = found.total("centre-classes"), found.total("centre-attendances")
    said = _classes_words(classes, attendances)
    unknown = _unknown({"số lớp, chuyên đề của các trung tâm": classes, "số lượt người tham gia": attendances})
    lessons = Paragraph(_in_stage(found, said, unknown), _known(found, "centre-classes", "centre-attendances"))
    return Section("2. Trung tâm học tập cộng đồng", 2, paragraphs=(covered, lessons), tables=(coverage_table(found),))


def _classes_words(classes: int | None, attendances: int | None) -> str:
    came = f"{vi.whole(attendances)} lượt người tham gia" if attendances else ""
    if classes is None:
        return f"các trung tâm có {came}" if came else ""
    if not classes:
        return "các trung tâm chưa mở lớp, chuyên đề nào"
    return f"các trung tâm đã mở {vi.whole(classes)} lớp, chuyên đề" + (f" với {came}" if came else "")


def _coverage_words(found: Findings) -> str:
    coverage, day = found.coverage, f"Đến ngày {vi.day(found.facts.as_of)}"
    what = "có trung tâm học tập cộng đồng đang hoạt động"
    if not coverage.numerator:
        return f"{day}, chưa phường nào trong {vi.whole(coverage.denominator)} phường {what} (Bảng 1)."
    part = f"{vi.whole(coverage.numerator)}/{vi.whole(coverage.denominator)} phường"
    return f"{day}, {part} {what}, đạt {coverage.printed} (Bảng 1)."


def _in_stage(found: Findings, said: str, unknown: Sequence[str], where: str = "") -> str:
    """What is known of the stage, then once what is not: never half a sentence for want of a number."""
    sentences = []
    if said:
        sentences.append(f"Trong {found.stage}, {said}{where}.")
    if unknown:
        when = "" if said else f" trong {found.stage}"
        sentences.append(f"Chưa có số liệu được duyệt về {listed(unknown)}{when}.")
    return " ".join(sentences)


def _unknown(named: Mapping[str, int | None]) -> list[str]:
    return [name for name, number in named.items() if number is None]


def listed(names: Sequence[str]) -> str:
    """ "A", "A và B", "A, B và C"; after a name that holds a comma, semicolons."""
    comma = "; " if any("," in name for name in names[:-1]) else ", "
    return " và ".join([comma.join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _titles(found: Findings) -> Section:
    how = (
        "Số được công nhận tính theo từng năm, không cộng dồn. Tỉ lệ chung tính từ tổng số đếm của các phường, "
        "không lấy trung bình các tỉ lệ. Số liệu từng phường, từng năm ở các phụ lục kèm theo."
    )
    words = titles_words(found.title_results, found.series.last, found.facts.unit_name)
    keys = tuple(each.share.figure.key for each in found.title_results)
    return Section(
        "3. Kết quả xây dựng các mô hình học tập",
        2,
        paragraphs=(Paragraph(words, keys), Paragraph(how)),
        tables=(titles_table(found),),
        charts=(_chart(found),),
    )


def titles_words(results: Sequence[TitleResult], year: int, unit_name: str) -> str:
    """How the titles stand at the end of the stage; those without approved figures are named together at the end."""
    known = [_title_words(each) for each in results if each.share.figure.numerator is not None]
    unknown = [each.title.kind.label for each in results if each.share.figure.numerator is None]
    when = f"Đến cuối năm {year}, {unit_name}"
    if not known:
        return f"{when} chưa có số liệu được duyệt về danh hiệu {listed(unknown)} (Bảng 2)."
    rest = f" Chưa có số liệu được duyệt về danh hiệu {listed(unknown)}." if unknown else ""
    return f"{when} có: {'; '.join(known)} (Bảng 2).{rest}"


def _title_words(each: TitleResult) -> str:
    """ "10.798 hộ gia đình được công nhận Gia đình học tập, đạt 72,00% trên tổng số hộ dân"."""
    kind, figure = each.title.kind, each.share.figure
    recognised = f"{vi.whole(figure.numerator)} {each.title.holders} được công nhận {kind.label}"
    if not figure.denominator:
        return f"{recognised}, chưa tính được tỉ lệ vì tổng số ghi là 0"
    return f"{recognised}, đạt {figure.printed} {each.indicator.base_label}"


def _chart(found: Findings) -> Chart:
    lines = []
    for title in found.titles:
        sums = {year: found.sum_in_year(title, year) for year in found.series.years}
        printed = {year: found.in_year(title, year).figure.printed for year in found.series.years}
        lines.append(line_of(title.kind.label, sums, printed))
    return titles_chart(lines, found.series.first, found.series.last, found.regime_notes)


def _scholarships(found: Findings) -> Section:
    raised, count = found.total("fund-raised"), found.total("scholarship-count")
    amount = found.total("scholarship-amount")
    given = _given_words(count, amount)
    if given.startswith("trao") and not raised:
        given = f"đã {given}"
    said = "; ".join(part for part in (_raised_words(raised), given) if part)
    named = {"tiền vận động quỹ khuyến học": raised, "số suất học bổng": count, "số tiền học bổng": amount}
    words = _in_stage(found, f"{found.facts.unit_name} {said}" if said else "", _unknown(named), " (Bảng 3)")
    keys = _known(found, "fund-raised", "scholarship-count", "scholarship-amount")
    table = flows_by_year_table(found)
    return Section("4. Công tác khuyến học, khuyến tài", 2, paragraphs=(Paragraph(words, keys),), tables=(table,))


def _raised_words(raised: int | None) -> str:
    if raised is None:
        return ""
    if not raised:
        return "chưa vận động được tiền cho quỹ khuyến học"
    return f"đã vận động quỹ khuyến học được {vi.whole(raised)} đồng"


def _given_words(count: int | None, amount: int | None) -> str:
    """What was given; with one of the two unknown only the other is said."""
    if not count and not amount:
        return "" if count is None else "chưa trao suất học bổng khuyến học nào"
    suat = f"{vi.whole(count)} suất học bổng khuyến học" if count else "học bổng khuyến học"
    return f"trao {suat}" + (f" với tổng số tiền {vi.whole(amount)} đồng" if amount else "")


def _commendations(found: Findings) -> Section:
    collectives, individuals = found.total("commended-collectives"), found.total("commended-individuals")
    for_what = "có thành tích trong phong trào xây dựng xã hội học tập"
    honoured = [
        f"{vi.whole(number)} {name}" for number, name in ((collectives, "tập thể"), (individuals, "cá nhân")) if number
    ]
    said = f"đã tuyên dương, khen thưởng {listed(honoured)} {for_what}" if honoured else ""
    if collectives == individuals == 0:
        said = f"chưa có tập thể, cá nhân nào được tuyên dương, khen thưởng vì {for_what}"
    unknown = _unknown({"số tập thể được khen thưởng": collectives, "số cá nhân được khen thưởng": individuals})
    keys = _known(found, "commended-collectives", "commended-individuals")
    return Section("5. Khen thưởng", 2, paragraphs=(Paragraph(_in_stage(found, said, unknown), keys),))


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
    done = f"{vi.whole(series.reported())}/{vi.whole(series.expected())}"
    state = (
        f"Báo cáo tổng hợp từ {done} báo cáo số liệu năm đã được duyệt của "
        f"các phường, lấy lúc {vi.moment(setting.at)} (lần {setting.revision}). {ROUNDING_WORDS[setting.rounding]}"
    )
    told = [Paragraph(sentence) for sentence in _missing_words(found)]
    return Section("7. Tình trạng số liệu", 2, paragraphs=(Paragraph(state), *_registers(found), *told))


def _missing_words(found: Findings) -> Iterator[str]:
    """Which approved figures are missing, year by year; years without any are said together, once."""
    by_year: dict[int, list[str]] = {}
    for ward, year in found.series.missing():
        if year is not None:
            by_year.setdefault(year, []).append(ward.name)
    empty = [year for year, names in by_year.items() if len(names) == len(found.series.wards[year])]
    if empty:
        yield f"Chưa phường nào có số liệu được duyệt của {listed([f'năm {year}' for year in empty])}."
    for year, names in by_year.items():
        if year not in empty:
            yield f"Năm {year} còn thiếu số liệu được duyệt của {', '.join(names)}."


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


def _known(found: Findings, *codes: str) -> tuple[str, ...]:
    return tuple(code for code in codes if found.total(code) is not None)
