"""Pages of names whose time is over: each kind with its rule and what is due, a look at it, and the taking away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.fields import Whole
from hocTap.lib.gone import NumberTyped
from hocTap.lib.refusals import Stale
from units.http import UserRequest
from units.models import RetentionRule
from units.privacy.retention import workflow
from units.privacy.retention.registry import Keeping, kind_named, kinds

asked = require_http_methods(["GET", "HEAD", "POST"])
AT_ONCE = 500
"""So many records lose their names by one press."""
LIST = "Hết thời hạn giữ tên"


class YearsForm(forms.Form):
    years = Whole(label="Giữ tên bao nhiêu năm", least=1, most=workflow.MOST)
    because = forms.CharField(label="Căn cứ, lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ListedForm(NumberTyped):
    """Which records the person looked at; of many, how many they are."""

    listed = forms.CharField(widget=forms.HiddenInput, required=False)


def kinds_of(request: UserRequest) -> list[Keeping]:
    """The kinds that the person keeps; all for administrators, who set the rules and see no names."""
    found = [kind for kind in kinds() if request.user.is_administrator or kind.is_kept_by(request.user)]
    if not found:
        raise PermissionDenied("Trang này dành cho người giữ sổ có tên người và người quản trị.")
    return found


@require_safe
def retention_list(request: UserRequest) -> HttpResponse:
    """For how long names are kept by kind, and how many of the person's own records are due."""
    found, today = kinds_of(request), timezone.localdate()
    years = {kind.name: workflow.years_of(kind) for kind in found}
    context = {
        "kinds": [
            (kind, years[kind.name], len(kind.due(request.user, today, years[kind.name])))
            if kind.is_kept_by(request.user)
            else (kind, years[kind.name], None)
            for kind in found
        ],
        "rules": RetentionRule.objects.filter(book__in=years).select_related("by").order_by("-at", "-pk")[:50],
        "may_set": request.user.is_administrator,
    }
    return render(request, "units/privacy/retention_list.html", context)


def kind_of(request: UserRequest, book: str) -> Keeping:
    kind = kind_named(book)
    if kind is None or kind not in kinds_of(request):
        raise Http404
    return kind


@asked
def retention_forget(request: UserRequest, book: str) -> HttpResponse:
    """Look at what is due, then take the names away."""
    kind = kind_of(request, book)
    if not kind.is_kept_by(request.user):
        raise PermissionDenied("Chỉ người giữ sổ mới xem và ẩn danh hồ sơ hết thời hạn.")
    years = workflow.years_of(kind)
    due = list(kind.due(request.user, timezone.localdate(), years))
    chosen = due[:AT_ONCE]

    listed = ",".join(str(each.pk) for each in chosen)

    def do(data: dict[str, Any]) -> str:
        if data["listed"] != listed:
            raise Stale("Danh sách vừa thay đổi so với lúc ông, bà xem. Hãy xem lại rồi bấm.")
        workflow.forget(kind, [each.pk for each in chosen], by=request.user, at=timezone.now())
        return reverse("privacy:retention-list")

    return act(
        request,
        ListedForm(posted(request), initial={"listed": listed}, number=len(chosen)),
        do,
        title=f"Ẩn danh: {kind.title}",
        back=reverse("privacy:retention-list"),
        done=f"Đã ẩn danh {vi.whole(len(chosen))} hồ sơ.",
        button="Ẩn danh các hồ sơ này",
        lead=f"Giữ tên {vi.whole(years)} năm {kind.counted}. {kind.stays}",
        template="units/privacy/retention_forget.html",
        context={"parent": LIST, "due": chosen, "more": len(due) - len(chosen)},
        ask=lambda data: (
            f"Sẽ xóa tên của {vi.whole(len(chosen))} hồ sơ, không lấy lại được. {kind.stays}" if chosen else ""
        ),
    )


@asked
def retention_years(request: UserRequest, book: str) -> HttpResponse:
    """Administrators decide for how long names of a kind are kept."""
    kind = kind_of(request, book)
    if not request.user.is_administrator:
        raise PermissionDenied("Thời hạn giữ tên do người quản trị đặt.")

    def do(data: dict[str, Any]) -> str:
        workflow.set_years(kind, data["years"], because=data["because"], by=request.user, at=timezone.now())
        return reverse("privacy:retention-list")

    return act(
        request,
        YearsForm(posted(request), initial={"years": workflow.years_of(kind)}),
        do,
        title=f"Đặt thời hạn giữ tên: {kind.title}",
        back=reverse("privacy:retention-list"),
        done="Đã đặt thời hạn.",
        lead=f"Tính {kind.counted}. Ít nhất {vi.whole(kind.least)} năm.",
        context={"parent": LIST},
        ask=lambda data: f"Sẽ giữ tên {vi.whole(data['years'])} năm {kind.counted}, kể cả hồ sơ đã có.",
    )
