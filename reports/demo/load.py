"""Loads the demonstration: people, learning centres, periods, and nine approved years of Quận 11. Safe to run again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from hocTap.lib.refusals import Refused
from indicators import workflow
from indicators.enums import Origin, PeriodKind, Qualifier, Rounding
from indicators.layout import Layout, load_layout
from indicators.models import Form, Period, Submission
from indicators.sheet import load_sheet
from reports.demo import centres, commendations, hanoi, offices, papers, scholarships, since_2025, titles
from reports.demo.figures import FIRST, LAST, NEXT, WARDS, figures
from reports.demo.since_2025 import MIDYEAR, WARDS_OF_TODAY
from reports.models import Report
from reports.workflow import make_report
from units.enums import Role
from units.models import LearningCentre, Post, Unit, User
from units.workflow.centres import found_centre
from units.workflow.people import appoint

PASSWORD = "hoctap-minh-hoa-2020"  # noqa: S105 - printed by the command; the demo never runs in production
DISTRICT = "hcm-q11"
SINCE = dt.date(2012, 1, 1)
DAYS_LEFT = 14


@dataclass(frozen=True)
class Login:
    """A person of the demonstration."""

    username: str
    full_name: str
    role: Role
    unit_key: str
    since: dt.date = SINCE


def ward_key(number: int) -> str:
    return f"{DISTRICT}-p{number}"


LOGINS = [
    *(
        Login(f"phuong{n}", f"Cán bộ Phường {n} (minh họa)", Role.WARD_OFFICER, ward_key(n))
        for n in range(1, WARDS + 1)
    ),
    Login("phonggd", "Chuyên viên Phòng GDĐT Quận 11 (minh họa)", Role.DISTRICT_OFFICE, DISTRICT),
    Login("phonggd2", "Lãnh đạo Phòng GDĐT Quận 11 (minh họa)", Role.DISTRICT_OFFICE, DISTRICT),
    Login("xetduyet", "Người xét danh hiệu Quận 11 (minh họa)", Role.TITLE_APPROVER, DISTRICT),
    *(
        Login(f"quy{n}", f"Cán bộ quỹ khuyến học Phường {n} (minh họa)", Role.FUND_OFFICER, ward_key(n))
        for n in range(1, WARDS + 1)
    ),
    Login("quy", "Cán bộ quỹ khuyến học Quận 11 (minh họa)", Role.FUND_OFFICER, DISTRICT),
    *(
        Login(login, f"Cán bộ {name} (minh họa)", Role.WARD_OFFICER, key, MIDYEAR)
        for login, (key, name, _, _) in WARDS_OF_TODAY.items()
    ),
    *(
        Login(f"quy{login}", f"Cán bộ quỹ khuyến học {name} (minh họa)", Role.FUND_OFFICER, key, MIDYEAR)
        for login, (key, name, _, _) in WARDS_OF_TODAY.items()
    ),
    Login("sogddt", "Chuyên viên Sở GDĐT Thành phố Hồ Chí Minh (minh họa)", Role.DISTRICT_OFFICE, "hcm", MIDYEAR),
    Login("lanhdao", "Lãnh đạo Sở GDĐT Thành phố Hồ Chí Minh (minh họa)", Role.READER, "hcm", MIDYEAR),
    Login("khuongtrung", "Cán bộ Phường Khương Trung (minh họa)", Role.WARD_OFFICER, hanoi.WARD),
    Login("thanhxuan", "Chuyên viên Phòng GDĐT Quận Thanh Xuân (minh họa)", Role.DISTRICT_OFFICE, hanoi.DISTRICT),
    Login("lanhdaohn", "Lãnh đạo Thành phố Hà Nội (minh họa)", Role.READER, hanoi.CITY),
    Login("quantri", "Quản trị hệ thống (minh họa)", Role.ADMINISTRATOR, "hcm"),
]


@dataclass(frozen=True)
class Scene:
    """What every sheet of the demonstration needs, read once."""

    layout: Layout
    people: dict[str, User]
    wards: dict[int, Unit]
    periods: dict[int, Period]
    begun: set[tuple[int, int]]

    def start(self, ward: int, year: int) -> Submission | None:
        """A new sheet to fill, or None if the ward has one for the year."""
        unit, period = self.wards[ward], self.periods[year]
        if (unit.pk, period.pk) in self.begun:
            return None
        return workflow.start(unit, self.layout.form, period, by=self.officer(ward), on=period.due_on)

    def layout_of(self, submission: Submission) -> Layout:
        """The form of the sheet; nearly always the yearly one."""
        return self.layout if submission.form_id == self.layout.form.pk else load_layout(submission.form)

    def officer(self, ward: int) -> User:
        return self.people[f"phuong{ward}"]

    @property
    def office(self) -> User:
        return self.people["phonggd"]


def load(today: dt.date, leave_open: Iterable[tuple[int, int]] = (), *, hand_over: bool = True) -> None:
    """Add whatever of the demonstration is missing; nothing that people changed is written over.

    `leave_open` names sheets (number of the ward, year) that are left for somebody to fill. Without `hand_over` the
    registers of all sixteen wards stay where they were until 2025.
    """
    people = _people()
    _centres()
    titles.load(people, DISTRICT)
    _periods(today)
    scene = _scene(people)
    # The registers first: a line dated into an approved year takes a reason.
    scholarships.load(scene.wards, Unit.objects.get(key=DISTRICT), people["quy"], exporter=people["quy5"])
    commendations.load(scene.wards, Unit.objects.get(key=DISTRICT), people["phonggd"])
    centres.load(scene.wards, {number: scene.officer(number) for number in scene.wards})
    skipped = set(leave_open)
    for (ward, year), numbers in figures().items():
        if year <= LAST and (ward, year) not in skipped:
            _approved_year(scene, ward, year, numbers)
    _open_year(scene, timezone.now())
    desk = since_2025.Desk(people, partial(_fill, scene), partial(_send, scene))
    since_2025.load(desk, scene.wards, today, hand_over=hand_over)
    hanoi.load(desk)
    if hand_over:
        offices.load(desk, Unit.objects.get(key=DISTRICT))
    _review(people["phonggd"])
    papers.load_commendation(Unit.objects.get(key=DISTRICT), people["phonggd"], timezone.now())
    papers.load(scene.wards[papers.WARD], people["xetduyet"], scene.officer(papers.WARD), timezone.now())


def _review(office: User) -> None:
    """The stage's review as the district would make it, cut like the published figures; once."""
    district = Unit.objects.get(key=DISTRICT)
    if not Report.objects.filter(unit=district).exists():
        make_report(district, FIRST, LAST, Rounding.CUT, by=office, at=timezone.now())


def review_address() -> str:
    """Where the district's first review is read."""
    return Report.objects.filter(unit__key=DISTRICT).order_by("pk")[0].get_absolute_url()


def _scene(people: dict[str, User]) -> Scene:
    form = Form.objects.get(code="xhht-nam", version=1)
    return Scene(
        layout=load_layout(form),
        people=people,
        wards={number: Unit.objects.get(key=ward_key(number)) for number in range(1, WARDS + 1)},
        periods={period.year: period for period in Period.objects.filter(kind=form.period_kind, ordinal=1)},
        begun=set(Submission.objects.filter(form=form).values_list("unit", "period")),
    )


def _people() -> dict[str, User]:
    """The people by username; the shared password is digested once for all who are new."""
    missing = {login.username for login in LOGINS} - set(User.objects.values_list("username", flat=True))
    digest = make_password(PASSWORD) if missing else ""
    return {login.username: _person(login, digest) for login in LOGINS}


def _person(login: Login, digest: str) -> User:
    user, _ = User.objects.get_or_create(
        username=login.username,
        defaults={
            "full_name": login.full_name,
            "password": digest,
            "illustrative": True,
            "is_staff": login.role == Role.ADMINISTRATOR,
            "is_superuser": login.role == Role.ADMINISTRATOR,
        },
    )
    unit = Unit.objects.get(key=login.unit_key)
    if not Post.objects.filter(user=user, unit=unit, role=login.role).exists():
        appoint(user, unit, login.role, from_day=login.since)
    return user


def _centres() -> None:
    """One centre for each ward; until real ones are entered, names, days and decisions are illustrative."""
    for number in range(1, WARDS + 1):
        ward = Unit.objects.get(key=ward_key(number))
        if LearningCentre.objects.filter(services__ward=ward).exists():
            continue
        found_centre(
            f"Trung tâm học tập cộng đồng Phường {number}",
            [ward],
            founded_on=dt.date(2009 + number % 3, 1 + number % 12, 15),
            decision="Quyết định minh họa",
            seat=f"Phường {number}, Quận 11 (minh họa)",
            illustrative=True,
        )


def _periods(today: dt.date) -> None:
    for year in range(FIRST, NEXT + 1):
        due = {LAST: dt.date(LAST, 10, 10), NEXT: max(today, dt.date(NEXT, 12, 1)) + dt.timedelta(days=DAYS_LEFT)}
        Period.objects.get_or_create(
            kind=PeriodKind.CALENDAR_YEAR,
            year=year,
            ordinal=1,
            defaults={
                "label": f"Năm {year}",
                "starts_on": dt.date(year, 1, 1),
                "ends_on": dt.date(year, 12, 31),
                "opens_on": dt.date(year, 1, 1),
                "due_on": due.get(year, dt.date(year, 12, 10)),
                "closes_on": dt.date(year + 1, 3, 31) if year < LAST else None,
                "note": "hạn minh họa" if year == NEXT else "",
            },
        )


@transaction.atomic
def _approved_year(scene: Scene, ward: int, year: int, numbers: dict[str, int]) -> None:
    submission = scene.start(ward, year)
    if submission is None:
        return
    due, officer = submission.period.due_on, scene.officer(ward)
    _fill(scene, submission, numbers, officer, _at(due, -7))
    _send(scene, submission, officer, _at(due, -3))
    workflow.approve(submission, by=scene.office, at=_at(due, 2))


def _open_year(scene: Scene, now: dt.datetime) -> None:
    """The year being collected: some approved, some waiting, one returned, one half filled, the others not begun."""
    plan = {1: "approved", 2: "approved", 3: "sent", 4: "sent", 6: "half", 7: "returned", 8: "sent", 9: "reopened"}
    for ward, stage in plan.items():
        with transaction.atomic():
            submission = scene.start(ward, NEXT)
            if submission is not None:
                _bring_to(scene, submission, stage, figures()[ward, NEXT], scene.officer(ward), now)


def _bring_to(
    scene: Scene, submission: Submission, stage: str, numbers: dict[str, int], officer: User, now: dt.datetime
) -> None:
    ago = [now - dt.timedelta(hours=hours) for hours in (30, 28, 26, 24)]
    if stage == "half":
        _fill(scene, submission, dict(list(numbers.items())[:20]), officer, ago[0])
        return
    _fill(scene, submission, numbers, officer, ago[0])
    _send(scene, submission, officer, ago[1])
    if stage == "returned":
        reason = "Số lượt người tham gia lớp học chưa khớp với sổ của trung tâm; đề nghị xem lại (minh họa)."
        workflow.send_back(submission, by=scene.office, at=ago[2], reason=reason)
    if stage in {"approved", "reopened"}:
        workflow.approve(submission, by=scene.office, at=ago[2])
    if stage == "reopened":
        reason = "Phường đề nghị bổ sung số hội viên mới (minh họa)."
        workflow.reopen(submission, by=scene.office, at=ago[3], reason=reason)


def _fill(scene: Scene, submission: Submission, numbers: Mapping[str, int], by: User, at: dt.datetime) -> None:
    """Write made-up numbers as an officer types them, through the same checks: all of them or none."""
    layout = scene.layout_of(submission)
    cells = [workflow.CellInput(code, str(number), Qualifier.EXACT, "", 0) for code, number in numbers.items()]
    outcome = workflow.save_cells(submission, cells, by=by, at=at, layout=layout, origin=Origin.ILLUSTRATIVE)
    if unsaved := [f"{each.code}: {each.sentence}" for each in outcome if each.state != "saved"]:
        raise Refused(f"Số liệu minh họa không ghi được. {'; '.join(unsaved)}")


def _send(scene: Scene, submission: Submission, by: User, at: dt.datetime) -> None:
    """Send, explaining a warning where the made-up figures raise one."""
    layout = scene.layout_of(submission)
    try:
        workflow.submit(submission, by=by, at=at, layout=layout)
    except Refused:
        warnings = {finding.code: "Số liệu minh họa." for finding in load_sheet(submission, layout).warnings}
        workflow.explain(submission, warnings, by=by, at=at)
        workflow.submit(submission, by=by, at=at, layout=layout)


def _at(day: dt.date, shift: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=shift), dt.time(9, 0)))
