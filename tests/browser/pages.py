"""What the browser tests do again and again."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from django.test import Client
from playwright.sync_api import Page

from units.models import User


def login(page: Page, username: str, password: str) -> None:
    """Log in as a person does; ends on the first page or the page first asked for."""
    if "/dang-nhap/" not in page.url:
        page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Đăng xuất").or_(page.get_by_text("Mục lục")).first.wait_for()


def enter(page: Page, user: User) -> None:
    """Open the door without the login page: the browser gets the cookie of a fresh session."""
    client = Client()
    client.force_login(user)
    base = page.evaluate("() => location.origin")
    if not str(base).startswith("http"):
        page.goto("/dang-nhap/")
        base = page.evaluate("() => location.origin")
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": str(base)}])


@cache
def axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """What axe finds serious or critical, one line each; evaluated, since the policy forbids foreign script tags."""
    page.evaluate(axe_source())
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
    return [
        f"{rule['impact']}: {rule['help']} {[node['target'] for node in rule['nodes'][:3]]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window (0: nobody has to scroll sideways)."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
