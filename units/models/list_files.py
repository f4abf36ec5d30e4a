"""Long lists that somebody asked for as Excel or PDF: made in the background, kept for a few hours."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from hocTap.lib import vi
from hocTap.lib.tables import PRINT


class ListFile(models.Model):
    """One long list as Excel or PDF, for the person who asked (tệp danh sách).

    It may hold names: only that person sees it, and only with the posts that were held when it was asked for.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người yêu cầu")
    address = models.TextField("địa chỉ của danh sách")
    key = models.CharField("khóa của địa chỉ", max_length=64)
    remit = models.CharField("khóa của phạm vi", max_length=64)
    name = models.CharField("tên danh sách", max_length=200)
    total = models.PositiveIntegerField("số dòng")
    done = models.PositiveIntegerField("đã xử lý", default=0)
    asked_at = models.DateTimeField("yêu cầu lúc")
    begun_at = models.DateTimeField("bắt đầu lúc", null=True)
    alive_at = models.DateTimeField("còn làm lúc", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)
    content = models.BinaryField("nội dung", null=True)
    problem = models.CharField("vướng mắc", max_length=300, blank=True)

    class Meta:
        verbose_name = "tệp danh sách"
        verbose_name_plural = "tệp danh sách"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "key"], condition=Q(ended_at=None), name="listfile_once_while_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, content=None, problem="")
                | (Q(ended_at__isnull=False) & (Q(content=None) ^ Q(problem=""))),
                name="listfile_ended_with_content_or_problem",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="listfile_done_within_total"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="listfile_by_age"),
            models.Index(fields=["asked_at", "id"], name="listfile_asked_latest"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:detail", args=[self.pk])

    @property
    def under_way(self) -> bool:
        return self.ended_at is None

    @property
    def is_print(self) -> bool:
        """How many pages a print has is known at its end: `done` counts those laid out, not rows of `total`."""
        return self.name.endswith(PRINT)

    @property
    def pages_words(self) -> str:
        if not self.done:
            return "Đang đọc nội dung."
        return f"Đã dàn {vi.whole(self.done)} trang. Dàn xong mọi trang thì ghi tệp."
