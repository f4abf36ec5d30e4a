"""All units' figures beside each other, and sheets with nothing open approved together."""

from __future__ import annotations

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
    forms, form, periods, period = chosen_of(request, timezone.localdate())
    if form is None or period is None:
        return render(request, "indicators/overview_empty.html", {"unit": unit, "form": form, "forms": forms})
    matrix = matrix_of(unit, form, period, user=request.user)
    sections = list({line.section_id: line.section for line in matrix.layout.lines}.values())
    default = sections[0].pk if sections else 0
    asked = request.GET.get("muc")
    section = number_in(asked) if asked is not None else default
    table = MatrixTable(matrix, matrix.layout.lines if wants_xlsx(request) else chosen_lines(matrix.layout, section))
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
        "query": address(form, period),
    }
    return render(request, "indicators/matrix.html", context)


def address(form: Form, period: Period) -> str:
    return urlencode({"bieu": form.pk, "ky": period.pk})


def approvable(user: User, matrix: Matrix) -> list[MatrixRow]:
    """What whoever oversees the unit may approve together: nothing open, and sent by somebody else. No query."""
    return [row for row in matrix.ready if row.sent_by != user.pk]


@require_POST
def figures_approve(request: UserRequest, unit_pk: int) -> HttpResponse:
    """Approve all that has nothing open, after being told how many there are and what stands out in them."""
    unit = looked_over(request, unit_pk)
    if not may_oversee(request, unit):
        raise PermissionDenied
    _, form, _, period = chosen_of(request, timezone.localdate())
    if form is None or period is None:
        raise Http404
    back = f"{reverse('indicators:figures-matrix', args=[unit.pk])}?{address(form, period)}"
    matrix = matrix_of(unit, form, period, user=request.user)
    rows = approvable(request.user, matrix)
    sentence = sentence_of(matrix, rows)
    asked = ask_first(request, sentence, back=back, context={"parent": f"Số liệu các đơn vị, {period.label}"})
    try:
        number = tried(lambda: approve_all(rows, request.user), asked)
    except Refused as reason:
        return refused(request, reason, back=back)
    if asked:
        return asked
    messages.success(request, f"Đã duyệt {vi.whole(number)} báo cáo.")
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


def sentence_of(matrix: Matrix, rows: list[MatrixRow]) -> str:
    """What approving will do: how many sheets, whose, sent until when, and which figures stand out in them.

    A sheet sent anew meanwhile is another sentence, so that the person is asked again.
    """
    names = ", ".join(row.unit.name for row in rows)
    last = max((row.sent_at for row in rows if row.sent_at), default=None)
    until = f" Báo cáo gửi sau cùng lúc {vi.moment(last)}." if last else ""
    told = [words for row in rows if (words := said_of(matrix, row))] or ["Không có số nào khác hẳn năm trước."]
    return "\n".join([f"Sẽ duyệt {vi.whole(len(rows))} báo cáo {matrix.period.label}: {names}.{until}", *told])


def said_of(matrix: Matrix, row: MatrixRow) -> str:
    """The figures of a sheet that stand out, beside last year's; nothing when none does."""
    measures = matrix.layout.measures
    marks = row.marks(measures)
    labels = [
        f"{measures[code].label} {vi.whole(row.now[code])} (năm trước {vi.whole(row.before[code])})" for code in marks
    ]
    return f"{row.unit.name} có số khác hẳn năm trước: {'; '.join(labels)}." if labels else ""
