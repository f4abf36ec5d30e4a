"""A set of criteria edited whole, compared line by line by a second person, its confirmation taken back; procedures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.titles import workflow
from awards.titles.criteria import lacking, unverified
from awards.titles.enums import ScoringMode
from awards.titles.models import CriteriaPaper, CriteriaSet, Item, Procedure
from awards.titles.workflow import AskedSet, copy_set
from awards.titles.workflow.catalogue import key_of
from hocTap.lib.steps import Refused, Stale
from tests.awards.titles.factories import (
    NOW,
    World,
    assess,
    make_candidate,
    make_world,
    press,
    register,
    signed_in,
    typed_in,
)
from tests.factories import make_unit, make_user
from units.enums import Role, UnitKind
from units.models import Unit, User

pytestmark = pytest.mark.django_db
PAPER = "Quyết định 324/QĐ-KHVN, lưu tại Hội Khuyến học"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def second() -> User:
    return make_user("quantri2", (Role.ADMINISTRATOR, make_world_root()))


def make_world_root() -> Unit:
    return make_unit("Nơi quản trị", UnitKind.PROVINCE)


def named(code: str) -> CriteriaSet:
    return CriteriaSet.objects.with_lines().get(code=code)


def history(model: Any) -> Any:
    return model.history


def edit_page(criteria: CriteriaSet) -> str:
    return reverse("titles:criteria-edit", args=[criteria.pk])


def lines(criteria: CriteriaSet) -> list[tuple[int, int, str, Decimal | None]]:
    rows = Item.objects.filter(criterion__criteria=criteria).order_by("criterion__ordinal", "ordinal")
    return list(rows.values_list("criterion__ordinal", "ordinal", "text", "max_points"))


def first_line(criteria: CriteriaSet) -> Item:
    return Item.objects.filter(criterion__criteria=criteria).order_by("criterion__ordinal", "ordinal")[0]


def test_placeholder_becomes_a_whole_set_on_one_page(world: World, second: User) -> None:
    """The one line of GDHT-387 is replaced by two criteria with their lines; the second person signs it off."""
    admin, criteria = signed_in(world.admin), named("GDHT-387")
    part = criteria.criteria.get()
    typed = typed_in(admin, edit_page(criteria))
    typed |= {f"i{first_line(criteria).pk}-text": "", f"c{part.pk}-name": "Trẻ em", f"c{part.pk}-max_points": "60"}
    typed |= {f"c{part.pk}n1-text": "Đi học đầy đủ", f"c{part.pk}n1-points": "40", f"c{part.pk}n1-place": "trang 2"}
    typed |= {f"c{part.pk}n2-text": "Hạnh kiểm khá", f"c{part.pk}n2-points": "20"}
    typed |= {
        "cn1-name": "Người lớn",
        "cn1-max_points": "40",
        "cn1n1-text": "Là công dân học tập",
        "cn1n1-points": "40",
    }

    asked = admin.post(edit_page(criteria), typed)
    assert "thêm 4 dòng" in asked.content.decode()
    assert "bỏ 1 dòng" in asked.content.decode()
    assert lines(criteria)[0][2].startswith("Tổng điểm")
    press(admin, edit_page(criteria), typed)

    made = named("GDHT-387")
    assert lines(made) == [
        (1, 1, "Đi học đầy đủ", Decimal(40)),
        (1, 2, "Hạnh kiểm khá", Decimal(20)),
        (2, 1, "Là công dân học tập", Decimal(40)),
    ]
    assert (first_line(made).place, first_line(made).written_by) == ("trang 2", world.admin)
    assert lacking(made) == []
    confirm = reverse("titles:criteria-confirm", args=[made.pk])
    checker = signed_in(second)
    parts = [choice for choice, _ in checker.get(confirm).context["form"].fields["parts"].choices]
    press(checker, confirm, {"parts": parts, "source": PAPER})
    assert unverified(named("GDHT-387")) == []
    assert first_line(made).stands_in == f"{PAPER}, trang 2"
    assert named("GDHT-387") in CriteriaSet.objects.sound()


def test_edited_line_is_unconfirmed_again_and_the_others_stay(world: World) -> None:
    workflow.confirm(named("DHHT-448"), PAPER, by=world.admin, at=NOW)
    admin, criteria = signed_in(world.admin), named("DHHT-448")
    line = first_line(criteria)
    others = Item.objects.filter(criterion__criteria=criteria, verified=True).exclude(pk=line.pk).count()

    press(admin, edit_page(criteria), typed_in(admin, edit_page(criteria)) | {f"i{line.pk}-text": "Lời đã sửa"})

    line.refresh_from_db()
    assert (line.text, line.verified, line.confirmed_by, line.written_by) == ("Lời đã sửa", False, None, world.admin)
    assert unverified(named("DHHT-448")) == ["Mục 1.1"]
    assert Item.objects.filter(criterion__criteria=criteria, verified=True).count() == others
    former = history(Item).filter(id=line.pk, verified=True).latest("history_date")
    assert (former.confirmed_by, former.source) == (world.admin, PAPER)


def test_number_puts_a_line_elsewhere_and_leaves_it_confirmed(world: World) -> None:
    admin, criteria = (
        signed_in(world.admin),
        copy_set(named("GDHT-448"), AskedSet("Bộ khác", "Nơi khác", 2030), by=world.officer),
    )
    workflow.confirm(criteria, PAPER, by=world.admin, at=NOW)
    moved = Item.objects.get(criterion__criteria=criteria, criterion__ordinal=1, ordinal=3)

    press(admin, edit_page(criteria), typed_in(admin, edit_page(criteria)) | {f"i{moved.pk}-ordinal": "1"})

    texts = [text for part, _, text, _ in lines(criteria) if part == 1]
    assert texts[0] == moved.text
    assert unverified(CriteriaSet.objects.with_lines().get(pk=criteria.pk)) == []


def test_nothing_changed_writes_nothing(world: World) -> None:
    admin, criteria = signed_in(world.admin), named("GDHT-387")
    before = history(Item).count(), history(CriteriaSet).count()

    answer = press(admin, edit_page(criteria), typed_in(admin, edit_page(criteria)))

    assert answer.status_code == 302
    assert (history(Item).count(), history(CriteriaSet).count()) == before
    assert named("GDHT-387").written_by is None


def test_two_people_see_each_others_words(world: World, second: User) -> None:
    one, other, criteria = signed_in(world.admin), signed_in(second), named("GDHT-387")
    line = first_line(criteria)
    mine, theirs = typed_in(one, edit_page(criteria)), typed_in(other, edit_page(criteria))
    press(other, edit_page(criteria), theirs | {f"i{line.pk}-text": "Lời của người kia"})

    answer = press(one, edit_page(criteria), mine | {f"i{line.pk}-text": "Lời của tôi"})

    assert answer.status_code == 409
    assert "Lời của người kia" in answer.content.decode()
    assert "Lời của tôi" in answer.content.decode()
    assert first_line(criteria).text == "Lời của người kia"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"{line}-points": ""}, "điểm tối đa"),
        ({"{line}-floor": "200"}, "Điểm sàn không được lớn hơn"),
        ({"{line}-kind": "threshold"}, "tỉ lệ"),
        ({"{line}-points": "mười"}, "mười"),
        ({"{part}n1-points": "5"}, "Chưa ghi nội dung"),
        ({"{part}-name": ""}, "phải có tên"),
        ({"name": ""}, "Hãy điền ô này"),
        ({"total_points": "0"}, "tổng điểm"),
        ({"{band}-below_score": "1"}, "lớn hơn điểm đầu"),
    ],
)
def test_wrong_edit_is_said_with_what_was_typed_and_nothing_is_written(
    world: World, changed: dict[str, str], said: str
) -> None:
    admin, criteria = signed_in(world.admin), named("GDHT-387")
    keys = {
        "line": f"i{first_line(criteria).pk}",
        "part": f"c{criteria.criteria.get().pk}",
        "band": f"b{criteria.bands.first().pk}",  # type: ignore[union-attr]
    }
    typed = typed_in(admin, edit_page(criteria)) | {"citation": "Số thử 9/QĐ"}
    typed |= {name.format(**keys): value for name, value in changed.items()}

    answer = press(admin, edit_page(criteria), typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Số thử 9/QĐ" in answer.content.decode()
    assert named("GDHT-387").citation == ""


def test_set_by_which_somebody_was_scored_is_not_edited(world: World) -> None:
    (row,) = register(world, make_candidate(world))
    assess(world, row)
    admin, criteria = signed_in(world.admin), named("GDHT-448")

    answer = admin.post(edit_page(criteria), {})

    assert answer.status_code == 422
    assert "lập bộ mới" in answer.content.decode()
    assert edit_page(criteria) not in admin.get(criteria.get_absolute_url()).content.decode()


@pytest.mark.parametrize("source", ["x", "ok", "   ", "đã xem", "......."])
def test_x_is_no_source(world: World, source: str) -> None:
    with pytest.raises(Refused, match="số, ngày, nơi lưu"):
        workflow.confirm(named("DHHT-448"), source, by=world.admin, at=NOW)


def test_who_typed_a_line_does_not_confirm_it(world: World, second: User) -> None:
    made = copy_set(named("GDHT-448"), AskedSet("Bộ khác", "Nơi khác", 2030), by=world.admin)

    with pytest.raises(Refused, match="người khác đối chiếu"):
        workflow.confirm(made, PAPER, by=world.admin, at=NOW)
    page = signed_in(world.admin).get(reverse("titles:criteria-confirm", args=[made.pk]))
    assert "do chính ông, bà ghi" in page.content.decode()

    number = len(unverified(CriteriaSet.objects.with_lines().get(pk=made.pk)))
    assert workflow.confirm(made, PAPER, by=second, at=NOW) == number


def test_nobody_confirms_words_that_were_edited_after_he_saw_them(world: World, second: User) -> None:
    criteria, checker = named("GDHT-387"), signed_in(second)
    line = first_line(criteria)
    seen = {"parts": [key_of(line)], "source": PAPER}
    admin = signed_in(world.admin)
    press(admin, edit_page(criteria), typed_in(admin, edit_page(criteria)) | {f"i{line.pk}-text": "Lời khác hẳn"})

    answer = press(checker, reverse("titles:criteria-confirm", args=[criteria.pk]), seen)

    assert answer.status_code == 422
    assert "vừa được sửa" in answer.content.decode()
    with pytest.raises(Stale, match="vừa được sửa"):
        workflow.confirm(criteria, PAPER, by=second, at=NOW, only=seen["parts"])
    assert not first_line(criteria).verified


def test_other_name_of_a_criterion_opens_the_head_again(world: World) -> None:
    workflow.confirm(named("GDHT-387"), PAPER, by=world.admin, at=NOW)
    admin, criteria = signed_in(world.admin), named("GDHT-387")
    part = criteria.criteria.get()

    press(admin, edit_page(criteria), typed_in(admin, edit_page(criteria)) | {f"c{part.pk}-name": "Tên khác"})

    assert unverified(named("GDHT-387")) == ["Số, ngày, năm áp dụng và cách tính"]


def test_confirmation_is_withdrawn_line_by_line_and_kept_in_history(world: World) -> None:
    workflow.confirm(named("DHHT-448"), PAPER, by=world.admin, at=NOW)
    criteria, admin = named("DHHT-448"), signed_in(world.admin)
    line = first_line(criteria)
    address = reverse("titles:criteria-unconfirm", args=[criteria.pk])

    press(admin, address, {"parts": [key_of(line)], "reason": "đối chiếu nhầm bản dự thảo"})

    assert unverified(named("DHHT-448")) == ["Mục 1.1"]
    last = history(Item).filter(id=line.pk).latest("history_date")
    assert (last.history_change_reason, last.history_user) == ("đối chiếu nhầm bản dự thảo", world.admin)
    assert admin.post(address, {"parts": [key_of(line)], "reason": "lần nữa"}).status_code == 422
    assert admin.post(address, {"reason": "không chọn"}).status_code == 422


def test_office_of_a_province_keeps_the_sets_of_its_province_only(world: World) -> None:
    office = make_user("so", (Role.DISTRICT_OFFICE, world.province))
    checker = make_user("xet-tinh", (Role.TITLE_APPROVER, world.province))
    copy = reverse("titles:criteria-copy", args=[named("GDHT-387").pk])
    sent = {"name": "Bộ của thành phố", "issuer": "Hội Khuyến học Thành phố", "first_year": "2024", "last_year": ""}
    sent |= {"citation": "", "issued_on": ""}

    assert press(signed_in(office), copy, sent | {"jurisdiction": ""}).status_code == 422
    assert press(signed_in(office), copy, sent | {"jurisdiction": world.district.pk}).status_code == 422
    press(signed_in(office), copy, sent | {"jurisdiction": world.province.pk})

    made = CriteriaSet.objects.get(name="Bộ của thành phố")
    assert signed_in(office).get(edit_page(made)).status_code == 200
    assert signed_in(office).get(edit_page(named("GDHT-387"))).status_code == 403
    assert signed_in(world.approver).get(edit_page(made)).status_code == 403
    elsewhere = make_user("so-khac", (Role.DISTRICT_OFFICE, make_world_root()))
    assert signed_in(elsewhere).get(edit_page(made)).status_code == 403
    assert workflow.confirm(made, PAPER, by=checker, at=NOW) > 0


def test_points_that_do_not_add_up_are_said(world: World) -> None:
    criteria = copy_set(named("GDHT-448"), AskedSet("Bộ khác", "Nơi khác", 2030), by=world.admin)
    assert lacking(CriteriaSet.objects.with_lines().get(pk=criteria.pk)) == []
    Item.objects.filter(pk=first_line(criteria).pk).update(max_points=7)
    criteria.bands.filter(passes=True).update(from_score=85)

    said = lacking(CriteriaSet.objects.with_lines().get(pk=criteria.pk))

    assert any("các mục cộng lại 27" in sentence for sentence in said)
    assert any("cộng lại 97" in sentence for sentence in said)
    assert any("chưa có xếp loại" in sentence for sentence in said)
    page = signed_in(world.admin).get(criteria.get_absolute_url()).content.decode()
    assert all(sentence in page for sentence in said)


def test_every_set_that_comes_with_the_program_adds_up_but_those_of_which_lines_are_not_known(world: World) -> None:
    said = {each.code: lacking(each) for each in CriteriaSet.objects.with_lines() if lacking(each)}

    assert list(said) == ["CDHT-XA-TT44"]
    assert all(sentence.endswith("chưa có mục nào.") for sentence in said["CDHT-XA-TT44"])


def test_original_is_kept_as_a_file_once(world: World) -> None:
    admin, criteria = signed_in(world.admin), named("DHHT-448")
    address = reverse("titles:criteria-paper-add", args=[criteria.pk])

    def sent(name: str, content: bytes) -> Any:
        return admin.post(address, {"tep": SimpleUploadedFile(name, content)})

    assert sent("324 bản gốc.pdf", b"%PDF-1.7 noi dung").status_code == 302
    assert sent("lần hai.pdf", b"%PDF-1.7 noi dung").status_code == 422
    assert sent("giả.pdf", b"<html><script>alert(1)</script>").status_code == 422
    assert sent("trống.pdf", b"").status_code == 422
    assert admin.post(address, {}).status_code == 422
    paper = CriteriaPaper.objects.get()
    answer = signed_in(world.officer).get(reverse("titles:criteria-paper", args=[paper.pk]))
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 noi dung", "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert paper.name in admin.get(criteria.get_absolute_url()).content.decode()


def test_procedure_is_corrected_confirmed_and_followed(world: World, second: User) -> None:
    admin, now = signed_in(world.admin), Procedure.objects.filter(kind="clan").latest("valid_from")
    edit = reverse("titles:procedure-edit", args=[now.pk])
    press(admin, edit, typed_in(admin, edit) | {"evaluator": "Hội Khuyến học và khối vận"})
    now.refresh_from_db()
    assert (now.evaluator, now.verified, now.written_by) == ("Hội Khuyến học và khối vận", False, world.admin)

    confirm = reverse("titles:procedure-confirm", args=[now.pk])
    assert admin.post(confirm, {"source": PAPER}).status_code == 422
    assert signed_in(second).post(confirm, {"source": PAPER}).status_code == 302
    follow = reverse("titles:procedure-follow", args=[now.pk])
    sent = typed_in(admin, follow) | {"valid_from": "01/01/2026", "valid_to": ""}
    assert "30" not in (ended := admin.post(follow, sent).content.decode()) or "sẽ hết hiệu lực" in ended
    press(admin, follow, sent)

    now.refresh_from_db()
    assert (now.valid_to, now.verified) == (dt.date(2025, 12, 31), True)
    made = Procedure.objects.filter(kind="clan").latest("valid_from")
    assert (made.valid_from, made.evaluator, made.verified) == (dt.date(2026, 1, 1), now.evaluator, False)
    assert press(admin, follow, sent).status_code == 422


def test_level_sets_are_edited_with_levels(world: World) -> None:
    admin = signed_in(world.admin)
    criteria = CriteriaSet.objects.filter(mode=ScoringMode.LEVELS).first()
    assert criteria is not None
    part = criteria.criteria.first()
    assert part is not None
    new = {f"c{part.pk}n1-text": "Chỉ số mới", f"c{part.pk}n1-level": "1", f"c{part.pk}n1-kind": "boolean"}

    press(admin, edit_page(criteria), typed_in(admin, edit_page(criteria)) | new)

    made = Item.objects.get(text="Chỉ số mới")
    assert (made.level, made.max_points, made.verified) == (1, None, False)


def test_number_of_queries_does_not_grow_with_the_lines(client: Client, world: World) -> None:
    client.force_login(world.admin)
    counts = []
    for code in ("GDHT-387", "GDHT-448"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(edit_page(named(code)))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_points_are_shown_as_people_write_them(world: World) -> None:
    shown = typed_in(signed_in(world.admin), edit_page(named("GDHT-387")))

    assert shown["total_points"] == "100"
