"""Which units report to the office, and what is written of one put right."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from indicators.starting.forms import (
    BLANK_ROWS,
    UnitForm,
    UnitsGrid,
)
from indicators.starting.reporting import TypedUnit, add_units, correct_unit, reporting, span_of
from indicators.starting.views.common import framed, started
from units import words
from units.changes import MOST_SHOWN, changes_of
from units.http import UserRequest
from units.models import Unit, UnitVersion

REPORTING = ("Tên", "Từ ngày", "Đến hết ngày", "Căn cứ")


def _days_of(version: UnitVersion) -> tuple[str, object, object]:
    since = "không rõ" if version.start_unknown else version.valid_from
    return version.name, since, version.valid_to or "đến nay"


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: UserRequest, pk: int) -> HttpResponse:
    """Which units report to us: those of the tree, and a grid for those that it lacks."""
    unit, kept = started(request, pk)
    first, last = span_of(kept.first_year, kept.last_year)
    there = reporting(unit, first, last)
    if wants_xlsx(request):
        rows = [(*_days_of(each.version), each.version.decision) for each in there]
        return export_rows(request, f"Đơn vị báo cáo {unit}", REPORTING, lambda: rows, len(rows))
    form = UnitsGrid(posted(request), rows=BLANK_ROWS)
    here = reverse("starting:units", args=[pk])
    after = reverse("starting:collecting", args=[pk])
    added: list[Unit] = []

    def do(data: dict[str, Any]) -> str:
        rows = [
            TypedUnit(row["ten"], row["tu"], row["den"], row["can_cu"] or "", f"Dòng {number}")
            for number, row in form.typed(data)
        ]
        if not rows:
            return after
        added.extend(add_units(unit, rows, first=first, last=last, by=str(request.user)))
        return here if "stay" in request.POST else after

    return act(
        request,
        form,
        do,
        title="Đơn vị báo cáo",
        back=reverse("starting:start"),
        done=lambda: f"Đã ghi {vi.whole(len(added))} đơn vị." if added else "Không có đơn vị mới.",
        template="starting/units.html",
        context=framed(
            request,
            unit,
            "units",
            there=there,
            excel=xlsx_url(request),
            assumed=[each.version for each in there if each.version.assumed_on(first)],
            counted=words.counted([each.version for each in there]),
            own=[each.unit_id for each in there] == [unit.pk],
            start=kept,
            level=(unit.versions.order_by("-valid_from").values_list("kind", flat=True).first()),
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit_correct(request: UserRequest, pk: int, version: int) -> HttpResponse:
    """What is written of one of the units, put right."""
    unit, _ = started(request, pk)
    rows = UnitVersion.objects.filter(Q(unit__lines_up__ancestor=unit) | Q(unit=unit))
    found_ = get_object_or_404(held(request, UnitVersion.objects.filter(pk__in=rows.values("pk"))), pk=version)
    back = reverse("starting:units", args=[pk])

    def do(data: dict[str, Any]) -> str:
        facts = {name: data[name] for name in ("name", "first", "last", "decision")}
        correct_unit(found_, by=request.user, at=timezone.now(), **facts)
        return back

    return act(
        request,
        UnitForm(posted(request), version=found_),
        do,
        title=f"Sửa {found_.name}",
        back=back,
        done="Đã sửa.",
        lead="Chỉ sửa khi danh mục ghi sai. Đổi tên, sáp nhập là thay đổi của đơn vị, ghi ở trang Quản trị.",
        template="starting/unit.html",
        context={"parent": "Đơn vị báo cáo", "changes": changes_of(found_)[:MOST_SHOWN]},
    )
