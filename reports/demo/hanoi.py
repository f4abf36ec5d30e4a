"""A ward of Hà Nội, made up and labelled: Phường Khương Trung's last figures before it was divided on 01/07/2025.

They stand beside resolution 23-NQ/TU so that every verdict is seen once: met to the point, exceeded, not met, no data,
a base that is not the document's. The numbers are nobody's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from indicators import workflow as sheets
from indicators.enums import PeriodKind
from indicators.layout import load_layout
from indicators.models import Form, FormUse, Period, Submission
from indicators.workflow.optional import use_form
from reports.demo.figures import NEXT, figures
from reports.demo.since_2025 import Desk
from units.models import Unit

WARD, DISTRICT, CITY = "hn-khuong-trung", "hn-thanh-xuan", "hn"
YEAR = 2025
YEARLY, EXTRA = "xhht-nam", "xhht-nam-chi-tieu"
LIKE = 5
"""The ward of Quận 11 whose made-up figures stand where nothing is said here: classes, money, honours."""

TITLES = {
    "household-total": 7_860,
    "household-persons": 27_500,
    "household-registered-new": 300,
    "household-registered-again": 5_100,
    "household-assessed": 5_300,
    "household-recognised": 4_960,
    "clan-total": 12,
    "clan-registered-new": 1,
    "clan-registered-again": 7,
    "clan-assessed": 8,
    "clan-recognised": 7,
    "community-total": 21,
    "community-registered-new": 1,
    "community-registered-again": 14,
    "community-assessed": 15,
    "community-recognised": 14,
    "organisation-total": 38,
    "organisation-registered-new": 2,
    "organisation-registered-again": 20,
    "organisation-assessed": 22,
    "organisation-recognised": 19,
    "citizen-total": 19_800,
    "citizen-registered-new": 2_000,
    "citizen-registered-again": 8_200,
    "citizen-assessed": 9_900,
    "citizen-recognised": 9_405,
    "population": 27_500,
    "members": 6_900,
}
MORE = {
    "literacy-level": 2,
    "people-15-60": 17_640,
    "literate-15-60": 17_566,
    "people-15-25": 3_900,
    "literate-15-25": 3_896,
    "newly-literate": 40,
    "newly-literate-learning": 38,
    "preschool-level": 1,
    "primary-level": 3,
    "lower-secondary-level": 3,
    "workers": 14_200,
    "workers-trained": 11_076,
    "workers-certified": 8_662,
    "working-age": 16_100,
    "information-skilled": 7_900,
    "life-skilled": 8_500,
    "people-15-up": 21_900,
    "trained-15-up": 11_500,
    "university-graduates": 4_900,
    "digitally-skilled": 14_300,
    "institutions": 14,
    "institutions-digital": 11,
    "centres": 1,
    "centres-it": 1,
    "public-schools": 5,
    "public-schools-standard": 4,
    "learning-adults": 12_000,
    "learning-adults-recognised": 5_100,
    "learning-workers": 8_400,
    "learning-workers-recognised": 3_360,
}


def load(desk: Desk) -> None:
    """The two sheets of the ward's last half-year, approved by its district while that stood."""
    ward = Unit.objects.get(key=WARD)
    if not FormUse.objects.filter(unit=ward, form_code=EXTRA).exists():
        use_form(ward, Form.objects.get(code=EXTRA), YEAR, None, by=desk.people["thanhxuan"], at=_moment(6, 2))
    _sheet(desk, ward, YEARLY, {**figures()[LIKE, NEXT], **TITLES})
    _sheet(desk, ward, EXTRA, MORE)


@transaction.atomic
def _sheet(desk: Desk, ward: Unit, form_code: str, numbers: Mapping[str, int]) -> None:
    form = Form.objects.get(code=form_code, version=1)
    period = Period.objects.get(kind=PeriodKind.CALENDAR_YEAR, year=YEAR, ordinal=1)
    if Submission.objects.filter(unit=ward, form=form, period=period).exists():
        return
    officer = desk.people["khuongtrung"]
    sheet = sheets.start(ward, form, period, by=officer, on=dt.date(YEAR, 6, 25))
    asked = load_layout(form).measures
    desk.fill(sheet, {code: number for code, number in numbers.items() if code in asked}, officer, _moment(6, 25))
    desk.send(sheet, officer, _moment(6, 26))
    sheets.approve(sheet, by=desk.people["thanhxuan"], at=_moment(6, 27))


def _moment(month: int, day: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dt.date(YEAR, month, day), dt.time(9)))
