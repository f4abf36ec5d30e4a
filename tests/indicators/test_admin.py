"""The catalogue in the administration: edited by administrators alone, and seen by officers at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from indicators import reference
from indicators.layout import load_layout
from indicators.models import Check, Form
from tests.factories import make_unit, make_user
from units.enums import Role, UnitKind

pytestmark = pytest.mark.django_db

PAGES = ["measure", "indicator", "form", "section", "check", "target", "period"]


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user("quantri", (Role.ADMINISTRATOR, make_unit("Quận 11", UnitKind.DISTRICT))))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_catalogue_is_listed_and_opened_for_an_administrator(administrator: Client, page: str) -> None:
    reference.load()

    assert administrator.get(reverse(f"admin:indicators_{page}_changelist")).status_code == 200
    assert administrator.get(reverse(f"admin:indicators_{page}_add")).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_catalogue_is_closed_to_an_officer(client: Client, page: str) -> None:
    ward = make_unit("Phường 5", UnitKind.WARD)
    client.force_login(make_user("phuong5", (Role.WARD_OFFICER, ward)))

    assert client.get(reverse(f"admin:indicators_{page}_changelist")).status_code in {302, 403, 404}


def test_edited_check_speaks_with_its_new_words_at_once(administrator: Client) -> None:
    reference.load()
    check = Check.objects.get(form__code="xhht-nam", code="members-at-most-population")
    load_layout(check.form)
    facts = {"form": check.form_id, "code": check.code, "kind": check.kind, "severity": check.severity, "active": "on"}
    terms = {"terms-TOTAL_FORMS": 0, "terms-INITIAL_FORMS": 0}

    address = reverse("admin:indicators_check_change", args=[check.pk])
    answer = administrator.post(address, facts | terms | {"sentence": "Câu mới: {left}, {right}."})

    assert answer.status_code == 302
    specs = {spec.code: spec.sentence for spec in load_layout(Form.objects.get(pk=check.form_id)).checks}
    assert specs[check.code] == "Câu mới: {left}, {right}."


def test_catalogue_is_never_deleted(administrator: Client) -> None:
    reference.load()
    check = Check.objects.order_by("pk")[0]

    answer = administrator.post(reverse("admin:indicators_check_delete", args=[check.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert Check.objects.filter(pk=check.pk).exists()
