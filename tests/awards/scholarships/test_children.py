"""Children of a fund: told apart, corrected, joined and parted; the desk for what is asked of their data."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.scholarships import workflow
from awards.scholarships.enums import RequestKind, RequestOutcome
from awards.scholarships.models import DataRequest, Fund, NameAccess, Recipient
from awards.scholarships.waiting import requests_waiting
from awards.scholarships.workflow import NEW, Child, Correction
from hocTap.lib.gone import MANY
from hocTap.lib.refusals import Refused, Stale
from tests.awards.scholarships.factories import (
    NAME,
    PAID_ON,
    agree,
    ask,
    clerk,
    make_campaign,
    make_fund,
    make_grant,
    make_officer,
    make_recipient,
    now,
    pay,
)
from tests.awards.scholarships.test_pages import pdf_text
from tests.factories import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    return make_fund(make_ward("Phường 5"), cash=10_000_000)


def child(school: str, record: int = 0) -> Child:
    return Child("Lê Thị Hoà", 2010, "5A", school, record=record)


# Told apart


def test_two_of_one_name_and_year_are_told_apart_by_school_or_number(fund: Fund) -> None:
    first = make_grant(fund, recipient=child("Trường Một")).recipient
    second = make_grant(fund, recipient=child("Trường Hai", NEW)).recipient

    by_school = make_grant(fund, recipient=child("Trường Hai"), school_year=2021, decided_on=dt.date(2021, 9, 1))
    by_number = make_grant(fund, recipient=child("", 1), school_year=2021, decided_on=dt.date(2021, 9, 1))

    assert first.pk != second.pk
    assert (by_school.recipient, by_number.recipient) == (second, first)
    with pytest.raises(Refused, match=r"2 hồ sơ cùng tên Lê Thị Hoà, sinh năm 2010: HS-00001 \(lớp 5A, Trường Một\)"):
        make_grant(fund, recipient=child("Trường Ba"))
    assert fund.recipients.count() == 2


def test_number_of_somebody_else_is_refused(fund: Fund) -> None:
    make_recipient(fund)

    with pytest.raises(Refused, match="mang tên khác"):
        make_grant(fund, recipient=child("Trường Một", 1))


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", 0), ("HS-00012", 12), ("hs 12", 12), ("12", 12), ("Mới", NEW), ("em khác", NEW), ("??", -2), ("HS", -2)],
)
def test_words_in_the_column_of_records(typed: str, read: int) -> None:
    assert workflow.record_of(typed) == read


# Corrected


def right(**change: object) -> Correction:
    facts = {"name": NAME, "birth_year": 2010, "class_name": "5A", "school": "Trường Tiểu học Kín Đáo"}
    return Correction(**facts | {"hardship": True} | change)  # type: ignore[arg-type]


def test_correction_keeps_what_stood_there_and_who_changed_it_why(fund: Fund) -> None:
    row = make_recipient(fund)

    workflow.correct_recipient(
        row, right(class_name="6A", name="Nguyễn Thị Bí Mật"), reason="Lên lớp", by=clerk(), at=now()
    )

    change = row.changes.get()
    assert (change.before, change.after, change.reason) == ({"class_name": "5A"}, {"class_name": "6A"}, "Lên lớp")
    assert Recipient.objects.get().class_name == "6A"


@pytest.mark.parametrize(
    ("change", "reason", "sentence"),
    [
        ({}, "x", "không có gì thay đổi"),
        ({"class_name": "6A"}, " ", "Hãy ghi lý do sửa"),
        ({"name": "123"}, "x", "Hãy ghi họ và tên"),
        ({"birth_year": 1900}, "x", "không hợp lý"),
        ({"school": "<b>"}, "x", "không nhận thẻ HTML"),
    ],
)
def test_correction_that_cannot_be_is_refused(
    fund: Fund, change: dict[str, object], reason: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        workflow.correct_recipient(make_recipient(fund), right(**change), reason=reason, by=clerk(), at=now())


def test_correction_of_a_name_is_found_by_the_new_one(fund: Fund, client: Client) -> None:
    row = make_recipient(fund)
    workflow.correct_recipient(row, right(name="Nguyễn Thị Đúng"), reason="Ghi sai", by=clerk(), at=now())
    client.force_login(make_officer(fund))

    page = client.get(reverse("scholarships:recipient-list", args=[fund.pk]), {"q": "thi dung"}).content.decode()

    assert "Nguyễn Thị Đúng" in page
    assert NAME not in page


# Joined


def two(fund: Fund) -> tuple[Recipient, Recipient]:
    return make_recipient(fund, "Nguyễn Văn Trùng"), make_recipient(fund, "Nguyen Van Trung")


def join(gone: Recipient, kept: Recipient) -> object:
    return workflow.join_recipients(gone, kept, reason="Một em, ghi thiếu dấu", by=clerk(), at=now())


def test_joined_records_are_one_child_and_two_again_when_parted(fund: Fund) -> None:
    gone, kept = two(fund)
    make_grant(fund, recipient=gone)
    made = join(gone, kept)

    with pytest.raises(Refused, match="đã được cấp một suất trong đợt"):
        make_grant(fund, recipient=Recipient.objects.get(pk=kept.pk))
    with pytest.raises(Refused, match="đã được cấp một suất trong đợt"):
        make_grant(fund, recipient=Child("Nguyễn Văn Trùng", 2010))
    assert list(fund.recipients.standing()) == [kept]

    workflow.part_recipients(made, reason="Hai em", by=clerk(), at=now())  # type: ignore[arg-type]

    assert make_grant(fund, recipient=Recipient.objects.get(pk=kept.pk)).recipient == kept
    assert fund.recipients.standing().count() == 2
    with pytest.raises(Stale, match="đã được tách"):
        workflow.part_recipients(made, reason="Hai em", by=clerk(), at=now())  # type: ignore[arg-type]


def test_records_both_paid_in_one_campaign_are_not_joined(fund: Fund) -> None:
    gone, kept = two(fund)
    for each in (gone, kept):
        pay(make_grant(fund, 100_000, recipient=each), 100_000)

    with pytest.raises(
        Refused, match=r"HS-00001 và HS-00002 đều đã được chi trong đợt Tiếp bước đến trường, năm học 2020–2021"
    ):
        join(gone, kept)

    assert Recipient.objects.filter(joined_into__isnull=False).count() == 0


def test_what_cannot_be_joined_is_refused_in_a_sentence(fund: Fund) -> None:
    gone, kept = two(fund)
    elsewhere = make_recipient(make_fund(make_ward("Phường 6")))

    with pytest.raises(Refused, match="hai hồ sơ khác nhau"):
        join(gone, gone)
    with pytest.raises(Refused, match="hai quỹ khác nhau"):
        join(elsewhere, kept)
    join(gone, kept)
    with pytest.raises(Refused, match="đã gộp vào hồ sơ khác"):
        join(gone, kept)
    with pytest.raises(Refused, match="đã nhận gộp"):
        join(kept, make_recipient(fund, "Em Thứ Ba"))


def test_page_tells_what_a_child_had_in_another_fund_of_the_unit_before_one_more(fund: Fund, client: Client) -> None:
    branch = make_fund(fund.unit, name="Quỹ chi hội", cash=1_000_000)
    make_grant(branch, 100_000, recipient=Child("Lê Thị Hai Nơi", 2010))
    client.force_login(make_officer(fund))
    form = {
        "campaign": str(make_campaign(fund).pk), "name": "Lê Thị Hai Nơi", "birth_year": "2010", "level": "primary",
        "school_year": "2020", "ward": str(fund.unit_id), "amount": "500k", "decision_no": "1/QĐ",
        "decided_on": "25/08/2020",
    }  # fmt: skip

    asked = client.post(reverse("scholarships:grant-add", args=[fund.pk]), form).content.decode()

    assert "Quỹ chi hội (cùng đơn vị) có HS-00001 cùng tên, năm sinh: suất số 1" in asked
    assert fund.grants.count() == 0


# The desk


def test_request_is_acknowledged_and_answered_once(fund: Fund) -> None:
    request = ask(make_recipient(fund))

    with pytest.raises(Refused, match=r"được ghi ngày .* nên ngày báo phải từ ngày ấy"):
        workflow.acknowledge(request, on=PAID_ON, at=now())
    workflow.acknowledge(request, on=timezone.localdate(), at=now())
    with pytest.raises(Stale, match="Đã báo tiếp nhận"):
        workflow.acknowledge(request, on=timezone.localdate(), at=now())
    workflow.answer_request(
        request, RequestOutcome.DONE, "Đã gửi bản in", on=timezone.localdate(), by=clerk(), at=now()
    )

    with pytest.raises(Stale, match="đã được trả lời"):
        workflow.acknowledge(request, on=timezone.localdate(), at=now())
    with pytest.raises(Stale, match="đã được trả lời"):
        workflow.answer_request(request, RequestOutcome.REFUSED, "Không", on=timezone.localdate(), by=clerk(), at=now())
    assert (request.acknowledge_by, request.answer_by) == (dt.date(2020, 9, 8), dt.date(2020, 9, 15))


def test_nothing_is_answered_as_done_that_nobody_did(fund: Fund) -> None:
    row = make_recipient(fund)
    facts = {"on": timezone.localdate(), "by": clerk(), "at": now()}
    for kind in (RequestKind.CORRECT, RequestKind.RESTRICT, RequestKind.FORGET):
        request = ask(row, kind)
        with pytest.raises(Refused, match="chưa ai làm việc"):
            workflow.answer_request(request, RequestOutcome.DONE, "Xong", **facts)  # type: ignore[arg-type]
        if kind == RequestKind.CORRECT:  # what was put right counts for no other request
            workflow.correct_recipient(row, right(name="Trần Thị Sửa"), reason="Nhầm", by=clerk(), at=now())
    workflow.restrict(row, reason="Gia đình yêu cầu", **facts)  # type: ignore[arg-type]

    request = DataRequest.objects.get(kind=RequestKind.RESTRICT)
    workflow.answer_request(request, RequestOutcome.DONE, "Đã hạn chế", **facts)  # type: ignore[arg-type]

    assert DataRequest.objects.waiting().count() == 2


def test_merge_opened_by_address_leaves_a_row(fund: Fund, client: Client) -> None:
    row = make_recipient(fund)
    client.force_login(make_officer(fund, "quy5"))

    assert NAME in client.get(reverse("scholarships:recipient-join", args=[row.pk])).content.decode()

    assert NameAccess.objects.of_child(row).count() == 1


def test_many_records_are_forgotten_only_with_their_number_typed(fund: Fund, client: Client) -> None:
    for number in range(MANY + 1):
        old_child(fund, f"Lê Thị {number}")
    client.force_login(make_officer(fund, "quy5"))
    page = reverse("scholarships:anonymise", args=[fund.pk])

    plain, wrong = client.post(page, {}), client.post(page, {"number": str(MANY)})
    right = client.post(page, {"number": str(MANY + 1)})

    assert (plain.status_code, wrong.status_code, right.status_code) == (422, 422, 200)
    assert "không phải 20" in wrong.content.decode()
    assert f"Sẽ xóa họ tên, lớp, trường, hoàn cảnh của {MANY + 1} hồ sơ" in right.content.decode()


def test_restricted_child_stands_on_no_paper_and_gets_no_new_suat_but_is_paid(fund: Fund) -> None:
    row = make_recipient(fund)
    agree(row)
    suat = make_grant(fund, recipient=row)
    workflow.restrict(row, reason="Gia đình yêu cầu", on=PAID_ON, by=clerk(), at=now())
    row = Recipient.objects.get()

    assert (row.shown_name, row.signing_name) == ("(đã yêu cầu hạn chế sử dụng)",) * 2
    with pytest.raises(Refused, match="đang hạn chế sử dụng từ ngày 05/09/2020"):
        make_grant(fund, recipient=row, school_year=2021, decided_on=dt.date(2021, 9, 1))
    pay(suat, 1_000_000)
    workflow.unrestrict(row, reason="Gia đình đồng ý lại", by=clerk(), at=now())
    assert Recipient.objects.get().shown_name == NAME
    assert row.changes.count() == 2


def old_child(fund: Fund, name: str = NAME) -> Recipient:
    """Somebody whose last suất was of 2012–2013, paid."""
    row = make_recipient(fund, name, 2002)
    day = dt.date(2012, 9, 1)
    suat = make_grant(fund, 100_000, row, school_year=2012, decided_on=day, ward=fund.unit)
    pay(suat, 100_000, on=dt.date(2020, 2, 1))
    return row


def test_record_is_anonymous_after_its_time_and_sums_stay(fund: Fund) -> None:
    row, recent = old_child(fund), make_grant(fund).recipient
    agree(row)
    workflow.correct_recipient(row, right(birth_year=2003), reason="Ghi sai", by=clerk(), at=now())

    assert workflow.due(fund, dt.date(2023, 8, 31)) == []
    assert workflow.due(fund, dt.date(2023, 9, 1)) == [row]
    workflow.anonymise(fund, [row.pk], by=clerk(), at=now())

    row.refresh_from_db()
    assert (row.name, row.folded, row.school, row.class_name) == ("(đã ẩn danh)", "(da an danh)", "", "")
    assert (row.changes.get().before, row.consents.all()[0].evidence) == ({}, "(đã ẩn danh)")
    assert workflow.paid_so_far(row.grants.get()) == 100_000
    assert workflow.due(fund, dt.date(2040, 1, 1)) == []
    assert Recipient.objects.get(pk=recent.pk).name == NAME


def test_record_with_an_open_request_or_money_to_come_is_not_due(fund: Fund) -> None:
    asked_for, waits = old_child(fund, "Lê Một"), make_recipient(fund, "Lê Hai", 2002)
    make_grant(fund, 100_000, waits, school_year=2012, decided_on=dt.date(2012, 9, 1))
    request = ask(asked_for)

    with pytest.raises(Stale, match="HS-00001 chưa đến hạn"):
        workflow.anonymise(fund, [asked_for.pk], by=clerk(), at=now())
    workflow.answer_request(request, RequestOutcome.DONE, "Xong", on=timezone.localdate(), by=clerk(), at=now())

    assert workflow.due(fund, dt.date(2026, 1, 1)) == [asked_for]


def test_paper_for_the_guardian_says_what_is_kept_and_who_saw_it(fund: Fund, client: Client) -> None:
    row = make_recipient(fund)
    make_grant(fund, recipient=row)
    request = ask(row)
    client.force_login(make_officer(fund, "quy5"))
    for _ in range(3):
        client.get(row.get_absolute_url())

    early = client.get(reverse("scholarships:request-print", args=[request.pk]))
    page = client.get(request.get_absolute_url()).content.decode()
    workflow.answer_request(request, RequestOutcome.DONE, "Đã in", on=timezone.localdate(), by=clerk(), at=now())
    answer = client.get(reverse("scholarships:request-print", args=[request.pk]))

    assert early.status_code == 422 and "chưa được trả lời nên chưa in được" in early.content.decode()
    assert "In trả lời" not in page and "In trả lời" in client.get(request.get_absolute_url()).content.decode()
    words = pdf_text(answer.content)
    assert NAME in words and "Trường Tiểu học Kín Đáo" in words
    assert "Suất số 1, năm học 2020–2021, Tiếp bước đến trường: 1.000.000 đồng" in words
    assert words.count("xem hồ sơ (HS-00001), 4 lần") == 1  # the page of the request is one of them
    assert "Giữ đến hết ngày 31/08/2031" in words


def test_request_stands_in_what_is_due_with_the_clock_that_runs_next_and_no_name(fund: Fund) -> None:
    officer, request = make_officer(fund), ask(make_recipient(fund))

    (asked,) = requests_waiting(officer, PAID_ON)
    workflow.acknowledge(request, on=timezone.localdate(), at=now())
    (told,) = requests_waiting(officer, PAID_ON)

    assert (asked.due, told.due) == (request.acknowledge_by, request.answer_by)
    assert asked.url == told.url == request.get_absolute_url()
    assert NAME not in asked.sentence + told.sentence
    assert requests_waiting(make_officer(make_fund(make_ward("Phường 7")), "quy7"), PAID_ON) == []
