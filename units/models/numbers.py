"""Numbers that an agency has given: one series for each symbol and year, whatever register the paper is of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hocTap.lib import vi
from units.enums import Numbered
from units.models.tree import Unit


class PaperNumber(models.Model):
    """A number that is taken (số văn bản đã dùng): of one agency, one symbol and one year (NĐ 30/2020, phụ lục I).

    `symbol` is folded, so that "QĐ-UBND" and "qđ - ubnd" are one series. `paper` is the row of the register that `kind`
    names. A number that stood twice before there was this table keeps both rows, the later one marked as `doubled`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan")
    symbol = models.CharField("ký hiệu", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số")
    day = models.DateField("ngày")
    kind = models.CharField("của", max_length=20, choices=Numbered)
    paper = models.PositiveBigIntegerField("dòng sổ")
    doubled = models.BooleanField("trùng với số có trước", default=False)

    class Meta:
        verbose_name = "số văn bản đã dùng"
        verbose_name_plural = "số văn bản đã dùng"
        ordering = ["unit", "symbol", "year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "symbol", "year", "number"],
                condition=Q(doubled=False),
                name="papernumber_once_in_a_series",
                violation_error_message="Số này đã dùng cho một văn bản khác trong năm.",
            ),
            models.UniqueConstraint(fields=["kind", "paper"], name="papernumber_once_for_a_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} số {self.number:02d} ngày {vi.day(self.day)}"
