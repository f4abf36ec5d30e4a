"""What of titles, money, honours and lists leaves a trail. No column named here holds a child's name."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from awards.commendations.models import CommendationDecision, CommendationDraft, Voiding
from awards.scholarships.models import (
    BookClosing,
    Campaign,
    Consent,
    DataRequest,
    DonorJoin,
    Entry,
    Grant,
    NameAccess,
    Opening,
    PaySheet,
    RecipientChange,
    RecipientJoin,
    SchoolYearClosing,
)
from awards.titles.models import (
    CandidateEvent,
    CriteriaPaper,
    Decision,
    DecisionStep,
    Minutes,
    MoveRequest,
    Nomination,
    NominationStep,
    Proposal,
    RecognitionJob,
)
from awards.uploads.models import NamesExport, Upload
from units.trails.enums import TrailKind
from units.trails.registry import FUND, Trail, register, worded

CHILD, QUY, NOMINATION = "hồ sơ trẻ em số {}", "quỹ số {}", "hồ sơ danh hiệu số {}"
DECISION, LIST = "quyết định về danh hiệu số {}", "danh sách tải lên số {}"


def text(name: str) -> Cast:
    return Cast(F(name), CharField())


OF_CHILD, OF_FUND = "recipient__fund__unit_id", "fund__unit_id"
SUAT = Concat(Value("suất số "), text("number"))
SHEET = Concat(Value("danh sách số "), text("number"))

register(
    Trail(
        "nomination-step",
        TrailKind.TITLES,
        NOMINATION,
        NominationStep,
        "nomination",
        obj="nomination_id",
        unit="nomination__ward_id",
        act="action",
        said=Concat(
            worded(Nomination, "kind", "nomination__kind"),
            Value(", năm "),
            text("nomination__year"),
        ),
        reason="reason",
        page="titles:nomination-detail",
    ),
    Trail(
        "candidate-event",
        TrailKind.TITLES,
        "đối tượng số {}",
        CandidateEvent,
        "candidate",
        obj="candidate_id",
        unit="candidate__ward_id",
        act="kind",
        reason="reason",
        page="titles:candidate-detail",
    ),
    Trail(
        "minutes",
        TrailKind.TITLES,
        "biên bản họp số {}",
        Minutes,
        "minutes",
        unit="ward_id",
        does="ghi biên bản họp",
        reason="reason",
        page="titles:minutes-detail",
    ),
    Trail(
        "proposal",
        TrailKind.TITLES,
        "tờ trình, mục số {}",
        Proposal,
        "proposal",
        unit="ward_id",
        does="trình",
        said=Concat(text("number"), Value("/"), F("symbol")),
    ),
    Trail(
        "proposal-recalled",
        TrailKind.TITLES,
        "tờ trình, mục số {}",
        Proposal,
        "proposal",
        at="recalled_at",
        by="recalled_by_id",
        unit="ward_id",
        does="rút tờ trình",
        said=Concat(text("number"), Value("/"), F("symbol")),
        reason="recalled_why",
    ),
    Trail(
        "decision-prepared",
        TrailKind.TITLES,
        DECISION,
        Decision,
        "decision",
        at="prepared_at",
        by="prepared_by_id",
        unit="agency_id",
        does="dự thảo quyết định",
        said=worded(Decision, "title"),
        page="titles:decision-detail",
    ),
    Trail(
        "decision-step",
        TrailKind.TITLES,
        DECISION,
        DecisionStep,
        "decision",
        obj="decision_id",
        unit="decision__agency_id",
        act="action",
        said=worded(Decision, "title", "decision__title"),
        reason="reason",
        page="titles:decision-detail",
    ),
    Trail(
        "criteria-paper",
        TrailKind.CATALOGUE,
        "bộ tiêu chí số {}",
        CriteriaPaper,
        "criteria",
        at="added_at",
        by="added_by_id",
        obj="criteria_id",
        unit="criteria__jurisdiction_id",
        does="gửi văn bản gốc",
        page="titles:criteria-detail",
    ),
    *(
        Trail(
            f"move-{name}",
            TrailKind.TITLES,
            "đối tượng số {}",
            MoveRequest,
            "candidate",
            at=f"{name}_at",
            by=f"{name}_by_id",
            obj="candidate_id",
            unit=unit,
            does=does,
            page="titles:candidate-detail",
        )
        for name, unit, does in (
            ("asked", "from_ward_id", "đề nghị chuyển nơi cư trú"),
            ("answered", "to_ward_id", "trả lời đề nghị chuyển nơi cư trú"),
        )
    ),
    Trail(
        "recognition",
        TrailKind.TITLES,
        "đợt công nhận số {}",
        RecognitionJob,
        "recognition",
        at="asked_at",
        by="asked_by_id",
        person="asked_by_id",
        does="công nhận nhiều đối tượng",
        said=worded(RecognitionJob, "kind"),
        page="titles:job-detail",
    ),
    Trail(
        "honour",
        TrailKind.HONOURS,
        "quyết định khen thưởng số {}",
        CommendationDecision,
        "honour",
        at="recorded_at",
        by="recorded_by_id",
        unit="unit_id",
        does="ghi quyết định khen thưởng",
        said=F("occasion"),
        page="commendations:decision-detail",
    ),
    Trail(
        "honour-draft",
        TrailKind.HONOURS,
        "danh sách trình khen số {}",
        CommendationDraft,
        "honour-draft",
        at="changed_at",
        by="changed_by_id",
        unit="unit_id",
        does="ghi danh sách trình khen",
        said=F("occasion"),
    ),
    Trail(
        "honour-voided",
        TrailKind.HONOURS,
        "lần hủy khen thưởng số {}",
        Voiding,
        "voiding",
        person="by_id",
        does="hủy khen thưởng đã ghi",
        reason="reason",
    ),
    Trail(
        "names-seen",
        TrailKind.NAMES,
        QUY,
        NameAccess,
        "fund",
        obj="fund_id",
        unit="fund__unit_id",
        act="kind",
        said=Concat(F("what"), Value(": "), text("names"), Value(" tên")),
        page="scholarships:fund-detail",
        roles=FUND,
    ),
    *(
        Trail(
            name,
            TrailKind.NAMES,
            CHILD,
            model,
            "child",
            at=at,
            by=by,
            obj=obj,
            unit=unit,
            does=does,
            act=act,
            page="scholarships:recipient-detail",
            roles=FUND,
        )
        for name, model, at, by, obj, unit, does, act in (
            ("child-changed", RecipientChange, "at", "by_id", "recipient_id", OF_CHILD, "sửa hồ sơ", ""),
            ("child-joined", RecipientJoin, "at", "by_id", "kept_id", "kept__fund__unit_id", "gộp hồ sơ", ""),
            (
                "child-parted",
                RecipientJoin,
                "undone_at",
                "undone_by_id",
                "kept_id",
                "kept__fund__unit_id",
                "tách hồ sơ",
                "",
            ),
            ("consent", Consent, "recorded_at", "recorded_by_id", "recipient_id", OF_CHILD, "ghi đồng ý nêu tên", ""),
            ("request", DataRequest, "recorded_at", "recorded_by_id", "recipient_id", "fund__unit_id", "", "kind"),
        )
    ),
    Trail(
        "ledger",
        TrailKind.MONEY,
        QUY,
        Entry,
        "fund",
        at="made_at",
        by="made_by_id",
        obj="fund_id",
        unit="fund__unit_id",
        act="kind",
        said=Concat(worded(Entry, "book"), Value(", số "), text("seq"), Value(": "), text("amount"), Value(" đồng")),
        page="scholarships:fund-detail",
        roles=FUND,
    ),
    *(
        Trail(
            name,
            TrailKind.MONEY,
            QUY,
            model,
            "fund",
            at=at,
            by=by,
            obj=obj,
            unit=unit,
            does=does,
            said=said,
            reason=reason,
            page="scholarships:fund-detail",
            roles=FUND,
        )
        for name, model, at, by, obj, unit, does, said, reason in (
            ("opening-balance", Opening, "made_at", "made_by_id", "fund_id", OF_FUND, "ghi số dư đầu kỳ", None, ""),
            ("grant", Grant, "granted_at", "granted_by_id", "fund_id", OF_FUND, "cấp suất", SUAT, ""),
            ("pay-sheet", PaySheet, "made_at", "made_by_id", "fund_id", OF_FUND, "lập danh sách chi", SHEET, ""),
            ("campaign", Campaign, "looked_at", "looked_by_id", "fund_id", OF_FUND, "xem lại tên đợt", F("name"), ""),
            (
                "donors-joined",
                DonorJoin,
                "joined_at",
                "joined_by_id",
                "donor__fund_id",
                "donor__fund__unit_id",
                "gộp nhà tài trợ",
                None,
                "",
            ),
            (
                "donors-parted",
                DonorJoin,
                "parted_at",
                "parted_by_id",
                "donor__fund_id",
                "donor__fund__unit_id",
                "tách nhà tài trợ",
                None,
                "",
            ),
            *(
                (f"{name}-{step}", model, f"{step}_at", f"{step}_by_id", "fund_id", OF_FUND, does, what, why)
                for name, model, what in (
                    ("year", SchoolYearClosing, text("school_year")),
                    ("book", BookClosing, text("last_day")),
                )
                for step, does, why in (
                    ("closed", "khóa sổ", ""),
                    ("asked", "đề nghị mở lại sổ", "reopen_reason"),
                    ("reopened", "mở lại sổ", "reopen_reason"),
                )
            ),
        )
    ),
    Trail(
        "names-export",
        TrailKind.TAKEN_OUT,
        "lần xuất danh sách có tên số {}",
        NamesExport,
        "names-export",
        unit="unit_id",
        does="xuất danh sách có tên",
        said=Concat(F("what"), Value(": "), text("rows"), Value(" dòng")),
    ),
    *(
        Trail(
            f"upload-{name}",
            TrailKind.TAKEN_OUT,
            LIST,
            Upload,
            "upload",
            at=at,
            by=by,
            unit="unit_id",
            does=does,
            reason=reason,
            page="uploads:detail",
        )
        for name, at, by, does, reason in (
            ("sent", "at", "by_id", "tải danh sách lên", ""),
            ("confirmed", "confirmed_at", "confirmed_by_id", "ghi danh sách vào sổ", ""),
            ("undone", "undone_at", "undone_by_id", "hoàn tác danh sách đã ghi", "undone_because"),
        )
    ),
)
