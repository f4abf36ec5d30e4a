"""The pages of titles: who may open and do what, a year played through them, bad input, fixed numbers of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils import timezone
from lxml import html

from awards.titles import workflow
from awards.titles.enums import ItemKind, LeftOutRule, NominationState, RevocationReason
from awards.titles.kinds import TitleKind
from awards.titles.models import CriteriaSet, Decision, Item, Nomination, Procedure, RecognitionJob
from awards.titles.workflow.catalogue import key_of
from reports.demo.past_titles import Entry, PastYear, Stage, take_over
from tests.awards.titles.factories import (
    FULL,
    HELD,
    NOW,
    PROPOSED,
    SIGNED,
    World,
    appraise,
    assess,
    bring_to_proposed,
    fresh,
    make_candidate,
    make_households,
    make_world,
    press,
    propose,
    recognise,
    register,
    sign,
    signed_in,
    typed_in,
    vote,
)
from tests.factories import make_district, make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
S = NominationState
HOUSEHOLD = TitleKind.HOUSEHOLD
LINES = {"1.1": "10", "1.2": "10", "1.3": "10", "2.1": "10", "2.2": "10", "2.3": "10", "3.1": "10", "3.2": "8,5"}
TYPED = {f"line-{code}": text for code, text in (LINES | {"4.1": "7", "4.2": "10"}).items()}


@pytest.fixture
def world() -> World:
    return make_world()


def people(world: World) -> dict[str, User | None]:
    elsewhere = make_user("phonggd-tx", (Role.TITLE_APPROVER, make_district("Quận Thanh Xuân")))
    return {
        "officer": world.officer,
        "other officer": world.other_officer,
        "office": world.office,
        "approver": world.approver,
        "approver elsewhere": elsewhere,
        "administrator": world.admin,
        "anonymous": None,
    }


def at(world: World, state: NominationState) -> Nomination:
    """A household of khu phố 1 in a state."""
    candidate = make_candidate(world)
    if state == S.REGISTERED:
        return register(world, candidate)[0]
    if state in (S.SELF_ASSESSED, S.VOTED, S.APPRAISED):
        (row,) = register(world, candidate)
        assess(world, row)
        if state != S.SELF_ASSESSED:
            vote(world, row)
        if state == S.APPRAISED:
            appraise(world, row)
        return fresh(row)[0]
    (row,) = bring_to_proposed(world, candidate)
    if state == S.RECOGNISED:
        sign(world, recognise(world, row))
    return fresh(row)[0]


def ward_args(world: World) -> list[Any]:
    return [world.ward.pk, HOUSEHOLD, 2020]


def place_args(world: World) -> list[Any]:
    return [*ward_args(world), world.community.pk]


SIGNATURE = {"number": "12", "day": "20/10/2020", "signer": "Trần Văn Ký"}
Prepared = tuple[str, dict[str, Any]]


def read_ward(world: World) -> Prepared:
    return reverse("titles:ward-year", args=ward_args(world)), {}


def read_community(world: World) -> Prepared:
    return reverse("titles:community", args=place_args(world)), {}


def read_nomination(world: World) -> Prepared:
    return at(world, S.PROPOSED).get_absolute_url(), {}


def read_register(world: World) -> Prepared:
    make_candidate(world)
    return reverse("titles:register", args=place_args(world)), {}


def read_job(world: World) -> Prepared:
    recognise(world, at(world, S.PROPOSED))
    return RecognitionJob.objects.latest("pk").get_absolute_url(), {}


def read_progress(world: World) -> Prepared:
    recognise(world, at(world, S.PROPOSED))
    return reverse("titles:job-progress", args=[RecognitionJob.objects.latest("pk").pk]), {}


def read_revocation(world: World) -> Prepared:
    return reverse("titles:nomination-revoke", args=[at(world, S.RECOGNISED).pk]), {}


def read_first_queue(world: World) -> Prepared:
    return reverse("titles:approval"), {}


def read_decisions(world: World) -> Prepared:
    return reverse("titles:decision-list"), {}


def read_all_criteria(world: World) -> Prepared:
    return reverse("titles:criteria-list"), {}


def read_home(world: World) -> Prepared:
    return reverse("titles:home"), {}


def read_minutes(world: World) -> Prepared:
    return reverse("titles:minutes", args=place_args(world)), {}


def read_queue(world: World) -> Prepared:
    at(world, S.PROPOSED)
    return reverse("titles:approval-of", args=[HOUSEHOLD, 2020]), {}


def read_group(world: World) -> Prepared:
    at(world, S.PROPOSED)
    return reverse("titles:group", args=[HOUSEHOLD, 2020]) + f"?phuong={world.ward.pk}", {}


def read_decision(world: World) -> Prepared:
    return recognise(world, at(world, S.PROPOSED)).get_absolute_url(), {}


def read_criteria(world: World) -> Prepared:
    return CriteriaSet.objects.get(code="GDHT-448").get_absolute_url(), {}


def do_register(world: World) -> Prepared:
    make_candidate(world)
    return reverse("titles:register", args=place_args(world)), {"all": "1"}


def do_register_the_ward(world: World) -> Prepared:
    return reverse("titles:unit-register", args=[world.ward.pk, 2020]), {}


def do_register_one(world: World) -> Prepared:
    return reverse("titles:nomination-register", args=[make_candidate(world).pk]), {"year": "2020"}


def do_score(world: World) -> Prepared:
    return reverse("titles:nomination-score", args=[at(world, S.REGISTERED).pk]), TYPED


def do_score_a_level(world: World) -> Prepared:
    """A ward's own title by TT 25/2023: levels that need every indicator."""
    candidate = make_candidate(world, "Phường 5", TitleKind.WARD)
    row = workflow.register(candidate, 2024, by=world.officer, at=timezone.now())
    items = Item.objects.filter(criterion__criteria=row.criteria, kind=ItemKind.BOOLEAN)
    answers = {f"line-{item.criterion.ordinal}.{item.ordinal}": "1" for item in items.select_related("criterion")}
    return reverse("titles:nomination-score", args=[row.pk]), answers


def do_minutes(world: World) -> Prepared:
    at(world, S.SELF_ASSESSED)
    return reverse("titles:minutes", args=place_args(world)), {
        "held_on": "01/10/2020",
        "present": "50",
        "everybody": "40",
    }


def read_saved_minutes(world: World) -> Prepared:
    row = at(world, S.VOTED)
    assert row.minutes is not None
    return row.minutes.get_absolute_url(), {}


def do_correct_minutes(world: World) -> Prepared:
    row = at(world, S.VOTED)
    data = {"held_on": "01/10/2020", "present": "50", "everybody": "39", "reason": "ghi nhầm số phiếu"}
    return reverse("titles:minutes-correct", args=[row.minutes_id]), data


def do_unregister(world: World) -> Prepared:
    return reverse("titles:nomination-unregister", args=[at(world, S.VOTED).pk]), {"reason": "đăng ký nhầm"}


def do_unregister_all(world: World) -> Prepared:
    at(world, S.REGISTERED)
    return reverse("titles:unregister", args=place_args(world)), {"reason": "đăng ký nhầm khu phố"}


def do_reopen(world: World) -> Prepared:
    row = at(world, S.REGISTERED)
    workflow.reject([row.pk], "ghi nhầm", by=world.officer, at=NOW)
    return reverse("titles:nomination-reopen", args=[row.pk]), {"reason": "ghi nhầm"}


def do_reopen_all(world: World) -> Prepared:
    at(world, S.APPRAISED)
    return reverse("titles:reopen", args=place_args(world)), {"reason": "thẩm định lại"}


def do_reopen_what_the_approver_refused(world: World) -> Prepared:
    row = at(world, S.PROPOSED)
    workflow.reject([row.pk], "con bỏ học", by=world.approver, at=NOW)
    return reverse("titles:nomination-reopen", args=[row.pk]), {"reason": "nhầm hộ"}


def do_appraise(world: World) -> Prepared:
    at(world, S.VOTED)
    return reverse("titles:appraise", args=place_args(world)), {}


def do_propose(world: World) -> Prepared:
    at(world, S.APPRAISED)
    return reverse("titles:propose", args=ward_args(world)), {"number": "3", "day": "12/10/2020"}


def do_reject(world: World) -> Prepared:
    return reverse("titles:nomination-reject", args=[at(world, S.REGISTERED).pk]), {"reason": "không đủ điểm"}


def do_reject_all(world: World) -> Prepared:
    (row,) = register(world, make_candidate(world))
    assess(world, row, answers=dict.fromkeys(FULL, "1"))
    return reverse("titles:reject", args=place_args(world)), {"reason": "không đủ điểm"}


def do_leave_out(world: World) -> Prepared:
    return reverse("titles:nomination-reject", args=[at(world, S.PROPOSED).pk]), {"reason": "con bỏ học"}


def do_recognise(world: World) -> Prepared:
    row = at(world, S.PROPOSED)
    return reverse("titles:recognise", args=[HOUSEHOLD, 2020]), {"place": f"{row.ward_id}-{row.community_id}"}


def do_return(world: World) -> Prepared:
    row = at(world, S.PROPOSED)
    data = {"place": f"{row.ward_id}-{row.community_id}", "reason": "thiếu biên bản"}
    return reverse("titles:return", args=[HOUSEHOLD, 2020]), data


def do_sign(world: World) -> Prepared:
    decision = recognise(world, at(world, S.PROPOSED))
    return reverse("titles:decision-sign", args=[decision.pk]), SIGNATURE


def do_withdraw(world: World) -> Prepared:
    row = at(world, S.PROPOSED)
    recognise(world, row)
    return reverse("titles:nomination-withdraw", args=[row.pk]), {"reason": "xét lại"}


def do_revoke(world: World) -> Prepared:
    row = at(world, S.RECOGNISED)
    grounds = {"number": "13", "reason": "false_declaration", "words": "Kết luận 1"}
    return reverse("titles:nomination-revoke", args=[row.pk]), SIGNATURE | grounds


def do_reinstate(world: World) -> Prepared:
    row = at(world, S.RECOGNISED)
    paper = workflow.Revocation(
        RevocationReason.FALSE_DECLARATION, "Kết luận 1", workflow.Signature(901, SIGNED, "Trần Văn Ký")
    )
    workflow.revoke([row.pk], paper, by=world.approver, at=NOW)
    return reverse("titles:nomination-reinstate", args=[row.pk]), {"reason": "Ghi nhầm hồ sơ"}


def do_resume(world: World) -> Prepared:
    recognise(world, at(world, S.PROPOSED))
    return reverse("titles:job-resume", args=[RecognitionJob.objects.latest("pk").pk]), {}


def test_rule_chosen_on_the_page_of_its_set_is_taken_at_once_until_a_title_rests_on_it() -> None:
    world = make_world()
    CriteriaSet.objects.update(left_out=LeftOutRule.UNDECIDED)
    client, households = signed_in(world.admin), at(world, S.RECOGNISED).criteria
    page: Any = html.fromstring(client.get(of_clans().get_absolute_url()).content.decode())
    (form,) = [each for each in page.forms if (each.get("action") or "").endswith("/quy-tac/")]
    chosen = {**dict(form.fields), "rule": LeftOutRule.FULL_MARKS.value, "source": "Bản gốc"}

    taken = client.post(form.get("action"), chosen)
    refused = client.post(reverse("titles:criteria-rule", args=[households.pk]), chosen)

    assert (taken.status_code, of_clans().left_out) == (302, LeftOutRule.FULL_MARKS)
    assert refused.status_code == 422
    assert "Đã có danh hiệu được công nhận theo bộ tiêu chí này" in refused.content.decode()


def do_rule(world: World) -> Prepared:
    data = {"rule": LeftOutRule.FULL_MARKS.value, "source": "Bản gốc"}
    return reverse("titles:criteria-rule", args=[CriteriaSet.objects.get(code="DHHT-448").pk]), data


def of_clans() -> CriteriaSet:
    return CriteriaSet.objects.get(code="DHHT-448")


def do_confirm(world: World) -> Prepared:
    data = {"source": "Bản gốc lưu tại Hội", "parts": [key_of(of_clans())]}
    return reverse("titles:criteria-confirm", args=[of_clans().pk]), data


def do_unconfirm(world: World) -> Prepared:
    workflow.confirm(of_clans(), "Bản gốc lưu tại Hội", by=world.admin, at=NOW, only=[key_of(of_clans())])
    return reverse("titles:criteria-unconfirm", args=[of_clans().pk]), {
        "reason": "nhầm bản",
        "parts": [key_of(of_clans())],
    }


def do_edit_set(world: World) -> Prepared:
    address = reverse("titles:criteria-edit", args=[of_clans().pk])
    return address, typed_in(signed_in(world.admin), address) | {"name": "Tên khác"}


class SentAgain(SimpleUploadedFile):
    """A file that every person of the table sends."""

    def read(self, *args: Any) -> Any:
        self.seek(0)
        return super().read(*args)


def do_add_paper(world: World) -> Prepared:
    return reverse("titles:criteria-paper-add", args=[of_clans().pk]), {"tep": SentAgain("goc.pdf", b"%PDF-1.7 thu")}


def read_paper(world: World) -> Prepared:
    paper = workflow.attach(of_clans(), "gốc.pdf", "application/pdf", b"%PDF-1.7 thu", by=world.admin, at=NOW)
    return reverse("titles:criteria-paper", args=[paper.pk]), {}


def procedure() -> Procedure:
    return Procedure.objects.filter(kind="clan").latest("valid_from")


def do_edit_procedure(world: World) -> Prepared:
    address = reverse("titles:procedure-edit", args=[procedure().pk])
    return address, typed_in(signed_in(world.admin), address) | {"evaluator": "Hội Khuyến học thử"}


def do_follow_procedure(world: World) -> Prepared:
    address = reverse("titles:procedure-follow", args=[procedure().pk])
    return address, typed_in(signed_in(world.admin), address) | {"valid_from": "01/01/2026"}


def do_confirm_procedure(world: World) -> Prepared:
    return reverse("titles:procedure-confirm", args=[procedure().pk]), {"source": "Quyết định 12/QĐ-TTg"}


def do_unconfirm_procedure(world: World) -> Prepared:
    workflow.confirm_procedure(procedure(), "Quyết định 12/QĐ-TTg", by=world.admin, at=NOW)
    return reverse("titles:procedure-unconfirm", args=[procedure().pk]), {"reason": "nhầm văn bản"}


def do_copy(world: World) -> Prepared:
    data = {"name": "Bộ mới", "issuer": "Cơ quan thử", "first_year": "2030", "jurisdiction": ""}
    return reverse("titles:criteria-copy", args=[CriteriaSet.objects.get(code="DHHT-387").pk]), data


Row = tuple[str, Callable[[World], Prepared], dict[str, int]]
OPEN = {"officer": 200, "other officer": 404, "office": 200, "approver": 200, "approver elsewhere": 404}
CLOSED = {"administrator": 404, "anonymous": 302}
WARD = {"officer": 302, "other officer": 404, "office": 403, "approver": 403, "approver elsewhere": 404} | CLOSED
APPROVER = {"officer": 403, "other officer": 404, "office": 403, "approver": 302, "approver elsewhere": 404} | CLOSED
QUEUE = {"officer": 403, "other officer": 403, "office": 403, "approver": 200, "administrator": 403, "anonymous": 302}
EVERYONE = dict.fromkeys(OPEN, 200) | {"administrator": 200, "anonymous": 302}
KEEPERS = dict.fromkeys(OPEN, 403) | {"administrator": 302, "anonymous": 302}
"""Of what holds in the whole country."""

TABLE: list[Row] = [
    ("get", read_ward, OPEN | CLOSED),
    ("get", read_community, OPEN | CLOSED),
    ("get", read_nomination, OPEN | CLOSED),
    ("get", read_minutes, OPEN | CLOSED | {"office": 403, "approver": 403}),
    ("get", read_register, OPEN | CLOSED | {"office": 403, "approver": 403}),
    ("get", read_revocation, OPEN | CLOSED | {"officer": 403, "office": 403}),
    ("get", read_job, OPEN | CLOSED | {"officer": 404, "office": 404}),
    ("get", read_progress, OPEN | CLOSED | {"officer": 404, "office": 404}),
    ("get", read_first_queue, QUEUE | {"approver elsewhere": 200}),
    ("get", read_decisions, EVERYONE),
    ("get", read_all_criteria, EVERYONE),
    ("get", read_home, dict.fromkeys(EVERYONE, 302)),
    ("get", read_queue, QUEUE | {"approver elsewhere": 200}),
    ("get", read_group, QUEUE | {"approver elsewhere": 404}),
    ("get", read_decision, OPEN | CLOSED),
    ("get", read_criteria, EVERYONE),
    ("post", do_register, WARD),
    ("post", do_register_one, WARD),
    ("post", do_register_the_ward, WARD),
    ("post", do_score, WARD),
    ("post", do_minutes, WARD),
    ("post", do_appraise, WARD),
    ("post", do_propose, WARD),
    ("post", do_reject, WARD),
    ("post", do_reject_all, WARD),
    ("get", read_saved_minutes, OPEN | CLOSED),
    ("post", do_correct_minutes, WARD),
    ("post", do_unregister, WARD),
    ("post", do_unregister_all, WARD),
    ("post", do_reopen, WARD),
    ("post", do_reopen_all, WARD),
    ("post", do_reopen_what_the_approver_refused, APPROVER),
    ("post", do_leave_out, APPROVER),
    ("post", do_recognise, APPROVER),
    ("post", do_return, APPROVER),
    ("post", do_sign, APPROVER),
    ("post", do_withdraw, APPROVER),
    ("post", do_revoke, APPROVER),
    ("post", do_reinstate, APPROVER),
    ("post", do_resume, APPROVER | {"officer": 404, "office": 404}),
    ("get", read_paper, EVERYONE),
    ("post", do_confirm, KEEPERS),
    ("post", do_unconfirm, KEEPERS),
    ("post", do_edit_set, KEEPERS),
    ("post", do_add_paper, KEEPERS),
    ("post", do_edit_procedure, KEEPERS),
    ("post", do_follow_procedure, KEEPERS),
    ("post", do_confirm_procedure, KEEPERS),
    ("post", do_unconfirm_procedure, KEEPERS),
    ("post", do_copy, KEEPERS),
    ("post", do_rule, KEEPERS),
]


@pytest.mark.parametrize(("method", "prepare", "expected"), TABLE, ids=[row[1].__name__ for row in TABLE])
def test_each_person_gets_the_answer_that_is_due(
    world: World, method: str, prepare: Callable[[World], Prepared], expected: dict[str, int]
) -> None:
    address, data = prepare(world)
    before = states()
    everybody = people(world)
    found = {}
    for name in sorted(everybody, key=lambda name: expected[name] == 302 and name != "anonymous"):
        client = Client()
        if person := everybody[name]:
            client.force_login(person)
        ask = press if method == "post" else Client.get
        found[name] = ask(client, address, data).status_code
        if expected[name] != 302 or name == "anonymous":
            assert states() == before, name

    assert found == expected


OF_THE_GRID = {"score-grid", "score-cells", "score-finish"}
"""Tried by the same people in test_grid: what it is sent is JSON."""

IN_FILES_OF_THEIR_OWN = {
    *("proposal-recall", "decision-join", "decision-unsign"),
    *("slip-add", "slip-edit", "slip-confirm", "slip-unconfirm"),
    *("years", "years-of"),
}
"""Tried by each person in test_put_right, test_slips, test_years."""


def test_the_table_covers_every_address_of_titles(world: World) -> None:
    covered = set()
    for _, prepare, _ in TABLE:
        with transaction.atomic():
            covered.add(resolve(prepare(world)[0].partition("?")[0]).url_name)
            transaction.set_rollback(True)

    _, pages = get_resolver().namespace_dict["titles"]
    assert covered | OF_THE_GRID | IN_FILES_OF_THEIR_OWN == {
        page.name for page in pages.url_patterns if isinstance(page, URLPattern)
    }


def states() -> list[tuple[Any, ...]]:
    """All that a step could have changed."""
    rows = Nomination.objects.order_by("pk").values_list("pk", "state", "decision", "score")
    decisions = Decision.objects.order_by("pk").values_list("pk", "state", "number")
    sound = CriteriaSet.objects.sound().order_by("pk").values_list("pk")
    return [*rows, *decisions, *sound]


def test_a_khu_pho_plays_its_year_through_the_pages(world: World) -> None:
    rows = make_households(world, 4)
    officer, approver = Client(), Client()
    officer.force_login(world.officer)
    approver.force_login(world.approver)

    press(officer, reverse("titles:register", args=place_args(world)), {"all": "1"})
    made = list(Nomination.objects.order_by("pk"))
    for row in made:
        press(officer, reverse("titles:nomination-score", args=[row.pk]), TYPED | {"edition": "1"})
    meeting = {"held_on": "01/10/2020", "present": "1.050", "everybody": "600", f"against-{made[0].pk}": "12"}
    press(officer, reverse("titles:minutes", args=place_args(world)), meeting)
    press(officer, reverse("titles:appraise", args=place_args(world)))
    paper = {"number": "3", "day": today()}
    press(officer, reverse("titles:propose", args=ward_args(world)), paper)
    group = reverse("titles:group", args=[HOUSEHOLD, 2020]) + f"?phuong={world.ward.pk}"
    assert approver.get(group).content.decode().count("Lý do không công nhận:") == 4
    chosen = {"place": f"{world.ward.pk}-{world.community.pk}", f"reason-{made[1].pk}": "con bỏ học"}
    answer = press(approver, reverse("titles:recognise", args=[HOUSEHOLD, 2020]), chosen, follow=True)
    decision = Decision.objects.get()
    press(approver, reverse("titles:decision-sign", args=[decision.pk]), SIGNATURE | {"day": today()})

    assert "Đã xong" in answer.content.decode()
    assert [row.state for row in fresh(*made)] == [S.RECOGNISED, S.NOT_REACHED, S.RECOGNISED, S.RECOGNISED]
    assert Nomination.objects.in_force().count() == len(rows) - 1
    assert str(fresh(made[0])[0].score) == "95.50"


def today() -> str:
    return timezone.localdate().strftime("%d/%m/%Y")


@pytest.mark.parametrize(
    ("prepare", "change", "words"),
    [
        (do_score, {"line-1.1": "11"}, "Điểm tối đa của mục này là 10"),
        (do_score, {"line-1.1": ""}, "Mục này chưa chấm"),
        (do_score, {"line-1.1": "<b>"}, "Hãy ghi số"),
        (do_score, {"edition": "7"}, "hoặc chính ông, bà ở cửa sổ khác"),
        (do_minutes, {"everybody": "51"}, "nhiều hơn số người dự"),
        (do_minutes, {"everybody": "10^18"}, "Chỉ ghi chữ số"),
        (do_minutes, {"held_on": "13/13/2020"}, "ngày/tháng/năm"),
        (do_minutes, {"present": "-4"}, "Không nhận số âm"),
        (do_propose, {"day": "12/10/2019"}, "trước năm xét"),
        (do_propose, {"number": ""}, "Hãy điền ô này"),
        (do_register_one, {"year": "2031"}, "Chỉ đăng ký được"),
        (do_register_one, {"year": "x"}, "Chỉ đăng ký được"),
        (do_reject, {"reason": "  "}, "Hãy ghi lý do"),
        (do_score_a_level, {"line-1.2": ""}, "xét mức độ 1 phải có đủ mọi chỉ số"),
        (do_register, {"all": "", "candidate": "987654"}, "Chưa chọn ai"),
    ],
)
def test_bad_input_of_the_ward_gets_a_sentence_and_changes_nothing(
    world: World, prepare: Callable[[World], Prepared], change: dict[str, str], words: str
) -> None:
    address, data = prepare(world)
    before = states()
    client = Client()
    client.force_login(world.officer)

    answer = press(client, address, data | change)

    assert answer.status_code in (422, 409)
    assert words in answer.content.decode()
    assert states() == before


@pytest.mark.parametrize(
    ("prepare", "change", "words"),
    [
        (do_sign, {"day": "09/10/2020"}, "trước ngày tờ trình"),
        (do_sign, {"number": "x"}, "Chỉ ghi chữ số"),
        (do_sign, {"number": "10000000000000000000"}, "Số quá lớn"),
        (do_sign, {"number": "1.000.001"}, "Hãy ghi số từ 1 đến 1.000.000."),
        (do_sign, {"signer": ""}, "Hãy điền ô này"),
        (do_revoke, {"reason": "grudge"}, "lựa chọn hợp lệ"),
        (do_revoke, {"day": "01/10/2020"}, "trước ngày công nhận"),
        (do_revoke, {"words": ""}, "Hãy điền ô này"),
        (do_return, {"reason": ""}, "Hãy ghi lý do trả lại"),
        (do_recognise, {"place": ""}, "Chưa chọn nơi nào"),
        (do_recognise, {"reason-987654": "lý do"}, "không còn chờ xét ở phần đã chọn"),
    ],
)
def test_bad_input_of_the_approver_gets_a_sentence_and_changes_nothing(
    world: World, prepare: Callable[[World], Prepared], change: dict[str, str], words: str
) -> None:
    address, data = prepare(world)
    before = states()
    client = Client()
    client.force_login(world.approver)

    answer = press(client, address, data | change)

    assert answer.status_code in (422, 409)
    assert words in answer.content.decode()
    assert states() == before


def test_another_wards_group_cannot_be_forged_into_the_act(world: World) -> None:
    ward_approver = make_user("ctubnd5", (Role.TITLE_APPROVER, world.ward))
    (elsewhere,) = bring_to_proposed(world, make_candidate(world, community=world.elsewhere))
    client = Client()
    client.force_login(ward_approver)

    data = {"place": f"{elsewhere.ward_id}-{elsewhere.community_id}"}
    answer = client.post(reverse("titles:recognise", args=[HOUSEHOLD, 2020]), data)

    assert answer.status_code == 404
    assert fresh(elsewhere)[0].state == S.PROPOSED


def test_unverified_criteria_show_a_banner_where_they_are_used() -> None:
    world = make_world(sound=False)
    minutes = read_minutes(world)[0]
    at(world, S.SELF_ASSESSED)
    row = at(world, S.PROPOSED)
    approver, officer = Client(), Client()
    approver.force_login(world.approver)
    officer.force_login(world.officer)
    group = reverse("titles:group", args=[HOUSEHOLD, 2020]) + f"?phuong={world.ward.pk}"
    candidate, register = row.candidate.get_absolute_url(), reverse("titles:candidate-list") + "?nam=2020"
    queue = reverse("titles:approval-of", args=[HOUSEHOLD, 2020])
    before = [row.get_absolute_url(), *(read(world)[0] for read in (read_ward, read_community)), candidate, register]

    shown = {address: officer.get(address).content.decode() for address in [*before, minutes]}
    shown |= {address: approver.get(address).content.decode() for address in (group, queue)}
    decision = recognise(world, row).get_absolute_url()
    job = RecognitionJob.objects.get().get_absolute_url()
    shown |= {address: approver.get(address).content.decode() for address in (decision, job)}

    assert [address for address, page in shown.items() if "chưa đối chiếu hết" not in page] == []
    assert "Quyết định có hiệu lực</button>" not in shown[decision]


def test_an_illustrative_decision_by_unverified_criteria_says_that_it_is_no_more() -> None:
    world = make_world(sound=False)
    candidate = make_candidate(world, illustrative=True)
    past = PastYear(
        ward=world.ward,
        kind=HOUSEHOLD,
        year=2020,
        officer=world.officer,
        approver=world.approver,
        registered_on=HELD,
        met_on=HELD,
        proposal=workflow.Paper(1, PROPOSED),
        signature=workflow.Signature(1, SIGNED, "Người ký minh họa"),
    )
    decision = take_over(past, [Entry(candidate, Stage.RECOGNISED, again=False, percent=90)])
    client = Client()
    client.force_login(world.officer)

    pages = [decision.get_absolute_url(), decision.nominations.get().get_absolute_url()]
    shown = [client.get(address).content.decode() for address in pages]

    assert ["Chỉ để minh họa, không có giá trị pháp lý" in page for page in shown] == [True, True]
    assert "minh họa" in client.get(reverse("titles:decision-list")).content.decode()


def test_outliers_are_shown_to_the_approver(world: World) -> None:
    bring_to_proposed(world, *make_households(world, 6))
    client = Client()
    client.force_login(world.approver)

    page = client.get(reverse("titles:approval-of", args=[HOUSEHOLD, 2020])).content.decode()

    assert "100 % số đối tượng được đề nghị" in page
    assert "mọi hồ sơ bằng điểm nhau" in page


def test_what_changed_since_the_first_sending_is_shown(world: World) -> None:
    (row,) = bring_to_proposed(world, make_candidate(world))
    workflow.return_group([row.pk], "Chấm lại mục 4.1", by=world.approver, at=NOW)
    client = Client()
    client.force_login(world.officer)
    assert "Chấm lại mục 4.1" in client.get(row.get_absolute_url()).content.decode()
    workflow.assess(row, {**fresh(row)[0].answers, "4.1": "9"}, by=world.officer, at=NOW)
    vote(world, row)
    again(world, row)
    client.force_login(world.approver)

    page = client.get(reverse("titles:group", args=[HOUSEHOLD, 2020]) + f"?phuong={world.ward.pk}").content.decode()

    assert "điểm 95,00 → 97,00" in page


def again(world: World, row: Nomination) -> None:
    workflow.appraise([row.pk], by=world.officer, at=NOW)
    workflow.propose([row.pk], workflow.Paper(99, NOW.date()), by=world.officer, at=NOW)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_approvers_first_page_names_what_waits(world: World, client: Client) -> None:
    bring_to_proposed(world, *make_households(world, 2))

    client.force_login(world.approver)
    page = client.get(reverse("home")).content.decode()

    assert reverse("titles:approval-of", args=[HOUSEHOLD, 2020]) in page
    assert "2 hồ sơ đã trình, đang chờ" in page


@pytest.mark.parametrize("page", ["ward", "community", "approval", "group", "decision", "decisions", "job"])
def test_a_list_asks_the_same_number_of_queries_for_one_row_and_many(world: World, page: str) -> None:
    client = Client()
    client.force_login(world.officer if page in ("ward", "community") else world.approver)

    def address() -> str:
        if page in ("ward", "community"):
            return read_ward(world)[0] if page == "ward" else read_community(world)[0]
        if page in ("approval", "group"):
            name = "titles:approval-of" if page == "approval" else "titles:group"
            return reverse(name, args=[HOUSEHOLD, 2020]) + f"?phuong={world.ward.pk}"
        if page == "decisions":
            return reverse("titles:decision-list")
        found = Decision.objects.order_by("-pk").first() if page == "decision" else RecognitionJob.objects.first()
        return found.get_absolute_url()  # type: ignore[union-attr]

    def add(number: int) -> None:
        for place in (world.community, world.second):
            rows = bring_to_proposed(world, *make_households(world, number, place))
            if page in ("decision", "decisions", "job"):
                recognise(world, rows[0])

    add(1)
    one = queries(client, address())
    add(3)

    assert queries(client, address()) == one
    assert one <= 20


def test_a_ward_starts_its_own_title_and_goes_all_the_way(world: World) -> None:
    officer = signed_in(world.officer)
    page = reverse("titles:ward-year", args=[world.ward.pk, TitleKind.WARD, 2020])
    address = reverse("titles:unit-register", args=[world.ward.pk, 2020])
    assert address in officer.get(page).content.decode()
    assert address not in signed_in(world.office).get(page).content.decode()

    answers = [officer.post(address) for _ in range(2)]

    row = Nomination.objects.get(kind=TitleKind.WARD)
    assert (row.holder_name, row.candidate.known_since) == ("Phường 5", world.ward.versions.get().valid_from)
    assert [answer.status_code for answer in answers] == [302, 422]
    assert address not in officer.get(page).content.decode()
    assert row.get_absolute_url() in officer.get(page).content.decode()
    share: dict[str, Any] = {"16.1": "90"}
    workflow.assess(row, share, by=world.officer, at=NOW)
    appraise(world, row)
    propose(world, row)
    assert recognise(world, *fresh(row)).agency == world.district


def test_a_ward_that_took_its_registration_back_registers_again(world: World) -> None:
    row = workflow.register_unit(world.ward, 2020, by=world.officer, at=NOW)
    workflow.unregister([row.pk], "đăng ký nhầm", by=world.officer, at=NOW)
    address = reverse("titles:unit-register", args=[world.ward.pk, 2020])

    assert signed_in(world.officer).post(address).status_code == 302
    assert Nomination.objects.get(kind=TitleKind.WARD).state == S.REGISTERED
