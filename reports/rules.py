"""Published counts beside computed ones: what "gần", "trên" and "khoảng" promise."""

from __future__ import annotations

from hocTap.lib import vi
from indicators.enums import Qualifier

CLOSE = 20
"""A qualified count is close when it is off by at most one part in so many (5 %)."""


def agrees(found: int, printed: int, qualifier: Qualifier) -> bool:
    """Whether a computed count bears a printed one out.

    Exact: equal. "gần": below it, by at most 5 %. "trên": above it, by at most 5 %. "khoảng": off by at most 5 %.
    10.798 is "gần 10.800"; 10.801 is not, nor is 9.000.
    """
    off = found - printed
    close = abs(off) * CLOSE <= printed
    return {
        Qualifier.EXACT: off == 0,
        Qualifier.BELOW: off < 0 and close,
        Qualifier.ABOVE: off > 0 and close,
        Qualifier.ABOUT: close,
    }[qualifier]


def compare_counts(found: int | None, printed: int, printed_text: str, qualifier: Qualifier) -> str:
    """The same in a sentence: "Số đếm khớp.", or "Số đếm tính được 10.798, kém 2 so với “gần 10.800”: phù hợp."."""
    if found is None:
        return f"Chưa có số liệu được duyệt để đối chiếu với “{printed_text}”."
    off = found - printed
    if off == 0 and qualifier == Qualifier.EXACT:
        return "Số đếm khớp."
    distance = "đúng bằng" if off == 0 else f"{'hơn' if off > 0 else 'kém'} {vi.whole(abs(off))} so với"
    verdict = "phù hợp" if agrees(found, printed, qualifier) else "không phù hợp"
    return f"Số đếm tính được là {vi.whole(found)}, {distance} “{printed_text}”: {verdict}."
