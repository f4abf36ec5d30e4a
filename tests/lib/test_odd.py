"""Words that paper or a workbook will not show as they were typed are told."""

from __future__ import annotations

import pytest

from hocTap.lib import odd


@pytest.mark.parametrize(
    "text", ["Nguyễn Thị Ánh", "H’Hen Niê", "Y Blŏk Ayŭn", "“Gia đình học tập” – 2020", "- Khu phố 1", ""]
)
def test_usual_names_are_not_odd(text: str) -> None:
    assert odd.of_text(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nguyễn 😀 An", "“Nguyễn 😀 An” có ký tự “😀” mà phông chữ in không có"),
        ("阮氏", "có ký tự “阮氏”"),
        ('=HYPERLINK("http://x","y")', "bắt đầu như một công thức Excel"),
        ("+SUM(A1)", "bắt đầu như một công thức Excel"),
        ("@lenh", "bắt đầu như một công thức Excel"),
    ],
)
def test_a_sign_without_a_letter_of_the_font_and_a_formula_are_told_by_name(text: str, said: str) -> None:
    assert said in odd.of_text(text)


def test_a_form_tells_each_odd_text_once_and_what_to_do() -> None:
    said = odd.of_form({"name": "=A1", "other": "=A1", "number": 5, "address": "12 Lạc Long Quân"})

    assert said.count("công thức Excel") == 1 and said.endswith("Hãy xem lại, nếu gõ nhầm thì sửa.")
    assert odd.of_form({"name": "Lê An"}) == ""
