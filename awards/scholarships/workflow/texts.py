"""Free texts of a fund: no child's name belongs there, and what leaves the fund's room is looked over first."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from django.db import transaction

from awards.scholarships.models import Campaign, Fund
from hocTap.lib import vi
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import needed
from units.models import User

WORDS = re.compile(r"\w+")
LEAST_WORDS = 2
"""A name of one word ("An") is a word of the language; it is not looked for."""


class Names:
    """The names of a fund's children, read once and only when there is a text to look through."""

    def __init__(self, fund: Fund) -> None:
        self.fund = fund
        self.seen: dict[str, str] = {}

    @cached_property
    def known(self) -> dict[str, set[tuple[str, ...]]]:
        """The names word by word, without marks, by their first word."""
        found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for folded in self.fund.recipients.values_list("folded", flat=True).distinct():
            name = tuple(WORDS.findall(folded))
            if len(name) >= LEAST_WORDS:
                found[name[0]].add(name)
        return found

    def found_in(self, text: str) -> str:
        """The words of the text that are a child's name, as they are written there; nothing for most texts.

        Example: "Quà cho em nguyễn thị HOA nhân dịp Tết", where the fund knows Nguyễn Thị Hoa.
        """
        if text not in self.seen:
            self.seen[text] = self._search(text) if text.strip() else ""
        return self.seen[text]

    def _search(self, text: str) -> str:
        written = WORDS.findall(vi.nfc(text))
        words = [vi.fold(word) for word in written]
        for place, word in enumerate(words):
            for name in self.known.get(word, ()):
                if tuple(words[place : place + len(name)]) == name:
                    return " ".join(written[place : place + len(name)])
        return ""

    def doubts(self, texts: Mapping[str, str]) -> list[str]:
        """A sentence for each of these texts (by the label of its box) that holds a child's name."""
        return [
            f"{label} có “{name}”, là tên một em trong sổ của quỹ; tên trẻ em không ghi ở đây."
            for label, text in texts.items()
            if (name := self.found_in(text))
        ]


def refuse_names(fund: Fund, label: str, text: str) -> None:
    """Raises Refused for a text that others than the fund's officers read at once and that holds a child's name."""
    if sentences := Names(fund).doubts({label: text}):
        raise Refused(f"{sentences[0]} Hãy bỏ tên em đó đi.")


@transaction.atomic
def look_over(campaign: Campaign, outside: str, *, reason: str = "", by: User, at: dt.datetime) -> Campaign:
    """Say what those outside the fund's room read as the campaign's name; an empty text shows them its days alone.

    The fund's own name of it stays. Raises Doubtful for a child's name without a reason, Refused for a text too long.
    """
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("fund").get(pk=campaign.pk)
    text = needed(outside, "", name="Tên hiện ra ngoài quỹ", longest=160) if outside.strip() else ""
    why = settle(Names(locked.fund).doubts({"Tên hiện ra ngoài quỹ": text}), reason)[1]
    locked.outside_name, locked.looked_by, locked.looked_at = text, by, at
    locked.name_reason = why or locked.name_reason
    locked.save(update_fields=["outside_name", "looked_by", "looked_at", "name_reason"])
    return locked
