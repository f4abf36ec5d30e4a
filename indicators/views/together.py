"""All units' figures of a period as one workbook: taken out, brought back, shown cell by cell before it is saved."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from http import HTTPStatus

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.uploads.forms import FileForm
from hocTap.lib import vi
from hocTap.lib.answers import refused, status_of
from hocTap.lib.http import own_transaction
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.xlsx import XLSX
from indicators import workflow
from indicators.enums import Origin
from indicators.matrix import Matrix, matrix_of
from indicators.models import Submission, Value
from indicators.permissions import Entering
from indicators.reading import CellInput
from indicators.views.lists import chosen_of, may_oversee
from indicators.views.matrix import address, looked_over
from indicators.workbook.together import (
    Brought,
    Change,
    Held,
    Stated,
    UnitBrought,
    compared,
    is_illustrative,
    read_together,
    write_together,
)
from indicators.workflow.locks import refuse_unless_writable
from units.http import UserRequest
from units.models import Unit

SALT = "indicators.figures-together"
LONGEST_LOOK = dt.timedelta(days=1)
"""So long the page that shows a file may stay open before it is saved."""

OLD = "Trang xem trước đã để lâu hoặc không còn đọc được. Hãy gửi lại tệp."
TAKE, KEEP = "tep", "giu"


@require_safe
def figures_workbook(request: UserRequest, unit_pk: int) -> HttpResponse:
    matrix = _matrix(request, looked_over(request, unit_pk))
    sheets = _sheets(request, matrix)
    content = write_together(matrix, _held(matrix), _whys(request, matrix, sheets))
    words = vi.fold(f"{matrix.unit} {matrix.period.label}").replace(" ", "-")
    disposition = content_disposition_header(as_attachment=True, filename=f"so-lieu-{words}.xlsx")
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition or "attachment"})


@require_http_methods(["GET", "HEAD", "POST"])
def figures_bring(request: UserRequest, unit_pk: int) -> HttpResponse:
    """Send the filled table: what each cell would become is shown, nothing is saved yet."""
    matrix = _matrix(request, _overseen(request, unit_pk))
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        try:
            stated, unknown = read_together(form.cleaned_data["tep"].read(), matrix)
        except Refused as reason:
            form.add_error("tep", str(reason))
        else:
            return _shown(request, matrix, stated, unknown)
    context = {"matrix": matrix, "form": form, "query": address(matrix.form, matrix.period)}
    status = status_of(form) if form.is_bound else HTTPStatus.OK
    return render(request, "indicators/figures_bring.html", context, status=status)


def _shown(
    request: UserRequest,
    matrix: Matrix,
    stated: list[Stated],
    unknown: list[str],
    unsettled: int = 0,
) -> HttpResponse:
    sheets = _sheets(request, matrix)
    held = _held(matrix)
    units = compared(stated, matrix, held, _whys(request, matrix, sheets))
    seen = {change.key: change.revision for unit in units for change in unit.takeable}
    kept = [
        [each.unit, each.code, *each.said, list(each.first) if each.first else None, seen[f"{each.unit}-{each.code}"]]
        for each in stated
        if f"{each.unit}-{each.code}" in seen
    ]
    place = [request.user.pk, matrix.unit.pk, matrix.form.pk, matrix.period.pk]
    context = {
        "matrix": matrix,
        "brought": Brought(units, unknown),
        "query": address(matrix.form, matrix.period),
        "kept": signing.dumps({"place": place, "cells": kept}, salt=SALT, compress=True),
        "kept_sides": _sides(request, KEEP),
        "file_sides": _sides(request, TAKE),
        "left": set(request.POST.getlist("bo")),
        "unsettled": unsettled,
        "illustrative": is_illustrative(held),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if unsettled else HTTPStatus.OK
    return render(request, "indicators/figures_brought.html", context, status=status)


def _sides(request: UserRequest, side: str) -> set[str]:
    """The cells for which this side was chosen already."""
    return {name.removeprefix("chon-") for name in request.POST if request.POST[name] == side}


@dataclass(frozen=True)
class Looked:
    """What the page showed: the cells of the file, and the revision of each that the person saw."""

    stated: list[Stated]
    revisions: dict[str, int]


def _looked(request: UserRequest, matrix: Matrix) -> Looked:
    """What the page that was sent had shown to this very person. Raises Stale for another's, or an old one."""
    try:
        data = signing.loads(request.POST.get("da-doc", ""), salt=SALT, max_age=LONGEST_LOOK)
    except signing.BadSignature as wrong:
        raise Stale(OLD) from wrong
    if data["place"] != [request.user.pk, matrix.unit.pk, matrix.form.pk, matrix.period.pk]:
        raise Stale(OLD)
    stated, revisions = [], {}
    for unit, code, number, qualifier, first, revision in data["cells"]:
        stated.append(Stated(unit, code, (number, qualifier), (first[0], first[1]) if first else None))
        revisions[f"{unit}-{code}"] = revision
    return Looked(stated, revisions)


@own_transaction
@require_POST
def figures_take(request: UserRequest, unit_pk: int) -> HttpResponse:
    """Save the cells that were not left out, unit by unit; where both sides wrote, only what the person chose."""
    matrix = _matrix(request, _overseen(request, unit_pk))
    back = f"{reverse('indicators:figures-bring', args=[unit_pk])}?{address(matrix.form, matrix.period)}"
    try:
        looked = _looked(request, matrix)
    except Stale as reason:
        return refused(request, reason, back=back)
    sheets = _sheets(request, matrix)
    units = compared(looked.stated, matrix, _held(matrix), _whys(request, matrix, sheets))
    conflicts = [each for unit in units if not unit.why for each in unit.conflicts]
    unsettled = sum(request.POST.get(f"chon-{each.key}") not in (TAKE, KEEP) for each in conflicts)
    if unsettled:
        return _shown(request, matrix, looked.stated, [], unsettled)
    told = _saved(request, matrix, units, sheets, looked)
    context = {"matrix": matrix, "told": told, "query": address(matrix.form, matrix.period)}
    if told.sentences:
        return render(request, "indicators/figures_taken.html", context, status=HTTPStatus.CONFLICT)
    messages.success(request, f"Đã lưu {vi.whole(told.saved)} ô của {vi.whole(told.units)} đơn vị từ tệp.")
    return redirect(f"{reverse('indicators:figures-matrix', args=[unit_pk])}?{address(matrix.form, matrix.period)}")


@dataclass
class Told:
    """What was saved, and in sentences what was not."""

    saved: int = 0
    units: int = 0
    sentences: list[str] = field(default_factory=list)


def _saved(
    request: UserRequest, matrix: Matrix, units: list[UnitBrought], sheets: dict[int, Submission], looked: Looked
) -> Told:
    """Each unit by itself: one that was sent meanwhile is told of, and the others are saved."""
    told = Told()
    for unit in units:
        if unit.why:
            told.sentences.append(f"{unit.row.unit.name}: {unit.why}")
            continue
        cells = [_cell(change, looked) for change in unit.takeable if _wanted(request, change)]
        if not cells:
            continue
        try:
            saved, wrong = _save_unit(request, matrix, unit, cells, sheets.get(unit.row.unit.pk))
        except Refused as reason:
            told.sentences.append(f"{unit.row.unit.name}: {reason}")
            continue
        told.saved, told.units = told.saved + saved, told.units + bool(saved)
        told.sentences += wrong
    return told


@transaction.atomic
def _save_unit(
    request: UserRequest, matrix: Matrix, unit: UnitBrought, cells: list[CellInput], sheet: Submission | None
) -> tuple[int, list[str]]:
    """Save one unit's cells, in its sheet or a new one; how many, and in sentences which were not and why."""
    at = timezone.now()
    if sheet is None:
        place = Unit.objects.get(pk=unit.row.unit.pk)
        sheet = workflow.start(place, matrix.form, matrix.period, by=request.user, on=timezone.localdate(at))
    labels = {code: measure.label for code, measure in matrix.layout.measures.items()}
    results = workflow.save_cells(sheet, cells, by=request.user, at=at, origin=Origin.IMPORTED)
    wrong = [
        f"{unit.row.unit.name}, {labels.get(each.code, each.code)}: {each.sentence}"
        for each in results
        if each.state != "saved"
    ]
    return len(results) - len(wrong), wrong


def _cell(change: Change, looked: Looked) -> CellInput:
    number, qualifier = change.said
    text = "" if number is None else str(number)
    revision = looked.revisions.get(change.key, change.revision)
    return CellInput(change.line.measure.code, text, qualifier, change.note, revision)


def _wanted(request: UserRequest, change: Change) -> bool:
    if change.conflict:
        return request.POST.get(f"chon-{change.key}") == TAKE
    return change.key not in request.POST.getlist("bo")


def _overseen(request: UserRequest, unit_pk: int) -> Unit:
    unit = looked_over(request, unit_pk)
    if not may_oversee(request, unit):
        raise PermissionDenied
    return unit


def _matrix(request: UserRequest, unit: Unit) -> Matrix:
    _, form, _, period = chosen_of(request, timezone.localdate(), unit)
    if form is None or period is None:
        raise Http404
    return matrix_of(unit, form, period, user=request.user)


def _sheets(request: UserRequest, matrix: Matrix) -> dict[int, Submission]:
    """The sheets of the table by unit, with what a writer asks of them; one query."""
    found = Submission.objects.select_related("unit_as", "form", "period")
    return {each.unit_id: each for each in found.filter(pk__in=[row.sheet for row in matrix.rows if row.sheet])}


def _held(matrix: Matrix) -> Held:
    """What stands in the sheets and the person may see, by sheet and code; one query."""
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    codes = matrix.layout.codes
    rows = Value.objects.filter(submission__in=[row.sheet for row in matrix.rows if row.sheet], measure__in=codes)
    from_whom = {row.sheet: row.held for row in matrix.rows}
    for value in rows:
        if (code := codes[value.measure_id]) not in from_whom[value.submission_id]:
            found[value.submission_id][code] = value
    return found


def _whys(request: UserRequest, matrix: Matrix, sheets: dict[int, Submission]) -> dict[int, str]:
    """By unit why the person cannot write its figures; units that can be written are missing."""
    entering, at, found = Entering(request.user), timezone.now(), dict[int, str]()
    for row in matrix.rows:
        sheet = sheets.get(row.unit.pk)
        allowed = entering.may(sheet) if sheet else row.unit.pk in entering.kept
        if not allowed:
            found[row.unit.pk] = f"chỉ cán bộ của {row.unit.name} ghi được số liệu này. Hãy gửi bảng cho cán bộ đó."
            continue
        try:
            if sheet:
                refuse_unless_writable(sheet, at)
            elif not matrix.period.is_open(timezone.localdate(at)):
                raise Refused("Kỳ báo cáo đã khóa nên không ghi được nữa. Hãy liên hệ cơ quan phụ trách.")
        except Refused as reason:
            found[row.unit.pk] = str(reason)
    return found
