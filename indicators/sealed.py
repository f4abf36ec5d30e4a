"""What of figures is sealed: approved sheets with their values, their steps, every earlier value."""

from django.db.models import Q

from hocTap.lib.sealing import Fixed, Log, history_of, register
from indicators.enums import State
from indicators.models import PlanChange, StatedNumber, Step, Submission, Value

register(
    Fixed(
        "sheet",
        "báo cáo số liệu đã duyệt số {}",
        Submission,
        Q(state=State.APPROVED),
        log=Step,
        owner="submission_id",
        columns=("id", "unit_id", "form_id", "period_id", "approved_at", "approved_by_id", "submitted_by_id"),
        parts=((Value, "submission_id", ("id", "measure_id", "number", "qualifier", "note", "origin")),),
    ),
    Log("plan-change", "các lần sửa kế hoạch số {}", PlanChange, "plan_id", "changed_at", removable=True),
    Log("sheet-step", "các bước của báo cáo số liệu số {}", Step, "submission_id", "at", removable=True),
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
