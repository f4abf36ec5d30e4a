"""What a paper is about: facts read from the registers, and the words that its kind proposes for them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hocTap.lib.refusals import Refused
from reports.paper.kept import digest, encode
from reports.paper.parts import Annex, Table
from reports.papers.enums import Agency, PaperKind
from reports.papers.parts import Signing
from units.models import UnitVersion


class Filed(NamedTuple):
    """Number, symbol, day and signer where a register keeps them already: the paper takes them from there."""

    number: int | None
    day: dt.date
    signer: str = ""
    symbol: str = ""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """All that composing a paper needs; nothing of it is asked of the database again.

    `bases`, `body` and `closing` are the words proposed, one paragraph a line; numbers stand in them as {so_luong} and
    are filled in from `fields` each time the paper is composed, whatever the office made of the words around them.
    """

    kind: PaperKind
    source_id: int
    name: str
    standing: UnitVersion
    head: UnitVersion | None = None
    """Whose name stands at the left above, where it is not that of the unit that answers for the paper: a khu phố."""
    day: dt.date
    """The day for which heading and succession are asked: of the signature where there is one."""
    issuing: Agency
    called: Mapping[str, str] = field(default_factory=dict)
    """What of the heading unit and agency do not tell: a learning centre's own name."""
    signer: str = ""
    """Who would sign, as far as a register says it: proposed when number and day are asked."""
    subject: str
    bases: str = ""
    body: str = ""
    closing: str = ""
    recipients: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    places: tuple[str, ...] = ()
    """Keys of tables that a line of the words may name: {bang_lop} on a line of its own. Others come last."""
    annexes: tuple[Annex, ...] = ()
    signings: tuple[Signing, ...] = ()
    filed: Filed | None = None
    waits_for: str = ""
    """Why it cannot be issued yet, in a sentence: the decision is not signed."""
    stamp: str = ""
    """Moves when something of what the paper rests on is written."""
    since: tuple[str, ...] = ()
    """What became of it afterwards without making the paper untrue: titles revoked since."""
    illustrative: bool = False

    @property
    def as_of(self) -> dt.date:
        """A day on which the agency's unit stood: who stood over it then reads the paper."""
        last = self.standing.valid_to
        return min(self.day, last) if last else self.day


def stamp_of(fields: Mapping[str, str], tables: tuple[Table, ...]) -> str:
    """Moves when a figure moves: for papers of a span, which rest on no row but on sums of many."""
    return digest({"fields": dict(fields), "tables": [encode(table) for table in tables]})


_FIELD = re.compile(r"\{([^{}\n]*)\}")


def filled(words: str, fields: Mapping[str, str]) -> str:
    """The words with each {name} replaced by its figure. Raises Refused for a name that the paper does not know."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in fields:
            known = ", ".join(f"{{{name}}}" for name in fields)
            raise Refused(f"Chỗ điền {{{found[1]}}} không có ở văn bản này. Các chỗ điền được: {known}.")
        return fields[found[1]]

    return _FIELD.sub(value, words)
