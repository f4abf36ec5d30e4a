"""What reached whom, by year and by ward: counts and sums only, with small cells left whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Sum

from awards.scholarships import small_cells
from awards.scholarships.enums import SchoolLevel
from awards.scholarships.models import Entry
from hocTap.lib import vi
from units.enums import UnitKind
from units.models import Unit, UnitVersion

CALENDAR, SCHOOL = "lich", "namhoc"


@dataclass
class Line:
    """A year or a ward: suất by level, money given, money raised, gifts."""

    key: int
    label: str
    levels: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SchoolLevel.values, 0))
    amount: int = 0
    raised: int | None = 0
    gifts: int | None = 0
    hidden: bool = False

    @property
    def suat(self) -> int:
        return sum(self.levels.values())

    @property
    def parts(self) -> Mapping[str, int] | None:
        """Suất by level, or None where so few could point at a child, here or as what is left of another table."""
        return None if self.hidden else self.levels


@dataclass(frozen=True)
class Summary:
    """A unit's scholarships over some years, year by year and, for a district, ward by ward."""

    unit: Unit
    basis: str
    first: int
    last: int
    years: list[Line]
    wards: list[Line]
    total: Line

    @property
    def hidden(self) -> bool:
        """Whether some breakdown was left out."""
        return any(line.parts is None for line in [*self.years, *self.wards, self.total])


def build_summary(unit: Unit, first: int, last: int, basis: str = CALENDAR) -> Summary:
    """Counts and sums of the unit, and of all that stood under it on the day of each line of the books.

    By calendar year a line counts on its own day; by school year it counts for the year of its suất, and money raised
    and gifts, which belong to no school year, are left empty. Money raised holds cash only, of all funds of the unit
    and under it.
    """
    year, span = _basis(basis, first, last)
    paid = Entry.objects.scholarships().for_wards_under(unit, "grant__ward").filter(**span)
    years = {each: Line(each, _label(each, basis)) for each in range(first, last + 1)}
    _add_scholarships(years, paid.values(key=F(year), level=F("grant__level")))
    standing = UnitVersion.objects.filter(unit__in=unit.lines_down.filter(depth__gt=0).values("descendant"))
    names = standing.filter(kind=UnitKind.WARD).order_by("valid_from").values_list("unit", "name", "sort_key")
    order = {pk: sort_key for pk, _, sort_key in names}
    wards = {pk: Line(pk, name) for pk, name, _ in names}
    _add_scholarships(wards, paid.values(key=F("grant__ward"), level=F("grant__level")))
    _add_money(unit, span, years, wards, basis)
    tables = tables_of(unit) if basis == CALENDAR else []
    for each, line in years.items():
        line.hidden = not (tables and may_show(tables, unit.pk, each, each))
    for commune, line in wards.items():
        line.hidden = not (tables and tables[-1].published.member_may(commune, first, last))
    shown = [line for line in wards.values() if line.suat or line.raised or line.gifts]
    shown.sort(key=lambda line: order[line.key])
    total = _total(years.values(), basis)
    total.hidden = not (tables and may_show(tables, unit.pk, first, last))
    return Summary(unit, basis, first, last, list(years.values()), shown, total)


def _basis(basis: str, first: int, last: int) -> tuple[str, dict[str, Any]]:
    if basis == SCHOOL:
        return "grant__school_year", {"grant__school_year__gte": first, "grant__school_year__lte": last}
    return "made_on__year", {"made_on__year__gte": first, "made_on__year__lte": last}


def _label(year: int, basis: str) -> str:
    return vi.school_year(year) if basis == SCHOOL else str(year)


def _add_scholarships(lines: Mapping[int, Line], grouped: QuerySet[Entry, Any]) -> None:
    for row in grouped.annotate(suat=Sum("turn"), dong=-Sum("amount")).order_by():
        if line := lines.get(row["key"]):
            line.levels[row["level"]] += row["suat"]
            line.amount += row["dong"]


def _add_money(
    unit: Unit, span: Mapping[str, Any], years: Mapping[int, Line], wards: Mapping[int, Line], basis: str
) -> None:
    """Cash raised and parts of gifts, by calendar year and by ward."""
    if basis == SCHOOL:
        for line in [*years.values(), *wards.values()]:
            line.raised = line.gifts = None
        return
    raised = Entry.objects.raised().for_wards_under(unit, "fund__unit").filter(**span)
    given = Entry.objects.gifts().for_wards_under(unit, "gift__ward").filter(**span)
    sums = (("raised", raised, "fund__unit", "amount"), ("gifts", given, "gift__ward", "gift__parts"))
    for name, entries, place, number in sums:
        _add(name, entries.values("made_on__year", "amount", count=F(number), place=F(place)), years, wards)


def _add(name: str, rows: Iterable[Mapping[str, Any]], years: Mapping[int, Line], wards: Mapping[int, Line]) -> None:
    for row in rows:
        number = row["count"] if name == "raised" or row["amount"] < 0 else -row["count"]
        for line in (years.get(row["made_on__year"]), wards.get(row["place"])):
            if line:
                setattr(line, name, (getattr(line, name) or 0) + number)


def _total(years: Iterable[Line], basis: str) -> Line:
    total, levels = Line(0, "Tổng cộng"), defaultdict(int, dict.fromkeys(SchoolLevel.values, 0))
    for line in years:
        for level, number in line.levels.items():
            levels[level] += number
        total.amount += line.amount
        total.raised = (total.raised or 0) + (line.raised or 0)
        total.gifts = (total.gifts or 0) + (line.gifts or 0)
    total.levels = dict(levels)
    if basis == SCHOOL:
        total.raised = total.gifts = None
    return total


def tables_of(unit: Unit) -> list[Table]:
    """The tables that the unit's suất stand in: its own as a head, and that of each district it stood under.

    A commune's lines of days on which it stood under a district belong to the district's table, the others to its own.
    """
    paid = Entry.objects.scholarships()
    under = paid.for_wards_under(unit, "grant__ward")
    districts = UnitVersion.objects.of_kind(UnitKind.DISTRICT).filter(
        unit__in=unit.lines_up.filter(depth__gt=0).values("ancestor")
    )
    heads = list(Unit.objects.filter(pk__in=districts.order_by().values("unit")).order_by("pk"))
    tables = [Table(head.pk, _cells(paid.for_wards_under(head, "grant__ward"))) for head in heads]
    own = _cells(under)
    for table in tables:
        for year, parts in table.cells.get(unit.pk, {}).items():
            for level, number in parts.items():
                own[unit.pk][year][level] -= number
    return [*tables, Table(unit.pk, own)]


@dataclass
class Table:
    """A head's suất by commune, year and level, with what may be published of them."""

    head: int
    cells: dict[int, dict[int, dict[str, int]]]

    def __post_init__(self) -> None:
        self.cells = {
            commune: kept
            for commune, years in self.cells.items()
            if (kept := {year: parts for year, parts in years.items() if any(parts.values())})
        }
        self.published = small_cells.decide(self.cells)


def _cells(lines: QuerySet[Entry]) -> dict[int, dict[int, dict[str, int]]]:
    found: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    rows = lines.values(place=F("grant__ward"), year=F("made_on__year"), level=F("grant__level"))
    for row in rows.annotate(suat=Sum("turn")).order_by():
        found[row["place"]][row["year"]][row["level"]] += row["suat"]
    return found


def may_show(tables: list[Table], unit: int, first: int, last: int) -> bool:
    """Whether a unit's suất of these years may be broken down, on whatever page.

    A commune that stood under several districts is broken down nowhere.
    """
    *above, own = tables
    if len(above) > 1 or not own.published.head_may(first, last):
        return False
    return all(table.published.member_may(unit, first, last) for table in above)
