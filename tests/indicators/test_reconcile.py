"""Published figures: every statement gets one verdict, and the implied bases are those that a search finds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocTap.lib.refusals import Refused
from hocTap.lib.vi import parse_percent
from indicators.enums import Qualifier, Verdict
from indicators.rules.reconcile import Bases, Count, explain, read_count, reconcile, reconcile_texts


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed", "verdict", "half_up", "cut"),
    [
        (53, 63, "84,12%", Verdict.AGREES_CUT, "84.13", "84.12"),
        (53, 63, "84.13", Verdict.AGREES_HALF_UP, "84.13", "84.12"),
        (75, 78, "96,15%", Verdict.AGREES_BOTH, "96.15", "96.15"),
        (4, 8, "50%", Verdict.AGREES_BOTH, "50", "50"),
        (4, 8, "50.0", Verdict.AGREES_BOTH, "50.0", "50.0"),
        (69_996, 100_000, "70 %", Verdict.AGREES_HALF_UP, "70", "69"),
        (4_820, 9_175, "52,6", Verdict.CONTRADICTS, "52.5", "52.5"),
        (91, 74, "122,97%", Verdict.AGREES_BOTH, "122.97", "122.97"),
        (91, 74, "100%", Verdict.CONTRADICTS, "123", "122"),
        (53, 63, "84.127", Verdict.AGREES_HALF_UP, "84.127", "84.126"),
        (2_469, 200, "1.234,5", Verdict.AGREES_BOTH, "1234.5", "1234.5"),
        (0, 9, "0%", Verdict.AGREES_BOTH, "0", "0"),
    ],
)
def test_full_statement_is_compared_with_the_printed_number_of_decimals(
    numerator: int, denominator: int, printed: str, verdict: Verdict, half_up: str, cut: str
) -> None:
    found = reconcile(numerator, denominator, printed)

    assert (found.verdict, str(found.half_up), str(found.cut)) == (verdict, half_up, cut)
    assert (found.bases_half_up, found.bases_cut) == (None, None)


@pytest.mark.parametrize(
    ("numerator", "printed", "half_up", "cut"),
    [
        (10_800, "72%", Bases(14_897, 15_104), Bases(14_795, 15_000)),
        (4, "50%", Bases(8, 8), Bases(8, 8)),
        (1_000, "100", Bases(1_000, 1_005), Bases(1_000, 1_000)),
        (10, "100%", Bases(10, 10), Bases(10, 10)),
        (53, "84,12%", None, Bases(63, 63)),
        (53, "84,13%", Bases(63, 63), None),
        (0, "0%", Bases(1, None), Bases(1, None)),
        (4, "0%", Bases(801, None), Bases(401, None)),
        (4, "0,00", Bases(80_001, None), Bases(40_001, None)),
    ],
)
def test_missing_base_is_implied_and_never_below_its_count(
    numerator: int, printed: str, half_up: Bases | None, cut: Bases | None
) -> None:
    found = reconcile(numerator, None, printed)

    assert (found.verdict, found.bases_half_up, found.bases_cut) == (Verdict.IMPLIED_BASE, half_up, cut)
    assert (found.den_half_up_min, found.den_half_up_max) == ((half_up.low, half_up.high) if half_up else (None, None))
    assert (found.den_cut_min, found.den_cut_max) == ((cut.low, cut.high) if cut else (None, None))


@pytest.mark.parametrize(("numerator", "printed"), [(10, "200%"), (3, "84,12%"), (0, "5%"), (1, "99%")])
def test_count_and_percentage_that_no_base_fits_contradict_each_other(numerator: int, printed: str) -> None:
    found = reconcile(numerator, None, printed)

    assert (found.verdict, found.bases_half_up, found.bases_cut) == (Verdict.CONTRADICTS, None, None)
    assert found.reason == ""
    assert "mâu thuẫn" in explain(found)


@pytest.mark.parametrize("numerator", [None, 53])
@pytest.mark.parametrize("denominator", [None, 63])
@pytest.mark.parametrize("printed", [None, "", "84,12%"])
def test_each_of_the_eight_combinations_has_its_verdict(
    numerator: int | None, denominator: int | None, printed: str | None
) -> None:
    expected = Verdict.NOT_COMPUTABLE
    if numerator and printed:
        expected = Verdict.AGREES_CUT if denominator else Verdict.IMPLIED_BASE

    found = reconcile(numerator, denominator, printed)

    assert found.verdict == expected
    assert bool(found.reason) is (expected == Verdict.NOT_COMPUTABLE)


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed", "word"),
    [
        (5, 0, "0%", "bằng 0"),
        (0, 0, "100%", "bằng 0"),
        (-5, 9, "5%", "âm"),
        (5, -9, "5%", "âm"),
        (5, 9, "trên 55%", "trên 55%"),
        (5, 9, "-5%", "-5%"),
        (5, 9, "%", "Không đọc được"),
        (5, 9, "55,5,5", "Không đọc được"),
        (5, 9, "٥٥%", "Không đọc được"),
        (5, 9, "9" * 50, "Không đọc được"),
        (5, 9, "nan", "Không đọc được"),
    ],
)
def test_statement_without_a_rate_says_why(numerator: int, denominator: int, printed: str, word: str) -> None:
    found = reconcile(numerator, denominator, printed)

    assert (found.verdict, found.half_up, found.cut) == (Verdict.NOT_COMPUTABLE, None, None)
    assert word in explain(found)


def test_inexact_count_gives_no_rate_and_only_a_guess_of_the_base() -> None:
    assert reconcile(10_800, 15_000, "72%", exact=False).verdict == Verdict.NOT_COMPUTABLE
    unfitting = reconcile(3, None, "84,12%", exact=False)
    assert (unfitting.verdict, unfitting.reason[:23]) == (Verdict.NOT_COMPUTABLE, "Số đếm không chính xác,")
    assert (Count(3).exact, Count(3, Qualifier.BELOW).exact) == (True, False)
    implied = reconcile_texts("gần 10.800", "", "72%")
    assert (implied.verdict, implied.bases_half_up) == (Verdict.IMPLIED_BASE, Bases(14_897, 15_104))
    assert explain(implied).endswith("Tử số không phải số chính xác, nên đây chỉ là ước đoán.")


def search(numerator: int, steps: int, places: int, doubled: int) -> list[int]:
    """Every base up to where all print 0, by trial; `doubled` is 1 for half-up and 0 for cut."""
    scaled = 200 * 10**places * numerator
    return [base for base in range(max(numerator, 1), scaled + 3) if (scaled + doubled * base) // (2 * base) == steps]


def spread(bases: Bases | None, end: int) -> list[int]:
    return [] if bases is None else list(range(bases.low, (bases.high or end) + 1))


@given(st.integers(0, 9), st.integers(0, 1), st.data())
def test_implied_bases_are_those_a_search_finds(numerator: int, places: int, data: st.DataObject) -> None:
    steps = data.draw(st.integers(0, 110 * 10**places))
    end = 200 * 10**places * numerator + 2

    found = reconcile(numerator, None, str(Decimal(f"{steps}e-{places}")))

    half_up, cut = search(numerator, steps, places, 1), search(numerator, steps, places, 0)
    assert (spread(found.bases_half_up, end), spread(found.bases_cut, end)) == (half_up, cut)
    assert found.verdict == (Verdict.IMPLIED_BASE if half_up or cut else Verdict.CONTRADICTS)


@given(st.integers(0, 10**14), st.integers(1, 10**14), st.integers(0, 4))
def test_rate_printed_either_way_agrees_and_implies_its_own_base(one: int, other: int, places: int) -> None:
    numerator, denominator = min(one, other), max(one, other)
    full = reconcile(numerator, denominator, f"{0:.{places}f}")
    half_up, cut = (
        reconcile(numerator, denominator, f"{text:f}") for text in (full.half_up, full.cut) if text is not None
    )

    assert half_up.verdict in {Verdict.AGREES_BOTH, Verdict.AGREES_HALF_UP}
    assert cut.verdict in {Verdict.AGREES_BOTH, Verdict.AGREES_CUT}
    implied_half_up = reconcile(numerator, None, half_up.printed).bases_half_up
    implied_cut = reconcile(numerator, None, cut.printed).bases_cut
    for bases in (implied_half_up, implied_cut):
        assert bases is not None
        assert bases.low <= denominator
        assert bases.high is None or denominator <= bases.high


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 5))
def test_explanation_shows_a_rate_that_cuts_and_rounds_as_said(numerator: int, denominator: int, places: int) -> None:
    found = reconcile(numerator, denominator or None, f"{50:.{places}f}")
    sentence = explain(found)

    assert "None" not in sentence
    if found.half_up is not None:
        shown = sentence.split(" = ")[1].split(" %")[0].replace(".", "").replace(",", ".")
        again = reconcile(int(Decimal(shown) * 10**40), 100 * 10**40, f"{50:.{places}f}")
        assert (again.half_up, again.cut) == (found.half_up, found.cut)


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed", "sentence"),
    [
        (53, 63, "84,12%", "53/63 = 84,1270 %: cắt còn 84,12; làm tròn là 84,13. Số đã in 84,12% là số cắt bớt."),
        (4, 8, "50%", "4/8 = 50,00 %: cắt còn 50; làm tròn là 50. Số đã in 50% khớp theo cả hai cách."),
        (8, 8, "100%", "8/8 = 100,00 %: cắt còn 100; làm tròn là 100. Số đã in 100% khớp theo cả hai cách."),
        (69_996, 100_000, "70%", "69.996/100.000 = 69,996 %: cắt còn 69; làm tròn là 70. Số đã in 70% là số làm tròn."),
        (
            91,
            74,
            "100%",
            "91/74 = 122,97 %: cắt còn 122; làm tròn là 123. Số đã in 100% không khớp với tử số và mẫu số. "
            "Tử số lớn hơn mẫu số: cần hỏi lại nguồn.",
        ),
        (10_800, None, "72%", "Chỉ suy ra được mẫu số: 14.897–15.104 (làm tròn); 14.795–15.000 (cắt bớt)."),
        (53, None, "84,12%", "Chỉ suy ra được mẫu số: không có số nào (làm tròn); 63 (cắt bớt)."),
        (4, None, "0%", "Chỉ suy ra được mẫu số: từ 801 trở lên (làm tròn); từ 401 trở lên (cắt bớt)."),
        (53, 63, None, "Không tính lại được. Nguồn không in tỉ lệ phần trăm."),
    ],
)
def test_verdict_is_said_in_words(numerator: int, denominator: int | None, printed: str | None, sentence: str) -> None:
    assert explain(reconcile(numerator, denominator, printed)) == sentence


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("10.800", Count(10_800)),
        (" 10800 ", Count(10_800)),
        ("53.0", Count(53)),
        ("", Count(None)),
        ("gần 10.800", Count(10_800, Qualifier.BELOW)),
        ("Trên 600", Count(600, Qualifier.ABOVE)),
        ("khoa\u0309ng 5", Count(5, Qualifier.ABOUT)),
        ("~5", Count(5, Qualifier.ABOUT)),
    ],
)
def test_count_is_read_with_how_exact_it_is(text: str, count: Count) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize("text", ["10,800", "10.80", "gần", "8 tỉ", "-5", "١٢", "5 hộ", "0.125", "53.00"])
def test_count_that_is_no_whole_number_is_refused_and_not_taken_for_missing(text: str) -> None:
    with pytest.raises(Refused):
        read_count(text)
    assert reconcile_texts("53", text, "84,12%").verdict == Verdict.NOT_COMPUTABLE
    assert reconcile_texts(text, "63", "84,12%").verdict == Verdict.NOT_COMPUTABLE


@pytest.mark.parametrize(
    ("text", "share"),
    [("84,12%", "84.12"), ("84.12", "84.12"), ("50.0 %", "50.0"), ("1.234,5", "1234.5"), ("72\u00a0%", "72")],
)
def test_percentage_keeps_the_decimals_it_was_printed_with(text: str, share: str) -> None:
    assert str(parse_percent(text)) == share


TYPED = st.text(alphabet="0123456789.,%- gầntrê~x\u00a0", max_size=9) | st.text(max_size=5)


@given(TYPED, TYPED, TYPED)
def test_any_three_texts_get_one_verdict_in_words(numerator: str, denominator: str, printed: str) -> None:
    found = reconcile_texts(numerator, denominator, printed)

    assert found.verdict in Verdict
    assert "None" not in explain(found)
    assert (found.verdict == Verdict.NOT_COMPUTABLE) is bool(found.reason)
