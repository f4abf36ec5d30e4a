"""Long lists as Excel: made by the worker, for the person who asked, with what the page itself would give."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from awards.uploads.models import NamesExport
from tests.awards.titles.factories import World, make_households, make_world
from tests.factories import make_post, make_user
from units.enums import Role
from units.files import workflow
from units.files.jobs import make_file
from units.jobs import workers
from units.models import ListFile, Post, User

pytestmark = pytest.mark.django_db

REGISTER = "/danh-hieu/so/"
ASKED = f"{REGISTER}?tim=tran+thi&sort=-name&_export=xlsx"
ROWS = 12


@pytest.fixture
def world() -> Iterator[World]:
    world = make_world()
    make_households(world, ROWS)
    with override_settings(LONG_LIST=ROWS - 1):
        yield world


@pytest.fixture
def clerk(world: World, client: Client) -> User:
    """An officer of the ward who may take names out, logged in."""
    clerk = make_user("thu-ky", (Role.WARD_OFFICER, world.ward), (Role.NAMES_EXPORTER, world.ward))
    client.force_login(clerk)
    return clerk


def work() -> None:
    """What the worker does with the jobs that wait."""
    for waiting in DBTaskResult.objects.ready():
        make_file.call(*waiting.args_kwargs["args"])


def asked(client: Client, address: str = ASKED) -> ListFile:
    """The file to whose page the request of a long list leads."""
    answer = client.get(address)
    assert answer.status_code == 302, answer.content
    file = ListFile.objects.latest("pk")
    assert answer.headers["Location"] == file.get_absolute_url()
    return file


def names_in(content: bytes) -> list[str]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True) if row[1] is not None]


@pytest.mark.usefixtures("clerk")
def test_worker_writes_what_was_filtered_and_sorted(client: Client, world: World) -> None:
    other = make_households(world, 1)[0]
    other.name = "Nguyễn Văn Khác"
    other.key_name()
    other.save()
    file = asked(client)

    work()

    page, taken = client.get(file.get_absolute_url()), client.get(f"{file.get_absolute_url()}tai-ve/")
    names = names_in(taken.content)
    assert "Tệp đã sẵn sàng" in page.content.decode()
    assert (len(names), names) == (ROWS, sorted(names, key=lambda name: int(name.split()[-1]), reverse=True))
    assert client.get(f"{file.get_absolute_url()}tien-do/").json() == {
        "done": 0,
        "total": ROWS,
        "ended": True,
        "slow": False,
    }


@pytest.mark.usefixtures("clerk")
@override_settings(LONG_LIST=ROWS)
def test_a_short_list_is_written_at_once(client: Client) -> None:
    answer = client.get(ASKED)

    assert (answer.status_code, len(names_in(answer.content))) == (200, ROWS)
    assert not ListFile.objects.exists()


@pytest.mark.usefixtures("clerk")
def test_names_are_noted_once_when_the_file_is_written(client: Client) -> None:
    file = asked(client)
    noted_on_asking = NamesExport.objects.count()

    work()
    client.get(f"{file.get_absolute_url()}tai-ve/")

    assert noted_on_asking == 0
    assert [export.rows for export in NamesExport.objects.all()] == [ROWS]


def test_who_may_not_take_names_out_gets_no_file(client: Client, world: World) -> None:
    client.force_login(world.officer)

    assert client.get(ASKED).status_code == 403
    assert not ListFile.objects.exists()


@pytest.mark.parametrize("when", ["before it is made", "before it is taken"])
def test_permission_is_asked_again(client: Client, clerk: User, when: str) -> None:
    file = asked(client)
    if when == "before it is taken":
        work()
    Post.objects.filter(user=clerk, role=Role.NAMES_EXPORTER).delete()

    work()

    expected = 403 if when == "before it is taken" else 404
    assert client.get(f"{file.get_absolute_url()}tai-ve/").status_code == expected


def test_a_remit_that_changed_meanwhile_withdraws_the_file(client: Client, world: World, clerk: User) -> None:
    file = asked(client)
    work()
    make_post(clerk, world.other_ward, Role.WARD_OFFICER)

    assert client.get(f"{file.get_absolute_url()}tai-ve/").status_code == 403


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("page", ["", "tien-do/", "tai-ve/"])
def test_somebody_elses_file_is_not_found(client: Client, world: World, page: str) -> None:
    address = f"{asked(client).get_absolute_url()}{page}"
    work()
    mine = client.get(address).status_code
    for person in (world.officer, world.office, world.approver, world.admin):
        client.force_login(person)

        assert (mine, client.get(address).status_code) == (200, 404), person


@pytest.mark.usefixtures("clerk")
def test_a_double_press_makes_one_file(client: Client) -> None:
    first, second = asked(client), asked(client)
    work()
    third = asked(client)

    assert first == second == third
    assert ListFile.objects.get().content is not None


def test_one_list_of_a_person_is_made_once_at_a_time(clerk: User) -> None:
    same = {"by": clerk, "address": ASKED, "key": "x", "remit": "x", "name": "Sổ", "total": 1}
    ListFile.objects.create(**same, asked_at=timezone.now())

    with pytest.raises(IntegrityError, match=r"listfile_once|UNIQUE"):
        ListFile.objects.create(**same, asked_at=timezone.now())


@pytest.mark.usefixtures("clerk")
def test_only_so_many_files_of_a_person_are_made_at_a_time(client: Client) -> None:
    for year in range(workflow.MOST):
        asked(client, f"{ASKED}&nam={2020 + year}")

    refused = client.get(f"{ASKED}&nam=2019")

    assert (refused.status_code, ListFile.objects.count()) == (422, workflow.MOST)
    assert "Hãy chờ một tệp xong" in refused.content.decode()


@pytest.mark.usefixtures("clerk")
def test_page_says_that_no_worker_is_there(client: Client) -> None:
    file = asked(client)
    early = client.get(file.get_absolute_url()).content.decode()
    ListFile.objects.update(asked_at=timezone.now() - workflow.SLOW_AFTER - dt.timedelta(seconds=1))

    late = client.get(file.get_absolute_url()).content.decode()
    workers.enter("a", timezone.now())
    with_one = client.get(file.get_absolute_url()).content.decode()

    assert [workers.ABSENT in page for page in (early, late, with_one)] == [True, True, False]
    assert "chờ đến lượt" in with_one
    assert client.get(f"{file.get_absolute_url()}tien-do/").json()["slow"] is True


@pytest.mark.usefixtures("clerk")
def test_a_file_whose_worker_died_is_asked_for_again(client: Client) -> None:
    file = asked(client)
    long_ago = timezone.now() - 2 * workflow.SLOW_AFTER
    ListFile.objects.update(asked_at=long_ago, begun_at=long_ago, alive_at=long_ago)
    assert "đã dừng giữa chừng" in client.get(file.get_absolute_url()).content.decode()

    again = asked(client)
    work()

    assert again == file
    assert client.get(f"{file.get_absolute_url()}tai-ve/").status_code == 200


def test_a_second_job_finds_nothing_left_to_do(client: Client, clerk: User) -> None:
    file = asked(client)
    work()

    workflow.make(file.pk, at=timezone.now())

    assert NamesExport.objects.count() == 1


@pytest.mark.usefixtures("clerk")
def test_an_old_file_is_gone(client: Client) -> None:
    file = asked(client)
    work()
    ListFile.objects.update(asked_at=timezone.now() - workflow.KEPT_FOR - dt.timedelta(seconds=1))

    status = client.get(f"{file.get_absolute_url()}tai-ve/").status_code
    workflow.forget_old(timezone.now())

    assert (status, ListFile.objects.count()) == (404, 0)
