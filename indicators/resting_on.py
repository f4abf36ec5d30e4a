"""What of the catalogue of figures rests once sheets were approved by it, and of the tree once they name its units."""

from hocTap.lib.catalogue import Entry, Hold, declare
from indicators.models import (
    Check,
    CheckTerm,
    DifficultArea,
    Form,
    Framework,
    Indicator,
    Line,
    Measure,
    Period,
    Redefinition,
    Section,
    Target,
)
from units.models import UnitVersion

APPROVED = "đã có báo cáo số liệu được duyệt theo mục này"
ORDER = "chỉ là thứ tự trên trang"
EXPLAINS = "chỉ là lời giải thích, không đổi con số nào"

_APPROVED = (
    "(b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a "
    "WHERE a.submission_id = b.id AND a.action = 'approve'))"
)
"""Approved now, or once: a sheet that is reopened for an hour does not set the catalogue free."""
_APPROVED_ON = f"EXISTS (SELECT 1 FROM indicators_submission b WHERE b.form_id = {{form}} AND {_APPROVED})"
_COUNTED = (
    "EXISTS (SELECT 1 FROM indicators_line l JOIN indicators_section s ON s.id = l.section_id "
    "JOIN indicators_submission b ON b.form_id = s.form_id "
    f"WHERE l.measure_id IN ({{measures}}) AND {_APPROVED})"
)
_SECTION_FORM = "(SELECT s.form_id FROM indicators_section s WHERE s.id = OLD.section_id)"
_CHECK_FORM = "(SELECT c.form_id FROM indicators_check c WHERE c.id = OLD.check_ref_id)"
_JUDGED = (
    "EXISTS (SELECT 1 FROM indicators_target t JOIN indicators_indicator i ON i.id = t.indicator_id "
    "JOIN indicators_line l ON l.measure_id = i.numerator_id JOIN indicators_section s ON s.id = l.section_id "
    "JOIN indicators_submission b ON b.form_id = s.form_id JOIN indicators_period p ON p.id = b.period_id "
    f"WHERE {{target}} AND {_APPROVED} AND p.year >= t.year) "
    "AND NOT EXISTS (SELECT 1 FROM indicators_plan w WHERE w.framework_id = OLD.{framework})"
)
JUDGED = "năm mục tiêu đã có số liệu được duyệt nên đã xét đạt hay không đạt"

declare(
    Entry(
        Measure,
        (
            Hold(
                ("code", "label", "unit_name", "nature", "additivity", "definition", "highest"),
                _COUNTED.format(measures="OLD.id"),
                APPROVED,
            ),
        ),
        {
            "source": EXPLAINS,
            "valid_from": "số liệu đã có vẫn được đọc",
            "valid_to": "thôi dùng từ một ngày; biểu và mục tiêu còn dùng thì không cho thôi",
        },
    ),
    Entry(
        Indicator,
        (
            Hold(
                ("code", "label", "numerator_id", "base_id", "base_label", "level"),
                _COUNTED.format(measures="OLD.numerator_id, OLD.base_id"),
                APPROVED,
            ),
        ),
        {"ordinal": ORDER, "note": EXPLAINS, "source": EXPLAINS, "near_id": EXPLAINS},
    ),
    Entry(
        Redefinition,
        (
            Hold(
                ("indicator_id", "first_year", "numerator_id", "base_id", "base_label", "wording", "decision"),
                "EXISTS (SELECT 1 FROM indicators_indicator i "
                "JOIN indicators_line l ON l.measure_id IN (i.numerator_id, OLD.numerator_id) "
                "JOIN indicators_section s ON s.id = l.section_id "
                "JOIN indicators_submission b ON b.form_id = s.form_id "
                "JOIN indicators_period p ON p.id = b.period_id "
                f"WHERE i.id = OLD.indicator_id AND p.year >= OLD.first_year AND {_APPROVED})",
                "đã có báo cáo số liệu được duyệt theo cách tính này",
            ),
        ),
        {"verified": "nói mức tin cậy của lời văn, không đổi cách tính", "source": EXPLAINS},
    ),
    Entry(
        DifficultArea,
        (
            Hold(
                ("unit_id", "valid_from", "decision"),
                "EXISTS (SELECT 1 FROM indicators_submission b JOIN indicators_period p ON p.id = b.period_id "
                f"WHERE b.unit_id = OLD.unit_id AND p.ends_on >= OLD.valid_from AND {_APPROVED})",
                "đã có báo cáo số liệu được duyệt và xét theo mục tiêu của địa bàn này",
            ),
        ),
        {
            "valid_to": "ra khỏi danh sách từ ngày sau; các năm trước vẫn xét như cũ",
            "verified": "nói mức tin cậy của lời văn, không đổi mức nào",
            "source": EXPLAINS,
        },
    ),
    Entry(
        Form,
        (
            Hold(
                ("code", "version", "title", "period_kind", "unit_kind", "valid_from", "optional"),
                _APPROVED_ON.format(form="OLD.id"),
                APPROVED,
            ),
        ),
        {
            "source": EXPLAINS,
            "valid_to": "phiên bản sau nối vào; báo cáo đã lập vẫn theo phiên bản này",
            "stamp": "máy chủ tự tăng mỗi khi danh mục được sửa",
        },
    ),
    Entry(Section, (Hold(("form_id", "ordinal", "title"), _APPROVED_ON.format(form="OLD.form_id"), APPROVED),)),
    Entry(
        Line,
        (
            Hold(
                ("section_id", "ordinal", "measure_id", "required", "indent"),
                _APPROVED_ON.format(form=_SECTION_FORM),
                APPROVED,
            ),
        ),
    ),
    Entry(
        Check,
        (
            Hold(
                ("form_id", "code", "kind", "severity", "sentence", "low", "high", "active"),
                _APPROVED_ON.format(form="OLD.form_id"),
                APPROVED,
            ),
        ),
    ),
    Entry(
        CheckTerm,
        (
            Hold(
                ("check_ref_id", "side", "ordinal", "measure_id"),
                _APPROVED_ON.format(form=_CHECK_FORM),
                APPROVED,
            ),
        ),
    ),
    Entry(
        Period,
        (
            Hold(
                ("kind", "year", "ordinal", "label", "starts_on", "ends_on"),
                f"EXISTS (SELECT 1 FROM indicators_submission b WHERE b.period_id = OLD.id AND {_APPROVED})",
                "đã có báo cáo số liệu được duyệt của kỳ này",
            ),
            Hold(("closes_on",), "OLD.closes_on < CURRENT_DATE", "ngày khóa kỳ đã qua", name="closed"),
        ),
        {
            "opens_on": "chỉ nói khi nào bắt đầu nhập",
            "due_on": "hạn gửi; báo cáo đã gửi giữ ngày gửi của mình",
            "note": EXPLAINS,
        },
    ),
    Entry(
        Framework,
        (
            Hold(
                ("code", "citation", "title", "issued_on", "level", "place", "replaces_id"),
                _JUDGED.format(target="t.framework_id = OLD.id", framework="id"),
                JUDGED,
            ),
        ),
        {"verified": "nói mức tin cậy của lời văn, không đổi mức nào", "source": EXPLAINS},
    ),
    Entry(
        Target,
        (
            Hold(
                (
                    "framework_id",
                    "scope",
                    "label",
                    "base_label",
                    "indicator_id",
                    "kind",
                    "year",
                    "minimum",
                    "maximum",
                    "unit_name",
                    "base_year",
                    "wording",
                ),
                _JUDGED.format(target="t.id = OLD.id", framework="framework_id"),
                JUDGED,
            ),
        ),
        {"verified": "nói mức tin cậy của lời văn, không đổi mức nào", "source": EXPLAINS},
    ),
    Entry(
        UnitVersion,
        (
            Hold(
                ("unit_id", "code", "name", "kind", "parent_id"),
                f"EXISTS (SELECT 1 FROM indicators_submission b WHERE b.unit_as_id = OLD.id AND {_APPROVED})",
                "đã có báo cáo số liệu được duyệt mang tên này",
            ),
        ),
        {
            "folded": "máy tính từ tên để tìm",
            "sort_key": "máy tính từ tên để xếp",
            "designation": "máy tính từ tên và cấp",
            "valid_from": "đối chiếu với quyết định có hai người làm (trang Đối chiếu)",
            "valid_to": "tên mới hay đơn vị mới nối vào từ ngày sau",
            "start_unknown": "đối chiếu với quyết định có hai người làm",
            "known_on": "đối chiếu với quyết định có hai người làm",
            "decision": EXPLAINS,
            "verified": EXPLAINS,
            "source": EXPLAINS,
        },
    ),
)
