"""What an office that is being started still lacks, in sentences, each with where to mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from hocTap.lib import vi
from hocTap.lib.waiting import LONG_AGO
from indicators.models import Form, OfficeStart, Period
from indicators.starting.reporting import Reporting, reporting, span_of
from units import words
from units.enums import Role, UnitKind
from units.models import AccessSlip, Post, Unit, UnitVersion, User

NAMED = 8
VERBS = {"units": "Ghi đơn vị", "collecting": "Mở kỳ", "people": "Ghi cán bộ", "slips": "Cấp phiếu"}
OWN_APPROVAL = (
    "Đơn vị tự duyệt: một người nhập, một người khác (lãnh đạo hoặc phòng văn hóa – xã hội) duyệt; trang và bản in "
    "ghi là cấp trên chưa kiểm tra. Khi cấp trên có người của cơ quan phụ trách thì cấp trên duyệt."
)


@dataclass(frozen=True)
class Gap:
    """One thing that is missing; `step` is the step of the guide that mends it, nothing where another page does."""

    sentence: str
    step: str = ""
    blocks: bool = True
    """Whether work cannot begin without it."""
    address: str = ""
    """The page that mends it, where that is none of the guide's."""
    verb: str = ""
    """What the button says, where it is not what the step usually does."""

    @property
    def does(self) -> str:
        """What the button says: the thing to be done, not "mend it"."""
        return self.verb or VERBS.get(self.step, "")


@dataclass(frozen=True)
class Standing:
    """Where an office stands: in numbers, and what is missing."""

    units: list[Reporting]
    """Those that report today; of an office of the past all that reported to it."""
    old: list[Reporting]
    """Those of earlier years that ended since: whoever took them over answers for them."""
    forms: list[Form]
    periods: list[Period]
    people: list[User]
    gaps: list[Gap]


def standing(office: Unit, start: OfficeStart, *, now: dt.datetime, today: dt.date) -> Standing:
    """A fixed number of queries, however many units and people there are."""
    first, last = span_of(start.first_year, start.last_year)
    everyone = reporting(office, first, last)
    units = [each for each in everyone if each.last is None or each.last >= today] or everyone
    old = [each for each in everyone if each not in units]
    forms = list(start.forms.order_by("title"))
    kinds = {form.period_kind for form in forms}
    periods = list(Period.objects.filter(kind__in=kinds, year__range=(start.first_year, start.last_year)))
    posts = posts_at(office, [each.unit_id for each in units], today)
    people = sorted({post.user_id: post.user for post in posts}.values(), key=lambda user: (user.sort_key, user.pk))
    gaps = [
        *_about_units(units),
        *_about_forms(start, forms, periods, today),
        *_about_deadlines(periods, today),
        *_about_people(office, units, posts),
        *_about_accounts(people, now),
        *_about_communities(office, units, last),
    ]
    return Standing(units, old, forms, periods, people, gaps)


def above(office: Unit) -> list[int]:
    """The units under which the office stood on any day."""
    return list(office.lines_up.filter(depth__gt=0).order_by("depth").values_list("ancestor", flat=True).distinct())


def names_above(office: Unit) -> str:
    """Who stands right above the office, by the last name: "Tỉnh Vĩnh Long"; nothing where nobody does."""
    last = office.versions.order_by("-valid_from").first()
    parent = last.parent.versions.order_by("-valid_from").first() if last and last.parent else None
    return words.named(parent) if parent else ""


def posts_at(office: Unit, units: Sequence[int], today: dt.date) -> list[Post]:
    """The posts held today (or later) at the office and its units, and those of the offices above, which approve."""
    own = Q(unit__in={office.pk, *units}) | Q(unit__in=above(office), role=Role.DISTRICT_OFFICE)
    held = Post.objects.filter(own, user__is_active=True).select_related("user")
    return [post for post in held.order_by("pk") if post.valid_to is None or post.valid_to >= today]


def reports_itself(office: Unit, units: Sequence[Reporting]) -> bool:
    """Whether the office is the only one that reports to itself: a commune of today."""
    return [each.unit_id for each in units] == [office.pk]


def approving_units(office: Unit, units: Sequence[Reporting], posts: Sequence[Post]) -> set[int]:
    """At which units sheets are approved: a unit that reports itself approves its own only while none above does."""
    upper = set(above(office))
    if not reports_itself(office, units):
        return upper | {office.pk}
    works_above = any(post.unit_id in upper and post.role == Role.DISTRICT_OFFICE for post in posts)
    return upper if works_above else {office.pk}


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" và {vi.whole(len(names) - NAMED)} nơi nữa" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _about_units(units: list[Reporting]) -> list[Gap]:
    if units:
        return []
    return [Gap("Chưa có đơn vị nào phải báo cáo trong những năm đã chọn.", "units")]


def _about_forms(start: OfficeStart, forms: list[Form], periods: list[Period], today: dt.date) -> list[Gap]:
    if not forms:
        return [Gap("Chưa chọn biểu mẫu, nên chưa ai nhập được số liệu.", "collecting", verb="Chọn biểu mẫu")]
    gaps = []
    for form in forms:
        own = [period for period in periods if period.kind == form.period_kind]
        years = [year for year in range(start.first_year, start.last_year + 1) if not any(p.year == year for p in own)]
        kind = form.get_period_kind_display()
        if years:
            gaps.append(Gap(f"“{form}”: chưa mở kỳ {kind} của các năm {_years(years)}.", "collecting"))
        elif not any(period.is_open(today) for period in own):
            gaps.append(Gap(f"“{form}”: hôm nay không có kỳ {kind} nào đang mở để nhập.", "collecting"))
        early = [period.label for period in own if not form.in_force_on(period.ends_on)]
        if early:
            gaps.append(Gap(f"“{form}” dùng từ {vi.day(form.valid_from)}, chưa dùng cho {listed(early)}.", "", False))
    return gaps


def _about_deadlines(periods: list[Period], today: dt.date) -> list[Gap]:
    """Periods whose deadline is over: whoever begins now is told that his sheet is late on the first day."""
    late = sorted((each for each in periods if is_late(each.due_on, today)), key=lambda each: each.due_on)
    if not late:
        return []
    named = listed([f"{each.label} (hạn {vi.day(each.due_on)})" for each in late])
    sentence = f"{vi.whole(len(late))} kỳ có hạn gửi đã qua: {named}. Báo cáo của các kỳ này hiện là quá hạn."
    return [Gap(sentence, "collecting", False, verb="Đặt lại hạn")]


def is_late(due_on: dt.date, today: dt.date) -> bool:
    """Whether sheets are late: of years long past nobody waits for them."""
    return 0 < (today - due_on).days <= LONG_AGO


def _years(years: list[int]) -> str:
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}" for each in spans)


def _about_people(office: Unit, units: list[Reporting], posts: list[Post]) -> list[Gap]:
    gaps = []
    officers = {post.unit_id for post in posts if post.role == Role.WARD_OFFICER}
    without = [each.version.name for each in units if each.unit_id not in officers]
    if without:
        kind = words.counted([each.version for each in units if each.unit_id not in officers])
        gaps.append(Gap(f"{kind} chưa có người nhập số liệu: {listed(without)}.", "people"))
    approving = approving_units(office, units, posts)
    approvers = {post.user_id for post in posts if post.role == Role.DISTRICT_OFFICE and post.unit_id in approving}
    alone = reports_itself(office, units) and office.pk in approving
    if not approvers:
        who = "lãnh đạo hoặc phòng văn hóa – xã hội" if alone else "cơ quan phụ trách"
        gaps.append(Gap(f"Chưa có ai của {who} để duyệt báo cáo.", "people"))
    elif len(approvers) == 1 and units:
        (only,) = approvers
        both = [post for post in posts if post.user_id == only and post.role == Role.WARD_OFFICER]
        if both:
            sentence = "{name} là người duyệt duy nhất và cũng là người nhập: không ai duyệt được báo cáo của mình."
            gaps.append(Gap(sentence.format(name=both[0].user), "people"))
    if alone and (names := names_above(office)):
        gaps.append(Gap(f"{names} chưa có người dùng hệ thống. {OWN_APPROVAL}", "", False))
    return gaps


def _about_accounts(people: list[User], now: dt.datetime) -> list[Gap]:
    waiting = [person for person in people if not person.has_usable_password()]
    live = AccessSlip.objects.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)
    holding = set(live.filter(person__in=waiting).values_list("person", flat=True))
    without = [person.full_name for person in waiting if person.pk not in holding]
    gaps = []
    if without:
        gaps.append(Gap(f"{vi.whole(len(without))} người chưa có phiếu đặt mật khẩu: {listed(without)}.", "slips"))
    if holding:
        sentence = f"{vi.whole(len(holding))} người có phiếu nhưng chưa đặt mật khẩu; phiếu còn in lại được."
        gaps.append(Gap(sentence, "slips", False, verb="In lại phiếu"))
    if mailless := [person.full_name for person in people if not person.email]:
        gaps.append(
            Gap(
                f"{vi.whole(len(mailless))} người không có thư điện tử: đưa phiếu giấy.",
                "slips",
                False,
                verb="In phiếu",
            )
        )
    return gaps


def _about_communities(office: Unit, units: list[Reporting], last: dt.date) -> list[Gap]:
    """Which communes have no khu phố on the last day of the years (or on their own last day)."""
    ids = [each.unit_id for each in units]
    below = UnitVersion.objects.filter(kind=UnitKind.COMMUNITY, valid_from__lte=last, parent__in=ids)
    have = set(below.order_by().values_list("parent", flat=True).distinct())
    without = [each.version for each in units if each.unit_id not in have]
    if not without:
        return []
    names = listed([version.name for version in without])
    sentence = f"{words.counted(without)} chưa có danh sách khu phố, thôn, ấp: {names}. Ghi sau cũng được."
    page, unit = ("community-grid", without[0].unit_id) if len(without) == 1 else ("community-overview", office.pk)
    return [Gap(sentence, "", False, reverse(f"units:{page}", args=[unit]), "Ghi khu phố, thôn, ấp")]
