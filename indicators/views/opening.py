"""An office's own side of what it opens: the public page on or off, and keys for other systems."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hocTap.lib.answers import ask_first, held, posted, refused, shown_once, status_of, tried
from hocTap.lib.refusals import Refused
from indicators.models import ApiKey, Opening
from indicators.opening.data import is_open, years_of
from indicators.permissions import can_make_keys, can_open
from indicators.workflow.opening import LABEL_LENGTH, make_key, revoke_key, switch_opening
from indicators.workflow.totals import is_above
from units.enums import UnitKind
from units.http import UserRequest
from units.models import Unit

ANNUAL = "xhht-nam"
"""The form of which an address is shown: the yearly report, that every ward fills in."""


class KeyForm(forms.Form):
    """For which system a key is, and whether it writes."""

    label = forms.CharField(
        label="Hệ thống dùng mã", max_length=LABEL_LENGTH, help_text="Ví dụ: Cổng dữ liệu mở của thành phố."
    )
    may_write = forms.BooleanField(
        label="Được ghi số liệu vào báo cáo của đơn vị",
        required=False,
        help_text="Không đánh dấu thì hệ thống kia chỉ đọc được số đã duyệt.",
    )


def unit_opened(request: UserRequest, unit_pk: int) -> Unit:
    """A unit whose opening or keys are the person's business; else 404, or 403."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not can_open(request.user, unit) and not can_make_keys(request.user, unit):
        raise PermissionDenied
    return unit


@require_safe
def opening_page(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = unit_opened(request, unit_pk)
    return render(request, "indicators/opening.html", _context(request, unit))


def adds_up_units(unit: Unit) -> bool:
    """Whether the unit's figures are those of units under it: it has no yearly sheet of its own."""
    version = unit.versions.order_by("valid_from").last()
    return version is not None and is_above(version.kind, UnitKind.WARD)


def _context(request: UserRequest, unit: Unit) -> dict[str, Any]:
    address = reverse("opening:newest", args=[unit.key])
    years = years_of(unit)
    asked = {"dataSet": ANNUAL, "period": years[0] if years else timezone.localdate().year - 1, "orgUnit": unit.key}
    if sums := adds_up_units(unit):
        asked["children"] = "true"
    return {
        "unit": unit,
        "is_open": is_open(unit),
        "years": years,
        "address": address,
        "whole_address": request.build_absolute_uri(address),
        "api_example": request.build_absolute_uri(reverse("data-value-sets", query=asked)),
        "sums": sums,
        "log": Opening.objects.filter(unit=unit).select_related("switched_by")[:10],
        "keys": ApiKey.objects.filter(unit=unit).select_related("person", "revoked_by"),
        "may_open": can_open(request.user, unit),
        "may_make": can_make_keys(request.user, unit),
        "today": timezone.localdate(),
    }


@require_POST
def opening_switch(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = unit_opened(request, unit_pk)
    if not can_open(request.user, unit):
        raise PermissionDenied
    back = reverse("indicators:opening", args=[unit.pk])
    wanted = request.POST.get("mo") == "1"
    if wanted:
        years = len(years_of(unit))
        sentence = (
            f"Sẽ công khai số đã duyệt của {unit}, {years} năm, cho mọi người xem không cần đăng nhập: tỉ lệ, số đếm, "
            "không tên người, số nhỏ được giữ lại. Báo cáo chưa duyệt không bao giờ hiện ra."
        )
        title = "Công khai số liệu"
    else:
        sentence = (
            f"Sẽ tắt trang công khai của {unit}: địa chỉ đã gửi cho người dân, báo chí và các tệp CSV, JSON ở đó không "
            "mở được nữa. Mã truy cập vẫn dùng được; mở lại lúc nào cũng được."
        )
        title = "Tắt trang công khai"
    asked = ask_first(request, sentence, back=back, title=title, context={"parent": "Công khai"})
    try:
        tried(lambda: switch_opening(unit, wanted, by=request.user, at=timezone.now()), asked)
    except Refused as reason:
        return refused(request, reason, back=back)
    if asked:
        return asked
    messages.success(request, "Đã mở trang công khai." if wanted else "Đã tắt trang công khai.")
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
def key_make(request: UserRequest, unit_pk: int) -> HttpResponse:
    """The key's words are on the page that follows the press, and nowhere else ever again."""
    unit = unit_opened(request, unit_pk)
    if not can_make_keys(request.user, unit):
        raise PermissionDenied
    back = reverse("indicators:opening", args=[unit.pk])
    form = KeyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            key, words = make_key(unit, **form.cleaned_data, by=request.user, at=now, on=timezone.localdate(now))
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            made = {"made": key, "words": words}
            return shown_once(request, "indicators/key_made.html", _context(request, unit) | made, again=back)
    context = {
        "form": form,
        "title": f"Lập mã truy cập cho số liệu của {unit}",
        "back": back,
        "parent": "Công khai, mã truy cập",
        "lead": "Mã để một hệ thống khác đọc số đã duyệt, hoặc ghi số vào báo cáo, để không ai phải gõ lại. "
        "Mã chỉ hiện một lần sau khi lập; mất thì thu hồi rồi lập mã khác.",
        "button": "Lập mã",
    }
    return render(request, "components/form.html", context, status=status_of(form if form.is_bound else None))


@require_POST
def key_revoke(request: UserRequest, pk: int) -> HttpResponse:
    keys = ApiKey.objects.filter(unit__in=Unit.objects.visible_to(request.user)).select_related("unit")
    key = get_object_or_404(held(request, keys), pk=pk)
    if not can_make_keys(request.user, key.unit) and not can_open(request.user, key.unit):
        raise PermissionDenied
    back = reverse("indicators:opening", args=[key.unit_id])
    sentence = f"Sẽ thu hồi mã “{key}”: hệ thống đang dùng mã này bị từ chối ngay. Việc này không lấy lại được."
    asked = ask_first(request, sentence, back=back, title="Thu hồi mã truy cập", context={"parent": "Công khai"})
    try:
        tried(lambda: revoke_key(key, by=request.user, at=timezone.now()), asked)
    except Refused as reason:
        return refused(request, reason, back=back)
    if asked:
        return asked
    messages.success(request, "Đã thu hồi mã.")
    return redirect(back)
