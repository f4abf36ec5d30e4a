"""Forms of self-assessment of a set (mẫu phiếu): their words written, confirmed by a second person, or no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from awards.titles.models import CriteriaForm, CriteriaSet
from awards.titles.workflow.catalogue import LONGEST_REASON, OWN_WORDS, named_source
from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale, checked, needed, words
from units.models import User

LONGEST_TEXT = 20_000
CODE_LENGTH = 40


@transaction.atomic
def add_form(criteria: CriteriaSet, facts: Mapping[str, str], *, by: User) -> CriteriaForm:
    """A further form of the set, for another group of people. Raises Refused for a group that has one."""
    CriteriaSet.objects.select_for_update(of=("self",)).get(pk=criteria.pk)
    name = needed(facts["name"], "Hãy ghi phiếu dành cho ai.", name="Dành cho", longest=200)
    code = "".join(
        sign for sign in vi.fold(name).replace(" ", "-") if sign.isascii() and (sign.isalnum() or sign == "-")
    )
    code = code[:CODE_LENGTH].strip("-") or "phieu"
    if criteria.forms.filter(code=code).exists():
        raise Refused(f"Bộ này đã có phiếu dành cho “{name}”.")
    return _write(CriteriaForm(criteria=criteria, code=code), facts, by)


@transaction.atomic
def write_form(form: CriteriaForm, facts: Mapping[str, str], *, by: User) -> CriteriaForm:
    """Write for whom a form is and its words; it is to be compared with the original by somebody else again."""
    return _write(CriteriaForm.objects.select_for_update(of=("self",)).get(pk=form.pk), facts, by)


def _write(form: CriteriaForm, facts: Mapping[str, str], by: User) -> CriteriaForm:
    form.name = needed(facts["name"], "Hãy ghi phiếu dành cho ai.", name="Dành cho", longest=200)
    form.text = words(facts["text"], name="Lời của phiếu", longest=LONGEST_TEXT, lines=True)
    form.place = words(facts["place"], name="Trang, điều, mục", longest=60)
    form.verified, form.confirmed_by, form.confirmed_at, form.written_by = False, None, None, by
    form._history_user = by  # type: ignore[attr-defined]
    return checked(form)


@transaction.atomic
def confirm_form(form: CriteriaForm, seen: str, source: str, *, by: User, at: dt.datetime) -> CriteriaForm:
    """Confirm that the words agree with the original that the source names; `seen` are the words that were compared.

    Raises Refused without a proper source, without words, and for whoever typed them; Stale when the words changed.
    """
    named = named_source(source)
    locked = CriteriaForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if not locked.text:
        raise Refused("Phiếu này chưa có lời nên chưa xác nhận được.")
    if locked.written_by_id == by.pk:
        raise Refused(OWN_WORDS.format(what="Lời của phiếu"))
    if locked.verified:
        raise Refused("Phiếu này đã được xác nhận.")
    if locked.text != seen:
        raise Stale("Lời của phiếu vừa được sửa. Hãy mở lại trang, so lại với văn bản gốc rồi xác nhận.")
    locked.verified, locked.source, locked.confirmed_by, locked.confirmed_at = True, named, by, at
    locked._history_user = by  # type: ignore[attr-defined]
    return checked(locked)


@transaction.atomic
def withdraw_form(form: CriteriaForm, reason: str, *, by: User) -> CriteriaForm:
    """Say that the words are not compared after all. Raises Refused without a reason, or when they were not."""
    why = needed(reason, "Hãy ghi lý do rút xác nhận.", longest=LONGEST_REASON)
    locked = CriteriaForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if not locked.verified:
        raise Refused("Phiếu này chưa được xác nhận.")
    locked.verified, locked.confirmed_by, locked.confirmed_at = False, None, None
    locked._history_user = by  # type: ignore[attr-defined]
    locked._change_reason = why  # type: ignore[attr-defined]
    return checked(locked)
