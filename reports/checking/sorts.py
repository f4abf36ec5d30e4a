"""Papers that the decree's form does not govern: slips and books of a fund, lists to sign, a table for a meeting, an
answer to a guardian. Each sort says which rules it keeps: its paper, whose it is, what must stand on it, who signs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hocTap.lib.heavy import Later
from hocTap.lib.vi import nfc
from reports.checking import decree
from reports.checking.decree import shown
from reports.checking.findings import Finding
from reports.checking.layout import TOLERANCE, fonts
from reports.checking.sheets import Line, Paper, Sheet
from reports.checking.word import Text, all_text, reading

docx = Later("docx")
ns = Later("docx.oxml.ns")
texts = Later("docx.text.paragraph")

ASSOCIATION = r"^HỘI KHUYẾN HỌC \S"
"""By name: of which place it is, in one line, never the words alone."""
DAY = r"[Nn]gày +(\.+|\d\d) +tháng +(\.+|\d{1,2}) +năm +(\.+|\d{4})"
SIGNED = re.compile(r"\(Ký, (?:ghi rõ )?họ tên\)")
KEPT, LEAST_KEPT = "Chữ ký: chữ cùng trang", 2
ABOVE_A_SIGNATURE = 7
"""Millimetres from "(Ký, họ tên)" up: who signs stands within them."""
OF_PAGES = re.compile(r"^(?:Trang )?(\d+)(?:/\d+)?$")


@dataclass(frozen=True)
class Sort:
    """What a paper of the sort must be; `asked` are what must stand on it, by what that is called."""

    name: str
    titles: re.Pattern[str]
    size: tuple[int, int]
    lies: bool
    asked: Sequence[tuple[str, str]]
    signers: int
    margin: float = 10.0
    one_page: bool = False


HEAD = (("Tên Hội", ASSOCIATION), ("Địa danh, ngày tháng", DAY))
WORDS = ("Số tiền bằng chữ", r"[Bb]ằng chữ: *\S.* đồng")
SORTS = (
    Sort(
        "Phiếu của quỹ",
        re.compile(r"^PHIẾU (THU|CHI|NHẬP|XUẤT)( QUA NGÂN HÀNG| HIỆN VẬT)?$"),
        decree.A5,
        True,
        (
            *HEAD,
            ("Quyển số", r"Quyển số: *\S"),
            ("Số phiếu", r"Số: *\S"),
            ("Lý do", r"(Lý do (nộp|chi|nhập|xuất)|Căn cứ): *\S"),
            ("Số tiền", r"(Số tiền|Giá trị): *[\d.]+ đồng"),
            WORDS,
            ("Chứng từ kèm theo", r"Kèm theo: *\S"),
        ),
        5,
        one_page=True,
    ),
    Sort(
        "Sổ của quỹ",
        re.compile(r"^SỔ (QUỸ TIỀN MẶT|TIỀN GỬI NGÂN HÀNG|HIỆN VẬT.*)$"),
        decree.A4,
        True,
        (
            *HEAD,
            ("Kỳ của sổ", r"Từ ngày \d\d/\d\d/\d{4}"),
            ("Số dư đầu kỳ", "Số dư đầu kỳ"),
            ("Cộng phát sinh", "Cộng phát sinh trong kỳ"),
            ("Số dư cuối kỳ", "Số dư cuối kỳ"),
            WORDS,
            ("Số trang của sổ", r"Sổ này có \S+ trang, đánh số từ trang 1"),
        ),
        3,
    ),
    Sort(
        "Báo cáo thu – chi",
        re.compile(r"^BÁO CÁO THU – CHI$"),
        decree.A4,
        True,
        (*HEAD, ("Đơn vị tính", "Đơn vị tính: đồng"), ("Tồn đầu, tồn cuối", r"Tồn đầu"), WORDS),
        3,
    ),
    Sort(
        "Danh sách ký nhận",
        re.compile(r"^DANH SÁCH KÝ NHẬN HỌC BỔNG$"),
        decree.A4,
        True,
        (
            *HEAD,
            ("Quyết định", "Theo quyết định số"),
            ("Cột ký nhận", "ký nhận"),
            ("Tổng cộng", r"Tổng cộng \([\d.]+ suất\)"),
            WORDS,
        ),
        3,
    ),
    Sort(
        "Danh sách cảm ơn",
        re.compile(r"^DANH SÁCH CẢM ƠN NHÀ TÀI TRỢ NĂM \d{4}$"),
        decree.A4,
        True,
        HEAD,
        1,
    ),
    Sort(
        "Trả lời phụ huynh",
        re.compile(r"^TRẢ LỜI YÊU CẦU VỀ DỮ LIỆU CÁ NHÂN$"),
        decree.A4,
        False,
        (
            *HEAD,
            ("Nơi gửi", r"Kính gửi: *\S"),
            ("Yêu cầu", r"nhận ngày \d\d/\d\d/\d{4} yêu cầu"),
            ("Trả lời", "Trả lời"),
        ),
        1,
    ),
    Sort(
        "Bảng mục tiêu dùng trong cuộc họp",
        re.compile(r"^TÌNH HÌNH THỰC HIỆN MỤC TIÊU$"),
        decree.A4,
        True,
        (
            ("Đơn vị và năm", r"\S.*, năm \d{4}"),
            ("Không thay văn bản", "Bảng dùng trong cuộc họp, không thay báo cáo"),
            ("Số mục tiêu", r"trong [\d.]+ mục tiêu|Chưa có mục tiêu"),
        ),
        0,
    ),
)


def of_titles(titles: Sequence[str]) -> Sort | None:
    """The sort whose name stands among the bold capitals of the first page."""
    return next((sort for sort in SORTS for title in titles if sort.titles.match(title)), None)


# PDF


def of_pdf(paper: Paper) -> Sort | None:
    """Which sort the PDF is, if it is none of the decree's."""
    return of_titles([line.words for line in paper.sheets[0].lines if line.bold and line.is_capital])


def check_pdf(paper: Paper, sort: Sort) -> list[Finding]:
    """The rules of the sort on the pages of a PDF."""
    said = [line.words for sheet in paper.sheets for line in sheet.lines]
    return [
        *(_size(sort, sheet.width, sheet.height) for sheet in paper.sheets[:1]),
        _margin(sort, paper.sheets),
        *fonts(paper),
        *_said(sort, said),
        *_kept(sort, paper.sheets),
        *_pages(sort, paper.sheets),
    ]


def _size(sort: Sort, width: float, height: float) -> Finding:
    sides = sorted((width, height))
    right = all(abs(side - asked) <= 1 for side, asked in zip(sides, sort.size, strict=True))
    way = "ngang" if sort.lies else "dọc"
    asked = f"{sort.size[0]} × {sort.size[1]} mm, {way}"
    return Finding("Khổ giấy", asked, f"{shown(width)} × {shown(height)} mm", right and (width > height) == sort.lies)


def _margin(sort: Sort, sheets: Sequence[Sheet]) -> Finding:
    """Nothing of the text stands nearer to an edge of the paper; marks and page numbers may."""
    nearest = min(
        min(line.left, sheet.width - line.right)
        for sheet in sheets
        for line in sheet.lines
        if not OF_PAGES.match(line.words) and not decree.MARKS.search(line.words)
    )
    return Finding(
        "Lề", f"không dưới {shown(sort.margin)} mm", f"{shown(nearest)} mm", nearest >= sort.margin - TOLERANCE
    )


def _said(sort: Sort, lines: Sequence[str]) -> Iterator[Finding]:
    """What must stand on it: at the head of a line where the pattern says so, else however the lines break."""
    said = " ".join(lines)
    for name, pattern in sort.asked:
        where = "\n".join(lines) if pattern.startswith("^") else said
        found = re.search(pattern, where, re.MULTILINE)
        yield Finding(name, "có ghi", f"“{found[0][:60]}”" if found else "không có", bool(found))
    if sort.signers:
        signed = len(SIGNED.findall(said))
        yield Finding("Chỗ ký", f"ít nhất {sort.signers}", str(signed), signed >= sort.signers)


def _pages(sort: Sort, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    if sort.one_page:
        yield Finding("Số tờ", "1", str(len(sheets)), len(sheets) == 1)
        return
    unnumbered = [sheet.number for sheet in sheets[1:] if not any(OF_PAGES.match(line.words) for line in _edges(sheet))]
    yield Finding("Số trang", "từ trang 2 trở đi", f"thiếu ở {len(unnumbered)} trang", not unnumbered)
    bare = [sheet.number for sheet in sheets if len({round(line.base) for line in sheet.lines}) < 4]
    yield Finding("Trang gần trống", "không có", f"{len(bare)} trang", not bare)


def _kept(sort: Sort, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Nobody signs a page on which nothing else is said."""
    signed = [sheet for sheet in sheets if any(SIGNED.search(line.words) for line in sheet.lines)]
    if not sort.signers or sort.one_page or not signed:
        return
    sheet = signed[-1]
    first = min(line.base for line in sheet.lines if SIGNED.search(line.words))
    said = [line for line in sheet.lines if not OF_PAGES.match(line.words) and not decree.MARKS.search(line.words)]
    above = {round(line.base) for line in said if line.base < first - ABOVE_A_SIGNATURE}
    yield Finding(KEPT, f"ít nhất {LEAST_KEPT} dòng", f"{len(above)} dòng", len(above) >= LEAST_KEPT)


def _edges(sheet: Sheet) -> list[Line]:
    return [line for line in sheet.lines if line.top < 20 or line.bottom > sheet.height - 20]


# Word


def of_word(content: bytes) -> Sort | None:
    """Which sort the Word file is, if it is none of the decree's. Raises ValueError for one that cannot be read."""
    with reading():
        said = _paragraphs(content)
    return of_titles(said)


def _paragraphs(content: bytes) -> list[str]:
    body = docx.Document(io.BytesIO(content)).element.body
    return [nfc(" ".join(all_text(each).split())) for each in body.iter(ns.qn("w:p"))]


def check_docx(content: bytes, sort: Sort) -> list[Finding]:
    """The rules of the sort in a Word file, which has no pages until it is laid out."""
    file = docx.Document(io.BytesIO(content))
    section = file.sections[0]
    nearest = min(section.left_margin.mm, section.right_margin.mm)
    looks = [Text(texts.Paragraph(each, file)) for each in file.element.body.iter(ns.qn("w:p"))]
    named = {name for each in looks if each.words for name in each.fonts}
    other = sorted(name for name in named if not decree.is_times(name))
    return [
        _size(sort, section.page_width.mm, section.page_height.mm),
        Finding(
            "Lề", f"không dưới {shown(sort.margin)} mm", f"{shown(nearest)} mm", nearest >= sort.margin - TOLERANCE
        ),
        Finding("Phông chữ", "Times New Roman (hoặc phông cùng cỡ)", ", ".join(other or sorted(named)), not other),
        *_said(sort, [each.words for each in looks]),
        *_kept_in_word(sort, file.element.body),
    ]


def _kept_in_word(sort: Sort, body: Any) -> Iterator[Finding]:
    """Paragraphs and rows right above who signs that are told to stay with what follows."""
    blocks = [each for each in body if each.tag in (ns.qn("w:p"), ns.qn("w:tbl"))]
    signed = [place for place, each in enumerate(blocks) if SIGNED.search(all_text(each))]
    if not sort.signers or sort.one_page or not signed:
        return
    kept = 0
    for block in reversed(blocks[: signed[0]]):
        lines = list(block.iter(ns.qn("w:tr"))) or [block]
        held = [each for each in lines if next(each.iter(ns.qn("w:keepNext")), None) is not None]
        kept += sum(bool(all_text(each).strip()) for each in held)
        if len(held) < len(lines):
            break
    yield Finding(KEPT, f"ít nhất {LEAST_KEPT} đoạn, dòng", f"{kept} giữ cùng trang", kept >= LEAST_KEPT)
