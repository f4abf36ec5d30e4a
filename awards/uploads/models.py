"""Uploaded lists, what was read in them, and who took lists of names out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from awards.uploads import querysets
from awards.uploads.enums import Outcome, UploadState
from units.models import Unit


class Upload(models.Model):
    """One Excel file that somebody sent in, and what became of it (tệp tải lên).

    The file and the rows read from it hold names: both are taken away after a while, the counts stay.
    """

    kind = models.CharField("loại danh sách", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="uploads", verbose_name="đơn vị")
    options = models.JSONField("lựa chọn", default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên")
    at = models.DateTimeField("tải lên lúc")
    name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("dấu vân tay SHA-256", max_length=64)
    content = models.BinaryField("tệp gốc", null=True)
    understood = models.JSONField(
        "cách hiểu tệp", default=dict, help_text="Trang tính, tiêu đề, cột, dòng để ra ngoài, tổng, lưu ý, câu hỏi."
    )
    answers = models.JSONField("trả lời về tệp", default=dict, help_text="Người gửi nói gì về cột và về cả danh sách.")
    state = models.CharField("trạng thái", max_length=8, choices=UploadState, default=UploadState.CHECKED)
    reading_since = models.DateTimeField("chờ đọc từ lúc", null=True)
    progress = models.PositiveSmallIntegerField("đã đọc (phần trăm)", default=0)
    problem = models.CharField("vướng mắc", max_length=500, blank=True)
    total = models.PositiveIntegerField("số dòng", default=0)
    done = models.PositiveIntegerField("đã xử lý", default=0)
    created = models.PositiveIntegerField("ghi mới", default=0)
    matched = models.PositiveIntegerField("đã có", default=0)
    refused = models.PositiveIntegerField("từ chối", default=0)
    leave_out = models.BooleanField("bỏ các dòng bị từ chối", default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người xác nhận"
    )
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)
    made = models.JSONField("đã ghi những gì", default=dict, help_text="Để hoàn tác được cả lần nạp.")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người hoàn tác"
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    undone_because = models.CharField("lý do hoàn tác", max_length=300, blank=True)
    forgotten_at = models.DateTimeField("đã xóa tệp và các dòng lúc", null=True)

    objects = querysets.UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp tải lên"
        verbose_name_plural = "tệp tải lên"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("created") + F("matched") + F("refused")), name="upload_every_row_counts_once"
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="upload_done_within_total"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="upload_progress_in_percent"),
            models.CheckConstraint(
                condition=~Q(state=UploadState.READING) | Q(reading_since__isnull=False),
                name="upload_being_read_since",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[UploadState.READING, UploadState.UNREAD, UploadState.CHECKED])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="upload_confirmed_says_who",
            ),
            models.CheckConstraint(
                condition=~Q(state=UploadState.DONE) | Q(refused=0) | Q(leave_out=True),
                name="upload_done_without_refused_rows_unless_left_out",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=UploadState.UNDONE, undone_by__isnull=False, undone_at__isnull=False)
                    & ~Q(undone_because="")
                )
                | (~Q(state=UploadState.UNDONE) & Q(undone_by__isnull=True, undone_at__isnull=True, undone_because="")),
                name="upload_undone_says_who_when_why",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "kind", "-id"], name="upload_of_unit"),
            models.Index(fields=["confirmed_at", "id"], name="upload_confirmed_latest"),
            models.Index(fields=["at", "id"], name="upload_latest"),
            models.Index(fields=["undone_at", "id"], name="upload_undone_latest"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("uploads:detail", args=[self.pk])

    @property
    def outcome_in_numbers(self) -> str:
        """What the check found, as the page carries it to the press that writes: new, known and refused rows."""
        return f"{self.created}/{self.matched}/{self.refused}"

    @property
    def open_questions(self) -> list[str]:
        """What the person has to say of the file before it can be written."""
        missing: list[str] = list(self.understood.get("missing", ()))
        unsaid = self.understood.get("hidden") and not self.answers.get("hidden")
        return [*missing, "hidden"] if unsaid else missing

    @property
    def is_being_read(self) -> bool:
        """Whether the file waits for the worker, or is being read by it."""
        return self.state == UploadState.READING

    @property
    def under_way(self) -> bool:
        return self.state in (UploadState.QUEUED, UploadState.RUNNING)


class UploadRow(models.Model):
    """One row of an upload as it was read, what becomes of it, and why (dòng của tệp)."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows", db_index=False, verbose_name="tệp")
    number = models.PositiveIntegerField("thứ tự trong tệp")
    sheet = models.CharField("trang tính", max_length=100, blank=True)
    line = models.PositiveIntegerField("dòng số")
    outcome = models.CharField("kết quả", max_length=6, choices=Outcome)
    near = models.BooleanField("gần giống bản ghi đã có", default=False)
    reason = models.CharField("lý do", max_length=500, blank=True)
    columns = models.JSONField("ô có lỗi", default=list)
    cells = models.JSONField("nội dung", default=dict)

    class Meta:
        verbose_name = "dòng của tệp"
        verbose_name_plural = "dòng của tệp"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="uploadrow_once"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.REFUSE) | ~Q(reason=""), name="uploadrow_refused_says_why"
            ),
        ]
        indexes = [models.Index(fields=["upload", "outcome", "number"], name="uploadrow_by_outcome")]

    def __str__(self) -> str:
        return f"Dòng {self.line}"


class ListHead(models.Model):
    """What a unit said the columns under a head hold; the next list with this head is understood so (cách đọc cột)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="đơn vị")
    kind = models.CharField("loại danh sách", max_length=40)
    head = models.CharField("dấu của tiêu đề", max_length=64)
    columns = models.JSONField("cột", default=dict)
    at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "cách đọc cột của một danh sách"
        verbose_name_plural = "cách đọc cột của các danh sách"
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "head"], name="listhead_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.head[:8]}"


class NamesExport(models.Model):
    """Somebody took a list with names out as a file (nhật ký xuất danh sách có tên)."""

    what = models.CharField("danh sách", max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    filters = models.CharField("điều kiện lọc", max_length=500, blank=True)
    rows = models.PositiveIntegerField("số dòng")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xuất")
    at = models.DateTimeField("lúc")
    mark = models.CharField("dấu chìm", max_length=40, unique=True)

    class Meta:
        verbose_name = "lần xuất danh sách có tên"
        verbose_name_plural = "nhật ký xuất danh sách có tên"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["at", "id"], name="namesexport_latest")]

    def __str__(self) -> str:
        return f"{self.what} – {self.mark}"
