"""What a leader reads in a minute: five sentences, the rows that need a decision, who reported, money and honours."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import Standing, TargetKind
from indicators.models import Form, Opening, PlanChange, Step, Target
from indicators.rules.standing import Count
from indicators.scorecard.asking import last_year, last_years
from indicators.scorecard.building import build
from indicators.scorecard.data import Scorecard, TargetRow
from indicators.series import YEARLY_FORM, Series, Sum, load
from units.models import Unit, UnitVersion
from units.words import joined

FLOWS = ("fund-raised", "scholarship-count", "scholarship-amount", "commended-collectives", "commended-individuals")
MOST_ROWS, MOST_NAMED, MOST_SENTENCES = 8, 5, 5
KEPT_SECONDS = 600


@dataclass(frozen=True)
class Flow:
    """Money or honours of the year, beside the year before; by its code it leads to the series that it is read from."""

    code: str
    label: str
    number: str
    before: str
    """Of the year before, with of how many units where it is not of all."""
    basis: str
    """Whose number it is, where it is not simply that of all approved sheets."""


@dataclass(frozen=True)
class Leading:
    """A leader's page of one unit and year."""

    card: Scorecard
    sentences: tuple[str, ...]
    rows: tuple[TargetRow, ...]
    flows: tuple[Flow, ...]
    reported: int
    expected: int
    missing: tuple[str, ...]
    units_word: str
    illustrative: bool
    only: str = ""
    """The one unit below that the catalogue holds, of an office: its figures are no more than that unit's."""
    running: str = ""
    """How far a newer year has come, of which too few reported to be the year of the page."""
    counted: str = ""
    """Whom money and honours count besides those that completeness counts: units that ended within the year."""
    newer: int | None = None
    """The running year, where the page shows an earlier one that nobody asked for."""

    @property
    def others_not_met(self) -> int:
        """How many more rows are not met than those that are shown."""
        return sum(row.standing == Standing.NOT_MET for row in self.card.rows) - len(self.rows)

    @property
    def is_judged(self) -> bool:
        """Whether any target could be judged at all."""
        return any(row.standing in (Standing.MET, Standing.EXCEEDED, Standing.NOT_MET) for row in self.card.rows)


def lead(unit: Unit, year: int | None = None) -> Leading:
    """The page of the year, or of the last one that most have reported of. Raises Refused as `build` does."""
    known = last_years(unit)
    at = year or known.shown
    newest = known.newest if year is None else at
    card = build(unit, at)
    series = load(unit, at - 1, newest, YEARLY_FORM, codes=FLOWS)
    missing = _missing(series, at)
    expected = _expected(series, at)
    page = Leading(
        card=card,
        sentences=(),
        rows=tuple(to_decide(card)),
        flows=tuple(_flows(series, at, card.name)),
        reported=len(series.wards[at]) - len(missing),
        expected=expected,
        missing=missing,
        units_word=series.units_word(at),
        illustrative=card.illustrative or any(series.year(code, at).illustrative for code in FLOWS),
        only=_only(series, unit, at),
        counted=_counted(series, at),
        running=_running(series, newest) if newest > at else "",
        newer=_newer(unit, at, newest) if year is None else None,
    )
    return Leading(**{**page.__dict__, "sentences": tuple(_sentences(page))})


def _newer(unit: Unit, at: int, newest: int) -> int | None:
    """The newest year that a page of its own can be asked for; none of a unit that ended in the year of the page."""
    this = timezone.localdate()
    stood = unit.versions.filter(Q(valid_to=None) | Q(valid_to__year__gte=this.year)).exists()
    last = max(newest, this.year if stood else at)
    return last if last > at else None


def _missing(series: Series, year: int) -> tuple[str, ...]:
    return tuple(place.ward.name for place in series.missing() if place.year == year)


def _expected(series: Series, year: int) -> int:
    return len(series.wards[year]) + series.unlisted(year)


def _only(series: Series, unit: Unit, year: int) -> str:
    wards = series.wards[year]
    return wards[0].name if len(wards) == 1 and wards[0].pk != unit.pk else ""


def _counted(series: Series, year: int) -> str:
    """By which two rules units are counted on the page, where units ended within the year; else nothing."""
    ended = series.ended.get(year, ())
    if not ended:
        return ""
    stand = f"{vi.whole(_expected(series, year))} {series.units_word(year)} còn đến ngày cuối năm {year}"
    named = [ward.name for ward in ended[:MOST_NAMED]]
    if len(ended) > len(named):
        named.append(f"{vi.whole(len(ended) - len(named))} nơi khác")
    return (
        f"Báo cáo và tỉ lệ tính theo {stand}; tiền và khen thưởng là số của cả năm nên tính thêm "
        f"{vi.whole(len(ended))} đơn vị kết thúc trong năm ({joined(named)})."
    )


def _running(series: Series, year: int) -> str:
    """Example: "Năm 2021 mới có báo cáo được duyệt của 2/16 phường, còn thiếu 14: Phường 3 và 13 nơi khác."."""
    missing, expected = _missing(series, year), _expected(series, year)
    reported = len(series.wards[year]) - len(missing)
    done = f"{vi.whole(reported)}/{vi.whole(expected)} {series.units_word(year)}"
    return f"Năm {year} mới có báo cáo được duyệt của {done}, {_lacking(missing, expected - reported)}."


def how_we_stand(unit: Unit) -> str:
    """One line for the first page of whoever works there; nothing where no target is set or no figure was approved.

    Kept until a sheet takes a step, or a target, a form or a unit is written: then the line is made anew.
    """
    marks = _marks()
    if not marks[NUMBER_OF_TARGETS]:
        return ""
    key = f"how-we-stand-{unit.pk}-{_word(marks)}"
    line: str | None = cache.get(key)
    if line is None:
        line = _line(unit)
        cache.set(key, line, KEPT_SECONDS)
    return line


MARKS = (
    (Target, "COUNT(id), MAX(id)"),
    (PlanChange, "MAX(id)"),
    (Step, "MAX(id)"),
    (Form, "SUM(stamp)"),
    (Opening, "MAX(id)"),
    (UnitVersion, "MAX(id), MAX(valid_to)"),
)
"""What of each table changes once one of its rows is written, as far as a standing rests on it."""
NUMBER_OF_TARGETS = 0
"""Its place among the marks."""


def state_of_figures() -> str:
    """A word that changes once a sheet takes a step, or a target, a form, a unit or an opening is written."""
    return _word(_marks())


def _word(marks: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(marks).encode()).hexdigest()


def _marks() -> tuple[object, ...]:
    """All marks in one statement: every first page asks for them."""
    tables = ", ".join(
        f"(SELECT {marks} FROM {model._meta.db_table}) AS of_{number}"  # noqa: S608 # our own tables and words
        for number, (model, marks) in enumerate(MARKS)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tables}")  # noqa: S608 # as above
        return tuple(cursor.fetchone())


def _line(unit: Unit) -> str:
    try:
        card = build(unit, last_year(unit))
    except Refused:
        return ""
    counted = any(row.now for row in card.rows) or _part_words(card.rows)
    return _tally(card) if counted else ""


def _part_words(rows: Iterable[TargetRow]) -> str:
    """Of how many units the figures are that most gave: "3/168 đơn vị cấp xã"; nothing where no unit gave any."""
    sums = [row.found for row in rows if row.found and row.found.numerator is not None and row.found.part]
    return max(sums, key=lambda each: len(each.inputs)).part if sums else ""


def to_decide(card: Scorecard) -> Iterator[TargetRow]:
    """Rows that are not met, the nearest milestone first, what was checked before what was not, then those that lack
    most; an indicator once.
    """
    seen: set[int] = set()
    rows = [row for row in card.rows if row.standing == Standing.NOT_MET]
    for row in sorted(rows, key=lambda row: (row.target.year, row.unverified, -_gap(row))):
        key = row.indicator.pk if row.indicator else 0
        if key not in seen and len(seen) < MOST_ROWS:
            seen.add(key)
            yield row


def _gap(row: TargetRow) -> Fraction:
    value = row.now.value if row.now else None
    return Fraction(row.target.minimum) - value if value is not None and row.target.minimum is not None else Fraction(0)


def _sentences(page: Leading) -> Iterator[str]:
    """Five that have something to say: what is late and what moved first, then money, honours, and how sure it is."""
    said = (
        f"{_completeness(page)} {page.running}".strip(),
        _tally(page.card),
        _moved(page.card),
        _fell(page.card),
        _due(page.card),
        *(_flow(each, page.card.year) for each in page.flows),
        _sure(page.card),
    )
    yield from islice(filter(None, said), MOST_SENTENCES)


def _flow(flow: Flow, year: int) -> str:
    of_how_many = f" ({flow.basis})" if flow.basis else ""
    return f"{flow.label} năm {year}: {flow.number}{of_how_many}; năm trước {flow.before}."


def _sure(card: Scorecard) -> str:
    """How many of the levels nobody compared with their document."""
    unsure = sum(row.unverified for row in card.rows)
    return f"{vi.whole(unsure)} mục tiêu chưa kiểm chứng với văn bản gốc." if unsure else ""


def _completeness(page: Leading) -> str:
    year = page.card.year_words
    if page.reported >= page.expected == 1 and page.only:
        return (
            f"Năm {year}: danh mục chỉ có một {page.units_word} của {page.card.name} là {page.only}; "
            "báo cáo của nơi ấy đã được duyệt."
        )
    if page.reported >= page.expected == 1:
        return f"Năm {year}: báo cáo của {page.card.name} đã được duyệt."
    if page.reported >= page.expected:
        return f"Năm {year}: cả {vi.whole(page.expected)} {page.units_word} đã có báo cáo được duyệt."
    done = f"{vi.whole(page.reported)}/{vi.whole(page.expected)} {page.units_word}"
    return f"Năm {year}: {done} đã có báo cáo được duyệt, {_lacking(page.missing, page.expected - page.reported)}."


def _lacking(missing: Sequence[str], number: int) -> str:
    """Who did not report, the first by name: "còn thiếu 14: Phường 3, Phường 4, … và 9 nơi khác"."""
    named = list(missing[:MOST_NAMED])
    if number and not named:
        return f"còn thiếu {vi.whole(number)} nơi mà danh mục chưa ghi tên"
    if number > len(named):
        named.append(f"{vi.whole(number - len(named))} nơi khác")
    return f"còn thiếu {vi.whole(number)}{f': {joined(named)}' if named else ''}"


def _tally(card: Scorecard) -> str:
    """How many targets have each verdict; where only a part of the units gave figures, that nothing can be told yet."""
    if not any(row.now for row in card.rows) and (part := _part_words(card.rows)):
        asked = vi.whole(len(card.rows))
        return f"Năm {card.year_words}: mới {part} có số được duyệt nên chưa kết luận được mục tiêu nào trong {asked}."
    parts = [f"{vi.whole(number)} {standing.label}" for standing, number in card.tally()]
    if card.elsewhere:
        parts.append(f"{vi.whole(card.elsewhere)} của cấp trên, không tính riêng cho nơi này")
    if not parts:
        return f"Năm {card.year_words}: chưa văn bản nào đặt mục tiêu."
    return f"Năm {card.year_words}, trong {vi.whole(len(card.rows))} mục tiêu: {', '.join(parts)}."


def _changes(card: Scorecard) -> list[tuple[Fraction, TargetRow]]:
    """How much each share moved towards its target since the year before on the same ground; an indicator once.

    In points; a share under a ceiling moves towards it by falling.
    """
    found: dict[int, tuple[Fraction, TargetRow]] = {}
    for row in card.rows:
        now, before = _value(row.now), _value(row.before)
        if row.indicator and row.indicator.base and now is not None and before is not None:
            towards = before - now if _has_ceiling(row) else now - before
            found.setdefault(row.indicator.pk, (towards, row))
    return sorted(found.values(), key=lambda each: each[0])


def _has_ceiling(row: TargetRow) -> bool:
    return row.target.kind == TargetKind.CEILING


def _value(count: Count | None) -> Fraction | None:
    return count.value if count else None


def _moved(card: Scorecard) -> str:
    changes = _changes(card)
    if not changes or changes[-1][0] <= 0:
        return f"Không có tỉ lệ nào tốt hơn năm {card.year - 1}." if changes else _no_comparison(card)
    row = changes[-1][1]
    verb, to = ("Giảm nhiều nhất (mức trần)", "xuống") if _has_ceiling(row) else ("Tăng nhiều nhất", "lên")
    return (
        f"{verb} so với năm {card.year - 1}: {row.target.label}, từ {vi.percent(row.before_rate)} "
        f"{to} {vi.percent(row.rate)}."
    )


def _no_comparison(card: Scorecard) -> str:
    broken = dict.fromkeys(row.broken for row in card.rows if row.broken)
    criteria = [f"{each[:1].upper()}{each[1:]}." for each in broken]
    why = _breaks([*card.breaks, *criteria][:2]) or f"Năm {card.year - 1} hoặc năm {card.year} chưa đủ số liệu."
    return f"Chưa so được với năm {card.year - 1}. {why}"


LONGEST_BREAKS = 240


def _breaks(told: Sequence[str]) -> str:
    """The breaks in full; too long for a minute's reading, only what changed and when: the scorecard has the rest."""
    said = " ".join(told)
    if len(said) <= LONGEST_BREAKS:
        return said
    return f"{'. '.join(each.partition(':')[0].rstrip('.') for each in told)}. Chi tiết ở bảng “Mọi mục tiêu”."


def _fell(card: Scorecard) -> str:
    fallen = [row for change, row in _changes(card) if change < 0]
    if not fallen:
        return f"Không có tỉ lệ nào kém hơn năm {card.year - 1}." if _changes(card) else ""
    fell = [each for each in fallen if not _has_ceiling(each)]
    rose = [each for each in fallen if _has_ceiling(each)]
    said = (("Giảm", fell), ("Tăng, xa mức trần hơn", rose))
    return " ".join(f"{word}: {joined(_from_to(rows)[:MOST_NAMED])}." for word, rows in said if rows)


def _from_to(rows: Sequence[TargetRow]) -> list[str]:
    return [f"{each.target.label} ({vi.percent(each.before_rate)} → {vi.percent(each.rate)})" for each in rows]


def _due(card: Scorecard) -> str:
    due = [row for row in card.rows if row.due and not row.elsewhere]
    if not due:
        years = sorted({row.target.year for row in card.rows if row.target.year > card.year})
        return f"Năm nay không có mục tiêu nào đến hạn; hạn gần nhất là năm {years[0]}." if years else ""
    late = sum(row.standing == Standing.NOT_MET for row in due)
    unknown = [row for row in due if row.kept_by("chua-co-so")]
    reached = len(due) - late - len(unknown)
    said = [f"{vi.whole(late)} chưa đạt" if late else "", f"{vi.whole(reached)} đạt" if reached else ""]
    if unknown:
        said.append(f"{vi.whole(len(unknown))} chưa kết luận được ({_why_unknown(unknown)})")
    return f"Đến hạn trong năm {card.year}: {vi.whole(len(due))} mục tiêu, {', '.join(filter(None, said))}."


def _why_unknown(rows: Sequence[TargetRow]) -> str:
    """Why so many targets are not decided, the commonest first: "12 chưa có biểu nào thu, 6 chưa có số được duyệt"."""
    found = Counter(_lack_of(row) for row in rows)
    part = _part_words(rows)
    return ", ".join(
        f"{vi.whole(number)} {f'mới {part} có số' if why == OF_A_PART and part else why}"
        for why, number in found.most_common()
    )


OF_A_PART = "mới một phần đơn vị có số"


def _lack_of(row: TargetRow) -> str:
    if row.standing == Standing.NOT_COMPARABLE:
        return "không so sánh được"
    if row.indicator is None or row.found is None:
        return "chưa có biểu nào thu số liệu"
    return OF_A_PART if row.found.numerator is not None and row.now is None else "chưa có số được duyệt"


def _flows(series: Series, year: int, name: str) -> Iterator[Flow]:
    for code in FLOWS:
        facts = series.measures.get(code)
        if facts is None:
            continue
        now, before = series.year(code, year), series.year(code, year - 1)
        write = vi.money if facts.unit_name == "đồng" else vi.whole
        of_how_many = f" ({before.part})" if before.part and before.numerator is not None else ""
        then = f"{write(before.numerator)}{of_how_many}"
        yield Flow(code, facts.label, write(now.numerator), then, _whose(series, now, year, name, write))


def _whose(series: Series, found: Sum, year: int, name: str, write: Callable[[int | None], str]) -> str:
    """Of how many units a flow is, what of it only books say, and what of it the offices above them recorded.

    Example: "14 phường theo sổ, báo cáo chưa được duyệt; gồm 133.000.000 đồng của Quận 11".
    """
    given = [each for each in found.inputs if not each.own_total and not each.kept]
    ended = {ward.pk for ward in series.ended.get(year, ())}
    gone = ended & {*(each.ward.pk for each in given), *(gap.ward.pk for gap in found.gaps)}
    books = {each.ward.pk for each in given if not each.submission}
    said = [found.basis]
    if found.part and gone:
        said[0] += f", kể cả {vi.whole(len(gone))} đơn vị kết thúc trong năm"
    if books:
        who = f"{vi.whole(len(books))} {found.units_word} " if found.expected > 1 else ""
        said.append(f"{who}theo sổ, báo cáo chưa được duyệt")
    if given and (kept := [each for each in found.inputs if each.kept and each.numerator]):
        names = joined(list(dict.fromkeys(each.ward.name or name for each in kept)))
        all_of_them = "" if any(said) else "tất cả đơn vị, "
        said.append(f"{all_of_them}gồm {write(sum(each.numerator for each in kept))} của {names}")
    return "; ".join(filter(None, said))
