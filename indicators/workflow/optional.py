"""An office switches an optional form on for the units under it, says until which year it is used, or takes it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from hocTap.lib import catalogue
from hocTap.lib.steps import Refused, checked
from indicators.models import Form, FormUse, Step, Submission, Value
from indicators.optional import forms_for
from units.enums import UnitKind
from units.models import Unit, User
from units.standing import must_not_be_over


@transaction.atomic
def use_form(
    unit: Unit, form: Form, first_year: int, last_year: int | None, *, by: User | None, at: dt.datetime
) -> FormUse:
    """Ask the form of the unit and all under it from a year on; a second time the years are put right.

    Raises Refused for a form that everybody fills in anyway or that units above this one fill in, for years in the
    wrong order, for a unit that was no more when the first year began, and for years that leave out sheets of the form
    that were begun already.
    """
    if not form.optional:
        raise Refused(f"Biểu “{form}” không phải biểu tự chọn: mọi đơn vị đều nhập, không cần bật.")
    if not any(form.code == each.code for each in forms_for(unit, [form])):
        level = UnitKind(form.unit_kind).label
        raise Refused(f"Biểu “{form}” do cấp {level} nhập, không bật ở {unit} được. Cơ quan của cấp đó tự bật.")
    if last_year is not None and last_year < first_year:
        raise Refused("Năm cuối không được trước năm đầu.")
    Unit.objects.select_for_update().get(pk=unit.pk)
    must_not_be_over(unit.pk, dt.date(first_year, 1, 1), "bật biểu tự chọn")
    former = FormUse.objects.filter(unit=unit, form_code=form.code).first()
    before = catalogue.seen(former) if former else {}
    kept = former or FormUse(unit=unit, form_code=form.code)
    sheets = Submission.objects.below(unit).filter(form__code=form.code, own_total=False)
    outside = sheets.filter(period__year__gt=last_year) if last_year is not None else sheets.none()
    if begun := (outside | sheets.filter(period__year__lt=first_year)).order_by("period__year").first():
        raise Refused(f"Đã có báo cáo của biểu này: {begun}. Hãy chọn khoảng năm gồm cả năm đó.")
    kept.first_year, kept.last_year, kept.switched_by, kept.switched_at = first_year, last_year, by, at
    used = checked(kept)
    catalogue.keep(catalogue.compared(before, catalogue.seen(used)), by=by, at=at, reason="Bật, đổi năm biểu tự chọn.")
    return used


@transaction.atomic
def unuse_form(use: FormUse, *, by: User, at: dt.datetime) -> int:
    """Take back a form that was switched on by mistake, with its sheets in which nothing was ever written; how many.
    Who did it stays.

    Raises Refused once a sheet of it took a figure or a step: then the form is ended by a last year.
    """
    locked = FormUse.objects.select_for_update(of=("self",)).select_related("unit").get(pk=use.pk)
    below = Submission.objects.below(locked.unit).filter(form__code=locked.form_code)
    sheets = Submission.objects.filter(pk__in=[each.pk for each in below.select_for_update(of=("self",))])
    written = Value.objects.filter(submission__in=sheets.values("pk")).values_list("submission", flat=True)
    stepped = Step.objects.filter(submission__in=sheets.values("pk")).values_list("submission", flat=True)
    if kept := sheets.filter(Q(pk__in=written) | Q(pk__in=stepped)).order_by("period__year", "pk").first():
        raise Refused(f"Đã có số liệu của biểu này: {kept}. Muốn thôi dùng thì ghi “Đến hết năm”, không bỏ hẳn được.")
    others = FormUse.objects.filter(form_code=locked.form_code).exclude(pk=locked.pk)
    begun = sheets.exclude(unit__lines_up__ancestor__in=others.values("unit"))
    number = begun.count()
    for sheet in begun:
        sheet.delete()
    catalogue.keep(catalogue.compared(catalogue.seen(locked), {}), by=by, at=at, reason="Biểu tự chọn bật nhầm.")
    locked.delete()
    return number
