"""Sign a PDF with a local key from the shell, to try how a signed paper comes back; never in production."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hocTap.lib.refusals import Refused
from hocTap.lib.shell import Spoken
from reports.returning import trial


class Command(Spoken):
    """Thin: reads the file, signs it with the key given or one made on the spot, writes the signed file."""

    help = "Ký thử một tệp PDF bằng khóa tại máy (PKCS#12). Chữ ký tự ghi là ký thử, không có giá trị pháp lý."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp PDF")
        parser.add_argument("--out", type=Path, required=True, help="tệp đã ký được ghi vào đây")
        parser.add_argument("--name", default="Người ký thử", help="tên ghi ở chứng thư, khi không đưa tệp khóa")
        parser.add_argument("--key", type=Path, help="tệp khóa .p12; bỏ trống thì tạo một khóa dùng một lần")
        parser.add_argument("--passphrase", default="", help="mật khẩu của tệp khóa")

    def handle(self, *args: Any, file: Path, out: Path, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Chỉ ký thử ở máy thử nghiệm, không ký thử ở máy đang chạy thật.")
        try:
            key, passphrase = self._key(options)
            out.write_bytes(trial.sign(file.read_bytes(), key, passphrase))
        except OSError as problem:
            raise CommandError(f"Không đọc hoặc ghi được {problem.filename}: {problem.strerror}.") from problem
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Đã ký thử {file.name} vào {out}. Chữ ký này không có giá trị pháp lý.")

    def _key(self, options: dict[str, Any]) -> tuple[bytes, bytes]:
        if options["key"]:
            return options["key"].read_bytes(), options["passphrase"].encode()
        return trial.make_key(options["name"], timezone.now())[0], trial.PASSPHRASE
