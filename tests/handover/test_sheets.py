"""Open sheets of a unit that ended: finished as its own, or taken over by the heir's, once and never counted twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hocTap.lib.refusals import Refused, Stale
from indicators import workflow
from indicators.enums import Nature, State
from indicators.handover import open_sheets, options_of
from indicators.models import Form, Measure, Period, Submission, Value
from indicators.register import counts_of
from indicators.series import load
from indicators.silence import silence_of
from indicators.work import work_of
from tests.awards.scholarships.factories import make_fund, put_in
from tests.awards.titles.factories import press
from tests.factories import make_user
from tests.handover.factories import Town, hand, make_town, now, undo
from tests.indicators.factories import cell, fill, make_form, make_measure, make_period
from units.enums import Role
from units.models import HandedOver, HandOverPart, HandOverStep, Unit, User

pytestmark = pytest.mark.django_db

RAISED = "fund-raised"
TODAY = dt.date(2026, 11, 29)


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def period() -> Period:
    return make_period(2025)


@pytest.fixture
def form(period: Period) -> Form:
    """One stock, one flow of which funds keep a register."""
    make_measure("households")
    Measure.objects.create(code=RAISED, label="Tiền vận động", unit_name="đồng", nature=Nature.FLOW)
    return make_form(RAISED, optional=["households"])


def sheet_of(unit: Unit, form: Form, period: Period, **numbers: int) -> Submission:
    clerk = User.objects.filter(username="thuky").first() or make_user("thuky")
    sheet = workflow.start(unit, form, period, by=clerk, on=TODAY)
    fill(sheet, {code.replace("_", "-"): number for code, number in numbers.items()}, by=clerk)
    return sheet


def decide(town: Town, unit: Unit, way: str, heir: Unit, **more: int) -> HandOverPart:
    """The same decision for every open sheet."""
    keys = [each.key for each in open_sheets(town.change(unit))]
    return hand(town, unit, "sheets", {"sheets": dict.fromkeys(keys, f"{way}-{heir.pk}")}, **more)


def approve(town: Town, sheet: Submission, **numbers: int) -> None:
    """The heir's officer writes and sends, the sở approves."""
    sheet = Submission.objects.get(pk=sheet.pk)
    fill(sheet, {code.replace("_", "-"): number for code, number in numbers.items()}, by=town.officer)
    workflow.submit(sheet, by=town.officer, at=now())
    workflow.approve(sheet, by=town.office, at=now())


def heirs_sheet(town: Town) -> Submission:
    return Submission.objects.get(unit=town.hoa_binh)


def test_period_before_the_day_is_the_old_units_and_one_over_the_day_may_be_either(town: Town, form: Form) -> None:
    sheet_of(town.five, form, make_period(2024), fund_raised=1)
    change = town.change(town.five)

    found = [
        (each.period.year, each.state, [way for way, _ in options_of(change, each)]) for each in open_sheets(change)
    ]

    new, old = f"moi-{town.hoa_binh.pk}", f"cu-{town.hoa_binh.pk}"
    assert found == [(2024, "đang nhập", [old]), (2025, "chưa lập", [new, old])]


def test_period_after_the_day_is_the_new_units_where_the_change_was_written_down_late(town: Town, form: Form) -> None:
    late = make_period(2026)
    sheet = sheet_of(town.hoa_binh, form, late)
    Submission.objects.filter(pk=sheet.pk).update(unit=town.five, unit_as=town.five.versions.get())
    change = town.change(town.five)

    found = {each.period.year: [way for way, _ in options_of(change, each)] for each in open_sheets(change)}

    assert found[2026] == [f"moi-{town.hoa_binh.pk}"]


def test_divided_unit_finishes_its_own_days_and_somebody_is_named_for_it(town: Town, form: Form) -> None:
    change = town.change(town.eight)

    (each,) = open_sheets(change)

    assert [way for way, _ in options_of(change, each)] == [f"cu-{town.binh_thoi.pk}", f"cu-{town.phu_tho.pk}"]
    with pytest.raises(Refused, match="hãy chọn ai làm tiếp"):
        decide(town, town.eight, "moi", town.binh_thoi)
    with pytest.raises(Refused, match="hãy chọn ai làm tiếp"):
        decide(town, town.eight, "cu", town.hoa_binh)
    assert not HandedOver.objects.exists()


def test_finished_sheet_is_filled_and_sent_by_the_heir_that_was_named(town: Town, form: Form, period: Period) -> None:
    sheet = sheet_of(town.eight, form, period)
    client = Client()
    client.force_login(town.other)
    entry = reverse("indicators:submission-entry", args=[sheet.pk])
    before = client.get(entry).status_code

    decide(town, town.eight, "cu", town.binh_thoi)

    assert (before, client.get(entry).status_code) == (403, 200)
    assert [task.submission for task in work_of(User.objects.get(pk=town.other.pk), TODAY).tasks][:1] == [sheet]
    sheet.refresh_from_db()
    approve(town, sheet, fund_raised=5)
    assert Submission.objects.get(pk=sheet.pk).state == State.APPROVED


def test_heirs_sheet_takes_over_and_the_old_figures_are_offered_not_written(
    town: Town, form: Form, period: Period
) -> None:
    old = sheet_of(town.five, form, period, fund_raised=5, households=900)
    sheet_of(town.fourteen, form, period, fund_raised=3)

    decide(town, town.five, "moi", town.hoa_binh)
    decide(town, town.fourteen, "moi", town.hoa_binh)

    new = heirs_sheet(town)
    old.refresh_from_db()
    assert (old.state, old.handed_to, new.state) == (State.HANDED, new, State.DRAFT)
    assert not Value.objects.filter(submission=new).exists()
    client = Client()
    client.force_login(town.officer)
    page = client.get(reverse("indicators:submission-entry", args=[new.pk])).content.decode()
    assert "Phường 5 và Phường 14 đã ghi: 8" in page
    assert "Phường 5 đã ghi: 900 (Phường 14 chưa ghi)" in page
    assert "gồm cả những ngày trước đó của Phường 5 và Phường 14" in page


def test_sheet_that_was_taken_over_takes_nothing_more_and_says_where(town: Town, form: Form, period: Period) -> None:
    old = sheet_of(town.five, form, period, fund_raised=5)
    decide(town, town.five, "moi", town.hoa_binh)

    with pytest.raises(Stale, match="đã bàn giao sang báo cáo của đơn vị mới"):
        workflow.save_cells(old, [cell(RAISED, "7")], by=town.officer, at=now())
    with pytest.raises(Stale):
        workflow.submit(old, by=town.officer, at=now())
    with pytest.raises(IntegrityError, match="value_locked_when_sent"), transaction.atomic():
        Value.objects.filter(submission=old).update(number=7)
    client = Client()
    client.force_login(town.officer)
    page = client.get(old.get_absolute_url()).content.decode()
    assert f'<a href="{heirs_sheet(town).get_absolute_url()}">Phường Hòa Bình, Năm 2025</a>' in page


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED])
def test_undoing_puts_the_sheet_back_as_it_was(town: Town, form: Form, period: Period, state: State) -> None:
    sheet = sheet_of(town.five, form, period, fund_raised=5)
    clerk = User.objects.get(username="thuky")
    if state != State.DRAFT:
        workflow.submit(sheet, by=clerk, at=now())
        workflow.note_opening(sheet, by=town.office, at=now())
    if state == State.RETURNED:
        workflow.send_back(sheet, by=town.office, at=now(), reason="Sai")
    names = ("state", "submitted_by_id", "submitted_at", "opened_by_id", "opened_at", "handed_to_id", "answered_by_id")
    before = Submission.objects.values_list(*names).get(pk=sheet.pk)
    decide(town, town.five, "moi", town.hoa_binh)

    undo(town, town.five, "sheets")

    assert Submission.objects.values_list(*names).get(pk=sheet.pk) == before
    assert [each.sheet for each in open_sheets(town.change(town.five))] == [sheet]
    decide(town, town.five, "moi", town.hoa_binh)
    assert Submission.objects.get(pk=sheet.pk).state == State.HANDED


def test_undoing_waits_while_the_heirs_sheet_holds_what_was_written_since(
    town: Town, form: Form, period: Period
) -> None:
    sheet_of(town.five, form, period, fund_raised=5)
    decide(town, town.five, "moi", town.hoa_binh)
    new = heirs_sheet(town)
    fill(new, {RAISED: 9}, by=town.officer)

    with pytest.raises(Refused, match=r"Phường Hòa Bình, Năm 2025 có 1 ô ghi từ khi bàn giao"):
        undo(town, town.five, "sheets")
    workflow.submit(new, by=town.officer, at=now())
    with pytest.raises(Refused, match=r"“chờ duyệt”, gồm cả những ngày của Phường 5"):
        undo(town, town.five, "sheets")

    assert Submission.objects.get(unit=town.five).state == State.HANDED


def test_sheet_of_the_heir_that_was_sent_already_takes_nothing_and_nothing_is_half_done(
    town: Town, form: Form, period: Period
) -> None:
    sheet_of(town.five, form, make_period(2024), fund_raised=1)
    old = sheet_of(town.five, form, period, fund_raised=5)
    approve(town, sheet_of(town.hoa_binh, form, period), fund_raised=2)
    heir = town.hoa_binh.pk
    first, second = (each.key for each in open_sheets(town.change(town.five)))

    with pytest.raises(Stale, match="không nhận thêm số được"):
        hand(town, town.five, "sheets", {"sheets": {first: f"cu-{heir}", second: f"moi-{heir}"}})

    assert Submission.objects.get(pk=old.pk).state == State.DRAFT
    assert not Submission.objects.filter(answered_by__isnull=False).exists()
    assert not HandOverPart.objects.exists()


def test_closed_period_takes_nothing_over(town: Town, form: Form, period: Period) -> None:
    for unit in (town.five, town.hoa_binh):
        sheet_of(unit, form, period)
    period.closes_on = dt.date(2026, 1, 31)
    period.save()

    with pytest.raises(Refused, match="kỳ đã khóa"):
        decide(town, town.five, "moi", town.hoa_binh)


def test_decision_is_made_once(town: Town, form: Form) -> None:
    decide(town, town.five, "moi", town.hoa_binh)

    with pytest.raises(Stale):
        decide(town, town.five, "moi", town.hoa_binh)

    assert HandedOver.objects.get().numbers == {"báo cáo nhận vào báo cáo của mình": 1}


def test_left_out_sheet_is_named(town: Town, form: Form) -> None:
    with pytest.raises(Refused, match="Năm 2025: Biểu bieu: hãy chọn ai làm tiếp"):
        hand(town, town.five, "sheets", {"sheets": {}})


def raised(town: Town) -> tuple[int | None, int, int]:
    """What the province raised in 2025: the sum, of how many units it should be, and how many gave it."""
    found = load(town.province, 2025, 2025, "bieu").year(RAISED, 2025)
    return found.numerator, found.expected, found.reported


def test_money_of_the_year_of_the_hand_over_counts_once_when_the_heirs_sheet_holds_it(
    town: Town, form: Form, period: Period
) -> None:
    """Phường 5's book took in 5 until June; Hòa Bình keeps no book of its own and its sheet says 7 for the year."""
    put_in(make_fund(town.five), 5, on=dt.date(2025, 3, 1))
    sheet_of(town.five, form, period)
    decide(town, town.five, "moi", town.hoa_binh)
    assert raised(town)[0] == 5

    approve(town, heirs_sheet(town), fund_raised=7)

    (found, _, _), names = raised(town), load(town.province, 2025, 2025, "bieu").ended[2025]
    assert found == 7
    assert [ward.name for ward in names] == ["Phường 8", "Phường 14"]


def test_money_counts_once_whether_both_keep_books_or_one(town: Town, form: Form, period: Period) -> None:
    old, minutes = make_fund(town.five), {"minutes_no": "01/BB", "minutes_on": dt.date(2025, 7, 10)}
    put_in(old, 5, on=dt.date(2025, 3, 1))
    decide(town, town.five, "moi", town.hoa_binh)
    hand(town, town.five, "funds", {"funds": {str(town.hoa_binh.pk): "moi"}}, **minutes)
    new = town.hoa_binh.funds.get()
    put_in(new, 2, on=dt.date(2025, 9, 1))

    sheet = heirs_sheet(town)
    assert counts_of(sheet)[RAISED] == 7
    approve(town, sheet, fund_raised=7)

    assert raised(town)[0] == 7


def test_heirs_book_alone_is_not_the_year_when_the_sheet_holds_more(town: Town, form: Form, period: Period) -> None:
    """Phường 5 kept no book: its 5 stand on the sheet only, and Hòa Bình's book of 2 is not the whole."""
    sheet_of(town.five, form, period, fund_raised=5)
    decide(town, town.five, "moi", town.hoa_binh)
    put_in(make_fund(town.hoa_binh), 2, on=dt.date(2025, 9, 1))

    sheet = heirs_sheet(town)
    assert RAISED not in counts_of(sheet)
    approve(town, sheet, fund_raised=7)

    assert raised(town)[0] == 7


def test_finished_sheets_count_beside_the_heirs(town: Town, form: Form, period: Period) -> None:
    old = sheet_of(town.five, form, period)
    decide(town, town.five, "cu", town.hoa_binh)
    old.refresh_from_db()
    approve(town, old, fund_raised=5)
    approve(town, sheet_of(town.hoa_binh, form, period), fund_raised=2)

    assert raised(town)[0] == 7


def test_district_that_ended_with_its_wards_does_not_lose_what_their_books_say(
    town: Town, form: Form, period: Period
) -> None:
    put_in(make_fund(town.five), 5, on=dt.date(2025, 3, 1))
    decide(town, town.five, "moi", town.hoa_binh)
    approve(town, heirs_sheet(town), fund_raised=7)

    assert load(town.district, 2025, 2025, "bieu").year(RAISED, 2025).numerator == 5


def test_unit_whose_heir_tells_of_its_days_is_not_waited_for(town: Town, form: Form, period: Period) -> None:
    decide(town, town.five, "moi", town.hoa_binh)

    waited = silence_of(town.province, form, period, user=town.office, today=TODAY)

    assert "Phường 5" not in [each.standing.name for each in waited.silent]
    assert "Phường 14" in [each.standing.name for each in waited.silent]


def test_officer_of_the_heir_decides_on_the_page_and_reads_it_in_words(town: Town, form: Form, period: Period) -> None:
    sheet_of(town.five, form, period, fund_raised=5)
    client = Client()
    client.force_login(town.officer)
    where = reverse("units:handover-part", args=[town.change(town.five).event.pk, town.five.pk, "sheets"])
    asked = client.get(where).content.decode()
    sent = {f"ke-{form.pk}-{period.pk}": f"moi-{town.hoa_binh.pk}", "edition": "0"}

    said = client.post(where, sent).content.decode()
    answer = press(client, where, sent)

    assert "đang nhập, 1 ô có số" in asked
    assert "1 báo cáo vào báo cáo của Phường Hòa Bình" in said
    assert answer.status_code == 302
    assert Submission.objects.get(unit=town.five).state == State.HANDED


def page_of_sheets(town: Town, unit: Unit) -> tuple[Client, str]:
    client = Client()
    client.force_login(town.office)
    return client, reverse("units:handover-part", args=[town.change(unit).event.pk, unit.pk, "sheets"])


def as_shown(client: Client, where: str) -> dict[str, str]:
    """What the browser sends when nobody changes anything on the page."""
    form = client.get(where).context["form"]
    return {field.html_name: "" if field.value() is None else str(field.value()) for field in form}


@pytest.mark.parametrize("state", ["none", "draft", "closed"])
def test_page_sent_as_it_is_shown_is_accepted(town: Town, form: Form, period: Period, state: str) -> None:
    """Nobody sent the heir's sheet: it takes the old one over, or finishes it once the period is closed."""
    sheet_of(town.five, form, make_period(2024), fund_raised=1)
    sheet_of(town.five, form, period, fund_raised=5)
    if state != "none":
        sheet_of(town.hoa_binh, form, period)
    if state == "closed":
        Period.objects.filter(pk=period.pk).update(closes_on=dt.date(2026, 1, 31))
    client, where = page_of_sheets(town, town.five)
    sent = as_shown(client, where)

    if state == "closed":
        sent[f"ke-{form.pk}-{period.pk}"] = f"cu-{town.hoa_binh.pk}"
    answer = press(client, where, sent)

    assert answer.status_code == 302
    found = Submission.objects.get(unit=town.five, period=period)
    assert found.state == (State.DRAFT if state == "closed" else State.HANDED)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_sheet_of_the_heir_that_was_sent_is_not_offered_and_a_person_says_which(
    town: Town, form: Form, period: Period, state: State
) -> None:
    sheet = sheet_of(town.hoa_binh, form, period, fund_raised=2)
    workflow.submit(sheet, by=town.officer, at=now())
    if state == State.APPROVED:
        workflow.approve(sheet, by=town.office, at=now())
    client, where = page_of_sheets(town, town.five)
    field = f"ke-{form.pk}-{period.pk}"
    page = client.get(where)
    sent = as_shown(client, where)

    unchanged = press(client, where, sent)
    taken = press(client, where, {**sent, field: f"moi-{town.hoa_binh.pk}"})
    finished = press(client, where, {**sent, field: f"cu-{town.hoa_binh.pk}"})

    name = {State.SUBMITTED: "chờ duyệt", State.APPROVED: "đã duyệt"}[state]
    why = f"Phường Hòa Bình, Năm 2025 đang ở trạng thái “{name}” nên không nhận thêm số được."
    assert why in page.content.decode()
    ways = [way for way, _ in page.context["form"].fields[field].choices]
    assert ways == ["", f"cu-{town.hoa_binh.pk}"]
    assert "hãy chọn ai làm tiếp" in unchanged.content.decode()
    assert "lựa chọn này nay không còn" in taken.content.decode()
    assert finished.status_code == 302


def test_reopened_sheet_of_the_heir_is_offered_again(town: Town, form: Form, period: Period) -> None:
    sheet = sheet_of(town.hoa_binh, form, period)
    approve(town, sheet, fund_raised=2)
    sheet.refresh_from_db()
    workflow.reopen(sheet, by=town.office, at=now(), reason="Gồm cả Phường 5")
    client, where = page_of_sheets(town, town.five)

    answer = press(client, where, as_shown(client, where))

    assert answer.status_code == 302
    assert Submission.objects.get(unit=town.five).handed_to == sheet


def test_sheet_that_nobody_can_go_on_with_yet_says_why(town: Town, form: Form) -> None:
    """The change was written down late: 2026 is Hòa Bình's, and its sheet was sent."""
    late = make_period(2026)
    sheet = sheet_of(town.fourteen, form, make_period(2024))
    Submission.objects.filter(pk=sheet.pk).update(unit=town.five, unit_as=town.five.versions.get(), period=late)
    approve(town, sheet_of(town.hoa_binh, form, late), fund_raised=2)
    client, where = page_of_sheets(town, town.five)

    answer = press(client, where, as_shown(client, where))

    assert answer.status_code == 422
    assert "Hãy đề nghị trả lại hoặc mở lại báo cáo đó trước." in answer.content.decode()
    assert not HandOverPart.objects.exists()


def test_somebody_without_the_heirs_post_decides_nothing(town: Town, form: Form) -> None:
    make_user("phuong5", (Role.WARD_OFFICER, town.five))
    client = Client()
    client.force_login(User.objects.get(username="phuong5"))
    where = reverse("units:handover-part", args=[town.change(town.five).event.pk, town.five.pk, "sheets"])

    assert client.get(where).status_code == 403


def last_step(part: HandOverPart) -> HandOverStep:
    return part.steps.latest("at", "pk")


def test_empty_sheets_that_only_the_hand_over_began_go_with_its_undoing(town: Town, form: Form, period: Period) -> None:
    old = sheet_of(town.five, form, period, fund_raised=5)
    decide(town, town.five, "moi", town.hoa_binh)
    decide(town, town.eight, "cu", town.binh_thoi)
    assert Submission.objects.count() == 3

    parts = [undo(town, town.five, "sheets"), undo(town, town.eight, "sheets")]

    assert list(Submission.objects.all()) == [old]
    assert [last_step(part).stays for part in parts] == [[], []]
    assert Value.objects.get(submission=old).number == 5


def test_sheet_that_the_heir_had_begun_itself_stays(town: Town, form: Form, period: Period) -> None:
    sheet_of(town.five, form, period)
    own = sheet_of(town.hoa_binh, form, period)
    decide(town, town.five, "moi", town.hoa_binh)

    assert last_step(undo(town, town.five, "sheets")).stays == []
    assert Submission.objects.filter(pk=own.pk).exists()


def test_sheet_with_a_cell_written_or_with_steps_stays_and_the_page_says_why(
    town: Town, form: Form, period: Period
) -> None:
    """Nobody had begun Phường 5's: its hand-over and undoing stand there. In Hòa Bình's a number was typed, and taken
    out again."""
    decide(town, town.five, "moi", town.hoa_binh)
    new = heirs_sheet(town)
    fill(new, {RAISED: 9}, by=town.officer)
    workflow.save_cells(new, [cell(RAISED, "", seen=1)], by=town.officer, at=now())
    client = Client()
    client.force_login(town.office)
    where = reverse("units:handover-undo", args=[town.change(town.five).event.pk, town.five.pk, "sheets"])

    answer = press(client, where, {"reason": "Nhầm", "edition": str(edition_of_five(town))}, follow=True)

    page = " ".join(answer.content.decode().split())
    first = "Báo cáo Phường 5, Năm 2025 được lập khi bàn giao, nay vẫn còn vì đang giữ 2 bước đã ghi"
    second = "Báo cáo Phường Hòa Bình, Năm 2025 được lập khi bàn giao, nay vẫn còn vì đang giữ 1 ô đã ghi."
    assert page.count(first) == page.count(second) == 2
    assert Submission.objects.count() == 2


def edition_of_five(town: Town) -> int:
    return HandOverPart.objects.get(handover__unit=town.five, code="sheets").edition


@pytest.mark.parametrize("order", [("five", "fourteen"), ("fourteen", "five")])
def test_sheet_begun_for_two_goes_with_the_last_of_them(
    town: Town, form: Form, period: Period, order: tuple[str, str]
) -> None:
    olds = [sheet_of(unit, form, period) for unit in (town.five, town.fourteen)]
    for unit in (town.five, town.fourteen):
        decide(town, unit, "moi", town.hoa_binh)
    first, second = (getattr(town, name) for name in order)

    said = last_step(undo(town, first, "sheets")).stays
    assert heirs_sheet(town).state == State.DRAFT
    undo(town, second, "sheets")

    assert said == ([f"{BEGUN}, nay vẫn còn vì đã nhận báo cáo của đơn vị khác."] if first == town.five else [])
    assert list(Submission.objects.order_by("pk")) == olds


BEGUN = "Báo cáo Phường Hòa Bình, Năm 2025 được lập khi bàn giao"


def test_whoever_writes_into_a_sheet_that_has_just_gone_is_told(town: Town, form: Form, period: Period) -> None:
    sheet_of(town.five, form, period)
    decide(town, town.five, "moi", town.hoa_binh)
    new = heirs_sheet(town)
    undo(town, town.five, "sheets")

    with pytest.raises(Stale, match="Báo cáo này không còn"):
        workflow.save_cells(new, [cell(RAISED, "7")], by=town.officer, at=now())
