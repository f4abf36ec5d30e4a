"""Start an office from one JSON file: units, forms, periods, people and their slips (docs/starting.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.shell import Spoken
from hocTap.lib.steps import Refused
from indicators.starting.from_file import Account, start_office
from units.accounts import mailing
from units.accounts.paper import printed, sheet
from units.naming import full_name


class Command(Spoken):
    """Thin: reads the file, calls the step, prints the account."""

    help = "Bắt đầu một cơ quan từ một tệp JSON; chạy lại cùng tệp thì không đổi gì. Xem docs/starting.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")
        parser.add_argument("--slips", type=Path, metavar="FILE.pdf", help="ghi phiếu ra PDF thay vì in đường dẫn")
        parser.add_argument(
            "--site", default="", help="địa chỉ trang web ghi trên phiếu, ví dụ https://xhht.example.vn"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
        except OSError as broken:
            raise CommandError(f"Không đọc được tệp {file}: {broken.strerror}.") from broken
        except UnicodeDecodeError as broken:
            raise CommandError(f"{file}: tệp phải ghi bằng UTF-8.") from broken
        except json.JSONDecodeError as broken:
            raise CommandError(f"{file}, dòng {broken.lineno}, cột {broken.colno}: không phải JSON.") from broken
        try:
            account = start_office(data, now=timezone.now(), today=timezone.localdate())
        except Refused as refused:
            raise CommandError(f"{file}: {refused}") from refused
        self.tell(account)
        self.hand_out(account, options["site"] or default_site(), options["slips"])

    def tell(self, account: Account) -> None:
        people = sum(each.is_new_person for each in account.people)
        posts = sum(each.is_new_post for each in account.people)
        reporting = len(account.standing.units) if account.standing else 0
        self.stdout.write(full_name(account.office))
        self.stdout.write(f"  đơn vị báo cáo: {vi.whole(reporting)}, mới ghi {vi.whole(len(account.units))}")
        self.stdout.write(f"  kỳ mới mở: {vi.whole(len(account.periods))}")
        self.stdout.write(f"  người mới: {vi.whole(people)}, nhiệm vụ mới: {vi.whole(posts)}")
        for sentence in account.met:
            self.stdout.write(f"  hãy xem lại: {sentence}")
        gaps = account.standing.gaps if account.standing else []
        self.stdout.write("  còn thiếu:" if gaps else "  không thiếu gì.")
        for gap in gaps:
            self.stdout.write(f"    - {gap.sentence}")

    def mail(self, account: Account, site: str) -> set[int]:
        """To whom a link is on its way, by their ids; nobody where there is no e-mail server."""
        people = {each.person.pk: each.person for each in account.slips if each.person.email}
        if not people or not mailing.has_server():
            return set()
        mailing.ask(people, site=site, now=timezone.now())
        self.stdout.write(
            f"  đường dẫn đang gửi qua thư: {vi.whole(len(people))} (gửi được hay không: xem trang phiếu)"
        )
        for person in people.values():
            self.stdout.write(f"    {person.full_name} ({person.username}): {person.email}")
        return set(people)

    def hand_out(self, account: Account, site: str, file: Path | None) -> None:
        """Links go by mail to whom there is an address, as from the site's page; the other slips are handed over."""
        if not account.slips:
            self.stdout.write("  phiếu mới: 0")
            return
        mailed = self.mail(account, site)
        slips = printed([each for each in account.slips if each.person.pk not in mailed], site)
        if not slips:
            return
        if file:
            file.write_bytes(sheet(slips))
            file.chmod(0o600)
            self.stdout.write(
                f"  phiếu mới: {vi.whole(len(slips))}, trong {file} (ai đọc được tệp đều vào được: giữ kín)"
            )
            return
        self.stdout.write(f"  phiếu mới: {vi.whole(len(slips))} (mỗi đường dẫn dùng một lần; gửi riêng từng người)")
        for slip in slips:
            self.stdout.write(f"    {slip.name} ({slip.login}): {slip.link}")


def default_site() -> str:
    """How the site is reached where nobody says it."""
    return f"https://{settings.ALLOWED_HOSTS[0]}" if settings.PRODUCTION else "http://127.0.0.1:8000"
