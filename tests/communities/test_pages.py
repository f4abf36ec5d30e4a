"""Pages of a commune's khu phố, thôn, ấp, tried by those who may and those who may not."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.titles.models import Candidate
from tests.awards.titles.factories import press
from tests.communities.factories import DAY, FIRST, Commune, change, make_commune, make_households, rename, standing
from tests.factories import make_unit, make_user
from units.communities import workflow
from units.communities.enums import CommunityAct
from units.enums import ChangeKind, Role, UnitKind
from units.models import CommunityStep, UnitVersion, User
from units.workflow import Move, close_version, record_change

pytestmark = pytest.mark.django_db

LAST_OF_OLD = dt.date(2025, 6, 30)


@pytest.fixture
def commune() -> Commune:
    return make_commune()


def url(commune: Commune, page: str = "list", *more: int) -> str:
    return reverse(f"units:community-{page}", args=[commune.ward.pk, *more])


def logged_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def on(commune: Commune) -> dict[str, str]:
    """Day and decision, as the page that was just opened sends them."""
    edition = str(workflow.edition_of(commune.ward))
    return {"on": "01/03/2026", "decision": "Nghị quyết 12/NQ-HĐND", "edition": edition}


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(
    ("who", "seen", "kept"),
    [
        ("officer", 200, 200),
        ("office of the commune", 200, 200),
        ("administrator", 200, 200),
        ("office above", 200, 403),
        ("reader", 200, 403),
        ("approver", 200, 403),
        ("officer elsewhere", 404, 404),
        ("nobody", 302, 302),
    ],
)
def test_only_the_commune_itself_and_administrators_write(
    client: Client, commune: Commune, who: str, seen: int, kept: int
) -> None:
    other = make_unit("Xã Tân", UnitKind.WARD, commune.province)
    posts = {
        "office of the commune": (Role.DISTRICT_OFFICE, commune.ward),
        "administrator": (Role.ADMINISTRATOR, commune.province),
        "office above": (Role.DISTRICT_OFFICE, commune.province),
        "reader": (Role.READER, commune.ward),
        "approver": (Role.TITLE_APPROVER, commune.ward),
        "officer elsewhere": (Role.WARD_OFFICER, other),
    }
    if who != "nobody":
        client.force_login(commune.officer if who == "officer" else make_user("thu", posts[who]))
    version = commune["Khu phố 1"].versions.get().pk
    step = CommunityStep.objects.get().pk
    pages = [url(commune, "grid"), url(commune, "change"), url(commune, "rename")]
    pages += [url(commune, "correct", version), url(commune, "undo", step)]
    upload = reverse("uploads:start", args=["communities", commune.ward.pk])

    assert client.get(url(commune)).status_code == seen
    assert {client.get(page).status_code for page in [*pages, upload]} == {kept}
    assert {client.post(page, {}).status_code for page in pages} == {422 if kept == 200 else kept}


def test_list_of_a_day_names_what_each_came_from_and_became(client: Client, commune: Commune) -> None:
    change(commune, CommunityAct.MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 9")
    logged_in(client, commune.officer)

    now = text_of(client.get(url(commune)))
    over = text_of(client.get(url(commune), {"xem": "het"}))
    before = text_of(client.get(url(commune), {"ngay": "28/02/2026"}))

    assert "2 khu phố và 1 ấp" in now
    assert "Khu phố 1, Khu phố 2" in now
    assert "28/02/2026 – Khu phố 9" in over
    assert "3 khu phố và 1 ấp" in before


def test_grid_writes_many_rows_and_asks_first_in_numbers(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    data = {"kind": "khu phố", "decision": "QĐ 5", "name-1": "7", "name-2": "Thôn Tây", "name-3": "Khu phố 1"}
    data |= {"name-4": "Xóm Đông", "first-4": "05/02/2026"}

    asked = client.post(url(commune, "grid"), data)
    answer = press(client, url(commune, "grid"), data)

    words = text_of(asked)
    assert "Sẽ ghi 1 khu phố, 1 thôn và 1 xóm vào danh sách của phường Hòa Bình." in words
    assert "1 dòng đã có" in words
    assert "Xóm Đông: Gần giống Ấp Đông đã có" in words
    assert answer.status_code == 302
    assert {"Khu phố 7", "Thôn Tây", "Xóm Đông"} <= set(standing(commune, DAY))
    assert "Xóm Đông" not in standing(commune, FIRST)


def test_pasted_block_fills_free_rows_without_writing(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    block = "STT\tTên\tNgày\n1\tKhu phố 7\t05/02/2026\tNQ 9\n2\tTây\tthôn\n\n"

    answer = client.post(url(commune, "grid"), {"name-1": "Khu phố 6", "paste": block, "dien": "1"})

    page = answer.content.decode()
    values = dict(re.findall(r'name="((?:name|kind|first|decision)-\d+)" value="([^"]+)"', page))
    assert values == {
        "name-1": "Khu phố 6", "name-2": "Khu phố 7", "first-2": "05/02/2026", "decision-2": "NQ 9",
        "name-3": "Tây", "kind-3": "thôn",
    }  # fmt: skip
    assert "Đã điền 2 dòng" in page
    assert CommunityStep.objects.count() == 1


def test_pasted_block_longer_than_the_grid_stays_in_the_box(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    block = "\n".join(f"Khu phố {number}" for number in range(10, 225))

    page = client.post(url(commune, "grid"), {"paste": block, "dien": "1"}).content.decode()

    assert "Khu phố 209" in page
    assert "còn 15 dòng ở ô dán" in page
    assert "Khu phố 224</textarea>" in page


def test_grid_says_beside_the_cell_what_is_wrong_and_keeps_what_was_typed(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    data = {"name-1": "Khu phố 7", "name-2": "khu pho 07", "name-3": "Ấp 3", "first-3": "01/06/2025"}

    answer = client.post(url(commune, "grid"), data)

    words = text_of(answer)
    assert answer.status_code == 422
    assert "Trùng với dòng 1 (cùng tên Khu phố 07)" in words
    assert "ngày đầu là 01/07/2025" in words
    assert 'value="khu pho 07"' in answer.content.decode()
    assert "Khu phố 7" not in standing(commune, DAY)


def test_merger_is_asked_in_numbers_written_and_undone_from_the_list(client: Client, commune: Commune) -> None:
    make_households(commune, "Khu phố 2", 3)
    logged_in(client, commune.officer)
    olds = [commune["Khu phố 1"].pk, commune["Khu phố 2"].pk]
    data = {"act": "merge", "olds": olds, "name-1": "Khu phố 1", **on(commune)}

    asked = client.post(url(commune, "change"), data)
    done = press(client, url(commune, "change"), data)
    step = CommunityStep.objects.first()
    assert step is not None
    undone = press(client, url(commune, "undo", step.pk), {"reason": "Ghi nhầm ngày"})

    assert "3 hộ được chuyển sang Khu phố 1" in text_of(asked)
    assert (done.status_code, undone.status_code) == (302, 302)
    assert len(standing(commune, DAY)) == 4
    assert "Ghi nhầm ngày" in text_of(client.get(url(commune)))


def test_division_leads_to_the_page_where_holders_are_chosen(client: Client, commune: Commune) -> None:
    first, second, third = make_households(commune, "Khu phố 3", 3)
    logged_in(client, commune.officer)
    data = {
        "act": "split",
        "olds": [commune["Khu phố 3"].pk],
        "name-1": "Khu phố 3A",
        "name-2": "Khu phố 3B",
        **on(commune),
    }

    answer = press(client, url(commune, "change"), data)
    assert answer["Location"] == reverse("titles:community-divide", args=[commune["Khu phố 3"].pk])
    a, b = CommunityStep.objects.first().facts["units"]  # type: ignore[union-attr]
    page = answer["Location"]
    chosen = {f"to-{first.pk}": a, f"to-{second.pk}": "", f"to-{third.pk}": "", "rest": b}
    asked = client.post(page, chosen)
    done = press(client, page, chosen)

    assert "1 hộ sang Khu phố 3A; 2 hộ sang Khu phố 3B" in text_of(asked)
    assert done.status_code == 302
    assert list(Candidate.objects.order_by("pk").values_list("community", flat=True)) == [a, b, b]
    assert "Không còn ai chờ nơi mới" in text_of(client.get(page))


def test_community_that_ended_with_its_ward_waits_for_the_hand_over_and_no_division(
    client: Client, commune: Commune
) -> None:
    old = make_unit("Phường 5", UnitKind.WARD, commune.province)
    ended = make_unit("Khu phố 1", UnitKind.COMMUNITY, old)
    for unit in (ended, old):
        close_version(unit, last_day=LAST_OF_OLD)
    record_change(ChangeKind.MERGE, FIRST, [Move(old, commune.ward)], decision="NQ 1685")
    (left,) = make_households(commune, "Khu phố 3", 1)
    Candidate.objects.filter(pk=left.pk).update(ward=old, community=ended)
    logged_in(client, commune.officer)

    said = text_of(client.get(reverse("units:community-list", args=[old.pk])))

    assert "Khu phố 1" in said
    assert "chưa có nơi mới" not in said


def test_second_person_at_the_division_is_told(client: Client, commune: Commune) -> None:
    (household,) = make_households(commune, "Khu phố 3", 1)
    change(commune, CommunityAct.SPLIT, ["Khu phố 3"], "Khu phố 3A", "Khu phố 3B")
    logged_in(client, commune.officer)
    page = reverse("titles:community-divide", args=[commune["Khu phố 3"].pk])
    data = {f"to-{household.pk}": commune["Khu phố 3A"].pk}
    press(client, page, data)

    answer = client.post(page, {f"to-{household.pk}": commune["Khu phố 3B"].pk})

    assert answer.status_code == 409
    assert "người khác vừa ghi nơi mới" in text_of(answer)
    assert Candidate.objects.get().community == commune["Khu phố 3A"]


def test_division_page_is_for_the_officer_of_the_ward(client: Client, commune: Commune) -> None:
    make_households(commune, "Khu phố 3", 1)
    change(commune, CommunityAct.SPLIT, ["Khu phố 3"], "Khu phố 3A", "Khu phố 3B")
    page = reverse("titles:community-divide", args=[commune["Khu phố 3"].pk])
    other = make_unit("Xã Tân", UnitKind.WARD, commune.province)

    assert logged_in(client, make_user("so", (Role.DISTRICT_OFFICE, commune.province))).get(page).status_code == 403
    assert logged_in(client, make_user("xa", (Role.WARD_OFFICER, other))).get(page).status_code == 404
    whole = reverse("titles:community-divide", args=[commune["Khu phố 1"].pk])
    assert logged_in(client, commune.officer).get(whole).status_code == 404


def test_many_are_renamed_on_one_page(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    data = {f"name-{commune['Khu phố 1'].pk}": "21", f"name-{commune['Ấp Đông'].pk}": "Khu phố Đông", **on(commune)}

    asked = client.post(url(commune, "rename"), data)
    press(client, url(commune, "rename"), data)

    assert "Khu phố 1 → Khu phố 21" in text_of(asked)
    assert standing(commune, DAY) == ["Khu phố 2", "Khu phố 3", "Khu phố 21", "Khu phố Đông"]


def test_second_of_two_people_is_told_and_can_go_on(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    page = client.get(url(commune, "change")).content.decode()
    seen = re.search(r'name="edition" value="(\d+)"', page)
    assert seen is not None
    change(commune, CommunityAct.END, ["Khu phố 3"])
    data = {"act": "end", "olds": [commune["Ấp Đông"].pk], **on(commune), "edition": seen[1]}

    late = client.post(url(commune, "change"), data)
    again = re.search(r'name="edition" value="(\d+)"', late.content.decode())
    assert again is not None
    done = press(client, url(commune, "change"), data | {"edition": again[1]})

    assert late.status_code == 409
    assert "Người khác vừa ghi thay đổi" in text_of(late)
    assert done.status_code == 302


def test_reason_is_asked_for_a_change_decided_too_late(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    data = {"act": "end", "olds": [commune["Ấp Đông"].pk], "decided_on": "05/05/2026", **on(commune)}

    doubted = client.post(url(commune, "change"), data)
    done = press(client, url(commune, "change"), data | {"doubt_reason": "Ban hành muộn"})

    assert doubted.status_code == 422
    assert "Lý do vẫn ghi như vậy" in text_of(doubted)
    assert done.status_code == 302


def test_slip_is_put_right_on_its_page(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    page = url(commune, "correct", commune["Khu phố 3"].versions.get().pk)
    data = {"name": "Khu phố 33", "kind": "khu phố", "first": "01/07/2025"}

    assert client.post(page, data).status_code == 302
    assert "Khu phố 33" in standing(commune, FIRST)


def test_office_above_sees_how_many_each_commune_has(client: Client, commune: Commune) -> None:
    make_unit("Xã Tân", UnitKind.WARD, commune.province)
    office = make_user("so", (Role.DISTRICT_OFFICE, commune.province))
    page = reverse("units:community-list", args=[commune.province.pk])

    words = text_of(logged_in(client, office).get(page, follow=True))

    assert client.get(reverse("units:community-overview", args=[commune.ward.pk])).status_code == 302
    assert "Phường Hòa Bình 4" in words
    assert "Xã Tân chưa ghi" in words
    assert client.get(reverse("units:community-list", args=[commune["Khu phố 1"].pk])).status_code == 404


@pytest.mark.parametrize("number", [4, 200])
def test_list_of_any_length_takes_the_same_queries(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    commune = make_commune(*[f"Khu phố {place}" for place in range(1, number + 1)])
    change(commune, CommunityAct.MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 1")
    logged_in(client, commune.officer)
    client.get(url(commune))

    with django_assert_num_queries(16):
        client.get(url(commune))


@pytest.mark.parametrize("number", [4, 200])
def test_change_of_any_commune_takes_the_same_queries(
    client: Client, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    commune = make_commune(*[f"Khu phố {place}" for place in range(1, number + 1)])
    logged_in(client, commune.officer)
    data = {
        "act": "merge",
        "olds": [commune["Khu phố 1"].pk, commune["Khu phố 2"].pk],
        "name-1": "Khu phố 1",
        **on(commune),
    }
    client.post(url(commune, "change"), data)

    with django_assert_max_num_queries(97):
        client.post(url(commune, "change"), data)


def test_day_that_is_no_day_is_said(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)

    answer = client.get(url(commune), {"ngay": "hôm nọ"})

    assert answer.status_code == 400


def test_nobody_is_written_under_a_community_that_is_no_more(client: Client, commune: Commune) -> None:
    change(commune, CommunityAct.MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 9")
    logged_in(client, commune.officer)
    page = reverse("titles:candidate-add", args=["household"])
    old = commune["Khu phố 1"].pk

    shown = client.get(page).content.decode()
    answer = client.post(page, {"place": old, "name": "Lê Văn Mới", "address": "1 đường Thử"})

    assert f'<option value="{old}">Khu phố 1, Phường Hòa Bình, Thành phố Hồ Chí Minh (đến 28/02/2026)</option>' in shown
    assert answer.status_code == 422
    assert "Khu phố 1 đã kết thúc ngày 28/02/2026; nay là Khu phố 9. Hãy ghi vào đó." in text_of(answer)
    assert not Candidate.objects.exists()


def test_renamed_community_is_offered_once_by_its_latest_name(client: Client, commune: Commune) -> None:
    rename(commune, {"Khu phố 3": "Khu phố 0"})
    logged_in(client, commune.officer)

    shown = client.get(reverse("titles:candidate-add", args=["household"])).content.decode()

    names = re.findall(r"<option value=\"\d+\">([^<,]+), Phường Hòa Bình, Thành phố Hồ Chí Minh</option>", shown)
    assert names == ["Ấp Đông", "Khu phố 0", "Khu phố 1", "Khu phố 2"]


def test_office_of_the_commune_divides_and_leaves_the_holders_to_the_officer(client: Client, commune: Commune) -> None:
    make_households(commune, "Khu phố 3", 1)
    logged_in(client, make_user("vhxh", (Role.DISTRICT_OFFICE, commune.ward)))
    data = {"act": "split", "olds": [commune["Khu phố 3"].pk], "name-1": "Khu phố 3A", "name-2": "Khu phố 3B"}

    answer = press(client, url(commune, "change"), data | on(commune))

    assert answer["Location"] == url(commune)
    assert "chưa có nơi mới" not in text_of(client.get(url(commune)))
    assert "1 đối tượng chưa có nơi mới" in text_of(logged_in(client, commune.officer).get(url(commune)))


def test_heir_of_the_whole_keeps_the_old_days_and_no_later_ones(client: Client, commune: Commune) -> None:
    old = make_unit("Phường 5", UnitKind.WARD, commune.province, valid_to=LAST_OF_OLD)
    record_change(ChangeKind.MERGE, FIRST, [Move(old, commune.ward)], decision="NQ 1685")
    logged_in(client, commune.officer)
    page = reverse("units:community-grid", args=[old.pk])

    done = press(client, page, {"name-1": "Khu phố 1"})
    late = client.post(page, {"name-1": "Khu phố 2", "first-1": "01/08/2025"})

    assert done.status_code == 302
    assert UnitVersion.objects.get(parent=old).valid_to == LAST_OF_OLD
    assert late.status_code == 422
    assert (
        "Phường 5 kết thúc ngày 30/06/2025 nên không ghi khu phố, thôn, ấp ở đó sau ngày đó được. Hãy ghi cho "
        in text_of(late)
    )


def test_share_of_more_decimals_than_anybody_counts_is_refused_in_a_sentence(client: Client, commune: Commune) -> None:
    logged_in(client, commune.officer)
    data = {"act": "split", "olds": [commune["Khu phố 1"].pk], "name-1": "Khu phố 1", "name-2": "Khu phố 7"}

    answer = press(client, url(commune, "change"), data | on(commune) | {"share-2": f"33,{'3' * 26}%"})

    assert answer.status_code == 422
    assert "có quá nhiều chữ số lẻ" in text_of(answer)
