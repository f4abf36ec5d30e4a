"""Classes of a learning centre from any workbook: judged, written with their history, voided whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.uploads import workflow
from awards.uploads.books.understood import Answers
from awards.uploads.importing import Context, importer_of
from awards.uploads.models import Upload
from awards.uploads.reading import Row
from hocTap.lib.refusals import Refused
from tests.awards.scholarships.factories import now
from tests.awards.uploads.books import workbook
from tests.factories import make_centre, make_user, make_ward
from units import workflow as units
from units.enums import CentreState, Role
from units.models import CentreCourse, Unit, User

pytestmark = pytest.mark.django_db
HEAD = ["STT", "Tên lớp", "Lĩnh vực", "Phối hợp với", "Khai giảng", "Bế giảng", "Số buổi", "Lượt người", "Số học viên"]
FIRST: list[Any] = [1, "Tin học cơ bản", "Tin học", "", "05/03/2020", "20/03/2020", 6, 180, 30]
SECOND: list[Any] = [2, "Sức khỏe người cao tuổi", "Sức khỏe", "Trạm Y tế", "10/04/2020", "", "", 60, ""]
LIST = [
    ["TRUNG TÂM HỌC TẬP CỘNG ĐỒNG PHƯỜNG 5"],
    ["DANH SÁCH LỚP, CHUYÊN ĐỀ NĂM 2020"],
    HEAD,
    FIRST,
    SECOND,
    ["", "Tổng cộng", "", "", "", "", 6, 240, 30],
]


@pytest.fixture
def ward() -> Unit:
    found = make_ward("Phường 5")
    make_centre("Trung tâm Phường 5", found)
    return found


def officer_of(ward: Unit) -> User:
    return User.objects.filter(username="phuong5").first() or make_user("phuong5", (Role.WARD_OFFICER, ward))


def sent(ward: Unit, rows: Sequence[Sequence[Any]]) -> Upload:
    importer, by = importer_of("classes"), officer_of(ward)
    assert importer is not None
    return workflow.receive(importer, ward, workbook(("Lớp", rows)), name="lop.xlsx", options={}, by=by, at=now())


def written(upload: Upload) -> Upload:
    workflow.confirm(upload, by=upload.by, at=now())
    workflow.write(upload.pk, at=now())
    upload.refresh_from_db()
    assert upload.state == "done", upload.problem
    return upload


def test_classes_are_written_with_who_entered_them(ward: Unit) -> None:
    upload = written(sent(ward, LIST))

    first, second = CentreCourse.objects.order_by("starts_on")
    assert (first.topic, first.held, first.ends_on, first.sessions, first.people) == (
        "digital",
        "own",
        dt.date(2020, 3, 20),
        6,
        30,
    )
    assert (second.held, second.partner, second.ends_on, second.people) == (
        "joint",
        "Trạm Y tế",
        dt.date(2020, 4, 10),
        None,
    )
    assert [each.history_user for each in first.history.all()] == [upload.by]


def test_same_list_again_changes_nothing_and_a_near_title_is_said(ward: Unit) -> None:
    written(sent(ward, LIST))
    alike = ["", "Tin hoc cơ bản", *FIRST[2:]]

    upload = sent(ward, [*LIST[:-1], alike])

    assert (upload.matched, upload.created, upload.understood["near"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({4: "05/03/2099"}, "chưa tới"),
        ({5: "01/03/2020"}, "trước ngày bắt đầu"),
        ({8: 500}, "nhiều hơn số lượt người"),
        ({7: ""}, "Số lượt người: ô bắt buộc còn trống"),
        ({7: "#N/A"}, "#N/A"),
        ({2: "Chuyện phiếm"}, "không có trong danh sách chọn"),
        ({6: 0}, "Số buổi phải từ 1"),
        ({4: "05/03/2003", 5: "06/03/2003"}, "Phường 5 có từ ngày"),
    ],
)
def test_a_class_that_cannot_be_is_refused_in_a_sentence(ward: Unit, change: dict[int, Any], sentence: str) -> None:
    bad = [change.get(place, cell) for place, cell in enumerate(FIRST)]

    row = sent(ward, [HEAD, SECOND, bad]).rows.order_by("number")[1]

    assert (row.outcome, sentence in row.reason) == ("refuse", True), row.reason


def test_class_that_is_there_with_another_number_is_refused(ward: Unit) -> None:
    written(sent(ward, LIST))

    upload = sent(ward, [HEAD, [*FIRST[:7], 200, 30]])

    assert "Sổ đã có lớp này với 180 lượt người" in upload.rows.get().reason


def test_class_in_a_pause_of_its_centre_is_refused(ward: Unit) -> None:
    centre = ward.centre_services.get().centre
    units.change_state(centre, CentreState.SUSPENDED, on=dt.date(2020, 4, 1))

    assert "tạm dừng từ 01/04/2020" in sent(ward, LIST).rows.order_by("number")[1].reason


def test_list_is_voided_whole_while_nobody_corrected_it(ward: Unit) -> None:
    upload = written(sent(ward, LIST))

    workflow.undo(upload, "Nhầm năm", by=upload.by, at=now())

    assert [row.void_reason for row in CentreCourse.objects.all()] == ["Nhầm năm", "Nhầm năm"]
    assert sent(ward, LIST).created == 2


def test_list_stays_once_a_class_was_corrected(ward: Unit) -> None:
    upload = written(sent(ward, LIST))
    course = CentreCourse.objects.order_by("starts_on")[0]
    course.attendances = 179
    units.enter(course, by=upload.by, today=now().date())

    with pytest.raises(Refused, match="1 dòng của danh sách đã được sửa"):
        workflow.undo(upload, "Nhầm năm", by=upload.by, at=now())


def test_ward_without_a_centre_says_so(ward: Unit) -> None:
    other = make_ward("Phường 6")

    upload = sent(other, LIST)

    assert any(
        "Chưa có trung tâm học tập cộng đồng nào phục vụ Phường 6" in each for each in upload.understood["notices"]
    )


def test_many_rows_take_as_many_queries_as_one(ward: Unit) -> None:
    importer, context = importer_of("classes"), Context(ward, officer_of(ward), now(), {})
    assert importer is not None
    found = {"topic": "tin học, kỹ năng số", "starts_on": dt.date(2020, 3, 5), "attendances": 5}
    counts = []
    for times in (1, 50):
        rows = [Row(number, {**found, "title": f"Lớp {number}"}) for number in range(times)]
        with CaptureQueriesContext(connection) as asked:
            importer.plan(rows, context)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_answer_for_all_rows_is_the_topic(ward: Unit) -> None:
    rows = [[*row[:2], *row[3:]] for row in (HEAD, FIRST, SECOND)]
    upload = sent(ward, rows)
    assert upload.open_questions == ["topic"]

    written(workflow.answer(upload, Answers(said={"topic": "tin học, kỹ năng số"}), by=upload.by, at=now()))

    assert set(CentreCourse.objects.values_list("topic", flat=True)) == {"digital"}
