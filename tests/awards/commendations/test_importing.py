"""Lists of those commended: the decision above the rows, sections that say who, judged, written and voided whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from awards.commendations.enums import Commended
from awards.commendations.models import Commendation, CommendationDecision
from awards.uploads import workflow
from awards.uploads.books.understood import Answers
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from hocTap.lib.refusals import Refused
from tests.awards.commendations.factories import commend, kind, make_decision
from tests.awards.scholarships.factories import now
from tests.awards.uploads.books import workbook
from tests.factories import make_district, make_user, make_ward
from units.enums import Role
from units.models import Unit, User

pytestmark = pytest.mark.django_db
AWARD = "Giấy khen của Chủ tịch UBND quận"
LIST: list[list[Any]] = [
    ["UBND QUẬN 11"],
    ["DANH SÁCH TẬP THỂ, CÁ NHÂN ĐƯỢC TẶNG GIẤY KHEN CỦA CHỦ TỊCH UBND QUẬN"],
    ["Tổng kết xây dựng xã hội học tập giai đoạn 2012 - 2020"],
    ["(Theo Quyết định số 301/QĐ-UBND ngày 29/10/2020)"],
    ["Người ký: Ông Nguyễn Minh Họa"],
    ["STT", "Tên", "Phường", "Thành tích", "Tiền thưởng"],
    ["I", "TẬP THỂ"],
    [1, "Chi hội Khuyến học Khu phố 1", "P.5", "Vận động học bổng", "1.200.000"],
    ["II", "CÁ NHÂN"],
    [1, "Lê Thị Mẫu", "Phường 05", "Cộng tác viên", "600k"],
    [2, "Trần Văn Thử", "P5", "Cộng tác viên", "600k"],
    ["", "Tổng cộng", "", "", 2_400_000],
]
OCCASION = {"occasion": "Tổng kết giai đoạn 2012–2020"}


@pytest.fixture
def district() -> Unit:
    found = make_district()
    make_ward("Phường 5", found)
    kind()
    return found


def officer_of(unit: Unit) -> User:
    return User.objects.filter(username="phong").first() or make_user("phong", (Role.DISTRICT_OFFICE, unit))


def sent(unit: Unit, rows: Sequence[Sequence[Any]], said: dict[str, str] | None = None) -> Upload:
    importer, by = importer_of("commendations"), officer_of(unit)
    assert importer is not None
    content = workbook(("Khen thưởng", rows))
    upload = workflow.receive(importer, unit, content, name="khen.xlsx", options={}, by=by, at=now())
    return workflow.answer(upload, Answers(said=said), by=by, at=now()) if said else upload


def written(upload: Upload) -> Upload:
    workflow.confirm(upload, by=upload.by, at=now())
    workflow.write(upload.pk, at=now())
    upload.refresh_from_db()
    assert upload.state == "done", upload.problem
    return upload


def test_decision_and_sections_are_read_and_only_the_occasion_is_asked(district: Unit) -> None:
    upload = sent(district, LIST)
    assert upload.open_questions == ["occasion"]

    written(workflow.answer(upload, Answers(said=OCCASION), by=upload.by, at=now()))

    decision = CommendationDecision.objects.get()
    found = (decision.number, decision.decided_on, decision.signer, decision.kind.name)
    assert found == (301, dt.date(2020, 10, 29), "Nguyễn Minh Họa", AWARD)
    assert list(decision.commendations.order_by("pk").values_list("kind", "name", "money", "first_year")) == [
        ("collective", "Chi hội Khuyến học Khu phố 1", 1_200_000, 2012),
        ("individual", "Lê Thị Mẫu", 600_000, 2012),
        ("individual", "Trần Văn Thử", 600_000, 2012),
    ]
    assert upload.understood["left_out"][-1][2] == "Dòng cộng, khớp với các dòng."


def test_same_list_again_changes_nothing_and_a_near_name_is_said(district: Unit) -> None:
    written(sent(district, LIST, OCCASION))
    more = [list(row) for row in [*LIST[:-1], [3, "Lê Thị Mâu", "P5", "Cộng tác viên", "", "Là người khác"]]]
    more[5].append("Giải trình")

    upload = sent(district, more, OCCASION)

    assert (upload.matched, upload.created, upload.understood["near"]) == (3, 1, 1)
    written(upload)
    assert CommendationDecision.objects.get().commendations.count() == 4


def changed(**cells: Any) -> list[list[Any]]:
    """A list of one row, all of it in columns."""
    row = {
        "Tên": "Lê Thị Mẫu",
        "Đối tượng": "cá nhân",
        "Phường": "Phường 5",
        "Thành tích": "Cộng tác viên",
        "Đến năm": 2020,
        "Từ năm": 2019,
        "Tiền thưởng": "",
        "Hình thức": AWARD,
        "Số quyết định": "301/QĐ-UBND",
        "Ngày quyết định": "29/10/2020",
        "Người ký": "Người Ký",
        "Dịp khen thưởng": "Tổng kết",
        "Giải trình": "",
    } | {name.replace("_", " "): cell for name, cell in cells.items()}
    return [list(row), list(row.values())]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"Đến_năm": 2021}, "Năm cuối của thành tích ở sau năm của quyết định"),
        ({"Từ_năm": 2021}, "Năm đầu của thành tích phải trước"),
        ({"Phường": "Phường 77"}, "không có trong danh sách chọn"),
        ({"Phường": ""}, "chưa ghi phường, xã"),
        ({"Ngày_quyết_định": "29/10/2099"}, "ở sau hôm nay"),
        ({"Số_quyết_định": "QĐ"}, "không phải số quyết định"),
        ({"Đối_tượng": "đội bóng"}, "không có trong danh sách chọn"),
        ({"Tiền_thưởng": "#REF!"}, "#REF!"),
        ({"Hình_thức": "Giấy khen của Chủ tịch UBND phường"}, "không ra quyết định"),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_a_sentence(district: Unit, cells: dict[str, Any], sentence: str) -> None:
    row = sent(district, changed(**cells)).rows.get()

    assert (row.outcome, sentence in row.reason) == ("refuse", True), row.reason


def test_number_of_another_day_or_signer_is_refused(district: Unit) -> None:
    make_decision(district, 301)

    other = sent(district, changed(Người_ký="Người Khác")).rows.get()
    first, second = sent(district, [*changed(), changed(Ngày_quyết_định="30/10/2020")[1]]).rows.order_by("number")

    assert "đã có trong sổ với ngày 29/10/2020, người ký Người Ký" in other.reason
    assert (first.outcome, "ngày hoặc người ký khác" in second.reason) == ("create", True)


def test_achievement_commended_before_takes_a_word_beside_it(district: Unit) -> None:
    ward = Unit.objects.get(versions__name="Phường 5")
    commend(make_decision(district, 7), ward, "Lê Thị Mẫu", who=Commended.INDIVIDUAL)

    assert "đã được khen" in sent(district, changed()).rows.get().reason
    written(sent(district, changed(Giải_trình="Thành tích khác")))

    assert Commendation.objects.filter(name="Lê Thị Mẫu").count() == 2


def test_list_is_voided_whole_while_nothing_was_added(district: Unit) -> None:
    upload = written(sent(district, LIST, OCCASION))

    workflow.undo(upload, "Nhầm danh sách", by=upload.by, at=now())

    assert Commendation.objects.standing().count() == 0
    assert CommendationDecision.objects.get().voiding is not None
    assert sent(district, LIST, OCCASION).created == 3


def test_list_stays_once_somebody_was_added_to_its_decision(district: Unit) -> None:
    upload = written(sent(district, LIST, OCCASION))
    commend(CommendationDecision.objects.get(), Unit.objects.get(versions__name="Phường 5"), "Tổ Mới")

    with pytest.raises(Refused, match="1 trường hợp đã được thêm"):
        workflow.undo(upload, "Nhầm", by=upload.by, at=now())


def test_a_decision_that_was_recorded_keeps_its_others(district: Unit) -> None:
    decision = make_decision(district, 301)
    commend(decision, Unit.objects.get(versions__name="Phường 5"), "Tổ Cũ")
    upload = written(sent(district, changed()))

    workflow.undo(upload, "Nhầm", by=upload.by, at=now())

    decision.refresh_from_db()
    assert decision.voiding is None
    assert [each.name for each in decision.commendations.standing()] == ["Tổ Cũ"]
