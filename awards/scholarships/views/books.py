"""The three books of a fund by day, the papers of their lines, and what is booked beside receipts, gifts and suất."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.scholarships import cashbook, permissions, print_book, slips, workflow
from awards.scholarships.enums import Book, DonorKind, EntryKind
from awards.scholarships.forms.looking import BookForm
from awards.scholarships.forms.money import CorrectionForm, ExpenseForm, MoveForm, OpeningCorrectionForm, OpeningForm
from awards.scholarships.models import Entry, Fund, Opening, Receipt
from awards.scholarships.numbers import next_slip
from awards.scholarships.views.common import asked, kept
from awards.scholarships.workflow import Giver, Income, Move, Opened, Spent
from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.dresses import as_word, wants_word
from hocTap.lib.http import download
from hocTap.lib.tables import long_file, wants_xlsx, xlsx_url
from units.enums import NamesList
from units.http import UserRequest
from units.privacy.seeing import note_list

A_PAGE = 50


@require_safe
def book(request: UserRequest, pk: int) -> HttpResponse:
    """Lines for the fund's officers; sums by month for everybody else."""
    fund = get_object_or_404(Fund.objects.visible_to(request.user).select_related("unit"), pk=pk)
    keeps = permissions.can_keep(request.user, fund)
    form = BookForm({**_usual(fund), **{key: value for key, value in request.GET.items() if value}})
    if not form.is_valid():
        return render(request, "awards/scholarships/book.html", {"fund": fund, "form": form}, status=422)
    data = form.cleaned_data
    days = (data["tu"], data["den"]) if keeps else cashbook.whole_months(data["tu"], data["den"])
    span = cashbook.Span(fund, Book(data["so"]), *days)
    sums = cashbook.sums_of(span)
    if wants_xlsx(request) and keeps:
        note_list(request, NamesList.BOOK, [fund.unit_id] * sums.number)
        name = f"{span.title} {fund.name}"
        return long_file(request, name, sums.number, lambda: print_book.as_xlsx(span, sums))
    context = {
        "fund": fund,
        "form": form,
        "span": span,
        "sums": sums,
        "may_keep": keeps,
        "excel": xlsx_url(request) if keeps else "",
        "query": request.GET.urlencode(),
    }
    if keeps:
        pages = Paginator(range(sums.number), A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        start = (page.number - 1) * A_PAGE
        context |= {"page": page, "lines": cashbook.lines(span, sums.opening, start, A_PAGE)}
        note_list(request, NamesList.BOOK, [fund.unit_id] * len(page.object_list))
    return render(request, "awards/scholarships/book.html", context)


@require_safe
def book_print(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    form = BookForm({**_usual(fund), **{key: value for key, value in request.GET.items() if value}})
    if not form.is_valid():
        return render(request, "awards/scholarships/book.html", {"fund": fund, "form": form}, status=422)
    data = form.cleaned_data
    span = cashbook.Span(fund, Book(data["so"]), data["tu"], data["den"])
    sums = cashbook.sums_of(span)
    note_list(request, NamesList.BOOK, [fund.unit_id] * sums.number)
    if wants_word(request):
        return long_file(request, f"{span.file_stem}.docx", sums.number, lambda: print_book.as_word(span, sums))
    return long_file(request, f"{span.file_stem}.pdf", sums.number, lambda: print_book.as_pdf(span, sums))


def _usual(fund: Fund) -> dict[str, str]:
    """The cash book of the year of the last line, or of this year."""
    last = Entry.objects.filter(fund=fund).order_by("-made_on").values_list("made_on", flat=True).first()
    year = (last or timezone.localdate()).year
    return {"so": Book.CASH, "tu": vi.day(dt.date(year, 1, 1)), "den": vi.day(dt.date(year, 12, 31))}


def _line_kept(request: UserRequest, pk: int) -> Entry:
    """A line of a fund that the person keeps: else 404, or 403."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user).select_related("fund", "reverses"), pk=pk)
    if not permissions.can_keep(request.user, entry.fund):
        raise PermissionDenied
    return entry


@require_safe
def slip(request: UserRequest, pk: int) -> HttpResponse:
    entry = _line_kept(request, pk)
    first = slips.original_of(entry)
    if first.pk != entry.pk:
        return redirect("scholarships:slip", first.pk)
    found = slips.build_slip(entry)
    note_list(request, NamesList.BOOK, [entry.fund.unit_id])
    passed = entry.transfer
    keeps_source = passed is None or (not passed.part_id and permissions.can_keep(request.user, passed.source))
    context = {
        "slip": found,
        "entry": entry,
        "fund": entry.fund,
        "receipt": entry.receipt_id,
        "may_take_back": not found.is_void and not entry.opening_id and not entry.grant_id and keeps_source,
    }
    return render(request, "awards/scholarships/slip.html", context)


@require_safe
def slip_print(request: UserRequest, pk: int) -> HttpResponse:
    entry = _line_kept(request, pk)
    found = slips.build_slip(entry)
    note_list(request, NamesList.BOOK, [entry.fund.unit_id])
    if wants_word(request):
        return as_word(slips.as_word(found), found.file_stem)
    return download(slips.render(found), "application/pdf", f"{found.file_stem}.pdf", attached=False)


@asked
def receipt_correct(request: UserRequest, pk: int) -> HttpResponse:
    receipt = get_object_or_404(Receipt.objects.select_related("fund", "donor"), pk=pk)
    fund = kept(request, receipt.fund_id)
    made: list[Receipt] = []

    def do(data: dict[str, Any]) -> str:
        why, reason = data.pop("why"), data.pop("doubt_reason")
        name, kind = data.pop("donor"), DonorKind(data.pop("donor_kind"))
        donor = Giver(name, kind) if name.strip() else None
        income = Income(**data | {"book": Book(data["book"]), "donor": donor, "reason": reason})
        made.append(workflow.correct_receipt(receipt, income, why=why, by=request.user, at=timezone.now()))
        line = Entry.objects.get(receipt=made[0], kind=EntryKind.RECEIPT)
        return slips.address_of(line.pk)

    facts = ("book", "amount", "goods", "receipt_no", "received_on", "payer", "about", "campaign")
    initial = {name: getattr(receipt, name) for name in facts}
    donor = {"donor": receipt.donor.name, "donor_kind": receipt.donor.kind} if receipt.donor else {}
    line = Entry.objects.filter(receipt=receipt, kind=EntryKind.RECEIPT).first()
    return act(
        request,
        CorrectionForm(posted(request), fund, initial={**initial, **donor}),
        do,
        title=f"Sửa phiếu thu {receipt.receipt_no} – {fund}",
        back=slips.address_of(line.pk) if line else fund.get_absolute_url(),
        done="Đã sửa phiếu thu: phiếu cũ được đảo, phiếu đúng được ghi.",
        button="Sửa phiếu thu",
        lead="Dòng cũ giữ nguyên và được đảo đúng ngày của nó; phiếu đúng ghi thành dòng mới, có thể giữ số cũ.",
        context={"parent": fund},
    )


@asked
def opening(request: UserRequest, pk: int) -> HttpResponse:
    """What the books were begun with: written once, replaced whole when it was wrong."""
    fund = kept(request, pk)
    there = workflow.opening_of(fund)
    typed = posted(request)
    form = OpeningCorrectionForm(typed, initial=_as_typed(there)) if there else OpeningForm(typed)

    def do(data: dict[str, Any]) -> str:
        begun = Opened(data["opened_on"], form.sums, data["basis"])
        if there:
            workflow.correct_opening(there, begun, reason=data["why"], by=request.user, at=timezone.now())
        else:
            workflow.open_books(fund, begun, by=request.user, at=timezone.now())
        return fund.get_absolute_url()

    return act(
        request,
        form,
        do,
        title=f"{'Sửa số dư đầu kỳ' if there else 'Ghi số dư đầu kỳ'} – {fund}",
        back=fund.get_absolute_url(),
        done="Đã ghi số dư đầu kỳ.",
        button="Sửa số dư đầu kỳ" if there else "Ghi số dư đầu kỳ",
        lead="Số dư đầu kỳ là tiền và hiện vật quỹ đang có khi bắt đầu ghi sổ ở đây; không tính là tiền vận động được.",
        context={"parent": fund},
    )


def _as_typed(there: Opening) -> dict[str, Any]:
    sums = dict(there.entries.filter(kind=EntryKind.OPENING).values_list("book", "amount"))
    return {"opened_on": there.opened_on, "basis": there.basis, **sums}


@asked
def expense_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    made: list[int] = []

    def do(data: dict[str, Any]) -> str:
        reason = data.pop("doubt_reason")
        spent = Spent(**data | {"book": Book(data["book"]), "reason": reason})
        expense = workflow.spend(fund, spent, by=request.user, at=timezone.now())
        made.append(Entry.objects.get(expense=expense, kind=EntryKind.EXPENSE).pk)
        return slips.address_of(made[0])

    return act(
        request,
        ExpenseForm(posted(request), fund, initial={"sheet_no": request.GET.get("so") or next_slip(fund)}),
        do,
        title=f"Ghi phiếu chi khác – {fund}",
        back=fund.get_absolute_url(),
        done="Đã ghi phiếu chi.",
        lead="Cho các khoản ngoài suất học bổng và quà: nhà khuyến học, thiết bị học tập, chi hoạt động, heo đất.",
        context={"parent": fund},
    )


@asked
def move_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    made: list[int] = []

    def do(data: dict[str, Any]) -> str:
        reason = data.pop("doubt_reason")
        books = {"book": Book(data["book"]), "taker_book": Book(data["taker_book"])}
        done = workflow.move(Move(source=fund, **data | books | {"reason": reason}), by=request.user, at=timezone.now())
        made.append(Entry.objects.get(transfer=done, kind=EntryKind.SENT).pk)
        return slips.address_of(made[0])

    def ask(data: dict[str, Any]) -> str:
        if data["taker"].pk == fund.pk:
            return ""
        return (
            f"Sẽ chuyển {vi.money(data['amount'])} từ {fund} sang {data['taker']}: ghi chi ở sổ này và ghi thu ở sổ "
            "quỹ nhận trong cùng một lần."
        )

    return act(
        request,
        MoveForm(posted(request), fund, workflow.takers_of(fund)),
        do,
        title=f"Chuyển tiền, chuyển quỹ – {fund}",
        back=fund.get_absolute_url(),
        done="Đã chuyển; hai bên cùng được ghi.",
        button="Chuyển",
        lead="Nộp tiền vào ngân hàng, rút tiền mặt, hoặc chuyển sang quỹ cấp trên, cấp dưới. Không tính là thu vận "
        "động hay chi của quỹ.",
        context={"parent": fund},
        ask=ask,
    )
