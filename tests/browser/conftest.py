"""A real browser (Debian's Chromium) that fails a test by itself when a page complains."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs an event loop of its own

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 60_000
"""Milliseconds that a test waits for what it expects on a page: a busy machine is no fault."""
expect.set_options(timeout=PATIENCE)
DESK = (1366, 768)
PHONE = (390, 844)
PARTS_OF_A_PAGE = {"stylesheet", "script", "image", "font"}

OpenWindow = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def listen(page: Page, complaints: list[str]) -> None:
    """Note what the page complains about: scripts, the security policy, missing parts.

    A refused answer (4xx) to a person or a script is often what the test asks for and is left to it.
    """

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"console: {message.text}")

    def response(answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type in PARTS_OF_A_PAGE:
            complaints.append(f"{answer.status}: {answer.url}")

    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("console", console)
    page.on("response", response)


@pytest.fixture
def open_window(browser: Browser, live_server: LiveServer) -> Iterator[OpenWindow]:
    """Opens a window with cookies of its own, so that two people can work in one test; options are Playwright's."""
    complaints: list[str] = []
    contexts = []

    def open_window(size: tuple[int, int] = DESK, **options: Any) -> Page:
        context = browser.new_context(
            **options,
            base_url=live_server.url,
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_window: OpenWindow) -> Page:
    """The PC of an office: 1366 × 768."""
    return open_window(DESK)


@pytest.fixture
def phone(open_window: OpenWindow) -> Page:
    """A phone: 390 × 844."""
    return open_window(PHONE)
