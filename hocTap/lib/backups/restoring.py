"""The way back from a copy into an empty place, and the proof that everything came back."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from hocTap.lib.backups import archive, databases
from hocTap.lib.backups.archive import Manifest
from hocTap.lib.refusals import Refused


@dataclass(frozen=True)
class Restored:
    """What came back."""

    manifest: Manifest
    key: bool
    """Whether the copy held a secret key, which is now this installation's."""


def restore(file: Path, key: Path | None = None) -> Restored:
    """Fill an empty installation from a copy. Raises Refused before anything is written when it is not empty.

    The rows of every table are counted and summed again and compared with what was noted when the copy was made; where
    one differs the sentence names it.
    """
    if not databases.is_empty():
        raise Refused(
            "Cơ sở dữ liệu này đã có bảng nên không phục hồi đè lên."
            " Hãy đặt DATABASE_URL (hoặc HOCTAP_VAR) tới một nơi còn trống."
        )
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="restoring-") as made:
        parts = Path(made)
        manifest = archive.unpack(file, parts, key)
        if manifest.vendor != connection.vendor:
            raise Refused(f"Bản sao lưu này của {manifest.vendor}, còn nơi này dùng {connection.vendor}.")
        databases.put_back(parts)
        secret = parts / archive.KEY_FILE
        if secret.is_file():
            place = archive.private(Path(settings.VAR_DIR) / archive.KEY_FILE)
            place.write_bytes(secret.read_bytes())
        held = secret.is_file()
    if lost := differences(manifest):
        raise Refused(f"Phục hồi xong nhưng không khớp bản sao lưu: {'; '.join(lost[:5])}. Không dùng nơi này.")
    return Restored(manifest, held)


def differences(manifest: Manifest) -> list[str]:
    """Where what is in the database is not what the copy noted: one short sentence for each table."""
    now = databases.contents()
    return [
        f"bảng {name} có {now.get(name, ['0'])[0]} dòng, bản sao lưu ghi {was[0]}"
        if now.get(name, ["0"])[0] != was[0]
        else f"bảng {name} đủ dòng nhưng nội dung khác"
        for name, was in manifest.tables.items()
        if now.get(name) != was
    ]
