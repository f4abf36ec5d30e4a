"""Pages of a list from Excel: template, sending, what would become of each row, confirming, progress, returned file."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.uploads import permissions, workflow
from awards.uploads.background import Lists, Readings
from awards.uploads.books.judging import NEAR
from awards.uploads.enums import Outcome, UploadState
from awards.uploads.forms import FileForm, UndoForm
from awards.uploads.importing import Context, Importer, importer_of
from awards.uploads.jobs import read_file, write_list
from awards.uploads.models import Upload
from awards.uploads.questions import QuestionsForm, sheets_of, totals_of
from awards.uploads.templates import make
from hocTap.lib import vi
from hocTap.lib.answers import act, posted, refuse_form, refused, status_of
from hocTap.lib.heavy import Later
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import long_file, wants_xlsx
from hocTap.lib.xlsx import XLSX
from units.accounts.access import refuse_second_eye
from units.enums import NamesList
from units.http import UserRequest
from units.jobs.page import beside
from units.models import Unit, User
from units.privacy.seeing import note_list

returned = Later("awards.uploads.returned")
"""Changing a workbook takes openpyxl, which nothing else here needs."""

ROWS_A_PAGE = 50
LATEST = 10


def _asked(request: UserRequest, kind: str, unit_pk: int) -> tuple[Importer, Unit]:
    importer = importer_of(kind)
    if importer is None:
        raise Http404
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not importer.permits(request.user, unit):
        raise PermissionDenied
    return importer, unit


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: UserRequest, kind: str, unit_pk: int) -> HttpResponse:
    importer, unit = _asked(request, kind, unit_pk)
    posted = request.method == "POST"
    options = importer.options_form(unit, request.POST if posted else None)
    asked = {name: request.GET[name] for name in options.fields if name in request.GET}
    options.initial = {**options.initial, **asked}
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    refusal: Refused | None = None
    if posted and form.is_valid() and options.is_valid():
        file = form.cleaned_data["tep"]
        try:
            upload = workflow.receive(
                importer,
                unit,
                file.read(),
                name=file.name,
                options=options.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as reason:
            refusal = reason
        else:
            if upload.is_being_read:
                read_file.enqueue(upload.pk)
            return redirect(upload)
    latest = Upload.objects.visible_to(request.user).filter(kind=kind, unit=unit).defer("content", "made")
    context = {
        "importer": importer,
        "unit": unit,
        "form": form,
        "options": options,
        "chosen": urlencode({field.name: field.value() or "" for field in options}),
        "refusal": refusal or "",
        "latest": latest.select_related("by")[:LATEST],
        "back": importer.back(unit),
        "above": importer.back(unit)[1],
    }
    status = status_of(refusal) if refusal else HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK
    return render(request, "uploads/start.html", context, status=status)


@require_safe
def template(request: UserRequest, kind: str, unit_pk: int) -> HttpResponse:
    importer, unit = _asked(request, kind, unit_pk)
    options = importer.options_form(unit, request.GET)
    chosen = options.cleaned_data if options.is_valid() else {}
    try:
        columns = importer.template_of(unit, chosen)
    except Refused as reason:
        return refused(request, reason, back=reverse("uploads:start", args=[kind, unit_pk]))
    content = make(columns, importer.choices(unit, timezone.localdate()), str(unit))
    return _workbook(content, f"mau-{importer.template.code}-{vi.fold(str(unit)).replace(' ', '-')}.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _upload(request: UserRequest, pk: int, *, with_content: bool = False) -> Upload:
    workflow.forget_old(timezone.now())
    uploads = Upload.objects.visible_to(request.user).select_related("unit", "by", "confirmed_by", "undone_by")
    upload = get_object_or_404(uploads if with_content else uploads.defer("content", "made"), pk=pk)
    if not permissions.can_handle(request.user, upload):
        raise PermissionDenied
    return upload


@require_safe
def detail(request: UserRequest, pk: int) -> HttpResponse:
    if wants_xlsx(request):
        return _returned(request, pk)
    return _detail(request, _upload(request, pk))


def _detail(
    request: UserRequest,
    upload: Upload,
    refusal: str = "",
    status: int = HTTPStatus.OK,
    questions: QuestionsForm | None = None,
) -> HttpResponse:
    importer = importer_of(upload.kind)
    asked = request.GET.get("ket-qua", "")
    outcome = asked if asked in (*Outcome.values, NEAR) else ""
    rows = upload.rows.filter(near=True) if outcome == NEAR else upload.rows.all()
    rows = rows.filter(outcome=outcome) if outcome in Outcome.values else rows
    columns = importer.template_of(upload.unit, upload.options).columns if importer else ()
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    if importer and len(page):
        _note_names(request, upload, importer, len(page))
    form = questions or (QuestionsForm(upload, importer) if importer else None)
    context = {
        "upload": upload,
        "importer": importer,
        "questions": form,
        "sheets": sheets_of(form) if form else [],
        "totals": totals_of(upload, importer) if importer else [],
        "can_answer": upload.state in (UploadState.CHECKED, UploadState.FAILED) and not upload.forgotten_at,
        "several_sheets": len(upload.understood.get("sheets", ())) > 1,
        "columns": columns,
        "page": page,
        "lines": [
            (row, [(row.cells.get(column.code, ""), column.code in row.columns) for column in columns]) for row in page
        ],
        "outcome": outcome,
        "counts": [
            ("", "Tất cả", upload.total),
            (Outcome.CREATE, "Ghi mới", upload.created),
            *near_of(upload),
            (Outcome.MATCH, "Đã có", upload.matched),
            (Outcome.REFUSE, "Bị từ chối", upload.refused),
        ],
        "to_write": upload.created + upload.matched,
        "can_undo": permissions.can_undo(request.user, upload),
        "stuck": workflow.is_stuck(upload, timezone.now()),
        "refusal": refusal,
        **_beside(upload, request.user),
        "back": importer.back(upload.unit) if importer else None,
        "above": importer.back(upload.unit)[1] if importer else "",
    }
    return render(request, "uploads/detail.html", context, status=status)


def _beside(upload: Upload, user: User) -> dict[str, str]:
    """A file that is read is stopped by whoever sent it, a list that is written by whoever confirmed it."""
    if upload.is_being_read:
        return beside(Readings.code, upload.pk, user, upload.by_id)
    return beside(Lists.code, upload.pk, user, upload.confirmed_by_id if upload.under_way else None)


def near_of(upload: Upload) -> list[tuple[str, str, int]]:
    """Rows that are like one in the register, where there are any."""
    number: int = upload.understood.get("near", 0)
    return [(NEAR, "Trong đó gần giống bản ghi đã có", number)] if number else []


def _note_names(
    request: UserRequest, upload: Upload, importer: Importer, names: int, *, taken_out: bool = False
) -> None:
    context = Context(upload.unit, request.user, timezone.now(), upload.options)
    importer.note_names(context, f"Tệp tải lên số {upload.pk}", names, taken_out=taken_out)
    if importer.names_people:
        note_list(request, NamesList.UPLOAD, [upload.unit_id] * names)


@require_POST
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    upload = _upload(request, pk)
    leave_out = request.POST.get("bo-dong-tu-choi") == "1"
    importer = importer_of(upload.kind)
    if importer and importer.second_eye:
        refuse_second_eye(request.user)
    try:
        seen = request.POST.get("da-xem", upload.outcome_in_numbers)
        to_queue = workflow.confirm(upload, by=request.user, at=timezone.now(), leave_out=leave_out, seen=seen)
    except Refused as reason:
        return _detail(request, upload, str(reason), status_of(reason))
    if to_queue:
        write_list.enqueue(upload.pk)
        messages.success(request, "Đã xác nhận. Danh sách đang được ghi vào sổ.")
    return redirect(upload)


@require_POST
def read_again(request: UserRequest, pk: int) -> HttpResponse:
    """Hand a file whose reading got stuck to the worker once more; reading it twice reads it once."""
    upload = _upload(request, pk)
    if workflow.ask_to_read_again(upload, at=timezone.now()):
        read_file.enqueue(upload.pk)
        messages.success(request, "Đã yêu cầu đọc lại tệp.")
    return redirect(upload)


@require_POST
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """What holds for the whole list, what the columns hold, whether hidden rows count: every row is judged anew."""
    upload = _upload(request, pk, with_content=True)
    importer = importer_of(upload.kind)
    if importer is None:
        raise Http404
    form = QuestionsForm(upload, importer, request.POST)
    if not form.is_valid():
        return _detail(request, upload, status=status_of(form), questions=form)
    try:
        answered = workflow.answer(upload, form.answers(), by=request.user, at=timezone.now())
    except Refused as reason:
        refuse_form(form, reason)
        return _detail(request, upload, status=status_of(reason), questions=form)
    if answered.is_being_read:
        read_file.enqueue(upload.pk)
        return redirect(upload)
    messages.success(request, "Đã đọc lại tệp theo trả lời của ông, bà. Hãy xem kết quả bên dưới; chưa ghi gì vào sổ.")
    return redirect(upload)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take the whole list back, after a look at what that means."""
    upload = _upload(request, pk)
    importer = importer_of(upload.kind)
    if importer is None or not permissions.can_undo(request.user, upload):
        raise PermissionDenied

    def take_back(given: dict[str, Any]) -> str:
        workflow.undo(upload, given["reason"], by=request.user, at=timezone.now())
        return upload.get_absolute_url()

    back = importer.back(upload.unit)
    return act(
        request,
        UndoForm(posted(request)),
        take_back,
        title="Hoàn tác cả lần nạp",
        back=upload.get_absolute_url(),
        done="Đã hoàn tác cả lần nạp. Sổ trở lại như trước khi nạp.",
        lead=(
            f"Tệp {upload.name} đã ghi mới {vi.whole(upload.created)} dòng vào {back[0]}. Hoàn tác được khi chưa có "
            "việc nào ghi tiếp trên các dòng đó. Lần nạp và lần hoàn tác đều còn đọc được."
        ),
        button="Hoàn tác",
        context={"parent": "Kết quả kiểm tra tệp"},
        ask=lambda _: f"Sẽ hoàn tác {vi.whole(upload.created)} dòng mà tệp {upload.name} đã ghi vào {back[0]}.",
    )


@require_safe
def progress(request: UserRequest, pk: int) -> JsonResponse:
    upload = _upload(request, pk)
    if upload.is_being_read:
        return JsonResponse({"done": upload.progress, "total": 100, "ended": False})
    return JsonResponse({"done": upload.done, "total": upload.total, "ended": not upload.under_way})


@require_safe
def returned_file(request: UserRequest, pk: int) -> HttpResponse:
    """The list back with its marks; a long one is marked by the worker, where it may be kept so long."""
    upload = _upload(request, pk)
    if is_for_the_worker(upload):
        return redirect(f"{upload.get_absolute_url()}?_export=xlsx")
    return _returned(request, pk)


def is_for_the_worker(upload: Upload) -> bool:
    """Whether marking the list takes long; one of children's names is never kept as a file of its own."""
    importer = importer_of(upload.kind)
    return importer is not None and importer.kept_once_written and upload.total > settings.LONG_LIST


def _returned(request: UserRequest, pk: int) -> HttpResponse:
    upload = _upload(request, pk, with_content=True)
    importer = importer_of(upload.kind)
    if upload.content is None or importer is None:
        raise Http404
    name = f"ket-qua-{Path(upload.name).stem}"

    def make() -> bytes:
        _note_names(request, upload, importer, upload.total, taken_out=True)
        template = importer.template_of(upload.unit, upload.options)
        content: bytes = returned.returned(upload, template, upload.rows.all())
        return content

    if is_for_the_worker(upload):
        return long_file(request, name, upload.total, make)
    return _workbook(make(), f"{name}.xlsx")
