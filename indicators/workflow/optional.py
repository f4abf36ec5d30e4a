"""An office switches an optional form on for the units under it, or says until which year it is used."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hocTap.lib.steps import Refused, checked
from indicators.models import Form, FormUse, Submission
from units.models import Unit, User
from units.standing import must_not_be_over


@transaction.atomic
def use_form(
    unit: Unit, form: Form, first_year: int, last_year: int | None, *, by: User | None, at: dt.datetime
) -> FormUse:
    """Ask the form of the unit and all under it from a year on; a second time the years are put right.

    Raises Refused for a form that everybody fills in anyway, for years in the wrong order, for a unit that was no more
    when the first year began, and for years that leave out sheets of the form that were begun already.
    """
    if not form.optional:
        raise Refused(f"Biểu “{form}” không phải biểu tự chọn: mọi đơn vị đều nhập, không cần bật.")
    if last_year is not None and last_year < first_year:
        raise Refused("Năm cuối không được trước năm đầu.")
    Unit.objects.select_for_update().get(pk=unit.pk)
    must_not_be_over(unit.pk, dt.date(first_year, 1, 1), "bật biểu tự chọn")
    kept = FormUse.objects.filter(unit=unit, form_code=form.code).first() or FormUse(unit=unit, form_code=form.code)
    sheets = Submission.objects.below(unit).filter(form__code=form.code, own_total=False)
    outside = sheets.filter(period__year__gt=last_year) if last_year is not None else sheets.none()
    if begun := (outside | sheets.filter(period__year__lt=first_year)).order_by("period__year").first():
        raise Refused(f"Đã có báo cáo của biểu này: {begun}. Hãy chọn khoảng năm gồm cả năm đó.")
    kept.first_year, kept.last_year, kept.switched_by, kept.switched_at = first_year, last_year, by, at
    return checked(kept)
