"""What nobody should send and somebody will: a sentence or a refusal, never a 500, nothing half saved."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocTap.lib import vi
from indicators.enums import State
from indicators.models import CheckNote, Submission
from tests.indicators.factories import GOOD, Story, fill, numbers_of

JSON = {"Accept": "application/json"}
CELL = {"code": "households", "text": "1.000", "qualifier": "exact", "note": "", "revision": 0}
UNREADABLE = "Dữ liệu gửi lên không đọc được. Hãy tải lại trang rồi nhập lại."


@pytest.fixture
def sheet(client: Client, story: Story) -> Submission:
    """A draft, and its officer logged in."""
    client.force_login(story.officer)
    return story.start()


def send(client: Client, sheet: Submission, body: str | bytes) -> Any:
    address = reverse("indicators:submission-cells", args=[sheet.pk])
    return client.post(address, body, content_type="application/json", headers=JSON)


def send_cell(client: Client, sheet: Submission, **parts: object) -> Any:
    return send(client, sheet, json.dumps({"cells": [CELL | parts]}))


# Numbers


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
def test_what_is_no_whole_number_is_refused_in_words(
    client: Client, sheet: Submission, text: str, sentence: str
) -> None:
    answer = send_cell(client, sheet, text=text)

    (result,) = answer.json()["cells"]
    assert (answer.status_code, result["state"], sentence in result["sentence"]) == (422, "refused", True)
    assert numbers_of(sheet) == {}


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
def test_number_as_officers_type_or_paste_it_is_taken(
    client: Client, sheet: Submission, text: str, number: int
) -> None:
    assert send_cell(client, sheet, text=text).status_code == 200
    assert numbers_of(sheet) == {"households": number}


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
        ({"code": "member"}, "Biểu không có ô này"),
        ({"code": ""}, "Biểu không có ô này"),
        ({"code": "households\x00"}, "Biểu không có ô này"),
        ({"code": "\ud800"}, "Biểu không có ô này"),
        ({"code": "x" * 10_000}, "Biểu không có ô này"),
    ],
)
def test_cell_that_cannot_be_kept_is_refused_in_words(
    client: Client, sheet: Submission, parts: dict[str, str], sentence: str
) -> None:
    answer = send_cell(client, sheet, **parts)

    assert answer.status_code == 422
    assert sentence in answer.json()["cells"][0]["sentence"]
    assert numbers_of(sheet) == {}


@pytest.mark.parametrize("note", ["a" * 500, "=1+1", "5 < 6 & 7", "'; DROP TABLE x; --", "Đ\u0301 \u1ea5"])
def test_odd_note_is_kept_as_text_and_shown_as_text(client: Client, sheet: Submission, note: str) -> None:
    assert send_cell(client, sheet, note=note).status_code == 200

    page = client.get(sheet.get_absolute_url()).content.decode()
    assert escape(sheet.values.get().note) in page
    assert sheet.values.get().note == vi.nfc(note)


@pytest.mark.parametrize("revision", [-1, 7, 10**30, -(10**30)])
def test_revision_that_never_was_is_a_conflict(client: Client, sheet: Submission, revision: int) -> None:
    assert send_cell(client, sheet, revision=revision).status_code == 409
    assert numbers_of(sheet) == {}


# Messages


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
def test_message_that_is_none_is_refused_in_words(client: Client, sheet: Submission, body: str | bytes) -> None:
    answer = send(client, sheet, body)

    assert (answer.status_code, answer.json()["sentence"]) == (400, UNREADABLE)


@pytest.mark.parametrize("name", CELL)
@pytest.mark.parametrize("value", ["null", "[]", "{}", "true", "1.5", "NaN", "Infinity", "1e999", '"1e9"', "absent"])
def test_part_of_a_wrong_type_makes_the_message_unreadable(
    client: Client, sheet: Submission, name: str, value: str
) -> None:
    parts = {part: json.dumps(right) for part, right in CELL.items()} | {name: value}
    if value == "absent":
        del parts[name]
    body = ", ".join(f'"{part}": {text}' for part, text in parts.items())

    answer = send(client, sheet, f'{{"cells": [{{{body}}}]}}')

    expected = 400 if name == "revision" or value != '"1e9"' else 422 if name != "note" else 200
    assert answer.status_code == expected


def test_one_wrong_part_lets_nothing_of_the_message_in(client: Client, sheet: Submission) -> None:
    answer = send(client, sheet, json.dumps({"cells": [CELL, CELL | {"code": "registered", "text": None}]}))

    assert (answer.status_code, numbers_of(sheet)) == (400, {})


def test_paste_of_a_thousand_cells_is_refused_whole(client: Client, sheet: Submission) -> None:
    answer = send(client, sheet, json.dumps({"cells": [CELL] * 1_000}))

    assert (answer.status_code, numbers_of(sheet)) == (422, {})
    assert "nhiều nhất 200 ô" in answer.json()["sentence"]


def test_message_of_three_megabytes_is_not_read(client: Client, sheet: Submission) -> None:
    answer = send_cell(client, sheet, note="a" * 3_000_000)

    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


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
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_message_breaks_the_server(client: Client, sheet: Submission, message: object) -> None:
    answer = send(client, sheet, json.dumps(message))

    assert answer.status_code in {200, 400, 409, 422}
    assert set(numbers_of(sheet)) <= {*GOOD, "persons"}


# The plain form, notes and addresses


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"so-households": "một"}, 422),
        ({"so-": "1"}, 422),
        ({"so-forged": "1"}, 422),
        ({"so-households": "1", "muc-households": "x"}, 422),
        ({"so-households": "1", "ghi-chu-households": "x\x00<b>"}, 422),
        ({f"so-{number}": "1" for number in range(201)}, 422),
        ({"so-households": "1", "lan-households": "5"}, 409),
        ({"so-households": "1", "lan-households": "-1", "chon-households": "cua-toi", "moi-households": "2"}, 409),
    ],
)
def test_plain_form_forged_is_refused_in_words(
    client: Client, sheet: Submission, fields: dict[str, str], status: int
) -> None:
    answer = client.post(reverse("indicators:submission-entry", args=[sheet.pk]), fields)

    assert (answer.status_code, numbers_of(sheet)) == (status, {})


def test_form_of_too_many_fields_is_not_read(client: Client, sheet: Submission) -> None:
    fields = {f"so-{number}": "1" for number in range(2_001)}

    assert client.post(reverse("indicators:submission-entry", args=[sheet.pk]), fields).status_code == 400


@pytest.mark.parametrize("name", ["giai-trinh-\x00", "giai-trinh-forged", "x-giai-trinh-persons-per-household"])
def test_note_on_a_check_that_is_none_is_left_aside(client: Client, sheet: Submission, name: str) -> None:
    fill(sheet, GOOD | {"persons": 9_000})

    answer = client.post(
        reverse("indicators:submission-submit", args=[sheet.pk]), {"edition": sheet.edition, name: "x"}
    )

    assert (answer.status_code, CheckNote.objects.count()) == (422, 0)


@pytest.mark.parametrize("reason", ["<b>Sai</b>", "a" * 2_001])
def test_reason_that_cannot_be_kept_is_given_back(client: Client, story: Story, reason: str) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    client.force_login(story.office)

    answer = client.post(
        reverse("indicators:submission-return", args=[sheet.pk]), {"edition": sheet.edition, "reason": reason}
    )

    assert (answer.status_code, Submission.objects.get().state) == (422, State.SUBMITTED)
    assert html.escape(reason) in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/so-lieu/0/",
        "/so-lieu/999999/",
        "/so-lieu/9223372036854775808/",
        "/so-lieu/99999999999999999999999999/nhap/",
        "/so-lieu/quan/999999/",
        "/so-lieu/quan/99999999999999999999999999/",
        "/so-lieu/-1/",
        "/so-lieu/%00/",
    ],
)
def test_address_that_leads_nowhere_is_not_found(client: Client, sheet: Submission, address: str) -> None:
    assert client.get(address).status_code == 404
