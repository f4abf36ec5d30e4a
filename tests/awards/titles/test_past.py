"""Decisions of past years from lists: the checks of their day, marked as entered later, undone whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.titles import workflow as titles
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Decision, Nomination, NominationStep
from awards.titles.workflow.past import Named, Paper, record_past
from awards.uploads import workflow
from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from hocTap.lib.refusals import Refused
from tests.awards.titles.factories import NOW, World, called, make_candidate, make_world
from tests.awards.uploads.books import workbook
from tests.upkeep.test_sealing import as_owner, faults
from units import numbering
from units.enums import Numbered
from units.models import Unit, User
from units.sealing.workflow import seal

pytestmark = pytest.mark.django_db
Rows = Sequence[Sequence[Any]]
HEAD = ["STT", "Họ và tên chủ hộ", "Địa chỉ", "Khu phố"]
ABOVE: Rows = [
    ["ỦY BAN NHÂN DÂN PHƯỜNG 5"],
    ["DANH SÁCH CÔNG NHẬN GIA ĐÌNH HỌC TẬP NĂM 2016"],
    ["(Kèm theo Quyết định số 125/QĐ-UBND ngày 20 tháng 12 năm 2016)"],
]
ROWS: Rows = [*ABOVE, [*HEAD, "Người ký"], [1, "Trần Thị Cũ", "1 Lò Siêu", "KP 1", "Nguyễn Văn Ký"]]


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def received(world: World, rows: Rows, unit: Unit | None = None, **options: Any) -> Upload:
    importer = importer_of("recognitions")
    assert importer
    return workflow.receive(
        importer,
        unit or world.ward,
        workbook(("A", rows)),
        name="a.xlsx",
        options=options,
        by=world.approver,
        at=NOW,
    )


def written(world: World, rows: Rows, unit: Unit | None = None, **options: Any) -> Upload:
    upload = received(world, rows, unit, **options)
    assert upload.refused == 0, [row.reason for row in upload.rows.all()]
    workflow.confirm(upload, by=world.approver, at=NOW)
    workflow.write(upload.pk, at=NOW)
    upload.refresh_from_db()
    assert upload.state == UploadState.DONE, upload.problem
    return upload


def table(*rows: Sequence[Any]) -> Rows:
    """Rows with number, day and signer of their own."""
    head = [*HEAD, "Số quyết định", "Ngày ký", "Người ký"]
    return [head, *([1, *row] for row in rows)]


def reasons(upload: Upload) -> list[str]:
    return [row.reason for row in upload.rows.filter(outcome="refuse")]


def test_paper_is_entered_with_its_own_number_day_and_signer_and_says_that_it_was_entered_later(
    client: Client, world: World
) -> None:
    there = make_candidate(world, "Trần Thị Cũ", address="1 Lò Siêu")

    written(world, ROWS, year="2020")

    decision = Decision.objects.get()
    title = Nomination.objects.get()
    assert (decision.number, decision.symbol, decision.signed_on, decision.signer, decision.on_paper) == (
        125,
        "QĐ-UBND",
        dt.date(2016, 12, 20),
        "Nguyễn Văn Ký",
        True,
    )
    assert (decision.assessment_year, decision.recorded_by, decision.recorded_at) == (2016, world.approver, NOW)
    assert (title.candidate, title.state, title.signed_name, title.signed_place, title.score) == (
        there,
        "recognised",
        "Trần Thị Cũ",
        "Khu phố 1, Phường 5",
        None,
    )
    client.force_login(world.approver)
    assert "Ghi lại từ bản giấy" in client.get(decision.get_absolute_url()).content.decode()
    assert "Ghi lại từ quyết định trên giấy" in client.get(title.get_absolute_url()).content.decode()


def test_who_is_not_on_the_register_is_written_into_it_once_for_all_years_of_the_list(world: World) -> None:
    written(
        world,
        table(
            ["Lê Văn Xưa", "2 Lò Siêu", "KP 1", "10/QĐ-UBND", "20/12/2015", "Nguyễn Văn Ký"],
            ["Lê Văn Xưa", "2 Lò Siêu", "KP 1", "11/QĐ-UBND", "20/12/2016", "Nguyễn Văn Ký"],
        ),
    )

    holder = Candidate.objects.get()
    assert (holder.name, holder.known_since) == ("Lê Văn Xưa", dt.date(2015, 12, 20))
    assert list(holder.nominations.order_by("year").values_list("year", flat=True)) == [2015, 2016]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["Lê A", "2 Lò Siêu", "KP 1", "10/QĐ-UBND", "20/12/2026", "Ký"], "không nằm trong các năm"),
        (["Lê A", "2 Lò Siêu", "KP 1", "10/QĐ-UBND", "20/12/2020", "Ký"], "là ngày chưa tới"),
        (["Lê A", "2 Lò Siêu", "KP 9", "10/QĐ-UBND", "20/12/2016", "Ký"], "không có trong danh mục của nơi này"),
        (["Lê A", "2 Lò Siêu", "KP 1", "QĐ-UBND", "20/12/2016", "Ký"], "không phải số quyết định"),
        (["Lê A", "2 Lò Siêu", "", "10/QĐ-UBND", "20/12/2016", "Ký"], "chưa ghi khu phố"),
        (["Lê A", "2 Lò Siêu", "KP 1", "10/QĐ-UBND", "20/12/2016", ""], "ô bắt buộc còn trống"),
        (["Lê A", "2 Lò Siêu", "KP 1", "10/QĐ-UBND", "20/12/1999", "Ký"], "không nằm trong các năm"),
    ],
)
def test_paper_that_could_not_have_been_signed_so_is_refused(world: World, row: list[Any], sentence: str) -> None:
    upload = received(world, table(row, ["Lê B", "3 Lò Siêu", "KP 1", "12/QĐ-UBND", "20/12/2017", "Ký"]))

    assert any(sentence in reason for reason in reasons(upload)), [each.reason for each in upload.rows.all()]


def test_year_without_criteria_or_agency_is_refused(world: World) -> None:
    upload = received(
        world,
        [["Họ và tên", "Số quyết định", "Ngày ký", "Người ký"], ["Lê A", "1/QĐ", "01/03/2014", "Ký"]],
        title="citizen",
    )

    assert "Chưa có bộ tiêu chí Công dân học tập" in reasons(upload)[0]


def test_one_number_is_one_paper_in_the_file_and_in_the_books(world: World) -> None:
    first = table(["Lê A", "1 Lò Siêu", "KP 1", "10/QĐ-UBND", "20/12/2016", "Ký"])
    written(world, first)

    again = received(world, first)
    more = received(world, table(["Lê B", "2 Lò Siêu", "KP 1", "10/QĐ-UBND", "20/12/2016", "Ký"]))
    twice = received(
        world,
        table(
            ["Lê C", "3 Lò Siêu", "KP 1", "11/QĐ-UBND", "20/12/2016", "Ký"],
            ["Lê D", "4 Lò Siêu", "KP 1", "11/QĐ-UBND", "21/12/2016", "Ký"],
        ),
    )

    assert (again.matched, again.created) == (1, 0)
    assert "không thêm người" in reasons(more)[0]
    assert "đã có ở dòng 2" in reasons(twice)[0]


def test_whoever_has_a_nomination_in_the_year_is_refused(world: World) -> None:
    holder = make_candidate(world, "Lê A", address="1 Lò Siêu")
    titles.register_all([holder], 2020, by=world.officer, at=NOW)

    upload = received(world, table(["Lê A", "1 Lò Siêu", "KP 1", "10/QĐ-UBND", "19/10/2020", "Ký"]))

    assert "Đã có hồ sơ năm 2020 (đã đăng ký)" in reasons(upload)[0]


def test_list_of_a_district_says_the_ward_of_each_row(world: World) -> None:
    rows = [["Họ và tên", "Phường", "Khu phố", "Số quyết định", "Ngày ký", "Người ký"]]
    rows += [["Lê A", "P.5", "KP 1", "10/QĐ-UBND", "20/12/2016", "Ký"]]
    rows += [["Lê A", "Phường 06", "KP 1", "10/QĐ-UBND", "20/12/2016", "Ký"]]

    written(world, rows, world.district)

    assert set(Decision.objects.values_list("agency", "number")) == {(world.ward.pk, 10), (world.other_ward.pk, 10)}
    assert set(Nomination.objects.values_list("ward", "community")) == {
        (world.ward.pk, world.community.pk),
        (world.other_ward.pk, world.elsewhere.pk),
    }


def test_past_recognitions_are_undone_with_whom_they_brought_in_while_nothing_rests_on_them(world: World) -> None:
    there = make_candidate(world, "Trần Thị Cũ", address="1 Lò Siêu")
    upload = written(world, [*ROWS, [2, "Lê Văn Xưa", "2 Lò Siêu", "KP 1", "Nguyễn Văn Ký"]])
    assert Candidate.objects.count() == 2
    seal(timezone.localdate(), timezone.now())
    forged_excuses_are_seen_through(upload, world)

    workflow.undo(upload, "Nhầm năm.", by=world.approver, at=timezone.now())

    assert faults("title-decision") == []
    assert list(Candidate.objects.all()) == [there]
    assert (Decision.objects.count(), Nomination.objects.count(), NominationStep.objects.count()) == (0, 0, 0)


def forged_excuses_are_seen_through(upload: Upload, world: World) -> None:
    """A past decision deleted with SQL: what a row says that was written the same way excuses nothing."""
    now, nobody = timezone.now(), User.objects.create(username="khong.nhiem.vu")
    undone = {"state": UploadState.UNDONE, "undone_by": world.approver, "undone_because": "Nhầm."}

    def faults_with(**facts: Any) -> int:
        with as_owner():
            row = Upload.objects.get(pk=upload.pk)
            for name, value in {**undone, "undone_at": now, **facts}.items():
                setattr(row, name, value)
            models.Model.save_base(row, raw=True)
            gone = Decision.objects.earliest("pk")
            Decision.objects.filter(pk=gone.pk)._raw_delete("default")
            if "made" in facts:
                models.Model.save_base(Decision(pk=gone.pk + 1, **kept(gone)), raw=True)
            return len(faults("title-decision"))

    def kept(row: Decision) -> dict[str, Any]:
        return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key}

    first = Decision.objects.earliest("pk").pk
    assert faults_with() == 0  # the list itself, under the time of now: only whoever reads it finds that
    assert faults_with(pk=None) == 1  # a list that was not there when it was sealed
    assert faults_with(undone_at=now - dt.timedelta(days=1)) == 1
    assert faults_with(undone_by=nobody) == 1
    assert faults_with(made={"decisions": [first, first + 1]}) == 1  # a part of what the list made


def test_past_recognitions_are_not_undone_once_somebody_they_brought_in_registered_again(world: World) -> None:
    upload = written(world, ROWS)
    titles.register_all(list(Candidate.objects.all()), 2020, by=world.officer, at=NOW)

    with pytest.raises(Refused, match="đã đăng ký xét danh hiệu"):
        workflow.undo(upload, "Nhầm.", by=world.approver, at=NOW)

    assert Nomination.objects.get(year=2020).registration == "again"


def test_title_from_paper_carries_no_steps_before_it_by_the_database(world: World) -> None:
    written(world, ROWS)

    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.create(
            candidate=make_candidate(world),
            kind=TitleKind.HOUSEHOLD,
            year=2015,
            ward=world.ward,
            community=world.community,
            as_of=dt.date(2015, 12, 31),
            registration="new",
            criteria=Nomination.objects.get().criteria,
            registered_by=world.officer,
            registered_at=NOW,
            on_paper=True,
        )


def test_step_itself_refuses_a_number_that_is_used(world: World) -> None:
    written(world, ROWS)
    paper = Paper(TitleKind.HOUSEHOLD, 2016, 125, "QĐ-UBND", dt.date(2016, 12, 20), "Ký")
    other = make_candidate(world)

    with pytest.raises(Refused, match="đã dùng"):
        record_past(paper, [Named(other, other.name, "", world.community.pk)], by=world.approver, at=NOW)


def test_command_understands_what_stands_above_the_list(world: World, tmp_path: Path) -> None:
    file, out = tmp_path / "a.xlsx", tmp_path / "a.json"
    file.write_bytes(workbook(("A", ROWS)))

    call_command("read_list", file, kind="recognitions", unit=world.ward.key, out=out)

    (row,) = json.loads(out.read_text("utf-8"))["rows"]
    assert row["outcome"] == "create"
    assert row["values"] == {
        "name": "Trần Thị Cũ",
        "address": "1 Lò Siêu",
        "community": "KP 1",
        "year": 2016,
        "decision_no": "125/QĐ-UBND",
        "decided_on": "2016-12-20",
        "signer": "Nguyễn Văn Ký",
    }


@pytest.mark.parametrize(
    ("who", "status"), [("approver", 200), ("officer", 403), ("other_officer", 404), ("office", 403)]
)
def test_only_whoever_approves_enters_past_recognitions(client: Client, world: World, who: str, status: int) -> None:
    client.force_login(getattr(world, who))

    assert client.get(reverse("uploads:start", args=["recognitions", world.ward.pk])).status_code == status


def test_khu_pho_with_marks_of_another_is_refused_and_the_near_one_named(world: World) -> None:
    called(world.community, "Khu phố Thanh An")
    rows: Rows = [*ABOVE, [*HEAD, "Người ký"], [1, "Trần Thị Cũ", "1 Lò Siêu", "Khu phố Thạnh An", "Nguyễn Văn Ký"]]

    (reason,) = reasons(received(world, rows))

    assert "không có “Khu phố Thạnh An”; gần nhất là “Khu phố Thanh An”" in reason


def test_a_number_that_another_register_of_the_agency_has_is_refused_in_the_dry_run_and_free_again_after_undoing(
    world: World,
) -> None:
    """Titles and commendations of one agency are numbered in one series."""
    signed_on = dt.date(2016, 12, 20)
    given = numbering.Number(world.ward.pk, "QĐ-UBND", 125, signed_on)
    numbering.take(Numbered.COMMENDATION, 1, given)

    (reason,) = reasons(received(world, ROWS, year="2020"))

    assert "Số 125/QĐ-UBND năm 2016 đã dùng cho quyết định khen thưởng ngày 20/12/2016" in reason
    numbering.release(Numbered.COMMENDATION, [1])
    upload = written(world, ROWS, year="2020")
    with pytest.raises(Refused, match="đã dùng cho quyết định về danh hiệu"):
        numbering.take(Numbered.COMMENDATION, 1, given)
    workflow.undo(upload, "Nhầm tệp", by=world.approver, at=NOW)
    numbering.take(Numbered.COMMENDATION, 1, given)
