"""Pages of a person's own desk: how much waits, notices, reminders and the calendar, background work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hocTap.lib.answers import act, posted
from hocTap.lib.calendars import MEDIA_TYPE
from hocTap.lib.steps import number_in
from hocTap.lib.waiting import number_of, waiting_for
from units import calendars
from units.counted import Counted, dropped, told
from units.desk.forms import WantedForm
from units.http import UserRequest
from units.jobs.registry import KEPT_DAYS, Job, jobs_of, kind_named
from units.jobs.workers import absence
from units.models import Notice, User
from units.notices import workflow as notices

NOTICES_A_PAGE = 30


@require_safe
def number(request: UserRequest) -> JsonResponse:
    """How much waits and is not read yet, for the head of whatever page is open."""
    now = timezone.now()
    number = number_of(waiting_for(request.user, timezone.localdate(now)))
    counted = Counted(number, now, notices.unread(request.user))
    facts = {"number": counted.number, "words": counted.words}
    unread = {"unread": counted.unread, "unread_words": counted.unread_words}
    return told(JsonResponse({**facts, **unread}), request.user, counted)


@require_safe
def job_list(request: UserRequest) -> HttpResponse:
    """What the person left to the background: under way, and ended in the last days."""
    now = timezone.now()
    jobs = jobs_of(request.user, now)
    waits = any(job.under_way for job in jobs)
    context = {"jobs": jobs, "no_worker": absence(now) if waits else "", "days": KEPT_DAYS}
    return render(request, "units/desk/jobs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def job_cancel(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    """For whoever started it; everybody else finds nothing here."""
    found = kind_named(kind)
    job = next((job for job in jobs_of(request.user, timezone.now()) if (job.kind, job.pk) == (kind, pk)), None)
    if found is None or job is None:
        raise Http404
    back = reverse("desk:job-list")

    def cancel(_: dict[str, Any]) -> str:
        found.cancel(pk, by=request.user, at=timezone.now())
        return back

    return act(
        request,
        forms.Form(posted(request)),
        cancel,
        title=f"Hủy việc nền: {job.title}",
        back=back,
        done="Đã hủy. Phần đã làm xong giữ nguyên.",
        lead=_lead(job),
        button="Hủy việc này",
        context={"parent": "Việc nền của tôi"},
    )


def _lead(job: Job) -> str:
    return (
        f"Việc này {job.state}. Hủy thì phần chưa làm không làm nữa; sau đó có thể yêu cầu lại từ đầu hoặc chạy tiếp."
    )


@require_safe
def notice_list(request: UserRequest) -> HttpResponse:
    """What the person was told, the latest first."""
    rows = Notice.objects.filter(person=request.user, on_site=True)
    page = Paginator(rows, NOTICES_A_PAGE).get_page(request.GET.get("trang"))
    return render(request, "units/desk/notices.html", {"page": page, "unread": notices.unread(request.user)})


@require_safe
def notice_open(request: UserRequest, pk: int) -> HttpResponse:
    """Lead to what the notice is about; it is read now."""
    notice = get_object_or_404(Notice.objects.filter(person=request.user, on_site=True), pk=pk)
    notices.read(request.user, timezone.now(), [notice.pk])
    return dropped(redirect(notice.url))


@require_POST
def notices_read(request: UserRequest) -> HttpResponse:
    """All that the page showed is read; what came since is not."""
    last = number_in(request.POST.get("den"))
    shown = Notice.objects.filter(person=request.user, pk__lte=last).values_list("pk", flat=True)
    notices.read(request.user, timezone.now(), list(shown))
    messages.success(request, "Đã đánh dấu đã đọc.")
    return redirect("desk:notice-list")


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: UserRequest) -> HttpResponse:
    """Which kinds of things the person is told of, and how; the calendar beside it."""
    form = WantedForm(request.user, posted(request))
    back = reverse("desk:settings")

    def choose(_: dict[str, Any]) -> str:
        notices.choose(request.user, form.wanted)
        return back

    return act(
        request,
        form,
        choose,
        title="Nhắc việc của tôi",
        back=back,
        done="Đã ghi lựa chọn nhắc việc.",
        button="Ghi lựa chọn",
        template="units/desk/settings.html",
        context={"address": _address_of(request), "kept_days": notices.KEPT_FOR.days},
    )


def _address_of(request: UserRequest) -> str:
    """The whole secret address, while there is one."""
    live = calendars.live_of(request.user)
    return request.build_absolute_uri(reverse("desk:calendar", args=[calendars.token_of(live)])) if live else ""


@require_safe
def calendar_file(request: UserRequest) -> HttpResponse:
    """The deadlines as a file."""
    return _calendar(request, request.user, "han-viec.ics")


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_make(request: UserRequest) -> HttpResponse:
    """A secret address for a calendar program; the one before stops."""
    back = reverse("desk:settings")
    before = calendars.live_of(request.user)

    def make(_: dict[str, Any]) -> str:
        calendars.make(request.user, timezone.now())
        return back

    return act(
        request,
        forms.Form(posted(request)),
        make,
        title="Tạo địa chỉ lịch mới" if before else "Tạo địa chỉ lịch",
        back=back,
        done="Đã tạo địa chỉ lịch. Chép địa chỉ vào chương trình lịch của ông, bà.",
        lead="Ai có địa chỉ này đều đọc được hạn việc của ông, bà (không có tên người). Chỉ dùng cho lịch của mình."
        + (" Địa chỉ đang dùng sẽ không xem được nữa." if before else ""),
        button="Tạo địa chỉ",
        context={"parent": "Nhắc việc của tôi"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_revoke(request: UserRequest) -> HttpResponse:
    """The address shows nothing any more."""
    back = reverse("desk:settings")

    def revoke(_: dict[str, Any]) -> str:
        calendars.revoke(request.user, timezone.now())
        return back

    return act(
        request,
        forms.Form(posted(request)),
        revoke,
        title="Hủy địa chỉ lịch",
        back=back,
        done="Đã hủy địa chỉ lịch.",
        lead="Lịch nào đang đăng ký theo địa chỉ này sẽ không cập nhật nữa.",
        button="Hủy địa chỉ",
        context={"parent": "Nhắc việc của tôi"},
    )


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program asks: whoever has the secret reads the deadlines, nobody else anything."""
    person = calendars.person_at(token)
    if person is None:
        raise Http404
    answer = _calendar(request, person, "hoctap.ics")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _calendar(request: HttpRequest, person: User, name: str) -> HttpResponse:
    content = calendars.file_for(person, request.build_absolute_uri("/"), timezone.now())
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})
