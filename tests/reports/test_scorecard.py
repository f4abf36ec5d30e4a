"""The scorecard: both seeds figure by figure, what is decided and what is not, and one table in four dresses."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import subprocess
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from lxml import html
from pytest_django import DjangoAssertNumQueries

from awards.scholarships.enums import FundLevel
from awards.titles import reference as criteria
from hocTap.lib.refusals import Refused
from indicators import reference, restating
from indicators.enums import Origin, Standing, State, TargetKind, Verified
from indicators.models import Framework, Indicator, StatedNumber, Step, Submission, Target
from indicators.restating.beside import as_approved
from indicators.rules.standing import Count, rounded_up
from indicators.scorecard import FILTERS, Scorecard, TargetRow, build, chart
from indicators.scorecard.asking import last_year
from indicators.scorecard.data import NOT_HERE
from indicators.scorecard.history import read_history
from indicators.scorecard.leading import Flow, how_we_stand, lead
from indicators.workflow.plans import Paper, start_plan
from indicators.workflow.targets import NewDocument, add_target
from reports.demo import hanoi
from reports.scorecard import data, paper, xlsx
from reports.views.leading import pictures_of
from tests.awards.scholarships.factories import make_fund
from tests.factories import make_district, make_unit, make_user, make_ward
from tests.reports.factories import load_catalogue, report_figures, sign
from units.enums import ChangeKind, Role, UnitKind
from units.models import ChangeEvent, ChangeLink, Unit
from units.workflow import add_version

OFFICE = Path("/usr/bin/soffice")
QUERIES = 29
HISTORY_QUERIES = 16
pytestmark = pytest.mark.django_db
EXTRA = "xhht-nam-chi-tieu"
SEED_89 = {
    ("household-rate", 10_798, 14_996): (Standing.EXCEEDED, "72.01"),
    ("clan-rate", 4, 8): (Standing.MET, "50.00"),
    ("community-rate", 53, 63): (Standing.EXCEEDED, "84.13"),
    ("organisation-rate", 75, 78): (Standing.EXCEEDED, "96.15"),
}
"""What Quận 11 said of 2020: nearly 10.800 households, 72 %; 4 clans, 50 %; 53 communities; 75 organisations."""
FLOOR, HOLD, RANGE = TargetKind.FLOOR, TargetKind.HOLD, TargetKind.RANGE
SEED_23: list[tuple[str, int, str, str, str | None, str, str]] = [
    ("literacy-level", 2025, HOLD, "2", None, "mức độ", "thành phố"),
    ("literacy-15-60", 2025, FLOOR, "99.5", None, "%", "người trong độ tuổi 15-60"),
    ("newly-literate-rate", 2025, FLOOR, "95", None, "%", "người mới biết chữ"),
    ("districts-preschool-rate", 2025, HOLD, "100", None, "%", "quận, huyện, thị xã"),
    ("primary-level", 2025, HOLD, "3", None, "mức độ", "thành phố"),
    ("districts-lower-secondary-rate", 2025, FLOOR, "100", None, "%", "quận, huyện, thị xã"),
    ("trained-worker-rate", 2025, RANGE, "75", "80", "%", "lao động"),
    ("certified-worker-rate", 2025, RANGE, "55", "60", "%", "lao động"),
    ("information-skills-rate", 2025, FLOOR, "50", None, "%", "người trong độ tuổi lao động"),
    ("life-skills-rate", 2025, FLOOR, "50", None, "%", "người trong độ tuổi lao động"),
    ("trained-15-up-rate", 2025, FLOOR, "50", None, "%", "dân số từ 15 tuổi trở lên"),
    ("digital-institution-rate", 2025, FLOOR, "80", None, "%", "cơ sở giáo dục"),
    ("centre-it-rate", 2025, FLOOR, "70", None, "%", "trung tâm học tập cộng đồng"),
    ("standard-school-rate", 2025, RANGE, "80", "85", "%", "trường công lập"),
    ("citizen-of-residents", 2025, FLOOR, "50", None, "%", "người dân"),
    ("digital-skills-rate", 2025, FLOOR, "50", None, "%", "người dân"),
    ("household-rate", 2025, FLOOR, "60", None, "%", "gia đình"),
    ("clan-rate", 2025, FLOOR, "60", None, "%", "dòng họ"),
    ("community-rate", 2025, FLOOR, "60", None, "%", "cộng đồng"),
    ("organisation-rate", 2025, FLOOR, "50", None, "%", "đơn vị"),
    ("learning-district-rate", 2025, FLOOR, "40", None, "%", "quận, huyện, thị xã"),
    ("literacy-level", 2030, HOLD, "2", None, "mức độ", "thành phố"),
    ("literacy-15-60", 2030, FLOOR, "99.6", None, "%", "người trong độ tuổi 15-60"),
    ("newly-literate-rate", 2030, FLOOR, "96", None, "%", "người mới biết chữ"),
    ("districts-preschool-rate", 2030, HOLD, "100", None, "%", "quận, huyện, thị xã"),
    ("primary-level", 2030, HOLD, "3", None, "mức độ", "thành phố"),
    ("districts-lower-secondary-rate", 2030, FLOOR, "100", None, "%", "quận, huyện, thị xã"),
    ("trained-worker-rate", 2030, RANGE, "80", "85", "%", "lao động"),
    ("information-skills-rate", 2030, FLOOR, "70", None, "%", "người trong độ tuổi lao động"),
    ("life-skills-rate", 2030, FLOOR, "70", None, "%", "người trong độ tuổi lao động"),
    ("trained-15-up-rate", 2030, FLOOR, "60", None, "%", "dân số từ 15 tuổi trở lên"),
    ("university-rate", 2030, FLOOR, "15", None, "%", "dân số"),
]
"""Every figure of the resolution as the ward's article has it; of 2030 it says nothing of the learning models."""


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    load_catalogue()


def titles(household: tuple[int, int], clan: tuple[int, int] = (4, 8), **more: int) -> dict[str, int | None]:
    """Recognised and all, of households and clans."""
    return {
        "household-recognised": household[0],
        "household-total": household[1],
        "clan-recognised": clan[0],
        "clan-total": clan[1],
        **more,
    }


def row_of(card: Scorecard, indicator: str, milestone: int, framework: str = "") -> TargetRow:
    (found,) = [
        row
        for row in card.rows
        if row.indicator
        and (row.indicator.code, row.target.year) == (indicator, milestone)
        and row.target.framework.code.startswith(framework)
    ]
    return found


def make_target(indicator: str, **facts: Any) -> Target:
    """A target of a plan of the nation's for 2020, "at least 70 %" unless said otherwise."""
    plan, _ = Framework.objects.get_or_create(code="KH1", defaults={"citation": "KH 1/KH-UBND 01/01/2018"})
    usual: dict[str, Any] = {
        "scope": "toàn quốc",
        "label": "Chỉ tiêu",
        "base_label": "mẫu số",
        "kind": FLOOR,
        "year": 2020,
        "minimum": Decimal(70),
        "verified": Verified.ORIGINAL,
        "source": "Kế hoạch",
    }
    return Target.objects.create(framework=plan, indicator=Indicator.objects.get(code=indicator), **usual | facts)


def test_seed_of_district_11_stands_as_it_said_with_decisions_89_and_281() -> None:
    district = make_district()
    ward = make_ward("Phường 5", district)
    numbers: dict[str, int | None] = {}
    for (indicator, recognised, total), _ in SEED_89.items():
        name = indicator.removesuffix("-rate")
        numbers |= {f"{name}-recognised": recognised, f"{name}-total": total}
    report_figures(ward, 2020, numbers)

    card = build(district, 2020)

    said = {
        code: (row_of(card, code, 2020, "QD281").standing, str(row_of(card, code, 2020, "QD281").rate))
        for code, *_ in SEED_89
    }
    assert said == {code: told for (code, *_), told in SEED_89.items()}
    literacy = row_of(card, "literacy-15-60", 2020, "QD89")
    assert (literacy.standing, literacy.target.minimum) == (Standing.NO_DATA, Decimal(98))
    assert {row.target.framework.code for row in card.rows} == {"QD89", "QD281"}


def test_seed_of_resolution_23_is_kept_figure_by_figure() -> None:
    kept = Target.objects.filter(framework__code="NQ23").order_by("year", "indicator__ordinal")

    found = [
        (each.kind, each.minimum, each.maximum, each.unit_name, each.base_label)
        for code, year, *_ in SEED_23
        for each in [kept.get(indicator__code=code, year=year)]
    ]
    assert found == [
        (str(kind), Decimal(low), Decimal(high) if high else None, unit, base)
        for _, _, kind, low, high, unit, base in SEED_23
    ]
    assert kept.count() == len(SEED_23) == 32


def test_one_figure_said_of_three_models_is_three_targets_of_one_wording() -> None:
    said = Target.objects.filter(framework__code="NQ23", wording__contains="gia đình, dòng họ, cộng đồng đạt danh hiệu")

    assert {each.indicator.code for each in said if each.indicator} == {"household-rate", "clan-rate", "community-rate"}


def test_every_target_of_the_shared_list_is_loaded_once_with_source_and_trust() -> None:
    with (reference.FOLDER / "targets.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))

    assert Target.objects.count() == len(listed) == 104
    assert {each["framework"] for each in listed} == {"QD89", "QD281", "QD387", "QD677", "QD1373", "NQ23"}
    assert not Target.objects.filter(source="").exists()
    assert not Framework.objects.filter(issued_on=None).exists()


def test_citizens_have_five_bases_of_five_documents() -> None:
    of_people = Target.objects.filter(indicator__code__startswith="citizen", year=2025)
    asked = of_people.exclude(label__contains="kỹ năng số")

    bases = {each.indicator.base_of_share.code for each in asked if each.indicator}
    assert bases == {"citizen-total", "population", "learning-adults", "learning-workers", "learning-staff"}


def test_ward_of_ha_noi_is_measured_by_its_citys_resolution_and_one_elsewhere_is_not() -> None:
    city = make_unit("Thành phố Hà Nội", UnitKind.PROVINCE, key="hn")
    ward = make_unit("Phường Khương Trung", parent=make_district("Quận Thanh Xuân", city))
    report_figures(ward, 2024, titles((60, 100)))
    report_figures(
        ward,
        2024,
        {"workers": 100, "workers-trained": 81, "literate-15-60": 1_990, "people-15-60": 2_000},
        form_code=EXTRA,
    )

    card = build(ward, 2024, "NQ23")

    assert [(row.indicator.code if row.indicator else "", row.target.year) for row in card.rows] == sorted(
        [(code, year) for code, year, *_ in SEED_23],
        key=lambda each: (Indicator.objects.get(code=each[0]).ordinal, each[1]),
    )
    assert row_of(card, "household-rate", 2025).standing == Standing.MET
    assert row_of(card, "clan-rate", 2025).sentence == (
        "Dòng họ học tập: 50,00% (4/8 dòng họ), chưa đạt mức ≥ 60%. Còn thiếu 1 dòng họ; "
        "cần thêm 10,0 điểm mỗi năm đến 2025."
    )
    assert row_of(card, "trained-worker-rate", 2025).standing == Standing.EXCEEDED
    assert row_of(card, "trained-worker-rate", 2030).standing == Standing.MET
    assert [row_of(card, "literacy-15-60", year).standing for year in (2025, 2030)] == [Standing.MET, Standing.NOT_MET]
    assert row_of(card, "literacy-15-60", 2030).lacking == 2
    assert "không tính riêng cho phường" in row_of(card, "learning-district-rate", 2025).sentence
    with pytest.raises(Refused, match="không đặt mục tiêu cho Phường 9"):
        build(make_ward("Phường 9", make_district()), 2024, "NQ23")


KHUONG_TRUNG = {
    Standing.MET: {
        *(("newly-literate-rate", 2025), ("trained-worker-rate", 2025), ("standard-school-rate", 2025)),
        ("organisation-rate", 2025),
    },
    Standing.EXCEEDED: {
        *(("literacy-15-60", 2025), ("certified-worker-rate", 2025), ("life-skills-rate", 2025)),
        *(("trained-15-up-rate", 2025), ("centre-it-rate", 2025), ("digital-skills-rate", 2025)),
        *(("household-rate", 2025), ("community-rate", 2025), ("university-rate", 2030)),
    },
    Standing.NOT_MET: {
        *(("information-skills-rate", 2025), ("digital-institution-rate", 2025), ("citizen-of-residents", 2025)),
        *(("clan-rate", 2025), ("literacy-15-60", 2030), ("newly-literate-rate", 2030), ("trained-worker-rate", 2030)),
        *(("information-skills-rate", 2030), ("life-skills-rate", 2030), ("trained-15-up-rate", 2030)),
    },
    Standing.NO_DATA: {
        *(("districts-preschool-rate", 2025), ("districts-preschool-rate", 2030)),
        *(("districts-lower-secondary-rate", 2025), ("districts-lower-secondary-rate", 2030)),
        *(("literacy-level", 2025), ("literacy-level", 2030), ("primary-level", 2025), ("primary-level", 2030)),
        ("learning-district-rate", 2025),
    },
}
"""Where the ward of the demonstration stands with every target of the resolution, by its made-up figures."""


WORDS = "reports/_scorecard_words.html"


def divided(ward: Unit, city: Unit) -> list[Unit]:
    """The ward ends on 30/06/2025, its ground goes to two."""
    begins = dt.date(2025, 7, 1)
    heirs = [make_unit(f"Phường {name}", parent=city, valid_from=begins) for name in ("Khương Đình", "Phương Liệt")]
    ward.versions.update(valid_to=dt.date(2025, 6, 30))
    event = ChangeEvent.objects.create(kind=ChangeKind.PART, effective_on=begins, decision="NQ 1656")
    for heir in heirs:
        ChangeLink.objects.create(event=event, predecessor=ward, successor=heir, whole=False)
    return heirs


def test_khuong_trung_stands_with_every_target_of_resolution_23_and_says_that_it_is_made_up() -> None:
    city = make_unit("Thành phố Hà Nội", UnitKind.PROVINCE, key="hn")
    ward = make_unit("Phường Khương Trung", parent=make_district("Quận Thanh Xuân", city))
    report_figures(ward, 2025, dict(hanoi.TITLES), origin=Origin.ILLUSTRATIVE)
    report_figures(ward, 2025, dict(hanoi.MORE), form_code=EXTRA, origin=Origin.ILLUSTRATIVE)
    divided(ward, city)

    card = build(ward, 2025, "NQ23")

    stands: dict[Standing, set[tuple[str, int]]] = {}
    for row in card.rows:
        assert row.indicator is not None
        stands.setdefault(row.standing, set()).add((row.indicator.code, row.target.year))
    assert stands == KHUONG_TRUNG
    assert row_of(card, "literacy-level", 2025).sentence == (
        "Đạt chuẩn xóa mù chữ mức độ 2: mức của cấp tỉnh, thành phố, không xét riêng cho phường. "
        "Mức của Phường Khương Trung: mức độ 2."
    )
    assert card.illustrative
    lacking = KHUONG_TRUNG[Standing.NO_DATA]
    assert (card.elsewhere, dict(card.tally()).get(Standing.NO_DATA)) == (len(lacking), None)
    assert card.narrowed_to("chua-co-so").rows == ()
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.render(card))).pages]
    assert "Số liệu minh họa" in pages[0]
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(card)))
    cells = [cell for line in book.worksheets[0].iter_rows(values_only=True) for cell in line]
    printed = " ".join(" ".join(pages).split())
    not_here = [" ".join(map(str, cells)).count(NOT_HERE), printed.count(NOT_HERE)]
    assert (not_here, Standing.NO_DATA.label in printed) == ([len(lacking)] * 2, False)
    assert any("minh họa" in str(cell) for cell in cells)
    told = (
        "Phường Khương Trung kết thúc sau ngày 30/06/2025 (NQ 1656); địa bàn nay chia về Phường Khương Đình và Phường"
    )
    assert all(told in said for said in (" ".join(map(str, cells)), render_to_string(WORDS, {"card": card})))
    assert told in lead(ward).card.ended.sentence  # type: ignore[union-attr]


def test_part_of_the_wards_never_passes_for_the_district() -> None:
    district = make_district()
    wards = [make_ward(f"Phường {number}", district) for number in (5, 6)]
    report_figures(wards[0], 2020, titles((90, 100)))

    row = row_of(build(district, 2020), "household-rate", 2020)
    assert (row.standing, row.now, row.rate, row.basis) == (Standing.NO_DATA, None, None, "1/2 phường")
    assert row.sentence == "Gia đình học tập: mới 1/2 phường có số nên chưa kết luận cho Quận 11."
    (item,) = [each for each in data.items(build(district, 2020)) if each["indicator"] == "household-rate"]
    assert (item["numerator"], item["denominator"], item["rate"], item["verdict"]) == (None, None, None, "no_data")

    assert how_we_stand(district) == (
        "Năm 2020: mới 1/2 phường có số được duyệt nên chưa kết luận được mục tiêu nào trong 20."
    )

    report_figures(wards[1], 2020, titles((50, 100)))
    assert row_of(build(district, 2020), "household-rate", 2020).standing == Standing.MET


def test_share_of_two_forms_is_taken_where_a_ward_gave_both_sheets() -> None:
    make_target("university-rate", minimum=Decimal(12))
    district = make_district()
    wards = [make_ward(f"Phường {number}", district) for number in (5, 6)]
    for ward in wards:
        report_figures(ward, 2020, {"population": 1_000})
    report_figures(wards[0], 2020, {"university-graduates": 130}, form_code=EXTRA)

    assert row_of(build(district, 2020), "university-rate", 2020).basis == "1/2 phường"
    report_figures(wards[1], 2020, {"university-graduates": 110}, form_code=EXTRA)
    row = row_of(build(district, 2020), "university-rate", 2020)

    assert (row.standing, row.counts) == (Standing.MET, "240/2.000 người")


def test_base_that_is_not_the_targets_is_not_compared() -> None:
    make_target("citizen-of-learning-adults", base_label="người lớn trong gia đình học tập")
    ward = make_ward("Phường 5", make_district())
    report_figures(ward, 2020, {"citizen-recognised": 30, "citizen-total": 40})

    row = row_of(build(ward, 2020), "citizen-of-learning-adults", 2020)

    assert (row.standing, row.now) == (Standing.NOT_COMPARABLE, None)
    assert "văn bản tính trên người lớn trong gia đình học tập, còn số đang có là 75,00%" in row.sentence
    assert "trên số người lớn thuộc diện xét" in row.sentence


def test_level_of_a_ward_is_its_own_and_of_a_district_no_sum() -> None:
    make_target("primary-level", kind=TargetKind.LEVEL, minimum=Decimal(3), unit_name="mức độ")
    district = make_district()
    wards = [make_ward(f"Phường {number}", district) for number in (5, 6)]
    of_a_city = {"kind": TargetKind.LEVEL, "minimum": Decimal(2), "unit_name": "mức độ", "base_label": "thành phố"}
    make_target("literacy-level", label="Xóa mù chữ", **of_a_city)
    levels: dict[str, int | None] = {"primary-level": 3, "literacy-level": 2}
    sheet = report_figures(wards[0], 2020, levels, state=State.DRAFT, form_code=EXTRA)
    sheet.values.update(note="QĐ 12/QĐ-UBND ngày 20/12/2020")
    sign(sheet)
    report_figures(wards[1], 2020, {"primary-level": 2}, form_code=EXTRA)

    (place,) = read_history(wards[0], Indicator.objects.get(code="primary-level"), 2020).places
    assert (place.source, place.verdict) == ("QĐ 12/QĐ-UBND ngày 20/12/2020", Standing.MET.label)
    said = [row_of(build(unit, 2020), "primary-level", 2020) for unit in (*wards, district)]

    assert [row.standing for row in said] == [Standing.MET, Standing.NOT_MET, Standing.NO_DATA]
    assert said[1].sentence == "Chỉ tiêu: mức độ 2, chưa đạt mức độ 3."
    assert "mức độ không cộng được" in said[2].sentence
    (place,) = read_history(wards[0], Indicator.objects.get(code="literacy-level"), 2020).places
    assert (place.verdict, row_of(build(wards[0], 2020), "literacy-level", 2020).elsewhere) == ("", True)


def test_level_of_the_one_ward_that_is_known_is_not_its_citys() -> None:
    make_target("primary-level", kind=TargetKind.LEVEL, minimum=Decimal(3), unit_name="mức độ")
    district = make_district()
    report_figures(make_ward("Phường 5", district), 2020, {"primary-level": 3}, form_code=EXTRA)

    of_a_part = row_of(build(district, 2020), "primary-level", 2020)
    source: dict[str, Any] = {"source_document": "Báo cáo", "source_day": "2020-12-31"}
    report_figures(district, 2020, {"primary-level": 2}, form_code=EXTRA, own_total=True, **source)
    its_own = row_of(build(district, 2020), "primary-level", 2020)

    assert (of_a_part.standing, of_a_part.shown) == (Standing.NO_DATA, "–")
    assert (its_own.standing, its_own.now) == (Standing.NOT_MET, Count(2, None))


def test_what_is_counted_over_the_nations_provinces_is_copied_by_a_province_and_is_none_of_a_wards() -> None:
    province = make_unit("Tỉnh An Hòa", UnitKind.PROVINCE)
    ward = make_ward("Phường 5", make_district("Huyện Bình", province))
    asked = row_of(build(province, 2024), "learning-province-rate", 2025)
    report_figures(province, 2024, {"provinces": 63, "provinces-learning": 8}, form_code="xhht-nam-tinh-danh-hieu")
    copied, of_a_ward = (row_of(build(unit, 2024), "learning-province-rate", 2025) for unit in (province, ward))

    assert (asked.standing, copied.standing, of_a_ward.elsewhere) == (Standing.NO_DATA, Standing.NOT_MET, True)
    assert "danh hiệu, cán bộ, trường đại học”). Số của cả nước, do cơ quan trung ương công bố." in asked.sentence
    assert "12,70% (8/63 tỉnh, thành phố), chưa đạt mức ≥ 15%" in copied.sentence
    assert "không tính riêng cho phường" in of_a_ward.sentence


def test_change_is_measured_from_its_base_year() -> None:
    make_target("household-rate", kind=TargetKind.CHANGE, minimum=Decimal(5), unit_name="điểm %", base_year=2016)
    ward = make_ward("Phường 5", make_district())
    report_figures(ward, 2020, titles((67, 100)))
    assert "chưa có số của năm gốc 2016" in row_of(build(ward, 2020), "household-rate", 2020, "KH1").sentence

    report_figures(ward, 2016, titles((62, 100)))
    assert row_of(build(ward, 2020), "household-rate", 2020, "KH1").standing == Standing.MET


def test_falling_is_said_with_what_it_was() -> None:
    ward = make_ward("Phường 5", make_district())
    for year, recognised in ((2019, 80), (2020, 75)):
        report_figures(ward, year, titles((recognised, 100)))

    row = row_of(build(ward, 2020), "household-rate", 2020)

    assert row.falling
    assert row.sentence.endswith("vượt mức ≥ 70%. Giảm so với năm 2019 (80,00%).")


def test_under_a_ceiling_rising_leads_away_and_falling_is_no_fault() -> None:
    make_target("member-rate", kind=TargetKind.CEILING, minimum=None, maximum=Decimal(50))
    ward = make_ward("Phường 5", make_district())
    for year, members in ((2018, 40), (2019, 45), (2020, 30)):
        report_figures(ward, year, {"members": members, "population": 100})

    rose, fell = (row_of(build(ward, year), "member-rate", 2020, "KH1") for year in (2019, 2020))

    assert (rose.kept_by("giam"), fell.kept_by("giam")) == (True, False)
    assert rose.sentence.endswith("Tăng so với năm 2018 (40,00%), xa mức trần hơn.")
    assert "Tăng, xa mức trần hơn: Chỉ tiêu (40,00% → 45,00%)." in lead(ward, 2019).sentences
    assert "Giảm nhiều nhất (mức trần) so với năm 2019: Chỉ tiêu, từ 45,00% xuống 30,00%." in lead(ward, 2020).sentences


def test_year_before_is_taken_on_this_years_ground_and_the_break_is_named() -> None:
    """Phường 6 is no more, and nothing says that its ground went to another district."""
    district = make_district()
    five = make_ward("Phường 5", district)
    six = make_unit("Phường 6", parent=district, valid_to=dt.date(2019, 12, 31))
    report_figures(five, 2019, titles((80, 100)))
    report_figures(six, 2019, titles((20, 100)))
    report_figures(five, 2020, titles((75, 100)))

    card = build(district, 2020)

    row = row_of(card, "household-rate", 2020)
    assert (row.before, row.falling) == (Count(100, 200), False)
    assert card.breaks == ("Địa bàn năm 2020 khác năm 2019 (danh mục chưa ghi quyết định).",)


def test_empty_base_decides_nothing_and_prints_a_dash() -> None:
    ward = make_ward("Phường 5", make_district())
    report_figures(ward, 2020, titles((0, 0)))

    row = row_of(build(ward, 2020), "household-rate", 2020)

    assert (row.standing, row.shown) == (Standing.NO_DATA, "–")
    assert "mẫu số bằng 0" in row.sentence


def test_what_was_issued_later_or_is_past_is_asked_for_by_name_only() -> None:
    ward = make_ward("Phường 5", make_district())
    report_figures(ward, 2020, titles((80, 100)))

    assert {row.target.framework.code for row in build(ward, 2024).rows} == {"QD1373", "QD387", "QD677"}
    assert row_of(build(ward, 2020, "qd387"), "household-rate", 2025).standing == Standing.EXCEEDED
    for asked, said in (("QD999", "Không có văn bản nào mang mã “QD999”"), ("NQ23", "không đặt mục tiêu")):
        with pytest.raises(Refused, match=said):
            build(ward, 2020, asked)
    with pytest.raises(Refused, match="không tồn tại trong năm 1995"):
        build(ward, 1995)


def test_unverified_says_so_in_every_dress() -> None:
    ward = make_ward("Phường 5", make_district())
    report_figures(ward, 2024, titles((79, 100)))
    card = build(ward, 2024)
    row = row_of(card, "household-rate", 2030, "QD387")

    assert row.target.verified == Verified.UNVERIFIED
    assert row.sentence.endswith("Mức này chưa kiểm chứng với văn bản gốc.")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(card))).active
    assert sheet is not None
    assert "chưa kiểm chứng" in {cell.value for cell in sheet["R"]}
    (item,) = [
        each
        for each in data.items(card)
        if (each["framework"], each["milestone"], each["indicator"]) == ("QD387", 2030, "household-rate")
    ]
    assert item["verified"] == "unverified"


def test_json_has_the_shape_that_was_agreed() -> None:
    ward = make_ward("Phường 5", make_district())
    report_figures(ward, 2020, titles((7_201, 10_000)))

    (item,) = [
        each for each in json.loads(data.render(build(ward, 2020, "QD281"))) if each["indicator"] == "household-rate"
    ]

    assert item == {
        "framework": "QD281",
        "indicator": "household-rate",
        "label": "Gia đình học tập",
        "milestone": 2020,
        "kind": "floor",
        "minimum": 70,
        "maximum": None,
        "unit": "%",
        "base": "gia đình",
        "numerator": 7201,
        "denominator": 10000,
        "rate": 72.01,
        "verdict": "exceeded",
        "verified": "secondary",
    }


@pytest.mark.skipif(not OFFICE.exists(), reason="LibreOffice computes the formulas")
def test_formulas_of_the_workbook_say_the_same_as_the_page(tmp_path: Path) -> None:
    city = make_unit("Thành phố Hà Nội", UnitKind.PROVINCE, key="hn")
    ward = make_unit("Phường Khương Trung", parent=city)
    report_figures(ward, 2024, titles((59, 100), (6, 10)))
    report_figures(
        ward,
        2024,
        {
            "workers": 1_000,
            "workers-trained": 801,
            "primary-level": 3,
            "literate-15-60": 99_599,
            "people-15-60": 100_000,
        },
        form_code=EXTRA,
    )
    report_figures(ward, 2019, titles((50, 90), (7, 13)))
    change = {"kind": TargetKind.CHANGE, "base_year": 2019}
    make_target("household-rate", **change, minimum=Decimal("3.44"), unit_name="điểm %", year=2024, label="Hộ")
    make_target("household-rate", **change, minimum=Decimal(30), year=2026)
    make_target("clan-rate", **change, minimum=Decimal("12.5"), unit_name="điểm %", year=2026, label="Dòng họ")
    card = build(ward, 2024)
    assert {Standing.EXCEEDED, Standing.NOT_MET} <= {row.standing for row in card.rows if row.base}
    (tmp_path / "in.xlsx").write_bytes(xlsx.render(card))

    for kind, source in (("ods", "in.xlsx"), ("xlsx", "in.ods")):
        command = [str(OFFICE), "--headless", "--convert-to", kind, "--outdir", f"to-{kind}", source]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        (tmp_path / f"to-{kind}" / f"in.{kind}").replace(tmp_path / f"in.{kind}")
    sheet = openpyxl.load_workbook(tmp_path / "in.xlsx", data_only=True).active
    assert sheet is not None

    told = [(row[12].value, row[13].value or 0) for row in sheet.iter_rows(min_row=6, max_row=5 + len(card.rows))]
    assert told == [(row.verdict, row.lacking) for row in card.rows]
    for row, line in zip(card.rows, sheet.iter_rows(min_row=6, values_only=True), strict=False):
        assert (line[11] is None) == (row.shown in ("", "–")), row.sentence
        if row.base:
            assert line[19:22] == (2019, row.base.numerator, row.base.denominator)
            assert f"Năm gốc 2019: {row.base_shown}." in row.sentence
            assert (line[14] or None) == (float(rounded_up(row.pace)) if row.pace else None)


def test_command_writes_the_three_files_and_refuses_in_a_sentence(tmp_path: Path) -> None:
    ward = make_ward("Phường 5", make_district())
    report_figures(ward, 2020, titles((80, 100)))

    call_command("scorecard", unit=ward.key, year=2020, framework="QD281", out=tmp_path, stdout=io.StringIO())

    assert {each.name for each in tmp_path.iterdir()} == {"scorecard.pdf", "scorecard.xlsx", "scorecard.json"}
    assert (tmp_path / "scorecard.pdf").read_bytes().startswith(b"%PDF")
    for changed, said in (
        ({"unit": "khong-co"}, "Không có đơn vị"),
        ({"year": 1}, "Hãy ghi năm bằng bốn chữ số"),
        ({"year": 1899}, "Năm phải"),
        ({"framework": "x"}, "mã “x”"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("scorecard", **{"unit": ward.key, "year": 2020, "framework": "", "out": tmp_path} | changed)


# The page


@pytest.fixture
def district() -> Unit:
    district = make_district()
    for number in (5, 6, 7):
        report_figures(make_ward(f"Phường {number}", district), 2020, titles((60 + number, 100)))
    return district


def address(unit: Unit, name: str = "scorecard", **asked: Any) -> str:
    return reverse(f"reports:{name}", args=[unit.pk], query={"nam": 2020, **asked})


def test_page_shows_each_target_and_its_lists(client: Client, district: Unit) -> None:
    client.force_login(make_user("lanhdao", (Role.READER, district)))

    page = client.get(address(district, loc="chua-dat"))

    assert page.status_code == 200
    assert "Còn thiếu 12 hộ" in page.content.decode()
    assert [row.target.label for _, rows in page.context["groups"] for row in rows] == ["Gia đình học tập"]
    assert {code: number for code, _, number in page.context["lists"]} == {
        "chua-dat": 1,
        "giam": 0,
        "chua-co-so": 15,
        "den-han": 20,
    }


def test_files_have_the_rows_of_the_list_that_the_page_shows_and_say_which(client: Client, district: Unit) -> None:
    client.force_login(make_user("lanhdao", (Role.READER, district)))
    page: Any = html.fromstring(client.get(address(district, loc="chua-dat")).content.decode())
    pdf, excel, as_json = (
        client.get(page.xpath(f"//a[contains(@href, '/{kind}/?')]/@href")[0]) for kind in ("pdf", "excel", "json")
    )

    assert page.xpath("//form[@role='search']//input[@name='loc']/@value") == ["chua-dat"]
    assert [item["label"] for item in as_json.json()] == ["Gia đình học tập"]
    sheet = openpyxl.load_workbook(io.BytesIO(excel.content)).active
    assert sheet is not None
    said = "Chỉ gồm các dòng chưa đạt: 1 trong 20 mục tiêu."
    assert (str(sheet["C3"].value).startswith(said), sheet.max_row) == (True, 6)
    (printed,) = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(pdf.content)).pages]
    assert said in " ".join(printed.split())
    assert excel["Content-Disposition"].endswith('2020-chua-dat.xlsx"')


def test_list_of_what_has_no_verdict_is_called_by_all_that_is_in_it(district: Unit) -> None:
    rows = build(district, 2024).rows
    kept = {row.standing for row in rows if row.kept_by("chua-co-so")}

    assert kept <= {Standing.NO_DATA, Standing.NOT_COMPARABLE}
    assert FILTERS["chua-co-so"] == f"{Standing.NO_DATA.label} hoặc {Standing.NOT_COMPARABLE.label}"


def test_plan_without_levels_is_not_offered_and_is_told_from_what_does_not_exist(
    client: Client, district: Unit
) -> None:
    person = make_user("phong", (Role.DISTRICT_OFFICE, district))
    paper = Paper("KH 3/KH-UBND 05/03/2020", "Kế hoạch năm 2020", dt.date(2020, 3, 5), compared=True)
    plan = start_plan(district, paper, 2020, 2020, by=person, at=timezone.now())
    client.force_login(person)

    offered = client.get(address(district)).context["form"].fields["vb"].choices
    typed = client.get(address(district, vb=plan.framework.code))

    assert plan.framework.code not in dict(offered)
    assert (typed.status_code, "Hãy chọn lại văn bản." in typed.content.decode()) == (422, True)
    with pytest.raises(Refused, match="chưa có mức nào"):
        build(district, 2020, plan.framework.code)


def test_page_and_files_are_only_for_whoever_reads_the_figures(client: Client, district: Unit) -> None:
    other = make_district("Quận 10")
    names = ("scorecard", "scorecard-pdf", "scorecard-excel", "scorecard-json")
    client.force_login(make_user("quan10", (Role.DISTRICT_OFFICE, other)))
    assert [client.get(address(district, name)).status_code for name in names] == [404] * 4

    client.force_login(make_user("quan11", (Role.DISTRICT_OFFICE, district)))
    assert [client.get(address(district, name)).status_code for name in names] == [200] * 4


@pytest.mark.parametrize("asked", [{"nam": "x"}, {"nam": "1800"}, {"nam": "2150"}, {"vb": "khong-co"}, {"vb": "NQ23"}])
def test_what_cannot_be_asked_is_said_on_the_page(client: Client, district: Unit, asked: dict[str, str]) -> None:
    client.force_login(make_user("quan11", (Role.DISTRICT_OFFICE, district)))

    for name in ("scorecard", "scorecard-pdf", "scorecard-json"):
        answer = client.get(address(district, name, **asked))
        assert answer.status_code == 422
        assert "không đặt mục tiêu" in answer.content.decode() or "errorlist" in answer.content.decode()


def test_queries_do_not_grow_with_wards_and_targets(
    district: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(QUERIES):
        build(district, 2020)
    for number in range(8, 14):
        report_figures(make_ward(f"Phường {number}", district), 2020, titles((70, 100)))
    for year in range(2021, 2026):
        make_target("household-rate", year=year)

    with django_assert_num_queries(QUERIES):
        assert len(build(district, 2020).rows) == 25
    assert Submission.objects.count() == 9


def test_paper_is_the_pages_table(district: Unit) -> None:
    assert paper.render(build(district, 2020)).startswith(b"%PDF")


# One indicator


def test_history_joins_neighbouring_years_only_and_names_who_gave_nothing(district: Unit) -> None:
    wards = list(Unit.objects.filter(versions__kind=UnitKind.WARD).order_by("pk"))
    for ward in wards:
        report_figures(ward, 2017, titles((50, 100)))
        report_figures(ward, 2018, titles((55, 100)))
    make_ward("Phường 9", district)

    page = read_history(district, Indicator.objects.get(code="household-rate"), 2020)

    assert [(line.year, line.shown, line.whole) for line in page.lines] == [
        (2017, "50,00%", False),
        (2018, "55,00%", False),
        (2019, "–", False),
        (2020, "66,00%", False),
    ]
    assert [line.basis for line in page.lines] == ["3/4 phường", "3/4 phường", "", "3/4 phường"]
    assert (page.missing, [place.name for place in page.places]) == (
        ("Phường 9",),
        ["Phường 7", "Phường 6", "Phường 5"],
    )
    assert [place.verdict for place in page.places] == ["chưa đạt"] * 3
    assert page.picture == chart.NOT_DRAWN


def test_no_line_leads_over_a_change_of_criteria_and_the_sets_are_named(district: Unit) -> None:
    criteria.load()
    ward = Unit.objects.filter(versions__kind=UnitKind.WARD).earliest("pk")
    for year in (2014, 2015, 2016, 2017):
        report_figures(ward, year, titles((50, 100)))

    page = read_history(ward, Indicator.objects.get(code="household-rate"), 2017)

    ((year, said),) = [(each.year, each.said) for each in page.judged]
    assert year == 2016
    assert "448" in said
    assert page.picture.wide.count('stroke-width="1.5"/>') == 2
    assert "Từ năm 2016 tiêu chí khác (448/QĐ-KHVN)." in page.picture.wide


def test_units_are_drawn_side_by_side_on_one_scale_with_their_table(district: Unit) -> None:
    first, *others = Unit.objects.filter(versions__kind=UnitKind.WARD).order_by("pk")
    report_figures(first, 2017, titles((50, 100)))
    for ward in others:
        report_figures(ward, 2018, titles((90, 100)))

    page = read_history(district, Indicator.objects.get(code="household-rate"), 2020)

    assert page.years == [2017, 2018, 2019, 2020]
    lines = {each.name: each.shown for each in page.by_unit}
    assert [*lines] == ["Phường 5", "Phường 6", "Phường 7"]
    assert lines["Phường 5"] == ("50,00%", "", "", "65,00%")
    assert page.side_by_side.wide.count("<circle") == 6
    assert page.side_by_side.wide.count('stroke-width="1.5"/>') == 0  # no line leads over a year left out
    assert page.side_by_side.wide.split("<title>")[0].endswith('serif">')
    assert "Phường 5: 2017: 50,00%, 2020: 65,00%" in page.side_by_side.wide
    assert read_history(first, Indicator.objects.get(code="household-rate"), 2020).by_unit == ()


def test_picture_leaves_missing_years_open_and_says_everything_in_words(district: Unit) -> None:
    (ward, *_) = Unit.objects.filter(versions__kind=UnitKind.WARD).order_by("pk")
    for year in (2017, 2018):
        report_figures(ward, year, titles((50, 100)))

    page = read_history(ward, Indicator.objects.get(code="household-rate"), 2020)

    assert page.picture.wide.count("<circle") == 3
    assert page.picture.wide.count('stroke-width="1.5"/>') == 1
    assert page.picture.wide.split("<title>")[0].endswith('serif">')
    assert "2017: 50,00%; 2018: 50,00%; 2020: 65,00%. Mục tiêu: 2020: ≥ 70%" in page.picture.wide


def rename(unit: Unit, name: str) -> None:
    """The unit bears another name from the middle of 2019 on."""
    add_version(unit, valid_from=dt.date(2019, 7, 1), name=name)


def test_targets_by_name_stay_with_a_unit_that_is_renamed_and_do_not_follow_the_name() -> None:
    city = make_unit("Thành phố An Hòa", UnitKind.PROVINCE)
    ward = make_ward("Phường 5", make_district("Quận 1", city))
    make_target("household-rate", scope="TP An Hòa")
    make_target("clan-rate", scope="Phường 5")

    rename(city, "Tỉnh An Bình")
    rename(ward, "Phường An Lạc")
    assert len(build(ward, 2020, "KH1").rows) == 2

    other = make_unit("Phường 5", UnitKind.WARD, city, valid_from=dt.date(2019, 7, 1))
    assert [len(build(each, 2020, "KH1").rows) for each in (ward, other)] == [1, 2]


def test_a_new_document_of_one_unit_keeps_its_key() -> None:
    city = make_unit("Thành phố An Hòa", UnitKind.PROVINCE)
    indicator = Indicator.objects.get(code="household-rate")
    facts = {"kind": FLOOR, "year": 2020, "minimum": Decimal(70), "unit_name": "%", "verified": Verified.ORIGINAL}
    row = Target(scope="Thành phố An Hòa", indicator=indicator, source="Nghị quyết", **facts)

    framework = add_target(row, NewDocument("NQ 7-NQ/TU 01/01/2019", dt.date(2019, 1, 1))).framework

    assert (framework.place, framework.level) == (city.key, "province")


def test_rows_of_the_workbook_are_as_high_as_their_words_and_print_on_two_pages_across() -> None:
    make_target("household-rate", minimum=Decimal(70))
    ward = make_ward("Phường 5", make_district())
    report_figures(ward, 2020, titles((60, 100)))

    sheet: Any = openpyxl.load_workbook(io.BytesIO(xlsx.render(build(ward, 2020, "KH1")))).active

    said = str(sheet.cell(6, 16).value)
    assert sheet.row_dimensions[6].height >= 15 * len(said) / 60
    assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (2, "$A:$B")
    noted: Any = openpyxl.load_workbook(io.BytesIO(xlsx.render(build(ward, 2020)))).active
    above, (merged,) = noted["C3"], noted.merged_cells.ranges
    assert (str(merged), above.alignment.wrap_text) == ("C3:I3", True)
    assert noted.row_dimensions[3].height >= 15 * len(above.value) / 94


def test_page_of_a_level_speaks_of_levels_and_draws_nothing_where_no_year_has_one(client: Client) -> None:
    make_target("primary-level", kind=TargetKind.HOLD, minimum=Decimal(3), unit_name="mức độ")
    ward = make_ward("Phường 5", make_district())
    client.force_login(make_user("phuong5", (Role.WARD_OFFICER, ward)))
    address = reverse("reports:indicator", args=[ward.pk, "primary-level"])

    empty = client.get(address, {"nam": "2020"}).content.decode()
    assert "chưa vẽ được hình" in empty
    assert not html.fromstring(empty).xpath("//figure")

    for year, level in ((2019, 2), (2020, 3)):
        report_figures(ward, year, {"primary-level": level}, form_code=EXTRA)
    page: Any = html.fromstring(client.get(address, {"nam": "2020"}).content)

    (wide,) = page.xpath("//section[@aria-labelledby='qua-cac-nam']//div[@class='on-a-desk']")
    assert [each.text for each in wide.xpath(".//text[@text-anchor='end']")][:4] == ["0", "1", "2", "3"]
    heads = {each.text for each in page.xpath("//section[@aria-labelledby='tung-don-vi']//th")}
    assert {"Tử số", "Mẫu số"}.isdisjoint(heads)
    assert len(page.xpath("//*[self::h1 or @class='lead'][contains(., 'phổ cập giáo dục tiểu học')]")) == 1


def test_page_of_an_indicator_says_of_whom_each_target_is_asked(client: Client) -> None:
    make_target("household-rate", minimum=Decimal(70))
    ward = make_ward("Phường 5", make_district())
    client.force_login(make_user("phuong5", (Role.WARD_OFFICER, ward)))

    answer = client.get(reverse("reports:indicator", args=[ward.pk, "household-rate"]), {"nam": "2020"})
    page: Any = html.fromstring(answer.content)

    (said,) = page.xpath("//section[@aria-labelledby='muc-tieu']//li[contains(., 'KH 1/')]")
    assert "(cấp quốc gia, phạm vi toàn quốc), năm 2020: ≥ 70%" in " ".join(said.text_content().split())


def test_page_of_an_indicator_names_the_source_of_a_published_total_and_draws_the_straight_line_as_a_guide(
    client: Client,
) -> None:
    make_target("household-rate", minimum=Decimal(70), year=2024, verified=Verified.SECONDARY)
    district = make_district()
    make_ward("Phường 5", district)
    source: dict[str, Any] = {
        "source_document": "Niên giám thống kê",
        "source_number": "12/NG",
        "source_day": "2021-06-30",
    }
    report_figures(district, 2020, titles((60, 100)), own_total=True, **source)
    client.force_login(make_user("phonggd", (Role.DISTRICT_OFFICE, district)))

    page = client.get(reverse("reports:indicator", args=[district.pk, "household-rate"]), {"nam": "2020"})
    said = " ".join(page.content.decode().split())
    card = client.get(reverse("reports:scorecard", args=[district.pk]), {"nam": "2020", "vb": "KH1"}).content.decode()

    assert "Nguồn: Niên giám thống kê, số 12/NG, ngày 30/06/2021." in said
    guide = "đến mức ≥ 70% năm 2024 (KH 1/KH\u2011UBND) cần thêm 2,5 điểm mỗi năm"
    assert f"Đường chỉ dẫn {guide}." in said
    assert 'stroke-dasharray="1 4"' in said
    assert '<span class="unverified">theo nguồn dẫn lại</span>' in card


def test_picture_for_a_phone_keeps_its_letters_and_writes_no_figure_over_another() -> None:
    points = [chart.Point(year, Fraction(50), f"{year - 1960},00%") for year in range(2006, 2021)]

    drawn = chart.through_time("Hộ", range(2006, 2021), points, [], {2016: "tiêu chí khác"}, 100, width=chart.NARROW)

    said = [
        (float(x), float(y))
        for x, y in re.findall(rf'<text x="([\d.]+)" y="([\d.]+)"[^>]*fill="{chart.INK}">\d+,00%<', drawn)
    ]
    assert drawn.count("<circle") == 15
    assert f'viewBox="0 0 {chart.NARROW} ' in drawn
    for height in {y for _, y in said}:
        line = sorted(x for x, y in said if y == height)
        assert all(right - left >= chart.WORDS for left, right in pairwise(line))
        assert line[-1] + chart.WORDS / 2 <= chart.NARROW


@pytest.mark.parametrize("rate", range(40, 95, 3))
def test_words_of_a_target_hide_no_rule_of_another(rate: int) -> None:
    steps = [
        chart.Step(2025, 2025, Fraction(70), "≥ 70% (QĐ 387/QĐ-TTg)"),
        chart.Step(2025, 2025, Fraction(60), "≥ 60% (NQ 23-NQ/TU)"),
        chart.Step(2025, 2030, Fraction(80), "≥ 80% (QĐ 387/QĐ-TTg)"),
    ]

    drawn = chart.through_time("Hộ", range(2025, 2031), [chart.Point(2025, Fraction(rate), "x")], steps, {}, 100)

    rules = re.findall(r'<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)"[^>]*"8 4"', drawn)
    words = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*>(≥[^<]*)', drawn)
    assert (len(rules), len(words)) == (3, 3)
    for x, y, anchor, said in words:
        left = float(x) - (chart.LETTER * len(said) if anchor == "end" else 0)
        for begun, rule, end in rules:
            beside = float(end) < left or float(begun) > left + chart.LETTER * len(said)
            assert beside or not float(y) - chart.LINE + 2 <= float(rule) <= float(y) + 3, (rate, said, rule)


def test_page_of_an_indicator_leads_to_the_sheets(client: Client, district: Unit) -> None:
    client.force_login(make_user("lanhdao", (Role.READER, district)))
    sheet = Submission.objects.order_by("pk")[0]

    page = client.get(reverse("reports:indicator", args=[district.pk, "household-rate"], query={"nam": 2020}))

    assert page.status_code == 200
    assert sheet.get_absolute_url() in page.content.decode()
    assert client.get(reverse("reports:indicator", args=[district.pk, "khong-co"])).status_code == 404
    for year in ("x", "1990"):
        answer = client.get(reverse("reports:indicator", args=[district.pk, "household-rate"], query={"nam": year}))
        assert answer.status_code == 422


def test_queries_of_a_history_do_not_grow(district: Unit, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    indicator = Indicator.objects.select_related("numerator", "base").get(code="household-rate")
    with django_assert_num_queries(HISTORY_QUERIES):
        read_history(district, indicator, 2020)
    for year in range(2012, 2020):
        for ward in Unit.objects.filter(versions__kind=UnitKind.WARD):
            report_figures(ward, year, titles((50, 100)))

    with django_assert_num_queries(HISTORY_QUERIES):
        read_history(district, indicator, 2020)


# A leader's page


def test_leader_reads_five_sentences_and_what_needs_a_decision(district: Unit) -> None:
    (ward, *_) = Unit.objects.filter(versions__kind=UnitKind.WARD).order_by("pk")
    for each in Unit.objects.filter(versions__kind=UnitKind.WARD):
        report_figures(each, 2019, titles((70, 100), (3, 8)))
    make_ward("Phường 9", make_district("Quận 10"))

    page = lead(district)

    assert page.sentences == (
        "Năm 2020: cả 3 phường đã có báo cáo được duyệt.",
        "Năm 2020, trong 20 mục tiêu: 1 chưa đạt, 1 đạt, 15 chưa có số liệu, "
        "3 của cấp trên, không tính riêng cho nơi này.",
        "Tăng nhiều nhất so với năm 2019: Dòng họ học tập, từ 37,50% lên 50,00%.",
        "Giảm: Gia đình học tập (70,00% → 66,00%).",
        "Đến hạn trong năm 2020: 17 mục tiêu, 1 chưa đạt, 1 đạt, 15 chưa kết luận được (15 chưa có số được duyệt).",
    )
    assert [row.target.label for row in page.rows] == ["Gia đình học tập"]
    assert lead(ward).sentences[0] == "Năm 2020: báo cáo của Phường 5 đã được duyệt."


def test_leader_is_told_who_did_not_report(district: Unit) -> None:
    make_ward("Phường 9", district)

    page = lead(district, 2020)

    assert page.sentences[0] == "Năm 2020: 3/4 phường đã có báo cáo được duyệt, còn thiếu 1: Phường 9."
    assert pictures_of(page)
    assert page.sentences[2].startswith("Chưa so được với năm 2019.")


def test_leader_is_told_once_whom_money_counts_besides_those_that_report(district: Unit) -> None:
    gone = make_ward("Phường 9", district)
    report_figures(gone, 2020, {"fund-raised": 5})
    gone.versions.update(valid_to=dt.date(2020, 6, 30))

    page = lead(district, 2020)

    assert page.expected == 3
    assert page.counted == (
        "Báo cáo và tỉ lệ tính theo 3 phường còn đến ngày cuối năm 2020; tiền và khen thưởng là số của cả năm nên "
        "tính thêm 1 đơn vị kết thúc trong năm (Phường 9)."
    )
    assert page.counted in render_to_string("reports/_leading.html", {"page": page})
    assert lead(district, 2019).counted == ""


def flow_of(unit: Unit, year: int = 2020, code: str = "fund-raised") -> Flow:
    return next(each for each in lead(unit, year).flows if each.code == code)


def test_money_that_only_books_say_is_not_told_as_reported_and_a_districts_own_is_named() -> None:
    load_catalogue()
    district = make_district()
    five, six, _ = (make_ward(f"Phường {number}", district) for number in (5, 6, 7))
    report_figures(five, 2020, titles((60, 100)))
    report_figures(five, 2019, {"fund-raised": 5_000_000})
    report_figures(six, 2019, {"fund-raised": 5_000_000})
    nine = make_ward("Phường 9", district)
    make_fund(nine, 2_000_000)

    assert flow_of(nine).basis == "theo sổ, báo cáo chưa được duyệt"
    make_fund(five, 1_000_000, reason="ghi sau")
    make_fund(district, 4_000_000, "Quỹ khuyến học quận", FundLevel.DISTRICT, reason="ghi sau")
    found = flow_of(district)

    assert found.number == "7.000.000 đồng"
    assert found.basis == "2/4 phường; 1 phường theo sổ, báo cáo chưa được duyệt; gồm 4.000.000 đồng của Quận 11"
    assert found.before == "10.000.000 đồng (2/4 phường)"


def test_districts_own_money_is_nothing_that_the_map_changed() -> None:
    load_catalogue()
    district = make_district()
    for number in (5, 6, 7):
        report_figures(make_ward(f"Phường {number}", district), 2020, {"fund-raised": 5_000_000})
    make_fund(district, 4_000_000, "Quỹ khuyến học quận", FundLevel.DISTRICT, reason="ghi sau")
    series = restating.build(restating.ask(district, dt.date(2020, 12, 31), 2020, 2020, ["fund-raised"]))

    then = as_approved(series)

    assert series.result("fund-raised", 2020).value == 19_000_000
    assert then.by_the_map(series, "fund-raised", 2020) == 0


def test_district_of_which_the_catalogue_holds_one_ward_did_not_report_itself() -> None:
    load_catalogue()
    district = make_district()
    report_figures(make_ward("Phường 5", district), 2020, titles((60, 100)))

    assert lead(district, 2020).sentences[0] == (
        "Năm 2020: danh mục chỉ có một phường của Quận 11 là Phường 5; báo cáo của nơi ấy đã được duyệt."
    )


def test_units_that_the_catalogue_lacks_have_no_figure_either(district: Unit, client: Client) -> None:
    facts = {"valid_from": dt.date(2020, 1, 1), "source": "Niên giám", "stated_at": timezone.now()}
    by = make_user("ghi", (Role.DISTRICT_OFFICE, district))
    StatedNumber.objects.create(unit=district, kind=UnitKind.WARD, number=9, stated_by=by, **facts)
    make_ward("Phường 9", district)
    client.force_login(by)

    page = read_history(district, Indicator.objects.get(code="household-rate"), 2020)

    assert (page.missing_units, page.missing_named) == (6, "Phường 9 và 5 nơi khác")
    assert "6 nơi chưa có số liệu." in page.ranking.wide
    assert (
        "6 phường chưa có số liệu:</strong> Phường 9 và 5 nơi khác."
        in client.get(
            reverse("reports:indicator", args=[district.pk, "household-rate"]), {"nam": 2020}
        ).content.decode()
    )


def test_leader_is_told_of_targets_not_met_that_are_not_shown_and_of_none_that_was_judged(
    client: Client, district: Unit
) -> None:
    make_target("household-rate", label="Gia đình học tập theo kế hoạch")
    client.force_login(make_user("lanhdao", (Role.READER, district)))

    page = client.get(reverse("reports:leading", args=[district.pk]), {"nam": 2020}).content.decode()

    assert "Còn 1 mục tiêu chưa đạt nữa" in " ".join(page.split())
    empty = make_district("Quận 10")
    client.force_login(make_user("lanhdao10", (Role.READER, empty)))
    none = client.get(reverse("reports:leading", args=[empty.pk]), {"nam": 2020}).content.decode()
    assert "Chưa mục tiêu nào có đủ số liệu để kết luận." in none


def begin_next_year(district: Unit) -> None:
    """One ward of the three reported of 2021."""
    report_figures(Unit.objects.get(versions__name="Phường 5"), 2021, titles((90, 100)))


def test_year_that_only_begins_to_come_in_is_told_and_not_yet_the_years_page(client: Client, district: Unit) -> None:
    before = how_we_stand(district)
    begin_next_year(district)
    client.force_login(make_user("lanhdao", (Role.READER, district)))

    page = lead(district)

    this = timezone.localdate().year
    assert (page.card.year, how_we_stand(district), page.newer) == (2020, before, this)
    home = client.get(reverse("reports:leading", args=[district.pk])).content.decode()
    assert f"Xem năm {this} đang chạy" in home
    assert page.sentences[0] == (
        "Năm 2020: cả 3 phường đã có báo cáo được duyệt. "
        "Năm 2021 mới có báo cáo được duyệt của 1/3 phường, còn thiếu 2: Phường 6 và Phường 7."
    )
    assert client.get(reverse("reports:scorecard", args=[district.pk])).context["card"].year == 2020
    report_figures(Unit.objects.get(versions__name="Phường 6"), 2021, titles((90, 100)))
    assert (last_year(district), lead(district).running) == (2021, "")


def test_running_year_is_the_pages_year_once_as_many_reported_as_the_year_before(district: Unit) -> None:
    this = timezone.localdate().year
    wards = list(Unit.objects.filter(versions__kind=UnitKind.WARD))
    for ward in wards:
        report_figures(ward, this - 1, titles((60, 100)))
    for ward, shown in zip(wards, (this - 1, this - 1, this), strict=True):
        report_figures(ward, this, titles((60, 100)))
        assert last_year(district) == shown


def test_published_total_of_the_unit_is_a_whole_year_by_itself(district: Unit) -> None:
    report_figures(
        district, 2021, titles((90, 100)), own_total=True, source_document="Báo cáo", source_day="2021-12-31"
    )

    assert last_year(district) == 2021


def test_leaders_page_of_another_year_is_asked_for_and_a_wrong_one_is_said(client: Client, district: Unit) -> None:
    begin_next_year(district)
    client.force_login(make_user("lanhdao", (Role.READER, district)))
    address = reverse("reports:leading", args=[district.pk])

    asked = client.get(address, {"nam": 2021})
    wrong = client.get(address, {"nam": "x"})

    assert (asked.status_code, wrong.status_code) == (200, 422)
    assert "<h1>Quận 11, năm 2021" in asked.content.decode()
    assert "Năm 2021: 1/3 phường đã có báo cáo được duyệt" in asked.content.decode()
    assert "<h1>Quận 11, năm 2020" in wrong.content.decode()
    for name in ("leading", "leading-pdf"):
        before = client.get(reverse(f"reports:{name}", args=[district.pk]), {"nam": 1995})
        said = html.fromstring(before.content.decode())
        assert (before.status_code, "không tồn tại trong năm 1995" in before.content.decode()) == (422, True)
        assert said.xpath(f"//a[@href='{address}']")
        assert said.xpath("//form[@role='search']//*[@name='nam']")
    assert client.get(reverse("reports:leading-pdf", args=[district.pk]), {"nam": "x"}).status_code == 422


def test_what_a_leader_reads_leads_to_what_it_was_summed_from(client: Client) -> None:
    district = make_district()
    for number in (5, 6):
        money = {"fund-raised": number * 1_000_000, "scholarship-count": number}
        report_figures(make_ward(f"Phường {number}", district), 2020, titles((60, 100)) | money)
    client.force_login(make_user("lanhdao", (Role.READER, district)))

    page: Any = html.fromstring(client.get(address(district, "leading")).content.decode())
    flows = page.xpath("//th[@scope='row']/a/@href")
    rows = page.xpath("//ul[@class='leading-rows']/li/a/@href")
    (raised,) = (url for url in flows if "measure=fund-raised" in url)

    assert len(flows) == 5
    assert {client.get(url).status_code for url in [*flows, *rows]} == {200}
    assert "11.000.000" in client.get(raised).content.decode()
    assert rows == [f"{reverse('reports:indicator', args=[district.pk, 'household-rate'])}?nam=2020"]


def test_first_page_of_a_reader_is_the_page_of_the_meeting(client: Client, district: Unit) -> None:
    client.force_login(make_user("lanhdao", (Role.READER, district)))

    home = client.get(reverse("home"))

    words = home.content.decode()
    assert all(escape(each) in words for each in lead(district).sentences)
    assert words.count('<figure class="scorecard-picture') == 2
    assert reverse("reports:leading-pdf", args=[district.pk]) in words
    assert (home.context["stands"], home.context["leading"].name) == ("", "Quận 11")


def test_home_of_a_reader_and_of_an_office_says_how_they_stand(client: Client, district: Unit) -> None:
    for name, role in (("lanhdao", Role.READER), ("phong", Role.DISTRICT_OFFICE)):
        client.force_login(make_user(name, (role, district)))
        home = client.get(reverse("home")).content.decode()
        assert (
            "trong 20 mục tiêu: 1 chưa đạt, 1 đạt, 15 chưa có số liệu, 3 của cấp trên, không tính riêng cho nơi này."
            in home
        )
        assert (home.count("leading-sentences") > 0) == (role == Role.READER)
        assert reverse("reports:scorecard", args=[district.pk]) in home
        assert (reverse("reports:leading", args=[district.pk]) in home) == (role == Role.READER)


def test_leaders_page_prints_on_one_sheet(client: Client, district: Unit) -> None:
    client.force_login(make_user("lanhdao", (Role.READER, district)))

    assert client.get(reverse("reports:leading", args=[district.pk])).status_code == 200
    sheet = client.get(reverse("reports:leading-pdf", args=[district.pk]))

    assert len(pypdf.PdfReader(io.BytesIO(sheet.content)).pages) == 1
    client.force_login(make_user("khac", (Role.READER, make_district("Quận 10"))))
    assert client.get(reverse("reports:leading", args=[district.pk])).status_code == 404


def test_leader_sees_two_pictures_and_one_sheet_however_much_there_is_to_decide(client: Client) -> None:
    district = make_district("Quận Có Tên Dài Hơn Mọi Quận Khác")
    shares = ("household", "clan", "community", "organisation")
    for number in range(1, 25):
        ward = make_ward(f"Phường Nguyễn Thị Minh Khai {number}", district)
        for year in (2019, 2020):
            numbers = {f"{kind}-{part}": 10 + number for kind in shares for part in ("recognised", "total")}
            report_figures(ward, year, numbers | {f"{kind}-total": 100 + number for kind in shares})
            literate = {"literate-15-60": 50, "people-15-60": 100, "literate-15-35": 50, "people-15-35": 100}
            report_figures(ward, year, literate, form_code=EXTRA)
    for code in ("literacy-15-25", "university-rate"):
        make_target(
            code, label=f"{code}: một chỉ tiêu mà tên của nó dài đến mức câu nào nói về nó cũng phải xuống dòng"
        )
    client.force_login(make_user("lanhdao", (Role.READER, district)))

    page = client.get(reverse("reports:leading", args=[district.pk])).content.decode()
    sheet = client.get(reverse("reports:leading-pdf", args=[district.pk])).content

    assert page.count('<figure class="scorecard-picture') == 2
    assert page.count("8 nơi thấp nhất trong 24") == 2  # one of the two is a phone's
    assert len(pypdf.PdfReader(io.BytesIO(sheet)).pages) == 1


def test_phone_gets_bars_of_its_own_width_with_names_and_numbers_in_them() -> None:
    bars = [chart.Bar("Phường Nguyễn Thị Minh Khai (nhập 2025)", Fraction(100), "100,00%")]
    target = chart.Step(2020, 2020, Fraction(100), "≥ 100% (QĐ 281/QĐ-TTg ngày 20/02/2014)")

    drawn = chart.ranked("Tỉ lệ", bars, target, 0)

    for svg, width in ((drawn.wide, 680), (drawn.narrow, 340)):
        assert f'viewBox="0 0 {width} ' in svg
        ends = [
            float(x) + 6.2 * len(words) for x, words in re.findall(r'<text x="([\d.]+)"[^>]*start[^>]*>([^<]*)', svg)
        ]
        middles = [
            (float(x), 3.1 * len(words)) for x, words in re.findall(r'<text x="([\d.]+)"[^>]*middle[^>]*>([^<]*)', svg)
        ]
        assert ends and max(ends) <= width
        assert all(half <= x <= width - half for x, half in middles)
    assert ">Phường Nguyễn Thị Minh Khai…<" in drawn.wide
    assert ">Phường Nguyễn Thị Mi…<" in drawn.narrow
    assert (
        ">Phường Minh Phụng<"
        in chart.ranked("Tỉ lệ", [chart.Bar("Phường Minh Phụng", Fraction(70), "70%")], None, 0).narrow
    )


@pytest.mark.parametrize("rate", range(40, 100, 3))
def test_targets_rule_never_passes_through_a_number(rate: int) -> None:
    target = chart.Step(2026, 2026, Fraction(80), "≥ 80%")

    drawn = chart.ranked("Tỉ lệ", [chart.Bar("Phường Bình Thới", Fraction(rate), f"{rate},62%")], target, 0)

    for svg in drawn:
        (rule,) = (float(x) for x in re.findall(r'<line x1="([\d.]+)"', svg))
        (x, words), *_ = re.findall(r'<text x="([\d.]+)"[^>]*start[^>]*>([^<]*)', svg)
        assert not float(x) < rule < float(x) + 5.8 * len(words)


def test_leader_of_a_ward_sees_the_next_rate_beside_the_first(district: Unit) -> None:
    (ward, *_) = Unit.objects.filter(versions__kind=UnitKind.WARD).order_by("pk")

    codes = [each.code for each in pictures_of(lead(ward))]

    assert len(set(codes)) == len(codes) == 2


def test_line_of_the_home_is_made_anew_when_a_sheet_or_a_target_came(district: Unit) -> None:
    (ward, *_) = Unit.objects.filter(versions__kind=UnitKind.WARD).order_by("pk")
    first = how_we_stand(ward)
    sheet = Submission.objects.get(unit=ward)

    make_target("household-rate", year=2020, minimum=Decimal(60))
    with_target = how_we_stand(ward)
    Submission.objects.filter(pk=sheet.pk).update(
        state="reopened", approved_by=None, approved_at=None, submitted_by=None, submitted_at=None
    )
    by = sheet.started_by
    Step.objects.create(
        submission=sheet, action="reopen", before="approved", after="reopened", by=by, at=timezone.now(), reason="sai"
    )

    rest = "15 chưa có số liệu, 3 của cấp trên, không tính riêng cho nơi này."
    assert first == f"Năm 2020, trong 20 mục tiêu: 1 chưa đạt, 1 đạt, {rest}"
    assert with_target == f"Năm 2020, trong 21 mục tiêu: 1 chưa đạt, 1 đạt, 1 vượt, {rest}"
    assert how_we_stand(ward) == ""


def test_year_that_still_runs_says_so_on_page_paper_and_workbook() -> None:
    load_catalogue()
    ward = make_ward("Phường 1", make_district("Quận 11"))
    report_figures(ward, 2020, {"household-recognised": 70, "household-total": 100})

    running = build(ward, 2020, on=dt.date(2020, 11, 29))
    over = build(ward, 2020, on=dt.date(2020, 12, 31))

    assert running.year_words == "2020 (tính đến ngày 29/11/2020)"
    assert "tính đến ngày 29/11/2020" in render_to_string("reports/print/scorecard.html", {"card": running})
    assert "tính đến ngày 29/11/2020" in strings_of(xlsx.render(running))
    assert over.year_words == "2020"
    assert "chưa hết" not in render_to_string("reports/print/scorecard.html", {"card": over})


def strings_of(book: bytes) -> str:
    cells = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    return "\n".join(str(cell) for row in cells.iter_rows(values_only=True) for cell in row if cell)
