"""What of units, people and catalogues leaves a trail."""

from collections.abc import Mapping, Sequence

from django.contrib.admin.models import LogEntry
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from hocTap.lib.sealing import history_of
from units.models import (
    AccessSlip,
    CatalogueChange,
    CentreCourse,
    CentreEvaluation,
    CentreFacility,
    CentreFund,
    CentreMaterial,
    CentreService,
    CentreStep,
    CentreTerm,
    CommunityStep,
    DataBreachStep,
    EmailCorrection,
    HandOver,
    HandOverStep,
    ListFile,
    PostCorrection,
    PostProposal,
    SecondFactor,
    SecondRule,
    ShareEntry,
    SignInTry,
    Verification,
)
from units.trails.enums import TrailKind
from units.trails.registry import Trail, register, worded


def edited(keys: Sequence[int]) -> Mapping[int, str]:
    """Each column of catalogue edits that differs: "hạn gửi: 10/01/2026 → 15/01/2026"."""
    return {
        row.pk: "; ".join(
            [row.said, *(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in row.differences)][:8]
        )
        for row in CatalogueChange.objects.filter(pk__in=keys)
    }


def of_centres(units: frozenset[int]) -> Q:
    return Q(Exists(CentreService.objects.filter(centre=OuterRef("centre"), ward__in=units)))


PERSON = "người dùng số {}"
CENTRE = "trung tâm học tập cộng đồng số {}"
WHOM = F("person__full_name")

register(
    Trail(
        "sign-in",
        TrailKind.SIGN_IN,
        PERSON,
        SignInTry,
        "person",
        obj="person_id",
        by="person_id",
        person="person_id",
        act="outcome",
        said=worded(SignInTry, "door"),
        address="address",
        page="units:person-detail",
    ),
    Trail(
        "catalogue",
        TrailKind.CATALOGUE,
        "mục danh mục số {}",
        CatalogueChange,
        "catalogue",
        obj="key",
        does="sửa danh mục",
        said=F("said"),
        reason="reason",
        more=edited,
    ),
    Trail(
        "administration",
        TrailKind.CATALOGUE,
        "lần ghi trên trang quản trị số {}",
        LogEntry,
        "administration",
        at="action_time",
        by="user_id",
        does="ghi trên trang quản trị",
        said=F("object_repr"),
    ),
    Trail(
        "breach",
        TrailKind.PAPERS,
        "vi phạm dữ liệu cá nhân số {}",
        DataBreachStep,
        "breach",
        obj="breach_id",
        unit="breach__unit_id",
        act="action",
        page="privacy:breach-detail",
    ),
    Trail(
        "post-asked",
        TrailKind.PEOPLE,
        PERSON,
        PostProposal,
        "person",
        at="asked_at",
        by="asked_by_id",
        obj="person_id",
        unit="unit_id",
        does="đề nghị giao nhiệm vụ",
        said=Concat(WHOM, Value(": "), worded(PostProposal, "role")),
        page="units:person-detail",
    ),
    Trail(
        "post-answered",
        TrailKind.PEOPLE,
        PERSON,
        PostProposal,
        "person",
        at="answered_at",
        by="answered_by_id",
        obj="person_id",
        unit="unit_id",
        does="trả lời đề nghị giao nhiệm vụ",
        said=Concat(WHOM, Value(": "), worded(PostProposal, "role")),
        page="units:person-detail",
    ),
    Trail(
        "post-corrected",
        TrailKind.PEOPLE,
        PERSON,
        PostCorrection,
        "person",
        obj="post__user_id",
        unit="unit_after_id",
        does="sửa nhiệm vụ",
        said=F("post__user__full_name"),
        reason="reason",
        page="units:person-detail",
    ),
    Trail(
        "email",
        TrailKind.PEOPLE,
        PERSON,
        EmailCorrection,
        "person",
        obj="person_id",
        person="person_id",
        does="sửa thư điện tử",
        said=WHOM,
        reason="reason",
        page="units:person-detail",
    ),
    *(
        Trail(
            f"slip-{name}",
            TrailKind.PEOPLE,
            PERSON,
            AccessSlip,
            "person",
            at=f"{name}_at",
            by=by,
            obj="person_id",
            person="person_id",
            does=does,
            said=WHOM,
            page="units:person-detail",
        )
        for name, by, does in (
            ("issued", "issued_by_id", "cấp phiếu đặt mật khẩu"),
            ("revoked", "revoked_by_id", "hủy phiếu đặt mật khẩu"),
            ("used", "person_id", "dùng phiếu đặt mật khẩu"),
        )
    ),
    *(
        Trail(
            f"factor-{name}",
            TrailKind.PEOPLE,
            PERSON,
            SecondFactor,
            "person",
            at=f"{name}_at",
            by=by,
            obj="person_id",
            person="person_id",
            does=does,
            said=WHOM,
            reason=reason,
            page="units:person-detail",
        )
        for name, by, does, reason in (
            ("made", "person_id", "cài bước hai", ""),
            ("ended", "ended_by_id", "bỏ bước hai", "end_reason"),
        )
    ),
    Trail(
        "second-rule",
        TrailKind.PEOPLE,
        "quy định bước hai số {}",
        SecondRule,
        "second-rule",
        unit="unit_id",
        does="quy định bước hai khi đăng nhập",
        reason="reason",
    ),
    Trail(
        "list-file",
        TrailKind.TAKEN_OUT,
        "tệp danh sách số {}",
        ListFile,
        "list-file",
        at="asked_at",
        person="by_id",
        does="tải danh sách dài ra Excel",
        said=F("name"),
    ),
    Trail(
        "centre-step",
        TrailKind.UNITS,
        CENTRE,
        CentreStep,
        "centre",
        obj="centre_id",
        within=of_centres,
        act="act",
        reason="reason",
        page="units:centre-detail",
    ),
    *(
        Trail(
            f"centre-{name}",
            TrailKind.UNITS,
            CENTRE,
            history_of(model),
            "centre",
            at="history_date",
            by="history_user_id",
            key="history_id",
            obj="centre_id",
            unit="ward_id",
            act="history_type",
            said=Value(words),
            reason="void_reason",
            page="units:centre-detail",
        )
        for name, words, model in (
            ("term", "ban giám đốc", CentreTerm),
            ("course", "lớp, chuyên đề", CentreCourse),
            ("facility", "cơ sở vật chất", CentreFacility),
            ("fund", "kinh phí", CentreFund),
            ("material", "tài liệu", CentreMaterial),
            ("evaluation", "đánh giá, xếp loại", CentreEvaluation),
        )
    ),
    Trail(
        "community-step",
        TrailKind.UNITS,
        "khu phố, thôn, ấp của đơn vị số {}",
        CommunityStep,
        "unit",
        obj="ward_id",
        unit="ward_id",
        act="act",
        said=F("summary"),
        reason="reason",
        page="units:community-list",
    ),
    Trail(
        "community-undone",
        TrailKind.UNITS,
        "khu phố, thôn, ấp của đơn vị số {}",
        CommunityStep,
        "unit",
        at="undone_at",
        by="undone_by_id",
        obj="ward_id",
        unit="ward_id",
        does="hoàn tác việc về khu phố, thôn, ấp",
        said=F("summary"),
        reason="undone_because",
        page="units:community-list",
    ),
    Trail(
        "handover-opened",
        TrailKind.UNITS,
        "bàn giao của đơn vị số {}",
        HandOver,
        "unit",
        at="opened_at",
        by="opened_by_id",
        obj="unit_id",
        unit="unit_id",
        does="mở bàn giao",
        page="units:unit-detail",
    ),
    Trail(
        "handover-step",
        TrailKind.UNITS,
        "bàn giao của đơn vị số {}",
        HandOverStep,
        "unit",
        obj="part__handover__unit_id",
        unit="part__handover__unit_id",
        act="action",
        reason="reason",
        page="units:unit-detail",
    ),
    Trail(
        "share",
        TrailKind.UNITS,
        "phần chuyển của đơn vị số {}",
        ShareEntry,
        "unit",
        obj="link__predecessor_id",
        unit="link__predecessor_id",
        does="ghi phần chuyển",
        said=F("document"),
        reason="reason",
        page="units:unit-detail",
    ),
    *(
        Trail(
            f"verification-{name}",
            TrailKind.UNITS,
            "đối chiếu đơn vị số {}",
            Verification,
            "unit",
            at=at,
            by=by,
            obj="version__unit_id",
            unit="version__unit_id",
            does=does,
            said=F("decision"),
            page="units:unit-detail",
        )
        for name, at, by, does in (
            ("asked", "at", "by_id", "đề nghị đối chiếu với quyết định"),
            ("answered", "answered_at", "answered_by_id", "trả lời đối chiếu"),
            ("undone", "undone_at", "undone_by_id", "hoàn tác đối chiếu"),
        )
    ),
)
