"""Children and students in a fund's restricted register: entering, knowing again, correcting, joining doubles,
agreeing to be named, who looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q

from awards.scholarships.enums import AccessKind, Party
from awards.scholarships.models import (
    Consent,
    Fund,
    Grant,
    NameAccess,
    Recipient,
    RecipientChange,
    RecipientJoin,
)
from awards.scholarships.workflow.books import day_of, lock, paid_so_far
from awards.uploads.words import same_name
from hocTap.lib import steps, vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked, needed, number_in, words
from units.models import User

Key = tuple[str, int]


@dataclass(frozen=True)
class Child:
    """A child or student as a form or a list brings it: known by name and year of birth, or new.

    `record` says which record is meant where name and year do not: its number, or NEW for another child of one name and
    year.
    """

    name: str
    birth_year: int
    class_name: str = ""
    school: str = ""
    hardship: bool = False
    record: int = 0


NEW = -1
UNREADABLE = -2
NEW_WORDS = frozenset({"moi", "ho so moi", "em khac", "nguoi khac", "khac"})


def record_of(text: str) -> int:
    """What a cell says of the record: "HS-00012" and "12" are 12, "mới" is NEW, nothing is 0, all else UNREADABLE."""
    said_so = vi.fold(text).strip()
    if said_so in NEW_WORDS:
        return NEW
    return (number_in(said_so.removeprefix("hs").strip(" -–.")) or UNREADABLE) if said_so else 0


class Register:
    """A fund's children of some years of birth, by name and year, read once; so that nobody is entered twice."""

    def __init__(self, fund: Fund, birth_years: Iterable[int]) -> None:
        self.fund = fund
        self.known: dict[Key, list[Recipient]] = {}
        self.by_number: dict[int, Recipient] = {}
        self.roots: dict[int, Recipient] = {}
        self.alike: dict[Key, Recipient] = {}
        """By the name without marks ("Cảnh", "Canh"), and year of birth."""
        children = fund.recipients.filter(birth_year__in=set(birth_years)).select_related("joined_into")
        for child in children.order_by("number"):
            self._know(child)

    def _know(self, child: Recipient) -> None:
        root = child.joined_into or child
        self.by_number[child.number] = root
        self.roots.setdefault(root.pk, root)
        self.alike[root.folded, root.birth_year] = root
        there = self.known.setdefault(self.key(child), [])
        if root not in there:
            there.append(root)

    @staticmethod
    def key(child: Recipient | Child) -> Key:
        """How a child is known again: the name however it is spelt ("Hoà", "Hòa"), and the year of birth."""
        return same_name(child.name), child.birth_year

    def known_as(self, child: Recipient | Child) -> Recipient | None:
        """The record that the child is, as far as it is beyond doubt; None for a new child, or one that is in doubt."""
        if isinstance(child, Recipient):
            return child.joined_into or child
        if child.record:
            return self.by_number.get(child.record)
        there = self.known.get(self.key(child), [])
        if len(there) > 1:
            there = [each for each in there if at_school(each, child)]
        return there[0] if len(there) == 1 else None

    def find(self, child: Recipient | Child, today: dt.date) -> Recipient | None:
        """The child in the register, or None for a new one that may be entered. Raises Refused for one that may not."""
        if isinstance(child, Recipient):
            if child.fund_id != self.fund.pk:
                raise Refused("Người nhận không có trong sổ của quỹ này. Hãy chọn lại.")
            return usable(child.joined_into or child)
        if not any(letter.isalpha() for letter in child.name):
            raise Refused("Hãy ghi họ và tên người nhận học bổng.")
        words(child.name, name="Họ và tên", longest=120)
        words(child.class_name, name="Lớp", longest=30)
        words(child.school, name="Trường", longest=160)
        if not today.year - 100 <= child.birth_year <= today.year - 3:
            raise Refused("Năm sinh của người nhận không hợp lý. Hãy ghi đủ bốn chữ số, ví dụ 2010.")
        if child.record == NEW:
            return None
        if child.record == UNREADABLE:
            raise Refused("Hồ sơ: hãy ghi số như HS-00012, hoặc “mới” cho một em khác cùng tên, cùng năm sinh.")
        found = self.known_as(child)
        if child.record:
            return usable(self._numbered(child, found))
        there = self.known.get(self.key(child), [])
        if found is None and len(there) > 1:
            raise Refused(
                f"Quỹ có {vi.whole(len(there))} hồ sơ cùng tên {child.name}, sinh năm {child.birth_year}: "
                f"{'; '.join(said(each) for each in there)}. Hãy ghi số hồ sơ, hoặc “mới” nếu là một em khác nữa."
            )
        return usable(found) if found else None

    def _numbered(self, child: Child, found: Recipient | None) -> Recipient:
        """The record of that number, when name and year say the same. Raises Refused."""
        code = f"HS-{child.record:05d}"
        if found is None:
            raise Refused(f"Quỹ không có hồ sơ {code} sinh năm {child.birth_year}. Hãy xem lại số hồ sơ, năm sinh.")
        if vi.fold(found.name) != vi.fold(child.name) and found not in self.known.get(self.key(child), []):
            raise Refused(f"Hồ sơ {code} mang tên khác {child.name}. Hãy xem lại số hồ sơ, hoặc sửa hồ sơ trước.")
        return found

    def enter(self, children: Sequence[Recipient | Child]) -> list[Recipient]:
        """All of them as they stand in the register; those who are new get the fund's next numbers."""
        last = self.fund.recipients.aggregate(last=Max("number"))["last"] or 0
        new: list[Recipient] = []
        named: dict[Key, Recipient] = {}
        found: list[Recipient] = []
        for child in children:
            another = isinstance(child, Child) and child.record == NEW
            entered = self.known_as(child) or (None if another else named.get(self.key(child)))
            if entered is None:
                assert isinstance(child, Child)  # noqa: S101 - a Recipient stands in the register
                entered = self._row(child, last + len(new) + 1)
                new.append(entered)
                named.setdefault(self.key(child), entered)
            found.append(entered)
        insert_many(new)
        for child in new:
            self._know(child)
        return found

    def _row(self, child: Child, number: int) -> Recipient:
        row = Recipient(
            fund=self.fund,
            number=number,
            name=child.name,
            birth_year=child.birth_year,
            class_name=child.class_name.strip(),
            school=child.school.strip(),
            hardship=child.hardship,
            illustrative=self.fund.illustrative,
        )
        row.key_name()
        return row


def usable(child: Recipient) -> Recipient:
    """The record, when something may be granted to it. Raises Refused for one that is anonymous or restricted."""
    if child.anonymised_on:
        raise Refused(f"Hồ sơ {child.code} đã ẩn danh ngày {vi.day(child.anonymised_on)}; hãy lập hồ sơ mới.")
    if child.restricted_on:
        raise Refused(
            f"Hồ sơ {child.code} đang hạn chế sử dụng từ ngày {vi.day(child.restricted_on)} theo yêu cầu; "
            "không cấp suất mới. Muốn cấp, hãy bỏ hạn chế ở trang hồ sơ khi gia đình đồng ý."
        )
    return child


def at_school(known: Recipient, child: Child) -> bool:
    """Whether the school that is written is the one of the record; nothing written fits none."""
    return bool(child.school.strip()) and vi.fold(known.school) == vi.fold(child.school)


def said(child: Recipient) -> str:
    """Which record it is, as the fund's officer tells two apart: "HS-00003 (lớp 5A, Trường Tiểu học …)"."""
    parts = [f"lớp {child.class_name}" if child.class_name else "", child.school]
    beside = ", ".join(part for part in parts if part)
    return f"{child.code} ({beside})" if beside else child.code


@transaction.atomic
def register_recipient(fund: Fund, child: Child, *, at: dt.datetime) -> Recipient:
    """The child in the fund's restricted register, entered when it is new.

    Raises Refused for a name or a year of birth that is none.
    """
    register = Register(lock(fund), [child.birth_year])
    return register.find(child, day_of(at)) or register.enter([child])[0]


@dataclass(frozen=True)
class Correction:
    """What a child's record says after it was corrected."""

    name: str
    birth_year: int
    class_name: str
    school: str
    hardship: bool


SAID = ("name", "birth_year", "class_name", "school", "hardship")


@transaction.atomic
def correct_recipient(
    recipient: Recipient, right: Correction, *, reason: str, by: User, at: dt.datetime
) -> RecipientChange:
    """Correct a child's record (a class, a school, the spelling of the name); what stood there is kept.

    Raises Refused without a reason, when nothing changes, for a name or year that is none, and for a record that was
    joined into another or is anonymous.
    """
    why = needed(reason, "Hãy ghi lý do sửa hồ sơ.")
    lock(recipient.fund)
    row = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    refuse_gone(row)
    if not any(letter.isalpha() for letter in right.name):
        raise Refused("Hãy ghi họ và tên người nhận học bổng.")
    today = day_of(at)
    if not today.year - 100 <= right.birth_year <= today.year - 3:
        raise Refused("Năm sinh của người nhận không hợp lý. Hãy ghi đủ bốn chữ số, ví dụ 2010.")
    after = {
        "name": words(right.name, name="Họ và tên", longest=120),
        "birth_year": right.birth_year,
        "class_name": words(right.class_name, name="Lớp", longest=30),
        "school": words(right.school, name="Trường", longest=160),
        "hardship": right.hardship,
    }
    changed = {name: value for name, value in after.items() if getattr(row, name) != value}
    if not changed:
        raise Refused("Hồ sơ không có gì thay đổi. Hãy sửa ô cần sửa rồi ghi.")
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    return RecipientChange.objects.create(recipient=row, before=before, after=changed, reason=why, by=by, at=at)


def refuse_gone(row: Recipient) -> None:
    """Raises Refused for a record that was joined into another, or is anonymous."""
    if row.joined_into_id:
        raise Refused(f"Hồ sơ {row.code} đã gộp vào hồ sơ khác. Hãy làm ở hồ sơ đó, hoặc tách ra trước.")
    if row.anonymised_on:
        raise Refused(f"Hồ sơ {row.code} đã ẩn danh ngày {vi.day(row.anonymised_on)}, không sửa được nữa.")


@transaction.atomic
def join_recipients(gone: Recipient, kept: Recipient, *, reason: str, by: User, at: dt.datetime) -> RecipientJoin:
    """Join two records of one child: suất stay on their own papers, the child counts and is found as one.

    Raises Refused for records of two funds, one of them joined or anonymous already, one that took others in, and for
    two suất of one campaign and school year: somebody was granted twice there, which joining would cover up.
    """
    why = needed(reason, "Hãy ghi vì sao hai hồ sơ là một em.")
    fund = lock(kept.fund)
    rows = Recipient.objects.select_for_update(of=("self",)).in_bulk([gone.pk, kept.pk])
    first, second = rows[gone.pk], rows[kept.pk]
    if first.pk == second.pk:
        raise Refused("Hãy chọn hai hồ sơ khác nhau.")
    if first.fund_id != fund.pk:
        raise Refused("Hai hồ sơ thuộc hai quỹ khác nhau nên không gộp được.")
    refuse_gone(first)
    refuse_gone(second)
    if first.joined.exists():
        raise Refused(f"Hồ sơ {first.code} đã nhận gộp hồ sơ khác. Hãy gộp {second.code} vào {first.code}.")
    _refuse_both_granted(first, second)
    first.joined_into = second
    first.save(update_fields=["joined_into"])
    return RecipientJoin.objects.create(gone=first, kept=second, reason=why, by=by, at=at)


def _refuse_both_granted(gone: Recipient, kept: Recipient) -> None:
    """Raises Refused when both have a suất of one campaign and school year."""
    theirs = Grant.objects.standing().filter(Q(recipient=kept) | Q(recipient__joined_into=kept))
    held = {(each.campaign_id, each.school_year): each for each in theirs}
    for mine in gone.grants.standing().with_paid().select_related("campaign"):
        if other := held.get((mine.campaign_id, mine.school_year)):
            both = paid_so_far(other) > 0 and vars(mine)["paid"] > 0
            what = "đều đã được chi" if both else "đều được cấp suất"
            raise Refused(
                f"{gone.code} và {kept.code} {what} trong đợt {mine.campaign}, năm học {mine.school_year_label} "
                f"(suất số {mine.number} và {other.number}), nên không gộp được. "
                "Nếu đúng là một em, hãy đảo bút toán và hủy một suất trước."
            )


@transaction.atomic
def part_recipients(join: RecipientJoin, *, reason: str, by: User, at: dt.datetime) -> RecipientJoin:
    """Undo a join: the two records stand for two children again. Raises Refused without a reason, Stale when undone."""
    why = needed(reason, "Hãy ghi vì sao hai hồ sơ là hai em.")
    lock(join.kept.fund)
    locked = RecipientJoin.objects.select_for_update(of=("self",)).select_related("gone").get(pk=join.pk)
    if locked.undone_at:
        raise Stale(f"Hai hồ sơ đã được tách lúc {vi.moment(locked.undone_at)}.")
    locked.gone.joined_into = None
    locked.gone.save(update_fields=["joined_into"])
    locked.undone_because, locked.undone_by, locked.undone_at = why, by, at
    locked.save(update_fields=["undone_because", "undone_by", "undone_at"])
    return locked


@transaction.atomic
def record_consent(
    recipient: Recipient, party: Party, *, given_on: dt.date, evidence: str, by: User, at: dt.datetime
) -> Consent:
    """Record that a party agrees to the name being shown, with the paper. Raises Refused without paper, or twice."""
    steps.refuse_future(given_on, day_of(at), "Ngày đồng ý")
    paper = needed(
        evidence,
        "Hãy ghi giấy đồng ý (số, ngày hoặc nơi lưu); im lặng không phải là đồng ý.",
        name="Giấy đồng ý",
        longest=160,
    )
    lock(recipient.fund)
    if recipient.consents.in_force().filter(party=party).exists():
        raise Stale("Bên này đã đồng ý và chưa rút.")
    facts = {"given_on": given_on, "evidence": paper, "recorded_by": by, "recorded_at": at}
    return checked(Consent(recipient=recipient, party=party, **facts))


@transaction.atomic
def withdraw_consent(consent: Consent, *, on: dt.date, by: User, at: dt.datetime) -> Consent:
    """Record that a party takes its agreement back; from now on no list shows the name. Raises Refused, Stale."""
    steps.refuse_future(on, day_of(at), "Ngày rút")
    locked = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if locked.withdrawn_on:
        raise Stale(f"Đã rút ngày {vi.day(locked.withdrawn_on)}.")
    if on < locked.given_on:
        raise Refused(f"Ngày rút phải từ ngày đồng ý ({vi.day(locked.given_on)}) trở đi.")
    locked.withdrawn_on, locked.withdrawn_by = on, by
    locked.save(update_fields=["withdrawn_on", "withdrawn_by"])
    return locked


def note_access(
    fund: Fund,
    kind: AccessKind,
    what: str,
    names: int,
    *,
    by: User,
    at: dt.datetime,
    numbers: Iterable[int] = (),
) -> NameAccess:
    """Keep who saw names, which and how many; `numbers` are those of the records, so that each child can be told."""
    seen = sorted(set(numbers))
    listed = f",{','.join(map(str, seen))}," if seen else ""
    return NameAccess.objects.create(fund=fund, kind=kind, what=what[:200], names=names, numbers=listed, by=by, at=at)
