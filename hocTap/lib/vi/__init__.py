"""How Vietnamese is written, read, searched and sorted: the one place that formats and reads numbers, days and money.

`writing` makes text of values, `reading` makes values of text (the only reader of what people type, paste or upload),
`order` finds and sorts. Everything is used from here: `vi.day(…)`, `vi.parse_day(…)`, `vi.fold(…)`.
"""

from hocTap.lib.vi.order import SORT_KEY_LENGTH, fold, holds, meant, nfc, person_sort_key, same_name, sort_key
from hocTap.lib.vi.reading import (
    DAY_EXAMPLE,
    LARGEST,
    LONGEST,
    MONEY_EXAMPLES,
    Counted,
    parse_count,
    parse_day,
    parse_decimal,
    parse_money,
    parse_percent,
    parse_school_year,
    parse_whole,
    parse_year,
    within,
)
from hocTap.lib.vi.writing import NOTHING, day, decimal, from_to, long_day, moment, money, percent, school_year, whole

__all__ = [
    "DAY_EXAMPLE",
    "LARGEST",
    "LONGEST",
    "MONEY_EXAMPLES",
    "NOTHING",
    "SORT_KEY_LENGTH",
    "Counted",
    "day",
    "decimal",
    "fold",
    "from_to",
    "holds",
    "long_day",
    "meant",
    "moment",
    "money",
    "nfc",
    "parse_count",
    "parse_day",
    "parse_decimal",
    "parse_money",
    "parse_percent",
    "parse_school_year",
    "parse_whole",
    "parse_year",
    "percent",
    "person_sort_key",
    "same_name",
    "school_year",
    "sort_key",
    "whole",
    "within",
]
