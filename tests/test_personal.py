"""The register of personal data names every table with a person's data, and says it on page and paper."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from awards.scholarships.models import Recipient
from hocTap.lib import vi
from tests.awards.scholarships.factories import make_fund, make_recipient
from tests.factories import make_district, make_user, make_ward
from units.enums import Role
from units.privacy.registry import kept

pytestmark = pytest.mark.django_db

NOT_OF_A_PERSON = {
    "units.UnitVersion": "the name of a unit",
    "units.LearningCentre": "the name of a centre",
    "units.ListFile": "what a list is called; the file lives four hours",
    "units.HistoricalCentreTerm": "earlier words of what is named",
    "awards.Fund": "the name of a fund",
    "awards.Campaign": "the name of a campaign",
    "awards.Upload": "",
}
"""Tables whose name column names no person."""

PERSONAL = ("full_name", "folded", "birth_year", "email", "address", "signed_name", "username")


def test_every_table_with_names_addresses_or_years_of_birth_is_on_the_register() -> None:
    named = {model for each in kept() for model in each.tables}
    missing = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in ("units", "awards", "indicators", "reports")
        and model not in named
        and model._meta.label not in NOT_OF_A_PERSON
        and any(isinstance(one, models.Field) and one.name in PERSONAL for one in model._meta.get_fields())
    }

    assert sorted(missing - EXCEPT.keys()) == []


EXCEPT = {
    "units.CentreCourse": "the folded title of a course",
    "units.HistoricalCentreCourse": "the same",
    "units.CentreMaterial": "the name of a text or film",
    "units.HistoricalCentreMaterial": "the same",
}


def test_page_and_papers_say_what_is_there_today() -> None:
    district = make_district()
    fund = make_fund(make_ward("Phường 5", district))
    make_recipient(fund)
    client = Client()
    client.force_login(make_user("phong", (Role.DISTRICT_OFFICE, district)))

    page = client.get(reverse("privacy:register")).content.decode()
    papers = [client.get(reverse(f"privacy:{name}")) for name in ("register-print", "impact-print")]

    assert "Trẻ em nhận học bổng" in page
    assert f"{Recipient.objects.count()} hồ sơ" in page
    for paper in papers:
        words = " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(paper.content)).pages)
        assert "Trẻ em nhận học bổng" in words
        assert "no-store" in paper["Cache-Control"]
        assert f"giữ ngày {vi.day(timezone.localdate())}" in words
        assert "Người dùng phong" not in words  # a paper says nothing of who pressed the button
    assert "ĐỀ XUẤT" in words


@pytest.mark.parametrize("role", [Role.WARD_OFFICER, Role.READER, Role.FUND_OFFICER])
def test_others_do_not_open_it(role: Role) -> None:
    client = Client()
    client.force_login(make_user("khac", (role, make_ward("Phường 5"))))

    for name in ("register", "register-print", "impact-print"):
        assert client.get(reverse(f"privacy:{name}")).status_code == 403
