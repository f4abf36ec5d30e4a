"""After how long households, citizens and donors lose their names, and how the names are taken away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from awards.books import Donors
from awards.scholarships.enums import DonorKind
from awards.scholarships.models import Donor, Entry, Receipt
from awards.titles.enums import CandidateState
from awards.titles.kinds import PEOPLE
from awards.titles.models import Candidate, CandidateEvent, MoveRequest, Nomination, NominationStep
from awards.titles.models.candidates import ANONYMOUS
from awards.titles.workflow.rights import BOOK
from hocTap.lib.refusals import Stale
from units.enums import DataAct, RightKind, Role
from units.models import DataStep, PersonRequest, User
from units.privacy.retention.registry import Due, years_before
from units.privacy.rights.books import Record
from units.privacy.rights.workflow import note

LATE = "Chưa ẩn danh hồ sơ nào: có hồ sơ chưa hết thời hạn hoặc vừa có việc mới. Hãy mở lại trang và xem lại."
PERSONAL = ("name", "address", "exempt", "group", "managing_level")
"""What of an event tells of a person; where somebody lived stays, so that earlier days are counted as they were."""
FACTS = ("name",)
"""What of the facts of a step tells of a person."""


class LeftHolders:
    """Households and citizens that left the register, and whose titles are over."""

    name, title, years, least = BOOK, "Hộ gia đình, công dân không còn trong sổ", 3, 1
    counted = "từ ngày không còn trong sổ, hoặc từ ngày danh hiệu cuối cùng hết giá trị nếu muộn hơn"
    stays = "Số người, điểm, kết quả ở lại không tên; tên trong quyết định đã ký giữ theo quy định lưu trữ."

    def is_kept_by(self, user: User) -> bool:
        return bool(user.units_kept(Role.WARD_OFFICER))

    def rows(self, user: User, today: dt.date, years: int) -> QuerySet[Candidate]:
        """Those whose time is over: no title in force since, none asked for, no request that waits for
        anything else than this."""
        last = years_before(today, years)
        own = Q(candidate=OuterRef("pk")) | Q(candidate__merged_into=OuterRef("pk"))
        lately = Q(year__gte=last.year) | Q(decision__valid_until__gte=last)
        asked = PersonRequest.objects.waiting().filter(book=BOOK, row=OuterRef("pk")).exclude(kind=RightKind.FORGET)
        left = Candidate.objects.filter(
            kind__in=PEOPLE, state=CandidateState.ENDED, ended_on__lt=last, anonymised_on=None
        ).filter(ward__in=user.units_kept(Role.WARD_OFFICER))
        return left.exclude(Exists(Nomination.objects.filter(own).filter(lately))).exclude(Exists(asked))

    def due(self, user: User, today: dt.date, years: int) -> Sequence[Due]:
        rows = self.rows(user, today, years).annotate(valid=Max("nominations__decision__valid_until"))
        return [
            Due(row.pk, ", ".join(filter(None, (row.name, row.address))), max(filter(None, (row.ended_on, row.valid))))
            for row in rows.order_by("ended_on", "pk")
        ]

    @transaction.atomic
    def forget(self, pks: Sequence[int], *, by: User, at: dt.datetime, years: int) -> int:
        today = timezone.localtime(at).date()
        chosen = list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
        due = set(self.rows(by, today, years).filter(pk__in=pks).values_list("pk", flat=True))
        if due != set(pks):
            raise Stale(LATE)
        family = [*chosen, *Candidate.objects.select_for_update(of=("self",)).filter(merged_into__in=pks)]
        for row in family:
            forget_holder(row, at)
            note(Record(BOOK, row.pk, "", row.ward_id), DataAct.FORGOTTEN, by=by, at=at)
        return len(chosen)


def forget_holder(row: Candidate, at: dt.datetime) -> None:
    """Take a holder's name out of the register, its events, its moves and the facts of its steps."""
    row.name, row.address, row.exempt, row.consented_on, row.consent_paper = ANONYMOUS, "", False, None, ""
    row.anonymised_on, row.changed_at = timezone.localtime(at).date(), at
    row.save()
    for event in CandidateEvent.objects.filter(candidate=row):
        event.before, event.after = (without(facts, PERSONAL) for facts in (event.before, event.after))
        event.reason = ""
        event.save(update_fields=["before", "after", "reason"])
    MoveRequest.objects.filter(candidate=row).update(address="", reason="")
    for step in NominationStep.objects.filter(nomination__candidate=row, facts__has_key="name"):
        step.facts = without(step.facts, FACTS)
        step.save(update_fields=["facts"])


def without(facts: dict[str, object], names: Sequence[str]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if name not in names}


def forgotten_holders() -> set[int]:
    """Holders whose names were taken away by the rules: what is sealed of them changed for that reason."""
    steps = DataStep.objects.filter(book=BOOK, act=DataAct.FORGOTTEN).order_by().values("row")
    gone = Candidate.objects.filter(pk__in=steps, name=ANONYMOUS, anonymised_on__isnull=False)
    return set(gone.values_list("pk", flat=True))


def titles_of_forgotten() -> set[int]:
    """Their nominations, whose steps bore the name as well."""
    return set(Nomination.objects.filter(candidate__in=forgotten_holders()).values_list("pk", flat=True))


class FormerDonors:
    """People who gave to a fund, once the books of their last gift need no longer be kept."""

    name, title, years, least = Donors.name, "Cá nhân đã ủng hộ quỹ", 10, 10
    counted = "từ lần ủng hộ cuối cùng (thời hạn giữ chứng từ kế toán, chưa đối chiếu văn bản gốc)"
    stays = "Dòng sổ, số tiền, người nộp ghi trên phiếu thu giữ cùng chứng từ. Doanh nghiệp, tổ chức giữ tên."

    def is_kept_by(self, user: User) -> bool:
        return bool(user.units_kept(Role.FUND_OFFICER))

    def rows(self, user: User, today: dt.date, years: int) -> QuerySet[Donor]:
        gave = Entry.objects.filter(receipt__donor=OuterRef("pk"))
        own = Donor.objects.filter(kind=DonorKind.PERSON, fund__unit__in=user.units_kept(Role.FUND_OFFICER))
        asked = PersonRequest.objects.waiting().filter(book=self.name, row=OuterRef("pk"))
        named = own.exclude(name__startswith=ANONYMOUS).exclude(Exists(asked))
        return named.filter(Exists(gave)).exclude(Exists(gave.filter(made_on__gte=years_before(today, years))))

    def due(self, user: User, today: dt.date, years: int) -> Sequence[Due]:
        rows = self.rows(user, today, years).select_related("fund")
        last = dict(
            Receipt.objects.filter(donor__in=rows.values("pk"))
            .order_by()
            .values_list("donor")
            .annotate(last=Max("entries__made_on"))
        )
        found = [Due(row.pk, f"{row.name} ({row.fund})", last[row.pk]) for row in rows]
        return sorted(found, key=lambda each: (each.since, each.pk))

    @transaction.atomic
    def forget(self, pks: Sequence[int], *, by: User, at: dt.datetime, years: int) -> int:
        rows = list(
            Donor.objects.select_for_update(of=("self",)).select_related("fund").filter(pk__in=pks).order_by("pk")
        )
        today = timezone.localtime(at).date()
        due = set(self.rows(by, today, years).filter(pk__in=pks).values_list("pk", flat=True))
        if due != set(pks):
            raise Stale(LATE)
        for row in rows:
            row.name = f"{ANONYMOUS} {row.pk}"
            row.save(update_fields=["name"])
            note(Record(self.name, row.pk, "", row.fund.unit_id), DataAct.FORGOTTEN, by=by, at=at)
        return len(rows)
