"""What of units is sealed: the steps of hand-overs, centres and khu phố, and what was put right about people."""

import datetime as dt

from django.contrib.admin.models import LogEntry
from django.db.models import Model, Q

from hocTap.lib.sealing import Fixed, Log, history_of, register
from hocTap.lib.tabled import Table, Trail, exempt
from units import models as own
from units.models import (
    AccessSlip,
    CatalogueChange,
    CentreCourse,
    CentreEvaluation,
    CentreFacility,
    CentreFund,
    CentreMaterial,
    CentreMerger,
    CentreScore,
    CentreStep,
    CentreTerm,
    CommunityStep,
    DataBasis,
    DataBreach,
    DataBreachStep,
    DataStep,
    EmailCorrection,
    HandOverStep,
    LearningCentre,
    ListViewing,
    PaperNumber,
    PersonRequest,
    Post,
    PostCorrection,
    PostProposal,
    RecoveryCode,
    RetentionRule,
    SecondFactor,
    SecondRule,
    ShareEntry,
    SignInTry,
    User,
    Verification,
    Viewing,
)

UNDONE = ("undone_by_id", "undone_at", "undone_because")
ANSWERED = ("agreed", "answered_by_id", "answered_at", "answer", "facts", *UNDONE)

BASIS_ENDED = ("valid_to", "ended_by_id")
REPLIED = ("agreed", "answered_by_id", "answered_at", "post_id")
SLIP_USED = ("used_at", "revoked_at", "revoked_by_id", "mail_to", "mail_asked_at", "mailed_at", "mail_failed")

register(
    Log("handover-step", "các bước của phần bàn giao số {}", HandOverStep, "part_id", "at", removable=True),
    Log("community-step", "thay đổi khu phố, thôn, ấp của đơn vị số {}", CommunityStep, "ward_id", "at", apart=UNDONE),
    Log("centre-step", "quyết định về trung tâm học tập số {}", CentreStep, "centre_id", "at", apart=("voided",)),
    Log("catalogue-change", "các lần sửa mục danh mục số {}", CatalogueChange, "of_key", "at"),
    Log(
        "centre-merger",
        "các lần sáp nhập của trung tâm số {}",
        CentreMerger,
        "predecessor_id",
        removable=True,
        loose=True,
    ),
    Log("share", "tỷ lệ đã nhập của mối nối số {}", ShareEntry, "link_id", "at", removable=True),
    Log("verification", "đề nghị đối chiếu của bản ghi đơn vị số {}", Verification, "version_id", "at", apart=ANSWERED),
    Log("post-proposal", "đề nghị giao nhiệm vụ cho người số {}", PostProposal, "person_id", "asked_at", apart=REPLIED),
    Log("access-slip", "phiếu đặt mật khẩu của người số {}", AccessSlip, "person_id", "issued_at", apart=SLIP_USED),
    Log("breach-step", "các bước của vi phạm dữ liệu cá nhân số {}", DataBreachStep, "breach_id", "at"),
    Fixed("breach", "thông báo vi phạm dữ liệu cá nhân số {}", DataBreach, Q(outcome__in=("sent", "none"))),
    Log("data-step", "các việc với dữ liệu cá nhân của hồ sơ số {}", DataStep, "row", "at"),
    Fixed("data-request", "trả lời yêu cầu về dữ liệu cá nhân số {}", PersonRequest, ~Q(outcome="")),
    Log("data-basis", "căn cứ giữ dữ liệu của đơn vị số {}", DataBasis, "unit_id", "at", apart=BASIS_ENDED),
    Log("retention-rule", "thời hạn giữ tên số {}", RetentionRule, "id", "at"),
    Log("person-seen", "các lần xem, lấy dữ liệu của người dùng số {}", Viewing, "person_id", "at"),
    Log("holder-seen", "các lần xem hồ sơ của đối tượng số {}", Viewing, "holder", "at"),
    Log("list-seen", "các lần xem danh sách có tên của đơn vị số {}", ListViewing, "unit_id", "at"),
    Log("post-correction", "các lần sửa chức danh số {}", PostCorrection, "post_id", "at"),
    Log("email-correction", "các lần sửa hộp thư của tài khoản số {}", EmailCorrection, "person_id", "at"),
    *(
        Log(name, f"lịch sử {words} số {{}}", history_of(model), "id", "history_date", key="history_id")
        for name, words, model in (
            ("centre-term-history", "nhiệm kỳ của trung tâm", CentreTerm),
            ("centre-course-history", "lớp học của trung tâm", CentreCourse),
            ("centre-facility-history", "cơ sở vật chất của trung tâm", CentreFacility),
            ("centre-fund-history", "kinh phí của trung tâm", CentreFund),
            ("centre-material-history", "tài liệu của trung tâm", CentreMaterial),
            ("centre-evaluation-history", "tự đánh giá của trung tâm", CentreEvaluation),
            ("centre-score-history", "điểm tự đánh giá của trung tâm", CentreScore),
        )
    ),
)


def edits(model: type[Model]) -> Trail:
    """What the edits of catalogues, and of posts, say of a row."""
    return Trail(CatalogueChange, "key", "at", Q(table=model._meta.db_table))


def entries(model: type[Model]) -> Trail:
    """What the administration's own log says of a row."""
    of = Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
    return Trail(LogEntry, "object_id", "action_time", of, text=True)


def histories(model: type[Model]) -> Trail:
    """What a model's own history says of a row."""
    return Trail(history_of(model), "id", "history_date")


OWN_DOOR = ("password", "last_login", "must_change", "access_from_id", "access_from_at")
ENDED = ("ended_at", "ended_by_id", "end_reason")
YEAR = dt.timedelta(days=365)

register(
    Table(
        "post",
        "nhiệm vụ số {}",
        Post,
        (edits(Post), Trail(PostProposal, "post_id", "answered_at"), Trail(PostCorrection, "post_id", "at")),
    ),
    Table(
        "user",
        "tài khoản số {}",
        User,
        (
            Trail(EmailCorrection, "person_id", "at"),
            Trail(PostProposal, "person_id", "answered_at"),
            Trail(PostCorrection, "post__user_id", "at"),
            Trail(CatalogueChange, "of_key", "at", Q(of_table=User._meta.db_table)),
            entries(User),
        ),
        at="date_joined",
        apart=OWN_DOOR,
    ),
    Table("admin-entry", "dòng nhật ký trang quản trị số {}", LogEntry, at="action_time"),
    Table("sign-in", "lần đăng nhập số {}", SignInTry, at="at", apart=("mark",), kept_for=YEAR),
    Table(
        "second-factor",
        "thiết bị đăng nhập bước hai số {}",
        SecondFactor,
        at="made_at",
        apart=("last_count", "used_at", *ENDED),
    ),
    Table("recovery-code", "mã dự phòng số {}", RecoveryCode, at="made_at", apart=("used_at", "dropped_at")),
    Table(
        "paper-number",
        "số văn bản đã dùng, dòng số {}",
        PaperNumber,
        enters="Số do văn bản, quyết định mà có; văn bản, quyết định thì được niêm.",
        goes="Số trả lại khi việc ghi nhầm được hoàn tác.",
    ),
    Table("second-rule", "quy định đăng nhập bước hai số {}", SecondRule, at="at"),
    Table(
        "centre",
        "trung tâm học tập cộng đồng số {}",
        LearningCentre,
        (Trail(CentreStep, "centre_id", "at"), edits(LearningCentre), entries(LearningCentre)),
    ),
    *(
        Table(name, f"{words} số {{}}", model, (histories(model),))
        for name, words, model in (
            ("centre-term", "nhiệm kỳ của trung tâm", CentreTerm),
            ("centre-course", "lớp học của trung tâm", CentreCourse),
            ("centre-facility", "cơ sở vật chất của trung tâm", CentreFacility),
            ("centre-fund", "kinh phí của trung tâm", CentreFund),
            ("centre-material", "tài liệu của trung tâm", CentreMaterial),
            ("centre-evaluation", "tự đánh giá của trung tâm", CentreEvaluation),
            ("centre-score", "điểm tự đánh giá của trung tâm", CentreScore),
        )
    ),
)

exempt(
    "Suy ra từ các bản ghi khác và lập lại được từ chúng.",
    own.Lineage,
    own.Heritage,
)
exempt(
    "Ngắn ngày hoặc chỉ để chạy máy: mất hay sửa thì không đổi số liệu, tiền, quyết định nào.",
    own.Worker,
    own.Turn,
    own.SentForm,
    own.ListFile,
    own.Notice,
    own.NoticeChoice,
    own.CalendarAddress,
    own.OpenSession,
    own.Upkeep,
)
exempt("Chính là các lần niêm: sửa thì gốc không khớp.", own.Seal, own.SealedItem)
exempt(
    "Chưa niêm: sắp xếp đơn vị ghi lại nhiều dòng một lúc; các bước bàn giao và bản ghi đơn vị đã dùng thì được niêm.",
    own.ChangeEvent,
    own.ChangeLink,
    own.CentreService,
    own.CentrePause,
    own.HandOver,
    own.HandOverPart,
    own.HandedOver,
)
