"""Numbers in addresses: ids no longer than a database key, years of four digits; anything else is no address (404)."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class Id(IntConverter):
    """The key of a row, such as 217. Longer numbers (99999999999999999999) would be an error of the database."""

    regex = "[0-9]{1,18}"


class Year(IntConverter):
    """A year that a calendar knows, such as 2020."""

    regex = "[12][0-9]{3}"


def register() -> None:
    """Make `<id:…>` and `<year:…>` known; called by `hocTap.urls` before it reads the addresses of the apps."""
    register_converter(Id, "id")
    register_converter(Year, "year")
