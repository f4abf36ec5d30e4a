"""A signed PDF that comes back beside the print that was archived: the same pages, or what they say otherwise."""

from __future__ import annotations

import difflib
import hashlib
import io
from typing import Any

from hocTap.lib import vi
from hocTap.lib.heavy import Later

pikepdf = Later("pikepdf")
high = Later("pdfminer.high_level")

OTHER_DATA = "Dữ liệu đính kèm trong tệp không phải dữ liệu của bản phát hành."
MOST_TOLD = 12
LONGEST = 80


def differences(issued: bytes, back: bytes) -> list[str]:
    """What the file says that the issued print does not, a sentence for each place; signatures are no difference.

    Pages drawn by the same instructions are the same. Where a program wrote them anew their words are compared, and a
    file without words (a scan) cannot be: then that is said.
    """
    with pikepdf.open(io.BytesIO(issued)) as was, pikepdf.open(io.BytesIO(back)) as now:
        if len(was.pages) != len(now.pages):
            return [
                f"Bản phát hành có {vi.whole(len(was.pages))} trang, tệp gửi lại có {vi.whole(len(now.pages))} trang."
            ]
        said = [*_added_notes(was, now), *_other_data(was, now)]
        redrawn = [
            n for n, pair in enumerate(zip(was.pages, now.pages, strict=True)) if _drawn(pair[0]) != _drawn(pair[1])
        ]
    return [*said, *_other_words(issued, back, redrawn)][: MOST_TOLD + 1]


def same_pages(issued: bytes, back: bytes) -> bool:
    """Whether the file has the pages of the issued print, whatever became of the data attached to it."""
    return not [said for said in differences(issued, back) if said != OTHER_DATA]


def _drawn(page: Any) -> str:
    """A digest of all that draws a page: its instructions, fonts, pictures and forms."""
    seen: set[tuple[int, int]] = set()
    digest = hashlib.sha256()
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    for stream in streams:
        digest.update(stream.read_bytes() if stream is not None else b"")
    _take(digest, page.resources, seen)
    digest.update(str([float(side) for side in page.mediabox]).encode())
    return digest.hexdigest()


def _take(digest: Any, each: Any, seen: set[tuple[int, int]]) -> None:
    if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):
        if each.is_indirect:
            if each.objgen in seen:
                return
            seen.add(each.objgen)
        if isinstance(each, pikepdf.Array):
            for item in each:
                _take(digest, item, seen)
            return
        for key in sorted(each.keys()):
            if key not in {"/Length", "/Filter", "/DecodeParms", "/Parent", "/StructParent", "/StructParents"}:
                digest.update(key.encode())
                _take(digest, each[key], seen)
        if isinstance(each, pikepdf.Stream):
            digest.update(_bytes(each))
        return
    digest.update(str(each).encode())


def _bytes(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:  # a picture that is not unpacked
        return bytes(stream.read_raw_bytes())


def _added_notes(was: Any, now: Any) -> list[str]:
    """Notes, stamps and other marks laid over a page since; the box of a signature is none."""
    said = []
    for number, (before, after) in enumerate(zip(was.pages, now.pages, strict=True), 1):
        if len(_notes(after)) > len(_notes(before)):
            said.append(f"Trang {number} có ghi chú hoặc hình dán thêm lên trang.")
    return said


def _notes(page: Any) -> list[Any]:
    found = page.obj.get("/Annots")
    return [each for each in found or [] if str(each.get("/Subtype")) != "/Widget" or str(each.get("/FT")) != "/Sig"]


def _other_data(was: Any, now: Any) -> list[str]:
    def data(file: Any) -> dict[str, str]:
        return {
            name: hashlib.sha256(spec.get_file().read_bytes()).hexdigest() for name, spec in file.attachments.items()
        }

    before, after = data(was), data(now)
    return [] if before == after else [OTHER_DATA]


def _other_words(issued: bytes, back: bytes, pages: list[int]) -> list[str]:
    if not pages:
        return []
    before, after = _words(issued, pages), _words(back, pages)
    if not any(after):
        return ["Tệp ký số là ảnh quét, không đọc được chữ: không so được với bản phát hành. Hãy so bằng mắt."]
    said: list[str] = []
    for page, was, now in zip(pages, before, after, strict=True):
        said += _changes(page + 1, was, now)
    return said


def _words(content: bytes, pages: list[int]) -> list[list[str]]:
    text = high.extract_text(io.BytesIO(content), page_numbers=pages)
    found = [vi.nfc(each.replace("\u00ad", "")).split() for each in text.split("\f")]
    return [*found, *([[]] * len(pages))][: len(pages)]


def _changes(page: int, was: list[str], now: list[str]) -> list[str]:
    moves = difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return [
        f"Trang {page}: bản phát hành ghi “{_short(was[a:b])}”, tệp ghi “{_short(now[c:d])}”."
        for kind, a, b, c, d in moves
        if kind != "equal"
    ]


def _short(words: list[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
