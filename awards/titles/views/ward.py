"""The ward's pages: its year by khu phố, one khu phố, minutes, appraisal, proposal."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.titles import permissions, workflow
from awards.titles.criteria import doubtful, procedure_for, set_for, unverified
from awards.titles.enums import CandidateState, DecisionState, ManagingLevel, NominationState
from awards.titles.forms import MeetingForm, PaperForm, ReasonForm
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Nomination
from awards.titles.overview import ward_year
from awards.titles.querysets import NominationQuerySet
from awards.titles.rules.procedure import due_on
from awards.titles.views.common import (
    community_or_404,
    first_error,
    kind_or_404,
    number_in,
    refused,
    ward_or_404,
    year_or_404,
)
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.enums import Role
from units.http import UserRequest
from units.models import Unit, UnitVersion

S = NominationState
PER_PAGE = 50
ON_ONE_PAGE = 400
"""Rows of a form whose every line is sent back at once."""

MOST_VOTES = 1_000_000


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Where each role begins: the officer at the ward's year, the approver at what waits."""
    today = timezone.localdate()
    for role, name in ((Role.WARD_OFFICER, "titles:ward-year"), (Role.TITLE_APPROVER, "titles:approval")):
        units = request.user.units_as(role)
        if units and role == Role.WARD_OFFICER:
            return redirect(name, units[0], next(iter(TitleKind)), _latest_year(units[0], today.year))
        if units:
            return redirect(name)
    if request.user.units_as(Role.DISTRICT_OFFICE):
        return redirect("titles:decision-list")
    return redirect("titles:criteria-list")


def _latest_year(ward_pk: int, this_year: int) -> int:
    """The latest year in which the ward registered anybody, else this one."""
    latest = Nomination.objects.filter(ward=ward_pk).order_by("-year").values_list("year", flat=True).first()
    return latest or this_year


@require_safe
def year(request: UserRequest, ward_pk: int, kind: str, year: int) -> HttpResponse:
    title = kind_or_404(kind)
    ward, standing = ward_or_404(request.user, ward_pk, year)
    overview = ward_year(ward, standing, title, year)
    context = {
        "overview": overview,
        "standing": standing,
        "kinds": TitleKind,
        "years": range(timezone.localdate().year, 2013, -1),
        "states": S.choices,
        "may_work": permissions.can_work(request.user, ward.pk),
        "paper_form": PaperForm(),
        "drafted": _of_ward(ward, title, year).filter(decision__state=DecisionState.DRAFT).count(),
        "illustrative": _of_ward(ward, title, year).filter(illustrative=True).exists(),
        **_frame(title, year, ward),
    }
    return render(request, "awards/titles/ward_year.html", context)


def _frame(kind: TitleKind, year: int, ward: Unit) -> dict[str, object]:
    """The criteria and the deadline of the page's year, or why there are none."""
    level = ManagingLevel.WARD if kind.holders.managed_by_level else ""
    try:
        criteria = set_for(kind, year, ward.pk, level)
        _, last = year_or_404(year)
        rule = procedure_for(kind, min(last, timezone.localdate()), ward.pk, level)
    except Refused as reason:
        return {"no_criteria": str(reason)}
    due = due_on(year, rule.due_day, rule.due_month, next_year=rule.due_next_year)
    return {"criteria": criteria, "unverified": unverified(criteria), "procedure": rule, "due": due}


@require_safe
def community(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    title = kind_or_404(kind)
    ward, standing = ward_or_404(request.user, ward_pk, year)
    place = community_or_404(community_pk, ward, year)
    rows = _rows(ward, place, title, year).select_related("candidate", "decision")
    state = request.GET.get("buoc", "")
    shown = rows.filter(state=state) if state in S.values else rows
    page = Paginator(shown.order_by("candidate__sort_key", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "ward": ward,
        "standing": standing,
        "place": place,
        "place_pk": community_pk,
        "kind": title,
        "year": year,
        "page": page,
        "states": S.choices,
        "state": state,
        "may_work": permissions.can_work(request.user, ward.pk),
        "unregistered": _unregistered(ward, place, title, year).count(),
        "ready": _carried(rows, ward, title).count(),
        "failing": rows.filter(state__in=[S.SELF_ASSESSED, S.VOTED], passes=False).count(),
        "assessed": rows.filter(state=S.SELF_ASSESSED).count(),
        "doubtful": doubtful(_rows(ward, place, title, year)),
        "illustrative": any(row.illustrative for row in page),
        "reason_form": ReasonForm(),
    }
    return render(request, "awards/titles/community.html", context)


def _of_ward(ward: Unit, kind: TitleKind, year: int) -> NominationQuerySet:
    return Nomination.objects.in_year(kind, year).filter(ward=ward)


def _rows(ward: Unit, place: UnitVersion | None, kind: TitleKind, year: int) -> NominationQuerySet:
    return _of_ward(ward, kind, year).filter(community=place.unit_id if place else None)


def _unregistered(ward: Unit, place: UnitVersion | None, kind: TitleKind, year: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
    here = Candidate.objects.active().of_kind(kind).filter(ward=ward, community=place.unit_id if place else None)
    return here.exclude(pk__in=_of_ward(ward, kind, year).values("candidate"))


def _carried(rows: NominationQuerySet, ward: Unit, kind: TitleKind) -> NominationQuerySet:
    """What passes and was carried, and so can be appraised at once."""
    level = ManagingLevel.WARD if kind.holders.managed_by_level else ""
    try:
        rule = procedure_for(kind, timezone.localdate(), ward.pk, level)
    except Refused:
        return rows.none()
    passing = rows.filter(state__in=[S.SELF_ASSESSED, S.VOTED], passes=True)
    if not rule.needs_vote:
        return passing
    over = F("present") * Value(rule.vote_over)
    return passing.filter(state=S.VOTED).annotate(votes=Coalesce(F("in_favour"), 0) * 100).filter(votes__gt=over)


Step = Callable[[UserRequest, Unit, UnitVersion | None, TitleKind, int], str]


def _act(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int, step: Step) -> HttpResponse:
    """One step on a whole khu phố, by the ward's officer."""
    title = kind_or_404(kind)
    ward, _ = ward_or_404(request.user, ward_pk, year)
    place = community_or_404(community_pk, ward, year)
    if not permissions.can_work(request.user, ward.pk):
        raise PermissionDenied
    back = reverse("titles:community", args=[ward_pk, kind, year, community_pk])
    try:
        messages.success(request, step(request, ward, place, title, year))
    except Refused as reason:
        return refused(request, reason, back=back, typed=request.POST.get("reason", ""))
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Register all who are not yet, or the ones ticked in the list of them."""
    if request.method != "POST":
        return _unregistered_page(request, ward_pk, kind, year, community_pk)

    def step(request: UserRequest, ward: Unit, place: UnitVersion | None, title: TitleKind, year: int) -> str:
        chosen = [number_in(text) for text in request.POST.getlist("candidate")]
        found = _unregistered(ward, place, title, year)
        if request.POST.get("all") != "1":
            found = found.filter(pk__in=chosen, state=CandidateState.ACTIVE)
        made = workflow.register_all(found, year, by=request.user, at=timezone.now())
        if not made:
            raise Refused("Chưa chọn ai, hoặc những người đã chọn đều đăng ký rồi. Hãy tải lại trang.")
        return f"Đã đăng ký {len(made)} {title.holder}."

    return _act(request, ward_pk, kind, year, community_pk, step)


def _unregistered_page(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    title = kind_or_404(kind)
    ward, standing = ward_or_404(request.user, ward_pk, year)
    place = community_or_404(community_pk, ward, year)
    if not permissions.can_work(request.user, ward.pk):
        raise PermissionDenied
    had = Nomination.objects.in_force().filter(candidate=OuterRef("pk"), year=year - 1)
    found = _unregistered(ward, place, title, year).annotate(had_last_year=Exists(had))
    page = Paginator(found.order_by("sort_key", "pk"), ON_ONE_PAGE).get_page(request.GET.get("page"))
    context = {
        "ward": ward,
        "standing": standing,
        "place": place,
        "place_pk": community_pk,
        "kind": title,
        "year": year,
        "page": page,
    }
    return render(request, "awards/titles/register.html", context)


@require_POST
def appraise(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    def step(request: UserRequest, ward: Unit, place: UnitVersion | None, title: TitleKind, year: int) -> str:
        rows = _carried(_rows(ward, place, title, year), ward, title)
        number = workflow.appraise(list(rows.values_list("pk", flat=True)), by=request.user, at=timezone.now())
        return f"Đã thẩm định {number} hồ sơ đạt."

    return _act(request, ward_pk, kind, year, community_pk, step)


@require_POST
def reject(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """Record as not reached all of the khu phố that were assessed and do not pass, with one reason."""

    def step(request: UserRequest, ward: Unit, place: UnitVersion | None, title: TitleKind, year: int) -> str:
        rows = _rows(ward, place, title, year).filter(state__in=[S.SELF_ASSESSED, S.VOTED], passes=False)
        pks = list(rows.values_list("pk", flat=True))
        number = workflow.reject(pks, request.POST.get("reason", ""), by=request.user, at=timezone.now())
        return f"Đã ghi {number} hồ sơ không đạt."

    return _act(request, ward_pk, kind, year, community_pk, step)


def minutes(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """The khu phố's meeting: head of the minutes, and votes on each candidate; a blank line is not voted on."""
    title = kind_or_404(kind)
    ward, standing = ward_or_404(request.user, ward_pk, year)
    place = community_or_404(community_pk, ward, year)
    if not permissions.can_work(request.user, ward.pk):
        raise PermissionDenied
    form = MeetingForm(request.POST or None)
    waiting = _rows(ward, place, title, year).filter(state=S.SELF_ASSESSED).select_related("candidate")
    rows = list(waiting.order_by("candidate__sort_key", "pk")[:ON_ONE_PAGE])
    sentence = ""
    if request.method == "POST" and form.is_valid():
        meeting = workflow.Meeting(ward, place.unit if place else None, title, year, **form.cleaned_data)
        try:
            votes = _votes(request, rows)
            workflow.record_vote(meeting, votes, by=request.user, at=timezone.now())
        except Refused as reason:
            sentence = str(reason)
        else:
            messages.success(request, f"Đã ghi biên bản bình xét {len(votes)} {title.holder}.")
            return redirect("titles:community", ward_pk, kind, year, community_pk)
    typed = {row.pk: (request.POST.get(f"for-{row.pk}", ""), request.POST.get(f"against-{row.pk}", "")) for row in rows}
    context = {
        "form": form,
        "ward": ward,
        "standing": standing,
        "place": place,
        "place_pk": community_pk,
        "kind": title,
        "year": year,
        "rows": [(row, *typed[row.pk]) for row in rows],
        "everybody": request.POST.get("everybody", ""),
        "doubtful": doubtful(waiting),
        "illustrative": any(row.illustrative for row in rows),
        "sentence": sentence,
    }
    status = 400 if sentence or form.errors else 200
    return render(request, "awards/titles/minutes.html", context, status=status)


def _votes(request: UserRequest, rows: list[Nomination]) -> dict[int, workflow.Votes]:
    """Votes as typed: a line's own numbers, or those typed once for all. Raises Refused for what is no number."""
    common = request.POST.get("everybody", "").strip()
    votes: dict[int, workflow.Votes] = {}
    for row in rows:
        in_favour = request.POST.get(f"for-{row.pk}", "").strip() or common
        against = request.POST.get(f"against-{row.pk}", "").strip() or "0"
        if not in_favour:
            continue
        votes[row.pk] = workflow.Votes(_ballots(row, in_favour), _ballots(row, against))
    if not votes:
        raise Refused("Chưa ghi phiếu cho hồ sơ nào.")
    return votes


def _ballots(row: Nomination, typed: str) -> int:
    """A number of votes as typed. Raises Refused that names the candidate."""
    try:
        number = vi.parse_whole(typed) or 0
    except Refused as reason:
        raise Refused(f"{row.candidate}, số phiếu: {reason}") from reason
    if number > MOST_VOTES:
        raise Refused(f"{row.candidate}: số phiếu {vi.whole(number)} quá lớn. Hãy kiểm tra lại.")
    return number


@require_POST
def propose(request: UserRequest, ward_pk: int, kind: str, year: int) -> HttpResponse:
    """Send all that the ward appraised up, with one written proposal."""
    title = kind_or_404(kind)
    ward, _ = ward_or_404(request.user, ward_pk, year)
    if not permissions.can_work(request.user, ward.pk):
        raise PermissionDenied
    back = reverse("titles:ward-year", args=[ward_pk, kind, year])
    form = PaperForm(request.POST)
    rows = Nomination.objects.in_year(title, year).filter(ward=ward, state=S.APPRAISED)
    try:
        if not form.is_valid():
            raise first_error(form)
        pks = list(rows.values_list("pk", flat=True))
        paper = workflow.Paper(form.cleaned_data["number"], form.cleaned_data["day"])
        proposal = workflow.propose(pks, paper, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=back)
    messages.success(request, f"Đã trình {len(pks)} hồ sơ theo {proposal}.")
    return redirect(back)
