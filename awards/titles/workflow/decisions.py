"""Steps on decisions: sign, take a candidate out of a draft, revoke."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Case, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from awards.titles.criteria import agency_for, procedure_for
from awards.titles.enums import Action, DecisionAction, DecisionKind, DecisionState, RevocationReason
from awards.titles.models import Candidate, CriteriaSet, Decision, Nomination, Procedure
from awards.titles.querysets import NominationQuerySet, own_work
from awards.titles.rules.procedure import valid_until
from awards.titles.workflow.machinery import lock_all, refuse_day, write
from awards.titles.workflow.recognition import agency_words
from awards.titles.workflow.states import DECISIONS
from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale, needed, words
from units import numbering
from units.enums import Numbered
from units.models import UnitVersion, User


@dataclass(frozen=True)
class Signature:
    """What stands on the signed paper."""

    number: int
    day: dt.date
    signer: str
    symbol: str = ""


@transaction.atomic
def sign(decision: Decision, signature: Signature, *, by: User, at: dt.datetime) -> Decision:
    """Record number, day and signer: from now on all its candidates hold the title, and nothing of it changes.

    The agency is the one in charge on the day of the signature. Raises Stale when it was signed already; Refused while
    a group is still to be done, with nobody in it, by a set of criteria not checked against the original, before a
    proposal, on a day on which several agencies or none were in charge, with a number used that year, or by somebody
    who scored or proposed one of its candidates.
    """
    locked = Decision.objects.select_for_update(of=("self",)).select_related("agency", "procedure").get(pk=decision.pk)
    signed = DECISIONS.target(DecisionAction.SIGN, locked.state, str(locked))
    _refuse_unless_complete(locked, by)
    refuse_day(signature.day, locked.assessment_year, at, "Ngày ký")
    settle_agency(locked, Nomination.objects.filter(decision=locked), signature.day)
    _refuse_number(locked, signature)
    if locked.latest_proposal_on and signature.day < locked.latest_proposal_on:
        day = vi.day(locked.latest_proposal_on)
        raise Refused(f"Ngày ký trước ngày tờ trình ({day}). Hãy kiểm tra lại.")
    locked.state = signed
    _put(locked, signature, by=by, at=at)
    locked.valid_until = valid_until(signature.day, locked.procedure.valid_months, locked.assessment_year)
    _save(locked)
    keep_names(Nomination.objects.filter(decision=locked), signature.day)
    return locked


def keep_names(nominations: NominationQuerySet, day: dt.date) -> None:
    """Write down names, addresses and places as they are on the day of the signature; they never change afterwards.

    What the register or the catalogue of units says later is shown beside the decision, not in it.
    """
    holder = Candidate.objects.filter(pk=OuterRef("candidate"))
    ward, community = _called_on(day, "ward"), _called_on(day, "community")
    nominations.update(
        signed_name=Subquery(holder.values("name")[:1]),
        signed_address=Subquery(holder.values("address")[:1]),
        signed_place=Case(When(community__isnull=True, then=ward), default=Concat(community, Value(", "), ward)),
    )


def _called_on(day: dt.date, unit: str) -> Coalesce:
    """The unit's name on the day; one that came later, or had already gone, by its nearest name."""
    names = UnitVersion.objects.filter(unit=OuterRef(unit))
    then = names.filter(valid_from__lte=day).order_by("-valid_from")
    return Coalesce(
        Subquery(then.values("name")[:1]), Subquery(names.order_by("valid_from").values("name")[:1]), Value("")
    )


def _refuse_unless_complete(decision: Decision, by: User) -> None:
    if decision.groups.filter(done_at__isnull=True).exists():
        raise Refused("Việc công nhận hàng loạt chưa xong. Hãy đợi, hoặc bấm “Chạy tiếp” ở trang của việc đó.")
    nominations = Nomination.objects.filter(decision=decision)
    if not nominations.exists():
        raise Refused("Quyết định chưa có hồ sơ nào.")
    if nominations.filter(own_work(by)).exists():
        raise Refused("Có hồ sơ do chính ông, bà chấm hoặc trình. Hãy để người khác ghi số quyết định.")
    used = CriteriaSet.objects.filter(pk__in=nominations.order_by().values("criteria").distinct())
    doubtful = used.exclude(pk__in=CriteriaSet.objects.sound().values("pk")).first()
    if doubtful:
        raise Refused(
            f"“{doubtful.name}” còn mục chưa đối chiếu văn bản gốc nên chưa ký được. "
            "Hãy đề nghị quản trị hệ thống xác nhận, kèm nguồn."
        )


def settle_agency(decision: Decision, held: NominationQuerySet, day: dt.date) -> None:
    """Put the agency in charge on the day into the draft: wards and districts may have ended since, or before."""
    found: dict[tuple[int, int], tuple[Procedure, UnitVersion]] = {}
    for ward, level in held.order_by().values_list("ward_id", "candidate__managing_level").distinct():
        procedure = procedure_for(decision.title, day, ward, level)
        agency = agency_for(procedure, ward, day)
        found[agency.unit_id, procedure.pk] = procedure, agency
    if len(found) > 1:
        words = "; ".join(agency_words(*each) for each in found.values())
        raise Refused(
            f"Ngày {vi.day(day)} các hồ sơ này thuộc thẩm quyền của nhiều cơ quan ({words}). "
            "Hãy rút hồ sơ khỏi dự thảo rồi xét riêng từng phường, xã."
        )
    ((procedure, agency),) = found.values()
    _put_agency(decision, procedure, agency)


def _put_agency(decision: Decision, procedure: Procedure, agency: UnitVersion) -> None:
    decision.procedure, decision.agency_id = procedure, agency.unit_id
    decision.agency_words, decision.authority_words = agency_words(procedure, agency), procedure.authority_words


def _refuse_number(decision: Decision, signature: Signature) -> None:
    if signature.number < 1:
        raise Refused("Hãy ghi số quyết định.")
    same = Decision.objects.filter(agency=decision.agency_id, year=signature.day.year, number=signature.number)
    if same.exclude(pk=decision.pk).exists():
        raise Refused(f"Số {signature.number} đã dùng trong năm {signature.day.year}. Hãy ghi số khác.")


def _put(decision: Decision, signature: Signature, *, by: User, at: dt.datetime) -> None:
    decision.number, decision.year, decision.signed_on = signature.number, signature.day.year, signature.day
    decision.signer = needed(signature.signer, "Hãy ghi họ tên người ký.", name="Họ tên người ký", longest=120)
    decision.symbol = words(signature.symbol, name="Ký hiệu", longest=40) or decision.symbol
    decision.recorded_by, decision.recorded_at = by, at


def put_signature(decision: Decision, signature: Signature, *, by: User, at: dt.datetime) -> None:
    """Write the signature down where the agency is settled. Raises Refused for a number that it used that year."""
    _refuse_number(decision, signature)
    _put(decision, signature, by=by, at=at)
    _save(decision)


def _save(decision: Decision) -> None:
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        raise Stale("Số quyết định vừa được người khác dùng. Hãy ghi số khác.") from error
    take_number(decision)


def take_number(decision: Decision) -> None:
    """The number of a signed decision is taken in its agency's series. Raises Refused for one that another bears."""
    if decision.number is None or decision.signed_on is None:
        return
    given = numbering.Number(decision.agency_id, decision.symbol, decision.number, decision.signed_on)
    numbering.take(Numbered.TITLES, decision.pk, given)


@transaction.atomic
def withdraw(pks: Collection[int], reason: str, *, by: User, at: dt.datetime) -> int:
    """Take candidates out of a decision that is still a draft; they wait again (rút khỏi dự thảo)."""
    why = needed(reason, "Hãy ghi lý do rút khỏi dự thảo.")
    decisions = set(Nomination.objects.filter(pk__in=pks).values_list("decision_id", flat=True))
    drafts = list(Decision.objects.select_for_update(of=("self",)).filter(pk__in=decisions - {None}).order_by("pk"))
    locked = lock_all(pks, Action.WITHDRAW)
    if not all(DECISIONS.leads(DecisionAction.SIGN, draft.state) for draft in drafts):
        raise Stale("Quyết định đã ký nên không rút được. Nếu có căn cứ, hãy dùng thu hồi.")
    changes = dict.fromkeys(("decision", "certificate", "decided_by", "decided_at"))
    write(locked, Action.WITHDRAW, by=by, at=at, reason=why, changes=changes)
    for draft in drafts:
        left = Nomination.objects.filter(decision=draft).aggregate(last=Max("proposal__proposed_on"))
        draft.latest_proposal_on = left["last"]
        draft.save(update_fields=["latest_proposal_on"])
    return len(locked)


@dataclass(frozen=True)
class Revocation:
    """Why titles are taken back, on what paper."""

    reason: RevocationReason
    words: str
    signature: Signature


@transaction.atomic
def revoke(pks: Collection[int], revocation: Revocation, *, by: User, at: dt.datetime) -> Decision:
    """Take back recognised titles by a signed decision, for one of four lawful reasons (thu hồi); they stay readable.

    Raises Refused when a title is only in a draft, for titles of several decisions, for a day before the recognition,
    and for a number used that year; Stale when one was revoked already.
    """
    why = needed(revocation.words, "Hãy ghi căn cứ thu hồi.", name="Căn cứ")
    locked = lock_all(pks, Action.REVOKE)
    originals = {row.decision_id for row in locked if row.decision_id}
    original = Decision.objects.select_related("agency").get(pk=originals.pop())
    if originals:
        raise Refused("Mỗi lần chỉ thu hồi danh hiệu của một quyết định.")
    if original.state != DecisionState.SIGNED or original.signed_on is None:
        raise Refused("Danh hiệu mới ở dự thảo quyết định, chưa có gì để thu hồi. Hãy rút khỏi dự thảo.")
    signature = revocation.signature
    if signature.day < original.signed_on:
        raise Refused(f"Ngày thu hồi trước ngày công nhận ({vi.day(original.signed_on)}). Hãy kiểm tra lại.")
    first = locked[0]
    refuse_day(signature.day, original.assessment_year, at, "Ngày ký")
    procedure = procedure_for(first.kind, signature.day, first.ward_id, first.candidate.managing_level)
    decision = Decision(
        kind=DecisionKind.REVOCATION,
        title=original.title,
        assessment_year=original.assessment_year,
        state=DECISIONS.landing(DecisionAction.SIGN),
        prepared_by=by,
        prepared_at=at,
        illustrative=original.illustrative,
    )
    _put_agency(decision, procedure, agency_for(procedure, first.ward_id, signature.day))
    put_signature(decision, signature, by=by, at=at)
    changes = {"revocation": decision, "revoked_for": revocation.reason}
    facts = {"decision": decision.pk, "reason": revocation.reason.value}
    write(locked, Action.REVOKE, by=by, at=at, reason=why, changes=changes, facts=lambda _: facts)
    return decision
