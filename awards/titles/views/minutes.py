"""Minutes of a khu phố's meeting: writing them, reading them, correcting them before anybody is appraised."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from awards.titles import permissions, workflow
from awards.titles.criteria import doubtful
from awards.titles.enums import NominationState
from awards.titles.forms import LARGEST, CorrectedMeetingForm, MeetingForm
from awards.titles.models import Minutes, Nomination
from awards.titles.views.place import ON_ONE_PAGE, Place, own_place, place_or_404
from awards.titles.workflow import Votes
from awards.titles.workflow.voting import votes_in
from hocTap.lib import vi
from hocTap.lib.answers import posted, refuse_form, refused, status_of
from hocTap.lib.steps import Refused, Stale
from units.http import UserRequest

S = NominationState


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """The khu phố's meeting: head of the minutes, and votes on each candidate; a blank line is not voted on."""
    place = own_place(request, ward_pk, kind, year, community_pk)
    form = MeetingForm(posted(request))
    waiting = place.rows.filter(state=S.SELF_ASSESSED).select_related("candidate")
    rows = list(waiting.order_by("candidate__sort_key", "pk")[:ON_ONE_PAGE])
    if request.method == "POST" and form.is_valid():
        meeting = workflow.Meeting(place.locality, place.kind, year, **form.cleaned_data)
        try:
            votes = read_votes(request, rows)
            workflow.record_vote(meeting, votes, by=request.user, at=timezone.now())
        except Refused as reason:
            refuse_form(form, reason)
        else:
            messages.success(request, f"Đã ghi biên bản bình xét {vi.whole(len(votes))} {place.kind.holder}.")
            return redirect(place.url)
    context = {
        **place.context,
        **_typed(request, rows, {}),
        "form": form,
        "back": place.url,
        "button": "Lưu biên bản",
        "doubtful": doubtful(waiting),
        "illustrative": any(row.illustrative for row in rows),
    }
    return render(request, "awards/titles/minutes.html", context, status=status_of(form if form.is_bound else None))


def _typed(request: UserRequest, rows: list[Nomination], kept: dict[int, tuple[str, str]]) -> dict[str, Any]:
    """Each line with what was typed on it, or what stands in the minutes that are corrected."""

    def line(row: Nomination) -> tuple[Nomination, str, str]:
        if request.method != "POST":
            return row, *kept.get(row.pk, ("", ""))
        return row, request.POST.get(f"for-{row.pk}", ""), request.POST.get(f"against-{row.pk}", "")

    return {"rows": [line(row) for row in rows], "everybody": request.POST.get("everybody", "")}


def read_votes(request: UserRequest, rows: list[Nomination]) -> dict[int, Votes]:
    """Votes as typed: a line's own numbers, or those typed once for all. Raises Refused for what is no number."""
    common = request.POST.get("everybody", "").strip()
    votes: dict[int, Votes] = {}
    for row in rows:
        in_favour = request.POST.get(f"for-{row.pk}", "").strip() or common
        against = request.POST.get(f"against-{row.pk}", "").strip() or "0"
        if in_favour:
            votes[row.pk] = Votes(_votes(in_favour, row, "tán thành"), _votes(against, row, "không tán thành"))
    if not votes:
        raise Refused("Chưa ghi phiếu cho hồ sơ nào.")
    return votes


def _votes(text: str, row: Nomination, which: str) -> int:
    try:
        number = vi.parse_whole(text) or 0
    except Refused as wrong:
        raise Refused(f"{row.candidate}, số phiếu {which}: {wrong}") from wrong
    if number > LARGEST:
        raise Refused(f"{row.candidate}, số phiếu {which}: {vi.whole(number)} quá lớn. Hãy sửa lại.")
    return number


def _read_aloud(request: UserRequest) -> str:
    """What was typed on minutes that cannot be corrected any more, for the person to copy."""
    head = ("held_on", "present", "chair", "reason", "everybody")
    return "\n".join(text for name in head if (text := request.POST.get(name, "").strip()))


# Saved minutes


def _fetch(request: UserRequest, pk: int) -> tuple[Minutes, Place]:
    related = ("by", "corrects", "corrected_by")
    found = get_object_or_404(Minutes.objects.select_related(*related), pk=pk)
    return found, place_or_404(request, found.ward_id, found.kind, found.year, found.community_id or 0)


@require_safe
def minutes_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Saved minutes with their votes, whether or not others replaced them since."""
    found, place = _fetch(request, pk)
    context = {
        **place.context,
        "minutes": found,
        "votes": votes_in(found),
        "replacement": getattr(found, "corrected_by", None),
        "back": place.url,
        "may_correct": permissions.can_correct_minutes(request.user, found),
    }
    return render(request, "awards/titles/minutes_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_correct(request: UserRequest, pk: int) -> HttpResponse:
    """Write the minutes anew, beginning with what they say; the wrong ones stay readable."""
    found, place = _fetch(request, pk)
    if not permissions.can_work(request.user, found.ward_id):
        raise PermissionDenied
    if replacement := getattr(found, "corrected_by", None):
        if request.method != "POST":
            return redirect(found)
        stale = Stale(f"{found} đã được thay bằng {replacement}. Hãy mở biên bản mới rồi sửa.")
        return refused(request, stale, back=replacement.get_absolute_url(), typed=_read_aloud(request))
    head = {"held_on": found.held_on, "present": found.present, "chair": found.chair}
    form = CorrectedMeetingForm(posted(request), initial=head)
    held = Nomination.objects.filter(minutes=found).select_related("candidate")
    rows = list(held.order_by("candidate__sort_key", "pk"))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        reason = facts.pop("reason")
        meeting = workflow.Meeting(place.locality, found.kind, found.year, **facts)
        try:
            votes = read_votes(request, rows)
            made = workflow.correct_vote(found, meeting, votes, reason, by=request.user, at=timezone.now())
        except Refused as refusal:
            refuse_form(form, refusal)
        else:
            messages.success(request, "Đã sửa biên bản; biên bản cũ vẫn xem được.")
            return redirect(made)
    context = {
        **place.context,
        **_typed(request, rows, {row.pk: (str(row.in_favour), str(row.against)) for row in rows}),
        "form": form,
        "back": found.get_absolute_url(),
        "button": "Lưu biên bản đã sửa",
        "corrected": found,
        "illustrative": any(row.illustrative for row in rows),
    }
    return render(request, "awards/titles/minutes.html", context, status=status_of(form if form.is_bound else None))
