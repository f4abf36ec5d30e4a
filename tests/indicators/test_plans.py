"""An office's own plan: what a cell may say, who may write it, and the same from a workbook."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.uploads import workflow as uploads
from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from hocTap.lib.refusals import Refused
from indicators.enums import Standing, TargetKind
from indicators.models import Framework, Indicator, Measure, Plan, PlanChange, Target
from indicators.plans.grid import name_of
from indicators.rules.levels import Level, Thing, read_level
from indicators.rules.targets import level
from indicators.scorecard import build
from indicators.workflow.catalogue import used_after
from indicators.workflow.plans import Paper, PlanDesk, drop_plan, start_plan, write_plan
from tests.awards.uploads.books import workbook
from tests.factories import make_district, make_user, make_ward
from tests.indicators.factories import AT
from tests.reports.factories import load_catalogue, report_figures, titles
from units.enums import Role
from units.models import Unit, User

SHARE, SCALE = Thing(True, False, "hộ"), Thing(False, True, "mức độ")
COUNT = Thing(False, False, "thành phố")
PAPER = Paper("KH 45/KH-UBND 15/01/2020", "Xây dựng xã hội học tập", dt.date(2020, 1, 15), compared=True)
TYPED: list[tuple[Thing, str, str]] = [
    (SHARE, "70", "≥ 70%"),
    (SHARE, "≥ 99,5%", "≥ 99,5%"),
    (SHARE, "từ 70 trở lên", "≥ 70%"),
    (SHARE, "75 – 80", "75 - 80%"),
    (SHARE, "từ 75 đến 80%", "75 - 80%"),
    (SHARE, "không quá 2", "≤ 2%"),
    (SHARE, "Duy trì 100", "duy trì 100%"),
    (SHARE, "tăng 5% so với năm 2019", "tăng 5% so với 2019"),
    (SHARE, "tăng 5 điểm % so với 2019", "tăng 5 điểm % so với 2019"),
    (SCALE, "2", "mức độ 2"),
    (SCALE, "duy trì mức độ 3", "duy trì mức độ 3"),
    (COUNT, "3 thành phố", "≥ 3 thành phố"),
    (COUNT, "1.000", "≥ 1.000 thành phố"),
    (SHARE, "tăng 1.000% so với 2019", "tăng 1.000% so với 2019"),
]


@pytest.mark.parametrize(("thing", "typed", "said"), TYPED)
def test_cell_is_printed_and_read_back_the_same(thing: Thing, typed: str, said: str) -> None:
    read = read_level(typed, thing)
    assert read

    assert level(read) == said
    assert read_level(said, thing) == read


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("80 - 75", r"Đầu trên \(75\) nhỏ hơn đầu dưới \(80\)"),
        ("trên 70", "chưa nói đúng con số đó có đạt không"),
        ("nhiều", "Không đọc được “nhiều”"),
        ("tăng 5%", "phải ghi năm gốc"),
        ("70,123", "2 chữ số sau dấu phẩy"),
        ("-5", "Không đọc được"),
        ("9" * 39, "Số quá lớn"),
        ("0x10", "Không đọc được"),
        ("1.000", "“1.000” có thể đọc là hàng nghìn"),
    ],
)
def test_cell_that_cannot_be_meant_is_refused_with_how_to_write_it(typed: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_level(typed, SHARE)


def test_empty_cell_asks_for_nothing() -> None:
    assert (read_level(" ", SHARE), read_level("–", SHARE)) == (None, None)


@pytest.fixture
def district(db: None) -> Unit:
    load_catalogue()
    return make_district()


@pytest.fixture
def office(district: Unit) -> User:
    return make_user("phonggd", (Role.DISTRICT_OFFICE, district))


@pytest.fixture
def plan(district: Unit, office: User) -> Plan:
    return start_plan(district, PAPER, 2020, 2021, by=office, at=AT)


def write(plan: Plan, text: str, code: str = "household-rate", year: int = 2020) -> list[PlanChange]:
    return write_plan(plan, {(code, year): text}, by=plan.entered_by, at=AT)


def test_figures_of_a_plan_are_targets_of_the_unit_and_of_what_stands_under_it(plan: Plan) -> None:
    ward = make_ward("Phường 5", plan.unit)
    elsewhere = make_ward("Phường 1", make_district("Quận 10"))
    write(plan, "70")
    for each in (ward, elsewhere):
        report_figures(each, 2020, titles(72, 100))

    def asked(unit: Unit) -> list[tuple[str, Standing]]:
        return [(r.asked, r.standing) for r in build(unit, 2020).rows if r.target.framework_id == plan.framework_id]

    assert asked(ward) == asked(plan.unit) == [("≥ 70%", Standing.EXCEEDED)]
    assert asked(elsewhere) == []


def test_each_change_of_a_figure_is_kept_with_what_stood_before(plan: Plan, office: User) -> None:
    for text in ("70", "75 - 80", "75 - 80", ""):
        write(plan, text)

    rows = PlanChange.objects.order_by("pk").values_list("before", "after", "changed_by")
    assert list(rows) == [
        ("", "≥ 70%", office.pk),
        ("≥ 70%", "75 - 80%", office.pk),
        ("75 - 80%", "", office.pk),
    ]
    assert not Target.objects.filter(framework=plan.framework).exists()


@pytest.mark.parametrize(
    ("code", "year", "text", "why"),
    [
        ("household-rate", 2020, "101", "không quá 100%"),
        ("literacy-level", 2020, "3", "số nguyên từ 1 đến 2"),
        ("literacy-level", 2020, "1,5", "số nguyên từ 1 đến 2"),
        ("household-rate", 2025, "70", "nằm ngoài kế hoạch"),
        ("household-rate", 2020, "tăng 5% so với 2020", "trước năm của mục tiêu"),
        ("household-rate", 2020, "tăng 5% so với 1900", "Năm gốc phải từ năm 1990"),
        ("household-rate", 2020, "90 - 80", "nhỏ hơn đầu dưới"),
    ],
)
def test_figure_that_contradicts_itself_is_refused(plan: Plan, code: str, year: int, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        write(plan, text, code, year)
    assert not PlanChange.objects.exists()


def test_indicator_of_a_level_above_is_no_matter_of_the_plan(plan: Plan) -> None:
    with pytest.raises(Refused, match="không có chỉ tiêu"):
        write(plan, "40", "learning-district-rate")


def test_retired_measure_takes_no_later_target_and_one_in_use_is_not_retired(plan: Plan) -> None:
    write(plan, "98", "literacy-15-60", 2021)
    measure = Measure.objects.get(code="literate-15-60")
    assert "còn đứng trong biểu" in used_after(measure, dt.date(2020, 12, 31))
    measure.lines.all().delete()
    assert "còn dùng cho mục tiêu" in used_after(measure, dt.date(2020, 12, 31))
    assert "năm 2021" in used_after(measure, dt.date(2021, 6, 30))
    assert "năm 2025" in used_after(measure, dt.date(2021, 12, 31))

    Measure.objects.filter(pk=measure.pk).update(valid_to=dt.date(2020, 6, 30))
    with pytest.raises(Refused, match="thôi dùng từ sau ngày 30/06/2020"):
        write(plan, "99", "literacy-15-60", 2021)


def test_same_milestone_in_two_plans_of_a_unit_is_refused_unless_one_replaces_the_other(plan: Plan) -> None:
    write(plan, "70")
    later = Paper("KH 99/KH-UBND 01/06/2020", "", dt.date(2020, 6, 1), compared=False)
    second = start_plan(plan.unit, later, 2020, 2020, by=plan.entered_by, at=AT)
    with pytest.raises(Refused, match="hai kế hoạch không cùng đặt một mốc"):
        write(second, "75")

    Framework.objects.filter(pk=second.framework_id).update(replaces=plan.framework)
    write(second, "75")

    own = [row for row in build(plan.unit, 2020).rows if row.target.framework.place == plan.unit.key]
    assert [(row.asked, row.unverified) for row in own] == [("≥ 75%", True)]


def test_plan_entered_twice_of_a_unit_that_is_no_more_or_of_too_many_years_is_refused(plan: Plan, office: User) -> None:
    gone = make_ward("Phường 20", plan.unit)
    gone.versions.update(valid_to=dt.date(2019, 12, 31))

    for unit, first, last, why in (
        (plan.unit, 2020, 2021, "Kế hoạch này đã được ghi"),
        (gone, 2020, 2020, "kết thúc ngày 31/12/2019"),
        (plan.unit, 2021, 2020, "không được trước năm đầu"),
        (plan.unit, 2020, 2026, "nhiều nhất 6 năm"),
    ):
        with pytest.raises(Refused, match=why):
            start_plan(unit, PAPER, first, last, by=office, at=AT)
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    "citation", ["KH 45/KH-UBND 15/01/2020", "Kế hoạch số 45/KH-UBND", "kh 045 / KH-UBND", "KH 45/2020/KH-UBND"]
)
def test_plan_written_in_another_way_is_the_same_plan(plan: Plan, office: User, citation: str) -> None:
    paper = Paper(citation, "", dt.date(2020, 1, 20), compared=True)

    with pytest.raises(Refused, match="Kế hoạch này đã được ghi: KH 45/KH-UBND"):
        start_plan(plan.unit, paper, 2020, 2021, by=office, at=AT)
    other = Paper(citation.replace("45", "46"), "", dt.date(2020, 1, 20), compared=True)
    assert start_plan(plan.unit, other, 2020, 2021, by=office, at=AT).pk != plan.pk


@pytest.mark.parametrize("citation", ["QĐ 281/QĐ-TTg 20/02/2014", "Quyết định số 281/QĐ-TTg"])
def test_document_of_the_nation_is_not_put_down_as_an_offices_own_plan(plan: Plan, office: User, citation: str) -> None:
    paper = Paper(citation, "", dt.date(2014, 2, 20), compared=True)

    with pytest.raises(Refused, match="QĐ 281/QĐ-TTg 20/02/2014 là văn bản của cấp trên"):
        start_plan(plan.unit, paper, 2020, 2021, by=office, at=AT)


def test_plan_is_dropped_only_while_nothing_stands_in_it(plan: Plan, office: User) -> None:
    write(plan, "70")
    with pytest.raises(Refused, match="còn 1 mức"):
        drop_plan(plan, by=office, at=AT)

    write(plan, "")
    drop_plan(plan, by=office, at=AT)
    assert not Framework.objects.filter(pk=plan.framework_id).exists()


# Pages


GRID_QUERIES = 16


def page(plan: Plan, user: User) -> tuple[Client, str]:
    client = Client()
    client.force_login(user)
    return client, reverse("indicators:plan-detail", args=[plan.pk])


def test_office_in_charge_writes_its_grid_and_a_ward_only_its_own(plan: Plan, office: User) -> None:
    ward = make_ward("Phường 5", plan.unit)
    officer = make_user("phuong5", (Role.WARD_OFFICER, ward))
    client, address = page(plan, office)

    sent = client.post(address, {name_of("household-rate", 2020): "70", name_of("clan-rate", 2021): "60 - 65"})

    assert sent.status_code == 302
    kinds = dict(Target.objects.filter(framework=plan.framework).values_list("indicator__code", "kind"))
    assert kinds == {"household-rate": TargetKind.FLOOR, "clan-rate": TargetKind.RANGE}
    theirs, _ = page(plan, officer)
    assert theirs.get(address).status_code in (403, 404)
    assert theirs.get(reverse("indicators:plan-add", args=[ward.pk])).status_code == 200
    assert theirs.get(reverse("indicators:plan-add", args=[plan.unit_id])).status_code in (403, 404)


def test_every_wrong_cell_has_its_sentence_and_nothing_is_written(plan: Plan, office: User) -> None:
    client, address = page(plan, office)

    answer = client.post(address, {name_of("household-rate", 2020): "120", name_of("clan-rate", 2020): "trên 5"})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "không quá 100%" in said
    assert "chưa nói đúng con số đó" in said
    assert not Target.objects.filter(framework=plan.framework).exists()


def test_figure_that_a_colleague_wrote_meanwhile_is_shown_beside(plan: Plan, office: User) -> None:
    client, address = page(plan, office)
    seen = client.get(address).context["form"].initial["seen_before"]()
    write(plan, "65")

    answer = client.post(address, {name_of("household-rate", 2020): "70", "seen_before": seen})

    assert answer.status_code == 409
    assert "Nơi khác vừa ghi: “≥ 65%”" in answer.content.decode()


def test_grid_asks_as_often_for_many_figures_as_for_none(
    plan: Plan, office: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = page(plan, office)
    client.get(address)
    with django_assert_num_queries(GRID_QUERIES):
        client.get(address)
    for code in ("household-rate", "clan-rate", "community-rate"):
        write(plan, "70", code)
    with django_assert_num_queries(GRID_QUERIES):
        client.get(address)


# From a workbook


LONG = ["STT", "Chỉ tiêu", "Năm", "Mức đề ra"]


def sent(plan: Plan, rows: list[list[Any]], by: User, head: list[str] | None = None, content: bytes = b"") -> Any:
    importer = importer_of("plan")
    assert importer
    content = content or workbook(("Kế hoạch", [head or LONG, *rows]))
    return uploads.receive(importer, plan.unit, content, name="kh.xlsx", options={"plan": plan.pk}, by=by, at=AT)


def words(code: str) -> str:
    indicator = Indicator.objects.get(code=code)
    return f"{indicator} ({indicator.base_label})" if indicator.base_label else str(indicator)


def test_workbook_is_judged_row_by_row_written_and_taken_back(plan: Plan, office: User) -> None:
    write(plan, "50", "clan-rate")
    rows = [
        [1, words("household-rate"), 2020, "70"],
        [2, words("clan-rate"), 2020, "≥ 50%"],
        [3, words("literacy-level"), 2021, "duy trì 2"],
    ]
    upload = sent(plan, rows, office)
    assert [row.outcome for row in upload.rows.order_by("number")] == ["create", "match", "create"]

    uploads.confirm(upload, by=office, at=AT)
    uploads.write(upload.pk, at=AT)
    upload.refresh_from_db()
    assert upload.state == UploadState.DONE, upload.problem
    assert Target.objects.get(framework=plan.framework, indicator__code="household-rate").minimum == Decimal(70)

    uploads.undo(upload, reason="Nhầm kế hoạch", by=office, at=AT)
    assert list(Target.objects.filter(framework=plan.framework).values_list("indicator__code", flat=True)) == [
        "clan-rate"
    ]


def filled_in(plan: Plan) -> dict[tuple[str, int], str]:
    """A level in every cell of the plan that takes one, of every kind."""
    desk = PlanDesk(plan)
    wrote: dict[tuple[str, int], str] = {}
    for number, (code, indicator) in enumerate(desk.indicators.items()):
        of_scale = indicator.numerator.highest is not None
        share = ["70", "75 - 80", "≤ 2,5", "duy trì 100", "tăng 5 điểm % so với 2015", "tăng 1.000% so với 2015"]
        other = ["1", "duy trì 1"] if of_scale else ["1", "duy trì 1.000", "≤ 3"]
        kinds = share if indicator.base else other
        wrote |= {(code, year): kinds[(number + year) % len(kinds)] for year in plan.years}
    write_plan(plan, wrote, by=plan.entered_by, at=AT)
    return {place: level(row) for place, row in PlanDesk(plan).standing.items()}


def test_plan_taken_out_comes_back_in_whole(plan: Plan, office: User) -> None:
    stood = filled_in(plan)
    client, address = page(plan, office)
    content = b"".join(client.get(f"{address}?_export=xlsx"))

    again = sent(plan, [], office, content=content)
    assert {row.outcome for row in again.rows.all()} == {"match"}, {row.reason for row in again.rows.all()}
    write_plan(plan, dict.fromkeys(stood, ""), by=office, at=AT)
    upload = sent(plan, [], office, content=content)
    uploads.confirm(upload, by=office, at=AT)
    uploads.write(upload.pk, at=AT)

    assert {place: level(row) for place, row in PlanDesk(plan).standing.items()} == stood


def test_workbook_in_the_shape_of_the_grid_is_read_under_the_names_that_decisions_write(
    plan: Plan, office: User
) -> None:
    rows = [
        [1, "Gia đình học tập", "70", "75 - 80"],
        [2, "Tỉ lệ Dòng họ học tập trên tổng số dòng họ", "", "60%"],
        [3, "Công dân học tập", "30", ""],
        [4, "Công dân học tập (trên công dân)", "30", ""],
        [5, "Trường đại học số", "30", ""],
        [6, "Cộng đồng học tập", "", ""],
        [7, "Đơn vị học tập trên đơn vị", "120", "70"],
    ]

    upload = sent(plan, rows, office, ["TT", "Chỉ tiêu", "Năm 2020", "Năm 2021"])

    told = list(upload.rows.order_by("number").values_list("outcome", "reason"))
    assert [outcome for outcome, _ in told] == ["create", "create", "refuse", "create", *(["refuse"] * 3)]
    assert "có nhiều mẫu số. Hãy ghi cả mẫu số, như: Công dân học tập (trên " in told[2][1]
    assert "không có chỉ tiêu “Trường đại học số”" in told[4][1]
    assert "chưa ghi mức nào" in told[5][1]
    assert "không quá 100%" in told[6][1]


def test_rows_of_a_workbook_that_a_cell_would_refuse_are_refused(plan: Plan, office: User) -> None:
    rows = [
        [1, words("household-rate"), 2020, "120"],
        [2, words("clan-rate"), 2020, "60"],
        [3, words("clan-rate"), 2020, "65"],
        [4, words("community-rate"), 2030, "65"],
    ]

    upload = sent(plan, rows, office)

    told = {row.number: row.reason for row in upload.rows.all() if row.outcome == "refuse"}
    assert [*told] == sorted(told)
    said = " ".join(told.values())
    assert ("không quá 100%" in said, "đã có ở dòng" in said, "nằm ngoài kế hoạch" in said) == (True, True, True)


def test_share_without_its_sign_that_a_percent_cell_may_hold_is_refused(plan: Plan, office: User) -> None:
    """Excel keeps 85% as 0.85: taken as typed, the plan would ask for less than one in a hundred."""
    rows = [
        [1, words("household-rate"), 2020, 0.85],
        [2, words("household-rate"), 2021, 1],
        [3, words("clan-rate"), 2020, 0.855],
        [4, words("clan-rate"), 2021, "0,5%"],
        [5, words("literacy-level"), 2021, 1],
    ]

    upload = sent(plan, rows, office)

    kept = list(upload.rows.order_by("number"))
    assert [row.outcome for row in kept] == ["refuse", "refuse", "refuse", "create", "create"]
    assert all("ô phần trăm của Excel" in row.reason for row in kept[:3])


def test_level_is_compared_by_value() -> None:
    assert read_level("70,0", SHARE) == Level(TargetKind.FLOOR, Decimal("70.0"), None, "%")
