"""The illustrative books lead to the figures that the demonstration's forms hold."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Sum

from awards.scholarships.counts import register_counts
from awards.scholarships.models import Entry, Fund
from reports.demo import scholarships
from reports.demo.figures import FIRST, LAST, SCHOLARSHIP_DONG, SCHOLARSHIPS, WARDS, figures
from tests.factories import make_district, make_user, make_ward

CODES = (
    "scholarship-count",
    "scholarship-count-primary",
    "scholarship-count-lower",
    "scholarship-count-upper",
    "scholarship-count-tertiary",
    "scholarship-amount",
    "gift-count",
    "gift-amount",
    "fund-raised",
)


@pytest.mark.django_db
def test_books_say_what_the_forms_say_ward_by_ward_and_year_by_year() -> None:
    district = make_district()
    wards = {number: make_ward(f"Phường {number}", district) for number in range(1, WARDS + 1)}
    keeper = make_user("quykhuyenhoc")

    scholarships.load(wards, district, keeper, exporter=keeper)
    scholarships.load(wards, district, keeper, exporter=keeper)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else PostgreSQL plans with what it knew of the empty tables
    for (number, year), cell in figures().items():
        counts = register_counts(wards[number].pk, dt.date(year, 1, 1), dt.date(year, 12, 31))
        assert counts == {code: cell[code] for code in CODES}, (number, year)
    stage = Entry.objects.scholarships().between(dt.date(FIRST, 1, 1), dt.date(LAST, 12, 31))
    assert stage.aggregate(suat=Sum("turn"), dong=-Sum("amount")) == {"suat": SCHOLARSHIPS, "dong": SCHOLARSHIP_DONG}
    assert Fund.objects.count() == WARDS + 1
