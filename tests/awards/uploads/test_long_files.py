"""A long file is read by the worker: kept at once, read with progress, judged and answered as a short one."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from awards.titles.register.importing import HOUSEHOLDS
from awards.uploads import safety, workflow
from awards.uploads.books.understanding import understand
from awards.uploads.books.understood import Answers
from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from awards.uploads.workflow import reading
from hocTap.lib.refusals import Stale
from tests.awards.uploads.books import CHOICES, workbook
from tests.factories import make_user, make_ward
from units.communities.rules import Line
from units.communities.workflow import enter
from units.enums import Role
from units.files.workflow import make as make_file
from units.jobs.registry import CANCELLED, GIVEN_UP, jobs_of, kind_of_task
from units.jobs.workers import ABSENT
from units.models import ListFile, Unit, User

pytestmark = pytest.mark.django_db
ROWS = 4_600


@pytest.fixture
def ward() -> Unit:
    found = make_ward("Phường 5")
    officer = make_user("phuong5", (Role.WARD_OFFICER, found))
    enter(found, [Line(1, "Khu phố 1", "", "", None, "")], by=officer, at=timezone.now())
    return found


def officer() -> User:
    return User.objects.get(username="phuong5")


def households(rows: int = ROWS, place: str = "Khu phố 1", head: str = "Chủ hộ") -> bytes:
    lines = [f"{head};Địa chỉ;Khu phố"]
    lines += [f"Trần Thị Nhập Liệu {number};{number} đường Minh Họa;{place}" for number in range(rows)]
    return "\n".join(lines).encode()


def sent(ward: Unit, content: bytes) -> Upload:
    importer = importer_of("households")
    assert importer is not None
    options = {"since": "2020-01-01"}
    return workflow.receive(importer, ward, content, name="ho.csv", options=options, by=officer(), at=timezone.now())


def test_files_are_long_by_their_size_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 400_000)

    found = [safety.is_long(each) for each in (packed.getvalue(), households(), households(100), b"PK\x03\x04x", b"")]

    assert found == [True, True, False, False, False]


def test_a_long_file_is_kept_first_and_read_by_the_worker(ward: Unit) -> None:
    upload = sent(ward, households())
    kept = (upload.state, upload.total, upload.rows.count())

    workflow.read(upload.pk, at=timezone.now())
    upload.refresh_from_db()

    assert kept == (UploadState.READING, 0, 0)
    assert (upload.state, upload.total, upload.created, upload.refused) == (UploadState.CHECKED, ROWS, ROWS, 0)
    assert upload.rows.count() == ROWS


def test_reading_twice_reads_once(ward: Unit) -> None:
    upload = sent(ward, households())
    workflow.read(upload.pk, at=timezone.now())
    Upload.objects.filter(pk=upload.pk).update(problem="đã xem")

    workflow.read(upload.pk, at=timezone.now())

    upload.refresh_from_db()
    assert upload.problem == "đã xem"


def test_a_long_file_that_is_no_list_says_why_and_is_let_go(ward: Unit) -> None:
    upload = sent(ward, households(head="Linh tinh").replace("Địa chỉ;Khu phố".encode(), b"x;y"))

    workflow.read(upload.pk, at=timezone.now())

    upload.refresh_from_db()
    assert (upload.state, upload.content) == (UploadState.UNREAD, None)
    assert "Không tìm thấy dòng tiêu đề" in upload.problem
    client = Client()
    client.force_login(officer())
    page = client.get(upload.get_absolute_url()).content.decode()
    assert "Không tìm thấy dòng tiêu đề" in page
    assert "Gửi tệp khác" in page


def test_an_answer_about_a_long_file_is_read_by_the_worker_and_a_wrong_one_changes_nothing(ward: Unit) -> None:
    upload = sent(ward, households())
    workflow.read(upload.pk, at=timezone.now())
    both = Answers(columns={"": {"A": "name", "B": "name", "C": "community"}})

    answered = workflow.answer(upload, both, by=officer(), at=timezone.now())
    asked = answered.state
    workflow.read(upload.pk, at=timezone.now())

    answered.refresh_from_db()
    assert (asked, answered.state, answered.created) == (UploadState.READING, UploadState.CHECKED, ROWS)
    assert "Hai cột của tệp được chọn cho cùng một mục" in answered.problem
    assert answered.answers == Answers().data()


def test_a_file_that_is_being_read_is_not_written_nor_answered(ward: Unit) -> None:
    upload = sent(ward, households())

    with pytest.raises(Stale):
        workflow.confirm(upload, by=officer(), at=timezone.now())
    with pytest.raises(Stale):
        workflow.answer(upload, Answers(), by=officer(), at=timezone.now())


def test_the_page_sends_a_long_file_at_once_and_shows_how_far_it_is(ward: Unit) -> None:
    client = Client()
    client.force_login(officer())
    start = reverse("uploads:start", args=["households", ward.pk])

    answer = client.post(start, {"tep": SimpleUploadedFile("ho.csv", households()), "since": "01/01/2020"})
    upload = Upload.objects.get()
    Upload.objects.filter(pk=upload.pk).update(progress=40)

    assert (answer.status_code, upload.state) == (302, UploadState.READING)
    page = client.get(upload.get_absolute_url()).content.decode()
    assert ("Đang đọc tệp" in page, "Yêu cầu đọc lại" in page) == (True, False)
    progress = client.get(reverse("uploads:progress", args=[upload.pk])).json()
    assert progress == {"done": 40, "total": 100, "ended": False}


def test_a_file_that_no_worker_reads_says_so_and_is_asked_for_again(ward: Unit) -> None:
    upload = sent(ward, households())
    long_ago = timezone.now() - dt.timedelta(minutes=11)
    Upload.objects.filter(pk=upload.pk).update(reading_since=long_ago)
    client = Client()
    client.force_login(officer())

    page = client.get(upload.get_absolute_url()).content.decode()
    client.post(reverse("uploads:read-again", args=[upload.pk]))

    upload.refresh_from_db()
    assert "Yêu cầu đọc lại" in page
    assert upload.reading_since is not None
    assert upload.reading_since > long_ago
    assert not workflow.ask_to_read_again(upload, at=timezone.now())


def test_a_long_list_is_marked_by_the_worker_and_handed_to_whoever_asked(ward: Unit) -> None:
    upload = sent(ward, households(5_100, place="Khu phố Lạ"))
    workflow.read(upload.pk, at=timezone.now())
    client = Client()
    client.force_login(officer())

    asked = client.get(reverse("uploads:returned", args=[upload.pk]), follow=True)
    file = ListFile.objects.get()
    make_file(file.pk, at=timezone.now())
    taken = client.get(reverse("files:download", args=[file.pk]))

    assert (asked.status_code, asked.redirect_chain[-1][0]) == (200, file.get_absolute_url())
    sheet = load_workbook(io.BytesIO(taken.content)).worksheets[0]
    refused = sheet.cell(2, sheet.max_column)
    assert (sheet.max_row, "không có trong danh sách chọn" in str(refused.value)) == (5_101, True)


def test_progress_grows_while_the_file_is_read() -> None:
    rows = [["Chủ hộ", "Địa chỉ", "Khu phố"], ["An", "1", "Khu phố 1"]]
    told: list[float] = []
    understand(workbook(("a", rows), ("b", rows), ("c", rows)), HOUSEHOLDS, CHOICES, told=told.append)

    assert told == sorted(told)
    assert len(set(told)) == 3


def jobs() -> list[tuple[str, bool, str]]:
    return [(job.state, job.under_way, job.problem) for job in jobs_of(officer(), timezone.now())]


def test_reading_is_a_job_of_its_sender_and_stopped_by_nobody_else(ward: Unit, client: Client) -> None:
    upload = sent(ward, households())
    page = reverse("desk:job-cancel", args=["doc-tep", upload.pk])
    client.force_login(make_user("phuong5b", (Role.WARD_OFFICER, ward)))
    assert (client.get(page).status_code, client.post(page).status_code) == (404, 404)

    client.force_login(officer())
    detail = client.get(upload.get_absolute_url()).content.decode()
    before, asked, pressed = jobs(), client.get(page).status_code, client.post(page)
    workflow.read(upload.pk, at=timezone.now())

    upload.refresh_from_db()
    assert (page in detail, ABSENT in detail) == (True, True)
    assert before == [("đang đọc, 0%", True, "")]
    assert (asked, pressed.status_code) == (200, 302)
    assert (upload.state, upload.content, upload.rows.count()) == (UploadState.UNREAD, None, 0)
    assert jobs() == [("không đọc được", False, f"{CANCELLED} Chưa ghi dòng nào.")]
    with pytest.raises(Stale):
        workflow.cancel_reading(upload.pk, by=officer(), at=timezone.now())


def test_reading_that_is_stopped_half_way_keeps_nothing_more(ward: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = sent(ward, households())
    shown: list[float] = []
    show = reading._show

    def stop_at_the_second_look(row: Upload, share: float) -> None:
        shown.append(share)
        if len(shown) == 2:
            workflow.cancel_reading(row.pk, by=officer(), at=timezone.now())
        show(row, share)

    monkeypatch.setattr(reading, "_show", stop_at_the_second_look)
    workflow.read(upload.pk, at=timezone.now())

    upload.refresh_from_db()
    assert (len(shown), upload.state, upload.rows.count()) == (2, UploadState.UNREAD, 0)


def test_reading_again_that_is_stopped_leaves_the_list_as_it_was_understood(ward: Unit) -> None:
    upload = sent(ward, households())
    workflow.read(upload.pk, at=timezone.now())
    workflow.answer(upload, Answers(columns={"": {"A": "name", "B": "note"}}), by=officer(), at=timezone.now())

    workflow.cancel_reading(upload.pk, by=officer(), at=timezone.now())

    upload.refresh_from_db()
    assert (upload.state, upload.created, upload.answers) == (UploadState.CHECKED, ROWS, Answers().data())


def test_reading_that_killed_three_workers_is_given_up(ward: Unit) -> None:
    upload = sent(ward, households())

    kind_of_task("awards.uploads.jobs.read_file").give_up(upload.pk, timezone.now())  # type: ignore[union-attr]

    upload.refresh_from_db()
    assert (upload.state, upload.problem) == (UploadState.UNREAD, GIVEN_UP)
