"""A target put into the catalogue: what a decision asks to be reached by a year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from hocTap.lib import vi
from hocTap.lib.steps import Refused, checked
from indicators.enums import FrameworkLevel, TargetKind
from indicators.models import Framework, Indicator, Measure, Target
from indicators.rules.targets import DIFFICULT, EARLIEST, LEVEL, NATIONAL, PERCENT, POINTS, level
from units.enums import UnitKind
from units.models import UnitVersion
from units.standing import over

CODE_LENGTH = 20
MOST_LEVELS = 3
"""No scale of literacy or of universal education has more."""
_NUMBERED = re.compile(r"(?P<type>[^\W\d]+) ?(?:số )?(?P<number>\d{1,6})\b")


def framework_code(citation: str) -> str:
    """What a document is known by: "QĐ 281/QĐ-TTg 20/02/2014" is QD281; one without a number goes by its words."""
    found = _NUMBERED.match(vi.nfc(citation))
    words = f"{found['type']}{found['number']}" if found else citation
    return slugify(vi.fold(words)).upper()[:CODE_LENGTH].strip("-") or "VAN-BAN"


_OF_OFFICE = re.compile(r"(\d{1,6})\s*/(?:\s*\d{4}\s*/)?\s*([^\W\d][\w-]*)")


def document_number(citation: str) -> str:
    """Number and sign alone, by which two ways of writing one document are seen: "45/KH-UBND"; "" without them."""
    found = _OF_OFFICE.search(vi.nfc(citation))
    return f"{int(found[1])}/{vi.fold(found[2])}" if found else ""


def document_cited(citation: str, among: Iterable[Framework]) -> Framework | None:
    """The document of the same words, or of the same number, sign and (where both say one) year, if it is known."""
    said, number, year = vi.fold(citation), document_number(citation), _year_said(citation)
    for each in among:
        same_number = number and document_number(each.citation) == number
        years = {year, _year_said(each.citation) or (each.issued_on and str(each.issued_on.year)) or ""} - {""}
        if vi.fold(each.citation) == said or (same_number and len(years) < 2):
            return each
    return None


def _year_said(citation: str) -> str:
    """The last year that a citation writes: "QĐ 281/QĐ-TTg 20/02/2014" says 2014; none is ""."""
    return next(iter(re.findall(r"\b(?:19|20)\d\d\b", citation)[-1:]), "")


OF_UNIT = {
    UnitKind.PROVINCE: FrameworkLevel.PROVINCE,
    UnitKind.DISTRICT: FrameworkLevel.DISTRICT,
    UnitKind.WARD: FrameworkLevel.COMMUNE,
}
"""For whom the document of a unit of a level sets targets."""


@dataclass(frozen=True)
class NewDocument:
    """A document that sets targets and is not known yet, as its first page says."""

    citation: str
    issued_on: dt.date | None = None
    title: str = ""
    replaces: Framework | None = None


NO_DOCUMENT = NewDocument("")


def new_framework(document: NewDocument, target: Target) -> Framework:
    """A document that is not known yet, as a target's form tells it; of one unit it keeps the unit's key.

    What is issued later asks for nothing of an earlier year, so its day must be known. Raises Refused without it,
    where the number is known, and where the document would replace a younger one.
    """
    citation = document.citation
    if not citation:
        raise Refused("Hãy chọn văn bản đã có, hoặc ghi số, ký hiệu và ngày của văn bản mới.")
    code = framework_code(citation)
    known = Framework.objects.filter(code=code).first()
    if known and vi.fold(known.citation) != vi.fold(citation):
        raise Refused(f"Đã có văn bản “{known.citation}” mang số này. Hãy chọn văn bản đó trong danh sách.")
    if known:
        if document.issued_on and known.issued_on and document.issued_on != known.issued_on:
            raise Refused(
                f"Đã có văn bản “{known.citation}”, ban hành ngày {vi.day(known.issued_on)}. Hãy chọn văn bản đó trong "
                "danh sách; ghi sai thì sửa ở trang quản trị."
            )
        return known
    if document.issued_on is None:
        raise Refused(f"Hãy ghi ngày ban hành của {citation}: mục tiêu chỉ xét cho các năm từ khi văn bản có.")
    former = document.replaces
    if former and former.issued_on and former.issued_on > document.issued_on:
        raise Refused(
            f"{former.citation} ban hành sau, ngày {vi.day(former.issued_on)}, nên văn bản này không thay được. Hãy "
            "xem lại ngày ban hành."
        )
    facts = {
        "code": code,
        "citation": citation,
        "title": document.title,
        "issued_on": document.issued_on,
        "replaces": former,
        "verified": target.verified,
        "source": target.source,
    }
    if target.scope in (NATIONAL, DIFFICULT):
        return Framework(**facts)
    named = _called(target.scope).select_related("unit").order_by("valid_from").last()
    if named is None or UnitKind(named.kind) not in OF_UNIT:
        return Framework(**facts, level=FrameworkLevel.PROVINCE)
    return Framework(**facts, level=OF_UNIT[UnitKind(named.kind)], place=named.unit.key)


@transaction.atomic
def add_target(target: Target, document: NewDocument = NO_DOCUMENT) -> Target:
    """Keep a new target. Its document is `target.framework`, or, where that is not said, a new one.

    Raises Refused as `new_framework`, when the document has this target (or another figure for the same indicator) for
    this year already, for a share over 100 %, a level outside its scale, ends that do not fit the kind, and a change
    without its base year.
    """
    check_target(target, document)
    if target.framework._state.adding:
        target.framework = checked(target.framework)
    return checked(target)


def check_target(target: Target, document: NewDocument = NO_DOCUMENT) -> None:
    """Complete a target by its document and indicator. Raises Refused as `add_target` does."""
    if not target.framework_id and not hasattr(target, "framework"):
        target.framework = new_framework(document, target)
    if target.indicator:
        target.label = target.label or target.indicator.label
        target.base_label = target.base_label or base_words(target.indicator)
    if not (target.label and target.base_label):
        raise Refused("Hãy chọn tỉ lệ tính được, hoặc ghi tên chỉ tiêu và mẫu số như văn bản viết.")
    check_figures(target)
    check_scope(target.scope)
    check_place(target.scope, target.year)
    if not target.framework._state.adding:
        _check_alone(target)


def falls_behind(targets: Iterable[Target]) -> list[str]:
    """Milestones of one document and indicator that ask for less than the one before, each in a sentence.

    Allowed, and said so that somebody looks: a floor that is lower, a range that overlaps, a ceiling that is higher.
    """
    rows = sorted(targets, key=lambda row: row.year)
    return [
        f"{row.label}: mức năm {row.year} ({level(row)}) {_weaker(row, earlier)} mức năm {earlier.year} "
        f"({level(earlier)}). Nếu đúng như văn bản thì giữ nguyên."
        for earlier, row in pairwise(rows)
        if _weaker(row, earlier)
    ]


def _weaker(row: Target, earlier: Target) -> str:
    """How a milestone asks for less than an earlier one of the same kind: "thấp hơn"; nothing where it does not."""
    if row.unit_name != earlier.unit_name or TargetKind.CHANGE in (row.kind, earlier.kind):
        return ""
    if row.kind == earlier.kind == TargetKind.CEILING and row.maximum is not None and earlier.maximum is not None:
        return "cao hơn" if row.maximum > earlier.maximum else ""
    if row.minimum is None or earlier.minimum is None:
        return ""
    if row.minimum < earlier.minimum:
        return "thấp hơn"
    return "chồng lên" if row.minimum < (earlier.maximum or earlier.minimum) else ""


def falls_beside(target: Target) -> list[str]:
    """What `falls_behind` says of a target that is about to be added, among those of its document."""
    if target.framework._state.adding:
        return []
    rows = Target.objects.filter(framework=target.framework, scope=target.scope)
    asked: dict[str, Any] = {"indicator": target.indicator}
    if target.indicator is None:
        asked = {"label": target.label, "base_label": target.base_label}
    return falls_behind([*rows.filter(**asked), target])


def base_words(indicator: Indicator) -> str:
    """Over what an indicator is, as a target names it; a count or a level is of its own unit: "mức độ"."""
    return indicator.base_label.removeprefix("trên ") or indicator.numerator.unit_name


def _check_alone(target: Target) -> None:
    """A document says one thing of an indicator for a year and a scope."""
    same = Target.objects.filter(framework=target.framework, scope=target.scope, year=target.year).exclude(pk=target.pk)
    at = f"năm {target.year}, {target.scope}"
    if same.filter(label=target.label, base_label=target.base_label).exists():
        raise Refused(f"Văn bản {target.citation} đã có mục tiêu “{target.label}” {at}.")
    if target.indicator and (other := same.filter(indicator=target.indicator).first()):
        raise Refused(f"Văn bản {target.citation} đã có mức “{level(other)}” cho “{target.indicator}” {at}.")


def check_figures(target: Target) -> None:
    """Raises Refused for ends, levels and years that do not fit the target's kind, and for what is not counted in its
    year any more, or not yet.
    """
    _check_ends(target)
    _check_base_year(target)
    _check_scale(target)
    _check_base(target)
    if target.indicator:
        _check_in_use(target.indicator, target.year)


def _check_in_use(indicator: Indicator, year: int) -> None:
    for measure in filter(None, (indicator.numerator, indicator.base)):
        if why := _not_in_use(measure, year):
            raise Refused(why)


def _called(scope: str) -> QuerySet[UnitVersion]:
    return UnitVersion.objects.filter(name__in={scope, scope.replace("TP ", "Thành phố ", 1)})


def check_scope(scope: str) -> None:
    """Of whom a document asks: the nation, difficult areas, or the one unit of that name.

    Raises Refused for words that are no unit's name, and for a name that several units bear: all would be bound.
    """
    if scope in (NATIONAL, DIFFICULT):
        return
    units = _called(scope).values("unit").distinct().count()
    if not units:
        raise Refused(
            f"Không có đơn vị nào tên “{scope}”. Phạm vi ghi “{NATIONAL}”, “{DIFFICULT}”, hoặc tên một đơn vị trong "
            "danh mục, đủ cả loại và nơi trực thuộc."
        )
    if units > 1:
        raise Refused(
            f"Có {vi.whole(units)} đơn vị tên “{scope}”, mục tiêu sẽ đặt cho tất cả. Mục tiêu riêng của một đơn vị thì "
            "ghi ở kế hoạch của đơn vị đó."
        )


def check_place(scope: str, year: int) -> None:
    """What a document asks of a place by its name: somebody of that name must still be there in the year.

    Raises Refused with who took the place; words that are no unit's name pass.
    """
    begins, named = dt.date(year, 1, 1), _called(scope)
    last = named.order_by("valid_to").last()
    if last and not named.exclude(valid_to__lt=begins).exists():
        raise Refused(over(last.unit_id, begins, "đặt mục tiêu"))


def _check_ends(target: Target) -> None:
    low, high, kind = target.minimum, target.maximum, target.kind
    if kind == TargetKind.RANGE and (low is None or high is None or high < low):
        raise Refused("Mục tiêu trong khoảng phải ghi cả hai đầu, đầu sau không nhỏ hơn đầu trước.")
    if kind == TargetKind.CEILING and (high is None or low is not None):
        raise Refused("Mục tiêu “nhiều nhất” chỉ ghi ô “Đến”. Hãy để trống ô “Mức (hoặc từ)”.")
    if kind not in (TargetKind.RANGE, TargetKind.CEILING):
        if low is None:
            raise Refused("Hãy ghi mức mà văn bản đề ra vào ô “Mức (hoặc từ)”.")
        if high is not None:
            raise Refused("Chỉ mục tiêu trong khoảng mới có đầu trên. Hãy xóa ô “Đến” hoặc chọn loại “trong khoảng”.")
    if target.unit_name == PERCENT and kind != TargetKind.CHANGE and max(low or 0, high or 0) > 100:
        raise Refused("Mục tiêu theo tỉ lệ không quá 100%.")


def _check_base_year(target: Target) -> None:
    if target.kind != TargetKind.CHANGE:
        if target.base_year is not None:
            raise Refused("Chỉ mục tiêu tăng so với năm gốc mới ghi năm gốc. Hãy xóa ô “So với năm”.")
        return
    if target.base_year is None or target.base_year >= target.year:
        raise Refused("Mục tiêu tăng so với năm gốc phải ghi năm gốc, trước năm của mục tiêu.")
    if target.base_year < EARLIEST:
        raise Refused(f"Năm gốc phải từ năm {EARLIEST}; không có số liệu của năm trước đó để so. Hãy ghi lại năm gốc.")
    if target.unit_name not in (PERCENT, POINTS):
        raise Refused("Mức tăng tính bằng “%” (so với số của năm gốc) hoặc “điểm %” (so với tỉ lệ của năm gốc).")
    if target.unit_name == POINTS and target.indicator and target.indicator.base is None:
        raise Refused("“điểm %” chỉ dùng cho một tỉ lệ; với một số đếm hãy ghi mức tăng bằng “%”.")


def _check_base(target: Target) -> None:
    """A share of itself is always whole: what is counted is no base."""
    indicator = target.indicator
    if indicator and target.base_label.casefold().removeprefix("trên ") == str(indicator.numerator).casefold():
        raise Refused(f"Mẫu số “{target.base_label}” trùng với tử số của “{indicator}”. Hãy ghi mẫu số khác.")


def _check_scale(target: Target) -> None:
    """A level is a whole number of its scale; what is no level is not asked for as one, and a share not as a count."""
    indicator = target.indicator
    highest = indicator.numerator.highest if indicator else None
    is_level = target.unit_name == LEVEL
    if target.kind == TargetKind.LEVEL and not is_level:
        raise Refused("Mục tiêu “đạt mức độ” phải ghi đơn vị tính là “mức độ”.")
    if indicator and is_level != (highest is not None):
        wrong = "là một mức độ, hãy ghi đơn vị tính “mức độ”" if highest else "không phải là một mức độ"
        raise Refused(f"“{indicator}” {wrong}.")
    if indicator and indicator.base is None and target.unit_name == PERCENT and target.kind != TargetKind.CHANGE:
        raise Refused(f"“{indicator}” là một số đếm nên mục tiêu không thể là tỉ lệ %.")
    if not is_level:
        return
    for number in (target.minimum, target.maximum):
        if number is not None and (number != number.to_integral_value() or not 1 <= number <= (highest or MOST_LEVELS)):
            raise Refused(f"Mức độ phải là số nguyên từ 1 đến {highest or MOST_LEVELS}.")


def _not_in_use(measure: Measure, year: int) -> str:
    if measure.valid_to and measure.valid_to < dt.date(year, 12, 31):
        return f"“{measure}” thôi dùng từ sau ngày {vi.day(measure.valid_to)} nên không đặt mục tiêu năm {year} được."
    if measure.valid_from and measure.valid_from > dt.date(year, 12, 31):
        return f"“{measure}” chỉ dùng từ ngày {vi.day(measure.valid_from)} nên không đặt mục tiêu năm {year} được."
    return ""
