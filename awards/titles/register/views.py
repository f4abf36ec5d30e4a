"""Pages of the register: the list, one candidate, its steps, likely duplicates."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.titles.criteria import doubtful
from awards.titles.enums import CandidateState
from awards.titles.kinds import Fate, TitleKind
from awards.titles.models import Candidate, CandidateEvent, Nomination
from awards.titles.register import exporting, permissions
from awards.titles.register.duplicates import likely
from awards.titles.register.forms import (
    AddForm,
    CorrectForm,
    EndForm,
    HeadForm,
    MoveForm,
    ReasonForm,
    SplitForm,
    place_of,
)
from awards.titles.register.listing import ListForm, with_year
from awards.titles.register.story import story_of
from awards.titles.register.tables import CandidateTable, of_year
from awards.titles.workflow import candidates as workflow
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units.enums import Role
from units.http import UserRequest

ROWS_A_PAGE = 50
EARLIEST = 2014
"""The first year judged by a title of learning (QĐ 281/QĐ-TTg, pilot)."""


@require_safe
def candidate_list(request: UserRequest) -> HttpResponse:
    if not permissions.can_read(request.user):
        raise PermissionDenied
    form = ListForm(request.user, request.GET, timezone.localdate())
    if not form.is_valid():
        return render(request, "titles/register/list.html", {"form": form}, status=HTTPStatus.BAD_REQUEST)
    found = form.narrow(Candidate.objects.visible_to(request.user))
    table = CandidateTable(with_year(found, form.kind, form.year))  # type: ignore[no-untyped-call]
    shown = show_page(request, table, ROWS_A_PAGE)
    wards = list(found.order_by().values_list("ward", flat=True).distinct()) if wants_xlsx(request) else []
    if wants_xlsx(request):
        return _export(request, table, form, wards)
    may_export = bool(request.user.units_as(Role.NAMES_EXPORTER))
    table.export_url = xlsx_url(request) if may_export else ""
    context = {
        "form": form,
        "table": table,
        "own_wards": request.user.units_as(Role.WARD_OFFICER),
        "illustrative": any(candidate.illustrative for candidate in shown),
        "doubtful": doubtful(Nomination.objects.filter(pk__in=_nominations(shown))),
        "kind": form.kind,
    }
    return render(request, "titles/register/list.html", context)


def _nominations(shown: list[Candidate]) -> list[int]:
    """Nominations of the year of those who are shown."""
    found = [of_year(candidate) for candidate in shown]
    return [nomination.pk for nomination in found if nomination]


def _export(request: UserRequest, table: CandidateTable, form: ListForm, wards: list[int]) -> HttpResponse:
    if not permissions.can_export_names(request.user, wards):
        raise PermissionDenied("Chỉ người được giao xuất danh sách có tên mới tải được tệp này.")
    export = exporting.log_export(
        f"Sổ {form.kind.label} {form.year}",
        len(table.rows),
        request.GET.urlencode(),
        by=request.user,
        at=timezone.now(),
    )
    name = exporting.name_of(table, form.kind.label, form.year)
    return export_xlsx(table, name, mark=exporting.watermark(export))


def _candidate(request: UserRequest, pk: int) -> Candidate:
    candidates = Candidate.objects.visible_to(request.user).select_related("ward", "community", "merged_into")
    return get_object_or_404(candidates, pk=pk)


@require_safe
def candidate_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _detail(request, _candidate(request, pk))


def _detail(request: UserRequest, candidate: Candidate, refusal: str = "", status: int = 200) -> HttpResponse:
    own = Q(candidate=candidate) | Q(candidate__merged_into=candidate)
    nominations = list(
        Nomination.objects.filter(own).select_related("criteria", "decision", "candidate").order_by("-year", "pk")
    )
    may_edit = permissions.can_edit(request.user, candidate)
    taken = {nomination.year for nomination in nominations}
    last = workflow.last_standing(candidate)
    context = {
        "candidate": candidate,
        "holders": TitleKind(candidate.kind).holders,
        "nominations": nominations,
        "doubtful": doubtful(Nomination.objects.filter(own)),
        "years_left": [year for year in range(timezone.localdate().year, EARLIEST - 1, -1) if year not in taken]
        if permissions.can_record_in(request.user, candidate.ward_id)
        else [],
        "story": story_of(candidate),
        "may_edit": may_edit and candidate.state == CandidateState.ACTIVE,
        "undoable": last if may_edit and last and last.kind in workflow.UNDOABLE else None,
        "undo_form": ReasonForm(),
        "steps": [(slug, step.title) for slug, step in STEPS.items() if step.befalls(candidate)],
        "refusal": refusal,
    }
    return render(request, "titles/register/detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_add(request: UserRequest, kind: str) -> HttpResponse:
    if kind not in TitleKind.values or TitleKind(kind).holders.is_ward:
        raise Http404
    chosen = TitleKind(kind)
    form = AddForm(request.user, chosen, request.POST if request.method == "POST" else None)
    if not request.user.units_as(Role.WARD_OFFICER):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        place = place_of(form.cleaned_data["place"])
        if not permissions.can_record_in(request.user, place.ward.pk):
            raise PermissionDenied
        try:
            made = workflow.record(chosen, place, form.facts, by=request.user, at=timezone.now())
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Đã ghi {made} vào sổ.")
            return redirect(made)
    context = {"form": form, "title": f"Thêm vào sổ: {chosen.label}", "action": "Ghi vào sổ"}
    return render(request, "titles/register/form.html", context, status=_status(form))


def _status(form: forms.Form) -> int:
    return HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK


def _editable(request: UserRequest, pk: int) -> Candidate:
    candidate = _candidate(request, pk)
    if not permissions.can_edit(request.user, candidate):
        raise PermissionDenied
    return candidate


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_edit(request: UserRequest, pk: int) -> HttpResponse:
    candidate = _editable(request, pk)
    form = CorrectForm(candidate, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        return _take(
            request,
            candidate,
            lambda: workflow.correct(candidate, form.facts, by=request.user, at=timezone.now(), seen=seen),
            "Đã sửa thông tin.",
        )
    context = {"form": form, "candidate": candidate, "title": f"Sửa thông tin: {candidate}", "action": "Ghi lại"}
    return render(request, "titles/register/form.html", context, status=_status(form))


def _take(request: UserRequest, candidate: Candidate, step: Callable[[], object], done: str) -> HttpResponse:
    """Take a step and go to the candidate's page; what is refused is said there, with nothing done."""
    try:
        step()
    except Refused as reason:
        status = HTTPStatus.CONFLICT if isinstance(reason, Stale) else HTTPStatus.BAD_REQUEST
        return _detail(request, candidate, str(reason), status)
    messages.success(request, done)
    return redirect(candidate)


class Step:
    """One thing that happens to a candidate: its words, its form and what is done with it."""

    def __init__(
        self,
        title: str,
        done: str,
        fate: Fate,
        form: Callable[[UserRequest, Candidate, Any], forms.Form],
        act: Callable[[UserRequest, Candidate, Any], object],
    ) -> None:
        self.title, self.done, self.fate, self.form, self.act = title, done, fate, form, act

    def befalls(self, candidate: Candidate) -> bool:
        return self.fate in TitleKind(candidate.kind).holders.fates


def _move(request: UserRequest, candidate: Candidate, form: MoveForm) -> object:
    asked = form.cleaned_data
    place = place_of(asked["place"])
    there = Candidate(kind=candidate.kind, ward=place.ward, managing_level=candidate.managing_level)
    across = place.ward.pk != candidate.ward_id and not permissions.can_edit(request.user, there)
    if across:
        raise Refused("Chỉ chuyển được trong địa bàn ông, bà phụ trách. Phường nơi đến sẽ ghi hộ vào sổ của mình.")
    common: dict[str, Any] = {"on": asked["on"], "reason": asked["reason"], "by": request.user, "at": timezone.now()}
    return workflow.move(candidate, place, asked["address"], **common)


def _split(request: UserRequest, candidate: Candidate, form: SplitForm) -> object:
    asked = form.cleaned_data
    left = form.left(candidate)
    if any(number < 0 for number in left.values()):
        raise Refused("Số người của hộ mới nhiều hơn số người của hộ cũ. Hãy kiểm tra lại.")
    common: dict[str, Any] = {"on": asked["on"], "reason": asked["reason"], "by": request.user, "at": timezone.now()}
    return workflow.split(candidate, asked, left=left, **common)


def _head(request: UserRequest, candidate: Candidate, form: HeadForm) -> object:
    asked = form.cleaned_data
    common: dict[str, Any] = {"on": asked["on"], "reason": asked["reason"], "by": request.user, "at": timezone.now()}
    return workflow.change_head(candidate, asked["name"], **common)


def _end(request: UserRequest, candidate: Candidate, form: EndForm) -> object:
    asked = form.cleaned_data
    common: dict[str, Any] = {"on": asked["on"], "reason": asked["reason"], "by": request.user, "at": timezone.now()}
    return workflow.end(candidate, **common)


STEPS = {
    "doi-chu-ho": Step("Đổi chủ hộ", "Đã ghi chủ hộ mới.", Fate.NEW_HEAD, lambda r, c, d: HeadForm(d), _head),
    "chuyen": Step(
        "Chuyển địa bàn",
        "Đã ghi nơi ở mới.",
        Fate.MOVED,
        lambda r, c, d: MoveForm(r.user, TitleKind(c.kind), d),
        _move,
    ),
    "tach": Step("Tách hộ", "Đã ghi hộ mới tách ra.", Fate.SPLIT, lambda r, c, d: SplitForm(d), _split),
    "khong-con": Step("Không còn", "Đã ghi là không còn.", Fate.ENDED, lambda r, c, d: EndForm(d), _end),
}


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    candidate = _editable(request, pk)
    asked = STEPS.get(step)
    if asked is None or not asked.befalls(candidate):
        raise Http404
    form = asked.form(request, candidate, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _take(request, candidate, lambda: asked.act(request, candidate, form), asked.done)
    context = {"form": form, "candidate": candidate, "title": f"{asked.title}: {candidate}", "action": asked.title}
    return render(request, "titles/register/form.html", context, status=_status(form))


@require_POST
def candidate_undo(request: UserRequest, event_pk: int) -> HttpResponse:
    seen = Candidate.objects.visible_to(request.user)
    event = get_object_or_404(CandidateEvent.objects.filter(candidate__in=seen), pk=event_pk)
    candidate = _editable(request, event.candidate_id)
    reason = request.POST.get("reason", "")
    return _take(
        request,
        candidate,
        lambda: workflow.undo(event, reason=reason, by=request.user, at=timezone.now()),
        "Đã hoàn tác.",
    )


@require_safe
def candidate_duplicates(request: UserRequest) -> HttpResponse:
    return _duplicates(request)


def _duplicates(request: UserRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    if not permissions.can_read(request.user):
        raise PermissionDenied
    page, groups = likely(Candidate.objects.visible_to(request.user), request.GET.get("trang"))
    own = set(request.user.units_as(Role.WARD_OFFICER))
    context = {"page": page, "groups": groups, "own_wards": own, "refusal": refusal}
    return render(request, "titles/register/duplicates.html", context, status=status)


@require_POST
def candidate_merge(request: UserRequest) -> HttpResponse:
    """Merge the duplicate into the record that is kept; both are named in the form."""
    kept = _editable(request, _number(request.POST.get("giu")))
    duplicate = _editable(request, _number(request.POST.get("trung")))
    try:
        workflow.merge(kept, duplicate, reason="hai bản ghi trùng nhau", by=request.user, at=timezone.now())
    except Refused as reason:
        status = HTTPStatus.CONFLICT if isinstance(reason, Stale) else HTTPStatus.BAD_REQUEST
        return _duplicates(request, str(reason), status)
    messages.success(request, f"Đã gộp vào {kept}. Có thể hoàn tác ở trang của bản ghi trùng.")
    return redirect("titles:candidate-duplicates")


def _number(text: str | None) -> int:
    if not text or not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)
