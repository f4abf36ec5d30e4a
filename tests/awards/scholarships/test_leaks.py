"""No child's name leaves its fund: every address of the site, opened and sent to, by all who have no right to it."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from openpyxl import load_workbook
from pypdf import PdfReader

from awards.scholarships.importing import PaymentImporter
from awards.uploads.models import Upload
from tests.addresses import filled
from tests.awards.scholarships.factories import NAME
from tests.awards.scholarships.test_importing import ROW, uploaded, write
from tests.awards.scholarships.test_pages import DONOR, PARTS, World, make_world
from tests.factories import make_post
from units.centres.decisions import STEPS
from units.centres.kinds import KINDS
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db

IN_FILE = "Trần Văn Giấu Tên"
SECRETS = (*PARTS, DONOR, "Giấu Tên", "Giau Ten")
WORDS = ("payments", next(iter(STEPS)), next(iter(KINDS)))
NEAR = ("/hoc-bong/", "/tai-len/")
ENDS_THE_SESSION = {"/dang-xuat/", "/quan-tri/logout/"}


@pytest.fixture
def world() -> World:
    world = make_world()
    uploaded(world.fund, ROW | {"name": IN_FILE}, ROW | {"name": "Không Có", "amount": -1})
    return world


def ids(world: World) -> set[int]:
    """Every id that something near the child has, and those of the units and people."""
    found = {world.fund.pk, world.suat.pk, world.suat.campaign_id, world.entry.pk, world.child.pk}
    found |= {world.sheet.pk, world.joined.pk, world.asked_for.pk, world.answered.pk}
    found |= {world.ward.pk, world.other.pk, world.district.pk, Upload.objects.get().pk}
    return found | {consent.pk for consent in world.child.consents.all()} | {world.people["approver"].pk}


def addresses(numbers: set[int], near: tuple[str, ...] = NEAR, some_words: tuple[str, ...] = WORDS) -> Iterator[str]:
    """Every address of the site and its administration; near the funds with each of these ids, else with one."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            words = filled(pattern) if isinstance(pattern.pattern, RegexPattern) else str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, before + words)
            else:
                yield before + words

    for address in walk(get_resolver().url_patterns, "/"):
        parts = re.split(r"<(\w+):\w+>", address)
        tried = sorted(numbers)[: None if address.startswith(near) else 1]
        words = some_words if {"slug", "str"} & set(parts[1::2]) else ("",)
        for number, word in itertools.product(tried, words):
            chosen = [word if kind in ("slug", "str") else str(number) for kind in parts[1::2]]
            yield "".join(itertools.chain(*itertools.zip_longest(parts[::2], chosen, fillvalue="")))


def words_of(answer: HttpResponse) -> str:
    """What a person could read in the answer: a page, a workbook with its comments, a PDF, and the headers."""
    body = b"".join(answer) if answer.streaming else answer.content
    if body[:2] == b"PK":
        cells = [cell for sheet in load_workbook(io.BytesIO(body)) for row in sheet.iter_rows() for cell in row]
        told = " ".join(f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in cells)
    elif body[:4] == b"%PDF":
        told = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages)
    else:
        told = body.decode("utf-8", errors="ignore")
    return f"{told} {dict(answer.headers)}"


def says_any(answers: Iterable[HttpResponse], secrets: Iterable[str]) -> bool:
    """Whether one of them could be read in one of the answers; each answer is read once."""
    found = re.compile("|".join(map(re.escape, secrets)))
    return any(found.search(words_of(answer)) for answer in answers)


def telling(client: Client, numbers: set[int]) -> list[str]:
    """The addresses that tell one of the secrets, opened, exported, searched and sent to."""
    told = []
    for address in sorted(set(addresses(numbers)) - ENDS_THE_SESSION):
        answers: list[Any] = [client.get(address), client.post(address)]
        if answers[0].status_code == 200:
            answers += [client.get(address, {"_export": "xlsx"}), client.get(address, {"q": "bi mat", "tim": "bi mat"})]
        if says_any(answers, SECRETS):
            told.append(address)
    return told


@pytest.mark.parametrize(
    "person", ["anonymous", "other ward", "approver", "other fund", "ward officer", "district", "administrator"]
)
def test_no_address_of_the_site_tells_a_childs_name_to_whoever_does_not_keep_the_fund(
    world: World, person: str
) -> None:
    client = Client() if person == "anonymous" else world.client(person)

    assert telling(client, ids(world)) == []


@pytest.mark.both
def test_the_walk_finds_the_names_where_the_funds_officer_sees_them(world: World) -> None:
    """So that the walk of the others would see a leak."""
    make_post(world.people["fund officer"], world.ward, Role.NAMES_EXPORTER)
    pks = {world.fund.pk, world.suat.pk, world.suat.campaign_id, world.child.pk, Upload.objects.get().pk}
    pks |= {world.sheet.pk, world.asked_for.pk, world.answered.pk}
    upload = [Upload.objects.get().pk]

    told = set(telling(world.client("fund officer"), pks))

    expected = {
        *(world.address(name) for name in ("fund-detail", "grant-list", "grant-detail", "recipient-detail")),
        *(world.address(name) for name in ("names-export", "sheet-detail", "sheet-print", "sheet-pay")),
        *(world.address(name) for name in ("recipient-list", "recipient-edit", "data-request", "request-print")),
        *(reverse(f"uploads:{name}", args=upload) for name in ("detail", "returned")),
    }
    assert expected <= told


def test_the_administration_has_no_page_of_children_or_ledgers() -> None:
    """Who saw names is there to be read; its rows name no child."""
    known = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "awards"}

    assert known == {"commendationkind", "criteriaset", "criterion", "expensekind", "nameaccess", "procedure"}


def test_administrator_with_every_flag_of_django_sees_no_name_either(world: World) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("toanquyen", password=None, full_name="Toàn Quyền"))

    assert telling(client, ids(world)) == []


def test_names_of_an_upload_are_logged_when_seen_and_when_taken_out(world: World) -> None:
    client, upload = world.client("fund officer"), Upload.objects.get()
    client.get(upload.get_absolute_url())
    client.get(reverse("uploads:returned", args=[upload.pk]))

    log = list(world.fund.name_accesses.order_by("pk").values_list("kind", "what", "names", "by__username"))

    words = f"Tệp tải lên số {upload.pk}"
    assert log == [("list", words, 2, "quy5"), ("export", words, 2, "quy5")]


def test_names_leave_the_upload_as_soon_as_they_are_written(world: World) -> None:
    upload = uploaded(world.fund, ROW | {"name": IN_FILE})
    write(upload)

    upload.refresh_from_db()
    page = world.client("fund officer").get(upload.get_absolute_url()).content.decode()
    assert (upload.content, upload.rows.count(), upload.created) == (None, 0, 1)
    assert "Giấu Tên" not in page
    assert "tên chỉ còn trong sổ" in page


def test_unwritten_names_leave_the_upload_after_a_week_when_anybody_opens_one(world: World) -> None:
    upload = Upload.objects.get()
    Upload.objects.update(at=upload.at - dt.timedelta(days=PaymentImporter.kept_days, hours=1))

    page = world.client("fund officer").get(upload.get_absolute_url()).content.decode()

    assert "Giấu Tên" not in page
    assert "đã được xóa" in page
    assert Upload.objects.get().content is None
    assert NAME not in page
