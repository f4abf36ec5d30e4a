"""A candidate's way to the title in one year: nomination, minutes, proposal, decision, and every step."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from awards.titles import querysets
from awards.titles.enums import (
    DRAFTED,
    STEPS,
    Action,
    DecisionAction,
    DecisionKind,
    DecisionState,
    NominationState,
    Registration,
    RevocationReason,
)
from awards.titles.kinds import TitleKind
from awards.titles.models.candidates import Candidate
from awards.titles.models.criteria import CriteriaSet, Procedure
from hocTap.lib import vi
from units.models import Unit

S = NominationState
ASSESSED = (S.SELF_ASSESSED, S.VOTED, S.APPRAISED, S.PROPOSED, S.RECOGNISED, S.REVOKED)
APPRAISED = (S.APPRAISED, S.PROPOSED, S.RECOGNISED, S.REVOKED)
PROPOSED = (S.PROPOSED, S.RECOGNISED, S.REVOKED)
RECOGNISED = (S.RECOGNISED, S.REVOKED)
DECIDED = (S.RECOGNISED, S.NOT_REACHED, S.REVOKED)
LEFT = (S.NOT_REACHED, S.UNREGISTERED)
"""Out of the race from whatever step: what was entered before stays readable."""

WITH_REASON = (
    Action.RETURN,
    Action.REJECT,
    Action.REVOKE,
    Action.REINSTATE,
    Action.WITHDRAW,
    Action.UNREGISTER,
    Action.REOPEN,
    Action.TAKE_BACK,
    Action.RECALL,
)


def who(verbose: str, *, null: bool = True) -> models.ForeignKey:  # type: ignore[type-arg]
    """A person as a fact of a row; never searched by, so without an index."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=null,
        blank=null,
        related_name="+",
        db_index=False,
        verbose_name=verbose,
    )


class Minutes(models.Model):
    """The minutes of one meeting at a khu phố, or of a ward for what has no khu phố (biên bản bình xét)."""

    ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="phường")
    community = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="khu phố"
    )
    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    year = models.PositiveSmallIntegerField("năm xét")
    held_on = models.DateField("ngày họp")
    present = models.PositiveIntegerField("số người dự")
    chair = models.CharField("chủ trì", max_length=120, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="sửa biên bản"
    )
    reason = models.CharField("lý do sửa", max_length=500, blank=True)
    by = who("người ghi", null=False)
    at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "biên bản bình xét"
        verbose_name_plural = "biên bản bình xét"
        constraints = [
            models.CheckConstraint(
                condition=Q(present__gt=0),
                name="minutes_somebody_was_present",
                violation_error_message="Số người dự phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="minutes_corrected_say_why",
                violation_error_message="Sửa biên bản thì phải ghi lý do.",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "kind", "year"], name="minutes_of_community"),
            models.Index(fields=["at", "id"], name="minutes_latest"),
        ]

    def __str__(self) -> str:
        return f"Biên bản ngày {vi.day(self.held_on)}"

    def get_absolute_url(self) -> str:
        return reverse("titles:minutes-detail", args=[self.pk])


class Proposal(models.Model):
    """A ward's written proposal to the approver (tờ trình): number and date, for one title and year."""

    ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="phường")
    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    year = models.PositiveSmallIntegerField("năm xét")
    number = models.PositiveIntegerField("số tờ trình")
    symbol = models.CharField("ký hiệu", max_length=40, default="TTr-UBND")
    proposed_on = models.DateField("ngày tờ trình")
    number_year = models.PositiveSmallIntegerField("năm của số")
    by = who("người trình", null=False)
    at = models.DateTimeField("ghi lúc")
    recalled_by = who("người rút")
    recalled_at = models.DateTimeField("rút lúc", null=True, blank=True)
    recalled_why = models.CharField("lý do rút", max_length=500, blank=True)

    class Meta:
        verbose_name = "tờ trình"
        verbose_name_plural = "tờ trình"
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "number_year", "number"],
                condition=Q(recalled_at__isnull=True),
                name="proposal_number_once_a_year",
                violation_error_message="Số tờ trình này đã dùng trong năm.",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="proposal_has_a_number"),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True, recalled_by__isnull=True, recalled_why="")
                | (Q(recalled_at__isnull=False, recalled_by__isnull=False) & ~Q(recalled_why="")),
                name="proposal_recalled_says_who_and_why",
                violation_error_message="Rút tờ trình thì phải ghi lý do.",
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="proposal_latest"),
            models.Index(fields=["recalled_at", "id"], name="proposal_recalled_latest"),
        ]

    def __str__(self) -> str:
        return f"Tờ trình số {self.number}/{self.symbol} ngày {vi.day(self.proposed_on)}"


class Decision(models.Model):
    """A decision that recognises or revokes (quyết định); a draft has no number, and weighs nothing."""

    kind = models.CharField("loại", max_length=12, choices=DecisionKind)
    title = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    assessment_year = models.PositiveSmallIntegerField("năm xét")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan ra quyết định")
    agency_words = models.CharField("tên cơ quan", max_length=200)
    authority_words = models.CharField("thể thức đề ký", max_length=120)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", verbose_name="trình tự")
    state = models.CharField("trạng thái", max_length=8, choices=DecisionState, default=DecisionState.DRAFT)
    year = models.PositiveSmallIntegerField("năm của số", null=True, blank=True)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40, default="QĐ-UBND")
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    valid_until = models.DateField("danh hiệu có giá trị đến", null=True, blank=True)
    latest_proposal_on = models.DateField("ngày tờ trình muộn nhất", null=True, blank=True)
    prepared_by = who("người dự thảo", null=False)
    prepared_at = models.DateTimeField("dự thảo lúc")
    recorded_by = who("người ghi số")
    recorded_at = models.DateTimeField("ghi số lúc", null=True, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    on_paper = models.BooleanField(
        "ghi lại từ bản giấy", default=False, help_text="Đã ký trên giấy trước khi được ghi vào hệ thống."
    )

    objects = querysets.DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định"
        verbose_name_plural = "quyết định"
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "year", "number"],
                name="decision_number_once_per_agency_kind_year",
                violation_error_message="Số quyết định này đã dùng trong năm.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=DecisionState.DRAFT,
                    number__isnull=True,
                    year__isnull=True,
                    signed_on__isnull=True,
                    valid_until__isnull=True,
                    signer="",
                    recorded_by__isnull=True,
                    recorded_at__isnull=True,
                )
                | (
                    Q(
                        state=DecisionState.SIGNED,
                        number__gt=0,
                        year__isnull=False,
                        signed_on__isnull=False,
                        recorded_by__isnull=False,
                        recorded_at__isnull=False,
                    )
                    & ~Q(signer="")
                ),
                name="decision_signed_has_number_day_and_signer",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True)
                | Q(latest_proposal_on__isnull=True)
                | Q(signed_on__gte=F("latest_proposal_on")),
                name="decision_not_before_its_proposal",
                violation_error_message="Ngày ký không được trước ngày tờ trình.",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.DRAFT)
                | Q(kind=DecisionKind.RECOGNITION, valid_until__gte=F("signed_on"))
                | Q(kind=DecisionKind.REVOCATION, valid_until__isnull=True),
                name="decision_of_recognition_holds_until_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["title", "assessment_year", "state"], name="decision_of_year"),
            models.Index(fields=["prepared_at", "id"], name="decision_prepared_latest"),
        ]

    def __str__(self) -> str:
        number = self.number if self.number else "      "
        return f"Quyết định số {number}/{self.symbol}"

    def get_absolute_url(self) -> str:
        return reverse("titles:decision-detail", args=[self.pk])

    @property
    def is_signed(self) -> bool:
        return bool(self.state == DecisionState.SIGNED)


class DecisionStep(models.Model):
    """What was done to a decision after its signature was recorded: the signature that was there, who, when, why."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="steps", verbose_name="quyết định")
    action = models.CharField("bước", max_length=8, choices=DecisionAction)
    number = models.PositiveIntegerField("số")
    year = models.PositiveSmallIntegerField("năm của số")
    signed_on = models.DateField("ngày ký")
    signer = models.CharField("người ký", max_length=120)
    by = who("người thực hiện", null=False)
    at = models.DateTimeField("lúc")
    reason = models.CharField("lý do", max_length=500)

    class Meta:
        verbose_name = "bước của quyết định"
        verbose_name_plural = "bước của quyết định"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="decisionstep_says_why",
                violation_error_message="Bước này phải ghi lý do.",
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="decisionstep_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"


class Nomination(models.Model):
    """One candidate's registration for one title in one year, and how far it came (hồ sơ xét danh hiệu).

    Ward and khu phố are those of that year. Score and result are derived from the answers and the year's criteria.
    A recognised nomination is in force only when its decision is signed. One that is registered may hold the answers of
    a self-assessment that is not finished: they have no score and no result.
    """

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="nominations", verbose_name="đối tượng")
    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    year = models.PositiveSmallIntegerField("năm xét")
    ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="phường")
    community = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="khu phố"
    )
    as_of = models.DateField("địa bàn tính đến ngày")
    registration = models.CharField("đăng ký", max_length=5, choices=Registration)
    criteria = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="nominations", verbose_name="bộ tiêu chí")
    state = models.CharField("bước", max_length=13, choices=S, default=S.REGISTERED)
    edition = models.PositiveIntegerField("lần thay đổi", default=1)
    answers = models.JSONField("trả lời", default=dict, blank=True)
    typists = models.JSONField("người gõ từng mục", default=dict, blank=True)
    """Who typed a line last, by its code, as long as lines are typed one by one; nobody once all came at a time."""
    inputs = models.JSONField("số lấy từ sổ", default=dict, blank=True)
    score = models.DecimalField("điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    result = models.CharField("xếp loại", max_length=20, blank=True)
    passes = models.BooleanField("đủ điều kiện", null=True, blank=True)
    registered_by = who("người đăng ký", null=False)
    registered_at = models.DateTimeField("đăng ký lúc")
    assessed_by = who("người ghi tự đánh giá")
    assessed_at = models.DateTimeField("tự đánh giá lúc", null=True, blank=True)
    minutes = models.ForeignKey(
        Minutes, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="biên bản"
    )
    present = models.PositiveIntegerField("số người dự", null=True, blank=True)
    in_favour = models.PositiveIntegerField("tán thành", null=True, blank=True)
    against = models.PositiveIntegerField("không tán thành", null=True, blank=True)
    appraised_by = who("người thẩm định")
    appraised_at = models.DateTimeField("thẩm định lúc", null=True, blank=True)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="tờ trình"
    )
    proposed_by = who("người trình")
    proposed_at = models.DateTimeField("trình lúc", null=True, blank=True)
    sent_times = models.PositiveSmallIntegerField("số lần trình", default=0)
    decided_by = who("người xét")
    decided_at = models.DateTimeField("xét lúc", null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name="quyết định"
    )
    certificate = models.PositiveIntegerField("số vào sổ", null=True, blank=True)
    not_reached = models.CharField("lý do không đạt", max_length=500, blank=True)
    revocation = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="revoked_nominations",
        verbose_name="quyết định thu hồi",
    )
    revoked_for = models.CharField("lý do thu hồi", max_length=20, choices=RevocationReason, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    signed_name = models.CharField("tên khi ký", max_length=120, blank=True)
    signed_address = models.CharField("địa chỉ khi ký", max_length=200, blank=True)
    signed_place = models.CharField("địa bàn khi ký", max_length=400, blank=True)
    on_paper = models.BooleanField(
        "ghi lại từ bản giấy", default=False, help_text="Các bước trước quyết định không có trong hệ thống."
    )

    objects = querysets.NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ xét danh hiệu"
        verbose_name_plural = "hồ sơ xét danh hiệu"
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "kind", "year"],
                name="nomination_once_a_year",
                violation_error_message="Đối tượng đã đăng ký danh hiệu này trong năm.",
            ),
            models.CheckConstraint(condition=Q(state__in=S.values), name="nomination_state_known"),
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=ASSESSED,
                        assessed_by__isnull=False,
                        assessed_at__isnull=False,
                        passes__isnull=False,
                    )
                    | Q(state=S.REGISTERED, assessed_by__isnull=True, assessed_at__isnull=True, passes__isnull=True)
                    | Q(state__in=LEFT)
                    | Q(on_paper=True)
                ),
                name="nomination_assessed_says_who_and_what",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True, present__isnull=True, in_favour__isnull=True, against__isnull=True)
                | Q(
                    minutes__isnull=False,
                    present__isnull=False,
                    in_favour__isnull=False,
                    against__isnull=False,
                    present__gte=F("in_favour") + F("against"),
                ),
                name="nomination_no_more_votes_than_people",
                violation_error_message="Số phiếu không được nhiều hơn số người dự.",
            ),
            models.CheckConstraint(
                condition=Q(state=S.VOTED, minutes__isnull=False)
                | Q(state__in=[S.REGISTERED, S.SELF_ASSESSED], minutes__isnull=True)
                | Q(state__in=[*APPRAISED, *LEFT]),
                name="nomination_voted_has_minutes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=APPRAISED, appraised_by__isnull=False, appraised_at__isnull=False)
                | Q(
                    state__in=[S.REGISTERED, S.SELF_ASSESSED, S.VOTED],
                    appraised_by__isnull=True,
                    appraised_at__isnull=True,
                )
                | Q(state__in=LEFT)
                | Q(on_paper=True),
                name="nomination_appraised_says_who",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=PROPOSED, proposal__isnull=False, proposed_by__isnull=False, proposed_at__isnull=False
                )
                | Q(
                    state__in=[S.REGISTERED, S.SELF_ASSESSED, S.VOTED, S.APPRAISED],
                    proposal__isnull=True,
                    proposed_by__isnull=True,
                    proposed_at__isnull=True,
                )
                | Q(state__in=LEFT)
                | Q(on_paper=True),
                name="nomination_proposed_says_who",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_by__isnull=True, decided_at__isnull=True)),
                name="nomination_decided_says_who",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RECOGNISED, decision__isnull=False, certificate__isnull=False)
                | (~Q(state__in=RECOGNISED) & Q(decision__isnull=True, certificate__isnull=True)),
                name="nomination_recognised_has_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RECOGNISED) | Q(passes=True),
                name="nomination_recognised_passed",
            ),
            models.CheckConstraint(
                condition=(Q(state=S.NOT_REACHED) & ~Q(not_reached="")) | (~Q(state=S.NOT_REACHED) & Q(not_reached="")),
                name="nomination_not_reached_says_why",
                violation_error_message="Không đạt thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=(Q(state=S.REVOKED, revocation__isnull=False) & ~Q(revoked_for=""))
                | (~Q(state=S.REVOKED) & Q(revocation__isnull=True, revoked_for="")),
                name="nomination_revoked_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RECOGNISED)
                | (
                    ~Q(decided_by=F("assessed_by")) & ~Q(decided_by=F("appraised_by")) & ~Q(decided_by=F("proposed_by"))
                ),
                name="nomination_four_eyes",
                violation_error_message="Người chấm hoặc người trình không được tự công nhận.",
            ),
            models.UniqueConstraint(fields=["decision", "certificate"], name="nomination_certificate_once"),
            models.CheckConstraint(
                condition=Q(on_paper=False)
                | Q(
                    state__in=RECOGNISED,
                    assessed_by__isnull=True,
                    appraised_by__isnull=True,
                    proposal__isnull=True,
                    minutes__isnull=True,
                    score__isnull=True,
                ),
                name="nomination_on_paper_has_no_steps_before",
            ),
            models.CheckConstraint(
                condition=Q(signed_name="", signed_address="", signed_place="") | Q(state__in=RECOGNISED),
                name="nomination_names_of_a_signed_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["ward", "kind", "year", "state"], name="nomination_by_ward"),
            models.Index(fields=["community", "kind", "year", "state"], name="nomination_by_community"),
            models.Index(
                fields=[
                    *("kind", "year", "ward", "community", "as_of", "criteria", "illustrative", "score", "sent_times"),
                    *("proposed_at", "assessed_by", "appraised_by", "proposed_by", "id"),
                ],
                condition=Q(state=S.PROPOSED),
                name="nomination_waiting_whole",
            ),
            models.Index(fields=["kind", "year", "ward", "community", "state", "decision"], name="nomination_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name} – {TitleKind(self.kind).label} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("titles:nomination-detail", args=[self.pk])

    @property
    def step(self) -> str:
        """How far it came, as people are told: a title in a draft is not recognised."""
        recognised = self.state == S.RECOGNISED and self.decision is not None
        return DRAFTED if recognised and not self.decision.is_signed else str(self.state)  # type: ignore[union-attr]

    @property
    def step_words(self) -> str:
        """ "trong dự thảo quyết định", "được công nhận". Lists read the decision with the row."""
        return dict(STEPS)[self.step]

    @property
    def holder_name(self) -> str:
        """The holder as the signed decision names it; as the register does while nothing is signed."""
        return self.signed_name or self.candidate.name

    @property
    def holder_address(self) -> str:
        """The address in the signed decision; that of the register while nothing is signed."""
        return self.signed_address if self.signed_name else self.candidate.address

    @property
    def called_now(self) -> str:
        """Name and address of today where they differ from the signed decision, e.g. "Trần Thị B, 5 đường Y"."""
        kept, now = (self.signed_name, self.signed_address), (self.candidate.name, self.candidate.address)
        return ", ".join(filter(None, now)) if self.signed_name and kept != now else ""


class Scorer(models.Model):
    """Somebody who typed answers of a nomination, even if another person completed them since (người đã chấm).

    Whoever completed the answers last is `Nomination.assessed_by` and need not stand here.
    """

    nomination = models.ForeignKey(
        Nomination, models.PROTECT, related_name="scorers", db_index=False, verbose_name="hồ sơ"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="người đã chấm"
    )

    class Meta:
        verbose_name = "người đã chấm hồ sơ"
        verbose_name_plural = "người đã chấm hồ sơ"
        constraints = [models.UniqueConstraint(fields=["nomination", "person"], name="scorer_once")]
        indexes = [models.Index(fields=["person", "nomination"], name="scorer_of_person")]

    def __str__(self) -> str:
        return f"{self.person} chấm {self.nomination}"


class NominationStep(models.Model):
    """One step of a nomination: who, when, before, after, why, and the facts as they then were."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="steps", verbose_name="hồ sơ")
    action = models.CharField("bước", max_length=12, choices=Action)
    before = models.CharField("trước", max_length=13, choices=S, blank=True)
    after = models.CharField("sau", max_length=13, choices=S)
    by = who("người thực hiện", null=False)
    at = models.DateTimeField("lúc")
    reason = models.CharField("lý do", max_length=500, blank=True)
    facts = models.JSONField("số liệu lúc đó", default=dict)

    class Meta:
        verbose_name = "bước xét danh hiệu"
        verbose_name_plural = "bước xét danh hiệu"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action__in=WITH_REASON) | ~Q(reason=""),
                name="nominationstep_says_why",
                violation_error_message="Bước này phải ghi lý do.",
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="nominationstep_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"

    @property
    def before_words(self) -> str:
        """Where it stood before; what was taken out of a draft stood in it."""
        return dict(STEPS)[DRAFTED] if self.action == Action.WITHDRAW else str(self.get_before_display())

    @property
    def after_words(self) -> str:
        """Where it stood after; who is recognised stands in a draft first."""
        return dict(STEPS)[DRAFTED] if self.action == Action.RECOGNISE else str(self.get_after_display())
