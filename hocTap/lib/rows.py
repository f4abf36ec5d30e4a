"""The rows of a list, dressed for the page or plain for a workbook, at a fraction of what django-tables2 takes.

What a column shows is still said with django-tables2 (`accessor`, `render_`, `value_`, `linkify`, `attrs`); this reads
it once for each column instead of once for each cell. Cell by cell the outcome is the same: `tests/lib/test_rows.py`
compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from inspect import Parameter, signature
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP
from django.utils.encoding import force_str
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Column, Table
from django_tables2.rows import BoundRow
from django_tables2.utils import A, AttributeDict, computed_values

Read = Callable[[Any], Any]
"""A record → what the column takes from it."""

Told = Callable[[Any, Any], Any]
"""A record and what was read from it → what is shown."""


class Lines:
    """The rows of a page as HTML: for each row its attributes and its cells."""

    def __init__(self, table: Table, records: Sequence[Any]) -> None:
        self.table, self.records = table, records

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[tuple[SafeString, SafeString]]:
        cells = [html_cell(self.table, column) for column in self.table.columns]
        for record in self.records:
            yield self._attributes(record), mark_safe("".join([cell(record) for cell in cells]))  # noqa: S308 - escaped

    def _attributes(self, record: Any) -> SafeString:
        if not self.table.row_attrs:
            return SafeString("")
        found = computed_values(self.table.row_attrs, kwargs={"table": self.table, "record": record})
        words = AttributeDict({name: value for name, value in found.items() if value}).as_html()
        return mark_safe(f" {words}" if words else "")  # noqa: S308 - escaped by django-tables2


def html_cell(table: Table, column: Any) -> Callable[[Any], str]:
    """A record → its cell in the column, as HTML."""
    read, told = _read_for(column, table), teller(column, column.render, table, linked=True)
    attributes = column.attrs.get("td", AttributeDict()).as_html()
    opened = f"<td {attributes}>" if attributes else "<td>"
    empty, default, local = column.column.empty_values, column.default, column.column.localize

    def cell(record: Any) -> str:
        value = read(record)
        shown = default if value in empty else told(record, value)
        if not isinstance(shown, str):
            shown = str(shown) if local is False else localize(shown, use_l10n=local)
        return f"{opened}{escaped(shown)}</td>"

    return cell


def _read_for(column: Any, table: Table) -> Read:
    """The column's reader, or none where nobody asks what it reads: a column that is made of the record alone."""
    names = signature(column.render).parameters
    asked = "value" in names or any(each.kind is Parameter.VAR_KEYWORD for each in names.values())
    return reader(column, table) if asked or column.column.empty_values or column.link else lambda record: None


def escaped(words: str) -> str:
    """As Django's `conditional_escape`, without its detour for lazy texts: a page has hundreds of words to escape."""
    if isinstance(words, SafeString):
        return words
    return escape(words) if type(words) is str else conditional_escape(words)


def plain_rows(table: Table, records: Sequence[Any]) -> Iterator[list[Any]]:
    """The heads, then for each record what `value_` says of it, as django-tables2's `as_values` has them."""
    columns = [column for column in table.columns.iterall() if not column.column.exclude_from_export]
    yield [str(column.header) for column in columns]
    cells = [
        (reader(column, table), teller(column, _plainly(column), table), column.column.empty_values)
        for column in columns
    ]
    for record in records:
        yield [_plain_cell(record, *cell) for cell in cells]


def _plainly(column: Any) -> Callable[..., Any]:
    """What says the plain value; the library's own way asks `render` and reads its signature anew for every cell."""
    own = getattr(column.value, "__func__", None) is not Column.value
    return column.value if own else column.column.render  # type: ignore[no-any-return]


def _plain_cell(record: Any, read: Read, told: Told, empty: Sequence[Any]) -> Any:
    value = read(record)
    if value in empty:
        return None
    shown = told(record, value)
    return shown if type(shown) is str else force_str(shown, strings_only=True)


def reader(column: Any, table: Table) -> Read:
    """How the column's value is read from a record; the words of a choice for a field with choices."""
    accessor = A(column.accessor)
    model = getattr(table.data, "model", None)
    if model is None:
        return lambda record: _resolved(accessor, record)
    field = _field(accessor, model)
    if getattr(field, "choices", None):
        return lambda record: _words_of_choice(accessor, record)
    name = str(accessor)
    if field is not None and name == field.name:
        return lambda record: getattr(record, name, None)
    return (
        (lambda record: _plain(accessor, record)) if LOOKUP_SEP in name or "." in name else _attribute(name, accessor)
    )


def _attribute(name: str, accessor: Any) -> Read:
    """A property of the record, or nothing: asked for directly, for most lists have columns without one."""

    def read(record: Any) -> Any:
        try:
            value = getattr(record, name, None)
        except Exception:  # whatever a property raises is no value
            return None
        return _plain(accessor, record) if callable(value) else value

    return read


def _field(accessor: Any, model: type[Model]) -> Any:
    try:
        return accessor.get_field(model)
    except (FieldDoesNotExist, AttributeError, ValueError):
        return None


def _words_of_choice(accessor: Any, record: Any) -> Any:
    holder, last = accessor.penultimate(record)
    return getattr(holder, f"get_{last}_display")()


def _plain(accessor: Any, record: Any) -> Any:
    """What the accessor leads to; nothing for a column that has no value of its own, as django-tables2 has it."""
    try:
        return accessor.resolve(record)
    except Exception:  # whatever a property raises is no value
        return None


def _resolved(accessor: Any, record: Any) -> Any:
    """The same for rows that are not all of one model."""
    if isinstance(record, Model) and getattr(_field(accessor, type(record)), "choices", None):
        return _words_of_choice(accessor, record)
    return _plain(accessor, record)


def teller(column: Any, say: Callable[..., Any], table: Table, *, linked: bool = False) -> Told:
    """Calls `render_` or `value_` with just the arguments that it names, looked up once."""
    names = signature(say).parameters
    every = any(each.kind is Parameter.VAR_KEYWORD for each in names.values())
    wants_row = every or "bound_row" in names
    common = {"column": column.column, "bound_column": column, "table": table}
    fixed = common if every else {name: value for name, value in common.items() if name in names}
    wants_value, wants_record = every or "value" in names, every or "record" in names
    link = column.link if linked else None

    def told(record: Any, value: Any) -> Any:
        given = dict(fixed)
        if wants_value:
            given["value"] = value
        if wants_record:
            given["record"] = record
        if wants_row:
            given["bound_row"] = BoundRow(record, table)
        shown = say(**given)
        return link(shown, value=value, record=record, **common) if link else shown

    return told
