"""By which names a list may speak of an indicator: its own, with its base or without, and those of the decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.models import Indicator, Target
from units.words import joined

LONGEST_SHOWN = 80
_BETWEEN = re.compile(r"[^\w/]+")


def words_of(indicators: Iterable[Indicator]) -> dict[str, str]:
    """The indicators by the words that name them: with their base, since some differ in nothing else."""
    return {name_with_base(each): each.code for each in indicators}


def name_with_base(indicator: Indicator) -> str:
    """Example: "Tỉ lệ Dòng họ học tập (trên tổng số dòng họ)"."""
    return f"{indicator} ({indicator.base_label})" if indicator.base_label else str(indicator)


class Names:
    """Finds the indicator that is meant; what the decisions write is read once, in one query."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        rows = list(indicators)
        self.own = {_key(words): code for words, code in words_of(rows).items()}
        self.called: dict[str, set[str]] = {}
        self.full: dict[str, set[str]] = {}
        for each in rows:
            self._add(each.code, each.label, each.base_label)
        decided = Target.objects.filter(framework__plan__isnull=True, indicator__in=rows)
        for code, label, base in decided.values_list("indicator__code", "label", "base_label").distinct():
            self._add(code, label, base)

    def _add(self, code: str, label: str, base: str) -> None:
        self.called.setdefault(_key(label), set()).add(code)
        if not base:
            return
        self.full.setdefault(f"{label} (trên {base.removeprefix('trên ')})", set()).add(code)
        for over in {base, base.removeprefix("trên "), f"trên {base.removeprefix('trên ')}"}:
            self.called.setdefault(_key(f"{label} {over}"), set()).add(code)

    def code(self, text: str) -> str:
        """The code of the indicator of that name. Raises Refused for a name of none or of several bases."""
        key, typed = _key(text), vi.nfc(text)[:LONGEST_SHOWN]
        if own := self.own.get(key):
            return own
        found = sorted(self.called.get(key, ()))
        if len(found) == 1:
            return found[0]
        if not found:
            raise Refused(
                f"Kế hoạch này không có chỉ tiêu “{typed}”. Hãy ghi tên như trong trang kế hoạch, trong mẫu hoặc như "
                "văn bản của cấp trên."
            )
        ways = sorted(words for words, codes in self.full.items() if codes <= {*found} and key in _key(words))
        raise Refused(f"“{typed}” có nhiều mẫu số. Hãy ghi cả mẫu số, như: {joined(ways)}.")


def _key(text: str) -> str:
    return _BETWEEN.sub(" ", vi.fold(text)).strip()
