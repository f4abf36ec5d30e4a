"""The registers of titles, children, the commended and donors, in which a person may be looked for."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from awards.commendations.models import Commendation
from awards.commendations.permissions import can_record
from awards.scholarships.enums import AccessKind
from awards.scholarships.models import Donor, Entry, Grant, NameAccess, Recipient
from awards.scholarships.workflow import note_access
from awards.scholarships.workflow.desk import BOOK as BOOK_OF_CHILDREN
from awards.titles.enums import CandidateEventKind
from awards.titles.kinds import PEOPLE
from awards.titles.models import Candidate, CandidateEvent, MoveRequest, Nomination
from awards.titles.register.permissions import can_edit
from awards.titles.workflow.rights import BOOK
from hocTap.lib import vi
from units.enums import RightKind, Role
from units.models import User
from units.privacy.person import in_words
from units.privacy.rights.books import Part, Record, Rows

PUT_RIGHT = (
    CandidateEventKind.CORRECTED,
    CandidateEventKind.HEAD_CHANGED,
    CandidateEventKind.MOVED,
    CandidateEventKind.SPLIT,
    CandidateEventKind.MERGED,
)


class Holders(Rows[Candidate]):
    """Households and citizens of the register of titles."""

    name, title = BOOK, "Sổ đối tượng xét danh hiệu"

    def is_open_to(self, user: User) -> bool:
        return bool(user.units_as(Role.WARD_OFFICER, Role.DISTRICT_OFFICE))

    def seen(self, user: User | None) -> QuerySet[Candidate]:
        rows = Candidate.objects.visible_to(user) if user else Candidate.objects.all()
        return rows.filter(kind__in=PEOPLE).select_related("ward", "community").order_by("kind", "sort_key", "pk")

    def record(self, row: Candidate) -> Record:
        place = ", ".join(map(str, filter(None, (row.address, row.community, row.ward))))
        words = f"{row.name}, {place} ({row.get_kind_display()})"
        return Record(self.name, row.pk, words, row.ward_id, row.get_absolute_url())

    def may_keep(self, user: User, pk: int) -> bool:
        return can_edit(user, self.row(pk))

    def done(self, pk: int, kind: RightKind, since: dt.datetime) -> bool | None:
        """A restriction that stands is one; a correction is an event of the register that was not undone."""
        if kind == RightKind.CORRECT:
            events = CandidateEvent.objects.filter(candidate=pk, at__gte=since, undone_by__isnull=True)
            return events.filter(kind__in=PUT_RIGHT).exists()
        is_restricted = kind in (RightKind.RESTRICT, RightKind.OBJECT) and self.row(pk).restricted_on is not None
        return is_restricted or super().done(pk, kind, since)

    def given(self, pk: int) -> list[Part]:
        own = Q(candidate=pk) | Q(candidate__merged_into=pk)
        leads = ("criteria", "decision", "ward", "community", "candidate")
        titles = Nomination.objects.filter(own).select_related(*leads).prefetch_related("criteria__bands")
        events = CandidateEvent.objects.filter(candidate=pk).select_related("by", "candidate", "other")
        moves = MoveRequest.objects.filter(candidate=pk).select_related("from_ward", "to_ward", "candidate", "asked_by")
        return [
            Part("hồ sơ", [in_words(self.row(pk))]),
            Part("danh hiệu qua các năm", [in_words(row) for row in titles.order_by("year", "pk")]),
            Part("việc đã ghi", [in_words(row) for row in events]),
            Part("đề nghị chuyển nơi cư trú", [in_words(row) for row in moves]),
        ]


class Children(Rows[Recipient]):
    """Children of the funds: found by the officers of the fund alone, and each finding is written down there."""

    name, title = BOOK_OF_CHILDREN, "Hồ sơ trẻ em của quỹ"

    def is_open_to(self, user: User) -> bool:
        return bool(user.units_kept(Role.FUND_OFFICER))

    def seen(self, user: User | None) -> QuerySet[Recipient]:
        rows = Recipient.objects.visible_to(user) if user else Recipient.objects.all()
        return rows.filter(anonymised_on__isnull=True).select_related("fund__unit").order_by("sort_key", "pk")

    def record(self, row: Recipient) -> Record:
        school = ", ".join(filter(None, (row.class_name, row.school)))
        words = f"{row.name}, sinh năm {row.birth_year}{', ' if school else ''}{school} ({row.fund}, {row.code})"
        return Record(self.name, row.pk, words, row.fund.unit_id, row.get_absolute_url())

    def find(self, user: User | None, words: str) -> list[Record]:
        found = super().find(user, words)
        if user and found:
            self._note([each.pk for each in found], AccessKind.LIST, "Tìm một người trong các sổ", user, None)
        return found

    def may_keep(self, user: User, pk: int) -> bool:
        return self.row(pk).fund.unit_id in user.units_kept(Role.FUND_OFFICER)

    def desk(self, pk: int) -> str:
        return reverse("scholarships:request-add", args=[pk])

    def given(self, pk: int) -> list[Part]:
        child = self.row(pk)
        family = Q(recipient=child) | Q(recipient__joined_into=child)
        grants = Grant.objects.filter(family).select_related("campaign", "ward", "fund", "recipient")
        paid = Entry.objects.filter(grant__in=grants).select_related("fund", "grant")
        seen = NameAccess.objects.of_child(child).select_related("by")
        return [
            Part("hồ sơ", [in_words(child)]),
            Part("đồng ý nêu tên", [in_words(row) for row in child.consents.all()]),
            Part("suất học bổng", [in_words(row) for row in grants.order_by("school_year", "pk")]),
            Part("các lần chi", [in_words(row) for row in paid.order_by("made_on", "seq")]),
            Part("yêu cầu về dữ liệu", [in_words(row) for row in child.requests.all()]),
            Part("các lần sửa hồ sơ", [in_words(row) for row in child.changes.all()]),
            Part("ai đã xem", [{"lúc": vi.moment(row.at), "ai": str(row.by), "việc": row.what} for row in seen]),
        ]

    def note(self, pks: list[int], *, by: User, at: dt.datetime) -> None:
        self._note(pks, AccessKind.PRINT, "Dữ liệu của một người", by, at)

    def _note(self, pks: list[int], kind: AccessKind, what: str, by: User, at: dt.datetime | None) -> None:
        rows = list(self.seen(None).filter(pk__in=pks))
        for fund in {row.fund_id: row.fund for row in rows}.values():
            numbers = [row.number for row in rows if row.fund_id == fund.pk]
            note_access(fund, kind, what, len(numbers), by=by, at=at or timezone.now(), numbers=numbers)


class Commended(Rows[Commendation]):
    """Who was commended: found by those who see names of a ward's decisions."""

    name, title = "6-khen-thuong", "Người được khen"

    def is_open_to(self, user: User) -> bool:
        return bool(user.units_as(Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.FUND_OFFICER))

    def seen(self, user: User | None) -> QuerySet[Commendation]:
        rows = Commendation.objects.visible_to(user) if user else Commendation.objects.all()
        return rows.select_related("decision__kind", "decision__unit", "ward").order_by("sort_key", "pk")

    def record(self, row: Commendation) -> Record:
        words = f"{row.name}, {row.ward}: {row.decision}"
        return Record(self.name, row.pk, words, row.decision.unit_id, row.decision.get_absolute_url())

    def may_keep(self, user: User, pk: int) -> bool:
        return can_record(user, self.row(pk).decision)

    def given(self, pk: int) -> list[Part]:
        row = self.row(pk)
        return [Part("lần khen", [in_words(row)]), Part("quyết định", [in_words(row.decision)])]


class Donors(Rows[Donor]):
    """Who gave to a fund: found by its officers."""

    name, title = "7-nha-tai-tro", "Nhà tài trợ của quỹ"

    def is_open_to(self, user: User) -> bool:
        return bool(user.units_kept(Role.FUND_OFFICER))

    def seen(self, user: User | None) -> QuerySet[Donor]:
        rows = Donor.objects.filter(fund__unit__in=user.units_kept(Role.FUND_OFFICER)) if user else Donor.objects.all()
        return rows.select_related("fund__unit").order_by("sort_key", "pk")

    def record(self, row: Donor) -> Record:
        return Record(self.name, row.pk, f"{row.name} ({row.fund})", row.fund.unit_id, row.fund.get_absolute_url())

    def may_keep(self, user: User, pk: int) -> bool:
        return self.row(pk).fund.unit_id in user.units_kept(Role.FUND_OFFICER)

    def given(self, pk: int) -> list[Part]:
        gave = Entry.objects.filter(receipt__donor=pk).select_related("fund").order_by("made_on", "seq")
        return [Part("nhà tài trợ", [in_words(self.row(pk))]), Part("đã ủng hộ", [in_words(row) for row in gave])]
