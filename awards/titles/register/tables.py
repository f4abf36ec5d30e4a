"""Lists of candidates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import django_tables2 as tables
from django.utils.html import format_html

from awards.titles.models import Candidate, Nomination
from hocTap.lib import vi

TONES = {
    "drafted": "submitted",
    "recognised": "approved",
    "not_reached": "returned",
    "revoked": "returned",
    "proposed": "submitted",
}


def of_year(record: Candidate) -> Nomination | None:
    """The nomination of the year that `with_year` has read."""
    found: list[Nomination] = vars(record)["of_year"]
    return found[0] if found else None


class CandidateTable(tables.Table):
    """Candidates of one kind, with how far they came in a year."""

    name = tables.Column(verbose_name="Tên", order_by=("sort_key", "pk"))
    address = tables.Column(verbose_name="Địa chỉ", order_by=("folded_address", "pk"))
    community = tables.Column(verbose_name="Khu phố, thôn, ấp", accessor="community_id", orderable=False)
    ward = tables.Column(verbose_name="Phường, xã", accessor="ward_id", orderable=False)
    people = tables.Column(
        verbose_name="Số người", orderable=False, attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )
    step = tables.Column(verbose_name="Trạng thái trong năm", empty_values=(), orderable=False)
    score = tables.Column(
        verbose_name="Điểm", empty_values=(), orderable=False, attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )

    caption = "Sổ đối tượng xét danh hiệu"
    export_url = ""
    places: Mapping[int, str] = MappingProxyType({})
    """Wards and khu phố by name: read at once for the rows that are shown."""

    class Meta:
        order_by = ("name",)
        empty_text = "Không có ai như vậy trong sổ. Hãy bỏ bớt điều kiện lọc."

    def render_name(self, record: Candidate, value: str) -> str:
        kept = format_html(' <span class="quiet">{}</span>', "hạn chế sử dụng") if record.restricted_on else ""
        return format_html('<a href="{}">{}</a>{}', record.get_absolute_url(), value, kept)

    def value_name(self, record: Candidate) -> str:
        return record.listed_name

    def value_address(self, record: Candidate) -> str:
        return record.listed_address

    def render_ward(self, value: int) -> str:
        return self.places.get(value, "")

    render_community = render_ward

    def render_people(self, value: int | None) -> str:
        return vi.whole(value)

    def value_people(self, value: int | None) -> int | None:
        return value

    def render_step(self, record: Candidate) -> str:
        found = of_year(record)
        if found is None:
            return format_html('<span class="state state-none">{}</span>', "Chưa đăng ký")
        words = found.step_words.capitalize()
        return format_html('<span class="state state-{}">{}</span>', TONES.get(found.step, "reopened"), words)

    def value_step(self, record: Candidate) -> str:
        found = of_year(record)
        return found.step_words if found else "chưa đăng ký"

    def render_score(self, record: Candidate) -> str:
        return vi.decimal(self.value_score(record))

    def value_score(self, record: Candidate) -> Decimal | None:
        found = of_year(record)
        return found.score if found else None
