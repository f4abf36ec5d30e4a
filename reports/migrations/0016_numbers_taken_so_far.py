"""Numbers that papers bear already stand in one series now; one that stood twice keeps both, the later one marked."""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from django.db import migrations
from django.db.models import F, Q


class Number(NamedTuple):
    """A number as it stands on a paper, as it was asked for when this migration was written."""

    unit: int
    symbol: str
    number: int
    day: dt.date


def series_of(symbol: str) -> str:
    """The symbol as it told series apart then: without marks and blanks, in small letters."""
    bare = unicodedata.normalize('NFD', symbol.lower().replace('đ', 'd'))
    plain = ''.join(letter for letter in bare if not unicodedata.combining(letter))
    return ''.join(unicodedata.normalize('NFC', plain).split())[:40]


def borne(apps) -> Iterator[tuple[Number, str, int]]:
    """Every number of a paper that stands: of which unit, symbol and day, and of which row."""
    of = {name: apps.get_model(app, name).objects for app, name in MODELS}
    for row in of['Decision'].exclude(number=None).exclude(signed_on=None):
        yield Number(row.agency_id, row.symbol, row.number, row.signed_on), 'titles-decision', row.pk
    for row in of['Proposal'].filter(recalled_at=None):
        yield Number(row.ward_id, row.symbol, row.number, row.proposed_on), 'titles-proposal', row.pk
    own = Q(unit__versions__valid_to=None) | Q(unit__versions__valid_to__gte=F('decided_on'))
    commended = of['CommendationDecision'].filter(
        own, voiding=None, unit__versions__valid_from__lte=F('decided_on'), unit__versions__kind=F('kind__level')
    )
    for row in commended.select_related('kind').distinct():
        yield Number(row.unit_id, row.kind.symbol, row.number, row.decided_on), 'commendation', row.pk
    for row in of['Report'].exclude(number=None).defer('document'):
        yield Number(row.issuer_id or row.unit_id, row.symbol, row.number, row.issued_on), 'report', row.pk
    papers = of['Document'].filter(kind__in=['sheet', 'commendation-proposal']).exclude(number=None)
    for row in papers.defer('content'):
        yield Number(row.unit_id, row.symbol, row.number, row.issued_on), 'paper', row.pk


MODELS = (
    ('awards', 'Decision'),
    ('awards', 'Proposal'),
    ('awards', 'CommendationDecision'),
    ('reports', 'Report'),
    ('reports', 'Document'),
)


def take_all(apps, schema_editor) -> None:
    PaperNumber = apps.get_model('units', 'PaperNumber')
    taken, rows = set(), []
    for given, kind, paper in sorted(borne(apps), key=lambda each: (each[0].day, each[1], each[2])):
        unit, symbol, number, day = given
        key = (unit, series_of(symbol), day.year, number)
        rows.append(
            PaperNumber(
                unit_id=unit, symbol=key[1], year=day.year, number=number, day=day, kind=kind, paper=paper,
                doubled=key in taken,
            )
        )
        taken.add(key)
    PaperNumber.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0015_awaited_prints'),
        ('awards', '0049_holders_found_in_indexes'),
        ('units', '0041_numbers_of_papers'),
    ]

    operations = [migrations.RunPython(take_all, migrations.RunPython.noop, elidable=False)]
