"""A light record is a value like a frozen dataclass: equal by its fields, usable as a key, without room for more."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from hocTap.lib.light import light


@light
class Pair:
    left: int
    right: int = 0


def test_a_light_record_is_equal_by_its_fields_and_a_key() -> None:
    assert Pair(1) == Pair(1, 0) != Pair(1, 2)
    assert {Pair(1), Pair(1, 0), Pair(2)} == {Pair(1), Pair(2)}


def test_a_light_record_is_a_dataclass_with_slots_and_takes_nothing_else() -> None:
    one = Pair(1)

    with pytest.raises(AttributeError):
        one.more = 3  # type: ignore[attr-defined]
    assert is_dataclass(one)
    assert [each.name for each in fields(one)] == ["left", "right"]
