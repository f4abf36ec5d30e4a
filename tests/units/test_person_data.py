"""Everything that is kept of one user, for that user: derived from the tables, without what would open the account."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.factories import make_user, make_ward
from units.enums import Role, ViewingKind
from units.models import OpenSession, SecondFactor, SignInTry, User, Viewing
from units.privacy.person import dossier_of, fields_to_people
from units.privacy.seeing import note_taken
from units.signin.enums import Door, FactorKind, Outcome

pytestmark = pytest.mark.django_db

NAMES = ("person-json", "person-print")


@pytest.fixture
def officer() -> User:
    person, now = make_user("canbo", (Role.WARD_OFFICER, make_ward("Phường 5")), full_name="Lê Thị Hoa"), timezone.now()
    SignInTry.objects.create(person=person, at=now, address="10.0.0.9", door=Door.PASSWORD, outcome=Outcome.IN)
    OpenSession.objects.create(person=person, key="khoa-phien-bi-mat", began_at=now, address="10.0.0.9")
    SecondFactor.objects.create(
        person=person, kind=FactorKind.APP, name="Điện thoại", secret="bi-mat-cua-ma", made_at=now
    )
    return person


def inside(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_all_that_is_about_the_person_is_there_and_nothing_that_opens_the_account(officer: User) -> None:
    found = dossier_of(officer)
    words = json.dumps(found.as_data, ensure_ascii=False)

    assert {"nhiệm vụ", "lần đăng nhập", "phiên đang mở", "bước hai"} <= {part.title for part in found.parts}
    for said in ("Lê Thị Hoa", "cán bộ phụ trách nhập số liệu", "Phường 5", "10.0.0.9", "Điện thoại"):
        assert said in words
    for secret in ("khoa-phien-bi-mat", "bi-mat-cua-ma", officer.password or "!"):
        assert secret not in words


def test_what_the_person_did_is_counted_by_table(officer: User) -> None:
    SignInTry.objects.update(by=officer)

    assert dossier_of(officer).did == {"lần đăng nhập: người mở khóa": 1}
    assert len(list(fields_to_people())) > 100


def test_person_takes_out_the_own_data_as_file_and_on_paper(officer: User) -> None:
    data, paper = (inside(officer).get(reverse(f"privacy:{name}", args=[officer.pk])) for name in NAMES)
    said = " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(paper.content)).pages)

    assert json.loads(data.content)["tai_khoan"]["tên đăng nhập"] == "canbo"
    assert "Lê Thị Hoa" in said
    assert "Điện thoại" in said
    assert all("no-store" in answer["Cache-Control"] for answer in (data, paper))


@pytest.mark.parametrize("role", [each for each in Role if each != Role.ADMINISTRATOR])
def test_nobody_else_takes_it_out_but_administrators(officer: User, role: Role) -> None:
    other = make_user("khac", (role, make_ward("Phường 6")))
    administrator = User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình")

    for name in NAMES:
        address = reverse(f"privacy:{name}", args=[officer.pk])
        assert (inside(other).get(address).status_code, inside(administrator).get(address).status_code) == (404, 200)


def test_whoever_takes_out_a_persons_data_stands_in_the_trails_and_in_the_data_itself(officer: User) -> None:
    administrator = User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình")
    for name in NAMES:
        inside(administrator).get(reverse(f"privacy:{name}", args=[officer.pk]))

    trail = inside(administrator).get(reverse("trails:list"), {"doi_tuong": f"person:{officer.pk}"}).content.decode()

    for words in ("lấy tệp dữ liệu đang giữ", "in dữ liệu đang giữ"):
        assert trail.count(words) == 1
    assert [(row.person, row.by) for row in Viewing.objects.all()] == [(officer, administrator)] * 2
    assert "Lê Văn Bình" in json.dumps(dossier_of(officer).as_data, ensure_ascii=False)


def test_what_was_taken_out_without_the_site_is_written_down_too(officer: User, tmp_path: Path) -> None:
    call_command("person_data", "canbo", "--out", str(tmp_path), verbosity=0)

    (seen,) = Viewing.objects.all()
    assert (seen.person, seen.by, seen.kind) == (officer, None, "file")


def test_that_somebody_looked_is_neither_changed_nor_deleted(officer: User) -> None:
    note_taken(officer, ViewingKind.FILE, by=officer, at=timezone.now())

    for wrong in (lambda: Viewing.objects.update(kind="page"), lambda: Viewing.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_command_writes_both_for_the_person_alone(officer: User, tmp_path: Path) -> None:
    call_command("person_data", "canbo", "--out", str(tmp_path / "ra"), verbosity=0)

    files = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "ra").iterdir()}
    assert files == {"du-lieu.json": 0o600, "du-lieu.pdf": 0o600}
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("person_data", "khong-co", "--out", str(tmp_path))
