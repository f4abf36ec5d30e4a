"""What is said of criteria: confirmed against the original or no longer, the original as a file, lines left out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from typing import Any

from django.db import transaction

from awards.titles.enums import LeftOutRule, NominationState
from awards.titles.models import Band, CriteriaPaper, CriteriaSet, Item, Nomination, Procedure
from awards.titles.workflow.editing import BAND, HEAD, LINE
from hocTap.lib.steps import Refused, Stale, checked, needed, words
from units.models import User

SHORTEST_SOURCE = 8
LONGEST_REASON = 100
"""What a row of history holds."""

NO_SOURCE = "Hãy ghi văn bản gốc đã đối chiếu (số, ngày, nơi lưu)."
POOR_SOURCE = "“{typed}” chưa nói được là văn bản nào. " + NO_SOURCE
OWN_WORDS = "{what} do chính ông, bà ghi nên phải người khác đối chiếu và xác nhận."

Part = CriteriaSet | Item | Band


def named_source(typed: str) -> str:
    """The original as somebody else finds it. Raises Refused for nothing, and for too little: "x", "ok", "đã xem"."""
    source = needed(typed, NO_SOURCE, name="Nguồn", longest=300)
    if sum(sign.isalnum() for sign in source) < SHORTEST_SOURCE:
        raise Refused(POOR_SOURCE.format(typed=source))
    return source


def key_of(part: Part) -> str:
    """By what a part of a set goes on a page: "muc-5-1f3a9c02" is item 5 as it now reads, edited it goes by another.

    So nobody confirms words that he has not seen.
    """
    name, facts = next((name, facts) for kind, name, facts in KINDS if isinstance(part, kind))
    said = [str(getattr(part, fact)) for fact in facts]
    if isinstance(part, CriteriaSet):
        said += [f"{each.ordinal} {each.name} {each.max_points}" for each in part.criteria.all()]
    return f"{name}-{part.pk}-{hashlib.sha256(repr(said).encode()).hexdigest()[:8]}"


KINDS: tuple[tuple[type[Part], str, tuple[str, ...]], ...] = (
    (CriteriaSet, "bo", HEAD),
    (Item, "muc", LINE),
    (Band, "loai", BAND),
)
"""What is compared of each kind of part, and what it is called in a key."""


def parts_of(criteria: CriteriaSet) -> dict[str, Part]:
    """Everything of a set that is compared with its original, by key: its head, its lines, its results."""
    items = [item for criterion in criteria.criteria.all() for item in criterion.items.all()]
    parts: list[Part] = [criteria, *items, *criteria.bands.all()]
    return {key_of(each): each for each in parts}


def may_confirm(part: Part | Procedure, by: User) -> bool:
    """Whether a second person looks: whoever typed it does not confirm it."""
    return part.written_by_id != by.pk


@transaction.atomic
def confirm(
    criteria: CriteriaSet, source: str, *, by: User, at: dt.datetime, only: Collection[str] | None = None
) -> int:
    """Confirm that these parts (all that are open when `only` is not given) agree with the original that the source
    names; returns how many. Who, when and the source are kept on each, with history.

    Raises Refused without a proper source, when nothing is left to confirm, and for parts that the person typed.
    """
    named = named_source(source)
    parts = _locked(criteria)
    _refuse_changed(parts, only or ())
    open_parts = [each for key, each in parts.items() if not each.verified and _among(key, only)]
    mine = [each for each in open_parts if not may_confirm(each, by)]
    if mine and (only is not None or len(mine) == len(open_parts)):
        raise Refused(OWN_WORDS.format(what=f"“{mine[0]}”"))
    theirs = [each for each in open_parts if may_confirm(each, by)]
    if only is not None and not theirs:
        raise Refused("Chưa chọn dòng nào chưa đối chiếu. Hãy đánh dấu các dòng đã khớp văn bản gốc.")
    for each in theirs:
        each.verified, each.source, each.confirmed_by, each.confirmed_at = True, named, by, at
        _save(each, by)
    return len(theirs)


@transaction.atomic
def withdraw_confirmation(criteria: CriteriaSet, only: Collection[str], reason: str, *, by: User) -> int:
    """Say that these parts are not compared after all; kept in their history with who and why. Returns how many.

    What was signed by the set stays signed; nothing more is, until the parts are confirmed again. Raises Refused
    without a reason, and when none of the parts was confirmed.
    """
    why = needed(reason, "Hãy ghi lý do rút xác nhận.", longest=LONGEST_REASON)
    there = _locked(criteria)
    _refuse_changed(there, only)
    parts = [each for key, each in there.items() if each.verified and key in only]
    if not parts:
        raise Refused("Chưa chọn dòng nào đã đối chiếu.")
    for each in parts:
        _unconfirm(each, why, by)
    return len(parts)


@transaction.atomic
def confirm_procedure(procedure: Procedure, source: str, *, by: User, at: dt.datetime) -> Procedure:
    """Confirm that who proposes, evaluates and signs agrees with the paper named. Raises Refused as `confirm` does."""
    named = named_source(source)
    locked = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if not may_confirm(locked, by):
        raise Refused(OWN_WORDS.format(what="Trình tự này"))
    if locked.verified:
        raise Refused("Trình tự này đã được xác nhận.")
    locked.verified, locked.source, locked.confirmed_by, locked.confirmed_at = True, named, by, at
    _save(locked, by)
    return locked


@transaction.atomic
def withdraw_procedure(procedure: Procedure, reason: str, *, by: User) -> Procedure:
    """Say that a procedure is not compared after all. Raises Refused without a reason, or when it was not."""
    why = needed(reason, "Hãy ghi lý do rút xác nhận.", longest=LONGEST_REASON)
    locked = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    if not locked.verified:
        raise Refused("Trình tự này chưa được xác nhận.")
    _unconfirm(locked, why, by)
    return locked


@transaction.atomic
def write_procedure(procedure: Procedure, facts: dict[str, Any], *, by: User) -> Procedure:
    """Write who proposes, evaluates and recognises, new or corrected; it is to be confirmed by somebody else.

    A new one from a day on ends the one before it the day before. Raises Refused for what its rules do not allow.
    """
    if procedure.pk:
        procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    else:
        _end_former(procedure, facts, by)
    for name, value in facts.items():
        setattr(procedure, name, value)
    procedure.verified, procedure.confirmed_by, procedure.confirmed_at, procedure.written_by = False, None, None, by
    procedure._history_user = by  # type: ignore[attr-defined]
    return checked(procedure)


def former_of(procedure: Procedure, first: dt.date) -> Procedure | None:
    """The one for the same holders and place that stands on the day on which another is to begin."""
    same = Procedure.objects.filter(
        kind=procedure.kind, managing_level=procedure.managing_level, jurisdiction=procedure.jurisdiction
    )
    return same.on(first).filter(valid_from__lt=first).order_by("-valid_from").first()


def _end_former(procedure: Procedure, facts: dict[str, Any], by: User) -> None:
    first = facts["valid_from"]
    if former := former_of(procedure, first):
        former.valid_to = first - dt.timedelta(days=1)
        former._history_user = by  # type: ignore[attr-defined]
        former.save(update_fields=["valid_to"])


@transaction.atomic
def attach(
    criteria: CriteriaSet, name: str, media_type: str, content: bytes, *, by: User, at: dt.datetime
) -> CriteriaPaper:
    """Keep the original as a file beside the set, for whoever compares. Raises Refused for a file that is there."""
    paper = CriteriaPaper(criteria=criteria, name=words(name, name="Tên tệp", longest=200), media_type=media_type)
    paper.content, paper.size, paper.sha256 = content, len(content), hashlib.sha256(content).hexdigest()
    paper.added_by, paper.added_at = by, at
    return checked(paper)


@transaction.atomic
def choose_left_out_rule(
    criteria: CriteriaSet, rule: LeftOutRule, source: str, *, by: User, at: dt.datetime
) -> CriteriaSet:
    """Say what becomes of the points of lines that do not apply; kept in the set's history with who and why.

    The first choice may come after scores: without a rule nobody was scored whom it concerns. Raises Refused without a
    source, for another rule once somebody was scored by the set (old results are never scored anew), and for any rule
    once a title was recognised by it.
    """
    words = needed(source, "Hãy ghi căn cứ của quy tắc.", name="Căn cứ", longest=300)
    locked = CriteriaSet.objects.select_for_update(of=("self",)).get(pk=criteria.pk)
    used = Nomination.objects.filter(criteria=locked).exclude(state=NominationState.REGISTERED)
    if locked.left_out != LeftOutRule.UNDECIDED and used.exists():
        raise Refused("Đã có hồ sơ chấm theo bộ tiêu chí này nên không đổi cách tính được. Hãy lập bộ mới.")
    if used.filter(state__in=[NominationState.RECOGNISED, NominationState.REVOKED]).exists():
        raise Refused("Đã có danh hiệu được công nhận theo bộ tiêu chí này nên bộ giữ nguyên. Hãy lập bộ mới.")
    locked.left_out = rule
    locked.note = f"{locked.note}\nMục không áp dụng: {rule.label} ({words}).".strip()
    locked._history_user = by  # type: ignore[attr-defined]
    locked.save()
    return locked


def _refuse_changed(there: Collection[str], only: Collection[str]) -> None:
    if set(only) - set(there):
        raise Stale("Có dòng vừa được sửa hoặc bỏ. Hãy mở lại trang, so lại các dòng với văn bản gốc rồi xác nhận.")


def _among(key: str, only: Collection[str] | None) -> bool:
    return only is None or key in only


def _locked(criteria: CriteriaSet) -> dict[str, Part]:
    """The set's parts under its lock: whoever edits it waits."""
    CriteriaSet.objects.select_for_update(of=("self",)).get(pk=criteria.pk)
    return parts_of(CriteriaSet.objects.with_lines().get(pk=criteria.pk))


def _unconfirm(row: Any, why: str, by: User) -> None:
    row.verified, row.confirmed_by, row.confirmed_at = False, None, None
    row._change_reason = why
    _save(row, by)


def _save(row: Any, by: User) -> None:
    row._history_user = by
    row.save()
