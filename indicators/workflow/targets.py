"""A target put into the catalogue: what a decision asks to be reached by a year."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.text import slugify

from hocTap.lib import vi
from hocTap.lib.steps import Refused, checked
from indicators.enums import TargetKind
from indicators.models import Target

CODE_LENGTH = 20
_NUMBERED = re.compile(r"(?P<type>[^\W\d]+) ?(?:số )?(?P<number>\d{1,6})\b")


def framework_code(citation: str) -> str:
    """What a document is known by: "QĐ 281/QĐ-TTg 20/02/2014" is QD281; one without a number goes by its words."""
    found = _NUMBERED.match(vi.nfc(citation))
    words = f"{found['type']}{found['number']}" if found else citation
    return slugify(vi.fold(words)).upper()[:CODE_LENGTH].strip("-") or "VAN-BAN"


def cited(framework: str) -> str:
    """How a document known already is cited; nothing when it is not."""
    return Target.objects.filter(framework=framework).values_list("citation", flat=True).first() or ""


@transaction.atomic
def add_target(target: Target) -> Target:
    """Keep a new target. Its document is one known by `framework`, or, when that is blank, a new one by its citation.

    Raises Refused when a new document's number is that of one known already, when the document has this target for
    this year already, for a share over 100 %, and for ends that do not fit the kind.
    """
    check_target(target)
    return checked(target)


def check_target(target: Target) -> None:
    """Complete a target by its document and indicator. Raises Refused as `add_target` does."""
    _complete_document(target)
    if target.indicator:
        target.label = target.label or target.indicator.label
        target.base_label = target.base_label or target.indicator.base_label.removeprefix("trên ")
    if not (target.label and target.base_label):
        raise Refused("Hãy chọn tỉ lệ tính được, hoặc ghi tên chỉ tiêu và mẫu số như văn bản viết.")
    _check_ends(target)
    key = {name: getattr(target, name) for name in ("framework", "scope", "label", "base_label", "year")}
    if Target.objects.filter(**key).exists():
        raise Refused(f"Văn bản {target.citation} đã có mục tiêu “{target.label}” năm {target.year}, {target.scope}.")


def _complete_document(target: Target) -> None:
    if target.framework:
        target.citation = cited(target.framework) or target.citation
        return
    if not target.citation:
        raise Refused("Hãy chọn văn bản đã có, hoặc ghi số, ký hiệu và ngày của văn bản mới.")
    target.framework = framework_code(target.citation)
    if (known := cited(target.framework)) and vi.fold(known) != vi.fold(target.citation):
        raise Refused(f"Đã có văn bản “{known}” mang số này. Hãy chọn văn bản đó trong danh sách.")
    target.citation = known or target.citation


def _check_ends(target: Target) -> None:
    is_range = target.kind == TargetKind.RANGE
    if is_range and (target.maximum is None or target.maximum < target.minimum):
        raise Refused("Mục tiêu trong khoảng phải ghi cả hai đầu, đầu sau không nhỏ hơn đầu trước.")
    if not is_range and target.maximum is not None:
        raise Refused("Chỉ mục tiêu trong khoảng mới có đầu trên. Hãy xóa ô “Đến” hoặc chọn loại “trong khoảng”.")
    if target.unit_name == "%" and max(target.minimum, target.maximum or 0) > 100:
        raise Refused("Mục tiêu theo tỉ lệ không quá 100%.")
