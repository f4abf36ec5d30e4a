"""The approver's pages: what waits, one group, the act of recognising, returning, and the job's progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from awards.titles import permissions, tasks, workflow
from awards.titles.approval import Approval, approval, queues
from awards.titles.background import Recognitions
from awards.titles.criteria import doubtful
from awards.titles.enums import Action, DecisionState, JobState
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import CriteriaSet, Decision, Nomination, NominationStep, RecognitionGroup, RecognitionJob
from awards.titles.overview import names_of
from awards.titles.querysets import NominationQuerySet
from awards.titles.register.exporting import names_out, names_url
from awards.titles.views.common import kind_or_404, year_or_404
from hocTap.lib import vi
from hocTap.lib.answers import ask_first, refused, tried
from hocTap.lib.steps import Refused, number_in
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from units.enums import NamesList, Role
from units.http import UserRequest
from units.jobs.page import beside
from units.privacy.seeing import note_list

AT_ONCE = 300
"""As many are recognised while the person waits; more go to the background."""
MOVING = (JobState.WAITING, JobState.RUNNING)
ON_ONE_PAGE = 1000
"""Rows of a group shown with a field for a reason each."""


@require_safe
def queue(request: UserRequest) -> HttpResponse:
    """The first title and year in which something waits, or an empty page that says so."""
    _refuse_others(request)
    found = queues(request.user).listed
    if not found:
        return render(
            request,
            "awards/titles/approval.html",
            {"queues": found, "jobs": _jobs(request), "drafts": _drafts(request)},
        )
    return redirect("titles:approval-of", found[0][0], found[0][1])


def _refuse_others(request: UserRequest) -> None:
    if not request.user.holds(Role.TITLE_APPROVER):
        raise PermissionDenied


def _jobs(request: UserRequest) -> list[RecognitionJob]:
    jobs = RecognitionJob.objects.visible_to(request.user).exclude(state=JobState.DONE)
    return list(jobs.select_related("asked_by")[:10])


@require_safe
def overview(request: UserRequest, kind: str, year: int) -> HttpResponse:
    _refuse_others(request)
    title = kind_or_404(kind)
    year_or_404(year)
    waiting, today = queues(request.user), timezone.localdate()
    if wants_xlsx(request):
        return _sums_out(request, approval(waiting, title, year, today, whole=True))
    found = approval(waiting, title, year, today, number_in(request.GET.get("page")) or 1)
    context = {
        "excel": xlsx_url(request) if found.groups else "",
        "approval": found,
        "queues": waiting.listed,
        "jobs": _jobs(request),
        "drafts": _drafts(request),
        "doubtful": found.doubtful,
        "illustrative": found.illustrative,
    }
    return render(request, "awards/titles/approval.html", context)


SUMS = (
    "Phường, xã",
    "Khu phố, thôn, ấp",
    "Chờ xét",
    "Trong sổ",
    "Đăng ký",
    "Không đạt",
    "Năm trước",
    "Điểm thấp nhất",
    "Điểm cao nhất",
    "Cần xem",
)


def _sums_out(request: UserRequest, found: Approval) -> HttpResponse:
    """All that waits as a workbook: sums by khu phố, no names."""

    def rows() -> Iterator[Sequence[object]]:
        for row in found.groups:
            counts = (row.number, row.candidates, row.registered, row.not_reached, row.last_year)
            yield row.ward, row.community, *counts, row.lowest, row.highest, "; ".join(row.remarks)

    name = f"Chờ xét {found.kind.label} {found.year}"
    return export_rows(request, name, SUMS, rows, len(found.groups))


def _drafts(request: UserRequest) -> list[Decision]:
    """Decisions of recognition that wait for number, day and signer."""
    drafts = Decision.objects.visible_to(request.user).filter(state=DecisionState.DRAFT)
    return list(drafts.filter(Exists(Nomination.objects.filter(decision=OuterRef("pk"))))[:10])


@require_safe
def group(request: UserRequest, kind: str, year: int) -> HttpResponse:
    """One khu phố, or a whole ward, row by row: who is left out gets a reason."""
    _refuse_others(request)
    title = kind_or_404(kind)
    ward_pk, community_pk = number_in(request.GET.get("phuong")), request.GET.get("khu-pho")
    rows = _waiting(request, title, year).filter(ward=ward_pk)
    if community_pk is not None:
        rows = rows.filter(community=number_in(community_pk) or None)
    rows = rows.select_related("candidate", "criteria").order_by("candidate__sort_key", "pk")
    names = names_of({ward_pk, number_in(community_pk)}, year_or_404(year)[1])
    if wants_xlsx(request) and ward_pk in names:
        name = f"Chờ xét {names[ward_pk].name} {title.label} {year}"
        return names_out(request, [ward_pk], name, GROUP, lambda: _group_rows(rows), rows.count())
    shown = list(rows[: ON_ONE_PAGE + 1])
    if not shown:
        raise Http404
    note_list(request, NamesList.WAITING, (row.ward_id for row in shown[:ON_ONE_PAGE]))
    places = dict.fromkeys(f"{row.ward_id}-{row.community_id or 0}" for row in shown)
    context = {
        "kind": title,
        "year": year,
        "excel": names_url(request, lambda: [ward_pk]),
        "rows": _with_changes(shown[:ON_ONE_PAGE]),
        "too_many": len(shown) > ON_ONE_PAGE,
        "number": len(shown),
        "places": list(places),
        "ward_name": names[ward_pk].name,
        "community_name": names[number_in(community_pk)].name if number_in(community_pk) in names else "",
        "doubtful": doubtful(Nomination.objects.filter(pk__in=[row.pk for row in shown])),
        "illustrative": any(row.illustrative for row in shown),
    }
    return render(request, "awards/titles/group.html", context)


GROUP = ("Đối tượng", "Địa chỉ", "Đăng ký", "Điểm", "Xếp loại", "Tán thành", "Dự họp", "Thay đổi")


def _group_rows(rows: NominationQuerySet) -> Iterator[Sequence[object]]:
    for row, result, changes in _with_changes(list(rows)):
        votes = (row.in_favour, row.present) if row.present else (None, None)
        holder = row.candidate
        told = (holder.listed_name, holder.listed_address, row.get_registration_display(), row.score, result)
        yield *told, *votes, "" if holder.restricted_on else "; ".join(changes)


def _waiting(request: UserRequest, kind: TitleKind, year: int) -> NominationQuerySet:
    return Nomination.objects.decidable_by(request.user).in_year(kind, year).waiting()


def _with_changes(rows: list[Nomination]) -> list[tuple[Nomination, str, list[str]]]:
    """Each row with its result's name and, where it was sent before or changed since, what is different."""
    names = {
        (band["pk"], band["bands__code"]): band["bands__name"]
        for band in CriteriaSet.objects.filter(pk__in={row.criteria_id for row in rows}).values(
            "pk", "bands__code", "bands__name"
        )
    }
    sent: dict[int, dict[str, object]] = {}
    again = [row.pk for row in rows if row.sent_times > 1]
    steps = NominationStep.objects.filter(nomination__in=again, action=Action.RETURN).order_by("at", "pk")
    for step in steps:
        sent[step.nomination_id] = step.facts
    return [(row, names.get((row.criteria_id, row.result), ""), _changes(row, sent.get(row.pk))) for row in rows]


def _changes(row: Nomination, before: dict[str, object] | None) -> list[str]:
    found = []
    if before is not None:
        score = "" if row.score is None else str(row.score)
        if before.get("score") != score:
            found.append(f"điểm {before.get('score') or '–'} → {score or '–'}".replace(".", ","))
        if before.get("in_favour") != row.in_favour:
            found.append(f"phiếu {before.get('in_favour')} → {row.in_favour}")
        if before.get("name") != row.candidate.name:
            found.append(f"tên cũ: {before.get('name')}")
        found = found or ["trình lại, không đổi điểm và phiếu"]
    if row.proposed_at and row.candidate.changed_at > row.proposed_at:
        found.append("thông tin đối tượng đổi sau khi trình")
    return found


@require_POST
def recognise(request: UserRequest, kind: str, year: int) -> HttpResponse:
    """Recognise the chosen groups in one act; rows with a reason are left out."""
    title, places, back = _chosen(request, kind, year)
    exclusions = {
        number_in(name.removeprefix("reason-")): words
        for name, words in request.POST.items()
        if name.startswith("reason-") and str(words).strip()
    }
    wanted = workflow.Act(title, year, places, {pk: str(words) for pk, words in exclusions.items()})
    number = _waiting_in(request, title, year, places).count()
    sentence = (
        f"Sẽ đưa {vi.whole(number - len(exclusions))} {title.holder} vào dự thảo quyết định công nhận {title.label}"
    )
    sentence += (
        f" năm {year} và ghi {vi.whole(len(exclusions))} {title.holder} không đạt." if exclusions else f" năm {year}."
    )
    beside = {"parent": f"{title.label} năm {year}"}
    asked = ask_first(request, sentence, back=back, context=beside) if number > 1 else None
    try:
        job = tried(lambda: workflow.request_recognition(wanted, by=request.user, at=timezone.now()), asked)
    except Refused as reason:
        return refused(request, reason, back=back, typed="\n".join(map(str, exclusions.values())))
    if asked:
        return asked
    expected = sum(RecognitionGroup.objects.filter(job=job).values_list("expected", flat=True))
    if expected <= AT_ONCE:
        workflow.run(job.pk)
    else:
        tasks.start(job)
    return redirect(job)


def _chosen(request: UserRequest, kind: str, year: int) -> tuple[TitleKind, list[Locality], str]:
    """The groups of the form, all of them the approver's. 404 for another's ward, 403 for one who may not decide."""
    title = kind_or_404(kind)
    year_or_404(year)
    places = []
    for text in filter(None, dict.fromkeys(request.POST.getlist("place"))):
        ward, _, community = text.partition("-")
        places.append(Locality(number_in(ward), number_in(community) or None))
    places += _whole_wards(request, title, year)
    wards = {place.ward_id for place in places}
    seen = Nomination.objects.visible_to(request.user).in_year(title, year).filter(ward__in=wards)
    if set(seen.order_by().values_list("ward_id", flat=True).distinct()) != wards:
        raise Http404
    if wards and not permissions.can_decide_for(request.user, title, year, wards):
        raise PermissionDenied
    _refuse_others(request)
    return title, list(dict.fromkeys(places)), reverse("titles:approval-of", args=[kind, year])


def _whole_wards(request: UserRequest, kind: TitleKind, year: int) -> list[Locality]:
    wards = [number_in(text) for text in request.POST.getlist("ward")]
    if request.POST.get("everything") == "1":
        rows = _waiting(request, kind, year)
    elif wards:
        rows = Nomination.objects.in_year(kind, year).waiting().filter(ward__in=wards)
    else:
        return []
    return [Locality(*row) for row in rows.order_by().values_list("ward_id", "community_id").distinct()]


@require_POST
def send_back(request: UserRequest, kind: str, year: int) -> HttpResponse:
    """Return the chosen groups to their wards with a reason."""
    title, places, back = _chosen(request, kind, year)
    reason = request.POST.get("reason", "")
    pks = list(_waiting_in(request, title, year, places).values_list("pk", flat=True))
    sentence = f"Sẽ trả lại {_counted(len(pks), title)} cho đơn vị trình để sửa, với lý do: {reason}"
    asked = ask_first(request, sentence, back=back, context={"parent": f"{title.label} năm {year}"})
    try:
        number = tried(lambda: workflow.return_group(pks, reason, by=request.user, at=timezone.now()), asked)
    except Refused as problem:
        return refused(request, problem, back=back, typed=reason)
    if asked:
        return asked
    messages.success(request, f"Đã trả lại {vi.whole(number)} hồ sơ; đơn vị trình thấy lý do trên trang của mình.")
    return redirect(back)


def _counted(number: int, kind: TitleKind) -> str:
    return f"{vi.whole(number)} {kind.holder}"


def _waiting_in(request: UserRequest, kind: TitleKind, year: int, places: list[Locality]) -> NominationQuerySet:
    """What waits in these khu phố."""
    chosen = Q()
    for place in places:
        chosen |= Q(ward=place.ward_id, community=place.community_id)
    return _waiting(request, kind, year).filter(chosen) if places else Nomination.objects.none()


@require_safe
def job_detail(request: UserRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(RecognitionJob.objects.visible_to(request.user).select_related("asked_by"), pk=pk)
    groups = list(job.groups.select_related("decision").order_by(F("done_at").desc(nulls_last=True), "pk"))
    names = names_of(
        {pk for each in groups for pk in (each.ward_id, each.community_id) if pk is not None}, year_or_404(job.year)[1]
    )
    expected = sum(each.expected for each in groups)
    shown = [
        (each, names[each.ward_id].name, names[each.community_id].name if each.community_id else "") for each in groups
    ]
    if wants_xlsx(request):
        name = f"Công nhận {TitleKind(job.kind).label} {job.year}"
        return export_rows(request, name, JOB, lambda: map(_job_row, shown), len(shown))
    context = {
        "job": job,
        "excel": xlsx_url(request) if shown else "",
        "groups": shown,
        "done": sum(1 for each in groups if each.done_at),
        "expected": expected,
        "recognised": sum(each.recognised for each in groups),
        "excluded": sum(each.excluded for each in groups),
        "decided_elsewhere": sum(each.expected - each.recognised - each.excluded for each in groups if each.done_at),
        "reached": sum(each.expected for each in groups if each.done_at),
        "decisions": list(dict.fromkeys(each.decision for each in groups)),
        "doubtful": doubtful(Nomination.objects.filter(decision__groups__job=job)),
        "illustrative": any(each.decision.illustrative for each in groups),
        "is_over": job.state == JobState.DONE,
        "is_moving": job.state in MOVING,
        **beside(Recognitions.code, job.pk, request.user, job.asked_by_id if job.state in MOVING else None),
        "may_resume": job.state != JobState.DONE and permissions.can_resume(request.user, job),
    }
    return render(request, "awards/titles/job_detail.html", context)


JOB = ("Phường, xã", "Khu phố, thôn, ấp", "Chờ xét", "Công nhận", "Không công nhận", "Xong lúc")


def _job_row(shown: tuple[RecognitionGroup, str, str]) -> Sequence[object]:
    each, ward, community = shown
    place = community or each.get_managing_level_display()
    return ward, place, each.expected, each.recognised, each.excluded, each.done_at


@require_safe
def job_progress(request: UserRequest, pk: int) -> JsonResponse:
    """How far the job has come, for the progress bar."""
    job = get_object_or_404(RecognitionJob.objects.visible_to(request.user), pk=pk)
    total = job.groups.aggregate(total=Sum("expected"), done=Sum("expected", filter=Q(done_at__isnull=False)))
    ended = job.state in (JobState.DONE, JobState.STOPPED)
    return JsonResponse({"done": total["done"] or 0, "total": total["total"] or 0, "ended": ended})


@require_POST
def job_resume(request: UserRequest, pk: int) -> HttpResponse:
    """Let a job go on that stopped half-way; what is done stays done."""
    job = get_object_or_404(RecognitionJob.objects.visible_to(request.user), pk=pk)
    if not permissions.can_resume(request.user, job):
        raise PermissionDenied
    workflow.resume(job.pk)
    left = sum(job.groups.filter(done_at__isnull=True).values_list("expected", flat=True))
    if left <= AT_ONCE:
        workflow.run(job.pk)
    else:
        tasks.start(job)
    messages.success(request, "Việc công nhận đang chạy tiếp từ chỗ dừng.")
    return redirect(job)
