"""Published figures against their own arithmetic: a count, a base and the percentage that a source printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import Qualifier, Rounding, Verdict
from indicators.rules.rates import rate


@dataclass(frozen=True)
class Count:
    """A count as a source gave it: the number, and how exact it was said to be."""

    number: int | None
    qualifier: Qualifier = Qualifier.EXACT

    @property
    def exact(self) -> bool:
        return self.qualifier == Qualifier.EXACT


@dataclass(frozen=True)
class Bases:
    """The whole-number bases that would print so: from `low` to `high`; without `high` there is no upper end."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Reconciliation:
    """What became of one statement: the verdict, and everything it rests on.

    `half_up` and `cut` are there when count, base and percentage were all given; the ends of the bases only for
    `implied_base`, where two empty ends mean that no base fits and a lone lower end that there is no upper one.
    `reason` says in words why nothing could be computed.
    """

    verdict: Verdict
    numerator: int | None = None
    denominator: int | None = None
    printed: str = ""
    exact: bool = True
    places: int = 0
    half_up: Decimal | None = None
    cut: Decimal | None = None
    bases_half_up: Bases | None = None
    bases_cut: Bases | None = None
    reason: str = ""

    @property
    def den_half_up_min(self) -> int | None:
        return self.bases_half_up.low if self.bases_half_up else None

    @property
    def den_half_up_max(self) -> int | None:
        return self.bases_half_up.high if self.bases_half_up else None

    @property
    def den_cut_min(self) -> int | None:
        return self.bases_cut.low if self.bases_cut else None

    @property
    def den_cut_max(self) -> int | None:
        return self.bases_cut.high if self.bases_cut else None


def reconcile(
    numerator: int | None, denominator: int | None, printed: str | None, *, exact: bool = True
) -> Reconciliation:
    """Judge one statement "count, base, printed percentage", in whole numbers, with the printed number of decimals.

    | count | base | printed | verdict                                                              |
    | yes   | yes  | yes     | agrees_both, agrees_half_up, agrees_cut, contradicts                 |
    | yes   | no   | yes     | implied_base; contradicts when no whole base fits either convention  |
    | any other combination    | not_computable: nothing is printed, or there is nothing to set beside it |

    An empty base (0) has no rate, and a printed text that is no percentage ("trên 72%", "-5%") has no decimals to
    compare: not_computable. A stated base below its count is computed as it stands (91/74 is 122.97 %; sources
    do print such shares) and only remarked on; an *implied* base is never below its count, so 10 printed as
    200 % contradicts itself. A count or base that is not exact ("gần 10.800") gives no rate: with a base it is
    not_computable; alone it still implies a base, reckoned from the number as written, and never contradicts.
    """
    text = (printed or "").strip()
    try:
        share = vi.parse_percent(text)
    except Refused as refused:
        return Reconciliation(Verdict.NOT_COMPUTABLE, numerator, denominator, text, exact, reason=str(refused))
    reason = _what_is_missing(numerator, denominator, share, exact=exact)
    if reason or share is None or numerator is None:
        return Reconciliation(Verdict.NOT_COMPUTABLE, numerator, denominator, text, exact, reason=reason)
    if denominator is None:
        return _imply(numerator, share, text, exact=exact)
    return _compare(numerator, denominator, share, text)


def reconcile_texts(numerator: str, denominator: str, printed: str) -> Reconciliation:
    """The same for a statement as it was written, with Vietnamese or plain numbers and words such as "gần".

    A count that cannot be read makes the statement not_computable; it is not taken for a missing one.
    """
    try:
        count, base = read_count(numerator), read_count(denominator)
    except Refused as refused:
        return Reconciliation(Verdict.NOT_COMPUTABLE, printed=printed.strip(), reason=str(refused))
    return reconcile(count.number, base.number, printed, exact=count.exact and base.exact)


def read_count(text: str) -> Count:
    """Read "10.800", "10800", "10800.0" (as spreadsheets write it) or "gần 10.800"; empty is no number.

    Raises Refused with a sentence for anything else.
    """
    said = vi.parse_count(text)
    return Count(said.number, Qualifier.said(said.word))


def explain(found: Reconciliation) -> str:
    """The verdict in words, with the numbers: "53/63 = 84,1270 %: cắt còn 84,12; làm tròn là 84,13. …"."""
    if found.verdict == Verdict.NOT_COMPUTABLE:
        return f"Không tính lại được. {found.reason}"
    if found.numerator is not None and found.denominator is not None:
        return _explain_compared(found, found.numerator, found.denominator)
    if found.verdict == Verdict.IMPLIED_BASE:
        return _explain_implied(found)
    return (
        f"Không có mẫu số nguyên nào, không nhỏ hơn tử số, để {vi.whole(found.numerator)} được in thành "
        f"{found.printed}: hai số này mâu thuẫn nhau."
    )


def _what_is_missing(numerator: int | None, denominator: int | None, share: Decimal | None, *, exact: bool) -> str:
    if share is None:
        return "Nguồn không in tỉ lệ phần trăm."
    if numerator is None:
        return "Nguồn không ghi số đếm (tử số)."
    if numerator < 0 or (denominator is not None and denominator < 0):
        return "Số đếm không thể âm."
    if denominator == 0:
        return "Mẫu số bằng 0 thì không có tỉ lệ."
    if denominator is not None and not exact:
        return "Số đếm hoặc mẫu số không phải số chính xác, nên không tính tỉ lệ từ đó."
    return ""


def _compare(numerator: int, denominator: int, share: Decimal, printed: str) -> Reconciliation:
    places = _places(share)
    half_up = rate(numerator, denominator, Rounding.HALF_UP, places)
    cut = rate(numerator, denominator, Rounding.CUT, places)
    verdict = {
        (True, True): Verdict.AGREES_BOTH,
        (True, False): Verdict.AGREES_HALF_UP,
        (False, True): Verdict.AGREES_CUT,
        (False, False): Verdict.CONTRADICTS,
    }[share == half_up, share == cut]
    return Reconciliation(verdict, numerator, denominator, printed, places=places, half_up=half_up, cut=cut)


def _imply(numerator: int, share: Decimal, printed: str, *, exact: bool) -> Reconciliation:
    places = _places(share)
    steps = int(f"{share:f}".replace(".", ""))
    # In halves of the last printed digit: half-up prints from steps - ½, cut from steps itself.
    scaled = numerator * 200 * 10**places
    half_up = _bases(numerator, scaled, 2 * steps - 1, 2 * steps + 1)
    cut = _bases(numerator, scaled, 2 * steps, 2 * steps + 2)
    verdict, reason = Verdict.IMPLIED_BASE, ""
    if half_up is None and cut is None:
        verdict = Verdict.CONTRADICTS if exact else Verdict.NOT_COMPUTABLE
        reason = "" if exact else "Số đếm không chính xác, và không mẫu số nào cho ra đúng tỉ lệ đã in."
    return Reconciliation(
        verdict,
        numerator,
        None,
        printed,
        exact,
        places,
        bases_half_up=half_up,
        bases_cut=cut,
        reason=reason,
    )


def _bases(numerator: int, scaled: int, lowest: int, beyond: int) -> Bases | None:
    """The bases d ≥ max(1, count) with lowest ≤ scaled / d < beyond; `lowest` of 0 or less bounds nothing."""
    low = max(scaled // beyond + 1, numerator)
    if lowest <= 0:
        return Bases(low, None)
    high = scaled // lowest
    return Bases(low, high) if low <= high else None


def _places(share: Decimal) -> int:
    return len(f"{share:f}".partition(".")[2])


def _explain_compared(found: Reconciliation, numerator: int, denominator: int) -> str:
    conclusion = {
        Verdict.AGREES_BOTH: "khớp theo cả hai cách",
        Verdict.AGREES_HALF_UP: "là số làm tròn",
        Verdict.AGREES_CUT: "là số cắt bớt",
        Verdict.CONTRADICTS: "không khớp với tử số và mẫu số",
    }[found.verdict]
    computed = vi.decimal(_telling(numerator, denominator, found))
    sentence = (
        f"{vi.whole(numerator)}/{vi.whole(denominator)} = {computed} %: cắt còn {vi.decimal(found.cut)}; "
        f"làm tròn là {vi.decimal(found.half_up)}. Số đã in {found.printed} {conclusion}."
    )
    return f"{sentence} Tử số lớn hơn mẫu số: cần hỏi lại nguồn." if numerator > denominator else sentence


def _telling(numerator: int, denominator: int, found: Reconciliation) -> Decimal | None:
    """The rate with two decimals more, or with as many as it takes to see why it is cut and rounded as it is."""
    places = found.places + 2
    while (longer := rate(numerator, denominator, Rounding.HALF_UP, places)) is not None:
        part, whole = longer.as_integer_ratio()
        shortened = [rate(part, 100 * whole, rounding, found.places) for rounding in (Rounding.CUT, Rounding.HALF_UP)]
        if shortened == [found.cut, found.half_up]:
            break
        places += 1
    return longer


def _explain_implied(found: Reconciliation) -> str:
    half_up, cut = _span(found.bases_half_up), _span(found.bases_cut)
    sentence = f"Chỉ suy ra được mẫu số: {half_up} (làm tròn); {cut} (cắt bớt)."
    return sentence if found.exact else f"{sentence} Tử số không phải số chính xác, nên đây chỉ là ước đoán."


def _span(bases: Bases | None) -> str:
    if bases is None:
        return "không có số nào"
    if bases.high is None:
        return f"từ {vi.whole(bases.low)} trở lên"
    return vi.whole(bases.low) if bases.low == bases.high else f"{vi.whole(bases.low)}–{vi.whole(bases.high)}"
