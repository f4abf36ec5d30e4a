"""Pages on which decisions about centres are recorded: founding, serving, suspending, merging, dissolving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
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
from units.querysets import UnitQuerySet

OFFERED = 400
"""So many centres are offered to tick; of more the page says so, and others are found by their name."""


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
LONGEST_WORDS = 100
ONE_DAY = dt.timedelta(days=1)
REFUSED = "Quyết định có hiệu lực từ {day} không thuộc vai trò của ông, bà. {who}"


@require_http_methods(["GET", "POST"])
def centre_found(request: UserRequest) -> HttpResponse:
    if not permissions.can_decide_something(request.user):
        raise PermissionDenied("Chỉ cán bộ, cơ quan phụ trách và người quản trị mới lập trung tâm.")
    wards, offered = wards_offered(request.user), centres_offered(request)
    form = FoundingForm(posted(request), wards=wards, centres=offered.rows)
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
    return decision_page(request, form, FOUND, offered=offered)


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
    offered = centres_offered(request, centre) if slug == "sap-nhap" else None
    form = step_form(request, slug, centre, offered)
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
    return decision_page(request, form, STEPS[slug].title, centre, offered)


def step_form(request: UserRequest, slug: str, centre: LearningCentre, offered: Offered | None) -> DecisionForm:
    data = posted(request)
    if offered is not None:
        return MergerForm(data, centres=offered.rows)
    if slug == "phuc-vu":
        served = set(centre.services.filter(valid_to__isnull=True).values_list("ward", flat=True))
        return ServiceForm(data, wards=wards_offered(request.user).exclude(pk__in=served))
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


def wards_offered(user: User) -> UnitQuerySet:
    """Wards in the remit that a centre could serve, ended ones too: decisions of the past are recorded as well."""
    versions = UnitVersion.objects.order_by("sort_key").filter(unit=OuterRef("pk"), kind=UnitKind.WARD)
    units = Unit.objects.visible_to(user).filter(Exists(versions.order_by()))
    named = units.annotate(listed_by=Subquery(versions.values("sort_key")[:1]))
    return named.order_by("listed_by", "pk").prefetch_related("versions")


@dataclass(frozen=True)
class Offered:
    """The centres that a page offers, of how many there are, and the part of a name by which they were looked for."""

    rows: list[LearningCentre]
    total: int
    words: str = ""

    @property
    def cut(self) -> str:
        """That there are more than those shown; nothing when all are."""
        if self.total <= len(self.rows):
            return ""
        there = f"Có {vi.whole(self.total)} trung tâm{' mang tên như vậy' if self.words else ''}"
        return (
            f"{there}, chỉ hiện {vi.whole(len(self.rows))} trung tâm đầu theo tên. Hãy tìm theo tên để thấy nơi khác."
        )


def centres_offered(request: UserRequest, without: LearningCentre | None = None) -> Offered:
    """Centres in the remit that have not ended, by a part of the name where one was typed."""
    words = vi.nfc(request.GET.get("tim", ""))[:LONGEST_WORDS]
    there = LearningCentre.objects.visible_to(request.user).filter(ended_on__isnull=True)
    there = there.exclude(pk=without.pk) if without else there
    found = there.matching(words) if words else there
    rows = list(found.order_by("sort_key", "pk")[: OFFERED + 1])
    total = found.count() if len(rows) > OFFERED else len(rows)
    return Offered(rows[:OFFERED], total, words)


def decision_page(
    request: UserRequest,
    form: DecisionForm,
    title: str,
    centre: LearningCentre | None = None,
    offered: Offered | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "centre": centre, "authorities": CentreAuthority.objects.all()}
    context["offered"] = offered if offered and (offered.cut or offered.words) else None
    return render(request, "units/centres/decide.html", context, status=status_of(form if form.is_bound else None))
