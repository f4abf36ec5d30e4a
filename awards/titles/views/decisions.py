"""Decisions: the list, the draft and its signature, taking back a title."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.titles import permissions, workflow
from awards.titles.criteria import doubtful
from awards.titles.enums import Action, DecisionKind, NominationState, RevocationReason
from awards.titles.forms import RevocationForm, SignatureForm
from awards.titles.kinds import TitleKind
from awards.titles.models import Decision, Nomination
from awards.titles.querysets import NominationQuerySet
from awards.titles.register.exporting import NOT_GIVEN, names_out, names_url
from awards.titles.register.permissions import can_read
from awards.titles.views.common import with_reason
from awards.titles.views.nominations import fetch
from awards.titles.views.put_right import drafts_to_join
from hocTap.lib import vi
from hocTap.lib.answers import act, ask_first, posted, refuse_form, refused, status_of, tried
from hocTap.lib.resting import DECISION, REVOCATION, Fate, fates_of, in_words, papers_from, papers_in_words, rests_on
from hocTap.lib.steps import Refused, Stale
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units import numbering
from units.enums import NamesList, Numbered, Role
from units.http import UserRequest
from units.privacy.seeing import note_list

PER_PAGE = 100
ROWS_A_PAGE = 25


class DecisionTable(tables.Table):
    """Decisions in a person's remit, drafts first."""

    caption = "Quyết định công nhận và thu hồi danh hiệu"
    fates: Mapping[int, Fate] = {}
    """What became of their papers, by decision."""
    taken: Mapping[int, str] = {}
    """How many of their titles were taken back, and by which decisions."""
    number = tables.Column(verbose_name="Số", order_by=("year", "number"))
    kind = tables.Column(verbose_name="Loại")
    title = tables.Column(verbose_name="Danh hiệu")
    assessment_year = tables.Column(verbose_name="Năm xét", localize=False)
    agency_words = tables.Column(verbose_name="Cơ quan")
    signed_on = tables.Column(verbose_name="Ngày ký")
    illustrative = tables.Column(verbose_name="Ghi chú", orderable=False)
    names = tables.Column(verbose_name="Số danh hiệu", attrs={"td": {"class": "number"}, "th": {"class": "number"}})

    class Meta:
        empty_text = "Chưa có quyết định nào."

    def render_number(self, record: Decision) -> str:
        words = f"{record.number}/{record.symbol}" if record.number else "dự thảo"
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), words)

    def value_number(self, record: Decision) -> str:
        return f"{record.number}/{record.symbol}" if record.number else "dự thảo"

    def render_illustrative(self, value: bool, record: Decision) -> str:
        fate = self.fates.get(record.pk)
        taken = self.taken.get(record.pk)
        return "; ".join(
            [*(["minh họa"] if value else []), *([fate.short] if fate else []), *([taken] if taken else [])]
        )

    value_illustrative = render_illustrative

    def render_signed_on(self, record: Decision) -> str:
        return vi.day(record.signed_on)

    def value_signed_on(self, record: Decision) -> object:
        return record.signed_on


@require_safe
def decision_list(request: UserRequest) -> HttpResponse:
    held = Nomination.objects.filter(decision=OuterRef("pk")).order_by().values("decision")
    counted = Subquery(held.annotate(number=Count("pk")).values("number"))
    rows = Decision.objects.visible_to(request.user).annotate(names=counted)
    table: Any = DecisionTable(rows)  # type: ignore[no-untyped-call]
    shown = show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        table.fates, table.taken = _fates(rows), _taken_back(rows)
        return export_xlsx(table, "quyet-dinh-danh-hieu")
    table.fates, table.taken = _fates(shown), _taken_back(shown)
    table.export_url = xlsx_url(request)
    mine = request.user.units_as(Role.TITLE_APPROVER)
    return render(request, "awards/titles/decision_list.html", {"table": table, "approves": mine})


def _fates(decisions: Iterable[Decision]) -> dict[int, Fate]:
    """What became of the papers of these decisions: withdrawn or replaced, by which and when."""
    by_kind: dict[str, list[int]] = {DECISION: [], REVOCATION: []}
    for each in decisions:
        by_kind[REVOCATION if each.kind == DecisionKind.REVOCATION else DECISION].append(each.pk)
    return fates_of(DECISION, by_kind[DECISION]) | fates_of(REVOCATION, by_kind[REVOCATION])


def _taken_back(decisions: Iterable[Decision]) -> dict[int, str]:
    """Of decisions whose titles were revoked since: how many, and by which decisions of which days."""
    held = Nomination.objects.filter(decision__in=[each.pk for each in decisions], state=NominationState.REVOKED)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for decision, by, number in held.order_by("revocation").values_list("decision", "revocation").annotate(Count("pk")):
        found[decision][by] = number
    by_id = Decision.objects.in_bulk({by for each in found.values() for by in each})
    return {
        decision: f"{vi.whole(sum(by.values()))} danh hiệu đã bị thu hồi: "
        + ", ".join(f"{by_id[pk]} ngày {vi.day(by_id[pk].signed_on)}" for pk in by if pk in by_id)
        for decision, by in found.items()
    }


def _fetch(request: UserRequest, pk: int) -> Decision:
    related = ("prepared_by", "recorded_by", "agency", "procedure")
    return get_object_or_404(Decision.objects.visible_to(request.user).select_related(*related), pk=pk)


@require_safe
def decision_detail(request: UserRequest, pk: int) -> HttpResponse:
    decision = _fetch(request, pk)
    return _names_out(request, decision) if wants_xlsx(request) else _page(request, decision, SignatureForm())


NAMED = (
    "Số vào sổ",
    "Đối tượng",
    "Nay là",
    "Địa chỉ",
    "Khu phố, thôn, ấp lúc ký",
    "Điểm",
    "Tình trạng",
    "Quyết định thu hồi",
)


def _names_out(request: UserRequest, decision: Decision) -> HttpResponse:
    """Who is named in the decision, as a workbook; whoever waits for the signature is not called recognised."""
    found = named_in(decision).visible_to(request.user)
    if not can_read(request.user):
        raise PermissionDenied(NOT_GIVEN)
    rows = found.select_related("candidate", "revocation").order_by("certificate", "pk")

    def row_of(row: Nomination) -> Sequence[object]:
        state = row.get_state_display() if decision.is_signed else "chờ ký"
        why = f"{state}: {row.get_revoked_for_display()}" if row.revoked_for else state
        now = "" if row.candidate.restricted_on else row.called_now
        told = (row.certificate, row.listed_name, now, row.listed_address, row.signed_place, row.score, why)
        return *told, f"{row.revocation} ngày {vi.day(row.revocation.signed_on)}" if row.revocation else ""

    name = str(decision) if decision.is_signed else f"Dự thảo quyết định {TitleKind(decision.title).label}"
    return names_out(request, _wards_of(found), name, NAMED, lambda: map(row_of, rows), found.count())


def _wards_of(rows: NominationQuerySet) -> list[int]:
    return list(rows.order_by().values_list("ward", flat=True).distinct())


def _page(request: UserRequest, decision: Decision, form: SignatureForm) -> HttpResponse:
    rows = named_in(decision).visible_to(request.user).select_related("candidate", "revocation")
    rows = rows.order_by("certificate", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    note_list(request, NamesList.DECISION, (row.ward_id for row in page))
    doubts = doubtful(named_in(decision))
    unfinished = decision.groups.filter(done_at__isnull=True).exists()
    context = {
        "decision": decision,
        "title": TitleKind(decision.title),
        "is_revocation": decision.kind == DecisionKind.REVOCATION,
        "excel": names_url(request, lambda: _wards_of(rows)) if page.object_list else "",
        "page": page,
        "fate": _fates([decision]).get(decision.pk),
        "form": form,
        "given_back": _given_back(decision).visible_to(request.user).select_related("candidate"),
        "taken": "" if decision.kind == DecisionKind.REVOCATION else _taken_back([decision]).get(decision.pk, ""),
        "may_sign": not doubts and not unfinished and permissions.can_sign(request.user, decision),
        "names_hidden": named_in(decision).count() if not can_read(request.user) else None,
        "doubled": numbering.doubled_with(Numbered.TITLES, decision.pk) if decision.is_signed else "",
        "doubtful": doubts,
        "unfinished": unfinished,
        "to_join": drafts_to_join(request.user, decision),
        "may_unsign": permissions.can_unsign(request.user, decision) or permissions.can_resign(request.user, decision),
        "steps": decision.steps.select_related("by"),
        "reasons": dict(RevocationReason.choices),
    }
    status = status_of(form if form.is_bound else None)
    return render(request, "awards/titles/decision_detail.html", context, status=status)


def named_in(decision: Decision) -> NominationQuerySet:
    """The titles that a decision gives or takes back."""
    if decision.kind == DecisionKind.REVOCATION:
        return Nomination.objects.filter(revocation=decision)
    return Nomination.objects.filter(decision=decision)


def _given_back(decision: Decision) -> NominationQuerySet:
    """Titles that a revocation once took back and that were reinstated since; none of a recognition."""
    if decision.kind != DecisionKind.REVOCATION:
        return Nomination.objects.none()
    return Nomination.objects.filter(steps__action=Action.REINSTATE, steps__facts__decision=decision.pk).distinct()


def _out_of_order(decision: Decision, number: int, day: dt.date) -> str:
    """A sentence when number and day do not go with the others that the agency gave under the symbol."""
    return numbering.out_of_order(numbering.Number(decision.agency_id, decision.symbol, number, day))


@require_POST
def decision_sign(request: UserRequest, pk: int) -> HttpResponse:
    decision = _fetch(request, pk)
    if not permissions.can_sign(request.user, decision):
        if decision.is_signed:
            return refused(request, Stale(f"{decision} đã ký."), back=decision.get_absolute_url())
        raise PermissionDenied
    form = SignatureForm(request.POST)
    if not form.is_valid():
        return _page(request, decision, form)
    number = Nomination.objects.filter(decision=decision).count()
    sentence = (
        f"Sẽ ghi quyết định số {form.cleaned_data['number']} ngày {vi.day(form.cleaned_data['day'])} cho "
        f"{vi.whole(number)} {TitleKind(decision.title).holder}. Từ đó tên, điểm, số vào sổ không sửa được nữa; muốn "
        "bỏ danh hiệu nào thì phải thu hồi bằng quyết định khác."
    )
    if wrong := _out_of_order(decision, form.cleaned_data["number"], form.cleaned_data["day"]):
        sentence = f"{wrong} {sentence}"
    beside = {"parent": "Dự thảo quyết định"}
    asked = ask_first(request, sentence, back=decision.get_absolute_url(), title="Ghi số, ngày ký", context=beside)
    signature = workflow.Signature(**form.cleaned_data)
    try:
        signed = tried(lambda: workflow.sign(decision, signature, by=request.user, at=timezone.now()), asked)
    except Refused as reason:
        refuse_form(form, reason)
        return _page(request, decision, form)
    if asked:
        return asked
    messages.success(
        request, f"Đã ghi số, ngày ký của {signed.agency_words}. Các danh hiệu trong quyết định có hiệu lực."
    )
    return redirect(decision)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take one candidate out of a draft; it waits again."""
    nomination = fetch(request, pk)
    if not permissions.can_decide(request.user, nomination):
        raise PermissionDenied
    return with_reason(
        request,
        lambda reason: workflow.withdraw([nomination.pk], reason, by=request.user, at=timezone.now()),
        title="Rút khỏi dự thảo",
        lead=f"{nomination}. Hồ sơ chờ xét lại.",
        back=nomination.get_absolute_url(),
        parent=nomination,
        done="Đã rút khỏi dự thảo; hồ sơ chờ xét lại.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: UserRequest, pk: int) -> HttpResponse:
    """Take a title back: the lawful reason, the grounds, and the decision that does it."""
    nomination = fetch(request, pk)
    if not permissions.can_decide(request.user, nomination):
        raise PermissionDenied
    if nomination.state != NominationState.RECOGNISED:
        stale = Stale(f"{nomination} không ở trạng thái được công nhận nên không thu hồi được.")
        return refused(request, stale, back=nomination.get_absolute_url())
    resting = in_words(rests_on([nomination.ward_id], dt.date(nomination.year, 1, 1), timezone.localdate()))

    def take_back(facts: dict[str, Any]) -> str:
        signature = workflow.Signature(facts["number"], facts["day"], facts["signer"])
        revocation = workflow.Revocation(RevocationReason(facts["reason"]), facts["words"], signature)
        workflow.revoke([nomination.pk], revocation, by=request.user, at=timezone.now())
        return nomination.get_absolute_url()

    def sentence(facts: dict[str, Any]) -> str:
        said = (
            f"Sẽ thu hồi danh hiệu của {nomination} theo quyết định số {facts['number']} ngày {vi.day(facts['day'])}. "
            "Quyết định công nhận vẫn xem được và ghi rõ danh hiệu đã thu hồi. Muốn khôi phục thì phải có căn cứ."
        )
        wrong = _out_of_order(nomination.decision, facts["number"], facts["day"]) if nomination.decision else ""
        return f"{wrong} {said} {resting}".strip()

    return act(
        request,
        RevocationForm(posted(request)),
        take_back,
        title=f"Thu hồi {nomination.get_kind_display()}",
        lead=f"{nomination.holder_name}, năm {nomination.year}",
        back=nomination.get_absolute_url(),
        done="Đã thu hồi danh hiệu; hồ sơ vẫn xem được.",
        template="awards/titles/revoke.html",
        context={
            "nomination": nomination,
            "resting": resting,
            "doubtful": doubtful(Nomination.objects.filter(pk=nomination.pk)),
        },
        ask=sentence,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reinstate(request: UserRequest, pk: int) -> HttpResponse:
    """Give back a title that was revoked by mistake, or by a decision that a later one annuls."""
    nomination = fetch(request, pk)
    back, revocation = nomination.get_absolute_url(), nomination.revocation
    if not permissions.can_decide(request.user, nomination):
        raise PermissionDenied
    if revocation is None:
        stale = Stale(f"{nomination} không ở trạng thái bị thu hồi nên không khôi phục được.")
        return refused(request, stale, back=back)
    resting = in_words(rests_on([nomination.ward_id], dt.date(nomination.year, 1, 1), timezone.localdate()))
    papers = papers_in_words(papers_from(REVOCATION, [revocation.pk]))
    signed = f"{revocation} ngày {vi.day(revocation.signed_on)}"
    return with_reason(
        request,
        lambda reason: workflow.reinstate(nomination, reason, by=request.user, at=timezone.now()),
        title="Khôi phục danh hiệu",
        lead=f"{nomination}: đang bị thu hồi theo {signed}. Hãy ghi căn cứ, ví dụ số và ngày của quyết định hủy bỏ.",
        back=back,
        parent=nomination,
        done="Đã khôi phục danh hiệu; việc thu hồi và lý do khôi phục vẫn xem được.",
        ask=lambda: (
            f"Sẽ khôi phục danh hiệu của {nomination} theo quyết định công nhận cũ, số vào sổ cũ; "
            f"{signed} không còn thu hồi danh hiệu này. {papers} {resting}"
        ).strip(),
    )
