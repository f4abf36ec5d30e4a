"""The people who log in, and the posts from which their rights come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.prepared import Prepared
from units import querysets
from units.enums import Role
from units.models.named import ENDS_AFTER_START, Named
from units.models.tree import Lineage, Unit


class User(Named, AbstractUser):
    """A person who logs in (người dùng); every right comes from the posts held today."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    named_by = "full_name"
    full_name = models.CharField("họ và tên", max_length=120)
    illustrative = models.BooleanField("người dùng minh họa", default=False)
    must_change = models.BooleanField(
        "phải đổi mật khẩu", default=False, db_default=False, editable=False, help_text="Mật khẩu do người khác đặt."
    )
    access_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người cấp lại đường vào",
    )
    access_from_at = models.DateTimeField("đường vào cấp lại lúc", null=True, blank=True, editable=False)

    former_names = models.JSONField("các tên trước đây", null=True, blank=True, editable=False)
    """Each with the moment until which the person was called so, the oldest first; written by `accounts.renaming`."""

    objects = querysets.UserManager()  # type: ignore[misc]

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def called_on(self, at: dt.datetime | dt.date | None) -> str:
        """The name at a moment, or in the evening of a day: what was done then stays under it, whatever came since."""
        if at is None or not self.former_names:
            return str(self)
        if not isinstance(at, dt.datetime):
            at = timezone.make_aware(dt.datetime.combine(at, dt.time.max))
        then = (each["name"] for each in self.former_names if at < dt.datetime.fromisoformat(each["until"]))
        return next(then, str(self))

    def sort_key_of(self, name: str) -> str:
        return vi.person_sort_key(name)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def posts_today(self) -> list[Post]:
        """The posts held on this day, each with the pasts that came to its unit; read once for each request."""
        today = timezone.localdate()
        held: dict[int, Post] = {}
        for row in POSTS.rows(self.pk, today):
            row.user = self
            post = held.setdefault(row.pk, row)
            if row.past is not None and row.past_since <= today:
                still = row.past_until is None or row.past_until >= today
                post.pasts.append(Past(row.past, row.past_whole and still, row.past_above))
        return list(held.values())

    def shape(self) -> Hashable:
        """What of the person shapes a question (`hocTap.lib.prepared`): roles, and in which way pasts came to units."""
        posts = tuple((each.role, *((past.whole, past.above) for past in each.pasts)) for each in self.posts_today)
        return self.is_active, self.is_superuser, posts

    def ids(self) -> list[int]:
        """The ids that fill it: the person's own, then of each post the unit and its pasts."""
        units = [unit for each in self.posts_today for unit in (each.unit_id, *(past.unit for past in each.pasts))]
        return [self.pk, *units]

    def with_ids(self, ids: Sequence[int]) -> User:
        """A person of the same shape with these ids, for whom SQL is made; nobody is saved so."""
        left = iter(ids)
        other = User(pk=next(left), is_active=self.is_active, is_superuser=self.is_superuser)
        other.posts_today = [each.with_units(other, left) for each in self.posts_today]
        return other

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

    @property
    def only_reads(self) -> bool:
        """Sees a unit's whole and changes nothing: who holds no other post (lãnh đạo, người xem)."""
        return bool(self.posts_today) and not self.is_superuser and {p.role for p in self.posts_today} == {Role.READER}

    def units_of_past(self, *roles: Role, whole: bool = True) -> list[int]:
        """Ids of units that are no more and wholly passed to units of such posts; with `whole=False` those in parts."""
        posts = [post for post in self.posts_today if not roles or post.role in roles]
        return [past.unit for post in posts for past in post.pasts if past.whole == whole]

    def units_kept(self, *roles: Role) -> list[int]:
        """Ids of the units whose own books the person keeps: those of the posts, and the past that came to them whole.

        Not what an office merely stands over: of Phường 5, whole in Hòa Bình, the officer of Hòa Bình.
        """
        posts = [post for post in self.posts_today if not roles or post.role in roles]
        past = [past.unit for post in posts for past in post.pasts if past.whole and not past.above]
        return [*(post.unit_id for post in posts), *past]

    def lines_in_charge(self, *roles: Role) -> querysets.LineageQuerySet:
        """Lines of the tree that start at the units of the person's posts, or at units that wholly passed to them."""
        return Lineage.objects.filter(ancestor__in=[*self.units_as(*roles), *self.units_of_past(*roles)])

    def lines_in_remit(self, *roles: Role) -> querysets.LineageQuerySet:
        """Lines of the tree whose figures the person may read: those in charge, and of a divided unit its own.

        An heir of a part reads what the unit itself kept; what stood under it went to one heir or another.
        """
        parts = self.units_of_past(*roles, whole=False)
        if not parts:
            return self.lines_in_charge(*roles)
        starts = [*self.units_as(*roles), *self.units_of_past(*roles)]
        return Lineage.objects.filter(Q(ancestor__in=starts) | Q(ancestor__in=parts, depth=0))

    def oversees(self, role: Role, unit_id: int, day: dt.date) -> bool:
        """Whether, through a post of this role, the unit stood under (or is) the person's unit on the day.

        Also where it stood so under a unit that has wholly passed to the person's.
        """
        return self.lines_in_charge(role).on(day).filter(descendant=unit_id).exists()


class Past(NamedTuple):
    """A unit that is no more and came to the unit of a post, whole or in part, or to one under it."""

    unit: int
    whole: bool
    above: bool


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

    @cached_property
    def pasts(self) -> list[Past]:
        """Filled by `User.posts_today`."""
        return []

    def with_units(self, user: User, ids: Iterator[int]) -> Post:
        """The same post of somebody else at other units, taken from the ids in turn; see `User.with_ids`."""
        other = Post(user=user, unit_id=next(ids), role=self.role, valid_from=self.valid_from, valid_to=self.valid_to)
        other.pasts = [past._replace(unit=next(ids)) for past in self.pasts]
        return other


POSTS = Prepared(
    lambda user, today: Post.objects.filter(user=user).on(today).with_heritage().order_by("role", "unit_id", "pk")
)
