"""The rules of the decree measured on the sheets of a PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.checking import decree, letters
from reports.checking.blocks import NEAR, Blocks
from reports.checking.decree import Span, shown
from reports.checking.findings import Finding, absent, as_asked, within
from reports.checking.sheets import Line, Paper, Sheet, read

TOLERANCE = 0.6
"""Millimetres: letters stand a little inside the line that holds them."""
SIZE_TOLERANCE = 0.15
MM = 25.4 / 72


def check_pdf(content: bytes) -> list[Finding]:
    """Every rule, kept or not. Raises ValueError for a file that is no readable PDF."""
    blocks = Blocks(read(content))
    if is_certificate(blocks):
        return list(_certificate(blocks))
    return [
        *_paper(blocks.paper),
        *_margins(blocks),
        *fonts(blocks.paper),
        *_head(blocks),
        *_title(blocks),
        *_text(blocks),
        *_end(blocks),
        *_pages(blocks),
        *_annexes(blocks),
    ]


def is_certificate(blocks: Blocks) -> bool:
    """A giấy công nhận or giấy khen lies, and has a layout of its own."""
    return blocks.first.lies and any(line.words in decree.CERTIFICATES for line in blocks.first.lines)


# Paper, margins, fonts


def _format(sheet: Sheet) -> str:
    return f"{shown(sheet.width)} × {shown(sheet.height)} mm"


def _is(sheet: Sheet, size: tuple[int, int], tolerance: float = 1.0) -> bool:
    sides = sorted((sheet.width, sheet.height))
    return all(abs(side - asked) <= tolerance for side, asked in zip(sides, size, strict=True))


def _paper(paper: Paper) -> Iterator[Finding]:
    other = [sheet for sheet in paper.sheets if not _is(sheet, decree.A4)]
    sheet = other[0] if other else paper.sheets[0]
    yield Finding("Khổ giấy", "A4, 210 × 297 mm", f"{_format(sheet)} (trang {sheet.number})", not other)
    lying = paper.sheets[0].lies
    yield Finding("Chiều trang đầu", "dọc", "ngang" if lying else "dọc", not lying)


def _margins(blocks: Blocks) -> Iterator[Finding]:
    """Of upright pages all four; of lying ones nothing may stand nearer to an edge than the decree lets it."""
    upright = [sheet for sheet in blocks.paper.sheets if not sheet.lies]
    spots = [(sheet, box) for sheet in upright for box in _boxes(blocks, sheet)]
    if spots:
        yield within("Lề trái", min(left for _, (left, *_) in spots), decree.LEFT, TOLERANCE)
        yield within("Lề phải", min(sheet.width - right for sheet, (_, right, *_) in spots), decree.RIGHT, TOLERANCE)
        yield within("Lề trên", min(top for _, (*_, top, _) in spots), decree.TOP, 1.5)
        low = min(sheet.height - bottom for sheet, (*_, bottom) in spots)
        asked = f"không dưới {shown(decree.BOTTOM.least)} mm"
        yield Finding("Lề dưới", asked, f"{shown(low)} mm", low >= decree.BOTTOM.least - TOLERANCE)
    lying = [sheet for sheet in blocks.paper.sheets if sheet.lies]
    if lying:
        nearest = min(
            min(left, sheet.width - right, top, sheet.height - bottom)
            for sheet in lying
            for left, right, top, bottom in _boxes(blocks, sheet)
        )
        asked = f"không dưới {shown(decree.RIGHT.least)} mm"
        measured = f"{shown(nearest)} mm"
        yield Finding("Lề của trang nằm ngang", asked, measured, nearest >= decree.RIGHT.least - TOLERANCE)


def _boxes(blocks: Blocks, sheet: Sheet) -> list[tuple[float, float, float, float]]:
    """What takes room on a page: left, right, top, bottom."""
    words = [(line.left, line.right, line.top, line.bottom) for line in blocks.content(sheet)]
    return words + [(stroke.left, stroke.right, stroke.y, stroke.y) for stroke in sheet.strokes]


def fonts(paper: Paper) -> Iterator[Finding]:
    loose = sorted(name for name, held in paper.fonts.items() if not held)
    yield Finding(
        "Phông chữ nhúng trong tệp",
        "mọi phông",
        f"thiếu {', '.join(loose)}" if loose else f"{len(paper.fonts)} phông, đủ",
        not loose and bool(paper.fonts),
    )
    other = sorted({name for name in paper.fonts if not decree.is_times(name)})
    measured = ", ".join(other) if other else ", ".join(sorted({name.split("+")[-1] for name in paper.fonts}))
    yield Finding("Phông chữ", "Times New Roman (hoặc phông cùng cỡ)", measured, not other and bool(paper.fonts))
    lines = [(sheet, line) for sheet in paper.sheets for line in sheet.lines]
    if not lines:
        yield absent("Chữ trong tệp", "đọc và chép được")
        return
    sheet, smallest = min(lines, key=lambda pair: pair[1].size)
    yield Finding(
        "Cỡ chữ nhỏ nhất",
        f"không dưới {shown(decree.SMALLEST)} pt",
        f"{shown(smallest.size)} pt (trang {sheet.number}: “{smallest.words[:40]}”)",
        smallest.size >= decree.SMALLEST - SIZE_TOLERANCE,
    )
    unread = [line for _, line in lines if "(cid:" in line.text]
    yield Finding("Chữ trong tệp", "đọc và chép được", "có chữ không chép được" if unread else "chép được", not unread)


# Head


def _head(blocks: Blocks) -> Iterator[Finding]:
    if letters.by_association(blocks.issuer):
        yield from letters.own_head(blocks.issuer, nation=bool(blocks.nation or blocks.motto))
    else:
        yield from _nation(blocks)
    yield from _issuer(blocks)
    yield from _number_and_day(blocks)


def _size(rule: str, line: Line, asked: Span) -> Finding:
    return letters.size(rule, line, asked, SIZE_TOLERANCE)


def _nation(blocks: Blocks) -> Iterator[Finding]:
    nation, motto, width = blocks.nation, blocks.motto, blocks.first.width
    if nation is None or motto is None:
        yield absent("Quốc hiệu, Tiêu ngữ", f"{decree.NATION} / {decree.MOTTO}")
        return
    yield Finding("Quốc hiệu", decree.NATION, nation.words, nation.words == decree.NATION)
    yield _size("Quốc hiệu", nation, decree.NATION_SIZE)
    yield letters.style("Quốc hiệu", nation, bold=True, italic=False)
    yield Finding("Quốc hiệu: vị trí", "bên phải, ở trên cùng", _where(nation, width), nation.middle > width / 2)
    yield Finding("Tiêu ngữ", decree.MOTTO, motto.words, motto.words == decree.MOTTO)
    yield _size("Tiêu ngữ", motto, decree.MOTTO_SIZE)
    yield letters.style("Tiêu ngữ", motto, bold=True, italic=False)
    off = abs(motto.middle - nation.middle)
    yield Finding("Tiêu ngữ: vị trí", "ở giữa, dưới Quốc hiệu", f"lệch {shown(off)} mm", off < NEAR)
    yield _rule(blocks, "Tiêu ngữ", [motto], Span(97, 103, "%"))


def _where(line: Line, width: float) -> str:
    return f"tâm cách mép trái {shown(line.middle)} mm trên {shown(width)} mm"


def _rule(blocks: Blocks, what: str, lines: list[Line], asked: Span) -> Finding:
    """The rule below words, as a share of their longest line."""
    rule = f"{what}: đường kẻ dưới"
    stroke = blocks.stroke_below(lines[-1], blocks.first)
    if stroke is None:
        return absent(rule, f"{asked} độ dài dòng chữ")
    longest = max(line.right - line.left for line in lines)
    share = stroke.length / longest * 100
    measured = f"{shown(share)} % ({shown(stroke.length)} trên {shown(longest)} mm)"
    return Finding(rule, f"{asked} độ dài dòng chữ", measured, asked.holds(share, 1))


def _issuer(blocks: Blocks) -> Iterator[Finding]:
    lines = blocks.issuer
    if not lines:
        yield absent("Tên cơ quan ban hành", "bên trái, ở trên cùng")
        return
    last = lines[-1]
    words = " / ".join(line.words for line in lines)
    yield Finding("Tên cơ quan ban hành", "chữ in hoa", words, all(line.is_capital for line in lines))
    sizes = [line.size for line in lines]
    yield within(
        "Tên cơ quan ban hành: cỡ chữ", max(sizes, key=lambda each: abs(each - 12.5)), decree.ISSUER_SIZE, 0.15
    )
    yield letters.style("Tên cơ quan ban hành", last, bold=True, italic=False)
    if blocks.nation:
        off = abs(lines[0].base - blocks.nation.base)
        yield Finding("Tên cơ quan ban hành: vị trí", "ngang dòng Quốc hiệu", f"lệch {shown(off)} mm", off < NEAR)
    own = [line for line in lines if line.bold] or lines
    yield _rule(blocks, "Tên cơ quan ban hành", own, decree.RULE_SHARE)


def _number_and_day(blocks: Blocks) -> Iterator[Finding]:
    number, day = blocks.number, blocks.day
    minutes = blocks.title is not None and blocks.title.words == "BIÊN BẢN"
    yield from letters.number_and_day(number, day, minutes=minutes, tolerance=SIZE_TOLERANCE)
    if number is not None and day is not None:
        off = abs(day.base - number.base)
        yield Finding("Địa danh, ngày tháng: vị trí", "ngang dòng số, ký hiệu", f"lệch {shown(off)} mm", off < 2)


# Title and text


def _title(blocks: Blocks) -> Iterator[Finding]:
    title, subject = blocks.title, blocks.subject
    if title is None:
        yield absent("Tên loại văn bản", "chữ in hoa, đậm, ở giữa")
        return
    yield Finding("Tên loại văn bản", "chữ in hoa, đậm, ở giữa", title.words, title.is_capital)
    yield _size("Tên loại văn bản", title, decree.TEXT_SIZE)
    if not subject:
        yield absent("Trích yếu", "chữ thường, đậm, ở giữa, dưới tên loại")
        return
    words = " ".join(line.words for line in subject)
    centred = all(blocks.is_centred(line, blocks.first) for line in subject)
    yield Finding("Trích yếu", "chữ thường, đậm, ở giữa", words, centred and words != words.upper())
    yield _size("Trích yếu", subject[0], decree.TEXT_SIZE)
    yield _rule(blocks, "Trích yếu", subject, decree.RULE_SHARE)


def _text(blocks: Blocks) -> Iterator[Finding]:
    lines = [line for _, line in blocks.body]
    if not lines:
        yield Finding("Nội dung", "chữ 13–14 pt", "không có dòng nào từ 12,5 pt trở lên", passed=False)
        return
    sizes = Counter(round(line.size, 1) for line in lines)
    yield within("Nội dung: cỡ chữ", sizes.most_common(1)[0][0], decree.TEXT_SIZE, SIZE_TOLERANCE)
    yield from _paragraphs(blocks)
    grounds = [
        line for line in lines if line.italic and line.words.startswith(("Căn cứ", "Theo đề nghị", "Xét đề nghị"))
    ]
    if any(line.words.startswith("Căn cứ") for line in lines):
        yield Finding("Căn cứ", "chữ nghiêng", f"{len(grounds)} dòng nghiêng", bool(grounds))


def _paragraphs(blocks: Blocks) -> Iterator[Finding]:
    pairs = blocks.continued()
    if pairs:
        ragged = [one for one, _ in pairs if one.right < 210 - decree.RIGHT.least - 1]
        said = f"{len(pairs) - len(ragged)} trên {len(pairs)} dòng đủ"
        yield Finding("Nội dung: canh đều hai lề", "mọi dòng đủ", said, len(ragged) <= len(pairs) * 0.1)
        gaps = Counter(round((below.base - one.base) / (one.size * MM), 2) for one, below in pairs)
        yield within("Nội dung: giãn dòng", gaps.most_common(1)[0][0], decree.LEADING, 0.02)
    offsets = Counter(round(line.left - 30, 1) for _, line in blocks.body if 5 < line.left - 30 < 16)
    if offsets:
        indent = offsets.most_common(1)[0][0]
        near = any(abs(indent - asked) < 0.8 for asked in decree.INDENTS)
        yield Finding("Nội dung: lùi đầu dòng", "1 cm hoặc 1,27 cm", f"{shown(indent)} mm", near)


# Signature and recipients


def _end(blocks: Blocks) -> Iterator[Finding]:
    yield from _signature(blocks)
    yield from _recipients(blocks)


def _signature(blocks: Blocks) -> Iterator[Finding]:
    found = blocks.signature
    if found is None or not found[1]:
        yield absent("Chữ ký", "chức vụ và họ tên, bên phải, ở cuối")
        return
    sheet, lines = found
    yield Finding("Chữ ký", "chức vụ in hoa", lines[0].words, lines[0].is_capital)
    yield within("Chữ ký: cỡ chữ", lines[0].size, decree.TEXT_SIZE, SIZE_TOLERANCE)
    above = _text_above(blocks, sheet, lines[0])
    yield Finding(
        "Chữ ký: chữ cùng trang",
        "ít nhất 2 dòng nội dung",
        f"{above} dòng (trang {sheet.number})",
        above >= 2,
    )


def _text_above(blocks: Blocks, sheet: Sheet, signature: Line) -> int:
    """Lines of the text, tables included, on the page that is signed."""
    start = blocks.subject[-1].base if sheet is blocks.first and blocks.subject else 0.0
    lines = [line for line in blocks.content(sheet) if start < line.base < signature.base - NEAR]
    return len(blocks.rows(lines))


def _recipients(blocks: Blocks) -> Iterator[Finding]:
    asked = "“Nơi nhận:” và danh sách, bên trái, ở cuối"
    if blocks.recipients_head is None:
        minutes = blocks.title is not None and blocks.title.words == "BIÊN BẢN"
        yield absent("Nơi nhận", asked, needed=not minutes)
        return
    sheet, head = blocks.recipients_head
    yield Finding("Nơi nhận: vị trí", "bên trái", _where(head, sheet.width), head.right < sheet.width / 2)
    yield _size("Nơi nhận: tiêu đề", head, decree.RECIPIENTS_HEAD)
    yield letters.style("Nơi nhận: tiêu đề", head, bold=True, italic=True)
    lines = _joined(blocks.recipients)
    yield as_asked("Nơi nhận: danh sách", "- …; … - Lưu: ….", f"{len(lines)} nơi", decree.recipients_wrong(lines))
    if blocks.recipients:
        yield _size("Nơi nhận: danh sách", blocks.recipients[0], decree.RECIPIENTS_SIZE)


def _joined(lines: list[Line]) -> list[str]:
    """One text for each place: a line that does not begin with a dash goes on with the one above."""
    made: list[str] = []
    for line in lines:
        if made and not line.words.startswith("-"):
            made[-1] += f" {line.words}"
        else:
            made.append(line.words)
    return made


# Pages


def _pages(blocks: Blocks) -> Iterator[Finding]:
    yield from _page_numbers(blocks)
    yield _nothing_empty(blocks)
    yield _heads_repeated(blocks)


def _page_numbers(blocks: Blocks) -> Iterator[Finding]:
    wrong: list[str] = []
    numbers: list[tuple[Sheet, Line]] = []
    for part in blocks.parts:
        for place, sheet in enumerate(part.sheets, start=1):
            found = blocks.number_of(sheet)
            due = "" if place == 1 else str(place)
            if (found.words if found else "") != due:
                wrong.append(f"tờ {sheet.number} ghi “{found.words if found else ''}”, phải ghi “{due}”")
            if found:
                numbers.append((sheet, found))
    asked = "từ 1, không hiện ở trang đầu; phụ lục đánh số riêng"
    measured = "; ".join(wrong[:3]) or f"{len(numbers)} trang có số"
    yield Finding("Số trang", asked, measured, not wrong)
    if numbers:
        off = [each for sheet, each in numbers if not blocks.is_centred(each, sheet) or each.bold or each.italic]
        yield Finding("Số trang: vị trí", "ở giữa, lề trên, đứng", f"{len(off)} số lệch", not off)
        sizes = {round(line.size, 1) for _, line in numbers}
        yield within("Số trang: cỡ chữ", max(sizes), decree.TEXT_SIZE, SIZE_TOLERANCE)


def _nothing_empty(blocks: Blocks) -> Finding:
    """No page with hardly a word, and none in the middle of a part that is filled to less than a third."""
    bad: list[str] = []
    for part in blocks.parts:
        for sheet in part.sheets:
            lines = blocks.content(sheet)
            rows = len(blocks.rows(lines))
            ends = max([line.bottom for line in lines] + [stroke.y for stroke in sheet.strokes], default=0.0)
            filled = (ends - 20) / (sheet.height - 40)
            if rows < 3 or (sheet is not part.sheets[-1] and filled < 0.33):
                bad.append(f"trang {sheet.number}: {rows} dòng, đầy {shown(max(filled, 0) * 100)} %")
    return Finding("Trang trống", "không có trang gần như trống", "; ".join(bad[:3]) or "không có", not bad)


def _heads_repeated(blocks: Blocks) -> Finding:
    """A page that goes on with a table begins with the table's head, which is bold."""
    went_on = [
        sheet
        for part in blocks.parts
        for before, sheet in zip(part.sheets, part.sheets[1:], strict=False)
        if _begins_in_table(blocks, sheet) and _ends_in_table(blocks, before)
    ]
    bare = [sheet for sheet in went_on if not all(line.bold for line in blocks.rows(blocks.content(sheet))[0])]
    said = f"{len(went_on)} trang tiếp bảng, {len(bare)} trang không có đầu bảng"
    return Finding("Đầu bảng lặp lại", "ở mọi trang tiếp theo", said, not bare)


def _begins_in_table(blocks: Blocks, sheet: Sheet) -> bool:
    lines = blocks.content(sheet)
    first = min((line.top for line in lines), default=0.0)
    return any(stroke.y <= first + 0.5 and first - stroke.y < 12 for stroke in sheet.strokes) and bool(lines)


def _ends_in_table(blocks: Blocks, sheet: Sheet) -> bool:
    lines = blocks.content(sheet)
    last = max((line.base for line in lines), default=0.0)
    return any(stroke.y > last and stroke.y - last < 9 for stroke in sheet.strokes)


# Annexes


def _annexes(blocks: Blocks) -> Iterator[Finding]:
    annexes = [part for part in blocks.parts if part.is_annex]
    if not annexes:
        yield absent("Phụ lục", "Phụ lục I, II …", needed=False)
        return
    heads, loose = [], []
    for part in annexes:
        top = blocks.content(part.sheets[0])[:8]
        head = next((line for line in top if line.words.startswith("Phụ lục")), None)
        heads.append(head.words if head else "")
        title = next((line for line in top if line.is_capital and line.bold), None)
        cited = next(line for line in top if line.words.startswith("(Kèm theo "))
        if head is None or title is None or not head.bold or abs(head.size - 14) > 0.5 or not cited.italic:
            loose.append(f"trang {part.sheets[0].number}")
    yield as_asked("Phụ lục: số thứ tự", "Phụ lục I, II …", ", ".join(filter(None, heads)), decree.annexes_wrong(heads))
    asked = "“Phụ lục” 14 đậm, tên in hoa đậm, (Kèm theo …) nghiêng"
    yield Finding("Phụ lục: trình bày", asked, ", ".join(loose) or f"{len(heads)} phụ lục", not loose)


# Certificates


def _certificate_heads(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Quốc hiệu and Tiêu ngữ on each page; the association, no state body, stands under its own name instead."""
    own = [any(line.words.startswith(decree.ASSOCIATION) for line in each.lines[:1]) for each in sheets]
    if all(own):
        named = [any(line.words in (decree.NATION, decree.MOTTO) for line in each.lines) for each in sheets]
        yield Finding("Phần đầu", "tên Hội, không Quốc hiệu", f"có Quốc hiệu ở {sum(named)} trang", not any(named))
        return
    for name, words in (("Quốc hiệu", decree.NATION), ("Tiêu ngữ", decree.MOTTO)):
        without = [each.number for each in sheets if not any(line.words == words for line in each.lines)]
        yield Finding(name, words, f"thiếu ở {len(without)} trang", not without)


def _certificate(blocks: Blocks) -> Iterator[Finding]:
    """A giấy công nhận or giấy khen: lying A4 or A5, everything on one page, each page complete."""
    sheets = blocks.paper.sheets
    other = [sheet for sheet in sheets if not (_is(sheet, decree.A4) or _is(sheet, decree.A5))]
    sheet = other[0] if other else sheets[0]
    yield Finding(
        "Khổ giấy", "A4 hoặc A5 nằm ngang", f"{_format(sheet)}", not other and all(each.lies for each in sheets)
    )
    held = [name for name, embedded in blocks.paper.fonts.items() if not embedded or not decree.is_times(name)]
    yield Finding("Phông chữ", "Times New Roman, nhúng trong tệp", ", ".join(held) or "đủ", not held)
    yield from _certificate_heads(sheets)
    edge = min(
        min(line.left, each.width - line.right, line.top, each.height - line.bottom)
        for each in sheets
        for line in each.lines
    )
    yield Finding("Chữ cách mép giấy", "không dưới 7 mm", f"{shown(edge)} mm", edge >= 7)
    crossed = [each.number for each in sheets if _overlaps(each)]
    yield Finding("Chữ đè lên nhau", "không", f"{len(crossed)} trang", not crossed)


def _overlaps(sheet: Sheet) -> bool:
    """Whether the letters of two lines stand on each other."""
    for n, one in enumerate(sheet.lines):
        for other in sheet.lines[n + 1 :]:
            across = min(one.right, other.right) - max(one.left, other.left)
            if across > 0.5 and abs(one.base - other.base) < min(one.size, other.size) * MM * 0.6:
                return True
    return False
