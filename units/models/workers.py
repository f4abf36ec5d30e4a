"""The programs that do background work, and when each was last heard of."""

from __future__ import annotations

import datetime as dt

from django.db import models


class Worker(models.Model):
    """One running `manage.py db_worker` (tiến trình nền): it writes down every few seconds that it lives.

    Its row goes when it ends; of one that was killed it stays until another worker finds that nothing is heard of it.
    """

    key = models.CharField("tên", max_length=64, unique=True)
    host = models.CharField("máy", max_length=100)
    pid = models.PositiveIntegerField("số tiến trình")
    started_at = models.DateTimeField("chạy từ")
    seen_at = models.DateTimeField("còn sống lúc")

    class Meta:
        verbose_name = "tiến trình nền"
        verbose_name_plural = "tiến trình nền"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"


class Turn(models.Model):
    """When something that is done by the hour or by the day was last begun (lượt chạy định kỳ)."""

    name = models.SlugField("việc", max_length=20, unique=True)
    at = models.DateTimeField("lần cuối lúc")

    class Meta:
        verbose_name = "lượt chạy định kỳ"
        verbose_name_plural = "lượt chạy định kỳ"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def take(cls, name: str, since: dt.datetime, now: dt.datetime) -> bool:
        """Whether it was not begun since the moment, and whoever asks is to begin it now; of several only one is."""
        if cls.objects.filter(name=name, at__lte=since).update(at=now):
            return True
        return cls.objects.get_or_create(name=name, defaults={"at": now})[1]
