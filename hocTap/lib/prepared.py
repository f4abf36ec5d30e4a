"""A question whose SQL is made once: of what a small one costs, most is the making and not the asking.

    BANDS = Prepared(lambda pk: Band.objects.filter(criteria=pk).order_by("ordinal").values_list("code", "name"))
    BANDS.rows(17)                              # one statement; values as Django's own query would give them

For what is asked with every key that somebody presses, and by one id.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

ANY = -(2**31) + 4_711
"""The id for which the SQL is made; no row has it."""


class Prepared:
    """A question for one id, as a queryset of `values_list`; it is asked of the primary, within steps that write."""

    def __init__(self, make: Callable[[int], QuerySet[Any, Any]]) -> None:
        self.make = make
        self.made = threading.local()  # what makes values of rows belongs to a connection, and so to a thread

    def rows(self, pk: int) -> Iterator[tuple[Any, ...]]:
        connection = connections[DEFAULT_DB_ALIAS]
        held: tuple[Any, Any, str, tuple[Any, ...]] | None = getattr(self.made, "held", None)
        if held is None or held[0] is not connection:
            compiler: Any = self.make(ANY).query.get_compiler(connection=connection)
            held = self.made.held = connection, compiler, *compiler.as_sql()
        _, compiler, sql, facts = held
        with connection.cursor() as cursor:
            cursor.execute(sql, [pk if fact == ANY else fact for fact in facts])
            found = cursor.fetchall()
        yield from compiler.results_iter([found], tuple_expected=True)
