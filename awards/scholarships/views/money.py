"""Acts on the books: receipts, gifts, suất, payments, lines taken back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from awards.scholarships import permissions, slips, workflow
from awards.scholarships.enums import Book, DonorKind, GiftKind, SchoolLevel, Signature
from awards.scholarships.forms.common import ReasonForm
from awards.scholarships.forms.grants import GrantForm
from awards.scholarships.forms.money import GiftForm, ReceiptForm
from awards.scholarships.forms.payments import PayForm
from awards.scholarships.models import Campaign, Entry, Grant
from awards.scholarships.numbers import next_receipt, next_slip
from awards.scholarships.views.common import asked, kept, suat_of
from awards.scholarships.workflow import NEW, Child, Given, Giver, GrantDesk, Handing, Income, Suat
from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from units.http import UserRequest


@asked
def receipt_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        name, kind, reason = data.pop("donor"), DonorKind(data.pop("donor_kind")), data.pop("doubt_reason")
        donor = Giver(name, kind) if name.strip() else None
        income = Income(**data | {"book": Book(data["book"]), "donor": donor, "reason": reason})
        workflow.receive(fund, income, by=request.user, at=timezone.now())
        return fund.get_absolute_url()

    return act(
        request,
        ReceiptForm(posted(request), fund, initial={"receipt_no": request.GET.get("so") or next_receipt(fund)}),
        do,
        title=f"Ghi phiếu thu – {fund}",
        back=fund.get_absolute_url(),
        done="Đã ghi phiếu thu.",
        context={"parent": fund},
    )


@asked
def gift_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        reason = data.pop("doubt_reason")
        kinds = {"kind": GiftKind(data["kind"]), "book": Book(data["book"])}
        given = Given(**data | kinds | {"reason": reason})
        workflow.give_gift(fund, given, by=request.user, at=timezone.now())
        return fund.get_absolute_url()

    return act(
        request,
        GiftForm(posted(request), fund, initial={"sheet_no": request.GET.get("so") or next_slip(fund)}),
        do,
        title=f"Ghi quà, phần thưởng – {fund}",
        back=fund.get_absolute_url(),
        done="Đã ghi quà, phần thưởng.",
        context={"parent": fund},
    )


@asked
def grant_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    granted: list[Grant] = []

    def do(data: dict[str, Any]) -> str:
        campaign, suat = asked_for(data)
        granted.append(workflow.grant(campaign, suat, by=request.user, at=timezone.now()))
        return granted[0].get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        campaign, suat = asked_for(data)
        before = GrantDesk(campaign, [suat], timezone.localdate(), fund).before(suat)
        return f"{' '.join(before)} Sẽ cấp thêm 1 suất, {vi.money(suat.amount)}." if before else ""

    return act(
        request,
        GrantForm(
            posted(request), fund, initial={"campaign": request.GET.get("dot"), "recipient": request.GET.get("ho-so")}
        ),
        do,
        title=f"Cấp suất học bổng – {fund}",
        back=reverse("scholarships:grant-list", args=[fund.pk]),
        done=lambda: f"Đã cấp {str(granted[0]).lower()} cho hồ sơ {granted[0].recipient.code}.",
        context={"parent": "Suất học bổng"},
        ask=ask,
    )


def asked_for(data: dict[str, Any]) -> tuple[Campaign, Suat]:
    """The suất that the form asks for: to a child of the register, or to one by name and year."""
    given = dict(data)
    new = Child(
        **{key: given.pop(key) for key in ("name", "birth_year", "class_name", "school", "hardship")},
        record=NEW if given.pop("another") else 0,
    )
    campaign, known, reason = given.pop("campaign"), given.pop("recipient"), given.pop("doubt_reason")
    facts = {"level": SchoolLevel(given["level"]), "reason": reason}
    return campaign, Suat(recipient=known or new, **given | facts)


@asked
def grant_pay(request: UserRequest, pk: int) -> HttpResponse:
    suat = suat_of(request, pk)
    paid = workflow.paid_so_far(suat)

    def do(data: dict[str, Any]) -> str:
        amount, seen, reason = data.pop("amount"), data.pop("seen_paid"), data.pop("doubt_reason")
        facts = {"signature": Signature(data["signature"]), "book": Book(data["book"] or Book.CASH), "reason": reason}
        handing = Handing(**data | facts)
        workflow.pay(suat, amount, handing, by=request.user, at=timezone.now(), seen_paid=seen)
        return suat.get_absolute_url()

    return act(
        request,
        PayForm(posted(request), initial={"seen_paid": paid, "handed_by": str(request.user)}),
        do,
        title="Chi học bổng",
        back=suat.get_absolute_url(),
        done="Đã ghi lần chi.",
        lead=f"{suat}: mức {vi.money(suat.amount)}, đã chi {vi.money(paid)}, còn {vi.money(suat.amount - paid)}.",
        context={"parent": suat},
    )


@asked
def grant_cancel(request: UserRequest, pk: int) -> HttpResponse:
    suat = suat_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.cancel_grant(suat, by=request.user, at=timezone.now(), **data)
        return suat.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        return (
            f"Sẽ hủy 1 suất: {str(suat).lower()}, mức {vi.money(suat.amount)}, năm học {suat.school_year_label}. "
            "Suất đã hủy không lấy lại được; muốn cấp lại thì cấp một suất mới."
        )

    return act(
        request,
        ReasonForm(posted(request)),
        do,
        title=f"Hủy {str(suat).lower()}",
        back=suat.get_absolute_url(),
        done="Đã hủy suất học bổng.",
        button="Hủy suất",
        context={"parent": suat},
        ask=ask,
    )


@asked
def entry_reverse(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).select_related("fund", "grant", "transfer"), pk=pk)
    if not permissions.can_keep(request.user, entry.transfer.source if entry.transfer else entry.fund):
        raise PermissionDenied
    parent = entry.grant or entry.fund
    back = parent.get_absolute_url()
    moved = entry.transfer if entry.transfer and not entry.transfer.part_id else None

    def do(data: dict[str, Any]) -> str:
        if moved:
            workflow.take_back_move(moved, by=request.user, at=timezone.now(), **data)
        else:
            workflow.reverse(entry, by=request.user, at=timezone.now(), **data)
        return slips.address_of(entry.pk)

    def ask(data: dict[str, Any]) -> str:
        if moved:
            return (
                f"Sẽ hủy cả lần chuyển {vi.money(moved.amount)} từ {moved.source} sang {moved.taker}: mỗi bên một dòng "
                "ghi ngược lại. Dòng đảo không đảo lại được; muốn ghi lại thì chuyển một lần mới."
            )
        return (
            f"Sẽ ghi một dòng ngược lại dòng {entry.seq} của {entry.fund}: {entry}. Dòng đảo không đảo lại được; "
            "muốn ghi lại thì ghi một bút toán mới."
        )

    return act(
        request,
        ReasonForm(posted(request)),
        do,
        title=f"Đảo dòng {entry.seq}",
        back=back,
        done="Đã đảo bút toán.",
        button="Đảo dòng này",
        lead=f"{str(entry)[:1].upper()}{str(entry)[1:]}. Dòng cũ giữ nguyên; một dòng mới ghi ngược lại, kèm lý do.",
        context={"parent": parent},
        ask=ask,
    )
