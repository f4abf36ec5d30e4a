"""Citizens by group: the form of self-assessment of a person's group on the page, in the grid and in a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from awards.titles import workflow as titles
from awards.titles.enums import CitizenGroup
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, CriteriaForm, Nomination
from awards.titles.rules.answers import Answer
from awards.uploads import workflow
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from tests.awards.titles.factories import World, make_candidate, make_world, moment, press, signed_in, typed_in
from tests.awards.uploads.books import workbook

pytestmark = pytest.mark.django_db
YEAR = 2024
AT = moment(dt.date(YEAR, 10, 1))
LINES = ("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2")
OPTIONS: dict[str, Any] = {"title": "citizen", "year": YEAR}
G = CitizenGroup


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def citizens(world: World) -> list[Nomination]:
    """A worker, a pupil, and somebody whose group nobody wrote down."""
    people = [("Lê Văn Thợ", G.WORKER), ("Lý Thị Trò", G.LEARNER), ("Mai Văn Chưa", "")]
    made = [make_candidate(world, name, TitleKind.CITIZEN, group=group) for name, group in people]
    return titles.register_all(made, YEAR, by=world.officer, at=AT)


def grid(world: World, **asked: str) -> str:
    address = reverse("titles:score-grid", args=[world.ward.pk, "citizen", YEAR, 0])
    return signed_in(world.officer).get(address, asked).content.decode()


def sent(world: World, kind: str, rows: Sequence[Sequence[Any]], **options: Any) -> Upload:
    importer, now = importer_of(kind), timezone.now()
    assert importer
    content = workbook(("Bảng", rows))
    return workflow.receive(importer, world.ward, content, name="a.xlsx", options=options, by=world.officer, at=now)


def test_only_citizens_have_a_group(world: World) -> None:
    household = make_candidate(world)

    with pytest.raises(IntegrityError, match="candidate_group_of_a_citizen"), transaction.atomic():
        Candidate.objects.filter(pk=household.pk).update(group=G.WORKER)


def test_every_shipped_form_of_324_is_that_of_a_group(world: World) -> None:
    forms = CriteriaForm.objects.filter(criteria__code="CDHT-KHVN-324")

    assert set(forms.values_list("code", flat=True)) == set(G.values)


def test_the_group_is_corrected_in_the_register_and_its_story_tells(world: World) -> None:
    citizen = make_candidate(world, "Lê Văn Thợ", TitleKind.CITIZEN)
    client, address = signed_in(world.officer), reverse("titles:candidate-edit", args=[citizen.pk])

    press(client, address, typed_in(client, address) | {"group": G.WORKER.value})

    citizen.refresh_from_db()
    assert citizen.group == G.WORKER
    page = client.get(citizen.get_absolute_url()).content.decode()
    assert "Công nhân, thợ, người làm dịch vụ" in page and "cong-nhan" not in page


def test_a_list_of_citizens_brings_their_groups_by_the_words_of_the_list(world: World) -> None:
    rows = [
        ["Họ và tên", "Khu phố", "Đối tượng"],
        ["Lê Văn Thợ", "Khu phố 1", "Công nhân"],
        ["Lý Thị Trò", "Khu phố 1", "sinh viên"],
        ["Mai Văn Chưa", "Khu phố 1", ""],
        ["Mai Văn Lạ", "Khu phố 1", "phi hành gia"],
    ]

    upload = sent(world, "citizens", rows)
    workflow.confirm(upload, by=world.officer, at=timezone.now(), leave_out=True)
    workflow.write(upload.pk, at=timezone.now())

    assert dict(Candidate.objects.values_list("name", "group")) == {
        "Lê Văn Thợ": G.WORKER,
        "Lý Thị Trò": G.LEARNER,
        "Mai Văn Chưa": "",
    }
    assert upload.refused == 1


def test_the_page_shows_the_form_of_the_persons_group_and_no_other(world: World) -> None:
    worker, learner, neither = citizens(world)
    CriteriaForm.objects.filter(code=G.WORKER).update(text="Tay nghề được nâng lên\nĐọc tài liệu kỹ thuật")
    client = signed_in(world.officer)

    pages = [client.get(row.get_absolute_url()).content.decode() for row in (worker, learner, neither)]

    assert ["Đọc tài liệu kỹ thuật" in page for page in pages] == [True, False, False]
    assert "Phiếu này chưa có lời" in pages[1] and "Học sinh, sinh viên, học viên" in pages[1]
    assert "Chưa ghi người này thuộc nhóm nào" in pages[2]


def test_households_have_one_form_and_nobody_asks_for_a_group(world: World) -> None:
    (row,) = titles.register_all([make_candidate(world)], YEAR, by=world.officer, at=AT)

    page = signed_in(world.officer).get(row.get_absolute_url()).content.decode()

    assert "Phiếu tự đánh giá" not in page


def test_the_grid_names_each_ones_form_and_shows_one_form_alone(world: World) -> None:
    citizens(world)

    whole, workers = grid(world), grid(world, phieu=G.WORKER.value)
    nobody, unknown = grid(world, phieu="chua-ghi"), grid(world, phieu="khong-co")

    names = ("Lê Văn Thợ", "Lý Thị Trò", "Mai Văn Chưa")
    assert [name in whole for name in names] == [name in unknown for name in names] == [True] * 3
    assert [name in workers for name in names] == [True, False, False]
    assert [name in nobody for name in names] == [False, False, True]
    assert "phiếu của Công nhân, thợ, người làm dịch vụ" in whole
    assert "người chưa ghi nhóm (1)" in whole and "phiếu của người chưa ghi nhóm" in whole


def test_a_workbook_of_scores_refuses_the_slip_of_another_group(world: World) -> None:
    citizens(world)
    points: list[Any] = [9] * len(LINES)
    rows = [
        ["Họ và tên", "Nhóm", *LINES],
        ["Lê Văn Thợ", "công nhân, thợ, người làm dịch vụ", *points],
        ["Lý Thị Trò", "cán bộ", *points],
        ["Mai Văn Chưa", "cán bộ", *points],
    ]

    upload = sent(world, "scores", rows, **OPTIONS)

    said = [(row.outcome, row.reason) for row in upload.rows.order_by("number")]
    assert [outcome for outcome, _ in said] == ["create", "refuse", "create"]
    assert "phiếu dành cho cán bộ, nhân viên, doanh nhân, sổ ghi học sinh" in said[1][1]


def test_total_and_band_follow_from_the_lines_whatever_the_form(world: World) -> None:
    rows = citizens(world)
    answers: dict[str, Answer] = dict.fromkeys(LINES, "9")

    titles.assess_all({row.pk: answers for row in rows}, by=world.officer, at=AT)

    assert len(set(Nomination.objects.values_list("score", "result", "passes"))) == 1
    assert Nomination.objects.filter(score=90, passes=True).count() == 3
