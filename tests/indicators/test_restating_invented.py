"""The command's own way, through the database, on invented maps: the same as counting household by household."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import restating
from indicators.enums import Nature, PeriodKind, Quality, State
from indicators.models import Form, Line, Measure, Period, Section, Submission, Value
from indicators.restating import data
from tests.factories import make_unit, make_user
from tests.indicators.maps import YEARS, World, by_every_way, end_of, forebears, true_count, worlds
from units import workflow
from units.enums import ChangeKind, UnitKind
from units.models import ChangeEvent, ChangeLink, Unit, UnitVersion
from units.rules import OPEN, Span
from units.rules.succession import Link

pytestmark = pytest.mark.django_db
CODE = "ho"
SOME = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(world: World, weights: dict[int, int]) -> dict[int, Unit]:
    """The map and its figures in the database: names change, codes are used again, a district lies over all."""
    district = make_unit("Quận Thử", UnitKind.DISTRICT)
    units = {number: Unit.objects.create(key=f"w-{number}") for number in sorted(world.stood)}
    versions = []
    for number, spans in world.stood.items():
        for place, span in enumerate(sorted(spans)):
            version = UnitVersion(
                unit=units[number], name=f"Phường {number}.{place}", kind=UnitKind.WARD, parent=district
            )
            version.valid_from, version.valid_to = span.first, None if span.last == OPEN else span.last
            version.code = f"{number:05}" if place else ""
            versions.append(version)
    workflow.write_versions(versions)
    for day in sorted({link.on for link in world.links}):
        event = ChangeEvent.objects.create(kind=ChangeKind.PART, effective_on=day, decision="Nghị quyết")
        for link in world.links:
            if link.on == day:
                row = ChangeLink(event=event, predecessor=units[link.old], successor=units[link.new], whole=link.whole)
                if link.share is not None:
                    row.share_numerator, row.share_denominator = link.share.numerator, link.share.denominator
                row.save()
    figures(world, units, weights)
    return units


def figures(world: World, units: dict[int, Unit], weights: dict[int, int]) -> None:
    officer, office, now = make_user("nhap"), make_user("duyet"), timezone.now()
    form = Form.objects.create(
        code="b", title="B", period_kind=PeriodKind.CALENDAR_YEAR, valid_from=dt.date(2010, 1, 1)
    )
    measure = Measure.objects.create(code=CODE, label="Hộ", unit_name="hộ", nature=Nature.STOCK)
    Line.objects.create(section=Section.objects.create(form=form, ordinal=1, title="I"), ordinal=1, measure=measure)
    for year in YEARS:
        first, last = dt.date(year, 1, 1), end_of(year)
        days = {"starts_on": first, "ends_on": last, "opens_on": first, "due_on": last}
        period = Period.objects.create(kind=PeriodKind.CALENDAR_YEAR, year=year, label=f"Năm {year}", **days)
        for number in world.units(year):
            as_then = units[number].on(last)
            assert as_then
            sheet = Submission.objects.create(
                unit=units[number], unit_as=as_then, form=form, period=period, started_by=officer
            )
            counted = sum(weights[household] for household, at in world.homes[year].items() if at == number)
            Value.objects.create(submission=sheet, measure=measure, number=counted, updated_by=officer, updated_at=now)
    signed = {"submitted_by": officer, "submitted_at": now, "approved_by": office, "approved_at": now}
    Submission.objects.update(state=State.APPROVED, **signed)


@st.composite
def questions(draw: st.DrawFn, published: bool | None) -> tuple[World, int, dict[int, int]]:
    world = draw(worlds(published))
    return world, draw(st.sampled_from(YEARS)), {household: draw(st.integers(0, 9)) for household in world.homes[2010]}


def rows_of(units: dict[int, Unit], number: int, on: int) -> dict[int, data.MeasureYear]:
    asked = restating.ask(units[number], end_of(on), YEARS[0], YEARS[-1], [CODE])
    return {row["year"]: row for row in data.rows(restating.build(asked))}


@SOME
@given(questions(published=False))
def test_no_household_is_lost_or_doubled_where_nothing_was_published(asked: tuple[World, int, dict[int, int]]) -> None:
    world, on, weights = asked
    with transaction.atomic():
        units = written(world, weights)
        for number in world.units(on):
            for year, row in rows_of(units, number, on).items():
                truth = true_count(world, {number}, on, year, weights)
                assert row["low"] is None or row["low"] <= truth
                assert row["high"] is None or truth <= row["high"]
                assert row["value"] in (None, truth)
        transaction.set_rollback(True)


@SOME
@given(questions(published=None))
def test_bounds_are_those_of_every_way(asked: tuple[World, int, dict[int, int]]) -> None:
    """Of each unit that counted: the least and the most that may lie in the target, rounded by less than a household
    for each piece.
    """
    world, on, weights = asked
    with transaction.atomic():
        units = written(world, weights)
        for number in world.units(on):
            rows = rows_of(units, number, on)
            for year, row in rows.items():
                low, high, pieces = bounds(world, number, on, year, weights)
                if row["quality"] != Quality.UNKNOWN and row["low"] is not None and row["high"] is not None:
                    assert abs(row["low"] - low) <= pieces
                    assert abs(row["high"] - high) <= pieces
                    assert row["low"] <= row["high"]
        transaction.set_rollback(True)


def bounds(world: World, target: int, on: int, year: int, weights: dict[int, int]) -> tuple[Fraction, Fraction, int]:
    """The bounds by every way in which the unpublished may have been, and by how much whole numbers may differ."""
    low, high, pieces = Fraction(0), Fraction(0), 0
    for unit in world.units(year):
        counted = sum(weights[household] for household, at in world.homes[year].items() if at == unit)
        if year <= on:
            least, most = by_every_way(world, unit, year, on, {target})
        else:
            before = forebears(world, unit, year, on)
            least, most = Fraction(before == {target}), Fraction(target in before)
        low, high = low + counted * least, high + counted * most
        pieces += 4 * (least not in (0, 1) or most not in (0, 1))
    return low, high, pieces


@SOME
@given(questions(published=True))
def test_the_wards_of_any_map_hold_what_was_counted(asked: tuple[World, int, dict[int, int]]) -> None:
    world, on, weights = asked
    with transaction.atomic():
        units = written(world, weights)
        sums = dict.fromkeys(YEARS, 0)
        for number in world.units(on):
            for year, row in rows_of(units, number, on).items():
                sums[year] += row["value"] or 0
        district = Unit.objects.get(versions__name="Quận Thử")
        asked_of = restating.ask(district, end_of(on), YEARS[0], YEARS[-1], [CODE])
        whole = {row["year"]: row["value"] for row in data.rows(restating.build(asked_of))}
        everything = sum(weights.values())
        assert {year: total for year, total in sums.items() if year <= on} == {
            year: everything for year in YEARS if year <= on
        }
        assert set(whole.values()) == {everything}
        transaction.set_rollback(True)


def test_unit_founded_anew_from_others_ground_is_no_doubt_of_its_giver_of_once() -> None:
    """Unit 1 went to 4; later 2 and 4 were divided between 3 and a new 1. Nothing of that was ever of 3."""
    parts = [(dt.date(2022, 1, 1), old, new) for old, new in ((2, 1), (2, 3), (4, 1), (4, 3))]
    world = World(links=[Link(dt.date(2015, 1, 1), 1, 4), *[Link(*each, whole=False) for each in parts]])
    begun, over = dt.date(2004, 1, 1), dt.date(2021, 12, 31)
    world.stood |= {1: [Span(begun, dt.date(2014, 12, 31)), Span(dt.date(2022, 1, 1), OPEN)], 3: [Span(begun, OPEN)]}
    world.stood |= {unit: [Span(begun, over)] for unit in (2, 4)}
    for year in YEARS:
        world.homes[year] = {0: 2 if year < 2022 else 1}

    rows = rows_of(written(world, {0: 7}), 3, 2010)

    assert {(row["quality"], row["value"]) for row in rows.values()} == {(Quality.EXACT, 0)}
