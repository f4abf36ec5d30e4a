"""Published counts beside computed ones."""

import pytest

from indicators.enums import Qualifier
from reports.rules import agrees, compare_counts

BELOW, ABOVE, ABOUT, EXACT = Qualifier.BELOW, Qualifier.ABOVE, Qualifier.ABOUT, Qualifier.EXACT


@pytest.mark.parametrize(
    ("found", "printed", "qualifier", "expected"),
    [
        (53, 53, EXACT, True),
        (52, 53, EXACT, False),
        (10_798, 10_800, BELOW, True),
        (10_800, 10_800, BELOW, False),
        (10_801, 10_800, BELOW, False),
        (10_260, 10_800, BELOW, True),
        (10_259, 10_800, BELOW, False),
        (8_000_000_001, 8_000_000_000, ABOVE, True),
        (8_000_000_000, 8_000_000_000, ABOVE, False),
        (8_400_000_001, 8_000_000_000, ABOVE, False),
        (95, 100, ABOUT, True),
        (106, 100, ABOUT, False),
        (0, 0, EXACT, True),
    ],
)
def test_a_qualified_count_promises_a_side_and_nearness(
    found: int, printed: int, qualifier: Qualifier, expected: bool
) -> None:
    assert agrees(found, printed, qualifier) is expected


def test_an_exact_count_that_agrees_needs_few_words() -> None:
    assert compare_counts(53, 53, "53", EXACT) == "Số đếm khớp."
    assert compare_counts(52, 53, "53", EXACT) == "Số đếm tính được là 52, kém 1 so với “53”: không phù hợp."


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (10_798, "Số đếm tính được là 10.798, kém 2 so với “gần 10.800”: phù hợp."),
        (10_900, "Số đếm tính được là 10.900, hơn 100 so với “gần 10.800”: không phù hợp."),
        (10_801, "Số đếm tính được là 10.801, hơn 1 so với “gần 10.800”: không phù hợp."),
        (10_800, "Số đếm tính được là 10.800, đúng bằng “gần 10.800”: không phù hợp."),
        (None, "Chưa có số liệu được duyệt để đối chiếu với “gần 10.800”."),
    ],
)
def test_the_comparison_is_said_in_words(found: int | None, expected: str) -> None:
    assert compare_counts(found, 10_800, "gần 10.800", BELOW) == expected
