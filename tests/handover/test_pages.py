"""The pages of the hand-over, as each person finds them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from awards.scholarships.models import Fund
from awards.titles.models import Candidate
from awards.titles.workflow import candidates as steps
from hocTap.lib import vi
from tests.awards.scholarships.factories import make_fund
from tests.awards.titles.factories import press
from tests.factories import make_unit, make_user, make_ward
from tests.handover.factories import DAY, Town, hand, make_holders, make_town, now, undo, usual, write_changes
from units import workflow
from units.enums import ChangeKind, Role, UnitKind
from units.handover.changes import change_of
from units.models import ChangeEvent, HandOverPart, Post, PostProposal, Unit, UnitVersion, User
from units.workflow import Move

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def address(town: Town, unit: Unit, code: str = "", *more: str) -> str:
    event = town.change(unit).event.pk
    page = reverse("units:handover", args=[event, unit.pk])
    return "/".join([page.rstrip("/"), *filter(None, [code, *more])]) + "/"


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


PERSONS = {
    "hoabinh": (200, 200, 404),
    "binhthoi": (404, 404, 403),
    "so": (200, 200, 200),
    "quantri": (200, 200, 200),
    "phuong5": (200, 403, 404),
    "lanhdao": (200, 403, 403),
    "xa": (404, 404, 404),
}
"""Who opens the page of Phường 5, its part, and the part of the divided Phường 8."""


@pytest.mark.parametrize("name", PERSONS)
def test_who_sees_and_who_confirms(town: Town, name: str) -> None:
    make_user("phuong5", (Role.WARD_OFFICER, town.five))
    make_user("lanhdao", (Role.READER, town.province))
    make_user("xa", (Role.WARD_OFFICER, make_ward("Phường Xa")))
    client = logged_in(User.objects.get(username=name))

    answers = (
        client.get(address(town, town.five)).status_code,
        client.get(address(town, town.five, "communities")).status_code,
        client.get(address(town, town.eight, "communities")).status_code,
    )

    assert answers == PERSONS[name]


EARLIER = dt.date(2025, 1, 1)
OF_ENDED_HEIRS = {
    "hoabinh": (200, 404),
    "binhthoi": (404, 403),
    "so": (200, 200),
    "huyen": (404, 404),
    "lanhdao": (403, 403),
}
"""Who hands over what came half a year before to Phường 5, now in Hòa Bình, and to Phường 8, now divided."""


def make_chain() -> tuple[Town, dict[Unit, Unit]]:
    """Phường 3 went into Phường 5 and Phường 12 into Phường 8, half a year before these ended; old by heir."""
    town = make_town(changed=False)
    moves = {heir: make_ward(f"Phường {n}", town.district) for n, heir in ((3, town.five), (12, town.eight))}
    for heir, old in moves.items():
        workflow.close_version(old, last_day=EARLIER - dt.timedelta(days=1))
        workflow.record_change(ChangeKind.MERGE, EARLIER, [Move(old, heir)], decision="Nghị quyết 1278")
    write_changes(town)
    return town, moves


def test_what_came_to_a_unit_that_is_no_more_waits_for_its_heir_and_comes_first_on_the_page() -> None:
    town, moves = make_chain()
    twelve = moves[town.eight]
    fund = make_fund(twelve, cash=1_000)
    heir, office = logged_in(town.officer), logged_in(town.office)
    first = reverse("units:handover", args=[town.change(twelve, EARLIER).event.pk, twelve.pk])
    page = reverse("units:handover", args=[town.change(town.eight).event.pk, town.eight.pk])

    assert first in office.get(reverse("home")).content.decode()
    assert first not in heir.get(reverse("home")).content.decode()
    told = office.get(page).content.decode()
    assert f'href="{first}#funds"' in told
    assert reverse("units:handover-part", args=[town.change(town.eight).event.pk, town.eight.pk, "funds"]) not in told
    assert fund.unit == twelve


@pytest.mark.parametrize("name", OF_ENDED_HEIRS)
def test_change_into_a_unit_that_is_no_more_is_for_its_heir_and_the_office_above(name: str) -> None:
    town, moves = make_chain()
    make_user("huyen", (Role.DISTRICT_OFFICE, make_unit("Quận Xa", UnitKind.DISTRICT, town.province)))
    make_user("lanhdao", (Role.READER, town.province))
    client = logged_in(User.objects.get(username=name))
    events = ChangeEvent.objects.filter(effective_on=EARLIER).values_list("pk", flat=True)

    answers = tuple(
        client.get(reverse("units:handover-part", args=[event, old.pk, "communities"])).status_code
        for event, old in zip(events.order_by("pk"), moves.values(), strict=True)
    )

    assert answers == OF_ENDED_HEIRS[name]


def test_page_says_in_numbers_what_passes_before_anything_moves(town: Town) -> None:
    make_holders(town, town.five)

    page = logged_in(town.officer).get(address(town, town.five)).content.decode()

    assert "Phường 5 → Phường Hòa Bình" in page
    for words in ("2 khu phố", "6 hộ", "1 dòng họ"):
        assert words in page


def test_officer_of_the_heir_hands_over_part_by_part(town: Town) -> None:
    make_holders(town, town.five)
    client = logged_in(town.officer)
    form = client.get(address(town, town.five, "communities")).context["form"]
    typed = {field.html_name: field.value() or "" for field in form}

    press(client, address(town, town.five, "communities"), typed)
    answer = press(client, address(town, town.five, "titles"), {"edition": "0"})

    assert answer.status_code == 302
    assert Candidate.objects.filter(ward=town.hoa_binh).count() == 7
    page = client.get(address(town, town.five)).content.decode()
    assert "6 hộ, 1 dòng họ" in page


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("hoabinh", "Phần này do cán bộ quỹ khuyến học của Phường Hòa Bình bàn giao"),
        ("lanhdao", "Phần này do cán bộ phụ trách nhập số liệu của Phường Hòa Bình bàn giao"),
    ],
)
def test_part_that_somebody_else_hands_over_says_who(town: Town, name: str, who: str) -> None:
    make_user("lanhdao", (Role.READER, town.province))
    make_holders(town, town.five)
    make_fund(town.five, 5_000_000)

    page = logged_in(User.objects.get(username=name)).get(address(town, town.five)).content.decode()

    assert who in page
    assert "cơ quan phụ trách cấp trên của Phường Hòa Bình hoặc quản trị hệ thống cũng làm được" in page


def test_part_of_a_divided_unit_says_that_no_heir_takes_it_alone(town: Town) -> None:
    make_holders(town, town.eight)

    page = logged_in(User.objects.get(username="binhthoi")).get(address(town, town.eight)).content.decode()

    assert "nên do cơ quan phụ trách cấp trên của các đơn vị ấy hoặc quản trị hệ thống bàn giao" in page


def test_buttons_for_posts_are_spoken_of_only_to_who_has_them(town: Town) -> None:
    make_user("phuong5", (Role.WARD_OFFICER, town.five))

    pages = [
        logged_in(User.objects.get(username=name)).get(address(town, town.five)) for name in ("hoabinh", "quantri")
    ]

    assert ["Bấm nút ở từng dòng" in page.content.decode() for page in pages] == [False, True]


def test_numbers_are_said_before_the_press(town: Town) -> None:
    make_holders(town, town.five)
    hand(town, town.five, "communities")

    page = logged_in(town.officer).post(address(town, town.five, "titles"), {"edition": "0"}).content.decode()

    assert "6 hộ và 1 dòng họ sang phường Hòa Bình" in page
    assert not Candidate.objects.filter(ward=town.hoa_binh).exists()


def test_form_of_khu_pho_proposes_the_next_free_name(town: Town) -> None:
    hand(town, town.fourteen, "communities", {**usual(town, town.fourteen, "communities"), "names": {}})

    form = logged_in(town.officer).get(address(town, town.five, "communities")).context["form"]

    assert [row.cells[1].value() for row in form.rows] == ["Khu phố 3", "Khu phố 4"]


def test_choice_outside_the_heirs_is_said_beside_it(town: Town) -> None:
    first, second = town.communities[str(town.eight.pk)]
    sent = {f"to-{first.pk}": town.hoa_binh.pk, f"to-{second.pk}": town.phu_tho.pk}

    answer = logged_in(town.office).post(address(town, town.eight, "communities"), sent)

    assert answer.status_code == 422
    assert "Khu phố 1: chỉ chọn được Phường Bình Thới, Phường Phú Thọ." in answer.content.decode()


def test_undoing_from_the_page(town: Town) -> None:
    hand(town, town.five, "communities")
    client, where = logged_in(town.officer), address(town, town.five, "communities", "hoan-tac")
    sent = {"reason": "Nhầm", "edition": "2"}

    asked = client.post(where, sent)
    still = HandOverPart.objects.get().state
    answer = press(client, where, sent)

    sentence = "Sẽ hoàn tác phần khu phố, thôn, ấp, đưa trở về Phường 5: 2 khu phố, thôn, ấp (đang ở Phường Hòa Bình)."
    assert (sentence in " ".join(asked.content.decode().split()), still) == (True, "done")
    assert answer.status_code == 302
    assert HandOverPart.objects.get().state == "waiting"


def test_two_people_undo_and_the_second_is_told(town: Town) -> None:
    hand(town, town.five, "communities")
    undo(town, town.five, "communities")
    hand(town, town.five, "communities")

    answer = logged_in(town.officer).post(
        address(town, town.five, "communities", "hoan-tac"), {"reason": "Nhầm", "edition": "2"}
    )

    assert answer.status_code == 409


def test_post_is_given_at_the_heir_by_a_button_and_only_by_an_administrator(town: Town) -> None:
    clerk = make_user("phuong5", (Role.WARD_OFFICER, town.five))
    sent = {"post": str(clerk.posts.get().pk), "heir": str(town.hoa_binh.pk)}
    where = address(town, town.five, "nhiem-vu")

    refused = logged_in(town.officer).post(where, sent)
    press(logged_in(town.admin), where, sent)

    assert refused.status_code == 403
    given = Post.objects.get(user=clerk, unit=town.hoa_binh)
    assert (given.role, given.valid_from, given.valid_to) == (Role.WARD_OFFICER, DAY, None)


def test_post_of_weight_waits_at_the_heir_for_a_second_administrator(town: Town) -> None:
    keeper = make_user("quy5", (Role.FUND_OFFICER, town.five))
    make_user("quantri.hai", (Role.ADMINISTRATOR, town.hoa_binh))
    sent = {"post": str(keeper.posts.get().pk), "heir": str(town.hoa_binh.pk)}

    press(logged_in(town.admin), address(town, town.five, "nhiem-vu"), sent)

    assert not Post.objects.filter(user=keeper, unit=town.hoa_binh).exists()
    asked = PostProposal.objects.get()
    assert (asked.person, asked.unit, asked.role, asked.asked_by) == (
        keeper,
        town.hoa_binh,
        Role.FUND_OFFICER,
        town.admin,
    )


def test_post_at_a_unit_that_is_no_heir_is_refused(town: Town) -> None:
    clerk = make_user("phuong5", (Role.WARD_OFFICER, town.five))
    sent = {"post": str(clerk.posts.get().pk), "heir": str(town.phu_tho.pk)}

    answer = press(logged_in(town.admin), address(town, town.five, "nhiem-vu"), sent)

    assert answer.status_code == 422
    assert not Post.objects.filter(user=clerk, unit=town.phu_tho).exists()


def test_list_shows_what_concerns_the_person(town: Town) -> None:
    page = logged_in(town.officer).get(reverse("units:handover-list")).content.decode()

    assert "Phường 5" in page
    assert "Phường 14" in page
    assert "Phường 8" not in page


@pytest.mark.parametrize(("name", "rows"), [("binhthoi", 1), ("so", 3)])
def test_list_asks_nine_questions_whatever_its_length(
    town: Town, name: str, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(User.objects.get(username=name))

    with django_assert_num_queries(9):
        page = client.get(reverse("units:handover-list"))

    assert len(page.context["table"].rows) == rows


def test_page_says_where_what_passes_is_made_up(town: Town) -> None:
    client = logged_in(town.officer)
    make_fund(town.fourteen)
    Fund.objects.create(unit=town.five, name="Quỹ thử", level="ward", illustrative=True)

    made_up, real = (client.get(address(town, ward)).content.decode() for ward in (town.five, town.fourteen))

    assert "ố liệu minh họa" in made_up
    assert "ố liệu minh họa" not in real


def test_list_tells_each_office_of_changes_that_are_still_to_come() -> None:
    """A change decided for a day to come is listed for the old unit, its heirs and the offices above, and waits."""
    coming = timezone.localdate() + dt.timedelta(days=40)
    town = make_town(day=coming)
    make_user("phuong5", (Role.WARD_OFFICER, town.five))
    words = f"chưa đến ngày; bàn giao được từ ngày {vi.day(coming)}"

    for name, rows in (("phuong5", 1), ("so", 3), ("quantri", 3)):
        page = logged_in(User.objects.get(username=name)).get(reverse("units:handover-list")).content.decode()
        assert page.count(words) == rows, name


def test_page_before_the_day_shows_what_will_pass_and_takes_nothing() -> None:
    town = make_town(day=timezone.localdate() + dt.timedelta(days=40))
    change = change_of(town.five.pk, timezone.localdate() + dt.timedelta(days=40))
    assert change
    client = logged_in(town.office)
    page = reverse("units:handover", args=[change.event.pk, town.five.pk])
    communities = town.communities[str(town.five.pk)]
    sent = {f"to-{each.pk}": town.hoa_binh.pk for each in communities} | {
        f"name-{each.pk}": each.pk for each in communities
    }

    shown = client.get(page).content.decode()
    answer = press(client, f"{page}communities/", sent)

    assert "còn đến hết ngày" in shown
    assert answer.status_code == 422
    assert "Chỉ bàn giao được từ ngày" in answer.content.decode()
    assert not HandOverPart.objects.exists()


def test_khu_pho_for_no_successor_is_refused_on_the_page_and_nothing_is_half_done(town: Town) -> None:
    first, second = town.communities[str(town.eight.pk)]
    sent = {f"to-{first.pk}": town.binh_thoi.pk, f"to-{second.pk}": town.five.pk}

    answer = press(logged_in(town.office), address(town, town.eight, "communities"), sent)

    assert answer.status_code == 422
    assert "Khu phố 2: chỉ chọn được Phường Bình Thới, Phường Phú Thọ." in answer.content.decode()
    assert not HandOverPart.objects.exists()


def test_holders_before_their_khu_pho_are_refused_on_the_page(town: Town) -> None:
    make_holders(town, town.five)

    answer = press(logged_in(town.officer), address(town, town.five, "titles"), {"edition": "0"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "6 hộ của Phường 5 chưa có đơn vị nhận" in page
    assert not HandOverPart.objects.exists()


def test_minutes_that_leave_a_dong_over_are_refused_on_the_page_with_what_was_typed(town: Town) -> None:
    fund = make_fund(town.eight, cash=1_000)
    sums = {f"sum-{fund.pk}-cash-{town.binh_thoi.pk}": "400", f"sum-{fund.pk}-cash-{town.phu_tho.pk}": "599"}
    funds = {f"fund-{unit.pk}": "moi" for unit in (town.binh_thoi, town.phu_tho)}
    minutes = {"minutes_no": "8/BB", "minutes_on": "10/07/2025", "edition": "0"}

    answer = press(logged_in(town.office), address(town, town.eight, "funds"), {**sums, **funds, **minutes})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "còn 1 đồng chưa chia" in page
    assert 'value="599"' in page
    assert not Fund.objects.exclude(pk=fund.pk).exists()


def test_undoing_after_new_entries_is_refused_on_the_page_in_a_sentence(town: Town) -> None:
    made = make_holders(town, town.five)
    hand(town, town.five, "communities")
    hand(town, town.five, "titles")
    steps.change_head(
        Candidate.objects.get(pk=made[0].pk), "Trần Thị Mới", on=DAY, reason="", by=town.officer, at=now()
    )

    answer = press(
        logged_in(town.officer), address(town, town.five, "titles", "hoan-tac"), {"reason": "Nhầm", "edition": "2"}
    )

    assert answer.status_code == 422
    assert "1 đối tượng đã có việc ghi mới từ khi bàn giao" in answer.content.decode()
    assert Candidate.objects.filter(ward=town.hoa_binh).count() == len(made)


def test_second_of_two_who_confirm_from_the_same_page_is_told(town: Town) -> None:
    client, other = logged_in(town.officer), logged_in(town.office)
    form = client.get(address(town, town.five, "communities")).context["form"]
    typed = {field.html_name: field.value() or "" for field in form}

    press(client, address(town, town.five, "communities"), typed)
    answer = press(other, address(town, town.five, "communities"), typed)

    assert answer.status_code == 409
    assert HandOverPart.objects.get().state == "done"


def test_part_that_is_done_shows_what_was_done_and_the_way_back_instead_of_its_form(town: Town) -> None:
    make_holders(town, town.five)
    client, where = logged_in(town.officer), address(town, town.five, "communities")
    hand(town, town.five, "communities", minutes_no="12/BB", minutes_on=dt.date(2025, 7, 10))

    page = client.get(where)

    told = " ".join(page.content.decode().split())
    assert "form" not in page.context
    assert "Phường Hòa Bình: <strong>2 khu phố" in told
    assert f"{town.office} ghi lúc" in told
    assert "biên bản số 12/BB ngày 10/07/2025" in told
    assert f'href="{where}hoan-tac/"' in told


def test_part_on_which_something_rests_says_why_it_is_not_undone(town: Town) -> None:
    make_holders(town, town.five)
    for code in ("communities", "titles"):
        hand(town, town.five, code)
    where = address(town, town.five, "communities")

    page = logged_in(town.officer).get(where).content.decode()

    assert "Chưa hoàn tác được. Hãy hoàn tác phần " in page
    assert f'href="{where}hoan-tac/"' not in page


def test_second_of_two_reads_what_the_first_did_and_who(town: Town) -> None:
    client, where = logged_in(town.officer), address(town, town.five, "communities")
    form = client.get(where).context["form"]
    typed = {field.html_name: field.value() or "" for field in form}
    hand(town, town.five, "communities")

    answer = press(client, where, typed)

    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Phần này đã có người thực hiện trước, nên lần gửi của ông, bà không ghi gì." in told
    assert f"{town.office} ghi lúc" in told
    assert HandOverPart.objects.get().edition == 2


def test_second_undoing_of_the_same_part_is_told_in_a_sentence(town: Town) -> None:
    hand(town, town.five, "communities")
    undo(town, town.five, "communities")
    where = address(town, town.five, "communities", "hoan-tac")

    answer = press(logged_in(town.officer), where, {"reason": "Nhầm", "edition": "2"})

    assert answer.status_code == 409
    assert "Người khác vừa thực hiện phần này" in answer.content.decode()


@pytest.mark.parametrize(
    ("names", "status", "words"),
    [
        (("Khu phố 1", "khu pho 01"), 422, "đã có Khu phố 01"),
        (("Khu phố <b>1</b>", "Khu phố 2"), 422, "Khu phố 1: Tên chỉ nhận chữ thường"),
        (("7", "Khu phố 2"), 302, ""),
    ],
)
def test_new_names_of_khu_pho_are_those_of_the_list(
    town: Town, names: tuple[str, str], status: int, words: str
) -> None:
    places = town.communities[str(town.five.pk)]
    sent = {f"to-{each.pk}": str(town.hoa_binh.pk) for each in places}
    sent |= {f"name-{each.pk}": name for each, name in zip(places, names, strict=True)}

    answer = press(logged_in(town.officer), address(town, town.five, "communities"), sent)

    assert answer.status_code == status
    assert words in answer.content.decode()
    there = UnitVersion.objects.filter(parent=town.hoa_binh).values_list("name", flat=True)
    assert sorted(there) == (["Khu phố 2", "Khu phố 7"] if status == 302 else [])


def test_post_that_ended_before_the_last_day_is_not_given_again_by_a_forged_press(town: Town) -> None:
    gone = make_user("nghi", (Role.WARD_OFFICER, town.five))
    Post.objects.filter(user=gone).update(valid_to=dt.date(2015, 6, 30))
    sent = {"post": str(gone.posts.get().pk), "heir": str(town.hoa_binh.pk)}

    answer = press(logged_in(town.admin), address(town, town.five, "nhiem-vu"), sent)

    assert answer.status_code == 422
    assert "không giữ nhiệm vụ này vào ngày cuối" in answer.content.decode()
    assert not Post.objects.filter(user=gone, unit=town.hoa_binh).exists()
