"""Certificates measured: lying, complete on each page, nothing on anything else, whatever the names."""

from __future__ import annotations

import pytest

from reports.checking.files import check
from reports.checking.findings import failures
from reports.papers.certificates import Design, Holder, render
from tests.reports.checking.factories import HEADING

CHAIR = "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG 5"
DESIGN = Design(HEADING, CHAIR, "Hộ gia đình ông (bà)", "Gia đình học tập", "2020", "05/QĐ-UBND", "31/12/2021")
NAMES = (
    "Lê An",
    "Tôn Nữ Công Tằng Huyền Trân Ngọc Bảo Châu " * 4,
    "Lê " + "Dài" * 65,
    "<b>Trần</b> & Thị “Bé” \u202eNgược",
)


def holder(name: str) -> Holder:
    return Holder(name, "12/3 đường Lạc Long Quân", "Khu phố 1, Phường 5", "7", "https://hoctap.example/k/ABCDEFGHJK/")


@pytest.mark.parametrize("size", ["a5", "a4"])
@pytest.mark.parametrize("name", NAMES)
def test_certificate_keeps_its_layout_for_any_name(name: str, size: str) -> None:
    findings = check(render(DESIGN, [holder(name)], size))

    assert [str(each) for each in failures(findings)] == []
    assert [each.rule for each in findings][:2] == ["Khổ giấy", "Phông chữ"]


def test_words_that_stand_on_others_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.papers.certificates.BLOCK", 292.0)

    findings = check(render(DESIGN, [holder("Lê An")], "a5"))

    assert [each.rule for each in failures(findings)] == ["Chữ đè lên nhau"]
