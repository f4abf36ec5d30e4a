"""Pages of the bases on which units keep data of people: by which paper, from when to when."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib.answers import act, posted
from units.enums import BasisKind, Role
from units.http import UserRequest
from units.models import DataBasis
from units.naming import full_names
from units.privacy.registry import kept
from units.privacy.rights import workflow
from units.privacy.rights.forms import BasisForm, EndForm
from units.privacy.rights.views import open_books
from units.querysets import DataBasisQuerySet

asked = require_http_methods(["GET", "HEAD", "POST"])
LIST = "Căn cứ giữ dữ liệu"
MOST_LISTED = 500


def seen_by(request: UserRequest) -> DataBasisQuerySet:
    open_books(request.user)
    return DataBasis.objects.visible_to(request.user)


@require_safe
def basis_list(request: UserRequest) -> HttpResponse:
    """What each unit of the remit rests on, by kind of data."""
    rows = list(seen_by(request).select_related("by").order_by("book", "unit", "valid_from", "pk")[:MOST_LISTED])
    names = full_names({row.unit_id for row in rows})
    own = set(request.user.units_kept(Role.WARD_OFFICER, Role.FUND_OFFICER, Role.DISTRICT_OFFICE))
    groups = [
        (entry, [(row, names[row.unit_id], row.unit_id in own) for row in rows if row.book == entry.name])
        for entry in kept()
    ]
    return render(request, "units/privacy/basis_list.html", {"groups": groups, "may_add": bool(own)})


@asked
def basis_add(request: UserRequest) -> HttpResponse:
    open_books(request.user)
    form = BasisForm(request.user, posted(request))

    def do(data: dict[str, Any]) -> str:
        basis = workflow.Basis(BasisKind(data["kind"]), data["paper"], data["since"])
        workflow.record_basis(data["unit"], data["book"], basis, by=request.user, at=timezone.now())
        return reverse("privacy:basis-list")

    return act(
        request,
        form,
        do,
        title="Ghi căn cứ giữ dữ liệu",
        back=reverse("privacy:basis-list"),
        done="Đã ghi căn cứ.",
        lead="Hội Khuyến học làm theo ủy quyền của Ủy ban nhân dân thì ghi văn bản ủy quyền; tự làm thì cần sự đồng ý.",
        context={"parent": LIST},
    )


@asked
def basis_end(request: UserRequest, pk: int) -> HttpResponse:
    basis = get_object_or_404(seen_by(request), pk=pk)

    def do(data: dict[str, Any]) -> str:
        workflow.end_basis(basis, on=data["on"], by=request.user, at=timezone.now())
        return reverse("privacy:basis-list")

    return act(
        request,
        EndForm(posted(request)),
        do,
        title="Ghi ngày hết căn cứ",
        back=reverse("privacy:basis-list"),
        done="Đã ghi ngày hết.",
        lead=f"{basis}.",
        context={"parent": LIST},
    )
