"""What is written down about a candidate, and what happened to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from awards.titles.enums import CitizenGroup, ManagingLevel
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate
from awards.titles.querysets import TITLE_ROLES
from awards.titles.register.listing import units_of
from awards.titles.workflow.candidates import FIRST_DAY
from hocTap.lib.fields import Day, Whole
from hocTap.lib.forms import Seen
from units.enums import Role, UnitKind
from units.models import Unit, User
from units.naming import Scope, UnitChoice

BANDS = ("under_6", "aged_6_to_18", "aged_19_to_60", "over_60")
MOST_OF_A_BAND, MOST_OF_A_CLAN = 99, 9_999
CHOOSE = "— chọn —"


def name_field(kind: TitleKind) -> forms.CharField:
    return forms.CharField(label=kind.holders.name_label, max_length=120)


def address_field() -> forms.CharField:
    return forms.CharField(label="Địa chỉ", max_length=200, required=False)


def reason_field(*, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label="Lý do",
        max_length=300,
        required=required,
        help_text="Không ghi chuyện riêng, bệnh tật, vi phạm của người khác.",
    )


def day_field(label: str) -> Day:
    """A day on which something happened to a candidate: today unless it is said, never to come, never before 1990."""
    return Day(label=label, initial=timezone.localdate, earliest=FIRST_DAY, latest=timezone.localdate)


def since_field() -> Day:
    """Since when somebody is on the register; a ward that is no more is written to for its own days."""
    return Day(
        label="Theo dõi từ ngày",
        required=False,
        earliest=FIRST_DAY,
        latest=timezone.localdate,
        help_text="Để trống là hôm nay. Ghi sổ của những năm trước thì ghi ngày lập sổ.",
    )


class FactsForm(forms.Form):
    """Name, address and members: no identity number, no ethnicity, no religion, no diagnosis, no offence."""

    address = address_field()
    under_6 = Whole(label="Số người dưới 6 tuổi", required=False, most=MOST_OF_A_BAND)
    aged_6_to_18 = Whole(label="Từ 6 đến 18 tuổi", required=False, most=MOST_OF_A_BAND)
    aged_19_to_60 = Whole(label="Từ 19 đến 60 tuổi", required=False, most=MOST_OF_A_BAND)
    over_60 = Whole(label="Trên 60 tuổi", required=False, most=MOST_OF_A_BAND)
    exempt = forms.BooleanField(
        label="Có người được trừ khi tính tỉ lệ", required=False, help_text="Chỉ ghi có hay không, không ghi lý do."
    )
    managing_level = forms.ChoiceField(label="Cấp quản lý", choices=ManagingLevel.choices)
    group = forms.ChoiceField(
        label="Nhóm",
        choices=[("", CHOOSE), *CitizenGroup.choices],
        required=False,
        help_text="Mỗi nhóm có phiếu tự đánh giá riêng.",
    )

    def __init__(self, kind: TitleKind, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["name"] = name_field(kind)
        self.order_fields(["name"])
        if kind == TitleKind.CLAN:
            for name in BANDS:
                self.fields[name].most = MOST_OF_A_CLAN  # type: ignore[attr-defined]
        if not kind.holders.have_members:
            for name in (*BANDS, "exempt"):
                del self.fields[name]
        if not kind.holders.managed_by_level:
            del self.fields["managing_level"]
        if not kind.holders.in_groups:
            del self.fields["group"]

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "place"}


class CorrectForm(Seen, FactsForm):
    """The facts as they should have been written down; what somebody else corrected meanwhile is shown."""

    def __init__(self, candidate: Candidate, data: Any = None) -> None:
        kind = TitleKind(candidate.kind)
        facts = ("name", "address", *BANDS, "exempt", "managing_level", "group")
        initial = {name: getattr(candidate, name) for name in facts}
        super().__init__(kind, data, initial)


class PlaceField(UnitChoice):
    """A khu phố, or a ward for what has none, among those that the person may write to."""

    def __init__(self, user: User, kind: TitleKind, label: str) -> None:
        super().__init__(label=label, empty_label=CHOOSE)
        level = UnitKind.COMMUNITY if kind.holders.in_community else UnitKind.WARD
        roles = TITLE_ROLES if level == UnitKind.COMMUNITY else (Role.WARD_OFFICER, Role.DISTRICT_OFFICE)
        self.offer(units_of(user, level, roles), Scope((level,)))


def place_of(unit: Unit) -> Locality:
    """Ward and khu phố that the choice means."""
    version = unit.versions.latest("valid_from")
    if version.kind == UnitKind.COMMUNITY:
        return Locality(version.parent_id or 0, version.unit_id)
    return Locality(version.unit_id)


class AddForm(FactsForm):
    """A new candidate: where it belongs, and its facts."""

    def __init__(self, user: User, kind: TitleKind, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(kind, data, initial)
        self.fields["place"] = PlaceField(
            user, kind, "Khu phố, thôn, ấp" if kind.holders.in_community else "Nơi ghi sổ"
        )
        self.fields["since"] = since_field()
        self.order_fields(["place", "name"])

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "since"}


class HeadForm(forms.Form):
    name = name_field(TitleKind.HOUSEHOLD)
    on = day_field("Đổi từ ngày")
    reason = reason_field()


class MoveForm(forms.Form):
    address = forms.CharField(label="Địa chỉ mới", max_length=200)
    on = day_field("Chuyển từ ngày")
    reason = reason_field()

    def __init__(self, user: User, kind: TitleKind, data: Any = None) -> None:
        super().__init__(data)
        self.fields["place"] = PlaceField(user, kind, "Chuyển đến")
        self.order_fields(["place"])


class SplitForm(forms.Form):
    name = forms.CharField(label="Họ và tên chủ hộ mới", max_length=120)
    address = forms.CharField(label="Địa chỉ hộ mới", max_length=200)
    on = day_field("Tách từ ngày")
    under_6 = Whole(label="Hộ mới: số người dưới 6 tuổi", required=False, most=MOST_OF_A_BAND)
    aged_6_to_18 = Whole(label="Hộ mới: từ 6 đến 18 tuổi", required=False, most=MOST_OF_A_BAND)
    aged_19_to_60 = Whole(label="Hộ mới: từ 19 đến 60 tuổi", required=False, most=MOST_OF_A_BAND)
    over_60 = Whole(label="Hộ mới: trên 60 tuổi", required=False, most=MOST_OF_A_BAND)
    reason = reason_field()

    def left(self, candidate: Candidate) -> dict[str, Any]:
        """Members who stay, band by band, where both numbers are known."""
        asked = self.cleaned_data
        pairs = {band: (getattr(candidate, band), asked[band]) for band in BANDS}
        return {band: old - gone for band, (old, gone) in pairs.items() if old is not None and gone is not None}


class EndForm(forms.Form):
    on = day_field("Không còn từ ngày")
    reason = reason_field(required=True)


class ReasonForm(forms.Form):
    reason = reason_field(required=True)
