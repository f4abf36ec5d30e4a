"""Any order of mergers, divisions, renamings and undoings: nobody is lost, doubled, or kept where nothing is."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate
from awards.titles.workflow.rehome import rehome
from hocTap.lib.refusals import Refused
from tests.communities.factories import DAY, Commune, change, make_commune, make_households, now, rename
from units.communities import workflow
from units.communities.enums import CommunityAct
from units.communities.reading import still_standing
from units.models import ChangeLink, CommunityStep, UnitVersion
from units.succession import answers_for

pytestmark = pytest.mark.django_db

H = TitleKind.HOUSEHOLD
ONE_DAY = dt.timedelta(days=1)
ACTS = st.lists(
    st.tuples(st.sampled_from(["merge", "merge new", "split", "rename", "undo", "end"]), st.integers(0, 5)),
    min_size=1,
    max_size=7,
)


def act(commune: Commune, what: str, pick: int, day: dt.date, number: int) -> None:
    """One act on the day, on communities chosen by a number; what cannot be is refused and changes nothing."""
    names = [version.name for version in still_standing(commune.ward)]
    for version in still_standing(commune.ward):
        commune.places[version.name] = version.unit
    one, two = names[pick % len(names)], names[(pick + 1) % len(names)]
    match what:
        case "merge":
            change(commune, CommunityAct.MERGE, [one, two], one, on=day)
        case "merge new":
            change(commune, CommunityAct.MERGE, [one, two], f"Khu phố {100 + number}", on=day)
        case "split":
            divide(commune, one, f"Khu phố {200 + number}", f"Khu phố {300 + number}", day)
        case "rename":
            rename(commune, {one: f"Khu phố {400 + number}"}, on=day)
        case "end":
            change(commune, CommunityAct.END, [one], on=day)
        case "undo":
            steps = CommunityStep.objects.filter(undone_at__isnull=True, event__isnull=False).order_by("-pk")
            if steps:
                workflow.undo(steps[pick % len(steps)], "Thử", by=commune.officer, at=now())


def divide(commune: Commune, old: str, first: str, second: str, day: dt.date) -> None:
    """Divided, and its holders given to the two by turns."""
    unit = commune[old]
    change(commune, CommunityAct.SPLIT, [old], first, second, on=day)
    heirs = [commune[first].pk, commune[second].pk]
    holders = Candidate.objects.filter(community=unit).order_by("pk").values_list("pk", flat=True)
    places = {pk: Locality(commune.ward.pk, heirs[place % 2]) for place, pk in enumerate(holders)}
    rehome(places, on=day, reason="Chia", by=commune.officer, at=now())


def counted(commune: Commune, day: dt.date) -> dict[int, int]:
    found = holders_on(day, H, {commune.ward.pk})
    return {place.community_id or 0: number for place, number in found.items() if number}


def standing(commune: Commune, day: dt.date) -> dict[int, str]:
    return dict(UnitVersion.objects.on(day).filter(parent=commune.ward).values_list("unit", "name"))


FEW = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@FEW
@given(acts=ACTS)
def test_every_household_is_under_one_standing_community_on_every_day(acts: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        play(acts)
        transaction.set_rollback(True)


def play(acts: list[tuple[str, int]]) -> None:
    commune = make_commune("Khu phố 1", "Khu phố 2", "Khu phố 3")
    total = sum(len(make_households(commune, place, 2)) for place in ("Khu phố 1", "Khu phố 2", "Khu phố 3"))
    days = [DAY + number * ONE_DAY for number in range(len(acts))]

    for number, ((what, pick), day) in enumerate(zip(acts, days, strict=True)):
        try:
            act(commune, what, pick, day, number)
        except Refused:
            continue

    for day in [DAY - ONE_DAY, *days]:
        names, found = standing(commune, day), counted(commune, day)
        assert sum(found.values()) == total
        assert found.keys() <= names.keys()
        assert len(set(names.values())) == len(names)
    _follow_the_links(commune, days)


def _follow_the_links(commune: Commune, days: list[dt.date]) -> None:
    """What became of each community is known from the links: those that ended with a successor have one standing."""
    for _, day in pairwise([DAY, *days]):
        gone = set(ChangeLink.objects.filter(event__effective_on=day, whole=True).values_list("predecessor", flat=True))
        answers = answers_for(gone, day)
        assert all(answers[unit].units for unit in gone)


@FEW
@given(acts=ACTS)
def test_undone_from_the_last_to_the_first_all_is_as_it_was(acts: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        there_and_back(acts)
        transaction.set_rollback(True)


def there_and_back(acts: list[tuple[str, int]]) -> None:
    commune = make_commune("Khu phố 1", "Khu phố 2", "Khu phố 3")
    for place in ("Khu phố 1", "Khu phố 2", "Khu phố 3"):
        make_households(commune, place, 2)
    versions = list(UnitVersion.objects.order_by("pk").values_list("pk", "name", "valid_to"))
    holders = list(Candidate.objects.order_by("pk").values_list("pk", "community"))
    for number, (what, pick) in enumerate(acts):
        try:
            act(commune, what, pick, DAY + number * ONE_DAY, number)
        except Refused:
            continue

    for step in CommunityStep.objects.filter(undone_at__isnull=True, event__isnull=False).order_by("-pk"):
        workflow.undo(step, "Thử", by=commune.officer, at=now())

    assert list(UnitVersion.objects.order_by("pk").values_list("pk", "name", "valid_to")) == versions
    assert list(Candidate.objects.order_by("pk").values_list("pk", "community")) == holders
    assert not ChangeLink.objects.exists()
