"""Children and students who receive suất: the restricted table, who agreed to be named, and who looked."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from awards.scholarships import querysets, rules
from awards.scholarships.enums import AccessKind, Party
from awards.scholarships.models.funds import Fund
from hocTap.lib import vi
from units.models import Named

NOT_CONSENTED = "chưa ghi đồng ý nêu tên"
WITHDRAWN = "đã rút đồng ý nêu tên"
RESTRICTED = "đã yêu cầu hạn chế sử dụng"
ANONYMOUS = "(đã ẩn danh)"


class Recipient(Named):
    """A child or student who receives suất (người nhận): the restricted table, read only by the fund's officers."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="recipients", verbose_name="quỹ")
    number = models.PositiveIntegerField("số hồ sơ")
    name = models.CharField("họ và tên", max_length=120)
    birth_year = models.PositiveSmallIntegerField("năm sinh")
    class_name = models.CharField("lớp", max_length=30, blank=True)
    school = models.CharField("trường", max_length=160, blank=True)
    hardship = models.BooleanField("hoàn cảnh khó khăn", default=False)
    illustrative = models.BooleanField("minh họa", default=False)
    joined_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name="đã gộp vào hồ sơ"
    )
    restricted_on = models.DateField("hạn chế từ ngày", null=True, blank=True)
    anonymised_on = models.DateField("ẩn danh ngày", null=True, blank=True)

    objects = querysets.RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "người nhận học bổng"
        verbose_name_plural = "người nhận học bổng"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="recipient_number_once_per_fund"),
            models.CheckConstraint(
                condition=Q(birth_year__gte=1900, birth_year__lte=2100), name="recipient_birth_year_plausible"
            ),
            models.CheckConstraint(
                condition=Q(joined_into__isnull=True) | ~Q(joined_into=F("pk")), name="recipient_joined_into_another"
            ),
        ]

    def __str__(self) -> str:
        """Never the name: what is printed by accident must not tell it."""
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("scholarships:recipient-detail", args=[self.pk])

    def sort_key_of(self, name: str) -> str:
        return vi.person_sort_key(name)

    @property
    def code(self) -> str:
        return f"HS-{self.number:05d}"

    def may_be_named(self, day: dt.date) -> bool:
        """Whether all who must agree do, and nobody asked to restrict; rows of `with_consents` ask no query."""
        if self.restricted_on:
            return False
        if not hasattr(self, "guardian_agrees"):
            agreed = set(self.consents.in_force().values_list("party", flat=True))
            self.guardian_agrees, self.child_agrees = Party.GUARDIAN in agreed, Party.CHILD in agreed
        agrees = {Party.GUARDIAN: self.guardian_agrees, Party.CHILD: self.child_agrees}
        return all(agrees[party] for party in rules.who_must_consent(self.birth_year, day))

    @property
    def root_id(self) -> int:
        """The record that stands for the child: this one, or the one that it was joined into."""
        return self.joined_into_id or self.pk

    @property
    def shown_name(self) -> str:
        """The name as it may leave the fund's room today, else why it may not."""
        if self.may_be_named(timezone.localdate()):
            return self.name
        return f"({self.not_named})"

    @property
    def not_named(self) -> str:
        """Why the name may not leave the fund's room today; nothing where it may."""
        if self.restricted_on:
            return RESTRICTED
        if self.may_be_named(timezone.localdate()):
            return ""
        return WITHDRAWN if self.withdrew_consent() else NOT_CONSENTED

    @property
    def signing_name(self) -> str:
        """The name on the sheet that its owner signs: nobody is asked for it, but a withdrawal holds there too."""
        return f"({self.not_named})" if self.restricted_on or self.withdrew_consent() else self.name

    def withdrew_consent(self) -> bool:
        """Whether some agreement was taken back; rows of `with_consents` answer without a query."""
        if not hasattr(self, "withdrew"):
            self.withdrew = self.consents.filter(withdrawn_on__isnull=False).exists()
        return self.withdrew


class Consent(models.Model):
    """One party's agreement that a name be shown (đồng ý nêu tên), with its paper; once withdrawn, for good."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="consents", verbose_name="người nhận")
    party = models.CharField("bên đồng ý", max_length=8, choices=Party)
    given_on = models.DateField("đồng ý ngày")
    evidence = models.CharField("giấy đồng ý", max_length=160)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    withdrawn_on = models.DateField("rút ngày", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người ghi rút"
    )

    objects = querysets.ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "đồng ý nêu tên"
        verbose_name_plural = "đồng ý nêu tên"
        ordering = ["given_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "party"], condition=Q(withdrawn_on__isnull=True), name="consent_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False, withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn_has_day_and_person",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="consent_has_evidence"),
        ]
        indexes = [models.Index(fields=["recorded_at", "id"], name="consent_recorded_latest")]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {vi.day(self.given_on)}"


class NameAccess(models.Model):
    """Who looked at, printed or exported names, when and how many (nhật ký xem tên)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="name_accesses", verbose_name="quỹ")
    kind = models.CharField("việc", max_length=6, choices=AccessKind)
    what = models.CharField("nội dung", max_length=200)
    names = models.PositiveIntegerField("số tên")
    numbers = models.TextField("số hồ sơ", blank=True, help_text="Hồ sơ nào được xem: ,3,17, để tìm theo từng em.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")
    at = models.DateTimeField("lúc")

    objects = querysets.NameAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "lần xem tên"
        verbose_name_plural = "nhật ký xem tên"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["fund", "at"], name="nameaccess_fund_at"),
            models.Index(fields=["at", "id"], name="nameaccess_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {vi.moment(self.at)}"
