"""A row of the scorecard in words: the figure, one sentence, and why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from hocTap.lib import vi
from indicators.enums import Rounding, Standing, TargetKind
from indicators.models import Indicator, Target
from indicators.rules.rates import rate_beside
from indicators.rules.standing import Count, rounded_up
from indicators.rules.targets import KEEP, LEVEL, level
from indicators.scorecard.data import TargetRow

UNVERIFIED = "Mức này chưa kiểm chứng với văn bản gốc."


def rate_of(count: Count | None, levels: Iterable[Decimal]) -> Decimal | None:
    """The share with as many decimals as keep it on its side of the levels beside it; None for what is no share."""
    if count is None or count.denominator is None:
        return None
    return rate_beside(count.numerator, count.denominator, Rounding.HALF_UP, levels)


def shown(indicator: Indicator, count: Count | None, levels: Iterable[Decimal] = ()) -> str:
    """A figure as it is read: "72,00%", "mức độ 2", "3 thành phố"."""
    if count is None:
        return vi.NOTHING
    if indicator.numerator.highest is not None:
        return f"{LEVEL} {count.numerator}" if count.numerator else "chưa đạt mức nào"
    if count.denominator is None:
        return f"{vi.whole(count.numerator)} {indicator.numerator.unit_name}"
    return vi.percent(rate_of(count, levels))


def counts(indicator: Indicator, count: Count | None) -> str:
    """The counts of a share: "10.800/15.000 hộ"; "9 trường/12 cơ sở" where the two are counted in different things."""
    if count is None or count.denominator is None or indicator.base is None:
        return ""
    over, under = indicator.numerator.unit_name, indicator.base.unit_name
    part = vi.whole(count.numerator) if over == under else f"{vi.whole(count.numerator)} {over}"
    return f"{part}/{vi.whole(count.denominator)} {under}"


def with_counts(indicator: Indicator, count: Count, levels: Iterable[Decimal] = ()) -> str:
    """A figure with the counts that it is of: "62,00% (62/100 hộ)"."""
    figure, of = shown(indicator, count, levels), counts(indicator, count)
    return f"{figure} ({of})" if of else figure


def sentence(row: TargetRow) -> str:
    """The row in words, its subject first, each fact in a sentence of its own."""
    said = [
        _verdict(row),
        f"Năm gốc {row.target.base_year}: {row.base_shown}." if row.base_shown else "",
        guide(row),
        _unguided(row),
        _falling(row),
        _broken(row),
        UNVERIFIED if row.unverified else "",
    ]
    return " ".join(filter(None, said))


def _verdict(row: TargetRow) -> str:
    asked, subject = _asked(row.target), row.target.label
    if row.standing in (Standing.NO_DATA, Standing.NOT_COMPARABLE):
        return f"{subject}: {row.reason}"
    figure = f"{row.shown} ({row.counts})" if row.counts else row.shown
    if row.standing == Standing.NOT_MET:
        return f"{subject}: {figure}, chưa đạt {asked}."
    if row.standing == Standing.EXCEEDED:
        return f"{subject}: {figure}, vượt {asked}."
    reached = "nằm trong" if row.target.kind == TargetKind.RANGE else "đạt đúng"
    return f"{subject}: {figure}, {reached} {asked}."


def _asked(target: Target) -> str:
    """What is asked, as a sentence goes on with it: "mức ≥ 70%"; of a level "mức độ 2", "mức độ 2 cần duy trì"."""
    said = level(target)
    if target.unit_name != LEVEL:
        return f"mức {said}"
    kept = f"{KEEP} "
    return f"{said.removeprefix(kept)} cần {KEEP}" if said.startswith(kept) else said


def guide(row: TargetRow) -> str:
    """What is lacking on today's base, and the straight line to the milestone, which is only a guide."""
    if row.standing != Standing.NOT_MET or row.indicator is None:
        return ""
    measure = row.indicator.numerator
    downwards = row.target.kind == TargetKind.CEILING
    parts = []
    if measure.highest is None:
        verb = "còn thừa" if downwards else "còn thiếu"
        parts.append(f"{verb} {vi.whole(row.lacking)} {measure.unit_name}")
    if row.pace is not None and measure.highest is None:
        unit = "điểm" if row.indicator.base else measure.unit_name
        verb = "cần bớt" if downwards else "cần thêm"
        parts.append(f"{verb} {vi.decimal(rounded_up(row.pace))} {unit} mỗi năm đến {row.target.year}")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _falling(row: TargetRow) -> str:
    if not row.falling or row.indicator is None:
        return ""
    before = vi.percent(row.before_rate) if row.before_rate is not None else shown(row.indicator, row.before)
    if row.target.kind == TargetKind.CEILING:
        return f"Tăng so với năm {row.year - 1} ({before}), xa mức trần hơn."
    return f"Giảm so với năm {row.year - 1} ({before})."


def _unguided(row: TargetRow) -> str:
    if not row.unguided:
        return ""
    return f"Không so sánh được để tính mức cần thêm mỗi năm đến {row.target.year}: {row.unguided}."


def _broken(row: TargetRow) -> str:
    return f"Không so sánh được với năm {row.year - 1}: {row.broken}." if row.broken else ""
