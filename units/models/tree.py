"""Administrative units through time, and the acts of the state that changed them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from hocTap.lib import vi
from units import querysets, rules
from units.enums import ChangeKind, ShareOf, UnitKind
from units.models.named import ENDS_AFTER_START, Named
from units.words import designation_in


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

    derived: ClassVar[tuple[str, ...]] = (*Named.derived, "designation")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions", verbose_name="đơn vị")
    code = models.CharField(
        "mã", max_length=10, blank=True, help_text="Mã của Tổng cục Thống kê; để trống nếu không có."
    )
    name = models.CharField("tên chính thức", max_length=120)
    kind = models.CharField("cấp", max_length=12, choices=UnitKind)
    designation = models.CharField(
        "loại hình", max_length=30, blank=True, help_text="Ví dụ: phường, xã, khu phố, ấp; để trống thì lấy theo tên."
    )
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="child_versions", verbose_name="trực thuộc"
    )
    valid_from = models.DateField("từ ngày")
    start_unknown = models.BooleanField(
        "không rõ ngày đầu",
        default=False,
        help_text="Đã có từ trước ngày này; ngày ghi chỉ là mốc của danh mục.",
    )
    known_on = models.DateField(
        "chỉ biết theo danh mục ngày",
        null=True,
        blank=True,
        help_text="Trước ngày này tên, mã, cấp và nơi trực thuộc là suy ra, chưa đối chiếu.",
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

    def key_name(self) -> None:
        """Also the word for what the unit is, where its name says it ("Phường 5" is a phường)."""
        super().key_name()
        self.designation = designation_in(self.name, self.kind) or self.designation

    def stood_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def assumed_on(self, day: dt.date) -> bool:
        """Whether nobody compared with a source that the unit stood so on the day: the list that names it is later."""
        return self.known_on is not None and day < self.known_on


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


class Heritage(models.Model):
    """Who answers for a unit that is no more, and from when: the links of all generations followed to their ends.

    Derived by the one rule of succession and written only by `units.workflow.heritage`. Example: Hòa Bình
    answers for Phường 5, whole, since 01/07/2025; Bình Thới and Phú Thọ for parts of Phường 12, through Phường 8.
    `above` marks an office that stands over an heir but never stood over the unit: it reads what its heir reads.
    """

    heir = models.ForeignKey(Unit, models.CASCADE, related_name="inherits")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="inherited_by")
    since = models.DateField()
    until = models.DateField(null=True)
    whole = models.BooleanField()
    above = models.BooleanField(default=False)

    objects = querysets.HeritageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["heir", "unit", "since"], name="heritage_once"),
            models.CheckConstraint(condition=~Q(heir=F("unit")), name="heritage_of_another"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="heritage_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.heir_id}"


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
    """From one predecessor to one successor; a part's share is an exact fraction, empty where nobody published it."""

    event = models.ForeignKey(ChangeEvent, models.PROTECT, related_name="links", verbose_name="thay đổi")
    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="links_out", verbose_name="đơn vị cũ")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="links_in", verbose_name="đơn vị mới")
    whole = models.BooleanField("toàn bộ", default=True)
    share_numerator = models.PositiveBigIntegerField(
        "phần chuyển: tử số", null=True, blank=True, help_text="Phần chuyển là 2/3: ghi 2; để trống nếu chưa công bố."
    )
    share_denominator = models.PositiveBigIntegerField("phần chuyển: mẫu số", null=True, blank=True)
    share_of = models.CharField("phần của", max_length=12, choices=ShareOf, blank=True)
    share_document = models.CharField("văn bản ghi phần chuyển", max_length=200, blank=True)
    share_entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )

    objects = querysets.ChangeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị cũ – đơn vị mới"
        verbose_name_plural = "đơn vị cũ – đơn vị mới"
        constraints = [
            models.UniqueConstraint(fields=["event", "predecessor", "successor"], name="changelink_once"),
            models.CheckConstraint(
                condition=Q(share_numerator__isnull=True, share_denominator__isnull=True)
                | Q(
                    share_numerator__gte=1,
                    share_denominator__isnull=False,
                    share_numerator__lte=F("share_denominator"),
                ),
                name="changelink_share_between_0_and_1",
                violation_error_message="Phần chuyển phải lớn hơn 0 và không quá toàn bộ; ghi cả tử số và mẫu số.",
            ),
            models.CheckConstraint(
                condition=Q(whole=False) | Q(share_numerator__isnull=True),
                name="changelink_whole_has_no_share",
                violation_error_message="Đã chuyển toàn bộ thì không ghi phần chuyển.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    @property
    def share(self) -> Fraction | None:
        """The part that passed over, exactly; None where nobody published it (or all of it passed)."""
        if self.share_numerator is None or not self.share_denominator:
            return None
        return Fraction(self.share_numerator, self.share_denominator)
