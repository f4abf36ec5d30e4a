"""`manage.py person_data`: all that is kept of one user, as JSON and on paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib.shell import Spoken
from units.enums import ViewingKind
from units.models import User
from units.privacy.person import dossier_of
from units.privacy.seeing import note_taken
from units.privacy.views import paper_of


class Command(Spoken):
    """Writes the files, and that they were taken out."""

    help = "Lấy ra mọi dữ liệu đang giữ về một người dùng: tệp JSON và bản in PDF."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="TÊN_ĐĂNG_NHẬP")
        parser.add_argument("--out", required=True, metavar="THƯ_MỤC", help="nơi ghi hai tệp; có sẵn thì ghi đè")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"Không có tài khoản “{options['username']}”.")
        folder, dossier = Path(options["out"]), dossier_of(person)
        folder.mkdir(parents=True, exist_ok=True)
        note_taken(person, ViewingKind.FILE, by=None, at=timezone.now())
        words = json.dumps(dossier.as_data, ensure_ascii=False, indent=1)
        for name, content in (("du-lieu.json", words.encode()), ("du-lieu.pdf", paper_of(person, dossier))):
            path = folder / name
            path.touch(mode=0o600)
            path.write_bytes(content)
        self.stdout.write(f"Đã ghi du-lieu.json, du-lieu.pdf vào {folder}. Có dữ liệu cá nhân: chỉ giao cho người ấy.")
