"""Suất granted and paid as lists: a grid of children for one decision, numbered lists to be signed, one act to pay."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.scholarships import payment_sheet, permissions, workflow
from awards.scholarships.enums import AccessKind, Book, SchoolLevel, Signature
from awards.scholarships.forms.common import WhyForm
from awards.scholarships.forms.grants import GrantsGrid
from awards.scholarships.forms.payments import PaySheetForm, SheetForm
from awards.scholarships.models import Grant, PaySheet
from awards.scholarships.tables import PaySheetTable
from awards.scholarships.views.common import asked, attached, kept, note, paged
from awards.scholarships.workflow import Child, GrantDesk, Handing, Suat, Wanted, record_of
from awards.scholarships.workflow.sheets import waiting
from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.dresses import wants_word
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_xlsx, long_file, wants_xlsx
from hocTap.lib.xlsx import XLSX
from units.http import UserRequest

BLANK_ROWS = 12
NOBODY_WAITS = "Không còn suất nào của danh sách này chờ chi. Hãy xem cột Tình trạng, hoặc lập danh sách khác."
MOST_TOLD = 60
"""So many sentences about what children had before are shown; the others are counted."""


@asked
def grants_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    granted: list[Grant] = []

    def do(data: dict[str, Any]) -> str:
        rows = suats_of(form, data)
        granted.extend(workflow.grant_all(data["campaign"], rows, by=request.user, at=timezone.now()))
        return f"{reverse('scholarships:grant-list', args=[fund.pk])}?campaign={data['campaign'].pk}"

    def ask(data: dict[str, Any]) -> str:
        rows = suats_of(form, data)
        total = sum(row.amount for row in rows)
        return (
            f"Sẽ cấp {vi.whole(len(rows))} suất, tổng {vi.money(total)}, theo quyết định {data['decision_no']} ngày "
            f"{vi.day(data['decided_on'])}, năm học {vi.school_year(data['school_year'])}."
        )

    def preview(data: dict[str, Any]) -> dict[str, Any]:
        rows = suats_of(form, data)
        desk = GrantDesk(data["campaign"], rows, timezone.localdate(), fund)
        found = [(place, row.recipient.name, said) for place, row in enumerate(rows, 1) for said in desk.before(row)]
        new = sum(desk.register.known_as(row.recipient) is None for row in rows)
        told = {"before": found[:MOST_TOLD], "more": max(0, len(found) - MOST_TOLD), "new": new}
        return {"preview": "awards/scholarships/_before.html", "told": told, "known": len(rows) - new}

    form = GrantsGrid(posted(request), fund, {"campaign": request.GET.get("dot")}, BLANK_ROWS)
    return act(
        request,
        form,
        do,
        title="Cấp suất theo danh sách",
        back=fund.get_absolute_url(),
        done=lambda: f"Đã cấp {vi.whole(len(granted))} suất. Bước tiếp: lập danh sách chi để ký nhận.",
        template="awards/scholarships/grants_grid.html",
        context={"parent": fund, "fund": fund},
        ask=ask,
        preview=preview,
    )


def suats_of(form: GrantsGrid, data: dict[str, Any]) -> list[Suat]:
    """The suất that the rows of the grid ask for."""
    return [
        Suat(
            recipient=Child(
                name=row["name"],
                birth_year=row["birth_year"],
                class_name=row["class_name"],
                school=row["school"],
                hardship=bool(row["hardship"]),
                record=record_of(row["record"]),
            ),
            amount=row["row_amount"] or data["amount"],
            level=SchoolLevel(row["row_level"] or data["level"]),
            school_year=data["school_year"],
            ward=data["ward"],
            decision_no=data["decision_no"],
            decided_on=data["decided_on"],
            reason=row["reason"],
        )
        for _, row in form.typed(data)
    ]


@require_safe
def sheet_list(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    sheets = PaySheet.objects.visible_to(request.user).filter(fund=fund).with_sums().select_related("campaign")
    table = paged(request, PaySheetTable(sheets))  # type: ignore[no-untyped-call]
    if wants_xlsx(request):
        return export_xlsx(table, "Danh sách chi")
    return render(request, "awards/scholarships/sheet_list.html", {"fund": fund, "table": table})


@asked
def sheet_add(request: UserRequest, pk: int) -> HttpResponse:
    fund = kept(request, pk)
    suats = waiting(fund, Wanted())
    made: list[PaySheet] = []

    def do(data: dict[str, Any]) -> str:
        made.append(workflow.make_sheet(fund, Wanted(**data), by=request.user, at=timezone.now()))
        return made[0].get_absolute_url()

    total = sum(suat.amount - vars(suat)["paid"] for suat in suats)
    return act(
        request,
        SheetForm(posted(request), fund, suats, request.GET.get("dot")),
        do,
        title="Lập danh sách chi",
        back=reverse("scholarships:sheet-list", args=[fund.pk]),
        done=lambda: f"Đã lập {str(made[0])[0].lower()}{str(made[0])[1:]}. Hãy in để ký nhận.",
        lead=f"{vi.whole(len(suats))} suất chờ chi, còn phải chi {vi.money(total)}. Chọn phần muốn chi cùng lúc.",
        button="Lập danh sách",
        context={"parent": "Danh sách chi"},
    )


def sheet_of(request: UserRequest, pk: int) -> PaySheet:
    sheets = PaySheet.objects.visible_to(request.user)
    return get_object_or_404(sheets.select_related("fund__unit", "campaign", "made_by"), pk=pk)


def numbers_of(sheet: PaySheet) -> list[int]:
    """The numbers of the records on a list."""
    return list(sheet.rows.order_by("place").values_list("grant__recipient__number", flat=True))


@require_safe
def sheet_detail(request: UserRequest, pk: int) -> HttpResponse:
    sheet = sheet_of(request, pk)
    found = payment_sheet.build_sheet(sheet, outside=wants_xlsx(request))
    if wants_xlsx(request):
        named = permissions.can_export_names(request.user, sheet.fund)
        if named:
            note(request, sheet.fund, AccessKind.EXPORT, str(sheet), numbers_of(sheet))
        content = payment_sheet.workbook(found, named=named, by=request.user, at=timezone.now())
        return attached(content, XLSX, payment_sheet.file_name(sheet, "xlsx"))
    note(request, sheet.fund, AccessKind.LIST, str(sheet), numbers_of(sheet))
    context = {"sheet": sheet, "found": found, "fund": sheet.fund}
    return render(request, "awards/scholarships/sheet_detail.html", context)


@require_safe
def sheet_print(request: UserRequest, pk: int) -> HttpResponse:
    """The list to be signed, as PDF or in Word; a long one is made by the worker."""
    sheet = sheet_of(request, pk)
    in_word = wants_word(request)

    def make() -> bytes:
        found = payment_sheet.build_sheet(sheet, outside=True, printed=True)
        note(request, sheet.fund, AccessKind.PRINT, str(sheet), numbers_of(sheet))
        write = payment_sheet.as_word if in_word else payment_sheet.render
        return write(found, by=request.user, at=timezone.now())

    return long_file(request, payment_sheet.file_name(sheet, "docx" if in_word else "pdf"), sheet.rows.count(), make)


@asked
def sheet_pay(request: UserRequest, pk: int) -> HttpResponse:
    sheet = sheet_of(request, pk)
    found = payment_sheet.build_sheet(sheet, outside=False)
    rows = {row.pk: row for row in found.rows}
    note(request, sheet.fund, AccessKind.LIST, str(sheet), numbers_of(sheet))

    def handing(data: dict[str, Any]) -> Handing:
        signature = Signature(data["signature"])
        book = Book(data["book"] or Book.CASH)
        return Handing(data["on"], data["handed_by"], signature, data["sheet_no"], data["doubt_reason"], book)

    def do(data: dict[str, Any]) -> str:
        if not form.offered:
            raise Refused(NOBODY_WAITS)
        workflow.pay_sheet(sheet, form.paid(), handing(data), by=request.user, at=timezone.now())
        return sheet.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        paid = [rows[pk] for pk in form.paid() if pk in rows]
        absent = [row for row in found.waiting if row.pk not in {each.pk for each in paid}]
        without = ", ".join(f"{row.name} (suất {row.number})" for row in absent[:20])
        rest = f" và {vi.whole(len(absent) - 20)} em khác" if len(absent) > 20 else ""
        left_out = f" Trừ {vi.whole(len(absent))} em chưa nhận: {without}{rest}." if absent else " Không trừ em nào."
        total = vi.money(sum(row.amount for row in paid))
        return (
            f"Sẽ ghi chi học bổng cho {vi.whole(len(paid))} suất của {sheet}, tổng {total}, ngày "
            f"{vi.day(data['on'])}.{left_out}"
        )

    form = PaySheetForm(
        posted(request),
        list(sheet.rows.all()),
        {"handed_by": str(request.user), "seen_rows": ",".join(str(row.pk) for row in found.waiting)},
    )
    return act(
        request,
        form,
        do,
        title="Ghi đã chi theo danh sách",
        back=sheet.get_absolute_url(),
        done=f"Đã ghi chi theo {str(sheet)[0].lower()}{str(sheet)[1:]}.",
        template="awards/scholarships/sheet_pay.html",
        context={"parent": sheet, "sheet": sheet, "found": found, "fund": sheet.fund},
        ask=ask,
    )


@asked
def sheet_unpay(request: UserRequest, pk: int) -> HttpResponse:
    sheet = sheet_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.unpay_sheet(sheet, reason=data["reason"], by=request.user, at=timezone.now())
        return sheet.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        paid = payment_sheet.build_sheet(sheet, outside=False).paid
        total = vi.money(sum(row.amount for row in paid))
        return (
            f"Sẽ đảo {vi.whole(len(paid))} lần chi của {sheet}, tổng {total}; mỗi dòng đảo ghi vào đúng ngày chi. "
            "Các suất trở lại chờ chi."
        )

    return act(
        request,
        WhyForm(posted(request)),
        do,
        title="Đảo lần chi của danh sách",
        back=sheet.get_absolute_url(),
        done="Đã đảo các lần chi của danh sách.",
        button="Đảo các lần chi",
        context={"parent": sheet},
        ask=ask,
    )
