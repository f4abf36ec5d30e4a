"""What rests on an entry of a catalogue does not change with it: declared for every table, held by the database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from hocTap.lib import catalogue
from hocTap.lib.admin import REASON
from hocTap.lib.catalogue import Entry, Hold, declared
from indicators.models import Check, Form, Framework, Indicator, Line, Measure, Period, Section, Submission, Target
from reports.models import PublishedFigure, PublishedSource, Report
from tests.factories import make_unit, make_user
from tests.indicators.test_admin import change
from tests.reports.factories import make_issued
from units.enums import Role, UnitKind
from units.models import CatalogueChange, Post, UnitVersion, User

pytestmark = [pytest.mark.django_db, pytest.mark.both]

PEOPLE: set[type[Model]] = {User, Post}
"""Not of a catalogue: their posts and log-ins have steps of their own."""


def catalogue_models() -> Iterator[type[Model]]:
    """All tables that a page of the administration writes, with those below them."""
    for model, page in admin.site._registry.items():
        if not is_only_read(page):
            yield model
            yield from (inline.model for inline in page.inlines)


def is_only_read(page: Any) -> bool:
    asked: Any = object()
    try:
        return not page.has_add_permission(asked) and not page.has_change_permission(asked)
    except AttributeError:  # it asked who is asking: it can be changed by somebody
        return False


def test_every_catalogue_says_what_rests_on_it() -> None:
    models = set(catalogue_models()) - PEOPLE

    assert {model.__name__ for model in models if catalogue.entry_of(model) is None} == set()
    assert len(models) > 20


@pytest.mark.parametrize("entry", declared(), ids=lambda entry: entry.table)
def test_every_column_is_held_or_says_why_it_is_free(entry: Entry) -> None:
    held = {column for hold in entry.holds for column in hold.columns}
    columns = {each.column for each in entry.model._meta.concrete_fields if not each.primary_key}

    assert held | set(entry.free) == columns
    assert not held & set(entry.free)
    assert all(entry.free.values())


def statements_of(table: str) -> str:
    """The triggers of a table as the database tells them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        else:
            cursor.execute(
                "SELECT pg_get_triggerdef(t.oid) || ' ' || p.prosrc FROM pg_trigger t "
                "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = %s::regclass",
                [table],
            )
        return "\n".join(re.sub(r"\s+", " ", row[0]) for row in cursor.fetchall())


HOLDS = [(entry, hold) for entry in declared() for hold in entry.holds]


@pytest.mark.parametrize(("entry", "hold"), HOLDS, ids=lambda each: getattr(each, "table", ""))
def test_database_holds_what_is_declared(entry: Entry, hold: Hold) -> None:
    statements = statements_of(entry.table)

    assert f"{entry.table}_{hold.name}_update" in statements
    assert (f"{entry.table}_{hold.name}_delete" in statements) == hold.rows
    assert hold.used in statements
    for column in hold.columns:
        assert re.search(rf'new\."?{column}"?\)?(::\w+)? IS (NOT|DISTINCT FROM)', statements, re.IGNORECASE), column


# --- the attacker's list --------------------------------------------------------------------------------------------


@pytest.fixture
def issued() -> Report:
    """Approved figures of 2020, an issued report, and what a newspaper printed of the unit."""
    report = make_issued()
    source = PublishedSource.objects.create(
        key="bao",
        unit=report.unit,
        first_year=2012,
        last_year=2020,
        title="Bài báo",
        publisher="Báo",
        published_on=dt.date(2020, 11, 1),
    )
    PublishedFigure.objects.create(
        source=source, ordinal=1, figure="household-rate", label="Hộ", printed_rate="84,12%", place="đoạn 2"
    )
    period = Period.objects.get(year=2020)
    Period.objects.filter(pk=period.pk).update(closes_on=dt.date(2021, 3, 31))
    return report


def other_base() -> None:
    rate = Indicator.objects.get(code="household-rate")
    other = Measure.objects.exclude(pk__in=[rate.numerator_id, rate.base_id]).first()
    Indicator.objects.filter(pk=rate.pk).update(base=other)


def on_sheet() -> Submission:
    return Submission.objects.filter(state="approved")[0]


ATTACKS: dict[str, Callable[[], Any]] = {
    "another base under an indicator": other_base,
    "another name for what was counted": lambda: Measure.objects.filter(
        pk=Indicator.objects.get(code="household-rate").numerator_id
    ).update(label="Hộ khá giỏi"),
    "a form renamed": lambda: Form.objects.filter(pk=on_sheet().form_id).update(title="Biểu khác"),
    "a unit's version renamed": lambda: UnitVersion.objects.filter(pk=on_sheet().unit_as_id).update(name="Phường Mới"),
    "a unit moved under another": lambda: UnitVersion.objects.filter(pk=on_sheet().unit_as_id).update(parent=None),
    "a line taken out": lambda: Line.objects.filter(section__form=on_sheet().form_id).delete(),
    "a section renamed": lambda: Section.objects.filter(form=on_sheet().form_id).update(title="Khác"),
    "an error check disabled": lambda: Check.objects.filter(form=on_sheet().form_id).update(active=False),
    "an error check deleted": lambda: Check.objects.filter(form=on_sheet().form_id).delete(),
    "an error made a warning": lambda: Check.objects.filter(form=on_sheet().form_id, severity="error").update(
        severity="warning"
    ),
    "a passed lock moved to 2099": lambda: Period.objects.filter(year=2020).update(closes_on=dt.date(2099, 12, 31)),
    "a passed lock taken away": lambda: Period.objects.filter(year=2020).update(closes_on=None),
    "the days of a period": lambda: Period.objects.filter(year=2020).update(starts_on=dt.date(2019, 12, 1)),
    "a target lowered": lambda: Target.objects.filter(
        indicator__code="household-rate", year=2020, framework__plan__isnull=True
    ).update(minimum=1),
    "a document cited otherwise": lambda: Framework.objects.filter(
        targets__indicator__code="household-rate", targets__year=2020
    ).update(citation="Văn bản khác"),
    "a printed figure edited": lambda: PublishedFigure.objects.update(printed_rate="99,99%"),
    "a printed figure deleted": lambda: PublishedFigure.objects.all().delete(),
    "a printed source deleted": lambda: PublishedSource.objects.all().delete(),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_approved_does_not_change_with_the_catalogue(issued: Report, attack: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ATTACKS[attack]()


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user("quantri", (Role.ADMINISTRATOR, make_unit("Huyện", UnitKind.DISTRICT))))
    return client


def test_the_page_offers_no_box_for_what_rests_and_says_why(issued: Report, administrator: Client) -> None:
    rate = Indicator.objects.get(code="household-rate")
    before = Indicator.objects.filter(pk=rate.pk).values("base", "numerator", "label").get()

    page = administrator.get(reverse("admin:indicators_indicator_change", args=[rate.pk]))
    change(administrator, rate, base=str(Measure.objects.exclude(pk=rate.base_of_share.pk)[0].pk), note="Đã xem lại")

    assert "đã có báo cáo số liệu được duyệt theo mục này" in page.content.decode()
    assert 'name="base"' not in page.content.decode()
    assert Indicator.objects.filter(pk=rate.pk).values("base", "numerator", "label").get() == before


def test_every_edit_keeps_old_words_new_words_reason_and_who(issued: Report, administrator: Client) -> None:
    rate = Indicator.objects.get(code="household-rate")
    was = rate.note

    change(administrator, rate, note="Theo công văn 12", **{REASON: "Công văn 12 giải thích"})

    kept = CatalogueChange.objects.get(of_key=rate.pk, of_table="indicators_indicator")
    assert (kept.by.username if kept.by else None, kept.reason) == ("quantri", "Công văn 12 giải thích")
    assert kept.differences == [("ghi chú", was, "Theo công văn 12")]
    history = administrator.get(reverse("admin:indicators_indicator_history", args=[rate.pk])).content.decode()
    assert "Công văn 12 giải thích" in history and "Theo công văn 12" in history


def test_an_edit_without_reason_is_not_taken(issued: Report, administrator: Client) -> None:
    rate = Indicator.objects.get(code="household-rate")

    answer = change(administrator, rate, note="Khác", **{REASON: "  "})

    assert answer.status_code == 200
    assert Indicator.objects.get(pk=rate.pk).note == rate.note
    assert not CatalogueChange.objects.exists()


def test_what_was_kept_of_edits_only_grows(issued: Report, administrator: Client) -> None:
    change(administrator, Indicator.objects.get(code="household-rate"), note="Khác")

    for wrong in (lambda: CatalogueChange.objects.update(reason=""), lambda: CatalogueChange.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
