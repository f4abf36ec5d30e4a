"""A whole list is taken back while nothing rests on it; the upload stays readable with who, when and why."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.communities.importing import CommunityImporter
from awards.scholarships import workflow as money
from awards.scholarships.enums import Book
from awards.scholarships.models import Entry, Fund, Grant
from awards.titles.models import Candidate, CandidateEvent
from awards.titles.register.importing import HouseholdImporter
from awards.titles.workflow import register_all
from awards.uploads import workflow
from awards.uploads.enums import UploadState
from awards.uploads.models import Upload
from hocTap.lib.refusals import Refused, Stale
from tests.awards.scholarships.factories import make_fund
from tests.awards.scholarships.test_importing import ROW, uploaded, write
from tests.awards.titles.factories import YEAR, World, make_world, press
from tests.awards.uploads.lists import filled, household
from tests.communities.factories import make_commune
from tests.communities.test_concurrency import at_once
from tests.communities.test_importing import book as communities
from tests.factories import make_ward
from units.models import UnitVersion

pytestmark = pytest.mark.django_db
ROWS = [household("Trần Thị Một"), household("Trần Thị Hai")]


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def written(world: World, rows: list[dict[str, Any]]) -> Upload:
    now = timezone.now()
    upload = workflow.receive(
        HouseholdImporter(), world.ward, filled(rows), name="a.xlsx", options={}, by=world.officer, at=now
    )
    workflow.confirm(upload, by=world.officer, at=now)
    workflow.write(upload.pk, at=now)
    upload.refresh_from_db()
    assert upload.state == UploadState.DONE
    return upload


def undo(upload: Upload, reason: str = "Nhầm danh sách.") -> Upload:
    return workflow.undo(upload, reason, by=upload.by, at=timezone.now())


def test_households_of_a_list_are_out_of_the_register_again_and_those_known_before_stay(world: World) -> None:
    written(world, ROWS[:1])
    upload = written(world, ROWS)

    undone = undo(upload)

    assert list(Candidate.objects.values_list("name", flat=True)) == ["Trần Thị Một"]
    assert CandidateEvent.objects.count() == 1
    assert (undone.state, undone.undone_by, undone.undone_because, undone.created) == (
        UploadState.UNDONE,
        world.officer,
        "Nhầm danh sách.",
        1,
    )


def test_list_is_not_undone_once_somebody_of_it_was_registered(world: World) -> None:
    upload = written(world, ROWS)
    register_all([Candidate.objects.get(name="Trần Thị Hai")], YEAR, by=world.officer, at=timezone.now())

    with pytest.raises(Refused, match=r"1 đối tượng \(Trần Thị Hai\) đã đăng ký xét danh hiệu"):
        undo(upload)

    assert Candidate.objects.count() == 2


def test_list_is_undone_once_and_says_why(world: World) -> None:
    upload = written(world, ROWS)

    with pytest.raises(Refused, match="lý do"):
        undo(upload, " ")
    undo(upload)
    with pytest.raises(Stale):
        undo(upload)
    with pytest.raises(Stale):
        workflow.confirm(upload, by=world.officer, at=timezone.now())


def test_list_that_wrote_nothing_new_has_nothing_to_undo(world: World) -> None:
    written(world, ROWS)

    with pytest.raises(Refused, match="không ghi mới"):
        undo(written(world, ROWS))


def test_page_asks_before_it_undoes_and_then_says_who_did(client: Client, world: World) -> None:
    upload = written(world, ROWS)
    client.force_login(world.officer)
    address = reverse("uploads:undo", args=[upload.pk])

    assert address in client.get(upload.get_absolute_url()).content.decode()
    asked = client.post(address, {"reason": "Nhầm phường."})
    assert "Sẽ hoàn tác 2 dòng" in asked.content.decode()
    assert Candidate.objects.count() == 2

    assert press(client, address, {"reason": "Nhầm phường."}).status_code == 302
    page = client.get(upload.get_absolute_url()).content.decode()
    assert "Nhầm phường." in page
    assert Candidate.objects.count() == 0


@pytest.mark.parametrize(("who", "status"), [("other_officer", 404), ("approver", 403), ("office", 403)])
def test_only_who_may_send_the_list_undoes_it(client: Client, world: World, who: str, status: int) -> None:
    upload = written(world, ROWS)
    client.force_login(getattr(world, who))

    answer = client.post(reverse("uploads:undo", args=[upload.pk]), {"reason": "Thử."})

    assert answer.status_code == status
    assert Candidate.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_one_list_sent_twice_and_written_by_two_workers_at_once_is_there_once() -> None:
    world, now = make_world(sound=False), timezone.now()
    uploads = [
        workflow.receive(
            HouseholdImporter(), world.ward, filled(ROWS), name="a.xlsx", options={}, by=world.officer, at=now
        )
        for _ in range(2)
    ]
    for upload in uploads:
        workflow.confirm(upload, by=world.officer, at=now)

    at_once(*(partial(workflow.write, upload.pk, at=now) for upload in uploads))

    assert Candidate.objects.count() == 2
    found = Upload.objects.order_by("created").values_list("state", "created", "matched")
    assert list(found) == [(UploadState.DONE, 0, 2), (UploadState.DONE, 2, 0)]


@pytest.fixture
def fund() -> Fund:
    return make_fund(make_ward("Phường 5"), cash=3_000_000)


def test_payments_of_a_list_are_reversed_and_their_suat_cancelled(fund: Fund) -> None:
    upload = uploaded(fund, ROW, ROW | {"name": "Trần Văn Hai", "amount": 1_200_000})
    write(upload)

    undo(upload)

    assert money.balance(fund, Book.CASH) == 3_000_000
    assert [(suat.cancelled_on is not None, suat.cancel_reason) for suat in Grant.objects.all()] == [
        (True, "Nhầm danh sách."),
        (True, "Nhầm danh sách."),
    ]
    assert sum(Entry.objects.values_list("turn", flat=True)) == 0
    again = uploaded(fund, ROW)
    assert (again.created, [row.reason for row in again.rows.all()]) == (1, [""])


def test_payments_are_not_undone_once_one_was_reversed_or_the_year_closed(fund: Fund) -> None:
    upload = uploaded(fund, ROW)
    write(upload)
    money.close_school_year(fund, 2020, by=upload.by, at=timezone.now())

    with pytest.raises(Refused, match="đã khóa sổ"):
        undo(upload)

    entry = Entry.objects.get(grant__isnull=False)
    money.reverse(entry, reason="Nhầm.", on=timezone.localdate(), by=upload.by, at=timezone.now())
    with pytest.raises(Refused, match="ghi thêm bút toán"):
        undo(upload)


def test_khu_pho_of_a_list_are_taken_back_by_their_own_step() -> None:
    commune = make_commune()
    before = UnitVersion.objects.count()
    now = timezone.now()
    upload = workflow.receive(
        CommunityImporter(),
        commune.ward,
        communities([["Khu phố 88"], ["Khu phố 89"]]),
        name="kp.xlsx",
        options={},
        by=commune.officer,
        at=now,
    )
    workflow.confirm(upload, by=commune.officer, at=now)
    workflow.write(upload.pk, at=now)
    upload.refresh_from_db()
    assert UnitVersion.objects.count() == before + 2

    undo(upload)

    assert UnitVersion.objects.count() == before
