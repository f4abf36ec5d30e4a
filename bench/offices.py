"""What a large office looks at: the khu phố of a commune that has a hundred, the figures of 168 communes at once."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from indicators.enums import PeriodKind, State
from indicators.layout import load_layout
from indicators.models import Form, Period, Submission, Value
from units import workflow
from units.communities import rules
from units.communities.workflow import enter
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User

COMMUNES, COMMUNITIES, YEAR = 168, 100, 2020
SINCE = dt.date(2004, 1, 1)


def found_office() -> Unit:
    """A province whose 168 communes all sent the shipped form of a year; phonggd is its office as well."""
    province = workflow.found_unit("do-co-quan", "Tỉnh Đo Cơ Quan", UnitKind.PROVINCE, valid_from=SINCE)
    communes = Unit.objects.bulk_create(Unit(key=f"do-cq-{number}") for number in range(COMMUNES))
    workflow.write_versions(
        [
            UnitVersion(unit=unit, name=f"Xã Bảng {number}", kind=UnitKind.WARD, parent=province, valid_from=SINCE)
            for number, unit in enumerate(communes, start=1)
        ]
    )
    office = User.objects.get(username="phonggd")
    workflow.appoint(office, province, Role.DISTRICT_OFFICE, from_day=SINCE)
    _send_all(communes, User.objects.get(username="phuong5"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return province


def _send_all(communes: list[Unit], officer: User) -> None:
    """A number in every cell of every sheet, seldom the same twice."""
    form, year, now = _form(), period(), timezone.now()
    versions = UnitVersion.objects.on(year.ends_on).filter(unit__in=communes)
    sheets = Submission.objects.bulk_create(
        Submission(unit_id=each.unit_id, unit_as=each, form=form, period=year, started_by=officer) for each in versions
    )
    measures = list(load_layout(form).measures.values())
    Value.objects.bulk_create(
        Value(
            submission=sheet,
            measure=each,
            number=50 + (sheet.pk * 7_919 + each.pk * 104_729) % 9_000,
            updated_by=officer,
            updated_at=now,
        )
        for sheet in sheets
        for each in measures
    )
    sent = Submission.objects.filter(pk__in=[sheet.pk for sheet in sheets])
    sent.update(state=State.SUBMITTED, submitted_by=officer, submitted_at=now)


def matrix_address(province: Unit) -> str:
    """Every line of the form, not only its first section."""
    query = urlencode({"bieu": _form().pk, "ky": period().pk, "muc": 0})
    return f"{reverse('indicators:figures-matrix', args=[province.pk])}?{query}"


def found_communities(username: str) -> Unit:
    """The ward of this officer, with a hundred khu phố more than it had."""
    officer = User.objects.get(username=username)
    ward = Unit.objects.get(pk__in=officer.units_as(Role.WARD_OFFICER))
    lines = [rules.Line(number, f"Khu phố Bảng {number}") for number in range(1, COMMUNITIES + 1)]
    enter(ward, lines, by=officer, at=timezone.now())
    return ward


def _form() -> Form:
    return Form.objects.filter(code="xhht-nam").latest("version")


def period() -> Period:
    """The year whose figures are looked at."""
    return Period.objects.get(kind=PeriodKind.CALENDAR_YEAR, year=YEAR, ordinal=1)
