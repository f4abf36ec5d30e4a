"""Files looked through before they are kept: what they are, whether they are whole, and nothing in them that acts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat  # doctypes, and so entities, are refused before anything of them is read

from hocTap.lib import vi
from hocTap.lib.heavy import Later
from hocTap.lib.refusals import Refused

pikepdf = Later("pikepdf")
images = Later("PIL.Image")

PDF, JPEG = "application/pdf", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST = 10 * 1024 * 1024
LARGEST_OPENED = 60 * 1024 * 1024
MOST_ENTRIES, MOST_PAGES, LARGEST_SIDE = 500, 400, 20_000
CHUNK = 64 * 1024
BEFORE_A_TAG = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
INSTRUCTIONS = ("instrText", "delInstrText")
BEFORE_A_WORD, LONGEST_KEYWORD = re.compile(r"\A\W+"), 40
FETCHES = re.compile(
    r"\W*(INCLUDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|DDE|DDEAUTO|LINK|RD)(?!\w)", re.IGNORECASE
)
"""Fields whose result comes from another file or program; a HYPERLINK only leads there."""

UNKNOWN = "Chỉ nhận tệp PDF, ảnh JPEG quét từ bản đã ký, hoặc tệp Word (.docx). Tệp này không phải các loại đó."
HELD = "Tệp Word có macro hoặc tệp khác nhúng bên trong. Hãy bỏ đi, lưu dạng .docx rồi gửi lại."
OUTSIDE = "Tệp Word lấy nội dung từ nơi khác (liên kết ngoài). Hãy bỏ liên kết, lưu lại rồi gửi."
BROKEN = "Tệp bị hỏng nên không mở được. Hãy quét hoặc lưu lại rồi gửi tệp khác."

WORD_BREAKS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError),
    *(expat.ExpatError, LookupError),
)


@dataclass(frozen=True)
class Brought:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes

    @property
    def is_word(self) -> bool:
        return self.media_type == DOCX


def look(name: str, content: bytes) -> Brought:
    """The file, if it is what it seems and does nothing by itself.

    Raises Refused for other kinds whatever the name says, for broken files, files with a password, scripts, macros, or
    parts that are fetched from elsewhere. Nothing that a file names is ever opened.
    """
    if not content:
        raise Refused("Tệp trống. Hãy chọn lại tệp.")
    if len(content) > LARGEST:
        raise Refused("Tệp lớn hơn 10 MB. Hãy quét ở độ phân giải thấp hơn (200–300 dpi) rồi gửi lại.")
    shown = PurePosixPath(name.replace("\\", "/")).name[-200:] or "tep"
    if content.startswith(b"%PDF-"):
        _look_at_pdf(content)
        return Brought(shown, PDF, content)
    if content.startswith(b"\xff\xd8\xff"):
        _look_at_picture(content)
        return Brought(shown, JPEG, content)
    if content.startswith(b"PK\x03\x04"):
        _look_at_word(content)
        return Brought(shown, DOCX, content)
    raise Refused(UNKNOWN)


# PDF and pictures


def _look_at_pdf(content: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as file:
            encrypted, pages, acts = file.is_encrypted, len(file.pages), _acts(file)
    except pikepdf.PasswordError as locked:
        raise Refused("Tệp PDF có mật khẩu. Hãy lưu lại không đặt mật khẩu rồi gửi.") from locked
    except Exception as broken:  # the library raises several kinds for broken files
        raise Refused(BROKEN) from broken
    if encrypted:
        raise Refused("Tệp PDF bị khóa quyền. Hãy lưu lại không khóa rồi gửi.")
    if not 1 <= pages <= MOST_PAGES:
        raise Refused(f"Tệp PDF có {vi.whole(pages)} trang, phải từ 1 đến {MOST_PAGES}.")
    if acts:
        raise Refused("Tệp PDF có lệnh tự chạy hoặc tệp khác nhúng bên trong. Hãy in ra PDF mới rồi gửi.")


ACTS = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/ImportData", "/SubmitForm")
DATA = "/application/json"
"""The data that our own prints carry, which a signed print brings back: words and numbers, nothing that acts."""


def _acts(file: Any) -> bool:
    """Whether some object of the file is a script, starts a program, sends something or holds another file."""
    for each in file.objects:
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            kinds = {str(each.get(key)) for key in ("/S", "/Type", "/Subtype") if key in each}
            if kinds == {"/EmbeddedFile", DATA}:
                continue
            if kinds & set(ACTS) or "/JS" in each or "/JavaScript" in each:
                return True
    return False


def _look_at_picture(content: bytes) -> None:
    try:
        with images.open(io.BytesIO(content), formats=["JPEG"]) as picture:
            sides = picture.size
            picture.verify()
    except Exception as broken:  # the library raises several kinds for broken files
        raise Refused(BROKEN) from broken
    if max(sides) > LARGEST_SIDE:
        raise Refused("Ảnh quá lớn. Hãy quét ở độ phân giải 200–300 dpi rồi gửi lại.")


# Word


def _look_at_word(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look_at_parts(archive)
    except Refused:
        raise
    except WORD_BREAKS as broken:
        raise Refused(BROKEN) from broken


def _look_at_parts(archive: zipfile.ZipFile) -> None:
    """Unpack part by part, counting; refuse macros, doctypes and whatever is fetched from elsewhere."""
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    if "word/document.xml" not in names or "[content_types].xml" not in names:
        raise Refused(UNKNOWN)
    if len(entries) > MOST_ENTRIES:
        raise Refused(BROKEN)
    room = LARGEST_OPENED
    for entry in entries:
        text = _read(archive, entry, room)
        room -= len(text)
        low = entry.filename.lower()
        if "vbaproject" in low or "activex" in low or low.endswith(".bin") or "/embeddings/" in low:
            raise Refused(HELD)
        if _is_xml(low, text):
            _look_at_xml(low, text)


def _is_xml(name: str, content: bytes) -> bool:
    """By its name or its beginning: a document may lie under any name."""
    return name.endswith((".xml", ".rels")) or content[:16].lstrip(BEFORE_A_TAG).startswith(b"<")


def _look_at_xml(name: str, content: bytes) -> None:
    """Read a part as Word does, whatever its letters and blanks; doctypes, and so entities, are refused at once."""
    parser, scan = expat.ParserCreate(), _Scan(name)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.words
    parser.Parse(content, True)


def _refuse_doctype(*_: object) -> None:
    raise Refused(BROKEN)


class _Scan:
    """What a part of a Word file asks for: relations to outside, fields that fetch something, chunks of other files.

    The instruction of a field may be cut into many pieces, and fields stand within fields.
    """

    def __init__(self, name: str) -> None:
        self.names_kinds = name == "[content_types].xml"
        self.is_relations = name.endswith(".rels")
        self.fields = [""]
        self.in_instruction = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        said = {_local(name): value.strip().lower() for name, value in attributes.items()}
        if self.names_kinds and "macroenabled" in said.get("ContentType", ""):
            raise Refused("Tệp Word có macro. Hãy lưu dạng .docx rồi gửi lại.")
        if self.is_relations and said.get("TargetMode") == "external":
            raise Refused(OUTSIDE)
        if tag == "altChunk":
            raise Refused(HELD)
        if tag == "fldSimple":
            _refuse_fetching(said.get("instr", ""))
        elif tag == "fldChar":
            self._mark(said.get("fldCharType", ""))
        self.in_instruction = tag in INSTRUCTIONS

    def words(self, text: str) -> None:
        if self.in_instruction:
            self.fields[-1] = BEFORE_A_WORD.sub("", self.fields[-1] + text)[:LONGEST_KEYWORD]

    def end(self, _: str) -> None:
        if self.in_instruction:
            _refuse_fetching(self.fields[-1])
        self.in_instruction = False

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and len(self.fields) > 1:
            self.fields.pop()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_fetching(instruction: str) -> None:
    if FETCHES.match(instruction):
        raise Refused(OUTSIDE)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """The part, as far as there is room: what an archive says of its own sizes is not believed."""
    parts, size = [], 0
    with archive.open(entry) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > room:
                raise Refused("Tệp Word mở ra quá lớn. Hãy bỏ bớt hình ảnh rồi gửi lại.")
            parts.append(chunk)
    return b"".join(parts)
