"""All that is kept of one user, derived from the tables themselves: a new one is in it without being named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

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

SECRET = frozenset(
    {"password", "secret", "nonce", "digest", "mark", "key", "sort_key", "folded", "folded_address", "last_count"}
)
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
    """What stands in the column; a table whose columns hold codes says itself how they are read (`as_read`)."""
    own: Mapping[str, str] = getattr(row, "as_read", {})
    if field.name in own:
        return own[field.name]
    value = getattr(row, field.name)
    if isinstance(value, dict):
        return _facts(value, _columns_near(row))
    if field.choices and value not in (None, ""):
        return str(getattr(row, f"get_{field.name}_display")())
    return _value(value)


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.datetime):
        return vi.moment(timezone.localtime(value))
    if isinstance(value, dt.date):
        return vi.day(value)
    return vi.decimal(value) if isinstance(value, Decimal) else str(value)


def _facts(facts: Mapping[str, Any], columns: Mapping[str, Field[Any, Any]]) -> str:
    """Facts that a row holds together, each under the name of the column that it was taken from.

    Example: `{"name": "Trần Văn B", "ward_id": 7}` of an event is "tên: Trần Văn B, phường: Phường 5".
    """
    said = [(name, columns.get(name), value) for name, value in facts.items() if name not in SECRET]
    told = [(_called(column) if column else name, _fact(column, value)) for name, column, value in said]
    return ", ".join(f"{name}: {words}" for name, words in told if words)


def _fact(column: Field[Any, Any] | None, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, dict):
        return f"({_facts(value, {})})"
    if isinstance(value, list):
        return " và ".join(_fact(column, each) for each in value)
    if isinstance(column, ForeignKey):
        return str(_table(column)._base_manager.filter(pk=value).first() or value)
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return _value(column.to_python(value) if column is not None else _as_number(value))


def _as_number(value: Any) -> Any:
    """Half points stand among facts as "9.1"."""
    with suppress(InvalidOperation):
        return Decimal(value) if isinstance(value, str) and "." in value else value
    return value


def _table(column: ForeignKey[Any, Any]) -> type[Model]:
    return cast(type[Model], column.related_model)


def _columns_near(row: Model) -> dict[str, Field[Any, Any]]:
    """The columns of what the row leads to, by their names: facts that it holds were taken from there."""
    near = [_table(each) for each in row._meta.concrete_fields if isinstance(each, ForeignKey)]
    columns = [column for model in [type(row), *near] for column in model._meta.concrete_fields]
    return {name: column for column in reversed(columns) for name in (column.attname, column.name)}


def _leading(model: type[Model]) -> list[str]:
    return [each.name for each in model._meta.concrete_fields if isinstance(each, ForeignKey)]


def _title(model: type[Model]) -> str:
    return str(model._meta.verbose_name)
