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

from hocTap.lib import vi
from indicators.enums import State
from indicators.models import CheckNote, Submission
from tests.indicators.factories import GOOD, Story, fill, numbers_of
from tests.indicators.test_reading import CELL, messages

JSON = {"Accept": "application/json"}
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


# Cells; every odd text is read in tests/indicators/test_reading.py, and a few of each kind go the whole way here


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"text": "12a"}, "Chỉ ghi chữ số 0–9"),
        ({"text": "-5"}, "Không nhận số âm"),
        ({"text": "\ud800"}, "Chỉ ghi chữ số 0–9"),
        ({"text": "9" * 5_000}, "Số quá lớn"),
        ({"note": "<script>alert(1)</script>"}, "không nhận thẻ HTML"),
        ({"note": "x\x00y"}, "không đọc được"),
        ({"qualifier": "exactly"}, "Mức chính xác không hợp lệ"),
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

    (result,) = answer.json()["cells"]
    assert (answer.status_code, result["state"], sentence in result["sentence"]) == (422, "refused", True)
    assert numbers_of(sheet) == {}


def test_number_as_officers_type_it_is_taken(client: Client, sheet: Submission) -> None:
    assert send_cell(client, sheet, text=" 1.234").status_code == 200
    assert numbers_of(sheet) == {"households": 1_234}


@pytest.mark.parametrize("note", ["a" * 500, "5 < 6 & 7"])
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


@pytest.mark.parametrize("body", ["", b"\xff\xfe\x00", '{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_message_that_is_none_is_refused_in_words(client: Client, sheet: Submission, body: str | bytes) -> None:
    answer = send(client, sheet, body)

    assert (answer.status_code, answer.json()["sentence"]) == (400, UNREADABLE)


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


@given(message=messages)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
