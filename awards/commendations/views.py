"""Pages of commendations: the list, a decision, adding to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from awards.commendations import permissions, workflow
from awards.commendations.enums import Commended
from awards.commendations.filters import CommendationFilter
from awards.commendations.forms import CommendForm, DecisionForm, DraftGrid, SignForm, StartForm, VoidForm
from awards.commendations.models import Commendation, CommendationDecision, CommendationDraft, CommendationKind
from awards.commendations.querysets import NAMES_SEEN_BY
from awards.commendations.tables import CommendationTable
from hocTap.lib import resting, vi
from hocTap.lib.answers import act, held, posted
from hocTap.lib.refusals import Refused
from hocTap.lib.resting import COMMENDATION, fates_of
from hocTap.lib.tables import export_rows, export_xlsx, show_page, wants_xlsx, xlsx_url
from units import numbering
from units.enums import NamesList, Numbered, Role, UnitKind
from units.http import UserRequest
from units.models import Unit, UnitVersion
from units.naming import full_name, latest_names
from units.privacy.seeing import note_list

A_PAGE = 25
MOST_DRAFTS = 20
BLANK_ROWS = 10
MOST_UNITS = 6
asked = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def commendation_list(request: UserRequest) -> HttpResponse:
    seen = Commendation.objects.visible_to(request.user).with_ward_names().select_related("decision__kind")
    narrowed = CommendationFilter(request.GET, queryset=seen)
    table: Any = CommendationTable(narrowed.qs)  # type: ignore[no-untyped-call]
    shown = show_page(request, table, A_PAGE)
    if wants_xlsx(request):
        note_list(request, NamesList.COMMENDED, people_of(narrowed.qs))
        table.fates = fates_of(COMMENDATION, set(narrowed.qs.order_by().values_list("decision", flat=True)))
        return export_xlsx(table, "Khen thưởng")
    table.export_url = xlsx_url(request)
    table.fates = fates_of(COMMENDATION, {each.decision_id for each in shown})
    note_list(request, NamesList.COMMENDED, people_in(shown))
    context = {
        "table": table,
        "filter": narrowed,
        "may_record": bool(permissions.units_of(request.user)),
        "drafts": CommendationDraft.objects.visible_to(request.user).open().select_related("kind")[:MOST_DRAFTS],
        "list_units": units_of_lists(request),
        "illustrative": seen.filter(decision__illustrative=True).exists(),
    }
    return render(request, "awards/commendations/commendation_list.html", context)


def people_of(rows: QuerySet[Commendation]) -> Iterator[int]:
    """As `people_in`, of all that a file holds; one query."""
    return rows.exclude(kind=Commended.COLLECTIVE).order_by().values_list("ward", flat=True).iterator()


def people_in(shown: Iterable[Commendation]) -> Iterator[int]:
    """The ward of each person and household among these; a collective's name is nobody's."""
    return (each.ward_id for each in shown if each.kind != Commended.COLLECTIVE)


def units_of_lists(request: UserRequest) -> list[Unit]:
    """The units whose register the person keeps, with their names; the first ones, where there are many."""
    kept = Unit.objects.filter(pk__in=request.user.units_kept(*permissions.KEEPERS))
    return list(kept.prefetch_related("versions").order_by("pk")[:MOST_UNITS])


@require_safe
def decision_detail(request: UserRequest, pk: int) -> HttpResponse:
    decision = decision_of(request, pk)
    money = decision.commendations.standing().aggregate(total=Sum("money"))["total"]
    commended = decision.commendations.visible_to(request.user).with_ward_names().select_related("voiding__by")
    note_list(request, NamesList.COMMENDED, people_in(commended))
    if wants_xlsx(request):
        name = f"Khen thưởng {decision}"
        return export_rows(request, name, NAMED, lambda: map(_named, commended), len(commended))
    may_record = permissions.can_record(request.user, decision)
    context = {
        "title": f"Quyết định {decision}",
        "excel": xlsx_url(request) if commended else "",
        "decision": decision,
        "commended": commended,
        "may_record": may_record,
        "may_print": may_record and not decision.voiding_id and _signs_itself(decision),
        "money": money,
        "paid": paid_from(decision),
        "pays_from": not decision.voiding_id and bool(request.user.units_kept(Role.FUND_OFFICER)),
        "hidden": 0 if request.user.units_as(*NAMES_SEEN_BY) else decision.commendations.count() - len(commended),
        "fate": fates_of(COMMENDATION, [decision.pk]).get(decision.pk),
        "doubled": numbering.doubled_with(Numbered.COMMENDATION, decision.pk),
        "tells_of_voids": may_record or any(each.voiding_id for each in commended),
    }
    return render(request, "awards/commendations/decision_detail.html", context)


NAMED = ("Tên", "Đối tượng", "Phường, xã", "Thành tích", "Năm", "Tiền thưởng (đồng)", "Giải trình", "Hủy")


def _named(each: Commendation) -> Sequence[object]:
    told = (each.name, each.get_kind_display(), vars(each)["ward_name"], each.achievement, each.years, each.money)
    return *told, each.note, f"đã hủy, không tính: {each.voiding}" if each.voiding else ""


def _signs_itself(decision: CommendationDecision) -> bool:
    """Whether the unit in whose register it stands signed it, and so has its paper."""
    then = decision.unit.on(decision.decided_on)
    return then is not None and then.kind == decision.kind.level


def decision_of(request: UserRequest, pk: int) -> CommendationDecision:
    decisions = CommendationDecision.objects.visible_to(request.user)
    return get_object_or_404(
        decisions.select_related("kind", "unit", "recorded_by", "voiding__by", "gift__fund"), pk=pk
    )


@asked
def decision_add(request: UserRequest) -> HttpResponse:
    units = permissions.units_of(request.user)
    if not units:
        raise PermissionDenied

    def do(data: dict[str, Any]) -> str:
        refuse_elsewhere(request, data["unit"], data["kind"])
        decision = workflow.record_decision(workflow.SignedDecision(**data), by=request.user, at=timezone.now())
        return reverse("commendations:commendation-add", args=[decision.pk])

    def ask(data: dict[str, Any]) -> str:
        given = workflow.number_of(data["unit"], data["kind"], data["number"], data["decided_on"])
        return numbering.out_of_order(given) if given else ""

    return act(
        request,
        DecisionForm(posted(request), units, request.user.units_kept(*permissions.KEEPERS)),
        do,
        title="Ghi quyết định khen thưởng",
        back=reverse("commendations:commendation-list"),
        done="Đã ghi quyết định. Hãy thêm tập thể, cá nhân, hộ được khen.",
        button="Ghi quyết định",
        context={"parent": "Khen thưởng"},
        ask=ask,
    )


@asked
def commendation_add(request: UserRequest, pk: int) -> HttpResponse:
    decision = recorded(request, pk)
    earlier: list[Commendation] = []
    made: list[Commendation] = []

    def do(data: dict[str, Any]) -> str:
        facts = data | {"kind": Commended(data["kind"])}
        try:
            made.append(workflow.commend(decision, workflow.ToCommend(**facts)))
        except workflow.RewardedBefore as reason:
            earlier.extend(reason.earlier)
            raise
        return decision.get_absolute_url()

    return act(
        request,
        CommendForm(posted(request), decision),
        do,
        title="Thêm vào quyết định khen thưởng",
        back=decision.get_absolute_url(),
        done=lambda: f"Đã thêm {made[0]}.",
        lead=f"{decision.kind.name}, quyết định {decision}",
        template="awards/commendations/form.html",
        context={"earlier": earlier, "decision": decision},
    )


@asked
def decision_void(request: UserRequest, pk: int) -> HttpResponse:
    decision = recorded(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.void_decision(decision, reason=data["reason"], by=request.user, at=timezone.now())
        return decision.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        count = vi.whole(decision.commendations.standing().count())
        return f"Sẽ hủy quyết định {decision} và {count} trường hợp được khen theo quyết định đó. {AFTER_VOID}" + (
            rests(decision) + paid_before(decision)
        )

    return act(
        request,
        VoidForm(posted(request)),
        do,
        title=f"Hủy quyết định {decision}",
        back=decision.get_absolute_url(),
        done="Đã hủy quyết định.",
        button="Hủy quyết định",
        lead=AFTER_VOID,
        context={"parent": decision},
        ask=ask,
    )


@asked
def commendation_void(request: UserRequest, pk: int) -> HttpResponse:
    seen = Commendation.objects.visible_to(request.user).select_related("decision__kind", "decision__unit")
    commendation = get_object_or_404(seen, pk=pk)
    decision = recorded(request, commendation.decision_id)

    def do(data: dict[str, Any]) -> str:
        workflow.void_commendation(commendation, reason=data["reason"], by=request.user, at=timezone.now())
        return decision.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        return f"Sẽ hủy 1 trường hợp: {commendation}, quyết định {decision}. {AFTER_VOID}" + (
            rests(decision) + (paid_before(decision) if commendation.money else "")
        )

    return act(
        request,
        VoidForm(posted(request)),
        do,
        title=f"Hủy khen thưởng: {commendation}",
        back=decision.get_absolute_url(),
        done="Đã hủy trường hợp khen thưởng.",
        button="Hủy khen thưởng",
        lead=AFTER_VOID,
        context={"parent": decision},
        ask=ask,
    )


AFTER_VOID = "Bản ghi vẫn xem được nhưng không còn được tính vào số liệu và báo cáo; việc hủy không lấy lại được."


def recorded(request: UserRequest, pk: int) -> CommendationDecision:
    """The decision in the remit, if the person keeps its register: else 404, or 403."""
    decision = decision_of(request, pk)
    if not permissions.can_record(request.user, decision):
        raise PermissionDenied
    return decision


def rests(decision: CommendationDecision) -> str:
    """Which documents rest on the register of that day, for whoever is about to change it."""
    wards = decision.commendations.standing().values_list("ward", flat=True)
    units = {decision.unit_id, *wards}
    found = resting.in_words(resting.rests_on(units, decision.decided_on, decision.decided_on))
    return f" {found}" if found else ""


def paid_from(decision: CommendationDecision) -> Any:
    """The gift by which a fund paid the money of the decision, as long as its line stands."""
    gift = decision.gift
    return gift if gift and gift.entries.filter(amount__lt=0, reversed_by__isnull=True).exists() else None


def paid_before(decision: CommendationDecision) -> str:
    """What became of the money, for whoever is about to void: the line of the book stays as it is."""
    gift = paid_from(decision)
    if gift is None:
        return ""
    return (
        f" Tiền thưởng {vi.money(gift.amount)} đã chi từ {gift.fund} ngày {vi.day(gift.given_on)}: sổ quỹ không tự "
        "đổi, cán bộ quỹ đảo phiếu chi rồi chi lại cho đúng."
    )


# Lists that are not signed yet


def refuse_elsewhere(request: UserRequest, unit: Unit, kind: CommendationKind) -> None:
    """Raises Refused for a kind that the person does not record for the unit."""
    if not permissions.can_record(request.user, CommendationDraft(unit=unit, kind=kind)):
        raise Refused(
            f"“{kind}” của {unit} do cán bộ phường, xã hoặc cơ quan phụ trách ghi. Hãy chọn hình thức của Hội."
        )


def draft_of(request: UserRequest, pk: int) -> CommendationDraft:
    drafts = CommendationDraft.objects.visible_to(request.user)
    return get_object_or_404(held(request, drafts.select_related("unit", "kind", "changed_by", "decision")), pk=pk)


@asked
def draft_start(request: UserRequest) -> HttpResponse:
    """Whose list, and what it gives; the grid follows."""
    units = permissions.units_of(request.user)
    if not units:
        raise PermissionDenied

    def do(data: dict[str, Any]) -> str:
        unit, kind = data["unit"], data["kind"]
        refuse_elsewhere(request, unit, kind)
        return reverse("commendations:draft-add", args=[unit.pk, kind.pk])

    return act(
        request,
        StartForm(posted(request), units, request.user.units_kept(*permissions.KEEPERS)),
        do,
        title="Lập danh sách trình khen",
        back=reverse("commendations:commendation-list"),
        done="Hãy ghi từng trường hợp, mỗi trường hợp một dòng.",
        button="Tiếp tục",
        lead="Danh sách sửa được đến khi ký; ký rồi thì thành quyết định.",
        context={"parent": "Khen thưởng"},
    )


@asked
def draft_add(request: UserRequest, unit_pk: int, kind_pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.filter(pk__in=permissions.units_of(request.user)), pk=unit_pk)
    draft = CommendationDraft(unit=unit, kind=get_object_or_404(CommendationKind, pk=kind_pk))
    if not permissions.can_record(request.user, draft):
        raise PermissionDenied
    return draft_page(request, draft, title="Danh sách trình khen mới", back=reverse("commendations:commendation-list"))


@asked
def draft_edit(request: UserRequest, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    if not draft.is_open:
        raise PermissionDenied("Danh sách đã ký hoặc đã bỏ, không sửa được nữa.")
    return draft_page(request, draft, title="Sửa danh sách trình khen", back=draft.get_absolute_url())


def draft_page(request: UserRequest, draft: CommendationDraft, *, title: str, back: str) -> HttpResponse:
    """The grid, empty or with what is written."""
    standing = wards_today(draft.unit)
    units = Unit.objects.in_bulk(list(standing.values()))
    wards = {name: units[pk] for name, pk in standing.items()}
    named = {ward.pk: name for name, ward in wards.items()}
    rows = draft.rows if draft.pk else []
    initial: dict[str, Any] = {"occasion": draft.occasion, "proposed_by": draft.proposed_by}
    for place, row in enumerate(rows):
        told = {**row, "who": row["kind"], "ward": named.get(row["ward"], "")}
        initial |= {f"{column}-{place}": told[column] for column in DraftGrid.columns}
    form = DraftGrid(posted(request), initial=initial, rows=len(rows) + BLANK_ROWS, wards=wards)

    def do(data: dict[str, Any]) -> str:
        draft.occasion, draft.proposed_by = data["occasion"], data["proposed_by"]
        facts: dict[str, Any] = {"seen": draft.edition, "by": request.user, "at": timezone.now()}
        return workflow.write_draft(draft, form.rows_typed(data), **facts).get_absolute_url()

    return act(
        request,
        form,
        do,
        title=title,
        back=back,
        done="Đã ghi danh sách. Danh sách sửa được đến khi ký.",
        template="awards/commendations/draft_grid.html",
        context={"draft": draft, "parent": "Khen thưởng"},
    )


def wards_today(unit: Unit) -> dict[str, int]:
    """The wards that are the unit or stand under it, by name; of a unit that is no more, those it had."""
    lines = unit.lines_down.order_by().values("descendant")
    wards = UnitVersion.objects.of_kind(UnitKind.WARD).filter(Q(unit__in=lines) | Q(unit=unit))
    standing = dict(wards.on(timezone.localdate()).order_by("sort_key").values_list("name", "unit"))
    return standing or dict(wards.order_by("sort_key", "valid_from").values_list("name", "unit"))


@require_safe
def draft_detail(request: UserRequest, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    rows = workflow.rows_of(draft)
    names = latest_names(row.ward.pk for row in rows)
    note_list(request, NamesList.COMMENDED, (row.ward.pk for row in rows if row.kind != Commended.COLLECTIVE))
    if wants_xlsx(request):
        listed = [_drafted(number, row, names.get(row.ward.pk, "")) for number, row in enumerate(rows, start=1)]
        return export_rows(request, f"Dự thảo {draft}", DRAFTED, lambda: listed, len(listed))
    doubts = workflow.doubts_of(draft, timezone.localdate()) if draft.is_open else []
    context = {
        "draft": draft,
        "excel": xlsx_url(request) if rows else "",
        "rows": [(row, names.get(row.ward.pk, ""), Commended(row.kind).label) for row in rows],
        "doubts": doubts,
        "total": sum(row.money or 0 for row in rows),
        "unit_name": full_name(draft.unit),
        "papers": resting.papers_from(resting.TO_COMMEND, [draft.pk]),
    }
    return render(request, "awards/commendations/draft_detail.html", context)


DRAFTED = (
    "Dòng",
    "Tên",
    "Đối tượng",
    "Phường, xã",
    "Thành tích",
    "Từ năm",
    "Đến năm",
    "Tiền thưởng (đồng)",
    "Giải trình",
)


def _drafted(number: int, row: workflow.ToCommend, ward: str) -> Sequence[object]:
    told = (number, row.name, Commended(row.kind).label, ward, row.achievement)
    return *told, str(row.first_year), str(row.last_year), row.money, row.note


@asked
def draft_sign(request: UserRequest, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    signed: list[CommendationDecision] = []

    def do(data: dict[str, Any]) -> str:
        signed.append(workflow.sign_draft(draft, data.pop("number"), by=request.user, at=timezone.now(), **data))
        return signed[0].get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        given = workflow.number_of(draft.unit, draft.kind, data["number"], data["decided_on"])
        wrong = numbering.out_of_order(given) if given else ""
        return (
            f"{wrong} Sẽ ghi quyết định số {data['number']} ngày {vi.day(data['decided_on'])}, {draft.kind}, khen "
            f"{vi.whole(len(draft.rows))} trường hợp. Ký rồi thì không sửa được; ghi sai thì hủy từng trường hợp."
        ).strip()

    return act(
        request,
        SignForm(posted(request)),
        do,
        title="Ghi danh sách đã ký",
        back=draft.get_absolute_url(),
        done=lambda: f"Đã ghi quyết định {signed[0]}.",
        button="Ghi đã ký",
        lead=f"{draft}: {vi.whole(len(draft.rows))} trường hợp.",
        context={"parent": draft},
        ask=ask,
    )


@asked
def draft_drop(request: UserRequest, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        return workflow.drop_draft(draft, reason=data["reason"], at=timezone.now()).get_absolute_url()

    return act(
        request,
        VoidForm(posted(request)),
        do,
        title="Bỏ danh sách trình khen",
        back=draft.get_absolute_url(),
        done="Đã bỏ danh sách.",
        button="Bỏ danh sách",
        context={"parent": draft},
        ask=lambda data: f"Sẽ bỏ danh sách {vi.whole(len(draft.rows))} trường hợp; danh sách đã bỏ chỉ để xem.",
    )
