"""Pages of a commune's khu phố, thôn, ấp: the list on a day, the grid, changes, new names, corrections, undoing."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import resting, vi
from hocTap.lib.answers import act, posted
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units.communities import registry, workflow
from units.communities.enums import CommunityAct
from units.communities.forms import ChangeForm, CorrectionForm, GridForm, RenameForm, UndoForm
from units.communities.permissions import can_keep, keeps_names
from units.communities.reading import became, came_from, still_standing
from units.communities.rules import WORDS, Fate, Verdict
from units.communities.tables import CommuneTable, CommunityTable
from units.enums import UnitKind
from units.forms import DayForm
from units.http import UserRequest
from units.models import CommunityStep, Unit, UnitVersion
from units.querysets import standing
from units.words import counted, in_text, kinds_word, named

ROWS_A_PAGE = 200
STEPS_SHOWN = 30
NAMED = 8
NOT_YOURS = "Chỉ cán bộ, cơ quan phụ trách của chính phường, xã này và người quản trị mới ghi danh sách này."
SHOWN = (("", "đang có vào ngày này"), ("het", "đã kết thúc trước ngày này"))


def _unit(request: UserRequest, pk: int) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)


def _own(request: UserRequest, pk: int) -> Unit:
    """The commune, for those who keep its list."""
    unit = _unit(request, pk)
    if not can_keep(request.user, unit):
        raise PermissionDenied(NOT_YOURS)
    return unit


def _address(ward: Unit, page: str = "list", *more: int) -> str:
    return reverse(f"units:community-{page}", args=[ward.pk, *more])


def _latest(unit: Unit) -> UnitVersion:
    return unit.versions.latest("valid_from")


@require_safe
def community_list(request: UserRequest, pk: int) -> HttpResponse:
    """The list of a commune; an office above is led to that of its communes."""
    unit = _unit(request, pk)
    latest = _standing_last(unit)
    if latest.kind != UnitKind.WARD:
        return redirect("units:community-overview", unit.pk)
    form = DayForm(request.GET)
    if not form.is_valid():
        return _not_a_day(request, form, unit, latest)
    return _communities(request, unit, latest, form, _day(form, latest))


@require_safe
def community_overview(request: UserRequest, pk: int) -> HttpResponse:
    """An office's communes, each with how many communities stand under it on the day."""
    unit = _unit(request, pk)
    latest = _standing_last(unit)
    if latest.kind == UnitKind.WARD:
        return redirect("units:community-list", unit.pk)
    form = DayForm(request.GET)
    if not form.is_valid():
        return _not_a_day(request, form, unit, latest)
    day = _day(form, latest)
    below = UnitVersion.objects.below(unit, day).of_kind(UnitKind.WARD)
    among = UnitVersion.objects.on(day).of_kind(UnitKind.COMMUNITY)
    table = CommuneTable(below.counting_children(among))  # type: ignore[no-untyped-call]
    show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, f"Khu phố thôn ấp {day:%d-%m-%Y}")
    table.export_url = xlsx_url(request)
    context = {"form": form, "unit": unit, "title": _title(latest), "day": day, "table": table}
    return render(request, "units/communities/list.html", context)


def _standing_last(unit: Unit) -> UnitVersion:
    """The unit as it last was; a khu phố has no list of its own."""
    latest = unit.versions.order_by("valid_from").last()
    if latest is None or latest.kind == UnitKind.COMMUNITY:
        raise Http404
    return latest


def _day(form: DayForm, latest: UnitVersion) -> dt.date:
    """The day asked for, else today or the last day of the unit."""
    asked: dt.date | None = form.cleaned_data["ngay"]
    return asked or min(timezone.localdate(), latest.valid_to or dt.date.max)


def _not_a_day(request: UserRequest, form: DayForm, unit: Unit, latest: UnitVersion) -> HttpResponse:
    context = {"form": form, "unit": unit, "title": _title(latest)}
    return render(request, "units/communities/list.html", context, status=HTTPStatus.BAD_REQUEST)


def _title(latest: UnitVersion) -> str:
    return f"Khu phố, thôn, ấp của {in_text(latest)}"


def _communities(request: UserRequest, ward: Unit, latest: UnitVersion, form: DayForm, day: dt.date) -> HttpResponse:
    over = request.GET.get("xem") == "het"
    everything = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(parent=ward)
    rows = everything.filter(valid_to__lt=day) if over else everything.filter(standing(day))
    may_keep = can_keep(request.user, ward)
    excluded = ("correct",) if over or not may_keep else ()
    table = CommunityTable(rows, exclude=excluded)  # type: ignore[no-untyped-call]
    records = show_page(request, table, ROWS_A_PAGE)
    shown = list(rows) if wants_xlsx(request) else records
    table.came, table.became = came_from(shown), became(shown)
    if wants_xlsx(request):
        return export_xlsx(table, f"Khu phố thôn ấp {named(latest)} {day:%d-%m-%Y}")
    table.export_url = xlsx_url(request)
    standing_now = everything.filter(standing(day)).order_by()
    context = {
        "form": form,
        "unit": ward,
        "title": _title(latest),
        "day": day,
        "table": table,
        "counted": counted(standing_now.only("name", "kind", "designation"), "khu phố, thôn, ấp"),
        "over": over,
        "shown": SHOWN,
        "may_keep": may_keep,
        "steps": ward.community_steps.select_related("by", "undone_by")[:STEPS_SHOWN],
        "left": _left(ward) if keeps_names(request.user, ward) else [],
        "start": _start(latest),
        "illustrative": any(record.source == "minh họa" for record in records),
    }
    return render(request, "units/communities/list.html", context)


def _start(latest: UnitVersion) -> str:
    """What the first list needs to know, while there is none."""
    return f"{named(latest)} có trong danh mục từ ngày {vi.day(latest.valid_from)}."


def _left(ward: Unit) -> list[tuple[str, registry.Left]]:
    """Communities that went into others, or gave parts away, and still hold somebody who was to be given a new one.

    One that ended with its ward, into no other, waits for the ward's hand-over instead.
    """
    ended = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(parent=ward, valid_to__lt=timezone.localdate())
    again = UnitVersion.objects.filter(standing(timezone.localdate())).order_by().values("unit")
    over = ended.exclude(unit__in=again)
    divided = ended.model.objects.filter(parent=ward, unit__links_out__whole=False)
    went = over.filter(unit__links_out__isnull=False)
    rows = ended.filter(Q(pk__in=went.order_by().values("pk"))) | divided
    names = dict(rows.order_by("valid_from").values_list("unit", "name"))
    found = registry.left(list(names)) if names else {}
    return [(names[unit], each) for unit, group in found.items() for each in group]


@require_http_methods(["GET", "HEAD", "POST"])
def community_grid(request: UserRequest, pk: int) -> HttpResponse:
    ward = _own(request, pk)
    latest, back = _latest(ward), _address(ward)
    context = {"parent": _title(latest), "kinds": WORDS, "ward": ward, "latest": latest}
    title = f"Ghi nhiều khu phố, thôn, ấp: {named(latest)}"
    form = GridForm(posted(request))
    if request.method == "POST" and form.wants_filling:
        shown = {"form": form.filled(), "title": title, "back": back, **context}
        return render(request, "units/communities/grid.html", shown)
    verdicts: list[Verdict] = []
    if request.method == "POST" and form.is_valid():
        verdicts = workflow.judge(ward, form.lines, timezone.localdate())
        for verdict in verdicts:
            if verdict.fate is Fate.REFUSED:
                form.refuse(verdict)

    def enter(_: dict[str, Any]) -> str:
        if workflow.enter(ward, form.lines, by=request.user, at=timezone.now()) is None:
            raise Refused("Tất cả các dòng đều đã có trong danh sách.")
        return back

    return act(
        request,
        form,
        enter,
        title=title,
        back=back,
        done="Đã ghi vào danh sách.",
        template="units/communities/grid.html",
        context=context,
        ask=lambda _: entering(latest, verdicts),
    )


def entering(latest: UnitVersion, verdicts: list[Verdict]) -> str:
    """What the grid will write, in numbers, and what a person should look at."""
    new = [each for each in verdicts if each.is_written]
    there = len([each for each in verdicts if each.fate is Fate.THERE])
    near = [each for each in new if each.fate is Fate.NEAR]
    lines = [f"Sẽ ghi {counted(new)} vào danh sách của {in_text(latest)}."] if new else ["Không có dòng nào mới."]
    if there:
        lines.append(f"{vi.whole(there)} dòng đã có trong danh sách, được bỏ qua.")
    lines += [f"{each.name}: {each.sentence}" for each in near[:NAMED]]
    if len(near) > NAMED:
        lines.append(f"Và {vi.whole(len(near) - NAMED)} dòng khác gần giống nơi đã có hoặc tên cũ.")
    return "\n".join(lines)


@require_http_methods(["GET", "HEAD", "POST"])
def community_change(request: UserRequest, pk: int) -> HttpResponse:
    ward = _own(request, pk)
    latest, back, choices = _latest(ward), _address(ward), still_standing(ward)
    form = ChangeForm(posted(request), workflow.edition_of(ward), choices)

    def change(_: dict[str, Any]) -> str:
        step = workflow.change(ward, form.asked, by=request.user, at=timezone.now())
        if step.act == CommunityAct.SPLIT and keeps_names(request.user, ward):
            for found in registry.left(form.asked.olds).values():
                return found[0].url
        return back

    return act(
        request,
        form,
        change,
        title=f"Nhập, chia, kết thúc {kinds_word(choices, 'khu phố, thôn, ấp')}",
        back=back,
        done="Đã ghi thay đổi.",
        template="units/communities/change.html",
        context={"parent": _title(latest), "kinds": WORDS, "ward": ward, "empty": not choices},
        ask=lambda _: workflow.sentence(workflow.plan(ward, form.asked, timezone.localdate())),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def community_rename(request: UserRequest, pk: int) -> HttpResponse:
    ward = _own(request, pk)
    latest, back, choices = _latest(ward), _address(ward), still_standing(ward)
    form = RenameForm(posted(request), workflow.edition_of(ward), choices)

    def rename(_: dict[str, Any]) -> str:
        workflow.change(ward, form.asked, by=request.user, at=timezone.now())
        return back

    return act(
        request,
        form,
        rename,
        title=f"Đổi tên, đánh số lại {kinds_word(choices, 'khu phố, thôn, ấp')}",
        back=back,
        done="Đã ghi tên mới.",
        template="units/communities/rename.html",
        context={"parent": _title(latest), "ward": ward},
        ask=lambda _: workflow.sentence(workflow.plan(ward, form.asked, timezone.localdate())),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def community_correct(request: UserRequest, pk: int, version: int) -> HttpResponse:
    ward = _own(request, pk)
    rows = UnitVersion.objects.of_kind(UnitKind.COMMUNITY).filter(parent=ward).select_related("unit")
    held = rows.select_for_update(of=("self",)) if request.method == "POST" else rows
    wrong = get_object_or_404(held, pk=version)
    form = CorrectionForm.of(wrong, posted(request))

    def correct(_: dict[str, Any]) -> str:
        workflow.correct(wrong, form.right, by=request.user, at=timezone.now())
        return _address(ward)

    return act(
        request,
        form,
        correct,
        title=f"Sửa chỗ ghi nhầm: {wrong.name}",
        back=_address(ward),
        done="Đã sửa.",
        lead="Chỉ dùng khi đã ghi sai. Nếu được đổi tên bằng văn bản, hãy dùng trang đổi tên để giữ tên cũ.",
        context={"parent": _title(_latest(ward))},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def community_undo(request: UserRequest, pk: int, step: int) -> HttpResponse:
    ward = _own(request, pk)
    found = get_object_or_404(ward.community_steps.exclude(act=CommunityAct.CORRECT), pk=step)

    def undo(given: dict[str, Any]) -> str:
        workflow.undo(found, given["reason"], by=request.user, at=timezone.now())
        return _address(ward)

    return act(
        request,
        UndoForm(posted(request)),
        undo,
        title=f"Hoàn tác: {found.get_act_display()}",
        back=_address(ward),
        done="Đã hoàn tác. Danh sách trở lại như trước việc đó.",
        lead=f"{found.summary}, từ ngày {vi.day(found.effective_on)}. Việc này và lần hoàn tác đều còn đọc được.",
        button="Hoàn tác",
        context={"parent": _title(_latest(ward))},
        ask=lambda _: undoing(found),
    )


def undoing(step: CommunityStep) -> str:
    """What an undoing does, and which documents rest on the days since."""
    words = f"Sẽ hoàn tác việc {step.get_act_display()}: {step.summary}. Danh sách và sổ trở lại như trước đó."
    rests = resting.in_words(resting.rests_on([step.ward_id], step.effective_on, timezone.localdate()))
    return "\n".join(filter(None, [words, rests]))
