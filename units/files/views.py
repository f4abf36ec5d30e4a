"""Pages of a list's file: how far it is, and the file; for the person who asked, and nobody else."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hocTap.lib.answers import refused
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import ON_PAPER, TakenOut, form_of, page_of
from units.files import workflow
from units.files.background import Files
from units.files.jobs import make_file
from units.http import UserRequest
from units.jobs.page import beside
from units.models import ListFile, User


def hand_over(request: HttpRequest, name: str, rows: int, takes_long: bool) -> HttpResponse | None:
    """Have a long list made by the worker and lead to its page; None for one that is written at once."""
    most = settings.LONG_PRINT if name.endswith(tuple(ON_PAPER)) else settings.LONG_LIST
    if (rows <= most and not takes_long) or not isinstance(request.user, User):
        return None
    address = f"{request.path_info}?{request.META.get('QUERY_STRING', '')}"
    try:
        file, needs_job = workflow.ask(address, name, rows, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=page_of(address, name))
    if needs_job:
        make_file.enqueue(file.pk)
    return redirect(file)


def _file(request: UserRequest, pk: int, *, with_content: bool = False) -> ListFile:
    own = ListFile.objects.filter(by=request.user, asked_at__gt=timezone.now() - workflow.KEPT_FOR)
    return get_object_or_404(own if with_content else own.defer("content"), pk=pk)


@require_safe
def detail(request: UserRequest, pk: int) -> HttpResponse:
    file = _file(request, pk)
    context = {
        "file": file,
        "form": form_of(file.name),
        "list_url": page_of(file.address, file.name),
        "slow": workflow.is_slow(file, timezone.now()),
        **beside(Files.code, file.pk, request.user, file.by_id if file.under_way else None),
        "kept_until": file.asked_at + workflow.KEPT_FOR,
    }
    return render(request, "units/files/detail.html", context)


@require_safe
def progress(request: UserRequest, pk: int) -> JsonResponse:
    file = _file(request, pk)
    slow = workflow.is_slow(file, timezone.now())
    said = {"said": file.pages_words} if file.is_print else {}
    return JsonResponse({"done": file.done, "total": file.total, "ended": not file.under_way, "slow": slow} | said)


@require_safe
def download(request: UserRequest, pk: int) -> HttpResponse:
    file = _file(request, pk, with_content=True)
    if file.content is None:
        raise Http404
    file.by = request.user
    workflow.refuse_unless_allowed(file)
    return TakenOut(bytes(file.content), file.name)
