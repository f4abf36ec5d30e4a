"""The list of households that a khu phố keeps, taken in from Excel: what becomes of each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate
from awards.titles.register.forms import BANDS, MOST_OF_A_BAND
from awards.titles.workflow.candidates import record_all
from awards.titles.workflow.taking_back import since_recorded, unrecord_all
from awards.uploads.importing import Context, Decision, Importer, Made, create, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from awards.uploads.words import address_key, same_name
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion

YES, NO = "có", "không"
RECORDED = "candidates"


def band(code: str, label: str, *other_names: str) -> Column:
    return Column(code, label, Kind.WHOLE, width=12, largest=MOST_OF_A_BAND, other_names=other_names)


TEMPLATE = Template(
    code="ho-gia-dinh",
    version=1,
    title="Danh sách hộ gia đình",
    instructions=(
        "Mỗi dòng một hộ. Cột có dấu * phải ghi. Số người để trống nếu chưa biết, ghi 0 nếu không có. "
        "Không ghi số căn cước, dân tộc, tôn giáo, bệnh tật, vi phạm. Không sửa dòng tiêu đề."
    ),
    columns=(
        Column("ward", "Phường", Kind.CHOICE, width=14),
        Column("community", "Khu phố", Kind.CHOICE, width=16, other_names=("Tổ dân phố", "Khu phố, tổ dân phố")),
        Column("name", "Họ và tên chủ hộ", required=True, width=28, longest=120, other_names=("Chủ hộ", "Họ tên")),
        Column("address", "Địa chỉ", required=True, width=36, help="Số nhà, tên đường."),
        band("under_6", "Dưới 6 tuổi"),
        band("aged_6_to_18", "Từ 6 đến 18 tuổi", "6-18 tuổi"),
        band("aged_19_to_60", "Từ 19 đến 60 tuổi", "19-60 tuổi"),
        band("over_60", "Trên 60 tuổi"),
        Column("exempt", "Có người được trừ", Kind.CHOICE, width=14, help="Chỉ chọn có hoặc không, không ghi lý do."),
    ),
)


class CommunityForm(forms.Form):
    """Whose list it is, where the file itself does not say."""

    community = forms.ChoiceField(label="Danh sách của khu phố", required=False)

    def __init__(self, names: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", "ghi ở cột “Khu phố” của tệp"), *((name, name) for name in names)]


@dataclass(frozen=True)
class Known:
    """What the ward's register holds, by khu phố, name and address."""

    exact: Mapping[tuple[int, str, str], Candidate]
    alike: Mapping[tuple[int, str, str], Candidate]

    @classmethod
    def of(cls, ward: Unit) -> Known:
        rows = Candidate.objects.active().of_kind(TitleKind.HOUSEHOLD).filter(ward=ward)
        found = list(rows.only("name", "folded", "address", "folded_address", "community_id", *BANDS))
        return cls(
            {(row.community_id or 0, same_name(row.name), row.folded_address): row for row in found},
            {(row.community_id or 0, row.folded, row.folded_address): row for row in found},
        )


class HouseholdImporter(Importer):
    """Households of a ward, khu phố by khu phố or all in one file."""

    kind = "households"
    role = Role.WARD_OFFICER
    template = TEMPLATE
    may_leave_out = True

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        names = [version.name for version in self._communities(unit, on)]
        return {"ward": [str(unit)], "community": names, "exempt": [YES, NO]}

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        names = [version.name for version in self._communities(unit, timezone.localdate())]
        return CommunityForm(names, data)

    def back(self, unit: Unit) -> tuple[str, str]:
        return f"Sổ hộ gia đình {unit}", f"{reverse('titles:candidate-list')}?phuong={unit.pk}"

    @staticmethod
    def _communities(unit: Unit, on: dt.date) -> list[UnitVersion]:
        """Khu phố of the ward on the day; of a ward that ended, those of its last day."""
        last = max((version.valid_to or on for version in unit.versions.all()), default=on)
        return list(UnitVersion.objects.below(unit, min(on, last)).of_kind(UnitKind.COMMUNITY))

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, already there, or refused: a row without khu phố, of another one, or twice in the file.

        A household is there when khu phố, name (however typed) and address agree; one that is merely alike is
        written with a note, and merged by hand if it is the same. Nothing on the register is written over.
        """
        today = timezone.localdate(context.at)
        ids = {version.name: version.unit_id for version in self._communities(context.unit, today)}
        if not ids:
            raise Refused(f"{context.unit} chưa có khu phố nào trong danh mục đơn vị. Hãy báo quản trị hệ thống.")
        known, seen = Known.of(context.unit), dict[tuple[int, str, str], int]()
        chosen = str(context.options.get("community", ""))
        return [self._judge(row, ids, chosen, known, seen) for row in rows]

    def _judge(
        self, row: Row, ids: Mapping[str, int], chosen: str, known: Known, seen: dict[tuple[int, str, str], int]
    ) -> Decision:
        community = row["community"] or chosen
        if not community:
            return refuse(row, "Khu phố: chưa ghi khu phố của hộ.", "community")
        if chosen and community != chosen:
            return refuse(row, f"Khu phố: dòng ghi {community}, danh sách là của {chosen}.", "community")
        if not any(letter.isalpha() for letter in row["name"]):
            return refuse(row, "Họ và tên chủ hộ: không có chữ nào.", "name")
        place = ids[community]
        key = (place, same_name(row["name"]), address_key(row["address"])[:200])
        if key in seen:
            return refuse(row, f"Trùng với dòng {seen[key]} của tệp (cùng tên, địa chỉ, khu phố).", "name", "address")
        seen[key] = row.number
        there = known.exact.get(key)
        if there is not None:
            return match(row, there.pk, self._differs(row, there))
        similar = known.alike.get((place, vi.fold(row["name"]), key[2]))
        if similar is None:
            return create(row, place)
        return near(row, place, f"Gần giống hộ “{similar.name}” đã có; nếu là một, hãy gộp ở trang bản ghi trùng.")

    @staticmethod
    def _differs(row: Row, there: Candidate) -> str:
        other = any(row[name] is not None and row[name] != getattr(there, name) for name in BANDS)
        return "Số người khác với sổ; sổ được giữ nguyên, hãy sửa ở trang của hộ." if other else ""

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        new = [
            Candidate(
                kind=TitleKind.HOUSEHOLD,
                ward=context.unit,
                community_id=decision.payload,
                name=decision.row["name"],
                address=decision.row["address"],
                exempt=decision.row["exempt"] == YES,
                **{name: decision.row[name] for name in BANDS},
            )
            for decision in decisions
            if decision.outcome == "create"
        ]
        return recorded(record_all(new, by=context.by, at=context.at) if new else [])

    def rests(self, made: Made, context: Context) -> list[str]:
        return since_recorded(made[RECORDED])

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        unrecord_all(made[RECORDED])


def recorded(candidates: Sequence[Candidate]) -> Made:
    """What a list brought into the register, for the way back."""
    return {RECORDED: [candidate.pk for candidate in candidates]} if candidates else {}
