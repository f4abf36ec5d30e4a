"""`manage.py backup`: a copy of everything into one file, while people go on working."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.backups import archive, keeping
from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken
from units.enums import UpkeepKind
from units.upkeep import watched


class Command(Spoken):
    """Writes the copy, then lets go of copies that are too old to be kept."""

    help = "Sao lưu toàn bộ (cơ sở dữ liệu, tệp, khóa) vào một tệp; mọi người vẫn làm việc được."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="thư mục để các bản sao lưu (nếu không ghi: var/backups)")
        parser.add_argument("--key", default="", metavar="age1…", help="khóa công khai: tệp được mã hóa")
        parser.add_argument("--new-key", type=Path, metavar="TỆP", help="chỉ tạo khóa mới, ghi khóa bí mật ra tệp này")
        parser.add_argument(
            "--keep",
            default=",".join(str(number) for number in keeping.KEEP),
            metavar="NGÀY,TUẦN,THÁNG",
            help="giữ bản mới nhất của từng ấy ngày, tuần, tháng (nếu không ghi: 7,5,12)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                self.stdout.write(f"Khóa công khai: {archive.new_key(options['new_key'])}")
                self.stdout.write(f"Khóa bí mật ở {options['new_key']}: hãy cất nơi khác, mất khóa là mất bản sao lưu.")
                return
            days, weeks, months = numbers(options["keep"])
            to: Path = options["to"] or keeping.folder()
            with watched(UpkeepKind.BACKUP, timezone.now()) as said:
                file, manifest = keeping.back_up(to, timezone.now(), options["key"])
                said.sentence = (
                    f"{file.name}: {vi.whole(len(manifest.tables))} bảng, {vi.whole(manifest.rows)} dòng,"
                    f" {vi.whole(-(-file.stat().st_size // 1024))} KB{', đã mã hóa' if options['key'] else ''}."
                )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as fault:
            where = options["new_key"] or options["to"] or keeping.folder()
            raise CommandError(unwritable(where, fault)) from fault
        self.stdout.write(f"{to}/{said.sentence}")
        for old in keeping.superseded(to.iterdir(), days, weeks, months):
            old.unlink()
            self.stdout.write(f"Đã bỏ bản cũ {old.name}.")


def unwritable(where: Path, fault: OSError) -> str:
    """Why nothing can be written there, in words."""
    why = WHY.get(fault.errno or 0, f"máy báo lỗi {fault.errno}")
    return f"Không ghi được vào {where}: {why}. Hãy chọn thư mục khác, hoặc cho phép ghi vào đó."


WHY = {
    errno.ENOTDIR: "nơi ấy là một tệp, không phải thư mục",
    errno.EEXIST: "nơi ấy là một tệp, không phải thư mục",
    errno.EISDIR: "nơi ấy là một thư mục, không phải tệp",
    errno.ENOENT: "không có thư mục ấy",
    errno.EACCES: "không được phép ghi",
    errno.EPERM: "không được phép ghi",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.ENOSPC: "đĩa đầy",
    errno.ENAMETOOLONG: "tên quá dài",
}


def numbers(text: str) -> tuple[int, int, int]:
    """The three numbers of "7,5,12"; Refused for anything else, and for a rule that would keep nothing of any day."""
    parts = text.split(",")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts) or int(parts[0]) < 1:
        raise Refused(f"--keep phải là ba số cách nhau bằng dấu phẩy, ví dụ 7,5,12; không phải “{text}”.")
    return int(parts[0]), int(parts[1]), int(parts[2])
