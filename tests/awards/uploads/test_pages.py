"""From the file to the register: dry run, refused rows back, confirming, the job; who may; nothing half done."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from awards.titles.locality import Locality
from awards.titles.models import Candidate, CandidateEvent
from awards.titles.workflow.candidates import record
from awards.uploads import workflow
from awards.uploads.enums import Outcome, UploadAction, UploadState
from awards.uploads.importing import KEPT_DAYS
from awards.uploads.jobs import write_list
from awards.uploads.models import Upload, UploadRow
from tests.awards.titles.factories import World, make_world
from tests.awards.uploads.lists import filled, household

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def start(world: World) -> str:
    return reverse("uploads:start", args=["households", world.ward.pk])


def send(client: Client, world: World, content: bytes, name: str = "khu pho 1.xlsx") -> Any:
    client.force_login(world.officer)
    return client.post(start(world), {"tep": SimpleUploadedFile(name, content), "community": ""})


def sent(client: Client, world: World, rows: list[dict[str, Any]]) -> Upload:
    answer = send(client, world, filled(rows))
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk")


def confirm(client: Client, upload: Upload, **data: str) -> Any:
    return client.post(reverse("uploads:confirm", args=[upload.pk]), data)


def work() -> None:
    """What the worker does with every job that waits, in this test's own transaction."""
    for waiting in DBTaskResult.objects.ready():
        write_list.call(*waiting.args_kwargs["args"])
        waiting.delete()


def fresh(upload: Upload) -> Upload:
    return Upload.objects.get(pk=upload.pk)


def test_template_of_a_ward_carries_its_communities_and_reads_back(client: Client, world: World) -> None:
    client.force_login(world.officer)
    answer = client.get(reverse("uploads:template", args=["households", world.ward.pk]))

    book = load_workbook(io.BytesIO(answer.content))

    assert [cell.value for cell in book["_lua_chon"]["B"]] == ["Khu phố 1", "Khu phố 2"]
    assert book["_mau"].sheet_state == "veryHidden"
    assert len(book["Danh sách"].data_validations.dataValidation) == 7


def test_dry_run_says_for_each_row_what_becomes_of_it_and_writes_nothing(client: Client, world: World) -> None:
    there = {"name": "Trần Thị Hoà", "address": "7 Lạc Long Quân, P.5"}
    record("household", Locality(world.ward.pk, world.community.pk), there, by=world.officer, at=timezone.now())  # type: ignore[arg-type]
    rows = [
        household(),
        household("TRẦN THỊ HÒA", "7 Lạc Long Quân, Phường 05"),
        household("Trần Thị Hoa", "7 Lạc Long Quân, P5"),
        household("nguyễn văn an"),
        household("Lê Văn Bình", community="kp 02", ward="Phường 05"),
        household("Lê Văn Tám", ward="Phường 6"),
    ]

    upload = sent(client, world, rows)

    expected = [Outcome.CREATE, Outcome.MATCH, Outcome.CREATE, Outcome.REFUSE, Outcome.CREATE, Outcome.REFUSE]
    assert [row.outcome for row in upload.rows.all()] == expected
    assert "Gần giống" in upload.rows.all()[2].reason
    assert "Trùng với dòng 4" in upload.rows.all()[3].reason
    assert (upload.total, upload.created, upload.matched, upload.refused) == (6, 3, 1, 2)
    assert Candidate.objects.count() == 1


def test_refused_rows_come_back_marked_in_the_same_file_and_text_stays_text(client: Client, world: World) -> None:
    def change(sheet: Any) -> None:
        sheet["J3"], sheet["J4"] = "Ghi chú riêng", "=CMD()"
        sheet["J4"].data_type = "s"

    client.force_login(world.officer)
    send(client, world, filled([household(under_6="ba"), household("Trần Bé")], change))
    answer = client.get(reverse("uploads:returned", args=[Upload.objects.get().pk]))

    sheet = load_workbook(io.BytesIO(answer.content))["Danh sách"]

    assert (sheet["J4"].value, sheet["J4"].data_type) == ("=CMD()", "s")
    assert sheet["E4"].comment is not None
    assert sheet["E4"].fill.fgColor.rgb == "00F8D0CC"
    assert "Dưới 6 tuổi" in sheet["K4"].value
    assert sheet["K5"].value == "ghi mới"


def test_a_corrected_returned_file_is_taken_and_loses_its_marks(client: Client, world: World) -> None:
    upload = sent(client, world, [household(under_6="ba"), household("Trần Bé", over_60=200)])
    book = load_workbook(io.BytesIO(client.get(reverse("uploads:returned", args=[upload.pk])).content))
    book["Danh sách"]["E4"].value = 3
    file = io.BytesIO()
    book.save(file)

    send(client, world, file.getvalue())
    again = Upload.objects.latest("pk")
    sheet = load_workbook(io.BytesIO(client.get(reverse("uploads:returned", args=[again.pk])).content))["Danh sách"]

    assert (again.created, again.refused) == (1, 1)
    assert sheet["E4"].comment is None
    assert sheet["H5"].comment is not None
    assert sheet["J3"].value == "Kết quả kiểm tra"
    assert sheet["K3"].value is None


def test_confirmed_list_is_written_once_by_the_job_however_often_it_is_asked_for(client: Client, world: World) -> None:
    upload = sent(client, world, [household(), household("Trần Thị Bé", under_6=1)])

    assert confirm(client, upload).status_code == 302
    assert confirm(client, upload).status_code == 302
    work()
    workflow.write(upload.pk, at=timezone.now())
    confirm(client, upload)
    work()

    assert sorted(Candidate.objects.values_list("name", flat=True)) == ["Nguyễn Văn An", "Trần Thị Bé"]
    assert CandidateEvent.objects.count() == 2
    assert (fresh(upload).state, fresh(upload).done) == (UploadState.DONE, 2)


def test_refused_rows_hold_the_list_back_until_left_out_on_purpose(client: Client, world: World) -> None:
    upload = sent(client, world, [household(), household("Trần Bé", under_6="ba")])

    refused = confirm(client, upload)
    assert (refused.status_code, fresh(upload).state) == (422, UploadState.CHECKED)
    confirm(client, upload, **{"bo-dong-tu-choi": "1"})
    work()

    assert Candidate.objects.get().name == "Nguyễn Văn An"


def test_the_press_that_writes_holds_for_the_numbers_that_were_seen(client: Client, world: World) -> None:
    upload = sent(client, world, [household(), household("Trần Thị Bé")])

    old_page = confirm(client, upload, **{"da-xem": "1/0/0"})
    assert (old_page.status_code, fresh(upload).state) == (409, UploadState.CHECKED)
    assert 'name="da-xem" value="2/0/0"' in old_page.content.decode()
    assert confirm(client, upload, **{"da-xem": "2/0/0"}).status_code == 302


@pytest.mark.parametrize("action", UploadAction)
@pytest.mark.parametrize("state", UploadState)
def test_only_lists_under_way_are_moved_by_a_job(action: UploadAction, state: UploadState) -> None:
    of_reading = (UploadAction.READ, UploadAction.READ_AGAIN, UploadAction.LEAVE_UNREAD)
    under_way = state in (UploadState.QUEUED, UploadState.RUNNING)
    readable = state in (UploadState.CHECKED, UploadState.FAILED)
    confirmable = action == UploadAction.CONFIRM and readable
    undoable = action == UploadAction.UNDO and state == UploadState.DONE
    jobs = under_way and action not in (UploadAction.UNDO, *of_reading)
    read = state == UploadState.READING and action in (UploadAction.READ, UploadAction.LEAVE_UNREAD)
    again = readable and action == UploadAction.READ_AGAIN

    assert workflow.UPLOADS.leads(action, state) == (jobs or confirmable or undoable or read or again)


def test_a_register_that_changed_after_the_check_sends_the_list_back(client: Client, world: World) -> None:
    upload = sent(client, world, [household()])
    confirm(client, upload)
    world.community.versions.update(name="Khu phố Đông")

    work()

    assert fresh(upload).state == UploadState.CHECKED
    assert "Sổ đã thay đổi" in fresh(upload).problem
    assert not Candidate.objects.exists()


def test_a_failure_half_way_writes_nothing_and_says_so(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(client, world, [household(), household("Trần Bé")])
    confirm(client, upload)
    monkeypatch.setattr(CandidateEvent.objects, "bulk_create", lambda *args, **facts: [][1])

    workflow.write(upload.pk, at=timezone.now())

    assert fresh(upload).state == UploadState.FAILED
    assert "chưa ghi dòng nào" in fresh(upload).problem
    assert not Candidate.objects.exists()


def test_a_job_that_died_can_be_asked_for_again(client: Client, world: World) -> None:
    upload = sent(client, world, [household()])
    then = timezone.now() - dt.timedelta(minutes=30)
    workflow.confirm(upload, by=world.officer, at=then)

    assert workflow.confirm(upload, by=world.officer, at=timezone.now()) is True
    assert workflow.confirm(upload, by=world.officer, at=timezone.now()) is False


@pytest.mark.parametrize("content", [b"", b"khong phai excel", b"PK\x03\x04" + b"\0" * 11_000_000])
def test_a_bad_file_is_answered_with_a_sentence_and_kept_nowhere(client: Client, world: World, content: bytes) -> None:
    answer = send(client, world, content)

    assert answer.status_code == 422
    assert "Tệp" in answer.content.decode()
    assert not Upload.objects.exists()


def test_names_are_forgotten_after_a_month_and_counts_stay(client: Client, world: World) -> None:
    upload = sent(client, world, [household()])
    later = timezone.now() + dt.timedelta(days=KEPT_DAYS + 1)

    assert workflow.forget_old(later) == 1

    assert not UploadRow.objects.exists()
    assert (fresh(upload).content, fresh(upload).created) == (None, 1)
    assert client.get(reverse("uploads:returned", args=[upload.pk])).status_code == 404
    assert confirm(client, upload).status_code == 409
    assert client.get(upload.get_absolute_url()).status_code == 200


ADDRESSES = ["start", "template", "detail", "progress", "returned", "confirm"]
STATUSES = {
    "officer": (200, 200, 200, 200, 200, 302),
    "other_officer": (404,) * 6,
    "office": (403,) * 6,
    "approver": (403,) * 6,
    "admin": (403, 403, 403, 403, 403, 403),
    "anonymous": (302,) * 6,
}


@pytest.mark.parametrize("name", STATUSES)
def test_only_the_officer_of_the_ward_handles_its_lists(client: Client, world: World, name: str) -> None:
    upload = sent(client, world, [household()])
    client.logout()
    if name != "anonymous":
        client.force_login(getattr(world, name))
    of_unit, of_upload = ["households", world.ward.pk], [upload.pk]
    addresses = [reverse(f"uploads:{each}", args=of_unit if each in ADDRESSES[:2] else of_upload) for each in ADDRESSES]

    got = tuple(client.get(address).status_code for address in addresses[:5])

    assert (*got, client.post(addresses[5]).status_code) == STATUSES[name]


@pytest.mark.parametrize("rows", [1, 60])
def test_result_page_costs_the_same_queries_for_any_length(client: Client, world: World, rows: int) -> None:
    upload = sent(client, world, [household(f"Hộ Thử {number}") for number in range(rows)])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(upload.get_absolute_url())

    assert answer.status_code == 200
    assert len(queries) == 11  # one writes who saw the names
