"""Funds, who gives to them, and their campaigns."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from awards.scholarships import querysets
from awards.scholarships.enums import DonorKind, FundKind, FundLevel
from hocTap.lib import vi
from units.models import Named, Unit

MOST = vi.LARGEST - 1


def sum_between(field: str, name: str) -> models.CheckConstraint:
    """A sum of money that is more than 0 and below 10^15."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": 1, f"{field}__lte": MOST}),
        name=name,
        violation_error_message="Số tiền phải lớn hơn 0 và dưới 10^15 đồng.",
    )


class Fund(Named):
    """A study-encouragement fund (quỹ khuyến học) of a ward, a district or a branch in a ward."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="funds", verbose_name="đơn vị")
    name = models.CharField("tên quỹ", max_length=160)
    level = models.CharField("cấp", max_length=8, choices=FundLevel)
    branch = models.CharField("chi hội", max_length=120, blank=True)
    kind = models.CharField("loại quỹ", max_length=12, choices=FundKind, default=FundKind.ASSOCIATION)
    licence = models.CharField("giấy phép", max_length=160, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = querysets.FundQuerySet.as_manager()

    class Meta:
        verbose_name = "quỹ khuyến học"
        verbose_name_plural = "quỹ khuyến học"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="fund_named_once_per_unit",
                violation_error_message="Đơn vị đã có quỹ mang tên này.",
            ),
            models.CheckConstraint(
                condition=(Q(level=FundLevel.BRANCH) & ~Q(branch="")) | (~Q(level=FundLevel.BRANCH) & Q(branch="")),
                name="fund_of_a_branch_names_it",
                violation_error_message="Quỹ của chi hội phải ghi tên chi hội; quỹ khác thì để trống.",
            ),
            models.CheckConstraint(
                condition=Q(kind=FundKind.ASSOCIATION) | ~Q(licence=""),
                name="fund_of_charity_has_licence",
                violation_error_message="Quỹ từ thiện phải ghi giấy phép.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scholarships:fund-detail", args=[self.pk])


class Donor(Named):
    """Who gives to a fund (nhà tài trợ); the name is for the fund's officers."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="donors", verbose_name="quỹ")
    name = models.CharField("tên nhà tài trợ", max_length=160)
    kind = models.CharField("loại", max_length=12, choices=DonorKind)

    class Meta:
        verbose_name = "nhà tài trợ"
        verbose_name_plural = "nhà tài trợ"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "name"],
                name="donor_once_per_fund",
                violation_error_message="Quỹ đã có nhà tài trợ mang tên này.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DonorJoin(models.Model):
    """Two entries of a donor's name that are one donor (gộp nhà tài trợ), as long as nobody parts them again."""

    donor = models.ForeignKey(Donor, models.PROTECT, related_name="joins", verbose_name="tên được gộp")
    into = models.ForeignKey(Donor, models.PROTECT, related_name="joined", verbose_name="gộp vào")
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gộp")
    joined_at = models.DateTimeField("gộp lúc")
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người tách"
    )
    parted_at = models.DateTimeField("tách lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần gộp nhà tài trợ"
        verbose_name_plural = "lần gộp nhà tài trợ"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["donor"], condition=Q(parted_at__isnull=True), name="donorjoin_in_force_once"
            ),
            models.CheckConstraint(condition=~Q(donor=F("into")), name="donorjoin_of_two"),
            models.CheckConstraint(
                condition=Q(parted_at__isnull=True, parted_by__isnull=True)
                | Q(parted_at__isnull=False, parted_by__isnull=False),
                name="donorjoin_parted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["joined_at", "id"], name="donorjoin_joined_latest"),
            models.Index(fields=["parted_at", "id"], name="donorjoin_parted_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.donor} gộp vào {self.into}"


class Campaign(Named):
    """An effort that raises money and gives it away (đợt, chương trình: “Tiếp bước”, heo đất …)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="campaigns", verbose_name="quỹ")
    name = models.CharField("tên đợt, chương trình", max_length=160)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    target = models.BigIntegerField("mục tiêu vận động (đồng)", null=True, blank=True)
    withdrawn_on = models.DateField(
        "thu hồi ngày",
        null=True,
        blank=True,
        help_text="Đợt nhận bàn giao rồi được hoàn tác: trở về quỹ cũ, ở đây không dùng nữa.",
    )

    name_reason = models.CharField("lý do vẫn ghi tên như vậy", max_length=500, blank=True)
    outside_name = models.CharField(
        "tên hiện ra ngoài quỹ", max_length=160, blank=True, help_text="Để trống thì nơi khác chỉ thấy ngày của đợt."
    )
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người xem lại"
    )
    looked_at = models.DateTimeField("xem lại lúc", null=True, blank=True)

    objects = querysets.CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt vận động"
        verbose_name_plural = "đợt vận động"
        ordering = ["-starts_on", "sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "name"],
                name="campaign_named_once_per_fund",
                violation_error_message="Quỹ đã có đợt mang tên này.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message="Ngày cuối phải sau hoặc bằng ngày đầu.",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__gte=1, target__lte=MOST), name="campaign_target_is_a_sum"
            ),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, looked_by__isnull=True, outside_name="")
                | Q(looked_at__isnull=False, looked_by__isnull=False),
                name="campaign_looked_over_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["looked_at", "id"], name="campaign_looked_latest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scholarships:campaign-detail", args=[self.pk])

    @property
    def said_outside(self) -> str:
        """What others than the fund's officers read: the name that was looked over, else the days alone."""
        return self.outside_name or f"Đợt {vi.day(self.starts_on)} – {vi.day(self.ends_on)}"

    @property
    def waits_for_a_look(self) -> bool:
        return self.looked_at is None
