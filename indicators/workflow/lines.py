"""A line put into a form: what it counts and where it stands; a form in use gets its next version for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale, checked
from indicators.models import Form, Line, Measure, Section
from indicators.workflow.catalogue import catalogue_changed, last_day_of, new_version

CODE_LENGTH = 40


@dataclass(frozen=True)
class AskedLine:
    """What somebody wants in a form: a measure (kept already or new), in a section, below a line or first."""

    section: Section
    after: Line | None
    measure: Measure
    required: bool = True
    indent: int = 0


@dataclass(frozen=True)
class Plan:
    """What putting the line in will do, so that it can be shown first."""

    form: Form
    sheets: int
    """Sheets begun on this version; with any, it stays as it is and its next version takes the line."""
    lines: int
    ends_on: dt.date | None
    """The last day of a version in use; the next one begins the day after."""


def measure_named(typed: str) -> Measure | None:
    """The measure that somebody means: by its name, however it is written, or by its code."""
    wanted = vi.fold(typed)
    found = [each for each in Measure.objects.all() if wanted in (vi.fold(each.label), each.code)]
    if len(found) > 1:
        codes = ", ".join(each.code for each in found)
        raise Refused(f"Có {len(found)} chỉ tiêu cùng tên “{typed}”. Hãy ghi mã của một chỉ tiêu: {codes}.")
    return found[0] if found else None


def free_code(label: str) -> str:
    """A code for a new measure, made of its name: "Số thư viện xã" is "so-thu-vien-xa", a second one "…-2"."""
    stem = slugify(vi.fold(label))[: CODE_LENGTH - 4].strip("-") or "chi-tieu"
    taken = set(Measure.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := stem if n == 1 else f"{stem}-{n}") not in taken)


def plan_line(asked: AskedLine, *, today: dt.date) -> Plan:
    """What `add_line` will do. Raises Refused as it does."""
    form = Form.objects.get(pk=asked.section.form_id)
    newest = Form.objects.filter(code=form.code).order_by("-version")[0]
    if newest.pk != form.pk:
        raise Refused(f"Biểu “{form}” đã có phiên bản {newest.version}. Hãy thêm dòng vào phiên bản đó.")
    held = Line.objects.filter(section__form=form)
    if asked.measure.pk and (there := held.filter(measure=asked.measure).select_related("section").first()):
        raise Refused(f"Biểu “{form}” đã có dòng “{there}”, ở phần “{there.section}”. Hãy chọn chỉ tiêu khác.")
    if not asked.measure.pk and measure_named(asked.measure.label):
        raise Stale(f"Chỉ tiêu “{asked.measure}” vừa có trong danh mục. Hãy chọn chỉ tiêu đó.")
    if asked.after and not asked.section.lines.filter(pk=asked.after.pk).exists():
        raise Stale(f"Dòng “{asked.after}” không còn ở phần “{asked.section}”. Hãy chọn lại chỗ đặt.")
    sheets = form.submissions.count()
    return Plan(form, sheets, held.count(), last_day_of(form, today) if sheets else None)


@transaction.atomic
def add_line(asked: AskedLine, *, today: dt.date) -> Line:
    """Put a line into its form, below the line named or first in its section; a new measure is kept with it.

    A form on which sheets were begun stays as it is: its next version, made as `new_version` says, takes the line.
    Raises Refused when the form has a newer version or counts the measure already, Stale when the line above is gone.
    """
    Form.objects.select_for_update().get(pk=asked.section.form_id)
    plan = plan_line(asked, today=today)
    target = new_version(plan.form, today=today) if plan.sheets else plan.form
    section = Section.objects.get(form=target, ordinal=asked.section.ordinal)
    measure = asked.measure if asked.measure.pk else checked(asked.measure)
    line = Line(section=section, measure=measure, required=asked.required, indent=asked.indent, ordinal=0)
    _place(line, asked.after)
    catalogue_changed()
    return line


def _place(line: Line, after: Line | None) -> None:
    """Number the section's lines anew, with the new one below the line of that measure, or first."""
    lines = list(Line.objects.filter(section=line.section).order_by("ordinal", "pk"))
    measures = [each.measure_id for each in lines]
    lines.insert(measures.index(after.measure_id) + 1 if after else 0, line)
    for ordinal, each in enumerate(lines, start=1):
        each.ordinal = ordinal
    checked(line)
    Line.objects.bulk_update([each for each in lines if each is not line], ["ordinal"])
