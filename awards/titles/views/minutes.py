"""Minutes of a khu phố's meeting: writing them, reading them, correcting them before anybody is appraised."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from awards.titles import permissions, workflow
from awards.titles.ballots import MOST_LINES, Ballots, Counted, read_aloud
from awards.titles.criteria import doubtful
from awards.titles.enums import NominationState
from awards.titles.forms import CorrectedMeetingForm, MeetingForm
from awards.titles.models import Candidate, Minutes, Nomination, NominationStep
from awards.titles.register.exporting import names_out, names_url
from awards.titles.views.place import Place, own_place, place_or_404
from awards.titles.workflow import Votes
from awards.titles.workflow.voting import votes_in
from hocTap.lib import vi
from hocTap.lib.answers import ask_first, posted, refuse_form, refused, status_of, tried
from hocTap.lib.steps import Refused, Stale
from hocTap.lib.tables import wants_xlsx
from units.enums import NamesList
from units.http import UserRequest
from units.privacy.seeing import note_list

S = NominationState


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: UserRequest, ward_pk: int, kind: str, year: int, community_pk: int) -> HttpResponse:
    """The khu phố's meeting: head of the minutes, and votes on each candidate; a blank line is not voted on."""
    place = own_place(request, ward_pk, kind, year, community_pk)
    form = MeetingForm(posted(request))
    waiting = place.rows.filter(state=S.SELF_ASSESSED)
    ballots = Ballots(waiting, request.POST.dict(), request.GET.dict())
    if request.method == "POST" and form.is_valid():
        meeting = workflow.Meeting(place.locality, place.kind, year, **form.cleaned_data)
        try:
            counted = ballots.read()
            answer = _keep(
                request,
                place,
                meeting,
                counted,
                lambda: workflow.record_vote(meeting, counted.votes, by=request.user, at=timezone.now()),
                what="Sẽ ghi biên bản",
                back=place.url_of("minutes"),
            )
        except Refused as reason:
            refuse_form(form, reason)
        else:
            if isinstance(answer, HttpResponse):
                return answer
            messages.success(request, f"Đã ghi biên bản bình xét {_number_of(place, counted)}.")
            return redirect(place.url)
    note_list(request, NamesList.MINUTES, [ward_pk] * len(ballots.lines))
    context = {
        **place.context,
        "ballots": ballots,
        "form": form,
        "back": place.url,
        "button": "Lưu biên bản",
        "doubtful": doubtful(waiting),
        "illustrative": any(line.row.illustrative for line in ballots.lines),
    }
    return render(request, "awards/titles/minutes.html", context, status=status_of(form if form.is_bound else None))


def _number_of(place: Place, counted: Counted) -> str:
    return f"{vi.whole(len(counted.votes))} {place.kind.holder}"


def _keep(
    request: UserRequest,
    place: Place,
    meeting: workflow.Meeting,
    counted: Counted,
    do: Callable[[], Minutes],
    *,
    what: str,
    back: str,
) -> Minutes | HttpResponse:
    """The minutes written, or the page that first says in numbers what will be; a single vote is not asked about."""
    sentence = (
        f"{what} bình xét ngày {vi.day(meeting.held_on)}, {vi.whole(meeting.present)} người dự, cho "
        f"{_number_of(place, counted)} của {place.name}: {counted.words}."
    )
    several = len(counted.votes) > 1
    asked = ask_first(request, sentence, back=back, context={"parent": "Biên bản bình xét"}) if several else None
    made = tried(do, asked)
    return asked or made


def _read_aloud(request: UserRequest) -> str:
    """What was typed on minutes that cannot be corrected any more, for the person to copy; votes line by line too."""
    head = ("held_on", "present", "chair", "reason", "everybody")
    typed = request.POST.dict()
    return "\n".join([*(text for name in head if (text := typed.get(name, "").strip())), *read_aloud(typed)])


# Saved minutes


def _fetch(request: UserRequest, pk: int) -> tuple[Minutes, Place]:
    related = ("by", "corrects", "corrected_by")
    found = get_object_or_404(Minutes.objects.select_related(*related), pk=pk)
    return found, place_or_404(request, found.ward_id, found.kind, found.year, found.community_id or 0)


@require_safe
def minutes_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Saved minutes with their votes, whether or not others replaced them since."""
    found, place = _fetch(request, pk)
    votes = votes_in(found)
    if words := request.GET.get("tim", "").strip():
        meant = Candidate.objects.matching(words).order_by().values("pk")
        votes = votes.filter(nomination__candidate__in=meant)
    if wants_xlsx(request):
        return names_out(request, [found.ward_id], f"Phiếu {found}", VOTES, lambda: map(_vote, votes), votes.count())
    page = Paginator(votes, MOST_LINES).get_page(request.GET.get("page"))
    note_list(request, NamesList.MINUTES, [found.ward_id] * len(page))
    context = {
        **place.context,
        "excel": names_url(request, lambda: [found.ward_id]),
        "minutes": found,
        "page": page,
        "words": words,
        "replacement": getattr(found, "corrected_by", None),
        "back": place.url,
        "may_correct": permissions.can_correct_minutes(request.user, found),
    }
    return render(request, "awards/titles/minutes_detail.html", context)


VOTES = ("Đối tượng", "Địa chỉ", "Tán thành", "Không tán thành")


def _vote(step: NominationStep) -> Sequence[object]:
    row, facts = step.nomination, step.facts
    return row.listed_name, row.listed_address, facts.get("in_favour"), facts.get("against")


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
    held = Nomination.objects.filter(minutes=found)
    rows = held.values_list("pk", "in_favour", "against")
    kept = {pk: Votes(in_favour or 0, against or 0) for pk, in_favour, against in rows}
    ballots = Ballots(held, request.POST.dict(), request.GET.dict(), kept)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        reason = facts.pop("reason")
        meeting = workflow.Meeting(place.locality, found.kind, found.year, **facts)
        here = reverse("titles:minutes-correct", args=[found.pk])
        try:
            counted = ballots.read()
            answer = _keep(
                request,
                place,
                meeting,
                counted,
                lambda: workflow.correct_vote(
                    found, meeting, counted.votes, reason, by=request.user, at=timezone.now()
                ),
                what=f"Sẽ thay {found} bằng biên bản",
                back=here,
            )
        except Refused as refusal:
            refuse_form(form, refusal)
        else:
            if isinstance(answer, HttpResponse):
                return answer
            messages.success(request, "Đã sửa biên bản; biên bản cũ vẫn xem được.")
            return redirect(answer)
    note_list(request, NamesList.MINUTES, [found.ward_id] * len(ballots.lines))
    context = {
        **place.context,
        "ballots": ballots,
        "form": form,
        "back": found.get_absolute_url(),
        "button": "Lưu biên bản đã sửa",
        "corrected": found,
        "illustrative": any(line.row.illustrative for line in ballots.lines),
    }
    return render(request, "awards/titles/minutes.html", context, status=status_of(form if form.is_bound else None))
