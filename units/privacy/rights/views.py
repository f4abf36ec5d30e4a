"""Pages for what people ask of their data: a person found in every register, all of it on paper, requests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import pdf, vi
from hocTap.lib.answers import act, held, posted, refused
from hocTap.lib.dresses import pdf_or_word
from hocTap.lib.http import download
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from hocTap.lib.tables import DRESS
from units.enums import DataAct, NamesList, RightAsker, RightKind, RightOutcome
from units.http import UserRequest
from units.models import DataBasis, DataStep, PersonRequest, User
from units.naming import full_name, full_names
from units.privacy.registry import kept
from units.privacy.retention.registry import kinds
from units.privacy.rights import rules, workflow
from units.privacy.rights.books import MOST_FOUND, Book, Part, Record, book_named, books, record_of
from units.privacy.rights.forms import AnswerForm, ExtendForm, FindForm, OnForm, RequestForm
from units.privacy.rights.workflow import Asked
from units.privacy.seeing import note_list
from units.querysets import PersonRequestQuerySet

asked = require_http_methods(["GET", "HEAD", "POST"])
MOST_TAKEN = 20
"""So many records are taken out at once: one person does not stand in more."""
MOST_LISTED = 200
AS_JSON = "json"
DESK = "Yêu cầu về dữ liệu"


def open_books(user: User) -> list[Book]:
    """The registers whose names the person reads; 403 for whoever reads none."""
    found = [book for book in books() if book.is_open_to(user)]
    if not found:
        raise PermissionDenied("Trang này dành cho người giữ sổ có tên người.")
    return found


@require_safe
def person_find(request: UserRequest) -> HttpResponse:
    """Where a name stands, in every register that the person reads."""
    mine = open_books(request.user)
    form = FindForm(request.GET or None)
    found: list[tuple[Book, list[Record], bool]] = []
    if form.is_valid():
        for book in mine:
            records = book.find(request.user, form.cleaned_data["ten"])
            found.append((book, records[:MOST_FOUND], len(records) > MOST_FOUND))
        units = (each.unit_id for _, records, _ in found for each in records if each.unit_id)
        note_list(request, NamesList.FOUND, units)
    context = {
        "form": form,
        "found": [each for each in found if each[1]],
        "searched": form.is_bound and form.is_valid(),
        "mine": mine,
        "others": [book for book in books() if book not in mine],
        "most": MOST_TAKEN,
    }
    return render(request, "units/privacy/person_find.html", context)


def chosen(request: UserRequest) -> list[tuple[Book, Record]]:
    """The records named in the address, all of them in the remit and the person's to answer for.

    Raises Refused where none was ticked, or more than one person can have.
    """
    keys = list(dict.fromkeys(request.GET.getlist("chon")))
    if not keys:
        raise Refused("Chưa đánh dấu hồ sơ nào. Hãy quay lại, đánh dấu hồ sơ đúng là của người ấy.")
    if len(keys) > MOST_TAKEN:
        raise Refused(
            f"Đã đánh dấu {vi.whole(len(keys))} hồ sơ, nhiều nhất {vi.whole(MOST_TAKEN)} hồ sơ một lần. "
            "Hãy chỉ đánh dấu hồ sơ đúng là của người ấy."
        )
    found = []
    for key in keys:
        name, _, number = key.partition(":")
        one = record_of(request.user, name, number_in(number))
        if one is None:
            raise Http404
        found.append(one)
    if not all(book.may_keep(request.user, record.pk) for book, record in found):
        raise PermissionDenied("Chỉ người giữ hồ sơ mới lấy dữ liệu ra.")
    return found


@require_safe
def person_given(request: UserRequest) -> HttpResponse:
    """All that these registers keep of one person, on paper or for another system; each giving is written down."""
    open_books(request.user)
    try:
        records = chosen(request)
    except Refused as reason:
        return refused(request, reason, back=reverse("privacy:person-find"))
    now = timezone.now()
    for book, record in records:
        book.note([record.pk], by=request.user, at=now)
        workflow.note(record, DataAct.TAKEN, by=request.user, at=now)
    parts = [(book, record, filled(book.given(record.pk))) for book, record in records]
    name = f"du-lieu-cua-mot-nguoi-{timezone.localtime(now):%Y%m%d-%H%M}"
    if request.GET.get(DRESS) == AS_JSON:
        return download(as_json(parts), "application/json", f"{name}.json")
    html = render_to_string("units/privacy/print/given.html", given_facts(parts, str(request.user)))
    return pdf_or_word(request, html, name, "office-print.css")


Given = tuple[Book, Record, list[Part]]


def filled(parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.lines]


def as_json(parts: Iterable[Given]) -> bytes:
    """For a file that another system reads."""
    said = [
        {"so": book.title, "ho_so": record.words, "dang_giu": {part.title: part.lines for part in kept_}}
        for book, record, kept_ in parts
    ]
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def given_facts(parts: list[Given], by: str) -> dict[str, Any]:
    """What the paper says: beside what is kept, for what, on which ground and until when."""
    entries = {each.name: each for each in kept()}
    steps = {
        record.key: DataStep.objects.filter(book=record.book, row=record.pk).select_related("by")
        for _, record, _ in parts
    }
    today = timezone.localdate()
    held_on = DataBasis.objects.on(today)
    bases = {record.key: held_on.filter(book=record.book, unit=record.unit_id) for _, record, _ in parts}
    told = [
        (book, record, rows, entries.get(book.name), steps[record.key], bases[record.key])
        for book, record, rows in parts
    ]
    return {"parts": told, "now": timezone.now(), "by": by}


def paper_of(parts: list[Given], by: str) -> bytes:
    """The paper of whoever answers on the server."""
    return pdf.from_html(render_to_string("units/privacy/print/given.html", given_facts(parts, by)), "office-print.css")


# The desk


def requests_of(user: User) -> PersonRequestQuerySet:
    """Those about registers whose names the person reads: what somebody asked tells of them as the record does.

    Administrators see every request, without the name where the register does not show it to them.
    """
    mine, seen = [book.name for book in open_books(user)], PersonRequest.objects.visible_to(user)
    return seen if user.is_administrator else seen.filter(book__in=mine)


def request_of(request: UserRequest, pk: int) -> PersonRequest:
    """A request in the remit, whose pages name whom it concerns."""
    seen = requests_of(request.user)
    found = get_object_or_404(held(request, seen.select_related("unit", "recorded_by", "answered_by")), pk=pk)
    note_list(request, NamesList.REQUEST, [found.unit_id])
    return found


@require_safe
def request_list(request: UserRequest) -> HttpResponse:
    """What waits, by the clock that runs next, then what was answered."""
    rows, today = requests_of(request.user), timezone.localdate()
    waiting = sorted(rows.waiting()[:MOST_LISTED], key=lambda each: (each.next_day, each.pk))
    over = list(rows.exclude(outcome="")[:MOST_LISTED])
    names = full_names({each.unit_id for each in (*waiting, *over)})
    titles = {book.name: book.title for book in books()}
    context = {
        "waiting": [(each, names[each.unit_id], titles.get(each.book), each.next_day < today) for each in waiting],
        "over": [(each, names[each.unit_id], titles.get(each.book)) for each in over],
        "has_kept": request.user.is_administrator or any(kind.is_kept_by(request.user) for kind in kinds()),
    }
    return render(request, "units/privacy/request_list.html", context)


@asked
def request_add(request: UserRequest, book: str, row: int) -> HttpResponse:
    """Write down what somebody asks of one record."""
    open_books(request.user)
    found = record_of(request.user, book, row)
    if found is None:
        raise Http404
    own, record = found
    if record.unit_id is None or not own.may_keep(request.user, row):
        raise PermissionDenied("Chỉ người giữ hồ sơ mới ghi yêu cầu về hồ sơ.")
    note_list(request, NamesList.REQUEST, [record.unit_id])

    def do(data: dict[str, Any]) -> str:
        kind, asker = RightKind(data.pop("kind")), RightAsker(data.pop("asker"))
        what = Asked(kind=kind, asker=asker, **data)
        made = workflow.record_request(own, record, what, by=request.user, at=timezone.now())
        return made.get_absolute_url()

    return act(
        request,
        RequestForm(posted(request)),
        do,
        title="Ghi yêu cầu về dữ liệu cá nhân",
        back=record.url or reverse("privacy:request-list"),
        done="Đã ghi yêu cầu. Hạn báo tiếp nhận và hạn trả lời ghi ở trang này.",
        lead=f"{own.title}: {record.words}.",
        context={"parent": "Hồ sơ" if record.url else DESK},
    )


@require_safe
def request_detail(request: UserRequest, pk: int) -> HttpResponse:
    found = request_of(request, pk)
    today = timezone.localdate()
    one = record_of(request.user, found.book, found.row)
    book = book_named(found.book)
    context = {
        "asked_for": found,
        "unit": full_name(found.unit),
        "book": book.title if book else found.book,
        "record": one[1] if one else None,
        "may_keep": bool(one and one[0].may_keep(request.user, found.row)),
        "late_to_say": not found.outcome and found.acknowledged_on is None and found.acknowledge_by < today,
        "late": not found.outcome and found.answer_by < today,
        "days": rules.WITHIN[RightKind(found.kind)],
        "longer": rules.LONGER[RightKind(found.kind)],
        "steps": DataStep.objects.filter(book=found.book, row=found.row).select_related("by"),
    }
    return render(request, "units/privacy/request_detail.html", context)


def kept_request(request: UserRequest, pk: int) -> PersonRequest:
    """One that the person answers; 403 for whoever only reads it."""
    found = request_of(request, pk)
    one = record_of(request.user, found.book, found.row)
    if one is None or not one[0].may_keep(request.user, found.row):
        raise PermissionDenied("Chỉ người giữ hồ sơ mới trả lời yêu cầu.")
    return found


@asked
def request_acknowledge(request: UserRequest, pk: int) -> HttpResponse:
    found = kept_request(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.acknowledge(found, on=data["on"], by=request.user, at=timezone.now())
        return found.get_absolute_url()

    return act(
        request,
        OnForm(posted(request)),
        do,
        title="Ghi đã báo tiếp nhận",
        back=found.get_absolute_url(),
        done="Đã ghi.",
        lead=f"Yêu cầu: {found}; phải báo trước hết ngày {vi.day(found.acknowledge_by)}.",
        context={"parent": DESK},
    )


@asked
def request_extend(request: UserRequest, pk: int) -> HttpResponse:
    found = kept_request(request, pk)
    longer = rules.LONGER[RightKind(found.kind)]

    def do(data: dict[str, Any]) -> str:
        workflow.extend(found, on=data["on"], because=data["because"], by=request.user, at=timezone.now())
        return found.get_absolute_url()

    return act(
        request,
        ExtendForm(posted(request)),
        do,
        title="Gia hạn trả lời",
        back=found.get_absolute_url(),
        done="Đã ghi gia hạn.",
        lead=f"Hạn trả lời {vi.day(found.answer_by)}. Gia hạn một lần, thêm {longer} ngày, và báo cho người yêu cầu.",
        context={"parent": DESK},
    )


@asked
def request_answer(request: UserRequest, pk: int) -> HttpResponse:
    found = kept_request(request, pk)

    def do(data: dict[str, Any]) -> str:
        outcome, on = RightOutcome(data["outcome"]), data["on"]
        workflow.answer(found, outcome, data["answer"], on=on, by=request.user, at=timezone.now())
        return found.get_absolute_url()

    return act(
        request,
        AnswerForm(posted(request)),
        do,
        title="Trả lời yêu cầu về dữ liệu",
        back=found.get_absolute_url(),
        done="Đã ghi trả lời. Bấm “In trả lời (PDF)” để gửi.",
        lead=f"Trả lời trước hết ngày {vi.day(found.answer_by)}. Sửa, hạn chế thì làm ở trang của hồ sơ trước.",
        context={"parent": DESK},
        ask=lambda data: "Sẽ ghi trả lời và đóng yêu cầu; trả lời đã ghi không sửa được.",
    )


NOT_ANSWERED = "Yêu cầu này chưa được trả lời nên chưa in được. Hãy ghi trả lời trước, rồi in."


@require_safe
def request_print(request: UserRequest, pk: int) -> HttpResponse:
    """The answer on paper: what was asked, what was done, all that is kept, for what and until when."""
    found = kept_request(request, pk)
    one = record_of(request.user, found.book, found.row)
    if one is None:
        raise Http404
    if not found.outcome:
        return refused(request, Refused(NOT_ANSWERED), back=found.get_absolute_url())
    book, record = one
    now = timezone.now()
    book.note([record.pk], by=request.user, at=now)
    workflow.note(record, DataAct.TAKEN, f"trả lời yêu cầu: {found}", by=request.user, at=now)
    context = given_facts([(book, record, filled(book.given(record.pk)))], str(request.user)) | {"asked_for": found}
    html = render_to_string("units/privacy/print/answer.html", context)
    return pdf_or_word(request, html, f"tra-loi-yeu-cau-du-lieu-{found.pk}", "office-print.css")
