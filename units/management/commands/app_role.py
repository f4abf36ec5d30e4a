"""`manage.py app_role hoctap_site`: what the site's own role of PostgreSQL may do, given and looked through."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from hocTap.lib import roles
from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken


class Command(Spoken):
    """With a role: run as the owner of the tables. With --check alone: run as the site runs."""

    help = "Cấp cho vai trò của trang web đúng quyền đọc, ghi dòng; không hơn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", nargs="?", default="", metavar="VAI TRÒ", help="vai trò đã tạo bằng CREATE ROLE")
        parser.add_argument("--check", action="store_true", help="chỉ xem vai trò (nếu không ghi: vai trò đang dùng)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            role = options["role"] or (roles.current() if options["check"] else "")
            if not role:
                raise Refused("Hãy ghi vai trò của trang web, hoặc --check để xem vai trò đang dùng.")
            if not options["check"]:
                with transaction.atomic():
                    roles.grant(role)
            found = roles.excess(role)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if found:
            raise CommandError(f"Vai trò {role} có quyền thừa: {'; '.join(found)}.")
        self.stdout.write(f"Vai trò {role}: chỉ đọc và ghi dòng, không đổi được bảng, trigger và các lần niêm.")
