"""What of figures is sealed: approved sheets with their values, their steps, every earlier value."""

from django.db.models import Q

from hocTap.lib.sealing import Fixed, Log, history_of, register
from hocTap.lib.tabled import Table, exempt
from indicators.enums import State
from indicators.models import (
    ApiKey,
    ApiUse,
    CheckNote,
    FormUse,
    OfficeStart,
    Opening,
    Period,
    Plan,
    PlanChange,
    StatedNumber,
    Step,
    Submission,
    Value,
)
from units.sealed import edits, entries, histories

APPROVED = (
    *("id", "unit_id", "unit_as_id", "form_id", "period_id", "own_total", "own_approval"),
    *("source_document", "source_number", "source_day", "started_by_id", "started_at"),
    *("submitted_by_id", "submitted_at", "opened_by_id", "opened_at", "approved_by_id", "approved_at"),
)
"""What of a sheet rests once it is approved; its check by the office above comes later. Not sealed: `edition`, which
only counts what was written, and `answered_by`, which says who may finish it and stands in the hand-over's step."""
SENT = (
    *("id", "state", "unit_id", "form_id", "period_id", "own_total", "source_document", "source_number", "source_day"),
    *("submitted_by_id", "submitted_at", "handed_to_id"),
)
"""What rests while a sheet waits for its approval, or was handed over to an heir's sheet."""
FIGURES = (Value, "submission_id", ("id", "measure_id", "number", "qualifier", "note", "origin"))

register(
    Fixed(
        "sheet",
        "báo cáo số liệu đã duyệt số {}",
        Submission,
        Q(state=State.APPROVED),
        log=Step,
        owner="submission_id",
        columns=APPROVED,
        parts=(FIGURES,),
    ),
    Fixed(
        "sheet-sent",
        "báo cáo số liệu đã gửi số {}",
        Submission,
        Q(state__in=(State.SUBMITTED, State.HANDED)),
        log=Step,
        owner="submission_id",
        columns=SENT,
        parts=(FIGURES,),
    ),
    Fixed(
        "key-revoked",
        "lần thu hồi mã truy cập số {}",
        ApiKey,
        Q(revoked_at__isnull=False),
        columns=("id", "revoked_at", "revoked_by_id"),
        at="revoked_at",
    ),
    Log("plan-change", "các lần sửa kế hoạch số {}", PlanChange, "plan_id", "changed_at", removable=True),
    Log("sheet-step", "các bước của báo cáo số liệu số {}", Step, "submission_id", "at"),
    Log("value-history", "lịch sử của số liệu số {}", history_of(Value), "id", "history_date", key="history_id"),
    Log(
        "stated-history",
        "lịch sử của số đã công bố số {}",
        history_of(StatedNumber),
        "id",
        "history_date",
        key="history_id",
    ),
)

register(
    Table("period", "kỳ báo cáo số {}", Period, (edits(Period), entries(Period))),
    Table("stated", "số đã công bố số {}", StatedNumber, (histories(StatedNumber),)),
    Table(
        "plan",
        "kế hoạch số {}",
        Plan,
        (edits(Plan),),
        at="entered_at",
    ),
    Table("public-switch", "lần mở, tắt trang công khai số {}", Opening, at="switched_at"),
    Table("api-key", "mã truy cập số {}", ApiKey, at="made_at", apart=("revoked_at", "revoked_by_id")),
    Table(
        "form-use",
        "lần bật biểu tự chọn số {}",
        FormUse,
        (edits(FormUse),),
    ),
)

exempt("Giải trình khi còn lập báo cáo; lúc gửi thì bước giữ lại.", CheckNote)
exempt("Đếm lượt gọi, bị xóa sau vài ngày; bước chuẩn bị ban đầu của cơ quan.", ApiUse, OfficeStart)
