"""How seals are made: columns that exist, values written alike on both databases, roots typed as they are printed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hocTap.lib.sealing import Log, Sealed, columns, kinds, plain
from hocTap.lib.tabled import Table

pytestmark = pytest.mark.both


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_columns_of_what_is_sealed_exist(kind: Sealed) -> None:
    own = {field.attname for field in kind.model._meta.concrete_fields}

    assert {name for name in columns(kind) if "." not in name} <= own
    assert kind.label.format(7) != kind.label
    if isinstance(kind, Log):
        assert {kind.owner, kind.key, *([kind.at] if kind.at else []), *kind.apart} <= own
    if isinstance(kind, Table):
        assert set(kind.apart) <= own
        assert kind.trails or kind.at or kind.enters, "nobody could add a row"
        assert {trail.model for trail in kind.trails} <= {each.model for each in kinds()}, "a trail that is not sealed"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "-"),
        (True, "1"),
        ("1", "=1"),
        (1, "=1"),
        (Decimal("10.00"), "10"),
        (Decimal("0.0"), "0"),
        (dt.datetime(2026, 1, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=7))), "2026-01-01T00:00:00.000000+00:00"),
        ({"b": 1, "a": "ộ"}, '{"a": "ộ", "b": 1}'),
    ],
)
def test_value_is_written_the_same_on_every_database(value: Any, written: str) -> None:
    assert plain(value) == written


@pytest.mark.parametrize("odd", ["hôm qua=3f2a91c0", "2026-11-28", "2026-11-28=3f"])
def test_root_that_is_none_is_refused(odd: str) -> None:
    with pytest.raises(CommandError, match="--root phải như"):
        call_command("verify", "--root", odd)
