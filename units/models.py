"""Units through time, their learning centres, and the people who work for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hocTap.lib import vi
from units import querysets, rules
from units.enums import CentreState, ChangeKind, Role, UnitKind

ENDS_AFTER_START = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class Named(models.Model):
    """What is listed and searched by name the Vietnamese way: the name's sorting and searching forms, kept with it."""

    named_by: ClassVar[str] = "name"
    sort_key = models.CharField(max_length=vi.SORT_KEY_LENGTH, editable=False)
    folded = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[models.base.ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        self.key_name()
        if update_fields is not None and self.named_by in update_fields:
            update_fields = {*update_fields, "sort_key", "folded"}
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields)

    def key_name(self) -> None:
        """Compose the name's letters and derive the two forms; `save` does it, `bulk_create` callers must."""
        name = vi.nfc(getattr(self, self.named_by))
        setattr(self, self.named_by, name)
        self.sort_key, self.folded = self.sort_key_of(name), vi.fold(name)

    def sort_key_of(self, name: str) -> str:
        return vi.sort_key(name)


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


class LearningCentre(Named):
    """A community learning centre (trung tâm học tập cộng đồng)."""

    name = models.CharField("tên trung tâm", max_length=200)
    seat = models.CharField("trụ sở", max_length=200, blank=True)
    founding_decision = models.CharField("quyết định thành lập", max_length=200, blank=True)
    founded_on = models.DateField("ngày thành lập", null=True, blank=True)
    ended_on = models.DateField(
        "ngày kết thúc", null=True, blank=True, help_text="Từ ngày này trung tâm không còn hoạt động."
    )
    state = models.CharField("tình trạng", max_length=10, choices=CentreState, default=CentreState.ACTIVE)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = querysets.LearningCentreQuerySet.as_manager()

    class Meta:
        verbose_name = "trung tâm học tập cộng đồng"
        verbose_name_plural = "trung tâm học tập cộng đồng"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CentreState.DISSOLVED, ended_on__isnull=False)
                | (~Q(state=CentreState.DISSOLVED) & Q(ended_on__isnull=True)),
                name="learningcentre_dissolved_has_a_day",
                violation_error_message="Trung tâm đã giải thể phải có ngày kết thúc; trung tâm khác thì không.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CentreService(models.Model):
    """A ward that a centre serves, from and to; a centre may serve several wards."""

    centre = models.ForeignKey(LearningCentre, models.PROTECT, related_name="services", verbose_name="trung tâm")
    ward = models.ForeignKey(Unit, models.PROTECT, related_name="centre_services", verbose_name="phường")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = querysets.CentreServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "phường được phục vụ"
        verbose_name_plural = "phường được phục vụ"
        constraints = [
            models.UniqueConstraint(fields=["centre", "ward", "valid_from"], name="centreservice_once"),
            models.CheckConstraint(condition=ENDS_AFTER_START, name="centreservice_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.centre} – {self.ward}"


class User(Named, AbstractUser):
    """A person who logs in (người dùng); every right comes from the posts held today."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    named_by = "full_name"
    full_name = models.CharField("họ và tên", max_length=120)
    illustrative = models.BooleanField("người dùng minh họa", default=False)

    objects = querysets.UserManager()  # type: ignore[misc]

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def sort_key_of(self, name: str) -> str:
        return vi.person_sort_key(name)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def posts_today(self) -> list[Post]:
        """The posts held on this day; read once for each request."""
        return list(self.posts.on(timezone.localdate()).order_by("role", "unit_id"))

    def units_as(self, *roles: Role) -> list[int]:
        """Ids of the units where the person holds one of the roles today (any role when none is named)."""
        return [post.unit_id for post in self.posts_today if not roles or post.role in roles]

    def holds(self, role: Role) -> bool:
        return any(post.role == role for post in self.posts_today)

    @property
    def is_administrator(self) -> bool:
        """Keeps the catalogue and the people; sees every unit, but no figures through this role."""
        return self.is_active and (self.is_superuser or self.holds(Role.ADMINISTRATOR))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are asked only on the administration pages, which are the administrators'."""
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_administrator

    def lines_in_remit(self, *roles: Role) -> querysets.LineageQuerySet:
        """Lines of the tree that start at the units of the person's posts."""
        return Lineage.objects.filter(ancestor__in=self.units_as(*roles))

    def oversees(self, role: Role, unit_id: int, day: dt.date) -> bool:
        """Whether, through a post of this role, the unit stood under (or is) the person's unit on the day."""
        return self.lines_in_remit(role).on(day).filter(descendant=unit_id).exists()


class Post(models.Model):
    """What a person does, for which unit, from and to (nhiệm vụ được giao)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="người dùng")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="đơn vị")
    role = models.CharField("vai trò", max_length=16, choices=Role)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = querysets.PostQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role", "valid_from"],
                name="post_once_per_start",
                violation_error_message="Nhiệm vụ này đã được giao từ ngày đó.",
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_START,
                name="post_ends_after_start",
                violation_error_message="Ngày cuối phải sau hoặc bằng ngày đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.unit}"
