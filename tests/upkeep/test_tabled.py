"""Tables sealed as they stand: what was changed, added or taken away without a trail is named, the rest is not."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from awards.commendations import workflow as honours
from awards.commendations.models import Commendation, CommendationDecision, Voiding
from awards.scholarships import workflow as money
from awards.scholarships.models import (
    BookClosing,
    Campaign,
    Donor,
    DonorJoin,
    Fund,
    Grant,
    Recipient,
    SchoolYearClosing,
)
from awards.scholarships.models.recipients import ANONYMOUS
from awards.scholarships.workflow import names
from awards.scholarships.workflow.desk import BOOK
from awards.scholarships.workflow.names import Correction
from awards.titles import workflow as titles
from awards.titles.models import Candidate, Decision, Item, MoveRequest, Nomination, NominationStep, Proposal
from awards.titles.workflow import candidates as holders
from hocTap.lib import catalogue
from hocTap.lib.sealing import SKEW, Fixed, kinds
from hocTap.lib.tabled import Table, exempted
from indicators import workflow as sheets
from indicators.models import ApiKey, Form, FormUse, Framework, Period, Plan, Step, Submission
from indicators.workflow import optional
from reports.papers.models import Document
from tests import databases, scenes
from tests.upkeep.test_sealing import as_owner, faults, forge_night, told_by_nights
from units.accounts.addresses import correct_email
from units.accounts.renaming import rename
from units.enums import DataAct, Role, UnitKind
from units.models import (
    CentreMerger,
    CentreStep,
    CommunityStep,
    LearningCentre,
    Post,
    PostProposal,
    Seal,
    SealedItem,
    SignInTry,
    Unit,
    User,
)
from units.privacy.rights.books import Record
from units.privacy.rights.workflow import note
from units.sealing.workflow import seal
from units.signin.enums import Door, Outcome
from units.workflow import appoint, end_post, last_step, merge, void_decision

pytestmark = pytest.mark.both


@pytest.fixture(scope="module")
def sealed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration on a busy day, sealed that night."""
    with django_db_blocker.unblock():
        scenes.busy_day_of_few()
        person, now = User.objects.earliest("pk"), timezone.now()
        SignInTry.objects.create(at=now, person=person, door=Door.PASSWORD, outcome=Outcome.IN)
        province = Unit.objects.filter(versions__kind=UnitKind.PROVINCE).earliest("pk")
        FormUse.objects.create(
            unit=province, form_code="bieu-thu", first_year=2020, switched_by=person, switched_at=now
        )
        framework = Framework.objects.earliest("pk")
        years = {"first_year": 2020, "last_year": 2021, "entered_by": person, "entered_at": now}
        Plan.objects.get_or_create(framework=framework, defaults={"unit": province, **years})
        closed_and_joined(person, now)
        seal(timezone.localdate(), timezone.now() + SKEW)  # what was done until now is no trail of what comes
        yield
        databases.empty_again()


def closed_and_joined(by: User, at: dt.datetime) -> None:
    """What has no row in the demonstration and may be taken back: closings, names joined, a post asked for."""
    fund = Donor.objects.order_by("fund").values_list("fund", flat=True)[0]
    donor, into = Donor.objects.filter(fund=fund).order_by("-pk")[:2]
    SchoolYearClosing.objects.create(fund_id=fund, school_year=2012, closed_by=by, closed_at=at)
    BookClosing.objects.create(fund_id=fund, last_day=dt.date(2012, 1, 31), closed_by=by, closed_at=at)
    DonorJoin.objects.create(donor=donor, into=into, joined_by=by, joined_at=at)
    asked = {"person": User.objects.latest("pk"), "asked_by": by, "asked_at": at, "valid_from": timezone.localdate(at)}
    PostProposal.objects.create(unit=Unit.objects.earliest("pk"), role=Role.READER, **asked)


# --- what is sealed -----------------------------------------------------------------------------------------------


def test_every_table_is_sealed_or_exempted_with_a_reason() -> None:
    """A new table is declared in its flat's sealed.py, or said there why not."""
    apps_ = ("units", "awards", "indicators", "reports", "admin")
    ours = {model for model in apps.get_models() if model._meta.app_label in apps_}
    parts = {model for kind in kinds() if isinstance(kind, Fixed) for model, _, _ in kind.parts}
    held = {kind.model for kind in kinds()} | parts

    assert {model.__name__ for model in ours - held - exempted().keys()} == set()
    assert {model.__name__ for model in held & exempted().keys()} == set()
    assert all(len(reason) > 20 for reason in exempted().values())


# --- what the owner of the database may try -----------------------------------------------------------------------


def test_rows_of_tables_by_lot_are_missed_and_found_too_many(sealed: None) -> None:
    """Of every table a row taken away and a row slipped in under an old time, as far as the database lets its owner."""
    lot = random.Random(20261130)
    tried = set()
    for kind in kinds():
        if not isinstance(kind, Table) or not kind.model._base_manager.exists():
            continue
        for act in ("gone", "slipped in"):
            if act == "slipped in" and kind.enters:
                continue
            with suppress(IntegrityError), as_owner():
                (take_away if act == "gone" else copy_in)(kind, lot)
                assert len(faults(kind.name)) == 1, (kind.name, act)
                forge_night(kind)
                assert len(faults(kind.name) + told_by_nights(kind.name)) == 1, (kind.name, act)
                tried.add((kind.name, act))

    gone = {name for name, act in tried if act == "gone"}
    assert {"post", "user", "commendation", "grant", "recipient", "donor", "period", "item", "published-figure"} <= gone
    assert {"minutes", "paper-number", "plan", "form-use", "sign-in", "criterion"} <= gone
    assert {"post", "minutes", "commendation"} <= {name for name, act in tried if act == "slipped in"}


def take_away(kind: Table, lot: random.Random) -> None:
    rows = kind.model._base_manager.order_by("pk")
    with connection.cursor() as cursor:
        table, key = kind.model._meta.db_table, kind.model._meta.pk.column
        cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" = %s', [rows[lot.randrange(rows.count())].pk])  # noqa: S608


def copy_in(kind: Table, lot: random.Random) -> None:
    rows = kind.model._base_manager.order_by("pk")
    row = rows[lot.randrange(rows.count())]
    row.pk = None
    for each in kind.model._meta.concrete_fields:
        if each.unique and isinstance(getattr(row, each.attname), str):
            setattr(row, each.attname, "la")
    known = {each.attname for each in kind.model._meta.concrete_fields}
    facts = {"year": 2050, "name": "Người lạ", "sort_key": "la", "valid_from": dt.date(2001, 1, 1)}
    facts |= {"valid_to": dt.date(2001, 1, 2), kind.at: timezone.now() - dt.timedelta(days=400)}
    for name in known & facts.keys():
        setattr(row, name, facts[name])
    models.Model.save_base(row, raw=True, force_insert=True)


# --- what is done by the rules ------------------------------------------------------------------------------------


def test_what_was_done_by_the_rules_is_no_fault(sealed: None) -> None:
    """Each of these changes a row that was sealed, and leaves its trail."""
    now, today = timezone.now(), timezone.localdate()
    by = User.objects.filter(posts__role=Role.ADMINISTRATOR).earliest("pk")
    child = Recipient.objects.filter(joined_into=None, anonymised_on=None).latest("pk")
    holder = Candidate.objects.filter(kind="household", state="active").latest("pk")
    post = Post.objects.on(today).filter(user=by).earliest("pk")
    period, other = Period.objects.latest("ends_on"), User.objects.latest("pk")
    renamed = Correction(f"{child.name} Hai", child.birth_year, child.class_name, child.school, child.hardship)

    with transaction.atomic():
        names.correct_recipient(child, renamed, reason="Ghi nhầm tên.", by=by, at=now)
        holders.correct(holder, {"name": f"{holder.name} Hai"}, by=by, at=now)
        appoint(other, post.unit, Role.READER, from_day=today, by=by, noted=True)
        end_post(post, last_day=today, by=by)
        rename(other, "Trần Thị Mới", by=by, at=now, reason="Kết hôn.")
        before = catalogue.seen(period)
        Period.objects.filter(pk=period.pk).update(closes_on=period.due_on + dt.timedelta(days=60))
        catalogue.keep(catalogue.compared(before, catalogue.seen(period)), by=by, at=now, reason="Gia hạn.")
        acts_of_a_day(now)
        done = seal(today + dt.timedelta(days=1), now + dt.timedelta(days=1))
        again = faults() + told_by_nights()
        changed = set(done.seal.items.values_list("kind", flat=True))
        transaction.set_rollback(True)

    assert (done.faults, again) == ([], [])
    assert {"recipient", "candidate", "post", "period", "form-use", "grant-cancelled", "title-dossier"} <= changed
    assert {"commendation-voided", "proposal-recalled", "merger", "data-step"} <= changed


def acts_of_a_day(now: dt.datetime) -> None:
    """What officers, offices and treasurers do: each takes something away, ends it or gives it another state."""
    today, office = timezone.localdate(now), User.objects.get(username="phonggd")
    fund = Fund.objects.filter(unit__posts__user__username="quy5").earliest("pk")
    clerk, unpaid = User.objects.get(username="quy5"), Grant.objects.standing().unpaid().filter(fund=fund)
    money.cancel_grant(unpaid.earliest("pk"), reason="Chuyển đi", on=dt.date(2025, 6, 1), by=clerk, at=now)
    money.anonymise(fund, [child.pk for child in money.due(fund, today)][:1], by=clerk, at=now)
    honours.void_commendation(Commendation.objects.earliest("pk"), reason="Ghi nhầm", by=office, at=now)
    honours.void_decision(CommendationDecision.objects.latest("pk"), reason="Ghi nhầm", by=office, at=now)
    officer, rows = User.objects.get(username="phuong5"), Nomination.objects.filter(state="registered").order_by("-pk")
    titles.unregister([rows[1].pk], "Xin rút", by=officer, at=now)
    titles.reject([rows[0].pk], "Không đạt", by=officer, at=now)
    waiting = Nomination.objects.filter(state="proposed", proposal__isnull=False).earliest("pk")
    assert waiting.proposal
    titles.recall(waiting.proposal, "Sai số", by=officer, at=now)
    sheet = Submission.objects.filter(state="submitted").latest("pk")
    sheets.send_back(sheet, by=office, at=now, reason="Thiếu số")
    district = Unit.objects.get(pk=office.units_as(Role.DISTRICT_OFFICE)[0])
    form = next(form for form in Form.objects.filter(optional=True) if form.unit_kind == UnitKind.WARD)
    optional.use_form(district, form, 2020, None, by=office, at=now)
    optional.use_form(district, form, 2020, 2021, by=office, at=now)
    first, second, third, fourth = LearningCentre.objects.filter(state="active").order_by("pk")[:4]
    merge([first], into=second, on=today, by=office)
    merge([third], into=fourth, on=today, by=office)
    step = last_step(fourth)
    assert step
    void_decision(step, reason="Ghi nhầm", by=office)


def test_trail_excuses_only_the_columns_that_it_names(sealed: None) -> None:
    """The rules change one column of a row, the owner of the database another: that one is named."""
    by, person = User.objects.earliest("pk"), User.objects.latest("pk")
    period, item = Period.objects.latest("ends_on"), Item.objects.earliest("pk")
    holder = Candidate.objects.filter(kind="household", state="active").latest("pk")
    child = Recipient.objects.filter(joined_into=None, anonymised_on=None).earliest("pk")
    now = timezone.now() + SKEW

    with as_owner():
        correct_email(person, "moi@vi-du.vn", by=by, at=now, reason="Ghi nhầm.")
        before = catalogue.seen(period)
        Period.objects.filter(pk=period.pk).update(closes_on=period.due_on + dt.timedelta(days=60))
        catalogue.keep(catalogue.compared(before, catalogue.seen(period)), by=by, at=now, reason="Gia hạn.")
        item.text += " (sửa)"
        item._history_date = now  # type: ignore[attr-defined]
        item.save()
        holders.correct(holder, {"address": "Số 9"}, by=by, at=now)
        assert faults() == []
        User.objects.filter(pk=person.pk).update(full_name="Người Khác")
        Period.objects.filter(pk=period.pk).update(due_on=period.due_on + dt.timedelta(days=9))
        Item.objects.filter(pk=item.pk).update(text="Dòng khác")
        Candidate.objects.filter(pk=holder.pk).update(name="Người Khác")
        record = Record(BOOK, child.pk, "", child.fund.unit_id)
        note(record, DataAct.FORGOTTEN, by=User.objects.get(username="quy5"), at=now)
        nameless = {"name": ANONYMOUS, "anonymised_on": timezone.localdate(now), "birth_year": child.birth_year - 1}
        Recipient.objects.filter(pk=child.pk).update(**nameless)
        found = [fault for name in ("user", "period", "item", "candidate", "recipient") for fault in faults(name)]

    assert [fault.split(", mà")[0].split(" ở ")[1] for fault in found] == [
        "“họ và tên”",
        "“hạn gửi”",
        "“nội dung”",
        "“tên”",
        "“năm sinh”",
    ]


def test_state_that_was_set_without_an_act_is_named(sealed: None) -> None:
    """Columns that change by the rules, set by the owner of the database: each kind that holds them names the row."""
    with as_owner():
        acts = set_past_the_program(timezone.now() + SKEW, User.objects.earliest("pk"))
        for _, rows, facts in acts:
            assert rows.model._base_manager.filter(pk=rows.earliest("pk").pk).update(**facts) == 1
        named = {name: len(faults(name)) for name, _, _ in acts}

    assert named == {name: 1 for name, _, _ in acts}


def set_past_the_program(now: dt.datetime, by: User) -> list[tuple[str, models.QuerySet[Any], dict[str, Any]]]:
    """By the kind that is to name it: of which rows one is changed, and how; most say a time, none has an act."""
    today, long_ago, because = timezone.localdate(), now - dt.timedelta(days=400), "Vì thế"
    voiding = Voiding.objects.create(by=by, at=long_ago, reason=because)
    no_waiting = {"answered_by": by, "answered_at": long_ago, "answer": because}
    reopened = {"reopened_by": by, "reopened_at": long_ago, "reopen_reason": because}
    return [
        ("form-use", FormUse.objects.all(), {"last_year": 2029, "switched_at": now}),
        ("recipient", Recipient.objects.filter(anonymised_on=None), {"name": ANONYMOUS, "anonymised_on": today}),
        ("grant-cancelled", Grant.objects.standing(), {"cancelled_on": today, "cancel_reason": because}),
        ("grant-handed", Grant.objects.filter(handed_on=None), {"handed_on": today}),
        ("campaign-withdrawn", Campaign.objects.filter(withdrawn_on=None), {"withdrawn_on": today}),
        ("commendation-voided", Commendation.objects.filter(voiding=None), {"voiding": voiding}),
        ("commended-voided", CommendationDecision.objects.filter(voiding=None), {"voiding": voiding}),
        (
            "proposal-recalled",
            Proposal.objects.filter(recalled_at=None),
            {"recalled_by": by, "recalled_at": long_ago, "recalled_why": because},
        ),
        ("move-answered", MoveRequest.objects.filter(state="asked"), {"state": "refused", **no_waiting}),
        ("centre-step-voided", CentreStep.objects.exclude(act="void").filter(voided=False), {"voided": True}),
        (
            "community-undone",
            CommunityStep.objects.filter(undone_at=None),
            {"undone_by": by, "undone_at": long_ago, "undone_because": because},
        ),
        ("donor-parted", DonorJoin.objects.all(), {"parted_by": by, "parted_at": long_ago}),
        ("year-reopened", SchoolYearClosing.objects.all(), reopened),
        ("book-reopened", BookClosing.objects.all(), reopened),
        (
            "post-answered",
            PostProposal.objects.filter(agreed=None),
            {"answered_by": by, "answered_at": long_ago, "agreed": False},
        ),
        ("key-revoked", ApiKey.objects.filter(revoked_at=None), {"revoked_by": by, "revoked_at": long_ago}),
        ("item", Item.objects.all(), {"ordinal": 4_000}),
        ("title-decision", Decision.objects.filter(state="signed"), {"latest_proposal_on": dt.date(2011, 1, 1)}),
        ("title-judged", Nomination.objects.filter(state="not_reached"), {"not_reached": because}),
        ("sheet-sent", Submission.objects.filter(state="submitted"), {"submitted_at": long_ago}),
        ("paper", Document.objects.exclude(state="draft"), {"subject": because}),
    ]


def test_trail_of_a_time_that_has_not_come_excuses_nothing(sealed: None) -> None:
    """One row under a day in 2099 would excuse every change of the fund until then."""
    fund, someone = Fund.objects.earliest("pk"), User.objects.earliest("pk")
    with as_owner():
        kind = ContentType.objects.get_for_model(Fund)
        said = {"content_type": kind, "object_id": str(fund.pk), "object_repr": "Quỹ", "action_flag": ADDITION}
        LogEntry.objects.create(user=someone, action_time=timezone.now() + dt.timedelta(days=900), **said)
        Fund.objects.filter(pk=fund.pk).update(licence="Khác")

        assert len(faults("fund")) == 1
        LogEntry.objects.create(user=someone, action_time=timezone.now(), **said)
        assert faults("fund") == []


def test_what_never_came_to_a_decision_is_missed_too(sealed: None) -> None:
    """A dossier that was not recognised, a sheet that was never approved, the merger of two centres: deleted."""
    dossier = Nomination.objects.filter(state="not_reached").earliest("pk")
    sheet = Submission.objects.filter(state="returned").earliest("pk")
    merger = CentreMerger.objects.earliest("pk")

    with as_owner():
        for rows in (NominationStep.objects.filter(nomination=dossier), Step.objects.filter(submission=sheet)):
            rows._raw_delete("default")
        for row in (dossier, sheet, merger):
            type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")
        found = [faults(name) for name in ("title-dossier", "title-judged", "sheet-step", "merger")]

    assert [len(each) for each in found] == [1, 1, 1, 1]


def test_row_at_fault_stays_as_it_was_sealed_while_its_neighbours_go_on(sealed: None) -> None:
    donor, other = Donor.objects.order_by("pk")[:2]
    tomorrow, after = (timezone.localdate() + dt.timedelta(days=days) for days in (1, 2))

    with as_owner():
        Donor.objects.filter(pk=donor.pk).update(name="Người khác")
        fund = Fund.objects.get(pk=donor.fund_id)
        Donor.objects.create(fund=fund, name="Nhà tài trợ mới", kind=donor.kind)
        first = seal(tomorrow, timezone.now() + dt.timedelta(days=1))
        Donor.objects.filter(pk=other.pk).update(name="Người khác nữa")
        second = faults("donor")
        seal(after, timezone.now() + dt.timedelta(days=2), accept="đã rõ")
        third = faults("donor")

    assert [fault.split(":")[0] for fault in first.faults] == [f"Nhà tài trợ số {donor.pk}"]
    assert [fault.split(":")[0] for fault in second] == [f"Nhà tài trợ số {each.pk}" for each in (donor, other)]
    assert third == []


def test_rows_of_before_are_sealed_as_they_are_and_said_so(sealed: None) -> None:
    """An installation whose seals know no tables yet: the next night seals them, and says which."""
    tables = {kind.name for kind in kinds() if isinstance(kind, Table)}
    with as_owner():
        for old in Seal.objects.all():
            left = {name: names for name, names in old.columns.items() if name not in tables}
            Seal.objects.filter(pk=old.pk).update(columns=left)
        SealedItem.objects.filter(kind__in=tables).delete()
        before = faults()
        done = seal(timezone.localdate() + dt.timedelta(days=1), timezone.now() + dt.timedelta(days=1))
        after = faults()

    assert (before, after, done.faults) == ([], [], [])
    assert any(said.startswith("nhiệm vụ (") for said in done.first)
