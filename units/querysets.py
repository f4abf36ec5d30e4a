"""Questions about units, asked for a day and for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from hocTap.lib.prepared import Prepared
from hocTap.lib.searching import as_typed, with_marks
from units import looking, rules
from units.enums import Role, UnitKind

if TYPE_CHECKING:
    from units.models import (  # noqa: F401
        CentreAuthority,
        CentrePause,
        CentreService,
        ChangeLink,
        DataBasis,
        DataBreach,
        EvaluationSet,
        Heritage,
        LearningCentre,
        Lineage,
        PersonRequest,
        Post,
        Unit,
        UnitVersion,
        User,
    )


def standing(day: dt.date | F | OuterRef, prefix: str = "") -> Q:
    """The condition that a dated row holds on the day (both ends included; an open end holds on)."""
    open_end = Q(**{f"{prefix}valid_to__isnull": True})
    return Q(**{f"{prefix}valid_from__lte": day}) & (open_end | Q(**{f"{prefix}valid_to__gte": day}))


def assigned(day: dt.date, prefix: str = "") -> Q:
    """The condition that a ward is a centre's on the day: dated so, its centre founded and not ended."""
    founded = Q(**{f"{prefix}centre__founded_on__isnull": True}) | Q(**{f"{prefix}centre__founded_on__lte": day})
    not_ended = Q(**{f"{prefix}centre__ended_on__isnull": True}) | Q(**{f"{prefix}centre__ended_on__gt": day})
    return standing(day, prefix) & founded & not_ended


def in_service(day: dt.date, prefix: str = "") -> Q:
    """The condition that a centre serves a ward on the day: it is the centre's, which is not suspended."""
    pauses = apps.get_model("units", "CentrePause")._default_manager.filter(standing(day))
    return assigned(day, prefix) & Q(~Exists(pauses.filter(centre=OuterRef(f"{prefix}centre"))))


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: dt.date) -> Self:
        """Units that stood on the day."""
        return self.filter(standing(day, "versions__")).distinct()

    def below(self, unit: Unit, day: dt.date) -> Self:
        """Units under the unit on the day, itself left out."""
        lines = unit.lines_down.filter(standing(day), depth__gt=0)
        return self.filter(pk__in=lines.values("descendant"))

    def matching(self, text: str, kinds: Iterable[str] = ()) -> Self:
        """Units by words of their name, or the code, the closest first: also by who stands above.

        Example: "phuong 4, quan 11", "p4 q11". Names count before codes, names that begin so before others, and units
        that stand today before those that have ended. Of the kinds only, if some are given.
        """
        version = apps.get_model("units", "UnitVersion")._default_manager
        called = version.order_by().filter(named(text))
        hits = (called.filter(kind__in=kinds) if kinds else called).values("unit")
        mine = version.filter(unit=OuterRef("pk")).order_by()
        first, others = looking.meaning(text), looking.other_meanings(text)
        exact = [name for each in (first, *others) for name in each.exact]
        ranks = [
            When(Exists(mine.filter(folded__in=exact)), then=0),
            When(Exists(mine.filter(folded__startswith=first.own)), then=1),
            When(Exists(mine.filter(folded__contains=first.own)), then=2),
        ]
        found = self.filter(pk__in=hits).annotate(rank=Case(*ranks, default=3, output_field=IntegerField()))
        last = mine.order_by("-valid_from")
        over = Exists(mine.filter(valid_to__isnull=True))
        return found.annotate(stands=over, sorted_by=Subquery(last.values("sort_key")[:1])).order_by(
            "rank", "-stands", "sorted_by", "pk"
        )

    def visible_to(self, user: User) -> Self:
        """Units a person may see: those of the posts held today, and all that ever stood under them."""
        if user.is_administrator:
            return self
        return self.filter(Exists(user.lines_in_remit().filter(descendant=OuterRef("pk"))))


def named(text: str, day: dt.date | None = None) -> Q:
    """The condition on a version that a person may mean it by these words; who stands above is asked for the day.

    What the words mean at first sight counts; only where nothing in the country is called so, what else they may mean.
    """
    code = Q(code=text.partition(",")[0].strip())
    plain = _means(looking.meaning(text), text, day, code)
    others = looking.other_meanings(text)
    if not others:
        return plain
    second = Q()
    for each in others:
        second |= _means(each, text, day)
    called_so = apps.get_model("units", "UnitVersion")._default_manager.order_by().filter(plain)
    return plain | (~Q(Exists(called_so)) & second)


def _means(meaning: looking.Meaning, typed: str, day: dt.date | None, code: Q | None = None) -> Q:
    own = Q(folded__contains=meaning.own) & with_marks(typed, among=meaning.own.split())
    found = own | code if code else own
    for part in meaning.above:
        lines = _under_a_named(part, typed).filter(descendant=OuterRef("unit"))
        found &= Q(Exists(lines.filter(standing(day)) if day else lines))
    return found


def _under_a_named(part: str, typed: str) -> models.QuerySet[Any]:
    """Lines that lead down from units with the words in their name; a number is meant whole: "quan 1" not "quan 11"."""
    version = apps.get_model("units", "UnitVersion")._default_manager.order_by()
    if part[-1:].isdecimal():
        called = version.filter(Q(folded__endswith=part) | Q(folded__contains=f"{part} "))
    else:
        called = version.filter(folded__contains=part)
    called = called.filter(with_marks(typed, among=part.split()))
    lines: models.QuerySet[Any] = apps.get_model("units", "Lineage")._default_manager.filter(depth__gt=0)
    return lines.filter(ancestor__in=called.values("unit"))


class UnitVersionQuerySet(models.QuerySet["UnitVersion"]):
    def on(self, day: dt.date) -> Self:
        """The one version of each unit that held on the day."""
        return self.filter(standing(day))

    def of_kind(self, kind: UnitKind) -> Self:
        return self.filter(kind=kind)

    def below(self, unit: Unit, day: dt.date) -> Self:
        """Versions on the day of the units under this unit (itself left out), in the order people list them."""
        lines = unit.lines_down.filter(standing(day), depth__gt=0)
        return self.on(day).filter(unit__in=lines.values("descendant")).order_by("sort_key", "pk")

    def within(self, unit: Unit, day: dt.date) -> Self:
        """Versions on the day of the unit itself and of all below it."""
        return self.on(day).filter(unit__in=unit.lines_down.filter(standing(day)).values("descendant"))

    def with_code(self, code: str, day: dt.date) -> Self:
        """Codes were used again by the state: a code names a unit only together with a day."""
        return self.on(day).filter(code=code)

    def visible_to(self, user: User) -> Self:
        if user.is_administrator:
            return self
        return self.filter(Exists(user.lines_in_remit().filter(descendant=OuterRef("unit"))))

    def last_day(self) -> dt.date | None:
        """The last day on which one of these stood; None when one still does today, or none ever did."""
        if self.order_by().filter(valid_to__isnull=True).exists():
            return None
        last: dt.date | None = self.order_by().aggregate(last=Max("valid_to"))["last"]
        return last if last and last < timezone.localdate() else None

    def tops_for(self, user: User) -> Self:
        """Of the versions that the person sees those whose parent the person does not see: where the tree begins."""
        if user.is_administrator:
            return self.filter(parent__isnull=True)
        seen = apps.get_model("units", "Unit")._default_manager.visible_to(user)
        return self.filter(~Exists(seen.filter(pk=OuterRef("parent"))))

    def under(self, parents: Iterable[int], *, at_most: int) -> Self:
        """Direct children among these versions, for each parent at most so many, in the order people list them."""
        place = Window(RowNumber(), partition_by="parent", order_by=["sort_key", "pk"])
        return self.filter(parent__in=list(parents)).annotate(place=place).filter(place__lte=at_most)

    def counting_children(self, among: Self) -> Self:
        """With `children`: how many of the other versions stand directly under each."""
        children = among.order_by().filter(parent=OuterRef("unit")).values("parent").annotate(number=Count("pk"))
        number = Subquery(children.values("number"), output_field=IntegerField())
        return self.annotate(children=Coalesce(number, 0))

    def children_of(self, parents: Iterable[int]) -> dict[int, int]:
        """How many of these versions stand directly under each of the units, in one query."""
        counted = self.order_by().filter(parent__in=list(parents)).values_list("parent")
        return {parent: number for parent, number in counted.annotate(number=Count("pk")) if parent}

    def matching(self, text: str, day: dt.date | None = None) -> Self:
        """By a part of the name, with or without marks, or by the code; with a comma also by who stands above.

        Example: "phuong 4, quan 11", "p4 q11"; who stands above is asked for the day, if one is given.
        """
        return self.filter(named(text, day))

    def coverage(self, day: dt.date) -> rules.Coverage:
        """Of these wards on the day, how many a learning centre served, and whether any centre is on record."""
        served = Count("pk", distinct=True, filter=in_service(day, "unit__centre_services__"))
        known = Count("pk", distinct=True, filter=Q(unit__centre_services__valid_from__lte=day))
        counts = self.order_by().aggregate(wards=Count("pk", distinct=True), covered=served, known=known)
        return rules.Coverage(counts["covered"], counts["wards"], known=counts["known"] > 0)

    def without_centre(self, day: dt.date) -> Self:
        """Of these wards on the day, those that no learning centre served."""
        served = self.order_by().filter(in_service(day, "unit__centre_services__"))
        return self.exclude(pk__in=served.values("pk"))


class LineageQuerySet(models.QuerySet["Lineage"]):
    def on(self, day: dt.date | F | OuterRef) -> Self:
        return self.filter(standing(day))


class HeritageQuerySet(models.QuerySet["Heritage"]):
    def on(self, day: dt.date) -> Self:
        """Who answers on the day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class ChangeLinkQuerySet(models.QuerySet["ChangeLink"]):
    """Links between units; all that lead on from some units, or to them, are one query however many generations."""

    def leading_from(self, units: models.QuerySet[Any] | Iterable[int], until: dt.date | None = None) -> Self:
        """Links by which the units passed to others up to the day, and these to others later, and so on."""
        return self.filter(pk__in=_chain(units, ("predecessor_id", "successor_id", ">"), until))

    def leading_to(self, units: models.QuerySet[Any] | Iterable[int], until: dt.date | None = None) -> Self:
        """Links by which others passed to the units up to the day, and others earlier to these, and so on."""
        return self.filter(pk__in=_chain(units, ("successor_id", "predecessor_id", "<"), until))


CHAIN = """(WITH RECURSIVE chain(link, unit, took_place) AS (
    SELECT link.id, link.{far}, event.effective_on
      FROM units_changelink link JOIN units_changeevent event ON event.id = link.event_id
     WHERE link.{near} IN (%(subquery)s) AND event.effective_on <= '{until}'
    UNION
    SELECT link.id, link.{far}, event.effective_on
      FROM chain JOIN units_changelink link ON link.{near} = chain.unit
      JOIN units_changeevent event ON event.id = link.event_id
     WHERE event.effective_on {later} chain.took_place AND event.effective_on <= '{until}'
) SELECT link FROM chain)"""
"""Time runs one way, so that links in a circle do not hold the walk up."""


def _chain(units: models.QuerySet[Any] | Iterable[int], way: tuple[str, str, str], until: dt.date | None) -> Subquery:
    near, far, later = way
    last = (until or dt.date.max).isoformat()
    if isinstance(units, models.QuerySet):
        first = units.order_by()
    else:
        first = apps.get_model("units", "Unit")._default_manager.filter(pk__in=list(units)).values("pk")
    return Subquery(first, template=CHAIN.format(near=near, far=far, later=later, until=last))


class PostQuerySet(models.QuerySet["Post"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(standing(day))

    def meeting(self, first: dt.date, last: dt.date | None) -> Self:
        """Posts held on some day from the first to the last (no last day: for ever)."""
        begun = self.filter(valid_from__lte=last) if last else self
        return begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))

    def with_heritage(self) -> Self:
        """A row for each unit whose past the post's unit takes over, some day: `past`, its id, none where none.

        `past_since` and `past_until` say when; `past_whole`: all of it; `past_above`: only as the office over an heir.
        Read with every request, so that the days are compared in Python: a plain join is half as dear to put together.
        """
        facts = {name: F(f"unit__inherits__{name}") for name in ("since", "until", "whole", "above")}
        return self.annotate(past=F("unit__inherits__unit"), **{f"past_{name}": fact for name, fact in facts.items()})


class LearningCentreQuerySet(models.QuerySet["LearningCentre"]):
    def visible_to(self, user: User) -> Self:
        """Centres that serve, or served, a ward in the person's remit, or one that passed, whole or in part, to it.

        The heirs of a ward must take stock of its centre, however often wards changed since.
        """
        if user.is_administrator:
            return self
        seen = user.lines_in_remit().values("descendant")
        links: ChangeLinkQuerySet = apps.get_model("units", "ChangeLink")._default_manager
        before = links.leading_to(seen, timezone.localdate()).order_by().values("predecessor")
        served = self.model._default_manager.filter(Q(services__ward__in=seen) | Q(services__ward__in=before))
        return self.filter(pk__in=served.order_by().values("pk"))

    def serving(self, wards: UnitVersionQuerySet, day: dt.date) -> Self:
        """Centres whose wards on the day are among these; suspended ones too, the list says what they are."""
        served = Q(services__ward__in=wards.order_by().values("unit"))
        return self.filter(pk__in=self.model._default_manager.filter(assigned(day, "services__"), served).values("pk"))

    def awaiting(self, day: dt.date) -> Self:
        """Centres not dissolved that serve no ward any more, because all that they served have ended by the day."""
        serving = self.model._default_manager.filter(assigned(day, "services__"))
        standing_then = serving.filter(standing(day, "services__ward__versions__")).order_by().values("pk")
        return self.filter(ended_on__isnull=True, pk__in=serving.order_by().values("pk")).exclude(pk__in=standing_then)

    def matching(self, text: str) -> Self:
        """By a part of the name, with or without marks."""
        return self.filter(as_typed(text))


class CentreServiceQuerySet(models.QuerySet["CentreService"]):
    def on(self, day: dt.date) -> Self:
        """Services in force on the day, of centres founded by then, not dissolved and not suspended."""
        return self.filter(in_service(day))

    def assigned(self, day: dt.date) -> Self:
        """The same with those of suspended centres: the ward stays the centre's."""
        return self.filter(assigned(day))


class CentrePauseQuerySet(models.QuerySet["CentrePause"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(standing(day))

    def unfinished(self) -> Self:
        return self.filter(valid_to__isnull=True)


class EvaluationSetQuerySet(models.QuerySet["EvaluationSet"]):
    def in_year(self, school_year: int) -> EvaluationSet | None:
        """The scoring sheet of a school year (by the year in which it begins); the newest where two hold."""
        begun = self.filter(first_year__lte=school_year)
        holding = begun.filter(Q(last_year__isnull=True) | Q(last_year__gte=school_year))
        return holding.order_by("first_year", "pk").last()


class UserManager(DjangoUserManager["User"]):
    def create_user(self, username: str, email: str | None = None, password: str | None = None, **extra: Any) -> User:
        """A person who can log in; what they may do comes from their posts."""
        return super().create_user(username, email, password, **extra)

    def get(self, *args: Any, **asked: Any) -> User:
        """The one person asked for. By id alone, as every page asks who comes, the SQL is made once."""
        if args or asked.keys() != {"pk"} or type(asked["pk"]) is not int:
            return super().get(*args, **asked)
        found: User | None = next(PERSON.rows(asked["pk"]), None)
        if found is None:
            raise self.model.DoesNotExist
        return found


PERSON = Prepared(lambda pk: apps.get_model("units", "User")._default_manager.filter(pk=pk))


class CentreAuthorityQuerySet(models.QuerySet["CentreAuthority"]):
    def on(self, day: dt.date) -> Self:
        """Whose decision it takes on the day."""
        return self.filter(standing(day))


class DataBreachQuerySet(models.QuerySet["DataBreach"]):
    def visible_to(self, user: User) -> Self:
        """Breaches of the units that the person's office is in charge of; administrators see all."""
        if user.is_administrator:
            return self
        return self.filter(Exists(user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=OuterRef("unit"))))

    def waiting(self) -> Self:
        """Those of which the notice was neither sent nor found not to be due."""
        return self.filter(outcome="")


class PersonRequestQuerySet(models.QuerySet["PersonRequest"]):
    def visible_to(self, user: User) -> Self:
        """Requests about records of units whose books the person keeps or is in charge of; administrators see all."""
        if user.is_administrator:
            return self
        charge = Exists(user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=OuterRef("unit")))
        return self.filter(Q(unit__in=user.units_kept(Role.WARD_OFFICER, Role.FUND_OFFICER)) | charge)

    def waiting(self) -> Self:
        """Those that were not answered."""
        return self.filter(outcome="")


class DataBasisQuerySet(models.QuerySet["DataBasis"]):
    def visible_to(self, user: User) -> Self:
        """Bases of units whose books the person keeps or is in charge of; administrators see all."""
        if user.is_administrator:
            return self
        charge = Exists(user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=OuterRef("unit")))
        return self.filter(Q(unit__in=user.units_kept(Role.WARD_OFFICER, Role.FUND_OFFICER)) | charge)

    def on(self, day: dt.date) -> Self:
        """Those that hold on the day."""
        return self.filter(standing(day))


class CentreRecordQuerySet(models.QuerySet[Any]):
    """Rows of the centres' books: classes, terms, facilities, money, self-evaluations."""

    def kept(self) -> Self:
        """Rows that were not voided."""
        return self.filter(voided_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Rows for wards in the person's remit, and those of centres that the person may see."""
        if user.is_administrator:
            return self
        return self.filter(Exists(user.lines_in_remit().filter(descendant=OuterRef("ward"))))
