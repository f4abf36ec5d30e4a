"""What people write in words: notes, explanations, reasons."""

import re
import unicodedata

from hocTap.lib import vi
from hocTap.lib.refusals import Refused

_TAG = re.compile(r"<[/!?a-zA-Z]")
_UNREADABLE = {"Cc", "Cs"}


def read_words(text: str, *, name: str, longest: int, lines: bool = False) -> str:
    """Composed letters without needless blanks; on one line, unless `lines` are to be kept.

    Raises Refused, in a sentence that begins with the name of what was written, for control characters, halves of
    characters, tags of HTML, and texts too long. Words that show nothing at all count as empty.
    """
    parts = text.splitlines() if lines else [text]
    words = "\n".join(vi.nfc(part) for part in parts).strip()
    if any(unicodedata.category(sign) in _UNREADABLE for sign in words.replace("\n", "")):
        raise Refused(f"{name} có ký tự không đọc được. Hãy gõ lại.")
    if _TAG.search(words):
        raise Refused(f"{name} chỉ nhận chữ thường, không nhận thẻ HTML như <b>. Hãy gõ lại.")
    if len(words) > longest:
        raise Refused(f"{name} dài quá {longest} ký tự. Hãy rút ngắn.")
    return words if any(sign.isprintable() and not sign.isspace() for sign in words) else ""
