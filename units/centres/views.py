"""Pages of a learning centre: what it is and does, its books, the decisions on it, and coverage over time."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted, refuse_form, status_of
from hocTap.lib.dresses import as_word, wants_word
from hocTap.lib.grids import MOST_ROWS
from hocTap.lib.refusals import Refused
from hocTap.lib.resting import in_words, rests_on
from hocTap.lib.steps import number_in
from hocTap.lib.tables import export_rows, export_xlsx, show_page, wants_xlsx, xlsx_url
from hocTap.lib.xlsx import XLSX
from units import workflow
from units.centres import permissions, report, topics
from units.centres.coverage import Tile, illustrative_among, tiles, wards_on, year_ends
from units.centres.detail import build_detail
from units.centres.enums import Source
from units.centres.filters import CourseFilter, TopicFilter
from units.centres.forms import REUSED, CoursesGrid, EvaluationForm, RecordForm, ReportForm, UnvoidForm, VoidForm
from units.centres.kinds import KINDS, SLUGS, Kind
from units.centres.overview import rows_of
from units.centres.pending import Pending, pending
from units.centres.rules import school_year_of
from units.centres.tables import CourseTable, OverviewTable, TopicTable
from units.forms import DayForm
from units.http import UserRequest
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreMaterial,
    CentreRecord,
    EvaluationSet,
    LearningCentre,
    Unit,
)
from units.words import kinds_word

A_PAGE = 50
BLANK_ROWS = 12
TOPIC = "chu-de"
"""How an address names the topics chosen: by one class of each."""


@require_safe
def centre_detail(request: UserRequest, pk: int) -> HttpResponse:
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    today, wards = timezone.localdate(), permissions.wards_entered(request.user, centre)
    detail = build_detail(centre, today, year_asked(request))
    last = detail.last_step
    context = {
        "detail": detail,
        "sources": Source.labels,
        "kinds": KINDS.values(),
        "slugs": {model._meta.model_name: slug for model, slug in SLUGS.items()},
        "kept": {ward.pk for ward in wards},
        "wards": wards,
        "may_decide": permissions.can_decide_once(request.user, centre, today),
        "may_void": last is not None and permissions.can_decide(request.user, centre, last.effective_on),
        "serves_several": sum(service.valid_to is None for service in detail.services) > 1,
    }
    return render(request, "units/centres/detail.html", context)


def year_asked(request: UserRequest) -> int | None:
    """The year whose classes are to be listed; 404 for what is no year."""
    asked = request.GET.get("nam", "")
    try:
        return vi.parse_year(asked)
    except Refused as wrong:
        raise Http404 from wrong


@require_safe
def course_list(request: UserRequest) -> HttpResponse:
    courses = CentreCourse.objects.visible_to(request.user).kept().select_related("centre")
    narrowed = CourseFilter(request.GET, queryset=courses)
    if not narrowed.is_valid():
        return render(request, "units/centres/course_list.html", {"filter": narrowed}, status=HTTPStatus.BAD_REQUEST)
    table = CourseTable(narrowed.qs)  # type: ignore[no-untyped-call]
    show_page(request, table, A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "Lớp, chuyên đề")
    table.export_url = xlsx_url(request)
    illustrative = narrowed.qs.filter(illustrative=True).exists()
    context = {"filter": narrowed, "table": table, "illustrative": illustrative}
    return render(request, "units/centres/course_list.html", context)


@require_safe
def coverage(request: UserRequest) -> HttpResponse:
    form = DayForm.opened(request)
    if not form.is_valid():
        return render(request, "units/centres/coverage.html", {"form": form}, status=HTTPStatus.BAD_REQUEST)
    wards = wards_on(request.user, form.day)
    if wants_xlsx(request):
        every = tiles(wards, form.day, None)
        name = f"Độ bao phủ {form.day:%d-%m-%Y}"
        return export_rows(request, name, COVERED, lambda: map(_covered, every), len(every))
    shown, covered = tiles(wards, form.day), wards.coverage(form.day)
    context = {
        "form": form,
        "day": form.day,
        "excel": xlsx_url(request) if shown else "",
        "tiles": shown,
        "too_many": covered.wards - len(shown),
        "kinds": kinds_word((tile.standing for tile in shown), "phường, xã"),
        "coverage": covered,
        "years": year_ends(request.user, timezone.localdate()),
        "illustrative": illustrative_among(wards, form.day),
    }
    return render(request, "units/centres/coverage.html", context)


COVERED = ("Phường, xã", "Thuộc", "Có trung tâm", "Trung tâm phục vụ", "Trung tâm tạm dừng", "Từ ngày")


def _covered(tile: Tile) -> Sequence[object]:
    services, paused = ("; ".join(each.centre.name for each in found) for found in (tile.services, tile.suspended))
    since = min((each.valid_from for each in tile.services), default=None)
    return tile.standing.name, tile.district, tile.covered, services, paused, since


PENDING = ("Trung tâm", "Phường, xã đã phục vụ, ngày cuối", "Nay thuộc", "Chờ từ ngày", "Ghi chú")


def _pending(row: Pending) -> Sequence[object]:
    wards = "; ".join(f"{name} ({vi.day(last)})" for name, last in row.wards)
    note = "minh họa" if row.centre.illustrative else ""
    return row.centre.name, wards, "; ".join(row.successors), row.since, note


@require_safe
def pending_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = pending(request.user, today)
    if wants_xlsx(request):
        name = f"Trung tâm chờ quyết định {today:%d-%m-%Y}"
        return export_rows(request, name, PENDING, lambda: map(_pending, rows), len(rows))
    context = {
        "day": today,
        "excel": xlsx_url(request),
        "rows": rows,
        "authority": workflow.authority_on(today),
        "may_found": permissions.can_decide_something(request.user),
    }
    return render(request, "units/centres/pending.html", context)


@require_http_methods(["GET", "POST"])
def record_new(request: UserRequest, pk: int, slug: str) -> HttpResponse:
    kind = kind_named(slug)
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    wards = permissions.wards_entered(request.user, centre)
    if not wards:
        raise PermissionDenied("Chỉ cán bộ của phường, xã được trung tâm phục vụ mới ghi sổ của trung tâm.")
    reused = topics.chosen(request.user, numbers_in(request.GET.getlist(TOPIC)), timezone.localdate())[:1]
    form = form_for(kind, request, kind.model(centre=centre, **begun(kind, reused)), wards)
    if request.method == "POST" and form.is_valid() and written(request, form):
        messages.success(request, kind.done)
        return redirect(f"{centre.get_absolute_url()}#{kind.slug}")
    context = {"form": form, "centre": centre, "kind": kind, "title": kind.new}
    context |= beside_topics(request, kind.model, reused)
    return render(request, "units/centres/form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def record_edit(request: UserRequest, pk: int, slug: str, row: int) -> HttpResponse:
    kind = kind_named(slug)
    record = record_for(request, pk, kind, row)
    if record.voided_at:
        return told(request, kind, record, f"{record}: bản ghi đã hủy lúc {vi.moment(record.voided_at)}.")
    form = form_for(kind, request, record, [record.ward])
    if request.method == "POST" and form.is_valid() and written(request, form):
        messages.success(request, "Đã sửa. Bản trước được giữ trong lịch sử.")
        return redirect(f"{record.get_absolute_url()}#{kind.slug}")
    context = {"form": form, "centre": record.centre, "kind": kind, "title": f"Sửa: {record}", "record": record}
    context["resting"] = resting_on(record)
    context |= beside_topics(request, kind.model)
    return render(request, "units/centres/form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def record_void(request: UserRequest, pk: int, slug: str, row: int) -> HttpResponse:
    kind = kind_named(slug)
    record = record_for(request, pk, kind, row)
    if record.voided_at:
        return told(request, kind, record, f"{record}: bản ghi đã hủy lúc {vi.moment(record.voided_at)}.")
    form = VoidForm(posted(request))

    def void(given: dict[str, Any]) -> str:
        workflow.void(record, reason=given["reason"], by=request.user)
        return f"{record.get_absolute_url()}#{kind.slug}"

    return act(
        request,
        form,
        void,
        title=f"Hủy: {record}",
        back=record.get_absolute_url(),
        done="Đã hủy bản ghi. Bản ghi không còn được tính vào số liệu.",
        template="units/centres/void.html",
        context={"centre": record.centre, "record": record, "kind": kind, "resting": resting_on(record)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_unvoid(request: UserRequest, pk: int, slug: str, row: int) -> HttpResponse:
    kind = kind_named(slug)
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    rows = held(request, kind.model._default_manager.select_related("centre", "ward"))
    record: CentreRecord = get_object_or_404(rows, centre=centre, pk=row)
    if not permissions.keeps(request.user, record):
        raise PermissionDenied("Chỉ cán bộ của phường, xã đã ghi mới lấy lại được bản ghi đã hủy.")
    if record.voided_at is None:
        return told(request, kind, record, f"{record}: bản ghi đang còn trong sổ.")

    def restore(given: dict[str, Any]) -> str:
        workflow.unvoid(record, reason=given["reason"], by=request.user, today=timezone.localdate())
        return f"{record.get_absolute_url()}#{kind.slug}"

    return act(
        request,
        UnvoidForm(posted(request)),
        restore,
        title=f"Lấy lại bản ghi đã hủy: {record}",
        back=record.get_absolute_url(),
        done="Đã lấy lại bản ghi. Bản ghi lại được tính vào số liệu.",
        button="Lấy lại",
        lead=f"Đã hủy lúc {vi.moment(record.voided_at)}: {record.void_reason}" if record.voided_at else "",
        context={"parent": centre.name},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def course_grid(request: UserRequest, pk: int) -> HttpResponse:
    """Many classes typed in one page."""
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    wards = permissions.wards_entered(request.user, centre)
    if not wards:
        raise PermissionDenied("Chỉ cán bộ của phường, xã được trung tâm phục vụ mới ghi sổ của trung tâm.")
    reused = topics.chosen(request.user, numbers_in(request.GET.getlist(TOPIC)), timezone.localdate())[:MOST_ROWS]
    form = CoursesGrid(posted(request), wards=wards, rows=BLANK_ROWS, topics=reused)
    made: list[int] = []

    def do(data: dict[str, Any]) -> str:
        made.extend(workflow.enter_all(centre, form.courses(centre), by=request.user, at=timezone.now()))
        return f"{centre.get_absolute_url()}#lop"

    return act(
        request,
        form,
        do,
        title="Ghi nhiều lớp, chuyên đề",
        back=centre.get_absolute_url(),
        done=lambda: f"Đã ghi {vi.whole(len(made))} lớp, chuyên đề.",
        template="units/centres/courses_grid.html",
        context={"centre": centre, **beside_topics(request, CentreCourse, reused)},
    )


@require_safe
def topic_list(request: UserRequest) -> HttpResponse:
    """Topics taught before, to be read, and to be chosen for the classes of a centre whose books the person keeps."""
    narrowed = TopicFilter(request.GET)
    if not narrowed.is_valid():
        return render(request, "units/centres/topic_list.html", {"filter": narrowed}, status=HTTPStatus.BAD_REQUEST)
    today, asked = timezone.localdate(), narrowed.cleaned_data
    kept = topics.centres_kept(request.user)
    centre = next((each for each in kept if each.pk == number_in(request.GET.get("cho"))), next(iter(kept), None))
    rows = topics.topics_near(request.user, today, text=asked["q"], group=asked["topic"])
    table = TopicTable(rows, centre)
    show_page(request, table, A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "Chuyên đề, tài liệu")
    table.export_url = xlsx_url(request)
    context = {"filter": narrowed, "table": table, "centre": centre, "kept": kept}
    return render(request, "units/centres/topic_list.html", context)


def numbers_in(typed: list[str]) -> list[int]:
    return [number for each in typed if (number := number_in(each)) is not None]


def begun(kind: Kind, reused: Sequence[CentreCourse]) -> dict[str, Any]:
    """What a new row takes over from the topic chosen: a class its name and group, a material the name."""
    course = next(iter(reused), None)
    if course is None:
        return {}
    if kind.model is CentreMaterial:
        return {"topic": course.title}
    return {column: getattr(course, column) for column in REUSED} if kind.model is CentreCourse else {}


def beside_topics(
    request: UserRequest, model: type[CentreRecord], reused: Sequence[CentreCourse] = ()
) -> dict[str, Any]:
    """For a page on which topics are named: the names to choose from, and the materials of those chosen."""
    if model not in (CentreCourse, CentreMaterial):
        return {}
    today = timezone.localdate()
    return {
        "topic_names": topics.names_offered(request.user, today),
        "materials": topics.materials_for(request.user, [each.title for each in reused], today),
    }


@require_safe
def centre_report(request: UserRequest, pk: int) -> HttpResponse:
    """The yearly report as a page; `?dang=pdf`, `?dang=docx` and `?_export=xlsx` are the same on paper, in Word and
    in Excel."""
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    form = ReportForm(request.GET, today)
    if not form.is_valid():
        context = {"form": form, "centre": centre, "title": "Báo cáo hoạt động"}
        return render(request, "units/centres/report.html", context, status=HTTPStatus.BAD_REQUEST)
    asked = form.cleaned_data
    found = report.build(centre, report.Span(asked["nam"], asked["theo"], today))
    name = f"bao-cao-trung-tam-{asked['nam']}"
    if wants_xlsx(request):
        return attached(report.workbook(found), XLSX, f"{name}.xlsx")
    if request.GET.get("dang") == "pdf":
        return attached(report.render(found), "application/pdf", f"{name}.pdf")
    if wants_word(request):
        return as_word(report.as_word(found), name)
    asks = f"nam={asked['nam']}&theo={asked['theo']}"
    context = {"form": form, "centre": centre, "report": found, "title": found.title, "asks": asks}
    context["unverified"] = report.UNVERIFIED
    context["may_make"] = permissions.can_enter(request.user, centre)
    return render(request, "units/centres/report.html", context)


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@require_safe
def centre_overview(request: UserRequest) -> HttpResponse:
    """The communes of today with their centres, whatever was merged; who decides on those that wait."""
    today = timezone.localdate()
    wards = wards_on(request.user, today)
    rows = rows_of(wards, request.user, today)
    table = OverviewTable(rows)  # type: ignore[no-untyped-call]
    show_page(request, table, A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, f"Trung tâm hôm nay {today:%d-%m-%Y}")
    table.export_url = xlsx_url(request)
    context = {
        "table": table,
        "day": today,
        "wards": len(rows),
        "covered": sum(row.covered for row in rows),
        "missing": sum(not row.centres and not row.left for row in rows),
        "paused": sum(bool(row.centres) and not row.covered for row in rows),
        "waiting": pending(request.user, today),
        "authority": workflow.authority_on(today),
    }
    return render(request, "units/centres/overview.html", context)


def resting_on(record: CentreRecord) -> str:
    """Which documents rest on the row that the person is about to change, in words."""
    return in_words(rests_on([record.ward_id], record.first_day, record.last_day or record.first_day))


def kind_named(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def record_for(request: UserRequest, pk: int, kind: Kind, row: int) -> CentreRecord:
    """A row that the person keeps, voided or not; 404 outside the remit, 403 without the right."""
    centre = get_object_or_404(LearningCentre.objects.visible_to(request.user), pk=pk)
    rows = held(request, kind.model._default_manager.select_related("centre", "ward"))
    record: CentreRecord = get_object_or_404(rows, centre=centre, pk=row)
    if not permissions.keeps(request.user, record):
        raise PermissionDenied("Chỉ cán bộ của phường, xã đã ghi mới sửa, hủy được.")
    return record


def told(request: UserRequest, kind: Kind, record: CentreRecord, sentence: str) -> HttpResponse:
    """Back to the centre with why there is nothing to be done: it was done before, here or by somebody else."""
    messages.warning(request, f"{sentence} Không có gì thay đổi.")
    return redirect(f"{record.get_absolute_url()}#{kind.slug}")


def form_for(kind: Kind, request: UserRequest, record: CentreRecord, wards: list[Unit]) -> RecordForm:
    data = posted(request)
    extra: dict[str, Any] = {}
    if isinstance(record, CentreEvaluation):
        extra["sheet"] = record.sheet or sheet_asked(data)
    return kind.form(data, instance=record, wards=wards, **extra)


def sheet_asked(data: Any) -> EvaluationSet | None:
    """The scoring sheet of the school year typed, or of the one that goes on today."""
    try:
        year = vi.parse_school_year((data or {}).get("school_year", ""))
    except Refused:
        year = None
    return EvaluationSet.objects.in_year(year or school_year_of(timezone.localdate()))


def written(request: UserRequest, form: RecordForm) -> bool:
    """Write the row through its step; what the step refuses is shown on the form, with all that was typed."""
    today = timezone.localdate()
    try:
        if isinstance(form, EvaluationForm):
            workflow.evaluate(form.instance, form.answers(), by=request.user, today=today)
        else:
            workflow.enter(form.instance, by=request.user, today=today)
    except Refused as refused:
        refuse_form(form, refused)
        return False
    return True
