"""Printed documents, their archived files, and what others published."""

from reports.models.asked import AskedReport
from reports.models.kept import AwaitedPrint, DeletedDraft, ReportFile, SignedCopy, SignedCopyStep, Withdrawal
from reports.models.published import PublishedFigure, PublishedSource
from reports.models.reports import FIRST_YEAR, LAST_YEAR, Report, ReportStep
from reports.papers.models import (
    ByLevel,
    Certificate,
    CertificateFile,
    CertificateRun,
    Document,
    DocumentFile,
    DocumentStep,
)

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "AskedReport",
    "AwaitedPrint",
    "ByLevel",
    "Certificate",
    "CertificateFile",
    "CertificateRun",
    "DeletedDraft",
    "Document",
    "DocumentFile",
    "DocumentStep",
    "PublishedFigure",
    "PublishedSource",
    "Report",
    "ReportFile",
    "ReportStep",
    "SignedCopy",
    "SignedCopyStep",
    "Withdrawal",
]
