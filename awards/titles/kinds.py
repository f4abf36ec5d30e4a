"""The table of learning titles: each kind, and all that the product says of those who hold it.

A new kind is one entry here (and its criteria, procedure, measures and form lines under fixtures/reference): the
register, the forms, the counts for the ward's sheet, the shares, the review and its chart all read this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices


class Fate(Enum):
    """What can become of a holder, besides being corrected."""

    NEW_HEAD = "new_head"
    MOVED = "moved"
    SPLIT = "split"
    ENDED = "ended"


LASTING = (Fate.MOVED, Fate.ENDED)


@dataclass(frozen=True)
class Holders:
    """Who holds a title of one kind, in words and in rules."""

    counted: str
    """What one of them is called when counted: 75 "hộ"."""
    named: str
    """What a report calls them: 75 "hộ gia đình" được công nhận."""
    name_label: str
    """What their name is called on a form."""
    fates: tuple[Fate, ...] = LASTING
    are_people: bool = False
    """Named like a person, so sorted by the last word of the name."""
    in_community: bool = False
    """Each belongs to a khu phố; the others to their ward."""
    have_members: bool = False
    """Their members are counted by age."""
    managed_by_level: bool = False
    """A level (ward, district, province) manages each, with criteria and agencies of its own."""
    on_ward_sheet: bool = True
    """The ward's yearly sheet counts them, and with it every review."""
    only_where_counted: bool = False
    """A review leaves the title out where nobody counted it."""
    persons_measure: str = ""
    """The measure of the sheet that sums their members, where it has one."""
    anywhere: str = ""
    """What one is called when counted on a page of any place, where `counted` is a word of some places only."""
    certified: str = "Đơn vị"
    """What stands above the name on a certificate."""
    list_kind: str = ""
    """The kind of list (`uploads`) that brings them in."""
    in_groups: bool = False
    """Each may belong to a group of people, whose form of self-assessment it fills."""
    is_ward: bool = False
    """The ward itself: recognised from above, never written into the register by hand."""


class TitleKind(TextChoices):
    """A learning title; the words are those of QĐ 281/QĐ-TTg, QĐ 677/QĐ-TTg and TT 25/2023/TT-BGDĐT."""

    holders: Holders

    def __new__(cls, value: str, holders: Holders | None = None) -> TitleKind:
        made = str.__new__(cls, value)
        assert holders is not None  # noqa: S101
        made._value_ = value
        made.holders = holders
        return made

    HOUSEHOLD = (
        "household",
        Holders(
            "hộ",
            "hộ gia đình",
            "Họ và tên chủ hộ",
            fates=(Fate.NEW_HEAD, Fate.MOVED, Fate.SPLIT, Fate.ENDED),
            are_people=True,
            in_community=True,
            have_members=True,
            persons_measure="household-persons",
            certified="Hộ gia đình ông (bà)",
            list_kind="households",
        ),
        "Gia đình học tập",
    )
    CLAN = (
        "clan",
        Holders("dòng họ", "dòng họ", "Tên dòng họ, chi họ", have_members=True, certified="Dòng họ", list_kind="clans"),
        "Dòng họ học tập",
    )
    COMMUNITY = (
        "community",
        Holders(
            "khu phố",
            "cộng đồng khu phố",
            "Tên khu phố, thôn, ấp",
            fates=(Fate.ENDED,),
            in_community=True,
            anywhere="cộng đồng",
            certified="Cộng đồng",
            list_kind="community-holders",
        ),
        "Cộng đồng học tập",
    )
    ORGANISATION = (
        "organisation",
        Holders("đơn vị", "đơn vị", "Tên đơn vị", managed_by_level=True, list_kind="organisations"),
        "Đơn vị học tập",
    )
    CITIZEN = (
        "citizen",
        Holders(
            "người",
            "công dân",
            "Họ và tên",
            are_people=True,
            only_where_counted=True,
            certified="Ông (bà)",
            list_kind="citizens",
            in_groups=True,
        ),
        "Công dân học tập",
    )
    WARD = (
        "ward",
        Holders("đơn vị cấp xã", "đơn vị cấp xã", "Tên phường, xã", fates=(), on_ward_sheet=False, is_ward=True),
        "Cộng đồng học tập cấp xã",
    )

    @property
    def holder(self) -> str:
        """What one holder is called when counted, wherever it is: "hộ"; a khu phố or an ấp is a "cộng đồng"."""
        return self.holders.anywhere or self.holders.counted

    @property
    def share_source(self) -> str:
        """The name under which a line of criteria asks for the share of holders recognised, e.g. household_share."""
        return f"{self.value}_share"


ON_WARD_SHEET = tuple(kind for kind in TitleKind if kind.holders.on_ward_sheet)
PEOPLE = tuple(kind.value for kind in TitleKind if kind.holders.are_people)
"""Kinds whose holders are people."""

IN_COMMUNITY = tuple(kind for kind in TitleKind if kind.holders.in_community)
IN_GROUPS = tuple(kind for kind in TitleKind if kind.holders.in_groups)
MANAGED_BY_LEVEL = tuple(kind for kind in TitleKind if kind.holders.managed_by_level)
OF_WARDS = tuple(kind for kind in TitleKind if kind.holders.is_ward)
SHARES = {kind.share_source: kind for kind in ON_WARD_SHEET}
"""The title whose share a line of criteria asks for, by the name kept on the line."""
SHARE_CHOICES = [
    ("", "không"),
    *((source, f"tỉ lệ {kind.holder} được công nhận {kind.label}") for source, kind in SHARES.items()),
]
