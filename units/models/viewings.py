"""Who opened or took out what is kept of one person, and who looked at lists of names."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from units.enums import NamesList, ViewingKind
from units.models.tree import Unit


class Viewing(models.Model):
    """Somebody saw, printed or took out what is kept of one person (lần xem dữ liệu của một người).

    Of a user of the site, each time; of a holder in a ward's register (household, citizen, collective), by its number,
    once a day for each who looks.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="viewings", verbose_name="dữ liệu của"
    )
    holder = models.BigIntegerField("đối tượng số", null=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="trong sổ của đơn vị"
    )
    kind = models.CharField("việc", max_length=6, choices=ViewingKind)
    day = models.DateField("ngày")
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người xem"
    )

    class Meta:
        verbose_name = "lần xem dữ liệu của một người"
        verbose_name_plural = "các lần xem dữ liệu của một người"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, holder__isnull=True, unit__isnull=True)
                | Q(person__isnull=True, holder__isnull=False, unit__isnull=False),
                name="viewing_of_one_person",
            ),
            models.UniqueConstraint(
                fields=["holder", "by", "kind", "day"],
                condition=Q(holder__isnull=False),
                name="viewing_of_holder_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["at", "id"], name="viewing_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%d/%m/%Y}"


class ListViewing(models.Model):
    """Somebody looked at a list with names of a unit (lần xem danh sách có tên): the first time of a day.

    How many names is of that first page; whoever turns pages or looks again that day leaves no other row.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="trong sổ của đơn vị")
    what = models.CharField("danh sách", max_length=12, choices=NamesList)
    names = models.PositiveSmallIntegerField("số tên ở trang đầu tiên mở")
    day = models.DateField("ngày")
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")

    class Meta:
        verbose_name = "lần xem danh sách có tên"
        verbose_name_plural = "các lần xem danh sách có tên"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["by", "what", "unit", "day"], name="list_seen_once_a_day")]
        indexes = [models.Index(fields=["at", "id"], name="list_seen_latest")]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.day:%d/%m/%Y}"
