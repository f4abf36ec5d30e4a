"""`manage.py person_records`: where a name stands in every register, and all that is kept of the chosen records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib.shell import Spoken
from hocTap.lib.steps import number_in
from units.enums import DataAct
from units.models import User
from units.privacy.rights import workflow
from units.privacy.rights.books import Book, Record, books, record_of
from units.privacy.rights.views import as_json, filled, paper_of


class Command(Spoken):
    """For whoever answers for the whole installation: no page reads all registers at once."""

    help = "Tìm một người trong mọi sổ; với --take thì ghi ra mọi dữ liệu đang giữ của các hồ sơ đã chọn (JSON, PDF)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="HỌ_TÊN")
        parser.add_argument("--take", nargs="+", default=[], metavar="SỔ:SỐ", help="các hồ sơ đúng là của người ấy")
        parser.add_argument("--by", metavar="TÊN_ĐĂNG_NHẬP", help="ai lấy: đứng tên trong nhật ký")
        parser.add_argument("--out", metavar="THƯ_MỤC", help="nơi ghi hai tệp; có sẵn thì ghi đè")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["take"]:
            for book in books():
                for record in book.find(None, options["name"]):
                    self.stdout.write(f"{record.key}\t{book.title}\t{record.words}")
            return
        by = User.objects.filter(username=options["by"] or "").first()
        if by is None or not options["out"]:
            raise CommandError("Lấy dữ liệu ra thì cần --by (tài khoản đứng tên) và --out (thư mục).")
        records = [one_of(key) for key in options["take"]]
        now = timezone.now()
        for book, record in records:
            book.note([record.pk], by=by, at=now)
            workflow.note(record, DataAct.TAKEN, "trên máy chủ", by=by, at=now)
        parts = [(book, record, filled(book.given(record.pk))) for book, record in records]
        folder = Path(options["out"])
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("du-lieu.json", as_json(parts)), ("du-lieu.pdf", paper_of(parts, str(by)))):
            path = folder / name
            path.touch(mode=0o600)
            path.write_bytes(content)
        self.stdout.write(f"Đã ghi du-lieu.json, du-lieu.pdf vào {folder}. Có dữ liệu cá nhân: chỉ giao cho người ấy.")


def one_of(key: str) -> tuple[Book, Record]:
    """The record of a key as the first listing prints it."""
    book, _, number = key.partition(":")
    found = record_of(None, book, number_in(number))
    if found is None:
        raise CommandError(f"Không có hồ sơ “{key}”.")
    return found
