"""What waits for a person, the list of sheets, and a district's overview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hocTap.lib.prepared import Prepared
from hocTap.lib.steps import number_in
from hocTap.lib.tables import export_rows, export_xlsx, show_page, wants_xlsx, xlsx_url
from hocTap.lib.waiting import UNHURRIED, Waiting, grouped, number_of, waiting_for
from indicators.filters import SubmissionFilter
from indicators.models import Form, Period, Submission, Value
from indicators.next_steps import next_steps
from indicators.optional import forms_shown
from indicators.overview import build_overview, is_its_own_sheet
from indicators.permissions import can_enter_totals, can_start
from indicators.prepared import overview_rates, overview_rows, overview_values
from indicators.scorecard.leading import how_we_stand
from indicators.starting.beginning import is_empty
from indicators.tables import SubmissionTable
from indicators.views.review import visible
from indicators.work import beside_of
from units.counted import Counted, told
from units.enums import Role
from units.http import UserRequest
from units.models import Unit, UnitVersion, User
from units.notices.workflow import unread
from units.permissions import can_administer

SHEETS_A_PAGE = 25

Chosen = TypeVar("Chosen", Form, Period)


def home(request: UserRequest, *, leads: Callable[[Unit], object]) -> HttpResponse:
    """What waits for the person; where nobody can work yet, the administrator is led to the guide.

    `leads` gives the leader's page of a unit, which whoever only reads finds here at once.
    """
    if can_administer(request.user) and is_empty():
        return redirect("starting:start")
    today = timezone.localdate()
    found = waiting_for(request.user, today)
    number = number_of(found)
    beside = beside_of(request.user)
    mine = beside.offices[0] if beside.offices else _own_unit(request.user)
    context = {
        "mine": mine,
        "leading": leads(mine) if mine and request.user.only_reads else None,
        "stands": how_we_stand(mine) if mine and not request.user.only_reads else "",
        "groups": grouped(found, today),
        "number": number,
        "to_fill": any(each.sends or each.state for each in found),
        "beside": beside,
        "next": [] if hurries(found, today) or request.user.only_reads else next_steps(request.user),
    }
    answer = render(request, "indicators/home.html", context)
    return told(answer, request.user, Counted(number, timezone.now(), unread(request.user)))


def hurries(found: Iterable[Waiting], today: dt.date) -> bool:
    """Whether anything of it is to be done now, and not just when there is time."""
    return any(each.urgency(today) not in UNHURRIED for each in found)


def _own_unit(user: User) -> Unit | None:
    """The unit whose figures the person keeps, or for whose titles the person answers."""
    kept = user.units_as(Role.WARD_OFFICER) or user.units_as(Role.TITLE_APPROVER)
    return next(OWN.rows(kept), None) if kept else None


OWN = Prepared(lambda units: Unit.objects.filter(pk__in=units).prefetch_related("versions").order_by("pk")[:1])


@require_safe
def submission_list(request: UserRequest) -> HttpResponse:
    narrowed = SubmissionFilter(request.GET, queryset=visible(request.user), request=request)
    table = SubmissionTable(narrowed.qs if narrowed.is_valid() else narrowed.queryset.none())  # type: ignore[no-untyped-call]
    show_page(request, table, SHEETS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "bao-cao-so-lieu")
    return render(request, "indicators/submission_list.html", {"filter": narrowed, "table": table})


STANDING = ("Đơn vị", "Trạng thái", "Ô đã điền", "Ô phải điền", "Kiểm tra", "Gửi lúc", "Quá hạn (ngày)")


@require_safe
def overview(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not may_look_over(request, unit):
        raise PermissionDenied
    today = timezone.localdate()
    forms, form, periods, period = chosen_of(request, today, unit)
    if form is None or period is None:
        return render(request, "indicators/overview_empty.html", {"unit": unit, "form": form, "forms": forms})
    page, whole = number_in(request.GET.get("page")) or 1, wants_xlsx(request)
    found = build_overview(unit, form, period, periods, user=request.user, today=today, page=page, whole=whole)
    if whole:
        heads = (*STANDING, *(each.label for each in found.periods))
        name = f"Tình hình báo cáo {period.label}"
        return export_rows(request, name, heads, lambda: map(overview_values, found.lines), len(found.lines))
    its_own = is_its_own_sheet(found)
    context = {
        "excel": xlsx_url(request),
        "overview": found,
        "rows": overview_rows(found),
        "forms": forms,
        "all_periods": periods,
        "rates": overview_rates(found),
        "may_enter_totals": can_enter_totals(request.user, unit),
        "its_own": its_own,
        "may_start": its_own and can_start(request.user, unit, form),
        "own_unchecked": any(
            line.submission and line.submission.own_approval and not line.submission.checked_at for line in found.lines
        ),
        "decides": not request.user.units_as(Role.READER) or may_oversee(request, unit),
    }
    return render(request, "indicators/overview.html", context)


def chosen_of(
    request: UserRequest, today: dt.date, unit: Unit, *, filled: bool = False
) -> tuple[list[Form], Form | None, list[Period], Period | None]:
    """The form and the period that an office's page is asked for, each among those to choose from.

    Where no period is asked for, it is the newest one in which the unit stood: of one that is no more, its last.
    `filled`: of those the newest of which anybody under the unit wrote a figure, if there is any.
    """
    forms = forms_shown(unit, Form.objects.all())
    form = _chosen(forms, request.GET.get("bieu"))
    if form is None:
        return forms, None, [], None
    begun = UnitVersion.objects.filter(unit=unit, valid_from__lte=OuterRef("ends_on"))
    stood = Exists(begun.exclude(valid_to__lt=OuterRef("starts_on")))
    opened = Period.objects.of_kind(form.period_kind).opened(today)
    periods: list[Any] = list(opened.annotate(stood=stood).order_by("-starts_on"))
    stands = [each for each in periods if each.stood]
    proposed = next(iter(stands), None)
    if filled and not request.GET.get("ky"):
        last = _last_filled(unit, form)
        proposed = next((each for each in stands if each.pk == last), proposed)
    wanted = request.GET.get("ky") or (str(proposed.pk) if proposed else None)
    return forms, form, periods, _chosen(periods, wanted)


def _last_filled(unit: Unit, form: Form) -> int | None:
    """The newest period of which a sheet of the form under the unit holds a figure. One query."""
    sheets = Submission.objects.below(unit).filter(form__code=form.code)
    written = sheets.filter(Exists(Value.objects.filled().filter(submission=OuterRef("pk"))))
    return written.order_by("-period__starts_on").values_list("period", flat=True).first()


def _chosen(among: list[Chosen], wanted: str | None) -> Chosen | None:
    """The one asked for by its id, the first when none is asked for; a forged id is not found."""
    if not wanted:
        return among[0] if among else None
    found = next((each for each in among if each.pk == number_in(wanted)), None)
    if found is None:
        raise Http404
    return found


def may_oversee(request: UserRequest, unit: Unit) -> bool:
    """The office of the unit, or of a unit above it, oversees what stands under it."""
    return _stands_over(unit, request.user.units_as(Role.DISTRICT_OFFICE))


def may_look_over(request: UserRequest, unit: Unit) -> bool:
    """Whoever oversees the unit looks over it, and so does a reader (lãnh đạo) of it or of a unit above."""
    return _stands_over(unit, request.user.units_as(Role.DISTRICT_OFFICE, Role.READER))


def _stands_over(unit: Unit, offices: list[int]) -> bool:
    return unit.lines_up.filter(ancestor__in=offices).exists()
