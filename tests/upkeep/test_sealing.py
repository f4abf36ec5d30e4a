"""What was sealed and is no longer so is found and named, whoever changed it: also the owner of the database."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from awards.scholarships.enums import AccessKind
from awards.scholarships.models import Consent, Fund, Recipient
from awards.scholarships.workflow import note_access
from awards.titles.models import Decision, Nomination
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.sealing import SHARE, SKEW, Fixed, Log, Sealed, Sum, columns, kinds, roots, short
from hocTap.lib.tabled import Table, block_sums, packed
from indicators.models import Indicator, Measure, Step, Submission, Value
from reports.models import Report
from tests import databases, scenes
from units.enums import UpkeepKind
from units.models import Seal, SealedItem, SignInTry, Upkeep, User
from units.sealing.comparing import broken_chain, compare, horizons
from units.sealing.nights import acceptances, walk
from units.sealing.workflow import seal
from units.signin.enums import Door, Outcome

pytestmark = pytest.mark.both

DAY = dt.date(2026, 11, 28)
AT = dt.datetime(2026, 11, 28, 16, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def sealed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration on a busy day, sealed that night."""
    with django_db_blocker.unblock():
        scenes.busy_day_of_few()
        fund, person = Fund.objects.earliest("pk"), User.objects.earliest("pk")
        note_access(fund, AccessKind.VIEW, "Suất số 1", 1, by=person, at=timezone.now(), numbers=[1])
        SignInTry.objects.create(at=timezone.now(), person=person, door=Door.PASSWORD, outcome=Outcome.IN)
        seal(timezone.localdate(), timezone.now() + SKEW)  # what was done until now is no trail of what comes
        yield
        databases.empty_again()


@contextmanager
def as_owner() -> Iterator[None]:
    """What the owner of the database can do: triggers out of the way. All of it is undone at the end."""
    checks(ignored=True)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
            else:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            transaction.set_rollback(True)
    finally:
        checks(ignored=False)


def checks(*, ignored: bool) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA ignore_check_constraints = {int(ignored)}")


def faults(kind: str = "") -> list[str]:
    """What does not fit; of one kind, or of all."""
    return [fault for each in compare(horizons(), kind) for fault in each.faults]


def forge_night(kind: Sealed) -> None:
    """A seal of the owner's own for tomorrow, which holds the kind as he left it: the newest fits again."""
    last, tomorrow = Seal.objects.latest("day"), timezone.now() + dt.timedelta(days=1)
    names = {each.name: columns(each) for each in kinds()}
    day = last.day + dt.timedelta(days=1)
    made = Seal.objects.create(day=day, at=tomorrow, previous=last.root, root="f" * 60 + f"{last.pk:04}", columns=names)
    for each in compare(horizons(), kind.name):
        for sum_, since in (*each.fresh, *((odd, 0) for odd in each.odd)):
            facts = {"kind": kind.name, "key": sum_.key, "rows": sum_.rows, "digest": sum_.digest}
            SealedItem.objects.create(seal=made, since=since, shares=sum_.shares[since * SHARE :], **facts)


def told_by_nights(kind: str = "") -> list[str]:
    """What a later seal has otherwise than an earlier one; of one kind, or of all."""
    return list(walk(horizons(), kind))


# --- what is sealed -----------------------------------------------------------------------------------------------


def test_every_log_and_history_of_the_site_is_sealed() -> None:
    named = {kind.model for kind in kinds() if isinstance(kind, Log)}
    logs = {
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("units", "awards", "indicators", "reports")
        and (model.__name__.endswith("Step") or model.__name__.startswith("Historical"))
    }

    assert {model.__name__ for model in logs - named} == set()


def test_every_table_that_only_grows_is_sealed(db: None) -> None:
    """Found by the triggers that keep it so, whatever its name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%only_grows%'"
            )
        else:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%only_grows%'")
        tables = {row[0] for row in cursor.fetchall()}
    seals = {Seal._meta.db_table, SealedItem._meta.db_table}
    whole = {kind.model._meta.db_table for kind in kinds()}

    assert tables - seals - whole == set()
    assert len(tables) > 10


# --- nothing was touched ------------------------------------------------------------------------------------------


def test_what_nobody_touched_fits(sealed: None) -> None:
    assert faults() == []
    assert broken_chain({}) == []
    assert SealedItem.objects.filter(kind="sheet").count() == Submission.objects.filter(state="approved").count()


def test_day_is_sealed_once(sealed: None) -> None:
    with pytest.raises(Refused, match="đã niêm rồi"):
        seal(timezone.localdate(), timezone.now())


def test_next_night_seals_only_what_is_new(sealed: None) -> None:
    with as_owner():
        add_step()
        done = seal(timezone.localdate() + dt.timedelta(days=1), timezone.now() + dt.timedelta(days=1))
        items = list(done.seal.items.values_list("kind", "rows", "since"))

        between = told_by_nights()

    assert done.faults == between == []
    assert {kind for kind, _, _ in items} == {"sheet-step", "sheet"}
    assert all(since == rows - 1 for kind, rows, since in items if kind == "sheet-step")


def add_step(**facts: Any) -> Step:
    """A step of an approved sheet, as its workflow writes it, now."""
    last = Step.objects.filter(submission__state="approved").latest("pk")
    last.pk = None
    last.at = timezone.now() + dt.timedelta(hours=1)
    for name, value in facts.items():
        setattr(last, name, value)
    last.save(force_insert=True)
    return last


# --- what the owner of the database may try -----------------------------------------------------------------------


def test_forty_changed_values_are_found_with_their_sheet_and_place(sealed: None) -> None:
    sheet = Submission.objects.filter(state="approved", own_total=False).earliest("pk")
    values = list(Value.objects.filter(submission=sheet).order_by("pk")[:40])

    with as_owner():
        for value in values:
            Value.objects.filter(pk=value.pk).update(number=(value.number or 0) + 1)
        (fault,) = faults("sheet")

    assert fault.startswith(f"Báo cáo số liệu đã duyệt số {sheet.pk}: khác với khi niêm")
    assert "dòng thứ 2, 3, 4" in fault  # the first is the sheet itself


def test_each_column_that_rests_is_found(sealed: None) -> None:
    """One column of one decision, or of one approved sheet, each: everything that people sign rests."""
    titles = ("year", "community_id", "present", "in_favour", "answers", "decided_at", "decided_by_id", "signed_place")
    sheets = ("unit_as_id", "submitted_at", "opened_by_id", "opened_at", "own_approval", "started_at")
    signed = list(Decision.objects.filter(state="signed", kind="recognition", nominations__gt=0).distinct()[:9])
    approved = list(Submission.objects.filter(state="approved")[: len(sheets)])

    acts: list[tuple[type[models.Model], Any, str]] = [(Decision, signed[0].pk, "valid_until")]
    for decision, column in zip(signed[1:], titles, strict=True):
        acts.append((Nomination, decision.nominations.earliest("pk").pk, column))
    acts += [(Submission, sheet.pk, column) for sheet, column in zip(approved, sheets, strict=True)]

    with as_owner():
        done = {(model, column) for model, pk, column in acts if changed(model, pk, column)}
        found = sum(len(faults(kind)) for kind in ("title-decision", "sheet"))

    assert found == len(done)
    assert {"valid_until", "year", "community_id", "present", "answers", "unit_as_id"} <= {name for _, name in done}


def changed(model: type[models.Model], pk: Any, column: str) -> bool:
    """Whether the owner of the database could: PostgreSQL checks a row even so."""
    with suppress(IntegrityError), transaction.atomic():
        change(model, pk, column)
        return True
    return False


def test_another_base_under_an_indicator_is_found(sealed: None) -> None:
    rate = Indicator.objects.filter(base__isnull=False).exclude(base__lines=None).earliest("pk")
    other = Measure.objects.exclude(pk__in=[rate.numerator_id, rate.base_of_share.pk]).earliest("pk")

    with as_owner():
        Indicator.objects.filter(pk=rate.pk).update(base=other)
        (fault,) = faults("c-indicators_indicator")

    assert fault.startswith(f"Mục danh mục “tỉ lệ” số {rate.pk}: khác với khi niêm")


def test_exchanged_person_of_every_step_is_found(sealed: None) -> None:
    other = User.objects.latest("pk")

    with as_owner():
        Step.objects.update(by=other)
        found = faults("sheet-step")

    assert len(found) >= Submission.objects.filter(state="approved").count()


def test_edited_data_of_an_issued_report_is_found(sealed: None) -> None:
    report = Report.objects.exclude(state="draft").earliest("pk")

    with as_owner():
        change(Report, report.pk, "document")
        (fault,) = faults("report")

    assert fault.startswith(f"Báo cáo đã phát hành số {report.pk}: khác với khi niêm")


def test_deleted_steps_are_found(sealed: None) -> None:
    sheet = Submission.objects.filter(state="approved").earliest("pk")

    with as_owner():
        Step.objects.filter(submission=sheet).latest("pk").delete()
        (fault,) = faults("sheet-step")

    assert fault.startswith(f"Các bước của báo cáo số liệu số {sheet.pk}: còn ")


def test_step_slipped_in_under_an_old_time_is_found(sealed: None) -> None:
    with as_owner():
        step = add_step(at=timezone.now() - dt.timedelta(days=400))
        (fault,) = faults("sheet-step")

    assert fault.startswith(f"Các bước của báo cáo số liệu số {step.submission_id}: có dòng ghi thời điểm")


def test_first_row_of_a_log_slipped_in_under_an_old_time_is_found(sealed: None) -> None:
    """A consent that nobody gave, said to be of last year, for a child that had none."""
    child = Recipient.objects.filter(consents=None).earliest("pk")
    by, facts = User.objects.earliest("pk"), {"party": "guardian", "given_on": dt.date(2025, 1, 6), "evidence": "Giấy"}
    with as_owner():
        Consent.objects.create(recipient=child, recorded_by=by, recorded_at=AT - dt.timedelta(days=365), **facts)

        (fault,) = faults("consent")

    assert f"hồ sơ trẻ em số {child.pk}" in fault
    assert "chưa có khi niêm" in fault


def test_sheet_sent_back_to_draft_and_forward_again_is_found(sealed: None) -> None:
    sheet = Submission.objects.filter(state="approved").earliest("pk")

    with as_owner():
        Submission.objects.filter(pk=sheet.pk).update(approved_at=timezone.now())
        assert len(faults("sheet")) == 1
        to_draft(sheet)
        (gone,) = faults("sheet")

    assert "không còn ở trạng thái như khi niêm" in gone


def test_sheet_taken_back_by_the_rules_is_no_fault(sealed: None) -> None:
    sheet = Submission.objects.filter(state="approved").latest("pk")

    with as_owner():
        last = Step.objects.filter(submission=sheet).latest("pk")
        last.pk, last.at = None, timezone.now()
        last.save(force_insert=True)
        to_draft(sheet)

        assert faults() == []


def to_draft(sheet: Submission) -> None:
    nobody = {
        f"{what}_{name}": None for what in ("submitted", "approved", "opened", "checked") for name in ("at", "by")
    }
    Submission.objects.filter(pk=sheet.pk).update(state="draft", **nobody)


NAMED = {
    "approved value": "sheet",
    "ledger line": "ledger",
    "decision": "title-decision",
    "snapshot of a report": "report",
    "snapshot of a paper": "paper",
    "who saw names": "name-access",
    "step of a sheet": "sheet-step",
    "step of a nomination": "nomination-step",
    "history of a value": "value-history",
    "post": "post",
    "account": "user",
    "log-in": "sign-in",
    "line of a commendation": "commendation",
    "minutes of a khu phố": "minutes",
    "holder's name": "candidate",
    "line of a set of criteria": "item",
    "suất": "grant",
    "child's name": "recipient",
    "donor's name": "donor",
    "day on which a period closes": "period",
    "published figure": "published-figure",
}
"""What `verify` promises to name, and the kind that holds it; every other kind is drawn as well."""


def test_tampering_at_random_is_always_found(sealed: None) -> None:
    """One value of one row, both chosen by lot: of every kind that holds a row, and of the parts of what is fixed.

    By the comparison with the newest seal; and, when the owner seals what he changed himself, by the walk over all.
    """
    lot = random.Random(20261128)
    tried = {kind.name for kind in kinds() if any(tampered(kind, lot) for _ in range(5))}
    parts = {model.__name__ for kind in kinds() if isinstance(kind, Fixed) for model in tampered_parts(kind, lot)}

    assert {words for words, name in NAMED.items() if name not in tried} == set()
    assert {"Value"} <= parts
    assert len(tried) > 20


def tampered(kind: Sealed, lot: random.Random) -> bool:
    """Whether there was a row and the owner of the database could change it: then it is found."""
    row = some_row(kind, lot)
    if row is None:
        return False
    with suppress(IntegrityError), as_owner():  # what not even the owner can write is no danger
        change(*row)
        assert len(faults(kind.name)) == 1, (kind.name, row)
        forge_night(kind)
        assert len(faults(kind.name) + told_by_nights(kind.name)) == 1, (kind.name, row)
        return True
    return False


def tampered_parts(kind: Fixed, lot: random.Random) -> Iterator[type[models.Model]]:
    """The tables of rows that rest with another row, such as the values of an approved sheet: one changed in each."""
    owners = kind.model._base_manager.filter(kind.rests).values("pk")
    for model, column, names in kind.parts:
        rows = model._base_manager.filter(**{f"{column}__in": owners}).order_by("pk")
        count = rows.count()
        own = [each.attname for each in model._meta.concrete_fields if not each.primary_key]
        offered = [name for name in names or own if name in own and name != column and not name.endswith("_id")]
        if not count or not offered:
            continue
        with suppress(IntegrityError), as_owner():
            change(model, rows[lot.randrange(count)].pk, lot.choice(offered))
            assert len(faults(kind.name)) == 1, (kind.name, model)
            forge_night(kind)
            assert len(faults(kind.name) + told_by_nights(kind.name)) == 1, (kind.name, model)
            yield model


def test_acts_of_an_owner_by_lot_are_always_found(sealed: None) -> None:
    """Rows deleted, a person exchanged in all of a log, a row slipped in under an old time: of every log an act by lot.

    Of the logs that are named above every act.
    """
    lot = random.Random(20261129)
    tried = set()
    for kind in kinds():
        if not isinstance(kind, Log) or not kind.model._base_manager.exists():
            continue
        for act in ACTS if kind.name in NAMED.values() else [lot.choice(ACTS)]:
            with suppress(IntegrityError, LookupError), as_owner():
                ACTS_OF[act](kind, lot)
                assert faults(kind.name), (kind.name, act)
                forge_night(kind)
                assert faults(kind.name) or told_by_nights(kind.name), (kind.name, act)
                tried.add((kind.name, act))

    assert {act for _, act in tried} == set(ACTS)
    steps = ("sheet-step", "nomination-step", "value-history")
    assert {(name, act) for name in steps for act in ("delete", "exchange")} <= tried


def one_of(kind: Log, lot: random.Random, *, of_several: bool) -> models.Model:
    """A sealed row by lot; `of_several`: of an owner with two or more, so that the owner does not go with it."""
    rows = kind.model._base_manager.filter(**{f"{kind.owner}__isnull": False})
    if of_several:
        counted = rows.order_by().values_list(kind.owner).annotate(number=models.Count("pk")).filter(number__gte=2)
        owners = sorted(owner for owner, _ in counted)
        rows = rows.filter(**{kind.owner: lot.choice(owners)})  # LookupError: no owner has two
    return rows.order_by("pk")[lot.randrange(rows.count())]


def delete_one(kind: Log, lot: random.Random) -> None:
    row = one_of(kind, lot, of_several=kind.removable)
    with connection.cursor() as cursor:
        table, key = kind.model._meta.db_table, kind.model._meta.pk.column
        cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" = %s', [row.pk])  # noqa: S608


def exchange_person(kind: Log, lot: random.Random) -> None:
    people = [each.attname for each in kind.model._meta.concrete_fields if each.related_model is User]
    name = lot.choice([each for each in people if each in columns(kind) and each != kind.owner])
    owner = getattr(one_of(kind, lot, of_several=False), kind.owner)
    rows = kind.model._base_manager.filter(**{kind.owner: owner})
    other = User.objects.exclude(pk__in=rows.exclude(**{name: None}).values(name)).earliest("pk")
    rows.update(**{name: other.pk})


def slip_in(kind: Log, lot: random.Random) -> None:
    if not kind.at:
        raise LookupError
    row = one_of(kind, lot, of_several=False)
    row.pk = None
    setattr(row, kind.at, timezone.now() - dt.timedelta(days=400))
    models.Model.save_base(row, raw=True, force_insert=True)


ACTS_OF = {"delete": delete_one, "exchange": exchange_person, "slip in": slip_in}
ACTS = sorted(ACTS_OF)


def some_row(kind: Sealed, lot: random.Random) -> tuple[type[models.Model], Any, str] | None:
    """A sealed row by lot and one of its sealed columns, not one that says whose it is."""
    if isinstance(kind, Fixed):
        keys = kind.model._base_manager.filter(kind.rests).values_list("pk", flat=True)
        rests = {field for q in kind.rests.flatten() if isinstance(q, tuple) for field in q}
    elif isinstance(kind, Table):
        keys = kind.model._base_manager.values_list("pk", flat=True)
        rests = {kind.at}
    else:
        assert isinstance(kind, Log)
        keys = kind.model._base_manager.filter(**{f"{kind.owner}__isnull": False}).values_list("pk", flat=True)
        rests = {kind.owner, kind.key, kind.at}
    count = keys.count()
    if not count:
        return None
    names = [name for name in columns(kind) if "." not in name and name not in rests | {"id", "history_id", "state"}]
    return kind.model, keys.order_by("pk")[lot.randrange(count)], lot.choice(names)


def change(model: type[models.Model], pk: Any, column: str) -> None:
    """Another value of the same sort."""
    field = next(each for each in model._meta.concrete_fields if each.attname == column)
    now = model._base_manager.values_list(column, flat=True).get(pk=pk)
    kind = field.get_internal_type()
    new: Any
    if isinstance(now, bool):
        new = not now
    elif isinstance(now, dt.datetime | dt.date):
        new = now + dt.timedelta(days=1)
    elif isinstance(now, int | Decimal):
        new = now + 1
    elif isinstance(now, dict | list):
        new = {"odd": 1}
    elif isinstance(now, str):
        new = now[:-1] if now else "x"
    elif isinstance(now, bytes | memoryview):
        new = bytes(now) + b"x"
    else:
        new = {"DateTimeField": timezone.now(), "DateField": DAY, "CharField": "x", "TextField": "x"}.get(kind, 1)
    table, key = model._meta.db_table, model._meta.pk.column
    value = field.get_db_prep_save(new, connection) if not field.is_relation else new
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s', [value, pk])  # noqa: S608


# --- the seals themselves -----------------------------------------------------------------------------------------


def test_seals_are_only_added(sealed: None) -> None:
    for rows in (Seal.objects.all(), SealedItem.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(id=models.F("id"))
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_changed_sum_breaks_the_chain(sealed: None) -> None:
    with as_owner():
        SealedItem.objects.filter(pk=SealedItem.objects.earliest("pk").pk).update(digest="0" * 64)

        (fault,) = broken_chain({})

    assert "gốc tính lại không khớp" in fault


def test_row_of_a_table_with_its_share_of_the_sum_rewritten_breaks_the_chain(sealed: None) -> None:
    """What rows are compared with is what the sum is over, so nobody exchanges the one and leaves the other."""
    (kind,) = (each for each in kinds() if each.name == "user" and isinstance(each, Table))
    with as_owner():
        User.objects.filter(pk=User.objects.latest("pk").pk).update(full_name="Người khác")
        for number, rows in block_sums(kind, columns(kind)):
            SealedItem.objects.filter(kind="user", key=number).update(shares=packed(number, rows).shares)

        assert faults("user") == []
        (fault,) = broken_chain({})

    assert "gốc tính lại không khớp" in fault


def test_moment_of_a_seal_is_part_of_its_root(sealed: None) -> None:
    """A seal that was made earlier, as it says, would take for new what is old."""
    with as_owner():
        Seal.objects.update(at=models.F("at") - dt.timedelta(seconds=1))

        (fault,) = broken_chain({})

    assert "gốc tính lại không khớp" in fault


def test_root_of_before_without_its_moment_still_follows_while_that_lies_in_its_day(sealed: None) -> None:
    seal_ = Seal.objects.get()
    items = SealedItem.objects.order_by("kind", "key").values_list("kind", "key", "rows", "digest")
    sums = [(name, Sum(key, rows, digest, b"")) for name, key, rows, digest in items]
    _, before = roots(seal_.previous, seal_.day, seal_.at, seal_.columns, sums)
    noon = timezone.make_aware(dt.datetime.combine(seal_.day, dt.time(12)))
    with as_owner():
        Seal.objects.update(root=before, at=noon)

        assert broken_chain({}) == []
        Seal.objects.update(at=noon - dt.timedelta(days=1))
        assert len(broken_chain({})) == 1


def test_seal_made_anew_does_not_match_the_root_on_paper(sealed: None) -> None:
    on_paper = short(Seal.objects.get().root)
    today = timezone.localdate()

    assert broken_chain({today: on_paper}) == []
    with as_owner():
        SealedItem.objects.all().delete()
        Seal.objects.all().delete()
        Value.objects.filter(submission__state="approved").update(number=1)
        seal(today, timezone.now())

        assert faults() == broken_chain({}) == []
        (fault,) = broken_chain({today: on_paper})

    assert fault.startswith(f"Gốc ngày {today:%d/%m/%Y} ghi trên giấy là {on_paper}")


def test_what_does_not_fit_is_found_every_night_until_it_is_accepted(sealed: None) -> None:
    tomorrow, after = (timezone.localdate() + dt.timedelta(days=days) for days in (1, 2))
    with as_owner():
        Step.objects.filter(pk=Step.objects.earliest("pk").pk).update(figures={"odd": 1})

        assert len(seal(tomorrow, timezone.now()).faults) == 1
        assert len(faults("sheet-step")) == 1
        assert told_by_nights("sheet-step") == []  # it stays as it was sealed, in both nights
        seal(after, timezone.now(), accept="chuyển đổi cấu trúc")
        assert faults("sheet-step") == told_by_nights("sheet-step") == []
        assert acceptances() == [f"Ngày {vi.day(after)} đã niêm lại cả chỗ không khớp, vì: chuyển đổi cấu trúc."]

        Seal.objects.update(accepted="")  # the reason is gone: it was never accepted
        assert [fault[:30] for fault in told_by_nights("sheet-step")] == ["Các bước của báo cáo số liệu s"]


def test_seal_of_ones_own_that_looks_at_less_is_found(sealed: None) -> None:
    with as_owner():
        Step.objects.filter(pk=Step.objects.earliest("pk").pk).update(figures={"odd": 1})
        forge_night(next(kind for kind in kinds() if kind.name == "sheet-step"))
        forged = Seal.objects.latest("day")
        forged.columns["sheet-step"].remove("figures")
        forged.save()

        assert f"Lần niêm ngày {vi.day(forged.day)}: không còn xem figures của “sheet-step”." in told_by_nights(
            "sheet-step"
        )


# --- the commands -------------------------------------------------------------------------------------------------


def test_verify_says_what_does_not_fit_and_is_written_down(sealed: None) -> None:
    err, out = io.StringIO(), io.StringIO()
    with transaction.atomic():
        call_command("verify", stdout=out)
        step = Step.objects.earliest("pk")
        with as_owner():
            Step.objects.filter(pk=step.pk).update(figures={"odd": 1})
            with pytest.raises(CommandError, match="không khớp"):
                call_command("verify", stderr=err, stdout=io.StringIO())
            runs = list(Upkeep.objects.filter(kind=UpkeepKind.VERIFY).order_by("pk").values_list("ok", flat=True))
        transaction.set_rollback(True)

    assert "; 0 không khớp." in out.getvalue()
    assert "Các bước của báo cáo số liệu số" in err.getvalue()
    assert [f"Việc cần làm {number}: " in err.getvalue() for number in range(1, 6)] == [True] * 4 + [False]
    assert runs == [True, False]
