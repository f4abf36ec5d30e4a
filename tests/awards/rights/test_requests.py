"""What people ask of their data: found in every register, taken out, answered within the clocks of the law."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from awards.scholarships.models import NameAccess
from awards.titles.models import Nomination
from awards.titles.workflow import candidates
from awards.titles.workflow import rights as of_titles
from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from tests.awards.scholarships.factories import make_fund, make_recipient
from tests.awards.titles.factories import NOW, World, make_candidate, make_world, press, register, signed_in
from tests.factories import make_user
from units.enums import DataAct, RightAsker, RightKind, RightOutcome, Role
from units.models import DataBasis, DataStep, ListViewing, PersonRequest
from units.privacy.person import in_words
from units.privacy.rights import rules, workflow
from units.privacy.rights.books import record_of
from units.privacy.rights.workflow import Asked
from units.waiting import requests_waiting

pytestmark = pytest.mark.django_db

HOLDERS = "4-danh-hieu"
CAME = dt.date(2020, 10, 16)
FIND, GIVEN = reverse("privacy:person-find"), reverse("privacy:person-given")


@pytest.fixture
def world() -> World:
    return make_world()


def ask(world: World, pk: int, kind: RightKind = RightKind.SEE, received_on: dt.date = CAME) -> PersonRequest:
    found = record_of(world.officer, HOLDERS, pk)
    assert found
    said = Asked(kind, RightAsker.SELF, received_on, "Đơn số 5", "Xin biết đang giữ gì")
    return workflow.record_request(*found, said, by=world.officer, at=NOW)


@pytest.mark.parametrize(
    ("came", "by"), [("2026-11-27", "2026-12-01"), ("2026-11-28", "2026-12-01"), ("2026-11-23", "2026-11-25")]
)
def test_two_working_days_leave_out_saturday_and_sunday(came: str, by: str) -> None:
    assert rules.acknowledge_by(dt.date.fromisoformat(came)) == dt.date.fromisoformat(by)


@pytest.mark.parametrize(
    ("kind", "days", "longer"),
    [
        (RightKind.SEE, 10, 20),
        (RightKind.CORRECT, 10, 20),
        (RightKind.RESTRICT, 15, 30),
        (RightKind.WITHDRAW, 15, 30),
        (RightKind.OBJECT, 15, 30),
        (RightKind.FORGET, 20, 35),
    ],
)
def test_each_right_has_its_own_clock(kind: RightKind, days: int, longer: int) -> None:
    assert rules.answer_by(CAME, kind) == CAME + dt.timedelta(days=days)
    assert rules.answer_by(CAME, kind, extended=True) == CAME + dt.timedelta(days=longer)


def test_clock_that_runs_next_stands_in_what_is_due_and_names_nobody(world: World) -> None:
    holder = make_candidate(world, "Lê Thị Hỏi")
    request = ask(world, holder.pk)
    today = NOW.date()

    (first,) = requests_waiting(world.officer, today)
    workflow.acknowledge(request, on=today, by=world.officer, at=NOW)
    (second,) = requests_waiting(world.officer, today)
    workflow.extend(request, on=today, because="Hồ sơ ở kho", by=world.officer, at=NOW)
    (third,) = requests_waiting(world.officer, today)
    workflow.answer(request, RightOutcome.DONE, "Đã gửi", on=today, by=world.officer, at=NOW)

    assert [each.due for each in (first, second, third)] == [
        dt.date(2020, 10, 20),
        dt.date(2020, 10, 26),
        dt.date(2020, 11, 5),
    ]
    assert not any("Hỏi" in each.sentence for each in (first, second, third))
    assert requests_waiting(world.officer, today) == requests_waiting(world.other_officer, today) == []
    acts = list(DataStep.objects.values_list("act", flat=True))
    assert acts == [DataAct.ASKED, DataAct.TOLD, DataAct.EXTENDED, DataAct.ANSWERED]


def test_who_keeps_another_register_of_the_ward_does_not_read_what_was_asked(world: World) -> None:
    request = ask(world, make_candidate(world).pk)
    treasurer = make_user("thuquy", (Role.FUND_OFFICER, world.ward))
    make_fund(world.ward)

    listed = signed_in(treasurer).get(reverse("privacy:request-list"))

    assert (listed.status_code, request.get_absolute_url() in listed.content.decode()) == (200, False)
    assert signed_in(treasurer).get(request.get_absolute_url()).status_code == 404
    assert requests_waiting(treasurer, NOW.date()) == []
    assert signed_in(world.officer).get(request.get_absolute_url()).status_code == 200


def test_officer_asks_about_the_own_account_at_the_same_desk_and_administrators_answer(world: World) -> None:
    person, client = world.officer, signed_in(world.admin)
    page = client.get(reverse("units:person-detail", args=[person.pk])).content.decode()
    address = reverse("privacy:request-add", args=["1-can-bo", person.pk])
    said = {"kind": "correct", "asker": "self", "received_on": "16/10/2020", "paper": "Đơn số 8", "said": "Sai họ"}

    made = press(client, address, said)

    request = PersonRequest.objects.get()
    assert address in page and made.status_code == 302
    assert (request.book, request.row, request.unit) == ("1-can-bo", person.pk, world.ward)
    waits = {each: requests_waiting(each, CAME) for each in (world.admin, world.officer, world.office)}
    assert [len(each) for each in waits.values()] == [1, 0, 0]
    assert (waits[world.admin][0].due, waits[world.admin][0].url) == (dt.date(2020, 10, 20), request.get_absolute_url())
    assert request.get_absolute_url() in client.get("/").content.decode()
    read = {each: signed_in(each).get(request.get_absolute_url()).status_code for each in (world.officer, world.office)}
    assert set(read.values()) == {404}
    assert signed_in(world.office).get(address).status_code == 404
    answer = reverse("privacy:request-answer", args=[request.pk])
    too_early = press(client, answer, {"outcome": "done", "on": "17/10/2020", "answer": "Đã sửa"})
    assert "ngày trả lời phải từ ngày ấy trở đi" in too_early.content.decode()
    press(client, answer, {"outcome": "done", "on": vi.day(timezone.localdate()), "answer": "Đã sửa"})
    request.refresh_from_db()
    assert request.answered_by == world.admin
    assert requests_waiting(world.admin, CAME) == []
    paper = client.get(reverse("privacy:request-print", args=[request.pk]))
    assert world.officer.full_name in PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()


def test_each_step_is_taken_once_and_within_its_time(world: World) -> None:
    request, today = ask(world, make_candidate(world).pk), NOW.date()
    common = {"by": world.officer, "at": NOW}

    with pytest.raises(Refused, match="chưa tới"):
        workflow.acknowledge(request, on=today + dt.timedelta(days=1), **common)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="từ ngày nhận"):
        workflow.answer(request, RightOutcome.DONE, "Xong", on=CAME - dt.timedelta(days=1), **common)  # type: ignore[arg-type]
    for step in (workflow.acknowledge, lambda *args, **facts: workflow.extend(*args, because="Kho", **facts)):
        with pytest.raises(Refused, match=r"được ghi ngày .* phải từ ngày ấy"):
            step(request, on=today - dt.timedelta(days=1), **common)  # type: ignore[arg-type]
    workflow.extend(request, on=today, because="Hồ sơ ở kho", **common)  # type: ignore[arg-type]
    with pytest.raises(Stale, match="Đã gia hạn một lần"):
        workflow.extend(request, on=today, because="Lại chậm", **common)  # type: ignore[arg-type]
    workflow.answer(request, RightOutcome.REFUSED, "Không đúng người", on=today, **common)  # type: ignore[arg-type]
    with pytest.raises(Stale, match="đã được trả lời"):
        workflow.acknowledge(request, on=today, **common)  # type: ignore[arg-type]
    with pytest.raises(Stale, match="đã được trả lời"):
        workflow.answer(request, RightOutcome.DONE, "Xong", on=today, **common)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [RightKind.CORRECT, RightKind.RESTRICT, RightKind.WITHDRAW, RightKind.FORGET])
def test_nothing_is_answered_as_done_that_nobody_did(world: World, kind: RightKind) -> None:
    """Nor does another act count: what was put right is neither restricted, nor given back, nor taken out."""
    holder = make_candidate(world)
    request = ask(world, holder.pk, kind)
    facts = {"on": NOW.date(), "by": world.officer, "at": NOW}
    if kind != RightKind.CORRECT:
        candidates.correct(holder, {"name": "Lê Thị Sửa"}, by=world.officer, at=NOW)

    with pytest.raises(Refused, match="chưa ai làm việc"):
        workflow.answer(request, RightOutcome.DONE, "Xong", **facts)  # type: ignore[arg-type]
    workflow.answer(request, RightOutcome.PARTLY, "Giữ theo luật lưu trữ", **facts)  # type: ignore[arg-type]


def test_what_was_done_is_answered_as_done(world: World) -> None:
    holder, other = make_candidate(world, "Lê Thị Một"), make_candidate(world, "Lê Thị Hai")
    asked = [ask(world, holder.pk, RightKind.RESTRICT), ask(world, other.pk, RightKind.CORRECT)]
    facts = {"on": NOW.date(), "by": world.officer, "at": NOW}
    of_titles.restrict(holder, reason="Theo đơn số 5", **facts)  # type: ignore[arg-type]
    candidates.correct(other, {"name": "Lê Thị Hải"}, by=world.officer, at=NOW)

    for request in asked:
        workflow.answer(request, RightOutcome.DONE, "Đã làm", **facts)  # type: ignore[arg-type]

    assert not PersonRequest.objects.waiting().exists()


def test_what_was_undone_since_is_not_answered_as_done(world: World) -> None:
    holder = make_candidate(world)
    asked = [ask(world, holder.pk, kind) for kind in (RightKind.RESTRICT, RightKind.OBJECT)]
    facts = {"by": world.officer, "at": NOW}
    of_titles.restrict(holder, reason="Theo đơn số 5", on=NOW.date(), **facts)  # type: ignore[arg-type]
    of_titles.unrestrict(holder, reason="Nhầm", by=world.officer, at=NOW + dt.timedelta(minutes=1))

    for request in asked:
        with pytest.raises(Refused, match="chưa ai làm việc"):
            workflow.answer(request, RightOutcome.DONE, "Đã làm", on=NOW.date(), **facts)  # type: ignore[arg-type]


def test_page_of_a_request_opened_by_address_leaves_a_row(world: World) -> None:
    request = ask(world, make_candidate(world).pk)

    assert signed_in(world.officer).get(request.get_absolute_url()).status_code == 200

    seen = ListViewing.objects.get()
    assert (seen.what, seen.unit, seen.by, seen.names) == ("request", world.ward, world.officer, 1)


def test_time_that_is_over_is_not_made_longer(world: World) -> None:
    late = ask(world, make_candidate(world).pk, received_on=dt.date(2020, 10, 1))

    with pytest.raises(Refused, match="đã qua"):
        workflow.extend(late, on=NOW.date(), because="Chậm", by=world.officer, at=NOW)


def test_office_reads_and_only_the_keeper_answers(world: World) -> None:
    request = ask(world, make_candidate(world, "Lê Thị Hỏi").pk)
    pages = ("request-acknowledge", "request-extend", "request-answer", "request-print")
    seen = {
        person.username: signed_in(person).get(request.get_absolute_url()).status_code
        for person in (world.officer, world.office, world.other_officer, world.admin)
    }
    of_office = [
        signed_in(world.office).get(reverse(f"privacy:{name}", args=[request.pk])).status_code for name in pages
    ]

    assert seen == {"phuong5": 200, "phonggd": 200, "phuong6": 404, "quantri": 200}
    assert of_office == [403] * 4
    assert "Lê Thị Hỏi" not in signed_in(world.admin).get(request.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="không phụ trách"):
        found = record_of(world.office, HOLDERS, request.row)
        assert found
        said = Asked(RightKind.SEE, RightAsker.SELF, CAME, "Đơn", "Xin biết")
        workflow.record_request(*found, said, by=world.office, at=NOW)


def test_officer_writes_answers_and_prints_on_the_pages(world: World) -> None:
    holder = make_candidate(world, "Lê Thị Hỏi")
    client = signed_in(world.officer)
    address = reverse("privacy:request-add", args=[HOLDERS, holder.pk])
    form = {"kind": "see", "asker": "self", "received_on": "01/11/2026", "paper": "Đơn số 5", "said": "Xin biết"}

    press(client, address, form)
    request = PersonRequest.objects.get()
    early = client.get(reverse("privacy:request-print", args=[request.pk]))
    assert early.status_code == 422 and "chưa được trả lời nên chưa in được" in early.content.decode()
    press(
        client,
        reverse("privacy:request-answer", args=[request.pk]),
        {"outcome": "done", "on": vi.day(timezone.localdate()), "answer": "Đã đưa bản in"},
    )
    paper = client.get(reverse("privacy:request-print", args=[request.pk]))
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)

    request.refresh_from_db()
    assert (request.outcome, request.answer) == ("done", "Đã đưa bản in")
    assert "Lê Thị Hỏi" in words and "Đã đưa bản in" in words and "Luật 91/2025/QH15" in words
    assert DataStep.objects.filter(act=DataAct.TAKEN).count() == 1


def test_a_name_is_found_in_every_register_that_the_person_keeps_and_in_no_other(world: World) -> None:
    make_candidate(world, "Lê Thị Hoà")
    make_candidate(world, "Lê Thị Hoà", community=world.elsewhere, address="9 Hẻm Khác")
    fund = make_fund(world.ward)
    make_recipient(fund, "Lê Thị Hoà")
    keeper = make_user("haiviec", (Role.WARD_OFFICER, world.ward), (Role.FUND_OFFICER, world.ward))

    both = signed_in(keeper).get(FIND, {"ten": "le thi hoa"}).content.decode()
    officer = signed_in(world.officer).get(FIND, {"ten": "le thi hoa"}).content.decode()

    assert both.count('name="chon"') == 2 and "9 Hẻm Khác" not in both
    assert officer.count('name="chon"') == 1 and "Hồ sơ trẻ em của quỹ" in officer
    assert NameAccess.objects.get().what == "Tìm một người trong các sổ"
    assert signed_in(make_user("xem", (Role.READER, world.ward))).get(FIND).status_code == 403


def test_all_of_one_person_comes_out_on_paper_and_as_data_and_is_written_down(world: World) -> None:
    holder = make_candidate(world, "Lê Thị Hoà")
    child = make_recipient(make_fund(world.ward), "Lê Thị Hoà")
    keeper = make_user("haiviec", (Role.WARD_OFFICER, world.ward), (Role.FUND_OFFICER, world.ward))
    asked = {"chon": [f"{HOLDERS}:{holder.pk}", f"5-tre-em:{child.pk}"]}

    client = signed_in(keeper)
    paper, data = client.get(GIVEN, asked), json.loads(client.get(GIVEN, asked | {"dang": "json"}).content)
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)

    assert not [strange for strange in ("{", "None", "folded", "_id") if strange in words]
    assert words.count("Lê Thị Hoà") >= 2 and "Trường Tiểu học Kín Đáo" in words and holder.address in words
    assert [each["so"] for each in data] == ["Sổ đối tượng xét danh hiệu", "Hồ sơ trẻ em của quỹ"]
    assert sorted(DataStep.objects.values_list("book", "row", "by__username")) == sorted(
        [(HOLDERS, holder.pk, "haiviec"), ("5-tre-em", child.pk, "haiviec")] * 2
    )
    assert NameAccess.objects.filter(what="Dữ liệu của một người").count() == 2


def test_codes_are_read_in_words(world: World) -> None:
    (titled,) = register(world, make_candidate(world, "Lê Thị Hoà"))
    band = titled.criteria.bands.first()
    assert band
    taken = {"1.1": {"part": 121, "base": 198, "words": "121/198 hộ", "at": "2020-08-14T08:00:00+07:00"}}
    Nomination.objects.filter(pk=titled.pk).update(result=band.code, inputs=taken, typists={"1.1": world.officer.pk})

    told = in_words(Nomination.objects.get())

    assert (told["xếp loại"], told["số lấy từ sổ"]) == (band.name, "1.1: 121/198 hộ")
    assert "người gõ từng mục" not in told


@pytest.mark.parametrize(
    "chosen", ["", "x", "4-danh-hieu:", "4-danh-hieu:²", "4-danh-hieu:" + "9" * 30, "8-khac:1", "1-can-bo:1", ":1"]
)
def test_what_is_no_record_of_ones_own_is_not_found(world: World, client: Client, chosen: str) -> None:
    client.force_login(world.officer)

    assert client.get(GIVEN, {"chon": chosen}).status_code == 404
    assert not DataStep.objects.exists()


@pytest.mark.parametrize(("ticked", "said"), [(0, "Chưa đánh dấu hồ sơ nào"), (21, "nhiều nhất 20 hồ sơ một lần")])
def test_none_and_too_many_are_refused_in_words(world: World, client: Client, ticked: int, said: str) -> None:
    client.force_login(world.officer)

    answer = client.get(GIVEN, {"chon": [f"{HOLDERS}:{number + 1}" for number in range(ticked)]})

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not DataStep.objects.exists()


def test_whoever_only_reads_a_record_takes_nothing_out(world: World) -> None:
    holder = make_candidate(world)

    statuses = [
        signed_in(person).get(GIVEN, {"chon": f"{HOLDERS}:{holder.pk}"}).status_code
        for person in (world.office, world.approver, world.other_officer)
    ]

    assert statuses == [403, 403, 404]


def test_command_finds_a_name_in_all_registers_and_writes_what_is_kept(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = make_candidate(world, "Lê Thị Hoà"), make_candidate(world, "Lê Thị Hoà", community=world.elsewhere)
    child = make_recipient(make_fund(world.ward), "Lê Thị Hoà")
    keys = [f"{HOLDERS}:{here.pk}", f"5-tre-em:{child.pk}"]

    call_command("person_records", "le thi hoa")
    listed = {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()}
    call_command("person_records", "le thi hoa", "--take", *keys, "--by", "quantri", "--out", str(tmp_path))

    assert listed == {*keys, f"{HOLDERS}:{there.pk}"}
    assert "Trường Tiểu học Kín Đáo" in (tmp_path / "du-lieu.json").read_text("utf-8")
    assert (tmp_path / "du-lieu.pdf").read_bytes().startswith(b"%PDF")
    assert DataStep.objects.filter(by=world.admin, act=DataAct.TAKEN).count() == 2
    for wrong in (["--take", *keys], ["--take", "8-khac:1", "--by", "quantri", "--out", str(tmp_path)]):
        with pytest.raises(CommandError):
            call_command("person_records", "le thi hoa", *wrong)


def test_basis_is_recorded_by_who_keeps_the_data_ends_once_and_stands_on_the_paper(world: World) -> None:
    holder = make_candidate(world)
    client, add = signed_in(world.officer), reverse("privacy:basis-add")
    form = {"unit": world.ward.pk, "book": HOLDERS, "kind": "authority", "since": "05/01/2026"}
    form["paper"] = "Ủy quyền số 12"

    press(client, add, form)
    refused = client.post(add, form | {"unit": world.other_ward.pk})
    basis = DataBasis.objects.get()
    paper = client.get(GIVEN, {"chon": f"{HOLDERS}:{holder.pk}"})
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    listed = [
        "Ủy quyền số 12" in signed_in(person).get(reverse("privacy:basis-list")).content.decode()
        for person in (world.officer, world.office, world.other_officer)
    ]
    workflow.end_basis(basis, on=dt.date(2026, 10, 1), by=world.officer, at=timezone.now())

    assert refused.status_code == 422
    assert "Ủy quyền số 12" in " ".join(words.split())
    assert listed == [True, True, False]
    with pytest.raises(Stale, match="đã hết ngày 01/10/2026"):
        workflow.end_basis(basis, on=dt.date(2026, 10, 2), by=world.officer, at=timezone.now())
    end = reverse("privacy:basis-end", args=[basis.pk])
    assert [signed_in(person).get(end).status_code for person in (world.officer, world.other_officer)] == [200, 404]
