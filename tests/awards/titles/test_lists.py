"""Scores and votes from workbooks as khu phố keep them: judged by the set in force, written by the one way, undone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from awards.titles import workflow as titles
from awards.titles.models import Minutes, Nomination
from awards.uploads import workflow
from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from hocTap.lib.refusals import Refused
from tests.awards.titles.factories import FULL, NOW, YEAR, World, called, make_candidate, make_world
from tests.awards.uploads.books import workbook

pytestmark = pytest.mark.django_db
Rows = Sequence[Sequence[Any]]
LINES = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "4.1", "4.2")
HEAD: list[Any] = ["STT", "Họ và tên chủ hộ", "Khu phố", *LINES, "Tổng điểm"]
POINTS = [float(str(FULL[code])) for code in LINES]
OPTIONS: dict[str, Any] = {"title": "household", "year": YEAR}


@pytest.fixture
def world() -> World:
    world = make_world()
    chosen = [make_candidate(world, name) for name in ("Nguyễn Văn Một", "Trần Thị Hoà")]
    chosen.append(make_candidate(world, "Nguyễn Văn Ba", community=world.second))
    titles.register_all(chosen, YEAR, by=world.officer, at=NOW)
    return world


def received(world: World, kind: str, rows: Rows) -> Upload:
    importer = importer_of(kind)
    assert importer
    content = workbook(("Bảng", rows))
    return workflow.receive(importer, world.ward, content, name="a.xlsx", options=OPTIONS, by=world.officer, at=NOW)


def written(world: World, kind: str, rows: Rows) -> Upload:
    upload = received(world, kind, rows)
    workflow.confirm(upload, by=world.officer, at=NOW, leave_out=True)
    workflow.write(upload.pk, at=NOW)
    upload.refresh_from_db()
    assert upload.state == UploadState.DONE, upload.problem
    return upload


def outcomes(upload: Upload) -> list[tuple[str, str]]:
    return [(row.outcome, row.reason) for row in upload.rows.all()]


def of(name: str) -> Nomination:
    return Nomination.objects.get(candidate__name=name)


def scored(world: World) -> None:
    rows = [HEAD, *([n, name, "", *POINTS, ""] for n, name in enumerate(NAMES, start=1))]
    written(world, "scores", rows)


NAMES = ("Nguyễn Văn Một", "Trần Thị Hoà", "Nguyễn Văn Ba")


def test_scores_of_a_workbook_give_what_the_page_of_scoring_gives(world: World) -> None:
    by_hand = titles.assess(of("Nguyễn Văn Ba"), FULL, by=world.officer, at=NOW)

    written(world, "scores", [HEAD, [1, "NGUYỄN VĂN MỘT", "KP 1", *POINTS, 95]])

    found = of("Nguyễn Văn Một")
    assert (found.answers, found.score, found.result, found.passes) == (
        by_hand.answers,
        by_hand.score,
        by_hand.result,
        by_hand.passes,
    )


def test_each_row_of_scores_says_what_becomes_of_it(world: World) -> None:
    titles.assess(of("Nguyễn Văn Ba"), FULL, by=world.officer, at=NOW)
    rows: list[list[Any]] = [
        HEAD,
        [1, "Nguyễn Văn Một", "KP 1", *POINTS[:-1], None, None],
        [2, "Trần Thị Hóa", "KP 1", *POINTS, None],
        [3, "Nguyễn Văn Ba", "KP 2", *POINTS, None],
        [4, "Lê Văn Lạ", "KP 1", *POINTS, None],
    ]

    upload = received(world, "scores", rows)

    found = outcomes(upload)
    assert [outcome for outcome, _ in found] == ["refuse", "create", "match", "refuse"]
    assert "Mục 4.2: Mục này chưa chấm." in found[0][1]
    assert "Tên trong sổ là “Trần Thị Hoà”" in found[1][1]
    assert "Không có trong danh sách đăng ký" in found[3][1]
    assert upload.rows.all()[0].columns == ["4.2"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({0: 99}, "Điểm tối đa của mục này là 10"),
        ({0: "chín"}, "Mục 1.1:"),
        ({10: 96}, "Tổng điểm ghi 96, tính theo các mục được 95"),
    ],
)
def test_row_of_scores_that_cannot_stand_is_refused_with_the_reason(
    world: World, change: dict[int, Any], sentence: str
) -> None:
    cells: list[Any] = [*POINTS, 95]
    for place, value in change.items():
        cells[place] = value

    ((outcome, reason),) = outcomes(received(world, "scores", [HEAD, [1, "Nguyễn Văn Một", "", *cells]]))

    assert outcome == "refuse"
    assert sentence in reason


def test_total_alone_is_no_score_where_the_set_wants_every_line(world: World) -> None:
    rows: list[list[Any]] = [["STT", "Họ và tên", "Tổng điểm"], [1, "Nguyễn Văn Một", 85]]

    ((outcome, reason),) = outcomes(received(world, "scores", rows))

    assert (outcome, "phải chấm từng mục" in reason) == ("refuse", True)


def test_two_of_one_name_are_told_apart_by_their_address(world: World) -> None:
    other = make_candidate(world, "Nguyễn Văn Một", address="99 Lò Siêu")
    titles.register_all([other], YEAR, by=world.officer, at=NOW)
    head = [*HEAD[:3], "Địa chỉ", *HEAD[3:]]

    doubtful = outcomes(received(world, "scores", [HEAD, [1, "Nguyễn Văn Một", "KP 1", *POINTS, None]]))
    written(world, "scores", [head, [1, "Nguyễn Văn Một", "KP 1", "99 Lò Siêu", *POINTS, None]])

    assert doubtful[0][0] == "refuse"
    assert "Có 2 hộ" in doubtful[0][1]
    assert other.nominations.get().state == "self_assessed"


def entered() -> list[Any]:
    return list(Nomination.objects.order_by("pk").values_list("state", "answers", "score", "assessed_at"))


def test_scores_are_undone_to_what_was_there_before(world: World) -> None:
    titles.assess(of("Nguyễn Văn Một"), FULL | {"1.1": "5"}, by=world.officer, at=NOW)
    then = entered()
    upload = written(world, "scores", [HEAD, *([1, name, "", *POINTS, ""] for name in NAMES)])
    assert entered() != then

    workflow.undo(upload, "Nhầm tệp năm trước.", by=world.officer, at=NOW)

    assert entered() == then
    assert of("Nguyễn Văn Một").steps.last().reason == "Nhầm tệp năm trước."  # type: ignore[union-attr]


def test_scores_are_not_undone_once_one_was_voted_on(world: World) -> None:
    upload = written(world, "scores", [HEAD, [1, "Nguyễn Văn Một", "", *POINTS, ""]])
    written(world, "votes", [VOTES, ["Nguyễn Văn Một", 40, 2, "01/10/2020", 45]])

    with pytest.raises(Refused, match="1 hồ sơ"):
        workflow.undo(upload, "Nhầm.", by=world.officer, at=NOW)


VOTES: list[Any] = ["Chủ hộ", "Tán thành", "Không tán thành", "Ngày họp", "Số người dự"]


def test_votes_of_a_list_become_one_set_of_minutes_for_each_khu_pho(world: World) -> None:
    scored(world)
    rows: list[list[Any]] = [
        ["BIÊN BẢN BÌNH XÉT GIA ĐÌNH HỌC TẬP"],
        ["Họp ngày 01 tháng 10 năm 2020"],
        ["Số người dự: 45"],
        ["STT", "Họ tên chủ hộ", "Số phiếu đồng ý", "Không đồng ý"],
        *([n, name, 40 + n, 1] for n, name in enumerate(NAMES, start=1)),
    ]

    upload = written(world, "votes", rows)

    assert list(Minutes.objects.order_by("community").values_list("community", "held_on", "present")) == [
        (world.community.pk, dt.date(2020, 10, 1), 45),
        (world.second.pk, dt.date(2020, 10, 1), 45),
    ]
    assert [(of(name).in_favour, of(name).against, of(name).state) for name in NAMES] == [
        (41, 1, "voted"),
        (42, 1, "voted"),
        (43, 1, "voted"),
    ]
    workflow.undo(upload, "Nhầm biên bản.", by=world.officer, at=NOW)
    assert (Minutes.objects.count(), {row.state for row in Nomination.objects.all()}) == (0, {"self_assessed"})


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["Nguyễn Văn Một", 50, 0, "01/10/2020", 45], "nhiều hơn số người dự"),
        (["Nguyễn Văn Một", 40, 0, "01/10/2019", 45], "trước năm xét"),
        (["Trần Thị Hoà", 40, 0, "01/10/2020", 45], "không bình xét được"),
    ],
)
def test_vote_that_cannot_stand_is_refused(world: World, row: list[Any], sentence: str) -> None:
    written(world, "scores", [HEAD, [1, "Nguyễn Văn Một", "", *POINTS, ""]])

    ((outcome, reason),) = outcomes(received(world, "votes", [VOTES, row]))

    assert (outcome, sentence in reason) == ("refuse", True), reason


def test_command_reads_scores_of_the_year_that_is_asked_for(world: World, tmp_path: Path) -> None:
    file, out = tmp_path / "a.xlsx", tmp_path / "a.json"
    file.write_bytes(workbook(("A", [HEAD, [1, "Nguyễn Văn Một", "KP 1", *POINTS, ""]])))

    call_command("read_list", file, kind="scores", unit=world.ward.key, out=out, option=[f"year={YEAR}"])

    (row,) = json.loads(out.read_text("utf-8"))["rows"]
    assert (row["outcome"], row["values"]["1.1"], row["values"]["community"]) == ("create", "10", "Khu phố 1")


def test_template_of_scores_has_the_lines_of_the_year_and_a_year_without_criteria_says_so(
    client: Client, world: World
) -> None:
    client.force_login(world.officer)
    address = reverse("uploads:template", args=["scores", world.ward.pk])

    page = client.get(reverse("uploads:start", args=["scores", world.ward.pk]), OPTIONS).content.decode()

    assert f"{address}?title=household&amp;year={YEAR}" in page
    assert client.get(address, OPTIONS)["Content-Type"].endswith("sheet")
    refused = client.get(address, {"title": "citizen", "year": "2014"})
    assert (refused.status_code, "Chưa có bộ tiêu chí" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize("kind", ["scores", "votes"])
@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("other_officer", 404), ("approver", 403), ("office", 403)]
)
def test_only_the_officer_of_the_ward_sends_scores_and_votes(
    client: Client, world: World, kind: str, who: str, status: int
) -> None:
    client.force_login(getattr(world, who))

    assert client.get(reverse("uploads:start", args=[kind, world.ward.pk])).status_code == status


def test_scores_of_a_khu_pho_with_marks_of_another_are_refused_and_the_near_one_named(world: World) -> None:
    called(world.community, "Khu phố Thanh An")
    rows: list[list[Any]] = [
        HEAD,
        [1, "Nguyễn Văn Một", "Khu phố Thạnh An", *POINTS, None],
        [2, "Trần Thị Hoà", "Khu phố Thanh An", *POINTS, None],
    ]

    wrong, right = outcomes(received(world, "scores", rows))

    assert (wrong[0], right[0]) == ("refuse", "create")
    assert "không có “Khu phố Thạnh An”; gần nhất là “Khu phố Thanh An”" in wrong[1]
