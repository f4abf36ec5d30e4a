"""What may stand in a text, and what may leave in a file."""

from __future__ import annotations

import pytest

from hocTap.lib.refusals import Refused
from hocTap.lib.text import clean, printable

WITHOUT_A_SHAPE = "\u200b\u200e\u200f\u202a\u202c\u202e\u2060\u2064\u2066\u2069\ufeff"
"""Spaces of no width, and whatever turns the direction of writing: first and last of each row of them."""
WITH_A_SHAPE = "\u2010\u2027\u202f\u2030\u205f\u2070\u00a0"
"""Their neighbours: hyphens, a narrow space, ‰, a small ⁰."""


@pytest.mark.parametrize("sign", WITHOUT_A_SHAPE)
def test_signs_without_a_shape_are_left_out(sign: str) -> None:
    assert clean(f"Trần{sign} Thị B") == printable(f"Trần{sign} Thị B") == "Trần Thị B"


@pytest.mark.parametrize("sign", WITH_A_SHAPE)
def test_signs_with_a_shape_stay(sign: str) -> None:
    assert clean(f"a\t{sign}b") == printable(f"a\t{sign}b") == f"a\t{sign}b"


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x0b", "\x1f", "\x7f", "\x9f", "\ud800", "\ufffe", "\uffff"])
def test_signs_that_no_file_holds_are_refused_on_entry_and_left_out_on_leaving(sign: str) -> None:
    with pytest.raises(Refused, match=r"^Họ tên có ký tự không đọc được"):
        clean(f"Trần{sign}", "Họ tên")
    assert printable(f"Trần{sign} Thị\u200b B") == "Trần Thị B"


@pytest.mark.parametrize("text", ["Nguyễn Thị Đào", "một\nhai", "một\thai", ""])
def test_plain_text_with_its_lines_stays_as_it_is(text: str) -> None:
    assert clean(text) == printable(text) == text
