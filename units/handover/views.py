"""Pages of the hand-over: the list, one change, one part to confirm or to take back, posts one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hocTap.lib.answers import act, ask_first, posted, refused, tried
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from hocTap.lib.tables import export_rows, export_xlsx, show_page, wants_xlsx, xlsx_url
from units.enums import Role
from units.handover import permissions, workflow
from units.handover.changes import Change, change_of, changes_of, not_yet, visible_links
from units.handover.enums import PartState
from units.handover.forms import PartForm, UndoForm
from units.handover.page import Shown, shown, shown_part, undoing
from units.handover.posts import Proposal, appoint_at_heir, proposals
from units.handover.registry import Part, part_named, parts
from units.handover.tables import HandOverTable, place_of
from units.handover.tasks import start
from units.http import UserRequest
from units.jobs.workers import absence
from units.models import ChangeEvent, HandOverPart, Post, PostProposal
from units.words import named

ROWS_A_PAGE = 50


@require_safe
def handover_list(request: UserRequest) -> HttpResponse:
    links = visible_links(request.user).select_related("event")
    table = HandOverTable(links)  # type: ignore[no-untyped-call]
    records = show_page(request, table, ROWS_A_PAGE)
    shown_links = list(links) if wants_xlsx(request) else records
    places = {place_of(link) for link in shown_links}
    table.changes, table.done, table.today = changes_of(places), _done(places), timezone.localdate()
    if wants_xlsx(request):
        return export_xlsx(table, f"Bàn giao {timezone.localdate():%d-%m-%Y}")
    table.export_url = xlsx_url(request)
    return render(request, "units/handover/list.html", {"table": table})


def _done(places: set[tuple[int, dt.date]]) -> dict[tuple[int, dt.date], list[str]]:
    """The titles of the parts that were handed over, by old unit and day; one query."""
    rows = HandOverPart.objects.filter(
        state=PartState.DONE,
        handover__unit__in={unit for unit, _ in places},
        handover__effective_on__in={day for _, day in places},
    )
    found: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
    for unit, day, code in rows.values_list("handover__unit", "handover__effective_on", "code"):
        if part := part_named(code):
            found[unit, day].append(part.title)
    return found


def _change(request: UserRequest, event: int, unit: int) -> Change:
    """The change, when it concerns the person."""
    mine = visible_links(request.user).filter(predecessor=unit)
    days = set(mine.values_list("event__effective_on", flat=True))
    day = get_object_or_404(ChangeEvent, pk=event).effective_on
    change = change_of(unit, day) if day in days else None
    if change is None:
        raise Http404
    return change


@require_safe
def handover(request: UserRequest, event: int, unit: int) -> HttpResponse:
    change, today = _change(request, event, unit), timezone.localdate()
    posts = proposals(change, today)
    if wants_xlsx(request):
        name = f"Nhiệm vụ khi bàn giao {named(change.unit)}"
        return export_rows(request, name, POSTS, lambda: map(_post, posts), len(posts))
    found = shown(change, request.user, today)
    context = {
        "change": change,
        "event": event,
        "parts": found,
        "no_worker": absence(timezone.now()) if any(each.is_running for each in found) else "",
        "illustrative": any(part.illustrative(change) for part in parts()),
        "minutes": _minutes(request, change, found),
        "not_yet": not_yet(change, today),
        "proposals": posts,
        "excel": xlsx_url(request),
        "may_appoint": permissions.can_appoint(request.user) and change.on <= today,
    }
    return render(request, "units/handover/detail.html", context)


POSTS = ("Họ và tên", "Nhiệm vụ", "Đã giao tại", "Chưa giao tại")


def _post(each: Proposal) -> Sequence[object]:
    left = (name for _, name in each.open_at)
    return str(each.post.user), each.post.get_role_display(), "; ".join(each.held_at), "; ".join(left)


MINUTES_READ_BY = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER)


def _minutes(request: UserRequest, change: Change, found: list[Shown]) -> int | None:
    """The hand-over whose minutes can be printed: once a part was handed over, for who read the old unit's papers."""
    row = next((each.row for each in found if each.is_done), None)
    if row is None or not request.user.lines_in_remit(*MINUTES_READ_BY).filter(descendant=change.old).exists():
        return None
    return row.handover_id


def _part(request: UserRequest, change: Change, code: str) -> Part:
    part = part_named(code)
    if part is None or not part.moves:
        raise Http404
    if not permissions.can_confirm(request.user, change, part):
        raise PermissionDenied("Chỉ đơn vị nhận, cơ quan phụ trách ở trên hoặc người quản trị mới bàn giao phần này.")
    return part


@require_http_methods(["GET", "HEAD", "POST"])
def handover_part(request: UserRequest, event: int, unit: int, code: str) -> HttpResponse:
    change = _change(request, event, unit)
    part = _part(request, change, code)
    back, row = reverse("units:handover", args=[event, unit]), workflow.row_of(change, code)
    if row and workflow.is_taken(row):
        return _taken(request, change, part, {"event": event, "back": back})
    form = part.form(change, request.user, posted(request), workflow.edition_of(row))

    def hand(given: dict[str, Any]) -> str:
        asked, by, at = _asked(form, given), request.user, timezone.now()
        if part.size(change) > workflow.LARGE:
            start(workflow.ask(change, part, asked, by=by, at=at))
        else:
            workflow.confirm(change, part, asked, by=by, at=at)
        return back

    return act(
        request,
        form,
        hand,
        title=f"Bàn giao {part.title}",
        back=back,
        done=f"Đã ghi bàn giao phần {part.title}.",
        lead=part.lead,
        button=f"Bàn giao {part.title}",
        template="units/handover/part.html",
        context={"change": change, "part": part, "parent": change.title, "lines": part.lines(change, request.user)},
        ask=lambda given: part.sentence(change, form.choices),
    )


def _taken(request: UserRequest, change: Change, part: Part, context: dict[str, Any]) -> HttpResponse:
    """What was handed over, by whom and when, for whoever comes second; a press of theirs is told so."""
    found = shown_part(change, request.user, part, timezone.localdate())
    late = request.method == "POST"
    more = {
        "change": change,
        "shown": found,
        "resting": workflow.rests_on(change, part, found.row) if found.row and found.may_undo else "",
        "no_worker": absence(timezone.now()) if found.is_running else "",
        "late": late,
    }
    return render(request, "units/handover/done.html", {**context, **more}, status=409 if late else 200)


def _asked(form: PartForm, given: dict[str, Any]) -> workflow.Asked:
    return workflow.Asked(
        form.choices, given.get("minutes_no") or "", given.get("minutes_on"), given.get("edition") or 0
    )


@require_http_methods(["GET", "HEAD", "POST"])
def handover_undo(request: UserRequest, event: int, unit: int, code: str) -> HttpResponse:
    change = _change(request, event, unit)
    part = _part(request, change, code)
    row = workflow.row_of(change, code)
    if row is None or (row.state != PartState.DONE and request.method != "POST"):
        raise Http404  # whoever presses after somebody else is told so by the step
    back = reverse("units:handover", args=[event, unit])
    stays: list[str] = []

    def undo(given: dict[str, Any]) -> str:
        edition = given.get("edition") or 0
        undone = workflow.undo(change, part, given["reason"], by=request.user, at=timezone.now(), edition=edition)
        stays.extend(undone.steps.latest("at", "pk").stays)
        return back

    return act(
        request,
        UndoForm(posted(request), initial={"edition": row.edition}),
        undo,
        title=f"Hoàn tác bàn giao {part.title}",
        back=back,
        done=lambda: " ".join([f"Đã hoàn tác phần {part.title}.", *stays]),
        lead=f"Những gì đã bàn giao trở về {named(change.unit)}. Lần bàn giao và lần hoàn tác đều còn đọc được.",
        button="Hoàn tác",
        context={"parent": change.title},
        ask=lambda _: undoing(change, part, row),
    )


@require_POST
def handover_post(request: UserRequest, event: int, unit: int) -> HttpResponse:
    """Give one post of the old unit again at an heir."""
    change = _change(request, event, unit)
    if not permissions.can_appoint(request.user):
        raise PermissionDenied("Chỉ người quản trị mới giao nhiệm vụ.")
    back = reverse("units:handover", args=[event, unit])
    post = get_object_or_404(
        Post.objects.filter(unit=unit).select_related("user"), pk=number_in(request.POST.get("post"))
    )
    heir = number_in(request.POST.get("heir"))
    sentence = f"Sẽ giao {post.user} làm {post.get_role_display()} tại {change.name_of(heir)}."
    asked = ask_first(request, sentence, back=back, context={"parent": change.title})
    facts: dict[str, Any] = {"by": request.user, "at": timezone.now(), "today": timezone.localdate()}
    try:
        given = tried(lambda: appoint_at_heir(change, post, heir, **facts), asked)
    except Refused as reason:
        return refused(request, reason, back=back)
    if asked:
        return asked
    told = "Người thứ hai xác nhận thì giao" if isinstance(given, PostProposal) else "Đã giao"
    messages.success(request, f"{told} nhiệm vụ cho {post.user} tại {change.name_of(heir)}.")
    return redirect(back)
