"""People, typed or from a workbook, and the slips by which they log in for the first time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hocTap.lib import vi
from hocTap.lib.answers import act, posted, status_of
from hocTap.lib.refusals import Refused
from indicators.models import OfficeStart
from indicators.starting.forms import (
    BookForm,
    PeopleGrid,
)
from indicators.starting.missing import approving_units, names_above, posts_at, reports_itself
from indicators.starting.people import PersonRow, Places, people_in, role_named
from indicators.starting.reporting import Reporting, reporting, span_of
from indicators.starting.views.common import framed, started
from units import words
from units.accounts import mailing
from units.accounts.issuing import issue, live_slips
from units.accounts.paper import posts_of, printed, sheet
from units.accounts.people import Newcomer, enter_people, met_elsewhere
from units.accounts.permissions import can_appoint, cannot_be_issued_to, roles_given_by
from units.accounts.views import as_pdf, site_of
from units.enums import Role
from units.http import UserRequest
from units.models import Post, PostProposal, Unit, User
from units.naming import full_names

SECOND = "người thứ hai (người quản trị khác, hoặc cơ quan phụ trách)"
MOST_NOTICES = 20
BLANK_PEOPLE = 4
OTHERS_NAMESAKE = "Nếu là người khác trùng tên, hãy quay lại, sửa hoặc bỏ thư điện tử ở dòng đó."
USUAL = (
    Role.WARD_OFFICER,
    Role.DISTRICT_OFFICE,
    Role.READER,
    Role.TITLE_APPROVER,
    Role.FUND_OFFICER,
    Role.ADMINISTRATOR,
)
"""The order in which the grid offers the posts."""


def proposed(
    unit: Unit, there: list[Reporting], posts: list[Post], roles: list[Role], places: Places
) -> list[PersonRow]:
    """A row for each unit that has no officer yet, and one for who approves; only names are to be typed."""
    rows = []
    approving = approving_units(unit, there, posts)
    approvers = [post for post in posts if post.role == Role.DISTRICT_OFFICE and post.unit_id in approving]
    office_ = next((version for version in places.around if version.unit_id in approving), None)
    if Role.DISTRICT_OFFICE in roles and not approvers and office_:
        rows.append(PersonRow("", Role.DISTRICT_OFFICE, words.named(office_)))
    officers = {post.unit_id for post in posts if post.role == Role.WARD_OFFICER}
    asked = PostProposal.objects.filter(role=Role.WARD_OFFICER, agreed__isnull=True)
    officers |= set(asked.filter(unit__in=[each.unit_id for each in there]).values_list("unit", flat=True))
    lacking = [each.version for each in there if each.unit_id not in officers]
    return rows + [PersonRow("", Role.WARD_OFFICER, words.named(version)) for version in lacking]


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: UserRequest, pk: int) -> HttpResponse:
    """People, typed or from a workbook; names to log in with are made."""
    unit, kept = started(request, pk, people=True)
    there = reporting(unit, *span_of(kept.first_year, kept.last_year))
    if not there:
        there = reporting(unit, dt.date.min, dt.date.max)
    today = timezone.localdate()
    posts = posts_at(unit, [each.unit_id for each in there], today)
    given = roles_given_by(request.user)
    roles = [role for role in USUAL if role in given]
    places = Places(unit, there)
    book = BookForm(request.POST, request.FILES) if "book" in request.POST else BookForm()
    rows = proposed(unit, there, posts, roles, places)
    notices: list[str] = []
    if book.is_bound and book.is_valid():
        rows, notices = from_book(book, roles, places)
    blank = [PersonRow("", Role.READER)] * BLANK_PEOPLE
    bound = None if "book" in request.POST else posted(request)
    filled = PeopleGrid.filled([*rows, *blank])
    form = PeopleGrid(bound, initial=filled, rows=len(rows) + BLANK_PEOPLE, roles=roles, names=places.shown)
    own = reports_itself(unit, there) and unit.pk in approving_units(unit, there, posts)
    alone = names_above(unit) if own else ""
    context = framed(request, unit, "people", posts=listed_posts(posts), book=book, names=places.shown, alone=alone)
    context["parent"] = "Cán bộ"
    if "book" in request.POST:
        shown = {
            "form": form,
            "title": "Cán bộ",
            "notices": notices,
            "read": len(rows) if book.is_valid() else 0,
            **context,
        }
        return render(request, "starting/people.html", shown, status=status_of(book))
    done: list[Any] = []

    def typed(data: dict[str, Any]) -> list[Newcomer]:
        return [newcomer(number, row, places, request.user) for number, row in form.typed(data)]

    def do(data: dict[str, Any]) -> str:
        done.extend(enter_people(typed(data), today=today, by=request.user))
        return reverse("starting:slips", args=[pk])

    def ask(data: dict[str, Any]) -> str:
        met = met_elsewhere(typed(data), today=today)
        return "\n".join([*(f"{each.line.where}: {each.sentence}" for each in met), OTHERS_NAMESAKE]) if met else ""

    return act(
        request,
        form,
        do,
        title="Cán bộ",
        back=reverse("starting:people", args=[pk]),
        done=lambda: (
            f"Đã ghi {vi.whole(sum(each.is_new_person for each in done))} người mới, "
            f"{vi.whole(sum(each.is_new_post for each in done))} nhiệm vụ mới.{waiting_words(done)}"
        ),
        template="starting/people.html",
        context=context,
        ask=ask,
    )


def waiting_words(done: list[Any]) -> str:
    """How many posts wait for a second person; nothing when none does."""
    waits = sum(each.waits for each in done)
    return f" {vi.whole(waits)} nhiệm vụ chờ {SECOND} xác nhận." if waits else ""


def newcomer(number: int, row: dict[str, Any], places: Places, by: User) -> Newcomer:
    """A line of the grid; what is wrong with it names the line."""
    where = f"Dòng {number} ({row['ho_ten']})"
    try:
        role = role_named(row["nhiem_vu"] or "")
        unit = places.at(row["don_vi"] or "", role)
    except Refused as refused:
        raise Refused(f"{where}: {refused}") from refused
    if not can_appoint(by, role, unit.pk):
        raise Refused(f"{where}: nhiệm vụ “{role.label}” ở {unit} do người quản trị hệ thống giao.")
    return Newcomer(row["ho_ten"], role, unit, row["thu"] or "", where)


def from_book(book: BookForm, roles: list[Role], places: Places) -> tuple[list[PersonRow], list[str]]:
    """The rows of the workbook for the grid, and what to look at; a role that cannot be given is left to be chosen."""
    try:
        read = people_in(book.cleaned_data["tep"].read(), places)
    except Refused as refused:
        book.add_error("tep", str(refused))
        return [], []
    usual, known, notices = roles[0], [], list(read.notices)
    for row in read.rows:
        role = _role_of(row) or usual
        if role not in roles:
            notices.append(f"{row.name}: nhiệm vụ “{role.label}” do người quản trị hệ thống giao.")
        given = role if role in roles else usual
        known.append(PersonRow(row.name, given.value, row.unit, row.email))
    if any(row.role and _role_of(row) not in roles for row in read.rows):
        notices.append(f"Nhiệm vụ chưa rõ hoặc không giao được thì tạm ghi “{usual.label}”: hãy chọn lại trong bảng.")
    notices, more = notices[:MOST_NOTICES], len(notices) - MOST_NOTICES
    if more > 0:
        notices.append(f"Và {vi.whole(more)} điều nữa: hãy xem lại cả bảng.")
    return known, notices


def _role_of(row: PersonRow) -> Role | None:
    """The role that the row says; nothing where it says none, or one that nobody knows."""
    try:
        return role_named(row.role) if row.role else None
    except Refused:
        return None


def listed_posts(posts: list[Post]) -> list[tuple[Post, str]]:
    names = full_names({post.unit_id for post in posts})
    return sorted(
        ((post, names[post.unit_id].partition(",")[0]) for post in posts),
        key=lambda pair: (pair[0].user.sort_key, pair[0].pk),
    )


def people_of(unit: Unit, kept: OfficeStart, by: User) -> list[User]:
    """Those of the office and its units to whom the person may give slips."""
    there = reporting(unit, *span_of(kept.first_year, kept.last_year)) or reporting(unit, dt.date.min, dt.date.max)
    posts = posts_at(unit, [each.unit_id for each in there], timezone.localdate())
    listed = sorted({post.user_id: post.user for post in posts}.values(), key=lambda user: (user.sort_key, user.pk))
    barred = {user.pk for user in cannot_be_issued_to(by, listed)}
    return [user for user in listed if user.pk not in barred]


@require_http_methods(["GET", "HEAD", "POST"])
def slips(request: UserRequest, pk: int) -> HttpResponse:
    """Slips for all who have no password yet: links, this page on paper, or a PDF to be cut."""
    unit, kept = started(request, pk, people=True)
    now = timezone.now()
    waiting = [person for person in people_of(unit, kept, request.user) if not person.has_usable_password()]
    live = live_slips([person.pk for person in waiting], now)
    holding = {slip.person.pk for slip in live}
    without = [person for person in waiting if person.pk not in holding]
    site = site_of(request)
    if request.method == "POST":
        if "mail" not in request.POST:
            issue(without, by=request.user, now=now)
        asked = mailing.ask([person.pk for person in waiting], site=site, now=now)
        if asked:
            messages.success(request, f"{vi.whole(asked)} đường dẫn đang được gửi qua thư; mỗi người một thư.")
        return redirect("starting:slips", pk)
    if "pdf" in request.GET:
        papers = [slip for slip in live if not slip.mailed] or live
        if not papers:
            raise Http404
        return as_pdf(sheet(printed(papers, site)), f"phieu-{unit.key}.pdf")
    posts = posts_of([person.pk for person in without])
    context = framed(
        request,
        unit,
        "slips",
        slips=printed(live, site),
        without=[(person, "; ".join(posts.get(person.pk, []))) for person in without],
        mails=mailing.is_configured(),
        on_console=settings.MAIL == "console",
        to_mail=sum(bool(person.email) for person in without),
        unsent=len(mailing.unsent([person.pk for person in waiting], now)) if mailing.is_configured() else 0,
        on_paper=sum(not slip.mailed for slip in live),
    )
    return render(request, "starting/slips.html", context)
