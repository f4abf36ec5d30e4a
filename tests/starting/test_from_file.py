"""An office from a file: what it makes, that a second run makes nothing, and what it refuses, by place."""

from __future__ import annotations

import copy
import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks

from hocTap.lib.steps import Refused
from indicators.models import Form, OfficeStart, Period
from indicators.starting.from_file import Account, start_office
from units.enums import Role, UnitKind
from units.models import AccessSlip, Post, Unit, UnitVersion, User

pytestmark = pytest.mark.django_db

EXAMPLES = settings.BASE_DIR / "fixtures" / "examples"
TODAY = dt.date(2026, 11, 28)


def example(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    return read


def run(data: Any) -> Account:
    return start_office(data, now=timezone.now(), today=TODAY)


def test_quan_10_is_started_from_nothing() -> None:
    account = run(example("quan-10.json"))

    wards = UnitVersion.objects.of_kind(UnitKind.WARD)
    assert sorted(wards.on(dt.date(2021, 1, 1)).values_list("name", flat=True)) == sorted(
        f"Phường {number}" for number in range(1, 16) if number != 3
    )
    assert wards.on(dt.date(2020, 12, 31)).count() == 15
    assert set(wards.values_list("valid_to", flat=True)) == {dt.date(2020, 12, 31), dt.date(2025, 6, 30)}
    assert [period.year for period in account.periods] == list(range(2012, 2025))
    assert Post.objects.filter(role=Role.WARD_OFFICER, unit__versions__name="Phường 1").count() == 1
    assert len(account.slips) == 3


def test_officer_of_a_unit_that_ended_holds_the_post_today_from_its_last_day() -> None:
    run(example("quan-10.json"))

    post = Post.objects.get(role=Role.WARD_OFFICER, unit__versions__name="Phường 1")

    assert (post.valid_from, post.valid_to) == (dt.date(2025, 6, 30), None)


def test_commune_of_today_reports_and_approves_itself_while_no_province_does() -> None:
    account = run(example("xa-ngay-nay.json"))

    assert account.standing is not None
    assert [each.unit_id for each in account.standing.units] == [account.office.pk]
    assert UnitVersion.objects.get(unit=account.office).valid_from == dt.date(2025, 7, 1)
    posts = Post.objects.filter(unit=account.office)
    assert set(posts.values_list("role", flat=True)) == {"ward_officer", "district_office", "reader"}
    (about_approving,) = [gap for gap in account.standing.gaps if "duyệt" in gap.sentence]
    assert "Tỉnh Vĩnh Long chưa có người dùng hệ thống" in about_approving.sentence
    assert not about_approving.blocks
    assert UnitVersion.objects.count() == 2  # the province and the commune, nothing that is not needed


def counts() -> list[int]:
    return [model.objects.count() for model in (Unit, UnitVersion, Period, Form, User, Post, AccessSlip, OfficeStart)]


@pytest.mark.parametrize("name", ["quan-10.json", "xa-ngay-nay.json"])
def test_second_run_changes_nothing(name: str) -> None:
    run(example(name))
    before = counts()

    account = run(example(name))

    assert (counts(), account.slips, account.units, account.periods) == (before, [], [], [])


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(example("quan-10.json"))
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["office", "name"], "Quận 10", "office.name: “Quận 10”: hãy ghi cả tỉnh"),
        (["office", "nam"], "x", "office: không có mục “nam”"),
        (["years", "to"], 2010, "years: năm cuối"),
        (["years", "from"], "2012", "years.from: hãy ghi năm"),
        (["units", 0], "Vùng 1", r"units\[0\]: “Vùng 1”: hãy ghi cả loại hình"),
        (["units", 0], "Quận 9", r"units\[0\]: “Quận 9”: quận không trực thuộc quận, huyện"),
        (["units", 1, "to"], "31/13/2020", r"units\[1\].to: "),
        (["units", 1, "to"], "2026-01-01", r"units\[1\]: Phường 3 .*không tồn tại suốt"),
        (["forms"], ["Biểu lạ"], r"forms\[0\]: không có biểu “Biểu lạ”"),
        (["periods", "days_after"], -1, "periods.days_after"),
        (["people", 1, "unit"], "Phường 99", r"people\[1\].unit: “Phường 99” không phải"),
        (["people", 1, "unit"], "", r"people\[1\].unit: Quận 10 không tự báo cáo"),
        (["people", 1, "role"], "thợ hàn", r"people\[1\].role: không rõ nhiệm vụ “thợ hàn”"),
        (["people", 1, "email"], "không có", r"people\[1\]: “không có” không phải địa chỉ"),
        (["people", 0, "name"], " ", r"people\[0\].name"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_written(
    path: list[Any], value: Any, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        run(changed(path, value))

    assert counts() == [0] * 8


def test_command_prints_an_account_and_writes_slips(tmp_path: Path) -> None:
    out, slips = StringIO(), tmp_path / "phieu.pdf"

    call_command("start_office", EXAMPLES / "quan-10.json", slips=slips, stdout=out)

    assert "đơn vị báo cáo: 15, mới ghi 15" in out.getvalue()
    assert "13 phường chưa có người nhập số liệu" in out.getvalue()
    assert slips.read_bytes().startswith(b"%PDF")


def test_command_prints_links_and_refuses_a_file_that_is_no_json(tmp_path: Path) -> None:
    out, broken = StringIO(), tmp_path / "sai.json"
    broken.write_text("{\n  office", encoding="utf-8")

    call_command("start_office", EXAMPLES / "xa-ngay-nay.json", site="https://xhht.example.vn", stdout=out)

    assert out.getvalue().count("https://xhht.example.vn/vao/") == 3
    with pytest.raises(CommandError, match="dòng 2, cột 3: không phải JSON"):
        call_command("start_office", broken)


@pytest.mark.parametrize("configured", ["smtp", "", "console"])
def test_command_mails_links_where_there_is_a_server_and_prints_the_others(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    configured: str,
) -> None:
    monkeypatch.setattr(settings, "MAIL", configured)
    data = example("xa-ngay-nay.json")
    data["people"] = data["people"][:2]
    data["people"][0]["email"] = "an@xa.example.vn"
    file, out = tmp_path / "co-quan.json", StringIO()
    file.write_text(json.dumps(data), encoding="utf-8")

    with django_capture_on_commit_callbacks(execute=True):
        call_command("start_office", file, site="https://xhht.example.vn", stdout=out)

    said, links = out.getvalue(), out.getvalue().count("https://xhht.example.vn/vao/")
    asked = list(AccessSlip.objects.exclude(mail_to="").values_list("mail_to", flat=True))
    if configured == "smtp":
        assert (asked, links) == (["an@xa.example.vn"], 1)
        assert "đường dẫn đang gửi qua thư: 1" in said
        assert DBTaskResult.objects.filter(task_path__endswith="send_links").count() == 1
    else:
        assert (asked, links) == ([], 2)


def with_units(names: list[str], office: str = "Quận 10, Thành phố Hồ Chí Minh") -> dict[str, Any]:
    return {"office": {"name": office}, "years": {"from": 2023, "to": 2024}, "units": names}


def test_name_that_differs_by_marks_alone_from_one_there_is_refused_naming_it() -> None:
    run(with_units(["Phường Thanh An"]))

    for data, sentence in (
        (with_units(["Phường Thạnh An"]), r"units\[0\]: không có “Phường Thạnh An”; gần nhất là “Phường Thanh An”"),
        (with_units([], "Quận 10, Thành phố Hồ Chi Mình"), "office.name: .*gần nhất là “Thành phố Hồ Chí Minh”"),
    ):
        with pytest.raises(Refused, match=sentence):
            run(data)

    assert run(with_units(["Phường thanh an"])).units == []
    both = run(with_units(["Phường Thanh An", "Phường Thạnh An"]))
    assert [str(unit) for unit in both.units] == ["Phường Thạnh An"]
