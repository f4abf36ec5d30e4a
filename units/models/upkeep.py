"""What an installation does to keep itself: copies, trials of coming back from them, seals, checks."""

from __future__ import annotations

from django.db import models

from units.enums import UpkeepKind


class Upkeep(models.Model):
    """One run of a command that looks after the installation (sao lưu, phục hồi thử, niêm số liệu, đối chiếu)."""

    kind = models.CharField("việc", max_length=10, choices=UpkeepKind)
    at = models.DateTimeField("lúc")
    seconds = models.PositiveIntegerField("mất (giây)")
    ok = models.BooleanField("đạt")
    sentence = models.TextField("kết quả")

    class Meta:
        verbose_name = "việc giữ gìn hệ thống"
        verbose_name_plural = "việc giữ gìn hệ thống"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "ok", "-at"], name="upkeep_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y %H:%M}"


class Seal(models.Model):
    """The root of a night, over everything that was approved, booked or issued until then (niêm số liệu).

    Rows are only added. `columns` says which columns of each kind were looked at, since tables grow with the years.
    """

    day = models.DateField("ngày", unique=True)
    at = models.DateTimeField("lúc")
    previous = models.CharField("gốc lần trước", max_length=64)
    root = models.CharField("gốc", max_length=64, unique=True)
    columns = models.JSONField("các cột")
    accepted = models.CharField("chấp nhận chỗ khác vì", max_length=500, blank=True)

    class Meta:
        verbose_name = "lần niêm số liệu"
        verbose_name_plural = "các lần niêm số liệu"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.root[:16]}"


class SealedItem(models.Model):
    """The sum of one thing in the seal in which it was new or had changed by the rules (mục được niêm)."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="items")
    kind = models.CharField("loại", max_length=30)
    key = models.BigIntegerField("số")
    rows = models.PositiveIntegerField("số dòng")
    digest = models.CharField("tổng kiểm", max_length=64)
    since = models.PositiveIntegerField("từ dòng")
    """How many rows were sealed before: `shares` begins after them."""
    shares = models.BinaryField("tổng kiểm từng dòng")

    class Meta:
        verbose_name = "mục được niêm"
        verbose_name_plural = "các mục được niêm"
        constraints = [models.UniqueConstraint(fields=["kind", "key", "seal"], name="sealeditem_once_a_seal")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
