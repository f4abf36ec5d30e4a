"""A row that somebody else may hold for long."""

from __future__ import annotations

from typing import TypeVar

from django.db import OperationalError, connection, models, transaction

from hocTap.lib.refusals import Refused

Row = TypeVar("Row", bound=models.Model)


def at_once(rows: models.QuerySet[Row], pk: int, held: str) -> Row | None:
    """The row, locked without waiting; None when it is not among the rows.

    Raises Refused with the sentence `held` while another transaction has it. SQLite has one writer at a time: there the
    whole act waits its turn.
    """
    nowait = connection.features.has_select_for_update_nowait
    try:
        with transaction.atomic():
            return rows.select_for_update(of=("self",), nowait=nowait).filter(pk=pk).first()
    except OperationalError as busy:
        raise Refused(held) from busy
