"""What may stand in a text that people type, paste or upload, and what may leave in a file."""

from __future__ import annotations

import re

from hocTap.lib.refusals import Refused

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control signs (tab and line ends are not among them), halves of a sign, and code points that are no letters."""

INVISIBLE_SIGNS = "".join(
    map(chr, (0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF))
)
INVISIBLE = re.compile(f"[{INVISIBLE_SIGNS}]")
"""Signs without a shape: of no width, or turning the direction of writing, so that a name reads as another."""


def clean(text: str, name: str = "Nội dung") -> str:
    """The text without invisible signs.

    Raises Refused, in a sentence that begins with the name of what was written, for signs that no file can hold: a
    workbook with one of them does not open.
    """
    if text.isprintable():
        return text
    if UNREADABLE.search(text):
        raise Refused(f"{name} có ký tự không đọc được. Hãy xóa ký tự đó rồi gõ lại.")
    return INVISIBLE.sub("", text)


def printable(text: str) -> str:
    """The text as it may leave in a file, whatever was kept long ago: signs that break files are left out."""
    return text if text.isprintable() else INVISIBLE.sub("", UNREADABLE.sub("", text))
