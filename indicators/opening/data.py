"""What a public page says of a unit and year: approved counts and rates, small numbers of people held. No names."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.definitions import read_definitions, told
from indicators.models import Indicator, Measure, Opening, Redefinition, Submission
from indicators.rules.opening import SMALL, counts_people, is_held, public_words, share_is_held
from indicators.rules.standing import Count
from indicators.scorecard.asking import standing_in_year
from indicators.scorecard.figures import Figures, read_figures
from indicators.scorecard.words import rate_of, shown
from indicators.series import YEARLY_FORM, Series, Sum, load
from units.models import Unit
from units.words import named

HELD = f"ít hơn {SMALL}, không công bố"
FLOWS = ("fund-raised", "scholarship-count", "scholarship-amount", "commended-collectives", "commended-individuals")
GOES_WITH = {"scholarship-amount": "scholarship-count"}
"""A sum of money that would tell how few received it."""
COLUMNS = (
    ("ma", "mã chỉ tiêu"),
    ("ten", "tên chỉ tiêu"),
    ("mau_so_la", "tính trên"),
    ("tu_so", "tử số, hoặc số đếm"),
    ("mau_so", "mẫu số"),
    ("ti_le", "tỉ lệ phần trăm"),
    ("don_vi_tinh", "đơn vị tính của tử số"),
    ("cua_may_don_vi", "số này của mấy trong mấy đơn vị; để trống là của tất cả"),
    ("giu_lai", "1: số nhỏ được giữ lại để không lộ người"),
    ("minh_hoa", "1: số liệu minh họa, không phải số thật"),
)


@dataclass(frozen=True)
class Item:
    """One indicator or count of the year, as everybody may see it."""

    code: str
    label: str
    base_label: str
    unit_name: str
    numerator: int | None
    denominator: int | None
    rate: Decimal | None
    basis: str
    held: bool
    illustrative: bool
    shown: str
    definition: str = ""
    base_definition: str = ""
    changed: str = ""
    """From which year on it is counted otherwise than before, and by which document."""

    def values(self) -> tuple[Any, ...]:
        """The row as the data has it, in the order of `COLUMNS`."""
        rate = "" if self.rate is None else str(self.rate)
        numbers = ["" if each is None else each for each in (self.numerator, self.denominator)]
        return (
            *(self.code, self.label, self.base_label, *numbers, rate, self.unit_name, self.basis),
            *(int(self.held), int(self.illustrative)),
        )


@dataclass(frozen=True)
class Page:
    """Everything that is said of a unit and year."""

    unit: Unit
    name: str
    year: int
    items: tuple[Item, ...]

    @property
    def illustrative(self) -> bool:
        return any(item.illustrative for item in self.items)

    @property
    def digest(self) -> str:
        """The same words for the same figures, so that whoever cites them can say of which edition they are."""
        said = repr([(item.code, item.numerator, item.denominator, item.basis, item.held) for item in self.items])
        return hashlib.sha256(f"{self.unit.key} {self.year} {said}".encode()).hexdigest()[:12]


def is_open(unit: Unit) -> bool:
    latest = Opening.objects.filter(unit=unit).first()
    return bool(latest and latest.is_open)


def years_of(unit: Unit) -> list[int]:
    """The years of which anything under the unit was approved, the newest first."""
    rows = Submission.objects.approved().below(unit).order_by("-period__year")
    return list(rows.values_list("period__year", flat=True).distinct())


def read_page(unit: Unit, year: int) -> Page:
    """The year's page; a fixed number of queries. Raises Refused for a year in which the unit did not stand."""
    version, _ = standing_in_year(unit, year)
    rows = Indicator.objects.select_related("numerator", "base").order_by("ordinal", "code")
    indicators = list(rows)
    figures = read_figures(unit, version.kind, year, year, indicators)
    items = [*_shares(figures, indicators, year), *_flows(unit, year)]
    return Page(unit, named(version), year, tuple(items))


def _shares(figures: Figures, indicators: Iterable[Indicator], year: int) -> Iterator[Item]:
    for each in indicators:
        found, counted = figures.of(each, year), figures.defined(each, year)
        if found is not None and found.numerator is not None:
            item = _item(counted, found, _is_held(counted, found, figures.unit))
            changes = figures.definitions.after(each, 0, year)
            yield replace(item, changed=" ".join(f"Từ năm {one.first_year} tính khác: {told(one)}." for one in changes))


def _is_held(indicator: Indicator, found: Sum, unit: Unit) -> bool:
    """Whether the count, or what its base leaves out, would tell of a few people; here or in one part of the sum."""
    if indicator.base is None or not counts_people(indicator.numerator.unit_name):
        return counts_people(indicator.numerator.unit_name) and is_held(found.numerator, _parts(found, unit))
    over = [share_is_held(each.numerator, each.denominator) for each in _below(found, unit)]
    return share_is_held(found.numerator, found.denominator) or sum(over) == 1


def _below(found: Sum, unit: Unit) -> list[Any]:
    """What the units under this one gave to the sum; a ward's own sheet has no parts."""
    return [each for each in found.inputs if each.ward.pk != unit.pk]


def _parts(found: Sum, unit: Unit) -> list[int | None]:
    return [each.numerator for each in _below(found, unit)]


def _item(indicator: Indicator, found: Sum, held: bool) -> Item:
    count = Count(found.numerator or 0, found.denominator)
    base = indicator.base
    return Item(
        code=indicator.code,
        label=indicator.label,
        base_label=indicator.base_label,
        unit_name=indicator.numerator.unit_name,
        numerator=None if held else found.numerator,
        denominator=None if held else found.denominator,
        rate=None if held else rate_of(count, ()),
        basis=found.basis,
        held=held,
        illustrative=found.illustrative,
        shown=HELD if held else shown(indicator, count),
        definition=public_words(indicator.numerator.definition),
        base_definition=public_words(base.definition) if base else "",
    )


def _flows(unit: Unit, year: int) -> Iterator[Item]:
    """Money and honours of the year, out of approved sheets alone."""
    series = load(unit, year, year, YEARLY_FORM, codes=FLOWS, registers=False)
    sums = {code: series.year(code, year) for code in FLOWS if code in series.measures}
    held = {code: _flow_is_held(series, code, found, unit) for code, found in sums.items()}
    definitions = dict(Measure.objects.filter(code__in=FLOWS).values_list("code", "definition"))
    for code, found in sums.items():
        facts = series.measures[code]
        if found.numerator is None:
            continue
        kept = held[code] or held.get(GOES_WITH.get(code, ""), False)
        write = vi.money if facts.unit_name == "đồng" else vi.whole
        yield Item(
            code=code,
            label=facts.label,
            base_label="",
            unit_name=facts.unit_name,
            numerator=None if kept else found.numerator,
            denominator=None,
            rate=None,
            basis=found.basis,
            held=kept,
            illustrative=found.illustrative,
            shown=HELD if kept else write(found.numerator),
            definition=public_words(definitions.get(code, "")),
        )


def _flow_is_held(series: Series, code: str, found: Sum, unit: Unit) -> bool:
    return counts_people(series.measures[code].unit_name) and is_held(found.numerator, _parts(found, unit))


# As data


def as_csv(page: Page) -> bytes:
    """The table for a spreadsheet: UTF-8 with its mark, a line for each item, no formula in any cell."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([name for name, _ in COLUMNS])
    writer.writerows([_safe(value) for value in item.values()] for item in page.items)
    return file.getvalue().encode("utf-8-sig")


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is told apart by a quote."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def as_json(page: Page, address: str) -> bytes:
    names = [name for name, _ in COLUMNS]
    whole = {
        "don_vi": {"khoa": page.unit.key, "ten": page.name},
        "nam": page.year,
        "ban": page.digest,
        "dia_chi": address,
        "tu_dien": dict(COLUMNS),
        "so_lieu": [dict(zip(names, item.values(), strict=True)) for item in page.items],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def dictionary() -> bytes:
    """What every code means: columns, indicators with numerator, base and where the definition comes from."""
    rows = list(Indicator.objects.select_related("numerator", "base").order_by("ordinal", "code"))
    definitions = read_definitions(rows)
    flows = Measure.objects.filter(code__in=FLOWS).order_by("code")
    whole = {
        "cot": dict(COLUMNS),
        "chi_tieu": [
            {"ma": each.code, "ten": each.label, "tinh_tren": each.base_label, "nguon": each.source}
            | {"tu_so": _measure(each.numerator), "mau_so": _measure(each.base) if each.base else None}
            | {"doi_cach_tinh": [_change(one) for one in definitions.changes.get(each.pk, ())]}
            for each in rows
        ],
        "so_dem": [_measure(each) for each in flows],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _change(change: Redefinition) -> dict[str, Any]:
    """A changed definition; what did not change is null."""
    return {
        "tu_nam": change.first_year,
        "tu_so": _measure(change.numerator) if change.numerator else None,
        "mau_so": _measure(change.base) if change.base else None,
        "tinh_tren": change.base_label or None,
        "nay_hieu_la": change.wording,
        "theo_van_ban": change.decision,
    }


def _measure(measure: Measure) -> dict[str, str]:
    facts = {"ma": measure.code, "ten": measure.label, "don_vi_tinh": measure.unit_name}
    return facts | {"dinh_nghia": public_words(measure.definition), "nguon": measure.source}


def citation(page: Page, address: str, day: dt.date | None = None) -> str:
    """How the page is cited."""
    on = vi.day(day or timezone.localdate())
    return (
        f"{page.name}. Số liệu xây dựng xã hội học tập năm {page.year}, bản {page.digest}. {address} (đọc ngày {on})."
    )


def may_be_read(unit: Unit, year: int) -> bool:
    """Whether everybody may read the year: the page is open, and something of the year was approved."""
    try:
        standing_in_year(unit, year)
    except Refused:
        return False
    return is_open(unit) and year in years_of(unit)
