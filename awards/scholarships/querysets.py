"""Questions about funds, grants and the ledger, asked for a person, a unit and a span of days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from awards.scholarships.enums import MONEY, Book, Party
from hocTap.lib.searching import as_typed
from units.enums import Role
from units.querysets import standing

if TYPE_CHECKING:
    from awards.scholarships.models import (  # noqa: F401
        Campaign,
        Consent,
        DataRequest,
        Entry,
        Fund,
        Grant,
        NameAccess,
        PaySheet,
        Recipient,
    )
    from units.models import Unit, UnitVersion, User

MONEY_ROLES = (Role.FUND_OFFICER, Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER, Role.READER)
"""Whoever has such a post sees the sums of the funds in the remit; names are another matter."""

RAISED = Q(receipt__isnull=False, book__in=MONEY)
"""Lines of money raised, in cash or at the bank, those that take it back included; opening balances are none."""


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, user: User) -> Self:
        """Funds of the units of the person's posts and of all that ever stood under them: sums, not names."""
        return self.filter(Exists(user.lines_in_remit(*MONEY_ROLES).filter(descendant=OuterRef("unit"))))

    def with_balances(self) -> Self:
        """With `cash`, `bank` and `goods`: the balance of each book after its last entry."""

        def last(book: Book) -> Coalesce:
            lines = _entries().filter(fund=OuterRef("pk"), book=book).order_by("-seq")
            return Coalesce(Subquery(lines.values("balance_after")[:1]), 0, output_field=models.BigIntegerField())

        return self.annotate(cash=last(Book.CASH), bank=last(Book.BANK), goods=last(Book.GOODS))

    def with_unit_names(self) -> Self:
        """With `unit_name`: the latest name of the fund's unit."""
        return self.annotate(unit_name=_name_of("unit", Q()))


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(Exists(user.lines_in_remit(*MONEY_ROLES).filter(descendant=OuterRef("fund__unit"))))

    def standing(self) -> Self:
        """Left aside are those that a hand-over brought and its undoing took back."""
        return self.filter(withdrawn_on__isnull=True)

    def with_raised(self) -> Self:
        """With `raised` in money, `goods` in kind, `granted` suất and `paid`: four sums, never added up."""

        def total(**which: object) -> Coalesce:
            lines = _entries().filter(**which).order_by()
            summed = lines.values(only=Value(1)).annotate(total=Sum("amount")).values("total")
            return Coalesce(Subquery(summed), 0, output_field=models.BigIntegerField())

        money_in = {"receipt__campaign": OuterRef("pk")}
        standing = _model("Grant")._default_manager.filter(campaign=OuterRef("pk"), cancelled_on__isnull=True)
        counted = standing.order_by().values("campaign").annotate(number=Count("pk")).values("number")
        return self.annotate(
            raised=total(book__in=MONEY, **money_in),
            goods=total(book=Book.GOODS, **money_in),
            paid=-total(grant__campaign=OuterRef("pk")),
            granted=Coalesce(Subquery(counted), 0, output_field=models.IntegerField()),
        )


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, user: User) -> Self:
        """Single suất belong to children: only the officers of the fund see them one by one."""
        return self.filter(fund__unit__in=user.units_kept(Role.FUND_OFFICER))

    def standing(self) -> Self:
        return self.filter(cancelled_on__isnull=True)

    def with_paid(self) -> Self:
        """With `paid`: what the ledger says was paid on the suất, reversals taken off."""
        lines = _entries().filter(grant=OuterRef("pk")).order_by().values("grant")
        summed = lines.annotate(total=-Sum("amount")).values("total")
        return self.annotate(paid=Coalesce(Subquery(summed), 0, output_field=models.BigIntegerField()))

    def with_ward_names(self) -> Self:
        """With `ward_name`: what the ward was called on the day of the decision; an heir that began later, now."""
        then = _name_of("ward", standing(OuterRef("decided_on")))
        return self.annotate(ward_name=Coalesce(then, _name_of("ward", Q())))

    def unpaid(self) -> Self:
        return self.with_paid().filter(paid__lt=F("amount"), handed_on__isnull=True)

    def fully_paid(self) -> Self:
        return self.with_paid().filter(paid__gte=F("amount"))


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def visible_to(self, user: User) -> Self:
        """Children's names are for the officers of the fund alone."""
        return self.filter(fund__unit__in=user.units_kept(Role.FUND_OFFICER))

    def with_consents(self) -> Self:
        """With `guardian_agrees`, `child_agrees` and `withdrew`, so that `shown_name` asks no query for each row."""
        gone = _model("Consent")._default_manager.filter(recipient=OuterRef("pk"), withdrawn_on__isnull=False)
        return self.annotate(
            guardian_agrees=Exists(_consents(Party.GUARDIAN)),
            child_agrees=Exists(_consents(Party.CHILD)),
            withdrew=Exists(gone),
        )

    def matching(self, text: str) -> Self:
        return self.filter(as_typed(text))

    def standing(self) -> Self:
        """Records that stand for a child themselves: not joined into another."""
        return self.filter(joined_into__isnull=True)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_on__isnull=True)


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(Exists(user.lines_in_remit(*MONEY_ROLES).filter(descendant=OuterRef("fund__unit"))))

    def between(self, first: dt.date, last: dt.date) -> Self:
        return self.filter(made_on__gte=first, made_on__lte=last)

    def scholarships(self) -> Self:
        """Payments of suất and what was taken back of them."""
        return self.filter(grant__isnull=False)

    def gifts(self) -> Self:
        return self.filter(gift__isnull=False)

    def raised(self) -> Self:
        """Money that came in, with what was taken back."""
        return self.filter(RAISED)

    def for_wards_under(self, unit: Unit, place: str) -> Self:
        """Entries whose ward (at `grant__ward`, `gift__ward`, `fund__unit`) was the unit or stood under it."""
        lines = unit.lines_down.filter(standing(OuterRef("made_on")), descendant=OuterRef(place))
        return self.filter(Exists(lines))

    def for_list(self) -> Self:
        """With all that a line of the list says, in one query."""
        reverses = self.model._default_manager.filter(reverses=OuterRef("pk"))
        told = self.select_related(
            "receipt__donor", "grant", "gift", "transfer", "expense__kind", "opening", "reverses"
        )
        return told.annotate(is_reversed=Exists(reverses))


class NameAccessQuerySet(models.QuerySet["NameAccess"]):
    def visible_to(self, user: User) -> Self:
        """Who saw names is read by the fund's officers and by the office or fund above: it names no child."""
        lines = user.lines_in_charge(Role.FUND_OFFICER, Role.DISTRICT_OFFICE).filter(descendant=OuterRef("fund__unit"))
        return self.filter(Q(fund__unit__in=user.units_kept(Role.FUND_OFFICER)) | Exists(lines))

    def of_child(self, recipient: Recipient) -> Self:
        """Every time when the child's record was among those seen."""
        return self.filter(fund=recipient.fund_id, numbers__contains=f",{recipient.number},")


class PaySheetQuerySet(models.QuerySet["PaySheet"]):
    def visible_to(self, user: User) -> Self:
        """Lists name children: they are for the officers of the fund alone."""
        return self.filter(fund__unit__in=user.units_kept(Role.FUND_OFFICER))

    def with_sums(self) -> Self:
        """With `suats`, `paid_suats`, `total` and `paid_total`, of lines that were not reversed."""
        rows = _model("PaySheetRow")._default_manager.filter(sheet=OuterRef("pk")).order_by().values("sheet")
        paid = rows.filter(entry__isnull=False, entry__reversed_by__isnull=True)

        def number(of: models.QuerySet[Any]) -> Coalesce:
            return Coalesce(Subquery(of.annotate(n=Count("pk")).values("n")), 0, output_field=models.IntegerField())

        def total(of: models.QuerySet[Any]) -> Coalesce:
            return Coalesce(
                Subquery(of.annotate(n=Sum("amount")).values("n")), 0, output_field=models.BigIntegerField()
            )

        return self.annotate(suats=number(rows), paid_suats=number(paid), total=total(rows), paid_total=total(paid))


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(fund__unit__in=user.units_kept(Role.FUND_OFFICER))

    def waiting(self) -> Self:
        return self.filter(outcome="")


def _entries() -> EntryQuerySet:
    """The ledger's lines, for subqueries of models that are defined before it."""
    return _model("Entry")._default_manager.all()  # type: ignore[return-value]


def _name_of(unit: str, when: Q) -> Subquery:
    versions: models.QuerySet[UnitVersion] = apps.get_model("units", "UnitVersion")._default_manager.all()
    return Subquery(versions.filter(when, unit=OuterRef(unit)).order_by("-valid_from").values("name")[:1])


def _consents(party: Party) -> ConsentQuerySet:
    consents: ConsentQuerySet = _model("Consent")._default_manager.all()  # type: ignore[assignment]
    return consents.in_force().filter(recipient=OuterRef("pk"), party=party)


def _model(name: str) -> type[models.Model]:
    return apps.get_model("awards", name)
