"""The catalogue on pages for people: a line into a form, a target; shown before it is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.steps import Refused, Stale
from indicators import reference
from indicators.enums import State, TargetKind, Verified
from indicators.models import Form, Framework, Indicator, Line, Measure, Section, Target
from indicators.workflow.lines import AskedLine, add_line, free_code, measure_named
from indicators.workflow.targets import NewDocument, add_target, framework_code
from tests.factories import make_district, make_user, make_ward
from tests.indicators.factories import make_form, make_measure, make_small_form, make_story
from tests.indicators.test_admin import change
from units.enums import Role
from units.models import User

TODAY = dt.date(2026, 3, 1)
NEW = {
    "measure": "Số thư viện mở cho người dân",
    "unit_name": "thư viện",
    "definition": "Đếm thư viện mở cửa ít nhất ba buổi một tuần.",
    "source": "",
    "nature": "stock",
    "additivity": "sum",
    "required": "on",
    "indent": "0",
}
TARGET = {
    "framework": "",
    "citation": "QĐ 1373/QĐ-TTg 30/7/2021",
    "issued_on": "30/07/2021",
    "title": "Xây dựng xã hội học tập giai đoạn 2021–2030",
    "replaces": "",
    "indicator": "",
    "label": "Hộ đạt danh hiệu gia đình học tập",
    "base_label": "số hộ",
    "year": "2030",
    "kind": "floor",
    "minimum": "70,5",
    "maximum": "",
    "unit_name": "%",
    "scope": "toàn quốc",
    "verified": "unverified",
    "source": "Bản gốc",
}


@pytest.fixture
def administrator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"))
    return client


def order_of(form: Form) -> list[str]:
    return list(form.sections.order_by("ordinal", "lines__ordinal").values_list("lines__measure__code", flat=True))


def line_of(form: Form, code: str) -> Line:
    return Line.objects.select_related("section", "measure").get(section__form=form, measure__code=code)


def asked(form: Form, after: str, measure: Measure) -> AskedLine:
    above = line_of(form, after) if after else None
    return AskedLine(Section.objects.get(form=form), above, measure)


def place(form: Form, after: str) -> str:
    above = line_of(form, after)
    return f"{above.section_id}-{above.pk}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "order"),
    [
        ("", ["persons", "households", "registered"]),
        ("households", ["households", "persons", "registered"]),
        ("registered", ["households", "registered", "persons"]),
    ],
)
def test_line_stands_below_the_one_named(after: str, order: list[str]) -> None:
    form = make_form("households", "registered")

    add_line(asked(form, after, make_measure("persons")), today=TODAY)

    assert order_of(form) == order
    assert Form.objects.get(pk=form.pk).stamp == form.stamp + 1


@pytest.mark.django_db
def test_form_in_use_stays_and_its_next_version_takes_the_line() -> None:
    story = make_story()
    story.bring_to(State.SUBMITTED)
    before = order_of(story.form)

    line = add_line(asked(story.form, "households", make_measure("libraries")), today=TODAY)

    assert order_of(story.form) == before
    assert line.section.form.version == 2
    assert line.section.form.valid_from == dt.date(2027, 1, 1)
    assert order_of(line.section.form) == [before[0], "libraries", *before[1:]]


@pytest.mark.django_db
def test_line_is_refused_where_it_cannot_stand() -> None:
    form = make_form("households", "registered")
    later = make_form("households", version=2)
    gone = asked(later, "households", make_measure("persons"))
    Line.objects.filter(section__form=later).delete()

    with pytest.raises(Refused, match="đã có phiên bản 2"):
        add_line(asked(form, "", make_measure("persons")), today=TODAY)
    with pytest.raises(Stale, match="không còn ở phần"):
        add_line(gone, today=TODAY)
    add_line(asked(later, "", make_measure("persons")), today=TODAY)
    with pytest.raises(Refused, match="đã có dòng “Số persons”"):
        add_line(asked(later, "", make_measure("persons")), today=TODAY)


@pytest.mark.django_db
def test_measure_is_found_as_people_write_it_and_a_new_one_gets_a_free_code() -> None:
    kept = Measure.objects.create(code="ho-dan", label="Hộ dân", unit_name="hộ", nature="stock")

    assert measure_named("  HO dan ") == kept
    assert measure_named("ho-dan") == kept
    assert measure_named("Hộ khác") is None
    assert [free_code("Hộ dân"), free_code("Số thư viện " * 9)[:11]] == ["ho-dan-2", "so-thu-vien"]
    assert len(free_code("Số thư viện " * 9)) <= 40


def test_page_shows_the_form_as_the_officer_will_see_it_then_writes_it(administrator: Client) -> None:
    form = make_small_form()
    address = reverse("indicators:line-add", args=[form.pk])
    sent = NEW | {"place": place(form, "households")}

    shown = administrator.post(address, sent)
    page = shown.content.decode()

    assert page.index("Số households") < page.index("dòng mới") < page.index("Số registered")
    assert "chưa có báo cáo nào" in page
    assert not Measure.objects.filter(label=NEW["measure"]).exists()
    answer = administrator.post(address, {**sent, **dict(shown.context["sent"])})
    assert answer["Location"] == reverse("indicators:catalogue")
    assert order_of(form)[:2] == ["households", "so-thu-vien-mo-cho-nguoi-dan"]


def test_page_says_what_becomes_of_a_form_in_use(administrator: Client) -> None:
    story = make_story()
    story.start()
    sent = NEW | {"place": place(story.form, "households")}

    page = administrator.post(reverse("indicators:line-add", args=[story.form.pk]), sent).content.decode()

    assert "đã có 1 báo cáo nên phiên bản 1 giữ nguyên" in page
    assert f"Sẽ lập phiên bản 2, dùng từ 01/01/{timezone.localdate().year + 1}" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit_name": "", "definition": ""}, "chưa có trong danh mục. Để lập mới, hãy ghi đơn vị tính"),
        ({"measure": "số REGISTERED"}, "đã có, tính bằng hộ"),
        ({"measure": "Số registered", "unit_name": "", "definition": ""}, "đã có dòng “Số registered”"),
        ({"place": "1-999999"}, "999999"),
        ({"indent": "x"}, "x"),
    ],
)
def test_wrong_line_is_said_on_the_form_with_what_was_typed(
    administrator: Client, changed: dict[str, str], said: str
) -> None:
    form = make_small_form()
    sent = NEW | {"place": place(form, "households")} | changed

    answer = administrator.post(reverse("indicators:line-add", args=[form.pk]), sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert sent["measure"] in answer.content.decode()


def test_second_press_adds_no_second_line(administrator: Client) -> None:
    form = make_small_form()
    address = reverse("indicators:line-add", args=[form.pk])
    sent = NEW | {"place": place(form, "households")}
    shown = administrator.post(address, sent)
    sent |= dict(shown.context["sent"]) | {"csrfmiddlewaretoken": "x" * 64}

    answers = [administrator.post(address, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Line.objects.filter(section__form=form).count() == 5


@pytest.mark.parametrize(
    ("citation", "code"),
    [
        ("QĐ 281/QĐ-TTg 20/02/2014", "QD281"),
        ("NQ 23-NQ/TU 16/11/2023 (Thành ủy Hà Nội)", "NQ23"),
        ("Kế hoạch của quận về học tập", "KE-HOACH-CUA-QUAN-VE"),
    ],
)
def test_document_is_known_by_kind_and_number(citation: str, code: str) -> None:
    assert framework_code(citation) == code


CITED = NewDocument("QĐ 281/QĐ-TTg 20/02/2014", dt.date(2014, 2, 20), "Đẩy mạnh phong trào học tập suốt đời")


def target(**changed: Any) -> Target:
    facts: dict[str, Any] = {
        "scope": "toàn quốc",
        "label": "Hộ",
        "base_label": "số hộ",
        "kind": TargetKind.FLOOR,
        "year": 2020,
        "minimum": Decimal(70),
        "verified": Verified.ORIGINAL,
        "source": "Bản gốc",
    }
    return Target(**(facts | changed))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "đã có mục tiêu “Hộ” năm 2020"),
        ({"label": ""}, "Hãy chọn tỉ lệ tính được"),
        ({"year": 2021, "maximum": Decimal(80)}, "Chỉ mục tiêu trong khoảng"),
        ({"year": 2021, "kind": TargetKind.RANGE}, "cả hai đầu"),
        ({"year": 2021, "kind": TargetKind.RANGE, "maximum": Decimal(60)}, "cả hai đầu"),
        ({"year": 2021, "minimum": Decimal("100.5")}, "không quá 100%"),
        ({"year": 2021, "minimum": None}, "Hãy ghi mức"),
        ({"year": 2021, "kind": TargetKind.CEILING}, "chỉ ghi ô “Đến”"),
        ({"year": 2021, "kind": TargetKind.CHANGE}, "phải ghi năm gốc"),
        ({"year": 2021, "kind": TargetKind.CHANGE, "base_year": 2021}, "trước năm của mục tiêu"),
        ({"year": 2021, "kind": TargetKind.CHANGE, "base_year": 2019, "unit_name": "hộ"}, "Mức tăng tính bằng"),
        ({"year": 2021, "base_year": 2019}, "mới ghi năm gốc"),
        ({"year": 2021, "kind": TargetKind.LEVEL}, "đơn vị tính là “mức độ”"),
        ({"year": 2021, "unit_name": "mức độ"}, "từ 1 đến 3"),
        ({"year": 2021, "unit_name": "mức độ", "minimum": Decimal("1.5")}, "từ 1 đến 3"),
    ],
)
def test_target_that_contradicts_is_refused(changed: dict[str, Any], said: str) -> None:
    add_target(target(), CITED)

    with pytest.raises(Refused, match=said):
        add_target(target(**changed), CITED)
    assert Target.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("citation", "said"),
    [("QĐ 281/QĐ-UBND 01/01/2015", "Đã có văn bản “QĐ 281/QĐ-TTg 20/02/2014”"), ("", "Hãy chọn văn bản")],
)
def test_document_that_is_another_ones_number_or_none_is_refused(citation: str, said: str) -> None:
    add_target(target(), CITED)

    with pytest.raises(Refused, match=said):
        add_target(target(year=2021), replace(CITED, citation=citation))
    with pytest.raises(Refused, match="ban hành ngày 20/02/2014"):
        add_target(target(year=2021), replace(CITED, issued_on=dt.date(2014, 2, 21)))
    assert Framework.objects.count() == 1


@pytest.mark.django_db
def test_target_of_an_indicator_fits_its_scale_and_has_no_rival() -> None:
    reference.load()
    asked = {"label": "", "base_label": "", "year": 2024, "scope": "toàn quốc"}
    level, share = Indicator.objects.get(code="literacy-level"), Indicator.objects.get(code="household-rate")
    refused: list[tuple[dict[str, Any], str]] = [
        ({"indicator": level, "unit_name": "mức độ", "kind": TargetKind.LEVEL, "minimum": Decimal(3)}, "từ 1 đến 2"),
        ({"indicator": level}, "là một mức độ"),
        ({"indicator": share, "base_label": f"trên {share.numerator}"}, "trùng với tử số"),
        ({"indicator": share, "unit_name": "mức độ", "minimum": Decimal(2)}, "không phải là một mức độ"),
    ]
    for changed, said in refused:
        with pytest.raises(Refused, match=said):
            add_target(target(**asked | changed), CITED)

    kept = add_target(target(**asked | {"indicator": share}), CITED)
    with pytest.raises(Refused, match="đã có mức “≥ 70%” cho “Tỉ lệ hộ"):
        add_target(target(**asked | {"indicator": share, "label": "Gia đình", "minimum": Decimal(80)}), CITED)
    assert kept.framework.code == "QD281"


@pytest.mark.django_db
def test_target_of_what_is_no_longer_counted_or_of_a_place_that_is_no_more_is_refused() -> None:
    district = make_district("Quận 11")
    share = Indicator.objects.create(
        code="share", label="Hộ", numerator=make_measure("registered"), base=make_measure("households"), base_label="hộ"
    )
    Measure.objects.filter(code="households").update(valid_to=dt.date(2020, 12, 31))
    district.versions.update(valid_to=dt.date(2025, 6, 30))

    add_target(target(indicator=share, scope="Quận 11"), CITED)
    add_target(target(scope="Quận 11", year=2025), CITED)
    share.refresh_from_db()
    for changed, said in (
        ({"indicator": share, "year": 2021}, "thôi dùng từ sau ngày 31/12/2020"),
        ({"scope": "Quận 11", "year": 2026}, "Quận 11 kết thúc ngày 30/06/2025 nên không đặt mục tiêu"),
    ):
        with pytest.raises(Refused, match=said):
            add_target(target(**changed), CITED)


@pytest.mark.django_db
def test_scope_is_the_nation_a_difficult_area_or_the_one_unit_of_that_name() -> None:
    for district in ("Quận 10", "Quận 11"):
        make_ward("Phường 5", make_district(district))

    for scope, said in (("Xứ Mộng", "Không có đơn vị nào tên “Xứ Mộng”"), ("Phường 5", "Có 2 đơn vị tên “Phường 5”")):
        with pytest.raises(Refused, match=said):
            add_target(target(scope=scope), CITED)
    for year, scope in ((2021, "địa bàn đặc biệt khó khăn"), (2022, "Quận 11")):
        add_target(target(scope=scope, year=year), CITED)


@pytest.mark.django_db
def test_administration_refuses_a_document_twice_and_one_of_a_day_to_come(administrator: Client) -> None:
    add_target(target(), CITED)
    address = reverse("admin:indicators_framework_add")
    facts = {"level": "nation", "place": "", "verified": "original", "title": "", "replaces": "", "source": "Bản gốc"}

    for citation, issued, said in (
        (CITED.citation, "21/03/2015", "Văn bản này đã có: QĐ 281/QĐ-TTg 20/02/2014"),
        ("Quyết định 281/QĐ-TTg", "20/02/2014", "Văn bản này đã có"),
        ("NQ 9/NQ-CP 2040", "01/01/2040", "Ngày ban hành 01/01/2040 chưa tới"),
    ):
        asked = facts | {"code": "ANOTHER", "citation": citation, "issued_on": issued}
        assert said in administrator.post(address, asked).content.decode(), citation
    assert Framework.objects.count() == 1


@pytest.mark.django_db
def test_administration_refuses_a_target_as_the_page_does(administrator: Client) -> None:
    kept = add_target(target(), CITED)
    make_district("Quận 11").versions.update(valid_to=dt.date(2019, 6, 30))

    answer = change(administrator, kept, scope="Quận 11")

    assert "Quận 11 kết thúc ngày 30/06/2019" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.scope == "toàn quốc"


@pytest.mark.django_db
def test_target_takes_its_words_from_the_indicator_and_its_document() -> None:
    facts = {"numerator": make_measure("registered"), "base": make_measure("households")}
    share = Indicator.objects.create(code="share", label="Hộ đăng ký", base_label="trên số hộ dân", **facts)
    first = add_target(target(), CITED)

    second = add_target(target(framework=first.framework, indicator=share, label="", base_label=""))

    assert (second.citation, second.label, second.base_label) == (first.citation, "Hộ đăng ký", "số hộ dân")


def test_page_shows_the_target_as_the_review_prints_it_then_writes_it_once(administrator: Client) -> None:
    address = reverse("indicators:target-add")

    shown = administrator.post(address, TARGET)
    page = shown.content.decode()
    assert "QĐ\u00a01373/QĐ\u2011TTg – ≥ 70,5%" in page
    assert "ban hành ngày 30/07/2021, “Xây dựng xã hội học tập giai đoạn 2021–2030”" in page
    assert not Target.objects.exists()

    sent = {**TARGET, **dict(shown.context["sent"]), "csrfmiddlewaretoken": "x" * 64}
    answers = [administrator.post(address, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Target.objects.get().minimum == Decimal("70.5")


def test_milestone_that_asks_for_less_than_another_of_its_document_is_said_before_it_is_written(
    administrator: Client,
) -> None:
    first = add_target(target(label=TARGET["label"]), CITED)
    less = TARGET | {"framework": first.framework.code, "citation": "", "minimum": "60", "year": "2025"}

    page = administrator.post(reverse("indicators:target-add"), less).content.decode()

    assert "mức năm 2025 (≥ 60%) thấp hơn mức năm 2020 (≥ 70%). Nếu đúng như văn bản thì giữ nguyên." in page
    catalogue = administrator.get(reverse("indicators:catalogue")).content.decode()
    assert "ban hành ngày 20/02/2014" in catalogue


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"minimum": ""}, "Hãy ghi mức"),
        ({"minimum": "bảy mươi"}, "Không đọc được"),
        ({"minimum": "1,234"}, "nhiều nhất 2 chữ số"),
        ({"year": "30"}, "năm"),
        ({"indicator": "99999999999999999999"}, "Tỉ lệ tính được"),
        ({"source": ""}, "Nguồn"),
        ({"issued_on": ""}, "Hãy ghi ngày ban hành của QĐ 1373/QĐ-TTg"),
        ({"issued_on": "01/01/2090"}, "Ngày ban hành của văn bản mới"),
        ({"kind": "range", "maximum": "60"}, "cả hai đầu"),
    ],
)
def test_wrong_target_is_said_on_the_form_with_what_was_typed(
    administrator: Client, changed: dict[str, str], said: str
) -> None:
    answer = administrator.post(reverse("indicators:target-add"), TARGET | changed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert TARGET["label"] in answer.content.decode()


def test_list_leads_to_every_page_and_names_only_newest_versions(
    administrator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_form("households")
    newest = make_form("households", "registered", version=2)
    add_target(target(), CITED)

    page = administrator.get(reverse("indicators:catalogue")).content.decode()

    assert page.count("Thêm dòng<") == 1
    for address in ("periods-open", "target-add"):
        assert reverse(f"indicators:{address}") in page
    assert reverse("indicators:line-add", args=[newest.pk]) in page
    with django_assert_num_queries(7):
        administrator.get(reverse("indicators:catalogue"))


def pages() -> list[str]:
    form = make_small_form()
    names = [("catalogue",), ("periods-open",), ("target-add",), ("line-add", form.pk), ("line-add", 999_999)]
    return [reverse(f"indicators:{name}", args=args) for name, *args in names]


@pytest.mark.django_db
def test_only_administrators_work_on_the_catalogue(client: Client, administrator: Client) -> None:
    addresses = pages()
    district = make_district()
    persons = [
        make_user("phonggd", (Role.DISTRICT_OFFICE, district)),
        make_user("phuong5", (Role.WARD_OFFICER, make_ward("Phường 5", district))),
        make_user("xetduyet", (Role.TITLE_APPROVER, district)),
        make_user("quy", (Role.FUND_OFFICER, district)),
    ]

    seen = {}
    for person in persons:
        client.force_login(person)
        seen[person.username] = {client.get(each).status_code for each in addresses}
        seen[person.username] |= {client.post(each, NEW | TARGET).status_code for each in addresses[1:]}
    client.logout()

    assert seen == {person.username: {403} for person in persons}
    assert {client.get(each).status_code for each in addresses} == {302}
    assert [administrator.get(each).status_code for each in addresses] == [200, 200, 200, 200, 404]
