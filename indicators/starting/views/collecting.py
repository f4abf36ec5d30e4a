"""Forms and periods for all the years at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hocTap.lib import catalogue, vi
from hocTap.lib.answers import act, posted
from hocTap.lib.refusals import Refused
from indicators.models import Period
from indicators.rules.periods import UsualPeriod
from indicators.starting import collecting
from indicators.starting.forms import (
    CollectingForm,
)
from indicators.starting.missing import is_late
from indicators.starting.views.common import framed, started
from indicators.workflow.periods import missing, set_deadline
from units.http import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: UserRequest, pk: int) -> HttpResponse:
    """Forms and periods for all the years at once."""
    unit, kept = started(request, pk)
    if request.method == "POST" and "catalogue" in request.POST:
        collecting.load_catalogue()
        return redirect("starting:collecting", pk)
    forms = collecting.newest_forms()
    chosen = list(kept.forms.all()) if not kept._state.adding else []
    initial = {"forms_": chosen or forms[:1], "first": kept.first_year, "last": kept.last_year}
    form = CollectingForm(posted(request), forms_=forms, initial=initial)
    made: list[Any] = []
    today = timezone.localdate()

    def late(data: dict[str, Any]) -> list[Period]:
        return collecting.late_periods(asked(data), today) if data["late_due"] else []

    def asked(data: dict[str, Any]) -> list[UsualPeriod]:
        facts = {"days_after": data["days_after"], "at_the_end": data["opens"] == "end"}
        usual = collecting.periods_for(list(data["forms_"]), data["first"], data["last"], **facts)
        return collecting.put_off(usual, data["late_due"], today)

    def do(data: dict[str, Any]) -> str:
        begun = collecting.start(unit, data["first"], data["last"], by=request.user, now=timezone.now())
        new_day = late(data)
        made.extend(collecting.open_for(asked(data)))
        catalogue.keep_added(*made, by=request.user, at=timezone.now(), reason="Bắt đầu thu số liệu")
        if new_day:
            before = catalogue.seen(*new_day)
            set_deadline(new_day, data["late_due"])
            edits = catalogue.compared(before, catalogue.seen(*new_day))
            catalogue.keep(edits, by=request.user, at=timezone.now(), reason="Đặt hạn mới khi bắt đầu thu số liệu")
        begun.forms.set(data["forms_"])
        collecting.switch_on(unit, data["forms_"], data["first"], by=request.user, at=timezone.now())
        return reverse("starting:people", args=[pk])

    def ask(data: dict[str, Any]) -> str:
        if data["first"] > data["last"]:
            raise Refused("Năm cuối không được trước năm đầu.")
        new = missing(asked(data))
        told = [opening_words(each, today) for each in new]
        if new:
            told.insert(0, f"Sẽ mở {vi.whole(len(new))} kỳ; kỳ đã có giữ nguyên:")
        if changed := late(data):
            told.append(
                f"Sẽ đặt hạn mới {vi.day(data['late_due'])} cho {vi.whole(len(changed))} kỳ đã có, hạn cũ đã qua:"
            )
            told += [f"{each.label}: hạn cũ {vi.day(each.due_on)}" for each in changed]
        if over := sum(is_late(each.due_on, today) for each in new):
            told.append(
                f"{vi.whole(over)} kỳ có hạn gửi đã qua: vừa mở là quá hạn. Muốn hạn khác, hãy quay lại và ghi vào ô "
                "“Hạn mới cho các kỳ đã qua hạn”."
            )
        return "\n".join(told)

    return act(
        request,
        form,
        do,
        title="Biểu và kỳ",
        back=reverse("starting:units", args=[pk]),
        done=lambda: f"Đã mở {vi.whole(len(made))} kỳ." if made else "Các kỳ đã có đủ.",
        template="starting/collecting.html",
        context=framed(request, unit, "collecting", forms=forms, parent="Đơn vị báo cáo"),
        ask=ask,
    )


def opening_words(each: UsualPeriod, today: dt.date) -> str:
    """A period that will be opened, with its days; a deadline that is over says so."""
    over = " (đã qua)" if each.due_on < today else ""
    return (
        f"{each.label}: {vi.day(each.starts_on)} – {vi.day(each.ends_on)}, mở nhập từ "
        f"{vi.day(each.opens_on or each.starts_on)}, hạn gửi {vi.day(each.due_on)}{over}"
    )
