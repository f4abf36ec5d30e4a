"""Acts on the books: receipts, gifts, suất, payments, lines taken back, periods closed and reopened."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from awards.scholarships import permissions, workflow
from awards.scholarships.enums import Book, DonorKind, GiftKind, SchoolLevel, Signature
from awards.scholarships.forms import (
    BookClosingForm,
    ClosingForm,
    GiftForm,
    GrantForm,
    PayForm,
    ReasonForm,
    ReceiptForm,
    WhyForm,
)
from awards.scholarships.models import BookClosing, Entry, Fund, Grant, SchoolYearClosing
from awards.scholarships.views.common import asked, kept, suat_of
from awards.scholarships.workflow import Child, Given, Giver, Handing, Income, Suat
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
        ReceiptForm(posted(request), fund),
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
        GiftForm(posted(request), fund),
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
        new = Child(**{key: data.pop(key) for key in ("name", "birth_year", "class_name", "school", "hardship")})
        campaign, known, reason = data.pop("campaign"), data.pop("recipient"), data.pop("doubt_reason")
        facts = {"level": SchoolLevel(data["level"]), "reason": reason}
        suat = Suat(recipient=known or new, **data | facts)
        granted.append(workflow.grant(campaign, suat, by=request.user, at=timezone.now()))
        return granted[0].get_absolute_url()

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
    )


@asked
def grant_pay(request: UserRequest, pk: int) -> HttpResponse:
    suat = suat_of(request, pk)
    paid = workflow.paid_so_far(suat)

    def do(data: dict[str, Any]) -> str:
        amount, seen, reason = data.pop("amount"), data.pop("seen_paid"), data.pop("doubt_reason")
        handing = Handing(**data | {"signature": Signature(data["signature"]), "reason": reason})
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
        workflow.cancel_grant(suat, at=timezone.now(), **data)
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
    entry = get_object_or_404(Entry.objects.visible_to(request.user).select_related("fund", "grant"), pk=pk)
    if not permissions.can_keep(request.user, entry.fund):
        raise PermissionDenied
    parent = entry.grant or entry.fund
    back = parent.get_absolute_url()

    def do(data: dict[str, Any]) -> str:
        workflow.reverse(entry, by=request.user, at=timezone.now(), **data)
        return back

    def ask(data: dict[str, Any]) -> str:
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


@asked
def school_year_close(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.close_school_year(fund, data["school_year"], by=request.user, at=timezone.now())
        return fund.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        year = data["school_year"]
        suats = fund.grants.standing().filter(school_year=year)
        given = -(Entry.objects.filter(grant__in=suats).aggregate(total=Sum("amount"))["total"] or 0)
        return (
            f"Sẽ khóa năm học {vi.school_year(year)} của {fund}: {vi.whole(suats.count())} suất, đã chi "
            f"{vi.money(given)}. Khóa rồi thì không cấp và không chi thêm suất nào của năm học đó."
        )

    return act(
        request,
        ClosingForm(posted(request)),
        do,
        title=f"Khóa sổ năm học – {fund}",
        back=fund.get_absolute_url(),
        done="Đã khóa sổ năm học.",
        button="Khóa sổ năm học",
        lead="Khóa sổ rồi thì không cấp và không chi thêm suất nào của năm học đó. Khi cần, mở lại kèm lý do.",
        context={"parent": fund},
        ask=ask,
    )


@asked
def books_close(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.close_books(fund, data["last_day"], by=request.user, at=timezone.now())
        return fund.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        lines = Entry.objects.filter(fund=fund, made_on__lte=data["last_day"]).count()
        return (
            f"Sẽ khóa sổ của {fund} đến hết ngày {vi.day(data['last_day'])}: {vi.whole(lines)} bút toán. "
            "Khóa rồi thì không ghi được bút toán nào của những ngày đó."
        )

    return act(
        request,
        BookClosingForm(posted(request)),
        do,
        title=f"Khóa sổ quỹ – {fund}",
        back=fund.get_absolute_url(),
        done="Đã khóa sổ quỹ.",
        button="Khóa sổ quỹ",
        lead="Khóa cả sổ tiền và sổ hiện vật đến hết một ngày. Khi cần, mở lại kèm lý do.",
        context={"parent": fund},
        ask=ask,
    )


@asked
def school_year_reopen(request: UserRequest, pk: int) -> HttpResponse:
    closing = get_object_or_404(SchoolYearClosing.objects.select_related("fund", "closed_by"), pk=pk)
    return _reopen(request, closing, f"Mở lại năm học {closing}")


@asked
def books_reopen(request: UserRequest, pk: int) -> HttpResponse:
    closing = get_object_or_404(BookClosing.objects.select_related("fund", "closed_by"), pk=pk)
    return _reopen(request, closing, f"Mở lại sổ {closing}")


def _reopen(request: UserRequest, closing: SchoolYearClosing | BookClosing, title: str) -> HttpResponse:
    fund: Fund = kept(request, closing.fund_id)

    def do(data: dict[str, Any]) -> str:
        workflow.reopen(closing, reason=data["reason"], by=request.user, at=timezone.now())
        return fund.get_absolute_url()

    return act(
        request,
        WhyForm(posted(request)),
        do,
        title=f"{title} – {fund}",
        back=fund.get_absolute_url(),
        done="Đã mở lại.",
        button="Mở lại",
        lead=f"{closing.story}. Mở lại rồi thì ghi thêm được; việc mở lại và lý do được giữ trong sổ.",
        context={"parent": fund},
    )
