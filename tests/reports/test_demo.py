"""The demonstration leads to what was published, says that it is made up, and loses nothing when run again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from hocTap.lib.registers import UnitYear
from indicators.enums import Origin, State
from indicators.models import CheckNote, Submission, Value
from indicators.register import counts_of, records_of
from indicators.sheet import load_sheet
from reports.demo import load as demo
from reports.demo.figures import FIRST, LAST, NEXT, WARDS, figures, share_out
from reports.models import Report
from tests import databases, scenes
from units.enums import Role, UnitKind
from units.models import LearningCentre, Post, Unit, UnitVersion, User

pytestmark = pytest.mark.django_db

Counts = dict[str, int]
FUND_CODES = {
    *("scholarship-count", "scholarship-amount", "gift-count", "gift-amount", "fund-raised"),
    *(f"scholarship-count-{level}" for level in ("primary", "lower", "upper", "tertiary")),
}


@dataclass
class Runs:
    """What the two runs said and left behind."""

    said: str
    left_open: tuple[int, int]
    first: Counts
    second: Counts
    third: Counts


@pytest.fixture(scope="module")
def runs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Runs]:
    """Loaded for all the tests here: first without the sheet of Phường 5 for 2020, then whole, then again."""
    with django_db_blocker.unblock():
        try:
            said = scenes.demonstration()
            left_open, first = (sheets_of(5, LAST), approved(LAST)), rows()
            scenes.run_demo()
            second = rows()
            edit()
            scenes.run_demo()
            yield Runs(said, left_open, first, second, rows())
        finally:
            databases.empty_again()


def edit() -> None:
    """What people change between two runs."""
    User.objects.filter(username="phuong5").update(full_name="Trần Thị Bé")
    LearningCentre.objects.filter(name__contains="Phường 5").update(seat="55 Lạc Long Quân")


def rows() -> Counts:
    """How many rows each table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def sheets_of(ward: int, year: int) -> int:
    return Submission.objects.filter(unit__key=demo.ward_key(ward), period__year=year).count()


def approved(year: int) -> int:
    return Submission.objects.approved().filter(period__year=year).count()


def total(code: str, first: int = LAST, last: int = LAST) -> int:
    """The district's sum of a measure over approved sheets of these years."""
    values = Value.objects.approved().filter(measure__code=code, submission__period__year__range=(first, last))
    found: int = values.aggregate(Sum("number"))["number__sum"]
    return found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("household-recognised", 10_798),
        ("household-total", 14_996),
        ("clan-recognised", 4),
        ("clan-total", 8),
        ("community-recognised", 53),
        ("community-total", 63),
        ("organisation-recognised", 75),
        ("organisation-total", 78),
        ("commended-collectives", 19),
        ("commended-individuals", 19),
    ],
)
def test_approved_sums_of_2020_are_the_published_ones(runs: Runs, code: str, expected: int) -> None:
    assert total(code) == expected


def test_scholarships_of_the_stage_are_just_under_6000_and_just_over_8_billion(runs: Runs) -> None:
    assert (total("scholarship-count", FIRST), total("scholarship-amount", FIRST)) == (5_994, 8_012_400_000)


def test_registers_say_what_the_forms_say_ward_by_ward_and_year_by_year(runs: Runs) -> None:
    wards = {demo.ward_key(number): number for number in range(1, WARDS + 1)}
    numbers = {unit.pk: wards[unit.key] for unit in Unit.objects.filter(key__in=wards)}
    spans = {year: (dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in range(FIRST, NEXT + 1)}
    found = records_of(numbers, spans)

    for pk, number in numbers.items():
        for year in spans:
            recorded = {code: record.number for code, record in found[UnitYear(pk, year)].items()}
            assert recorded == {code: figures()[number, year][code] for code in recorded}, (number, year)
            assert recorded.keys() >= FUND_CODES, (number, year)


def test_register_of_titles_says_what_the_forms_of_2020_say(runs: Runs) -> None:
    for sheet in Submission.objects.filter(period__year=LAST).select_related("period"):
        typed = dict(sheet.values.values_list("measure__code", "number"))
        counted = {code: number for code, number in counts_of(sheet).items() if code in typed}

        assert counted == {code: typed[code] for code in counted}
        assert counted.keys() >= {"household-recognised", "household-total", "community-recognised"}


def test_review_takes_the_money_and_the_honours_from_the_registers(runs: Runs) -> None:
    document = Report.objects.order_by("pk")[0].read()
    origins = {
        code: {source.register for source in document.figures[code].sources}
        for code in ("scholarship-count", "scholarship-amount", "commended-collectives/2020", "centre-classes")
    }

    assert origins == {
        "scholarship-count": {"fund"},
        "scholarship-amount": {"fund"},
        "commended-collectives/2020": {"commendations"},
        "centre-classes": {"centres"},
    }
    assert "differences" not in {table.key for table in document.tables}


def test_every_year_of_the_stage_is_approved_for_every_ward(runs: Runs) -> None:
    states = Submission.objects.filter(period__year__range=(FIRST, LAST)).values_list("state", flat=True)

    assert list(states) == [State.APPROVED] * WARDS * (LAST - FIRST + 1)


def test_open_year_shows_every_state(runs: Runs) -> None:
    states = Submission.objects.filter(period__year=NEXT, period__kind="calendar_year").values_list("state", flat=True)

    assert set(states) == set(State) - {State.HANDED}


def test_every_number_says_that_it_is_made_up(runs: Runs) -> None:
    assert set(Value.objects.values_list("origin", flat=True)) == {Origin.ILLUSTRATIVE}
    assert set(User.objects.values_list("illustrative", flat=True)) == {True}
    assert {user.full_name.endswith("(minh họa)") for user in User.objects.exclude(username="phuong5")} == {True}


def test_no_sheet_has_an_error_and_every_warning_of_a_sent_one_is_explained(runs: Runs) -> None:
    for submission in Submission.objects.select_related("form", "period", "unit_as"):
        sheet = load_sheet(submission)
        assert [finding.sentence for finding in sheet.errors] == []
        assert submission.is_editable or sheet.unexplained == []
    assert CheckNote.objects.exclude(note="Số liệu minh họa.").count() == 0


def test_sheet_left_open_is_there_for_somebody_to_fill_and_comes_with_the_next_run(runs: Runs) -> None:
    assert runs.left_open == (0, WARDS - 1)
    assert (sheets_of(5, LAST), approved(LAST)) == (1, WARDS)


def test_next_run_adds_only_what_was_missing(runs: Runs) -> None:
    added = {label: runs.second[label] - runs.first[label] for label in runs.first}

    cells = len(figures()[5, LAST])
    assert {label: number for label, number in added.items() if number and label.startswith("indicators")} == {
        "indicators.Submission": 1,
        "indicators.Step": 2,
        "indicators.Value": cells,
        "indicators.HistoricalValue": cells,
        **({"indicators.CheckNote": added["indicators.CheckNote"]} if added["indicators.CheckNote"] else {}),
    }


def test_run_again_adds_nothing_and_leaves_alone_what_people_changed(runs: Runs) -> None:
    assert runs.third == runs.second
    assert User.objects.get(username="phuong5").full_name == "Trần Thị Bé"
    assert LearningCentre.objects.filter(seat="55 Lạc Long Quân").exists()


def test_run_says_who_may_log_in_and_where_the_review_is_read(runs: Runs) -> None:
    address = Report.objects.order_by("pk")[0].get_absolute_url()

    assert demo.PASSWORD in runs.said
    assert f"{scenes.SITE}{address}" in runs.said
    assert [name for name in ("phuong5", "phuong6", "phonggd", "xetduyet", "quantri") if name not in runs.said] == []


def test_people_hold_their_posts_and_can_log_in(runs: Runs) -> None:
    posts = Post.objects.filter(user__username__in=["phuong5", "phonggd", "xetduyet", "quantri"])

    assert set(posts.values_list("user__username", "unit__key", "role")) == {
        ("phuong5", "hcm-q11-p5", Role.WARD_OFFICER),
        ("phonggd", "hcm-q11", Role.DISTRICT_OFFICE),
        ("xetduyet", "hcm-q11", Role.TITLE_APPROVER),
        ("quantri", "hcm", Role.ADMINISTRATOR),
    }
    assert User.objects.get(username="phuong5").check_password(demo.PASSWORD)
    assert list(User.objects.filter(is_staff=True).values_list("username", flat=True)) == ["quantri"]


def test_every_ward_has_its_learning_centre(runs: Runs) -> None:
    coverage = Unit.objects.get(key=demo.DISTRICT).coverage(dt.date(LAST, 12, 31))

    assert (coverage.covered, coverage.wards) == (WARDS, WARDS)


# Without a database


def test_figures_are_the_same_at_each_run() -> None:
    first = {place: dict(cell) for place, cell in figures().items()}
    figures.cache_clear()

    assert figures() == first


def test_recognised_is_never_more_than_assessed_registered_and_all() -> None:
    for cell in figures().values():
        for kind in ("household", "clan", "community", "organisation"):
            registered = cell[f"{kind}-registered-new"] + cell[f"{kind}-registered-again"]
            ladder = [cell[f"{kind}-recognised"], cell[f"{kind}-assessed"], registered, cell[f"{kind}-total"]]
            assert ladder == sorted(ladder)
        assert min(cell.values()) >= 0


@pytest.mark.parametrize(
    ("total", "weights", "caps", "expected"),
    [
        (10, [1, 1], None, [5, 5]),
        (10, [1, 2], None, [3, 7]),
        (3, [1, 1, 1, 1], None, [1, 1, 1, 0]),
        (10, [1, 1], [2, 20], [2, 8]),
        (0, [1, 2, 3], None, [0, 0, 0]),
        (5, [0, 0], None, [3, 2]),
    ],
)
def test_shares_sum_to_the_total_and_pass_no_cap(
    total: int, weights: list[float], caps: list[int] | None, expected: list[int]
) -> None:
    assert share_out(total, weights, caps) == expected


@override_settings(PRODUCTION=True)
def test_demonstration_never_enters_a_real_installation() -> None:
    with pytest.raises(CommandError, match="load_reference"):
        call_command("demo")


@pytest.mark.parametrize("words", ["5", "5:", ":2020", "năm:2020", "-5:2020"])
def test_odd_words_after_leave_open_are_refused_before_anything_is_loaded(words: str) -> None:
    with pytest.raises(CommandError, match="không đúng dạng PHƯỜNG:NĂM"):
        call_command("demo", f"--leave-open={words}")


@pytest.mark.parametrize("day", [dt.date(2012, 6, 1), dt.date(2020, 12, 31), dt.date(2024, 12, 31)])
def test_every_khu_pho_stands_under_its_ward_all_the_years_of_the_ward(runs: Runs, day: dt.date) -> None:
    communities = UnitVersion.objects.on(day).of_kind(UnitKind.COMMUNITY).filter(unit__key__startswith="hcm-q11-p")

    wards = {version.parent.key for version in communities.select_related("parent") if version.parent}

    assert communities.count() == sum(figures()[number, LAST]["community-total"] for number in range(1, WARDS + 1))
    assert wards == {f"hcm-q11-p{number}" for number in range(1, WARDS + 1)}
