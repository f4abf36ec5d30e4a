"""Periods of a fund closed, and reopened by two people; each page tells which documents rest on the period."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from awards.scholarships import permissions, workflow
from awards.scholarships.enums import Book
from awards.scholarships.forms.common import FIRST_DAY, WhyForm
from awards.scholarships.forms.funds import BookClosingForm, ClosingForm, DecideForm
from awards.scholarships.models import BookClosing, Entry, Fund, SchoolYearClosing
from awards.scholarships.views.common import asked, kept
from awards.scholarships.workflow.books import CALLED
from hocTap.lib import resting, vi
from hocTap.lib.answers import act, posted
from units.http import UserRequest

AnyClosing = SchoolYearClosing | BookClosing


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
        lead="Khóa sổ rồi thì không cấp và không chi thêm suất nào của năm học đó. Khi cần, một người đề nghị mở lại "
        "kèm lý do và một người khác đồng ý.",
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
        last = data["last_day"]
        lines = Entry.objects.filter(fund=fund, made_on__lte=last)
        held = dict(lines.order_by().values_list("book").annotate(Sum("amount")))
        sums = "; ".join(f"{CALLED[book]} {vi.money(held.get(book, 0))}" for book in Book)
        return (
            f"Sẽ khóa sổ của {fund} đến hết ngày {vi.day(last)}: {vi.whole(lines.count())} bút toán. Số dư cuối ngày "
            f"đó: {sums}. Khóa rồi thì không ghi được bút toán nào của những ngày đó."
        )

    return act(
        request,
        BookClosingForm(posted(request)),
        do,
        title=f"Khóa sổ quỹ – {fund}",
        back=fund.get_absolute_url(),
        done="Đã khóa sổ quỹ.",
        button="Khóa sổ quỹ",
        lead="Khóa cả ba sổ tiền mặt, tiền gửi và hiện vật đến hết một ngày. Khi cần, một người đề nghị mở lại kèm lý "
        "do và một người khác đồng ý.",
        context={"parent": fund},
        ask=ask,
    )


@asked
def school_year_reopen(request: UserRequest, pk: int) -> HttpResponse:
    return _ask_reopening(request, _school_year(pk))


@asked
def books_reopen(request: UserRequest, pk: int) -> HttpResponse:
    return _ask_reopening(request, _books(pk))


@asked
def school_year_agree(request: UserRequest, pk: int) -> HttpResponse:
    return _decide(request, _school_year(pk))


@asked
def books_agree(request: UserRequest, pk: int) -> HttpResponse:
    return _decide(request, _books(pk))


def _school_year(pk: int) -> SchoolYearClosing:
    return get_object_or_404(SchoolYearClosing.objects.select_related("fund", "closed_by", "asked_by"), pk=pk)


def _books(pk: int) -> BookClosing:
    return get_object_or_404(BookClosing.objects.select_related("fund", "closed_by", "asked_by"), pk=pk)


def rests_on(closing: AnyClosing) -> str:
    """Which documents rest on the period, in a sentence; empty when none does."""
    if isinstance(closing, SchoolYearClosing):
        first, last = dt.date(closing.school_year, 6, 1), dt.date(closing.school_year + 1, 8, 31)
    else:
        earlier = closing.fund.book_closings.filter(last_day__lt=closing.last_day, reopened_at__isnull=True).last()
        first = earlier.last_day + dt.timedelta(1) if earlier else FIRST_DAY
        last = closing.last_day
    found = resting.rests_on({closing.fund.unit_id}, first, last)
    if not any(rest.issued and not rest.state for rest in found):
        return resting.in_words(found)
    return (
        f"{resting.in_words(found)} Văn bản đã phát hành giữ nguyên số đã in; ghi thêm, sửa bút toán của những ngày đó "
        "thì trang của văn bản ghi là số liệu nguồn đã thay đổi."
    )


def _ask_reopening(request: UserRequest, closing: AnyClosing) -> HttpResponse:
    fund: Fund = kept(request, closing.fund_id)

    def do(data: dict[str, Any]) -> str:
        workflow.ask_reopening(closing, reason=data["reason"], by=request.user, at=timezone.now())
        return fund.get_absolute_url()

    return act(
        request,
        WhyForm(posted(request)),
        do,
        title=f"Đề nghị mở lại {closing.called[0].lower()}{closing.called[1:]} – {fund}",
        back=fund.get_absolute_url(),
        done="Đã ghi đề nghị. Sổ mở lại khi người thứ hai đồng ý.",
        button="Đề nghị mở lại",
        lead=" ".join(
            filter(
                None,
                [
                    f"{closing.story}.",
                    rests_on(closing),
                    "Một người khác giữ quỹ, cán bộ của đơn vị hoặc cấp trên phải đồng ý thì sổ mới mở lại; lý do "
                    "được giữ trong sổ.",
                ],
            )
        ),
        context={"parent": fund},
    )


def _decide(request: UserRequest, closing: AnyClosing) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user), pk=closing.fund_id)
    if not permissions.can_agree_reopening(request.user, fund):
        raise PermissionDenied
    agreed: list[bool] = []

    def do(data: dict[str, Any]) -> str:
        agreed.append(data["decision"] == DecideForm.YES)
        if agreed[0]:
            workflow.agree_reopening(closing, by=request.user, at=timezone.now())
        else:
            workflow.decline_reopening(closing)
        return fund.get_absolute_url()

    return act(
        request,
        DecideForm(posted(request)),
        do,
        title=f"Mở lại {closing.called[0].lower()}{closing.called[1:]} – {fund}",
        back=fund.get_absolute_url(),
        done=lambda: "Đã mở lại." if agreed[0] else "Đã ghi: không mở lại, sổ vẫn khóa.",
        lead=" ".join(filter(None, [f"{closing.story}.", rests_on(closing)])),
        context={"parent": fund},
    )
