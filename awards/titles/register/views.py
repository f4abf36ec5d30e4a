"""Pages of the register: the list, one candidate, its steps, likely duplicates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.titles.criteria import doubtful, doubtful_among
from awards.titles.enums import CandidateState
from awards.titles.kinds import Fate, TitleKind
from awards.titles.models import Candidate, CandidateEvent, Nomination
from awards.titles.querysets import CandidateQuerySet
from awards.titles.register import exporting, permissions
from awards.titles.register.duplicates import all_likely, keys_of, likely, wards_alike
from awards.titles.register.forms import (
    AddForm,
    CorrectForm,
    EndForm,
    HeadForm,
    MoveForm,
    ReasonForm,
    SplitForm,
    place_of,
)
from awards.titles.register.listing import ListForm, rows_of, with_year
from awards.titles.register.story import story_of
from awards.titles.register.tables import CandidateTable, of_year
from awards.titles.workflow import candidates as workflow
from awards.titles.workflow.rights import BOOK
from hocTap.lib import vi
from hocTap.lib.answers import act, ask_first, held, posted, refused, tried
from hocTap.lib.steps import Refused, number_in
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units.enums import NamesList, Role
from units.http import UserRequest
from units.models import DataStep, UnitVersion
from units.naming import latest_names
from units.privacy.seeing import note_list, note_seen

ROWS_A_PAGE = 50

EARLIEST = 2014
"""The first year judged by a title of learning (QĐ 281/QĐ-TTg, pilot)."""


@require_safe
def candidate_list(request: UserRequest) -> HttpResponse:
    if not permissions.can_read(request.user):
        raise PermissionDenied
    form = ListForm(request.user, request.GET, timezone.localdate())
    if not form.is_valid():
        return render(request, "titles/register/list.html", {"form": form}, status=HTTPStatus.BAD_REQUEST)
    found = form.narrow(Candidate.objects.visible_to(request.user))
    table = CandidateTable(with_year(found, form.kind, form.year))  # type: ignore[no-untyped-call]
    shown = show_page(request, table, ROWS_A_PAGE, read=lambda ids: rows_of(ids, form.kind, form.year))
    if wants_xlsx(request):
        return _export(request, table, form, list(found.order_by().values_list("ward", "community").distinct()))
    own = request.user.units_kept(Role.WARD_OFFICER)
    table.places = latest_names([*own, *(place for each in shown for place in (each.ward_id, each.community_id))])
    note_list(request, NamesList.REGISTER, (each.ward_id for each in shown))
    may_export = bool(request.user.units_as(Role.NAMES_EXPORTER))
    table.export_url = xlsx_url(request) if may_export else ""
    context = {
        "form": form,
        "table": table,
        "own_wards": [(ward, table.places[ward]) for ward in own],
        "illustrative": any(candidate.illustrative for candidate in shown),
        "doubtful": doubtful_among(_criteria(shown)),
        "kind": form.kind,
        "list_kind": TitleKind(form.kind).holders.list_kind if form.kind else "",
    }
    return render(request, "titles/register/list.html", context)


def _criteria(shown: list[Candidate]) -> set[int]:
    """The sets of criteria of those who are shown and were registered in the year."""
    found = [of_year(candidate) for candidate in shown]
    return {nomination.criteria_id for nomination in found if nomination}


def _export(request: UserRequest, table: CandidateTable, form: ListForm, places: list[tuple[int, int]]) -> HttpResponse:
    """The list of names of these wards and khu phố, for whoever may take names out of all these wards."""
    if not permissions.can_export_names(request.user, sorted({ward for ward, _ in places})):
        raise PermissionDenied(exporting.NOT_GIVEN)
    table.places = latest_names(chain.from_iterable(places))
    what = f"Sổ {form.kind.label} {form.year}"

    def mark() -> str:
        return exporting.marking(request, what, len(table.rows))()

    return export_xlsx(table, exporting.name_of(table, form.kind.label, form.year), mark=mark)


def _candidate(request: UserRequest, pk: int) -> Candidate:
    candidates = Candidate.objects.visible_to(request.user).select_related("ward", "community", "merged_into")
    return get_object_or_404(candidates, pk=pk)


@require_safe
def candidate_detail(request: UserRequest, pk: int) -> HttpResponse:
    candidate = _candidate(request, pk)
    note_seen(candidate.pk, candidate.ward_id, by=request.user, at=timezone.now())
    own = Q(candidate=candidate) | Q(candidate__merged_into=candidate)
    nominations = list(
        Nomination.objects.filter(own).select_related("criteria", "decision", "candidate").order_by("-year", "pk")
    )
    may_edit = permissions.can_edit(request.user, candidate)
    taken = {nomination.year for nomination in nominations}
    last = workflow.last_standing(candidate)
    context = {
        "candidate": candidate,
        "holders": TitleKind(candidate.kind).holders,
        "nominations": nominations,
        "doubtful": doubtful(Nomination.objects.filter(own)),
        "years_left": [year for year in _years_open(candidate) if year not in taken]
        if permissions.can_record_in(request.user, candidate.ward_id)
        else [],
        "story": story_of(candidate),
        "may_ask": Fate.MOVED in TitleKind(candidate.kind).holders.fates
        and permissions.can_ask_to_move(request.user, candidate),
        "may_edit": may_edit and candidate.state == CandidateState.ACTIVE,
        "may_keep": may_edit and candidate.anonymised_on is None,
        "person": TitleKind(candidate.kind).holders.are_people,
        "data_steps": list(DataStep.objects.filter(book=BOOK, row=candidate.pk).select_related("by")),
        "undoable": last if may_edit and last and last.kind in workflow.UNDOABLE else None,
        "undo_form": ReasonForm(),
        "steps": [(slug, step.title) for slug, step in STEPS.items() if step.befalls(candidate)],
    }
    return render(request, "titles/register/detail.html", context)


def _years_open(candidate: Candidate) -> range:
    """The years for which the holder can be registered, the latest first: of a ward that ended those before its end."""
    today = timezone.localdate()
    versions = list(UnitVersion.objects.filter(unit=candidate.ward_id).order_by("valid_from"))
    first, ended = versions[0].valid_from, versions[-1].valid_to
    last = (ended + dt.timedelta(days=1)).year - 1 if ended and ended < today else today.year
    return range(last, max(EARLIEST, first.year) - 1, -1)


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_add(request: UserRequest, kind: str) -> HttpResponse:
    if kind not in TitleKind.values or TitleKind(kind).holders.is_ward:
        raise Http404
    if not request.user.units_as(Role.WARD_OFFICER):
        raise PermissionDenied
    chosen = TitleKind(kind)
    form = AddForm(request.user, chosen, posted(request))

    def add(asked: dict[str, Any]) -> str:
        place = place_of(asked["place"])
        if not permissions.can_record_in(request.user, place.ward_id):
            raise PermissionDenied
        known = {"since": asked["since"], "by": request.user, "at": timezone.now()}
        return workflow.record(chosen, place, form.facts, **known).get_absolute_url()

    return act(
        request,
        form,
        add,
        title=f"Thêm vào sổ: {chosen.label}",
        back=reverse("titles:candidate-list"),
        done=lambda: f"Đã ghi {form.cleaned_data['name']} vào sổ.",
        template="titles/register/form.html",
        context={"action": "Ghi vào sổ"},
    )


def _editable(request: UserRequest, pk: int) -> Candidate:
    candidate = _candidate(request, pk)
    if not permissions.can_edit(request.user, candidate):
        raise PermissionDenied
    note_seen(candidate.pk, candidate.ward_id, by=request.user, at=timezone.now())
    return candidate


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_edit(request: UserRequest, pk: int) -> HttpResponse:
    _editable(request, pk)
    candidate = held(request, Candidate.objects.filter(pk=pk)).get()
    form = CorrectForm(candidate, posted(request))
    return _step_page(
        request,
        candidate,
        form,
        lambda: workflow.correct(candidate, form.facts, by=request.user, at=timezone.now()),
        title=f"Sửa thông tin: {candidate}",
        action="Ghi lại",
        done=f"Đã sửa thông tin của {candidate}.",
    )


def _step_page(
    request: UserRequest,
    candidate: Candidate,
    form: forms.Form,
    step: Callable[[], object],
    *,
    title: str,
    action: str,
    done: str,
) -> HttpResponse:
    """A step on one candidate: its form, and the candidate's page once it is taken."""

    def take(_: dict[str, Any]) -> str:
        step()
        return candidate.get_absolute_url()

    return act(
        request,
        form,
        take,
        title=title,
        back=candidate.get_absolute_url(),
        done=done,
        template="titles/register/form.html",
        context={"candidate": candidate, "action": action},
    )


class Step:
    """One thing that happens to a candidate: its words, its form and what is done with it."""

    def __init__(
        self,
        title: str,
        done: str,
        fate: Fate,
        form: Callable[[UserRequest, Candidate, Any], forms.Form],
        act: Callable[[UserRequest, Candidate, Any], object],
    ) -> None:
        self.title, self.done, self.fate, self.form, self.act = title, done, fate, form, act

    def befalls(self, candidate: Candidate) -> bool:
        return self.fate in TitleKind(candidate.kind).holders.fates


def _move(request: UserRequest, candidate: Candidate, form: MoveForm) -> object:
    asked = form.cleaned_data
    place = place_of(asked["place"])
    there = Candidate(kind=candidate.kind, ward_id=place.ward_id, managing_level=candidate.managing_level)
    across = place.ward_id != candidate.ward_id and not permissions.can_edit(request.user, there)
    if across:
        raise Refused(
            "Chỉ chuyển được trong địa bàn ông, bà phụ trách. "
            "Hãy dùng “Chuyển sang phường, xã khác”: nơi đến nhận thì chuyển."
        )
    common: dict[str, Any] = {"on": asked["on"], "reason": asked["reason"], "by": request.user, "at": timezone.now()}
    return workflow.move(candidate, place, asked["address"], **common)


def _split(request: UserRequest, candidate: Candidate, form: SplitForm) -> object:
    asked = form.cleaned_data
    left = form.left(candidate)
    if any(number < 0 for number in left.values()):
        raise Refused("Số người của hộ mới nhiều hơn số người của hộ cũ. Hãy kiểm tra lại.")
    common: dict[str, Any] = {"on": asked["on"], "reason": asked["reason"], "by": request.user, "at": timezone.now()}
    return workflow.split(candidate, asked, left=left, **common)


def _head(request: UserRequest, candidate: Candidate, form: HeadForm) -> object:
    asked = form.cleaned_data
    common: dict[str, Any] = {"on": asked["on"], "reason": asked["reason"], "by": request.user, "at": timezone.now()}
    return workflow.change_head(candidate, asked["name"], **common)


def _end(request: UserRequest, candidate: Candidate, form: EndForm) -> object:
    asked = form.cleaned_data
    common: dict[str, Any] = {"on": asked["on"], "reason": asked["reason"], "by": request.user, "at": timezone.now()}
    return workflow.end(candidate, **common)


STEPS = {
    "doi-chu-ho": Step("Đổi chủ hộ", "Đã ghi chủ hộ mới.", Fate.NEW_HEAD, lambda r, c, d: HeadForm(d), _head),
    "chuyen": Step(
        "Chuyển địa bàn",
        "Đã ghi nơi ở mới.",
        Fate.MOVED,
        lambda r, c, d: MoveForm(r.user, TitleKind(c.kind), d),
        _move,
    ),
    "tach": Step("Tách hộ", "Đã ghi hộ mới tách ra.", Fate.SPLIT, lambda r, c, d: SplitForm(d), _split),
    "khong-con": Step("Không còn", "Đã ghi là không còn.", Fate.ENDED, lambda r, c, d: EndForm(d), _end),
}


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    candidate = _editable(request, pk)
    asked = STEPS.get(step)
    if asked is None or not asked.befalls(candidate):
        raise Http404
    form = asked.form(request, candidate, posted(request))
    return _step_page(
        request,
        candidate,
        form,
        lambda: asked.act(request, candidate, form),
        title=f"{asked.title}: {candidate}",
        action=asked.title,
        done=asked.done,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_undo(request: UserRequest, event_pk: int) -> HttpResponse:
    """Take back the last thing that happened to a candidate."""
    seen = Candidate.objects.visible_to(request.user)
    event = get_object_or_404(CandidateEvent.objects.filter(candidate__in=seen), pk=event_pk)
    candidate = _editable(request, event.candidate_id)
    form = ReasonForm(posted(request))
    return _step_page(
        request,
        candidate,
        form,
        lambda: workflow.undo(event, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()),
        title=f"Hoàn tác “{event.get_kind_display()}” ngày {vi.day(event.happened_on)}: {candidate}",
        action="Hoàn tác",
        done=f"Đã hoàn tác “{event.get_kind_display()}” của {candidate}.",
    )


@require_safe
def candidate_duplicates(request: UserRequest) -> HttpResponse:
    if not permissions.can_read(request.user):
        raise PermissionDenied
    seen = Candidate.objects.visible_to(request.user)
    if wants_xlsx(request):
        number = sum(key["number"] for key in keys_of(seen))
        return exporting.names_out(
            request, wards_alike(seen), "Bản ghi có thể trùng", ALIKE, lambda: _alike(seen), number
        )
    page, groups = likely(seen, request.GET.get("trang"))
    alike = (each.ward_id for group in groups for each in group.candidates)
    note_list(request, NamesList.ALIKE, alike)
    own = set(request.user.units_kept(Role.WARD_OFFICER))
    context = {
        "page": page,
        "groups": groups,
        "own_wards": own,
        "excel": exporting.names_url(request, lambda: wards_alike(seen)) if groups else "",
    }
    return render(request, "titles/register/duplicates.html", context)


ALIKE = ("Nhóm", "Bản ghi", "Địa chỉ", "Nơi", "Số người", "Theo dõi từ", "Danh hiệu")


def _alike(seen: CandidateQuerySet) -> Iterator[Sequence[object]]:
    """Groups of records that may be one, page after page of the list."""
    for number, group in enumerate(all_likely(seen), start=1):
        for candidate in group.candidates:
            titles = "; ".join(f"{row.year}: {row.step_words}" for row in candidate.nominations.all())
            place = str(candidate.community or candidate.ward)
            called = (candidate.listed_name, candidate.listed_address)
            yield number, *called, place, candidate.people, candidate.known_since, titles


@require_POST
def candidate_merge(request: UserRequest) -> HttpResponse:
    """Merge the duplicate into the record that is kept; both are named in the form."""
    kept = _editable(request, number_in(request.POST.get("giu")))
    duplicate = _editable(request, number_in(request.POST.get("trung")))
    back = reverse("titles:candidate-duplicates")
    sentence = (
        f"Sẽ gộp 2 bản ghi làm một: “{duplicate}” ({duplicate.address or 'không ghi địa chỉ'}) nhập vào “{kept}” "
        f"({kept.address or 'không ghi địa chỉ'}). Hoàn tác được ở trang của bản ghi trùng."
    )
    asked = ask_first(request, sentence, back=back, context={"parent": "Bản ghi có thể trùng"})
    why = "hai bản ghi trùng nhau"
    try:
        tried(lambda: workflow.merge(kept, duplicate, reason=why, by=request.user, at=timezone.now()), asked)
    except Refused as reason:
        return refused(request, reason, back=back)
    if asked:
        return asked
    messages.success(request, f"Đã gộp vào {kept}. Có thể hoàn tác ở trang của bản ghi trùng.")
    return redirect(back)
