"""Forms of self-assessment of a set: added, written, confirmed by a second person; read on the set's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from awards.titles import permissions, workflow
from awards.titles.catalogue.forms import WhyForm
from awards.titles.catalogue.views import OTHERS, kept_set
from awards.titles.forms import REQUIRED, SourceForm
from awards.titles.models import CriteriaForm, CriteriaSet
from awards.titles.workflow.slips import LONGEST_TEXT
from hocTap.lib.answers import act, held, posted
from hocTap.lib.forms import Seen
from units.http import UserRequest

SECOND = "Hãy nhờ người khác đối chiếu với văn bản gốc rồi xác nhận."


class WordsForm(Seen, forms.Form):
    """For whom a form is, its words as printed, and where in the original they stand."""

    name = forms.CharField(label="Phiếu dành cho", max_length=200, error_messages={"required": REQUIRED})
    text = forms.CharField(
        label="Lời của phiếu",
        help_text="Chép đúng từng mục như bản in, mỗi mục một dòng. Chưa có văn bản thì để trống.",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    place = forms.CharField(label="Trang, điều, mục trong văn bản gốc", max_length=60, required=False)


class ComparedForm(SourceForm):
    """What the words were compared with; which words, so that nobody confirms others."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


def kept_form(request: UserRequest, pk: int) -> CriteriaForm:
    """The form, for somebody who keeps its set; locked while it is edited."""
    form = get_object_or_404(held(request, CriteriaForm.objects.select_related("criteria")), pk=pk)
    if not permissions.keeps_criteria(request.user, form.criteria.jurisdiction_id):
        raise PermissionDenied(OTHERS)
    return form


def _act(
    request: UserRequest,
    criteria: CriteriaSet,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    *,
    title: str,
    done: str,
    lead: str = "",
    button: str = "Ghi",
) -> HttpResponse:
    """One act on a form of the set, which leads back to the set."""
    back = criteria.get_absolute_url()

    def then(data: dict[str, Any]) -> str:
        do(data)
        return back

    beside = {"parent": criteria.name}
    return act(request, form, then, title=title, back=back, done=done, lead=lead, button=button, context=beside)


@require_http_methods(["GET", "HEAD", "POST"])
def slip_add(request: UserRequest, pk: int) -> HttpResponse:
    """A further form of a set."""
    criteria = kept_set(request, pk)
    return _act(
        request,
        criteria,
        WordsForm(posted(request)),
        lambda data: workflow.add_form(criteria, data, by=request.user),
        title=f"Thêm mẫu phiếu: {criteria.name}",
        done=f"Đã thêm mẫu phiếu. {SECOND}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def slip_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Write the words of a form."""
    slip = kept_form(request, pk)
    kept = {name: getattr(slip, name) for name in ("name", "text", "place")}
    return _act(
        request,
        slip.criteria,
        WordsForm(posted(request), initial=kept),
        lambda data: workflow.write_form(slip, data, by=request.user),
        title=f"Mẫu phiếu: {slip}",
        done=f"Đã ghi mẫu phiếu. {SECOND}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def slip_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Say that the words of a form agree with the paper named."""
    slip = kept_form(request, pk)

    def confirm(data: dict[str, Any]) -> object:
        seen = data["seen"].replace("\r\n", "\n")
        return workflow.confirm_form(slip, seen, data["source"], by=request.user, at=timezone.now())

    return _act(
        request,
        slip.criteria,
        ComparedForm(posted(request), initial={"seen": slip.text, "source": slip.criteria.citation}),
        confirm,
        title=f"Xác nhận mẫu phiếu: {slip}",
        done="Đã xác nhận mẫu phiếu theo văn bản gốc.",
        lead=slip.text or "Phiếu này chưa có lời.",
        button="Xác nhận",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def slip_unconfirm(request: UserRequest, pk: int) -> HttpResponse:
    """Take the confirmation of a form back."""
    slip = kept_form(request, pk)
    return _act(
        request,
        slip.criteria,
        WhyForm(posted(request)),
        lambda data: workflow.withdraw_form(slip, data["reason"], by=request.user),
        title=f"Rút xác nhận mẫu phiếu: {slip}",
        done="Đã rút xác nhận mẫu phiếu.",
        button="Rút xác nhận",
    )
