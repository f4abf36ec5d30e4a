"""End an administrator's post on the server: for whoever keeps the machine, when the person cannot do it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken
from units.accounts.giving import set_end
from units.enums import Role
from units.models import Post


class Command(Spoken):
    help = "Cho một người thôi nhiệm vụ quản trị hệ thống từ ngày mai."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="tên đăng nhập")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        posts = Post.objects.on(today).filter(user__username=options["username"], role=Role.ADMINISTRATOR)
        if not posts:
            raise CommandError(f"“{options['username']}” hiện không giữ nhiệm vụ quản trị hệ thống.")
        for post in posts:
            try:
                set_end(post, today, by=None, today=today)
            except Refused as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write(f"{options['username']} giữ nhiệm vụ quản trị đến hết hôm nay.")
