"""What was counted: periods, submissions, their steps and values, with history."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from hocTap.lib import vi
from hocTap.lib.addresses import page_of
from indicators import querysets
from indicators.enums import Action, Origin, PeriodKind, Qualifier, State
from indicators.models.catalogue import Check, Form, Measure
from units.enums import UnitKind
from units.models import Unit, UnitVersion

LARGEST = 10**15
EDITABLE_STATES = (State.DRAFT, State.RETURNED, State.REOPENED)


class Period(models.Model):
    """A span of time that figures are for (kỳ báo cáo), and when they are collected."""

    kind = models.CharField("loại kỳ", max_length=16, choices=PeriodKind)
    year = models.PositiveSmallIntegerField("năm")
    ordinal = models.PositiveSmallIntegerField("thứ tự trong năm", default=1)
    label = models.CharField("tên kỳ", max_length=60)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")
    opens_on = models.DateField("mở nhập từ ngày")
    due_on = models.DateField("hạn gửi")
    closes_on = models.DateField("khóa sau ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)

    objects = querysets.PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["kind", "year", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "ordinal"],
                name="period_once",
                violation_error_message="Kỳ này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) & Q(due_on__gte=F("opens_on")),
                name="period_days_in_order",
                violation_error_message="Các ngày của kỳ phải theo thứ tự: bắt đầu, kết thúc; mở, hạn, khóa.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("due_on")),
                name="period_closes_after_due",
                violation_error_message="Ngày khóa không được trước hạn gửi.",
            ),
            models.CheckConstraint(
                condition=Q(
                    *(Q(kind=kind, ordinal__range=(1, kind.in_a_year)) for kind in PeriodKind), _connector=Q.OR
                ),
                name="period_ordinal_within_the_year",
                violation_error_message="Thứ tự lớn hơn số kỳ mỗi năm: sáu tháng có 2, quý có 4, loại khác có 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Two periods of a kind share no day; the database holds it too (migration 0006)."""
        if not (self.starts_on and self.ends_on):
            return
        others = Period.objects.exclude(pk=self.pk).filter(kind=self.kind)
        if other := others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).first():
            raise ValidationError(
                f"Kỳ này trùng ngày với {other.label} ({vi.day(other.starts_on)} – {vi.day(other.ends_on)}). "
                "Hãy sửa ngày đầu hoặc ngày cuối."
            )

    def is_open(self, day: dt.date) -> bool:
        return self.opens_on <= day and (self.closes_on is None or day <= self.closes_on)


class Submission(models.Model):
    """One unit's figures on one form for one period (báo cáo số liệu)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions", verbose_name="đơn vị")
    unit_as = models.ForeignKey(UnitVersion, models.PROTECT, related_name="+", verbose_name="tên đơn vị trong kỳ")
    form = models.ForeignKey(Form, models.PROTECT, related_name="submissions", verbose_name="biểu mẫu")
    period = models.ForeignKey(Period, models.PROTECT, related_name="submissions", verbose_name="kỳ báo cáo")
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.DRAFT)
    edition = models.PositiveIntegerField(
        "lần thay đổi", default=1, help_text="Tăng sau mỗi lần lưu ô hoặc chuyển trạng thái."
    )
    handed_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="took_over",
        verbose_name="báo cáo của đơn vị mới",
        help_text="Báo cáo của đơn vị mới gồm cả những ngày mà báo cáo này nói đến.",
    )
    answered_by = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="đơn vị làm tiếp",
        help_text="Theo bàn giao: đơn vị hoàn thành báo cáo này thay đơn vị cũ.",
    )
    own_total = models.BooleanField(
        "số tổng hợp của chính đơn vị",
        default=False,
        help_text="Đơn vị chỉ có số chung đã công bố, không có số của từng đơn vị bên dưới.",
    )
    source_document = models.CharField("văn bản công bố", max_length=200, blank=True)
    source_number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    source_day = models.DateField("ngày của văn bản", null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    started_at = models.DateTimeField("lập lúc", auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người gửi",
    )
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cấp trên mở xem",
        help_text="Người của cấp trên xem báo cáo đầu tiên sau khi gửi.",
    )
    opened_at = models.DateTimeField("cấp trên mở xem lúc", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người duyệt",
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    own_approval = models.BooleanField(
        "đơn vị tự duyệt",
        default=False,
        help_text="Cấp trên chưa dùng hệ thống nên lãnh đạo của chính đơn vị duyệt; cấp trên chưa kiểm tra.",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người kiểm tra",
        help_text="Người của cấp trên xác nhận sau đã kiểm tra số liệu mà đơn vị tự duyệt.",
    )
    checked_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)

    objects = querysets.SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo số liệu"
        verbose_name_plural = "báo cáo số liệu"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form", "period"],
                name="submission_once_per_unit_form_period",
                violation_error_message="Đơn vị đã có báo cáo cho kỳ này.",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_known"),
            models.CheckConstraint(
                condition=(
                    Q(own_total=True, source_day__isnull=False) & ~Q(source_document="")
                    | Q(own_total=False, source_document="", source_number="", source_day__isnull=True)
                ),
                name="submission_own_total_names_its_source",
                violation_error_message="Số tổng hợp phải ghi văn bản đã công bố và ngày của văn bản.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=State.APPROVED, approved_by__isnull=False, approved_at__isnull=False)
                    | (~Q(state=State.APPROVED) & Q(approved_by__isnull=True, approved_at__isnull=True))
                ),
                name="submission_approved_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=[State.SUBMITTED, State.APPROVED],
                        submitted_by__isnull=False,
                        submitted_at__isnull=False,
                    )
                    | Q(
                        state__in=[*EDITABLE_STATES, State.HANDED],
                        submitted_by__isnull=True,
                        submitted_at__isnull=True,
                    )
                ),
                name="submission_submitted_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state=State.HANDED, handed_to__isnull=False)
                | (~Q(state=State.HANDED) & Q(handed_to__isnull=True)),
                name="submission_handed_says_where_to",
            ),
            models.CheckConstraint(
                condition=Q(handed_to__isnull=True) | ~Q(handed_to=F("pk")), name="submission_not_handed_to_itself"
            ),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=True, opened_at__isnull=True)
                | Q(opened_by__isnull=False, opened_at__isnull=False, state__in=[State.SUBMITTED, State.APPROVED]),
                name="submission_opened_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(own_approval=False) | Q(state=State.APPROVED, own_total=False),
                name="submission_own_approval_is_an_approval",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False, own_approval=True),
                name="submission_checked_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | ~Q(checked_by=F("approved_by")) & ~Q(checked_by=F("submitted_by")),
                name="submission_checker_neither_sent_nor_approved",
                violation_error_message="Người gửi hoặc người duyệt không tự xác nhận đã kiểm tra.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="submission_approver_is_not_the_submitter",
                violation_error_message="Người gửi không được tự duyệt báo cáo của mình.",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "form", "state"], name="submission_by_period"),
            models.Index(fields=["started_at", "id"], name="submission_started_latest"),
            models.Index(fields=["opened_at", "id"], name="submission_opened_latest"),
        ]

    def __str__(self) -> str:
        own = ", số tổng hợp" if self.own_total else ""
        return f"{self.unit_as.name}, {self.period.label}{own}"

    def get_absolute_url(self) -> str:
        return page_of("indicators:submission-detail", self.pk)

    @property
    def last_day(self) -> dt.date:
        """The last day that the figures speak of: the period's, or the unit's own where it ended within it."""
        return min(self.unit_as.valid_to or self.period.ends_on, self.period.ends_on)

    @property
    def until(self) -> dt.date | None:
        """To which day the figures are, as long as the period is not over: that of sending, or today."""
        today = timezone.localdate()
        sent_on = timezone.localtime(self.submitted_at).date() if self.submitted_at else today
        return min(sent_on, today) if today < self.last_day else None

    @property
    def published(self) -> str:
        """Where an office's totals were published: "Báo cáo tổng kết, số 12/BC-UBND, ngày 30/10/2020"."""
        number = f"số {self.source_number}" if self.source_number else ""
        day = f"ngày {vi.day(self.source_day)}" if self.source_day else ""
        return ", ".join(filter(None, [self.source_document, number, day]))

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES

    @property
    def office_above(self) -> str:
        """Whose check an approval of the unit's own stands without, by its name of the day: "Tỉnh Vĩnh Long"."""
        parent = self.unit_as.parent.on(self.last_day) if self.unit_as.parent else None
        return parent.name if parent else "cấp trên"

    @property
    def own_words(self) -> str:
        """What a sheet that its own unit approved says of itself; nothing of any other."""
        if not self.own_approval:
            return ""
        own = f"{self.unit_as.name} tự duyệt số liệu này"
        if self.checked_by is None or self.checked_at is None:
            return f"{own}; {self.office_above} chưa kiểm tra."
        return f"{own}; {self.office_above} đã kiểm tra: {self.checked_by}, {vi.moment(self.checked_at)}."

    def takes_figures(self, day: dt.date) -> bool:
        """A draft while its period is open; what was sent back at any time, so that it can be mended."""
        return self.is_editable and (self.state != State.DRAFT or self.period.is_open(day))


class StatedNumber(models.Model):
    """How many units of a level should report to a unit, where a document says more than the catalogue holds.

    Example: "168 đơn vị phải báo cáo" of a province that has ten of its communes in the tree.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stated_numbers", verbose_name="đơn vị")
    kind = models.CharField("cấp phải báo cáo", max_length=12, choices=UnitKind)
    number = models.PositiveIntegerField("số đơn vị phải báo cáo")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    stated_at = models.DateTimeField("ghi lúc")

    objects = querysets.StatedNumberQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử số đơn vị phải báo cáo")

    class Meta:
        verbose_name = "số đơn vị phải báo cáo"
        verbose_name_plural = "số đơn vị phải báo cáo"
        ordering = ["unit", "kind", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="statednumber_at_least_one",
                violation_error_message="Số đơn vị phải báo cáo ít nhất là 1.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="statednumber_ends_after_start",
                violation_error_message="Ngày cuối phải sau hoặc bằng ngày đầu.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="statednumber_names_its_source",
                violation_error_message="Hãy ghi nguồn của số đơn vị phải báo cáo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{vi.whole(self.number)} đơn vị phải báo cáo từ {vi.day(self.valid_from)}"


class Step(models.Model):
    """One step of a submission: who, when, why, and the figures as they were then."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="steps", verbose_name="báo cáo")
    action = models.CharField("bước", max_length=8, choices=Action)
    before = models.CharField("trước", max_length=12, choices=State)
    after = models.CharField("sau", max_length=12, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thực hiện")
    at = models.DateTimeField("lúc")
    reason = models.TextField("lý do", blank=True)
    figures = models.JSONField("số liệu lúc đó", default=dict, help_text="mã chỉ tiêu → [số, mức chính xác, ghi chú]")

    class Meta:
        verbose_name = "bước xử lý"
        verbose_name_plural = "bước xử lý"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(action__in=[Action.WITHDRAW, Action.RETURN, Action.REOPEN, Action.UNHAND]) & ~Q(reason="")
                    | Q(action__in=[Action.SUBMIT, Action.APPROVE, Action.CHECK, Action.HAND], reason="")
                ),
                name="step_reason_exactly_when_sent_back",
                violation_error_message="Rút lại, trả lại, mở lại hoặc hoàn tác bàn giao phải ghi lý do.",
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="step_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"


class Value(models.Model):
    """One cell (số liệu): a number or nothing, how exact it is, who wrote it and when. Blank is not zero."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="values", verbose_name="báo cáo")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="values", verbose_name="chỉ tiêu")
    number = models.BigIntegerField("số", null=True, blank=True)
    qualifier = models.CharField("mức chính xác", max_length=5, choices=Qualifier, default=Qualifier.EXACT)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    origin = models.CharField("nguồn số", max_length=12, choices=Origin, default=Origin.TYPED)
    revision = models.PositiveIntegerField("lần ghi", default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    updated_at = models.DateTimeField("ghi lúc")

    objects = querysets.ValueQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử số liệu")

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        constraints = [
            models.UniqueConstraint(fields=["submission", "measure"], name="value_once_per_cell"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | (Q(number__gte=0) & Q(number__lt=LARGEST)),
                name="value_not_negative_and_below_10_15",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(qualifier=Qualifier.EXACT),
                name="value_blank_has_no_qualifier",
            ),
        ]

    def __str__(self) -> str:
        return "" if self.number is None else vi.whole(self.number)


class CheckNote(models.Model):
    """Why a warning stands all the same, in the officer's words; read by the approver."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="check_notes", verbose_name="báo cáo")
    check_ref = models.ForeignKey(Check, models.PROTECT, related_name="notes", verbose_name="kiểm tra")
    note = models.CharField("giải trình", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "giải trình"
        verbose_name_plural = "giải trình"
        constraints = [
            models.UniqueConstraint(fields=["submission", "check_ref"], name="checknote_once_per_check"),
            models.CheckConstraint(condition=~Q(note=""), name="checknote_not_empty"),
        ]
        indexes = [models.Index(fields=["at", "id"], name="checknote_latest")]

    def __str__(self) -> str:
        return self.note
