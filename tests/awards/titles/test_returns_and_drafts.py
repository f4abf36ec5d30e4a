"""What came back is told where the work is; a title in a draft never reads as recognised, on pages or in files."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.titles import workflow
from awards.titles.enums import STEPS
from awards.titles.models import Nomination
from awards.titles.returns import returns_of
from tests.awards.titles.factories import (
    NOW,
    YEAR,
    World,
    appraise,
    bring_to_proposed,
    fresh,
    make_candidate,
    make_households,
    make_world,
    propose,
    recognise,
    register,
    sign,
    signed_in,
)
from tests.factories import make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
WARD, PLACE, GRID = "ward-year", "community", "score-grid"


@pytest.fixture
def world() -> World:
    return make_world()


def address(world: World, page: str) -> str:
    place = [] if page == WARD else [world.community.pk]
    return reverse(f"titles:{page}", args=[world.ward.pk, "household", YEAR, *place])


def shown(by: User, page: str) -> str:
    answer = signed_in(by).get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def sent_back(world: World, *names: str, why: str = "Thiếu biên bản họp") -> list[Nomination]:
    rows = bring_to_proposed(world, *(make_candidate(world, name) for name in names))
    workflow.return_group([row.pk for row in rows], why, by=world.approver, at=NOW)
    return fresh(*rows)


@pytest.mark.parametrize("page", [WARD, PLACE, GRID])
def test_why_it_came_back_is_read_where_the_work_is(world: World, page: str) -> None:
    rows = sent_back(world, "Lê Văn Trở", "Lê Văn Lại")
    before = shown(world.officer, address(world, page))

    appraise(world, *rows)
    propose(world, *rows)

    assert "Thiếu biên bản họp" in before
    assert "Thiếu biên bản họp" not in shown(world.officer, address(world, page))


def test_each_act_of_sending_back_is_told_by_khu_pho_with_who_and_why(world: World) -> None:
    sent_back(world, "An", "Ba")
    rows = bring_to_proposed(world, make_candidate(world, "Cảnh", community=world.second))
    workflow.return_group([rows[0].pk], "Sai địa chỉ", by=world.second_approver, at=NOW.replace(hour=15))

    told = returns_of(Nomination.objects.in_year("household", YEAR))

    assert [(each.number, each.reason, each.by, each.names, each.place) for each in told] == [
        (1, "Sai địa chỉ", world.second_approver, "Cảnh", "Khu phố 2"),
        (2, "Thiếu biên bản họp", world.approver, "An, Ba", "Khu phố 1"),
    ]
    assert told[0].url == rows[0].get_absolute_url()


def test_only_the_last_return_counts(world: World) -> None:
    rows = sent_back(world, "An")
    appraise(world, *rows)
    propose(world, *rows)
    workflow.return_group([rows[0].pk], "Vẫn thiếu chữ ký", by=world.approver, at=NOW.replace(hour=16))

    assert [each.reason for each in returns_of(Nomination.objects.all())] == ["Vẫn thiếu chữ ký"]


def test_many_returned_cost_as_many_queries_as_one(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert returns_of(Nomination.objects.all())
        return len(captured)

    sent_back(world, "An")
    one = cost()
    rows = bring_to_proposed(world, *make_households(world, 8, world.second))
    for hour, row in enumerate(rows):
        workflow.return_group([row.pk], "Thiếu", by=world.approver, at=NOW.replace(hour=hour))

    assert cost() == one


# A draft is not recognised


def pages_of(world: World, row: Nomination) -> dict[str, Callable[[], str]]:
    """Every page of the ward that tells how far a nomination came."""
    register_list = reverse("titles:candidate-list") + f"?nam={YEAR}"
    wanted = {
        "its own": row.get_absolute_url(),
        "khu phố": address(world, PLACE),
        "grid": address(world, GRID),
        "register": register_list,
        "candidate": row.candidate.get_absolute_url(),
    }
    return {name: lambda page=page: shown(world.officer, page) for name, page in wanted.items()}  # type: ignore[misc]


def test_a_draft_never_reads_as_recognised_on_a_page(world: World) -> None:
    (row,) = bring_to_proposed(world, make_candidate(world, "Lê Văn Nháp"))
    decision = recognise(world, row)
    pages = pages_of(world, row)

    drafted = {name: _told(read()) for name, read in pages.items()}
    sign(world, decision)
    signed = {name: _told(read()) for name, read in pages.items()}

    assert drafted == dict.fromkeys(pages, (True, False))
    assert signed == {**dict.fromkeys(pages, (False, True)), "its own": (True, True)}, "its story keeps the draft"


def _told(page: str) -> tuple[bool, bool]:
    """Whether it reads as drafted, and as recognised; what can be chosen in a filter says neither."""
    words = page.split("</nav>")[-1].split("</form>")[-1].lower() if "buoc" in page else page.lower()
    return "trong dự thảo quyết định" in words, "được công nhận" in words


def test_a_draft_is_counted_apart_in_the_ward_and_found_apart(world: World) -> None:
    rows = bring_to_proposed(world, make_candidate(world, "An"), make_candidate(world, "Ba", community=world.second))
    sign(world, recognise(world, rows[0]))
    recognise(world, rows[1])

    answer = signed_in(world.officer).get(address(world, WARD))
    totals = dict(zip([step for step, _ in STEPS], answer.context["overview"].totals, strict=True))

    assert (totals["drafted"], totals["recognised"]) == (1, 1)
    everyone = Nomination.objects.all()
    assert [set(everyone.at_step(step)) for step in ("drafted", "recognised")] == [{rows[1]}, {rows[0]}]
    assert "Ba</a>" not in shown(world.officer, reverse("titles:candidate-list") + f"?nam={YEAR}&buoc=recognised")
    assert "Ba</a>" in shown(world.officer, reverse("titles:candidate-list") + f"?nam={YEAR}&buoc=drafted")


def test_a_draft_never_reads_as_recognised_in_excel(world: World) -> None:
    (row,) = bring_to_proposed(world, make_candidate(world, "Lê Văn Nháp"))
    decision = recognise(world, row)

    clerk = make_user("xuat", (Role.WARD_OFFICER, world.ward), (Role.NAMES_EXPORTER, world.ward))
    drafted = _cells(clerk)
    sign(world, decision)

    assert ("trong dự thảo quyết định" in drafted, "được công nhận" in drafted) == (True, False)
    assert "được công nhận" in _cells(clerk)


def _cells(by: User) -> set[str]:
    answer = signed_in(by).get(reverse("titles:candidate-list"), {"nam": str(YEAR), "_export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {str(cell.value).lower() for sheet in book for line in sheet.iter_rows() for cell in line}


# The open rule


@pytest.mark.parametrize("page", [WARD, PLACE, "its own"])
def test_the_open_rule_is_asked_about_before_anybody_is_scored(page: str) -> None:
    world = make_world(sound=False)
    (row,) = register(world, make_candidate(world))
    where = row.get_absolute_url() if page == "its own" else address(world, page)

    assert "chưa nói mục không áp dụng" in shown(world.officer, where)


def test_nothing_is_said_once_the_rule_was_chosen(world: World) -> None:
    (row,) = register(world, make_candidate(world))
    pages = [address(world, WARD), address(world, PLACE), row.get_absolute_url()]
    assert ["chưa nói mục không áp dụng" in shown(world.officer, page) for page in pages] == [False] * 3
