"""Criteria and procedures as data: versioned by years, each line with its source and whether it was checked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from awards.titles import querysets
from awards.titles.enums import AppliesTo, ItemKind, LeftOutRule, ManagingLevel, ScoringMode
from awards.titles.kinds import OF_WARDS, SHARE_CHOICES, TitleKind
from units.enums import UnitKind
from units.models import ENDS_AFTER_START, Unit

YEARS_IN_ORDER = Q(last_year__isnull=True) | Q(last_year__gte=F("first_year"))


class Sourced(models.Model):
    """A fact that somebody compared with the original text, or did not; an administrator may confirm it later."""

    verified = models.BooleanField("đã đối chiếu văn bản gốc", default=False)
    source = models.CharField("nguồn", max_length=300, blank=True)
    place = models.CharField("trang, điều, mục", max_length=60, blank=True)
    """Where in the original it stands."""
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="người ghi",
    )
    """Who typed it last, so that somebody else confirms it; nobody for what came with the program."""
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="người xác nhận",
    )
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def stands_in(self) -> str:
        """The source with the place in it: "324/QĐ-KHVN ngày 25/10/2023, trang 5"."""
        return ", ".join(words for words in (self.source, self.place) if words)


class CriteriaSet(Sourced):
    """A set of criteria for one title (bộ tiêu chí), in force in some years, nationally or in one province."""

    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    code = models.CharField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=200)
    managing_levels = models.JSONField(
        "cấp quản lý", default=list, blank=True, help_text="Chỉ dùng cho đơn vị; để trống là mọi cấp."
    )
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    citation = models.CharField("số, ký hiệu", max_length=120, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    jurisdiction = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="criteria_sets",
        verbose_name="áp dụng tại",
        help_text="Để trống là khung chung cả nước; của tỉnh thì thay cho khung chung.",
    )
    first_year = models.PositiveSmallIntegerField("từ năm xét")
    last_year = models.PositiveSmallIntegerField("đến năm xét", null=True, blank=True)
    mode = models.CharField("cách tính", max_length=16, choices=ScoringMode)
    total_points = models.DecimalField("tổng điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    left_out = models.CharField("mục không áp dụng", max_length=12, choices=LeftOutRule, default=LeftOutRule.UNDECIDED)
    total_only = models.BooleanField(
        "nhận hồ sơ chỉ có tổng điểm",
        default=False,
        help_text="Phiếu chấm từng mục giữ trên giấy, chỉ ghi tổng điểm. Không dùng cho bộ có điểm sàn hoặc mức độ.",
    )
    note = models.TextField("ghi chú", blank=True)

    objects = querysets.CriteriaSetQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử bộ tiêu chí")

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["kind", "first_year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=YEARS_IN_ORDER,
                name="criteriaset_years_in_order",
                violation_error_message="Năm cuối không được trước năm đầu.",
            ),
            models.CheckConstraint(
                condition=Q(mode=ScoringMode.LEVELS, total_points__isnull=True)
                | (~Q(mode=ScoringMode.LEVELS) & Q(total_points__gt=0)),
                name="criteriaset_points_have_a_total",
                violation_error_message="Bộ tiêu chí tính điểm phải có tổng điểm; tính mức độ thì không.",
            ),
            models.CheckConstraint(
                condition=Q(total_only=False) | Q(mode=ScoringMode.POINTS_BANDS),
                name="criteriaset_total_alone_only_without_floors",
                violation_error_message="Chỉ bộ cộng điểm, không có điểm sàn, mới nhận hồ sơ chỉ có tổng điểm.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False, verified=True) & ~Q(source="")),
                name="criteriaset_confirmed_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("titles:criteria-detail", args=[self.pk])


class CriteriaPaper(models.Model):
    """The original of a set, as a file for whoever compares (văn bản gốc); kept for good."""

    criteria = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="papers", verbose_name="bộ tiêu chí")
    name = models.CharField("tên tệp", max_length=200)
    media_type = models.CharField("loại tệp", max_length=100)
    content = models.BinaryField("tệp")
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    added_at = models.DateTimeField("gửi lúc")

    class Meta:
        verbose_name = "văn bản gốc của bộ tiêu chí"
        verbose_name_plural = "văn bản gốc của bộ tiêu chí"
        ordering = ["criteria", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria", "sha256"],
                name="criteriapaper_once",
                violation_error_message="Tệp này đã có ở bộ tiêu chí.",
            )
        ]
        indexes = [models.Index(fields=["added_at", "id"], name="criteriapaper_added_latest")]

    def __str__(self) -> str:
        return self.name


class CriteriaForm(Sourced):
    """A form of self-assessment that belongs to a set (mẫu phiếu), for one group of people; its wording as printed.

    A set may have several, such as the four of 324/QĐ-KHVN: the lines scored are the set's, the words are the form's.
    One whose words are not known yet is there with its name, and the set says that they are missing.
    """

    criteria = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="forms", verbose_name="bộ tiêu chí")
    code = models.SlugField("mã", max_length=40)
    name = models.CharField("dành cho", max_length=200)
    text = models.TextField("lời của phiếu", blank=True)

    history = HistoricalRecords(verbose_name="lịch sử mẫu phiếu")

    class Meta:
        verbose_name = "mẫu phiếu"
        verbose_name_plural = "mẫu phiếu"
        ordering = ["criteria", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria", "code"],
                name="criteriaform_once",
                violation_error_message="Bộ tiêu chí đã có phiếu mã này.",
            ),
            models.CheckConstraint(
                condition=Q(verified=False, confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    Q(verified=True, confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(source="")
                    & ~Q(text="")
                ),
                name="criteriaform_confirmed_says_who_and_why",
                violation_error_message="Phiếu đã xác nhận phải có lời, nguồn và người xác nhận.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One criterion of a set (tiêu chí), holding its lines."""

    criteria = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="criteria", verbose_name="bộ tiêu chí")
    ordinal = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên", max_length=300)
    max_points = models.DecimalField("điểm tối đa", max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["criteria", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["criteria", "ordinal"], name="criterion_once")]

    def __str__(self) -> str:
        return f"{self.ordinal}. {self.name}"


class Item(Sourced):
    """One line that is answered (mục chấm, chỉ số); its code within the set is criterion.line, e.g. 1.2."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="items", verbose_name="tiêu chí")
    ordinal = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("nội dung", max_length=500)
    kind = models.CharField("loại", max_length=10, choices=ItemKind)
    max_points = models.DecimalField("điểm tối đa", max_digits=6, decimal_places=2, null=True, blank=True)
    floor = models.DecimalField("điểm sàn", max_digits=6, decimal_places=2, null=True, blank=True)
    threshold = models.DecimalField("phải đạt (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    level = models.PositiveSmallIntegerField(
        "bắt đầu từ mức", null=True, blank=True, help_text="Chỉ dùng khi tính mức độ: chỉ số buộc phải đạt từ mức này."
    )
    applies_to = models.CharField("áp dụng với", max_length=10, choices=AppliesTo, default=AppliesTo.ALL)
    exemption = models.CharField(
        "trường hợp được trừ", max_length=200, blank=True, help_text="Người được trừ không tính vào mẫu số của mục."
    )
    auto_source = models.CharField("lấy từ sổ", max_length=20, choices=SHARE_CHOICES, default="", blank=True)

    history = HistoricalRecords(verbose_name="lịch sử mục chấm")

    class Meta:
        verbose_name = "mục chấm"
        verbose_name_plural = "mục chấm"
        ordering = ["criterion", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "ordinal"], name="item_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=False, max_points__isnull=True)
                | Q(level__isnull=True, max_points__isnull=False, max_points__gt=0),
                name="item_has_points_or_a_level",
                violation_error_message="Mỗi mục có điểm tối đa hoặc có mức, không có cả hai.",
            ),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.THRESHOLD, threshold__isnull=False, threshold__gte=0, threshold__lte=100)
                | (~Q(kind=ItemKind.THRESHOLD) & Q(threshold__isnull=True)),
                name="item_threshold_between_0_and_100",
                violation_error_message="Mục tính theo tỉ lệ phải ghi tỉ lệ từ 0 đến 100; mục khác thì không.",
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | (Q(floor__gte=0) & Q(floor__lte=F("max_points"))),
                name="item_floor_within_points",
                violation_error_message="Điểm sàn không được lớn hơn điểm tối đa.",
            ),
            models.CheckConstraint(
                condition=Q(auto_source="") | Q(kind__in=[ItemKind.THRESHOLD, ItemKind.POINTS]),
                name="item_share_is_not_a_yes_or_no",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False, verified=True) & ~Q(source="")),
                name="item_confirmed_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Band(Sourced):
    """A result of a set (xếp loại, mức độ): from a score on, up to but without another; or a level."""

    criteria = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="bands", verbose_name="bộ tiêu chí")
    ordinal = models.PositiveSmallIntegerField("thứ tự")
    code = models.SlugField("mã", max_length=20)
    name = models.CharField("tên", max_length=60)
    from_score = models.DecimalField("từ điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    below_score = models.DecimalField("dưới điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    level = models.PositiveSmallIntegerField("mức", null=True, blank=True)
    passes = models.BooleanField("được xét công nhận", default=True)

    history = HistoricalRecords(verbose_name="lịch sử xếp loại")

    class Meta:
        verbose_name = "xếp loại"
        verbose_name_plural = "xếp loại"
        ordering = ["criteria", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["criteria", "code"], name="band_once"),
            models.CheckConstraint(
                condition=Q(from_score__isnull=False, level__isnull=True)
                | Q(from_score__isnull=True, below_score__isnull=True, level__isnull=False),
                name="band_is_of_scores_or_a_level",
            ),
            models.CheckConstraint(
                condition=Q(below_score__isnull=True) | Q(below_score__gt=F("from_score")),
                name="band_ends_after_it_begins",
                violation_error_message="Điểm cuối của khoảng phải lớn hơn điểm đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Procedure(Sourced):
    """Who proposes, evaluates and recognises a title, until when, and how long it holds (trình tự công nhận).

    Dated by the day of the act, not by the year judged: it changed on 01/07/2025.
    """

    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    managing_level = models.CharField("cấp quản lý đơn vị", max_length=8, blank=True)
    jurisdiction = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="title_procedures", verbose_name="áp dụng tại"
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    proposer = models.CharField("bên đề nghị", max_length=200)
    evaluator = models.CharField("bên thẩm định", max_length=200)
    needs_vote = models.BooleanField("phải bình xét tại khu phố", default=True)
    vote_over = models.PositiveSmallIntegerField(
        "tỉ lệ tán thành phải quá (%)", default=50, help_text="Tính trên số người dự họp."
    )
    agency_kind = models.CharField("cấp ra quyết định", max_length=12, choices=UnitKind)
    agency_words = models.CharField("cơ quan ra quyết định", max_length=200)
    authority_words = models.CharField("thể thức đề ký", max_length=120, help_text="Ví dụ: CHỦ TỊCH")
    due_day = models.PositiveSmallIntegerField("hạn: ngày", null=True, blank=True)
    due_month = models.PositiveSmallIntegerField("hạn: tháng", null=True, blank=True)
    due_next_year = models.BooleanField("hạn ở năm sau năm xét", default=False)
    valid_months = models.PositiveSmallIntegerField("có giá trị (tháng)", default=12)
    note = models.TextField("ghi chú", blank=True)

    objects = querysets.ProcedureQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử trình tự")

    class Meta:
        verbose_name = "trình tự công nhận"
        verbose_name_plural = "trình tự công nhận"
        ordering = ["kind", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "managing_level", "jurisdiction", "valid_from"],
                name="procedure_once_per_start",
                violation_error_message="Đã có trình tự cho danh hiệu này từ ngày đó.",
            ),
            models.UniqueConstraint(
                fields=["kind", "managing_level", "valid_from"],
                condition=Q(jurisdiction__isnull=True),
                name="procedure_national_once_per_start",
                violation_error_message="Đã có trình tự chung cho danh hiệu này từ ngày đó.",
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_START,
                name="procedure_ends_after_start",
                violation_error_message="Ngày cuối phải sau hoặc bằng ngày đầu.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=OF_WARDS, agency_kind__in=[UnitKind.WARD, UnitKind.COMMUNITY]),
                name="procedure_a_ward_does_not_recognise_itself",
                violation_error_message="Phường không tự công nhận mình; hãy chọn cấp trên.",
            ),
            models.CheckConstraint(
                condition=Q(due_day__isnull=True, due_month__isnull=True)
                | Q(due_day__range=(1, 31), due_month__range=(1, 12)),
                name="procedure_due_is_a_day",
            ),
            models.CheckConstraint(
                condition=Q(vote_over__lt=100) & Q(valid_months__gte=1), name="procedure_numbers_make_sense"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False, verified=True) & ~Q(source="")),
                name="procedure_confirmed_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{TitleKind(self.kind).label}, từ {self.valid_from:%d/%m/%Y}"

    @property
    def managing_level_words(self) -> str:
        return ManagingLevel(self.managing_level).label if self.managing_level else ""
