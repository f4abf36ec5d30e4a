"""Load reference and demonstration data, and print the logins."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from awards.titles import reference as titles_reference
from hocTap.lib.shell import Spoken
from indicators import reference as indicators_reference
from reports import reference as reports_reference
from reports.demo import load as demo
from units import reference as units_reference


class Command(Spoken):
    """Thin: reads its words, calls the loaders."""

    help = "Nạp dữ liệu nền và số liệu minh họa (chạy lại không mất gì)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--site", default="http://127.0.0.1:8000", help="địa chỉ trang web, để in ra")
        parser.add_argument(
            "--leave-open",
            action="append",
            default=[],
            metavar="PHƯỜNG:NĂM",
            help="để trống báo cáo của một phường, ví dụ 5:2020",
        )

        parser.add_argument(
            "--no-hand-over",
            action="store_false",
            dest="hand_over",
            help="không bàn giao phường nào của năm 2025: sổ của cả mười sáu phường ở nguyên chỗ cũ",
        )

    def handle(self, *args: Any, site: str, leave_open: list[str], hand_over: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Không nạp số liệu minh họa vào hệ thống thật. Dùng: manage.py load_reference")
        left_open = [_place(words) for words in leave_open]
        units_reference.load()
        titles_reference.load()
        indicators_reference.load()
        reports_reference.load()
        demo.load(timezone.localdate(), left_open, hand_over=hand_over)
        self.stdout.write(f"Tài khoản minh họa (mật khẩu chung: {demo.PASSWORD}):")
        for login in demo.LOGINS:
            if login.username in SHOWN:
                self.stdout.write(f"  {login.username:<10} {login.role.label:<28} {login.full_name}")
        self.stdout.write("  (phuong1 … phuong16: cán bộ của từng phường)")
        self.stdout.write(f"Báo cáo tổng kết 2012–2020 của Quận 11: {site}{demo.review_address()}")


SHOWN = {"phuong5", "phuong6", "phonggd", "xetduyet", "quy5", "hoabinh", "sogddt", "lanhdao", "quantri"}


def _place(words: str) -> tuple[int, int]:
    """ "5:2020" → (5, 2020)."""
    ward, _, year = words.partition(":")
    if not (ward.isdigit() and year.isdigit()):
        raise CommandError(f"“{words}” không đúng dạng PHƯỜNG:NĂM, ví dụ 5:2020.")
    return int(ward), int(year)
