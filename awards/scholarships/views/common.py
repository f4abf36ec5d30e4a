"""What the pages of the funds share: whose fund or child it is, one page of a list, who looked at names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from awards.scholarships import permissions, workflow
from awards.scholarships.enums import AccessKind
from awards.scholarships.models import Fund, Grant, Recipient
from hocTap.lib.tables import show_page, xlsx_url
from units.http import UserRequest

A_PAGE = 25
asked = require_http_methods(["GET", "HEAD", "POST"])


def paged(request: UserRequest, table: Any) -> Any:
    show_page(request, table, A_PAGE)
    table.export_url = xlsx_url(request)
    return table


def kept(request: UserRequest, pk: int) -> Fund:
    """The fund in the remit, if the person keeps it: else 404, or 403."""
    fund = get_object_or_404(Fund.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not permissions.can_keep(request.user, fund):
        raise PermissionDenied
    return fund


def child_of(request: UserRequest, pk: int) -> Recipient:
    return get_object_or_404(Recipient.objects.visible_to(request.user).with_consents().select_related("fund"), pk=pk)


def suat_of(request: UserRequest, pk: int) -> Grant:
    return get_object_or_404(Grant.objects.visible_to(request.user).select_related("fund"), pk=pk)


def note(request: UserRequest, fund: Fund, kind: AccessKind, what: str, numbers: Iterable[int]) -> None:
    """Keep that the person saw the names of these records."""
    seen = set(numbers)
    workflow.note_access(fund, kind, what, len(seen), by=request.user, at=timezone.now(), numbers=seen)


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
