"""All units' figures beside each other, and sheets with nothing open approved together."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import ask_first, refused, tried
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from indicators import permissions, workflow
from indicators.held import LEVELS, NOT_APPROVED, WHY
from indicators.matrix import Matrix, MatrixRow, chosen_lines, matrix_of
from indicators.models import Form, Period, Submission
from indicators.tables import MatrixTable
from indicators.views.lists import chosen_of, may_look_over, may_oversee
from units.http import UserRequest
from units.models import Unit, User

UNITS_A_PAGE = 200


def looked_over(request: UserRequest, unit_pk: int) -> Unit:
    """The unit, for its office or a reader of it."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not may_look_over(request, unit):
        raise PermissionDenied
    return unit


@require_safe
def figures_matrix(request: UserRequest, unit_pk: int) -> HttpResponse:
    """Units × lines of a section (or of the whole form), sorted by any of them, and to Excel with all of it."""
    unit = looked_over(request, unit_pk)
    forms, form, periods, period = chosen_of(request, timezone.localdate(), unit)
    if form is None or period is None:
        return render(request, "indicators/overview_empty.html", {"unit": unit, "form": form, "forms": forms})
    matrix = matrix_of(unit, form, period, user=request.user)
    sections = list({line.section_id: line.section for line in matrix.layout.lines}.values())
    default = sections[0].pk if sections else 0
    asked = request.GET.get("muc")
    section = number_in(asked) if asked is not None else default
    table = MatrixTable(matrix, chosen_lines(matrix, 0 if wants_xlsx(request) else section))
    table.export_url = xlsx_url(request)
    show_page(request, table, UNITS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "so-lieu-cac-don-vi")
    context = {
        "matrix": matrix,
        "table": table,
        "forms": forms,
        "all_periods": periods,
        "sections": sections,
        "section": section,
        "ready": approvable(request.user, matrix) if may_oversee(request, unit) else [],
        "unchecked": [(row, said_of(matrix, row)) for row in checkable(request.user, matrix)]
        if may_oversee(request, unit)
        else [],
        "query": address(form, period),
        "held_why": WHY
        if any(row.held for row in matrix.rows) and not LEVELS.isdisjoint(matrix.layout.measures)
        else "",
        "may_bring": may_oversee(request, unit),
    }
    return render(request, "indicators/matrix.html", context)


def address(form: Form, period: Period) -> str:
    return urlencode({"bieu": form.pk, "ky": period.pk})


def approvable(user: User, matrix: Matrix) -> list[MatrixRow]:
    """What whoever oversees the unit may approve together: nothing open, and sent by somebody else. No query."""
    return [row for row in matrix.ready if row.sent_by != user.pk]


def checkable(user: User, matrix: Matrix) -> list[MatrixRow]:
    """Sheets that their units approved themselves and nobody above has checked; not those of the person's own hand."""
    return [row for row in matrix.rows if row.unchecked and user.pk not in (row.sent_by, row.approved_by)]


@require_POST
def figures_approve(request: UserRequest, unit_pk: int) -> HttpResponse:
    """Approve all that has nothing open, after being told how many there are and what stands out in them."""
    matrix, back = overseen(request, unit_pk)
    rows = approvable(request.user, matrix)
    done = f"Đã duyệt {vi.whole(len(rows))} báo cáo."
    return together(request, back, matrix, sentence_of(matrix, rows), lambda: approve_all(rows, request.user), done)


@require_POST
def figures_check(request: UserRequest, unit_pk: int) -> HttpResponse:
    """Confirm of the chosen sheets, or of all, that they were checked, after being told whose and what stands out."""
    matrix, back = overseen(request, unit_pk)
    chosen = {number_in(each) for each in request.POST.getlist("bao-cao")}
    rows = [row for row in checkable(request.user, matrix) if "tat-ca" in request.POST or row.sheet in chosen]
    done = f"Đã xác nhận kiểm tra {vi.whole(len(rows))} báo cáo. Trang và bản in ghi ai kiểm tra, lúc nào."
    return together(request, back, matrix, check_sentence(matrix, rows), lambda: check_all(rows, request.user), done)


def overseen(request: UserRequest, unit_pk: int) -> tuple[Matrix, str]:
    """The figures that the person oversees, for the form and period of the address, and the address of their page."""
    unit = looked_over(request, unit_pk)
    if not may_oversee(request, unit):
        raise PermissionDenied
    _, form, _, period = chosen_of(request, timezone.localdate(), unit)
    if form is None or period is None:
        raise Http404
    back = f"{reverse('indicators:figures-matrix', args=[unit.pk])}?{address(form, period)}"
    return matrix_of(unit, form, period, user=request.user), back


def together(
    request: UserRequest, back: str, matrix: Matrix, sentence: str, step: Callable[[], object], done: str
) -> HttpResponse:
    """One step for many sheets: tried, asked about with the sentence, then done and said."""
    asked = ask_first(request, sentence, back=back, context={"parent": f"Số liệu các đơn vị, {matrix.period.label}"})
    try:
        tried(step, asked)
    except Refused as reason:
        return refused(request, reason, back=back)
    if asked:
        return asked
    messages.success(request, done)
    return redirect(back)


def approve_all(rows: list[MatrixRow], by: User) -> int:
    """Each by the one step that approves a sheet, asked of each as on its own page; all or none.

    Raises Refused when there is nothing to approve, PermissionDenied for a sheet that is not the person's to approve.
    """
    if not rows:
        raise Refused("Không có báo cáo nào chờ ông, bà duyệt mà không còn lỗi, không còn cảnh báo chưa giải trình.")
    at = timezone.now()
    for sheet in Submission.objects.filter(pk__in=[row.sheet for row in rows]).order_by("pk"):
        if not permissions.can_approve(by, sheet):
            raise PermissionDenied
        workflow.approve(sheet, by=by, at=at)
    return len(rows)


def check_all(rows: list[MatrixRow], by: User) -> int:
    """Each by the one step that confirms it, asked of each as on its own page; all or none.

    Raises Refused when nothing is chosen that still waits, PermissionDenied for a sheet that is not the person's to
    confirm.
    """
    if not rows:
        raise Refused("Chưa chọn báo cáo nào còn chờ xác nhận. Hãy đánh dấu các báo cáo đã kiểm tra.")
    at = timezone.now()
    for sheet in Submission.objects.filter(pk__in=[row.sheet for row in rows]).order_by("pk"):
        if not permissions.can_check(by, sheet):
            raise PermissionDenied
        workflow.check(sheet, by=by, at=at)
    return len(rows)


def check_sentence(matrix: Matrix, rows: list[MatrixRow]) -> str:
    """What confirming will do: how many sheets, whose, and which figures stand out in them."""
    names = ", ".join(row.unit.name for row in rows)
    told = [words for row in rows if (words := said_of(matrix, row))] or [nothing_to_see(rows)]
    sheets = f"{vi.whole(len(rows))} báo cáo {matrix.period.label}"
    what = f"Sẽ ghi là cấp trên đã kiểm tra {sheets} do đơn vị tự duyệt: {names}."
    return "\n".join([what, "Số liệu giữ nguyên; thấy sai thì mở lại từng báo cáo.", *told])


def sentence_of(matrix: Matrix, rows: list[MatrixRow]) -> str:
    """What approving will do: how many sheets, whose, sent until when, and which figures stand out in them.

    A sheet sent anew meanwhile is another sentence, so that the person is asked again.
    """
    names = ", ".join(row.unit.name for row in rows)
    last = max((row.sent_at for row in rows if row.sent_at), default=None)
    until = f" Báo cáo gửi sau cùng lúc {vi.moment(last)}." if last else ""
    told = [words for row in rows if (words := said_of(matrix, row))] or [nothing_to_see(rows)]
    held = any(row.held for row in rows) and not LEVELS.isdisjoint(matrix.layout.measures)
    told += [NOT_APPROVED] if held else []
    return "\n".join([f"Sẽ duyệt {vi.whole(len(rows))} báo cáo {matrix.period.label}: {names}.{until}", *told])


def nothing_to_see(rows: list[MatrixRow]) -> str:
    """What is said where no figure stands out: without last year's figures nothing can."""
    compared = any(number is not None for row in rows for number in row.before.values())
    return "Không có số nào khác hẳn năm trước." if compared else "Năm trước chưa có số liệu để so."


def said_of(matrix: Matrix, row: MatrixRow) -> str:
    """The figures of a sheet that stand out, beside last year's; nothing when none does."""
    measures = matrix.layout.measures
    marks = row.marks(measures)
    labels = [
        f"{measures[code].label} {vi.whole(row.now[code])} (năm trước {vi.whole(row.before[code])})" for code in marks
    ]
    return f"{row.unit.name} có số khác hẳn năm trước: {'; '.join(labels)}." if labels else ""
