"""Pages: send in the signed original or the edited Word file, and read what was sent in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted
from hocTap.lib.doubts import REASON
from hocTap.lib.http import download
from reports import permissions as of_reports
from reports.forms import ReasonForm
from reports.models import Document, Report, SignedCopy
from reports.papers import permissions as of_papers
from reports.papers.enums import NAMELESS
from reports.returning import keeping
from reports.returning.forms import SignedForm
from units.enums import NamesList
from units.http import UserRequest
from units.privacy.seeing import note_list


@require_http_methods(["GET", "POST"])
def report_signed_add(request: UserRequest, pk: int) -> HttpResponse:
    rows = Report.objects.visible_to(request.user).select_related("unit", "unit_as")
    report = get_object_or_404(held(request, rows), pk=pk)
    if not of_reports.can_make(request.user, report.unit_id, report.as_of):
        raise PermissionDenied
    return _add(request, report)


@require_http_methods(["GET", "POST"])
def document_signed_add(request: UserRequest, pk: int) -> HttpResponse:
    rows = Document.objects.whole_to(request.user).select_related("unit", "replaces")
    document = get_object_or_404(held(request, rows), pk=pk)
    if not of_papers.can_change(request.user, document):
        raise PermissionDenied
    return _add(request, document)


def _add(request: UserRequest, paper: Report | Document) -> HttpResponse:
    address = paper.get_absolute_url()
    if request.method == "GET" and not paper.stands:
        return redirect(address)

    def keep(given: dict[str, Any]) -> str:
        keeping.keep(paper, given["tep"], given[REASON], by=request.user, at=timezone.now())
        return address

    return act(
        request,
        SignedForm(posted(request), request.FILES or None),
        keep,
        title="Đính kèm bản đã ký",
        lead="Ký số: tải bản in PDF, ký bằng phần mềm ký số của cơ quan rồi gửi đúng tệp đã ký lên đây; "
        "hệ thống xem chữ ký còn nguyên vẹn không, của ai, lúc nào, và so với bản phát hành. "
        "Bản quét đã ký được đưa lên đầu trang văn bản. Tệp Word đã sửa lời được so từng số với bản phát hành; "
        "số nào bị sửa tay được nêu ra trước khi nhận; muốn nhận cả số đã sửa thì ghi lý do và chọn lại tệp. Hình "
        "trong tệp, số viết bằng chữ và số thứ tự tự động của Word không so được: hãy xem bằng mắt.",
        back=address,
        done="Đã đính kèm tệp.",
        button="Đính kèm",
        context={"parent": paper.paper_name},
    )


@require_http_methods(["GET", "POST"])
def report_signed_aside(request: UserRequest, pk: int, copy: int) -> HttpResponse:
    report = get_object_or_404(Report.objects.visible_to(request.user).select_related("unit", "unit_as"), pk=pk)
    if not of_reports.can_make(request.user, report.unit_id, report.as_of):
        raise PermissionDenied
    return _aside(request, report, get_object_or_404(SignedCopy, report=report.pk, pk=copy))


@require_http_methods(["GET", "POST"])
def document_signed_aside(request: UserRequest, pk: int, copy: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.whole_to(request.user).select_related("unit", "replaces"), pk=pk)
    if not of_papers.can_change(request.user, document):
        raise PermissionDenied
    return _aside(request, document, get_object_or_404(SignedCopy, document=document.pk, pk=copy))


def _aside(request: UserRequest, paper: Report | Document, copy: SignedCopy) -> HttpResponse:
    """Set a copy aside, or use again one that was."""
    again = copy.is_aside
    step = keeping.put_back if again else keeping.set_aside

    def do(given: dict[str, Any]) -> str:
        step(copy, given["reason"], by=request.user, at=timezone.now())
        return paper.get_absolute_url()

    said = "sẽ lại là bản đã ký của văn bản này" if again else "sẽ không còn là bản đã ký của văn bản này"
    return act(
        request,
        ReasonForm("Lý do dùng lại" if again else "Lý do bỏ", posted(request)),
        do,
        title="Dùng lại bản đã bỏ" if again else "Bỏ bản đã ký gửi nhầm",
        lead=f"“{copy.name}”, {copy.by} gửi {vi.moment(copy.at)}. Tệp vẫn được giữ và xem được, kèm người, ngày giờ và "
        "lý do.",
        back=paper.get_absolute_url(),
        done="Đã dùng lại bản này." if again else "Đã bỏ bản gửi nhầm; tệp vẫn xem được.",
        button="Dùng lại" if again else "Bỏ bản này",
        context={"parent": paper.paper_name},
        ask=lambda _: f"“{copy.name}” {said}.",
    )


@require_safe
def report_signed(request: UserRequest, pk: int, copy: int) -> HttpResponse:
    report = get_object_or_404(Report.objects.visible_to(request.user).only("pk"), pk=pk)
    return _file(get_object_or_404(SignedCopy, report=report.pk, pk=copy))


@require_safe
def document_signed(request: UserRequest, pk: int, copy: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.whole_to(request.user), pk=pk)
    signed = get_object_or_404(SignedCopy, document=document.pk, pk=copy)
    if document.kind not in NAMELESS:
        number = sum(len(table.rows) for table in document.read().tables)
        note_list(request, NamesList.PAPER, [document.unit_id] * number)
    return _file(signed)


def _file(copy: SignedCopy) -> HttpResponse:
    """A scan is shown, a Word file saved; the browser takes neither for anything else."""
    answer = download(bytes(copy.content), copy.media_type, copy.name, attached=copy.is_word)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
