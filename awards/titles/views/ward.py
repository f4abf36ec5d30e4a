"""The ward's pages: where each role begins, its year by khu phố, and the proposal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.titles import permissions, workflow
from awards.titles.criteria import procedure_for, set_for, unverified
from awards.titles.enums import STEPS, ManagingLevel, NominationState
from awards.titles.forms import PaperForm
from awards.titles.kinds import TitleKind
from awards.titles.models import Nomination, Proposal
from awards.titles.overview import WardYear, ward_year
from awards.titles.querysets import NominationQuerySet
from awards.titles.returns import returns_of
from awards.titles.rules.procedure import due_on
from awards.titles.views.common import kind_or_404, rule_to_choose, ward_or_404, year_or_404
from awards.titles.workflow.machinery import WORK
from hocTap.lib import vi
from hocTap.lib.answers import act, posted, refused
from hocTap.lib.steps import Refused
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from units import numbering
from units.enums import Role
from units.http import UserRequest
from units.models import Unit, UnitVersion
from units.standing import Lives

S = NominationState
RUNNING = ~Q(state=S.UNREGISTERED)
"""Registered, and not taken back."""


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Where each role begins: the officer at the ward's year, the approver at what waits."""
    today = timezone.localdate()
    for role, name in ((Role.WARD_OFFICER, "titles:ward-year"), (Role.TITLE_APPROVER, "titles:approval")):
        units = request.user.units_as(role)
        if units and role == Role.WARD_OFFICER:
            return redirect(name, units[0], next(iter(TitleKind)), _latest_year(units[0], today.year))
        if units:
            return redirect(name)
    if request.user.units_as(Role.DISTRICT_OFFICE, Role.READER):
        return redirect("titles:decision-list")
    return redirect("titles:criteria-list")


def _latest_year(ward_pk: int, this_year: int) -> int:
    """The latest year in which the ward registered anybody, else this one, or its own last."""
    latest = Nomination.objects.filter(ward=ward_pk).order_by("-year").values_list("year", flat=True).first()
    ended = UnitVersion.objects.filter(unit=ward_pk).last_day()
    return latest or (ended.year if ended else this_year)


@require_safe
def year(request: UserRequest, ward_pk: int, kind: str, year: int) -> HttpResponse:
    title = kind_or_404(kind)
    ward, standing = ward_or_404(request.user, ward_pk, title, year)
    today = timezone.localdate()
    overview = ward_year(ward, standing, title, year, today)
    if wants_xlsx(request):
        return _sums_out(request, overview)
    lives = Lives([ward.pk] if standing.valid_to else [])
    last = lives.ended_before(ward.pk, today)
    frame = _frame(title, year, ward)
    context = {
        "overview": overview,
        "excel": xlsx_url(request) if overview.lines else "",
        "standing": standing,
        "kinds": TitleKind,
        "years": range((last.valid_to if last and last.valid_to else today).year, 2013, -1),
        "states": STEPS,
        "ended": lives.over(ward.pk, min(today, dt.date(year, 12, 31)), WORK),
        "may_work": permissions.can_work(request.user, ward.pk),
        "paper_form": PaperForm(),
        "own": _of_ward(ward, title, year).filter(RUNNING).select_related("decision").first()
        if title.holders.is_ward
        else None,
        "proposals": _proposals(ward, title, year),
        "returns": returns_of(_of_ward(ward, title, year)),
        "illustrative": overview.illustrative,
        **frame,
        **rule_to_choose(request.user, [frame["criteria"]] if "criteria" in frame else []),
    }
    return render(request, "awards/titles/ward_year.html", context)


def _sums_out(request: UserRequest, overview: WardYear) -> HttpResponse:
    """The ward's year as a workbook: sums by khu phố, no names."""
    heads = ("Khu phố, thôn, ấp", "Việc tiếp theo", "Trong sổ", "Chưa đăng ký", *(words for _, words in STEPS))
    rows = [(line.name, line.next_step[1], line.candidates, line.unregistered, *line.cells) for line in overview.lines]
    total = ("Cộng", "", overview.candidates, overview.unregistered, *overview.totals)
    name = f"{overview.kind.label} {overview.year} {overview.standing.name}"
    return export_rows(request, name, heads, lambda: [*rows, total], len(rows))


def _proposals(ward: Unit, kind: TitleKind, year: int) -> list[Proposal]:
    """What the ward sent up in the year, with how many are with the approver and how many were decided on."""
    held = Count("nominations")
    waiting = Count("nominations", filter=Q(nominations__state=S.PROPOSED))
    found = Proposal.objects.filter(ward=ward, kind=kind, year=year).annotate(held=held, waiting=waiting)
    return list(found.select_related("by", "recalled_by").order_by("-at", "-pk"))


@require_POST
def register(request: UserRequest, ward_pk: int, year: int) -> HttpResponse:
    """The commune registers itself for the title of its level."""
    ward, standing = ward_or_404(request.user, ward_pk, TitleKind.WARD, year)
    if not permissions.can_work(request.user, ward.pk):
        raise PermissionDenied
    try:
        made = workflow.register_unit(ward, year, by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=reverse("titles:ward-year", args=[ward_pk, TitleKind.WARD, year]))
    messages.success(request, f"Đã đăng ký {TitleKind.WARD.label} năm {year} cho {standing.name}.")
    return redirect(made)


def _frame(kind: TitleKind, year: int, ward: Unit) -> dict[str, Any]:
    """The criteria and the deadline of the page's year, or why there are none."""
    level = ManagingLevel.WARD if kind.holders.managed_by_level else ""
    try:
        criteria = set_for(kind, year, ward.pk, level)
        _, last = year_or_404(year)
        rule = procedure_for(kind, min(last, timezone.localdate()), ward.pk, level)
    except Refused as reason:
        return {"no_criteria": str(reason)}
    due = due_on(year, rule.due_day, rule.due_month, next_year=rule.due_next_year)
    return {
        "criteria": criteria,
        "unverified": unverified(criteria),
        "procedure": rule,
        "due": due,
    }


def _of_ward(ward: Unit, kind: TitleKind, year: int) -> NominationQuerySet:
    return Nomination.objects.in_year(kind, year).filter(ward=ward)


def _out_of_order(ward: Unit, data: dict[str, Any]) -> str:
    """A sentence when number and day do not go with the ward's other tờ trình."""
    symbol: str = data.get("symbol") or Proposal._meta.get_field("symbol").get_default()
    return numbering.out_of_order(numbering.Number(ward.pk, symbol, data["number"], data["day"]))


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: UserRequest, ward_pk: int, kind: str, year: int) -> HttpResponse:
    """Send all that the ward appraised up, with one written proposal."""
    title = kind_or_404(kind)
    ward, standing = ward_or_404(request.user, ward_pk, title, year)
    if not permissions.can_work(request.user, ward.pk):
        raise PermissionDenied
    back = reverse("titles:ward-year", args=[ward_pk, kind, year])
    pks = list(_of_ward(ward, title, year).filter(state=S.APPRAISED).values_list("pk", flat=True))
    what = f"{vi.whole(len(pks))} {title.holder} của {standing.name} đã thẩm định, xét {title.label} năm {year}"

    def send(data: dict[str, Any]) -> str:
        workflow.propose(pks, workflow.Paper(**data), by=request.user, at=timezone.now())
        return back

    return act(
        request,
        PaperForm(posted(request)),
        send,
        title=f"Trình {title.label} năm {year}",
        lead=f"Trình {what}.",
        back=back,
        done=f"Đã trình {what}.",
        button="Trình",
        ask=lambda data: (
            f"{_out_of_order(ward, data)} Sẽ trình {what}, theo tờ trình số {data['number']} ngày "
            f"{vi.day(data['day'])}. Sau đó chỉ sửa được khi người xét trả lại."
        ).strip(),
    )
