"""What every form of the site promises: done once, nothing typed lost, nobody's words overwritten unseen."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory

from awards.scholarships.models import Fund
from hocTap.lib.admin import REASON, SeenAdmin
from hocTap.lib.answers import CONFIRMED, act, ask_first, refused, shown_once, status_of
from hocTap.lib.forms import SEEN, Seen
from hocTap.lib.http import own_transaction
from hocTap.lib.refusals import Refused, Stale
from indicators.enums import Nature
from indicators.models import Measure
from tests.factories import make_user, make_ward
from units.enums import Role
from units.models import SentForm, User
from units.once import Once

SITE = {"origin": "http://testserver"}
PASSWORD = "chim-non-tap-bay-9"
FUNDS = "/hoc-bong/quy/moi/"


@pytest.fixture
def treasurer(db: None) -> User:
    user = make_user("quy5", (Role.FUND_OFFICER, make_ward("Phường 5")))
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def person(treasurer: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.post("/dang-nhap/", {"username": "quy5", "password": PASSWORD, **token(client, "/dang-nhap/")})
    return client


def token(client: Client, page: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(page).content.decode())
    assert found, page
    return {"csrfmiddlewaretoken": found[1]}


def fund(user: User, name: str = "Quỹ khuyến học Phường 5") -> dict[str, Any]:
    return {"unit": user.units_as()[0], "name": name, "level": "branch", "kind": "association", "branch": "Chi hội 1"}


# Once


def test_form_sent_twice_is_done_once_and_leads_to_what_the_first_made(person: Client, treasurer: User) -> None:
    sent = fund(treasurer) | token(person, FUNDS)

    first, second = person.post(FUNDS, sent), person.post(FUNDS, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"] == Fund.objects.get().get_absolute_url()
    assert "không ghi lần thứ hai" in person.get(second["Location"]).content.decode()


def test_same_page_with_another_content_is_another_act(person: Client, treasurer: User) -> None:
    page = token(person, FUNDS)

    person.post(FUNDS, fund(treasurer) | page)
    person.post(FUNDS, fund(treasurer, "Quỹ thứ hai") | page)

    assert Fund.objects.count() == 2


def test_what_was_refused_may_be_sent_again(person: Client, treasurer: User) -> None:
    sent = fund(treasurer, "") | token(person, FUNDS)

    answers = [person.post(FUNDS, sent).status_code for _ in range(2)]

    assert 302 not in answers
    assert not SentForm.objects.exists()


def test_presses_of_last_week_are_forgotten_when_the_person_logs_in(person: Client, treasurer: User) -> None:
    person.post(FUNDS, fund(treasurer) | token(person, FUNDS))
    SentForm.objects.update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    newcomer = Client()

    newcomer.post("/dang-nhap/", {"username": "quy5", "password": PASSWORD})

    assert not SentForm.objects.exists()


def test_answer_with_an_address_too_long_to_keep_still_counts_as_done(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"))
    measure = Measure.objects.create(code="so-ho", label="Số hộ", unit_name="hộ", nature=Nature.STOCK)
    page = f"/quan-tri/indicators/measure/{measure.pk}/change/?_changelist_filters=q%3D{'x' * 3000}"
    opened = client.get(page).context["adminform"].form
    sent = {name: opened[name].value() or "" for name in opened.fields} | {"label": "Số hộ dân", REASON: "Viết lại"}

    answers = [client.post(page, sent | {"csrfmiddlewaretoken": "x" * 64}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1]["Location"] == "/quan-tri/indicators/measure/"


@pytest.mark.parametrize(("mark", "deeper"), [(lambda view: view, 1), (own_transaction, 0)])
def test_message_that_is_no_form_is_one_transaction_unless_the_view_keeps_its_own(
    treasurer: User, mark: Callable[[Any], Any], deeper: int
) -> None:
    depths: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        depths.append(len(connection.savepoint_ids))
        return HttpResponse()

    request = RequestFactory().post("/x/", b"{}", content_type="application/json")
    request.user = treasurer
    marked = mark(view)
    Once(view).process_view(request, marked, (), {}) or marked(request)

    assert depths == [len(connection.savepoint_ids) + deeper]


def test_page_that_is_shown_only_once_counts_as_done(treasurer: User) -> None:
    made: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        made.append("mã")
        return shown_once(request, "components/refused.html", {"sentence": made[-1], "back": "/"}, again="/ma/")

    request = RequestFactory().post("/x/", {"csrfmiddlewaretoken": "x" * 64})
    request.user, request._messages = treasurer, CookieStorage(request)  # type: ignore[attr-defined]
    first, second = (Once(view).process_view(request, view, (), {}) for _ in range(2))

    assert made == ["mã"]
    assert first and "mã" in first.content.decode() and "data-asking" not in first.content.decode()  # type: ignore[attr-defined]
    assert second and second.headers["Location"] == "/ma/"


# Nothing typed is lost


def hidden(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)


def test_form_sent_after_the_session_ended_is_sent_again_after_logging_in(person: Client, treasurer: User) -> None:
    sent = fund(treasurer, "Quỹ Bến Thành") | token(person, FUNDS)
    person.cookies.pop("sessionid")

    ended = person.post(FUNDS, sent, headers=SITE)
    login = dict(hidden(ended.content.decode())) | {"username": "quy5", "password": PASSWORD}
    kept = person.post("/dang-nhap/", login)
    person.post(FUNDS, dict(hidden(kept.content.decode())), headers=SITE)

    assert ended.status_code == 403
    assert "Quỹ Bến Thành" in kept.content.decode()
    assert Fund.objects.get().name == "Quỹ Bến Thành"


def test_form_of_a_page_open_too_long_is_sent_with_one_more_press(person: Client, treasurer: User) -> None:
    stale = fund(treasurer, "Quỹ Bến Thành") | {"csrfmiddlewaretoken": "x" * 64}

    kept = person.post(FUNDS, stale, headers=SITE)
    person.post(FUNDS, dict(hidden(kept.content.decode())), headers=SITE)

    assert kept.status_code == 403
    assert Fund.objects.get().name == "Quỹ Bến Thành"


def test_form_of_another_site_is_not_offered_again(person: Client, treasurer: User) -> None:
    answer = person.post(FUNDS, fund(treasurer, "Quỹ lạ"), headers={"origin": "https://example.org"})

    assert answer.status_code == 403
    assert "Quỹ lạ" not in answer.content.decode()


def test_what_one_person_typed_is_not_shown_to_the_next(person: Client, treasurer: User) -> None:
    other = make_user("nguoikhac")
    other.set_password(PASSWORD)
    other.save()
    person.cookies.pop("sessionid")

    ended = person.post(FUNDS, fund(treasurer, "Quỹ Bến Thành"), headers=SITE)
    login = dict(hidden(ended.content.decode())) | {"username": "nguoikhac", "password": PASSWORD}
    answer = person.post("/dang-nhap/", login)

    assert answer.status_code == 302
    assert answer.content == b""


@pytest.mark.django_db
@pytest.mark.parametrize("words", [{}, {"name": "Quỹ Bến Thành"}])
def test_whoever_logs_in_after_the_session_ended_comes_to_the_page_of_the_form(
    client: Client, words: dict[str, str]
) -> None:
    """A button without words, and the words of somebody who is not known here: never the bare address of the form."""
    made = make_user("quy5")
    made.set_password(PASSWORD)
    made.save()
    page = "/hoc-bong/?trang=2"

    ended = client.post(FUNDS, words, headers=SITE | {"referer": f"http://testserver{page}"}, follow=True)
    login = dict(hidden(ended.content.decode())) | {"username": "quy5", "password": PASSWORD}

    assert client.post("/dang-nhap/", login)["Location"] == page
    for elsewhere in ({}, {"referer": "http://example.org/x/"}):
        ended = Client().post(FUNDS, words, headers=SITE | elsewhere, follow=True)
        assert dict(hidden(ended.content.decode()))["next"] == "/"


def test_passwords_are_never_kept(person: Client) -> None:
    sent = {"old_password": PASSWORD, "new_password1": "x", "other": "y"} | token(person, "/doi-mat-khau/")
    person.cookies.pop("sessionid")

    answer = person.post("/doi-mat-khau/", sent, headers=SITE)

    assert answer.status_code == 302


def test_words_that_were_tampered_with_are_not_sent_again(person: Client, treasurer: User) -> None:
    person.cookies.pop("sessionid")
    ended = person.post(FUNDS, fund(treasurer), headers=SITE)
    login = dict(hidden(ended.content.decode())) | {"username": "quy5", "password": PASSWORD}

    answer = person.post("/dang-nhap/", login | {"kept": login["kept"][:-1] + "x"})

    assert answer.status_code == 302


def test_pages_are_asked_for_anew_when_somebody_goes_back(person: Client) -> None:
    assert person.get("/")["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("signs", ["\x00", "\ufffe", "\u202e", "\x1b"])
def test_signs_that_no_file_can_hold_do_not_come_in(person: Client, treasurer: User, signs: str) -> None:
    person.post(FUNDS, fund(treasurer, f"Quỹ {signs}Bến Thành") | token(person, FUNDS))

    assert Fund.objects.get().name == "Quỹ Bến Thành"
    assert person.get(f"/don-vi/?tim={signs}").status_code == 200


def test_login_name_that_no_row_can_hold_is_simply_wrong(client: Client, db: None) -> None:
    answer = client.post("/dang-nhap/", {"username": "x" * 300, "password": "y"})

    assert answer.status_code == 200
    assert "chưa đúng" in answer.content.decode()


# Never over somebody's words unseen


class Words(Seen, forms.Form):
    """Two parts of a text."""

    situation = forms.CharField(label="Tình hình", required=False)
    plan = forms.CharField(label="Phương hướng", required=False)


BEFORE = {"situation": "Cũ", "plan": "Cũ"}


def sent_by(seen: dict[str, str], **typed: str) -> QueryDict:
    shown = Words(initial=seen)
    data = QueryDict(mutable=True)
    data.update(seen | typed | {SEEN: shown[SEEN].value()})
    return data


def test_edit_is_taken_when_nobody_else_changed_anything() -> None:
    form = Words(sent_by(BEFORE, plan="Mới"), initial=BEFORE)

    assert form.is_valid()
    assert form.cleaned_data == {"situation": "Cũ", "plan": "Mới"}


def test_what_the_other_person_changed_stays_where_this_one_typed_nothing() -> None:
    form = Words(sent_by(BEFORE, plan="Mới"), initial=BEFORE | {"situation": "Người khác"})

    assert form.is_valid()
    assert form.cleaned_data == {"situation": "Người khác", "plan": "Mới"}


class Choosing(Seen, forms.Form):
    """One of several, and a word."""

    level = forms.ChoiceField(choices=[("", "không chọn"), ("1", "một"), ("2", "hai")], required=False)
    word = forms.CharField()


@pytest.mark.parametrize("theirs", ["", "2"])
def test_a_choice_that_the_other_person_changed_is_taken_too(theirs: str) -> None:
    before = {"level": "1", "word": "Cũ"}
    data = QueryDict(mutable=True)
    data.update({"level": "1", "word": "Mới", SEEN: Choosing(initial=before)[SEEN].value()})

    form = Choosing(data, initial=before | {"level": theirs})

    assert form.is_valid()
    assert form.cleaned_data == {"level": theirs, "word": "Mới"}


def test_field_that_the_page_did_not_have_yet_keeps_what_a_colleague_wrote_there() -> None:
    data = QueryDict(mutable=True)
    data.update({"situation": "Mới", SEEN: "situation:" + str(Words(initial=BEFORE)[SEEN].value()).split()[0][-12:]})

    form = Words(data, initial=BEFORE | {"plan": "Người khác"})

    assert form.is_valid()
    assert form.cleaned_data == {"situation": "Mới", "plan": "Người khác"}


def test_what_both_changed_is_shown_in_both_versions_and_taken_the_second_time() -> None:
    now = BEFORE | {"plan": "Người khác"}
    form = Words(sent_by(BEFORE, plan="Tôi"), initial=now)

    assert not form.is_valid()
    assert form.conflicts == [("plan", "Người khác", "Tôi")]
    assert "“Người khác”" in str(form.errors["plan"])
    assert status_of(form) == 409
    assert Words(form.data, initial=now).is_valid()


def test_form_without_a_mark_is_taken_as_it_is() -> None:
    data = QueryDict("situation=A&plan=B")

    assert Words(data, initial=BEFORE).is_valid()


# Refusals, and being asked first


@pytest.mark.parametrize(("reason", "status"), [(Refused("Chưa được."), 422), (Stale("Đã đổi."), 409)])
def test_refusal_says_why_and_keeps_what_was_typed(treasurer: User, reason: Refused, status: int) -> None:
    request = RequestFactory().post("/x/")
    request.user = treasurer

    answer = refused(request, reason, back="/", typed="những gì đã gõ")

    assert answer.status_code == status
    assert str(reason) in answer.content.decode()
    assert "những gì đã gõ" in answer.content.decode()


def test_press_is_asked_about_until_the_person_says_yes_to_just_these_numbers(treasurer: User) -> None:
    def press(sentence: str, **more: str) -> str:
        request = RequestFactory().post("/x/", {"ho": ["1", "2"], **more})
        request.user = treasurer
        answer = ask_first(request, sentence, back="/")
        return answer.content.decode() if answer else ""

    asked = press("Sẽ trình 2 hộ.")
    yes = dict(hidden(asked))[CONFIRMED]

    assert "Sẽ trình 2 hộ." in asked
    assert [value for name, value in hidden(asked) if name == "ho"] == ["1", "2"]
    assert press("Sẽ trình 2 hộ.", **{CONFIRMED: yes}) == ""
    assert "Sẽ trình 3 hộ." in press("Sẽ trình 3 hộ.", **{CONFIRMED: yes})


def test_nobody_is_asked_about_what_would_be_refused_and_asking_does_nothing(treasurer: User) -> None:
    def press(name: str, refusal: str = "") -> HttpResponse:
        def do(data: dict[str, Any]) -> str:
            make_user(name)
            if refusal:
                raise Refused(refusal)
            return "/"

        request = RequestFactory().post("/x/", {"situation": "A"})
        request.user = treasurer
        return act(
            request, Words(request.POST), do, title="Thử", back="/", done="Xong.", ask=lambda _: "Sẽ khóa 3 suất."
        )

    refusal, asked = press("mot", "Còn 8 suất chưa chi."), press("hai")

    assert (refusal.status_code, "Sẽ khóa" in refusal.content.decode()) == (422, False)
    assert (asked.status_code, "Sẽ khóa 3 suất." in asked.content.decode()) == (200, True)
    assert not User.objects.filter(username__in=["mot", "hai"]).exists()


# The administration


def test_every_page_of_the_administration_knows_what_was_seen() -> None:
    registered = admin.site._registry.values()
    inlines = [inline for each in registered for inline in each.inlines]

    assert [each for each in registered if not isinstance(each, SeenAdmin)] == []
    assert [each for each in inlines if not issubclass(each.form, Seen)] == []


def test_second_administrator_sees_what_the_first_wrote(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"))
    measure = Measure.objects.create(code="so-ho", label="Số hộ", unit_name="hộ", nature=Nature.STOCK)
    page = f"/quan-tri/indicators/measure/{measure.pk}/change/"
    opened = client.get(page).context["adminform"].form
    mine = {name: opened[name].value() or "" for name in opened.fields} | {"label": "Số hộ của tôi", REASON: "Viết lại"}
    Measure.objects.update(label="Số hộ của người khác")

    first = client.post(page, mine)
    second = client.post(page, mine | {SEEN: first.context["adminform"].form[SEEN].value()})

    assert "“Số hộ của người khác”" in first.content.decode()
    assert second.status_code == 302
    assert Measure.objects.get().label == "Số hộ của tôi"


def test_rule_between_fields_is_refused_in_vietnamese(client: Client, db: None) -> None:
    client.force_login(User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"))
    sent = {
        "key": "nguon",
        "unit": make_ward("Phường 5").pk,
        "first_year": "2019",
        "last_year": "2013",
        "title": "Nguồn",
    }
    rows = {"figures-TOTAL_FORMS": "0", "figures-INITIAL_FORMS": "0"}

    answer = client.post("/quan-tri/reports/publishedsource/add/", sent | rows | {"publisher": "Quận 11"})

    assert "chưa khớp với nhau" in answer.content.decode()
    assert "violated" not in answer.content.decode()


def test_whoever_asks_first_tries_first() -> None:
    """A question about what would be refused is a wrong question: the act is tried where the person is asked."""

    def called(function: ast.AST) -> set[str]:
        calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
        return {call.id for call in calls if isinstance(call, ast.Name)}

    functions = [
        (path, node, called(node))
        for path in views()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    ]
    asking = {f"{path.name}: {node.name}": calls for path, node, calls in functions if "ask_first" in calls}

    assert len(asking) >= 8
    assert [name for name, calls in asking.items() if "tried" not in calls] == []


def views() -> list[Path]:
    """The modules that answer requests."""
    found = [path for app in ("hocTap", "units", "awards", "indicators", "reports") for path in Path(app).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]
