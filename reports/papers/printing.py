"""Pages of certificates by the thousand: ask for them, see how far they are, take the files."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hocTap.lib.answers import refused
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused
from reports.papers import certificates, permissions, runs
from reports.papers.background import Certificates
from reports.papers.enums import PaperKind
from reports.papers.models import CertificateRun, Document
from reports.papers.tasks import start
from reports.papers.workflow import refuse_untrue
from units.enums import NamesList
from units.http import UserRequest
from units.jobs.page import beside
from units.privacy.seeing import note_list


def _decision(request: UserRequest, pk: int) -> Document:
    """A decision in the person's remit whose certificates are theirs to print: else 404, or 403."""
    document = get_object_or_404(Document.objects.whole_to(request.user), pk=pk, kind=PaperKind.DECISION)
    if not permissions.can_change(request.user, document):
        raise PermissionDenied
    return document


def _run(request: UserRequest, pk: int, run: int) -> CertificateRun:
    document = _decision(request, pk)
    return get_object_or_404(CertificateRun.objects.select_related("document"), document=document, pk=run)


@require_POST
def run_ask(request: UserRequest, pk: int, size: str) -> HttpResponse:
    document = _decision(request, pk)
    if size not in certificates.SCALES:
        raise Http404
    pattern = request.build_absolute_uri(reverse("check", args=["-"]))
    try:
        refuse_untrue(document, timezone.now())
        run, needs_job = runs.ask(document, size, pattern, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=document.get_absolute_url())
    if needs_job:
        start(run)
    return redirect(run)


@require_safe
def run_detail(request: UserRequest, pk: int, run: int) -> HttpResponse:
    found = _run(request, pk, run)
    fallen = runs.fallen(found)
    revoked = {} if fallen else runs.revoked_since(found)
    context = {
        "document": found.document,
        "run": found,
        "fallen": fallen,
        "revoked": sum(revoked.values()),
        "files": [(each, revoked.get(each.ordinal, 0)) for each in found.files.defer("content")],
        "slow": runs.is_slow(found, timezone.now()),
        **beside(Certificates.code, found.pk, request.user, found.by_id if found.under_way else None),
    }
    return render(request, "papers/run_detail.html", context)


@require_safe
def run_progress(request: UserRequest, pk: int, run: int) -> JsonResponse:
    found = _run(request, pk, run)
    slow = runs.is_slow(found, timezone.now())
    return JsonResponse({"done": found.done, "total": found.total, "ended": not found.under_way, "slow": slow})


def _not_given_out(request: UserRequest, run: CertificateRun, ordinal: int | None = None) -> HttpResponse | None:
    """A sentence where the decision holds no more or is told otherwise by now, or a title of the file was revoked."""
    try:
        runs.refuse_fallen(run, ordinal)
        refuse_untrue(run.document, timezone.now())
    except Refused as reason:
        return refused(request, reason, back=run.get_absolute_url())
    return None


@require_safe
def run_file(request: UserRequest, pk: int, run: int, ordinal: int) -> HttpResponse:
    found = _run(request, pk, run)
    part = get_object_or_404(found.files.exclude(sha256=""), ordinal=ordinal)
    if refusal := _not_given_out(request, found, ordinal):
        return refusal
    note_list(request, NamesList.PAPER, [found.document.unit_id] * part.number)
    return download(bytes(part.content or b""), "application/pdf", part.file_name, attached=False)


@require_safe
def run_zip(request: UserRequest, pk: int, run: int) -> HttpResponseBase:
    """All files at once, of a run that ended whole."""
    found = _run(request, pk, run)
    if found.under_way or found.problem:
        raise Http404
    if refusal := _not_given_out(request, found):
        return refusal
    note_list(request, NamesList.PAPER, [found.document.unit_id] * found.total)
    name = f"giay-cong-nhan-{found.document_id}-{found.size}.zip"
    return FileResponse(runs.zipped(found), as_attachment=True, filename=name, content_type="application/zip")
