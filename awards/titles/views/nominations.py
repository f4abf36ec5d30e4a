"""One nomination: its self-score form, its result, its history."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.titles import permissions, workflow
from awards.titles.criteria import as_rules, form_for, rules_of, unverified
from awards.titles.enums import AppliesTo, ItemKind, LeftOutRule, NominationState
from awards.titles.forms import ReasonForm
from awards.titles.inputs import shares_for
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, CriteriaSet, Nomination
from awards.titles.rules import answers as rules_answers
from awards.titles.views.common import rule_to_choose, with_reason
from awards.titles.workflow.appraising import reopened_to
from awards.titles.workflow.machinery import over_for
from awards.titles.workflow.proposing import last_return
from hocTap.lib.answers import refused, status_of
from hocTap.lib.steps import Refused, Stale, number_in
from units.http import UserRequest
from units.privacy.seeing import note_seen


def fetch(request: UserRequest, pk: int) -> Nomination:
    related = ("candidate", "minutes", "proposal", "decision", "revocation", "decided_by")
    return get_object_or_404(Nomination.objects.visible_to(request.user).select_related(*related), pk=pk)


@require_safe
def detail(request: UserRequest, pk: int) -> HttpResponse:
    nomination = fetch(request, pk)
    note_seen(nomination.candidate_id, nomination.ward_id, by=request.user, at=timezone.now())
    typed = {code: rules_answers.shown(answer) for code, answer in nomination.answers.items()}
    return _page(request, nomination, typed, {})


def _page(
    request: UserRequest,
    nomination: Nomination,
    typed: dict[str, str],
    problems: dict[str, str],
    refusal: Refused | None = None,
) -> HttpResponse:
    criteria = CriteriaSet.objects.with_lines().get(pk=nomination.criteria_id)
    ended = over_for(nomination.ward_id, nomination.year, timezone.localdate())
    may_score = not ended and permissions.can_score(request.user, nomination)
    decision = nomination.decision
    context = {
        "nomination": nomination,
        "candidate": nomination.candidate,
        "criteria": criteria,
        "groups": _groups(criteria, nomination, typed, problems, live=may_score),
        "total_typed": typed.get(rules_answers.TOTAL, ""),
        "total_problem": problems.get(rules_answers.TOTAL, ""),
        "slip": form_for(criteria, nomination.candidate),
        "without_group": not nomination.candidate.group and criteria.forms.exists(),
        "unverified": unverified(criteria),
        **rule_to_choose(request.user, [criteria]),
        "kind": TitleKind(nomination.kind),
        "may_score": may_score,
        "ended": ended if permissions.can_score(request.user, nomination) else "",
        "may_decide": nomination.state == NominationState.PROPOSED and permissions.can_decide(request.user, nomination),
        "may_reinstate": nomination.state == NominationState.REVOKED
        and permissions.can_decide(request.user, nomination),
        "may_revoke": nomination.state == NominationState.RECOGNISED
        and decision is not None
        and decision.is_signed
        and permissions.can_decide(request.user, nomination),
        "may_withdraw": nomination.state == NominationState.RECOGNISED
        and decision is not None
        and not decision.is_signed
        and permissions.can_decide(request.user, nomination),
        "came_back": last_return(nomination),
        "result": next((band.name for band in criteria.bands.all() if band.code == nomination.result), ""),
        "steps": nomination.steps.select_related("by"),
        "next_one": _next_to_score(nomination) if may_score else None,
        "others": nomination.candidate.nominations.visible_to(request.user)
        .exclude(pk=nomination.pk)
        .select_related("decision")
        .order_by("-year"),
        "may_reject": nomination.state != NominationState.PROPOSED and permissions.can_reject(request.user, nomination),
        "may_unregister": permissions.can_unregister(request.user, nomination),
        "may_reopen": permissions.can_reopen(request.user, nomination),
        "reason_form": ReasonForm(),
        "sentence": str(refusal or ""),
        "conflicts": _conflicts(criteria, nomination, typed) if isinstance(refusal, Stale) else [],
    }
    return render(request, "awards/titles/nomination_detail.html", context, status=status_of(refusal))


def _conflicts(criteria: CriteriaSet, nomination: Nomination, typed: dict[str, str]) -> list[tuple[str, str, str]]:
    """Lines on which somebody else saved something else than was typed here: code, theirs, mine."""
    kept = {code: rules_answers.shown(answer) for code, answer in nomination.answers.items()}
    by_register = as_rules(criteria).by_register
    codes = [code for code in {**kept, **typed} if code not in by_register]
    return [
        (code, kept.get(code, ""), typed.get(code, "")) for code in codes if kept.get(code, "") != typed.get(code, "")
    ]


def _next_to_score(nomination: Nomination) -> Nomination | None:
    """Who of the same khu phố is not assessed yet, the next in the list's order or the first of all."""
    left = Nomination.objects.in_year(nomination.kind, nomination.year).filter(
        ward=nomination.ward_id, community=nomination.community_id, state=NominationState.REGISTERED
    )
    others = left.exclude(pk=nomination.pk).select_related("candidate").order_by("candidate__sort_key", "pk")
    after = others.filter(candidate__sort_key__gte=nomination.candidate.sort_key)
    return after.first() or others.first()


def _groups(
    criteria: CriteriaSet, nomination: Nomination, typed: dict[str, str], problems: dict[str, str], *, live: bool
) -> list[tuple[object, list[dict[str, object]]]]:
    """The set's criteria with their lines, what was answered, what is wrong, what the register knows."""
    shares = {code: share.words for code, share in shares_for(as_rules(criteria), nomination).items()} if live else {}
    shares |= {} if live else {code: frozen["words"] for code, frozen in nomination.inputs.items()}
    by_register = as_rules(criteria).by_register
    facts = {
        AppliesTo.CHILDREN: nomination.candidate.aged_6_to_18,
        AppliesTo.ADULTS: nomination.candidate.aged_19_to_60,
    }
    found: list[tuple[object, list[dict[str, object]]]] = []
    for criterion in criteria.criteria.all():
        lines = []
        for item in criterion.items.all():
            code = f"{criterion.ordinal}.{item.ordinal}"
            known = facts.get(AppliesTo(item.applies_to))
            lines.append(
                {
                    "code": code,
                    "item": item,
                    "typed": typed.get(code, ""),
                    "problem": problems.get(code, ""),
                    "share": shares.get(code, ""),
                    "by_register": code in by_register,
                    "is_choice": item.kind == ItemKind.BOOLEAN,
                    "is_share": item.kind == ItemKind.THRESHOLD,
                    "left_out": known == 0,
                    "may_leave_out": item.applies_to != AppliesTo.ALL
                    and known is None
                    and criteria.left_out != LeftOutRule.UNDECIDED,
                }
            )
        found.append((criterion, lines))
    return found


@require_POST
def score(request: UserRequest, pk: int) -> HttpResponse:
    nomination = fetch(request, pk)
    if not permissions.can_work(request.user, nomination.ward_id):
        raise PermissionDenied
    criteria = rules_of([nomination.criteria_id])[nomination.criteria_id]
    typed = {line.code: _typed(request, line.code) for line in criteria.lines}
    if criteria.total_only:
        typed[rules_answers.TOTAL] = request.POST.get(f"line-{rules_answers.TOTAL}", "")
    answers, problems = rules_answers.read(criteria, typed)
    edition = number_in(request.POST.get("edition")) or None
    try:
        if problems:
            raise workflow.BadAnswers(problems)
        workflow.assess(nomination, answers, by=request.user, at=timezone.now(), edition=edition)
    except workflow.BadAnswers as reason:
        return _page(request, nomination, typed, reason.problems, Refused("Chưa lưu được: hãy sửa các mục có dấu đỏ."))
    except Refused as reason:
        return _page(request, nomination, typed, {}, reason)
    messages.success(request, "Đã lưu tự đánh giá.")
    return redirect(nomination)


def _typed(request: UserRequest, code: str) -> str:
    if request.POST.get(f"left-{code}") == "1":
        return rules_answers.LEFT_OUT
    return request.POST.get(f"line-{code}", "")


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: UserRequest, pk: int) -> HttpResponse:
    """Not reached, with the reason: by the ward before it is sent, by the approver after."""
    nomination = fetch(request, pk)
    if not permissions.can_reject(request.user, nomination):
        raise PermissionDenied
    return with_reason(
        request,
        lambda reason: workflow.reject([nomination.pk], reason, by=request.user, at=timezone.now()),
        title="Ghi không đạt",
        lead=f"{nomination}.",
        back=nomination.get_absolute_url(),
        parent=nomination,
        done=f"Đã ghi {nomination} không đạt, kèm lý do.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unregister(request: UserRequest, pk: int) -> HttpResponse:
    """Take the registration back, before it is proposed."""
    nomination = fetch(request, pk)
    if not permissions.can_work(request.user, nomination.ward_id):
        raise PermissionDenied
    return with_reason(
        request,
        lambda reason: workflow.unregister([nomination.pk], reason, by=request.user, at=timezone.now()),
        title="Rút đăng ký",
        lead=f"{nomination}. Điểm và phiếu đã ghi vẫn xem được; đăng ký lại trong năm thì bắt đầu từ đầu.",
        back=nomination.get_absolute_url(),
        parent=nomination,
        done=f"Đã rút đăng ký {nomination}.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Take an appraisal or a "không đạt" back."""
    nomination = fetch(request, pk)
    if not permissions.can_reopen(request.user, nomination):
        raise PermissionDenied
    return with_reason(
        request,
        lambda reason: workflow.reopen([nomination.pk], reason, by=request.user, at=timezone.now()),
        title="Mở lại",
        lead=f"{nomination}. Hồ sơ trở lại bước “{reopened_to(nomination).label}”.",
        back=nomination.get_absolute_url(),
        parent=nomination,
        done=f"Đã mở lại hồ sơ {nomination}.",
    )


@require_POST
def register(request: UserRequest, candidate_pk: int) -> HttpResponse:
    """Register one candidate for a year, from its own page."""
    candidate = get_object_or_404(Candidate.objects.visible_to(request.user), pk=candidate_pk)
    if not permissions.can_work(request.user, candidate.ward_id):
        raise PermissionDenied
    try:
        made = workflow.register(candidate, number_in(request.POST.get("year")), by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=candidate.get_absolute_url())
    messages.success(request, f"Đã đăng ký {candidate} năm {made.year}.")
    return redirect(made)
