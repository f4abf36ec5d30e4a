"""One copy as one file: packed, sealed with a public key if there is one, opened again, its parts compared."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyrage

from hocTap.lib.refusals import Refused

MANIFEST = "manifest.json"
KEY_FILE = "secret_key"
SEALED = b"age-encryption.org/v1"
FORMAT = 1
SPARE = 64 * 2**20
"""Bytes that must stay free on the disk when a copy is written: what others write must not fail because of it."""


@dataclass(frozen=True)
class Manifest:
    """What a copy holds: when it was made, of what, and how many rows of every table."""

    made_at: str
    """Date and time with their zone, as ISO 8601 writes them."""
    vendor: str
    """"sqlite" or "postgresql"."""
    database: str
    """Name of the file with the database."""
    migrations: list[str]
    tables: dict[str, list[str]]
    """For every table how many rows it has and a sum over all their contents, both as text ("" where none is made)."""
    parts: dict[str, str] = field(default_factory=dict)
    """SHA-256 of every other file of the copy."""
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(int(rows) for rows, _ in self.tables.values())


def recipient(text: str) -> pyrage.x25519.Recipient:
    """The public key that was written down: "age1…". Raises Refused when it is none."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except (pyrage.RecipientError, ValueError) as odd:
        raise Refused(f"“{text[:20]}…” không phải là khóa công khai (bắt đầu bằng “age1”).") from odd


def identity(file: Path) -> pyrage.x25519.Identity:
    """The secret key in a file, as `backup --new-key` or `age-keygen` wrote it. Raises Refused when there is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as broken:
        raise Refused(f"Không đọc được tệp khóa {file}.") from broken
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except (pyrage.IdentityError, ValueError) as odd:
                raise Refused(f"Khóa trong {file} bị hỏng hoặc chép thiếu.") from odd
    raise Refused(f"Trong {file} không có dòng nào bắt đầu bằng “AGE-SECRET-KEY-”.")


def new_key(file: Path) -> str:
    """Write a new secret key to the file, for the owner's eyes only, and give its public half. Never over a file."""
    made = pyrage.x25519.Identity.generate()
    public = str(made.to_public())
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(f"# hocTap, public key: {public}\n{made}\n")
    except FileExistsError as there:
        raise Refused(f"Tệp {file} đã có; hãy chọn tên khác để không ghi đè khóa cũ.") from there
    return public


def pack(folder: Path, manifest: Manifest, to: Path, key: str) -> Manifest:
    """Write the folder's files and the manifest as one file, which appears under its name only when it is whole."""
    parts = {part.name: digest(part) for part in sorted(folder.iterdir())}
    manifest = Manifest(**{**asdict(manifest), "parts": parts})
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    plain, sealed = to.with_suffix(".part"), to.with_suffix(".sealed")
    try:
        write_tar(folder, plain)
        if key:
            with plain.open("rb") as read, private(sealed).open("wb") as write:
                pyrage.encrypt_io(read, write, [recipient(key)])
            sealed.replace(plain)
        with plain.open("rb") as written:
            os.fsync(written.fileno())
        plain.replace(to)
    finally:
        plain.unlink(missing_ok=True)
        sealed.unlink(missing_ok=True)
    return manifest


def write_tar(folder: Path, to: Path) -> None:
    """The manifest first, so that it can be read without the rest."""
    names = sorted((part.name for part in folder.iterdir()), key=lambda name: (name != MANIFEST, name))
    with tarfile.open(private(to), "w") as tar:
        for name in names:
            tar.add(folder / name, arcname=name)


def private(file: Path) -> Path:
    """The file, made new, readable by its owner only."""
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return file


def unpack(file: Path, folder: Path, key: Path | None) -> Manifest:
    """Lay the files of a copy into the folder. Raises Refused when it is none, is locked, or lost a bit on its way."""
    if not file.is_file():
        raise Refused(f"Không có tệp {file}.")
    plain = opened(file, folder / "tar", key)
    try:
        with tarfile.open(plain, "r:") as tar:
            for part in tar:
                lay(tar, part, folder)
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (tarfile.TarError, OSError, ValueError, TypeError, KeyError) as broken:
        raise Refused(f"{file.name} không phải là bản sao lưu của hocTap hoặc đã bị hỏng.") from broken
    if manifest.format != FORMAT:
        raise Refused(
            f"{file.name} do phiên bản khác của hocTap ghi (dạng {manifest.format}); hãy dùng đúng phiên bản."
        )
    for name, sum_ in manifest.parts.items():
        if not (folder / name).is_file() or digest(folder / name) != sum_:
            raise Refused(f"{file.name} đã bị hỏng: phần “{name}” không còn như lúc sao lưu. Hãy dùng bản khác.")
    return manifest


def lay(tar: tarfile.TarFile, part: tarfile.TarInfo, folder: Path) -> None:
    """One file of a copy, by its plain name; a copy holds nothing else. Debian 12's Python has no filter for it."""
    inside = tar.extractfile(part) if part.isreg() and part.name == Path(part.name).name else None
    if inside is None:
        raise ValueError(part.name)
    with inside, private(folder / part.name).open("wb") as out:
        shutil.copyfileobj(inside, out, 2**20)


def opened(file: Path, plain: Path, key: Path | None) -> Path:
    """The tar itself: the file, or what its key makes of it."""
    with file.open("rb") as read:
        if read.read(len(SEALED)) != SEALED:
            return file
        if key is None:
            raise Refused(f"{file.name} được mã hóa: hãy thêm --identity và tệp khóa bí mật.")
        read.seek(0)
        try:
            with private(plain).open("wb") as write:
                pyrage.decrypt_io(read, write, [identity(key)])
        except pyrage.DecryptError as wrong:
            raise Refused(f"Khóa trong {key} không mở được {file.name}, hoặc tệp đã bị hỏng.") from wrong
    return plain


def digest(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


def need_room(folder: Path, size: int) -> None:
    """Raises Refused when a file of this size would fill the disk."""
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise Refused(
            f"Ổ đĩa của {folder} còn {free // 2**20} MB, cần {(size + SPARE) // 2**20} MB. Hãy dọn bớt rồi thử lại."
        )
