"""What of the catalogues of titles, money and honours rests once somebody was recognised, paid or commended by it."""

from awards.commendations.models import CommendationKind
from awards.scholarships.models import ExpenseKind
from awards.titles.models import Band, CriteriaForm, CriteriaSet, Criterion, Item, Procedure
from awards.titles.workflow.copying import BAND, LINE
from hocTap.lib.catalogue import Entry, Hold, declare

CHECKED = "ai đối chiếu, ai xác nhận có bước và lịch sử riêng"
EXPLAINS = "chỉ là lời giải thích, không đổi kết quả nào"
CONFIRMATION = dict.fromkeys(("verified", "written_by_id", "confirmed_by_id", "confirmed_at"), CHECKED) | {
    "source": EXPLAINS,
    "place": EXPLAINS,
}
RECOGNISED = "đã có người được công nhận theo bộ tiêu chí này"
_RECOGNISED = (
    "EXISTS (SELECT 1 FROM awards_nomination n WHERE n.criteria_id = {criteria} "
    "AND n.state IN ('recognised', 'revoked'))"
)
_OF_ITEM = "(SELECT c.criteria_id FROM awards_criterion c WHERE c.id = OLD.criterion_id)"

declare(
    Entry(
        CriteriaSet,
        (
            Hold(
                (
                    "kind",
                    "code",
                    "name",
                    "managing_levels",
                    "issuer",
                    "citation",
                    "issued_on",
                    "jurisdiction_id",
                    "first_year",
                    "mode",
                    "total_points",
                    "left_out",
                    "total_only",
                ),
                _RECOGNISED.format(criteria="OLD.id"),
                RECOGNISED,
                lasting=False,
            ),
        ),
        {"last_year": "thôi dùng từ một năm", "note": EXPLAINS, **CONFIRMATION},
    ),
    Entry(
        CriteriaForm,
        (
            Hold(
                ("criteria_id", "code", "name", "text"),
                _RECOGNISED.format(criteria="OLD.criteria_id"),
                RECOGNISED,
                lasting=False,
            ),
        ),
        CONFIRMATION,
    ),
    Entry(
        Criterion,
        (
            Hold(
                ("criteria_id", "ordinal", "name", "max_points"),
                _RECOGNISED.format(criteria="OLD.criteria_id"),
                RECOGNISED,
                lasting=False,
            ),
        ),
    ),
    Entry(
        Item,
        (
            Hold(
                ("criterion_id", *LINE),
                _RECOGNISED.format(criteria=_OF_ITEM),
                RECOGNISED,
                lasting=False,
            ),
        ),
        CONFIRMATION,
    ),
    Entry(
        Band,
        (
            Hold(
                ("criteria_id", *BAND),
                _RECOGNISED.format(criteria="OLD.criteria_id"),
                RECOGNISED,
                lasting=False,
            ),
        ),
        CONFIRMATION,
    ),
    Entry(
        Procedure,
        (
            Hold(
                (
                    "kind",
                    "managing_level",
                    "jurisdiction_id",
                    "valid_from",
                    "proposer",
                    "evaluator",
                    "needs_vote",
                    "vote_over",
                    "agency_kind",
                    "agency_words",
                    "authority_words",
                    "due_day",
                    "due_month",
                    "due_next_year",
                    "valid_months",
                ),
                "EXISTS (SELECT 1 FROM awards_decision d WHERE d.procedure_id = OLD.id AND d.state = 'signed')",
                "đã có quyết định ký theo trình tự này",
                lasting=False,
            ),
        ),
        {"valid_to": "thôi dùng từ một ngày", "note": EXPLAINS, **CONFIRMATION},
    ),
    Entry(
        CommendationKind,
        (
            Hold(
                ("code", "name", "form", "level", "agency", "symbol", "by_association", "valid_from"),
                "EXISTS (SELECT 1 FROM awards_commendationdecision d WHERE d.kind_id = OLD.id)",
                "đã có quyết định khen thưởng theo hình thức này",
            ),
        ),
        {"valid_to": "thôi dùng từ một ngày", "source": EXPLAINS, "verified": EXPLAINS},
    ),
    Entry(
        ExpenseKind,
        (
            Hold(
                ("code", "name", "beneficiary", "counts_as"),
                "EXISTS (SELECT 1 FROM awards_expense e WHERE e.kind_id = OLD.id)",
                "đã có khoản chi ghi vào loại này",
            ),
        ),
        {"in_use": "chỉ nói còn chọn được nữa hay không", "ordinal": "chỉ là thứ tự trên trang"},
    ),
)
