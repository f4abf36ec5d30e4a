"""The reference catalogue: whole, consistent, and never laid over what an administrator edited."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from indicators import reference
from indicators.enums import CheckKind, PeriodKind, Severity, TargetKind
from indicators.layout import read_layout
from indicators.models import Check, CheckTerm, Form, Framework, Indicator, Line, Measure, Section, Target
from indicators.permissions import OFFICES, can_start
from indicators.rules.soundness import fault_of
from indicators.workflow.targets import check_figures
from tests.factories import make_district, make_unit, make_user, make_ward
from units.enums import Role, UnitKind

MODELS = (Measure, Indicator, Form, Section, Line, Check, CheckTerm, Framework, Target)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    reference.load()


def test_second_load_adds_nothing() -> None:
    before = {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}

    reference.load()

    assert all(before.values())
    assert {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS} == before


def test_what_an_administrator_edited_stays_edited() -> None:
    Measure.objects.filter(code="household-total").update(label="Tổng số hộ gia đình")
    Form.objects.filter(code="xhht-nam").update(title="Biểu năm")
    Check.objects.filter(code="persons-per-household").update(high=Decimal(7), active=False)
    Indicator.objects.filter(code="clan-rate").update(label="Tỉ lệ dòng họ")
    Target.objects.filter(framework__code="QD281", year=2020).update(source="Công báo")

    reference.load()

    assert Measure.objects.get(code="household-total").label == "Tổng số hộ gia đình"
    assert Form.objects.get(code="xhht-nam").title == "Biểu năm"
    assert set(Check.objects.filter(code="persons-per-household").values_list("high", "active")) == {
        (Decimal(7), False)
    }
    assert Indicator.objects.get(code="clan-rate").label == "Tỉ lệ dòng họ"
    of_2020 = Target.objects.filter(framework__code="QD281", year=2020, indicator__isnull=False)
    assert set(of_2020.values_list("source", flat=True)) == {"Công báo"}


def test_what_is_missing_is_added_again() -> None:
    Target.objects.all().delete()
    Indicator.objects.filter(code="clan-rate").delete()

    reference.load()

    assert Indicator.objects.filter(code="clan-rate").count() == 1
    assert Target.objects.filter(indicator__code="clan-rate").exists()


def test_there_is_a_form_for_the_year_and_one_for_the_half_year() -> None:
    forms = {form.code: form.period_kind for form in Form.objects.all()}

    assert forms["xhht-nam"] == PeriodKind.CALENDAR_YEAR
    assert forms["xhht-sau-thang"] == PeriodKind.HALF_YEAR


def test_every_check_compares_lines_of_its_own_form() -> None:
    for form in Form.objects.all():
        held = set(read_layout(form).measures)
        outside = {spec.code: {*spec.left, *spec.right} - held for spec in read_layout(form).checks}
        assert {code: codes for code, codes in outside.items() if codes} == {}


def test_every_check_can_be_judged_and_every_kind_is_in_use() -> None:
    specs = [spec for form in Form.objects.all() for spec in read_layout(form).checks]

    assert {spec.kind for spec in specs} == set(CheckKind)
    assert {spec.code: fault for spec in specs if (fault := fault_of(spec))} == {}


def test_every_active_check_is_read() -> None:
    read = {(form.code, spec.code) for form in Form.objects.all() for spec in read_layout(form).checks}

    assert read == set(Check.objects.filter(active=True).values_list("form__code", "code"))


def test_what_only_may_be_wrong_is_a_warning() -> None:
    kinds = {CheckKind.JUMP, CheckKind.RATIO_BETWEEN, CheckKind.ALL_FULL}

    severities = set(Check.objects.filter(kind__in=kinds).values_list("severity", flat=True))

    assert severities == {Severity.WARNING}


def test_every_sentence_tells_what_to_do() -> None:
    silent = [check.code for check in Check.objects.all() if "Hãy " not in check.sentence]

    assert silent == []


def test_every_finding_names_its_figures_their_units_and_the_numbers() -> None:
    """Read far from its cell, a sentence still says of what it speaks; the measures' labels begin with what they count.

    "Cả 4 loại danh hiệu đều đạt 100 %" speaks of shares, which have no unit.
    """
    silent = []
    for spec in (spec for form in Form.objects.all() for spec in read_layout(form).checks):
        sides = [spec.left, spec.right] if spec.kind != CheckKind.ALL_FULL else []
        counted = Measure.objects.filter(code__in=[code for side in sides for code in side])
        units = set(counted.values_list("unit_name", flat=True)) if "{unit}" not in spec.sentence else ()
        wanted = ["{left}", *units, *(["{right}"] if spec.right and sides else [])]
        silent += [(spec.code, word) for word in wanted if word not in spec.sentence]

    assert silent == []


SPEAKING = ["0006_ways_back_and_periods_apart", "0007_more_sentences_that_stand_alone"]
SILENT_REGISTER = "Số ghi là {left}, số theo sổ là {right}. Hãy xem lại; nếu ghi đúng, nêu lý do khác nhau."
OLD = {
    "members-at-most-population": "Số hội viên ({left}) lớn hơn dân số ({right}). Hãy xem lại hai ô này.",
    "amount-per-scholarship": "Mỗi suất học bổng trung bình {ratio} đồng; thường từ 100.000 đến 20.000.000 đồng. "
    "Hãy xem đã ghi đúng đơn vị đồng chưa; nếu đúng, ghi lý do.",
}


def test_installed_sentences_that_did_not_stand_alone_are_given_the_new_words() -> None:
    """What the migrations do to a catalogue loaded before: the old words go, an administrator's own words stay."""
    form = Form.objects.get(code="xhht-nam")
    new = dict(form.checks.values_list("code", "sentence"))
    jump, register = (form.checks.filter(kind=kind).order_by("code")[0] for kind in ("jump", "matches_register"))
    old = {
        register.code: SILENT_REGISTER,
        jump.code: "Số hộ {change} so với kỳ trước ({right} → {left}). Hãy kiểm tra; nếu đúng, ghi lý do.",
        **OLD,
    }
    edited = form.checks.exclude(code__in=old)[0]
    for code, sentence in (old | {edited.code: "Câu của quản trị: {left}, {right}. Hãy xem."}).items():
        form.checks.filter(code=code).update(sentence=sentence)

    with connection.cursor() as cursor:
        for name in SPEAKING:
            for statement in import_module(f"indicators.migrations.{name}").SPOKEN:
                cursor.execute(statement)

    expected = new | {edited.code: "Câu của quản trị: {left}, {right}. Hãy xem."}
    assert dict(form.checks.values_list("code", "sentence")) == expected
    assert Form.objects.get(pk=form.pk).stamp > form.stamp


def test_every_measure_is_asked_for_and_every_indicator_can_be_computed() -> None:
    asked = set(Line.objects.values_list("measure__code", flat=True))
    computed = {each.code for form in Form.objects.all() for each in read_layout(form).indicators}
    parts = Indicator.objects.values_list("code", "numerator__code", "base__code")
    computed |= {code for code, *measures in parts if asked >= set(filter(None, measures))}

    assert set(Measure.objects.values_list("code", flat=True)) - asked == set()
    assert set(Indicator.objects.values_list("code", flat=True)) - computed == set()


def test_every_measure_says_where_its_definition_comes_from() -> None:
    assert list(Measure.objects.filter(source="") | Measure.objects.filter(definition="")) == []


def test_targets_are_of_a_decision_with_its_source_and_make_sense() -> None:
    targets = list(Target.objects.all())

    assert [target for target in targets if not (target.citation and target.source and target.base_label)] == []
    assert [target for target in targets if not target.minimum or target.minimum <= 0] == []
    assert [target for target in targets if target.unit_name == "%" and target.minimum > 100] == []  # type: ignore[operator]
    assert {target.kind for target in targets} <= set(TargetKind.values)
    assert max(Counter(target.pk for target in targets).values()) == 1


def test_targets_linked_to_an_indicator_are_of_its_kind() -> None:
    linked = Target.objects.filter(indicator__isnull=False).select_related("indicator__numerator", "framework")
    of_2020 = {each.indicator.code for each in linked if each.framework.code == "QD281" and each.indicator}

    for each in linked:
        check_figures(each)
    assert {each.unit_name for each in linked} == {"%", "mức độ", "thành phố"}
    assert of_2020 == {"household-rate", "clan-rate", "community-rate", "organisation-rate", "member-briefed-rate"}


def test_every_target_of_every_document_has_an_indicator_that_somebody_can_enter() -> None:
    """Numerator and base are defined and named, and stand on a form that an officer or an office begins."""
    province = make_unit("Tỉnh An Hòa", UnitKind.PROVINCE)
    district = make_district("Huyện Bình", province)
    units = {UnitKind.PROVINCE: province, UnitKind.DISTRICT: district, UnitKind.WARD: make_ward("Xã Cổ", district)}
    office = make_user("office", *((Role.DISTRICT_OFFICE, units[kind]) for kind in OFFICES))
    officer = make_user("officer", (Role.WARD_OFFICER, units[UnitKind.WARD]))
    forms: dict[int, list[Form]] = {}
    for line in Line.objects.select_related("section__form"):
        forms.setdefault(line.measure_id, []).append(line.section.form)
    targets = Target.objects.select_related("framework", "indicator__numerator", "indicator__base")
    without = [str(each) for each in targets if each.indicator is None]
    parts = [(each, part) for each in targets if each.indicator for part in parts_of(each.indicator)]
    unnamed = [
        str(each) for each in targets if each.indicator and each.indicator.base and not each.indicator.base_label
    ]
    undefined = [str(each) for each, part in parts if not (part.definition and part.source)]
    entered = [
        (str(each), part.code)
        for each, part in parts
        if any(
            can_start(officer if form.unit_kind == UnitKind.WARD else office, units[UnitKind(form.unit_kind)], form)
            for form in forms.get(part.pk, ())
        )
    ]

    assert (without, unnamed, undefined) == ([], [], [])
    assert len(entered) == len(parts) > 2 * 90
    assert {each.framework.code for each in targets} == {"QD89", "QD281", "QD387", "QD677", "QD1373", "NQ23"}


def parts_of(indicator: Indicator) -> list[Measure]:
    return [part for part in (indicator.numerator, indicator.base) if part]
