"""The sum alone, where the set takes it: from the page and from a workbook, the lines staying on paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from awards.titles import workflow as titles
from awards.titles.enums import NominationState, ScoringMode
from awards.titles.models import CriteriaSet, Nomination
from awards.titles.workflow.assessing import rescored
from awards.uploads import workflow
from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from tests.awards.titles.factories import FULL, NOW, YEAR, World, make_candidate, make_world
from tests.awards.uploads.books import workbook

pytestmark = pytest.mark.django_db
NAMES = ("Nguyễn Văn Một", "Trần Thị Hai", "Lê Văn Ba")
HEAD = ["STT", "Họ và tên chủ hộ", "Khu phố", "Tổng điểm"]


@pytest.fixture
def world() -> World:
    world = make_world()
    titles.register_all([make_candidate(world, name) for name in NAMES], YEAR, by=world.officer, at=NOW)
    return world


def allow(allowed: bool = True) -> None:
    pk = Nomination.objects.values_list("criteria", flat=True)[0]
    CriteriaSet.objects.filter(pk=pk).update(total_only=allowed)


def of(name: str) -> Nomination:
    return Nomination.objects.get(candidate__name=name)


def sent(world: World, *totals: Any) -> Upload:
    importer = importer_of("scores")
    assert importer
    rows = [[place, name, "KP 1", total] for place, name, total in zip((1, 2, 3), NAMES, totals, strict=False)]
    options = {"title": "household", "year": YEAR}
    content = workbook(("Bảng", [HEAD, *rows]))
    return workflow.receive(importer, world.ward, content, name="a.xlsx", options=options, by=world.officer, at=NOW)


def written(upload: Upload, world: World) -> Upload:
    workflow.confirm(upload, by=world.officer, at=NOW)
    workflow.write(upload.pk, at=NOW)
    upload.refresh_from_db()
    assert upload.state == UploadState.DONE, upload.problem
    return upload


def press(world: World, nomination: Nomination, **typed: str) -> Any:
    client = Client()
    client.force_login(world.officer)
    return client.post(reverse("titles:nomination-score", args=[nomination.pk]), typed)


def test_a_workbook_of_sums_gives_the_band_that_the_lines_would_give(world: World) -> None:
    allow()
    by_lines = titles.assess(of("Lê Văn Ba"), FULL, by=world.officer, at=NOW)

    upload = written(sent(world, "95", 40), world)

    first, second = of("Nguyễn Văn Một"), of("Trần Thị Hai")
    assert (first.score, first.result, first.passes) == (by_lines.score, by_lines.result, by_lines.passes)
    assert (first.answers, second.score, second.passes) == ({"tong": "95"}, Decimal("40.00"), False)
    assert rescored(first).score == first.score
    assert all("phiếu chấm từng mục giữ trên giấy" in row.reason for row in upload.rows.all())


def test_the_same_sums_again_change_nothing_and_the_list_is_taken_back(world: World) -> None:
    allow()
    upload = written(sent(world, 95, 90), world)

    assert [row.outcome for row in sent(world, 95, 90).rows.all()] == ["match", "match"]
    workflow.undo(upload, "Nhầm năm", by=world.officer, at=NOW)

    assert {(row.state, row.score) for row in Nomination.objects.all()} == {(NominationState.REGISTERED, None)}


@pytest.mark.parametrize(
    ("total", "sentence"),
    [("101", "Tổng điểm cao nhất của bộ tiêu chí là 100"), ("chín", "Tổng điểm:"), ("-5", "Tổng điểm:")],
)
def test_a_sum_that_cannot_be_is_refused_with_the_reason(world: World, total: str, sentence: str) -> None:
    allow()

    row = sent(world, total).rows.get()

    assert (row.outcome, sentence in row.reason, row.columns) == ("refuse", True, ["total"]), row.reason


def test_a_set_that_wants_its_lines_refuses_the_sum(world: World) -> None:
    row = sent(world, 95).rows.get()
    answer = press(world, of("Nguyễn Văn Một"), **{"line-tong": "95"})

    assert (row.outcome, "phải chấm từng mục" in row.reason) == ("refuse", True)
    assert (answer.status_code, of("Nguyễn Văn Một").score) == (422, None)
    with pytest.raises(titles.BadAnswers, match="phải chấm từng mục"):
        titles.assess(of("Nguyễn Văn Một"), {"tong": "95"}, by=world.officer, at=NOW)


def test_the_page_takes_the_sum_and_shows_that_it_is_alone(world: World) -> None:
    allow()

    answer = press(world, of("Nguyễn Văn Một"), **{"line-tong": "84,5"})

    found = of("Nguyễn Văn Một")
    client = Client()
    client.force_login(world.officer)
    page = client.get(found.get_absolute_url()).content.decode()
    assert (answer.status_code, found.answers, found.score) == (302, {"tong": "84.5"}, Decimal("84.50"))
    assert 'value="84,5"' in page


def test_lines_beside_the_sum_are_refused_and_nothing_typed_is_lost(world: World) -> None:
    allow()

    answer = press(world, of("Nguyễn Văn Một"), **{"line-tong": "95", "line-1.1": "9"})

    page = answer.content.decode()
    assert (answer.status_code, "Đã chấm từng mục thì tổng điểm tự tính" in page) == (422, True)
    assert ('value="95"' in page, 'value="9"' in page) == (True, True)


def test_the_lines_typed_later_stand_in_the_place_of_the_sum(world: World) -> None:
    allow()
    titles.assess(of("Nguyễn Văn Một"), {"tong": "70"}, by=world.officer, at=NOW)

    titles.assess(of("Nguyễn Văn Một"), FULL, by=world.officer, at=NOW)

    assert "tong" not in of("Nguyễn Văn Một").answers
    assert of("Nguyễn Văn Một").score != 70


def test_the_grid_shows_a_sum_that_stands_alone(world: World) -> None:
    allow()
    titles.assess(of("Nguyễn Văn Một"), {"tong": "84.5"}, by=world.officer, at=NOW)
    client = Client()
    client.force_login(world.officer)

    page = client.get(reverse("titles:score-grid", args=[world.ward.pk, "household", YEAR, world.community.pk]))
    cell = titles.ScoreInput(of("Nguyễn Văn Một").pk, "1.1", "9", "")
    entered = titles.enter_scores(Nomination.objects.all(), [cell], by=world.officer, at=NOW)

    assert page.status_code == 200
    assert "84,5" in page.content.decode()
    assert (entered.results[0].state, "chỉ ghi tổng điểm" in entered.results[0].sentence) == ("refused", True)
    assert of("Nguyễn Văn Một").score == Decimal("84.50")


def test_only_a_set_without_floors_takes_the_sum_alone(world: World) -> None:
    criteria = (
        CriteriaSet.objects.filter(mode=ScoringMode.POINTS_FLOOR).first()
        or CriteriaSet.objects.exclude(mode=ScoringMode.POINTS_BANDS).first()
    )
    assert criteria is not None

    with pytest.raises(IntegrityError), transaction.atomic():
        CriteriaSet.objects.filter(pk=criteria.pk).update(total_only=True)
