"""What people type that paper or a workbook will not show as it was meant: told when it is written, never refused.

A sign that the print font has not becomes "?" or an empty box on paper; words that begin with "=" look like a formula
of Excel (our files keep them as words). Both may be right, so the person is told and decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from hocTap.lib.press.fonts import has

USUAL = re.compile(
    r"[\s\x20-\x7e\u00a0-\u017f\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2013\u2014\u2018-\u201d\u2026₫]*\Z"
)
"""Letters of Vietnamese and its neighbours, which every print font has: no font is opened for them."""
FORMULA = re.compile(r"[=@]|[+\-]\s*[A-Za-z]+\(")
SHOWN, MOST = 60, 5


def unprinted(text: str) -> str:
    """The signs that the print font has not, each once: "😀"."""
    if USUAL.match(text):
        return ""
    return "".join(sign for sign in dict.fromkeys(text) if not sign.isspace() and not has(sign))


def of_text(text: str) -> str:
    """What is odd about a text, in a sentence that names it; nothing for a usual one."""
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    if signs := unprinted(text):
        return f"“{shown}” có ký tự “{signs}” mà phông chữ in không có: trên giấy sẽ thành “?” hoặc ô trống."
    if FORMULA.match(text):
        return f"“{shown}” bắt đầu như một công thức Excel; hệ thống giữ là chữ, không tính."
    return ""


def of_form(data: Mapping[str, Any]) -> str:
    """What is odd about the words of a form, and what to do; nothing for usual ones."""
    said = of_all(each for each in data.values() if isinstance(each, str))
    return f"{' '.join(said)} Hãy xem lại, nếu gõ nhầm thì sửa." if said else ""


def of_all(texts: Iterable[str]) -> list[str]:
    """The sentences of the first few odd texts."""
    found: list[str] = []
    for text in texts:
        if len(found) == MOST:
            break
        if (said := of_text(text)) and said not in found:
            found.append(said)
    return found
