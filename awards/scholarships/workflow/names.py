"""Children and students in a fund's restricted register: entering, knowing again, agreeing to be named, who looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from awards.scholarships import rules
from awards.scholarships.enums import AccessKind, Party
from awards.scholarships.models import Consent, Fund, NameAccess, Recipient
from awards.scholarships.workflow.books import day_of, lock
from awards.uploads.words import same_name
from hocTap.lib import vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked, needed, words
from units.models import User

Key = tuple[str, int]


@dataclass(frozen=True)
class Child:
    """A child or student as a form or a list brings it: known by name and year of birth, or new."""

    name: str
    birth_year: int
    class_name: str = ""
    school: str = ""
    hardship: bool = False


class Register:
    """A fund's children of some years of birth, by name and year, read once; so that nobody is entered twice."""

    def __init__(self, fund: Fund, birth_years: Iterable[int]) -> None:
        self.fund = fund
        self.known: dict[Key, Recipient] = {}
        for child in fund.recipients.filter(birth_year__in=set(birth_years)).order_by("-number"):
            self.known[self.key(child)] = child

    @staticmethod
    def key(child: Recipient | Child) -> Key:
        """How a child is known again: the name however it is spelt ("Hoà", "Hòa"), and the year of birth."""
        return same_name(child.name), child.birth_year

    def find(self, child: Recipient | Child, today: dt.date) -> Recipient | None:
        """The child in the register, or None for a new one that may be entered. Raises Refused for one that may not."""
        if isinstance(child, Recipient):
            if child.fund_id != self.fund.pk:
                raise Refused("Người nhận không có trong sổ của quỹ này. Hãy chọn lại.")
            return child
        if not any(letter.isalpha() for letter in child.name):
            raise Refused("Hãy ghi họ và tên người nhận học bổng.")
        words(child.name, name="Họ và tên", longest=120)
        words(child.class_name, name="Lớp", longest=30)
        words(child.school, name="Trường", longest=160)
        if not today.year - 100 <= child.birth_year <= today.year - 3:
            raise Refused("Năm sinh của người nhận không hợp lý. Hãy ghi đủ bốn chữ số, ví dụ 2010.")
        return self.known.get(self.key(child))

    def enter(self, children: Sequence[Recipient | Child]) -> list[Recipient]:
        """All of them as they stand in the register; those who are new get the fund's next numbers."""
        last = self.fund.recipients.aggregate(last=Max("number"))["last"] or 0
        new: dict[Key, Recipient] = {}
        found: list[Recipient] = []
        for child in children:
            key = self.key(child)
            entered = child if isinstance(child, Recipient) else self.known.get(key) or new.get(key)
            if entered is None:
                assert isinstance(child, Child)  # noqa: S101 - a Recipient stands in the register
                entered = new[key] = self._row(child, last + len(new) + 1)
            found.append(entered)
        insert_many(list(new.values()))
        self.known |= new
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


@transaction.atomic
def register_recipient(fund: Fund, child: Child, *, at: dt.datetime) -> Recipient:
    """The child in the fund's restricted register, entered when it is new.

    Raises Refused for a name or a year of birth that is none.
    """
    register = Register(lock(fund), [child.birth_year])
    return register.find(child, day_of(at)) or register.enter([child])[0]


@transaction.atomic
def record_consent(
    recipient: Recipient, party: Party, *, given_on: dt.date, evidence: str, by: User, at: dt.datetime
) -> Consent:
    """Record that a party agrees to the name being shown, with the paper. Raises Refused without paper, or twice."""
    rules.refuse_future(given_on, day_of(at), "Ngày đồng ý")
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
    rules.refuse_future(on, day_of(at), "Ngày rút")
    locked = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if locked.withdrawn_on:
        raise Stale(f"Đã rút ngày {vi.day(locked.withdrawn_on)}.")
    if on < locked.given_on:
        raise Refused(f"Ngày rút phải từ ngày đồng ý ({vi.day(locked.given_on)}) trở đi.")
    locked.withdrawn_on, locked.withdrawn_by = on, by
    locked.save(update_fields=["withdrawn_on", "withdrawn_by"])
    return locked


def note_access(fund: Fund, kind: AccessKind, what: str, names: int, *, by: User, at: dt.datetime) -> NameAccess:
    """Keep who saw names, which and how many."""
    return NameAccess.objects.create(fund=fund, kind=kind, what=what[:200], names=names, by=by, at=at)
