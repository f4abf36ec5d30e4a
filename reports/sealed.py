"""What of reports and papers is sealed: everything that was issued, its files, its steps."""

from django.db.models import Q

from hocTap.lib.sealing import Fixed, Log, history_of, register, register_noted
from hocTap.lib.tabled import Table, exempt
from reports import workflow as reports  # noqa: F401
from reports.enums import ReportState
from reports.models import (
    AskedReport,
    AwaitedPrint,
    DeletedDraft,
    PublishedFigure,
    PublishedSource,
    Report,
    ReportFile,
    ReportStep,
    SignedCopy,
    SignedCopyStep,
    Withdrawal,
)
from reports.paper.seals import noted_in
from reports.papers import workflow as papers  # noqa: F401 - their tables of states are asked at night
from reports.papers.kinds import KINDS
from reports.papers.models import (
    ByLevel,
    Certificate,
    CertificateFile,
    CertificateRun,
    Document,
    DocumentFile,
    DocumentStep,
)
from units.enums import Numbered
from units.numbering import bear
from units.sealed import edits, entries, histories

ISSUED = (
    "id",
    "unit_id",
    "revision",
    "digest",
    "number",
    "number_year",
    "issued_on",
    "symbol",
    "signer",
    "agency",
    "made_by_id",
    "made_at",
)

WORDS = (
    *(
        "kind",
        "source_id",
        "as_of",
        "name",
        "issuing",
        "issuer_name",
        "parent_body",
        "place",
        "subject",
        "bases",
        "body",
    ),
    *("closing", "authority", "position", "recipients", "illustrative"),
)
"""What was written for a paper and stands beside its printed whole: lists and the next paper read it."""

register(
    Fixed("report", "báo cáo đã phát hành số {}", Report, ~Q(state=ReportState.DRAFT), columns=(*ISSUED, "document")),
    Log("report-file", "tệp in của báo cáo số {}", ReportFile, "report_id", "made_at", removable=True),
    Log("report-step", "các bước của báo cáo số {}", ReportStep, "report_id", "at", removable=True),
    Log("signed-report", "bản ký gửi lại của báo cáo số {}", SignedCopy, "report_id", "at"),
    Log("signed-paper", "bản ký gửi lại của văn bản số {}", SignedCopy, "document_id", "at"),
    Log("signed-step", "các bước của bản ký số {}", SignedCopyStep, "copy_id", "at"),
    *(
        Log(name, f"lịch sử {words} số {{}}", history_of(model), "id", "history_date", key="history_id")
        for name, words, model in (
            ("published-source-history", "nguồn đã công bố", PublishedSource),
            ("published-figure-history", "số đã công bố", PublishedFigure),
        )
    ),
    Log("withdrawal", "quyết định thu hồi báo cáo số {}", Withdrawal, "report_id", "at"),
    Log("deleted-draft", "các dự thảo đã xóa của đơn vị số {}", DeletedDraft, "unit_id", "at"),
    Fixed(
        "paper",
        "văn bản đã phát hành số {}",
        Document,
        ~Q(state=ReportState.DRAFT),
        columns=(*ISSUED, "content", *WORDS),
    ),
    Log("asked-report", "các báo cáo được yêu cầu lập của đơn vị số {}", AskedReport, "unit_id", "at"),
    Log("paper-step", "các bước của văn bản số {}", DocumentStep, "document_id", "at", removable=True),
    Log("paper-file", "tệp đã ký của văn bản số {}", DocumentFile, "document_id", "at"),
)
register_noted(
    lambda: noted_in(Report, "document", "báo cáo số {}"),
    lambda: noted_in(Document, "content", "văn bản số {}"),
)

register(
    *(
        Table(name, f"{words} số {{}}", model, (histories(model), edits(model), entries(model)))
        for name, words, model in (
            ("published-source", "nguồn đã công bố", PublishedSource),
            ("published-figure", "số đã công bố", PublishedFigure),
        )
    ),
    Table(
        "certificate",
        "giấy công nhận số {}",
        Certificate,
        enters="Mã của giấy mới do văn bản đã phát hành mà có; văn bản và tên trong đó thì được niêm.",
    ),
)

bear(Numbered.REPORT, lambda: Report.objects.exclude(state=ReportState.DRAFT))
bear(
    Numbered.PAPER,
    lambda: Document.objects.filter(
        state=ReportState.ISSUED,
        number__isnull=False,
        kind__in=[name for name, kind in KINDS.items() if not kind.numbered_by_source],
    ),
)

exempt("Bản in đang chờ, tệp in tạm bị xóa sau một thời gian.", AwaitedPrint, CertificateRun, CertificateFile)
exempt("Dự thảo theo cấp của văn bản; văn bản đã phát hành thì được niêm.", ByLevel)
