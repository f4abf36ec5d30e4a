"""What a hand-over began (a fund, a sheet) and its undoing takes away again, if nobody has written anything in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError

from hocTap.lib import vi
from units.words import joined


def unbegin(row: models.Model, name: str, words: Mapping[type[models.Model], str]) -> str:
    """Take the row away; where something stands in it, it stays, and this is the sentence that says so.

    `words` say what those things are called where that is not the name of their model. Example: "Quỹ khuyến học
    Phường Hòa Bình mở khi bàn giao, nay vẫn còn vì đang giữ 2 bút toán".
    """
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as kept:
        return f"{name}, nay vẫn còn vì đang giữ {_counted(kept.protected_objects, words)}."
    except RestrictedError as kept:
        return f"{name}, nay vẫn còn vì đang giữ {_counted(kept.restricted_objects, words)}."
    return ""


def _counted(rows: set[models.Model], words: Mapping[type[models.Model], str]) -> str:
    """ "2 bút toán và 1 suất học bổng"."""
    found = Counter(words.get(type(row), str(row._meta.verbose_name)) for row in rows)
    return joined([f"{vi.whole(number)} {what}" for what, number in sorted(found.items())])
