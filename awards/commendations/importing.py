"""Those commended by decisions, from lists: the decision is said above the rows, in them, or once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from awards.commendations import workflow
from awards.commendations.enums import Commended
from awards.commendations.models import FIRST_YEAR, LAST_YEAR, CommendationDecision, CommendationKind
from awards.commendations.permissions import KEEPERS
from awards.commendations.workflow import CommendDesk, RewardedBefore, ToCommend, number_of, refuse_decision
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Importer, Made, create, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from awards.uploads.words import number_and_symbol, same_name
from hocTap.lib import vi
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User
from units.numbering import refuse_taken

Key = tuple[int, int, int]
DECISIONS, COMMENDED = "decisions", "commended"
MOST_NUMBER = 99_999
WHY = "Nếu là thành tích khác, hãy ghi rõ ở cột “Giải trình”."

TEMPLATE = Template(
    code="khen-thuong",
    version=1,
    title="Danh sách khen thưởng",
    instructions=(
        "Mỗi dòng một tập thể, cá nhân hoặc hộ gia đình được khen. Số, ngày, người ký của quyết định, dịp, thành tích "
        "ghi ở từng dòng hoặc một lần cho cả danh sách. Số tiền ghi bằng đồng; không có tiền thưởng thì để trống."
    ),
    columns=(
        Column("name", "Tên tập thể, họ tên cá nhân hoặc chủ hộ", required=True, width=34, longest=160),
        Column(
            "commended",
            "Đối tượng",
            Kind.CHOICE,
            required=True,
            once=True,
            width=14,
            also=(("hộ", Commended.HOUSEHOLD.label), ("gia đình", Commended.HOUSEHOLD.label)),
        ),
        Column("ward", "Phường, xã", Kind.CHOICE, is_place=True, width=16),
        Column("achievement", "Thành tích", required=True, once=True, width=40, longest=300),
        Column("first_year", "Thành tích từ năm", Kind.WHOLE, width=10, largest=LAST_YEAR),
        Column("last_year", "Đến năm", Kind.WHOLE, required=True, once=True, width=10, largest=LAST_YEAR),
        Column("money", "Tiền thưởng", Kind.MONEY, width=14),
        Column("award", "Hình thức", Kind.CHOICE, required=True, once=True, width=30),
        Column("decision_no", "Số quyết định", required=True, once=True, width=16, longest=60),
        Column("decided_on", "Ngày quyết định", Kind.DAY, required=True, once=True, width=14),
        Column("signer", "Người ký", required=True, once=True, width=22, longest=120),
        Column("occasion", "Dịp khen thưởng", required=True, once=True, width=30, longest=200),
        Column("note", "Giải trình", width=24, longest=500, help="Chỉ ghi khi đã được khen cho những năm đó."),
    ),
)


@dataclass(frozen=True)
class Paper:
    """The decision that a row names."""

    kind: CommendationKind
    number: int
    decided_on: dt.date
    signer: str
    occasion: str

    @property
    def key(self) -> Key:
        """How the decision is known: numbers begin anew each year for each kind."""
        return self.kind.pk, self.number, self.decided_on.year


class CommendationImporter(Importer):
    """Commendations of one or several decisions that stand in the unit's own register."""

    kind = "commendations"
    second_eye = True
    role = Role.WARD_OFFICER
    template = TEMPLATE
    may_leave_out = True

    def permits(self, user: User, unit: Unit) -> bool:
        """Those who keep the unit's register of commendations, as on the page."""
        return unit.pk in user.units_kept(*KEEPERS)

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {
            "commended": [str(label) for label in Commended.labels],
            "award": [kind.name for kind in CommendationKind.objects.all()],
            "ward": list(wards_under(unit)),
        }

    def back(self, unit: Unit) -> tuple[str, str]:
        return "Khen thưởng", reverse("commendations:commendation-list")

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, there already, near one of the decision, or refused; in a fixed number of queries for each decision."""
        register = _Register(rows, context)
        return [register.judge(row) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        """Record the decisions that are new, then add to each of them whom the list names."""
        groups: dict[Key, list[tuple[Paper, CommendationDecision | None, ToCommend]]] = defaultdict(list)
        for each in decisions:
            if each.outcome == Outcome.CREATE:
                groups[each.payload[0].key].append(each.payload)
        recorded, commended = list[int](), list[int]()
        for group in groups.values():
            paper, there, _ = group[0]
            decision = there or self._record(paper, context)
            if there is None:
                recorded.append(decision.pk)
            made = workflow.commend_all(decision, [named for _, _, named in group])
            commended += [each.pk for each in made]
        return {DECISIONS: recorded, COMMENDED: commended} if commended else {}

    @staticmethod
    def _record(paper: Paper, context: Context) -> CommendationDecision:
        signed = workflow.SignedDecision(
            context.unit, paper.kind, paper.number, paper.decided_on, paper.signer, paper.occasion
        )
        return workflow.record_decision(signed, by=context.by, at=context.at)

    def rests(self, made: Made, context: Context) -> list[str]:
        return workflow.since_commended(made[DECISIONS], made[COMMENDED])

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        workflow.void_list(made[DECISIONS], made[COMMENDED], reason=reason, by=context.by, at=context.at)


def wards_under(unit: Unit) -> dict[str, int]:
    """The wards that are the unit or stood under it on any day, by the names they had."""
    units = unit.lines_down.order_by().values("descendant")
    found = UnitVersion.objects.of_kind(UnitKind.WARD).filter(Q(unit__in=units) | Q(unit=unit))
    return dict(found.order_by("sort_key", "valid_from").values_list("name", "unit_id"))


class _Register:
    """Rows one after another: each decision that they name, and what it says already."""

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.context, self.today = context, timezone.localdate(context.at)
        self.kinds = {kind.name: kind for kind in CommendationKind.objects.all()}
        self.wards: Mapping[str, int] = wards_under(context.unit)
        self.units = Unit.objects.in_bulk(list(self.wards.values()))
        self.asked: dict[int, tuple[Paper, ToCommend] | _Wrong] = {row.number: self._read(row) for row in rows}
        self.papers: dict[Key, Paper] = {}
        self.desks: dict[Key, tuple[CommendDesk, CommendationDecision | None] | str] = {}
        self.there: dict[Key, dict[tuple[str, int, str], str]] = {}
        self.seen: dict[tuple[object, ...], int] = {}

    def _read(self, row: Row) -> tuple[Paper, ToCommend] | _Wrong:
        try:
            number, _ = number_and_symbol(row["decision_no"])
        except Refused as reason:
            return _Wrong(str(reason), "decision_no")
        if number > MOST_NUMBER:
            return _Wrong("Số quyết định quá lớn.", "decision_no")
        ward = self.wards.get(row["ward"] or "")
        if not row["ward"] and self.context.unit.pk in self.wards.values():
            ward = self.context.unit.pk
        if ward is None:
            return _Wrong("Phường, xã: chưa ghi phường, xã.", "ward")
        last: int = row["last_year"]
        first: int = row["first_year"] or last
        if not FIRST_YEAR <= first <= last <= LAST_YEAR:
            return _Wrong("Năm đầu của thành tích phải trước hoặc bằng năm cuối.", "first_year", "last_year")
        labels = {str(label): value for value, label in Commended.choices}
        paper = Paper(self.kinds[row["award"]], number, row["decided_on"], row["signer"], row["occasion"])
        named = ToCommend(
            kind=Commended(labels[row["commended"]]),
            name=vi.nfc(row["name"]),
            ward=self.units[ward],
            achievement=row["achievement"],
            first_year=first,
            last_year=last,
            money=row["money"] or None,
            note=row["note"] or "",
        )
        return paper, named

    def judge(self, row: Row) -> Decision:
        read = self.asked[row.number]
        if isinstance(read, _Wrong):
            return refuse(row, read.sentence, *read.columns)
        paper, named = read
        first = self.papers.setdefault(paper.key, paper)
        if (first.decided_on, same_name(first.signer)) != (paper.decided_on, same_name(paper.signer)):
            words = f"Số quyết định {paper.number} đã có ở một dòng trên với ngày hoặc người ký khác."
            return refuse(row, words, "decision_no", "decided_on", "signer")
        desk = self._desk(first)
        if isinstance(desk, str):
            return refuse(row, desk, "decided_on")
        return self._judged(row, first, named, *desk)

    def _judged(
        self, row: Row, paper: Paper, named: ToCommend, desk: CommendDesk, decision: CommendationDecision | None
    ) -> Decision:
        key = (named.kind, named.ward.pk, same_name(named.name))
        if (*paper.key, *key) in self.seen:
            return refuse(row, f"Trùng với dòng {self.seen[(*paper.key, *key)]} của tệp.", "name")
        self.seen[(*paper.key, *key)] = row.line or row.number
        there = self.there[paper.key]
        if key in there:
            return match(row, None, "Quyết định đã có tên này; sổ được giữ nguyên.")
        try:
            desk.made_of(named)
        except (RewardedBefore, Doubtful) as doubt:
            return refuse(row, f"{doubt} {WHY}", "note")
        except Refused as reason:
            return refuse(row, str(reason), "name")
        payload = (paper, decision, named)
        folded = vi.fold(named.name)
        alike = [name for (*place, _), name in there.items() if tuple(place) == key[:2] and vi.fold(name) == folded]
        if alike:
            return near(row, payload, f"Gần giống “{alike[0]}” đã có trong quyết định này.")
        return create(row, payload, "" if decision else "Quyết định chưa có trong sổ, sẽ được ghi thêm.")

    def _desk(self, paper: Paper) -> tuple[CommendDesk, CommendationDecision | None] | str:
        """What those of a decision are judged against, or why the decision itself cannot be; read once for each."""
        if paper.key not in self.desks:
            self.desks[paper.key] = self._new_desk(paper)
        return self.desks[paper.key]

    def _new_desk(self, paper: Paper) -> tuple[CommendDesk, CommendationDecision | None] | str:
        held = CommendationDecision.objects.filter(
            unit=self.context.unit,
            kind=paper.kind,
            number=paper.number,
            year=paper.decided_on.year,
            voiding__isnull=True,
        ).first()
        if held and (held.decided_on, same_name(held.signer)) != (paper.decided_on, same_name(paper.signer)):
            signed = f"ngày {vi.day(held.decided_on)}, người ký {held.signer}"
            return f"Số quyết định {paper.number} đã có trong sổ với {signed}. Hãy xem lại số, ngày, người ký."
        try:
            if held is None:
                refuse_decision(self.context.unit, paper.kind, paper.decided_on, self.today)
                given = number_of(self.context.unit, paper.kind, paper.number, paper.decided_on)
                if given:
                    refuse_taken(given)
        except Refused as reason:
            return str(reason)
        asked = [each[1] for each in self.asked.values() if not isinstance(each, _Wrong) and each[0].key == paper.key]
        decision = held or CommendationDecision(
            unit=self.context.unit, kind=paper.kind, number=paper.number, decided_on=paper.decided_on
        )
        standing = held.commendations.standing() if held else ()
        self.there[paper.key] = {(each.kind, each.ward_id, same_name(each.name)): each.name for each in standing}
        return CommendDesk(decision, asked), held


@dataclass(frozen=True)
class _Wrong:
    """Why a row is refused, and the cells at fault."""

    sentence: str
    columns: tuple[str, ...]

    def __init__(self, sentence: str, *columns: str) -> None:
        object.__setattr__(self, "sentence", sentence)
        object.__setattr__(self, "columns", columns)
