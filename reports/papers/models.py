"""Papers that an office signs, every step of theirs, and the files kept with them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from hocTap.lib import vi
from reports.enums import PUBLISHED, ReportAction, ReportState
from reports.paper.kept import decode
from reports.paper.parts import Heading
from reports.papers import querysets
from reports.papers.enums import Agency, FileKind, PaperKind
from reports.papers.parts import Official
from units.models import Unit

NO_DAY = "ngày .... tháng .... năm ......"


class Document(models.Model):
    """One paper (văn bản): composed once from a register, frozen as data with its digest, issued under a number.

    `kind` and `source_id` say from what: the row of the register that the kind reads. What the office may write stands
    in fields of its own; `content` is the whole paper as it is printed, and nothing else is ever printed of it.
    """

    kind = models.CharField("loại", max_length=24, choices=PaperKind)
    source_id = models.PositiveBigIntegerField("lập từ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị ban hành")
    as_of = models.DateField("phạm vi tính đến ngày")
    name = models.CharField("tên", max_length=300)
    state = models.CharField("trạng thái", max_length=9, choices=ReportState, default=ReportState.DRAFT)
    revision = models.PositiveIntegerField("lần lấy số liệu", default=1)

    issuing = models.CharField("cơ quan ký", max_length=12, choices=Agency)
    issuer_name = models.CharField("tên cơ quan ban hành", max_length=200)
    parent_body = models.CharField("cơ quan cấp trên ở phần đầu", max_length=120, blank=True)
    agency = models.TextField("cơ quan ban hành", max_length=200, help_text="Mỗi dòng của phần đầu một dòng.")
    symbol = models.CharField("ký hiệu", max_length=40, blank=True)
    place = models.CharField("địa danh", max_length=60)
    subject = models.TextField("trích yếu", max_length=400)
    bases = models.TextField("căn cứ", max_length=8_000, blank=True, help_text="Mỗi căn cứ một dòng.")
    body = models.TextField(
        "nội dung", max_length=20_000, help_text="Mỗi đoạn, mỗi điều một dòng. Chỗ trong ngoặc nhọn do hệ thống điền."
    )
    closing = models.TextField("đoạn kết", max_length=4_000, blank=True)
    authority = models.TextField(
        "thẩm quyền ký", max_length=200, blank=True, help_text="Ví dụ: TM. ỦY BAN NHÂN DÂN; thêm dòng KT. CHỦ TỊCH."
    )
    position = models.CharField("chức vụ người ký", max_length=80, blank=True)
    signer = models.CharField("họ và tên người ký", max_length=120, blank=True)
    recipients = models.TextField("nơi nhận", max_length=1000, blank=True, help_text="Mỗi nơi một dòng.")

    number = models.PositiveIntegerField("số", null=True, blank=True)
    number_year = models.PositiveSmallIntegerField("năm của số", null=True, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)

    content = models.JSONField("nội dung đã lập")
    digest = models.CharField("mã kiểm tra nội dung", max_length=64)
    stamp = models.CharField("dấu của nguồn", max_length=200, blank=True)
    rows = models.PositiveIntegerField("số dòng trong bảng", default=0)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lấy số liệu lúc")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="thay thế văn bản"
    )
    replace_reason = models.CharField("lý do thay thế", max_length=500, blank=True)

    objects = querysets.DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="document_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=PUBLISHED, issued_on__isnull=False)
                | Q(state=ReportState.DRAFT, issued_on__isnull=True, number__isnull=True),
                name="document_issued_has_a_day",
                violation_error_message="Văn bản ban hành phải có ngày; dự thảo thì chưa có số, ngày.",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT) | Q(symbol="") | (Q(number__gte=1) & ~Q(signer="")),
                name="document_with_a_symbol_has_number_and_signer",
                violation_error_message="Văn bản có ký hiệu thì phải có số và người ký.",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, number_year__isnull=True)
                | Q(number__isnull=False, number_year__isnull=False),
                name="document_number_has_its_year",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, replace_reason="")
                | (Q(replaces__isnull=False) & ~Q(replace_reason="")),
                name="document_replaces_for_a_reason",
                violation_error_message="Văn bản thay thế phải ghi lý do thay thế.",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "symbol", "number_year", "number"],
                condition=Q(state=ReportState.ISSUED),
                name="document_number_once_a_year",
                violation_error_message="Số này đã dùng cho một văn bản khác trong năm.",
            ),
            models.UniqueConstraint(
                fields=["kind", "source_id"],
                condition=Q(state=ReportState.DRAFT),
                name="document_one_draft_at_a_time",
                violation_error_message="Đã có dự thảo của văn bản này.",
            ),
            models.UniqueConstraint(
                fields=["kind", "source_id"],
                condition=Q(state=ReportState.ISSUED),
                name="document_one_stands_at_a_time",
                violation_error_message="Đã có văn bản còn giá trị lập từ nguồn này.",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "source_id"], name="document_of_source"),
            models.Index(fields=["unit", "as_of"], name="document_of_unit"),
            models.Index(fields=["made_at", "id"], name="document_made_latest"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("papers:document-detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT

    @property
    def stands(self) -> bool:
        """Whether it is issued and neither replaced nor withdrawn since."""
        return self.state == ReportState.ISSUED

    @property
    def sign(self) -> str:
        """Its number and symbol: "05/QĐ-UBND"; nothing for a draft or for what bears no number."""
        return "" if self.number is None else f"{self.number:02d}/{self.symbol}"

    @property
    def paper_name(self) -> str:
        """What it is called: "Quyết định công nhận danh hiệu số 05/QĐ-UBND ngày 29 tháng 10 năm 2020"."""
        label = str(self.get_kind_display()).capitalize()
        number = f" số {self.sign}" if self.sign else ""
        return f"{label}{number} {vi.long_day(self.issued_on)}" if self.issued_on else f"Dự thảo {label.lower()}"

    @property
    def successor(self) -> Document | None:
        """The paper that replaces this one, or is a draft that will."""
        found: Document | None = getattr(self, "replaced_by", None)
        return found

    @property
    def file_stem(self) -> str:
        """What its files are called: quyet-dinh-cong-nhan-danh-hieu-12."""
        return "-".join([*vi.fold(self.get_kind_display()).split(), str(self.pk)])

    @property
    def heading(self) -> Heading:
        """What surrounds the text, as the fields now say."""
        return Heading(
            parent_body=self.parent_body,
            agency=lines(self.agency),
            number="" if self.number is None else f"{self.number:02d}",
            symbol=self.symbol,
            place=self.place,
            day=vi.long_day(self.issued_on) if self.issued_on else NO_DAY,
            subject=self.subject,
            authority=lines(self.authority),
            position=self.position,
            signer=self.signer,
            recipients=lines(self.recipients),
            issued=self.state in PUBLISHED,
            name=self.issuer_name,
            by_association=self.issuing == Agency.ASSOCIATION,
        )

    def read(self) -> Official:
        """The paper as it was frozen."""
        return decode(Official, self.content)


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class ByLevel(models.Model):
    """A form printed while suất by level still stood on it (biểu có số suất theo cấp học).

    The paper stays as it was issued; the unit's own desk and fund open it, nobody else (`indicators/held.py`).
    """

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="by_level", verbose_name="văn bản"
    )

    class Meta:
        verbose_name = "biểu có số suất theo cấp học"
        verbose_name_plural = "biểu có số suất theo cấp học"

    def __str__(self) -> str:
        return str(self.document)


class DocumentStep(models.Model):
    """One thing done with a paper: who, when, why, and the digest of the paper as it then was; never changed."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="steps", verbose_name="văn bản")
    action = models.CharField("bước", max_length=8, choices=ReportAction)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thực hiện")
    at = models.DateTimeField("lúc")
    revision = models.PositiveIntegerField("lần lấy số liệu")
    digest = models.CharField("mã kiểm tra nội dung", max_length=64)
    reason = models.CharField("lý do", max_length=500, blank=True)
    facts = models.JSONField("số liệu lúc đó", default=dict)
    """Of a withdrawal the paper that did it: number and symbol, day, signer."""

    class Meta:
        verbose_name = "bước của văn bản"
        verbose_name_plural = "bước của văn bản"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action=ReportAction.WITHDRAW) | ~Q(reason=""),
                name="documentstep_withdrawal_says_why",
                violation_error_message="Thu hồi phải ghi lý do.",
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="documentstep_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"


class Certificate(models.Model):
    """One giấy công nhận of an issued decision, and the code by which anybody can ask whether it holds.

    The code is random and kept: it says nothing about holder or number, and works whatever becomes of units, keys and
    machines. Name and title are those printed; whether the paper holds is asked of decision and register each time.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="certificates", verbose_name="văn bản")
    number = models.PositiveIntegerField("số vào sổ")
    name = models.CharField("tên như đã in", max_length=200)
    code = models.CharField("mã kiểm tra", max_length=20, unique=True)

    class Meta:
        verbose_name = "giấy công nhận"
        verbose_name_plural = "giấy công nhận"
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="certificate_once_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, số {self.number}"


class CertificateRun(models.Model):
    """All certificates of a decision, printed by the worker for the person who asked (đợt in giấy công nhận)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="runs", verbose_name="văn bản")
    size = models.CharField("khổ", max_length=2)
    pattern = models.CharField("địa chỉ kiểm tra", max_length=300)
    total = models.PositiveIntegerField("số giấy")
    done = models.PositiveIntegerField("đã in", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người yêu cầu")
    asked_at = models.DateTimeField("yêu cầu lúc")
    begun_at = models.DateTimeField("bắt đầu lúc", null=True)
    alive_at = models.DateTimeField("còn làm lúc", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)
    problem = models.CharField("vướng mắc", max_length=300, blank=True)

    class Meta:
        verbose_name = "đợt in giấy công nhận"
        verbose_name_plural = "đợt in giấy công nhận"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "size", "by"],
                condition=Q(ended_at=None),
                name="certificaterun_once_while_it_prints",
            ),
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="certificaterun_done_within_total"),
        ]
        indexes = [models.Index(fields=["asked_at", "id"], name="certificaterun_asked_latest")]

    def __str__(self) -> str:
        return f"In {vi.whole(self.total)} giấy công nhận khổ {self.size.upper()}, quyết định số {self.document.sign}"

    def get_absolute_url(self) -> str:
        return reverse("papers:run-detail", args=[self.document_id, self.pk])

    @property
    def under_way(self) -> bool:
        return self.ended_at is None

    @property
    def state_words(self) -> str:
        if self.ended_at:
            return "chưa in hết" if self.problem else "đã sẵn sàng"
        return "đang in" if self.begun_at else "đang chờ"


class CertificateFile(models.Model):
    """The certificates of one khu phố within a run, as one PDF."""

    run = models.ForeignKey(CertificateRun, models.CASCADE, related_name="files", verbose_name="đợt in")
    ordinal = models.PositiveIntegerField("thứ tự")
    place = models.CharField("địa bàn", max_length=400)
    first = models.CharField("số vào sổ đầu", max_length=20)
    number = models.PositiveIntegerField("số giấy")
    content = models.BinaryField("tệp", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    done_at = models.DateTimeField("in lúc", null=True)

    class Meta:
        verbose_name = "tệp giấy công nhận"
        verbose_name_plural = "tệp giấy công nhận"
        ordering = ["run", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["run", "ordinal"], name="certificatefile_once_per_part"),
            models.CheckConstraint(
                condition=Q(sha256="", content__isnull=True, done_at__isnull=True)
                | (~Q(sha256="") & Q(content__isnull=False, done_at__isnull=False)),
                name="certificatefile_whole_or_not_there",
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def file_name(self) -> str:
        """ "03-khu-pho-3-phuong-5.pdf"."""
        return f"{self.ordinal:02d}-{'-'.join(vi.fold(self.place).split())[:80] or 'giay'}.pdf".replace(",", "")


class DocumentFile(models.Model):
    """A file kept with a paper: the print made when it was issued, or the signed original as it was scanned."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="files", verbose_name="văn bản")
    kind = models.CharField("loại tệp", max_length=8, choices=FileKind)
    name = models.CharField("tên tệp", max_length=200)
    media_type = models.CharField("kiểu tệp", max_length=100)
    content = models.BinaryField("tệp")
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("gửi lúc")

    class Meta:
        verbose_name = "tệp của văn bản"
        verbose_name_plural = "tệp của văn bản"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(kind=FileKind.ARCHIVED), name="documentfile_one_archived"
            ),
            models.UniqueConstraint(
                fields=["document", "sha256"],
                name="documentfile_once",
                violation_error_message="Tệp này đã có ở văn bản.",
            ),
        ]
        indexes = [models.Index(fields=["at", "id"], name="documentfile_latest")]

    def __str__(self) -> str:
        return self.name
