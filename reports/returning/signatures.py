"""Digital signatures of a PDF (PAdES): whether each is intact, whose, when, and what its certificate hangs on.

Nothing is asked of the network: the roots are those of `settings.SIGNERS`, and what the file itself carries.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache as remembered
from django.db.models import TextChoices

from hocTap.lib import vi
from hocTap.lib.heavy import Later
from hocTap.lib.refusals import Refused

reader = Later("pyhanko.pdf_utils.reader")
validation = Later("pyhanko.sign.validation")
status = Later("pyhanko.sign.validation.status")
dss = Later("pyhanko.sign.validation.dss")
usage = Later("pyhanko.sign.validation.settings")
changes = Later("pyhanko.sign.diff_analysis")
keys = Later("pyhanko.keys")
context = Later("pyhanko_certvalidator")

TRIAL = "Ký thử bằng khóa tại máy, không có giá trị pháp lý"
"""The reason that stands in a signature made by `trial.py`; the signature itself covers it."""
TRACES = (b"/ByteRange", b"adbe.pkcs7", b"ETSI.CAdES")
BROKEN = (
    "Chữ ký số trong tệp không còn nguyên vẹn: tệp đã bị sửa hoặc hỏng sau khi ký. "
    "Hãy lấy lại đúng tệp mà phần mềm ký số đã lưu rồi gửi."
)


class Chain(TextChoices):
    """What the signer's certificate hangs on."""

    TRUSTED = "trusted", "chứng thư kiểm được đến tổ chức chứng thực đã khai báo"
    UNKNOWN = "unknown", "không kiểm được chuỗi chứng thư"
    REVOKED = "revoked", "chứng thư đã bị thu hồi"
    EXPIRED = "expired", "chứng thư không còn hoặc chưa có hiệu lực vào lúc được xét"


@dataclass(frozen=True)
class Mark:
    """One signature as it is told: "Nguyễn Văn A, ký 28/11/2026 10:15: nguyên vẹn; …"."""

    signer: str
    issuer: str
    at: dt.datetime | None
    is_stamped: bool
    """Whether a time stamp says when, and not the signer's own machine."""
    intact: bool
    chain: Chain
    asked_revoked: bool
    """Whether the file carries the proof that the certificate was not revoked."""
    trial: bool

    @property
    def verdict(self) -> str:
        return "nguyên vẹn" if self.intact else "đã bị sửa sau khi ký"

    @property
    def when(self) -> str:
        if self.at is None:
            return "không ghi lúc ký"
        how = "theo dấu thời gian" if self.is_stamped else "theo đồng hồ của máy ký"
        return f"ký lúc {vi.moment(self.at)} ({how})"

    @property
    def chain_words(self) -> str:
        """The chain in a sentence, with what could not be asked."""
        if self.chain == Chain.UNKNOWN:
            return f"Không kiểm được chuỗi chứng thư: nơi cấp “{self.issuer}” chưa được khai báo ở hệ thống này."
        said = f"{str(self.chain.label).capitalize()} (nơi cấp: {self.issuer})."
        if self.chain == Chain.TRUSTED and not self.asked_revoked:
            said += " Tệp không kèm bằng chứng chứng thư chưa bị thu hồi, hệ thống không hỏi qua mạng."
        return said

    @property
    def is_good(self) -> bool:
        return self.intact and self.chain == Chain.TRUSTED and not self.trial


def read(content: bytes, moment: dt.datetime) -> list[Mark]:
    """The signatures of a PDF in the order of signing, judged at the moment; none for a file that nobody signed.

    Raises Refused for a file with traces of a signature that can no longer be read.
    """
    if not any(trace in content for trace in TRACES):
        return []
    try:
        file = reader.PdfFileReader(io.BytesIO(content), strict=False)
        found = [_mark(file, content, each, moment) for each in file.embedded_regular_signatures]
    except Exception as broken:  # a damaged file raises dozens of kinds
        raise Refused(BROKEN) from broken
    if not found:
        raise Refused(BROKEN)
    return found


def kept(sha256: str, moment: dt.datetime, content: Callable[[], bytes]) -> list[Mark]:
    """The signatures of a file that was kept, as they stood when it came; the file is opened once an hour."""
    key = f"signatures-{sha256}-{int(moment.timestamp())}-{len(_roots())}"
    found: list[Mark] | None = remembered.get(key)
    if found is None:
        try:
            found = read(content(), moment)
        except Refused:  # altered in the database: the page says that of the file itself
            found = []
        remembered.set(key, found, timeout=60 * 60)
    return found


def refuse_broken(marks: Sequence[Mark]) -> None:
    """Raises Refused, naming whose signature no longer covers what the file says."""
    for mark in marks:
        if not mark.intact:
            raise Refused(
                f"Chữ ký số của {mark.signer} không còn nguyên vẹn: tệp đã bị sửa sau khi ký. "
                "Hãy lấy lại đúng tệp mà phần mềm ký số đã lưu rồi gửi."
            )


def _mark(file: Any, content: bytes, signature: Any, moment: dt.datetime) -> Mark:
    store = _proofs(file)
    told = _validated(store, signature, moment, "require") if store else None
    asked = told is not None and told.trusted
    if told is None or not (told.trusted or told.revoked):  # revoked stays revoked: a milder look would not see it
        told = _validated(store, signature, moment, "soft-fail")
    if told is None:
        return _unreadable(signature)
    stamped = told.timestamp_validity
    certificate = told.signing_cert
    return Mark(
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        at=stamped.timestamp if stamped else told.signer_reported_dt,
        is_stamped=bool(stamped and stamped.intact and stamped.trusted),
        intact=_is_intact(told, signature, content),
        chain=_chain(told, certificate, moment),
        asked_revoked=asked,
        trial=TRIAL in str(signature.sig_object.get("/Reason", "")),
    )


def _proofs(file: Any) -> Any:
    """Certificates and proofs that none was revoked, which the file carries; None where it has none."""
    try:
        return dss.DocumentSecurityStore.read_dss(file)
    except validation.errors.NoDSSFoundError:
        return None


def _validated(store: Any, signature: Any, moment: dt.datetime, revocation: str) -> Any:
    """What the library says; None where it cannot judge at all."""
    given = {
        "trust_roots": _roots(),
        "moment": moment,
        "allow_fetching": False,
        "revocation_mode": revocation,
        "retroactive_revinfo": True,
    }
    try:
        allowed = store.as_validation_context(given) if store else context.ValidationContext(**given)
        return by_itself(
            validation.validate_pdf_signature,
            signature,
            allowed,
            key_usage_settings=usage.KeyUsageConstraints(
                key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
            ),
        )
    except (validation.errors.SignatureValidationError, ValueError):
        return None


def by_itself(do: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What the library does in a thread of its own: it starts an event loop, and where one runs already it may not."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do, *given, **named).result()


def _is_intact(told: Any, signature: Any, content: bytes) -> bool:
    """The signed bytes are as they were, and what was added since is further signatures and proofs, nothing else."""
    if not (told.intact and told.valid) or told.docmdp_ok is False:
        return False
    if told.coverage == status.SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if told.coverage != status.SignatureCoverageLevel.ENTIRE_REVISION or told.modification_level is None:
        return False
    level = changes.ModificationLevel
    if told.modification_level == level.NONE:
        first, length = signature.byte_range[-2:]
        return not content[first + length :].strip()
    return bool(told.modification_level <= level.FORM_FILLING)


def _chain(told: Any, certificate: Any, moment: dt.datetime) -> Chain:
    """A root vouches for others and for no days of its own: those are asked here too."""
    if told.revoked:
        return Chain.REVOKED
    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        return Chain.EXPIRED
    return Chain.TRUSTED if told.trusted else Chain.UNKNOWN


def _unreadable(signature: Any) -> Mark:
    certificate = signature.signer_cert
    return Mark(
        _name(certificate.subject) if certificate else "người không rõ",
        _name(certificate.issuer) if certificate else "",
        None,
        False,
        False,
        Chain.UNKNOWN,
        False,
        False,
    )


def _name(subject: Any) -> str:
    """Who a certificate names: the person's name, with the office where it says one."""
    parts = subject.native
    name, office = parts.get("common_name", ""), parts.get("organization_name", "")
    name, office = (each if isinstance(each, str) else ", ".join(each) for each in (name, office))
    return ", ".join(dict.fromkeys(vi.nfc(each) for each in (name, office) if each)) or vi.nfc(subject.human_friendly)


def _roots() -> tuple[Any, ...]:
    folder = settings.SIGNERS
    return _roots_in(Path(folder)) if folder else ()


@cache
def _roots_in(folder: Path) -> tuple[Any, ...]:
    """The certificates of a folder, read once by each process; a file that holds none is an error of the operator's."""
    files = sorted(each for each in folder.iterdir() if each.suffix.lower() in {".pem", ".crt", ".cer", ".der"})
    return tuple(each for file in files for each in keys.load_certs_from_pemder([str(file)]))
