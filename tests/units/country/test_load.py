"""The country: both lists and their links, below what was entered by hand, and loading twice."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hocTap.lib.steps import Refused
from tests.units.country.files import Files
from units import reference, workflow
from units.country import source
from units.country.account import Account
from units.country.load import START, load
from units.enums import ChangeKind, UnitKind
from units.models import ChangeEvent, ChangeLink, Lineage, Unit, UnitVersion
from units.succession import answering_for

pytestmark = pytest.mark.django_db

BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
EMPTY = (Unit, UnitVersion, ChangeEvent, ChangeLink, Lineage)


def bring_in(folder: Path, files: Files | None = None) -> Account:
    return load(source.read((files or Files()).write(folder)))


def on(day: dt.date, kind: UnitKind = UnitKind.WARD) -> list[str]:
    return [version.name for version in UnitVersion.objects.on(day).of_kind(kind)]


def the(name: str, day: dt.date) -> Unit:
    return UnitVersion.objects.on(day).get(name=name).unit


def links() -> set[tuple[str, str, bool]]:
    return {
        (
            UnitVersion.objects.on(BEFORE).get(unit=link.predecessor).name,
            UnitVersion.objects.on(AFTER).get(unit=link.successor).name,
            link.whole,
        )
        for link in ChangeLink.objects.all()
    }


def contents() -> list[Any]:
    return [list(model._default_manager.order_by("pk").values()) for model in EMPTY]


def test_both_lists_stand_on_their_days_under_their_provinces(tmp_path: Path) -> None:
    bring_in(tmp_path)

    assert on(BEFORE, UnitKind.PROVINCE) == ["Thành phố Biển Lặng", "Tỉnh Núi Xanh", "Tỉnh Sông Trong"]
    assert on(BEFORE, UnitKind.DISTRICT) == [
        "Huyện Cầu Đá",
        "Huyện Đồi Cao",
        "Huyện Hòn Chim",
        "Quận 1",
        "Thị xã Bến Lội",
    ]
    assert len(on(BEFORE)) == 7
    assert on(AFTER, UnitKind.PROVINCE) == ["Thành phố Biển Lặng", "Tỉnh Núi Xanh"]
    assert on(AFTER, UnitKind.DISTRICT) == []
    whole = UnitVersion.objects.below(the("Tỉnh Núi Xanh", AFTER), AFTER)
    assert [version.name for version in whole] == [
        "Đặc khu Hòn Chim",
        "Phường Bến Lội",
        "Xã Cầu Đá",
        "Xã Đồi Cao",
        "Xã Rừng Già",
    ]


def test_links_lead_from_the_old_to_the_new_whole_or_in_parts_without_a_share(tmp_path: Path) -> None:
    bring_in(tmp_path)

    assert links() == {
        ("Tỉnh Sông Trong", "Tỉnh Núi Xanh", True),
        ("Tỉnh Núi Xanh", "Tỉnh Núi Xanh", True),
        ("Xã Tân An", "Xã Cầu Đá", True),
        ("Xã Tân Bình", "Xã Cầu Đá", False),
        ("Xã Tân Bình", "Phường Bến Lội", False),
        ("Phường 1", "Phường Bến Lội", True),
        ("Xã Tân An", "Xã Đồi Cao", True),
        ("Thị trấn Đồi Cao", "Xã Đồi Cao", True),
        ("Phường 4", "Phường Biển Lặng", True),
        ("Huyện Cầu Đá", "Xã Cầu Đá", False),
        ("Huyện Cầu Đá", "Phường Bến Lội", False),
        ("Thị xã Bến Lội", "Phường Bến Lội", False),
        ("Thị xã Bến Lội", "Xã Rừng Già", False),
        ("Huyện Đồi Cao", "Xã Đồi Cao", True),
        ("Huyện Hòn Chim", "Đặc khu Hòn Chim", True),
        ("Quận 1", "Phường Biển Lặng", True),
    }
    assert {link.share for link in ChangeLink.objects.all()} == {None}


def test_heirs_of_a_divided_commune_are_both_and_nobody_has_all(tmp_path: Path) -> None:
    bring_in(tmp_path)

    answer = answering_for(the("Xã Tân Bình", BEFORE).pk, AFTER)

    assert set(answer.units) == {the("Xã Cầu Đá", AFTER).pk, the("Phường Bến Lội", AFTER).pk}
    assert answer.whole is None


def test_codes_used_again_name_another_unit_on_another_day(tmp_path: Path) -> None:
    bring_in(tmp_path)

    named = [
        [version.name for version in UnitVersion.objects.with_code(code, day)]
        for code in ("30001", "30012", "90")
        for day in (BEFORE, AFTER)
    ]

    assert named == [
        ["Xã Tân An"],
        ["Xã Cầu Đá"],
        ["Thị trấn Đồi Cao"],
        ["Xã Đồi Cao"],
        ["Tỉnh Sông Trong"],
        ["Tỉnh Núi Xanh"],
    ]


def test_a_commune_that_nothing_was_added_to_goes_on_under_its_province(tmp_path: Path) -> None:
    bring_in(tmp_path)

    unit = the("Xã Rừng Già", BEFORE)

    spans = [
        (str(version.parent), version.valid_from, version.valid_to) for version in unit.versions.order_by("valid_from")
    ]
    assert spans == [("Thị xã Bến Lội", START, BEFORE), ("Tỉnh Núi Xanh", AFTER, None)]
    assert not unit.links_out.exists()


def test_a_province_that_goes_on_with_a_new_code_says_so(tmp_path: Path) -> None:
    bring_in(tmp_path)

    acts = ChangeEvent.objects.filter(links__successor=the("Tỉnh Núi Xanh", AFTER)).distinct()

    assert sorted(act.kind for act in acts) == [ChangeKind.MERGE, ChangeKind.RECODE]


def test_the_old_list_is_an_assumption_before_its_day_and_the_new_one_begins(tmp_path: Path) -> None:
    bring_in(tmp_path)

    old, new = (the(name, day).versions.get() for name, day in (("Phường 4", BEFORE), ("Phường Biển Lặng", AFTER)))

    assert (old.valid_from, old.valid_to, old.known_on, old.start_unknown) == (START, BEFORE, BEFORE, True)
    assert old.assumed_on(dt.date(2012, 12, 31))
    assert not old.assumed_on(BEFORE)
    assert (new.valid_from, new.valid_to, new.known_on, new.start_unknown) == (AFTER, None, None, False)
    assert not old.verified
    assert not new.verified


def test_a_second_load_adds_nothing_and_changes_nothing(tmp_path: Path) -> None:
    bring_in(tmp_path)
    before = contents()

    account = bring_in(tmp_path)

    assert contents() == before
    assert account.added == 0
    assert sum(count.added for count in account.links.values()) == 0
    assert account.doubts == []


def test_what_was_corrected_since_stays_corrected(tmp_path: Path) -> None:
    bring_in(tmp_path)
    corrected = the("Phường Biển Lặng", AFTER).versions.get()
    corrected.name, corrected.verified = "Phường Biển Lớn", True
    workflow.write_versions([corrected])

    account = bring_in(tmp_path)

    assert account.added == 0
    assert account.doubts == [
        "Phường Biển Lặng, Thành phố Biển Lặng (mã 30022, ngày 01/07/2025): "
        "tên đã ghi là Phường Biển Lớn, giữ như đã ghi."
    ]


def the_city() -> Unit:
    since = dt.date(2012, 1, 1)
    return workflow.found_unit("bl", "Thành phố Biển Lặng", UnitKind.PROVINCE, valid_from=since, code="97")


def by_hand() -> Unit:
    """Biển Lặng with its Quận 1 since 2012, Phường 4 without a code, as an office would have entered them."""
    city = workflow.found_unit(
        "bl", "Thành phố Biển Lặng", UnitKind.PROVINCE, valid_from=dt.date(2012, 1, 1), code="97"
    )
    district = workflow.found_unit("bl-q1", "Quận 1", UnitKind.DISTRICT, valid_from=dt.date(2012, 1, 1), parent=city)
    ward = workflow.found_unit("bl-p4", "Phường 4", UnitKind.WARD, valid_from=dt.date(2014, 1, 1), parent=district)
    workflow.close_version(ward, last_day=BEFORE)
    workflow.close_version(district, last_day=BEFORE)
    return ward


def test_what_was_entered_by_hand_stands_above_the_lists_and_is_not_doubled(tmp_path: Path) -> None:
    ward = by_hand()

    account = bring_in(tmp_path)

    assert the("Phường 4", BEFORE) == ward
    assert [version.valid_from for version in ward.versions.all()] == [dt.date(2014, 1, 1)]
    assert on(BEFORE, UnitKind.DISTRICT).count("Quận 1") == 1
    assert ward.links_out.get().successor == the("Phường Biển Lặng", AFTER)
    assert str(account.level(account.source.before, UnitKind.WARD)) == "đọc 7, thêm 6, đã có 1"


def test_a_new_unit_begins_with_a_parent_that_begins_later_than_the_catalogue(tmp_path: Path) -> None:
    city = workflow.found_unit(
        "bl", "Thành phố Biển Lặng", UnitKind.PROVINCE, valid_from=dt.date(2012, 1, 1), code="97"
    )

    bring_in(tmp_path)

    assert the("Phường 4", BEFORE).versions.get().valid_from == dt.date(2012, 1, 1)
    assert city.versions.count() == 1


def test_a_code_that_was_another_units_before_is_not_given_to_two_on_a_day(tmp_path: Path) -> None:
    other = workflow.found_unit("x", "Phường 9", UnitKind.WARD, valid_from=dt.date(2010, 1, 1), code="30021")
    workflow.close_version(other, last_day=dt.date(2024, 12, 31))

    account = bring_in(tmp_path)

    assert the("Phường 4", BEFORE).versions.get().valid_from == dt.date(2025, 1, 1)
    assert account.doubts == []


def test_a_code_that_is_another_units_on_the_day_stays_with_it_and_is_told(tmp_path: Path) -> None:
    workflow.found_unit("x", "Phường Sóng", UnitKind.WARD, valid_from=AFTER, code="30022")

    account = bring_in(tmp_path)

    assert the("Phường Biển Lặng", AFTER).versions.get().code == ""
    assert account.doubts == [
        "Phường Biển Lặng, Thành phố Biển Lặng (mã 30022, ngày 01/07/2025): "
        "mã 30022 đã ghi cho đơn vị khác vào ngày này, nên để trống mã."
    ]


def test_an_old_unit_that_by_hand_still_stands_is_not_passed_on_and_is_told(tmp_path: Path) -> None:
    city = workflow.found_unit(
        "bl", "Thành phố Biển Lặng", UnitKind.PROVINCE, valid_from=dt.date(2012, 1, 1), code="97"
    )
    workflow.found_unit("bl-q1", "Quận 1", UnitKind.DISTRICT, valid_from=dt.date(2012, 1, 1), parent=city, code="971")

    account = bring_in(tmp_path)

    assert account.doubts == [
        "Quận 1 (mã 971) → Phường Biển Lặng: đơn vị cũ còn ghi sau ngày 30/06/2025, nên không nối; "
        "hãy ghi ngày cuối rồi nạp lại."
    ]


def test_links_entered_by_hand_stand_above_those_of_the_source(tmp_path: Path) -> None:
    ward = by_hand()
    heir = workflow.found_unit(
        "bl-sb", "Phường Sóng", UnitKind.WARD, valid_from=AFTER, parent=the("Thành phố Biển Lặng", AFTER)
    )
    workflow.record_change(ChangeKind.MERGE, AFTER, [workflow.Move(ward, heir)], decision="Nghị quyết")

    account = bring_in(tmp_path)

    assert [link.successor for link in ward.links_out.all()] == [heir]
    assert account.doubts == [
        "Phường 4 (mã 30021) → Phường Biển Lặng: đã ghi là chuyển sang đơn vị khác, giữ như đã ghi."
    ]


def test_the_reference_units_load_before_and_after_the_country(tmp_path: Path) -> None:
    bring_in(tmp_path)
    reference.load()
    number = Unit.objects.count()

    account = bring_in(tmp_path)

    assert Unit.objects.count() == number
    assert account.added == 0


def test_retroactive_corrections_of_assumed_days_are_written_as_any_other(tmp_path: Path) -> None:
    bring_in(tmp_path)
    unit = the("Phường 4", BEFORE)

    workflow.add_version(unit, valid_from=dt.date(2020, 1, 1), decision="Nghị quyết")

    spans = [(version.valid_from, version.valid_to) for version in unit.versions.order_by("valid_from")]
    assert spans == [(START, dt.date(2019, 12, 31)), (dt.date(2020, 1, 1), BEFORE)]
    assert bring_in(tmp_path).added == 0


def test_every_line_of_the_tree_is_derived(tmp_path: Path) -> None:
    bring_in(tmp_path)
    written = set(Lineage.objects.values_list("ancestor", "descendant", "depth", "valid_from", "valid_to"))

    workflow.refresh_lineage()

    assert set(Lineage.objects.values_list("ancestor", "descendant", "depth", "valid_from", "valid_to")) == written


def test_links_of_a_day_in_a_circle_are_refused_all_together(tmp_path: Path) -> None:
    bring_in(tmp_path)
    one, other = the("Xã Cầu Đá", AFTER), the("Xã Đồi Cao", AFTER)
    day, number = dt.date(2026, 7, 1), ChangeEvent.objects.count()
    there, back = (
        workflow.Change(ChangeKind.MERGE, day, [workflow.Move(*pair)], "Nghị quyết")
        for pair in ((one, other), (other, one))
    )

    with pytest.raises(Refused, match="vẫn còn vào ngày đó"):
        workflow.record_changes([there, back])

    assert ChangeEvent.objects.count() == number


def test_the_number_of_statements_does_not_grow_with_the_communes(tmp_path: Path) -> None:
    many = Files()
    for number in range(60):
        many.old.append(("Thành phố Biển Lặng", "Quận 1", f"Phường 1{number:02d}", "97", "971", f"4{number:04d}"))
        many.whole["thanhphobienlang"]["phuongbienlang"].append(f"thanhphobienlang_quan1_phuong1{number:02d}")
    (tmp_path / "few").mkdir()
    (tmp_path / "many").mkdir()
    with CaptureQueriesContext(connection) as few:
        bring_in(tmp_path / "few")
    with CaptureQueriesContext(connection) as more:
        bring_in(tmp_path / "many", many)

    assert len(more) <= len(few)


def said(*words: str) -> str:
    out = StringIO()
    call_command("load_country", *words, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_account(tmp_path: Path) -> None:
    folder = Files().write(tmp_path)

    first, second = said("--data", str(folder)), said("--data", str(folder))

    assert first.splitlines() == [
        f"Nguồn: thư mục {folder.name}.",
        "Danh mục ngày 30/06/2025:",
        "  cấp tỉnh: đọc 3, thêm 3, đã có 0.",
        "  cấp huyện: đọc 5, thêm 5, đã có 0.",
        "  cấp xã: đọc 7, thêm 7, đã có 0.",
        "Danh mục ngày 01/07/2025:",
        "  cấp tỉnh: đọc 2, thêm 2, đã có 0.",
        "  cấp xã: đọc 6, thêm 6, đã có 0.",
        "Nối đơn vị cũ với đơn vị mới từ 01/07/2025:",
        "  toàn bộ một đơn vị: đọc 6, thêm 6, đã có 0.",
        "  địa bàn của cấp huyện: đọc 7, thêm 7, đã có 0.",
        "  một phần đơn vị bị chia: đọc 2, thêm 2, đã có 0.",
        "  giữ nguyên là một đơn vị qua ngày 01/07/2025: 3.",
        "Dòng không tạo thành đơn vị cấp xã: 1.",
        "  Huyện Hòn Chim, Tỉnh Núi Xanh: huyện không có đơn vị cấp xã; chỉ nạp huyện, nối thẳng với đơn vị mới.",
        "Cần xem lại: 0.",
        "Đơn vị cũ chỉ biết theo danh mục ngày 30/06/2025: trước ngày đó là suy ra, "
        "mỗi nơi tự đối chiếu trước khi dùng cho năm cũ.",
    ]
    assert "  cấp xã: đọc 7, thêm 0, đã có 7." in second


def test_without_the_files_the_command_says_what_to_do_and_loads_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Chưa nạp gì. Không thấy tệp dataset.db"):
        said("--data", str(tmp_path))


def test_a_broken_table_is_told(tmp_path: Path) -> None:
    folder = Files().write(tmp_path)
    (folder / "dataset.db").write_bytes(b"not a database at all")

    with pytest.raises(Refused, match=r"Không đọc được dataset.db"):
        source.read(folder)


def duplicate_row(files: Files) -> None:
    files.old.append(files.old[0])


def duplicate_code(files: Files) -> None:
    files.new[1] = (*files.new[1][:3], "30001")


def no_code(files: Files) -> None:
    files.new[1] = (*files.new[1][:3], "")


def unknown_successor(files: Files) -> None:
    files.whole["tinhnuixanh"]["xakhongco"] = ["tinhsongtrong_huyencauda_xatanan"]


def twice_whole(files: Files) -> None:
    files.whole["tinhnuixanh"]["xadoicao"].append("tinhsongtrong_huyencauda_xatanan")


def one_part(files: Files) -> None:
    files.divided["tinhnuixanh"]["tinhsongtrong_huyencauda_xatanbinh"] = ["xacauda"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (duplicate_row, "Xã Tân An, Huyện Cầu Đá, Tỉnh Sông Trong có hai dòng trong danh mục cũ"),
        (duplicate_code, "mã 30001 là của nhiều đơn vị một cấp: Xã Cầu Đá, Phường Bến Lội"),
        (no_code, "“Phường Bến Lội” thiếu tên hoặc mã"),
        (unknown_successor, "“tinhnuixanh_xakhongco” không có trong danh mục"),
        (twice_whole, "Xã Tân An .* nhập toàn bộ vào hơn một đơn vị"),
        (one_part, "Xã Tân Bình .* chỉ có một phần, phần còn lại không ghi"),
    ],
)
def test_files_that_contradict_themselves_are_refused_in_a_sentence(tmp_path: Path, spoil: Any, sentence: str) -> None:
    files = Files()
    spoil(files)

    with pytest.raises(Refused, match=sentence):
        bring_in(tmp_path, files)

    assert not Unit.objects.exists()
