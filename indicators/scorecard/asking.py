"""Which targets are set for a unit: the nation's, and those of documents of the units above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Max, Q
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import PeriodKind, Verified
from indicators.models import DifficultArea, Framework, Submission, Target
from indicators.rules.targets import DIFFICULT, EARLIEST, NATIONAL
from units.models import Unit, UnitVersion
from units.words import named

FIRST_YEAR, LAST_YEAR = EARLIEST, 2100
LAST_PLACE = 10_000
SEVERAL_A_YEAR = [each.value for each in PeriodKind if each.several_a_year]


def standing_in_year(unit: Unit, year: int) -> tuple[UnitVersion, dt.date]:
    """The unit as it last stood in the year, and the last of its days there. Raises Refused where it did not stand."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Chỉ lập được bảng mục tiêu cho các năm {FIRST_YEAR}–{LAST_YEAR}.")
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    versions = list(unit.versions.select_related("unit").order_by("valid_from"))
    within = [each for each in versions if each.valid_from <= last and (each.valid_to or last) >= first]
    if not within:
        spans = "; ".join(
            f"từ {vi.day(each.valid_from)} {f'đến hết {vi.day(each.valid_to)}' if each.valid_to else 'đến nay'}"
            for each in versions
        )
        known = f" Danh mục ghi đơn vị này {spans}." if spans else ""
        raise Refused(f"{unit} không tồn tại trong năm {year} nên không có mục tiêu nào của năm đó.{known}")
    return within[-1], min(within[-1].valid_to or last, last)


class LastYears(NamedTuple):
    """The year that a table is of unless another is asked for, and the newest of which anything was approved."""

    shown: int
    newest: int


def last_years(unit: Unit) -> LastYears:
    """The last years of which yearly figures under the unit were approved; this year where nothing was. One query.

    A year that has only begun to come in decides nothing of a district: as long as fewer than half as many units
    reported of it as of the year before (while it still runs, fewer than all of those), that one is shown, unless the
    unit's own total was published.
    """
    yearly = Submission.objects.approved().below(unit).exclude(period__kind__in=SEVERAL_A_YEAR)
    totals = Count("pk", filter=Q(own_total=True, unit=unit))
    counted = yearly.order_by("-period__year").values("period__year")
    rows = list(counted.annotate(units=Count("unit", distinct=True), totals=totals)[:2])
    if not rows:
        this = timezone.localdate().year
        return LastYears(this, this)
    last, *before = rows
    newest = last["period__year"]
    enough = 1 if newest >= timezone.localdate().year else 2
    begun = any(enough * last["units"] < each["units"] and each["period__year"] == newest - 1 for each in before)
    return LastYears(newest - 1 if begun and not last["totals"] else newest, newest)


def last_year_with_figures(unit: Unit, until: int) -> int | None:
    """The last year, no later than `until`, of which yearly figures under the unit were approved. One query."""
    yearly = Submission.objects.approved().below(unit).exclude(period__kind__in=SEVERAL_A_YEAR)
    found: int | None = yearly.filter(period__year__lte=until).aggregate(last=Max("period__year"))["last"]
    return found


def last_year(unit: Unit) -> int:
    """The year that is shown unless another is asked for."""
    return last_years(unit).shown


def targets_of(unit: Unit, year: int, day: dt.date, framework: str = "") -> tuple[list[Target], list[str]]:
    """The targets of the unit in the year, with their indicators, in two queries; and notes on what is left out.

    Of every document that was issued by the year's end, the milestones that are still to come or fall due in the year;
    a plan that another of the same office took the place of by then asks for nothing any more.
    Of a document that is named, all its milestones. A unit that was an especially difficult area on the day has that
    area's figure in the place of the general one of the same document, indicator and year, and one without a general
    beside the others; any other unit has none of them.
    Raises Refused for a document that is not known or not set for the unit.
    """
    keys, names = known_as(unit, day)
    area = DifficultArea.objects.on(day).filter(unit=unit).first()
    scopes = [NATIONAL, *names, *([DIFFICULT] if area else [])]
    ours = Q(framework__place="", scope__in=scopes) | Q(framework__place__in=keys)
    asked = Target.objects.filter(ours)
    if area is None:
        asked = asked.exclude(scope=DIFFICULT)
    if framework:
        asked = asked.filter(framework__code__iexact=framework)
    else:
        last = dt.date(year, 12, 31)
        replaced = Framework.objects.filter(replaces__isnull=False, plan__isnull=False).exclude(issued_on__gt=last)
        asked = asked.exclude(framework__issued_on__gt=last).exclude(framework__in=replaced.values("replaces"))
        asked = asked.filter(year__gte=year)
    found = list(
        asked.select_related(
            *("framework", "indicator__numerator", "indicator__base"),
            *("indicator__near__numerator", "indicator__near__base"),
        )
    )
    found = sorted(_of_the_area(found), key=_in_order)
    if framework and not found:
        raise Refused(_why_none(unit, framework))
    return found, _difficult({each.framework_id for each in found}, area)


def known_as(unit: Unit, day: dt.date) -> tuple[set[str], set[str]]:
    """By which keys and names documents ask something of the unit: its own and those of the units above it on the day.

    A document is kept with the key of its place; one that names a unit among others ("TP Hà Nội") is matched by every
    name that the unit has borne by then, so that a new name takes no target away. A former name that another unit
    bears on the day is that one's. One query, a second where a unit was renamed.
    """
    above = unit.lines_up.on(day).values("ancestor")
    rows = UnitVersion.objects.filter(unit__in=above, valid_from__lte=day)
    borne = list(rows.values_list("unit__key", "name", "valid_to"))
    names = {name for _, name, until in borne if until is None or until >= day}
    if former := {name for _, name, _ in borne} - names:
        others = UnitVersion.objects.on(day).filter(name__in=former).exclude(unit__in=above)
        names |= former - set(others.values_list("name", flat=True))
    return {key for key, *_ in borne}, {form for name in names for form in names_written(name)}


def names_written(name: str) -> tuple[str, str]:
    """How documents name a unit: "Thành phố Hà Nội" is also "TP Hà Nội"."""
    return name, name.replace("Thành phố ", "TP ", 1)


def _of_the_area(targets: list[Target]) -> Iterable[Target]:
    """Without the general figures that a difficult area's own stands in the place of."""
    own = {_asked_once(each) for each in targets if each.scope == DIFFICULT}
    return (each for each in targets if each.scope == DIFFICULT or _asked_once(each) not in own)


def _asked_once(target: Target) -> tuple[object, ...]:
    """What a document says one figure of: an indicator, or words over a base, and a year."""
    what = target.indicator_id or (vi.fold(target.label), vi.fold(target.base_label))
    return target.framework_id, what, target.year


def _in_order(target: Target) -> tuple[object, ...]:
    """Documents by age; within one as the catalogue orders the indicators, what nobody counts last."""
    issued = target.framework.issued_on or dt.date.max
    place = target.indicator.ordinal if target.indicator else LAST_PLACE
    return issued, target.framework.code, place, vi.fold(target.label), vi.fold(target.base_label), target.year


def _why_none(unit: Unit, framework: str) -> str:
    open_to_all = Target.objects.filter(framework__plan__isnull=True)
    known = open_to_all.filter(framework__code__iexact=framework).select_related("framework").first()
    ours = Framework.objects.filter(plan__unit__lines_down__descendant=unit)
    if known is None and ours.filter(code__iexact=framework).exists():
        return "Kế hoạch này chưa có mức nào. Hãy ghi các mức vào kế hoạch trước."
    if known is None:
        codes = sorted(set(open_to_all.order_by().values_list("framework__code", flat=True)))
        return f"Không có văn bản nào mang mã “{framework}”. Các văn bản đã ghi: {', '.join(codes) or 'chưa có'}."
    version = unit.versions.order_by("valid_from").last()
    place = named(version) if version else str(unit)
    return f"{known.framework.citation} không đặt mục tiêu cho {place}."


def _difficult(frameworks: set[int], area: DifficultArea | None) -> list[str]:
    """By which decision the unit is a difficult area; of any other, that the document has such figures, not taken."""
    if area is not None:
        sure = "" if area.verified == Verified.ORIGINAL else f", {area.get_verified_display()}"
        until = f" đến hết {vi.day(area.valid_to)}" if area.valid_to else ""
        span = f"từ {vi.day(area.valid_from)}{until}"
        return [f"Được xếp là {DIFFICULT} {span} theo {area.decision}{sure}: văn bản có mức riêng thì xét theo mức đó."]
    rows = Target.objects.filter(framework__in=frameworks, scope=DIFFICULT).order_by("framework__code", "pk")
    told = [f"{label} {vi.decimal(low)}%" for label, low in rows.values_list("label", "minimum") if low is not None]
    return (
        [f"Chưa ghi nơi này là {DIFFICULT} nên dùng mức chung, không dùng mức riêng: {'; '.join(told)}."]
        if told
        else []
    )
