"""Recording decisions and those commended: lock, check, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from awards.commendations.enums import AwardingLevel, Commended
from awards.commendations.models import (
    FIRST_YEAR,
    Commendation,
    CommendationDecision,
    CommendationDraft,
    CommendationKind,
    Voiding,
)
from hocTap.lib import resting, steps, vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked, needed, words
from units import numbering
from units.enums import Numbered, UnitKind
from units.models import Unit, UnitVersion, User
from units.standing import Lives, must_stand

DECIDED_BY = {
    AwardingLevel.WARD: (UnitKind.WARD,),
    AwardingLevel.DISTRICT: (UnitKind.DISTRICT,),
    AwardingLevel.PROVINCE: (UnitKind.WARD, UnitKind.DISTRICT, UnitKind.PROVINCE),
    AwardingLevel.CENTRAL: (UnitKind.WARD, UnitKind.DISTRICT, UnitKind.PROVINCE),
}
"""Which kinds of unit may record a decision of each level in their register.

A ward's or district's decision stands in its own register. A province's or the centre's decision is recorded by a ward
or district, because those bodies keep no register here: Phường 5 records the bằng khen that one of its citizens got.
"""


class RewardedBefore(Refused):
    """The same was commended before for the same years: to go on, the person explains in a note."""

    def __init__(self, earlier: Sequence[Commendation]) -> None:
        self.earlier = list(earlier)
        told = "; ".join(
            f"{each.name}, {vars(each).get('ward_name') or each.ward}: {each.decision.kind.name}, quyết định "
            f"{each.decision}, thành tích {each.years}"
            for each in self.earlier
        )
        super().__init__(
            f"Thành tích này đã được khen: {told}. Một thành tích không khen nhiều lần; nếu là thành tích khác hoặc "
            "người khác cùng tên, hãy ghi rõ ở ô giải trình."
        )


CALLED = frozenset({"ong", "ba", "anh", "chi", "em", "co", "thay", "cu", "dong chi", "bac", "chu"})
"""Words before a name that are no part of it."""


def bare_name(name: str) -> str:
    """A name for comparing: without marks, and without how somebody is called. "Ông Lê Văn A" is "le van a"."""
    folded = " ".join(vi.fold(name).replace(":", " ").split())
    first, _, rest = folded.partition(" ")
    second, _, more = rest.partition(" ")
    if f"{first} {second}" in CALLED and more:
        return more
    return rest if first in CALLED and " " in rest else folded


def ways_of(name: str) -> set[str]:
    """The ways in which the same name may stand in a register."""
    bare = bare_name(name)
    return {bare, vi.fold(name), *(f"{called} {bare}" for called in CALLED)}


@dataclass(frozen=True)
class ToCommend:
    """Whoever is to be commended, as a form or a list brings it; the note answers what is doubted."""

    kind: Commended
    name: str
    ward: Unit
    achievement: str
    first_year: int
    last_year: int
    money: int | None = None
    note: str = ""


@dataclass(frozen=True)
class SignedDecision:
    """A decision as it was signed, on its way into the register of the unit."""

    unit: Unit
    kind: CommendationKind
    number: int
    decided_on: dt.date
    signer: str
    occasion: str
    proposed_by: str = ""
    illustrative: bool = False


def number_of(unit: Unit, kind: CommendationKind, number: int, decided_on: dt.date) -> numbering.Number | None:
    """The number in the series of the unit's agency; none for what a higher level gave: that is its own series."""
    standing = unit.on(decided_on)
    if standing is None or standing.kind != kind.level:
        return None
    return numbering.Number(unit.pk, kind.symbol, number, decided_on)


def refuse_decision(unit: Unit, kind: CommendationKind, decided_on: dt.date, today: dt.date) -> None:
    """Raises Refused for a day to come, a kind that nobody could decide on that day or at that unit."""
    steps.refuse_future(decided_on, today, "Ngày quyết định")
    if not CommendationKind.objects.on(decided_on).filter(pk=kind.pk).exists():
        raise Refused(f"“{kind}” không áp dụng vào ngày {vi.day(decided_on)}. Hãy chọn hình thức khác.")
    standing = must_stand(unit.pk, decided_on, "ghi quyết định khen thưởng")
    if standing.kind not in DECIDED_BY[AwardingLevel(kind.level)]:
        raise Refused(f"{standing.name} không ra quyết định “{kind}” vào ngày {vi.day(decided_on)}. Hãy chọn lại.")


@transaction.atomic
def record_decision(signed: SignedDecision, *, by: User, at: dt.datetime) -> CommendationDecision:
    """Record a decision that was signed.

    Raises Refused for a day to come, a kind that nobody could decide on that day or at that unit, or a number used in
    that year before.
    """
    refuse_decision(signed.unit, signed.kind, signed.decided_on, timezone.localtime(at).date())
    made = checked(
        CommendationDecision(
            unit=signed.unit,
            kind=signed.kind,
            number=signed.number,
            year=signed.decided_on.year,
            decided_on=signed.decided_on,
            signer=vi.nfc(signed.signer),
            occasion=vi.nfc(signed.occasion),
            proposed_by=words(signed.proposed_by, name="Đơn vị đề nghị", longest=160),
            recorded_by=by,
            recorded_at=at,
            illustrative=signed.illustrative,
        )
    )
    if given := number_of(signed.unit, signed.kind, signed.number, signed.decided_on):
        numbering.take(Numbered.COMMENDATION, made.pk, given)
    return made


def commend(decision: CommendationDecision, named: ToCommend) -> Commendation:
    """Add somebody to a decision. Raises what `commend_all` raises."""
    return commend_all(decision, [named])[0]


@transaction.atomic
def commend_all(decision: CommendationDecision, all_named: Sequence[ToCommend]) -> list[Commendation]:
    """Add a list to a decision, all or none.

    Raises RewardedBefore when the same was commended for years that meet these and no note explains why again;
    Doubtful when the day was reported already and no note says why somebody is added; Refused for a decision that was
    voided, years or sums that cannot be, a ward that did not stand, or the same twice in one decision.
    """
    locked = CommendationDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    desk = CommendDesk(locked, all_named)
    made = [desk.judge(named, place) for place, named in enumerate(all_named, start=1)]
    return insert_many(made)


class CommendDesk:
    """What those to be commended are judged against, read once under the decision's lock.

    The dry run of a list makes it without the lock, also for a decision that is not recorded yet.
    """

    def __init__(self, decision: CommendationDecision, all_named: Sequence[ToCommend]) -> None:
        self.decision = decision
        if self.decision.voiding:
            raise Stale(f"Quyết định {self.decision} đã hủy ({self.decision.voiding}); không thêm được ai.")
        self.alone = len(all_named) == 1
        day, units = self.decision.decided_on, {named.ward.pk for named in all_named}
        self.lives = Lives(units)
        stood = {unit: self.lives.on(unit, day) for unit in units}
        self.wards = frozenset(unit for unit, version in stood.items() if version and version.kind == UnitKind.WARD)
        standing = decision.commendations.standing() if decision.pk else Commendation.objects.none()
        self.there = {(each.kind, each.ward_id, each.name) for each in standing}
        self.beside = {self._whose(each): each.name for each in standing}
        self.earlier: dict[tuple[str, str], list[Commendation]] = {}
        folded = {way for named in all_named for way in ways_of(named.name)}
        same = Commendation.objects.standing().filter(ward__in=self._near(day), folded__in=folded).with_ward_names()
        for each in same.select_related("decision__kind").order_by("decision__decided_on", "pk"):
            self.earlier.setdefault((each.kind, bare_name(each.name)), []).append(each)
        units = {self.decision.unit_id, *self.wards}
        rests = resting.rests_on(units, self.decision.decided_on, self.decision.decided_on)
        self.issued = [rest for rest in rests if rest.issued]

    def _near(self, day: dt.date) -> set[int]:
        """The wards of the list, and those beside them under the same unit: a person moves, and serves in two.

        Collectives and households of other wards only share a name ("Chi hội Khu phố 1")."""
        above = UnitVersion.objects.on(day).filter(unit__in=self.wards).values("parent")
        beside = UnitVersion.objects.of_kind(UnitKind.WARD).filter(parent__in=above)
        return {*self.wards, *beside.order_by().values_list("unit", flat=True)}

    def judge(self, named: ToCommend, place: int) -> Commendation:
        """The row for one of the list. Raises Refused, with the number of the line when there are several."""
        try:
            return self.made_of(named)
        except Refused as reason:
            if self.alone:
                raise
            raise Refused(f"Dòng {place}, {named.name}: {reason}") from reason

    def made_of(self, named: ToCommend) -> Commendation:
        """The row for one. Raises RewardedBefore, Doubtful or Refused."""
        day = self.decision.decided_on
        self.lives.must_stand(named.ward.pk, day, "ghi khen thưởng ở đó")
        if named.ward.pk not in self.wards:
            raise Refused(f"{named.ward} không phải là phường, xã vào ngày {vi.day(day)}. Hãy chọn lại nơi.")
        if named.last_year > day.year:
            raise Refused("Năm cuối của thành tích ở sau năm của quyết định. Hãy ghi lại.")
        if not FIRST_YEAR <= named.first_year <= named.last_year:
            raise Refused("Năm đầu của thành tích phải trước hoặc bằng năm cuối.")
        if named.money is not None and not 1 <= named.money < vi.LARGEST:
            raise Refused("Tiền thưởng phải lớn hơn 0 và dưới 10^15 đồng, hoặc để trống.")
        made = Commendation(
            decision=self.decision,
            kind=named.kind,
            name=needed(named.name, "Tên đang trống. Hãy ghi tên được khen.", name="Tên", longest=160),
            ward=named.ward,
            achievement=needed(named.achievement, "Hãy ghi thành tích.", name="Thành tích", longest=300),
            first_year=named.first_year,
            last_year=named.last_year,
            money=named.money,
            note=words(named.note, name="Giải trình", longest=500),
        )
        made.key_name()
        self._once(made)
        beside = self.beside.get(self._whose(made))
        self.beside.setdefault(self._whose(made), made.name)
        if not made.note:
            self._doubt(made)
            if beside:
                raise Doubtful([f"Quyết định này đã có {beside}, có lẽ là một.", "Lý do ghi ở ô giải trình."])
        return made

    def _whose(self, each: Commendation) -> tuple[str, int | None, str]:
        """Whom a row means, however they are called: a person wherever they live, others in their ward."""
        return each.kind, None if each.kind == Commended.INDIVIDUAL else each.ward_id, bare_name(each.name)

    def _once(self, made: Commendation) -> None:
        key = (made.kind, made.ward_id, made.name)
        if key in self.there:
            raise Refused(f"Quyết định này đã khen đối tượng đó: {made.name}.")
        self.there.add(key)

    def _doubt(self, made: Commendation) -> None:
        """What takes a note: the same achievement rewarded before, or a day that was reported already."""
        found = self.earlier.get((made.kind, bare_name(made.name)), [])
        anywhere = made.kind == Commended.INDIVIDUAL
        same = [each for each in found if anywhere or each.ward_id == made.ward_id]
        met = [each for each in same if each.first_year <= made.last_year and made.first_year <= each.last_year]
        if met:
            raise RewardedBefore(met)
        if self.issued:
            day = vi.day(self.decision.decided_on)
            raise Doubtful(
                [f"Ngày {day} đã được báo cáo. {resting.in_words(self.issued)}", "Lý do ghi ở ô giải trình."]
            )


def wards_on(day: dt.date, units: Collection[int]) -> list[int]:
    """Those of the units that stood as wards on the day."""
    return list(UnitVersion.objects.on(day).filter(kind=UnitKind.WARD, unit__in=units).values_list("unit", flat=True))


@transaction.atomic
def void_decision(decision: CommendationDecision, *, reason: str, by: User, at: dt.datetime) -> CommendationDecision:
    """Void a decision that was recorded wrongly, with all whom it commends: readable still, counted nowhere.

    The number is free again. Raises Refused without a reason, Stale when it is voided already.
    """
    why = needed(reason, "Hãy ghi lý do hủy.")
    locked = CommendationDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if locked.voiding:
        raise Stale(f"Quyết định {locked} đã hủy trước đó ({locked.voiding}).")
    locked.voiding = Voiding.objects.create(by=by, at=at, reason=why)
    locked.commendations.standing().update(voiding=locked.voiding)
    locked.save(update_fields=["voiding"])
    numbering.release(Numbered.COMMENDATION, [locked.pk])
    return locked


@transaction.atomic
def void_commendation(commendation: Commendation, *, reason: str, by: User, at: dt.datetime) -> Commendation:
    """Void one commendation that was recorded wrongly.

    Raises Refused without a reason, Stale when it is voided already.
    """
    why = needed(reason, "Hãy ghi lý do hủy.")
    CommendationDecision.objects.select_for_update(of=("self",)).get(pk=commendation.decision_id)
    locked = Commendation.objects.get(pk=commendation.pk)
    if locked.voiding:
        raise Stale(f"{locked} đã hủy trước đó ({locked.voiding}).")
    locked.voiding = Voiding.objects.create(by=by, at=at, reason=why)
    locked.save(update_fields=["voiding"])
    return locked


def since_commended(decisions: Collection[int], commended: Collection[int]) -> list[str]:
    """What was written since on decisions that a list recorded and on those it commended, in sentences; locks them.

    Somebody added to such a decision or voided, the decision voided, documents issued over its day.
    """
    theirs = Commendation.objects.filter(pk__in=commended).select_related("decision__kind")
    held = {each.decision_id for each in theirs}
    locked = CommendationDecision.objects.select_for_update(of=("self",)).select_related("kind")
    papers = list(locked.filter(pk__in={*decisions, *held}))
    found = [f"Quyết định {each} đã hủy." for each in papers if each.voiding_id][:1]
    if voided := sum(each.voiding_id is not None for each in theirs):
        found.append(f"{vi.whole(voided)} trường hợp của danh sách đã hủy ở trang quyết định.")
    added = Commendation.objects.standing().filter(decision__in=decisions).exclude(pk__in=commended).count()
    if added:
        found.append(f"{vi.whole(added)} trường hợp đã được thêm vào quyết định của danh sách sau lần nạp này.")
    for each in papers:
        wards = {one.ward_id for one in theirs if one.decision_id == each.pk}
        rests = resting.rests_on({each.unit_id, *wards}, each.decided_on, each.decided_on)
        if issued := [rest for rest in rests if rest.issued]:
            found.append(resting.in_words(issued))
    return found


@transaction.atomic
def void_list(
    decisions: Collection[int], commended: Collection[int], *, reason: str, by: User, at: dt.datetime
) -> Voiding:
    """Void what a whole list recorded, in one act: its new decisions and all whom it commends.

    Readable still, counted nowhere, and the numbers are free again. Raises Refused without a reason.
    """
    why = needed(reason, "Hãy ghi lý do hủy.")
    voiding = Voiding.objects.create(by=by, at=at, reason=why)
    Commendation.objects.standing().filter(pk__in=commended).update(voiding=voiding)
    CommendationDecision.objects.filter(pk__in=decisions, voiding__isnull=True).update(voiding=voiding)
    numbering.release(Numbered.COMMENDATION, decisions)
    return voiding


# Lists that are not signed yet


@transaction.atomic
def write_draft(
    draft: CommendationDraft, rows: Sequence[ToCommend], *, seen: int, by: User, at: dt.datetime
) -> CommendationDraft:
    """Write a list of whom to commend, new or again: nothing of it counts before it is signed.

    Raises Refused for an empty list or words that cannot be, Stale when somebody wrote it meanwhile, or it is signed
    or dropped.
    """
    if draft.pk:
        locked = CommendationDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        refuse_closed_draft(locked)
        if locked.edition != seen:
            raise Stale("Danh sách vừa được người khác ghi lại. Hãy mở lại trang để xem bản mới rồi sửa tiếp.")
        draft.edition = locked.edition + 1
    if not rows:
        raise Refused("Danh sách chưa có ai. Hãy ghi ít nhất một dòng.")
    draft.occasion = needed(draft.occasion, "Hãy ghi dịp khen thưởng.", name="Dịp khen thưởng", longest=200)
    draft.proposed_by = words(draft.proposed_by, name="Đơn vị đề nghị", longest=160)
    draft.rows = [_kept(row) for row in rows]
    draft.changed_by, draft.changed_at = by, at
    return checked(draft)


def _kept(row: ToCommend) -> dict[str, object]:
    """A row as JSON."""
    return {
        "kind": row.kind.value,
        "name": needed(row.name, "Tên đang trống. Hãy ghi tên được khen.", name="Tên", longest=160),
        "ward": row.ward.pk,
        "achievement": needed(row.achievement, "Hãy ghi thành tích.", name="Thành tích", longest=300),
        "first_year": row.first_year,
        "last_year": row.last_year,
        "money": row.money,
        "note": words(row.note, name="Giải trình", longest=500),
    }


def rows_of(draft: CommendationDraft) -> list[ToCommend]:
    """The rows of a list, as they are commended."""
    units = Unit.objects.in_bulk({row["ward"] for row in draft.rows})
    return [ToCommend(**{**row, "kind": Commended(row["kind"]), "ward": units[row["ward"]]}) for row in draft.rows]


def doubts_of(draft: CommendationDraft, today: dt.date) -> list[tuple[int, str]]:
    """What would be refused or asked if the list were signed today, each with the number of its row."""
    rows = rows_of(draft)
    decision = CommendationDecision(unit=draft.unit, kind=draft.kind, decided_on=today)
    desk = CommendDesk(decision, rows)
    found = []
    for place, row in enumerate(rows, start=1):
        try:
            desk.made_of(row)
        except Refused as reason:
            found.append((place, f"{row.name}: {reason}"))
    return found


def refuse_closed_draft(draft: CommendationDraft) -> None:
    """Raises Stale for a list that was signed or dropped."""
    if draft.decision_id:
        raise Stale(f"Danh sách đã ký: quyết định {draft.decision}. Sửa thì hủy trường hợp ghi sai ở quyết định.")
    if draft.dropped_at:
        raise Stale(f"Danh sách đã bỏ lúc {vi.moment(draft.dropped_at)}: {draft.dropped_because}")


@transaction.atomic
def sign_draft(
    draft: CommendationDraft, number: int, *, decided_on: dt.date, signer: str, by: User, at: dt.datetime
) -> CommendationDecision:
    """Record that the list was signed: a decision with all whom it commends, all or none.

    Raises what `record_decision` and `commend_all` raise, Stale when it is signed or dropped already.
    """
    locked = CommendationDraft.objects.select_for_update(of=("self",)).select_related("unit", "kind").get(pk=draft.pk)
    refuse_closed_draft(locked)
    signed = SignedDecision(
        locked.unit, locked.kind, number, decided_on, signer, locked.occasion, proposed_by=locked.proposed_by
    )
    decision = record_decision(signed, by=by, at=at)
    commend_all(decision, rows_of(locked))
    locked.decision = decision
    locked.save(update_fields=["decision"])
    return decision


@transaction.atomic
def drop_draft(draft: CommendationDraft, *, reason: str, at: dt.datetime) -> CommendationDraft:
    """Put aside a list that will not be signed. Raises Refused without a reason, Stale when it is closed."""
    why = needed(reason, "Hãy ghi lý do bỏ danh sách.")
    locked = CommendationDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    refuse_closed_draft(locked)
    locked.dropped_at, locked.dropped_because = at, why
    locked.save(update_fields=["dropped_at", "dropped_because"])
    return locked
