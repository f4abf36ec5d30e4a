"""Lists of households, clans, organisations, citizens and khu phố, taken in from Excel: what becomes of each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import timezone

from awards.titles.enums import CitizenGroup, ManagingLevel
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate
from awards.titles.register.forms import BANDS, MOST_OF_A_BAND, MOST_OF_A_CLAN, since_field
from awards.titles.register.permissions import can_record_in
from awards.titles.workflow.candidates import REGISTER, record_all
from awards.titles.workflow.taking_back import since_recorded, unrecord_all
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Importer, Made, create, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from awards.uploads.words import address_key, same_name
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User
from units.standing import must_stand

YES, NO = "có", "không"
RECORDED = "candidates"


def _band(code: str, label: str, *other_names: str, most: int = MOST_OF_A_BAND) -> Column:
    return Column(code, label, Kind.WHOLE, width=12, largest=most, other_names=other_names)


def _bands(most: int = MOST_OF_A_BAND) -> tuple[Column, ...]:
    """Members by age, as far as the list has them."""
    return (
        _band("under_6", "Dưới 6 tuổi", most=most),
        _band("aged_6_to_18", "Từ 6 đến 18 tuổi", "6-18 tuổi", most=most),
        _band("aged_19_to_60", "Từ 19 đến 60 tuổi", "19-60 tuổi", most=most),
        _band("over_60", "Trên 60 tuổi", most=most),
    )


WARD = Column("ward", "Phường", Kind.CHOICE, is_place=True, width=14)
COMMUNITY = Column(
    "community", "Khu phố", Kind.CHOICE, is_place=True, width=16, other_names=("Tổ dân phố", "Khu phố, tổ dân phố")
)
EXEMPT = Column(
    "exempt",
    "Có người được trừ",
    Kind.CHOICE,
    width=14,
    help="Chỉ chọn có hoặc không, không ghi lý do.",
    also=(("x", YES),),
)
NOT_WRITTEN = "Không ghi số căn cước, dân tộc, tôn giáo, bệnh tật, vi phạm. Không sửa dòng tiêu đề."
HOUSEHOLDS = Template(
    code="ho-gia-dinh",
    version=1,
    title="Danh sách hộ gia đình",
    instructions=(
        "Mỗi dòng một hộ. Cột có dấu * phải ghi. Số người để trống nếu chưa biết, ghi 0 nếu không có. " + NOT_WRITTEN
    ),
    columns=(
        WARD,
        COMMUNITY,
        Column("name", "Họ và tên chủ hộ", required=True, width=28, longest=120, other_names=("Chủ hộ", "Họ tên")),
        Column("address", "Địa chỉ", required=True, width=36, help="Số nhà, tên đường."),
        *_bands(),
        EXEMPT,
    ),
)
CLANS = Template(
    code="dong-ho",
    version=1,
    title="Danh sách dòng họ",
    instructions=(
        "Mỗi dòng một dòng họ, chi họ. Cột có dấu * phải ghi. Số người để trống nếu chưa biết. " + NOT_WRITTEN
    ),
    columns=(
        WARD,
        Column(
            "name",
            "Tên dòng họ, chi họ",
            required=True,
            width=28,
            longest=120,
            other_names=("Dòng họ", "Họ tộc", "Tộc họ", "Tên họ", "Chi họ", "Tên dòng họ"),
        ),
        Column("address", "Địa chỉ nhà thờ họ, trưởng họ", width=36, other_names=("Nhà thờ họ", "Địa chỉ")),
        *_bands(MOST_OF_A_CLAN),
        EXEMPT,
    ),
    bare=True,
)
LEVELS = {str(label): value for value, label in ManagingLevel.choices}
LEVEL = Column(
    "managing_level",
    "Cấp quản lý",
    Kind.CHOICE,
    width=24,
    also=(
        *((word, str(ManagingLevel.WARD.label)) for word in ("phường", "xã", "thị trấn")),
        *((word, str(ManagingLevel.DISTRICT.label)) for word in ("quận", "huyện", "thị xã")),
        *((word, str(ManagingLevel.PROVINCE.label)) for word in ("tỉnh", "thành phố", "sở", "trung ương")),
    ),
)
ORGANISATIONS = Template(
    code="don-vi",
    version=1,
    title="Danh sách cơ quan, đơn vị",
    instructions=(
        "Mỗi dòng một cơ quan, trường học, doanh nghiệp, đơn vị. Cột có dấu * phải ghi. Không sửa dòng tiêu đề."
    ),
    columns=(
        WARD,
        Column(
            "name",
            "Tên đơn vị",
            required=True,
            width=36,
            longest=120,
            other_names=("Đơn vị", "Cơ quan", "Cơ quan, đơn vị", "Tên cơ quan, đơn vị", "Trường", "Doanh nghiệp"),
        ),
        Column("address", "Địa chỉ", width=36, other_names=("Trụ sở", "Địa chỉ trụ sở")),
        replace(LEVEL, required=True, once=True),
    ),
)
GROUPS = {str(label): value for value, label in CitizenGroup.choices}
GROUP = Column(
    "group",
    "Nhóm",
    Kind.CHOICE,
    width=30,
    help="Mỗi nhóm có phiếu tự đánh giá riêng.",
    other_names=("Nhóm công dân", "Đối tượng", "Nhóm đối tượng", "Phiếu"),
    also=(
        *((word, str(CitizenGroup.RESIDENT.label)) for word in ("người dân", "nông dân", "lao động nông thôn")),
        *((word, str(CitizenGroup.WORKER.label)) for word in ("công nhân", "thợ", "dịch vụ", "người lao động")),
        *((word, str(CitizenGroup.OFFICIAL.label)) for word in ("cán bộ", "công chức", "viên chức", "doanh nhân")),
        *((word, str(CitizenGroup.LEARNER.label)) for word in ("học sinh", "sinh viên", "học viên", "người học")),
    ),
)
CITIZENS = Template(
    code="cong-dan",
    version=1,
    title="Danh sách công dân",
    instructions="Mỗi dòng một người. Cột có dấu * phải ghi. " + NOT_WRITTEN,
    columns=(
        WARD,
        COMMUNITY,
        Column("name", "Họ và tên", required=True, width=28, longest=120, other_names=("Họ tên", "Công dân")),
        Column("address", "Địa chỉ", width=36, help="Số nhà, tên đường."),
        GROUP,
    ),
    bare=True,
)
COMMUNITY_HOLDERS = Template(
    code="khu-pho-xet-danh-hieu",
    version=1,
    title="Danh sách khu phố, thôn, ấp xét danh hiệu",
    instructions="Mỗi dòng một khu phố, thôn, ấp đã có trong danh mục của phường, xã. Không sửa dòng tiêu đề.",
    columns=(
        Column(
            "name",
            "Khu phố, thôn, ấp",
            Kind.CHOICE,
            is_place=True,
            required=True,
            width=28,
            longest=120,
            other_names=("Khu phố", "Tên khu phố", "Thôn", "Ấp", "Tên thôn", "Tên ấp", "Cộng đồng"),
        ),
    ),
    bare=True,
)


class SinceForm(forms.Form):
    """Since when the holders of the list are on the register."""

    since = since_field()

    def clean_since(self) -> str:
        day: dt.date | None = self.cleaned_data["since"]
        return day.isoformat() if day else ""


class CommunityForm(SinceForm):
    """Whose list it is, where the file itself does not say."""

    community = forms.ChoiceField(label="Danh sách của khu phố, thôn, ấp", required=False)
    field_order = ("community", "since")

    def __init__(self, names: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", "ghi ở cột “Khu phố” của tệp"), *((name, name) for name in names)]


@dataclass(frozen=True)
class There:
    """A holder on the register, as far as a list is compared with it."""

    pk: int
    name: str
    bands: tuple[int | None, ...]


Key = tuple[int, str, str]
"""Khu phố (0 for none), name and address for comparing."""


@dataclass(frozen=True)
class Known:
    """What the ward's register holds of one kind, by khu phố, name and address."""

    exact: Mapping[Key, There]
    alike: Mapping[Key, There]

    @classmethod
    def of(cls, ward: Unit, kind: TitleKind) -> Known:
        rows = Candidate.objects.active().of_kind(kind).filter(ward=ward)
        exact, alike = {}, {}
        for pk, name, folded, address, community, *bands in rows.values_list(
            "pk", "name", "folded", "folded_address", "community_id", *BANDS
        ):
            there = There(pk, name, tuple(bands))
            exact[community or 0, same_name(name), address] = there
            alike[community or 0, folded, address] = there
        return cls(exact, alike)


def known_since(context: Context) -> dt.date:
    """The day that was said for the whole list, else the day on which it is sent."""
    said = str(context.options.get("since", ""))
    return dt.date.fromisoformat(said) if said else timezone.localdate(context.at)


class HolderImporter(Importer):
    """Holders of one kind of a ward; what is on the register already is left as it is."""

    title: ClassVar[TitleKind]
    role = Role.WARD_OFFICER
    may_leave_out = True

    def permits(self, user: User, unit: Unit) -> bool:
        """The officer of the ward itself keeps its register."""
        return can_record_in(user, unit.pk)

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {
            "ward": [str(unit)],
            "community": [version.name for version in communities_of(unit, on)] if self._has("community") else [],
            "exempt": [YES, NO],
            "managing_level": [str(label) for _, label in ManagingLevel.choices],
            "group": list(GROUPS),
        }

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        return SinceForm(data)

    def _has(self, code: str) -> bool:
        return any(column.code == code for column in self.template.columns)

    def back(self, unit: Unit) -> tuple[str, str]:
        query = urlencode({"phuong": unit.pk, "loai": self.title.value})
        return f"Sổ {self.title.holders.named} {unit}", f"{reverse('titles:candidate-list')}?{query}"

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, already there, or refused: a row without its khu phố, of another one, or twice in the file.

        A holder is there when khu phố, name (however typed) and address agree; one that is merely alike is
        written with a note, and merged by hand if it is the same. Nothing on the register is written over.
        """
        must_stand(context.unit.pk, known_since(context), REGISTER)
        places = self._places(context)
        known, seen = Known.of(context.unit, self.title), dict[Key, int]()
        chosen = str(context.options.get("community", ""))
        return [self._judge(row, places, chosen, known, seen) for row in rows]

    def _places(self, context: Context) -> Mapping[str, int]:
        """Khu phố of the ward by name, where the list speaks of them."""
        if not self._has("community"):
            return {}
        today = timezone.localdate(context.at)
        return {version.name: version.unit_id for version in communities_of(context.unit, today)}

    def _judge(self, row: Row, places: Mapping[str, int], chosen: str, known: Known, seen: dict[Key, int]) -> Decision:
        community = row["community"] or chosen
        if self.title.holders.in_community and not community:
            return refuse(row, "Khu phố: chưa ghi nơi ở.", "community")
        if chosen and community != chosen:
            return refuse(row, f"Khu phố: dòng ghi {community}, danh sách là của {chosen}.", "community")
        if not any(letter.isalpha() for letter in row["name"]):
            return refuse(row, f"{self.title.holders.name_label}: không có chữ nào.", "name")
        place = places[community] if community else 0
        key = (place, same_name(row["name"]), address_key(row["address"] or "")[:200])
        if key in seen:
            return refuse(row, f"Trùng với dòng {seen[key]} của tệp (cùng tên, địa chỉ, nơi ở).", "name", "address")
        seen[key] = row.number
        there = known.exact.get(key)
        if there is not None:
            return match(row, there.pk, self._differs(row, there))
        similar = known.alike.get((place, vi.fold(row["name"]), key[2]))
        if similar is None:
            return create(row, place)
        words = f"Gần giống {self.title.holder} “{similar.name}” đã có; nếu là một, hãy gộp ở trang bản ghi trùng."
        return near(row, place, words)

    @staticmethod
    def _differs(row: Row, there: There) -> str:
        pairs = zip(BANDS, there.bands, strict=True)
        other = any(row[name] is not None and row[name] != held for name, held in pairs)
        return "Số người khác với sổ; sổ được giữ nguyên, hãy sửa ở trang của đối tượng." if other else ""

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        new = [
            self._holder(decision.row, decision.payload, context)
            for decision in decisions
            if decision.outcome == Outcome.CREATE
        ]
        return recorded(record_all(new, by=context.by, at=context.at) if new else [])

    def _holder(self, row: Row, place: int, context: Context) -> Candidate:
        return Candidate(
            kind=self.title,
            ward=context.unit,
            known_since=known_since(context),
            community_id=place or None,
            name=row["name"],
            address=row["address"] or "",
            exempt=row["exempt"] == YES,
            managing_level=LEVELS.get(row["managing_level"] or "", ""),
            group=GROUPS.get(row["group"] or "", ""),
            **{name: row[name] for name in BANDS},
        )

    def rests(self, made: Made, context: Context) -> list[str]:
        return since_recorded(made[RECORDED])

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        unrecord_all(made[RECORDED])


def recorded(candidates: Sequence[Candidate]) -> Made:
    """What a list brought into the register, for the way back."""
    return {RECORDED: [candidate.pk for candidate in candidates]} if candidates else {}


def communities_of(unit: Unit, on: dt.date) -> list[UnitVersion]:
    """Khu phố of the ward on the day; of a ward that ended, those of its last day."""
    last = max((version.valid_to or on for version in unit.versions.all()), default=on)
    return list(UnitVersion.objects.below(unit, min(on, last)).of_kind(UnitKind.COMMUNITY))


class HouseholdImporter(HolderImporter):
    """Households of a ward, khu phố by khu phố or all in one file."""

    kind = "households"
    title = TitleKind.HOUSEHOLD
    template = HOUSEHOLDS

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        names = [version.name for version in communities_of(unit, timezone.localdate())]
        return CommunityForm(names, data)

    def _places(self, context: Context) -> Mapping[str, int]:
        if not (found := super()._places(context)):
            raise Refused(
                f"{context.unit} chưa có khu phố, thôn, ấp nào trong danh mục đơn vị. Hãy báo quản trị hệ thống."
            )
        return found


class ClanImporter(HolderImporter):
    """Clans (dòng họ) of a ward."""

    kind = "clans"
    names_people = False
    title = TitleKind.CLAN
    template = CLANS


class OrganisationImporter(HolderImporter):
    """Offices, schools, enterprises of a ward, each with the level that manages it."""

    kind = "organisations"
    names_people = False
    title = TitleKind.ORGANISATION
    template = ORGANISATIONS


class CitizenImporter(HolderImporter):
    """Citizens of a ward, in their khu phố where the list says it."""

    kind = "citizens"
    title = TitleKind.CITIZEN
    template = CITIZENS


class CommunityHolderImporter(HolderImporter):
    """Khu phố of a ward as holders of a title of their own; each is of the catalogue, and there once."""

    kind = "community-holders"
    names_people = False
    title = TitleKind.COMMUNITY
    template = COMMUNITY_HOLDERS

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {"name": [version.name for version in communities_of(unit, on)]}

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, or there already: the khu phố is known by its name in the catalogue."""
        must_stand(context.unit.pk, known_since(context), REGISTER)
        today = timezone.localdate(context.at)
        places = {version.name: version.unit_id for version in communities_of(context.unit, today)}
        there = Candidate.objects.active().of_kind(self.title).filter(ward=context.unit)
        held = set(there.values_list("community_id", flat=True))
        seen: dict[str, int] = {}
        return [self._place(row, places, held, seen) for row in rows]

    @staticmethod
    def _place(row: Row, places: Mapping[str, int], held: Collection[int | None], seen: dict[str, int]) -> Decision:
        name = row["name"]
        if name not in places:
            return refuse(row, f"“{name}” không có trong danh mục khu phố, thôn, ấp của đơn vị.", "name")
        if name in seen:
            return refuse(row, f"Trùng với dòng {seen[name]} của tệp.", "name")
        seen[name] = row.number
        return match(row, None) if places[name] in held else create(row, places[name])
