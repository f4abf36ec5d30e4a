"""A report: what it says, how far it came, and every step."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hocTap.lib import vi
from indicators.enums import PeriodKind, Rounding
from indicators.series import YEARLY_FORM
from reports import querysets
from reports.enums import PUBLISHED, Issuing, ReportAction, ReportKind, ReportState, Slot
from reports.paper.parts import Heading
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
