"""What follows when an administrator edits the catalogue, and how a form in use gets a new version."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.definitions import read_definitions
from indicators.held import LEVELS, NOT_COUNTED
from indicators.models import Check, CheckTerm, Form, Line, Measure, Redefinition, Section, Target


def catalogue_changed() -> None:
    """Tell every server that forms, checks or measures were edited, so that what it keeps in memory is read anew."""
    Form.objects.update(stamp=F("stamp") + 1)


@transaction.atomic
def new_version(form: Form, *, today: dt.date) -> Form:
    """A copy of the newest version, with its sections, lines and checks, to be edited before it comes into force.

    It follows the former version, which ends on 31 December of this year unless it ends already on another day.
    Raises Refused for a version that is not the newest, or that is itself not in force this year.
    """
    versions = Form.objects.select_for_update().filter(code=form.code).order_by("-version")
    former = versions[0]
    if former.pk != form.pk:
        raise Refused(f"Biểu này đã có phiên bản {former.version}. Hãy sao từ phiên bản đó.")
    last_day = last_day_of(former, today)
    if why := sheets_after(former, last_day):
        raise Refused(why)
    former.valid_to = last_day
    former.save(update_fields=["valid_to"])
    copy = _copy_of(former, valid_from=last_day + dt.timedelta(days=1))
    _copy_lines(former, copy)
    _copy_checks(former, copy)
    return copy


def sheets_after(form: Form, last: dt.date) -> str:
    """Why a form cannot end on the day: sheets were begun on it for a later period. Empty when nothing stands against.

    A form covers a period by the period's last day.
    """
    sheet = form.submissions.filter(period__ends_on__gt=last).order_by("-period__ends_on").select_related("period")
    if not (latest := sheet.first()):
        return ""
    last_day = vi.day(latest.period.ends_on)
    return (
        f"Đã có báo cáo {latest.period} theo phiên bản này nên nó dùng ít nhất đến hết {last_day}. "
        "Muốn kỳ sau dùng biểu khác thì ghi ngày cuối từ ngày ấy trở đi, rồi lập phiên bản mới; biểu đã dùng không kết "
        "thúc lùi về trước."
    )


def last_day_of(former: Form, today: dt.date) -> dt.date:
    """The day on which a version ends when the next one is made. Raises Refused for one that begins only later."""
    last_day = former.valid_to or dt.date(today.year, 12, 31)
    if former.valid_from > last_day:
        raise Refused(f"Phiên bản {former.version} dùng từ {vi.day(former.valid_from)}. Hãy sửa thẳng phiên bản này.")
    return last_day


def _copy_of(former: Form, *, valid_from: dt.date) -> Form:
    kept = ("code", "title", "period_kind", "unit_kind", "source", "optional")
    facts = {name: getattr(former, name) for name in kept}
    return Form.objects.create(**facts, version=former.version + 1, valid_from=valid_from)


def _copy_lines(former: Form, copy: Form) -> None:
    for part in former.sections.prefetch_related("lines"):
        section = Section.objects.create(form=copy, ordinal=part.ordinal, title=part.title)
        Line.objects.bulk_create(
            Line(
                section=section,
                ordinal=line.ordinal,
                measure_id=line.measure_id,
                required=line.required,
                indent=line.indent,
            )
            for line in part.lines.all()
        )


def _copy_checks(former: Form, copy: Form) -> None:
    kept = ("code", "kind", "severity", "sentence", "low", "high", "active")
    for each in former.checks.prefetch_related("terms"):
        check = Check.objects.create(form=copy, **{name: getattr(each, name) for name in kept})
        CheckTerm.objects.bulk_create(
            CheckTerm(check_ref=check, side=term.side, ordinal=term.ordinal, measure_id=term.measure_id)
            for term in each.terms.all()
        )


def used_after(measure: Measure, last: dt.date) -> str:
    """Why a measure cannot be retired on a day: a form in force later asks for it, or a target of a later year does.

    Nothing where neither does. Example: "“Số hộ” còn đứng trong biểu “Báo cáo năm”. Hãy lập phiên bản biểu …".
    """
    forms = Form.objects.filter(sections__lines__measure=measure)
    form = forms.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last)).order_by("-version").first()
    if form:
        return f"“{measure}” còn đứng trong biểu “{form}”. Hãy lập phiên bản biểu không có chỉ tiêu này trước."
    uses = Q(indicator__numerator=measure) | Q(indicator__base=measure)
    uses |= Q(indicator__redefinitions__numerator=measure) | Q(indicator__redefinitions__base=measure)
    asked = Target.objects.filter(uses, year__gte=(last + dt.timedelta(days=1)).year)
    target = asked.select_related("framework").order_by("year").first()
    if target:
        return f"“{measure}” còn dùng cho mục tiêu “{target.label}” năm {target.year} của {target.framework}."
    return ""


def fault_of_redefinition(asked: Redefinition) -> str:
    """Why an indicator cannot be counted so: another kind of thing than before, or a share of itself; mostly nothing.

    What was a share stays one, a level stays a level of its scale: else targets set before would ask for nothing that
    can be counted, and it is another indicator.
    """
    former = read_definitions([asked.indicator]).of(asked.indicator, asked.first_year - 1)
    numerator, base = asked.numerator or former.numerator, asked.base or former.base
    if LEVELS.intersection(each.code for each in (numerator, base) if each):
        return NOT_COUNTED
    if numerator == base:
        return "Tử số và mẫu số phải là hai chỉ tiêu khác nhau."
    if former.base is None and asked.base is not None:
        return f"“{former}” là một số đếm hoặc mức độ, không có mẫu số. Tính thành tỉ lệ thì đó là một chỉ tiêu khác."
    if numerator.highest != former.numerator.highest:
        return f"“{numerator}” không cùng thang mức độ với “{former.numerator}”. Đó là một chỉ tiêu khác."
    if numerator.nature != former.numerator.nature:
        return f"“{numerator}” và “{former.numerator}” khác tính chất (thời điểm, phát sinh). Đó là một chỉ tiêu khác."
    return ""
