"""Loads the catalogue of fixtures/reference: adds what is missing, never writes over what an administrator edited."""

import csv
import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from indicators.enums import Side
from indicators.models import Check, CheckTerm, Form, Framework, Indicator, Line, Measure, Section, Target

FOLDER = settings.BASE_DIR / "fixtures" / "reference"


@transaction.atomic
def load() -> None:
    """Measures, indicators, forms with their checks, and targets; safe to run again."""
    catalogue = json.loads((FOLDER / "measures.json").read_text(encoding="utf-8"))
    for row in catalogue["measures"]:
        Measure.objects.get_or_create(code=row.pop("code"), defaults=row)
    measures = {measure.code: measure for measure in Measure.objects.all()}
    load_indicators(catalogue["indicators"], measures)
    for row in json.loads((FOLDER / "forms.json").read_text(encoding="utf-8")):
        load_form(row, measures)
    for name, take in (("frameworks.csv", load_frameworks), ("targets.csv", load_targets)):
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            take(csv.DictReader(file))


def load_indicators(rows: Iterable[dict[str, Any]], measures: dict[str, Measure]) -> None:
    """Shares, counts and levels; one that is nearly another, over another base, names it once both are there."""
    near: dict[str, str] = {}
    for row in rows:
        code, close = row.pop("code"), row.pop("near", "")
        base = measures[row["base"]] if row["base"] else None
        facts = row | {"numerator": measures[row["numerator"]], "base": base}
        _, created = Indicator.objects.get_or_create(code=code, defaults=facts)
        if created and close:
            near[code] = close
    for code, close in near.items():
        Indicator.objects.filter(code=code).update(near=Indicator.objects.get(code=close))


def load_form(row: dict[str, Any], measures: dict[str, Measure]) -> None:
    """One version of a form, whole or not at all: a version in use is never changed under the officers."""
    sections, checks = row.pop("sections"), row.pop("checks")
    form, created = Form.objects.get_or_create(code=row.pop("code"), version=row.pop("version"), defaults=row)
    if not created:
        return
    for place, part in enumerate(sections, start=1):
        section = Section.objects.create(form=form, ordinal=place, title=part["title"])
        Line.objects.bulk_create(
            Line(section=section, ordinal=n, **(line | {"measure": measures[line["measure"]]}))
            for n, line in enumerate(part["lines"], start=1)
        )
    for check_row in checks:
        load_check(form, dict(check_row), measures)


def load_check(form: Form, row: dict[str, Any], measures: dict[str, Measure]) -> None:
    """A check with the measures of its two sides, in the order given."""
    sides = {Side.LEFT: row.pop("left"), Side.RIGHT: row.pop("right")}
    thresholds = {name: Decimal(row[name]) for name in ("low", "high") if row[name] is not None}
    check = Check.objects.create(form=form, **(row | thresholds))
    CheckTerm.objects.bulk_create(
        CheckTerm(check_ref=check, side=side, ordinal=n, measure=measures[code])
        for side, codes in sides.items()
        for n, code in enumerate(codes)
    )


def load_frameworks(rows: Iterable[dict[str, str]]) -> None:
    """The documents that set targets, each after the one that it replaces; facts that lack are put in."""
    for row in rows:
        former = Framework.objects.filter(code=row["replaces"]).first() if row["replaces"] else None
        facts = row | {"issued_on": dt.date.fromisoformat(row["issued_on"]), "replaces": former}
        framework, created = Framework.objects.get_or_create(code=row["code"], defaults=facts)
        if not created and framework.issued_on is None:
            for name in ("title", "issued_on", "level", "place", "replaces"):
                setattr(framework, name, facts[name])
            framework.save(update_fields=["title", "issued_on", "level", "place", "replaces"])


def load_targets(rows: Iterable[dict[str, str]]) -> None:
    """What each document asks for; linked to an indicator where ours measures the same thing over the same base.

    A target kept before its indicator was in the catalogue is linked when that comes, unless another has its place.
    """
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    frameworks = {framework.code: framework for framework in Framework.objects.all()}
    for row in rows:
        key: dict[str, Any] = {name: row[name] for name in ("scope", "label", "base_label")}
        key |= {"year": int(row["year"]), "framework": frameworks[row["framework"]]}
        indicator = indicators[row["indicator"]] if row["indicator"] else None
        same = Target.objects.filter(framework=key["framework"], scope=key["scope"], year=key["year"])
        if indicator and same.filter(indicator=indicator).exists():
            continue
        facts = {name: row[name] for name in ("kind", "unit_name", "wording", "verified", "source")}
        numbers = {name: Decimal(row[name]) if row[name] else None for name in ("minimum", "maximum")}
        base_year = int(row["base_year"]) if row["base_year"] else None
        more = numbers | {"indicator": indicator, "base_year": base_year}
        target, created = Target.objects.get_or_create(**key, defaults=facts | more)
        if not created and indicator and target.indicator is None:
            target.indicator = indicator
            target.wording = target.wording or row["wording"]
            target.save(update_fields=["indicator", "wording"])
