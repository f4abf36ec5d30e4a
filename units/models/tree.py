"""Administrative units through time, and the acts of the state that changed them."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from hocTap.lib import vi
from units import querysets, rules
from units.enums import ChangeKind, UnitKind
from units.models.named import ENDS_AFTER_START, Named


class Unit(models.Model):
    """An administrative unit (đơn vị hành chính) with an identity of its own; all that changes is in its versions.

    Never deleted: a unit that ended keeps its versions, its figures and its successors.
    """

    key = models.SlugField("khóa", max_length=60, unique=True, help_text="Tên khóa không đổi, dùng trong dữ liệu nền.")

    objects = querysets.UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"

    def __str__(self) -> str:
        last = max(self.versions.all(), key=lambda version: version.valid_from, default=None)
        return last.name if last else self.key

    def get_absolute_url(self) -> str:
        return reverse("units:unit-detail", args=[self.pk])

    def on(self, day: dt.date) -> UnitVersion | None:
        """The unit as it stood on the day, or None if it did not stand."""
        return self.versions.on(day).first()

    def coverage(self, day: dt.date) -> rules.Coverage:
        """How many wards of the unit (itself, if it is one) stood on the day, and how many a learning centre served."""
        return UnitVersion.objects.within(self, day).of_kind(UnitKind.WARD).coverage(day)


class UnitVersion(Named):
    """A unit's official code, name, level and parent over a span of days, and the decision they rest on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions", verbose_name="đơn vị")
    code = models.CharField(
        "mã", max_length=10, blank=True, help_text="Mã của Tổng cục Thống kê; để trống nếu không có."
    )
    name = models.CharField("tên chính thức", max_length=120)
    kind = models.CharField("cấp", max_length=12, choices=UnitKind)
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="child_versions", verbose_name="trực thuộc"
    )
    valid_from = models.DateField("từ ngày")
    start_unknown = models.BooleanField(
        "không rõ ngày đầu",
        default=False,
        help_text="Đã có từ trước ngày này; ngày ghi chỉ là mốc của danh mục.",
    )
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    decision = models.CharField("căn cứ", max_length=200, blank=True)
    verified = models.BooleanField("đã đối chiếu văn bản gốc", default=False)
    source = models.CharField("nguồn", max_length=300, blank=True)

    objects = querysets.UnitVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "tên, mã, cấp theo thời gian"
        verbose_name_plural = "tên, mã, cấp theo thời gian"
        ordering = ["sort_key", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "valid_from"],
                name="unitversion_once_per_start",
                violation_error_message="Đơn vị đã có một bản ghi bắt đầu từ ngày này.",
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_START,
                name="unitversion_ends_after_start",
                violation_error_message="Ngày cuối phải sau hoặc bằng ngày đầu.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="unitversion_not_its_own_parent",
                violation_error_message="Đơn vị không thể trực thuộc chính nó.",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "valid_from"], name="unitversion_code"),
            models.Index(fields=["parent", "valid_from"], name="unitversion_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("units:unit-detail", args=[self.unit_id])

    def stood_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Lineage(models.Model):
    """Who stood under whom, and when: the tree of versions spread out, so that one join finds all below.

    Written only by `units.workflow.refresh_lineage`; depth 0 is the unit itself.
    """

    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="lines_down")
    descendant = models.ForeignKey(Unit, models.CASCADE, related_name="lines_up")
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = querysets.LineageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["descendant", "ancestor", "valid_from"], name="lineage_up"),
            models.Index(fields=["ancestor", "depth", "valid_from"], name="lineage_down"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant", "valid_from"], name="lineage_once"),
            models.CheckConstraint(condition=ENDS_AFTER_START, name="lineage_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class ChangeEvent(models.Model):
    """One act of the state on units: a renaming, a merger, a part moved, a level ended."""

    key = models.SlugField(
        "khóa",
        max_length=60,
        unique=True,
        null=True,
        blank=True,
        help_text="Chỉ dùng cho thay đổi có trong dữ liệu nền.",
    )
    kind = models.CharField("loại thay đổi", max_length=8, choices=ChangeKind)
    effective_on = models.DateField("có hiệu lực từ")
    decision = models.CharField("căn cứ", max_length=200)
    verified = models.BooleanField("đã đối chiếu văn bản gốc", default=False)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "thay đổi đơn vị"
        verbose_name_plural = "thay đổi đơn vị"
        ordering = ["effective_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} từ {vi.day(self.effective_on)}"


class ChangeLink(models.Model):
    """From one predecessor to one successor; the share is empty where nobody published it."""

    event = models.ForeignKey(ChangeEvent, models.PROTECT, related_name="links", verbose_name="thay đổi")
    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="links_out", verbose_name="đơn vị cũ")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="links_in", verbose_name="đơn vị mới")
    whole = models.BooleanField("toàn bộ", default=True)
    share = models.DecimalField(
        "phần chuyển",
        max_digits=7,
        decimal_places=6,
        null=True,
        blank=True,
        help_text="Từ 0 đến 1; để trống nếu chưa công bố.",
    )

    objects = querysets.ChangeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị cũ – đơn vị mới"
        verbose_name_plural = "đơn vị cũ – đơn vị mới"
        constraints = [
            models.UniqueConstraint(fields=["event", "predecessor", "successor"], name="changelink_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | (Q(share__gt=0) & Q(share__lte=1)),
                name="changelink_share_between_0_and_1",
                violation_error_message="Phần chuyển phải lớn hơn 0 và không quá 1.",
            ),
            models.CheckConstraint(
                condition=Q(whole=False) | Q(share__isnull=True),
                name="changelink_whole_has_no_share",
                violation_error_message="Đã chuyển toàn bộ thì không ghi phần chuyển.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
