"""What of titles, money and honours is sealed: signed decisions with their names, all entries of books, all steps."""

from django.db.models import Q

from awards.commendations.models import CommendationDecision
from awards.keeping import forgotten_holders, titles_of_forgotten
from awards.scholarships.models import (
    Consent,
    Entry,
    Expense,
    Gift,
    GrantDoubt,
    NameAccess,
    Opening,
    Receipt,
    RecipientChange,
    RecipientJoin,
    Transfer,
)
from awards.titles.enums import DecisionState
from awards.titles.models import (
    Band,
    CandidateEvent,
    CriteriaForm,
    CriteriaSet,
    Decision,
    DecisionStep,
    Item,
    Nomination,
    NominationStep,
    Procedure,
)
from awards.uploads.models import NamesExport
from hocTap.lib.sealing import Fixed, Log, history_of, register

SIGNED = (
    "id",
    "kind",
    "title",
    "assessment_year",
    "agency_id",
    "agency_words",
    "authority_words",
    "procedure_id",
    "state",
    "year",
    "number",
    "symbol",
    "signed_on",
    "signer",
    "prepared_by_id",
    "prepared_at",
    "recorded_by_id",
    "recorded_at",
)
NAMED = ("id", "candidate_id", "criteria_id", "score", "result", "certificate", "signed_name", "signed_address")

register(
    Fixed(
        "title-decision",
        "quyết định về danh hiệu số {}",
        Decision,
        Q(state=DecisionState.SIGNED),
        log=DecisionStep,
        owner="decision_id",
        columns=SIGNED,
        parts=((Nomination, "decision_id", NAMED),),
    ),
    Log("title-decision-step", "các bước của quyết định về danh hiệu số {}", DecisionStep, "decision_id", "at"),
    Log(
        "nomination-step",
        "các bước của hồ sơ danh hiệu số {}",
        NominationStep,
        "nomination_id",
        "at",
        removable=True,
        forgotten=titles_of_forgotten,
    ),
    Log(
        "candidate-event",
        "những việc đã ghi của đối tượng số {}",
        CandidateEvent,
        "candidate_id",
        "at",
        apart=("undone_by_id",),
        removable=True,
        forgotten=forgotten_holders,
    ),
    Log("ledger", "sổ của quỹ số {}", Entry, "fund_id", "made_at"),
    Log("name-access", "nhật ký xem tên của quỹ số {}", NameAccess, "fund_id", "at"),
    Log(
        "recipient-change",
        "các lần sửa hồ sơ trẻ em số {}",
        RecipientChange,
        "recipient_id",
        "at",
        apart=("before", "after", "reason"),  # taken away with the child's name when the time to keep it is over
    ),
    Log(
        "recipient-join",
        "các lần gộp vào hồ sơ trẻ em số {}",
        RecipientJoin,
        "kept_id",
        "at",
        apart=("undone_at", "undone_because", "undone_by_id"),
    ),
    Log(
        "consent",
        "các lần đồng ý của hồ sơ trẻ em số {}",
        Consent,
        "recipient_id",
        "recorded_at",
        apart=("withdrawn_on", "withdrawn_by_id", "evidence"),
    ),
    Log("receipt", "các phiếu thu của quỹ số {}", Receipt, "fund_id"),
    Log("gift", "các phiếu quà tặng của quỹ số {}", Gift, "fund_id"),
    Log("expense", "các phiếu chi khác của quỹ số {}", Expense, "fund_id"),
    Log("fund-transfer", "các lần chuyển từ quỹ số {}", Transfer, "source_id"),
    Log("grant-doubt", "lý do đã ghi khi chi suất học bổng số {}", GrantDoubt, "grant_id"),
    Log("fund-opening", "các lần ghi số dư đầu kỳ của quỹ số {}", Opening, "fund_id", "made_at"),
    Log("names-export", "nhật ký tải danh sách có tên của đơn vị số {}", NamesExport, "unit_id", "at"),
    Log(
        "commendation-decision",
        "các quyết định khen thưởng của đơn vị số {}",
        CommendationDecision,
        "unit_id",
        "recorded_at",
        apart=("voiding_id",),
        removable=True,
    ),
    *(
        Log(name, f"lịch sử {words} số {{}}", history_of(model), "id", "history_date", key="history_id")
        for name, words, model in (
            ("criteria-history", "bộ tiêu chí", CriteriaSet),
            ("band-history", "mức xếp loại", Band),
            ("criteria-form-history", "mẫu phiếu chấm", CriteriaForm),
            ("item-history", "dòng tiêu chí", Item),
            ("procedure-history", "thẩm quyền ký", Procedure),
        )
    ),
)
