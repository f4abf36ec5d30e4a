"""What is typed into cells, read without a database: every odd text, every message that is none."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocTap.lib import vi
from hocTap.lib.steps import Refused
from indicators.reading import CellInput, Wanted, cells_of_json, read_cell
from tests.indicators.factories import GOOD

TYPED = CellInput("households", "1.000", "exact", "", 0)
CELL = {"code": "households", "text": "1.000", "qualifier": "exact", "note": "", "revision": 0}


# Numbers and words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("một nghìn", "Chỉ ghi chữ số 0–9"),
        ("12a", "Chỉ ghi chữ số 0–9"),
        ("१२", "Chỉ ghi chữ số 0–9"),
        ("1e3", "Chỉ ghi chữ số 0–9"),
        ("NaN", "Chỉ ghi chữ số 0–9"),
        ("=1+1", "Chỉ ghi chữ số 0–9"),
        ("<b>1</b>", "Chỉ ghi chữ số 0–9"),
        ("1\x00", "Chỉ ghi chữ số 0–9"),
        ("\ud800", "Chỉ ghi chữ số 0–9"),
        ("-5", "Không nhận số âm"),
        ("−5", "Không nhận số âm"),
        ("1,234", "Nếu là số nghìn, hãy ghi 1.234"),
        ("1,5", "dấu phẩy là dấu thập phân"),
        ("12.34", "Dấu chấm phải đứng trước từng nhóm ba chữ số"),
        ("1.000000", "Dấu chấm phải đứng trước từng nhóm ba chữ số"),
        ("1000000000000000", "Số quá lớn"),
        ("1000000000000000000", "Số quá lớn"),
        ("9" * 5_000, "Số quá lớn"),
    ],
)
def test_what_is_no_whole_number_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cell(replace(TYPED, text=text))

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234", 1_234),
        ("1 234", 1_234),
        ("1\u00a0234", 1_234),
        (" 12 ", 12),
        ("0", 0),
        ("999999999999999", 10**15 - 1),
    ],
)
def test_number_as_officers_type_or_paste_it_is_taken(text: str, number: int) -> None:
    assert read_cell(replace(TYPED, text=text)) == Wanted(number, "exact", "")


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"note": "<script>alert(1)</script>"}, "không nhận thẻ HTML"),
        ({"note": "</td>"}, "không nhận thẻ HTML"),
        ({"note": "<!-- x -->"}, "không nhận thẻ HTML"),
        ({"note": "a" * 501}, "dài 501 ký tự, quá 500"),
        ({"note": "x\x00y"}, "không đọc được"),
        ({"note": "x\x07y"}, "không đọc được"),
        ({"note": "\ud83d"}, "không đọc được"),
        ({"qualifier": "exactly"}, "Mức chính xác không hợp lệ"),
        ({"qualifier": ""}, "Mức chính xác không hợp lệ"),
    ],
)
def test_part_that_cannot_be_kept_is_refused_in_words(parts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cell(replace(TYPED, **parts))

    assert sentence in str(refused.value)


@pytest.mark.parametrize("note", ["a" * 500, "=1+1", "5 < 6 & 7", "'; DROP TABLE x; --", "Đ\u0301 \u1ea5"])
def test_odd_note_is_kept_as_text(note: str) -> None:
    assert read_cell(replace(TYPED, note=note)).note == vi.nfc(note)


def test_blank_cell_has_no_qualifier() -> None:
    assert read_cell(replace(TYPED, text=" ", qualifier="below")) == Wanted(None, "exact", "")


# Messages


def test_message_of_the_script_is_read_cell_by_cell() -> None:
    assert cells_of_json(json.dumps({"cells": [CELL, CELL | {"revision": 5}]}).encode()) == [
        TYPED,
        replace(TYPED, base_revision=5),
    ]


MALFORMED = {
    "nothing": "",
    "no JSON": "{",
    "a number": "1",
    "null": "null",
    "a list": "[]",
    "no cells": "{}",
    "cells null": '{"cells": null}',
    "cells a number": '{"cells": 5}',
    "cells a text": '{"cells": "abc"}',
    "cells an object": '{"cells": {"code": "households"}}',
    "a cell null": '{"cells": [null]}',
    "a cell a list": '{"cells": [[1, 2]]}',
    "cells nested": '{"cells": [{"code": {"a": 1}, "text": [], "qualifier": null, "note": 5, "revision": 0}]}',
    "other bytes": b"\xff\xfe\x00",
    "too deep": '{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "NaN": '{"cells": NaN}',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_message_that_is_none_is_not_read(body: str | bytes) -> None:
    assert cells_of_json(body if isinstance(body, bytes) else body.encode()) is None


@pytest.mark.parametrize("name", CELL)
@pytest.mark.parametrize("value", ["null", "[]", "{}", "true", "1.5", "NaN", "Infinity", "1e999", '"1e9"', "absent"])
def test_part_of_a_wrong_type_makes_the_message_unreadable(name: str, value: str) -> None:
    parts = {part: json.dumps(right) for part, right in CELL.items()} | {name: value}
    if value == "absent":
        del parts[name]
    body = ", ".join(f'"{part}": {text}' for part, text in parts.items())

    read = cells_of_json(f'{{"cells": [{{{body}}}]}}'.encode())

    assert (read is None) == (name == "revision" or value != '"1e9"')


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
a_cell = st.fixed_dictionaries(
    {},
    optional={
        "code": st.sampled_from([*GOOD, "persons", "forged"]) | anything,
        "text": st.sampled_from(["", "1.000", "1,5", "-1", "=1"]) | anything,
        "qualifier": st.sampled_from(["exact", "about"]) | anything,
        "note": anything,
        "revision": st.integers(-1, 3) | anything,
    },
)
nearly_right = st.fixed_dictionaries(
    {
        "code": st.sampled_from([*GOOD, "persons"]),
        "text": st.text(max_size=20),
        "qualifier": st.sampled_from(["exact", "below", "x"]),
        "note": st.text(st.characters(codec=None), max_size=10),
        "revision": st.integers(0, 2),
    }
)
messages = st.fixed_dictionaries({"cells": st.lists(a_cell | nearly_right, max_size=4)}) | anything


@given(message=messages)
@settings(max_examples=300)
def test_no_message_breaks_the_reader(message: object) -> None:
    for cell in cells_of_json(json.dumps(message).encode()) or ():
        try:
            read = read_cell(cell)
        except Refused as reason:
            assert str(reason).endswith(".")
        else:
            assert read.number is None or 0 <= read.number < 10**15
