"""A paper of a span of days, asked for on the page of a report or of targets: one press gives its draft."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from awards.scholarships.cashbook import whole_months
from awards.scholarships.forms.looking import StatementForm
from awards.scholarships.permissions import can_report
from hocTap.lib.answers import refused
from hocTap.lib.refusals import Refused
from indicators.scorecard.asking import standing_in_year
from reports.models.asked import AskedReport
from reports.papers import permissions, workflow
from reports.papers.enums import PaperKind
from reports.papers.kinds import KINDS
from reports.papers.models import Document
from reports.papers.money import details_of
from reports.papers.views import NOT_READ
from reports.permissions import can_report_targets
from reports.views.scorecard import ScorecardForm, read_unit
from units.centres.forms import ReportForm
from units.centres.permissions import wards_entered
from units.centres.report import Span
from units.http import UserRequest
from units.models import LearningCentre, Unit, User


@dataclass(frozen=True)
class Question:
    """What a report is asked of: the natural key of its row."""

    kind: PaperKind
    unit: Unit
    first_day: dt.date
    last_day: dt.date
    details: str
    centre: LearningCentre | None = None


def keep(question: Question, *, by: User, at: dt.datetime) -> AskedReport:
    """The row of the question: there already, or written now."""
    about: dict[str, Any] = {name: getattr(question, name) for name in ("kind", "first_day", "last_day", "details")}
    whose: dict[str, Any] = {"centre": question.centre} if question.centre else {"unit": question.unit}
    found = AskedReport.objects.filter(**about, **whose).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return AskedReport.objects.create(**about, unit=question.unit, centre=question.centre, by=by, at=at)
    except IntegrityError:
        return AskedReport.objects.get(**about, **whose)  # somebody was faster


@require_POST
def ask_centre(request: UserRequest, pk: int) -> HttpResponse:
    """The report of a centre, by an officer of a ward that it serves."""
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    wards = wards_entered(request.user, centre)
    if not wards:
        raise PermissionDenied("Chỉ cán bộ của phường, xã mà trung tâm phục vụ mới lập báo cáo của trung tâm.")
    today = timezone.localdate()
    form = ReportForm(request.POST, today)
    if not form.is_valid():
        return _wrong(request, centre.get_absolute_url())
    span = Span(form.cleaned_data["nam"], form.cleaned_data["theo"], today)
    return _drafted(request, Question(PaperKind.CENTRE, wards[0], span.first, span.last, span.basis, centre))


@require_POST
def ask_money(request: UserRequest, pk: int) -> HttpResponse:
    """The thu – chi report of a unit's funds, by the officer of its own: whole months, as all read them."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not can_report(request.user, unit):
        raise PermissionDenied("Chỉ người giữ quỹ của chính đơn vị mới lập báo cáo thu – chi của quỹ.")
    form = StatementForm({**request.POST.dict(), "don_vi": unit.pk}, Unit.objects.filter(pk=pk), unit.pk, {})
    if not form.is_valid():
        return _wrong(request, reverse("scholarships:statement"))
    given = form.cleaned_data
    first, last = whole_months(given["tu"], given["den"])
    return _drafted(request, Question(PaperKind.MONEY, unit, first, last, details_of(given["so"], given["theo"])))


@require_POST
def ask_targets(request: UserRequest, pk: int) -> HttpResponse:
    """Where a unit stands with its targets of a year, all or those of one document, by whoever makes its papers."""
    unit, back = read_unit(request, pk), reverse("reports:scorecard", args=[pk])
    form, day, why = ScorecardForm(request.POST, unit=unit), timezone.localdate(), None
    if form.is_valid():
        try:
            _, day = standing_in_year(unit, form.cleaned_data["nam"])
        except Refused as reason:
            why = reason
    if not can_report_targets(request.user, unit, day):
        raise PermissionDenied("Chỉ cán bộ của chính đơn vị, hoặc cơ quan lập báo cáo của đơn vị, mới lập văn bản này.")
    if not form.is_valid():
        return _wrong(request, back)
    if why:
        return refused(request, why, back=back)
    year = form.cleaned_data["nam"]
    span = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    return _drafted(request, Question(PaperKind.SCORECARD, unit, *span, form.cleaned_data["vb"]))


def _wrong(request: UserRequest, back: str) -> HttpResponse:
    return refused(
        request,
        Refused("Chưa rõ báo cáo của thời gian nào. Hãy chọn lại ở trang báo cáo, bấm “Xem”, rồi lập."),
        back=back,
    )


def _drafted(request: UserRequest, question: Question) -> HttpResponse:
    """On to the draft; or to what was made of the same question before and still stands."""
    asked = keep(question, by=request.user, at=timezone.now())
    kind, source = question.kind, asked.pk
    there = Document.objects.of(kind, source).visible_to(request.user).listed()
    if found := next((each for each in there if each.is_draft or each.stands), None):
        messages.info(request, "Văn bản của báo cáo này đã lập từ trước; số liệu trong đó là của lúc lập.")
        return redirect(found)
    if not permissions.would_read(request.user, kind, source, timezone.localdate()):
        return refused(request, Refused(NOT_READ), back=KINDS[kind].back(source))
    try:
        return redirect(workflow.make(kind, source, by=request.user, at=timezone.now()))
    except Refused as reason:
        return refused(request, reason, back=KINDS[kind].back(source))
