"""What everybody may read, and what other systems read and write by key: never drafts, no few people, no forged key."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.refusals import Refused, Stale
from indicators.enums import Origin, State
from indicators.models import ApiKey, ApiUse, Opening, Submission, Value
from indicators.opening import values
from indicators.opening.data import HELD, read_page
from indicators.rules.opening import is_held, is_small, public_words, share_is_held
from indicators.workflow.opening import CALLS_AN_HOUR, count_call, make_key, revoke_key, switch_opening
from tests.factories import make_district, make_user, make_ward
from tests.indicators.factories import AT, DAY
from tests.reports.factories import load_catalogue, make_period, report_figures, titles
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db
API = "/api/dataValueSets"


@pytest.fixture(autouse=True)
def _fresh(db: None) -> Iterator[None]:
    load_catalogue()
    make_period(2020)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def district() -> Unit:
    return make_district()


@pytest.fixture
def ward(district: Unit) -> Unit:
    return make_ward("Phường 5", district)


@pytest.fixture
def office(district: Unit) -> User:
    return make_user("phonggd", (Role.DISTRICT_OFFICE, district))


@pytest.fixture
def officer(ward: Unit) -> User:
    return make_user("phuong5", (Role.WARD_OFFICER, ward))


def opened(unit: Unit, by: User) -> str:
    switch_opening(unit, True, by=by, at=AT)
    return f"/cong-khai/{unit.key}/2020/"


# What is held


def test_few_people_are_held_and_nobody_is_not() -> None:
    assert [is_small(number) for number in (None, 0, 1, 4, 5)] == [False, False, True, True, False]
    assert share_is_held(96, 100)
    assert not share_is_held(100, 100)
    assert not is_held(3 + 2 + 90, [3, 2, 90])
    assert is_held(3 + 90, [3, 90])


@given(parts=st.lists(st.integers(0, 30), min_size=2, max_size=8))
def test_a_sum_that_is_shown_never_tells_one_small_part(parts: list[int]) -> None:
    """Whoever knows the sum and all parts that are shown finds no held part by subtracting."""
    if not is_held(sum(parts), parts):
        assert sum(is_small(part) for part in parts) != 1


def test_small_counts_of_people_are_held_in_every_dress(client: Client, ward: Unit, office: User) -> None:
    report_figures(ward, 2020, titles(96, 100) | titles(40, 100, "citizen") | titles(1, 2, "clan"))
    address = opened(ward, office)

    page = client.get(address).content.decode()
    rows = {
        row["ma"]: row
        for row in csv.DictReader(io.StringIO(client.get(f"{address}so-lieu.csv").content.decode("utf-8-sig")))
    }
    told = {row["ma"]: row for row in json.loads(client.get(f"{address}so-lieu.json").content)["so_lieu"]}

    assert HELD in page
    assert (rows["household-rate"]["tu_so"], rows["household-rate"]["ti_le"], rows["household-rate"]["giu_lai"]) == (
        "",
        "",
        "1",
    )
    assert (told["household-rate"]["tu_so"], told["household-rate"]["mau_so"]) == ("", "")
    assert (rows["citizen-rate"]["tu_so"], rows["citizen-rate"]["ti_le"]) == ("40", "40.00")
    assert (rows["clan-rate"]["tu_so"], rows["clan-rate"]["mau_so"]) == ("1", "2")


def test_sum_that_would_tell_the_one_small_ward_is_held(ward: Unit, district: Unit) -> None:
    report_figures(ward, 2020, titles(3, 100))
    report_figures(make_ward("Phường 6", district), 2020, titles(60, 100))

    (item,) = [each for each in read_page(district, 2020).items if each.code == "household-rate"]

    assert (item.held, item.numerator, item.shown) == (True, None, HELD)


# Who may read


@pytest.mark.parametrize(
    ("definition", "told"),
    [
        ("Số hộ theo sổ của khu phố. Ghi rõ ở ghi chú nếu dùng nguồn khác.", "Số hộ theo sổ của khu phố."),
        ("Ghi mức đã được công nhận; số, ngày ghi ở ghi chú. Chưa đạt thì ghi 0.", "Mức đã được công nhận."),
        ("Chỉ tính tiền; hiện vật ghi ở ghi chú.", "Chỉ tính tiền."),
        ("Người từ 15 tuổi trở lên.", "Người từ 15 tuổi trở lên."),
        ("", ""),
    ],
)
def test_definition_in_public_speaks_to_readers_and_not_to_whoever_fills_in(definition: str, told: str) -> None:
    assert public_words(definition) == told


def test_page_is_off_until_the_office_turns_it_on_and_again_when_it_turns_it_off(
    client: Client, ward: Unit, office: User
) -> None:
    report_figures(ward, 2020, titles(72, 100))
    address = f"/cong-khai/{ward.key}/2020/"
    assert client.get(address).status_code == 404

    opened(ward, office)
    seen = client.get(address)
    assert (seen.status_code, seen["Cache-Control"]) == (200, "public, max-age=300")
    assert "Cookie" not in seen.get("Vary", "")
    assert client.get(address, headers={"If-None-Match": seen["ETag"]}).status_code == 304

    switch_opening(ward, False, by=office, at=AT)
    gone = client.get(address)
    assert (gone.status_code, gone["Cache-Control"]) == (404, "no-store, private")


def test_drafts_sent_and_reopened_sheets_never_show(client: Client, ward: Unit, district: Unit, office: User) -> None:
    for place, state in enumerate((State.DRAFT, State.SUBMITTED, State.RETURNED, State.REOPENED)):
        other = make_ward(f"Phường {10 + place}", district)
        report_figures(other, 2020, titles(7_713, 9_877), state=state)
        assert client.get(opened(other, office)).status_code == 404
    report_figures(ward, 2020, titles(61, 100))

    page = client.get(opened(district, office)).content.decode()

    assert "61" in page
    assert "7.713" not in page
    assert "9.877" not in page
    assert "1/5 phường" in page


@pytest.mark.parametrize("address", ["/cong-khai/khong-co/2020/", "/cong-khai/khong-co/", "/cong-khai/quan-11/1900/"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, "đơn vị chưa công khai" in answer.content.decode()) == (404, True)
    assert "ông, bà phụ trách" not in answer.content.decode()


def test_page_says_how_it_is_cited_and_names_nobody(client: Client, ward: Unit, office: User) -> None:
    report_figures(ward, 2020, titles(72, 100))

    page = client.get(opened(ward, office)).content.decode()

    assert f"http://testserver/cong-khai/{ward.key}/2020/" in page
    assert str(office) not in page
    assert "nguoi-duyet" not in page
    words = json.loads(client.get("/cong-khai/tu-dien.json").content)
    assert {"ma", "tu_so", "mau_so"} <= words["chi_tieu"][0].keys()


def test_only_the_office_switches_and_each_switch_is_kept(ward: Unit, office: User, officer: User) -> None:
    for person, status in ((officer, 403), (office, 200)):
        client = Client()
        client.force_login(person)
        assert client.post(reverse("indicators:opening-switch", args=[ward.pk]), {"mo": "1"}).status_code == status
    switch_opening(ward, True, by=office, at=AT)
    client.force_login(office)
    asked_off = client.post(reverse("indicators:opening-switch", args=[ward.pk]), {"mo": "0"}).content.decode()
    assert "Sẽ tắt trang công khai của Phường 5" in asked_off
    assert Opening.objects.count() == 1
    with pytest.raises(Stale):
        switch_opening(ward, True, by=office, at=AT)
    assert list(Opening.objects.values_list("is_open", "switched_by")) == [(True, office.pk)]


def test_public_page_asks_the_same_for_one_ward_and_for_three(
    ward: Unit, district: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    report_figures(ward, 2020, titles(72, 100))
    with django_assert_num_queries(PAGE_QUERIES):
        read_page(district, 2020)
    for name in ("Phường 6", "Phường 7"):
        report_figures(make_ward(name, district), 2020, titles(72, 100))
    with django_assert_num_queries(PAGE_QUERIES):
        read_page(district, 2020)


PAGE_QUERIES = 40


# Keys


def key_for(unit: Unit, by: User, may_write: bool = False) -> tuple[ApiKey, dict[str, str]]:
    today = timezone.localdate()
    key, words = make_key(unit, "Cổng dữ liệu", may_write, by=by, at=timezone.now(), on=today)
    return key, {"Authorization": f"ApiToken {words}"}


def asked(client: Client, headers: dict[str, str] | None = None, **query: str) -> Any:
    return client.get(API, {"dataSet": "xhht-nam", "period": "2020"} | query, headers=headers or {})


def test_key_is_kept_only_as_a_digest(ward: Unit, officer: User) -> None:
    key, headers = key_for(ward, officer)

    words = headers["Authorization"].removeprefix("ApiToken ")
    kept = ApiKey.objects.values().get(pk=key.pk)
    assert words not in str(kept)
    assert len(key.digest) == 64


def test_forged_missing_revoked_and_ended_keys_open_nothing(client: Client, ward: Unit, officer: User) -> None:
    key, headers = key_for(ward, officer)
    words = headers["Authorization"]
    assert asked(client, headers).status_code == 200
    last = "A" if words[-1] != "A" else "B"
    for wrong in ("", "ApiToken x", f"{words[:-1]}{last}", words.replace("ApiToken", "Bearer"), f"{words}x"):
        answer = asked(client, {"Authorization": wrong})
        assert (answer.status_code, answer["Cache-Control"]) == (401, "no-store, private"), wrong

    revoke_key(key, by=officer, at=timezone.now())
    assert asked(client, headers).status_code == 401
    other, theirs = key_for(ward, officer)
    ApiKey.objects.filter(pk=other.pk).update(ends_on=DAY)
    assert asked(client, theirs).status_code == 401


def test_key_of_somebody_who_left_the_post_opens_nothing(client: Client, ward: Unit, officer: User) -> None:
    _, headers = key_for(ward, officer)
    officer.posts.all().delete()
    assert asked(client, headers).status_code == 403

    officer.is_active = False
    officer.save(update_fields=["is_active"])
    assert asked(client, headers).status_code == 403


def test_ten_thousand_calls_are_stopped(client: Client, ward: Unit, officer: User) -> None:
    key, headers = key_for(ward, officer)
    now = timezone.now()
    assert count_call(key, at=now)
    ApiUse.objects.filter(key=key).update(calls=CALLS_AN_HOUR - 1)

    answers = [asked(client, headers) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    ApiUse.objects.filter(key=key).update(calls=10_000)
    assert asked(client, headers).status_code == 429


def test_guessing_keys_is_stopped(client: Client) -> None:
    answers = {asked(client, {"Authorization": f"ApiToken htk_{n:08x}_{'x' * 43}"}).status_code for n in range(40)}

    assert answers == {401, 429}


def test_right_key_passes_from_an_address_that_sent_many_wrong_ones(client: Client, ward: Unit, officer: User) -> None:
    _, headers = key_for(ward, officer)
    for n in range(40):
        asked(client, {"Authorization": f"ApiToken htk_{n:08x}_{'x' * 43}"})

    assert asked(client, headers).status_code == 200
    wrong = f"{headers['Authorization'][:-1]}{'a' if headers['Authorization'][-1] != 'a' else 'b'}"
    assert asked(client, {"Authorization": wrong}).status_code == 429


def test_long_answer_says_how_many_pages_it_has_and_gives_each(
    client: Client, ward: Unit, district: Unit, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in (ward, make_ward("Phường 6", district), make_ward("Phường 7", district)):
        report_figures(unit, 2020, titles(72, 100))
    _, headers = key_for(district, office)
    monkeypatch.setattr(values, "MOST_SHEETS", 2)

    pages = [asked(client, headers, children="true", page=page).json() for page in ("1", "2")]

    assert [each["pager"] for each in pages] == [
        {"page": number, "pageCount": 2, "pageSize": 2, "total": 3} for number in (1, 2)
    ]
    units = [{value["orgUnit"] for value in each["dataValues"]} for each in pages]
    assert (len(units[0]), len(units[1]), len(units[0] | units[1])) == (2, 1, 3)
    for page in ("0", "3", "x"):
        assert asked(client, headers, children="true", page=page).status_code == 400


def test_values_read_are_approved_and_of_the_keys_own_ground(
    client: Client, ward: Unit, district: Unit, office: User
) -> None:
    report_figures(ward, 2020, titles(72, 100))
    report_figures(make_ward("Phường 6", district), 2020, titles(55, 100), state=State.SUBMITTED)
    report_figures(make_ward("Phường 1", make_district("Quận 10")), 2020, titles(33, 100))
    _, headers = key_for(district, office)

    found = asked(client, headers, children="true").json()

    assert {(each["orgUnit"], each["dataElement"], each["value"]) for each in found["dataValues"]} == {
        (ward.key, "household-recognised", "72"),
        (ward.key, "household-total", "100"),
    }
    assert "nguoi-nhap" not in json.dumps(found)
    elsewhere = Unit.objects.get(versions__name="Phường 1").key
    for wrong in (elsewhere, "khong-co", ""):
        answer = asked(client, headers, orgUnit=wrong, children="true")
        assert (answer.status_code, "không đọc được đơn vị" in answer.json()["message"]) == (400, True), wrong
    assert asked(client, headers, orgUnit=ward.key).json()["dataValues"]
    assert asked(client, headers, period="20x0").status_code == 400
    assert asked(client, headers, dataSet="khong-co").status_code == 400


@pytest.mark.parametrize("below", [True, False])
def test_address_that_a_new_keys_page_prints_gives_values(
    client: Client, ward: Unit, office: User, officer: User, below: bool
) -> None:
    report_figures(ward, 2020, titles(3, 100))
    person = office if below else officer
    client.force_login(person)
    made = client.post(reverse("indicators:key-make", args=[person.posts.get().unit_id]), {"label": "Cổng dữ liệu"})

    answer = (
        Client().get(made.context["api_example"], headers={"Authorization": f"ApiToken {made.context['words']}"}).json()
    )

    assert ("household-recognised", "3") in {(each["dataElement"], each["value"]) for each in answer["dataValues"]}
    said = made.content.decode()
    assert ("children=true" in said, "kể cả số dưới 5 người" in said) == (below, True)


def sent(client: Client, headers: dict[str, str], message: Any, **query: str) -> Any:
    words = message if isinstance(message, str) else json.dumps(message)
    address = f"{API}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    return client.post(address, words, content_type="application/json", headers=headers)


def message(unit: Unit, **values: Any) -> dict[str, Any]:
    elements = [{"dataElement": code.replace("_", "-"), "value": str(value)} for code, value in values.items()]
    return {"dataSet": "xhht-nam", "period": "2020", "orgUnit": unit.key, "dataValues": elements}


def numbers(unit: Unit) -> dict[str, int | None]:
    return dict(Value.objects.filter(submission__unit=unit).values_list("measure__code", "number"))


def test_values_written_stand_in_the_sheet_as_from_a_file_and_are_approved_by_nobody(
    client: Client, ward: Unit, officer: User
) -> None:
    _, headers = key_for(ward, officer, may_write=True)

    trial = sent(client, headers, message(ward, household_total=100, household_recognised="72"), dryRun="true")
    assert (trial.json()["importCount"]["imported"], Submission.objects.count()) == (2, 0)
    answer = sent(client, headers, message(ward, household_total=100, household_recognised="72"))

    assert (answer.status_code, answer.json()["importCount"]["imported"]) == (200, 2)
    sheet = Submission.objects.get(unit=ward)
    assert (sheet.state, numbers(ward)) == (State.DRAFT, {"household-total": 100, "household-recognised": 72})
    assert set(Value.objects.values_list("origin", "updated_by")) == {(Origin.IMPORTED, officer.pk)}


def test_what_was_written_is_read_back_once_it_is_approved(client: Client, ward: Unit, officer: User) -> None:
    report_figures(ward, 2020, titles(72, 100))
    _, headers = key_for(ward, officer)
    read = asked(client, headers).json()
    Submission.objects.all().update(
        state=State.REOPENED, approved_by=None, approved_at=None, submitted_by=None, submitted_at=None
    )
    _, writing = key_for(ward, officer, may_write=True)

    again = sent(client, writing, read)
    wrong = sent(client, writing, {**read, "dataValues": [{**read["dataValues"][0], "value": "71"}]})

    assert (again.status_code, again.json()["conflicts"]) == (200, [])
    assert (wrong.status_code, wrong.json()["importCount"]["ignored"]) == (409, 1)
    assert numbers(ward)["household-recognised"] == 72
    forced = {**read, "dataValues": [{**read["dataValues"][0], "value": "71"}]}
    assert sent(client, writing, forced, importStrategy="CREATE_AND_UPDATE").json()["importCount"]["updated"] == 1


def test_values_of_another_unit_an_approved_sheet_or_nonsense_are_left_with_a_sentence(
    client: Client, ward: Unit, district: Unit, officer: User
) -> None:
    other = make_ward("Phường 6", district)
    report_figures(ward, 2020, titles(72, 100))
    _, headers = key_for(ward, officer, may_write=True)

    outside = sent(client, headers, message(other, household_total=1)).json()
    closed = sent(client, headers, message(ward, household_total=1)).json()

    assert "chỉ ghi được số liệu của" in outside["conflicts"][0]["value"]
    assert "đã duyệt" in closed["conflicts"][0]["value"]
    assert not Submission.objects.filter(unit=other).exists()
    assert numbers(ward)["household-total"] == 100


@pytest.mark.parametrize(
    "words",
    ["{", "[]", "{}", '{"dataValues": "x"}', '{"dataValues": [1]}', '{"dataValues": [{"value": {}}]}', "[" * 5000],
)
def test_message_that_is_no_data_value_set_is_a_400(client: Client, ward: Unit, officer: User, words: str) -> None:
    _, headers = key_for(ward, officer, may_write=True)

    answer = sent(client, headers, words)

    assert (answer.status_code, answer.json()["status"]) == (400, "ERROR")


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\u200b", "x" * 5_000, "１２", "<b>", "' OR 1=1 --", -5, 10**400])
@pytest.mark.parametrize("where", ["dataSet", "orgUnit", "period", "dataElement", "value", "comment"])
def test_odd_signs_anywhere_in_a_message_are_told_in_words(
    client: Client, ward: Unit, officer: User, where: str, sign: Any
) -> None:
    _, headers = key_for(ward, officer, may_write=True)
    asked_for = message(ward, household_total=100)
    (cell,) = asked_for["dataValues"]

    for odd in ({**asked_for, where: sign}, {**asked_for, "dataValues": [{**cell, where: sign}]}):
        answer = sent(client, headers, odd, dryRun="true")
        assert answer.status_code in (200, 400, 409)
        assert answer.status_code == 200 or answer.json().get("message") or answer.json()["conflicts"][0]["value"]
    assert not Submission.objects.exists()


def test_cell_said_twice_in_a_message_is_written_once(client: Client, ward: Unit, officer: User) -> None:
    _, headers = key_for(ward, officer, may_write=True)
    twice = message(ward, household_total=100)
    twice["dataValues"] += message(ward, household_total=90)["dataValues"]

    answer = sent(client, headers, twice)

    assert (answer.status_code, answer.json()["importCount"]["imported"]) == (409, 1)
    assert "household-total" in answer.json()["conflicts"][0]["object"]
    assert numbers(ward) == {"household-total": 100}


def test_wrong_cells_are_told_and_good_ones_written(client: Client, ward: Unit, officer: User) -> None:
    _, headers = key_for(ward, officer, may_write=True)

    answer = sent(client, headers, message(ward, household_total="nhiều", clan_total=8, khong_co=5))

    told = answer.json()
    assert (answer.status_code, told["importCount"]) == (409, {"imported": 1, "updated": 0, "ignored": 2, "deleted": 0})
    assert numbers(ward) == {"clan-total": 8}
    assert [each["value"].partition(" Hãy")[0] for each in told["conflicts"]] == [
        "Tổng số hộ dân (household-total): Chỉ ghi chữ số 0–9, ví dụ 1.234.",
        "Biểu xhht-nam không có chỉ tiêu “khong-co”.",
    ]
    again = sent(client, headers, message(ward, clan_total=9), dryRun="true").json()["conflicts"][0]["value"]
    assert again == (
        "Tổng số dòng họ (clan-total): đang ghi 8, khác số gửi đến nên giữ nguyên. Muốn thay thì gửi với "
        "importStrategy=CREATE_AND_UPDATE."
    )
    assert "tải lại" not in str(told) + again


def test_trial_tells_of_checks_that_the_sheet_would_fail_and_of_blank_cells(
    client: Client, ward: Unit, officer: User
) -> None:
    _, headers = key_for(ward, officer, may_write=True)

    trial = sent(client, headers, message(ward, household_recognised=90, household_assessed=80), dryRun="true")

    told = trial.json()
    failed, blank = told["checks"]
    assert (trial.status_code, told["status"], Submission.objects.count()) == (200, "WARNING", 0)
    assert (failed["severity"], blank["severity"]) == ("error", "missing")
    assert "household-recognised household-assessed" in failed["object"]
    assert failed["value"].startswith("Số hộ được công nhận (90) lớn hơn số hộ được bình xét (80).")
    assert "ô bắt buộc: Tổng số hộ dân (household-total), " in blank["value"]


def test_reading_key_a_reader_and_a_form_do_not_write(client: Client, ward: Unit, officer: User) -> None:
    _, reading = key_for(ward, officer)
    assert sent(client, reading, message(ward, household_total=1)).status_code == 403
    _, headers = key_for(ward, officer, may_write=True)
    assert client.post(API, {"a": "b"}, headers=headers).status_code == 415
    officer.posts.update(role=Role.READER)
    assert sent(client, headers, message(ward, household_total=1)).status_code == 403


def test_key_is_shown_once_and_revoked_by_a_press(ward: Unit, officer: User) -> None:
    client = Client()
    client.force_login(officer)
    made = client.post(reverse("indicators:key-make", args=[ward.pk]), {"label": "Cổng"})

    assert made.status_code == 200
    key = ApiKey.objects.get()
    assert f"{key.prefix}" in made.content.decode()
    address = reverse("indicators:opening", args=[ward.pk])
    words = made.context["words"]
    assert words not in client.get(address).content.decode()
    asked_first = client.post(reverse("indicators:key-revoke", args=[key.pk]))
    assert "không lấy lại được" in asked_first.content.decode()


def test_form_of_a_key_sent_twice_makes_one(ward: Unit, officer: User) -> None:
    client = Client()
    client.force_login(officer)
    page, sent = reverse("indicators:key-make", args=[ward.pk]), {"label": "Cổng", "csrfmiddlewaretoken": "x" * 64}

    first, second = client.post(page, sent), client.post(page, sent)

    assert ApiKey.objects.count() == 1
    assert 'class="secret"' in first.content.decode()
    assert second["Location"] == reverse("indicators:opening", args=[ward.pk])


def test_key_without_a_name_is_refused(ward: Unit, officer: User) -> None:
    with pytest.raises(Refused, match="Hãy ghi tên hệ thống"):
        make_key(ward, " ", False, by=officer, at=AT, on=DAY)
