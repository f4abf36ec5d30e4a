"""What was changed in the catalogues, by whom and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class CatalogueChange(models.Model):
    """One edit of one row of a catalogue (lần sửa danh mục): only the columns that differ, in words; never changed.

    `table` and `key` name the row. `before` is empty for a row that was added, `after` for one that was taken away.
    """

    at = models.DateTimeField("lúc")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người sửa",
        help_text="Trống: máy sửa khi nạp dữ liệu nền.",
    )
    table = models.CharField("bảng", max_length=60)
    key = models.BigIntegerField("số")
    of_table = models.CharField("thuộc bảng", max_length=60)
    of_key = models.BigIntegerField("thuộc mục số")
    said = models.CharField("mục", max_length=300)
    before = models.JSONField("trước", default=dict, blank=True)
    after = models.JSONField("sau", default=dict, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)

    class Meta:
        verbose_name = "lần sửa danh mục"
        verbose_name_plural = "các lần sửa danh mục"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["of_table", "of_key", "-at"], name="cataloguechange_of_row"),
            models.Index(fields=["-at", "-id"], name="cataloguechange_latest"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(before={}) | ~Q(after={}), name="cataloguechange_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.said} {self.at:%d/%m/%Y %H:%M}"

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Each column that differs: its name, the old and the new words."""
        names = dict.fromkeys([*self.before, *self.after])
        return [(name, self.before.get(name, ""), self.after.get(name, "")) for name in names]

    @property
    def act(self) -> str:
        if not self.before:
            return "thêm"
        return "sửa" if self.after else "xóa"
