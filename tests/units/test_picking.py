"""Several units: boxes while they are few; of many those chosen, and a box to type the next one in."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_district, make_unit, make_user, make_ward
from units.enums import Role, UnitKind
from units.models import LearningCentre, Unit
from units.naming import Scope
from units.picking import MOST_TICKED, UnitsChoice

pytestmark = pytest.mark.django_db


def make_wards(number: int) -> dict[str, Unit]:
    """Quận 11 with so many wards, and a Phường 4 in Quận 10 as well."""
    one, other = make_district("Quận 11"), make_district("Quận 10")
    found = {f"{n}": make_ward(f"Phường {n}", one) for n in range(1, number)}
    return found | {"elsewhere": make_ward("Phường 4", other)}


def form_of(**data: Any) -> forms.Form:
    class Several(forms.Form):
        wards = UnitsChoice(Unit.objects.filter(versions__kind=UnitKind.WARD).order_by("pk"), scope=Scope(("ward",)))

    sent = QueryDict(mutable=True)
    for name, value in data.items():
        sent.setlist(name, [str(each) for each in (value if isinstance(value, list) else [value])])
    return Several(sent or None)


def test_few_are_boxes_with_their_paths() -> None:
    make_wards(MOST_TICKED)

    page = str(form_of()["wards"])

    assert page.count('type="checkbox"') == MOST_TICKED
    assert "Phường 4, Quận 10" in page
    assert "data-suggest" not in page


def test_of_many_none_is_listed_and_names_are_typed() -> None:
    make_wards(MOST_TICKED + 1)

    page = str(form_of()["wards"])

    assert page.count('type="checkbox"') == 0
    assert 'name="wards_tim"' in page
    assert "data-several" in page


def test_what_was_chosen_and_what_is_typed_count_together_each_once() -> None:
    wards = make_wards(40)
    form = form_of(wards=[wards["7"].pk, wards["5"].pk], wards_tim="p5 q11; phuong 4, quan 10")

    assert form.is_valid(), form.errors
    assert set(form.cleaned_data["wards"]) == {wards["7"], wards["5"], wards["elsewhere"]}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("phuong 4", "Có nhiều đơn vị khớp với “phuong 4”"),
        ("xã Không Có", "Không có đơn vị nào tên “xã Không Có”"),
        ("", "Hãy chọn ít nhất một đơn vị."),
    ],
)
def test_words_that_fit_none_or_several_are_told_and_what_was_chosen_stays(typed: str, sentence: str) -> None:
    wards = make_wards(40)
    form = form_of(wards=[wards["7"].pk] if typed else [], wards_tim=typed)

    assert not form.is_valid()
    page = str(form["wards"])
    assert sentence in form.errors["wards"][0]
    assert page.count("checked") == (1 if typed else 0)
    assert f'value="{typed}"' in page
    assert page.count('type="checkbox"') == {"phuong 4": 3, "": 0}.get(typed, 1)


def test_ticking_one_of_those_that_fit_answers_and_leaving_them_all_asks_again() -> None:
    """Without a script: the box still holds "phuong 4"."""
    wards = make_wards(40)
    fits = ",".join(str(wards[name].pk) for name in ("4", "elsewhere"))
    asked = {"wards_tim": "phuong 4", "wards_hoi": "phuong 4", "wards_trong": fits}

    answered = form_of(wards=[wards["7"].pk, wards["elsewhere"].pk], **asked)
    left = form_of(wards=[wards["7"].pk], **asked)

    assert answered.is_valid(), answered.errors
    assert set(answered.cleaned_data["wards"]) == {wards["7"], wards["elsewhere"]}
    assert "Có nhiều đơn vị khớp" in left.errors["wards"][0]


def test_unit_that_is_not_offered_is_refused() -> None:
    make_wards(40)

    form = form_of(wards=[make_district("Quận 5").pk])

    assert form.errors["wards"] == ["Có đơn vị không chọn được ở đây. Hãy bỏ chọn rồi chọn lại."]


@pytest.mark.parametrize("number", [40, 80])
def test_page_asks_the_same_whatever_the_number(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_wards(number)

    with django_assert_num_queries(1):
        str(form_of()["wards"])


def test_province_founds_a_centre_for_wards_that_it_typed(client: Client) -> None:
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    wards = [make_ward(f"Phường {number}", province) for number in range(1, 40)]
    client.force_login(make_user("so", (Role.ADMINISTRATOR, province)))
    paper = {"number": "12/QĐ", "decided_on": "20/12/2019", "effective_on": "01/01/2020", "name": "Trung tâm mới"}

    page = client.get(reverse("units:centre-found")).content.decode()
    answer = client.post(
        reverse("units:centre-found"), {**paper, "wards": [wards[0].pk], "wards_tim": "phường 7"}, follow=True
    )

    assert 'name="wards_tim"' in page
    assert "Phường 39" not in page
    assert answer.status_code == 200
    served = LearningCentre.objects.get().services.values_list("ward", flat=True)
    assert set(served) == {wards[0].pk, wards[6].pk}
