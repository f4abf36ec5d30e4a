"""What people are told: once each, in the ways they want, never with anybody's name; and their calendars."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from awards.titles import workflow as titles
from awards.titles.workflow import Signature
from awards.uploads.models import Upload
from hocTap.lib.calendars import Day, calendar_of
from hocTap.lib.waiting import Waiting
from indicators import workflow as sheets
from indicators.enums import Action, State
from indicators.models import Step, Submission
from tests.awards.scholarships.factories import NAME, make_fund, make_grant
from tests.awards.scholarships.test_lists import CHILDREN
from tests.awards.scholarships.test_lists import sent as list_of_children
from tests.awards.titles.factories import SIGNED, bring_to_proposed, make_candidate, make_world, recognise
from tests.factories import make_district, make_user, make_ward
from tests.indicators.factories import GOOD, Story, fill, make_story
from tests.test_large_office import Office
from units import calendars
from units.enums import Role
from units.models import CalendarAddress, Notice, Turn, User
from units.notices import jobs, mailing, workflow
from units.notices.enums import NoticeKind
from units.notices.workflow import Wanted, reminders

TODAY = dt.date(2026, 3, 20)


def thing(**facts: Any) -> Waiting:
    return Waiting("sheet-1", "Báo cáo số liệu", "Báo cáo năm – Năm 2025", "/so-lieu/1/", facts=("Phường 5",), **facts)


# What is to be told


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (8, []),
        (7, [("soon", "-7")]),
        (2, [("soon", "-7")]),
        (1, [("soon", "-1")]),
        (0, [("soon", "-1")]),
        (-1, [("late", "+1")]),
        (-6, [("late", "+1")]),
        (-7, [("late", "+7")]),
        (-30, [("late", "+30")]),
        (-365, [("late", "+30")]),
        (-366, []),
    ],
)
def test_deadline_is_told_before_and_after_each_time_once(days: int, told: list[tuple[str, str]]) -> None:
    due = TODAY + dt.timedelta(days=days)

    found = [each for each in reminders([thing(due=due)], TODAY) if each.kind != NoticeKind.WEEKLY]

    assert [(each.kind.value, each.key) for each in found] == [
        (kind, f"{kind}:sheet-1@{due}{mark}") for kind, mark in told
    ]


def test_week_is_told_once_with_what_waits_in_it() -> None:
    found = [thing(back=True), thing(due=dt.date(2026, 3, 1)), *[thing(tasks=3)] * 20]

    (monday,) = [each for each in reminders(found, dt.date(2026, 3, 16)) if each.kind == NoticeKind.WEEKLY]
    (friday,) = [each for each in reminders(found, TODAY) if each.kind == NoticeKind.WEEKLY]

    assert monday.key == friday.key == "weekly:2026-12"
    assert friday.sentence == "Tuần này có 62 việc đang chờ: 1 bị trả lại, cần sửa; 1 đã quá hạn; 60 đang chờ"
    assert friday.detail.splitlines()[0] == "– Báo cáo năm – Năm 2025 (Phường 5)"
    assert friday.detail.splitlines()[-1] == "– và 7 việc khác"
    assert reminders([], TODAY) == []


def test_steps_of_one_deadline_are_told_together_and_stay_told_when_they_move_on() -> None:
    def step(name: str, number: int) -> Waiting:
        words = f"Gia đình học tập năm 2026: {number} hộ {name}"
        return Waiting(f"titles-1-{name}", "Danh hiệu", words, "/x/", about="titles-1", due=TODAY, facts=("Phường 5",))

    first, second, later = step("chờ tự đánh giá", 3), step("chờ thẩm định", 2), step("chờ trình", 5)

    (told, _), (again, _) = reminders([first, second], TODAY), reminders([later], TODAY)

    assert told.sentence == (
        "Hạn 20/03/2026: Gia đình học tập năm 2026: 3 hộ chờ tự đánh giá; "
        "Gia đình học tập năm 2026: 2 hộ chờ thẩm định (Phường 5)"
    )
    assert told.key == again.key


# Made once


@pytest.fixture
def story(db: None) -> Story:
    found = make_story()
    for person in (found.officer, found.next_officer, found.office):
        person.email = f"{person.username}@example.vn"
        person.save()
    return found


def told(person: User) -> list[str]:
    kept = Notice.objects.filter(person=person).exclude(kind__in=[NoticeKind.WEEKLY, NoticeKind.LATE])
    return [each.sentence for each in kept.order_by("pk")]


def test_sheet_that_comes_back_is_told_to_its_unit_once_and_to_nobody_else(story: Story) -> None:
    sheet = story.bring_to(State.RETURNED)
    sheet.steps.update(at=timezone.now())

    made = [workflow.tell_news(timezone.now()) for _ in range(2)]

    assert made == [2, 0]
    both = [told(person) for person in (story.officer, story.colleague)]
    assert both == [["Bị trả lại để sửa: báo cáo số liệu của Phường 5, Năm 2020"]] * 2
    assert [told(person) for person in (story.next_officer, story.office)] == [[], []]


def test_sheet_that_went_up_again_before_anybody_heard_is_no_news(story: Story) -> None:
    sheet = story.bring_to(State.RETURNED)
    sheets.submit(sheet, by=story.officer, at=timezone.now())
    sheet.steps.update(at=timezone.now())

    assert workflow.tell_news(timezone.now()) == 0


def test_approval_is_told_and_leads_to_a_page_that_opens(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.APPROVED)
    sheet.steps.update(at=timezone.now())
    workflow.tell_news(timezone.now())
    notice = Notice.objects.get(person=story.officer)
    client.force_login(story.officer)

    answer = client.get(reverse("desk:notice-open", args=[notice.pk]), follow=True)

    assert notice.sentence == "Đã duyệt: báo cáo số liệu của Phường 5, Năm 2020"
    assert (answer.status_code, answer.redirect_chain[0][0]) == (200, sheet.get_absolute_url())
    assert Notice.objects.get(pk=notice.pk).read_at is not None


def test_reminding_again_makes_nothing_new(story: Story) -> None:
    story.start()

    made = [jobs.run(timezone.now())[0] for _ in range(2)]

    assert made[0] > 0
    assert made[1] == 0
    assert {each.person for each in Notice.objects.all()} == {story.officer, story.colleague, story.next_officer}


def test_database_takes_a_notice_once(story: Story) -> None:
    facts = {"person": story.officer, "kind": NoticeKind.SOON, "key": "k", "made_at": timezone.now()}
    Notice.objects.create(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**facts)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real concurrent connections")
def test_two_workers_at_once_tell_and_mail_each_thing_once() -> None:
    story = make_story()
    User.objects.filter(pk=story.officer.pk).update(email="phuong5@example.vn")
    sheet = story.bring_to(State.RETURNED)
    sheet.steps.update(at=timezone.now())
    begin = threading.Barrier(2)

    def work() -> None:
        begin.wait()
        workflow.tell_news(timezone.now())
        mailing.send_waiting(timezone.now())
        connections.close_all()

    both = [threading.Thread(target=work) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert Notice.objects.count() == 2
    assert [letter.to for letter in mail.outbox] == [["phuong5@example.vn"]]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real concurrent connections")
def test_everything_run_by_two_at_once_is_made_and_mailed_once() -> None:
    story = make_story()
    User.objects.filter(pk=story.officer.pk).update(email="phuong5@example.vn")
    due = timezone.localdate() + dt.timedelta(days=1)
    type(story.period).objects.filter(pk=story.period.pk).update(due_on=due, closes_on=None)
    story.bring_to(State.RETURNED).steps.update(at=timezone.now())
    begin = threading.Barrier(2)

    def work() -> None:
        begin.wait()
        jobs.run(timezone.now())
        connections.close_all()

    both = [threading.Thread(target=work) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    kinds = [NoticeKind.RETURNED, NoticeKind.SOON, NoticeKind.WEEKLY]
    made = Notice.objects.filter(person=story.officer, mailed_at__isnull=False).order_by("kind")
    assert sorted(made.values_list("kind", flat=True)) == sorted(kinds)
    letters = "\n".join(f"{letter.body}" for letter in mail.outbox)
    assert [letters.count(each.sentence) for each in made] == [1, 1, 1]


@pytest.mark.django_db
def test_reminding_asks_no_more_often_in_a_large_office() -> None:
    office = Office()
    people = [office.person.pk, office.world.office.pk, office.world.approver.pk]

    def asked() -> tuple[int, int]:
        sent = Submission.objects.filter(state=State.SUBMITTED, period=office.periods[-1])
        sent.update(state=State.RETURNED, submitted_by=None, submitted_at=None)
        steps = [
            Step(submission=sheet, action=Action.RETURN, by=office.world.office, at=timezone.now(), reason="x")
            for sheet in Submission.objects.filter(state=State.RETURNED)
        ]
        Step.objects.bulk_create(steps)
        with CaptureQueriesContext(connection) as reminding:
            workflow.remind(people, timezone.now())
        with CaptureQueriesContext(connection) as telling:
            workflow.tell_news(timezone.now())
        return len(reminding), len(telling)

    office.grow_to(4)
    asked()
    Notice.objects.all().delete()
    few = asked()
    office.grow_to(40)
    many = asked()

    assert many == few
    assert Notice.objects.filter(kind=NoticeKind.RETURNED).count() >= 20


# Letters


def test_letter_goes_out_once_with_what_is_new_and_where_it_leads(story: Story) -> None:
    sheet = story.bring_to(State.RETURNED)
    sheet.steps.update(at=timezone.now())
    with override_settings(SITE="https://hoctap.example.vn/"):
        workflow.tell_news(timezone.now())
        sent = [mailing.send_waiting(timezone.now()) for _ in range(2)]

    assert sent == [1, 0]
    (letter,) = mail.outbox
    assert letter.to == ["phuong5@example.vn"]
    assert letter.subject == "[hocTap] Bị trả lại để sửa: báo cáo số liệu của Phường 5, Năm 2020"
    assert f"https://hoctap.example.vn{reverse('indicators:submission-entry', args=[sheet.pk])}" in letter.body
    assert sheet.steps.latest("pk").reason not in letter.body


def test_whoever_has_no_address_is_told_on_the_site_alone(story: Story) -> None:
    User.objects.update(email="")
    story.bring_to(State.RETURNED).steps.update(at=timezone.now())

    workflow.tell_news(timezone.now())

    assert mailing.send_waiting(timezone.now()) == 0
    assert len(told(story.officer)) == 1


class Refusing(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


def test_letter_that_the_server_refuses_is_tried_again(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    story.bring_to(State.RETURNED).steps.update(at=timezone.now())
    workflow.tell_news(timezone.now())

    with override_settings(EMAIL_BACKEND="tests.test_notices.Refusing"):
        refused = mailing.send_waiting(timezone.now())

    assert (refused, mailing.send_waiting(timezone.now()), len(mail.outbox)) == (0, 1, 1)


def test_each_kind_and_way_is_switched_off_by_the_person(client: Client, story: Story) -> None:
    client.force_login(story.officer)
    page = reverse("desk:settings")
    kept = [kind for kind in NoticeKind.values if kind != NoticeKind.RETURNED]
    client.post(page, {"on_site": NoticeKind.values, "by_mail": kept})
    story.bring_to(State.RETURNED).steps.update(at=timezone.now())
    workflow.tell_news(timezone.now())

    assert (mailing.send_waiting(timezone.now()), len(told(story.officer))) == (0, 1)
    assert workflow.wanted_by(story.officer) == Wanted(tuple(NoticeKind.values), tuple(kept))

    workflow.choose(story.officer, Wanted((), ()))
    assert workflow.keep({story.officer.pk: reminders([thing(due=TODAY)], TODAY)}, timezone.now()) == 0


def test_switching_letters_off_holds_for_those_that_wait(story: Story) -> None:
    story.bring_to(State.RETURNED).steps.update(at=timezone.now())
    workflow.tell_news(timezone.now())

    workflow.choose(story.officer, Wanted(tuple(NoticeKind.values), ()))

    assert mailing.send_waiting(timezone.now()) == 0


@pytest.mark.django_db
def test_no_notice_letter_or_calendar_names_a_person() -> None:
    world = make_world()
    User.objects.update(email="a@example.vn")
    fund = make_fund(world.ward, cash=10_000_000)
    make_grant(fund)
    keeper = make_user("quy5", (Role.FUND_OFFICER, world.ward))
    User.objects.filter(pk=keeper.pk).update(email="quy5@example.vn")
    back, gone = make_candidate(world, "Lê Thị Trả Lại"), make_candidate(world, "Lê Thị Được", community=world.second)
    rows = bring_to_proposed(world, back, gone)
    titles.return_group([rows[0].pk], "Con là Lê Văn Bé bỏ học", by=world.approver, at=timezone.now())
    signature = Signature(7, SIGNED, "Trần Văn Ký")
    titles.sign(recognise(world, rows[1]), signature, by=world.approver, at=timezone.now())

    jobs.run(timezone.now())

    kept = "\n".join(f"{each.sentence} {each.detail}" for each in Notice.objects.all())
    letters = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    files = [calendars.file_for(person, "https://x", timezone.now()) for person in (world.officer, keeper)]
    everything = kept + letters + b"".join(files).decode()
    assert "Bị trả lại để sửa: 1 hồ sơ Gia đình học tập năm 2020" in letters
    assert "công nhận 1 hộ Gia đình học tập năm 2020" in letters
    assert "1 suất chưa chi đủ" in letters
    names = (NAME, "Lê Thị", "Lê Văn Bé", *User.objects.values_list("full_name", flat=True))
    assert [name for name in names if name in everything] == []


@pytest.mark.django_db
def test_list_of_children_that_waits_names_none_of_them() -> None:
    """The file, the campaign and the answers are full of names; what is told of it is how many rows wait."""
    fund = make_fund(make_ward("Phường 5", make_district()), cash=20_000_000)
    upload = list_of_children(fund, "grants", CHILDREN)
    Upload.objects.filter(pk=upload.pk).update(name="Lê Thị Mới và các cháu.xlsx", problem="Lê Thị Mới: sai năm sinh")
    User.objects.filter(pk=upload.by_id).update(email="quy5@example.vn")

    jobs.run(timezone.now())

    kept = "\n".join(f"{each.sentence} {each.detail} {each.url}" for each in Notice.objects.all())
    letters = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    file = calendars.file_for(User.objects.get(pk=upload.by_id), "https://x", timezone.now()).decode()
    assert "chưa ghi vào sổ" in letters
    assert [name for name in ("Lê Thị Mới", "Trần Văn Hai", "cháu") if name in kept + letters + file] == []


# Pages


def test_page_holds_ones_own_notices_and_marks_what_it_showed(client: Client, story: Story) -> None:
    for number in range(2):
        workflow.keep({story.officer.pk: reminders([thing(due=TODAY)], TODAY)[:1]}, timezone.now())
        workflow.keep({story.next_officer.pk: reminders([thing(due=TODAY)], TODAY)[:1]}, timezone.now())
        assert Notice.objects.count() == 2, number
    mine, others = Notice.objects.get(person=story.officer), Notice.objects.get(person=story.next_officer)
    client.force_login(story.officer)

    page = client.get(reverse("desk:notice-list")).content.decode()
    answers = [client.get(reverse("desk:notice-open", args=[each.pk])).status_code for each in (others, mine)]

    assert page.count("Hạn 20/03/2026: Báo cáo năm – Năm 2025 (Phường 5)") == 2
    assert answers == [404, 302]
    client.force_login(story.next_officer)
    client.post(reverse("desk:notices-read"), {"den": others.pk - 1})
    assert workflow.unread(story.next_officer) == 1
    client.post(reverse("desk:notices-read"), {"den": others.pk})
    assert workflow.unread(story.next_officer) == 0


def test_whoever_only_reads_has_reminders_and_a_calendar_of_his_own(client: Client, story: Story) -> None:
    client.force_login(make_user("lanhdao", (Role.READER, story.district)))
    pages = ("desk:notice-list", "desk:settings", "desk:job-list", "desk:calendar-file", "desk:calendar-make")

    assert [client.get(reverse(page)).status_code for page in pages] == [200] * len(pages)
    assert client.post(reverse("desk:settings"), {"on_site": ["weekly"]}).status_code == 302
    assert client.post(reverse("desk:calendar-make")).status_code == 302


# By the hour and by the day


@pytest.mark.django_db(transaction=True)
def test_workers_share_the_turns_of_the_hour_and_of_the_day() -> None:
    morning = dt.datetime(2026, 3, 20, 0, 0, tzinfo=dt.UTC)

    def at(**later: float) -> list[str]:
        return jobs.schedule(morning + dt.timedelta(**later))

    assert (at(), at()) == (["tell", "remind"], [])
    assert at(minutes=59) == []
    assert at(minutes=61) == ["tell"]
    assert at(hours=23) == ["tell"]
    assert at(hours=23.6) == ["remind"]
    assert {row.name for row in Turn.objects.all()} == {"tell", "remind"}
    assert DBTaskResult.objects.count() == 5


def test_command_says_what_it_did_and_does_it_once(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    story.bring_to(State.RETURNED).steps.update(at=timezone.now())

    call_command("remind")
    call_command("remind")

    first, second = capsys.readouterr().out.splitlines()
    assert not first.startswith("0 ")
    assert second == "0 thông báo mới, 0 thư đã gửi."


# The calendar


@pytest.fixture
def calendar(client: Client, story: Story) -> Iterator[str]:
    """The secret address of the officer of Phường 5."""
    client.force_login(story.officer)
    client.post(reverse("desk:calendar-make"))
    page = client.get(reverse("desk:settings"))
    client.logout()
    yield page.context["address"].removeprefix("http://testserver")


def events(content: bytes) -> list[tuple[str, dt.date]]:
    return [(str(each["summary"]), each.decoded("dtstart")) for each in Calendar.from_ical(content).walk("VEVENT")]


def test_calendar_at_the_secret_address_holds_ones_deadlines_for_whoever_has_it(
    client: Client, story: Story, calendar: str
) -> None:
    due = timezone.localdate() + dt.timedelta(days=20)
    type(story.period).objects.filter(pk=story.period.pk).update(due_on=due, closes_on=None)

    answer = client.get(calendar)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (f"Hạn: {story.form.title} – Năm 2020 (Phường 5)", due) in events(answer.content)
    client.force_login(story.officer)
    assert events(client.get(reverse("desk:calendar-file")).content) == events(answer.content)


def test_address_shows_nothing_once_it_was_revoked_replaced_or_its_person_left(
    client: Client, story: Story, calendar: str
) -> None:
    wrong = calendar.replace(calendar.split("/")[-2], "0" * 64)
    assert (client.get(calendar).status_code, client.get(wrong).status_code) == (200, 404)
    assert client.post(calendar).status_code == 405

    second = calendars.make(story.officer, timezone.now())
    newer = reverse("desk:calendar", args=[calendars.token_of(second)])
    assert (client.get(calendar).status_code, client.get(newer).status_code) == (404, 200)

    User.objects.filter(pk=story.officer.pk).update(is_active=False)
    assert client.get(newer).status_code == 404
    User.objects.filter(pk=story.officer.pk).update(is_active=True)
    calendars.revoke(story.officer, timezone.now())
    assert client.get(newer).status_code == 404


def test_address_is_kept_nowhere_and_each_is_another(story: Story) -> None:
    first = calendars.make(story.officer, timezone.now())
    second = calendars.make(story.officer, timezone.now())
    other = calendars.make(story.next_officer, timezone.now())

    tokens = {calendars.token_of(each) for each in (first, second, other)}

    assert len(tokens) == 3
    kept = " ".join(f"{row.nonce} {row.digest}" for row in CalendarAddress.objects.all())
    assert [token for token in tokens if token in kept] == []


def test_calendar_file_keeps_long_lines_short_and_signs_as_they_are() -> None:
    title = "Hạn: Báo cáo; năm, về xây dựng xã hội học tập\\ " * 4
    day = Day("sheet-1", TODAY, title.strip(), "Phường 5\nQuận 11", "https://x/so-lieu/1/")

    content = calendar_of([day], name="Hạn việc", host="x.vn", now=timezone.now())

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (str(event["summary"]), str(event["description"])) == (title.strip(), "Phường 5\nQuận 11")
    assert (str(event["uid"]), event.decoded("dtend")) == ("sheet-1@x.vn", TODAY + dt.timedelta(days=1))


@pytest.mark.django_db
def test_day_for_a_title_says_once_that_it_is_one_and_for_whom() -> None:
    world = make_world()
    bring_to_proposed(world, make_candidate(world))
    make_candidate(world)

    titles = [title for title, _ in events(calendars.file_for(world.officer, "https://x", timezone.now()))]

    own = [title for title in titles if "Gia đình học tập" in title]
    assert own
    assert all(re.fullmatch(r"Hạn trình Gia đình học tập năm \d{4} \(Phường 5\)", title) for title in own)


def test_sheet_that_was_sent_is_no_deadline_any_more(story: Story) -> None:
    sheet = story.start()
    due = timezone.localdate() + dt.timedelta(days=20)
    type(story.period).objects.filter(pk=story.period.pk).update(due_on=due, closes_on=None)
    title = f"Hạn: {story.form.title} – Năm 2020".encode()
    before = calendars.file_for(story.officer, "https://x", timezone.now())
    fill(sheet, GOOD)
    sheets.submit(sheet, by=story.officer, at=timezone.now())

    after = calendars.file_for(story.officer, "https://x", timezone.now())

    assert (title in before.replace(b"\r\n ", b""), title in after.replace(b"\r\n ", b"")) == (True, False)
