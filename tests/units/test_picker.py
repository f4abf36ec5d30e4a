"""Choosing a unit: a list of few, typing where they are many, and the whole path of all that the words may mean."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from tests.factories import make_district, make_ward
from units.models import Unit
from units.naming import MOST_LISTED, UnitChoice

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    unit = UnitChoice(Unit.objects.all(), empty_label="– chọn –")


@pytest.fixture
def wards() -> dict[str, Unit]:
    """Two districts, each with a Phường 4, and more wards than a list holds."""
    one, other = make_district("Quận 11"), make_district("Quận 10")
    found = {"11": make_ward("Phường 4", one), "10": make_ward("Phường 4", other)}
    for number in range(5, MOST_LISTED + 5):
        make_ward(f"Phường {number}", one)
    return found


def test_many_units_are_typed_and_no_list_of_them_is_sent(wards: dict[str, Unit]) -> None:
    html = str(Form()["unit"])

    assert "<select" not in html
    assert 'name="unit_tim"' in html


@pytest.mark.parametrize(("typed", "which"), [("phuong 4, quan 11", "11"), ("Phường 4, Quận 10", "10")])
def test_words_with_who_stands_above_find_the_one(wards: dict[str, Unit], typed: str, which: str) -> None:
    form = Form({"unit_tim": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["unit"] == wards[which]


def test_words_of_two_units_offer_both_with_their_paths_and_the_choice_is_taken(wards: dict[str, Unit]) -> None:
    asked = Form({"unit_tim": "phuong 4"})

    assert not asked.is_valid()
    html = str(asked["unit"])
    assert "Phường 4, Quận 11" in html
    assert "Phường 4, Quận 10" in html
    chosen = Form({"unit_tim": "phuong 4", "unit_hoi": "phuong 4", "unit": str(wards["10"].pk)})
    assert chosen.is_valid()
    assert chosen.cleaned_data["unit"] == wards["10"]


def test_text_changed_after_a_choice_counts(wards: dict[str, Unit]) -> None:
    stale: dict[str, Any] = {"unit_tim": "phuong 4, quan 11", "unit_hoi": "phuong 4", "unit": str(wards["10"].pk)}

    form = Form(stale)

    assert form.is_valid()
    assert form.cleaned_data["unit"] == wards["11"]


def test_words_that_mean_nothing_are_told(wards: dict[str, Unit]) -> None:
    assert "Không có đơn vị nào tên “khongco”" in str(Form({"unit_tim": "khongco"}).errors)


def test_the_only_unit_is_chosen_beforehand() -> None:
    ward = make_ward("Phường 4")

    assert f'<option value="{ward.pk}" selected>' in str(Form()["unit"])
