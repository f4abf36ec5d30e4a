"""The rules of the decree measured in a Word file: its sections, styles and what stands in them.

A Word file has no pages until it is laid out: what hangs on pages is asked of what Word is told (heads that repeat,
lines kept together), and the places of blocks of the cells that they stand in.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import dropwhile
from typing import Any

from hocTap.lib.heavy import Later
from hocTap.lib.vi import nfc
from reports.checking import decree, letters
from reports.checking.decree import Span, shown
from reports.checking.findings import Finding, absent, as_asked, within

docx = Later("docx")
ns = Later("docx.oxml.ns")
tables = Later("docx.table")
texts = Later("docx.text.paragraph")

BOLD_ENOUGH = 0.99


def all_text(paragraph: Any) -> str:
    """Every letter of a paragraph, those in content controls too."""
    signs = {ns.qn("w:tab"): " ", ns.qn("w:br"): " ", ns.qn("w:noBreakHyphen"): "-"}
    return "".join(
        each.text or "" if each.tag == ns.qn("w:t") else signs.get(each.tag, "") for each in paragraph.iter()
    )


@contextmanager
def reading() -> Iterator[None]:
    """Raises ValueError with a sentence for a Word file that cannot be read."""
    try:
        yield
    except Exception as broken:  # a broken package raises dozens of kinds
        raise ValueError(f"Không đọc được tệp Word này ({type(broken).__name__}).") from broken


class Text:
    """A paragraph with the look that its runs and styles give it."""

    def __init__(self, paragraph: Any) -> None:
        self.paragraph = paragraph
        self.words = nfc(" ".join(all_text(paragraph._p).split()))
        self._runs = [run for run in paragraph.runs if run.text.strip()]

    def _of_styles(self, name: str) -> Any:
        style = self.paragraph.style
        while style is not None:
            if (value := getattr(style.font, name)) is not None:
                return value
            style = style.base_style
        return None

    def _all(self, name: str) -> bool:
        usual = bool(self._of_styles(name))
        values = [usual if getattr(run.font, name) is None else bool(getattr(run.font, name)) for run in self._runs]
        return all(values) if values else usual

    @property
    def bold(self) -> bool:
        return self._all("bold")

    @property
    def italic(self) -> bool:
        return self._all("italic")

    @property
    def size(self) -> float:
        """In points, of the largest run."""
        usual = self._of_styles("size")
        sizes = [run.font.size or usual for run in self._runs] or [usual]
        return max((size.pt for size in sizes if size is not None), default=10.0)

    @property
    def fonts(self) -> set[str]:
        usual = self._of_styles("name") or "?"
        return {run.font.name or usual for run in self._runs} or set()

    def layout(self, name: str) -> Any:
        """A setting of the paragraph, or of the first of its styles that has it."""
        if (value := getattr(self.paragraph.paragraph_format, name)) is not None:
            return value
        style = self.paragraph.style
        while style is not None:
            if (value := getattr(style.paragraph_format, name)) is not None:
                return value
            style = style.base_style
        return None

    @property
    def aligned(self) -> str:
        value = self.layout("alignment")
        return value.name if value is not None else "LEFT"

    @property
    def is_capital(self) -> bool:
        return self.words == self.words.upper() and any(letter.isalpha() for letter in self.words)

    @property
    def border(self) -> float | None:
        """Of an empty paragraph with a line below: how far it is from both sides, in millimetres."""
        below = self.paragraph._p.find(f".//{ns.qn('w:pBdr')}/{ns.qn('w:bottom')}")
        if below is None or self.words:
            return None
        indent = self.layout("left_indent")
        return float(indent.mm) if indent is not None else 0.0


class Word:
    """A Word file by what stands where."""

    def __init__(self, content: bytes) -> None:
        with reading():
            self.file: Any = docx.Document(io.BytesIO(content))
            self.blocks = list(self._blocks())

    def _blocks(self) -> Iterator[Any]:
        """Paragraphs and tables of the body in their order."""
        body = self.file.element.body
        for child in body.iterchildren():
            if child.tag == ns.qn("w:p"):
                yield Text(texts.Paragraph(child, self.file._body))
            elif child.tag == ns.qn("w:tbl"):
                yield tables.Table(child, self.file._body)

    @property
    def head_table(self) -> Any:
        """The first table without borders: head of the paper."""
        return next((each for each in self.blocks if not isinstance(each, Text)), None)

    def column(self, table: Any, place: int) -> list[Text]:
        """The paragraphs of a column, from the top down."""
        return [Text(each) for row in table.rows if place < len(row.cells) for each in row.cells[place].paragraphs]

    def width(self, table: Any, place: int) -> float:
        width = table.rows[0].cells[place].width
        return float(width.mm) if width is not None else 0.0

    @property
    def paragraphs(self) -> list[Text]:
        return [each for each in self.blocks if isinstance(each, Text)]

    @property
    def grids(self) -> list[Any]:
        """Tables with borders: of figures and names."""
        return [
            each
            for each in self.blocks
            if not isinstance(each, Text) and each._tbl.find(f".//{ns.qn('w:tblBorders')}") is not None
        ]


def check_docx(content: bytes) -> list[Finding]:
    """Every rule, kept or not. Raises ValueError for a file that is no readable Word file."""
    word = Word(content)
    return [
        *_sections(word),
        *_fonts(word),
        *_head(word),
        *_title(word),
        *_text(word),
        *_end(word),
        *_numbers(word),
        *_tables(word),
        *_annexes(word),
    ]


def _sections(word: Word) -> Iterator[Finding]:
    """Paper and margins of every section; one that lies has its sides exchanged."""
    sections = list(word.file.sections)
    sizes = [sorted((each.page_width.mm, each.page_height.mm)) for each in sections]
    other = [size for size in sizes if any(abs(side - asked) > 1 for side, asked in zip(size, decree.A4, strict=True))]
    width, height = other[0] if other else sizes[0]
    yield Finding("Khổ giấy", "A4, 210 × 297 mm", f"{shown(width)} × {shown(height)} mm", not other)
    for rule, name, asked in (
        ("Lề trái", "left_margin", decree.LEFT),
        ("Lề phải", "right_margin", decree.RIGHT),
        ("Lề trên", "top_margin", decree.TOP),
        ("Lề dưới", "bottom_margin", decree.BOTTOM),
    ):
        found = [getattr(each, name).mm for each in sections]
        yield within(rule, max(found, key=lambda each: abs(each - asked.least)), asked, 0.2)


def _fonts(word: Word) -> Iterator[Finding]:
    used = set().union(*(text.fonts for text in _all_texts(word)))
    other = sorted(name for name in used if not decree.is_times(name))
    yield Finding("Phông chữ", "Times New Roman", ", ".join(other or sorted(used)), not other and bool(used))
    sizes = [(text.size, text.words) for text in _all_texts(word) if text.words]
    if sizes:
        smallest, where = min(sizes)
        asked = f"không dưới {shown(decree.SMALLEST)} pt"
        yield Finding("Cỡ chữ nhỏ nhất", asked, f"{shown(smallest)} pt (“{where[:40]}”)", smallest >= decree.SMALLEST)


def _all_texts(word: Word) -> Iterator[Text]:
    """Paragraphs of the body and of the first cells of tables: a list of thousands has one look."""
    yield from word.paragraphs
    for block in word.blocks:
        if not isinstance(block, Text):
            for row in block.rows[:5]:
                for cell in row.cells:
                    yield from (Text(each) for each in cell.paragraphs)


# Head


def _head(word: Word) -> Iterator[Finding]:
    head = word.head_table
    if head is None or len(head.columns) != 2:
        yield absent("Quốc hiệu, Tiêu ngữ", f"{decree.NATION} / {decree.MOTTO}")
        return
    left, right = word.column(head, 0), word.column(head, 1)
    issuer = _issuer_of(left)
    if letters.by_association(issuer):
        yield from letters.own_head(issuer, nation=any(each.words == decree.NATION for each in right))
    else:
        yield from _nation([each for each in right if each.words], word, head, right)
    yield from _issuer(left, word, head)
    yield from _number_and_day(word, left, right)


def _nation(said: list[Text], word: Word, head: Any, right: list[Text]) -> Iterator[Finding]:
    if len(said) < 2:
        yield absent("Quốc hiệu, Tiêu ngữ", f"{decree.NATION} / {decree.MOTTO}")
        return
    for rule, words, text, asked in (
        ("Quốc hiệu", decree.NATION, said[0], decree.NATION_SIZE),
        ("Tiêu ngữ", decree.MOTTO, said[1], decree.MOTTO_SIZE),
    ):
        yield Finding(rule, words, text.words or "không có", text.words == words)
        yield letters.size(rule, text, asked)
        yield letters.style(rule, text, bold=True, italic=False)
        yield Finding(f"{rule}: vị trí", "ở giữa, bên phải", text.aligned, text.aligned == "CENTER")
    rules = [text for text in right if text.border is not None]
    yield Finding("Tiêu ngữ: đường kẻ dưới", "có", "có" if rules else "không có", bool(rules))


def _issuer_of(left: list[Text]) -> list[Text]:
    """The lines at the left above: whose paper it is."""
    until = next(
        (n for n, text in enumerate(left) if text.border is not None or text.words.startswith("Số:")), len(left)
    )
    return [text for text in left[:until] if text.words]


def _issuer(left: list[Text], word: Word, head: Any) -> Iterator[Finding]:
    lines = _issuer_of(left)
    if not lines:
        yield absent("Tên cơ quan ban hành", "bên trái, ở trên cùng")
        return
    words = " / ".join(text.words for text in lines)
    yield Finding("Tên cơ quan ban hành", "chữ in hoa", words, all(text.is_capital for text in lines))
    yield letters.size("Tên cơ quan ban hành", lines[-1], decree.ISSUER_SIZE)
    yield letters.style("Tên cơ quan ban hành", lines[-1], bold=True, italic=False)
    indent = next((text.border for text in left if text.border is not None), None)
    if indent is None:
        yield absent("Tên cơ quan ban hành: đường kẻ dưới", f"{decree.RULE_SHARE} độ dài dòng chữ")
        return
    own = [text for text in lines if text.bold] or lines
    rule = word.width(head, 0) - 2 * indent - 2 * CELL
    yield _share("Tên cơ quan ban hành: đường kẻ dưới", rule, own)


CELL = 1.9
"""Millimetres between the border of a cell and its text, as Word sets them by itself."""


def _share(rule: str, length: float, lines: list[Text]) -> Finding:
    """A rule as a share of the longest line, whose length is that of the letters in Times New Roman."""
    longest = max(width_of(text) for text in lines)
    share = length / longest * 100
    measured = f"{shown(share)} % ({shown(length)} trên khoảng {shown(longest)} mm)"
    return Finding(rule, f"{decree.RULE_SHARE} độ dài dòng chữ", measured, decree.RULE_SHARE.holds(share, 3))


fonts = Later("hocTap.lib.press.fonts")


def width_of(text: Text) -> float:
    face = fonts.Face("bold" if text.bold else "italic" if text.italic else "regular")
    return float(face.width(text.words, text.size)) * 25.4 / 72


def _number_and_day(word: Word, left: list[Text], right: list[Text]) -> Iterator[Finding]:
    number = next((text for text in left if text.words.startswith("Số:")), None)
    day = next((text for text in right if ", ngày " in text.words), None)
    yield from letters.number_and_day(number, day, minutes=_is_minutes(word))


def _is_minutes(word: Word) -> bool:
    return any(text.words == "BIÊN BẢN" for text in word.paragraphs)


# Title and text


def _title(word: Word) -> Iterator[Finding]:
    said = [text for text in word.paragraphs if text.words or text.border is not None]
    title = next((n for n, text in enumerate(said) if text.words), None)
    if title is None:
        yield absent("Tên loại văn bản", "chữ in hoa, đậm, ở giữa")
        return
    name = said[title]
    proper = name.is_capital and name.bold and name.aligned == "CENTER"
    yield Finding("Tên loại văn bản", "chữ in hoa, đậm, ở giữa", name.words, proper)
    yield letters.size("Tên loại văn bản", name, decree.TEXT_SIZE)
    subject = said[title + 1] if title + 1 < len(said) else None
    if subject is None or not subject.bold or not subject.words:
        yield absent("Trích yếu", "chữ thường, đậm, ở giữa, dưới tên loại")
        return
    right = subject.aligned == "CENTER" and not subject.is_capital
    yield Finding("Trích yếu", "chữ thường, đậm, ở giữa", subject.words, right)
    yield letters.size("Trích yếu", subject, decree.TEXT_SIZE)
    rule = said[title + 2] if title + 2 < len(said) else None
    has = rule is not None and rule.border is not None
    yield Finding("Trích yếu: đường kẻ dưới", "có", "có" if has else "không có", has)


def _text(word: Word) -> Iterator[Finding]:
    """Running text: paragraphs of some words that are not set in the middle."""
    body = [text for text in word.paragraphs if not text.bold and len(text.words) > 40 and text.aligned != "CENTER"]
    if not body:
        yield absent("Nội dung", "chữ 13–14 pt")
        return
    sizes = Counter(text.size for text in body)
    yield within("Nội dung: cỡ chữ", sizes.most_common(1)[0][0], decree.TEXT_SIZE)
    ragged = [text for text in body if text.aligned != "JUSTIFY" and text.size >= decree.TEXT_SIZE.least]
    said = f"{len(body) - len(ragged)} trên {len(body)} đoạn"
    yield Finding("Nội dung: canh đều hai lề", "mọi đoạn", said, not ragged)
    indents = Counter(
        round(text.layout("first_line_indent").mm, 1) for text in body if text.layout("first_line_indent")
    )
    if indents:
        indent = indents.most_common(1)[0][0]
        near = any(abs(indent - asked) < 0.8 for asked in decree.INDENTS)
        yield Finding("Nội dung: lùi đầu dòng", "1 cm hoặc 1,27 cm", f"{shown(indent)} mm", near)
    spaces = [text.layout("line_spacing") for text in body]
    lines = [float(each) for each in spaces if isinstance(each, float)]
    if lines:
        yield within("Nội dung: giãn dòng", max(lines), Span(1.0, 1.5, "dòng"))
    grounds = [
        text.words
        for text in word.paragraphs
        if text.italic and text.words.startswith(("Căn cứ", "Theo đề nghị", "Xét"))
    ]
    if any(text.words.startswith("Căn cứ") for text in body):
        wrong = decree.grounds_wrong(grounds) if grounds else "không in nghiêng"
        yield as_asked("Căn cứ", "nghiêng, cách nhau bằng dấu chấm phẩy", f"{len(grounds)} căn cứ", wrong)


# Signature and recipients


def _end(word: Word) -> Iterator[Finding]:
    signing = [(n, each) for n, each in enumerate(word.blocks) if not isinstance(each, Text) and _signs(word, each)]
    if not signing:
        yield absent("Chữ ký", "chức vụ và họ tên, bên phải, ở cuối")
        return
    place, found = signing[0][0], signing[-1][1]  # whoever signs for the agency does so below the others
    right = [text for text in word.column(found, -1) if text.words]
    yield Finding("Chữ ký", "chức vụ in hoa, đậm", right[0].words, right[0].is_capital and right[0].bold)
    yield letters.size("Chữ ký", right[0], decree.TEXT_SIZE)
    whole = found.rows[0]._tr.find(f".//{ns.qn('w:cantSplit')}") is not None
    kept = _kept_above(word.blocks[:place])
    said = f"{kept} đoạn giữ cùng trang{'' if whole else ', khối ký có thể bị tách'}"
    yield Finding("Chữ ký: chữ cùng trang", "ít nhất 2 dòng nội dung", said, whole and kept >= 1)
    yield from _recipients(word, found)


def _signs(word: Word, table: Any) -> bool:
    if len(table.columns) < 2 or table is word.head_table:
        return False
    if len(table.columns) > 2 and not any("Ký, " in text.words for text in word.column(table, 0)):
        return False  # a table of figures
    left = [text.words for text in word.column(table, 0) if text.words]
    right = [text for text in word.column(table, -1) if text.words]
    return bool(right) and right[0].is_capital and bool(left) and (left[0] == "Nơi nhận:" or left[0].isupper())


def _kept_above(before: list[Any]) -> int:
    """How many paragraphs right above are told to stay with what follows; widow control keeps two lines of each."""
    kept = 0
    for block in reversed(before):
        if not isinstance(block, Text) or not block.layout("keep_with_next"):
            break
        kept += bool(block.words)
    return kept


def _recipients(word: Word, table: Any) -> Iterator[Finding]:
    column = dropwhile(lambda text: text.words != "Nơi nhận:", word.column(table, 0))  # or below those who sign
    left = [text for text in column if text.words]
    if not left:
        yield absent("Nơi nhận", "“Nơi nhận:” và danh sách", needed=not _is_minutes(word))
        return
    yield letters.size("Nơi nhận: tiêu đề", left[0], decree.RECIPIENTS_HEAD)
    yield letters.style("Nơi nhận: tiêu đề", left[0], bold=True, italic=True)
    lines = [text.words for text in left[1:]]
    yield as_asked("Nơi nhận: danh sách", "- …; … - Lưu: ….", f"{len(lines)} nơi", decree.recipients_wrong(lines))
    if len(left) > 1:
        yield letters.size("Nơi nhận: danh sách", left[1], decree.RECIPIENTS_SIZE)


# Pages, tables, annexes


def _numbers(word: Word) -> Iterator[Finding]:
    """A field with the page's number in the middle of the head of pages, but not of the first of a section."""
    bad: list[str] = []
    sizes: list[float] = []
    for n, section in enumerate(word.file.sections, start=1):
        header = section.header
        fields = [each for each in header.paragraphs if _has_number(each)]
        if not fields:
            bad.append(f"phần {n} không có số trang ở đầu trang")
            continue
        text = Text(fields[0])
        sizes.append(text.size)
        if text.aligned != "CENTER":
            bad.append(f"phần {n} không ở giữa")
        if not section.different_first_page_header_footer:
            bad.append(f"phần {n} hiện số ở trang đầu")
        anew = section._sectPr.find(ns.qn("w:pgNumType"))
        if n > 1 and (anew is None or anew.get(ns.qn("w:start")) != "1"):
            bad.append(f"phần {n} không đánh số riêng")
    asked = "ở giữa, lề trên, không hiện ở trang đầu; phụ lục đánh số riêng"
    yield Finding("Số trang", asked, "; ".join(bad) or f"{len(word.file.sections)} phần đúng", not bad)
    if sizes:
        yield within("Số trang: cỡ chữ", max(sizes), decree.TEXT_SIZE)


def _has_number(paragraph: Any) -> bool:
    simple = (each.get(ns.qn("w:instr"), "") for each in paragraph._p.iter(ns.qn("w:fldSimple")))
    long = (each.text or "" for each in paragraph._p.iter(ns.qn("w:instrText")))
    return any("PAGE" in words.split() for words in (*simple, *long))


def _tables(word: Word) -> Iterator[Finding]:
    grids = word.grids
    bare = [n for n, each in enumerate(grids, start=1) if each._tbl.find(f".//{ns.qn('w:tblHeader')}") is None]
    said = f"{len(grids)} bảng, {len(bare)} bảng không lặp đầu"
    yield Finding("Đầu bảng lặp lại", "ở mọi trang tiếp theo", said, not bare)


def _annexes(word: Word) -> Iterator[Finding]:
    cited = [n for n, text in enumerate(word.paragraphs) if text.words.startswith("(Kèm theo ")]
    if not cited:
        yield absent("Phụ lục", "Phụ lục I, II …", needed=False)
        return
    heads, loose = [], []
    for n in cited:
        above = word.paragraphs[max(0, n - 3) : n]
        head = next((text for text in above if text.words.startswith("Phụ lục")), None)
        title = next((text for text in above if text.is_capital), None)
        heads.append(head.words if head else "")
        right = head is not None and head.bold and title is not None and title.bold
        if not right or not word.paragraphs[n].italic:
            loose.append(heads[-1] or "(không ghi)")
    yield as_asked("Phụ lục: số thứ tự", "Phụ lục I, II …", ", ".join(filter(None, heads)), decree.annexes_wrong(heads))
    asked = "“Phụ lục” đậm, tên in hoa đậm, (Kèm theo …) nghiêng"
    yield Finding("Phụ lục: trình bày", asked, ", ".join(loose) or f"{len(heads)} phụ lục", not loose)
