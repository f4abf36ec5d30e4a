"""Reviews of other units and years, with gaps and long names, keep the decree as the usual one does."""

from __future__ import annotations

import random

import pytest

from indicators.enums import Rounding
from reports import workflow
from reports.checking.files import check
from reports.checking.findings import failures
from reports.paper import pdf
from reports.review import docx
from tests.reports.factories import NOW, all_figures, make_office, report_figures

pytestmark = pytest.mark.django_db

NAMES = ("Phường 1", "Phường Cư Xá Lữ Gia Mở Rộng Phía Tây Bắc", "Thị trấn Nông Trường Việt Trung", "Phường Ô Chợ Dừa")


@pytest.mark.parametrize("seed", range(4))
def test_any_review_keeps_the_decree(seed: int) -> None:
    chance = random.Random(seed)
    names = [NAMES[n % 4] + (f" {n}" if n > 3 else "") for n in range(chance.choice((1, 3, 9)))]
    first = chance.choice((2012, 2015, 2017))
    last = min(2020, first + chance.choice((0, 3, 8)))
    district, wards, by = make_office(*names)
    for year in range(first, last + 1):
        for place, ward in enumerate(wards):
            if (year, place) == (last, 0) or chance.random() < 0.8:
                report_figures(ward, year, all_figures(place, len(wards)))

    report = workflow.make_report(district, first, last, Rounding.HALF_UP, by=by, at=NOW)

    assert [str(each) for each in failures(check(pdf.render(report.read())))] == []
    assert [str(each) for each in failures(check(docx.render(report.read_text())))] == []
