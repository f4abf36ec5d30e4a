"""Signatures that carry their own proofs (PAdES-B-LT): a chain made for the test, and its list of those revoked."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import crl as lists
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, validation
from pyhanko_certvalidator import ValidationContext

from reports.papers import pdf
from reports.returning import signatures
from reports.returning.signatures import Chain
from tests.reports.checking.factories import decision

SINCE, UNTIL = dt.timedelta(days=30), dt.timedelta(days=300)


@cache
def printed() -> bytes:
    return pdf.render(decision(rows=3))


def named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def certified(name: str, key: Any, issuer: str, by: Any, *, is_root: bool) -> x509.Certificate:
    now = timezone.now()
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SINCE)
        .not_valid_after(now + UNTIL)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(not is_root, not is_root, False, False, False, is_root, is_root, False, False), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )


@dataclass
class Authority:
    """A root of a folder, one signer whom it vouches for, and its list of those revoked."""

    root: Path
    signer: Path
    key: Path
    private: Any

    def revoked(self, *serials: int) -> bytes:
        now = timezone.now()
        made = x509.CertificateRevocationListBuilder().issuer_name(named("Tổ chức chứng thực thử"))
        for serial in serials:
            row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - dt.timedelta(days=1))
            made = made.add_revoked_certificate(row.build())
        made = made.last_update(now - dt.timedelta(hours=1)).next_update(now + dt.timedelta(days=7))
        number, own = x509.CRLNumber(1), x509.AuthorityKeyIdentifier.from_issuer_public_key(self.private.public_key())
        made = made.add_extension(number, critical=False).add_extension(own, critical=False)
        return made.sign(self.private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def signed(self, *, proofs: bool) -> bytes:
        """The print signed, with or without what proves that the certificate held."""
        root = load_cert_from_pemder(str(self.root))
        crls = [lists.CertificateList.load(self.revoked())]
        context = ValidationContext(trust_roots=[root], crls=crls, allow_fetching=False, revocation_mode="require")
        signer = signers.SimpleSigner.load(str(self.key), str(self.signer), ca_chain_files=(str(self.root),))
        how = signers.PdfSignatureMetadata(
            field_name="Ky1",
            subfilter=fields.SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            embed_validation_info=proofs,
            validation_context=context if proofs else None,
        )
        out = io.BytesIO()
        paper = IncrementalPdfFileWriter(io.BytesIO(printed()))
        signatures.by_itself(signers.sign_pdf, paper, how, signer=signer, output=out)
        return out.getvalue()


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Authority:
    roots, own = tmp_path / "goc", tmp_path / "khoa"
    roots.mkdir()
    own.mkdir()
    above, below = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = "Tổ chức chứng thực thử"
    root = certified(issuer, above, issuer, above, is_root=True)
    signer = certified("Lê Thị Văn Thư", below, issuer, above, is_root=False)
    for place, certificate in ((roots / "goc.pem", root), (own / "ky.pem", signer)):
        place.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (own / "ky.key").write_bytes(
        below.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    settings.SIGNERS = str(roots)
    return Authority(roots / "goc.pem", own / "ky.pem", own / "ky.key", above)


def test_signature_with_its_proofs_is_good_without_asking_anybody(authority: Authority) -> None:
    (mark,) = signatures.read(authority.signed(proofs=True), timezone.now())

    assert (mark.signer, mark.issuer, mark.intact) == ("Lê Thị Văn Thư", "Tổ chức chứng thực thử", True)
    assert (mark.chain, mark.asked_revoked, mark.trial, mark.is_good) == (Chain.TRUSTED, True, False, True)
    assert "không kèm bằng chứng" not in mark.chain_words


def test_signature_without_proofs_says_that_none_came_with_it(authority: Authority) -> None:
    (mark,) = signatures.read(authority.signed(proofs=False), timezone.now())

    assert (mark.chain, mark.asked_revoked) == (Chain.TRUSTED, False)
    assert "không kèm bằng chứng chứng thư chưa bị thu hồi" in mark.chain_words


def with_list(content: bytes, revoked: bytes) -> bytes:
    """The signed file with a later list of those revoked among its proofs."""
    out = io.BytesIO(content)
    validation.dss.DocumentSecurityStore.add_dss(out, None, crls=[lists.CertificateList.load(revoked)])
    return out.getvalue()


def test_certificate_that_the_files_own_list_says_is_revoked_is_told(authority: Authority) -> None:
    serial = load_cert_from_pemder(str(authority.signer)).serial_number
    content = with_list(authority.signed(proofs=False), authority.revoked(serial))

    (mark,) = signatures.read(content, timezone.now())

    assert (mark.intact, mark.chain, mark.is_good) == (True, Chain.REVOKED, False)


def test_proofs_stand_in_the_file_itself(authority: Authority) -> None:
    read = PdfFileReader(io.BytesIO(authority.signed(proofs=True)))

    held = validation.dss.DocumentSecurityStore.read_dss(read)

    assert (len(held.crls), len(held.certs) >= 1) == (1, True)
