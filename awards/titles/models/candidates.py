"""Who can hold a title, and what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from awards.titles import querysets
from awards.titles.enums import CandidateEventKind, CandidateState, CitizenGroup, ManagingLevel
from awards.titles.kinds import IN_COMMUNITY, IN_GROUPS, MANAGED_BY_LEVEL, TitleKind
from awards.uploads.words import address_key
from hocTap.lib import vi
from hocTap.lib.addresses import page_of
from units.models import Named, Unit

RESTRICTED = "(đã yêu cầu hạn chế sử dụng)"
"""What stands in a list instead of a name whose use is restricted."""

ANONYMOUS = "(đã ẩn danh)"


class Candidate(Named):
    """A household, clan, khu phố, organisation, citizen or ward that can be registered (đối tượng xét danh hiệu).

    Of people only what the title needs is kept: no identity number, ethnicity, religion, diagnosis or offence.
    """

    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    name = models.CharField("tên", max_length=120, help_text="Chủ hộ, tên dòng họ, khu phố, đơn vị, công dân.")
    folded = models.CharField(max_length=120, editable=False)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    folded_address = models.CharField(max_length=200, editable=False, blank=True)
    ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="phường")
    community = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="khu phố"
    )
    managing_level = models.CharField("cấp quản lý", max_length=8, choices=ManagingLevel, blank=True)
    group = models.CharField("nhóm", max_length=12, choices=CitizenGroup, blank=True)
    under_6 = models.PositiveSmallIntegerField("dưới 6 tuổi", null=True, blank=True)
    aged_6_to_18 = models.PositiveSmallIntegerField("từ 6 đến 18 tuổi", null=True, blank=True)
    aged_19_to_60 = models.PositiveSmallIntegerField("từ 19 đến 60 tuổi", null=True, blank=True)
    over_60 = models.PositiveSmallIntegerField("trên 60 tuổi", null=True, blank=True)
    exempt = models.BooleanField("có người được trừ", default=False, help_text="Chỉ ghi có hay không, không ghi lý do.")
    state = models.CharField("tình trạng", max_length=6, choices=CandidateState, default=CandidateState.ACTIVE)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="đã nhập vào"
    )
    ended_on = models.DateField("không còn từ ngày", null=True, blank=True)
    known_since = models.DateField("theo dõi từ ngày")
    changed_at = models.DateTimeField("thay đổi lúc")
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    restricted_on = models.DateField("hạn chế sử dụng từ ngày", null=True, blank=True)
    consented_on = models.DateField("đồng ý ngày", null=True, blank=True)
    consent_paper = models.CharField("giấy ghi sự đồng ý", max_length=160, blank=True, default="", db_default="")
    anonymised_on = models.DateField("ẩn danh ngày", null=True, blank=True)

    objects = querysets.CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "đối tượng xét danh hiệu"
        verbose_name_plural = "đối tượng xét danh hiệu"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="candidate_has_a_name"),
            models.CheckConstraint(
                condition=~Q(kind__in=IN_COMMUNITY) | Q(community__isnull=False),
                name="candidate_household_has_a_community",
                violation_error_message="Hộ gia đình phải thuộc một khu phố.",
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=MANAGED_BY_LEVEL) & ~Q(managing_level=""))
                | (~Q(kind__in=MANAGED_BY_LEVEL) & Q(managing_level="")),
                name="candidate_organisation_has_a_level",
                violation_error_message="Đơn vị phải ghi cấp quản lý; đối tượng khác thì không.",
            ),
            models.CheckConstraint(
                condition=Q(group="") | Q(kind__in=IN_GROUPS, group__in=CitizenGroup.values),
                name="candidate_group_of_a_citizen",
                violation_error_message="Chỉ công dân mới ghi nhóm.",
            ),
            models.CheckConstraint(
                condition=Q(state=CandidateState.MERGED, merged_into__isnull=False)
                | (~Q(state=CandidateState.MERGED) & Q(merged_into__isnull=True)),
                name="candidate_merged_says_into_what",
            ),
            models.CheckConstraint(
                condition=Q(state=CandidateState.ENDED, ended_on__isnull=False)
                | (~Q(state=CandidateState.ENDED) & Q(ended_on__isnull=True)),
                name="candidate_ended_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
                name="candidate_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(consented_on__isnull=True, consent_paper="")
                | (Q(consented_on__isnull=False) & ~Q(consent_paper="")),
                name="candidate_consent_has_a_paper",
                violation_error_message="Sự đồng ý phải ghi giấy kèm theo.",
            ),
            models.UniqueConstraint(
                fields=["community"],
                condition=Q(kind=TitleKind.COMMUNITY, state=CandidateState.ACTIVE),
                name="candidate_one_per_community",
                violation_error_message="Khu phố này đã có trong danh sách.",
            ),
            models.UniqueConstraint(
                fields=["ward"],
                condition=Q(kind=TitleKind.WARD, state=CandidateState.ACTIVE),
                name="candidate_one_per_ward",
                violation_error_message="Phường này đã có trong danh sách.",
            ),
        ]
        indexes = [
            # Lists and searches find in one of these two alone who stands on a page, and read no other row: that of a
            # ward or some wards, and that in the order of the list, in which many wards need not be sorted.
            models.Index(
                fields=["ward", "kind", "sort_key", "id", "state", "folded", "folded_address"],
                name="candidate_of_ward_found",
            ),
            models.Index(
                fields=["kind", "state", "sort_key", "id", "ward", "folded", "folded_address"],
                name="candidate_in_order_found",
            ),
            models.Index(fields=["community", "kind", "sort_key", "id"], name="candidate_in_community"),
            models.Index(fields=["community", "folded", "folded_address"], name="candidate_likeness"),
            models.Index(
                fields=["kind", "ward", "community", "state", "known_since", "ended_on", "id"], name="candidate_counted"
            ),
            models.Index(fields=["changed_at"], name="candidate_changed"),
            models.Index(fields=["id"], condition=Q(restricted_on__isnull=False), name="candidate_restricted"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_of("titles:candidate-detail", self.pk)

    def sort_key_of(self, name: str) -> str:
        return vi.person_sort_key(name) if TitleKind(self.kind).holders.are_people else vi.sort_key(name)

    def key_name(self) -> None:
        super().key_name()
        self.address = vi.nfc(self.address)
        self.folded_address = address_key(self.address)[:200]

    @property
    def listed_name(self) -> str:
        """The name as it stands in lists that leave the register; of one that is restricted why it does not."""
        return RESTRICTED if self.restricted_on else self.name

    @property
    def listed_address(self) -> str:
        """The address in such lists."""
        return "" if self.restricted_on else self.address

    @property
    def people(self) -> int | None:
        """Members of all ages; unknown when no band was filled in."""
        bands = (self.under_6, self.aged_6_to_18, self.aged_19_to_60, self.over_60)
        known = [band for band in bands if band is not None]
        return sum(known) if known else None


class CandidateEvent(models.Model):
    """One thing that happened to a candidate, with what was before and after, so that it can be undone."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="events", verbose_name="đối tượng")
    other = models.ForeignKey(
        Candidate, models.PROTECT, null=True, blank=True, related_name="events_as_other", verbose_name="bản ghi kia"
    )
    kind = models.CharField("sự việc", max_length=12, choices=CandidateEventKind)
    happened_on = models.DateField("ngày")
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    reason = models.CharField("lý do", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="người ghi"
    )
    at = models.DateTimeField("ghi lúc")
    undone_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undoes", verbose_name="đã hoàn tác"
    )

    class Meta:
        verbose_name = "sự việc của đối tượng"
        verbose_name_plural = "sự việc của đối tượng"
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["kind", "happened_on"], name="candidateevent_by_day"),
            models.Index(fields=["at", "id"], name="candidateevent_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=CandidateEventKind.MERGED) | Q(other__isnull=False),
                name="candidateevent_merged_says_with_what",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {vi.day(self.happened_on)}"
