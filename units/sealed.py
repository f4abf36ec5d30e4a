"""What of units is sealed: the steps of hand-overs, centres and khu phố, and what was put right about people."""

import datetime as dt
import json
from collections.abc import Collection
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model, Q, QuerySet

from hocTap.lib.catalogue import told
from hocTap.lib.sealing import Fixed, Log, history_of, register
from hocTap.lib.tabled import Table, Trail, exempt, newest, only
from units import models as own
from units.centres.enums import Act
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
from units.numbering import numbers_given_back

UNDONE = ("undone_by_id", "undone_at", "undone_because")
ANSWERED = ("agreed", "answered_by_id", "answered_at", "answer", "facts", *UNDONE)

BASIS_ENDED = ("valid_to", "ended_by_id")
REPLIED = ("agreed", "answered_by_id", "answered_at", "post_id")
SLIP_USED = ("used_at", "revoked_at", "revoked_by_id", "mail_to", "mail_asked_at", "mailed_at", "mail_failed")


def voids_since(since: dt.datetime) -> QuerySet[CentreStep]:
    """Decisions on centres that were voided since, by the step that says so."""
    return CentreStep.objects.filter(act=Act.VOID, at__gte=since).order_by()


def voided_since(steps: Collection[int], since: dt.datetime) -> set[int]:
    """Those of the steps that a step since says to be void."""
    return {key for key in voids_since(since).filter(voids__in=steps).values_list("voids", flat=True) if key}


def mergers_voided(gone: Collection[int], since: dt.datetime) -> Collection[int]:
    """Of mergers that are gone those that went with their decision: no more than decisions to merge were voided."""
    return gone if len(gone) <= voids_since(since).filter(voids__act=Act.MERGE).count() else ()


register(
    Log("handover-step", "các bước của phần bàn giao số {}", HandOverStep, "part_id", "at", removable=True),
    Log("community-step", "thay đổi khu phố, thôn, ấp của đơn vị số {}", CommunityStep, "ward_id", "at", apart=UNDONE),
    Fixed(
        "community-undone",
        "lần hoàn tác thay đổi khu phố, thôn, ấp số {}",
        CommunityStep,
        Q(undone_at__isnull=False),
        columns=("id", *UNDONE),
        at="undone_at",
    ),
    Log("centre-step", "quyết định về trung tâm học tập số {}", CentreStep, "centre_id", "at", apart=("voided",)),
    Fixed(
        "centre-step-voided",
        "quyết định đã hủy về trung tâm học tập, bước số {}",
        CentreStep,
        Q(voided=True),
        columns=("id", "voided"),
        led=voided_since,
    ),
    Log("catalogue-change", "các lần sửa mục danh mục số {}", CatalogueChange, "of_key", "at"),
    Log("share", "tỷ lệ đã nhập của mối nối số {}", ShareEntry, "link_id", "at", removable=True),
    Log("verification", "đề nghị đối chiếu của bản ghi đơn vị số {}", Verification, "version_id", "at", apart=ANSWERED),
    *(
        Fixed(name, f"{words} số {{}}", model, Q(**{f"{at}__isnull": False}), columns=("id", *said), at=at)
        for name, words, model, said, at in (
            ("verification-answered", "trả lời đề nghị đối chiếu", Verification, ANSWERED[:4], "answered_at"),
            ("verification-undone", "lần hoàn tác đối chiếu", Verification, UNDONE, "undone_at"),
            ("post-answered", "trả lời đề nghị giao nhiệm vụ", PostProposal, REPLIED, "answered_at"),
        )
    ),
    Log("post-proposal", "đề nghị giao nhiệm vụ cho người số {}", PostProposal, "person_id", "asked_at", apart=REPLIED),
    Log("access-slip", "phiếu đặt mật khẩu của người số {}", AccessSlip, "person_id", "issued_at", apart=SLIP_USED),
    Log("breach-step", "các bước của vi phạm dữ liệu cá nhân số {}", DataBreachStep, "breach_id", "at"),
    Fixed("breach", "thông báo vi phạm dữ liệu cá nhân số {}", DataBreach, Q(outcome__in=("sent", "none"))),
    Log("data-step", "các việc với dữ liệu cá nhân của hồ sơ số {}", DataStep, "row", "at"),
    Fixed("data-request", "trả lời yêu cầu về dữ liệu cá nhân số {}", PersonRequest, ~Q(outcome="")),
    Log("data-basis", "căn cứ giữ dữ liệu của đơn vị số {}", DataBasis, "unit_id", "at", apart=BASIS_ENDED),
    Fixed("basis-ended", "căn cứ đã hết số {}", DataBasis, Q(ended_by__isnull=False), columns=("id", *BASIS_ENDED)),
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
    """What the edits of catalogues, and of posts, say of a row: which columns, and what they became."""
    return Trail(CatalogueChange, "key", "at", Q(table=model._meta.db_table), says=told)


def entries(model: type[Model]) -> Trail:
    """What the administration's own log says of a row: which columns were typed into."""
    of = Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
    return Trail(LogEntry, "object_id", "action_time", of, text=True, says=typed)


def typed(log: list[Any], now: Any) -> Collection[str] | None:
    """The columns that the log's lines name; a line that adds or removes the row speaks of all."""
    if any(line.action_flag != CHANGE for line in log):
        return None
    if now is None:
        return ()
    said = [part.get("changed", {}) for line in log for part in _parts(line.change_message)]
    names = {name for changed in said if "object" not in changed for name in changed.get("fields", ())}
    names -= {str(User._meta.get_field("full_name").verbose_name)} if isinstance(now, User) else set()
    return {each.attname for each in now._meta.concrete_fields if names & {str(each.verbose_name), each.name}}


def _parts(message: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(message)
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def histories(model: type[Model]) -> Trail:
    """What a model's own history says of a row: what each column became."""
    return Trail(history_of(model), "id", "history_date", says=newest)


def _of_person(changes: list[Any], now: Any) -> Collection[str] | None:
    """Edits on a person's page: the own columns that they name; one of a post may make an administrator."""
    own = [each for each in changes if each.table == User._meta.db_table]
    said = set(told(own, now) or ()) if own else set()
    return {"is_staff", *said, *(("former_names",) if "full_name" in said else ())}


def _corrected(corrections: list[Any], now: Any) -> Collection[str]:
    return {"email"} if now is not None and corrections[-1].after == now.email else ()


def _put_right(corrections: list[Any], now: Any) -> Collection[str]:
    """What a correction of a post left in it; a later end of it is an edit of its own."""
    last = corrections[-1]
    left = {"unit_id": last.unit_after_id, "role": last.role_after, "valid_from": last.from_after}
    return {"valid_to", *(name for name, value in left.items() if getattr(now, name, None) == value)}


OWN_DOOR = ("password", "last_login", "must_change", "access_from_id", "access_from_at")
ENDED = ("ended_at", "ended_by_id", "end_reason")
YEAR = dt.timedelta(days=365)

register(
    Table(
        "post",
        "nhiệm vụ số {}",
        Post,
        (
            edits(Post),
            Trail(PostProposal, "post_id", "answered_at", says=only()),
            Trail(PostCorrection, "post_id", "at", says=_put_right),
        ),
    ),
    Table(
        "user",
        "tài khoản số {}",
        User,
        (
            Trail(EmailCorrection, "person_id", "at", says=_corrected),
            Trail(PostProposal, "person_id", "answered_at", says=only("is_staff")),
            Trail(PostCorrection, "post__user_id", "at", says=only("is_staff")),
            Trail(CatalogueChange, "of_key", "at", Q(of_table=User._meta.db_table), says=_of_person),
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
        goes=numbers_given_back,
    ),
    Table("merger", "sáp nhập trung tâm, dòng số {}", CentreMerger, at="step__at", goes=mergers_voided),
    Table("second-rule", "quy định đăng nhập bước hai số {}", SecondRule, at="at"),
    Table(
        "centre",
        "trung tâm học tập cộng đồng số {}",
        LearningCentre,
        (
            Trail(CentreStep, "centre_id", "at", says=only("state", "ended_on")),
            edits(LearningCentre),
            entries(LearningCentre),
        ),
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
