"""A form as the pages and the rules read it: lines, checks, indicators; kept in memory until the catalogue changes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from indicators.definitions import Definitions, read_definitions, told
from indicators.enums import CheckKind, Severity, Side
from indicators.models import Check, CheckTerm, Form, Indicator, Line, Measure
from indicators.rules.checks import CheckSpec


@dataclass(frozen=True)
class Layout:
    """A form as data: its lines in order, its checks, and the indicators that its lines allow to compute.

    `indicators` are as they were first defined; which can be computed in a year, and how, says `indicators_in`.
    """

    form: Form
    lines: list[Line]
    checks: list[CheckSpec]
    indicators: list[Indicator]
    definitions: Definitions = field(default_factory=lambda: Definitions({}))
    made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What pages make once of the form and use as long as it stays as it is."""

    @cached_property
    def measures(self) -> dict[str, Measure]:
        return {line.measure.code: line.measure for line in self.lines}

    @cached_property
    def codes(self) -> dict[int, str]:
        """Codes of the measures by their ids."""
        return {measure.pk: code for code, measure in self.measures.items()}

    def indicators_in(self, year: int) -> list[Indicator]:
        """Those of which the form has numerator and base, as they are defined in the year."""
        known: dict[int, list[Indicator]] = self.made.setdefault("indicators of a year", {})
        if year not in known:
            counted = [self._with_own_measures(self.definitions.of(each, year)) for each in self.indicators]
            known[year] = [each for each in counted if {each.numerator_id, each.base_id} <= self.codes.keys()]
        return known[year]

    def new_in(self, indicator: Indicator, year: int) -> str:
        """What of the rate is counted otherwise than in the year before, and by which document; mostly nothing."""
        changes = self.definitions.after(indicator, year - 1, year)
        return f"Từ năm {year} tính khác năm trước: {'; '.join(map(told, changes))}." if changes else ""

    def _with_own_measures(self, indicator: Indicator) -> Indicator:
        """The indicator over the form's own measures, which may be in the words of a place."""
        own = {measure.pk: measure for measure in self.measures.values()}
        parts = {name: own.get(getattr(indicator, f"{name}_id")) for name in ("numerator", "base")}
        if all(each is None or each is getattr(indicator, name) for name, each in parts.items()):
            return indicator
        own_words = copy(indicator)
        for name, measure in parts.items():
            if measure is not None:
                setattr(own_words, name, measure)
        return own_words

    @cached_property
    def required(self) -> int:
        """How many lines must be filled."""
        return sum(line.required for line in self.lines)

    @cached_property
    def asks_registers(self) -> bool:
        """Whether any check compares with what the registers count."""
        return any(spec.kind == CheckKind.MATCHES_REGISTER for spec in self.checks)

    def missing(self, numbers: Mapping[str, int | None]) -> list[Line]:
        """Required lines that are still blank."""
        return [line for line in self.lines if line.required and numbers.get(line.measure.code) is None]


_kept: dict[int, tuple[int, Layout]] = {}
"""Forms read before in this process, by id, with the stamp they then had."""


def load_layout(form: Form) -> Layout:
    """The form as it now stands: read once in each process, and again after its catalogue was edited.

    The form's own row, which every page reads anyway, says by its stamp whether what is kept is still true.
    """
    stamp, layout = _kept.get(form.pk, (0, None))
    if layout is None or stamp != form.stamp:
        layout = read_layout(form)
        _kept[form.pk] = (form.stamp, layout)
    return layout


def forget_layouts() -> None:
    """Let the next reader read anew."""
    _kept.clear()


def read_layout(form: Form) -> Layout:
    """Read a form in a few queries, whatever its size."""
    lines = list(
        Line.objects.filter(section__form=form)
        .select_related("section", "measure")
        .order_by("section__ordinal", "ordinal", "pk")
    )
    terms = CheckTerm.objects.filter(check_ref__form=form, check_ref__active=True)
    held = {line.measure_id for line in lines}
    counted = Q(numerator__in=held) | Q(redefinitions__numerator__in=held)
    over = Q(base__in=held) | Q(redefinitions__base__in=held)
    rows = Indicator.objects.filter(counted, over, base__isnull=False).select_related("numerator", "base").distinct()
    indicators = list(rows)
    return Layout(form, lines, specs_of(terms), indicators, read_definitions(indicators))


def layout_of(form: Form, known: Layout | None) -> Layout:
    """The layout that the caller has already read, if it is this form's; else read now."""
    return known if known and known.form.pk == form.pk else load_layout(form)


def specs_of(terms: QuerySet[CheckTerm]) -> list[CheckSpec]:
    """Checks as the rules read them, from their terms."""
    parts: dict[Check, dict[str, list[Measure]]] = {}
    for term in terms.select_related("check_ref", "measure").order_by("check_ref__code", "side", "ordinal", "pk"):
        parts.setdefault(term.check_ref, {}).setdefault(term.side, []).append(term.measure)
    return [spec_of(check, sides) for check, sides in parts.items()]


def spec_of(check: Check, sides: Mapping[str, list[Measure]]) -> CheckSpec:
    left = sides.get(Side.LEFT, [])
    return CheckSpec(
        code=check.code,
        kind=CheckKind(check.kind),
        severity=Severity(check.severity),
        sentence=check.sentence,
        left=tuple(measure.code for measure in left),
        right=tuple(measure.code for measure in sides.get(Side.RIGHT, ())),
        low=check.low,
        high=check.high,
        what=" + ".join(measure.label for measure in left),
        unit=left[0].unit_name if left else "",
    )
