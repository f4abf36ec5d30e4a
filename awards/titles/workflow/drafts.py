"""Steps on decisions that put right how they were recorded: two drafts joined, a signature taken off again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from awards.titles.enums import Action, DecisionAction, DecisionKind, DecisionState, NominationState
from awards.titles.models import Decision, DecisionStep, Nomination, RecognitionGroup
from awards.titles.querysets import DecisionQuerySet, NominationQuerySet, own_work
from awards.titles.workflow.decisions import Signature, put_signature, settle_agency, withdraw
from awards.titles.workflow.machinery import lock, lock_all, refuse_day, write
from awards.titles.workflow.recognition import put_in
from awards.titles.workflow.states import DECISIONS
from hocTap.lib import vi
from hocTap.lib.resting import in_words, rests_on
from hocTap.lib.steps import Refused, Stale, needed
from units import numbering
from units.enums import Numbered
from units.models import User

JOINED = "Gộp vào dự thảo khác của cùng cơ quan."


def joinable(draft: Decision) -> DecisionQuerySet:
    """Other drafts that one paper could hold with this one: of the same agency, title, year and procedure."""
    alike = Decision.objects.filter(
        kind=DecisionKind.RECOGNITION,
        state=draft.state,
        title=draft.title,
        assessment_year=draft.assessment_year,
        agency=draft.agency_id,
        procedure=draft.procedure_id,
    )
    waiting = RecognitionGroup.objects.filter(done_at__isnull=True).values("decision")
    return alike.exclude(pk=draft.pk).exclude(pk__in=waiting).filter(nominations__isnull=False).distinct()


@transaction.atomic
def join(draft: Decision, other: Decision, *, by: User, at: dt.datetime) -> int:
    """Bring all that the other draft holds into this one; the other is no more. Returns how many came.

    Each is taken out of the one and put into the other, with its steps and the next certificate numbers. Raises Stale
    when one of them was signed, or goes on being filled, Refused for drafts of different agencies, titles or years, and
    for work of the person's own (four eyes).
    """
    pks = sorted({draft.pk, other.pk})
    locked = {
        each.pk: each for each in Decision.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    }
    if len(locked) != 2 or not all(DECISIONS.leads(DecisionAction.SIGN, each.state) for each in locked.values()):
        raise Stale("Một trong hai dự thảo đã ký hoặc đã gộp. Hãy tải lại trang.")
    into, gone = locked[draft.pk], locked[other.pk]
    if RecognitionGroup.objects.filter(decision__in=pks, done_at__isnull=True).exists():
        raise Stale("Việc công nhận hàng loạt vào một trong hai dự thảo chưa xong. Hãy đợi rồi gộp.")
    if not joinable(into).filter(pk=gone.pk).exists():
        raise Refused("Chỉ gộp được hai dự thảo của cùng cơ quan, cùng danh hiệu, cùng năm xét.")
    if Nomination.objects.filter(own_work(by), decision__in=pks).exists():
        raise Refused("Có hồ sơ do chính ông, bà chấm, thẩm định hoặc trình. Hãy để người khác gộp.")
    order = Nomination.objects.filter(decision=gone).order_by("certificate")
    moving = list(order.values_list("pk", flat=True))
    withdraw(moving, JOINED, by=by, at=at)
    rows = {row.pk: row for row in lock(Nomination.objects.filter(pk__in=moving))}
    put_in([rows[pk] for pk in moving], into, by=by, at=at)
    RecognitionGroup.objects.filter(decision=gone).update(decision=into)
    DecisionStep.objects.filter(decision=gone).update(decision=into)
    gone.delete()
    return len(moving)


@transaction.atomic
def unsign(decision: Decision, reason: str, *, by: User, at: dt.datetime) -> Decision:
    """Take a wrongly recorded signature off again: the decision is a draft, its titles are not in force until it is
    signed anew; what was recorded stays readable with who took it off and why.

    Raises Refused without a reason, for a decision on paper that a list brought in (the list is undone), once a title
    of it was revoked, while reports or sheets rest on it, and for work of the person's own; Stale when it is a draft.
    """
    why = needed(reason, "Hãy ghi lý do bỏ chữ ký.")
    locked = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    draft = DECISIONS.target(DecisionAction.UNSIGN, locked.state, str(locked))
    if locked.kind != DecisionKind.RECOGNITION or locked.on_paper:
        raise Refused("Chỉ bỏ được chữ ký của quyết định công nhận lập trong hệ thống.")
    rows = Nomination.objects.filter(decision=locked)
    if rows.exclude(state=NominationState.RECOGNISED).exists():
        raise Refused("Đã có danh hiệu trong quyết định này bị thu hồi nên chữ ký không bỏ được nữa.")
    if rows.filter(own_work(by)).exists():
        raise Refused("Có hồ sơ do chính ông, bà chấm hoặc trình. Hãy để người khác bỏ chữ ký.")
    wards = sorted(set(rows.order_by().values_list("ward_id", flat=True)))
    if resting := in_words(rests_on(wards, dt.date(locked.assessment_year, 1, 1), at.date())):
        raise Refused(f"{resting} Vì vậy chữ ký không bỏ được nữa; nếu có căn cứ, hãy thu hồi danh hiệu.")
    _take_off(locked, why, draft, by=by, at=at)
    rows.update(signed_name="", signed_address="", signed_place="")
    return locked


def _take_off(decision: Decision, why: str, draft: DecisionState, *, by: User, at: dt.datetime) -> None:
    """Put the signature into the decision's story and take it off; the database wants the one before the other."""
    _tell(decision, DecisionAction.UNSIGN, why, by=by, at=at)
    decision.state, decision.signer = draft, ""
    for name in ("number", "year", "signed_on", "valid_until", "recorded_by", "recorded_at"):
        setattr(decision, name, None)
    decision.save()
    numbering.release(Numbered.TITLES, [decision.pk])


def _tell(decision: Decision, action: DecisionAction, why: str, *, by: User, at: dt.datetime) -> None:
    """A step in the story of a signed decision, with the signature as it stands."""
    if decision.number is None or decision.year is None or decision.signed_on is None:
        raise Stale(f"{decision} chưa ký.")
    DecisionStep.objects.create(
        decision=decision,
        action=action,
        number=decision.number,
        year=decision.year,
        signed_on=decision.signed_on,
        signer=decision.signer,
        by=by,
        at=at,
        reason=why,
    )


@transaction.atomic
def reinstate(nomination: Nomination, reason: str, *, by: User, at: dt.datetime) -> Decision:
    """Give a title back that was revoked by mistake, or whose revocation a later paper annuls (khôi phục).

    The title is in force again by the decision that gave it, with its certificate number. The revocation keeps its
    number, and its story tells who took it off this title, and why. Raises Refused without a reason
    and for work of the person's own, Stale when the title is not revoked. Returns the revocation.
    """
    why = needed(reason, "Hãy ghi căn cứ khôi phục, ví dụ số và ngày của quyết định hủy bỏ việc thu hồi.")
    (locked,) = lock_all([nomination.pk], Action.REINSTATE)
    if Nomination.objects.filter(own_work(by), pk=locked.pk).exists():
        raise Refused("Hồ sơ do chính ông, bà chấm hoặc trình. Hãy để người khác khôi phục.")
    revocation = Decision.objects.select_for_update(of=("self",)).get(revoked_nominations=locked)
    DECISIONS.target(DecisionAction.GIVE_UP, revocation.state, str(revocation))
    changes = {"revocation": None, "revoked_for": ""}
    facts = {"decision": revocation.pk, "reason": locked.revoked_for}
    _tell(revocation, DecisionAction.GIVE_UP, why, by=by, at=at)
    write([locked], Action.REINSTATE, by=by, at=at, reason=why, changes=changes, facts=lambda _: facts)
    return revocation


@transaction.atomic
def resign(revocation: Decision, signature: Signature, reason: str, *, by: User, at: dt.datetime) -> Decision:
    """Record another number, day or signer of a revocation that were typed wrongly; its titles stay revoked.

    What was recorded stays readable with who changed it and why. A day before a recognition that it takes back, one on
    which another agency was in charge, or a number used that year is refused as in `revoke`; so is another day while
    reports or sheets rest on the old one, and work of the person's own.
    """
    why = needed(reason, "Hãy ghi lý do sửa chữ ký.")
    locked = Decision.objects.select_for_update(of=("self",)).select_related("agency").get(pk=revocation.pk)
    draft = DECISIONS.target(DecisionAction.UNSIGN, locked.state, str(locked))
    if locked.kind != DecisionKind.REVOCATION or locked.signed_on is None:
        raise Refused("Chỉ sửa chữ ký tại chỗ ở quyết định thu hồi; ở quyết định công nhận thì bỏ chữ ký rồi ghi lại.")
    rows = Nomination.objects.filter(revocation=locked)
    if rows.filter(own_work(by)).exists():
        raise Refused("Có hồ sơ do chính ông, bà chấm hoặc trình. Hãy để người khác sửa chữ ký.")
    refuse_day(signature.day, locked.assessment_year, at, "Ngày ký")
    latest = rows.aggregate(latest=Max("decision__signed_on"))["latest"]
    if latest and signature.day < latest:
        raise Refused(f"Ngày thu hồi trước ngày công nhận ({vi.day(latest)}). Hãy kiểm tra lại.")
    if signature.day != locked.signed_on:
        _refuse_other_day(locked, rows, signature.day, at)
    _take_off(locked, why, draft, by=by, at=at)
    settle_agency(locked, rows, signature.day)
    locked.state = DECISIONS.target(DecisionAction.SIGN, locked.state, str(locked))
    put_signature(locked, signature, by=by, at=at)
    return locked


def _refuse_other_day(revocation: Decision, rows: NominationQuerySet, day: dt.date, at: dt.datetime) -> None:
    """Titles count until the day on which they were taken back: what was reported of the days between stands on it."""
    assert revocation.signed_on is not None  # noqa: S101
    wards = sorted(set(rows.order_by().values_list("ward_id", flat=True)))
    if resting := in_words(rests_on(wards, min(day, revocation.signed_on), at.date())):
        raise Refused(f"{resting} Vì vậy ngày ký không sửa được nữa; số và người ký vẫn sửa được.")
