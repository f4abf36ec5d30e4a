"""What of figures, plans and forms leaves a trail."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from hocTap.lib.sealing import history_of
from indicators.models import (
    ApiKey,
    CheckNote,
    FormUse,
    OfficeStart,
    Opening,
    Plan,
    PlanChange,
    StatedNumber,
    Step,
    Submission,
)
from indicators.models import (
    Value as Cell,
)
from units.trails.enums import TrailKind
from units.trails.registry import Trail, register

SHEET = "báo cáo số liệu số {}"
PAGE = "indicators:submission-detail"
NAMED = Concat(F("submission__form__title"), Value(", "), F("submission__period__label"))

register(
    Trail(
        "sheet-begun",
        TrailKind.SHEETS,
        SHEET,
        Submission,
        "sheet",
        at="started_at",
        by="started_by_id",
        unit="unit_id",
        does="lập báo cáo số liệu",
        said=Concat(F("form__title"), Value(", "), F("period__label")),
        page=PAGE,
    ),
    Trail(
        "sheet-opened",
        TrailKind.SHEETS,
        SHEET,
        Submission,
        "sheet",
        at="opened_at",
        by="opened_by_id",
        unit="unit_id",
        does="cấp trên mở xem",
        said=Concat(F("form__title"), Value(", "), F("period__label")),
        page=PAGE,
    ),
    Trail(
        "sheet-step",
        TrailKind.SHEETS,
        SHEET,
        Step,
        "sheet",
        obj="submission_id",
        unit="submission__unit_id",
        act="action",
        said=NAMED,
        reason="reason",
        page=PAGE,
    ),
    Trail(
        "check-note",
        TrailKind.SHEETS,
        SHEET,
        CheckNote,
        "sheet",
        obj="submission_id",
        unit="submission__unit_id",
        does="giải thích số liệu",
        said=NAMED,
        reason="note",
        page=PAGE,
    ),
    Trail(
        "cell",
        TrailKind.CELLS,
        SHEET,
        history_of(Cell),
        "sheet",
        at="history_date",
        by="history_user_id",
        key="history_id",
        obj="submission_id",
        unit="submission__unit_id",
        act="history_type",
        said=Concat(F("measure__label"), Value(": "), Cast(F("number"), CharField())),
        page=PAGE,
    ),
    Trail(
        "plan",
        TrailKind.PLANS,
        "kế hoạch số {}",
        Plan,
        "plan",
        at="entered_at",
        by="entered_by_id",
        unit="unit_id",
        does="ghi kế hoạch",
        page="indicators:plan-detail",
    ),
    Trail(
        "plan-change",
        TrailKind.PLANS,
        "kế hoạch số {}",
        PlanChange,
        "plan",
        at="changed_at",
        by="changed_by_id",
        obj="plan_id",
        unit="plan__unit_id",
        does="sửa kế hoạch",
        said=F("indicator__code"),
        page="indicators:plan-detail",
    ),
    Trail(
        "stated",
        TrailKind.PLANS,
        "số đơn vị phải báo cáo, mục số {}",
        history_of(StatedNumber),
        "stated",
        at="history_date",
        by="history_user_id",
        key="history_id",
        unit="unit_id",
        act="history_type",
        said=F("source"),
    ),
    *(
        Trail(
            name,
            TrailKind.PLANS,
            "đơn vị số {}",
            model,
            "unit",
            at=at,
            by=by,
            obj="unit_id",
            unit="unit_id",
            does=does,
            said=said,
            page="units:unit-detail",
        )
        for name, model, at, by, does, said in (
            ("opening", Opening, "switched_at", "switched_by_id", "mở hoặc đóng trang công khai", None),
            ("key-made", ApiKey, "made_at", "person_id", "lập mã truy cập", F("label")),
            ("key-revoked", ApiKey, "revoked_at", "revoked_by_id", "thu hồi mã truy cập", F("label")),
            ("office-start", OfficeStart, "started_at", "started_by_id", "bắt đầu cơ quan", None),
            ("form-use", FormUse, "switched_at", "switched_by_id", "bật biểu tùy chọn", F("form_code")),
        )
    ),
)
