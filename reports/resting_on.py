"""What others published stays as it was printed, once a report of the unit was issued that read it."""

from hocTap.lib.catalogue import Entry, Hold, declare
from reports.models import PublishedFigure, PublishedSource

ISSUED = "đã có báo cáo của đơn vị này được phát hành"
_ISSUED = (
    "EXISTS (SELECT 1 FROM reports_report r JOIN reports_publishedsource p ON p.unit_id = r.unit_id "
    "WHERE p.id = OLD.{source} AND r.state <> 'draft')"
)
VOIDED = dict.fromkeys(("voided_at", "voided_by_id", "void_reason"), "hủy có lý do, người hủy; câu đã in vẫn đọc được")

declare(
    Entry(
        PublishedSource,
        (
            Hold(
                (
                    "key",
                    "unit_id",
                    "first_year",
                    "last_year",
                    "title",
                    "publisher",
                    "published_on",
                    "entered_at",
                    "entered_by_id",
                ),
                _ISSUED.format(source="id"),
                ISSUED,
            ),
        ),
        {"note": "chỉ là lời giải thích", **VOIDED},
    ),
    Entry(
        PublishedFigure,
        (
            Hold(
                (
                    "source_id",
                    "ordinal",
                    "figure",
                    "label",
                    "printed_count",
                    "count",
                    "qualifier",
                    "printed_base",
                    "base",
                    "base_exact",
                    "printed_rate",
                    "place",
                    "entered_at",
                    "entered_by_id",
                ),
                _ISSUED.format(source="source_id"),
                ISSUED,
            ),
        ),
        VOIDED,
    ),
)
