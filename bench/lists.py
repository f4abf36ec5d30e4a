"""A list from Excel, all the way: the site's own template filled in, sent through its page, written by the worker."""

from __future__ import annotations

import io
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from awards.uploads.enums import Outcome, UploadState
from awards.uploads.importing import importer_of
from awards.uploads.models import Upload
from awards.uploads.templates import HEADER_ROW, LIST_SHEET
from bench.measure import Cost, Line, expect, logged_in, page, queries_of, seconds_of, timed, work_off
from reports.demo.since_2025 import WARDS_OF_TODAY
from units.communities import rules
from units.communities.workflow import enter
from units.enums import UnitKind
from units.models import Unit, UnitVersion, User

Rows = Sequence[Mapping[str, Any]]
LONG = 30_000
CITIZENS = 75_000
PLACES = 20
LONG_LIMIT = "30 s together"
"""What issue 9 asks for: a list of 30.000 households read and written."""


@dataclass(frozen=True)
class Parcel:
    """A kind of list, for whom and by whom, with what is chosen besides, and its rows by the columns' codes."""

    kind: str
    unit: Unit
    username: str
    rows: Rows
    per: str
    options: Mapping[str, int] = field(default_factory=dict)


def measure(times: int) -> Iterator[Line]:
    """The longest list of a large ward: sent once, written once."""
    yield from import_list(households(LONG), 1, LONG_LIMIT)


def register(times: int) -> Iterator[Line]:
    """A ward's register of citizens as its khu phố bring it: read, written, then listed and searched by its officer."""
    parcel = citizens(CITIZENS)
    yield from import_list(parcel, 1)
    listed = f"{reverse('titles:candidate-list')}?loai=citizen"
    yield page(f"citizens of a ward, {CITIZENS:,}".replace(",", "."), parcel.username, listed, times, "")
    found = f"{listed}&{urllib.parse.urlencode({'tim': 'nhap lieu 70123'})}"
    yield page("the same, searched", parcel.username, found, times, "", holds="Nhập Liệu 70123")


def citizens(number: int) -> Parcel:
    """Grown-up people of a large ward of today, each in a group that has its form."""
    groups = ("nông dân", "công nhân", "viên chức", "sinh viên")
    ward, name = _ward()
    rows = [_living(each, name) | {"group": groups[each % 4]} for each in range(1, number + 1)]
    return Parcel("citizens", ward, "hoabinh", rows, "citizen")


def households(number: int) -> Parcel:
    """A list of a ward of today as its khu phố keep it; none of them is on the register yet."""
    ward, name = _ward()
    rows = [
        _living(each, name)
        | {
            "under_6": each % 2,
            "aged_6_to_18": 1 + each % 2,
            "aged_19_to_60": 2,
            "over_60": each % 3,
            "exempt": "có" if each % 50 == 0 else "không",
        }
        for each in range(1, number + 1)
    ]
    return Parcel("households", ward, "hoabinh", rows, "household")


def _ward() -> tuple[Unit, str]:
    """A large ward of today and its name; it gets the khu phố that the lists name beside those that it has, once."""
    key, name, _, _ = WARDS_OF_TODAY["hoabinh"]
    ward = Unit.objects.get(key=key)
    if not UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(parent=ward, name__startswith="Khu phố Đo").exists():
        lines = [rules.Line(number, f"Khu phố Đo {number}") for number in range(1, PLACES + 1)]
        enter(ward, lines, by=User.objects.get(username="hoabinh"), at=timezone.now())
    return ward, name


def _living(number: int, ward: str) -> dict[str, Any]:
    """The part of a row that says who lives where."""
    return {
        "ward": ward,
        "community": f"Khu phố Đo {1 + number % PLACES}",
        "name": f"Trần Thị Nhập Liệu {number}",
        "address": f"{number}/{1 + number % 30} đường Minh Họa",
    }


def import_list(parcel: Parcel, times: int, limit: str = "") -> Iterator[Line]:
    """The file is sent and checked several times, which writes nothing into the register, then written once."""
    start = reverse("uploads:start", args=[parcel.kind, parcel.unit.pk])
    number = len(parcel.rows)
    what = f"import {number:,} {parcel.per}s".replace(",", ".")
    with logged_in(parcel.username) as (server, (browser,)):
        template = browser.get(reverse("uploads:template", args=[parcel.kind, parcel.unit.pk]))
        content = filled(template.body, parcel.kind, parcel.rows)
        answers, wall, cpu = timed(
            server, lambda: [browser.post_file(start, content, "bench.xlsx", **parcel.options) for _ in range(times)]
        )
        expect(answers, 302)
        once_more = {**parcel.options, "tep": SimpleUploadedFile("bench.xlsx", content)}
        queries = queries_of(parcel.username, lambda client: client.post(start, once_more))
        cost = Cost(wall, cpu, queries, server.peak_megabytes())
        upload = Upload.objects.latest("pk")
        long = upload.is_being_read
        sent = "sent" if long else "read, dry run"
        yield Line(f"{what}: {sent}", seconds_of(answers), cost, limit, done=times * number, per=parcel.per)
        if long:
            Upload.objects.filter(state=UploadState.READING).exclude(pk=upload.pk).delete()
            read = work_off()
            yield Line(f"{what}: read by the worker", [read.wall], read, limit, done=number, per=parcel.per)
            upload.refresh_from_db()
        assert (upload.total, upload.created, upload.refused) == (number, number, 0), _refused(upload)
        expect([browser.post_form(reverse("uploads:confirm", args=[upload.pk]))], 302)
    written = work_off()
    upload.refresh_from_db()
    assert (upload.state, upload.created) == (UploadState.DONE, number), upload.problem
    yield Line(f"{what}: written by the worker", [written.wall], written, limit, done=number, per=parcel.per)


def _refused(upload: Upload) -> str:
    """The first row that was not to be made, with its reasons: what the bench says when its list was not taken."""
    row = upload.rows.exclude(outcome=Outcome.CREATE).first()
    return f"{upload.problem} {row}: {row.reason}" if row else upload.problem


def filled(template: bytes, kind: str, rows: Rows) -> bytes:
    """The template with these rows below its headings."""
    importer = importer_of(kind)
    assert importer
    places = {column.code: place for place, column in enumerate(importer.template.columns, start=1)}
    book = load_workbook(io.BytesIO(template))
    sheet: Any = book[LIST_SHEET]
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        for code, value in row.items():
            sheet.cell(number, places[code]).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
