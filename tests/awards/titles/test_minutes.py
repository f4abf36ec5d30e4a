"""Minutes of a khu phố of any size: exceptions typed, the rest as counted; found by name; nothing typed is lost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.titles import ballots
from awards.titles.ballots import Ballots
from awards.titles.enums import NominationState
from awards.titles.models import Minutes, Nomination
from hocTap.lib.refusals import Refused
from tests.awards.titles.factories import (
    YEAR,
    World,
    assess,
    fresh,
    make_candidate,
    make_households,
    make_world,
    press,
    register,
    signed_in,
    vote,
)

pytestmark = pytest.mark.django_db
S = NominationState
HEAD = {"held_on": "01/10/2020", "present": "50"}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three lines are a long khu phố."""
    monkeypatch.setattr(ballots, "MOST_LINES", 2)


def waiting(world: World, *names: str) -> list[Nomination]:
    rows = register(world, *(make_candidate(world, name) for name in names))
    assess(world, *rows)
    return rows


def address(world: World) -> str:
    return reverse("titles:minutes", args=[world.ward.pk, "household", YEAR, world.community.pk])


def votes(*rows: Nomination) -> list[tuple[str, int | None, int | None]]:
    return [(row.state, row.in_favour, row.against) for row in fresh(*rows)]


@pytest.mark.usefixtures("short_pages")
def test_a_long_khu_pho_shows_exceptions_only_and_counts_the_rest(world: World) -> None:
    rows = waiting(world, "An", "Ba", "Cảnh", "Dũng")
    client = signed_in(world.officer)
    opened = client.get(address(world)).content.decode()
    found = client.get(address(world) + "?tim=canh").content.decode()
    typed = {
        **HEAD,
        "everybody": "46",
        f"for-{rows[2].pk}": "40",
        f"against-{rows[2].pk}": "4",
        f"for-{rows[3].pk}": "–",
    }

    asked = client.post(address(world), typed).content.decode()
    press(client, address(world), typed)

    assert ("Có 4 hộ chờ bình xét" in opened, "for-" in opened) == (True, False)
    assert (f"for-{rows[2].pk}" in found, f"for-{rows[0].pk}" in found) == (True, False)
    words = "2 hồ sơ theo phiếu chung, 1 hồ sơ có phiếu riêng, 1 hồ sơ không đưa ra bình xét"
    assert f"cho 3 hộ của Khu phố 1, Phường 5: {words}" in asked
    assert votes(*rows) == [
        (S.VOTED, 46, 0),
        (S.VOTED, 46, 0),
        (S.VOTED, 40, 4),
        (S.SELF_ASSESSED, None, None),
    ]


@pytest.mark.usefixtures("short_pages")
def test_lines_shown_stay_when_another_is_searched_for_and_when_it_is_refused(world: World) -> None:
    rows = waiting(world, "An", "Ba", "Cảnh", "Dũng")
    client = signed_in(world.officer)

    found = client.get(f"{address(world)}?tim=canh&dong={rows[0].pk}").content.decode()
    typed = {**HEAD, "everybody": "51", f"for-{rows[1].pk}": "40"}
    refused = client.post(f"{address(world)}?dong={rows[0].pk}", typed)

    assert [f"for-{row.pk}" in found for row in rows] == [True, False, True, False]
    page = refused.content.decode()
    assert (refused.status_code, [f"for-{row.pk}" in page for row in rows]) == (422, [True, True, False, False])
    assert 'value="40"' in page


@pytest.mark.usefixtures("short_pages")
def test_whoever_came_to_wait_meanwhile_is_asked_about_again(world: World) -> None:
    waiting(world, "An", "Ba", "Cảnh")
    client = signed_in(world.officer)
    typed = {**HEAD, "everybody": "46"}
    asked = client.post(address(world), typed).content.decode()
    (late,) = waiting(world, "Đến Sau")

    mark = asked.split('name="_confirmed" value="')[1].split('"')[0]
    again = client.post(address(world), typed | {"_confirmed": mark}).content.decode()

    assert ("cho 3 hộ" in asked, "cho 4 hộ" in again) == (True, True)
    assert fresh(late)[0].state == S.SELF_ASSESSED
    assert not Minutes.objects.exists()


@pytest.mark.usefixtures("short_pages")
def test_a_correction_of_long_minutes_keeps_the_exceptions_not_shown(world: World) -> None:
    rows = waiting(world, "An", "Ba", "Cảnh", "Dũng")
    client = signed_in(world.officer)
    typed = {**HEAD, "everybody": "46", f"for-{rows[2].pk}": "40", f"against-{rows[2].pk}": "4"}
    press(client, address(world), typed)
    page = reverse("titles:minutes-correct", args=[Minutes.objects.get().pk])

    opened = client.get(page).content.decode()
    press(client, page, {**HEAD, "everybody": "45", f"for-{rows[0].pk}": "30", "reason": "đếm lại"})

    assert [f"for-{row.pk}" in opened for row in rows] == [False, False, True, False]
    assert 'name="everybody"' in opened and 'value="46"' in opened
    assert votes(*rows) == [(S.VOTED, 30, 0), (S.VOTED, 45, 0), (S.VOTED, 40, 4), (S.VOTED, 45, 0)]


def test_a_short_khu_pho_shows_every_line(world: World) -> None:
    rows = waiting(world, "An", "Ba")
    page = signed_in(world.officer).get(address(world)).content.decode()
    assert [f"for-{row.pk}" in page for row in rows] == [True, True]
    assert "chỉ hiện những" not in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"everybody": ""}, "Chưa ghi phiếu"),
        ({"everybody": "bốn"}, "số phiếu tán thành"),
        ({"everybody": "9.999.999"}, "quá lớn"),
    ],
)
def test_votes_that_cannot_be_read_are_refused(world: World, typed: dict[str, str], words: str) -> None:
    waiting(world, "An", "Ba")
    with pytest.raises(Refused, match=words):
        Ballots(Nomination.objects.filter(state=S.SELF_ASSESSED), typed, {}).read()


def test_votes_typed_line_by_line_on_superseded_minutes_are_shown_again(world: World) -> None:
    rows = waiting(world, "Nguyễn Văn An", "Trần Thị Bé")
    vote(world, *rows)
    wrong = Minutes.objects.get()
    client = signed_in(world.officer)
    page = reverse("titles:minutes-correct", args=[wrong.pk])
    press(client, page, {**HEAD, "everybody": "31", "reason": "đếm lại"})

    typed = {**HEAD, f"for-{rows[0].pk}": "44", f"against-{rows[1].pk}": "2", "reason": "ghi thiếu một người"}
    answer = client.post(page, typed)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Nguyễn Văn An: tán thành 44" in shown
    assert "Trần Thị Bé: không tán thành 2" in shown
    assert "ghi thiếu một người" in shown


def test_saved_minutes_are_read_in_pages_and_searched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = waiting(world, "Nguyễn Văn An", "Trần Thị Bé", "Lê Văn Cảnh")
    vote(world, *rows)
    monkeypatch.setattr("awards.titles.views.minutes.MOST_LINES", 2)
    client = signed_in(world.officer)
    page = Minutes.objects.get().get_absolute_url()

    assert _names(client, page) == ["Nguyễn Văn An", "Trần Thị Bé"]
    assert len(_names(client, page + "?page=2")) == 1
    assert _names(client, page + "?tim=be") == ["Trần Thị Bé"]


def _names(client: Client, page: str) -> list[str]:
    shown = client.get(page).content.decode()
    return [name for name in ("Nguyễn Văn An", "Trần Thị Bé", "Lê Văn Cảnh") if name in shown]


def test_the_form_costs_as_many_queries_for_three_as_for_many(world: World) -> None:
    """But for the one that writes who saw names: of a long khu phố none is shown before somebody is looked for."""
    client = signed_in(world.officer)
    assess(world, *register(world, *make_households(world, 3)))
    few = _queries(client, address(world))
    assess(world, *register(world, *make_households(world, ballots.MOST_LINES)))

    assert _queries(client, address(world)) == few - 1


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_a_khu_pho_is_searched_by_name_and_address(world: World) -> None:
    rows = waiting(world, "Nguyễn Văn An", "Trần Thị Bé", "Lê Văn Cảnh")
    page = reverse("titles:community", args=[world.ward.pk, "household", YEAR, world.community.pk])
    client = signed_in(world.officer)

    assert _names(client, page + "?tim=bé") == ["Trần Thị Bé"]
    assert _names(client, page + f"?tim={rows[2].candidate.address}") == ["Lê Văn Cảnh"]
    assert "có “không ai”" in client.get(page + "?tim=không ai").content.decode()
