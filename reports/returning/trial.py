"""Signing by a local key (PKCS#12), for trials and tests only: every such signature says so in itself."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path

from hocTap.lib.heavy import Later
from hocTap.lib.refusals import Refused
from reports.returning.signatures import TRIAL, by_itself

writer = Later("pyhanko.pdf_utils.incremental_writer")
signers = Later("pyhanko.sign.signers")
fields = Later("pyhanko.sign.fields")
x509 = Later("cryptography.x509")
oid = Later("cryptography.x509.oid")
hashes = Later("cryptography.hazmat.primitives.hashes")
serialization = Later("cryptography.hazmat.primitives.serialization")
pkcs12 = Later("cryptography.hazmat.primitives.serialization.pkcs12")
ec = Later("cryptography.hazmat.primitives.asymmetric.ec")

PASSPHRASE = b"ky-thu"
DAYS = 30


def make_key(name: str, since: dt.datetime) -> tuple[bytes, bytes]:
    """A key with a certificate that it issued to itself, as PKCS#12, and that certificate as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(oid.NameOID.COMMON_NAME, name),
            x509.NameAttribute(oid.NameOID.ORGANIZATION_NAME, "Khóa ký thử"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since - dt.timedelta(days=1))
        .not_valid_after(since + dt.timedelta(days=DAYS))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, True, False, False, False),
            critical=True,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    sealed = pkcs12.serialize_key_and_certificates(
        b"ky-thu", key, certificate, None, serialization.BestAvailableEncryption(PASSPHRASE)
    )
    return sealed, certificate.public_bytes(serialization.Encoding.PEM)


def sign(content: bytes, key: bytes, passphrase: bytes = PASSPHRASE, *, field: str = "KyThu1") -> bytes:
    """The PDF with one signature more (PAdES-B-B), marked as a trial. Raises Refused for a key that does not open."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "key.p12"
        file.write_bytes(key)
        signer = signers.SimpleSigner.load_pkcs12(str(file), passphrase=passphrase)
    if signer is None:
        raise Refused("Không mở được tệp khóa. Hãy xem lại tệp .p12 và mật khẩu.")
    out = io.BytesIO()
    by_itself(
        signers.sign_pdf,
        writer.IncrementalPdfFileWriter(io.BytesIO(content), strict=False),
        signers.PdfSignatureMetadata(
            field_name=field, reason=TRIAL, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
        ),
        signer=signer,
        output=out,
    )
    return out.getvalue()
