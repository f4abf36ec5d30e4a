"""A fund's donors: who gave what in a year and altogether, under one name where two were joined; whom to thank."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, F, Max, Q, Sum, When
from django.template.loader import render_to_string

from awards.scholarships.enums import MONEY, Book, EntryKind
from awards.scholarships.heads import issuer_of
from awards.scholarships.models import Donor, DonorJoin, Entry, Fund
from hocTap.lib import pdf, vi, word
from hocTap.lib.refusals import Refused

TITLES = {
    *("ong", "ba", "anh", "chi", "co", "chu", "bac", "gia", "dinh"),
    *("cong", "ty", "cty", "tnhh", "cp", "phan", "mtv", "dntn", "doanh", "nghiep"),
}
"""Words that one writes before a name and the next one leaves out."""


@dataclass
class Giving:
    """What a donor gave, all joined names together; money and goods are never added."""

    donor: Donor
    money: int = 0
    goods: int = 0
    times: int = 0
    all_money: int = 0
    all_goods: int = 0
    last_on: dt.date | None = None
    joined: list[DonorJoin] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.donor.name

    @property
    def kind(self) -> str:
        return self.donor.get_kind_display()

    @property
    def other_names(self) -> str:
        return "; ".join(join.donor.name for join in self.joined)


def near_key(name: str) -> str:
    """What is left of a name that two people would write alike: "Cty TNHH Bình Tân" and "Công ty Bình Tân"."""
    words = vi.fold(name).replace(".", " ").replace(",", " ").split()
    return " ".join(word for word in words if word not in TITLES) or " ".join(words)


def joins_of(fund: Fund) -> list[DonorJoin]:
    """The joinings in force."""
    return list(DonorJoin.objects.filter(donor__fund=fund, parted_at__isnull=True).select_related("donor", "into"))


def givings(fund: Fund, year: int) -> list[Giving]:
    """Every donor with the sums of the year and of all years, in three queries.

    Sums are of the books: a receipt taken back is taken off on the day of its contrary line.
    """
    joins = joins_of(fund)
    root = {join.donor_id: join.into_id for join in joins}
    found = {donor.pk: Giving(donor) for donor in fund.donors.order_by("sort_key", "pk") if donor.pk not in root}
    for join in joins:
        found[join.into_id].joined.append(join)
    in_year = Q(made_on__year=year)
    money, goods = Q(book__in=MONEY), Q(book=Book.GOODS)
    turn = Case(When(kind=EntryKind.REVERSAL, then=-1), default=1)
    lines = Entry.objects.filter(fund=fund, receipt__donor__isnull=False).order_by()
    rows = lines.values(donor=F("receipt__donor")).annotate(
        money=Sum("amount", filter=money & in_year, default=0),
        goods=Sum("amount", filter=goods & in_year, default=0),
        all_money=Sum("amount", filter=money, default=0),
        all_goods=Sum("amount", filter=goods, default=0),
        times=Sum(turn, filter=in_year, default=0),
        last=Max("made_on", filter=Q(kind=EntryKind.RECEIPT, reversed_by__isnull=True)),
    )
    for row in rows:
        giving = found[root.get(row["donor"], row["donor"])]
        for name in ("money", "goods", "all_money", "all_goods", "times"):
            setattr(giving, name, getattr(giving, name) + row[name])
        days = [day for day in (giving.last_on, row["last"]) if day]
        giving.last_on = max(days) if days else None
    return list(found.values())


def alike(found: Iterable[Giving]) -> list[tuple[Giving, Giving]]:
    """Pairs of names that may be one donor; nobody has joined them yet."""
    by_key: dict[str, list[Giving]] = defaultdict(list)
    for giving in found:
        by_key[near_key(giving.name)].append(giving)
    return [(group[0], other) for group in by_key.values() for other in group[1:]]


def matching(found: Sequence[Giving], asked: str) -> list[Giving]:
    """Those whose name, or a name joined to it, holds the words, with the marks that were typed."""
    return [
        each
        for each in found
        if vi.holds(each.name, asked) or any(vi.holds(joined.donor.name, asked) for joined in each.joined)
    ]


def to_thank(found: Iterable[Giving]) -> list[Giving]:
    """Who gave in the year, the largest sum of money first, then goods, then by name."""
    gave = [each for each in found if each.money > 0 or each.goods > 0]
    return sorted(gave, key=lambda each: (-each.money, -each.goods, each.donor.sort_key))


def years_of(fund: Fund) -> list[int]:
    """The years in which somebody gave, the last one first."""
    rows = fund.receipts.order_by().values_list("received_on__year").annotate(Count("pk"))
    return sorted((year for year, _ in rows), reverse=True)


def thank_list(fund: Fund, year: int) -> bytes:
    """The list to thank by, as PDF; money and goods in columns of their own. Raises Refused when nobody gave."""
    return pdf.from_html(_thanks(fund, year), "office-print.css", "book-print.css")


def thank_list_as_word(fund: Fund, year: int) -> bytes:
    """The same as docx; raises Refused likewise."""
    return word.from_html(_thanks(fund, year), word.LYING, row_height=9)


def _thanks(fund: Fund, year: int) -> str:
    rows = to_thank(givings(fund, year))
    if not rows:
        raise Refused(f"Năm {year} chưa ai ủng hộ {fund.name}, nên không có danh sách cảm ơn. Hãy chọn năm khác.")
    standing = fund.unit.versions.order_by("valid_from").last()
    context = {
        "fund": fund,
        "issuer": issuer_of(fund, dt.date(year, 12, 31)),
        "year": year,
        "rows": rows,
        "place": standing.name if standing else "",
        "money": sum(row.money for row in rows),
        "goods": sum(row.goods for row in rows),
    }
    return render_to_string("awards/scholarships/print/thanks.html", context)
