"""What is kept of one household on paper, for the household; that it was given out is in the trail."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from awards.uploads.models import NamesExport
from tests.awards.titles.factories import World, bring_to_proposed, make_candidate, make_world, recognise, sign
from units.models import User
from units.trails import reading
from units.trails.forms import start_of
from units.trails.reading import Wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def ask(person: User, pk: int) -> tuple[int, str]:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("titles:candidate-data", args=[pk]))
    if answer.status_code != 200:
        return answer.status_code, ""
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return 200, " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_paper_says_record_titles_and_who_did_what(world: World) -> None:
    candidate = make_candidate(world)
    (row,) = bring_to_proposed(world, candidate)
    sign(world, recognise(world, row))

    status, words = ask(world.officer, candidate.pk)

    assert status == 200
    assert candidate.name in words
    assert candidate.address in words
    assert str(world.officer) in words
    assert NamesExport.objects.get().mark in words


def test_that_it_was_given_out_is_read_by_the_office(world: World) -> None:
    candidate = make_candidate(world)
    ask(world.officer, candidate.pk)
    today = timezone.localdate()

    wanted = Wanted(since=start_of(today), until=start_of(today) + dt.timedelta(days=1), kind="out")
    lines, _ = reading.page(world.office, wanted, 10)

    assert [(line.trail.name, line.by, line.unit) for line in lines] == [
        ("names-export", world.officer.pk, world.ward.pk)
    ]
    assert f"đối tượng số {candidate.pk}" in lines[0].said


def test_others_are_not_given_it(world: World) -> None:
    candidate = make_candidate(world)

    assert ask(world.other_officer, candidate.pk)[0] == 404
    assert ask(world.approver, candidate.pk)[0] in (403, 404)
    assert NamesExport.objects.count() == 0
