"""The register of titles of Quận 11: made up, labelled; 2020 is equal ward by ward to the illustrative figures.

The year after is under way in one ward, by the steps that people take: officer and approver have something to do.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from awards.titles.criteria import as_rules, set_for
from awards.titles.enums import ManagingLevel
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, Nomination
from awards.titles.workflow import (
    Meeting,
    Paper,
    Signature,
    Votes,
    appraise,
    assess_all,
    propose,
    record_vote,
    register_all,
)
from awards.titles.workflow.candidates import record_all
from reports.demo.figures import LAST, WARDS, figures, share_out
from reports.demo.past_titles import Entry, PastYear, Stage, answers_at, take_over
from units.enums import UnitKind
from units.models import Unit, UnitVersion, User
from units.workflow import write_versions

YEAR = LAST
SINCE = dt.date(2012, 1, 1)
WRITTEN = dt.date(YEAR, 1, 15)
UNDER_WAY = 5
"""The ward whose next year is under way."""
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Lâm")
MIDDLE_NAMES = ("Văn", "Thị", "Hữu", "Ngọc", "Thanh", "Minh", "Quốc", "Kim")
ORGANISATIONS = ("Trường Tiểu học", "Trường Trung học cơ sở", "Trường Mầm non", "Trạm Y tế", "Công ty")
PASSING = (84, 86, 88, 91, 94)
FAILING = (62, 68, 74)


def load(people: Mapping[str, User], district: str) -> None:
    """Add the khu phố, the candidates and the decided year of every ward that has none yet."""
    wards = {number: f"{district}-p{number}" for number in range(1, WARDS + 1)}
    known = {unit.key: unit for unit in Unit.objects.filter(key__in=wards.values())}
    # By the files of the year: holders may have gone to the wards of today since.
    done = set(Nomination.objects.filter(ward__in=known.values()).order_by().values_list("ward", flat=True).distinct())
    missing = {number: known[key] for number, key in wards.items() if known[key].pk not in done}
    if not missing:
        return
    communities = _found_communities(missing)
    for number, ward in missing.items():
        _load_ward(number, ward, communities[number], people[f"phuong{number}"], people["xetduyet"])


@transaction.atomic
def _found_communities(wards: Mapping[int, Unit]) -> dict[int, list[Unit]]:
    """Khu phố 1 … n of each ward, standing as long as their ward did."""
    spans: dict[int, list[UnitVersion]] = {}
    for version in UnitVersion.objects.filter(unit__in=wards.values()).order_by("valid_from"):
        spans.setdefault(version.unit_id, []).append(version)
    found: dict[int, list[Unit]] = {}
    versions = []
    for number, ward in wards.items():
        count = figures()[number, YEAR]["community-total"]
        keys = [f"{ward.key}-kp{place}" for place in range(1, count + 1)]
        there = {unit.key: unit for unit in Unit.objects.filter(key__in=keys)}
        for place, key in enumerate(keys, start=1):
            if key not in there:
                there[key] = Unit.objects.create(key=key)
                versions.append(_community(there[key], f"Khu phố {place}", ward, spans[ward.pk]))
        found[number] = [there[key] for key in keys]
    write_versions(versions)
    return found


def _community(unit: Unit, name: str, ward: Unit, span: Sequence[UnitVersion]) -> UnitVersion:
    made = UnitVersion(unit=unit, name=name, kind=UnitKind.COMMUNITY, parent=ward)
    made.valid_from, made.valid_to, made.start_unknown = span[0].valid_from, span[-1].valid_to, True
    made.source = "minh họa"
    return made


@transaction.atomic
def _load_ward(number: int, ward: Unit, communities: Sequence[Unit], officer: User, approver: User) -> None:
    draw = random.Random(number * 10_000 + YEAR)  # noqa: S311 - illustrative data, not secrets
    cell = figures()[number, YEAR]
    made = {
        TitleKind.HOUSEHOLD: _households(number, ward, communities, cell, draw),
        TitleKind.CLAN: [
            _candidate(TitleKind.CLAN, ward, f"Dòng họ {FAMILY_NAMES[(number + n) % len(FAMILY_NAMES)]} Minh Họa {n}")
            for n in range(1, cell["clan-total"] + 1)
        ],
        TitleKind.ORGANISATION: [_organisation(ward, number, n) for n in range(1, cell["organisation-total"] + 1)],
        TitleKind.COMMUNITY: [
            _candidate(TitleKind.COMMUNITY, ward, f"Khu phố {n}", community=unit)
            for n, unit in enumerate(communities, start=1)
        ],
    }
    everyone = [candidate for group in made.values() for candidate in group]
    record_all(everyone, by=officer, at=_moment(WRITTEN))
    for place, (kind, candidates) in enumerate(made.items(), start=1):
        if candidates and _registered(cell, kind):
            past = _past(ward, kind, officer, approver, place)
            take_over(past, _entries(candidates, kind, cell, draw))
    if number == UNDER_WAY:
        _begin_next_year(ward, communities[:2], made[TitleKind.HOUSEHOLD], officer)


def _begin_next_year(ward: Unit, communities: Sequence[Unit], households: Sequence[Candidate], officer: User) -> None:
    """One khu phố is proposed and waits to be recognised; the other has some scored, some only registered."""
    year = YEAR + 1
    rules = as_rules(set_for(TitleKind.HOUSEHOLD, year, ward.pk))

    def some(unit: Unit, number: int) -> list[Nomination]:
        chosen = [each for each in households if each.community_id == unit.pk][:number]
        return register_all(chosen, year, by=officer, at=_moment(dt.date(year, 2, 10)))

    scored, proposed = some(communities[0], 30), some(communities[-1], 40)
    rated = [*scored[:20], *proposed]
    answers = {row.pk: answers_at(rules, PASSING[place % len(PASSING)]) for place, row in enumerate(rated)}
    assess_all(answers, by=officer, at=_moment(dt.date(year, 8, 2)))
    met = dt.date(year, 8, 12)
    meeting = Meeting(
        Locality(ward.pk, communities[-1].pk), TitleKind.HOUSEHOLD, year, met, present=60, chair="Chủ tọa minh họa"
    )
    votes = {row.pk: Votes(60 - place % 4, place % 4) for place, row in enumerate(proposed)}
    record_vote(meeting, votes, by=officer, at=_moment(met))
    pks = list(votes)
    appraise(pks, by=officer, at=_moment(dt.date(year, 8, 20)))
    propose(pks, Paper(201, dt.date(year, 9, 1)), by=officer, at=_moment(dt.date(year, 9, 1)))


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def _past(ward: Unit, kind: TitleKind, officer: User, approver: User, place: int) -> PastYear:
    """The days follow the year's calendar; households come first, since others are judged by their share."""
    return PastYear(
        ward=ward,
        kind=kind,
        year=YEAR,
        officer=officer,
        approver=approver,
        registered_on=dt.date(YEAR, 2, 10),
        met_on=dt.date(YEAR, 8, 10 + place),
        proposal=Paper(200 + place, dt.date(YEAR, 9, 1)),
        signature=Signature(300 + place, dt.date(YEAR, 9, 14 + place), "Người ký minh họa"),
    )


def _registered(cell: Mapping[str, int], kind: TitleKind) -> int:
    return cell[f"{kind}-registered-new"] + cell[f"{kind}-registered-again"]


def _entries(
    candidates: Sequence[Candidate], kind: TitleKind, cell: Mapping[str, int], draw: random.Random
) -> list[Entry]:
    """Registered, assessed and recognised as many as the figures say, spread over the khu phố by chance."""
    registered, assessed = _registered(cell, kind), cell[f"{kind}-assessed"]
    recognised, again = cell[f"{kind}-recognised"], cell[f"{kind}-registered-again"]
    chosen = draw.sample(list(candidates), registered)
    return [
        _entry(candidate, place, assessed, recognised, place < again, draw) for place, candidate in enumerate(chosen)
    ]


def _entry(candidate: Candidate, place: int, assessed: int, recognised: int, again: bool, draw: random.Random) -> Entry:
    if place < recognised:
        return Entry(candidate, Stage.RECOGNISED, again, draw.choice(PASSING))
    stage = Stage.ASSESSED if place < assessed else Stage.REGISTERED
    return Entry(candidate, stage, again, draw.choice(FAILING))


def _candidate(
    kind: TitleKind, ward: Unit, name: str, *, address: str = "", community: Unit | None = None
) -> Candidate:
    made = Candidate(kind=kind, ward=ward, community=community, name=name, address=address)
    made.known_since, made.illustrative = SINCE, True
    return made


def _organisation(ward: Unit, number: int, n: int) -> Candidate:
    made = _candidate(TitleKind.ORGANISATION, ward, f"{ORGANISATIONS[n % len(ORGANISATIONS)]} Minh Họa {number}.{n}")
    made.managing_level = ManagingLevel.WARD
    return made


def _households(
    number: int, ward: Unit, communities: Sequence[Unit], cell: Mapping[str, int], draw: random.Random
) -> list[Candidate]:
    """Plainly invented heads and addresses; the members sum to the ward's figure."""
    total, persons = cell["household-total"], cell["household-persons"]
    sizes = share_out(total, [draw.uniform(0.8, 1.2) for _ in communities])
    each, more = divmod(persons, total)
    made: list[Candidate] = []
    for unit, size in zip(communities, sizes, strict=True):
        for _ in range(size):
            n = len(made) + 1
            name = f"{draw.choice(FAMILY_NAMES)} {draw.choice(MIDDLE_NAMES)} Minh Họa {n}"
            address = f"{n} đường Minh Họa {1 + n % 9}, Phường {number}"
            household = _candidate(TitleKind.HOUSEHOLD, ward, name, address=address, community=unit)
            _fill(household, each + (n <= more), draw)
            made.append(household)
    return made


def _fill(household: Candidate, people: int, draw: random.Random) -> None:
    """One child of school age and two adults at least, the others of any age."""
    bands = {"under_6": 0, "aged_6_to_18": 1, "aged_19_to_60": people - 1 if people < 3 else 2, "over_60": 0}
    for _ in range(people - sum(bands.values())):
        bands[draw.choice(list(bands))] += 1
    for name, size in bands.items():
        setattr(household, name, size)
