"""What a learning centre does and has: people, classes, rooms, money, self-evaluation; each row says for whom."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from hocTap.lib import vi
from hocTap.lib.sql import CalendarYear
from units import querysets
from units.centres import rules
from units.centres.enums import Held, Position, Source, Topic
from units.models.centres import LearningCentre
from units.models.named import ENDS_AFTER_START, Named
from units.models.tree import Unit

NOT_VOIDED = Q(voided_at__isnull=True)


class CentreRecord(models.Model):
    """One row of a centre's books, entered for the ward whose form carries it; a wrong one is voided, with a reason."""

    centre = models.ForeignKey(LearningCentre, models.PROTECT, verbose_name="trung tâm")
    ward = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="phường", help_text="Số liệu này được tính cho phường nào."
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    entered_at = models.DateTimeField("lúc ghi", default=timezone.now)
    voided_at = models.DateTimeField("lúc hủy", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hủy"
    )
    void_reason = models.CharField("lý do hủy", max_length=300, blank=True)

    objects = querysets.CentreRecordQuerySet.as_manager()
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=(NOT_VOIDED & Q(voided_by__isnull=True, void_reason=""))
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="%(class)s_voided_with_reason",
                violation_error_message="Hủy bản ghi phải có người hủy và lý do.",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("units:centre-detail", args=[self.centre_id])

    @property
    def first_day(self) -> dt.date:
        """The day from which the row speaks of the centre."""
        raise NotImplementedError

    @property
    def last_day(self) -> dt.date | None:
        """The day up to which it does; nothing while it holds on."""
        return self.first_day

    def wrong(self, today: dt.date) -> list[str]:
        """What in the row by itself cannot be, in sentences."""
        return rules.past_only(self.first_day, self.last_day, today)

    def doubts(self) -> list[str]:
        """What in the row may be but hardly is, in sentences; nothing once it was explained."""
        return []


class CentreTerm(CentreRecord):
    """Somebody's post at a centre, from and to (giám đốc, phó giám đốc, giáo viên, cộng tác viên)."""

    name = models.CharField("họ và tên", max_length=120)
    place = models.CharField("chức danh tại trung tâm", max_length=12, choices=Position)
    main_job = models.CharField(
        "chức vụ, nơi làm việc chính", max_length=160, blank=True, help_text="Ví dụ: Phó Chủ tịch UBND phường."
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True, help_text="Để trống khi còn đang làm.")
    decision = models.CharField("quyết định", max_length=200, blank=True)

    class Meta:
        verbose_name = "nhân sự của trung tâm"
        verbose_name_plural = "nhân sự của trung tâm"
        ordering = ["valid_from", "pk"]
        constraints = [
            *CentreRecord.Meta.constraints,
            models.CheckConstraint(
                condition=ENDS_AFTER_START,
                name="centreterm_ends_after_start",
                violation_error_message="Ngày cuối phải sau hoặc bằng ngày đầu.",
            ),
            models.UniqueConstraint(
                fields=["centre", "name", "place", "valid_from"],
                condition=NOT_VOIDED,
                name="centreterm_once",
                violation_error_message="Người này đã được ghi với chức danh đó từ ngày này.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_place_display()}"

    @property
    def first_day(self) -> dt.date:
        return self.valid_from

    @property
    def last_day(self) -> dt.date | None:
        return self.valid_to

    def wrong(self, today: dt.date) -> list[str]:
        return rules.past_only(self.valid_from, self.valid_from, today) + rules.in_order(self.valid_from, self.valid_to)


class CentreCourse(CentreRecord, Named):
    """A class or talk (lớp, chuyên đề): topic, who really held it, sessions, attendances and, where known, people."""

    named_by = "title"
    title = models.CharField("tên lớp, chuyên đề", max_length=200)
    topic = models.CharField("nhóm nội dung", max_length=12, choices=Topic)
    held = models.CharField("ai tổ chức", max_length=8, choices=Held, default=Held.OWN)
    partner = models.CharField(
        "đơn vị phối hợp",
        max_length=160,
        blank=True,
        help_text="Bắt buộc khi đơn vị khác tổ chức, ví dụ: Trạm Y tế phường.",
    )
    starts_on = models.DateField("ngày khai giảng")
    ends_on = models.DateField("ngày kết thúc")
    sessions = models.PositiveIntegerField("số buổi", default=1)
    attendances = models.PositiveIntegerField("số lượt người")
    people = models.PositiveIntegerField("số người", null=True, blank=True)
    explained = models.CharField(
        "giải trình", max_length=300, blank=True, help_text="Chỉ ghi khi trang hỏi vì sao số lượt người nhiều như vậy."
    )

    class Meta:
        verbose_name = "lớp, chuyên đề"
        verbose_name_plural = "lớp, chuyên đề"
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["ward", "starts_on"], name="centrecourse_ward"),
            models.Index(fields=["centre", "starts_on"], name="centrecourse_centre"),
        ]
        constraints = [
            *CentreRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="centrecourse_ends_after_start",
                violation_error_message="Ngày kết thúc phải sau hoặc bằng ngày khai giảng.",
            ),
            models.CheckConstraint(
                condition=Q(sessions__gte=1, sessions__lte=rules.MOST_SESSIONS),
                name="centrecourse_sessions",
                violation_error_message="Số buổi phải từ 1 đến 1.000.",
            ),
            models.CheckConstraint(
                condition=Q(attendances__gte=0, attendances__lte=rules.MOST_ATTENDANCES),
                name="centrecourse_attendances",
                violation_error_message="Số lượt người của một lớp phải từ 0 đến 1.000.000.",
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=True) | (Q(people__gte=0) & Q(people__lte=F("attendances"))),
                name="centrecourse_people_within_attendances",
                violation_error_message="Số người không thể nhiều hơn số lượt người.",
            ),
            models.CheckConstraint(
                condition=Q(held=Held.OWN) | (Q(held=Held.JOINT) & ~Q(partner="")),
                name="centrecourse_joint_names_partner",
                violation_error_message="Hãy ghi đơn vị nào đã tổ chức cùng trung tâm.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def first_day(self) -> dt.date:
        return self.starts_on

    @property
    def last_day(self) -> dt.date:
        return self.ends_on

    def wrong(self, today: dt.date) -> list[str]:
        return (
            rules.in_order(self.starts_on, self.ends_on)
            + rules.past_only(self.starts_on, self.ends_on, today)
            + rules.learners(self.attendances, self.people)
        )

    def doubts(self) -> list[str]:
        return [] if self.explained else rules.doubtful_learners(self.sessions, self.attendances, self.people)


class CentreMaterial(CentreRecord, Named):
    """What there is to teach a topic with (tài liệu): its title, whence it comes, where it lies or is found.

    It belongs to a topic by name, whichever classes had it; nothing is counted of it.
    """

    named_by = "title"
    topic = models.CharField(
        "dùng cho lớp, chuyên đề", max_length=200, help_text="Tên lớp, chuyên đề như đã ghi trong sổ."
    )
    title = models.CharField("tên tài liệu", max_length=200)
    source = models.CharField(
        "nguồn", max_length=200, blank=True, help_text="Ai biên soạn, ban hành, năm nào. Ví dụ: Bộ Y tế, 2019."
    )
    place = models.CharField(
        "nơi để hoặc địa chỉ trên mạng",
        max_length=300,
        help_text="Ví dụ: tủ sách nhà văn hóa, ngăn 3; hoặc https://… Trang không lưu tệp.",
    )

    class Meta:
        verbose_name = "tài liệu của chuyên đề"
        verbose_name_plural = "tài liệu của chuyên đề"
        ordering = ["sort_key", "pk"]
        constraints = [
            *CentreRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(topic="") & ~Q(title="") & ~Q(place=""),
                name="centrematerial_says_what_and_where",
                violation_error_message="Hãy ghi tên tài liệu, chuyên đề, và nơi để hoặc địa chỉ trên mạng.",
            ),
            models.UniqueConstraint(
                fields=["centre", "topic", "title", "place"],
                condition=NOT_VOIDED,
                name="centrematerial_once",
                violation_error_message="Tài liệu này đã được ghi cho chuyên đề đó.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def first_day(self) -> dt.date:
        """The day on which it was entered: materials bear no date of their own."""
        return timezone.localdate(self.entered_at)

    @property
    def address(self) -> str:
        """The address on the net, where it has one that a browser may open."""
        return self.place if self.place.startswith(("https://", "http://")) else ""


class CentreFacility(CentreRecord):
    """What a centre had to work with in a year: rooms, computers, internet."""

    year = models.PositiveSmallIntegerField("năm")
    as_of = models.DateField("vào ngày")
    rooms = models.PositiveIntegerField("số phòng")
    computers = models.PositiveIntegerField("số máy tính")
    networked = models.PositiveIntegerField("trong đó nối mạng")
    internet = models.BooleanField("có đường truyền Internet", default=False)
    shared = models.BooleanField("dùng chung với nhà văn hóa", default=False)

    class Meta:
        verbose_name = "cơ sở vật chất"
        verbose_name_plural = "cơ sở vật chất"
        ordering = ["-year", "-pk"]
        constraints = [
            *CentreRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["centre", "year"],
                condition=NOT_VOIDED,
                name="centrefacility_once_a_year",
                violation_error_message="Năm này đã có bản ghi cơ sở vật chất. Hãy sửa bản ghi đó.",
            ),
            models.CheckConstraint(
                condition=Q(year=CalendarYear("as_of")),
                name="centrefacility_day_in_year",
                violation_error_message="Ngày kiểm kê phải thuộc năm đã ghi.",
            ),
            models.CheckConstraint(
                condition=Q(
                    rooms__gte=0,
                    rooms__lte=rules.MOST_THINGS,
                    computers__gte=0,
                    computers__lte=rules.MOST_THINGS,
                    networked__gte=0,
                    networked__lte=F("computers"),
                ),
                name="centrefacility_numbers",
                violation_error_message="Số phòng, số máy từ 0 đến 10.000; máy nối mạng không nhiều hơn số máy.",
            ),
            models.CheckConstraint(
                condition=Q(internet=True) | Q(networked=0),
                name="centrefacility_networked_has_internet",
                violation_error_message="Đã có máy nối mạng thì phải có đường truyền Internet.",
            ),
        ]

    def __str__(self) -> str:
        return f"Cơ sở vật chất năm {self.year}"

    @property
    def first_day(self) -> dt.date:
        return self.as_of


class CentreFund(CentreRecord):
    """Money that a centre received, in cash, by source (kinh phí); what is given in kind is not counted here."""

    source = models.CharField("nguồn", max_length=8, choices=Source)
    received_on = models.DateField("ngày nhận")
    amount = models.BigIntegerField("số tiền (đồng)")
    payer = models.CharField("nơi cấp, người đóng góp", max_length=160, blank=True)
    document = models.CharField("số chứng từ", max_length=80, blank=True)

    class Meta:
        verbose_name = "kinh phí"
        verbose_name_plural = "kinh phí"
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["ward", "received_on"], name="centrefund_ward")]
        constraints = [
            *CentreRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lt=vi.LARGEST),
                name="centrefund_amount",
                violation_error_message="Số tiền phải lớn hơn 0 và dưới 10^15 đồng.",
            ),
        ]

    def __str__(self) -> str:
        return f"{vi.money(self.amount)}, {self.get_source_display()}"

    @property
    def first_day(self) -> dt.date:
        return self.received_on
