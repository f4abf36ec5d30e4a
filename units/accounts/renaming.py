"""Another name for a person's account: with a reason, the old one kept, what was done before shown under it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hocTap.lib import catalogue, vi
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import needed
from units.models import User

SAME = "Tên chưa có gì khác."


@transaction.atomic
def rename(person: User, name: str, *, by: User, at: dt.datetime, reason: str) -> User:
    """Write another name (married, put right); the old one stays with what was done under it.

    Raises Refused without a name or a reason, and for the same name.
    """
    why = needed(reason, "Hãy ghi lý do đổi tên.")
    new = vi.nfc(needed(name, "Hãy ghi họ và tên.", name="Họ và tên", longest=120))
    locked = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if new == locked.full_name:
        raise Refused(SAME)
    before = catalogue.seen(locked)
    locked.former_names = [*(locked.former_names or ()), {"name": locked.full_name, "until": at.isoformat()}]
    locked.full_name = new
    locked.save(update_fields=["full_name", "former_names"])
    catalogue.keep(catalogue.compared(before, catalogue.seen(locked)), by=by, at=at, reason=why)
    person.full_name, person.former_names = locked.full_name, locked.former_names
    return locked
