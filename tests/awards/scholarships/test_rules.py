"""Small cells: what of a table may be shown beside its total."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from awards.scholarships.rules import SMALL_CELL, suppressed

ROWS = st.dictionaries(
    st.integers(1, 9), st.fixed_dictionaries(dict.fromkeys(("th", "thcs"), st.integers(0, 6))), min_size=1, max_size=7
)


@given(ROWS)
def test_total_less_the_rows_shown_never_gives_a_small_cell(rows: dict[int, dict[str, int]]) -> None:
    hidden = suppressed(rows)

    left: Counter[str] = Counter()
    for key in hidden:
        left.update(rows[key])
    total = [sum(parts[level] for parts in rows.values()) for level in ("th", "thcs")]
    assert {key for key, parts in rows.items() if any(0 < part < SMALL_CELL for part in parts.values())} <= hidden
    assert not any(0 < part < SMALL_CELL for part in left.values()) or any(0 < part < SMALL_CELL for part in total)


def test_the_smallest_other_row_is_left_out_with_a_row_that_stands_alone() -> None:
    rows = {1: {"th": 2}, 2: {"th": 30}, 3: {"th": 5}, 4: {"th": 0}}

    assert suppressed(rows) == {1, 3}


def test_nothing_is_left_out_where_no_cell_is_small() -> None:
    assert suppressed({1: {"th": 3, "thcs": 0}, 2: {"th": 9, "thcs": 4}}) == frozenset()
