"""Nominations year by year, who scored them, and their steps."""

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
    NominationState,
    Registration,
    RevocationReason,
)
from awards.titles.kinds import TitleKind
from awards.titles.models.candidates import Candidate
from awards.titles.models.criteria import CriteriaSet
from awards.titles.models.decisions import Decision, Minutes, Proposal, who
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
    def as_read(self) -> dict[str, str]:
        """Columns that hold codes, for whom they are about: the result by its name, figures of registers in words."""
        names = {band.code: band.name for band in self.criteria.bands.all()}
        taken = [f"{code}: {facts['words']}" for code, facts in self.inputs.items()]
        return {"result": names.get(self.result, self.result), "inputs": "; ".join(taken), "typists": ""}

    @property
    def holder_name(self) -> str:
        """The holder as the signed decision names it; as the register does while nothing is signed."""
        return self.signed_name or self.candidate.name

    @property
    def listed_name(self) -> str:
        """The holder's name as lists that leave the site have it; of a restricted one why it does not stand there."""
        return self.candidate.listed_name if self.candidate.restricted_on else self.holder_name

    @property
    def listed_address(self) -> str:
        """The address in such lists."""
        return "" if self.candidate.restricted_on else self.holder_address

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
