"""A form in the words of the place that fills it in: an ấp of a xã is no khu phố of a phường.

The catalogue says "khu phố" and "phường" of every place; forms, rates and checks are read in the place's own words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Any, TypeVar

from django.db.models import QuerySet

from hocTap.lib.prepared import Prepared
from indicators.definitions import Definitions
from indicators.layout import Layout
from indicators.models import Indicator, Measure, Redefinition, Submission
from units.enums import UnitKind
from units.models import UnitVersion
from units.words import USUAL, LocalWords, Standing, words_there


def layout_for(layout: Layout, submission: Submission) -> Layout:
    """The form as the sheet's unit reads it; one query where the form speaks of communities, else none."""
    if not _speaks_of_places(layout):
        return layout
    return in_words(layout, words_of(submission))


def words_of(submission: Submission) -> LocalWords:
    """The words of the sheet's unit: what its own communities were called on the sheet's last day."""
    standing = submission.unit_as
    if standing.kind != UnitKind.WARD:
        return words_there([standing])
    return words_there([standing], CALLED.rows(standing.unit_id, submission.last_day))


def _called(ward: int, day: dt.date) -> QuerySet[Any, Any]:
    below = UnitVersion.objects.on(day).filter(parent=ward, kind=UnitKind.COMMUNITY)
    return below.exclude(designation="").order_by().values_list("designation", flat=True).distinct()


CALLED = Prepared(_called)


def layout_over(layout: Layout, wards: Iterable[Standing]) -> Layout:
    """The form as an office over these units reads it; asks nothing."""
    return in_words(layout, words_there(wards))


def in_words(layout: Layout, words: LocalWords) -> Layout:
    """The form in these words, made once as long as it stays as it is."""
    if words == USUAL or not _speaks_of_places(layout):
        return layout
    made: dict[LocalWords, Layout] = layout.made.setdefault("in the words of a place", {})
    if words not in made:
        made[words] = _told(layout, words)
    return made[words]


def _speaks_of_places(layout: Layout) -> bool:
    if "speaks of places" not in layout.made:
        said = [line.section.title for line in layout.lines]
        said += [text for each in layout.measures.values() for text in (each.label, each.unit_name, each.definition)]
        said += [check.sentence for check in layout.checks]
        layout.made["speaks of places"] = any(USUAL.are_in(text) for text in said)
    return bool(layout.made["speaks of places"])


def _told(layout: Layout, words: LocalWords) -> Layout:
    """The lines, measures, checks and rates of the form as copies with other words; ids and codes stay."""
    sections = {line.section_id: copy(line.section) for line in layout.lines}
    for section in sections.values():
        section.title = words.told(section.title)
    measures = {measure.pk: in_words_of(words, measure) for measure in layout.measures.values()}
    lines = [copy(line) for line in layout.lines]
    for line in lines:
        line.section, line.measure = sections[line.section_id], measures[line.measure_id]
    indicators = [in_words_of(words, each) for each in layout.indicators]
    checks = [
        replace(each, sentence=words.told(each.sentence), what=words.told(each.what), unit=words.told(each.unit))
        for each in layout.checks
    ]
    changes = layout.definitions.changes.items()
    definitions = Definitions({pk: tuple(in_words_of(words, each) for each in rows) for pk, rows in changes})
    return Layout(layout.form, lines, checks, indicators, definitions)


TOLD = ("label", "unit_name", "definition", "base_label")
Row = TypeVar("Row", Measure, Indicator, Redefinition)


def in_words_of(words: LocalWords, row: Row) -> Row:
    """A measure, an indicator or a changed definition as it is read there: a copy, which nobody saves."""
    told = copy(row)
    for name in TOLD:
        if hasattr(told, name):
            setattr(told, name, words.told(getattr(told, name)))
    return told
