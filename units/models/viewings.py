"""Who opened or took out what is kept of one person, and who looked at lists of names."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from units.enums import NamesList, TakenAs, ViewingKind
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
    """Somebody looked at a list with names of a unit, or took it out (lần xem, lấy danh sách có tên).

    Each page, each narrowing and each file leaves one row a day for each unit: turning pages adds up to all the names
    that were seen, looking again at the same page adds nothing.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="trong sổ của đơn vị")
    what = models.CharField("danh sách", max_length=12, choices=NamesList)
    page = models.PositiveIntegerField(
        "trang", default=0, db_default=0, help_text="Số rút từ địa chỉ của trang hoặc tệp."
    )
    file = models.CharField("lấy ra thành", max_length=5, choices=TakenAs, blank=True, default="", db_default="")
    names = models.PositiveSmallIntegerField("số tên ở trang, tệp này")
    day = models.DateField("ngày")
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")

    class Meta:
        verbose_name = "lần xem danh sách có tên"
        verbose_name_plural = "các lần xem danh sách có tên"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["by", "what", "unit", "day", "page"], name="list_page_seen_once_a_day")
        ]
        indexes = [models.Index(fields=["at", "id"], name="list_seen_latest")]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.day:%d/%m/%Y}"
