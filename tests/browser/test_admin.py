"""The administration in a real browser: every kind of page can be used by those who hear it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.pages import axe, enter
from units.models import User


def addresses() -> list[str]:
    """The first page, the list of people, and one page of each kind of row: an old row where there is one."""
    found = [reverse("admin:index"), reverse("admin:units_user_changelist")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        found.append(reverse(f"{name}_change", args=[row.pk]) if row else reverse(f"{name}_add"))
    return found


@pytest.fixture
def administrator(transactional_db: None) -> User:
    call_command("load_reference", "--units", verbosity=0)
    return User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình")


def test_administration_is_usable_by_everyone(browser: Browser, live_server: LiveServer, administrator: User) -> None:
    """In a window that listens to no complaint: Django's pickers try to style themselves, which the policy forbids."""
    page = browser.new_page(base_url=live_server.url, viewport={"width": 1366, "height": 768})
    enter(page, administrator)
    found = {}
    for address in addresses():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        if faults := axe(page):
            found[address] = faults

    page.close()

    assert found == {}
