"""Kinds of commendation in the administration: added freely, fixed once a decision rests on them, never deleted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from awards.commendations.models import CommendationKind
from hocTap.lib.admin import REASON
from tests.awards.commendations.factories import make_decision
from tests.factories import make_district, make_user
from units.enums import Role

pytestmark = pytest.mark.django_db

KIND = {
    "code": "giay-khen-so",
    "name": "Giấy khen của Giám đốc Sở",
    "form": "certificate",
    "level": "province",
    "agency": "Giám đốc Sở Giáo dục và Đào tạo",
    "symbol": "QĐ-SGDĐT",
    "valid_from": "01/01/2012",
    "valid_to": "",
    "source": "Luật Thi đua, khen thưởng",
}


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user("quantri", (Role.ADMINISTRATOR, make_district())))
    return client


def test_kind_is_added_as_data(administrator: Client) -> None:
    answer = administrator.post(reverse("admin:awards_commendationkind_add"), KIND)

    assert answer.status_code == 302
    assert CommendationKind.objects.get(code="giay-khen-so").name == "Giấy khen của Giám đốc Sở"
    assert administrator.get(reverse("admin:awards_commendationkind_changelist"), {"q": "Sở"}).status_code == 200


def test_kind_in_use_keeps_what_its_decisions_say(administrator: Client) -> None:
    kind = make_decision(make_district()).kind
    page = reverse("admin:awards_commendationkind_change", args=[kind.pk])

    answer = administrator.post(page, KIND | {"name": "Tên khác", "valid_to": "30/06/2025", REASON: "Hết hiệu lực"})
    deleted = administrator.post(reverse("admin:awards_commendationkind_delete", args=[kind.pk]), {"post": "yes"})

    found = CommendationKind.objects.get(pk=kind.pk)
    assert (answer.status_code, deleted.status_code) == (302, 403)
    assert (found.code, found.name, str(found.valid_to)) == (kind.code, kind.name, "2025-06-30")
