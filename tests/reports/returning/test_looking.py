"""Files that are sent in: taken for what they are, refused in a sentence when they act, hide or are broken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from PIL import Image

from hocTap.lib.refusals import Refused
from reports.papers import docx, pdf
from reports.returning.looking import DOCX, JPEG, LARGEST, PDF, look
from tests.reports.checking.factories import decision

PAPER = decision(rows=3)
Made = Callable[[], bytes]
"""Files are made when a test asks for them: reading the tests prints nothing."""


@cache
def printed() -> bytes:
    return pdf.render(PAPER)


@cache
def written() -> bytes:
    return docx.render(PAPER)


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("L", (60, 80), 200).save(out, "JPEG")
    return out.getvalue()


def pdf_with(**more: pikepdf.Object) -> bytes:
    file = pikepdf.open(io.BytesIO(printed()))
    for key, value in more.items():
        file.Root[f"/{key}"] = file.make_indirect(value)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(printed())).save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def word_with(parts: dict[str, bytes | tuple[bytes, bytes]]) -> bytes:
    """The paper's Word file with parts added, or words of a part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content, change = old.read(name), parts.get(name)
            if isinstance(change, tuple):
                assert change[0] in content
                content = content.replace(*change)
            new.writestr(name, content)
        for name, added in parts.items():
            if isinstance(added, bytes):
                new.writestr(name, added)
    return out.getvalue()


RELATIONS = "word/_rels/document.xml.rels"


def related(target: str, kind: str = "image", mode: bytes = b'TargetMode="External"') -> bytes:
    link = (
        f'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" '
    ).encode()
    return word_with({RELATIONS: (b"</Relationships>", link + mode + b"/></Relationships>")})


OUTSIDE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations_in(letters: str) -> bytes:
    """Relations of a header written in other letters, one of which leads outside."""
    text = (
        f'<?xml version="1.0" encoding="{letters}"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{OUTSIDE}/image" Target="http://x/" TargetMode="External"/></Relationships>'
    )
    return word_with({"word/_rels/header9.xml.rels": text.encode(letters)})


def word_saying(inside: str) -> bytes:
    """The paper's Word file with more at the end of its text."""
    return word_with({"word/document.xml": (b"</w:body>", f"<w:p>{inside}</w:p></w:body>".encode())})


def field(*pieces: str, within: str = "") -> str:
    """A field whose instruction is cut into pieces."""
    said = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    ended = f"{mark.format('separate')}<w:r><w:t>1</w:t></w:r>{mark.format('end')}"
    return f"{mark.format('begin')}{said}{within}{ended}"


@pytest.mark.parametrize(
    ("name", "made", "kind"),
    [
        ("ky.pdf", printed, PDF),
        ("ky.jpg", jpeg, JPEG),
        ("sua.docx", written, DOCX),
        ("so-trang.docx", lambda: word_saying(field(" PAGE ") + field(' HYPERLINK "http://x/link"')), DOCX),
        ("khong-dung-ten.exe", jpeg, JPEG),
    ],
)
def test_scans_and_word_files_are_taken_for_what_they_are(name: str, made: Made, kind: str) -> None:
    assert look(name, made()).media_type == kind


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\scan\\ky.jpg", "a" * 500 + ".jpg"])
def test_name_is_only_a_name(name: str) -> None:
    kept = look(name, jpeg()).name

    assert "/" not in kept
    assert "\\" not in kept
    assert len(kept) <= 200


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
LAUNCH = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
HELD = pikepdf.Dictionary(Type=pikepdf.Name.EmbeddedFile)

REFUSED: tuple[tuple[Made, str], ...] = (
    (lambda: b"", "Tệp trống"),
    (lambda: b"hello", "Chỉ nhận tệp PDF"),
    (lambda: b"MZ\x90\x00", "Chỉ nhận tệp PDF"),
    (lambda: b"<html><script>", "Chỉ nhận tệp PDF"),
    (lambda: b"%PDF-1.7 broken", "bị hỏng"),
    (lambda: b"\xff\xd8\xff broken", "bị hỏng"),
    (lambda: b"PK\x03\x04 broken", "bị hỏng"),
    (lambda: b"%PDF-" + b"0" * LARGEST, "lớn hơn 10 MB"),
    (locked_pdf, "có mật khẩu"),
    (lambda: pdf_with(OpenAction=SCRIPT), "lệnh tự chạy"),
    (lambda: pdf_with(OpenAction=LAUNCH), "lệnh tự chạy"),
    (lambda: pdf_with(Held=HELD), "nhúng bên trong"),
    (lambda: word_with({"word/vbaProject.bin": b"x"}), "macro"),
    (lambda: word_with({"word/activeX/activeX1.xml": b"<a/>"}), "macro"),
    (lambda: word_with({"word/embeddings/oleObject1.bin": b"x"}), "nhúng bên trong"),
    (
        lambda: word_with(
            {"[Content_Types].xml": (b"wordprocessingml.document.main+xml", b"document.macroEnabled.main+xml")}
        ),
        "macro",
    ),
    (lambda: related("http://169.254.169.254/latest/"), "liên kết ngoài"),
    (lambda: related("file:///etc/passwd"), "liên kết ngoài"),
    (lambda: related("\\\\may\\chia-se\\mau.dotm", "attachedTemplate"), "liên kết ngoài"),
    (lambda: related("file:///etc/passwd", mode=b"TargetMode = 'External'"), "liên kết ngoài"),
    (lambda: related("http://x/", mode=b'TargetMode\t=\n"External"'), "liên kết ngoài"),
    (lambda: related("http://x/", mode=b'TargetMode="&#69;xternal"'), "liên kết ngoài"),
    (lambda: relations_in("utf-16"), "liên kết ngoài"),
    (lambda: word_saying(field("INCLUDETEXT &quot;http://x/&quot;")), "liên kết ngoài"),
    (lambda: word_saying(field(" INCLUDE", "PICTURE http://x/")), "liên kết ngoài"),
    (lambda: word_saying(field(" IF 1 = 1 ", within=field(" ddeauto c:\\cmd.exe"))), "liên kết ngoài"),
    (lambda: word_saying(field(" PAGE ") + field("LINK Excel.Sheet a.xlsx")), "liên kết ngoài"),
    (lambda: word_saying('<w:fldSimple w:instr=" DDE cmd "/>'), "liên kết ngoài"),
    (lambda: word_saying('<w:altChunk xmlns:r="r" r:id="rIdX"/>'), "nhúng bên trong"),
    (lambda: word_with({"word/other.dat": b'<w:p xmlns:w="w"><w:altChunk/></w:p>'}), "nhúng bên trong"),
    (lambda: word_with({"word/extra.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), "bị hỏng"),
    (lambda: word_with({"word/extra.xml": b"<a>"}), "bị hỏng"),
    (
        lambda: word_with({"word/extra.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
        "bị hỏng",
    ),
    (lambda: word_with({"word/media/bomb.png": b"0" * 70_000_000}), "quá lớn"),
    (lambda: word_with({f"word/media/{n}.png": b"0" for n in range(600)}), "bị hỏng"),
)


@pytest.mark.parametrize(("made", "sentence"), REFUSED, ids=[f"{n} {each[1]}" for n, each in enumerate(REFUSED)])
def test_what_acts_hides_or_is_broken_is_refused_in_a_sentence(made: Made, sentence: str) -> None:
    content = made()

    with pytest.raises(Refused, match=sentence):
        look("tep", content)


def test_a_workbook_is_no_word_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")

    with pytest.raises(Refused, match="Chỉ nhận tệp PDF"):
        look("so.docx", out.getvalue())
