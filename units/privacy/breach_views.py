"""Pages of breaches of personal data: what is due within 72 hours, the notice, its paper, what became of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted
from hocTap.lib.dresses import pdf_or_word
from units.enums import BreachOutcome
from units.http import UserRequest
from units.models import DataBreach
from units.naming import full_name, full_names, latest_names
from units.privacy import workflow
from units.privacy.forms import BreachEditForm, BreachForm, EndForm
from units.privacy.permissions import can_open
from units.privacy.registry import Kept, kept
from units.querysets import DataBreachQuerySet
from units.succession import answering_for
from units.words import joined

MOST_LISTED = 200
LIST = "Vi phạm dữ liệu cá nhân"
asked = require_http_methods(["GET", "HEAD", "POST"])


def refuse_others(request: UserRequest) -> None:
    if not can_open(request.user):
        raise PermissionDenied("Trang này dành cho cơ quan phụ trách và người quản trị.")


def seen_by(request: UserRequest) -> DataBreachQuerySet:
    refuse_others(request)
    return DataBreach.objects.visible_to(request.user)


def breach_of(request: UserRequest, pk: int) -> DataBreach:
    return get_object_or_404(held(request, seen_by(request).select_related("unit", "ended_by")), pk=pk)


def counted(breach: DataBreach) -> list[tuple[Kept, int]]:
    """Whose data and how many records, in the order of the register."""
    return [(each, breach.numbers[each.name]) for each in kept() if each.name in breach.numbers]


def facts_of(breach: DataBreach) -> dict[str, Any]:
    """What the page and the paper of a notice both say."""
    return {"breach": breach, "unit": answering(breach), "counted": counted(breach), "now": timezone.now()}


def answering(breach: DataBreach) -> str:
    """Whose data it is; of a unit that is no more also who answers for it: "Phường 5 (đã kết thúc; … trả lời)"."""
    unit, heirs = full_name(breach.unit), answering_for(breach.unit_id, timezone.localdate()).units
    if breach.unit_id in heirs or not heirs:
        return unit
    names = joined(sorted(latest_names(heirs).values()))
    return f"{unit} (đã kết thúc; {names} trả lời, thông báo)"


@require_safe
def breach_list(request: UserRequest) -> HttpResponse:
    """What waits for its notice, the earliest first, then what is over."""
    rows = seen_by(request)
    waiting = list(rows.waiting().order_by("notice_by", "pk")[:MOST_LISTED])
    over = list(rows.exclude(outcome="")[:MOST_LISTED])
    names = full_names({each.unit_id for each in (*waiting, *over)})
    context = {
        "waiting": [(each, names[each.unit_id]) for each in waiting],
        "over": [(each, names[each.unit_id]) for each in over],
    }
    return render(request, "units/privacy/breach_list.html", context)


@asked
def breach_add(request: UserRequest) -> HttpResponse:
    refuse_others(request)
    form = BreachForm(posted(request), user=request.user)

    def do(data: dict[str, Any]) -> str:
        made = workflow.record(data["unit"], form.known_at, form.notice, by=request.user, at=timezone.now())
        return made.get_absolute_url()

    return act(
        request,
        form,
        do,
        title="Ghi vi phạm dữ liệu cá nhân",
        back=reverse("privacy:breach-list"),
        done="Đã ghi. In thông báo, ký, gửi; rồi bấm “Ghi kết quả”.",
        lead="Ghi ngay khi biết, kể cả khi chưa rõ hết; sửa được đến khi gửi. Hạn thông báo là 72 giờ từ lúc biết.",
        context={"parent": LIST},
    )


@require_safe
def breach_detail(request: UserRequest, pk: int) -> HttpResponse:
    breach = breach_of(request, pk)
    context = facts_of(breach) | {"steps": breach.steps.select_related("by")}
    return render(request, "units/privacy/breach_detail.html", context)


@asked
def breach_edit(request: UserRequest, pk: int) -> HttpResponse:
    breach = breach_of(request, pk)
    form = BreachEditForm(posted(request), breach=breach)

    def do(data: dict[str, Any]) -> str:
        workflow.edit(breach, form.known_at, form.notice, by=request.user, at=timezone.now())
        return breach.get_absolute_url()

    return act(
        request,
        form,
        do,
        title="Sửa thông báo vi phạm",
        back=breach.get_absolute_url(),
        done="Đã ghi.",
        lead=f"Hạn thông báo: trước {vi.moment(breach.notice_by)}.",
        context={"parent": f"Vi phạm số {breach.pk}"},
    )


@asked
def breach_end(request: UserRequest, pk: int) -> HttpResponse:
    breach = breach_of(request, pk)
    form = EndForm(posted(request))

    def do(data: dict[str, Any]) -> str:
        by, at = request.user, timezone.now()
        if data["outcome"] == BreachOutcome.SENT:
            sent = {"sent_at": form.sent_at, "paper": data["paper"], "because": data["because"]}
            workflow.send(breach, **sent, by=by, at=at)
        else:
            workflow.drop(breach, because=data["because"], by=by, at=at)
        return breach.get_absolute_url()

    return act(
        request,
        form,
        do,
        title="Ghi kết quả thông báo vi phạm",
        back=breach.get_absolute_url(),
        done="Đã ghi kết quả.",
        lead=f"Hạn thông báo: trước {vi.moment(breach.notice_by)}.",
        context={"parent": f"Vi phạm số {breach.pk}"},
        ask=lambda data: f"Sẽ ghi “{BreachOutcome(data['outcome']).label}”; nội dung thông báo từ đó không sửa được.",
    )


@require_safe
def breach_print(request: UserRequest, pk: int) -> HttpResponse:
    """The notice on paper or in Word, to be signed and sent."""
    breach = breach_of(request, pk)
    html = render_to_string("units/privacy/print/breach.html", facts_of(breach))
    return pdf_or_word(request, html, f"thong-bao-vi-pham-du-lieu-{breach.pk}", "office-print.css")
