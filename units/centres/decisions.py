"""Pages on which decisions about centres are recorded: founding, serving, suspending, merging, dissolving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hocTap.lib import vi
from hocTap.lib.answers import act, ask_first, held, posted, refuse_form, status_of, tried
from hocTap.lib.refusals import Refused
from units import workflow
from units.centres import permissions
from units.centres.enums import Act
from units.centres.forms import DecisionForm, FoundingForm, LeavingForm, MergerForm, ServiceForm, VoidForm
from units.enums import CentreState, UnitKind
from units.http import UserRequest
from units.models import CentreAuthority, CentreTerm, LearningCentre, Unit, UnitVersion, User

OFFERED = 400
"""So many wards or centres are offered to tick; an administrator of the whole country narrows them first."""


@dataclass(frozen=True)
class Step:
    """One kind of decision on a centre that is there: the words of its page."""

    title: str
    done: str
    state: CentreState | None = None
    ask: str = ""


STEPS = {
    "tam-dung": Step("Tạm dừng hoạt động", "Đã ghi quyết định tạm dừng.", CentreState.SUSPENDED),
    "tro-lai": Step("Cho hoạt động trở lại", "Đã ghi quyết định hoạt động trở lại.", CentreState.ACTIVE),
    "giai-the": Step("Giải thể trung tâm", "Đã ghi quyết định giải thể.", CentreState.DISSOLVED),
    "sap-nhap": Step("Sáp nhập vào trung tâm khác", "Đã ghi quyết định sáp nhập."),
    "phuc-vu": Step("Phục vụ thêm phường, xã", "Đã ghi quyết định phục vụ thêm phường, xã."),
    "thoi-phuc-vu": Step("Thôi phục vụ một phường, xã", "Đã ghi quyết định thôi phục vụ phường, xã."),
}
FOUND = "Ghi quyết định thành lập trung tâm"
ONE_DAY = dt.timedelta(days=1)
REFUSED = "Quyết định có hiệu lực từ {day} không thuộc vai trò của bạn. {who}"


@require_http_methods(["GET", "POST"])
def centre_found(request: UserRequest) -> HttpResponse:
    if not permissions.can_decide_something(request.user):
        raise PermissionDenied("Chỉ cán bộ, cơ quan phụ trách và người quản trị mới lập trung tâm.")
    wards, centres = wards_offered(request.user), centres_offered(request.user)
    form = FoundingForm(posted(request), wards=wards, centres=centres)
    if form.is_valid():
        day = form.cleaned_data["effective_on"]
        if not permissions.can_found(request.user, form.wards, day):
            form.add_error(None, refusal(day))
        elif answer := taken(
            request,
            form,
            lambda: found(form, request.user),
            Step(FOUND, "Đã ghi quyết định thành lập.", ask=taking_over(form)),
        ):
            return answer
    return decision_page(request, form, FOUND)


@require_http_methods(["GET", "POST"])
def decision_void(request: UserRequest, pk: int, step: int) -> HttpResponse:
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    decision = get_object_or_404(held(request, centre.steps.exclude(act=Act.VOID)), pk=step)
    if not permissions.can_decide(request.user, centre, decision.effective_on):
        raise PermissionDenied("Chỉ người được ghi quyết định này mới hủy được khi ghi sai.")

    def void(given: dict[str, Any]) -> str:
        workflow.void_decision(decision, reason=given["reason"], by=request.user)
        return centre.get_absolute_url()

    return act(
        request,
        VoidForm(posted(request)),
        void,
        title=f"Hủy quyết định ghi sai: {decision}",
        back=centre.get_absolute_url(),
        done="Đã hủy quyết định ghi sai. Trung tâm trở lại như trước quyết định đó.",
        lead=f"Tình trạng, nơi phục vụ, nhân sự của {centre} trở lại như trước. Quyết định và lý do hủy vẫn đọc được.",
        button="Hủy quyết định ghi sai",
        context={"parent": str(centre)},
    )


def found(form: FoundingForm, by: User) -> LearningCentre:
    given = form.cleaned_data
    return workflow.found_centre(
        given["name"],
        form.wards,
        founded_on=given["effective_on"],
        decision=form.decision,
        seat=given["seat"],
        merged_from=form.merged,
        by=by,
    )


@require_http_methods(["GET", "POST"])
def centre_decide(request: UserRequest, pk: int, slug: str) -> HttpResponse:
    if slug not in STEPS:
        raise Http404
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    if not permissions.can_decide_something(request.user):
        raise PermissionDenied("Chỉ cán bộ, cơ quan phụ trách và người quản trị mới ghi quyết định.")
    form = step_form(request, slug, centre)
    if form.is_valid():
        day = form.cleaned_data["effective_on"]
        if not permissions.can_decide(request.user, centre, day):
            form.add_error(None, refusal(day))
        elif answer := taken(
            request,
            form,
            lambda: take(slug, form, centre, request.user),
            Step(STEPS[slug].title, STEPS[slug].done, ask=ending(slug, form, centre)),
        ):
            return answer
    return decision_page(request, form, STEPS[slug].title, centre)


def step_form(request: UserRequest, slug: str, centre: LearningCentre) -> DecisionForm:
    data = posted(request)
    if slug == "sap-nhap":
        return MergerForm(data, centres=[each for each in centres_offered(request.user) if each.pk != centre.pk])
    if slug == "phuc-vu":
        served = set(centre.services.filter(valid_to__isnull=True).values_list("ward", flat=True))
        return ServiceForm(data, wards=[ward for ward in wards_offered(request.user) if ward.pk not in served])
    if slug == "thoi-phuc-vu":
        still = centre.services.filter(valid_to__isnull=True).values("ward")
        return LeavingForm(data, wards=Unit.objects.filter(pk__in=still).prefetch_related("versions").order_by("pk"))
    return DecisionForm(data)


def take(slug: str, form: DecisionForm, centre: LearningCentre, by: User) -> LearningCentre:
    day = form.cleaned_data["effective_on"]
    if isinstance(form, MergerForm):
        workflow.merge([centre], into=form.into, on=day, decision=form.decision, by=by)
    elif isinstance(form, ServiceForm):
        workflow.serve(centre, form.wards, from_day=day, decision=form.decision, by=by)
    elif isinstance(form, LeavingForm):
        workflow.leave(centre, form.ward, last_day=day - ONE_DAY, decision=form.decision, by=by)
    elif state := STEPS[slug].state:
        workflow.change_state(centre, state, on=day, decision=form.decision, by=by)
    return centre


def ending(slug: str, form: DecisionForm, centre: LearningCentre) -> str:
    """What a decision ends, in numbers; nothing when it ends nothing."""
    day = form.cleaned_data["effective_on"]
    wards = centre.services.filter(valid_to__isnull=True).count()
    if slug == "giai-the" or isinstance(form, MergerForm):
        posts = CentreTerm.objects.kept().filter(centre=centre, valid_from__lt=day).exclude(valid_to__lt=day).count()
        what = f"Sáp nhập {centre} vào {form.into}" if isinstance(form, MergerForm) else f"Giải thể {centre}"
        ended = f"việc phục vụ {vi.whole(wards)} phường, xã và {vi.whole(posts)} nhiệm vụ của nhân sự"
        return f"{what} từ ngày {vi.day(day)}: {ended} kết thúc ngày {vi.day(day - ONE_DAY)}."
    if isinstance(form, LeavingForm):
        rest = f"còn phục vụ {vi.whole(wards - 1)} phường, xã"
        return f"{centre} thôi phục vụ {form.ward} từ ngày {vi.day(day)}, {rest}."
    return ""


def taking_over(form: FoundingForm) -> str:
    """Which centres end when a new one takes them in; nothing when it takes none."""
    names = ", ".join(str(centre) for centre in form.merged)
    day = vi.day(form.cleaned_data["effective_on"])
    ended = f"{vi.whole(len(form.merged))} trung tâm kết thúc từ {day}: {names}."
    return f"Lập {form.cleaned_data['name']}; {ended}" if names else ""


def taken(
    request: UserRequest, form: DecisionForm, do: Callable[[], LearningCentre], step: Step
) -> HttpResponse | None:
    """Take the step and go on; what it refuses is shown on the form, with all that was typed.

    A step that ends something is tried, taken back, and done once the person has said yes to what it ends: so nobody
    is asked about what would be refused.
    """
    day: dt.date = form.cleaned_data["effective_on"]
    if day > timezone.localdate():
        form.add_error("effective_on", f"Ngày {vi.day(day)} chưa tới. Hãy ghi quyết định khi đã có hiệu lực.")
        return None
    try:
        asked = ask_first(request, step.ask, back=request.path, title=step.title) if step.ask else None
        centre = tried(do, asked)
    except Refused as refused:
        refuse_form(form, refused)
        return None
    if asked:
        return asked
    messages.success(request, step.done)
    return redirect(centre)


def refusal(day: dt.date) -> str:
    authority = workflow.authority_on(day)
    role = permissions.recorder_on(day).label
    who = f"{authority.title} quyết định" if authority else "Danh mục chưa ghi ai quyết định"
    return REFUSED.format(day=vi.day(day), who=f"{who}; {role} của nơi đó hoặc người quản trị ghi.")


def wards_offered(user: User) -> list[Unit]:
    """Wards in the remit that a centre could serve, ended ones too: decisions of the past are recorded as well."""
    versions = UnitVersion.objects.visible_to(user).of_kind(UnitKind.WARD).order_by("sort_key", "-valid_from")
    order = {pk: place for place, pk in enumerate(versions.values_list("unit", flat=True)[:OFFERED])}
    units = Unit.objects.filter(pk__in=order).prefetch_related("versions")
    return sorted(units, key=lambda unit: order[unit.pk])


def centres_offered(user: User) -> list[LearningCentre]:
    """Centres in the remit that have not ended."""
    return list(LearningCentre.objects.visible_to(user).filter(ended_on__isnull=True).order_by("sort_key")[:OFFERED])


def decision_page(
    request: UserRequest, form: DecisionForm, title: str, centre: LearningCentre | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "centre": centre, "authorities": CentreAuthority.objects.all()}
    return render(request, "units/centres/decide.html", context, status=status_of(form if form.is_bound else None))
