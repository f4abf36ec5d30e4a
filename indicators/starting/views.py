"""The guide's pages under /bat-dau/: each step can be left and resumed; what is there is shown, not asked again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import catalogue, vi
from hocTap.lib.answers import act, held, posted, status_of
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from indicators.models import OfficeStart, Period
from indicators.rules.periods import UsualPeriod
from indicators.starting import collecting
from indicators.starting.beginning import is_empty
from indicators.starting.forms import (
    BLANK_ROWS,
    NEW,
    BookForm,
    CollectingForm,
    PeopleGrid,
    UnitForm,
    UnitsGrid,
    WhoForm,
    this_year,
)
from indicators.starting.missing import approving_units, is_late, names_above, posts_at, reports_itself, standing
from indicators.starting.people import PersonRow, Places, people_in, role_named
from indicators.starting.permissions import only_administrators
from indicators.starting.places import Facts, Typed, default_days, find, found, read_office, similar, written
from indicators.starting.reporting import Reporting, TypedUnit, add_units, correct_unit, reporting, span_of
from indicators.workflow.periods import missing, set_deadline
from units import words
from units.accounts import mailing
from units.accounts.issuing import issue, live_slips
from units.accounts.paper import posts_of, printed, sheet
from units.accounts.people import Newcomer, enter_people, met_elsewhere
from units.accounts.permissions import can_appoint, can_manage_people, cannot_be_issued_to, roles_given_by
from units.accounts.views import as_pdf, site_of
from units.changes import MOST_SHOWN, changes_of
from units.enums import Role, UnitKind
from units.http import UserRequest
from units.models import Post, Unit, UnitVersion, User
from units.naming import full_name, full_names

OFFICES_SHOWN = 50
MOST_NOTICES = 20
LEVELS = {UnitKind.PROVINCE: "cấp tỉnh", UnitKind.DISTRICT: "cấp huyện", UnitKind.WARD: "cấp xã"}
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


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: UserRequest) -> HttpResponse:
    """Who are we: an office begun before, or a new one by its name."""
    only_administrators(request)
    form = WhoForm(posted(request), initial={"first": this_year(), "last": this_year()})
    if request.method == "POST":
        offered = offered_for(str(request.POST.get("name", "")), bool(request.POST.get("unit")))
        if offered:
            if "unit" not in request.POST:
                form = WhoForm(initial={field: request.POST.get(field, "") for field in ("name", "first", "last")})
                form.offer(offered)
                return render(request, "starting/start.html", start_context(form, asked=True))
            form.offer(offered)

    def chosen(data: dict[str, Any]) -> Unit | None:
        pk = number_in(data.get("unit"))
        if pk:
            return get_object_or_404(Unit, pk=pk)
        return None if data.get("unit") == NEW else exact(data)

    def do(data: dict[str, Any]) -> str:
        unit = chosen(data) or found(read_office(data["name"]), Facts(entered_by=str(request.user)))
        collecting.start(unit, data["first"], data["last"], by=request.user, now=timezone.now())
        return reverse("starting:units", args=[unit.pk])

    def ask(data: dict[str, Any]) -> str:
        return "" if chosen(data) else new_sentence(read_office(data["name"]), data)

    return act(
        request,
        form,
        do,
        title="Bắt đầu",
        back=reverse("home"),
        done="Đã ghi cơ quan.",
        template="starting/start.html",
        context=start_context(form),
        ask=ask,
    )


def start_context(form: WhoForm, *, asked: bool = False) -> dict[str, Any]:
    starts = OfficeStart.objects.select_related("unit").order_by("-started_at", "pk")[:OFFICES_SHOWN]
    listed = {kept.unit_id: kept for kept in starts}
    offices = Post.objects.on(timezone.localdate()).filter(role=Role.DISTRICT_OFFICE).order_by("unit")
    others = list(offices.values_list("unit", flat=True).distinct()[:OFFICES_SHOWN])
    names = full_names([*listed, *others])
    rows = [(unit, names[unit], listed.get(unit)) for unit in dict.fromkeys([*listed, *others])]
    return {"form": form, "offices": rows, "asked": asked, "title": "Bắt đầu", "is_empty": is_empty()}


def exact(data: dict[str, Any]) -> Unit | None:
    """The unit whose whole path was typed; nothing when the path leads to none."""
    first, last = span_of(data["first"], max(data["first"], data["last"]))
    return find(read_office(data["name"]), first=first, last=last).unit


def offered_for(text: str, answered: bool) -> list[Unit]:
    """Units to choose from, where what was typed is not the whole path of one."""
    if not text.strip():
        return []
    try:
        path = read_office(text)
    except Refused:
        return similar(text)
    far = dt.date.min, dt.date.max
    if not answered and find(path, first=far[0], last=far[1]).unit:
        return []
    return similar(text)


def new_sentence(typed: Typed, data: dict[str, Any]) -> str:
    """What will be written into the catalogue, a unit on a line."""
    first, last = span_of(data["first"], data["last"])
    there = find(typed, first=first, last=last)
    lines = [f"{written(name)} ({LEVELS[level]})" for name, level in there.new]
    until = (
        f" đến hết {vi.day(default_days(UnitKind.DISTRICT, None)[1])}"
        if UnitKind.DISTRICT in dict(there.new).values()
        else ""
    )
    return "\n".join(["Danh mục chưa có nơi này. Sẽ ghi mới:", *lines]) + (
        f"\nQuận, huyện được ghi{until}, ngày cuối trước khi bỏ cấp huyện; sửa được sau." if until else ""
    )


def started(request: UserRequest, pk: int, *, people: bool = False) -> tuple[Unit, OfficeStart]:
    """The office and what the guide knows of it; one that was never begun here goes by the current year."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if people:
        if not can_manage_people(request.user, pk):
            raise PermissionDenied("Chỉ cơ quan phụ trách và người quản trị hệ thống giao nhiệm vụ cho cán bộ.")
    else:
        only_administrators(request)
    kept = OfficeStart.objects.filter(unit=unit).first()
    year = this_year()
    return unit, kept or OfficeStart(unit=unit, first_year=year, last_year=year)


def framed(request: UserRequest, unit: Unit, step: str, **more: Any) -> dict[str, Any]:
    """What every step shows: the office and the steps, this one marked."""
    steps = [
        ("units", "Đơn vị báo cáo"),
        ("collecting", "Biểu và kỳ"),
        ("people", "Cán bộ"),
        ("slips", "Phiếu"),
        ("office", "Còn thiếu gì"),
    ]
    guide = request.user.is_administrator
    shown = [
        (number, label, reverse(f"starting:{name}", args=[unit.pk]), name == step)
        for number, (name, label) in enumerate(steps, start=2)
        if guide or name in ("people", "slips")
    ]
    return {"unit": unit, "office_name": full_name(unit), "steps": shown, "guide": guide, **more}


REPORTING = ("Tên", "Từ ngày", "Đến hết ngày", "Căn cứ")


def _days_of(version: UnitVersion) -> tuple[str, object, object]:
    since = "không rõ" if version.start_unknown else version.valid_from
    return version.name, since, version.valid_to or "đến nay"


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: UserRequest, pk: int) -> HttpResponse:
    """Which units report to us: those of the tree, and a grid for those that it lacks."""
    unit, kept = started(request, pk)
    first, last = span_of(kept.first_year, kept.last_year)
    there = reporting(unit, first, last)
    if wants_xlsx(request):
        rows = [(*_days_of(each.version), each.version.decision) for each in there]
        return export_rows(request, f"Đơn vị báo cáo {unit}", REPORTING, lambda: rows, len(rows))
    form = UnitsGrid(posted(request), rows=BLANK_ROWS)
    here = reverse("starting:units", args=[pk])
    after = reverse("starting:collecting", args=[pk])
    added: list[Unit] = []

    def do(data: dict[str, Any]) -> str:
        rows = [
            TypedUnit(row["ten"], row["tu"], row["den"], row["can_cu"] or "", f"Dòng {number}")
            for number, row in form.typed(data)
        ]
        if not rows:
            return after
        added.extend(add_units(unit, rows, first=first, last=last, by=str(request.user)))
        return here if "stay" in request.POST else after

    return act(
        request,
        form,
        do,
        title="Đơn vị báo cáo",
        back=reverse("starting:start"),
        done=lambda: f"Đã ghi {vi.whole(len(added))} đơn vị." if added else "Không có đơn vị mới.",
        template="starting/units.html",
        context=framed(
            request,
            unit,
            "units",
            there=there,
            excel=xlsx_url(request),
            assumed=[each.version for each in there if each.version.assumed_on(first)],
            counted=words.counted([each.version for each in there]),
            own=[each.unit_id for each in there] == [unit.pk],
            start=kept,
            level=(unit.versions.order_by("-valid_from").values_list("kind", flat=True).first()),
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit_correct(request: UserRequest, pk: int, version: int) -> HttpResponse:
    """What is written of one of the units, put right."""
    unit, _ = started(request, pk)
    rows = UnitVersion.objects.filter(Q(unit__lines_up__ancestor=unit) | Q(unit=unit))
    found_ = get_object_or_404(held(request, UnitVersion.objects.filter(pk__in=rows.values("pk"))), pk=version)
    back = reverse("starting:units", args=[pk])

    def do(data: dict[str, Any]) -> str:
        facts = {name: data[name] for name in ("name", "first", "last", "decision")}
        correct_unit(found_, by=request.user, at=timezone.now(), **facts)
        return back

    return act(
        request,
        UnitForm(posted(request), version=found_),
        do,
        title=f"Sửa {found_.name}",
        back=back,
        done="Đã sửa.",
        lead="Chỉ sửa khi danh mục ghi sai. Đổi tên, sáp nhập là thay đổi của đơn vị, ghi ở trang Quản trị.",
        template="starting/unit.html",
        context={"parent": "Đơn vị báo cáo", "changes": changes_of(found_)[:MOST_SHOWN]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: UserRequest, pk: int) -> HttpResponse:
    """Forms and periods for all the years at once."""
    unit, kept = started(request, pk)
    if request.method == "POST" and "catalogue" in request.POST:
        collecting.load_catalogue()
        return redirect("starting:collecting", pk)
    forms = collecting.newest_forms()
    chosen = list(kept.forms.all()) if not kept._state.adding else []
    initial = {"forms_": chosen or forms[:1], "first": kept.first_year, "last": kept.last_year}
    form = CollectingForm(posted(request), forms_=forms, initial=initial)
    made: list[Any] = []
    today = timezone.localdate()

    def late(data: dict[str, Any]) -> list[Period]:
        return collecting.late_periods(asked(data), today) if data["late_due"] else []

    def asked(data: dict[str, Any]) -> list[UsualPeriod]:
        facts = {"days_after": data["days_after"], "at_the_end": data["opens"] == "end"}
        usual = collecting.periods_for(list(data["forms_"]), data["first"], data["last"], **facts)
        return collecting.put_off(usual, data["late_due"], today)

    def do(data: dict[str, Any]) -> str:
        begun = collecting.start(unit, data["first"], data["last"], by=request.user, now=timezone.now())
        new_day = late(data)
        made.extend(collecting.open_for(asked(data)))
        catalogue.keep_added(*made, by=request.user, at=timezone.now(), reason="Bắt đầu thu số liệu")
        if new_day:
            before = catalogue.seen(*new_day)
            set_deadline(new_day, data["late_due"])
            edits = catalogue.compared(before, catalogue.seen(*new_day))
            catalogue.keep(edits, by=request.user, at=timezone.now(), reason="Đặt hạn mới khi bắt đầu thu số liệu")
        begun.forms.set(data["forms_"])
        collecting.switch_on(unit, data["forms_"], data["first"], by=request.user, at=timezone.now())
        return reverse("starting:people", args=[pk])

    def ask(data: dict[str, Any]) -> str:
        if data["first"] > data["last"]:
            raise Refused("Năm cuối không được trước năm đầu.")
        new = missing(asked(data))
        told = [opening_words(each, today) for each in new]
        if new:
            told.insert(0, f"Sẽ mở {vi.whole(len(new))} kỳ; kỳ đã có giữ nguyên:")
        if changed := late(data):
            told.append(
                f"Sẽ đặt hạn mới {vi.day(data['late_due'])} cho {vi.whole(len(changed))} kỳ đã có, hạn cũ đã qua:"
            )
            told += [f"{each.label}: hạn cũ {vi.day(each.due_on)}" for each in changed]
        if over := sum(is_late(each.due_on, today) for each in new):
            told.append(
                f"{vi.whole(over)} kỳ có hạn gửi đã qua: vừa mở là quá hạn. Muốn hạn khác, hãy quay lại và ghi vào ô "
                "“Hạn mới cho các kỳ đã qua hạn”."
            )
        return "\n".join(told)

    return act(
        request,
        form,
        do,
        title="Biểu và kỳ",
        back=reverse("starting:units", args=[pk]),
        done=lambda: f"Đã mở {vi.whole(len(made))} kỳ." if made else "Các kỳ đã có đủ.",
        template="starting/collecting.html",
        context=framed(request, unit, "collecting", forms=forms, parent="Đơn vị báo cáo"),
        ask=ask,
    )


def opening_words(each: UsualPeriod, today: dt.date) -> str:
    """A period that will be opened, with its days; a deadline that is over says so."""
    over = " (đã qua)" if each.due_on < today else ""
    return (
        f"{each.label}: {vi.day(each.starts_on)} – {vi.day(each.ends_on)}, mở nhập từ "
        f"{vi.day(each.opens_on or each.starts_on)}, hạn gửi {vi.day(each.due_on)}{over}"
    )


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
    """How many posts wait for a second administrator; nothing when none does."""
    waits = sum(each.waits for each in done)
    return f" {vi.whole(waits)} nhiệm vụ chờ người quản trị thứ hai xác nhận." if waits else ""


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


@require_safe
def office(request: UserRequest, pk: int) -> HttpResponse:
    """What is there, and what is still missing."""
    unit, kept = started(request, pk)
    if kept._state.adding:
        return redirect("starting:units", pk)
    found_ = standing(unit, kept, now=timezone.now(), today=timezone.localdate())
    gaps = [
        (gap, gap.address or (reverse(f"starting:{gap.step}", args=[pk]) if gap.step else ""))
        for gap in sorted(found_.gaps, key=lambda gap: not gap.blocks)
    ]
    context = framed(
        request,
        unit,
        "office",
        start=kept,
        found=found_,
        gaps=gaps,
        ready=not any(gap.blocks for gap in found_.gaps),
        counted=words.counted([each.version for each in found_.units]),
        counted_old=words.counted([each.version for each in found_.old]),
    )
    return render(request, "starting/office.html", context)
