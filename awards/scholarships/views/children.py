"""A fund's children for its own officers: found, corrected, joined; and the desk for what is asked of their data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.scholarships import rules, workflow
from awards.scholarships.enums import AccessKind, Asker, RequestKind, RequestOutcome
from awards.scholarships.filters import RecipientFilter
from awards.scholarships.forms.children import AcknowledgeForm, AnswerForm, CorrectForm, JoinForm, RequestForm
from awards.scholarships.forms.common import ReasonForm, WhyForm
from awards.scholarships.heads import issuer_of
from awards.scholarships.models import DataRequest, Entry, Grant, NameAccess, Recipient, RecipientChange, RecipientJoin
from awards.scholarships.tables import RecipientTable, RequestTable
from awards.scholarships.views.common import asked, child_of, kept, note, paged
from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted, refused
from hocTap.lib.dresses import pdf_or_word
from hocTap.lib.gone import NumberTyped
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_xlsx, wants_xlsx
from units.http import UserRequest

FIELDS = {
    "name": "họ và tên",
    "birth_year": "năm sinh",
    "class_name": "lớp",
    "school": "trường",
    "hardship": "hoàn cảnh khó khăn",
    "restricted_on": "hạn chế sử dụng từ",
}


@require_safe
def recipient_list(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    standing = Count("grants", filter=Q(grants__cancelled_on__isnull=True))
    children = fund.recipients.standing().with_consents()
    children = children.annotate(suats=standing, last_year=Max("grants__school_year"))
    narrowed = RecipientFilter(request.GET, queryset=children)
    exported = wants_xlsx(request)
    listed = RecipientTable(narrowed.qs, exclude=("name",) if exported else ())  # type: ignore[no-untyped-call]
    table = paged(request, listed)
    if exported:
        return export_xlsx(table, "Hồ sơ không tên")
    note(request, fund, AccessKind.LIST, "Danh sách hồ sơ", [child.number for child in table.lines.records])
    context = {"fund": fund, "table": table, "filter": narrowed}
    return render(request, "awards/scholarships/recipient_list.html", context)


@require_safe
def recipient_detail(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)
    note(request, child.fund, AccessKind.VIEW, child.code, [child.number])
    family = Q(recipient=child) | Q(recipient__joined_into=child)
    context = {
        "child": child,
        "fund": child.fund,
        "not_named": child.not_named,
        "consents": child.consents.select_related("recorded_by", "withdrawn_by"),
        "grants": Grant.objects.filter(family).select_related("campaign", "recipient").order_by("-school_year"),
        "changes": [said_of(each) for each in child.changes.select_related("by")],
        "joins": RecipientJoin.objects.filter(Q(gone=child) | Q(kept=child)).select_related(
            "gone", "kept", "by", "undone_by"
        ),
        "requests": child.requests.all(),
        "twins": twins_of(child),
    }
    return render(request, "awards/scholarships/recipient_detail.html", context)


def twins_of(child: Recipient) -> list[Recipient]:
    """Other records of the fund with the same name and year of birth."""
    same = child.fund.recipients.standing().filter(folded=child.folded, birth_year=child.birth_year)
    return [] if child.anonymised_on else list(same.exclude(pk__in=[child.pk, child.root_id]))


def said_of(change: RecipientChange) -> dict[str, Any]:
    """A correction in words: "lớp: 5A → 6A"."""
    parts = [
        f"{FIELDS[name]}: {shown(change.before.get(name))} → {shown(after)}" for name, after in change.after.items()
    ]
    return {"change": change, "words": "; ".join(parts) or "nội dung đã được xóa khi ẩn danh"}


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value) if value not in (None, "") else "(trống)"


@asked
def recipient_edit(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)
    row = get_object_or_404(held(request, Recipient.objects.filter(pk=child.pk)))
    note(request, child.fund, AccessKind.VIEW, child.code, [child.number])

    def do(data: dict[str, Any]) -> str:
        reason = data.pop("reason")
        right = workflow.Correction(**data)
        workflow.correct_recipient(child, right, reason=reason, by=request.user, at=timezone.now())
        return child.get_absolute_url()

    initial = {name: getattr(row, name) for name in ("name", "birth_year", "class_name", "school", "hardship")}
    return act(
        request,
        CorrectForm(posted(request), initial=initial),
        do,
        title=f"Sửa hồ sơ {child}",
        back=child.get_absolute_url(),
        done="Đã sửa hồ sơ. Bản trước được giữ trong lịch sử.",
        context={"parent": child},
    )


@asked
def recipient_join(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)
    note(request, child.fund, AccessKind.VIEW, child.code, [child.number])

    def kept_one(data: dict[str, Any]) -> Recipient:
        number = workflow.record_of(data["number"])
        found = child.fund.recipients.filter(number=max(number, 0)).first()
        if found is None:
            raise Refused(f"Quỹ không có hồ sơ {data['number']}. Hãy ghi số hồ sơ như HS-00012.")
        return found

    def do(data: dict[str, Any]) -> str:
        other = kept_one(data)
        workflow.join_recipients(child, other, reason=data["reason"], by=request.user, at=timezone.now())
        return other.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        other = kept_one(data)
        note(request, other.fund, AccessKind.VIEW, other.code, [other.number])
        suats = child.grants.standing().count()
        return (
            f"Sẽ gộp {child.code} ({child.name}, {child.birth_year}) vào {other.code} ({other.name}, "
            f"{other.birth_year}): {vi.whole(suats)} suất của {child.code} được xem là của {other.code}. "
            "Tách ra lại được, kèm lý do."
        )

    return act(
        request,
        JoinForm(posted(request)),
        do,
        title=f"Gộp hồ sơ {child}",
        back=child.get_absolute_url(),
        done="Đã gộp hai hồ sơ.",
        button="Gộp",
        lead=f"{child.name}, sinh năm {child.birth_year}. Chỉ gộp khi chắc chắn là một em.",
        context={"parent": child},
        ask=ask,
    )


@asked
def recipient_part(request: UserRequest, pk: int) -> HttpResponse:
    joins = RecipientJoin.objects.filter(kept__in=Recipient.objects.visible_to(request.user))
    join = get_object_or_404(joins.select_related("gone", "kept__fund"), pk=pk)

    def do(data: dict[str, Any]) -> str:
        workflow.part_recipients(join, reason=data["reason"], by=request.user, at=timezone.now())
        return join.gone.get_absolute_url()

    return act(
        request,
        WhyForm(posted(request)),
        do,
        title=f"Tách {join.gone} khỏi {join.kept}",
        back=join.kept.get_absolute_url(),
        done="Đã tách hai hồ sơ.",
        button="Tách",
        lead=f"{join.kept}: suất của {join.gone} trở về {join.gone}; suất cấp sau khi gộp ở lại {join.kept}.",
        context={"parent": join.kept},
        ask=lambda data: f"Sẽ tách {join.gone} khỏi {join.kept}: hai hồ sơ lại là hai em.",
    )


@asked
def recipient_restrict(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.restrict(child, by=request.user, at=timezone.now(), **data)
        return child.get_absolute_url()

    return act(
        request,
        ReasonForm(posted(request)),
        do,
        title=f"Hạn chế sử dụng hồ sơ {child}",
        back=child.get_absolute_url(),
        done="Đã hạn chế sử dụng hồ sơ.",
        button="Hạn chế",
        lead="Từ lúc đó tên không ra khỏi phòng của quỹ, không in ở danh sách nào, không cấp suất mới.",
        context={"parent": child},
        ask=lambda data: (
            f"Sẽ hạn chế sử dụng hồ sơ {child} từ ngày {vi.day(data['on'])}: không in tên, không cấp suất mới; "
            "suất đã cấp vẫn chi theo số hồ sơ. Bỏ hạn chế được, kèm lý do."
        ),
    )


@asked
def recipient_unrestrict(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.unrestrict(child, reason=data["reason"], by=request.user, at=timezone.now())
        return child.get_absolute_url()

    return act(
        request,
        WhyForm(posted(request)),
        do,
        title=f"Bỏ hạn chế hồ sơ {child}",
        back=child.get_absolute_url(),
        done="Đã bỏ hạn chế.",
        button="Bỏ hạn chế",
        context={"parent": child},
    )


# The desk


@require_safe
def request_list(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    asked_for = DataRequest.objects.visible_to(request.user).filter(fund=fund).select_related("recipient")
    table = paged(request, RequestTable(asked_for))  # type: ignore[no-untyped-call]
    if wants_xlsx(request):
        return export_xlsx(table, "Yêu cầu về dữ liệu")
    today = timezone.localdate()
    context = {
        "fund": fund,
        "table": table,
        "waiting": [each for each in asked_for.waiting() if each.answer_by < today or late(each, today)],
        "due": len(workflow.due(fund, today)),
        "years": rules.KEPT_YEARS,
    }
    return render(request, "awards/scholarships/request_list.html", context)


def late(asked_for: DataRequest, today: dt.date) -> bool:
    """Whether nobody said in time that the request came."""
    return asked_for.acknowledged_on is None and asked_for.acknowledge_by < today


@asked
def request_add(request: UserRequest, pk: int) -> HttpResponse:
    child = child_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        kind, asker = RequestKind(data.pop("kind")), Asker(data.pop("asker"))
        made = workflow.record_request(child, kind, asker, by=request.user, at=timezone.now(), **data)
        return made.get_absolute_url()

    return act(
        request,
        RequestForm(posted(request)),
        do,
        title=f"Ghi yêu cầu về dữ liệu – {child}",
        back=child.get_absolute_url(),
        done="Đã ghi yêu cầu. Hạn báo tiếp nhận và hạn trả lời ghi ở trang này.",
        lead="Báo đã tiếp nhận trong 2 ngày làm việc, trả lời trong 10, 15, 20 ngày tùy yêu cầu (Nghị định 356/2025).",
        context={"parent": child},
    )


def request_of(request: UserRequest, pk: int) -> DataRequest:
    seen = DataRequest.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("recipient", "fund__unit", "recorded_by", "answered_by"), pk=pk)


@require_safe
def data_request(request: UserRequest, pk: int) -> HttpResponse:
    found = request_of(request, pk)
    note(request, found.fund, AccessKind.VIEW, found.recipient.code, [found.recipient.number])
    today = timezone.localdate()
    context = {
        "asked_for": found,
        "child": found.recipient,
        "fund": found.fund,
        "late_to_say": late(found, today),
        "late": not found.outcome and found.answer_by < today,
        "accesses": NameAccess.objects.of_child(found.recipient).select_related("by")[:50],
    }
    return render(request, "awards/scholarships/data_request.html", context)


@asked
def request_acknowledge(request: UserRequest, pk: int) -> HttpResponse:
    found = request_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.acknowledge(found, on=data["on"], at=timezone.now())
        return found.get_absolute_url()

    return act(
        request,
        AcknowledgeForm(posted(request)),
        do,
        title="Ghi đã báo tiếp nhận",
        back=found.get_absolute_url(),
        done="Đã ghi.",
        lead=f"{found}; phải báo trước hết ngày {vi.day(found.acknowledge_by)}.",
        context={"parent": found},
    )


@asked
def request_answer(request: UserRequest, pk: int) -> HttpResponse:
    found = request_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        outcome = RequestOutcome(data["outcome"])
        workflow.answer_request(found, outcome, data["answer"], on=data["on"], by=request.user, at=timezone.now())
        return found.get_absolute_url()

    return act(
        request,
        AnswerForm(posted(request)),
        do,
        title="Trả lời yêu cầu",
        back=found.get_absolute_url(),
        done="Đã ghi trả lời. Bấm “In trả lời (PDF)” để gửi.",
        lead=f"{found}; trả lời trước hết ngày {vi.day(found.answer_by)}. Sửa, hạn chế thì làm ở trang hồ sơ trước.",
        context={"parent": found},
        ask=lambda data: "Sẽ ghi trả lời và đóng yêu cầu; trả lời đã ghi không sửa được.",
    )


NOT_ANSWERED = "Yêu cầu này chưa được trả lời nên chưa in được. Hãy ghi trả lời trước, rồi in."


@require_safe
def request_print(request: UserRequest, pk: int) -> HttpResponse:
    """The answer on paper: what is kept of the child, who saw it, and until when it is kept."""
    found = request_of(request, pk)
    if not found.outcome:
        return refused(request, Refused(NOT_ANSWERED), back=found.get_absolute_url())
    child = found.recipient
    note(request, found.fund, AccessKind.PRINT, f"Trả lời yêu cầu: {child.code}", [child.number])
    family = Q(recipient=child) | Q(recipient__joined_into=child)
    grants = list(Grant.objects.filter(family).select_related("campaign").with_paid().order_by("school_year", "number"))
    last = max((suat.school_year for suat in grants), default=None)
    context = {
        "asked_for": found,
        "child": child,
        "fund": found.fund,
        "issuer": issuer_of(found.fund, timezone.localdate()),
        "grants": grants,
        "payments": Entry.objects.filter(grant__in=grants).order_by("made_on", "seq"),
        "consents": child.consents.all(),
        "changes": [said_of(each) for each in child.changes.select_related("by")],
        "seen": seen_days(NameAccess.objects.of_child(child).select_related("by").order_by("at")),
        "kept_until": rules.kept_until(last) if last else None,
        "today": timezone.localdate(),
        "place": (standing := found.fund.unit.versions.order_by("valid_from").last()) and standing.name,
    }
    html = render_to_string("awards/scholarships/print/data_answer.html", context)
    return pdf_or_word(request, html, f"tra-loi-{child.code.lower()}", "office-print.css")


def seen_days(accesses: Iterable[NameAccess]) -> list[tuple[dt.date, NameAccess, int]]:
    """Who saw the child on what, day by day, each with how many times: a treasurer opens a list again and again."""
    found: dict[tuple[object, ...], list[NameAccess]] = {}
    for each in accesses:
        day = timezone.localtime(each.at).date()
        found.setdefault((day, each.by_id, each.kind, each.what), []).append(each)
    return [(timezone.localtime(times[0].at).date(), times[0], len(times)) for times in found.values()]


@asked
def anonymise(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    ripe = workflow.due(fund, timezone.localdate())

    def do(data: dict[str, Any]) -> str:
        workflow.anonymise(fund, [child.pk for child in ripe], by=request.user, at=timezone.now())
        return reverse("scholarships:request-list", args=[fund.pk])

    return act(
        request,
        NumberTyped(posted(request), number=len(ripe)),
        do,
        title="Ẩn danh hồ sơ hết thời hạn lưu",
        back=reverse("scholarships:request-list", args=[fund.pk]),
        done="Đã ẩn danh các hồ sơ hết thời hạn lưu.",
        button="Ẩn danh",
        lead=(
            f"{vi.whole(len(ripe))} hồ sơ đã quá {rules.KEPT_YEARS} năm từ khi hết năm học của suất cuối cùng, "
            "không còn suất chờ chi và không có yêu cầu đang giải quyết."
        ),
        context={"parent": "Dữ liệu trẻ em"},
        ask=lambda data: (
            f"Sẽ xóa họ tên, lớp, trường, hoàn cảnh của {vi.whole(len(ripe))} hồ sơ, không lấy lại được. "
            "Số suất, số tiền trong sổ giữ nguyên."
        ),
    )
