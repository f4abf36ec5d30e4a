"""A breach of personal data: written down at once, its notice sent within 72 hours, all of it kept."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from hocTap.lib.refusals import Refused, Stale
from tests.factories import make_district, make_user, make_ward
from units.enums import BreachAction, ChangeKind, Role
from units.models import DataBreach, Unit, User
from units.privacy import workflow
from units.privacy.workflow import Notice
from units.waiting import breaches_waiting
from units.workflow import Move, close_version, record_change

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
HOUR = dt.timedelta(hours=1)
NOTICE = Notice(
    place="Tối 19/11/2026, bộ phận một cửa",
    nature="Gửi nhầm danh sách cho phường khác",
    numbers={"5-tre-em": 12, "4-danh-hieu": 0},
    harm="Lộ hoàn cảnh của trẻ em",
    done="Đã thu hồi tệp",
    planned="",
    contact="Nguyễn Thị Minh Họa, 028 0000 0000",
)


@pytest.fixture
def ward() -> Unit:
    return make_ward("Phường 5", make_district())


@pytest.fixture
def office(ward: Unit) -> User:
    return make_user("phong", (Role.DISTRICT_OFFICE, Unit.objects.exclude(pk=ward.pk).earliest("pk")))


@pytest.fixture
def breach(ward: Unit, office: User) -> DataBreach:
    return workflow.record(ward, AT, NOTICE, by=office, at=AT + HOUR)


def inside(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_heir_answers_for_a_unit_that_has_ended(ward: Unit, breach: DataBreach) -> None:
    heir, on = make_ward("Phường Hòa Bình"), dt.date(2025, 7, 1)
    close_version(ward, last_day=on - dt.timedelta(days=1))
    record_change(ChangeKind.MERGE, on, [Move(ward, heir)], decision="Nghị quyết thử")
    clerk = make_user("hoabinh", (Role.DISTRICT_OFFICE, heir))
    client = inside(clerk)

    assert len(breaches_waiting(clerk, AT.date())) == 1
    assert "Phường Hòa Bình trả lời, thông báo" in client.get(breach.get_absolute_url()).content.decode()
    workflow.send(breach, sent_at=AT + HOUR, paper="5/TB-UBND", because="", by=clerk, at=AT + 2 * HOUR)

    paper = client.get(reverse("privacy:breach-print", args=[breach.pk]))
    assert "Phường Hòa Bình trả lời" in " ".join(PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split())


def test_clock_runs_from_when_it_was_known_and_stands_in_what_is_due(breach: DataBreach, office: User) -> None:
    (line,) = breaches_waiting(office, dt.date(2026, 11, 21))

    assert breach.notice_by == AT + dt.timedelta(hours=72)
    assert breach.numbers == {"5-tre-em": 12}
    assert (line.due, line.url) == (dt.date(2026, 11, 23), breach.get_absolute_url())
    assert "Phường 5: thông báo vi phạm dữ liệu cá nhân trước 08:00 23/11/2026" in line.sentence


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"numbers": {}}, "bao nhiêu hồ sơ"),
        ({"nature": " "}, "việc đã xảy ra"),
        ({"contact": ""}, "đầu mối"),
        ({"done": "<b>x"}, "thẻ HTML"),
    ],
)
def test_notice_without_what_the_law_asks_is_refused(
    ward: Unit, office: User, wrong: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        workflow.record(ward, AT, replace(NOTICE, **wrong), by=office, at=AT)  # type: ignore[arg-type]


def test_moment_to_come_is_refused(ward: Unit, office: User) -> None:
    with pytest.raises(Refused, match="chưa đến"):
        workflow.record(ward, AT + HOUR, NOTICE, by=office, at=AT)


def test_late_notice_says_why(breach: DataBreach, office: User) -> None:
    late = AT + dt.timedelta(hours=73)
    sent = {"sent_at": late, "paper": "12/BC", "by": office, "at": late}

    with pytest.raises(Refused, match="lý do chậm"):
        workflow.send(breach, because="", **sent)  # type: ignore[arg-type]
    done = workflow.send(breach, because="Mất điện", **sent)  # type: ignore[arg-type]

    assert done.is_late
    with pytest.raises(IntegrityError), transaction.atomic():
        DataBreach.objects.update(because="")


def test_what_was_sent_is_not_written_again_and_every_wording_is_kept(breach: DataBreach, office: User) -> None:
    workflow.edit(breach, AT, replace(NOTICE, planned="Đổi mật khẩu"), by=office, at=AT + HOUR)
    workflow.send(breach, sent_at=AT + HOUR, paper="12/BC", because="", by=office, at=AT + 2 * HOUR)

    with pytest.raises(Stale):
        workflow.edit(breach, AT, NOTICE, by=office, at=AT + 3 * HOUR)
    with pytest.raises(Stale):
        workflow.drop(breach, because="Nhầm", by=office, at=AT + 3 * HOUR)

    steps = list(breach.steps.values_list("action", "content__planned"))
    assert steps == [
        (BreachAction.RECORD, ""),
        (BreachAction.EDIT, "Đổi mật khẩu"),
        (BreachAction.SEND, "Đổi mật khẩu"),
    ]
    assert breaches_waiting(office, dt.date(2026, 11, 21)) == []


def test_no_notice_needs_a_reason(breach: DataBreach, office: User) -> None:
    with pytest.raises(Refused, match="vì sao"):
        workflow.drop(breach, because="", by=office, at=AT + HOUR)


PAGES = ("breach-detail", "breach-edit", "breach-end", "breach-print")


def test_officer_writes_prints_and_marks_it_sent(ward: Unit, office: User) -> None:
    client, now = inside(office), timezone.localtime()
    typed = {
        "unit": ward.pk,
        "known_on": f"{now:%d/%m/%Y}",
        "known_time": "0h",
        "place": "Một cửa",
        "nature": "Mất tệp",
        "harm": "Lộ tên",
        "done": "Khóa máy",
        "contact": "Bà Hoa",
        "so_5-tre-em": "1.234",
    }
    answer = client.post(reverse("privacy:breach-add"), typed)
    breach = DataBreach.objects.get()
    page = client.get(answer["Location"]).content.decode()
    paper = client.get(reverse("privacy:breach-print", args=[breach.pk]))
    said = " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(paper.content)).pages)
    ended = {"outcome": "sent", "sent_on": typed["known_on"], "sent_time": "0:00", "paper": "12/BC"}
    question = client.post(reverse("privacy:breach-end", args=[breach.pk]), ended)

    edited = client.get(reverse("privacy:breach-edit", args=[breach.pk])).content.decode()

    assert 'value="1.234"' in edited
    assert 'value="00:00"' in edited
    assert "còn " in page
    assert "1.234 hồ sơ" in page
    assert "1.234 hồ sơ" in said
    assert "chưa đối chiếu" in said
    assert "no-store" in paper["Cache-Control"]
    assert "không sửa được" in question.content.decode()
    assert DataBreach.objects.get().outcome == ""


@pytest.mark.parametrize("role", [Role.WARD_OFFICER, Role.FUND_OFFICER, Role.READER, Role.TITLE_APPROVER])
def test_others_do_not_open_it(breach: DataBreach, ward: Unit, role: Role) -> None:
    client = inside(make_user("khac", (role, ward)))

    assert {client.get(reverse(f"privacy:{name}", args=[breach.pk])).status_code for name in PAGES} == {403}
    assert {client.get(reverse(f"privacy:breach-{name}")).status_code for name in ("list", "add")} == {403}


def test_office_of_elsewhere_finds_nothing_and_writes_nothing(breach: DataBreach, ward: Unit) -> None:
    other = make_user("noi.khac", (Role.DISTRICT_OFFICE, make_district("Quận 12")))
    client = inside(other)

    assert {client.get(reverse(f"privacy:{name}", args=[breach.pk])).status_code for name in PAGES} == {404}
    assert f"số {breach.pk}" not in client.get(reverse("privacy:breach-list")).content.decode()
    assert breaches_waiting(other, AT.date()) == []
    with pytest.raises(Refused, match="không phụ trách"):
        workflow.record(ward, AT, NOTICE, by=other, at=AT)
