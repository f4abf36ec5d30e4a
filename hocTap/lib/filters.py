"""Filters of lists that read what is typed as forms do."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms

from hocTap.lib.fields import Year


class YearFilter(django_filters.Filter):
    """A year in a list's filter, read as everywhere."""

    field_class = Year

    def __init__(self, *, least: int = 1945, most: int = 2100, example: str = "ví dụ 2020", **kwargs: Any) -> None:
        shown = {"inputmode": "numeric", "placeholder": example, "size": "10", "autocomplete": "off"}
        super().__init__(**{"least": least, "most": most, "widget": forms.TextInput(attrs=shown), **kwargs})
