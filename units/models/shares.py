"""What was entered of how a unit was divided: each entry stays, the link holds the last."""

from __future__ import annotations

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hocTap.lib import vi
from units.enums import ShareOf
from units.models.tree import ChangeLink


class ShareEntry(models.Model):
    """One time that somebody wrote how much of a divided unit passed on (phần chuyển), or took it back; only added to.

    Without a numerator the share is not known from then on.
    """

    link = models.ForeignKey(ChangeLink, models.PROTECT, related_name="share_entries", verbose_name="đơn vị cũ – mới")
    numerator = models.PositiveBigIntegerField("tử số", null=True, blank=True)
    denominator = models.PositiveBigIntegerField("mẫu số", null=True, blank=True)
    of = models.CharField("phần của", max_length=12, choices=ShareOf, blank=True)
    document = models.CharField("văn bản", max_length=200, blank=True)
    doubts = models.TextField("điều chưa chắc", blank=True)
    reason = models.CharField("lý do vẫn ghi", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "lần ghi phần chuyển"
        verbose_name_plural = "các lần ghi phần chuyển"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__gte=1, denominator__isnull=False, numerator__lte=F("denominator")),
                name="shareentry_between_0_and_1",
                violation_error_message="Phần chuyển phải lớn hơn 0 và không quá toàn bộ; ghi cả tử số và mẫu số.",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | (~Q(of="") & ~Q(document="")),
                name="shareentry_says_of_what_and_by_which_document",
                violation_error_message="Phần chuyển phải ghi là phần của gì và theo văn bản nào.",
            ),
            models.CheckConstraint(
                condition=Q(doubts="", reason="") | (~Q(doubts="") & ~Q(reason="")),
                name="shareentry_doubt_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["at", "id"], name="shareentry_latest")]

    def __str__(self) -> str:
        return f"{self.words} {vi.moment(self.at)}"

    @property
    def share(self) -> Fraction | None:
        return None if self.numerator is None or not self.denominator else Fraction(self.numerator, self.denominator)

    @property
    def words(self) -> str:
        """ "1.200/2.000 số hộ"; "chưa công bố"."""
        if self.numerator is None:
            return "chưa công bố"
        return f"{vi.whole(self.numerator)}/{vi.whole(self.denominator)} {self.get_of_display()}"
