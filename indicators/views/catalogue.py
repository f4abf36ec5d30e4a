"""Work on the catalogue for people: what would be many rows in the administration's tables is one form here."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.catalogue import keep_added
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from indicators.enums import PeriodKind
from indicators.forms import LineForm, PeriodsForm, TargetForm
from indicators.models import Form, Framework, Line, Period, Target
from indicators.rules.periods import UsualPeriod, usual_periods
from indicators.rules.targets import level, short_citation
from indicators.workflow.lines import AskedLine, add_line, plan_line
from indicators.workflow.periods import missing, open_periods
from indicators.workflow.targets import NewDocument, add_target, check_target, falls_beside
from units.http import UserRequest
from units.permissions import can_administer

CATALOGUE = "Danh mục"
NEW_LINE = "\n"
ONLY = "Danh mục chỉ dành cho người quản trị hệ thống."


def only_administrators(request: UserRequest) -> None:
    if not can_administer(request.user):
        raise PermissionDenied(ONLY)


def catalogue_address() -> str:
    return reverse("indicators:catalogue")


FORMS = ("Biểu", "Phiên bản", "Dùng từ ngày", "Đến hết ngày", "Số dòng", "Báo cáo đã lập")


@require_safe
def catalogue(request: UserRequest) -> HttpResponse:
    """What can be changed of the catalogue without its raw tables, each with the page for it."""
    only_administrators(request)
    lines = dict(Line.objects.order_by().values_list("section__form").annotate(Count("pk")))
    forms = Form.objects.order_by("code", "-version").annotate(sheets=Count("submissions"))
    newest = [next(versions) for _, versions in groupby(forms, key=lambda form: form.code)]
    frameworks = Framework.objects.filter(plan__isnull=True).order_by("code").select_related("replaces")
    listed = [(form, lines.get(form.pk, 0), form.sheets) for form in newest]  # type: ignore[attr-defined]
    if wants_xlsx(request):
        rows = [(row.title, row.version, row.valid_from, row.valid_to, *counts) for row, *counts in listed]
        return export_rows(request, "Biểu mẫu", FORMS, lambda: rows, len(rows))
    context = {
        "excel": xlsx_url(request),
        "forms": listed,
        "frameworks": frameworks.annotate(number=Count("targets")),
        "last_period": Period.objects.order_by("-ends_on").first(),
    }
    return render(request, "indicators/catalogue.html", context)


def periods_asked(data: dict[str, Any]) -> list[UsualPeriod]:
    return usual_periods(PeriodKind(data["kind"]), data["first"], data["last"], days_after=data["days_after"])


def periods_sentence(data: dict[str, Any]) -> str:
    """Each period that will be opened, on a line; nothing when there is none, which the step then refuses."""
    new = missing(periods_asked(data))
    lines = [
        f"{each.label}: {vi.day(each.starts_on)} – {vi.day(each.ends_on)}, hạn gửi {vi.day(each.due_on)}"
        for each in new
    ]
    return "\n".join([f"Sẽ mở {len(new)} kỳ:", *lines]) if new else ""


@require_http_methods(["GET", "HEAD", "POST"])
def periods_open(request: UserRequest) -> HttpResponse:
    only_administrators(request)

    def do(data: dict[str, Any]) -> str:
        keep_added(*open_periods(periods_asked(data)), by=request.user, at=timezone.now())
        return reverse("admin:indicators_period_changelist")

    year = timezone.localdate().year
    form = PeriodsForm(posted(request), initial={"kind": PeriodKind.CALENDAR_YEAR, "first": year, "last": year})
    return act(
        request,
        form,
        do,
        title="Mở kỳ báo cáo",
        back=catalogue_address(),
        done="Đã mở kỳ báo cáo.",
        lead="Kỳ đã có thì giữ nguyên. Trước khi mở, trang sau cho xem từng kỳ.",
        button="Xem trước",
        context={"parent": CATALOGUE},
        ask=periods_sentence,
    )


def line_sentence(asked: AskedLine, today: dt.date) -> str:
    """What putting the line in will do, in numbers."""
    plan = plan_line(asked, today=today)
    place = f"ngay sau “{asked.after}”" if asked.after else "ở đầu phần"
    added = f"thêm dòng “{asked.measure}” ({asked.measure.unit_name}) {place}, phần “{asked.section}”"
    new = "" if asked.measure.pk else f" “{asked.measure}” là chỉ tiêu mới của danh mục."
    if plan.ends_on is None:
        return f"Biểu “{plan.form}” chưa có báo cáo nào; sẽ {added}: biểu có {vi.whole(plan.lines + 1)} dòng.{new}"
    return (
        f"Biểu “{plan.form}” đã có {vi.whole(plan.sheets)} báo cáo nên phiên bản {plan.form.version} giữ nguyên, dùng "
        f"đến hết {vi.day(plan.ends_on)}. Sẽ lập phiên bản {plan.form.version + 1}, dùng từ "
        f"{vi.day(plan.ends_on + dt.timedelta(days=1))}, và {added}: biểu có {vi.whole(plan.lines + 1)} dòng.{new}"
    )


def form_as_it_will_be(asked: AskedLine) -> dict[str, Any]:
    """The form as its officer will see it; the new line is marked."""
    new = Line(section=asked.section, measure=asked.measure, required=asked.required, indent=asked.indent)
    parts = []
    for section in Form.objects.get(pk=asked.section.form_id).sections.all():
        lines = list(section.lines.select_related("measure").order_by("ordinal", "pk"))
        if section == asked.section:
            lines.insert(lines.index(asked.after) + 1 if asked.after else 0, new)
        parts.append((section.title, [(line, line is new) for line in lines]))
    return {"preview": "indicators/_form_preview.html", "parts": parts}


@require_http_methods(["GET", "HEAD", "POST"])
def line_add(request: UserRequest, pk: int) -> HttpResponse:
    only_administrators(request)
    kept = get_object_or_404(Form, pk=pk)
    form = LineForm(posted(request), form=kept)
    today = timezone.localdate()

    def do(data: dict[str, Any]) -> str:
        line = add_line(form.asked(data), today=today)
        keep_added(line.section.form, line.section, line, by=request.user, at=timezone.now())
        return catalogue_address()

    return act(
        request,
        form,
        do,
        title=f"Thêm dòng: {kept}",
        back=catalogue_address(),
        done="Đã thêm dòng vào biểu.",
        lead="Trang sau cho xem cả biểu như cán bộ sẽ thấy, rồi mới ghi.",
        button="Xem trước",
        context={"parent": CATALOGUE},
        ask=lambda data: line_sentence(form.asked(data), today),
        preview=lambda data: form_as_it_will_be(form.asked(data)),
    )


def target_sentence(target: Target, document: NewDocument) -> str:
    """The target as a review prints it, where it will stand, and what of it somebody should look at twice."""
    check_target(target, document)
    base = f"trên {target.base_label.removeprefix('trên ')}"
    computed = "báo cáo tự đối chiếu" if target.indicator else "báo cáo ghi “chưa có số liệu để tính”"
    return (
        f"Sẽ ghi mục tiêu năm {target.year}, phạm vi {target.scope}. Bảng mục tiêu của báo cáo tổng kết sẽ in:\n"
        f"{target.label} ({base}) – {short_citation(target.citation)} – {level(target)}\n"
        f"Đạt được: {computed}. Mức tin cậy: {target.get_verified_display()}."
        f"{new_document_words(target.framework)}{''.join(f'{NEW_LINE}{each}' for each in falls_beside(target))}"
    )


def new_document_words(framework: Framework) -> str:
    """Of a document that is not kept yet, what will be kept of it; nothing of one that is."""
    if not framework._state.adding:
        return ""
    issued = vi.day(framework.issued_on) if framework.issued_on else vi.NOTHING
    title = f", “{framework.title}”" if framework.title else ", chưa có trích yếu"
    replaces = f", thay cho {framework.replaces}" if framework.replaces else ""
    return f"\nVăn bản mới: {framework.citation}, ban hành ngày {issued}{title}{replaces}."


@require_http_methods(["GET", "HEAD", "POST"])
def target_add(request: UserRequest) -> HttpResponse:
    only_administrators(request)

    def do(data: dict[str, Any]) -> str:
        target = add_target(*TargetForm.target(data))
        keep_added(target, by=request.user, at=timezone.now(), reason=target.source)
        return catalogue_address()

    return act(
        request,
        TargetForm(posted(request)),
        do,
        title="Thêm mục tiêu",
        back=catalogue_address(),
        done="Đã ghi mục tiêu.",
        lead="Mục tiêu do văn bản đề ra; trang sau cho xem câu mà báo cáo sẽ in.",
        button="Xem trước",
        context={"parent": CATALOGUE},
        ask=lambda data: target_sentence(*TargetForm.target(data)),
    )
