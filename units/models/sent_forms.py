"""Forms that were sent: so that each is done once, however often it arrives."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """One rendered form with one content, sent by one person (lần gửi biểu mẫu), and where its answer leads."""

    key = models.CharField("khóa", max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("lúc")
    answer = models.CharField("trang tiếp theo", max_length=2000, blank=True)

    class Meta:
        verbose_name = "lần gửi biểu mẫu"
        verbose_name_plural = "lần gửi biểu mẫu"
        indexes = [models.Index(fields=["by", "at"], name="sentform_by_person")]

    def __str__(self) -> str:
        return self.key
