"""Pages of moves between wards: what was asked, asking, and answering."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods, require_safe

from awards.titles.enums import MoveAction
from awards.titles.kinds import IN_COMMUNITY, Fate, TitleKind
from awards.titles.models import Candidate, MoveRequest
from awards.titles.register import permissions
from awards.titles.register.exporting import NOT_GIVEN
from awards.titles.register.forms import day_field, reason_field
from awards.titles.workflow import moving
from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units.enums import NamesList, UnitKind
from units.http import UserRequest
from units.models import Lineage, UnitVersion, User
from units.naming import Scope, UnitChoice, latest_names
from units.privacy.seeing import note_list, note_seen

CHOOSE = "— chọn —"
ROWS_A_PAGE = 50
ANSWERS = {"nhan": MoveAction.ACCEPT, "khong-nhan": MoveAction.REFUSE, "rut": MoveAction.WITHDRAW}
BUTTONS = {"nhan": "Nhận về", "khong-nhan": "Không nhận", "rut": "Rút đề nghị"}


class MoveTable(tables.Table):
    """Moves asked for, the newest first; the buttons that the person has."""

    name = tables.Column(accessor="candidate__name", verbose_name="Đối tượng", order_by=("candidate__sort_key",))
    kind = tables.Column(accessor="candidate__kind", verbose_name="Danh hiệu", orderable=False)
    from_ward = tables.Column(accessor="from_ward_id", verbose_name="Nơi đi", orderable=False)
    to_ward = tables.Column(accessor="to_ward_id", verbose_name="Nơi đến", orderable=False)
    address = tables.Column(verbose_name="Địa chỉ mới", orderable=False)
    moved_on = tables.Column(verbose_name="Chuyển từ ngày")
    state = tables.Column(verbose_name="Trả lời")
    act = tables.Column(empty_values=(), orderable=False, exclude_from_export=True, verbose_name="Việc")

    caption = "Đề nghị chuyển giữa các phường, xã"
    export_url = ""
    places: Mapping[int, str] = {}

    class Meta:
        order_by = ("-moved_on",)
        default = vi.NOTHING
        empty_text = "Chưa có đề nghị chuyển nào."

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def value_from_ward(self, value: int) -> str:
        return self.places.get(value, "")

    def render_from_ward(self, value: int) -> str:
        return self.value_from_ward(value)

    def value_to_ward(self, value: int) -> str:
        return self.places.get(value, "")

    def render_to_ward(self, value: int) -> str:
        return self.value_to_ward(value)

    def render_moved_on(self, value: dt.date) -> str:
        return vi.day(value)

    def value_moved_on(self, value: dt.date) -> dt.date:
        return value

    def value_state(self, record: MoveRequest) -> str:
        return f"{record.get_state_display()}{f': {record.answer}' if record.answer else ''}"

    def render_state(self, record: MoveRequest) -> str:
        return self.value_state(record)

    def render_act(self, record: MoveRequest) -> str:
        open_to = [slug for slug, action in ANSWERS.items() if permissions.can_answer(self.user, record, action)]
        links = ((reverse("titles:move-answer", args=[record.pk, slug]), BUTTONS[slug]) for slug in open_to)
        return format_html("{}", format_html_join(" · ", '<a href="{}">{}</a>', links))


@require_safe
def move_list(request: UserRequest) -> HttpResponse:
    if not permissions.can_read(request.user):
        raise PermissionDenied
    rows = MoveRequest.objects.visible_to(request.user).select_related("candidate")
    table = MoveTable(rows, user=request.user)
    records = list(rows) if wants_xlsx(request) else show_page(request, table, ROWS_A_PAGE)
    table.places = latest_names(ward for each in records for ward in (each.from_ward_id, each.to_ward_id))
    note_list(request, NamesList.MOVES, (each.from_ward_id for each in records))
    if wants_xlsx(request):
        if not permissions.can_export_names(request.user, sorted({each.from_ward_id for each in records})):
            raise PermissionDenied(NOT_GIVEN)
        return export_xlsx(table, f"Chuyển giữa các phường, xã {timezone.localdate():%d-%m-%Y}")
    may_export = bool(records) and permissions.can_export_names(
        request.user, sorted({each.from_ward_id for each in records})
    )
    table.export_url = xlsx_url(request) if may_export else ""
    return render(request, "titles/register/moves.html", {"table": table})


class AskForm(forms.Form):
    """Where to, since when, at which address."""

    ward = UnitChoice(label="Chuyển đến phường, xã", empty_label=CHOOSE)
    address = forms.CharField(label="Địa chỉ mới", max_length=200)
    on = day_field("Chuyển từ ngày")
    reason = reason_field()

    def __init__(self, candidate: Candidate, by: User, data: Any = None) -> None:
        super().__init__(data)
        scope = around(candidate.ward_id)
        self.fields["ward"].offer(scope.units(by), scope)  # type: ignore[attr-defined]


def around(ward: int) -> Scope:
    """Wards and communes of today in the same province, whatever district they once belonged to."""
    above = Lineage.objects.filter(descendant=ward).values("ancestor")
    provinces = UnitVersion.objects.of_kind(UnitKind.PROVINCE).filter(unit__in=above).order_by()
    under = tuple(provinces.values_list("unit", flat=True).distinct())
    return Scope((UnitKind.WARD,), under or (0,), timezone.localdate(), without=ward, beyond=True)


class AcceptForm(forms.Form):
    """The khu phố that takes a household in; others belong to the ward itself."""

    community = UnitChoice(label="Vào khu phố, thôn, ấp", empty_label=CHOOSE)

    def __init__(self, asked: MoveRequest, by: User, data: Any = None) -> None:
        super().__init__(data)
        if asked.candidate.kind not in IN_COMMUNITY:
            del self.fields["community"]
            return
        scope = Scope((UnitKind.COMMUNITY,), (asked.to_ward_id,), timezone.localdate())
        self.fields["community"].offer(scope.units(by), scope)  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    reason = reason_field(required=True)


@require_http_methods(["GET", "HEAD", "POST"])
def move_ask(request: UserRequest, pk: int) -> HttpResponse:
    candidate = get_object_or_404(Candidate.objects.visible_to(request.user).select_related("ward"), pk=pk)
    if not permissions.can_ask_to_move(request.user, candidate):
        raise PermissionDenied("Chỉ cán bộ của phường, xã đang theo dõi mới đề nghị chuyển.")
    if Fate.MOVED not in TitleKind(candidate.kind).holders.fates:
        raise Http404
    note_seen(candidate.pk, candidate.ward_id, by=request.user, at=timezone.now())
    form = AskForm(candidate, request.user, posted(request))

    def ask(given: dict[str, Any]) -> str:
        going = moving.Going(given["ward"], given["on"], given["address"], given["reason"])
        moving.ask(candidate, going, by=request.user, at=timezone.now())
        return reverse("titles:move-list")

    return act(
        request,
        form,
        ask,
        title=f"Chuyển sang phường, xã khác: {candidate}",
        back=candidate.get_absolute_url(),
        done="Đã gửi đề nghị. Khi nơi đến nhận, đối tượng và lịch sử chuyển sang đó.",
        lead="Nơi đến nhận thì sổ mới chuyển; chưa nhận thì mọi thứ giữ nguyên.",
        button="Gửi đề nghị",
        context={"parent": str(candidate)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move_answer(request: UserRequest, pk: int, slug: str) -> HttpResponse:
    if slug not in ANSWERS:
        raise Http404
    rows = MoveRequest.objects.visible_to(request.user).select_related("candidate", "from_ward", "to_ward")
    asked = get_object_or_404(rows, pk=pk)
    if not permissions.can_answer(request.user, asked, ANSWERS[slug]):
        raise PermissionDenied("Đề nghị đã được trả lời, hoặc không do ông, bà trả lời.")
    note_seen(asked.candidate_id, asked.from_ward_id, by=request.user, at=timezone.now())
    back = reverse("titles:move-list")
    form = _answer_form(slug, asked, request)

    def answer(given: dict[str, Any]) -> str:
        by, at = request.user, timezone.now()
        if slug == "nhan":
            moving.accept(asked, given.get("community"), by=by, at=at)
            return asked.candidate.get_absolute_url()
        if slug == "khong-nhan":
            moving.refuse(asked, given["reason"], by=by, at=at)
        else:
            moving.withdraw(asked, by=by, at=at)
        return back

    return act(
        request,
        form,
        answer,
        title=f"{BUTTONS[slug]}: {asked.candidate}",
        back=back,
        done="Đã ghi trả lời.",
        lead=f"{asked.from_ward} đề nghị chuyển đến {asked.to_ward} từ ngày {vi.day(asked.moved_on)}: {asked.address}.",
        button=BUTTONS[slug],
        context={"parent": "Chuyển giữa các phường, xã"},
    )


def _answer_form(slug: str, asked: MoveRequest, request: UserRequest) -> forms.Form:
    data = posted(request)
    if slug == "nhan":
        return AcceptForm(asked, request.user, data)
    return RefuseForm(data) if slug == "khong-nhan" else forms.Form(data)
