"""What the office does with reports: make, write, fetch anew, issue, replace, withdraw, delete a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted, refused
from hocTap.lib.refusals import Refused, Stale
from indicators.enums import Rounding
from reports import permissions, workflow
from reports.archiving import is_awaited, told_of_print
from reports.forms import IssueForm, MakeForm, ReasonForm, TextForm, WithdrawForm
from reports.models import Report
from reports.review import wording
from reports.review.document import decode_words
from reports.review.spec import until
from reports.review.stage import stage_of
from reports.review.wording import Offer
from reports.workflow import Issue, Withdrawing
from units.http import UserRequest


def changeable(request: UserRequest, pk: int) -> Report:
    """The report in the person's remit, under its lock on a POST, if it is theirs to change: else 404, or 403."""
    rows = Report.objects.visible_to(request.user).select_related("unit", "unit_as")
    report = get_object_or_404(held(request, rows), pk=pk)
    if not permissions.can_make(request.user, report.unit_id, report.as_of):
        raise PermissionDenied
    return report


@require_http_methods(["GET", "POST"])
def report_make(request: UserRequest) -> HttpResponse:
    if not permissions.can_make_any(request.user):
        raise PermissionDenied

    def make(asked: dict[str, Any]) -> str:
        unit, years, choice = asked["unit"], (asked["first_year"], asked["last_year"]), asked["choice"]
        day = stage_of(choice.sheets, *years).ends_on
        if unit.on(day) and not permissions.can_make(request.user, unit.pk, day):
            raise Refused("Vào cuối thời gian này đơn vị không thuộc phạm vi của ông, bà. Hãy chọn năm khác.")
        rounding, now = Rounding(asked["rounding"]), timezone.now()
        return workflow.make_report(unit, *years, rounding, by=request.user, at=now, choice=choice).get_absolute_url()

    def of_a_year_that_runs(asked: dict[str, Any]) -> str:
        stage, today = stage_of(asked["choice"].sheets, asked["first_year"], asked["last_year"]), timezone.localdate()
        if stage.ends_on <= today:
            return ""
        return (
            f"{stage.words[:1].upper()}{stage.words[1:]} chưa hết (đến hết ngày {vi.day(stage.ends_on)}). Dự thảo sẽ "
            f"lấy số đã duyệt đến hôm nay và ghi “{until(today)}” ở mọi chỗ, không ghi là số cuối kỳ. Hết kỳ, ông, bà "
            "bấm “Lấy lại số liệu” trên dự thảo là có số cả kỳ."
        )

    return act(
        request,
        MakeForm(request.user, posted(request)),
        make,
        ask=of_a_year_that_runs,
        title="Lập báo cáo tổng kết",
        back=reverse("reports:report-list"),
        done="Đã lập dự thảo báo cáo.",
        template="reports/report_make.html",
    )


@require_http_methods(["GET", "POST"])
def report_text(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)
    if request.method == "GET" and not report.is_draft:
        return redirect(report)

    def write(texts: dict[str, Any]) -> str:
        workflow.write(report, texts, by=request.user, at=timezone.now())
        return report.get_absolute_url()

    review = decode_words(report.document, wording.KEYS)
    before = Report.objects.visible_to(request.user).before(report)
    earlier = (before.narrative, before.paper_name) if before else ({}, "")
    offers = wording.offers(review, report.stage_told, *earlier)
    context = {"report": report, "fields": wording.fields_of(review)}
    if taken := request.POST.get(TAKE):
        form = TextForm(with_words(request.POST, taken, offers), instance=report)
        form.offer(offers)
        return render(request, "reports/report_text.html", {"form": form, "taken": True, **context})
    form = TextForm(posted(request), instance=report)
    form.offer(offers)
    return act(
        request,
        form,
        write,
        title="Lời văn của báo cáo",
        back=report.get_absolute_url(),
        done="Đã lưu lời văn.",
        template="reports/report_text.html",
        context=context,
    )


TAKE = "lay"
"""The button that takes offered words into the form: they are there to be mended, and not yet saved."""


def with_words(typed: QueryDict, taken: str, offers: Mapping[str, Sequence[Offer]]) -> QueryDict:
    """What was typed, with the words of the offer below it. Raises Http404 for an offer that is not there."""
    slot = taken.partition("/")[0]
    offer = next((each for each in offers.get(slot, ()) if each.key == taken), None)
    if offer is None:
        raise Http404
    data = typed.copy()
    data[slot] = "\n".join(filter(None, [data.get(slot, "").rstrip(), offer.raw]))
    return data


@require_POST
def report_rebuild(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)
    try:
        workflow.rebuild(report, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=report.get_absolute_url())
    messages.success(request, "Đã lấy lại số liệu đã duyệt mới nhất.")
    return redirect(report)


@require_http_methods(["GET", "POST"])
def report_issue(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)
    if request.method == "GET" and not report.is_draft:
        return redirect(report)
    initial = {"issued_on": timezone.localdate(), "digest": report.digest, "signer": report.signer}
    form = IssueForm(posted(request), initial=initial)

    def issue(given: dict[str, Any]) -> str:
        try:
            workflow.issue(report, Issue(**given), by=request.user, at=timezone.now(), by_worker=True)
        except Stale:
            form.look_again(report.digest)
            raise
        return reverse("reports:report-pdf", args=[pk]) if is_awaited(report) else report.get_absolute_url()

    return act(
        request,
        form,
        issue,
        title="Phát hành báo cáo",
        back=report.get_absolute_url(),
        done=lambda: f"Đã phát hành báo cáo. {told_of_print(report)}",
        template="reports/report_issue.html",
        ask=lambda given: workflow.take_heading_of(report, given["issued_on"]),
        context={
            "report": report,
            "unwritten": workflow.unwritten_parts(report),
            "moved": workflow.moved(report) if report.is_draft else "",
            "standing": workflow.standing_already(report) if report.is_draft else None,
            "instead": workflow.INSTEAD,
        },
    )


@require_http_methods(["GET", "POST"])
def report_replace(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)

    def replace(given: dict[str, Any]) -> str:
        made = workflow.make_successor(report, given["reason"], by=request.user, at=timezone.now())
        return made.get_absolute_url()

    return act(
        request,
        ReasonForm("Lý do thay thế", posted(request)),
        replace,
        title="Lập báo cáo thay thế",
        lead=f"Dự thảo mới giữ lời văn của {report.paper_name} và lấy số liệu hiện nay. "
        "Báo cáo cũ còn giá trị đến khi dự thảo này được phát hành.",
        back=report.get_absolute_url(),
        done="Đã lập dự thảo thay thế.",
        button="Lập dự thảo thay thế",
    )


@require_http_methods(["GET", "POST"])
def report_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)

    def withdraw(given: dict[str, Any]) -> str:
        workflow.withdraw(report, Withdrawing(**given), by=request.user, at=timezone.now())
        return report.get_absolute_url()

    return act(
        request,
        WithdrawForm(posted(request)),
        withdraw,
        title="Thu hồi báo cáo",
        lead="Báo cáo vẫn đọc được, kèm số, ngày, người ký và lý do thu hồi.",
        back=report.get_absolute_url(),
        done="Đã ghi thu hồi báo cáo.",
        button="Thu hồi",
        ask=lambda given: f"Sẽ thu hồi {report.paper_name} theo {given['paper']}. Việc này không đảo lại được.",
    )


@require_http_methods(["GET", "POST"])
def report_delete(request: UserRequest, pk: int) -> HttpResponse:
    report = changeable(request, pk)
    written = sum(1 for text in report.narrative.values() if text.strip())

    def delete(given: dict[str, Any]) -> str:
        workflow.delete_draft(report, given["reason"], by=request.user, at=timezone.now())
        return reverse("reports:report-list")

    return act(
        request,
        ReasonForm("Lý do xóa", posted(request)),
        delete,
        title="Xóa dự thảo",
        lead="Người xóa, ngày giờ, lý do và các bước đã làm được giữ lại; nội dung dự thảo thì không.",
        back=report.get_absolute_url(),
        done="Đã xóa dự thảo.",
        button="Xóa dự thảo",
        ask=lambda _: f"Sẽ xóa 1 dự thảo: {report}, gồm {written} phần lời văn đã viết. Nội dung không lấy lại được.",
    )
