"""What a household or citizen may ask of the data kept about it: restricted, agreed to, forgotten in time.

Each step is the ward's officer's, whichever door it is called by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from awards.titles.models import Candidate
from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked, needed, refuse_future
from units.enums import DataAct, Role
from units.models import User
from units.privacy.rights.books import Record
from units.privacy.rights.workflow import note

BOOK = "4-danh-hieu"
"""The kind of data in the register of personal data."""


@transaction.atomic
def restrict(candidate: Candidate, *, reason: str, on: dt.date, by: User, at: dt.datetime) -> Candidate:
    """Restrict the use of a holder's data: not registered anew, and in no list that leaves the register by name.

    What runs goes on, and a signed decision keeps the name. Raises Refused without a reason or for a day to come, Stale
    when it is restricted already.
    """
    refuse_future(on, at, "Ngày hạn chế")
    row = _locked(candidate, by)
    if row.restricted_on:
        raise Stale(f"{row} đã hạn chế sử dụng từ ngày {vi.day(row.restricted_on)}.")
    why = needed(reason, "Hãy ghi lý do.")
    row.restricted_on, row.changed_at = on, at
    row.save(update_fields=["restricted_on", "changed_at"])
    _note(row, DataAct.RESTRICTED, why, by, at)
    return row


@transaction.atomic
def unrestrict(candidate: Candidate, *, reason: str, by: User, at: dt.datetime) -> Candidate:
    """Lift a restriction. Raises Refused without a reason, Stale when there is none."""
    row = _locked(candidate, by)
    if not row.restricted_on:
        raise Stale(f"{row} không còn hạn chế sử dụng.")
    why = needed(reason, "Hãy ghi lý do.")
    row.restricted_on, row.changed_at = None, at
    row.save(update_fields=["restricted_on", "changed_at"])
    _note(row, DataAct.FREED, why, by, at)
    return row


@transaction.atomic
def record_consents(
    candidates: Iterable[Candidate], *, on: dt.date, paper: str, by: User, at: dt.datetime
) -> list[Candidate]:
    """Record that these agreed, on paper, to their data being used for the title; those that had are left as they are.

    Raises Refused when nobody was chosen (silence is no consent), without a paper, for a day to come, and when one of
    them stands in another ward's register.
    """
    refuse_future(on, at, "Ngày đồng ý")
    said = needed(paper, "Hãy ghi giấy có chữ ký đồng ý và nơi lưu.", name="Giấy ghi sự đồng ý", longest=160)
    pks = [each.pk for each in candidates]
    rows = list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=pks, consented_on=None).order_by("pk"))
    if not rows:
        raise Refused("Chưa chọn ai: chỉ đánh dấu người đã ký đồng ý. Im lặng không phải là đồng ý.")
    _refuse_other_wards(rows, by)
    for row in rows:
        row.consented_on, row.consent_paper = on, said
        checked(row)
        _note(row, DataAct.CONSENTED, f"{vi.day(on)}: {said}", by, at)
    return rows


@transaction.atomic
def withdraw_consent(candidate: Candidate, *, on: dt.date, paper: str, by: User, at: dt.datetime) -> Candidate:
    """Record that a holder takes the consent back: from then on the data is restricted.

    Raises Refused without a paper or for a day before the consent, Stale when there is none in force.
    """
    refuse_future(on, at, "Ngày rút")
    row = _locked(candidate, by)
    if not row.consented_on:
        raise Stale(f"{row} không có sự đồng ý nào đang ghi.")
    if on < row.consented_on:
        raise Refused(f"Ngày rút phải từ ngày đồng ý ({vi.day(row.consented_on)}) trở đi.")
    said = needed(paper, "Hãy ghi giấy rút đồng ý.", name="Giấy rút đồng ý", longest=160)
    row.consented_on, row.consent_paper = None, ""
    row.restricted_on = row.restricted_on or on
    checked(row)
    _note(row, DataAct.WITHDRAWN, f"{vi.day(on)}: {said}", by, at)
    return row


def _locked(candidate: Candidate, by: User) -> Candidate:
    row = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    _refuse_other_wards([row], by)
    if row.anonymised_on:
        raise Refused(f"Hồ sơ đã ẩn danh ngày {vi.day(row.anonymised_on)}.")
    return row


def _refuse_other_wards(rows: Iterable[Candidate], by: User) -> None:
    """Raise Refused for whoever does not keep the registers in which these stand."""
    if {row.ward_id for row in rows} - set(by.units_kept(Role.WARD_OFFICER)):
        raise Refused("Chỉ cán bộ giữ sổ của phường, xã ghi việc này.")


def _note(row: Candidate, act: DataAct, reason: str, by: User, at: dt.datetime) -> None:
    note(Record(BOOK, row.pk, "", row.ward_id), act, reason, by=by, at=at)
