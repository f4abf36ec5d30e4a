"""The figures of a document while it is being built: each is entered once and its cells are handed out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from hocTap.lib import vi
from hocTap.lib.light import light
from indicators.enums import Qualifier, Rounding
from indicators.rules.rates import rate, rate_beside
from indicators.series import Gap, Input, Series, Sum, Why
from reports.paper.parts import Cell, CellKind, TableRow, altered
from reports.review.document import Figure, Source

MISSING = "thiếu"
_WHY = {
    Why.NOT_APPROVED: "chưa có số liệu được duyệt",
    Why.BLANK: "ô để trống",
    Why.UNDECIDED: "sổ có số nhưng chưa quyết định ở trang bàn giao là báo cáo của đơn vị mới đã gồm số này hay chưa",
}


@light
class Count:
    """A counted figure with the cell that shows it."""

    figure: Figure
    cell: Cell


@light
class Share:
    """A rate with the three cells that show it: the count, its base, the percentage."""

    figure: Figure
    numerator: Cell
    base: Cell
    rate: Cell


@dataclass
class Ledger:
    """Collects every figure under its key, with what it was added from.

    `levels` are those that decisions ask of an indicator, by its code: no rate of it may be printed so short that it
    seems to reach a level which it does not.
    """

    series: Series
    rounding: Rounding
    levels: Mapping[str, Collection[Decimal]] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    _rates: dict[tuple[int, int, str], Decimal | None] = field(default_factory=dict)
    _sources: dict[int, tuple[Input, Source]] = field(default_factory=dict)
    """By identity of the input, which is held so that no other takes its place."""

    def count(self, key: str, label: str, unit_name: str, found: Sum) -> Count:
        """Enter a count; the cell holds the number, "thiếu" where nothing was approved, "–" where nobody counts."""
        text = _nothing(found) if found.numerator is None else vi.whole(found.numerator)
        cell = beside_it(count_cell(found.numerator, key, text), "" if found.is_plain else beside(found))
        return Count(self._enter(key, label, unit_name, "", text, found), cell)

    def share(self, key: str, label: str, unit_name: str, base: str, found: Sum) -> Share:
        """Enter a rate. An empty base has no rate: "–"."""
        counted, of = found.numerator, found.denominator
        own = None if counted is None or of is None else self._rate(counted, of, key)
        figure = self._enter(key, label, unit_name, base, vi.percent(own), found)
        if counted is None:
            nothing = Cell(_nothing(found), figure=key)
            return Share(figure, nothing, nothing, Cell(vi.NOTHING, figure=key))
        words = "" if found.is_plain else beside(found)
        rate_of = Cell(figure.printed, CellKind.RATE, None, _exact(own), key, None, "", None, words)
        return Share(figure, count_cell(counted, key), count_cell(of or 0, key), rate_of)

    def shown(self, figure: Figure) -> Share:
        """A figure with a count and a base, as cells; one that nobody counted, or that has no rate, says so."""
        numerator, denominator = figure.numerator, figure.denominator
        nothing = Cell(vi.NOTHING, figure=figure.key)
        if numerator is None or denominator is None:
            missing = Cell(MISSING, figure=figure.key)
            return Share(figure, missing, missing, nothing)
        cells = count_cell(numerator, figure.key), count_cell(denominator, figure.key)
        if figure.printed == vi.NOTHING:
            return Share(figure, beside_it(cells[0], figure.part.partition(" ")[0]), cells[1], nothing)
        own = self._rate(numerator, denominator, figure.key)
        part = figure.part.partition(" ")[0]
        rate_of = Cell(figure.printed, CellKind.RATE, rate=_exact(own), figure=figure.key, beside=part)
        return Share(figure, *cells, rate_of)

    def percent(self, numerator: int | None, denominator: int | None, key: str) -> str:
        """The rate as this document prints it."""
        if numerator is None or denominator is None:
            return vi.NOTHING
        return vi.percent(self._rate(numerator, denominator, key))

    def rate_cell(self, numerator: int, denominator: int, key: str, rounding: Rounding | None = None) -> Cell:
        """A percentage, shortened as the document's are; or to two decimals by a rounding of its own."""
        own = rate(numerator, denominator, rounding) if rounding else self._rate(numerator, denominator, key)
        return Cell(
            vi.percent(own),
            CellKind.RATE,
            rate=_exact(own),
            figure=key,
            rounding=rounding.value if rounding else "",
        )

    def _sources_of(self, inputs: Iterable[Input]) -> tuple[Source, ...]:
        """What the inputs were read from, each made once however many sums it gives to."""
        known = self._sources
        return tuple([(known.get(id(each)) or self._source_of(each))[1] for each in inputs])

    def _source_of(self, each: Input) -> tuple[Input, Source]:
        made = self._sources[id(each)] = each, _source(each)
        return made

    def _rate(self, numerator: int, denominator: int, key: str) -> Decimal | None:
        indicator = key.partition("/")[0]
        at = numerator, denominator, indicator
        if at in self._rates:
            return self._rates[at]
        made = rate_beside(numerator, denominator, self.rounding, self.levels.get(indicator, ()))
        self._rates[at] = made
        return made

    def _enter(self, key: str, label: str, unit_name: str, base: str, printed: str, found: Sum) -> Figure:
        told = found.numerator is not None and not found.is_plain
        figure = Figure(
            key,
            label,
            found.numerator,
            found.denominator,
            unit_name,
            base,
            printed,
            _how(found),
            self._sources_of(found.inputs),
            tuple([gap_words(each) for each in found.gaps]) if found.gaps else (),
            found.illustrative,
            found.reported,
            found.expected,
            found.basis if told else "",
            found.part if told else "",
        )
        self.figures[key] = figure
        return figure


def _exact(rate: Decimal | None) -> str:
    return "" if rate is None else str(rate)


def row(*parts: Cell | Count | Share, total: bool = False) -> TableRow:
    """A row of a table: a share gives three cells, the last of which is computed over the two before it."""
    cells: list[Cell] = []
    for part in parts:
        match part:
            case Share():
                place = len(cells)
                cells += [part.numerator, part.base, over(part.rate, place, place + 1)]
            case Count():
                cells.append(part.cell)
            case _:
                cells.append(part)
    return TableRow(tuple(cells), total)


def over(cell: Cell, numerator: int, denominator: int) -> Cell:
    """A rate that says which cells of its row it is computed over; a cell without a rate as it is."""
    if cell.kind != CellKind.RATE:
        return cell
    places = numerator, denominator
    return Cell(
        cell.text, cell.kind, cell.number, cell.rate, cell.figure, places, cell.rounding, cell.total_of, cell.beside
    )


def count_cell(number: int | None, key: str = "", text: str = "") -> Cell:
    """A counted number as a cell; words where there is none."""
    kind = CellKind.TEXT if number is None else CellKind.COUNT
    return Cell(text or vi.whole(number), kind, number, "", key)


def beside_it(cell: Cell, words: str) -> Cell:
    return altered(cell, beside=words) if words else cell


def beside(found: Sum) -> str:
    """What stands beside a number that is no whole of its units' numbers: "2/16", "số tổng hợp"; mostly nothing."""
    if found.numerator is None:
        return ""
    marks = [found.part.partition(" ")[0], "số tổng hợp" if found.totals else ""]
    return ", ".join(filter(None, marks))


def gap_words(gap: Gap) -> str:
    return f"{gap.ward.name}, năm {gap.year}: {_WHY[gap.why]}"


@cache
def qualifier_words(qualifiers: tuple[str, ...]) -> str:
    """ "gần" and the like, for an input that is not exact; nothing for one that is."""
    inexact = [word for word in qualifiers if word != Qualifier.EXACT]
    return ", ".join(Qualifier(word).label for word in inexact) if inexact else ""


def _nothing(found: Sum) -> str:
    return MISSING if found.gaps else vi.NOTHING


def _how(found: Sum) -> str:
    if not found.inputs:
        return "Chưa có số liệu được duyệt."
    if not found.addable:
        return "Chỉ tiêu này không cộng giữa các đơn vị."
    if len(found.inputs) == 1:
        (only,) = found.inputs
        return f"Số {_origins(found)} của {only.ward.name}, năm {only.year}."
    wards, years = len({each.ward.pk for each in found.inputs}), found.years
    when = f"năm {years[0]}" if len(years) == 1 else f"các năm {years[0]} - {years[-1]}"
    whose = found.inputs[0].ward.name if wards == 1 else f"{vi.whole(wards)} đơn vị"
    return f"Cộng số {_origins(found)} của {whose}, {when}."


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
        each.ward.key,
        each.ward.name,
        each.year,
        each.submission,
        each.numerator,
        each.denominator,
        qualifier_words(each.qualifiers),
        each.illustrative,
        each.register.value if each.register else "",
    )
