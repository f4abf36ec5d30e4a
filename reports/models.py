"""Printed documents, their archived files, and what others published."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from hocTap.lib import vi
from indicators.enums import PeriodKind, Qualifier, Rounding
from indicators.series import YEARLY_FORM
from reports import querysets
from reports.enums import PUBLISHED, Issuing, ReportAction, ReportKind, ReportState, Slot
from reports.paper.parts import Heading
from reports.papers.models import (
    ByLevel,
    Certificate,
    CertificateFile,
    CertificateRun,
    Document,
    DocumentFile,
    DocumentStep,
)
from reports.returning.looking import PDF
from reports.returning.signatures import Mark, kept
from reports.review import spec
from reports.review.document import Review, decode, decode_text
from units.models import Unit, UnitVersion

FIRST_YEAR, LAST_YEAR = 2000, 2100
NO_DAY = "ngày .... tháng .... năm ......"


class Report(models.Model):
    """A unit's review of a stage (báo cáo tổng kết): built once from approved figures, kept as data.

    `form_code` and `ordinal` say which sheets it is built on: those of a form, and of its first, second … period of
    each year (a half-year, a quarter). `issuer` is the unit whose agency issues it: the unit itself, or whoever answers
    for it when it is no more.
    """

    kind = models.CharField("loại", max_length=8, choices=ReportKind, default=ReportKind.REVIEW)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name="đơn vị")
    unit_as = models.ForeignKey(UnitVersion, models.PROTECT, related_name="+", verbose_name="tên đơn vị lúc đó")
    first_year = models.PositiveSmallIntegerField(
        "từ năm", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    last_year = models.PositiveSmallIntegerField(
        "đến năm", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    form_code = models.SlugField("biểu số liệu", max_length=40, default=YEARLY_FORM)
    period_kind = models.CharField("loại kỳ", max_length=16, choices=PeriodKind, default=PeriodKind.CALENDAR_YEAR)
    ordinal = models.PositiveSmallIntegerField("kỳ thứ", default=1)
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    as_of = models.DateField("tính đến ngày")
    rounding = models.CharField("cách viết tỉ lệ", max_length=8, choices=Rounding, default=Rounding.HALF_UP)
    state = models.CharField("trạng thái", max_length=9, choices=ReportState, default=ReportState.DRAFT)
    revision = models.PositiveIntegerField("lần lấy số liệu", default=1)

    document = models.JSONField("nội dung")
    digest = models.CharField("mã kiểm tra nội dung", max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lấy số liệu lúc")
    ground = models.JSONField(
        "nguồn lúc lấy số liệu", default=dict, blank=True, help_text="Sổ, báo cáo nào đã ghi đến dòng nào."
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="thay thế báo cáo"
    )
    replace_reason = models.CharField("lý do thay thế", max_length=500, blank=True)

    issuer = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị ban hành"
    )
    issuer_name = models.CharField("tên cơ quan ban hành", max_length=200, blank=True)
    issuer_tie = models.CharField("quan hệ với đơn vị được báo cáo", max_length=300, blank=True)
    issuing = models.CharField("cấp ký", max_length=9, choices=Issuing, default=Issuing.COMMITTEE)
    parent_body = models.CharField("cơ quan chủ quản", max_length=120, blank=True)
    agency = models.TextField("cơ quan ban hành", max_length=200, help_text="Mỗi dòng của tiêu đề một dòng.")
    symbol = models.CharField("ký hiệu", max_length=30, default="BC-UBND")
    place = models.CharField("địa danh", max_length=60)
    subject = models.TextField("trích yếu", max_length=400)
    authority = models.TextField(
        "thẩm quyền ký", max_length=200, blank=True, help_text="Ví dụ: TM. ỦY BAN NHÂN DÂN; thêm dòng KT. CHỦ TỊCH."
    )
    position = models.CharField("chức vụ người ký", max_length=80)
    signer = models.CharField("họ và tên người ký", max_length=120, blank=True)
    recipients = models.TextField("nơi nhận", max_length=1000, help_text="Mỗi nơi một dòng.")
    number = models.PositiveIntegerField("số", null=True, blank=True)
    number_year = models.PositiveSmallIntegerField("năm của số", null=True, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)

    direction = models.TextField(Slot.DIRECTION.label, max_length=20_000, blank=True)
    assessment = models.TextField(Slot.ASSESSMENT.label, max_length=20_000, blank=True)
    orientation = models.TextField(Slot.ORIENTATION.label, max_length=20_000, blank=True)
    proposals = models.TextField(Slot.PROPOSALS.label, max_length=20_000, blank=True)

    objects = querysets.ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="report_years_in_order",
                violation_error_message="Năm đầu phải trước hoặc bằng năm cuối.",
            ),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=PUBLISHED,
                        number__isnull=False,
                        number_year__isnull=False,
                        issued_on__isnull=False,
                    )
                    & ~Q(signer="")
                    | Q(
                        state=ReportState.DRAFT,
                        number__isnull=True,
                        number_year__isnull=True,
                        issued_on__isnull=True,
                    )
                ),
                name="report_issued_has_number_day_and_signer",
                violation_error_message="Báo cáo phát hành phải có số, ngày và người ký; dự thảo thì chưa có.",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1), name="report_number_starts_at_1"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, replace_reason="")
                | (Q(replaces__isnull=False) & ~Q(replace_reason="")),
                name="report_replaces_for_a_reason",
                violation_error_message="Báo cáo thay thế phải ghi lý do thay thế.",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "number_year", "number"],
                name="report_number_once_a_year",
                violation_error_message="Số này đã dùng cho một báo cáo khác trong năm.",
            ),
        ]
        indexes = [models.Index(fields=["made_at", "id"], name="report_made_latest")]

    def __str__(self) -> str:
        return f"{self.unit_as.name}, {self.stage}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report-detail", args=[self.pk])

    @property
    def stage(self) -> str:
        """Its years in words: "giai đoạn 2012 - 2020", "6 tháng đầu năm 2025"."""
        return spec.stage_words(self.first_year, self.last_year, self.period_kind, self.ordinal)

    @property
    def fetched_on(self) -> dt.date:
        """The day on which its figures were fetched."""
        return timezone.localtime(self.made_at).date()

    @property
    def stage_told(self) -> str:
        """The same as the document tells it: with the day of fetching where the years were not over on it."""
        return spec.with_day(self.stage, self.fetched_on if self.fetched_on < self.as_of else None)

    @property
    def log_years(self) -> tuple[int, int]:
        """The calendar years in which its days lie: a school year ends in the next one."""
        first = self.starts_on.year if self.starts_on else self.first_year
        return min(first, self.first_year), max(self.as_of.year, self.last_year)

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT

    @property
    def stands(self) -> bool:
        """Whether it is issued and neither replaced nor withdrawn since."""
        return self.state == ReportState.ISSUED

    @property
    def sign(self) -> str:
        """Its number and symbol: "05/BC-UBND"; nothing for a draft."""
        return "" if self.number is None else f"{self.number:02d}/{self.symbol}"

    @property
    def paper_name(self) -> str:
        """What another paper calls it: "Báo cáo số 05/BC-UBND ngày 29 tháng 10 năm 2020"."""
        return f"Báo cáo số {self.sign} {vi.long_day(self.issued_on)}" if self.issued_on else f"Dự thảo, {self}"

    @property
    def successor(self) -> Report | None:
        """The report that replaces this one, or is a draft that will."""
        found: Report | None = getattr(self, "replaced_by", None)
        return found

    @property
    def file_stem(self) -> str:
        """What its files are called: bao-cao-tong-ket-quan-11-2012-2020."""
        unit = "-".join(vi.fold(self.unit_as.name).split())
        return f"bao-cao-tong-ket-{unit}-{self.first_year}-{self.last_year}"

    @property
    def narrative(self) -> dict[str, str]:
        return {slot.value: getattr(self, slot.value) for slot in Slot}

    @property
    def heading(self) -> Heading:
        """What surrounds the text, as the fields now say."""
        return Heading(
            parent_body=self.parent_body,
            agency=lines(self.agency),
            number="" if self.number is None else f"{self.number:02d}",
            symbol=self.symbol,
            place=self.place,
            day=vi.long_day(self.issued_on) if self.issued_on else NO_DAY,
            subject=self.subject,
            authority=lines(self.authority),
            position=self.position,
            signer=self.signer,
            recipients=lines(self.recipients),
            issued=self.state in PUBLISHED,
            name=self.issuer_name,
        )

    def read(self) -> Review:
        """The stored document."""
        return decode(self.document)

    def read_text(self) -> Review:
        """The stored document as far as it is shown."""
        return decode_text(self.document)


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class ReportStep(models.Model):
    """One thing done with a report: who and when, and the digest of the document as it then was."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps", verbose_name="báo cáo")
    action = models.CharField("bước", max_length=8, choices=ReportAction)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thực hiện")
    at = models.DateTimeField("lúc")
    revision = models.PositiveIntegerField("lần lấy số liệu")
    digest = models.CharField("mã kiểm tra nội dung", max_length=64)

    class Meta:
        verbose_name = "bước của báo cáo"
        verbose_name_plural = "bước của báo cáo"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at", "id"], name="reportstep_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"


class ReportFile(models.Model):
    """The PDF of an issued report as it was signed; a later print might differ, this one does not."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="file", verbose_name="báo cáo")
    content = models.BinaryField("tệp")
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "tệp lưu trữ"
        verbose_name_plural = "tệp lưu trữ"

    def __str__(self) -> str:
        return self.sha256


class SignedCopy(models.Model):
    """A file that came back to an issued report or paper (bản đã ký): a scan of the signed original, or the Word file.

    `differences` are the figures of an edited Word file that are not those issued, with the reason given for them.
    """

    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="signed", verbose_name="báo cáo"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="signed", verbose_name="văn bản"
    )
    name = models.CharField("tên tệp", max_length=200)
    media_type = models.CharField("kiểu tệp", max_length=100)
    content = models.BinaryField("tệp")
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    differences = models.JSONField("số khác bản phát hành", default=list, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("gửi lúc")

    objects = querysets.SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "bản đã ký"
        verbose_name_plural = "bản đã ký"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=True, document__isnull=False)
                | Q(report__isnull=False, document__isnull=True),
                name="signedcopy_of_one_paper",
            ),
            models.CheckConstraint(
                condition=Q(differences=[], reason="") | (~Q(differences=[]) & ~Q(reason="")),
                name="signedcopy_differs_for_a_reason",
                violation_error_message="Tệp có số khác bản phát hành phải ghi lý do.",
            ),
            models.UniqueConstraint(fields=["report", "sha256"], name="signedcopy_once_a_report"),
            models.UniqueConstraint(fields=["document", "sha256"], name="signedcopy_once_a_document"),
        ]
        indexes = [models.Index(fields=["at", "id"], name="signedcopy_latest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_word(self) -> bool:
        return self.media_type.endswith("wordprocessingml.document")

    @property
    def marks(self) -> list[Mark]:
        """The digital signatures in it, as they were judged when it came."""
        if self.media_type != PDF:
            return []
        return kept(self.sha256, self.at, lambda: bytes(self.content))


class Withdrawal(models.Model):
    """The paper by which an issued report was withdrawn (văn bản thu hồi): number, day, signer, reason."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="withdrawal", verbose_name="báo cáo")
    paper = models.CharField("số, ký hiệu văn bản thu hồi", max_length=60)
    decided_on = models.DateField("ngày văn bản thu hồi")
    signer = models.CharField("người ký thu hồi", max_length=120)
    reason = models.CharField("lý do thu hồi", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "thu hồi báo cáo"
        verbose_name_plural = "thu hồi báo cáo"
        constraints = [
            models.CheckConstraint(
                condition=~Q(paper="") & ~Q(signer="") & ~Q(reason=""),
                name="withdrawal_says_by_what_and_why",
                violation_error_message="Thu hồi phải ghi văn bản, người ký và lý do.",
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="withdrawal_latest")]

    def __str__(self) -> str:
        return f"{self.paper} ngày {vi.day(self.decided_on)}"


class DeletedDraft(models.Model):
    """What is kept of a draft that its office deleted: what it was, what was done with it, by whom, when and why."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    name = models.CharField("báo cáo", max_length=200)
    as_of = models.DateField("tính đến ngày")
    revision = models.PositiveIntegerField("lần lấy số liệu")
    digest = models.CharField("mã kiểm tra nội dung", max_length=64)
    steps = models.JSONField("các bước đã làm", default=list)
    reason = models.CharField("lý do xóa", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xóa")
    at = models.DateTimeField("xóa lúc")

    objects = querysets.DeletedDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "dự thảo đã xóa"
        verbose_name_plural = "dự thảo đã xóa"
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="deleteddraft_says_why")]
        indexes = [models.Index(fields=["at", "id"], name="deleteddraft_latest")]

    def __str__(self) -> str:
        return self.name


VOID_SAYS_WHY = Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="") | (
    Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")
)


class Entered(models.Model):
    """Who put down what was published, and who took it out again, when and why; a voided row stays readable."""

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người ghi",
        help_text="Để trống: có sẵn trong danh mục.",
    )
    entered_at = models.DateTimeField("ghi lúc", null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người hủy",
    )
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True, editable=False)
    void_reason = models.CharField("lý do hủy", max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None


class PublishedSource(Entered):
    """A text in which figures of a unit were published."""

    key = models.SlugField("khóa", max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="published_sources", verbose_name="đơn vị")
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    title = models.CharField("tên bài, văn bản", max_length=300)
    publisher = models.CharField("nơi công bố", max_length=200)
    published_on = models.DateField("ngày công bố")
    note = models.TextField("ghi chú", blank=True)

    objects = querysets.PublishedSourceQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử nguồn đã công bố")

    class Meta:
        verbose_name = "nguồn đã công bố"
        verbose_name_plural = "nguồn đã công bố"
        ordering = ["published_on", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="publishedsource_years_in_order"),
            models.CheckConstraint(condition=VOID_SAYS_WHY, name="publishedsource_void_says_who_when_why"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:printed-source", args=[self.pk])


class PublishedFigure(Entered):
    """A figure kept as it was printed ("gần 10.800", "84,12%"), with the place where it stands; changes are kept."""

    source = models.ForeignKey(PublishedSource, models.CASCADE, related_name="figures", verbose_name="nguồn")
    ordinal = models.PositiveSmallIntegerField("thứ tự")
    figure = models.CharField(
        "số liệu của báo cáo", max_length=60, blank=True, help_text="Mã tỉ lệ hoặc chỉ tiêu, ví dụ household-rate."
    )
    label = models.CharField("chỉ tiêu", max_length=200)
    printed_count = models.CharField("số đếm như đã in", max_length=60, blank=True)
    count = models.BigIntegerField("số đếm", null=True, blank=True)
    qualifier = models.CharField("mức chính xác", max_length=5, choices=Qualifier, default=Qualifier.EXACT)
    printed_base = models.CharField("mẫu số như đã in", max_length=60, blank=True)
    base = models.BigIntegerField("mẫu số", null=True, blank=True)
    base_exact = models.BooleanField("mẫu số chính xác", default=True)
    printed_rate = models.CharField("tỉ lệ như đã in", max_length=20, blank=True)
    place = models.CharField("vị trí trong nguồn", max_length=120)

    history = HistoricalRecords(verbose_name="lịch sử số đã công bố")

    class Meta:
        verbose_name = "số đã công bố"
        verbose_name_plural = "số đã công bố"
        ordering = ["source", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["source", "ordinal"], name="publishedfigure_once_per_place"),
            models.CheckConstraint(
                condition=~Q(printed_count="") | ~Q(printed_rate=""),
                name="publishedfigure_says_something",
                violation_error_message="Ghi số đếm hoặc tỉ lệ như đã in.",
            ),
            models.CheckConstraint(
                condition=Q(printed_count="", count__isnull=True) | (~Q(printed_count="") & Q(count__isnull=False)),
                name="publishedfigure_count_as_printed_and_read",
            ),
            models.CheckConstraint(
                condition=Q(printed_base="", base__isnull=True) | (~Q(printed_base="") & Q(base__isnull=False)),
                name="publishedfigure_base_as_printed_and_read",
            ),
            models.CheckConstraint(condition=VOID_SAYS_WHY, name="publishedfigure_void_says_who_when_why"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.printed_count} {self.printed_rate}".strip()


# The papers that an office signs stand in a package of their own.
__all__ = [
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
    "Withdrawal",
]
