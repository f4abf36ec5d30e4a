"""`manage.py seal`: notes the sums of everything approved, booked and issued, once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.sealing import short
from hocTap.lib.shell import Spoken
from units.enums import UpkeepKind
from units.sealing.advice import what_to_do
from units.sealing.workflow import seal
from units.upkeep import watched


class Command(Spoken):
    """What does not fit the seals before is said and stays as it was sealed; the rest is sealed all the same."""

    help = "Niêm số liệu đã duyệt, đã ghi sổ, đã phát hành của hôm nay; báo nếu có gì khác với lần niêm trước."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accept",
            default="",
            metavar="LÝ DO",
            help="niêm lại cả những gì không khớp, sau khi đã rõ vì sao (ví dụ: chuyển đổi cấu trúc khi nâng cấp)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            with watched(UpkeepKind.SEAL, now) as said:
                done = seal(timezone.localdate(now), now, accept=options["accept"].strip())
                said.ok = not done.faults or bool(options["accept"])
                said.sentence = (
                    f"Gốc {short(done.seal.root)}: {vi.whole(done.things)} mục, {vi.whole(done.new)} mới hoặc đổi,"
                    f" {vi.whole(len(done.faults))} không khớp."
                )
                if done.faults and said.ok:
                    said.sentence += f" Đã chấp nhận, vì: {options['accept']}."
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(said.sentence)
        if done.first:
            self.stdout.write(f"Niêm lần đầu, như đang có từ trước: {'; '.join(done.first)}.")
        for fault in done.faults:
            self.stderr.write(fault)
        for step in what_to_do() if done.faults else []:
            self.stderr.write(step)
        if not said.ok:
            raise CommandError("Có số liệu đã bị sửa ngoài chương trình; các dòng trên không được niêm lại.")
