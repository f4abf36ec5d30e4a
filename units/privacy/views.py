"""The register of personal data: on the page, on paper, and as a proposed impact file."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from hocTap.lib import pdf
from hocTap.lib.dresses import pdf_or_word
from hocTap.lib.http import download
from units.enums import ViewingKind
from units.http import UserRequest
from units.models import User
from units.privacy.permissions import can_open
from units.privacy.person import Dossier, dossier_of
from units.privacy.registry import kept
from units.privacy.seeing import note_taken

PDF = "application/pdf"


def shown(request: UserRequest) -> dict[str, Any]:
    """What page and papers say; for offices and administrators. Numbers are of the whole installation."""
    user = request.user
    if not can_open(user):
        raise PermissionDenied("Trang này dành cho cơ quan phụ trách và người quản trị.")
    entries = [(number, each, each.number) for number, each in enumerate(kept(), start=1)]
    return {"entries": entries, "now": timezone.now(), "today": timezone.localdate()}


@require_safe
def register_page(request: UserRequest) -> HttpResponse:
    """Which personal data is kept: of whom, for what, on which ground, who sees it, until when."""
    return render(request, "units/privacy/register.html", shown(request))


@require_safe
def register_print(request: UserRequest) -> HttpResponse:
    """The same on paper."""
    return printed(request, "units/privacy/print/register.html", f"du-lieu-ca-nhan-{timezone.localdate():%Y-%m-%d}")


@require_safe
def impact_print(request: UserRequest) -> HttpResponse:
    """A proposed file on the impact of the processing, from what the installation really keeps."""
    return printed(
        request, "units/privacy/print/impact.html", f"danh-gia-tac-dong-de-xuat-{timezone.localdate():%Y-%m-%d}"
    )


@require_safe
def person_json(request: UserRequest, pk: int) -> HttpResponse:
    """All that is kept of a user, for the person, as a file that another system reads."""
    person = person_of(request, pk)
    note_taken(person, ViewingKind.FILE, by=request.user, at=timezone.now())
    words = json.dumps(dossier_of(person).as_data, ensure_ascii=False, indent=1)
    return download(words.encode(), "application/json", f"du-lieu-{person.username}.json")


@require_safe
def person_print(request: UserRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    person = person_of(request, pk)
    note_taken(person, ViewingKind.PRINT, by=request.user, at=timezone.now())
    return download(paper_of(person, dossier_of(person)), PDF, f"du-lieu-{person.username}.pdf")


def person_of(request: UserRequest, pk: int) -> User:
    """Oneself; anybody for administrators, who answer such requests."""
    mine = User.objects.all() if request.user.is_administrator else User.objects.filter(pk=request.user.pk)
    return get_object_or_404(mine, pk=pk)


def paper_of(person: User, dossier: Dossier) -> bytes:
    shown = {"person": person, "dossier": dossier, "now": timezone.now()}
    return pdf.from_html(render_to_string("units/privacy/print/person.html", shown), "office-print.css")


def printed(request: UserRequest, template: str, file: str) -> HttpResponse:
    return pdf_or_word(request, render_to_string(template, shown(request)), file, "office-print.css")
