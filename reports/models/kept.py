"""What is kept of a report beside it: its print, signed copies, its withdrawal, what is left of a deleted draft."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hocTap.lib import vi
from reports import querysets
from reports.enums import CopyAction
from reports.models.reports import Report
from reports.papers.models import (
    Document,
)
from reports.returning.looking import PDF
from reports.returning.signatures import Mark, kept
from units.models import Unit


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
    def is_aside(self) -> bool:
        """Whether its last step set it aside; lists read the steps beforehand (`listed`)."""
        steps = list(self.steps.all())
        return bool(steps) and steps[-1].action == CopyAction.SET_ASIDE

    @property
    def marks(self) -> list[Mark]:
        """The digital signatures in it, as they were judged when it came."""
        if self.media_type != PDF:
            return []
        return kept(self.sha256, self.at, lambda: bytes(self.content))


class SignedCopyStep(models.Model):
    """That a signed copy was found to be the wrong one and set aside, or is used again: who, when, why; for ever.

    The file itself stays: nothing that came in is taken away. That it came in stands in the copy's own row.
    """

    copy = models.ForeignKey(SignedCopy, models.PROTECT, related_name="steps", verbose_name="bản đã ký")
    action = models.CharField("bước", max_length=5, choices=CopyAction)
    reason = models.CharField("lý do", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thực hiện")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "bước của bản đã ký"
        verbose_name_plural = "bước của bản đã ký"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="signedcopystep_says_why",
                violation_error_message="Hãy ghi lý do.",
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="signedcopystep_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"


class AwaitedPrint(models.Model):
    """An issued report or paper whose print the worker has still to make (bản in lưu trữ còn chờ)."""

    report = models.OneToOneField(
        Report, models.CASCADE, null=True, related_name="awaited_print", verbose_name="báo cáo"
    )
    document = models.OneToOneField(
        Document, models.CASCADE, null=True, related_name="awaited_print", verbose_name="văn bản"
    )

    objects = querysets.OfOnePaper.as_manager()

    class Meta:
        verbose_name = "bản in lưu trữ còn chờ"
        verbose_name_plural = "bản in lưu trữ còn chờ"
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=True, document__isnull=False)
                | Q(report__isnull=False, document__isnull=True),
                name="awaitedprint_of_one_paper",
            )
        ]

    def __str__(self) -> str:
        return str(self.report or self.document)


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
