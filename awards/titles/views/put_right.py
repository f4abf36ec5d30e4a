"""Ways to put right how papers were recorded: a proposal taken back, drafts joined, a signature taken off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from awards.titles import permissions, workflow
from awards.titles.forms import ResignForm
from awards.titles.kinds import TitleKind
from awards.titles.models import Decision, Nomination, Proposal
from awards.titles.views.common import ward_or_404, with_reason
from hocTap.lib import vi
from hocTap.lib.answers import act, posted, refused
from hocTap.lib.resting import DECISION, PROPOSAL, REVOCATION, Rest, papers_from, papers_in_words
from hocTap.lib.steps import Refused, Stale
from units import numbering
from units.http import UserRequest
from units.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: UserRequest, pk: int) -> HttpResponse:
    """Take a proposal back before anybody decided on what it holds."""
    proposal = get_object_or_404(Proposal, pk=pk)
    kind = TitleKind(proposal.kind)
    ward_or_404(request.user, proposal.ward_id, kind, proposal.year)
    if not permissions.can_work(request.user, proposal.ward_id):
        raise PermissionDenied
    back = reverse("titles:ward-year", args=[proposal.ward_id, proposal.kind, proposal.year])
    number = Nomination.objects.filter(proposal=proposal).count()
    held, papers = f"{vi.whole(number)} {kind.holder}", papers_from(PROPOSAL, [proposal.pk])
    if not permissions.can_recall(request.user, proposal) and request.method != "POST":
        return refused(request, _not_recalled(proposal, number), back=back)
    return with_reason(
        request,
        lambda reason: workflow.recall(proposal, reason, by=request.user, at=timezone.now()),
        title="Rút tờ trình",
        lead=f"{proposal}, {held}. Hồ sơ trở lại bước đã thẩm định; sửa xong thì trình lại.",
        back=back,
        parent=f"{kind.label} năm {proposal.year}",
        done=f"Đã rút {proposal}; {held} trở lại bước đã thẩm định.",
        ask=lambda: f"Sẽ rút {proposal} gồm {held}. Số tờ trình dùng lại được. {papers_in_words(papers)}".strip(),
    )


def _not_recalled(proposal: Proposal, number: int) -> Refused:
    if proposal.recalled_at or not number:
        return Stale(f"{proposal} đã được rút, hoặc hồ sơ đã trả lại hết.")
    return Refused(f"Có hồ sơ của {proposal} đã được xét. Hãy đề nghị người xét trả lại phần còn lại.")


def drafts_to_join(user: User, draft: Decision) -> list[Decision]:
    """The drafts that the person may bring into this one."""
    if draft.is_signed or not permissions.can_sign(user, draft):
        return []
    drafts = permissions.signable(user, workflow.joinable(draft)).select_related("prepared_by")
    return list(drafts.annotate(held=_held()).order_by("prepared_at", "pk")[:20])


def _held() -> Subquery:
    """How many nominations a decision holds."""
    rows = Nomination.objects.filter(decision=OuterRef("pk")).order_by().values("decision")
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


class JoinForm(forms.Form):
    """Which other draft is brought in."""

    other = forms.TypedChoiceField(
        label="Gộp dự thảo nào vào đây", coerce=int, error_messages={"required": "Hãy chọn dự thảo."}
    )

    def __init__(self, drafts: list[Decision], data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["other"]
        field.choices = [(each.pk, _told(each)) for each in drafts]
        field.error_messages["invalid_choice"] = "Dự thảo này không gộp được nữa. Hãy chọn lại."


def _number(decision: Decision) -> int:
    return Nomination.objects.filter(decision=decision).count()


def _told(draft: Decision) -> str:
    holder = TitleKind(draft.title).holder
    when = vi.moment(draft.prepared_at)
    return f"{vi.whole(vars(draft)['held'])} {holder}, {draft.prepared_by} dự thảo {when}"


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: UserRequest, pk: int) -> HttpResponse:
    """Bring another draft of the agency into this one."""
    draft = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    back = draft.get_absolute_url()
    if draft.is_signed:
        return refused(request, Stale(f"{draft} đã ký nên không gộp được."), back=back)
    if not permissions.can_sign(request.user, draft):
        raise PermissionDenied
    drafts = {each.pk: each for each in drafts_to_join(request.user, draft)}
    if not drafts:
        return refused(request, Stale("Không có dự thảo nào khác của cùng cơ quan để gộp."), back=back)

    def do(data: dict[str, Any]) -> str:
        workflow.join(draft, drafts[data["other"]], by=request.user, at=timezone.now())
        return back

    return act(
        request,
        JoinForm(list(drafts.values()), posted(request)),
        do,
        title="Gộp dự thảo",
        lead=f"Dự thảo này đang có {vi.whole(_number(draft))} {TitleKind(draft.title).holder}.",
        back=back,
        done="Đã gộp hai dự thảo.",
        button="Gộp",
        context={"parent": "Dự thảo quyết định"},
        ask=lambda data: (
            f"Sẽ đưa {_told(drafts[data['other']])} vào dự thảo này, nối tiếp số vào sổ; dự thảo kia không còn. "
            f"{papers_in_words(papers_from(DECISION, [draft.pk, data['other']]))}"
        ).strip(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unsign(request: UserRequest, pk: int) -> HttpResponse:
    """Take a wrongly recorded signature off; the decision is a draft again. A revocation's is mended where it is."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user), pk=pk)
    back = decision.get_absolute_url()
    if not decision.is_signed:
        return refused(request, Stale("Quyết định này là dự thảo, chưa có chữ ký."), back=back)
    signed = f"{decision} ngày {vi.day(decision.signed_on)}, {decision.signer} ký"
    if permissions.can_resign(request.user, decision):
        return _resign(request, decision, signed)
    if not permissions.can_unsign(request.user, decision):
        raise PermissionDenied
    papers = papers_from(DECISION, [decision.pk])
    held = f"{vi.whole(_number(decision))} {TitleKind(decision.title).holder}"
    return with_reason(
        request,
        lambda reason: workflow.unsign(decision, reason, by=request.user, at=timezone.now()),
        title="Bỏ chữ ký ghi nhầm",
        lead=f"Đang ghi: {signed}. Quyết định trở lại là dự thảo để ghi cho đúng bản giấy.",
        back=back,
        parent=decision,
        done=f"Đã bỏ chữ ký; {held} trở lại dự thảo, chưa có hiệu lực.",
        ask=lambda: (
            f"Sẽ bỏ chữ ký đã ghi ({signed}). {held} trở lại dự thảo, không còn hiệu lực cho đến khi ghi lại số, "
            f"ngày ký. {_to_be_made_anew(papers)}"
        ).strip(),
    )


def _to_be_made_anew(papers: list[Rest]) -> str:
    """What becomes of papers made by the signature that goes, for the question; nothing where there is none."""
    if not papers:
        return ""
    issued = any(paper.issued for paper in papers)
    then = (
        "Bản đã phát hành sẽ không còn khớp với sổ: ghi lại số, ngày xong hãy lập văn bản thay thế." if issued else ""
    )
    return f"{papers_in_words(papers)} {then}".strip()


def _out_of_order(decision: Decision, data: dict[str, Any]) -> str:
    """A sentence when number and day do not go with the others of the series."""
    given = numbering.Number(decision.agency_id, decision.symbol, data["number"], data["day"])
    return numbering.out_of_order(given)


def _resign(request: UserRequest, decision: Decision, signed: str) -> HttpResponse:
    """Number, day and signer of a revocation as its paper has them; the titles stay taken back."""
    back, papers = decision.get_absolute_url(), papers_from(REVOCATION, [decision.pk])
    known = {"number": decision.number, "day": decision.signed_on, "signer": decision.signer}

    def do(data: dict[str, Any]) -> str:
        signature = workflow.Signature(data["number"], data["day"], data["signer"])
        workflow.resign(decision, signature, data["reason"], by=request.user, at=timezone.now())
        return back

    return act(
        request,
        ResignForm(posted(request), initial=known),
        do,
        title="Sửa số, ngày, người ký ghi nhầm",
        lead=f"Đang ghi: {signed}. Danh hiệu đã thu hồi vẫn là đã thu hồi.",
        back=back,
        done="Đã sửa; chữ ký ghi trước đó vẫn xem được ở trang này.",
        button="Sửa",
        context={"parent": decision},
        ask=lambda data: (
            f"{_out_of_order(decision, data)} Sẽ ghi số {data['number']} ngày {vi.day(data['day'])}, "
            f"{data['signer']} ký, thay cho {signed}. "
            f"{_to_be_made_anew(papers)}"
        ).strip(),
    )
