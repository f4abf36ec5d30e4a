"""The text of a review: sentences over what was found, each beside the tables of the same findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from hocTap.lib import vi
from indicators.enums import Rounding
from indicators.series import Ward
from reports.enums import Slot
from reports.paper.parts import PLACEHOLDER, Chart, Paragraph, Section
from reports.review import spec
from reports.review.chart import is_a_line, line_of, titles_chart
from reports.review.facts import Setting
from reports.review.findings import Findings
from reports.review.results import TitleResult
from reports.review.tables import (
    added_table,
    communities_table,
    coverage_table,
    flows_by_year_table,
    titles_table,
)
from reports.review.targets import summary, targets_table
from units.words import counted, kinds_word

ROUNDING_WORDS = {
    Rounding.HALF_UP: "Tỉ lệ phần trăm làm tròn đến hai chữ số thập phân; nơi sát mức đề ra ghi đủ chữ số.",
    Rounding.CUT: "Tỉ lệ phần trăm lấy hai chữ số thập phân, không làm tròn; nơi sát mức đề ra ghi đủ chữ số.",
}


REFERENCE = re.compile(r" ?\(bảng:[a-z-]+\)")


def refer(key: str) -> str:
    """Where a sentence refers to a table of its section, until tables are numbered; nothing where it has none."""
    return f"(bảng:{key})"


def sections(found: Findings, setting: Setting) -> Iterator[Section]:
    """The parts in their order; what the form does not collect is left out."""
    yield Section("I. QUÁ TRÌNH TRIỂN KHAI VÀ KẾT QUẢ THỰC HIỆN")
    yield _narrative("Công tác chỉ đạo, tuyên truyền", Slot.DIRECTION, level=2)
    yield _centres(found)
    if found.titles:
        yield _titles(found)
    collected = {flow.code for flow in found.flows}
    if collected & MONEY:
        yield _scholarships(found)
    if collected & HONOURS:
        yield _commendations(found)
    if found.added:
        yield Section("Các chỉ tiêu khác", 2, tables=(added_table(found),))
    yield _targets(found)
    yield _state_of_figures(found, setting)
    yield _narrative("II. ĐÁNH GIÁ CHUNG", Slot.ASSESSMENT)
    yield _narrative("III. PHƯƠNG HƯỚNG, NHIỆM VỤ", Slot.ORIENTATION)
    yield _narrative("IV. KIẾN NGHỊ, ĐỀ XUẤT", Slot.PROPOSALS)


CLASSES = {"centre-classes", "centre-attendances"}
MONEY = {"fund-raised", "scholarship-count", "scholarship-amount"}
HONOURS = {"commended-collectives", "commended-individuals"}


def _narrative(title: str, slot: Slot, level: int = 1) -> Section:
    return Section(title, level, slot=slot.value, paragraphs=(PLACEHOLDER,))


def _centres(found: Findings) -> Section:
    told = [Paragraph(_coverage_words(found), (found.coverage.key,))]
    if set(found.flow_codes) >= CLASSES:
        classes, attendances = found.total("centre-classes"), found.total("centre-attendances")
        said = _classes_words(found, classes, attendances)
        unknown = _unknown(
            {
                "số lớp, chuyên đề của trung tâm" if found.alone else "số lớp, chuyên đề của các trung tâm": classes,
                "số lượt người tham gia": attendances,
            }
        )
        told.append(Paragraph(_in_stage(found, said, unknown), _known(found, *sorted(CLASSES, reverse=True))))
    tables = () if found.alone else (coverage_table(found),)
    return Section("Trung tâm học tập cộng đồng", 2, paragraphs=tuple(told), tables=tables)


def _of_how_many(found: Findings, code: str) -> str:
    """What follows a number that is not of all that should report: " (số của 140/144 báo cáo năm)"."""
    basis = found.totals[code].figure.basis if code in found.totals else ""
    return f" ({basis if basis.startswith('số') else f'số của {basis}'})" if basis else ""


def _classes_words(found: Findings, classes: int | None, attendances: int | None) -> str:
    of_classes, of_people = _of_how_many(found, "centre-classes"), _of_how_many(found, "centre-attendances")
    whose = "trung tâm" if found.alone else "các trung tâm"
    came = f"{vi.whole(attendances)} lượt người tham gia{of_people}" if attendances else ""
    if classes is None:
        return f"{whose} có {came}" if came else ""
    if not classes:
        return f"{whose} chưa mở lớp, chuyên đề nào{of_classes}"
    return f"{whose} đã mở {vi.whole(classes)} lớp, chuyên đề{of_classes}" + (f" với {came}" if came else "")


def _coverage_words(found: Findings) -> str:
    coverage, day = found.coverage, f"Đến ngày {vi.day(found.facts.counted_on)}"
    what = "có trung tâm học tập cộng đồng đang hoạt động"
    where = refer("coverage")
    if coverage.numerator is None:
        table = "" if found.alone else f" {where}"
        return f"{day}, sổ chưa ghi trung tâm học tập cộng đồng nào của {_all_of(found)}{table}."
    if found.alone:
        return f"{day}, {found.facts.unit_name} {'' if coverage.numerator else 'không '}{what}."
    of, word = vi.whole(coverage.denominator), found.unit_word_at_end
    if unknown := found.facts.unrecorded:
        there = f"{vi.whole(coverage.numerator)} {word} {what}"
        missing = f"sổ chưa ghi trung tâm nào của {vi.whole(len(unknown))} {kinds_word(unknown)} khác"
        return f"{day}, theo sổ có {there} {where}; {missing} nên chưa tính được tỉ lệ chung."
    if lacking := found.series.unlisted(found.series.last):
        there = f"trong {of} {word} có trong danh mục có {vi.whole(coverage.numerator)} {word} {what}"
        return f"{day}, {there} {where}; danh mục còn thiếu {vi.whole(lacking)} đơn vị nên chưa tính được tỉ lệ chung."
    if not coverage.numerator:
        return f"{day}, không {word} nào trong {of} {word} {what} {where}."
    return f"{day}, {vi.whole(coverage.numerator)}/{of} {word} {what}, đạt {coverage.printed} {where}."


def _all_of(found: Findings) -> str:
    """ "Xã Tân Mỹ", "16 phường": the units of which something is said together."""
    return found.facts.unit_name if found.alone else counted(found.series.wards_at_end)


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
    how = "Số được công nhận tính theo từng năm, không cộng dồn."
    if not found.alone:
        annexed = "từng năm " if not found.one_year else ""
        how += (
            f" Tỉ lệ chung tính trên tổng số của các {found.unit_word}. "
            f"Số liệu từng {found.unit_word}{', ' if annexed else ' '}{annexed}ở các phụ lục kèm theo."
        )
    keys = tuple(each.share.figure.key for each in found.title_results)
    tables = [titles_table(found)]
    if found.facts.communities:
        tables.append(communities_table(found))
    return Section(
        "Kết quả xây dựng các mô hình học tập",
        2,
        paragraphs=(Paragraph(titles_words(found), keys), Paragraph(how)),
        tables=tuple(tables),
        charts=_charts(found),
    )


def titles_words(found: Findings) -> str:
    """How the titles stand at the end of the stage.

    Only what all units have given is said of the unit itself; what some have is said of these, with how many they are.
    Titles without approved figures are named together at the end.
    """
    results = found.title_results
    whole = [_title_words(found, each) for each in results if _is_known(each) and each.share.figure.is_whole]
    parts = [_part_words(found, each) for each in results if _is_known(each) and not each.share.figure.is_whole]
    unknown = [each.title.kind.label for each in results if not _is_known(each)]
    when = f"{_when_words(found)}, {found.facts.unit_name}"
    where = refer("titles")
    if not whole and not parts:
        return f"{when} chưa có số liệu được duyệt về danh hiệu {listed(unknown)} {where}."
    told = [f"{when} có: {'; '.join(whole)} {where}."] if whole else []
    if parts:
        about = "" if whole else f" {where}"
        told.append(f"{when} chưa có đủ số liệu; mới tính được: {'; '.join(parts)}{about}.")
    rest = f" Chưa có số liệu được duyệt về danh hiệu {listed(unknown)}." if unknown else ""
    return f"{' '.join(told)}{rest}{_older_words(found)}"


def _when_words(found: Findings) -> str:
    """ "Đến cuối năm 2026"; of one unit whose last figures are of an earlier year that year is said, not the end's."""
    years = set(found.older.values())
    if found.alone and len(years) == 1:
        return f"Theo số liệu năm {found.year_words(years.pop())} là năm cuối đã được duyệt"
    return f"{found.at_end_words[:1].upper()}{found.at_end_words[1:]}"


def _older_words(found: Findings) -> str:
    """How many of several units have not reported of the last year, so that an earlier one stands in the sums."""
    if found.alone or not found.older:
        return ""
    last = found.year_words(found.series.last)
    number = vi.whole(len(found.older))
    return f" Trong đó {number} {found.unit_word} chưa có số liệu năm {last}, lấy số liệu năm cuối đã được duyệt."


def _is_known(each: TitleResult) -> bool:
    return each.share.figure.numerator is not None


def _title_words(found: Findings, each: TitleResult) -> str:
    """ "10.798 hộ gia đình được công nhận Gia đình học tập, đạt 72,00% trên tổng số hộ dân"."""
    kind, figure = each.title.kind, each.share.figure
    total = f" ({figure.basis})" if figure.basis else ""
    recognised = f"{vi.whole(figure.numerator)} {found.holders(each.title)} được công nhận {kind.label}"
    if not figure.denominator:
        return f"{recognised}, chưa tính được tỉ lệ vì tổng số ghi là 0{total}"
    return f"{recognised}, đạt {figure.printed} {found.base_label(each.title)}{total}"


def _part_words(found: Findings, each: TitleResult) -> str:
    """ "tại 2/16 phường có 1.400 hộ gia đình được công nhận …, đạt 70,00% trên tổng số hộ dân của các phường đó"."""
    kind, figure = each.title.kind, each.share.figure
    recognised = f"tại {figure.part} có {vi.whole(figure.numerator)} {found.holders(each.title)} được công nhận"
    if not figure.denominator:
        return f"{recognised} {kind.label}, chưa tính được tỉ lệ vì tổng số ghi là 0"
    return f"{recognised} {kind.label}, đạt {figure.printed} {found.base_label(each.title)} của các đơn vị đó"


def _charts(found: Findings) -> tuple[Chart, ...]:
    """The development as lines; of one year, or where no title has two, the table says all."""
    lines = []
    for title in found.titles:
        sums = {year: found.sum_in_year(title, year) for year in found.series.years}
        printed = {year: found.in_year(title, year).figure.printed for year in found.series.years}
        changes = [each.first_year for each in found.changes(title, found.series.first, found.series.last)]
        lines.append(line_of(title.kind.label, sums, printed, changes))
    if found.one_year or not is_a_line(lines):
        return ()
    return (titles_chart(lines, found.series.first, found.series.last, found.regime_notes, found.stage),)


def _scholarships(found: Findings) -> Section:
    raised, count = found.total("fund-raised"), found.total("scholarship-count")
    amount = found.total("scholarship-amount")
    given = _given_words(found, count, amount)
    if given.startswith("trao") and not raised:
        given = f"đã {given}"
    said = "; ".join(part for part in (_raised_words(found, raised), given) if part)
    asked = {
        "fund-raised": ("tiền vận động quỹ khuyến học", raised),
        "scholarship-count": ("số suất học bổng", count),
        "scholarship-amount": ("số tiền học bổng", amount),
    }
    named = dict(each for code, each in asked.items() if code in found.flow_codes)
    where = f" {refer('flows-by-year')}"
    subject = _subject(found, "fund-raised", "scholarship-count", "scholarship-amount")
    words = _in_stage(found, f"{subject} {said}" if said else "", _unknown(named), where)
    keys = _known(found, "fund-raised", "scholarship-count", "scholarship-amount")
    table = flows_by_year_table(found)
    return Section("Công tác khuyến học, khuyến tài", 2, paragraphs=(Paragraph(words, keys),), tables=(table,))


def _subject(found: Findings, *codes: str) -> str:
    """Of whom the numbers are: the unit, or as long as some are missing those that gave theirs."""
    figures = [found.totals[code].figure for code in codes if code in found.totals]
    whole = all(figure.is_whole for figure in figures if figure.numerator is not None)
    return found.facts.unit_name if whole or found.alone else "các đơn vị đã có số liệu"


def _raised_words(found: Findings, raised: int | None) -> str:
    of = _of_how_many(found, "fund-raised")
    if raised is None:
        return ""
    if not raised:
        return f"chưa vận động được tiền cho quỹ khuyến học{of}"
    return f"đã vận động quỹ khuyến học được {vi.whole(raised)} đồng{of}"


def _given_words(found: Findings, count: int | None, amount: int | None) -> str:
    """What was given; with one of the two unknown only the other is said."""
    of_count, of_amount = _of_how_many(found, "scholarship-count"), _of_how_many(found, "scholarship-amount")
    if not count and not amount:
        return "" if count is None else f"chưa trao suất học bổng khuyến học nào{of_count}"
    suat = f"{vi.whole(count)} suất học bổng khuyến học{of_count}" if count else "học bổng khuyến học"
    return f"trao {suat}" + (f" với tổng số tiền {vi.whole(amount)} đồng{of_amount}" if amount else "")


def _commendations(found: Findings) -> Section:
    collectives, individuals = found.total("commended-collectives"), found.total("commended-individuals")
    for_what = "có thành tích trong phong trào xây dựng xã hội học tập"
    honoured = [
        f"{vi.whole(number)} {name}{_of_how_many(found, code)}"
        for number, name, code in (
            (collectives, "tập thể", "commended-collectives"),
            (individuals, "cá nhân", "commended-individuals"),
        )
        if number
    ]
    said = f"đã tuyên dương, khen thưởng {listed(honoured)} {for_what}" if honoured else ""
    if collectives == individuals == 0:
        of = _of_how_many(found, "commended-collectives")
        said = f"chưa có tập thể, cá nhân nào được tuyên dương, khen thưởng vì {for_what}{of}"
    unknown = _unknown({"số tập thể được khen thưởng": collectives, "số cá nhân được khen thưởng": individuals})
    keys = _known(found, "commended-collectives", "commended-individuals")
    return Section("Khen thưởng", 2, paragraphs=(Paragraph(_in_stage(found, said, unknown), keys),))


def _targets(found: Findings) -> Section:
    title = "Kết quả so với mục tiêu"
    if not found.target_results:
        said = f"Không có mục tiêu nào của các văn bản đến hạn trong {found.facts.stage.words}."
        return Section(title, 2, paragraphs=(Paragraph(said),))
    decided = "Việc đánh giá căn cứ vào số tuyệt đối"
    how = f"{summary(found.target_results)} {decided} {refer('targets')}."
    table = targets_table(found)
    return Section(title, 2, paragraphs=(Paragraph(how),), tables=(table,) if table.rows else ())


def _state_of_figures(found: Findings, setting: Setting) -> Section:
    """How complete the figures are, and how they were shortened: a reader must not have to guess."""
    series = found.series
    done = f"{vi.whole(series.reported())}/{vi.whole(series.expected())}"
    whose = found.facts.unit_name if found.alone else f"các {found.unit_word}"
    state = (
        f"Số liệu tổng hợp từ {done} báo cáo{_yearly(found)} đã được duyệt của {whose}. "
        f"{ROUNDING_WORDS[setting.rounding]}"
    )
    told = [Paragraph(sentence) for sentence in _gaps(found)]
    return Section("Tình trạng số liệu", 2, paragraphs=(Paragraph(state), *_registers(found), *_totals(found), *told))


def _gaps(found: Findings) -> Iterator[str]:
    """All that a reader must know to be missing."""
    yield from _own_approvals(found)
    yield from _not_there_yet(found)
    yield from _missing_words(found)
    yield from _ended_without(found)
    yield from _unlisted(found)
    if found.facts.on_one_map:
        yield (
            f"Trong {found.stage} địa bàn có thay đổi, số các năm không so sánh trực tiếp với nhau; "
            f"chuỗi số liệu quy đổi theo địa bàn ngày {vi.day(found.facts.as_of)} ở phụ lục."
        )


MOST_NAMED = 12


def _own_approvals(found: Findings) -> Iterator[str]:
    """Sheets that their own units approved while no office above used the site, and whether it has checked them."""
    series = found.series
    there = {year: (*series.wards[year], *series.ended.get(year, ())) for year in series.years}
    own_of = [
        (year, sheet.checked, ward)
        for year, wards in there.items()
        for ward in wards
        if (sheet := series.approved.get((ward.pk, year))) and sheet.own
    ]
    if found.alone:
        yield from _own_of_one(found, [(year, checked) for year, checked, _ in own_of])
        return
    groups: dict[tuple[int, bool], list[Ward]] = {}
    for year, checked, ward in own_of:
        groups.setdefault((year, bool(checked)), []).append(ward)
    for (year, is_checked), own in groups.items():
        of = f"{vi.whole(len(own))}/{vi.whole(len(there[year]) + series.unlisted(year))} {series.units_word(year)}"
        names = f": {', '.join(ward.name for ward in own)}" if len(own) <= MOST_NAMED else ""
        since = "cấp trên đã kiểm tra sau đó" if is_checked else "cấp trên chưa kiểm tra"
        yield f"Số liệu năm {found.year_words(year)} của {of} do chính đơn vị tự duyệt, {since}{names}."


def _own_of_one(found: Findings, own: Iterable[tuple[int, str]]) -> Iterator[str]:
    """The same of one unit's own review, with who checked and when."""
    above, two = found.facts.above or "cấp trên", "người nhập và người duyệt là hai người"
    by_check: dict[str, list[int]] = {}
    for year, checked in own:
        by_check.setdefault(checked, []).append(year)
    for checked, chosen in by_check.items():
        years = _years([found.year_words(year) for year in chosen])
        since = f"đã kiểm tra ({checked})" if checked else "chưa kiểm tra"
        yield f"Số liệu {years} do {found.facts.unit_name} tự duyệt, {two}; {above} {since}."


def _ended_without(found: Findings) -> Iterator[str]:
    """Units that ended within a year and gave nothing of its first part: no later sheet has it."""
    series = found.series
    for year in series.years:
        silent = [
            ward.name
            for ward in series.ended.get(year, ())
            if (ward.pk, year) not in series.approved and (ward.pk, year) not in series.records
        ]
        if silent:
            when = f"Năm {found.year_words(year)} chưa có số phát sinh của đơn vị đã kết thúc trong năm"
            yield f"{when}: {', '.join(silent)}."


def _yearly(found: Findings) -> str:
    return " năm" if not spec.part_words(found.facts.stage.kind, found.facts.stage.sheets.ordinal) else ""


def _not_there_yet(found: Findings) -> Iterator[str]:
    """Years of the stage in which the unit did not stand: they have no figures, and none are missing."""
    years = [found.year_words(year) for year in found.series.years if not found.series.wards[year]]
    if years:
        yield f"{found.facts.unit_name} chưa có hoặc không có đơn vị nhập số liệu trong {_years(years)}."


def _years(years: Sequence[str]) -> str:
    return listed([f"năm {year}" for year in years])


def _missing_words(found: Findings) -> Iterator[str]:
    """Which approved figures are missing, year by year; years without any are said together, once."""
    by_year = found.missing_by_year
    empty = [year for year, missing in by_year.items() if len(missing) == len(found.series.wards[year])]
    named = [found.year_words(year) for year in empty]
    if empty and found.alone:
        yield f"{found.facts.unit_name} chưa có số liệu được duyệt của {_years(named)}."
    elif empty:
        yield f"Chưa {found.unit_word} nào có số liệu được duyệt của {_years(named)}."
    for year, missing in by_year.items():
        if year not in empty:
            yield _missing_of(found, year, missing)


def _missing_of(found: Findings, year: int, missing: Sequence[Ward]) -> str:
    """By whom and how many: "Năm 2020 còn thiếu số liệu được duyệt của 2/16 phường: Phường 3, Phường 7."."""
    word = found.series.units_word(year)
    of = f"{vi.whole(len(missing))}/{vi.whole(found.should_report(year))} {word}"
    names = "nêu ở phụ lục" if found.missing_is_long else ", ".join(ward.name for ward in missing)
    said = f" ({names})" if found.missing_is_long else f": {names}"
    return f"Năm {found.year_words(year)} còn thiếu số liệu được duyệt của {of}{said}."


def _unlisted(found: Findings) -> Iterator[str]:
    """Units that should report and that the catalogue does not have: nobody can name them, but they are missing."""

    def numbers(year: int) -> tuple[int, int]:
        return found.series.unlisted(year), found.should_report(year)

    for (lacking, expected), same in groupby(found.series.years, key=numbers):
        if lacking:
            years = [found.year_words(year) for year in same]
            when = f"Năm {years[0]}" if len(years) == 1 else f"Các năm {years[0]} đến {years[-1]}"
            yield f"{when} danh mục còn thiếu {vi.whole(lacking)} trong {vi.whole(expected)} đơn vị phải báo cáo."


def _totals(found: Findings) -> Iterator[Paragraph]:
    """Published totals of offices that stand in the sums, each named with what it is."""
    sums = [found.sum_at_end(title) for title in found.titles]
    sums += [found.series.stage(code) for code in found.flow_codes]
    used = {(each.ward.name, each.year) for total in sums for each in total.totals}
    if not used:
        return
    offices = listed([f"{name} (năm {year})" for name, year in sorted(used)])
    yield Paragraph(
        f"Số tổng hợp do {offices} công bố được dùng ở nơi không có đủ số từng đơn vị; "
        "đó không phải số cộng từ các đơn vị."
    )


def _registers(found: Findings) -> Iterator[Paragraph]:
    """Which numbers came out of registers, and how often they differ from what was approved."""
    if not any(counts.keys() & set(found.flow_codes) for counts in found.series.records.values()):
        return
    words = (
        "Tiền quỹ, học bổng, khen thưởng và lớp học lấy theo sổ ở những nơi, những năm có mở sổ; còn lại lấy theo "
        "báo cáo số liệu đã được duyệt."
    )
    differ = len(found.differences)
    end = f" Có {vi.whole(differ)} số theo sổ khác số đã duyệt." if differ else ""
    yield Paragraph(words + end)


def _known(found: Findings, *codes: str) -> tuple[str, ...]:
    return tuple(code for code in codes if found.total(code) is not None)
