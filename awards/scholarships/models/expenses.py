"""What a fund pays for beside suất and gifts: houses, equipment, running costs, and whatever kind an office names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from awards.scholarships.enums import Beneficiary, Book, CountsAs
from awards.scholarships.models.funds import Fund, sum_between
from hocTap.lib import vi
from units.models import Unit


class ExpenseKind(models.Model):
    """A kind of expense as data (loại chi): whom it is for, and where it stands in the form of their commune."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("loại chi", max_length=120, unique=True)
    beneficiary = models.CharField("chi cho ai", max_length=8, choices=Beneficiary)
    counts_as = models.CharField("tính vào biểu mẫu", max_length=8, choices=CountsAs, blank=True)
    in_use = models.BooleanField("đang dùng", default=True)
    ordinal = models.PositiveSmallIntegerField("thứ tự", default=100)

    class Meta:
        verbose_name = "loại chi của quỹ"
        verbose_name_plural = "loại chi của quỹ"
        ordering = ["ordinal", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> str:
        """Whom it counts for, in words, for whoever chooses the kind."""
        where = "tính vào biểu mẫu của nơi người nhận cư trú" if self.counts_as else "không tính vào biểu mẫu"
        return f"cho {self.get_beneficiary_display()}; {where}"


class Expense(models.Model):
    """Money or goods that a fund spent on something of a kind (phiếu chi)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="expenses", verbose_name="quỹ")
    kind = models.ForeignKey(ExpenseKind, models.PROTECT, related_name="expenses", verbose_name="loại chi")
    book = models.CharField("sổ", max_length=5, choices=Book)
    amount = models.BigIntegerField("số tiền hoặc giá trị (đồng)")
    about = models.CharField("chi việc gì", max_length=300)
    payee = models.CharField("người nhận tiền", max_length=160, blank=True)
    ward = models.ForeignKey(
        Unit, models.PROTECT, related_name="fund_expenses", null=True, blank=True, verbose_name="nơi được hưởng"
    )
    parts = models.PositiveIntegerField("số phần", null=True, blank=True)
    spent_on = models.DateField("ngày chi")

    class Meta:
        verbose_name = "khoản chi của quỹ"
        verbose_name_plural = "khoản chi của quỹ"
        ordering = ["-spent_on", "-pk"]
        constraints = [
            sum_between("amount", "expense_amount_is_a_sum"),
            models.CheckConstraint(condition=~Q(about=""), name="expense_says_what_for"),
            models.CheckConstraint(condition=Q(parts__isnull=True) | Q(parts__gte=1), name="expense_has_parts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {vi.money(self.amount)}"
