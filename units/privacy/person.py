"""All that is kept of one user, derived from the tables themselves: a new one is in it without being named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model
from django.utils import timezone

from hocTap.lib import vi
from units.models import User

ABOUT = ("person", "user")
"""How the columns are called by which a row of `units` is about a person; any other only says what the person did.

A row of the registers that somebody scored or entered tells of other people, and is only counted.
"""

WORDS = {
    "is_superuser": "quản trị toàn hệ thống",
    "is_staff": "vào được phần quản trị",
    "is_active": "tài khoản đang dùng",
    "last_login": "đăng nhập lần cuối",
    "date_joined": "tài khoản có từ",
}
"""What columns are called whose own names are not words of this site."""

SECRET = frozenset({"password", "secret", "nonce", "digest", "mark", "key", "sort_key", "folded", "last_count"})
"""Columns that would open something, and those that only help to find and sort."""

MOST = 2_000
"""So many of the newest rows of a kind are taken out; how many there are is said."""


@dataclass(frozen=True)
class Part:
    """Rows of one table that are about the person: the names of their columns, and their values in words."""

    title: str
    number: int
    rows: list[dict[str, str]]

    @property
    def left_out(self) -> int:
        return self.number - len(self.rows)


@dataclass(frozen=True)
class Dossier:
    """What is kept of a person, and how often the person's name stands under what was done."""

    account: dict[str, str]
    parts: list[Part]
    did: dict[str, int]

    @property
    def as_data(self) -> dict[str, Any]:
        """For a file that another system reads."""
        kept = [{"ten": part.title, "so_dong": part.number, "cac_dong": part.rows} for part in self.parts]
        return {"tai_khoan": self.account, "dang_giu": kept, "da_lam": self.did}


def dossier_of(person: User) -> Dossier:
    """Read all of it; a query or two for each table that knows people."""
    parts, did = [], {}
    for field in fields_to_people():
        rows = field.model._base_manager.filter(**{field.name: person})
        number = rows.count()
        if not number:
            continue
        if field.name in ABOUT and field.model._meta.app_label == "units":
            newest = rows.order_by("-pk").select_related(*_leading(field.model))[:MOST]
            parts.append(Part(_title(field.model), number, [in_words(row, without=field.name) for row in newest]))
        else:
            did[f"{_title(field.model)}: {field.verbose_name}"] = number
    return Dossier(in_words(person), parts, did)


def fields_to_people() -> Iterator[ForeignKey[Any, Any]]:
    """Every column of every table of the program that leads to a person, by the words of the table."""
    found = [
        field
        for model in apps.get_models()
        if model._meta.app_label in ("units", "awards", "indicators", "reports")
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is User
    ]
    yield from sorted(found, key=lambda field: (_title(field.model), field.name))


def in_words(row: Model, without: str = "") -> dict[str, str]:
    """The row's columns by their Vietnamese names; those empty and those secret left out."""
    shown = [each for each in row._meta.concrete_fields if each.name != without and not each.primary_key]
    values = {_called(each): _said(row, each) for each in shown if each.name not in SECRET}
    return {name: said for name, said in values.items() if said}


def _called(field: Field[Any, Any]) -> str:
    words = WORDS.get(field.name) or str(field.verbose_name)
    return words[:1].lower() + words[1:]


def _said(row: Model, field: Field[Any, Any]) -> str:
    value = getattr(row, field.name)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.datetime):
        return vi.moment(timezone.localtime(value))
    if isinstance(value, dt.date):
        return vi.day(value)
    return str(value)


def _leading(model: type[Model]) -> list[str]:
    return [each.name for each in model._meta.concrete_fields if isinstance(each, ForeignKey)]


def _title(model: type[Model]) -> str:
    return str(model._meta.verbose_name)
