"""The small cells again, out of the forms: suất by level that a ward enters are read by its own desk and fund alone."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.scholarships.enums import SchoolLevel
from indicators.enums import CheckKind, State
from indicators.held import LEVELS, NOT_APPROVED, NOT_COUNTED, WORD, Reading
from indicators.models import CheckNote, Form, Indicator, Measure, Redefinition, Submission, Value
from indicators.workflow.catalogue import fault_of_redefinition
from indicators.workflow.opening import make_key, switch_opening
from tests.awards.scholarships.factories import make_fund, make_grant, make_recipient, pay
from tests.awards.scholarships.test_leaks import ENDS_THE_SESSION, addresses, says_any
from tests.copies import copied
from tests.factories import make_district, make_user, make_ward
from tests.indicators.factories import AT
from tests.reports.factories import FLOWS, load_catalogue, report_figures, titles
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db

NEAR = ("/so-lieu/", "/bao-cao/muc-tieu/", "/bao-cao/so-sanh/", "/bao-cao/tom-tat/", "/cong-khai/")
"""Where figures of sheets are shown before any report exists; a review takes the sum of all levels only."""

FIRST_SECRET = 70_001
YEARS = (2019, 2020)
Cell = tuple[str, int, str]


@dataclass
class Reported:
    """Two wards whose sheets of two years state suất by level in numbers that stand nowhere else."""

    district: Unit
    wards: list[Unit]
    sheets: list[Submission]
    cells: dict[Cell, int]
    people: dict[str, User]

    @property
    def secrets(self) -> list[str]:
        """Each cell, and each sum over wards or over years, as pages and files write it."""
        groups: dict[tuple[str, object], int] = {}
        for (ward, year, level), number in self.cells.items():
            for key in ((ward, year), (ward, "all"), ("all", year), ("all", "all")):
                groups[level, key] = groups.get((level, key), 0) + number
        return [words for number in groups.values() for words in (str(number), f"{number:,}".replace(",", "."))]

    def client(self, person: str) -> Client:
        client = Client()
        if person != "anonymous":
            client.force_login(self.people[person])
        return client


@pytest.fixture
def reported() -> Reported:
    return make_reported()


@copied
def make_reported() -> Reported:
    load_catalogue()
    district = make_district()
    wards = [make_ward(f"Phường {number}", district) for number in (5, 6)]
    _book(wards[0])
    secrets = itertools.count(FIRST_SECRET, 1_371)
    cells: dict[Cell, int] = {}
    sheets: list[Submission] = []
    for ward, year in itertools.product(wards, YEARS):
        numbers = {code: next(secrets) * (3 if code.endswith("lower") else 1) for code in sorted(LEVELS)}
        cells |= {(ward.versions.get().name, year, code): number for code, number in numbers.items()}
        flows = FLOWS | {"scholarship-count": sum(numbers.values())}
        state = State.SUBMITTED if year == YEARS[-1] and ward == wards[1] else State.APPROVED
        sheets.append(report_figures(ward, year, titles(5, 9) | flows | numbers, state=state))
    Value.history.bulk_history_create(Value.objects.filter(measure__code__in=LEVELS))  # type: ignore[attr-defined]
    people = {
        "ward officer": make_user("phuong5", (Role.WARD_OFFICER, wards[0])),
        "other ward": make_user("phuong6", (Role.WARD_OFFICER, wards[1])),
        "district": make_user("phonggd", (Role.DISTRICT_OFFICE, district)),
        "approver": make_user("duyet", (Role.TITLE_APPROVER, district)),
        "leader": make_user("lanhdao", (Role.READER, district)),
        "fund above": make_user("quy", (Role.FUND_OFFICER, district), (Role.READER, district)),
        "administrator": make_user("quantri", (Role.ADMINISTRATOR, district)),
    }
    switch_opening(district, True, by=people["district"], at=AT)
    switch_opening(wards[0], True, by=people["district"], at=AT)
    return Reported(district, wards, sheets, cells, people)


def _book(ward: Unit) -> None:
    """A fund with 2 suất of one level, so that the form's checks compare with the book and have something to say."""
    fund = make_fund(ward, cash=10_000_000)
    for number in range(2):
        decided, child = dt.date(2020, 8, 1), make_recipient(fund, f"Em {number}", 2012)
        suat = make_grant(fund, 100_000, child, level=SchoolLevel.PRIMARY, school_year=2020, decided_on=decided)
        pay(suat, 100_000, on=dt.date(2020, 9, 5))


def asked_of(reported: Reported) -> dict[str, str]:
    """What an outsider adds to an address: form and period, all lines, a span of years."""
    newest = reported.sheets[-1]
    matrix = {"bieu": str(newest.form_id), "ky": str(newest.period_id), "muc": "0", "nam": str(YEARS[-1])}
    series = {"on": "31/12/2020", "from": "2019", "to": "2020", "measure": "scholarship-count", "chung": "on"}
    return matrix | series


def ids(reported: Reported) -> set[int]:
    return {reported.district.pk, reported.wards[0].pk, reported.sheets[1].pk}


def told(reported: Reported, person: str) -> set[str]:
    """The addresses where the person can read one of the cells or their sums."""
    client, secrets, asked = reported.client(person), reported.secrets, asked_of(reported)
    found: set[str] = set()
    words = (min(LEVELS),)
    for address in sorted(set(addresses(ids(reported), NEAR, words)) - ENDS_THE_SESSION):
        if not address.startswith(NEAR):
            continue
        answers: list[Any] = [client.get(address, asked)]
        if answers[0].status_code != 200:
            continue
        if not answers[0].streaming and b"_export=xlsx" in answers[0].content:
            answers.append(client.get(address, asked | {"_export": "xlsx"}))
        if says_any(answers, secrets):
            found.add(address)
    return found


@pytest.mark.parametrize("person", ["anonymous", "district", "approver", "leader", "fund above", "administrator"])
def test_nobody_outside_the_desk_and_the_fund_reads_suat_by_level_out_of_forms(reported: Reported, person: str) -> None:
    assert told(reported, person) == set()


def test_series_of_a_held_measure_is_not_to_be_had(reported: Reported) -> None:
    address = reverse("indicators:series", args=[reported.wards[0].pk])
    asked = {"on": "31/12/2020", "from": "2019", "to": "2020", "measure": min(LEVELS)}

    answers = [reported.client("district").get(address, asked | more) for more in ({}, {"_export": "xlsx"})]

    assert [answer.status_code for answer in answers] == [422, 422]


def test_neighbouring_ward_reads_its_own_alone(reported: Reported) -> None:
    client = reported.client("other ward")
    own, others = reported.sheets[2:], reported.sheets[:2]

    pages = [client.get(sheet.get_absolute_url()) for sheet in (*own, *others)]

    assert [page.status_code for page in pages] == [200, 200, 404, 404]


def test_the_desk_itself_reads_what_it_typed(reported: Reported) -> None:
    """So that the walk of the others would see a cell."""
    sheet = reported.sheets[1]

    found = told(reported, "ward officer")

    assert {sheet.get_absolute_url(), reverse("indicators:submission-workbook", args=[sheet.pk])} <= found
    assert any(address.startswith(f"{sheet.get_absolute_url()}o/") for address in found)


def test_office_reads_total_and_money_and_why_the_rest_is_held(reported: Reported) -> None:
    client, sheet = reported.client("district"), reported.sheets[1]
    total = sum(number for (ward, year, _), number in reported.cells.items() if (ward, year) == ("Phường 5", 2020))

    page = client.get(sheet.get_absolute_url()).content.decode()
    history = client.get(f"{sheet.get_absolute_url()}o/{min(LEVELS)}/").content.decode()

    assert f"{total:,}".replace(",", ".") in page and "60.000.000" in page
    assert page.count(WORD) >= len(LEVELS)
    assert "Tổng hợp học bổng" in page and "Tổng hợp học bổng" in history


def test_what_a_check_says_of_a_held_cell_and_its_answer_are_held_with_it(reported: Reported) -> None:
    sheet = reported.sheets[1]
    checks = sheet.form.checks.filter(kind=CheckKind.MATCHES_REGISTER, terms__measure__code__in=LEVELS)
    for check in checks:
        CheckNote.objects.create(
            submission=sheet, check_ref=check, note="Chỉ có 2 em tiểu học.", by=sheet.started_by, at=timezone.now()
        )
    asked = {"bieu": sheet.form_id, "ky": sheet.period_id}
    across = reverse("indicators:figures-across", args=[reported.district.pk])

    pages = [
        reported.client("district").get(sheet.get_absolute_url()).content.decode(),
        reported.client("district").get(across, asked).content.decode(),
    ]

    assert checks
    assert [page for page in pages if "Chỉ có 2 em" in page] == []
    assert "Chỉ có 2 em" in reported.client("ward officer").get(sheet.get_absolute_url()).content.decode()


def test_office_approves_what_it_sees_and_is_told_what_the_machine_found_of_the_rest(reported: Reported) -> None:
    sheet = reported.sheets[3]
    address = sheet.get_absolute_url()

    page = reported.client("district").get(address).content.decode()
    own = reported.client("other ward").get(address).content.decode()

    assert "cộng các cấp học bằng tổng số suất; đơn vị không có sổ quỹ ở đây để so." in page
    assert NOT_APPROVED in page
    assert "Các số giữ lại" not in own and NOT_APPROVED not in own


def test_office_is_told_that_held_numbers_differ_from_the_book_and_whether_the_unit_explained(
    reported: Reported,
) -> None:
    sheet = reported.sheets[1]
    before = reported.client("district").get(sheet.get_absolute_url()).content.decode()
    for check in sheet.form.checks.filter(kind=CheckKind.MATCHES_REGISTER, terms__measure__code__in=LEVELS):
        CheckNote.objects.create(
            submission=sheet, check_ref=check, note="Sổ ghi sót.", by=sheet.started_by, at=timezone.now()
        )
    after = reported.client("district").get(sheet.get_absolute_url()).content.decode()

    assert "chưa bằng số theo sổ quỹ, đơn vị chưa giải trình" in before
    assert "chưa bằng số theo sổ quỹ, đơn vị đã giải trình" in after


def test_office_that_approves_many_at_once_is_told_what_it_does_not_approve(reported: Reported) -> None:
    sheet = reported.sheets[3]
    address = reverse("indicators:figures-approve", args=[reported.district.pk])

    asked = reported.client("district").post(f"{address}?bieu={sheet.form_id}&ky={sheet.period_id}")

    assert NOT_APPROVED in asked.content.decode() or "Không có báo cáo nào chờ" in asked.content.decode()


def test_sending_a_guess_in_a_workbook_does_not_tell_whether_it_is_right(reported: Reported) -> None:
    """The office sends the table with a number in a held column: right or wrong, the answer is the same."""
    client, sheet = reported.client("district"), reported.sheets[3]
    asked = f"?bieu={sheet.form_id}&ky={sheet.period_id}"
    right = next(number for (ward, year, _), number in reported.cells.items() if (ward, year) == ("Phường 6", 2020))

    answers = [_guessed(client, reported, asked, number) for number in (right, right + 1)]

    assert answers[0].replace(f"{right:,}".replace(",", "."), "?") == answers[1].replace(
        f"{right + 1:,}".replace(",", "."), "?"
    )


def _guessed(client: Client, reported: Reported, asked: str, number: int) -> str:
    file = SimpleUploadedFile("bang.csv", f"Đơn vị,{min(LEVELS)}\nPhường 6,{number}\n".encode())
    address = reverse("indicators:figures-bring", args=[reported.district.pk]) + asked
    page = client.post(address, {"tep": file}).content.decode()
    return re.sub(r'(name="(csrfmiddlewaretoken|da-doc)"[^>]*value=")[^"]*|nonce="[^"]*"', r"\1", page)


def test_key_of_the_office_reads_no_level_and_the_wards_own_key_does(reported: Reported) -> None:
    asked = {"dataSet": "xhht-nam", "period": "2020", "children": "true"}
    found = {}
    for unit, person in ((reported.district, "district"), (reported.wards[0], "ward officer")):
        words = make_key(unit, person, False, by=reported.people[person], at=timezone.now(), on=timezone.localdate())[1]
        answer = Client().get("/api/dataValueSets", asked, headers={"Authorization": f"ApiToken {words}"})
        found[person] = {each["dataElement"] for each in json.loads(answer.content)["dataValues"]}

    assert found["district"] & LEVELS == set() and "scholarship-count" in found["district"]
    assert found["ward officer"] >= LEVELS


def test_no_share_or_target_is_counted_of_suat_by_level(reported: Reported) -> None:
    numerator, base = Measure.objects.get(code=min(LEVELS)), Measure.objects.get(code="scholarship-count")

    with pytest.raises(ValidationError, match="giữ lại"):
        Indicator(code="x", label="Tỉ lệ", numerator=numerator, base=base, base_label="trên tổng số suất").full_clean()
    another = Redefinition(indicator=Indicator.objects.get(code="household-rate"), first_year=2022, numerator=numerator)
    assert fault_of_redefinition(another) == NOT_COUNTED
    assert not Indicator.objects.filter(numerator__code__in=LEVELS) | Indicator.objects.filter(base__code__in=LEVELS)


def test_officer_of_the_units_own_fund_reads_them(reported: Reported) -> None:
    fund_officer = make_user("quy5", (Role.FUND_OFFICER, reported.wards[0]), (Role.READER, reported.wards[0]))

    assert [bool(Reading(fund_officer).held(sheet)) for sheet in reported.sheets] == [False, False, True, True]


def test_yearly_form_has_the_lines_that_are_held() -> None:
    load_catalogue()

    lines = Form.objects.get(code="xhht-nam").sections.values_list("lines__measure__code", flat=True)

    assert set(lines) >= LEVELS
