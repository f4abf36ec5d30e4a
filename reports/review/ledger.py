"""The figures of a document while it is being built: each is entered once and its cells are handed out."""

from __future__ import annotations

from dataclasses import dataclass, field

from hocTap.lib import vi
from indicators.enums import Qualifier, Rounding
from indicators.rules.rates import rate
from indicators.series import Gap, Input, Series, Sum, Why
from reports.document import Cell, CellKind, Figure, Source

MISSING = "thiếu"
_WHY = {Why.NOT_APPROVED: "chưa có số liệu được duyệt", Why.BLANK: "ô để trống"}


@dataclass
class Ledger:
    """Collects every figure under its key, with what it was added from."""

    series: Series
    rounding: Rounding
    figures: dict[str, Figure] = field(default_factory=dict)

    def count(self, key: str, label: str, unit_name: str, found: Sum) -> Cell:
        """Enter a count; the cell holds the number, "thiếu" where nothing was approved, "–" where nobody counts."""
        text = vi.whole(found.numerator) if found.numerator is not None else _nothing(found)
        self._enter(key, label, unit_name, "", text, found)
        return _count(found.numerator, text, key)

    def share(
        self, key: str, label: str, unit_name: str, base: str, found: Sum, over: tuple[int, int]
    ) -> tuple[Cell, Cell, Cell]:
        """Enter a rate; the cells are numerator, base and percentage. An empty base has no rate: "–"."""
        percent = self.percent(found.numerator, found.denominator)
        if found.numerator is None:
            self._enter(key, label, unit_name, base, vi.NOTHING, found)
            nothing = _nothing(found)
            return Cell(nothing, figure=key), Cell(nothing, figure=key), Cell(vi.NOTHING, figure=key)
        self._enter(key, label, unit_name, base, percent, found)
        numerator = _count(found.numerator, vi.whole(found.numerator), key)
        denominator = _count(found.denominator, vi.whole(found.denominator), key)
        return numerator, denominator, self.rate_cell(found.numerator, found.denominator or 0, key, over)

    def percent(self, numerator: int | None, denominator: int | None) -> str:
        """The rate as this document prints it."""
        if numerator is None or denominator is None:
            return vi.NOTHING
        return vi.percent(rate(numerator, denominator, self.rounding))

    def rate_cell(
        self, numerator: int, denominator: int, key: str, over: tuple[int, int], rounding: Rounding | None = None
    ) -> Cell:
        """A percentage over two cells of its row, shortened as the document's are unless it says how."""
        shortened = rate(numerator, denominator, rounding or self.rounding)
        return Cell(
            vi.percent(shortened),
            CellKind.RATE,
            rate="" if shortened is None else str(shortened),
            figure=key,
            over=over,
            rounding=rounding.value if rounding else "",
        )

    def _enter(self, key: str, label: str, unit_name: str, base: str, printed: str, found: Sum) -> None:
        self.figures[key] = Figure(
            key=key,
            label=label,
            numerator=found.numerator,
            denominator=found.denominator,
            unit_name=unit_name,
            base=base,
            printed=printed,
            how=_how(found),
            sources=tuple(_source(each) for each in found.inputs),
            gaps=tuple(gap_words(each) for each in found.gaps),
            illustrative=found.illustrative,
        )


def gap_words(gap: Gap) -> str:
    return f"{gap.ward.name}, năm {gap.year}: {_WHY[gap.why]}"


def qualifier_words(qualifiers: tuple[str, ...]) -> str:
    """ "gần" and the like, for an input that is not exact; nothing for one that is."""
    return ", ".join(Qualifier(word).label for word in qualifiers if word != Qualifier.EXACT)


def _count(number: int | None, text: str, key: str) -> Cell:
    kind = CellKind.TEXT if number is None else CellKind.COUNT
    return Cell(text, kind, number=number, figure=key)


def _nothing(found: Sum) -> str:
    return MISSING if found.gaps else vi.NOTHING


def _how(found: Sum) -> str:
    if not found.inputs:
        return "Chưa có số liệu được duyệt."
    if not found.addable:
        return "Chỉ tiêu này không cộng giữa các đơn vị."
    wards, years = len({each.ward.pk for each in found.inputs}), found.years
    when = f"năm {years[0]}" if len(years) == 1 else f"các năm {years[0]} - {years[-1]}"
    whose = found.inputs[0].ward.name if wards == 1 else f"{vi.whole(wards)} đơn vị"
    said = f"{_origins(found)} của {whose}, {when}."
    return f"Số {said}" if len(found.inputs) == 1 else f"Cộng số {said}"


def _origins(found: Sum) -> str:
    """ "đã duyệt", "theo sổ quỹ khuyến học", or both with how many numbers came from each."""
    registers = [each.register for each in found.inputs if each.register]
    if not registers:
        return "đã duyệt"
    names = " và ".join(dict.fromkeys(register.label for register in registers))
    approved = len(found.inputs) - len(registers)
    if not approved:
        return f"theo {names}"
    return f"theo {names} ({vi.whole(len(registers))} số) và số đã duyệt ({vi.whole(approved)} số)"


def _source(each: Input) -> Source:
    return Source(
        unit=each.ward.key,
        name=each.ward.name,
        year=each.year,
        submission=each.submission,
        numerator=each.numerator,
        denominator=each.denominator,
        qualifier=qualifier_words(each.qualifiers),
        illustrative=each.illustrative,
        register=each.register.value if each.register else "",
    )
