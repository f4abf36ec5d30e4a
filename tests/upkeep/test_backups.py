"""Copies while people work, the way back into an empty place, and what is refused on either way."""

from __future__ import annotations

import datetime as dt
import io
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hocTap.lib.backups import archive, databases, keeping
from hocTap.lib.backups.restoring import differences
from hocTap.lib.refusals import Refused
from tests.factories import make_district, make_user, make_ward
from units.enums import Role, UpkeepKind
from units.management.commands.restore_drill import empty_place
from units.models import Unit, Upkeep

NOW = dt.datetime(2026, 11, 28, 16, tzinfo=dt.UTC)

whole = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def in_place(place: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """A command of the site in another installation."""
    script = Path(settings.BASE_DIR) / "manage.py"
    return subprocess.run(
        [sys.executable, str(script), *command], env=place, capture_output=True, text=True, check=False
    )


@pytest.fixture
def town() -> Unit:
    district = make_district()
    ward = make_ward("Phường 1", district)
    make_user("can.bo", (Role.WARD_OFFICER, ward))
    make_user("phong", (Role.DISTRICT_OFFICE, district))
    return ward


# --- there and back -----------------------------------------------------------------------------------------------


class TestThereAndBack:
    pytestmark = whole

    def test_copy_comes_back_in_an_empty_place_with_every_row(self, town: Unit, tmp_path: Path) -> None:
        file, manifest = keeping.back_up(tmp_path, NOW)

        with empty_place() as place:
            done = in_place(place, "restore", str(file))
            again = in_place(place, "restore", str(file))
            asked = "from units.models import UnitVersion as V; print(V.objects.filter(name='Phường 1').count())"
            found = in_place(place, "shell", "-v0", "-c", asked)

        assert done.returncode == 0, done.stderr
        assert f"{len(manifest.tables)} bảng" in done.stdout
        assert found.stdout.strip() == "1"
        assert again.returncode != 0
        assert "đã có bảng nên không phục hồi đè lên" in again.stderr
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_drill_comes_back_opens_pages_and_is_written_down(self, town: Unit, tmp_path: Path) -> None:
        out = io.StringIO()
        call_command("backup", "--to", str(tmp_path), stdout=out)
        call_command("restore_drill", "--in", str(tmp_path), stdout=out)

        assert "phục hồi được" in out.getvalue()
        assert "mở được 16 trang" in out.getvalue()
        runs = Upkeep.objects.order_by("pk").values_list("kind", "ok")
        assert list(runs) == [(UpkeepKind.BACKUP, True), (UpkeepKind.DRILL, True)]

    def test_drill_of_a_spoilt_copy_fails_and_is_written_down(self, town: Unit, tmp_path: Path) -> None:
        file, _ = keeping.back_up(tmp_path, NOW)
        spoil(file, databases.DUMP[connection.vendor])

        with pytest.raises(CommandError, match="đã bị hỏng: phần"):
            call_command("restore_drill", str(file))

        assert Upkeep.objects.get().ok is False

    def test_sealed_copy_opens_only_with_its_key(self, town: Unit, tmp_path: Path) -> None:
        public, other = (archive.new_key(tmp_path / name) and (tmp_path / name).read_text() for name in ("a", "b"))
        key = next(line.split()[-1] for line in public.splitlines() if "public key" in line)
        file, manifest = keeping.back_up(tmp_path / "copies", NOW, key)

        assert file.name.endswith(".tar.age")
        assert b"SQLite" not in file.read_bytes()
        with pytest.raises(Refused, match="được mã hóa: hãy thêm --identity"):
            archive.unpack(file, new_folder(tmp_path, "1"), None)
        with pytest.raises(Refused, match="không mở được"):
            archive.unpack(file, new_folder(tmp_path, "2"), tmp_path / "b")
        assert archive.unpack(file, new_folder(tmp_path, "3"), tmp_path / "a") == manifest
        assert other != public

    def test_difference_after_the_way_back_is_named(self, town: Unit, tmp_path: Path) -> None:
        _, manifest = keeping.back_up(tmp_path, NOW)
        assert differences(manifest) == []

        make_ward("Phường 2")

        count = manifest.tables["units_unit"][0]
        assert f"bảng units_unit có {int(count) + 1} dòng, bản sao lưu ghi {count}" in differences(manifest)

    def test_copy_of_the_other_database_is_refused(self, tmp_path: Path) -> None:
        file, _ = keeping.back_up(tmp_path, NOW)
        other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
        rewrite(file, f'"vendor": "{connection.vendor}"', f'"vendor": "{other}"')

        with empty_place() as place:
            done = in_place(place, "restore", str(file))

        assert f"Bản sao lưu này của {other}" in done.stderr


def new_folder(tmp_path: Path, name: str) -> Path:
    (tmp_path / f"open{name}").mkdir()
    return tmp_path / f"open{name}"


def spoil(file: Path, part: str) -> None:
    """One byte of one part is another."""
    with tarfile.open(file) as tar:
        at = tar.getmember(part).offset_data + 100
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(bytes(content))


def rewrite(file: Path, before: str, after: str) -> None:
    """Other words in the manifest."""
    with tarfile.open(file) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar.getmembers()}  # type: ignore[union-attr]
    parts[archive.MANIFEST] = parts[archive.MANIFEST].replace(before.encode(), after.encode())
    with tarfile.open(file, "w") as tar:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize("content", [b"", b"khong phai", b"\0" * 2048, b"age-encryption.org/v1\nx"])
def test_file_that_is_no_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.tar"
    file.write_bytes(content)
    archive.new_key(tmp_path / "key")

    with pytest.raises(Refused, match=r"không phải là bản sao lưu|không mở được"):
        archive.unpack(file, new_folder(tmp_path, "x"), tmp_path / "key")


def test_copy_with_a_way_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.tar"
    with tarfile.open(file, "w") as tar:
        tar.addfile(tarfile.TarInfo("../../etc/x"))

    with pytest.raises(Refused, match="không phải là bản sao lưu"):
        archive.unpack(file, new_folder(tmp_path, "x"), None)


def test_key_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key"
    archive.new_key(file)
    before = file.read_bytes()

    with pytest.raises(Refused, match="đã có"):
        archive.new_key(file)

    assert file.read_bytes() == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("odd", ["age1x", "", "AGE-SECRET-KEY-1"])
def test_public_key_that_is_none_is_refused(odd: str) -> None:
    with pytest.raises(Refused, match="không phải là khóa công khai"):
        archive.recipient(odd)


@pytest.mark.django_db(transaction=True)
def test_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("x")

    with pytest.raises(CommandError, match="nơi ấy là một tệp, không phải thư mục"):
        call_command("backup", "--to", str(file))
    with pytest.raises(CommandError, match="nơi ấy là một tệp, không phải thư mục"):
        call_command("backup", "--to", str(file / "below"))
    with pytest.raises(CommandError, match="không có thư mục ấy"):
        call_command("backup", "--new-key", str(tmp_path / "none" / "key"))


def test_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Hãy dọn bớt rồi thử lại"):
        archive.need_room(tmp_path, 10**18)


@pytest.mark.parametrize("odd", ["7", "7,5", "0,5,12", "a,b,c", "7,5,-1"])
def test_rule_of_keeping_that_is_none_is_refused(odd: str) -> None:
    with pytest.raises(CommandError, match="ví dụ 7,5,12"):
        call_command("backup", "--keep", odd)


# --- which are kept -----------------------------------------------------------------------------------------------


def copies(moments: list[dt.datetime]) -> list[Path]:
    return [Path(f"hoctap-{at:%Y%m%d-%H%M%S}.tar") for at in moments]


def test_newest_of_days_weeks_and_months_are_kept() -> None:
    nights = [dt.datetime(2026, 1, 1, 2) + dt.timedelta(days=day) for day in range(300)]  # noqa: DTZ001
    made = copies([*nights, nights[-1].replace(hour=1)])

    gone = keeping.superseded([*made, Path("ghi-chu.txt"), Path("hoctap-hom-qua.tar")], 7, 5, 12)

    kept = sorted(file.name[7:15] for file in made if file not in gone)
    assert kept == [
        *("20260131", "20260228", "20260331", "20260430", "20260531", "20260630", "20260731", "20260831", "20260930"),
        *("20261004", "20261011", "20261018"),
        *("20261021", "20261022", "20261023", "20261024", "20261025", "20261026", "20261027"),
    ]
    assert all(file in made for file in gone)


moments = st.lists(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1)), unique=True, max_size=40)  # noqa: DTZ001


@given(moments, st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_keeping_again_lets_nothing_more_go_and_always_keeps_the_newest(
    made: list[dt.datetime], days: int, weeks: int, months: int
) -> None:
    files = copies(made)
    gone = keeping.superseded(files, days, weeks, months)
    kept = [file for file in files if file not in gone]

    assert keeping.superseded(kept, days, weeks, months) == []
    assert not files or max(files) in kept


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_ordinary_tools_check_and_tidy_the_embedded_database(tmp_path: Path) -> None:
    """No constraint and no index asks for a function that only Django brings."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows its own functions only")
    connection.ensure_connection()
    with closing(sqlite3.connect(tmp_path / "plain")) as plain:
        connection.connection.backup(plain)

        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        plain.execute("VACUUM")


def test_environment_of_the_drill_is_a_place_of_its_own() -> None:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("a database of its own is made and dropped by the drill above")
    with empty_place() as place:
        folder = Path(place["HOCTAP_VAR"])
        assert folder.is_dir()
        assert folder != Path(settings.VAR_DIR)
    assert not folder.exists()
