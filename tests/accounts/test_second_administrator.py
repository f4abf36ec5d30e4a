"""One administrator is not everybody: posts for two, no past, nobody for oneself, and ways in that others gave."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.uploads.importing import importers
from awards.uploads.models import Upload
from hocTap.lib.answers import CONFIRMED
from hocTap.lib.refusals import Refused, Stale
from tests.addresses import all_names
from tests.awards.scholarships.factories import make_fund
from tests.factories import make_post, make_unit, make_user, make_ward
from units.accounts import access
from units.accounts.addresses import correct_email
from units.accounts.giving import answer, give, may_be_disabled, may_correct, set_end
from units.accounts.issuing import issue, set_password
from units.accounts.people import Newcomer, enter_people
from units.enums import DataAct, Role, UnitKind
from units.models import DataStep, Post, PostProposal, SignInTry, Unit, User
from units.signin.enums import Door, Outcome
from units.waiting import posts_waiting

pytestmark = pytest.mark.django_db

AT = timezone.now()
TODAY = timezone.localdate(AT)
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def office() -> Unit:
    return make_unit("Quận 11", UnitKind.DISTRICT)


@pytest.fixture
def first(office: Unit) -> User:
    return make_user("quantri1", (Role.ADMINISTRATOR, office))


@pytest.fixture
def second(office: Unit) -> User:
    return make_user("quantri2", (Role.ADMINISTRATOR, office))


def ask(person: User, unit: Unit, role: Role, by: User, **more: Any) -> Post | PostProposal:
    return give(person, unit, role, by=by, at=AT, today=TODAY, **({"from_day": TODAY} | more))


SENSITIVE = [role for role in Role if role != Role.READER]


@pytest.mark.parametrize("role", SENSITIVE)
def test_post_of_weight_opens_nothing_until_a_second_administrator_agrees(
    office: Unit, first: User, second: User, role: Role
) -> None:
    person = make_user("an")

    asked = ask(person, office, role, first)

    assert isinstance(asked, PostProposal)
    assert not person.posts.exists()
    with pytest.raises(Refused, match="người quản trị khác"):
        answer(asked, agreed=True, by=first, at=AT, today=TODAY)
    answer(asked, agreed=True, by=second, at=AT, today=TODAY)
    assert [post.role for post in person.posts.all()] == [role]
    with pytest.raises(Stale):
        answer(asked, agreed=False, by=second, at=AT, today=TODAY)


@pytest.mark.parametrize("opened", ["slip", "address", "typed"])
def test_new_account_confirms_nothing_of_whoever_opened_it(
    office: Unit, first: User, second: User, opened: str
) -> None:
    """An administrator opens a colleague's account that nobody used yet, to be the own second eye."""
    if opened == "slip":
        (slip,) = issue([second], by=first, now=AT)
        set_password(slip.code, "mat-khau-rat-dai-7", now=AT)
    elif opened == "address":
        correct_email(second, "khac@vi-du.vn", by=first, at=AT, reason="Ghi nhầm.")
    else:
        kind = ContentType.objects.get_for_model(User)
        said = {"action_flag": CHANGE, "change_message": '[{"changed": {"fields": ["password"]}}]'}
        LogEntry.objects.create(user=first, content_type=kind, object_id=second.pk, object_repr="", **said)
    SignInTry.objects.create(at=AT, person=second, door=Door.PASSWORD, outcome=Outcome.IN)
    asked, other = (
        ask(make_user("an"), office, Role.DISTRICT_OFFICE, first),
        make_user("quantri3", (Role.ADMINISTRATOR, office)),
    )
    assert isinstance(asked, PostProposal)

    with pytest.raises(Refused, match=r"do chính người đề nghị .* cấp\. Hãy để người quản trị khác"):
        answer(asked, agreed=True, by=second, at=AT + dt.timedelta(hours=71), today=TODAY)
    answer(ask_another(office, other), agreed=True, by=second, at=AT, today=TODAY)
    answer(asked, agreed=True, by=second, at=AT + access.HOLD, today=TODAY)


@pytest.mark.parametrize("used", [False, True])
def test_nobody_confirms_what_was_proposed_through_an_account_that_he_opened(
    office: Unit, first: User, second: User, used: bool
) -> None:
    """Nor does a third account that the same administrator opened; a way in given three days ago counts no more."""
    if used:
        User.objects.filter(pk=second.pk).update(last_login=AT - dt.timedelta(days=30))
        SignInTry.objects.create(at=AT - dt.timedelta(days=30), person=second, door=Door.PASSWORD, outcome=Outcome.IN)
    third, other = (make_user(name, (Role.ADMINISTRATOR, office)) for name in ("quantri3", "quantri4"))
    for slip in issue([second, third], by=first, now=AT):
        set_password(slip.code, "mat-khau-rat-dai-7", now=AT)
    second.refresh_from_db()
    asked, again = ask_another(office, second), ask(make_user("an"), office, Role.DISTRICT_OFFICE, second)
    assert isinstance(again, PostProposal)
    own = ask(first, make_ward("Phường 5"), Role.FUND_OFFICER, other)
    assert isinstance(own, PostProposal)

    with pytest.raises(Refused, match=f"vừa do chính người được giao .{first}. cấp, mà không ai tự giao"):
        ask(first, office, Role.FUND_OFFICER, second)
    with pytest.raises(Refused, match=f"của người được giao .{third}. đều vừa do {first} cấp"):
        ask(third, office, Role.FUND_OFFICER, second)
    with pytest.raises(Refused, match=f"vừa do chính người được giao .{first}. cấp"):
        answer(own, agreed=True, by=second, at=AT, today=TODAY)
    with pytest.raises(Refused, match=r"vừa do chính ông, bà cấp\. Hãy để người quản trị khác"):
        answer(asked, agreed=True, by=first, at=AT, today=TODAY)
    with pytest.raises(Refused, match=f"đều vừa do {first} cấp"):
        answer(asked, agreed=True, by=third, at=AT, today=TODAY)
    answer(asked, agreed=True, by=other, at=AT, today=TODAY)
    SignInTry.objects.create(at=AT, person=second, door=Door.PASSWORD, outcome=Outcome.IN)
    answer(again, agreed=True, by=first, at=AT + access.HOLD, today=TODAY)


def test_office_of_which_another_opened_the_account_names_nobody_alone(office: Unit, first: User, second: User) -> None:
    """An administrator takes the office's log-in by a slip, to name an officer whom nobody else confirms."""
    clerk, ward = used(make_user("phong", (Role.DISTRICT_OFFICE, office))), make_ward("Phường 5", office)
    (slip,) = issue([clerk], by=first, now=AT)
    set_password(slip.code, "mat-khau-rat-dai-7", now=AT)
    clerk.refresh_from_db()

    with pytest.raises(Refused, match="đã cấp lại đường vào"):
        ask(make_user("an"), ward, Role.WARD_OFFICER, clerk)

    User.objects.filter(pk=clerk.pk).update(access_from_at=AT - access.HOLD)
    clerk.refresh_from_db()
    assert isinstance(ask(make_user("binh"), ward, Role.WARD_OFFICER, clerk), Post)


def ask_another(office: Unit, by: User) -> PostProposal:
    asked = ask(make_user("binh"), office, Role.DISTRICT_OFFICE, by)
    assert isinstance(asked, PostProposal)
    return asked


def test_person_concerned_does_not_agree_to_the_own_post(office: Unit, first: User, second: User) -> None:
    asked = ask(second, office, Role.FUND_OFFICER, first)

    assert isinstance(asked, PostProposal)
    with pytest.raises(Refused, match="người được giao"):
        answer(asked, agreed=True, by=second, at=AT, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostProposal.objects.update(agreed=True, answered_by=second, answered_at=AT, post=second.posts.get())


def test_officer_who_reads_names_is_named_by_two_or_by_the_office_in_charge(
    office: Unit, first: User, second: User
) -> None:
    ward, elsewhere = make_ward("Phường 5", office), make_ward("Phường lạ")
    clerk = make_user("phong", (Role.DISTRICT_OFFICE, office))

    asked = ask(make_user("an"), ward, Role.WARD_OFFICER, first)

    assert isinstance(asked, PostProposal)
    assert isinstance(ask(make_user("binh"), elsewhere, Role.WARD_OFFICER, clerk), PostProposal)
    assert isinstance(ask(make_user("chi"), ward, Role.WARD_OFFICER, clerk), Post)
    answer(asked, agreed=True, by=clerk, at=AT, today=TODAY)
    assert Post.objects.filter(user__username="an", role=Role.WARD_OFFICER).exists()


def test_only_administrator_of_a_commune_names_its_officers_alone(first: User, office: Unit) -> None:
    commune = make_ward("Xã Bình Minh", office)

    assert isinstance(ask(make_user("an"), commune, Role.WARD_OFFICER, first), Post)


def test_list_entered_again_while_its_posts_wait_makes_nobody_twice(office: Unit, first: User, second: User) -> None:
    ward = make_ward("Phường 5", office)
    line = Newcomer("Nguyễn Thị An", Role.WARD_OFFICER, ward)

    (once,) = enter_people([line], today=TODAY, by=first)
    (again,) = enter_people([line], today=TODAY, by=first)

    assert (once.waits, again.waits, again.person) == (True, True, once.person)
    assert PostProposal.objects.count() == 1


def test_only_administrator_names_the_second_alone_and_then_is_alone_no_more(office: Unit, first: User) -> None:
    assert isinstance(ask(make_user("hai"), office, Role.ADMINISTRATOR, first), Post)
    assert isinstance(ask(make_user("ba"), office, Role.FUND_OFFICER, first), PostProposal)


def test_nobody_gives_to_oneself_nor_in_the_past(office: Unit, first: User) -> None:
    ward = make_ward("Phường 5", office)

    with pytest.raises(Refused, match="Không ai tự giao"):
        ask(first, ward, Role.FUND_OFFICER, first)
    with pytest.raises(Refused, match="không bắt đầu trước hôm nay"):
        ask(make_user("an"), ward, Role.FUND_OFFICER, first, from_day=dt.date(2020, 1, 1))


def test_post_is_not_shortened_to_before_what_was_done_under_it(office: Unit, first: User, second: User) -> None:
    post = make_post(make_user("quy"), office, Role.FUND_OFFICER)

    with pytest.raises(Refused, match="không được trước hôm nay"):
        set_end(post, dt.date(2020, 1, 31), by=first, today=TODAY)
    ended = set_end(post, TODAY, by=first, today=TODAY)
    with pytest.raises(Refused, match="người thứ hai"):
        set_end(ended, None, by=first, today=TODAY)


def test_last_administrator_does_not_shut_the_door_and_none_shuts_another_out(
    office: Unit, first: User, second: User
) -> None:
    own, other = first.posts.get(), second.posts.get()

    with pytest.raises(Refused, match="end_administrator"):
        set_end(other, TODAY, by=first, today=TODAY)
    with pytest.raises(Refused, match="end_administrator"):
        may_be_disabled(second, by=first, today=TODAY)
    set_end(other, TODAY, by=second, today=TODAY)
    with pytest.raises(Refused, match="duy nhất"):
        set_end(own, TODAY, by=first, today=TOMORROW - dt.timedelta(days=1))


def test_correction_is_no_way_round(office: Unit, first: User, second: User) -> None:
    post = make_post(make_user("an"), office, Role.READER, TODAY - dt.timedelta(days=30))

    with pytest.raises(Refused, match="cần người thứ hai"):
        may_correct(post, office, Role.FUND_OFFICER, post.valid_from, None, by=first, today=TODAY)
    with pytest.raises(Refused, match="sớm hơn"):
        may_correct(post, office, Role.READER, dt.date(2020, 1, 1), None, by=first, today=TODAY)
    with pytest.raises(Refused, match="trước hôm nay"):
        may_correct(post, office, Role.READER, post.valid_from, TODAY - dt.timedelta(days=5), by=first, today=TODAY)


def test_correction_leaves_no_step_outside_the_post(office: Unit, first: User, second: User) -> None:
    ward, other = make_ward("Phường 5", office), make_ward("Phường 6", office)
    clerk = make_user("phong", (Role.DISTRICT_OFFICE, office))
    officer, began = make_user("an"), TODAY - dt.timedelta(days=30)
    post = make_post(officer, ward, Role.WARD_OFFICER, began)
    facts = {"book": "5-hoc-bong", "row": 1, "unit": ward, "act": DataAct.TAKEN}
    DataStep.objects.create(**facts, by=officer, at=AT - dt.timedelta(days=10))

    for unit, day in ((other, TODAY), (ward, TODAY - dt.timedelta(days=5))):
        with pytest.raises(Refused, match="đã làm việc dưới nhiệm vụ này, gần nhất là ngày"):
            may_correct(post, unit, Role.WARD_OFFICER, day, None, by=clerk, today=TODAY)
    may_correct(post, ward, Role.WARD_OFFICER, TODAY - dt.timedelta(days=15), None, by=clerk, today=TODAY)


def test_post_given_alone_moves_only_from_today(office: Unit, first: User) -> None:
    ward, other = make_ward("Phường 5", office), make_ward("Phường 6", office)
    post = make_post(make_user("an"), ward, Role.FUND_OFFICER, TODAY - dt.timedelta(days=30))

    with pytest.raises(Refused, match="sớm nhất hôm nay"):
        may_correct(post, other, Role.FUND_OFFICER, post.valid_from, None, by=first, today=TODAY)
    may_correct(post, other, Role.FUND_OFFICER, TODAY, None, by=first, today=TODAY)


def test_first_day_agreed_by_two_is_not_brought_forward_by_one(office: Unit, first: User, second: User) -> None:
    post = make_post(make_user("an"), office, Role.FUND_OFFICER, TODAY + dt.timedelta(days=30))

    with pytest.raises(Refused, match="cần người thứ hai"):
        may_correct(post, office, Role.FUND_OFFICER, TODAY, None, by=first, today=TODAY)


def test_correction_tells_what_was_written_and_what_will_be(office: Unit, first: User, second: User) -> None:
    ward, other = make_ward("Phường 5", office), make_ward("Phường 6", office)
    post = make_post(make_user("an"), ward, Role.READER, TODAY)
    page, client = reverse("units:post-correct", args=[post.pk]), signed_in(first)
    typed = {"unit": other.pk, "role": Role.READER, "valid_from": TODAY.isoformat(), "reason": "ghi nhầm phường"}

    asked = client.post(page, typed)
    done = client.post(page, typed | {CONFIRMED: asked.context["sent"][-1][1]}, follow=True)

    for answered in (asked, done):
        said = answered.content.decode()
        assert "Trước ghi: lãnh đạo, người xem, Phường 5" in said
        assert "Sửa thành: lãnh đạo, người xem, Phường 6" in said
    post.refresh_from_db()
    assert post.unit == other


def test_server_ends_an_administrator(office: Unit, first: User, second: User) -> None:
    call_command("end_administrator", "quantri2", verbosity=0)

    assert second.posts.get().valid_to == TODAY


# --- the pages -------------------------------------------------------------------------------------------------------


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_second_administrator_confirms_on_the_list(office: Unit, first: User, second: User) -> None:
    asked = ask(make_user("an"), office, Role.FUND_OFFICER, first)
    page = reverse("admin:units_postproposal_changelist")
    press = {"action": "agree", "_selected_action": [asked.pk]}

    own = signed_in(first).post(page, press, follow=True)
    answered = signed_in(second).post(page, press, follow=True)

    assert "Phải là người quản trị khác" in own.content.decode()
    assert "Đã giao" in answered.content.decode()
    assert Post.objects.filter(user__username="an", role=Role.FUND_OFFICER, valid_from=TODAY).exists()


def test_answer_to_several_is_said_in_numbers_before_it_is_given(office: Unit, first: User, second: User) -> None:
    rows = [ask(make_user(name), office, Role.FUND_OFFICER, first) for name in ("an", "binh")]
    own = ask(make_user("chi"), office, Role.TITLE_APPROVER, second)
    page = reverse("admin:units_postproposal_changelist")
    press = {"action": "agree", "_selected_action": [row.pk for row in (*rows, own)]}
    client = signed_in(second)

    asked = client.post(page, press)

    said = asked.content.decode()
    assert "Sẽ giao 2 nhiệm vụ cho 2 người ở 1 đơn vị: 2 cán bộ quỹ khuyến học. 1 đề nghị khác giữ nguyên" in said
    assert not Post.objects.filter(role=Role.FUND_OFFICER).exists()
    client.post(page, press | {CONFIRMED: asked.context["sent"][-1][1]})
    assert Post.objects.filter(role=Role.FUND_OFFICER).count() == 2
    assert not Post.objects.filter(role=Role.TITLE_APPROVER).exists()


def test_office_in_charge_confirms_posts_of_its_units_and_no_others(office: Unit, first: User, second: User) -> None:
    ward, elsewhere = make_ward("Phường 5", office), make_ward("Phường lạ")
    clerk = make_user("phong", (Role.DISTRICT_OFFICE, office))
    mine = ask(make_user("an"), ward, Role.FUND_OFFICER, first)
    foreign = ask(make_user("binh"), elsewhere, Role.FUND_OFFICER, first)
    administrator = ask(make_user("chi"), office, Role.ADMINISTRATOR, first)
    page, client = reverse("units:proposal-list"), signed_in(clerk)

    (line,) = posts_waiting(clerk, TODAY)
    assert line.count == 1
    for other in (foreign, administrator):
        assert isinstance(other, PostProposal)
        assert client.post(page, {"chon": [other.pk], "viec": "giao"}).status_code == 422
        with pytest.raises(Refused, match="cơ quan phụ trách"):
            answer(other, agreed=True, by=clerk, at=AT, today=TODAY)
    asked = client.post(page, {"chon": [mine.pk], "viec": "giao"})
    assert "Sẽ giao 1 nhiệm vụ cho 1 người" in asked.content.decode()
    client.post(page, {"chon": [mine.pk], "viec": "giao", CONFIRMED: asked.context["sent"][-1][1]})

    given = PostProposal.objects.get(pk=mine.pk)
    assert (given.agreed, given.answered_by, given.post is None) == (True, clerk, False)


def test_ward_officer_confirms_nothing(office: Unit, first: User, second: User) -> None:
    ward = make_ward("Phường 5", office)
    asked = ask(make_user("an"), ward, Role.FUND_OFFICER, first)
    officer = make_user("phuong5", (Role.WARD_OFFICER, ward))
    assert isinstance(asked, PostProposal)

    assert signed_in(officer).get(reverse("units:proposal-list")).status_code == 403
    with pytest.raises(Refused):
        answer(asked, agreed=True, by=officer, at=AT, today=TODAY)


def test_second_administrator_finds_it_among_what_waits(office: Unit, first: User, second: User) -> None:
    ask(make_user("an"), office, Role.FUND_OFFICER, first)

    (line,) = posts_waiting(second, TODAY)
    assert line.sentence == "1 nhiệm vụ chờ người quản trị thứ hai xác nhận"
    assert signed_in(second).get(line.url).status_code == 200
    assert posts_waiting(first, TODAY) == []


def test_password_that_another_typed_is_changed_first(office: Unit, first: User, second: User) -> None:
    person = make_user("an", (Role.DISTRICT_OFFICE, office))
    words = {"password1": "Mot-mat-khau-dai-2026", "password2": "Mot-mat-khau-dai-2026", "usable_password": "true"}

    address = reverse("admin:auth_user_password_change", args=[person.pk])
    signed_in(first).post(address, words)
    person.refresh_from_db()

    assert person.must_change
    assert "password for this user" not in signed_in(first).get(address).content.decode()
    client = signed_in(person)
    assert client.get("/").headers["Location"] == reverse("password_change")
    change = {
        "old_password": words["password1"],
        "new_password1": "Cua-rieng-toi-2026",
        "new_password2": "Cua-rieng-toi-2026",
    }
    client.post(reverse("password_change"), change)
    assert client.get("/").status_code == 200


def used(person: User) -> User:
    person.last_login = AT - dt.timedelta(days=9)
    person.save(update_fields=["last_login"])
    return person


def test_login_taken_over_by_a_slip_is_no_second_eye_for_three_days(office: Unit, first: User, second: User) -> None:
    person = used(make_user("an", (Role.DISTRICT_OFFICE, office)))
    (slip,) = issue([person], by=first, now=AT)

    set_password(slip.code, "Mot-mat-khau-dai-2026", now=AT)
    person.refresh_from_db()
    refused = signed_in(person).post(reverse("indicators:submission-approve", args=[1]))
    later = AT - access.HOLD - dt.timedelta(minutes=1)
    User.objects.filter(pk=person.pk).update(access_from_at=later)
    afterwards = signed_in(person).post(reverse("indicators:submission-approve", args=[1]))

    assert person.access_from == first
    assert (refused.status_code, afterwards.status_code) == (403, 404)
    assert "đã cấp lại đường vào" in refused.content.decode()


def test_first_slip_of_a_new_account_holds_nothing(office: Unit, first: User) -> None:
    person = make_user("moi", (Role.DISTRICT_OFFICE, office))
    (slip,) = issue([person], by=first, now=AT)

    set_password(slip.code, "Mot-mat-khau-dai-2026", now=AT)

    assert User.objects.get(pk=person.pk).access_from is None


ANSWERS_FOR_OTHERS = re.compile(
    r"[:-](approve|check|agree|sign|unsign|confirm|issue|pay|recognise|resume|revoke|reinstate|withdraw|reward|answer)$"
)
NO_SECOND_EYE = {
    "units:slip-issue": "the way in that it gives holds whoever uses it for three days as well",
    "units:slip-revoke": "takes away what was given",
    "indicators:key-revoke": "the same",
    "desk:calendar-revoke": "the same",
    "scholarships:consent-withdraw": "the wish of a child's parents",
    "indicators:submission-withdraw": "the ward's own sheet, back to itself",
    "titles:nomination-withdraw": "out of a draft that nobody signed",
    "titles:move-answer": "a household's new address",
    "titles:candidate-consent-withdraw": "the wish of the person who is registered",
    "scholarships:request-answer": "the answer to parents about their child",
    "privacy:request-answer": "the answer to a person about the own data",
    "uploads:answer": "what the columns of a file hold",
    "uploads:confirm": "its lists say so themselves, see below",
}
"""Acts whose names say that one answers for another, and who needs no second pair of eyes, with the reason."""
LISTS_THAT_PAY_OR_DECIDE = {"payments", "expenses", "gifts", "recognitions", "commendations"}


def test_every_act_that_answers_for_others_waits_after_a_taken_over_login() -> None:
    """Found by the resolver and the verbs of its names, so that a new one is not forgotten."""
    names = all_names()

    assert names >= access.SECOND
    asked = {name for name in names if ANSWERS_FOR_OTHERS.search(name)}
    assert asked - access.SECOND - NO_SECOND_EYE.keys() == set()
    assert NO_SECOND_EYE.keys() <= asked - access.SECOND


def test_list_that_pays_or_decides_is_no_way_round(first: User) -> None:
    fund = make_fund(make_ward("Phường 5"))
    officer = used(make_user("quy5", (Role.FUND_OFFICER, fund.unit)))
    access.opened_by(officer, first, AT)
    facts = {"unit": fund.unit, "by": officer, "at": AT, "name": "ds.xlsx", "sha256": "0" * 64}
    answers = {
        kind: signed_in(officer).post(reverse("uploads:confirm", args=[Upload.objects.create(kind=kind, **facts).pk]))
        for kind in ("payments", "receipts")
    }

    assert {importer.kind for importer in importers() if importer.second_eye} == LISTS_THAT_PAY_OR_DECIDE
    assert answers["payments"].status_code == 403
    assert "đã cấp lại đường vào" in answers["payments"].content.decode()
    assert answers["receipts"].status_code != 403


def test_person_is_told_by_mail_and_at_the_next_log_in(
    office: Unit, first: User, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    person = used(make_user("an", (Role.DISTRICT_OFFICE, office)))
    person.email = "an@vidu.vn"
    person.save(update_fields=["email"])
    (slip,) = issue([person], by=first, now=AT)
    with django_capture_on_commit_callbacks(execute=True):
        set_password(slip.code, "Mot-mat-khau-dai-2026", now=AT)

    (letter,) = mailoutbox
    login = {"username": "an", "password": "Mot-mat-khau-dai-2026"}
    page = Client().post(reverse("login"), login, follow=True).content.decode()

    assert letter.to == ["an@vidu.vn"]
    assert "đã cấp lại đường vào" in letter.body
    assert "đã cấp lại đường vào" in page
