"""Another name for an account: with a reason, the old one kept, and what was done before shown under it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.refusals import Refused
from indicators.enums import State
from tests.indicators.factories import Story, make_story
from units.accounts.renaming import rename
from units.models import CatalogueChange, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return make_story()


def test_steps_keep_the_name_of_their_day(client: Client, story: Story) -> None:
    sheet, person = story.bring_to(State.SUBMITTED), story.officer
    old = person.full_name

    rename(person, "Trần Thị Mới", by=story.office, at=timezone.now(), reason="Đổi theo giấy khai sinh.")

    client.force_login(story.office)
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert f"</strong> – {old}," in page
    assert "Trần Thị Mới" in client.get(reverse("units:person-detail", args=[person.pk])).content.decode()
    kept = CatalogueChange.objects.get()
    assert (kept.before, kept.after) == ({"họ và tên": old}, {"họ và tên": "Trần Thị Mới"})
    assert (kept.by, kept.reason) == (story.office, "Đổi theo giấy khai sinh.")


def test_name_of_a_moment_and_of_a_day() -> None:
    until = dt.datetime(2026, 3, 1, 5, tzinfo=dt.UTC)
    names = [{"name": "Một", "until": "2020-01-01T00:00:00+00:00"}, {"name": "Hai", "until": until.isoformat()}]
    person = User(full_name="Ba", former_names=names)

    moments = (dt.datetime(2019, 5, 1, tzinfo=dt.UTC), until - dt.timedelta(seconds=1), until, None)
    assert [person.called_on(at) for at in moments] == ["Một", "Hai", "Ba", "Ba"]
    assert [person.called_on(dt.date(2026, 2, 28)), person.called_on(dt.date(2026, 3, 1))] == ["Hai", "Ba"]


def test_rename_without_a_reason_or_a_new_name_is_refused(story: Story) -> None:
    person = story.officer
    for name, reason in (("Trần Thị Mới", " "), (person.full_name, "Nhầm"), (" ", "Nhầm")):
        with pytest.raises(Refused):
            rename(person, name, by=story.office, at=timezone.now(), reason=reason)

    assert User.objects.get(pk=person.pk).former_names is None


def test_administration_asks_why(client: Client, story: Story) -> None:
    client.force_login(User.objects.create_superuser("goc", full_name="Gốc"))
    person = story.officer
    where, posts = reverse("admin:units_user_change", args=[person.pk]), person.posts.get()
    inline = {"posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "1", "posts-0-id": posts.pk, "posts-0-user": person.pk}
    sent = {"username": person.username, "full_name": "Trần Thị Mới", "is_active": "on", **inline}

    asked = client.post(where, sent)
    assert "Hãy ghi lý do đổi họ và tên." in asked.content.decode()
    done = client.post(where, {**sent, "rename_reason": "Kết hôn"})

    person.refresh_from_db()
    assert (done.status_code, person.full_name) == (302, "Trần Thị Mới")
    assert [each["name"] for each in person.former_names or ()] != []
    assert CatalogueChange.objects.get().reason == "Kết hôn"


# What a template shows of a person without a moment: what stands today, or words that a step keeps as its own.
OF_TODAY = {
    "each.post.user": "posts that wait to be handed over: who holds them now",
    "post.user.full_name": "an account that was just opened",
    "row.person.full_name": "whom a proposed post is for, before anybody answered",
    "slip.person": "the name on a slip is text that its book keeps",
    "step.decided_by": "the authority of a decision is text of the step",
    "request.user.pk": "whose browser keeps what is typed",
    "draft.proposed_by": "the asking unit is text of the draft",
    "decision.proposed_by": "the asking unit is text of the decision",
    "row.person.username": "an account's name does not change with the person's",
    "each.person.username": "an account's name does not change with the person's",
}


def test_every_template_names_people_by_their_day() -> None:
    """A step shows who took it through `|called:` its moment, or the name of today would stand in the past."""
    people = {
        field.name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is User
    }
    fields = "|".join(sorted(people))
    shown = re.compile(r"{{ *((?:\w+\.)+(?:" + fields + r")(?:\.\w+)?)((?:\|[^}]*?)?) *}}")
    found = [
        (path, shows[1], shows[2])
        for path in sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
        for shows in shown.finditer(path.read_text())
    ]

    assert "step.by" in {what for _, what, _ in found}
    assert [
        f"{path}: {what}" for path, what, filters in found if "called:" not in filters and what not in OF_TODAY
    ] == []
    assert OF_TODAY.keys() <= {what for _, what, filters in found if "called:" not in filters}
