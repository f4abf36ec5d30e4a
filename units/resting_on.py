"""What of units and centres rests: changes with a hand-over, sheets by which centres judged themselves."""

from hocTap.lib.catalogue import Entry, Hold, declare
from units.models import (
    CentreAuthority,
    CentreService,
    ChangeEvent,
    ChangeLink,
    EvaluationCriterion,
    EvaluationSet,
    LearningCentre,
    Unit,
)

JUDGED = "đã có trung tâm tự đánh giá theo bộ này"
HANDED = "đã có phần bàn giao theo thay đổi này"
EXPLAINS = "chỉ là lời giải thích"
_HANDED = "EXISTS (SELECT 1 FROM units_handedover h WHERE h.event_id = OLD.{event} AND h.undone_at IS NULL)"
_JUDGED = "EXISTS (SELECT 1 FROM units_centreevaluation e WHERE e.sheet_id = OLD.{sheet})"

declare(
    Entry(Unit, (Hold(("key",), "1 = 1", "khóa của đơn vị không bao giờ đổi", rows=False),)),
    Entry(
        ChangeEvent,
        (
            Hold(
                ("kind", "effective_on"),
                _HANDED.format(event="id"),
                HANDED,
                lasting=False,
            ),
        ),
        {
            "key": "chỉ là khóa của danh sách ban đầu",
            "decision": EXPLAINS,
            "verified": EXPLAINS,
            "note": EXPLAINS,
        },
    ),
    Entry(
        ChangeLink,
        (
            Hold(
                ("event_id", "predecessor_id", "successor_id", "whole"),
                _HANDED.format(event="event_id"),
                HANDED,
                lasting=False,
            ),
        ),
        dict.fromkeys(
            (
                "share_numerator",
                "share_denominator",
                "share_of",
                "share_document",
                "share_entered_by_id",
            ),
            "mỗi lần ghi tỷ lệ có người, lúc và căn cứ (trang Phần chuyển)",
        ),
    ),
    Entry(
        CentreAuthority,
        (
            Hold(
                ("title", "level", "recorder", "valid_from"),
                "EXISTS (SELECT 1 FROM units_centrestep s WHERE s.authority_id = OLD.id)",
                "đã có quyết định về trung tâm theo thẩm quyền này",
            ),
        ),
        {"valid_to": "thẩm quyền thôi từ một ngày", "basis": EXPLAINS, "verified": EXPLAINS},
    ),
    Entry(
        EvaluationSet,
        (Hold(("code", "label", "first_year"), _JUDGED.format(sheet="id"), JUDGED),),
        {"last_year": "thôi dùng từ một năm", "source": EXPLAINS, "verified": EXPLAINS},
    ),
    Entry(
        EvaluationCriterion,
        (Hold(("sheet_id", "number", "label", "max_score"), _JUDGED.format(sheet="sheet_id"), JUDGED),),
    ),
    Entry(
        LearningCentre,
        (),
        dict.fromkeys(
            (
                "folded",
                "sort_key",
                "name",
                "seat",
                "founding_decision",
                "founded_on",
                "ended_on",
                "state",
                "illustrative",
            ),
            "quyết định về trung tâm là bước riêng, giữ lời của mình; ngày hoạt động có khóa riêng",
        ),
    ),
    Entry(
        CentreService,
        (),
        dict.fromkeys(
            ("centre_id", "ward_id", "valid_from", "valid_to"),
            "địa bàn phục vụ có ngày đầu, ngày cuối; lớp học giữ địa bàn",
        ),
    ),
)
