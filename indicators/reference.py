"""Loads the catalogue of fixtures/reference: adds what is missing, never writes over what an administrator edited."""

import csv
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from indicators.enums import Side
from indicators.models import Check, CheckTerm, Form, Indicator, Line, Measure, Section, Target

FOLDER = settings.BASE_DIR / "fixtures" / "reference"


@transaction.atomic
def load() -> None:
    """Measures, indicators, forms with their checks, and targets; safe to run again."""
    catalogue = json.loads((FOLDER / "measures.json").read_text(encoding="utf-8"))
    for row in catalogue["measures"]:
        Measure.objects.get_or_create(code=row.pop("code"), defaults=row)
    measures = {measure.code: measure for measure in Measure.objects.all()}
    for row in catalogue["indicators"]:
        row |= {"numerator": measures[row["numerator"]], "base": measures[row["base"]]}
        Indicator.objects.get_or_create(code=row.pop("code"), defaults=row)
    for row in json.loads((FOLDER / "forms.json").read_text(encoding="utf-8")):
        load_form(row, measures)
    with (FOLDER / "targets.csv").open(encoding="utf-8", newline="") as file:
        load_targets(csv.DictReader(file))


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


def load_targets(rows: Iterable[dict[str, str]]) -> None:
    """What each decision asks for; linked to an indicator where ours measures the same thing over the same base."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for row in rows:
        key = {name: row[name] for name in ("framework", "scope", "label", "base_label")} | {"year": int(row["year"])}
        facts = {name: row[name] for name in ("citation", "kind", "unit_name", "verified", "source")} | {
            "indicator": indicators[row["indicator"]] if row["indicator"] else None,
            "minimum": Decimal(row["minimum"]),
            "maximum": Decimal(row["maximum"]) if row["maximum"] else None,
        }
        Target.objects.get_or_create(**key, defaults=facts)
