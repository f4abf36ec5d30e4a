"""Who may do what with papers; page and POST ask the same predicate. Each presumes that the paper is in the remit."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ObjectDoesNotExist

from awards.titles.querysets import TITLE_ROLES
from hocTap.lib.refusals import Refused
from reports.papers.enums import OF_PARTS
from reports.papers.kinds import KINDS
from reports.papers.models import Document
from units.enums import Role
from units.models import User


def can_make(user: User, kind: str, source_id: int) -> bool:
    """Who makes a paper also writes, issues, replaces and withdraws it, and deletes its drafts."""
    try:
        return KINDS[kind].scope.made_by(user, source_id)
    except ObjectDoesNotExist:
        return False


def would_read(user: User, kind: str, source_id: int, today: dt.date) -> bool:
    """Whether the paper, made today, would be one that the person reads: its agency may be another unit's by now."""
    try:
        matter = KINDS[kind].read(source_id, today)
    except (ObjectDoesNotExist, Refused):
        return True
    unit = matter.standing.unit_id
    lines = user.lines_in_remit(*TITLE_ROLES) if kind in OF_PARTS else user.lines_in_charge(*TITLE_ROLES)
    return lines.on(matter.as_of).filter(descendant=unit).exists() or unit in user.units_kept(Role.FUND_OFFICER)


def can_change(user: User, document: Document) -> bool:
    """Whoever made a draft may still delete it when the row that it was made from is no more."""
    if can_make(user, document.kind, document.source_id):
        return True
    return (
        document.is_draft
        and document.made_by_id == user.pk
        and not KINDS[document.kind].scope.is_there(document.source_id)
    )


def can_take_names(user: User, document: Document) -> bool:
    """A workbook with names is for those who were given that duty over every ward that the paper names."""
    return KINDS[document.kind].scope.names_to(user, document.source_id)


def sees_source(user: User, kind: str, source_id: int) -> bool:
    """Whether all that the paper would name is in the person's remit: the source does not exist for others."""
    return KINDS[kind].scope.seen_by(user, source_id)


def can_list(user: User) -> bool:
    """Those who read papers of titles, who keep the fund (the association's commendations are theirs), and leaders."""
    return bool(user.units_as(*TITLE_ROLES, Role.FUND_OFFICER, Role.READER))


def reads_whole(user: User, document: Document) -> bool:
    """Whether its lists of names and its files are the person's to read; a leader reads what it says without them."""
    return Document.objects.whole_to(user).filter(pk=document.pk).exists()
