"""Templates that write nothing: who is let in does not hang on the words of a page, which take most of the time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.test import override_settings


class Unwritten(DjangoTemplates):
    """Finds every template, and each of them is empty."""

    def get_template(self, template_name: str) -> Any:
        return Empty()

    def from_string(self, template_code: str) -> Any:
        return Empty()


class Empty:
    """Any page, without a word."""

    origin = None

    def render(self, context: Any = None, request: Any = None) -> str:
        return ""


OURS = ("hocTap", "units", "awards", "indicators", "reports")


@contextmanager
def pages_unwritten() -> Iterator[None]:
    """Within it, pages and papers are empty; a process that keeps what it made of them forgets it afterwards."""
    (engine,) = settings.TEMPLATES
    try:
        with override_settings(TEMPLATES=[engine | {"BACKEND": f"{__name__}.{Unwritten.__name__}"}]):
            yield
    finally:
        for kept in _kept():
            kept.cache_clear()


def _kept() -> list[Any]:
    """Every function of ours that remembers its answers."""
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] in OURS]
    remembering = type(cache(_kept))
    return [each for module in modules for each in vars(module).values() if isinstance(each, remembering)]
