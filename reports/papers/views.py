"""Pages of papers: the list, those of one source, one paper in its dresses, and the office's steps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hocTap.lib import odd, vi
from hocTap.lib.answers import act, held, posted, refused
from hocTap.lib.doubts import REASON
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import number_in
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from hocTap.lib.word import DOCX
from hocTap.lib.xlsx import XLSX
from indicators.enums import Rounding
from reports import frozen, prints
from reports.archiving import is_awaited, told_of_print
from reports.enums import ReportAction
from reports.forms import ReasonForm, WithdrawForm
from reports.models import SignedCopy
from reports.paper import xlsx
from reports.paper.parts import Table
from reports.papers import certificates, docx, honours, law, permissions, runs, workflow
from reports.papers.enums import NAMELESS, PaperKind
from reports.papers.forms import IssueForm, TextForm
from reports.papers.kinds import KINDS, Kind
from reports.papers.matter import Matter
from reports.papers.models import Document
from reports.papers.parts import Official
from reports.papers.proof import tampered as tampered_with
from reports.papers.tables import DocumentTable
from reports.papers.workflow import Issue, Withdrawing
from reports.returning.keeping import broken
from reports.tables import LOOKS
from units.enums import NamesList
from units.http import UserRequest
from units.privacy.seeing import note_list

ROWS_A_PAGE = 25
NOT_READ = (
    "Văn bản lập từ nguồn này hiện thuộc đơn vị mà tài khoản này không được đọc, nên không lập ở đây. Hãy để cán bộ "
    "của cơ quan ban hành lập, hoặc ghi số, ngày ký của quyết định trước."
)
SHOWN = 200
"""So many rows of a list stand on the page; paper and files have all."""


RELATED = ("unit", "made_by", "replaces", "replaced_by")


def visible(request: UserRequest) -> Any:
    """What the person reads on the page."""
    return Document.objects.visible_to(request.user).select_related(*RELATED)


def whole(request: UserRequest) -> Any:
    """What the person reads with its lists, and takes as a file."""
    return Document.objects.whole_to(request.user).select_related(*RELATED)


@require_safe
def document_list(request: UserRequest) -> HttpResponse:
    if not permissions.can_list(request.user):
        raise PermissionDenied
    table: Any = DocumentTable(Document.objects.visible_to(request.user).listed())  # type: ignore[no-untyped-call]
    show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "van-ban")
    table.export_url = xlsx_url(request)
    return render(request, "papers/document_list.html", {"table": table})


def _source(request: UserRequest, kind: str, source_id: int) -> Kind:
    """The kind, if the person sees all that a paper of this source names; else 404."""
    if kind not in KINDS or not permissions.sees_source(request.user, kind, source_id):
        raise Http404
    return KINDS[kind]


@require_safe
def of_source(request: UserRequest, kind: str, source_id: int) -> HttpResponse:
    """The papers made of one decision, tờ trình or minutes."""
    found = _source(request, kind, source_id)
    papers = list(Document.objects.of(kind, source_id).visible_to(request.user).listed())
    none = not any(each.is_draft or each.stands for each in papers)
    may_make = none and permissions.can_make(request.user, kind, source_id)
    reads = may_make and permissions.would_read(request.user, kind, source_id, timezone.localdate())
    context = {
        "kind": found,
        "source_id": source_id,
        "papers": [(each, LOOKS[each.state]) for each in papers],
        "back": found.back(source_id),
        "may_make": reads,
        "not_read": NOT_READ if may_make and not reads else "",
    }
    return render(request, "papers/of_source.html", context)


@require_POST
def document_make(request: UserRequest, kind: str, source_id: int) -> HttpResponse:
    found = _source(request, kind, source_id)
    if not permissions.can_make(request.user, kind, source_id):
        raise PermissionDenied
    if not permissions.would_read(request.user, kind, source_id, timezone.localdate()):
        return refused(request, Refused(NOT_READ), back=found.back(source_id))
    try:
        return redirect(workflow.make(kind, source_id, by=request.user, at=timezone.now()))
    except Refused as reason:
        papers = Document.objects.of(kind, source_id).visible_to(request.user).listed()
        there = next((each for each in papers if each.is_draft or each.stands), None)
        return refused(request, reason, back=there.get_absolute_url() if there else found.back(source_id))


@require_safe
def document_detail(request: UserRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(visible(request), pk=pk)
    may_change, tampered = permissions.can_change(request.user, document), tampered_with(document)
    paper = None if tampered and frozen.otherwise(document) else document.read()
    is_whole = permissions.reads_whole(request.user, document)
    shown = (on_page(paper) if is_whole else without_lists(paper)) if paper else None
    if shown:
        note_names(request, document, rows_in(shown))
    may_print = may_change and document.stands and not tampered
    may_honour = may_print and document.kind == PaperKind.COMMENDATION
    context = {
        "document": document,
        "kind": KINDS[document.kind],
        "paper": shown,
        "changes": workflow.changes(document, timezone.now()) if paper and is_whole else [],
        "unprinted": unprinted(document) if document.is_draft and paper else [],
        "reads_only_issued": request.user.only_reads and bool(document.successor) and document.successor.is_draft,
        "tampered": [*tampered, *broken(SignedCopy.objects.of(document))],
        "steps": list(document.steps.select_related("by")),
        "awaited": not document.is_draft and is_awaited(document) and reverse("papers:document-pdf", args=[pk]),
        "withdrawal": document.steps.filter(action=ReportAction.WITHDRAW).first(),
        "whole": is_whole,
        "copies": (copies := list(SignedCopy.objects.of(document).listed()) if is_whole else []),
        "signed": [each for each in copies if not each.is_aside],
        "may_return": may_change and not document.is_draft,
        "may_change": may_change and document.is_draft,
        "may_end": may_change and document.stands,
        "may_certify": may_print and document.kind == PaperKind.DECISION,
        "honour_files": range(1, honours.number_of_files(paper) + 1) if paper and may_honour else (),
        "may_take_names": permissions.can_take_names(request.user, document),
        "look": LOOKS[document.state],
        "back": KINDS[document.kind].back(document.source_id),
    }
    return render(request, "papers/document_detail.html", context)


def note_names(request: UserRequest, document: Document, number: int) -> None:
    """So many names of the paper are seen or taken out; of one in which nobody's stand, none."""
    if document.kind not in NAMELESS:
        note_list(request, NamesList.PAPER, [document.unit_id] * number)


def noted(request: UserRequest, document: Document, answer: HttpResponse) -> HttpResponse:
    """The paper as a file, or led on to where the worker will put it: all its names are taken out."""
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        note_names(request, document, rows_in(document.read()))
    return answer


def on_page(paper: Official) -> Official:
    """The paper with the first rows of each long list."""
    annexes = tuple(replace(annex, tables=_first_rows(annex.tables)) for annex in paper.annexes)
    sections = tuple(replace(section, tables=_first_rows(section.tables)) for section in paper.sections)
    return replace(paper, annexes=annexes, sections=sections)


NOT_SHOWN = "Danh sách có tên không hiện cho người được giao quyền xem; bản có danh sách do cơ quan ban hành giữ."


def without_lists(paper: Official) -> Official:
    """The paper as a leader reads it: what it says, without the lists of names."""
    annexes = tuple(replace(annex, tables=(), notes=(*annex.notes, NOT_SHOWN)) for annex in paper.annexes)
    sections = tuple(replace(section, tables=()) for section in paper.sections)
    return replace(paper, annexes=annexes, sections=sections)


def rows_in(paper: Official) -> int:
    """Lines of its lists: so many names at most."""
    tables = [*(part.tables for part in paper.annexes), *(part.tables for part in paper.sections)]
    return sum(len(table.rows) for each in tables for table in each)


def _first_rows(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    return tuple(_first_of(table) if len(table.rows) > SHOWN else table for table in tables)


def _first_of(table: Table) -> Table:
    said = f"Trang này hiện {SHOWN} dòng đầu trong {vi.whole(len(table.rows))}; bản in và bản Word có đủ."
    return replace(table, rows=table.rows[:SHOWN], notes=(*table.notes, said))


@require_safe
def document_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """An issued paper as it was archived; a draft is printed, one with a long list by the worker."""
    document = get_object_or_404(whole(request), pk=pk)
    return noted(request, document, prints.of_paper(request, document))


@require_safe
def document_word(request: UserRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(whole(request), pk=pk)

    def make() -> HttpResponse:
        return download(docx.render(document.read()), DOCX, f"{document.file_stem}.docx")

    return noted(request, document, prints.made_anew(request, document, make))


@require_safe
def document_excel(request: UserRequest, pk: int) -> HttpResponse:
    """The lists as a workbook; it holds names, so for those who were given that duty."""
    document = get_object_or_404(whole(request), pk=pk)
    if not permissions.can_take_names(request.user, document):
        raise PermissionDenied("Tệp Excel có tên người chỉ dành cho người được giao xuất danh sách có tên.")

    def make() -> HttpResponse:
        paper = document.read()
        sheets = list(dict.fromkeys(table.sheet for table in paper.tables))
        return download(xlsx.render(paper, sheets, Rounding.HALF_UP), XLSX, f"{document.file_stem}.xlsx")

    return noted(request, document, prints.made_anew(request, document, make))


def _certified(request: UserRequest, pk: int) -> Document:
    """A decision that stands, and whose certificates are the person's to print."""
    document: Document = get_object_or_404(whole(request), pk=pk)
    if document.kind != PaperKind.DECISION or not document.stands:
        raise Http404
    if not permissions.can_change(request.user, document):
        raise PermissionDenied
    return document


def _parts(document: Document) -> list[tuple[str, list[certificates.Holder]]]:
    """Whose certificates are printed, khu phố by khu phố: of titles that were not revoked since."""
    return certificates.parts_of(runs.in_force(document, document.read()))


def _not_given_out(request: UserRequest, document: Document) -> HttpResponse | None:
    """A sentence where the paper was altered, or its register names number, day or agency otherwise by now."""
    return prints.told(request, document, lambda: workflow.refuse_untrue(document, timezone.now()))


@require_safe
def certificate_list(request: UserRequest, pk: int) -> HttpResponse:
    """The certificates of a decision, one file for each khu phố."""
    document = _certified(request, pk)
    if refusal := _not_given_out(request, document):
        return refusal
    parts = _parts(document)
    return render(
        request,
        "papers/certificates.html",
        {
            "document": document,
            "parts": [(place, len(holders)) for place, holders in parts],
            "total": sum(len(holders) for _, holders in parts),
        },
    )


@require_safe
def certificate_pdf(request: UserRequest, pk: int, size: str, part: int) -> HttpResponse:
    document = _certified(request, pk)
    if refusal := _not_given_out(request, document):
        return refusal
    parts = _parts(document)
    if size not in certificates.SCALES or not 1 <= part <= len(parts):
        raise Http404
    pattern = request.build_absolute_uri(reverse("check", args=["-"]))
    content = runs.printed(document, document.read(), parts[part - 1][1], size, pattern)
    note_names(request, document, len(parts[part - 1][1]))
    return download(content, "application/pdf", f"giay-cong-nhan-{document.pk}-{part}.pdf", attached=False)


@require_safe
def honour_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """Giấy khen for everybody of an issued decision of commendation whose line was not voided since."""
    document = get_object_or_404(whole(request), pk=pk)
    if document.kind != PaperKind.COMMENDATION or not document.stands:
        raise Http404
    if not permissions.can_change(request.user, document):
        raise PermissionDenied
    if refusal := _not_given_out(request, document):
        return refusal
    paper, file = document.read(), number_in(request.GET.get("tep")) or 1
    if not 1 <= file <= honours.number_of_files(paper):
        raise Http404
    holders = honours.in_force(document, paper, file)
    if not holders:
        return refused(request, Refused(honours.NOBODY), back=document.get_absolute_url())
    content = honours.render(document, paper, holders)
    note_names(request, document, len(holders))
    return download(content, "application/pdf", f"giay-khen-{document.pk}-{file}.pdf", attached=False)


def _changeable(request: UserRequest, pk: int) -> Document:
    """The paper in the person's remit, under its lock on a POST, if it is theirs to change: else 404, or 403."""
    rows = Document.objects.whole_to(request.user).select_related("unit", "replaces")
    document = get_object_or_404(held(request, rows), pk=pk)
    if not permissions.can_change(request.user, document):
        raise PermissionDenied
    return document


@require_http_methods(["GET", "POST"])
def document_text(request: UserRequest, pk: int) -> HttpResponse:
    document = _changeable(request, pk)
    if request.method == "GET" and not document.is_draft:
        return redirect(document)

    def write(texts: dict[str, Any]) -> str:
        workflow.write(document, texts, by=request.user, at=timezone.now())
        return document.get_absolute_url()

    try:
        matter = workflow.matter_of(document, timezone.now())
    except Refused as gone:
        return refused(request, gone, back=document.get_absolute_url())
    titles = {table.key: table.title for table in matter.tables}
    places = {name: f"bảng: {titles.get(name, 'chưa có dòng nào')}" for name in matter.places}
    return act(
        request,
        TextForm(posted(request), instance=Document.objects.get(pk=document.pk)),
        write,
        title="Lời văn và phần đầu",
        back=document.get_absolute_url(),
        done="Đã lưu lời văn.",
        template="papers/document_text.html",
        context={"document": document, "fields": {**matter.fields, **places}},
    )


@require_POST
def document_rebuild(request: UserRequest, pk: int) -> HttpResponse:
    document = _changeable(request, pk)
    try:
        workflow.rebuild(document, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=document.get_absolute_url())
    return redirect(document)


@require_http_methods(["GET", "POST"])
def document_issue(request: UserRequest, pk: int) -> HttpResponse:
    document = _changeable(request, pk)
    if request.method == "GET" and not document.is_draft:
        return redirect(document)
    try:
        matter = workflow.matter_of(document, timezone.now())
    except Refused as gone:
        return refused(request, gone, back=document.get_absolute_url())
    initial = {"issued_on": timezone.localdate(), "digest": document.digest, "signer": matter.signer}
    form = IssueForm(KINDS[document.kind], matter.filed, posted(request), initial=initial)

    def issue(given: dict[str, Any]) -> str:
        try:
            reason = given.pop(REASON, "")
            workflow.issue(document, Issue(**given, reason=reason), by=request.user, at=timezone.now(), by_worker=True)
        except Stale:
            form.look_again(document.digest)
            raise
        return reverse("papers:document-pdf", args=[pk]) if is_awaited(document) else document.get_absolute_url()

    def ask(given: dict[str, Any]) -> str:
        number, day = matter.filed[:2] if matter.filed else (given.get("number"), given.get("issued_on"))
        wrong = workflow.out_of_order(document, number, day)
        told = f"Sẽ phát hành “{document}”. Từ đó nội dung không sửa được nữa; bản in được lưu trữ."
        return " ".join(filter(None, (wrong, *_to_mind(document, matter, day), told)))

    return act(
        request,
        form,
        issue,
        title="Phát hành văn bản",
        back=document.get_absolute_url(),
        done=lambda: f"Đã phát hành văn bản. {told_of_print(document)}",
        template="papers/document_issue.html",
        context={"document": document, "matter": matter, "changes": workflow.changes(document, timezone.now())},
        ask=ask,
    )


def unprinted(document: Document) -> list[str]:
    """Names and words of the paper with a sign that the print font has not, in sentences."""
    if odd.unprinted(json.dumps(document.content, ensure_ascii=False)):
        return odd.of_all(each for each in strings(document.content) if odd.unprinted(each))
    return []


def strings(content: Any) -> Iterator[str]:
    """Every text of what is kept as JSON."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from strings(each)
    elif isinstance(content, list):
        for each in content:
            yield from strings(each)


def _to_mind(document: Document, matter: Matter, day: dt.date | None) -> Iterator[str]:
    """What to know before a paper is issued: certificates that give way, a form dated before its period is over."""
    old = document.replaces
    if old and (number := old.certificates.count()):
        yield (
            f"{vi.whole(number)} giấy đã in theo {old.paper_name} sẽ hiện là đã được thay khi có người quét mã; hãy in "
            "và cấp lại."
        )
    yield from unprinted(document)
    yield from law.told(document, matter)
    yield from workflow.early(document.kind, matter, day)


@require_http_methods(["GET", "POST"])
def document_replace(request: UserRequest, pk: int) -> HttpResponse:
    document = _changeable(request, pk)

    def replace_it(given: dict[str, Any]) -> str:
        made = workflow.make_successor(document, given["reason"], by=request.user, at=timezone.now())
        return made.get_absolute_url()

    return act(
        request,
        ReasonForm("Lý do thay thế", posted(request)),
        replace_it,
        title="Lập bản thay thế",
        lead=f"Dự thảo mới giữ lời văn của {document.paper_name} và lấy sổ hiện nay. Bản cũ còn giá trị đến khi dự "
        "thảo này được phát hành.",
        back=document.get_absolute_url(),
        done="Đã lập dự thảo thay thế.",
        button="Lập dự thảo thay thế",
        context={"parent": document},
    )


@require_http_methods(["GET", "POST"])
def document_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    document = _changeable(request, pk)

    def withdraw(given: dict[str, Any]) -> str:
        workflow.withdraw(document, Withdrawing(**given), by=request.user, at=timezone.now())
        return document.get_absolute_url()

    return act(
        request,
        WithdrawForm(posted(request)),
        withdraw,
        title="Thu hồi văn bản",
        lead="Văn bản vẫn đọc được, kèm số, ngày, người ký và lý do thu hồi. Danh hiệu trong văn bản không đổi: thu "
        "hồi danh hiệu làm ở trang hồ sơ.",
        back=document.get_absolute_url(),
        done="Đã ghi thu hồi văn bản.",
        button="Thu hồi",
        context={"parent": document},
        ask=lambda given: f"Sẽ thu hồi {document.paper_name} theo {given['paper']}. Việc này không đảo lại được.",
    )


@require_http_methods(["GET", "POST"])
def document_delete(request: UserRequest, pk: int) -> HttpResponse:
    document = _changeable(request, pk)
    back = reverse("papers:document-list")

    def delete(given: dict[str, Any]) -> str:
        workflow.delete_draft(document, given["reason"], by=request.user, at=timezone.now())
        return back

    return act(
        request,
        ReasonForm("Lý do xóa", posted(request)),
        delete,
        title="Xóa dự thảo",
        lead="Người xóa, ngày giờ, lý do và các bước đã làm được giữ lại; nội dung dự thảo thì không.",
        back=document.get_absolute_url(),
        done="Đã xóa dự thảo.",
        button="Xóa dự thảo",
        context={"parent": document},
        ask=lambda _: f"Sẽ xóa 1 dự thảo: {document}. Nội dung không lấy lại được.",
    )
