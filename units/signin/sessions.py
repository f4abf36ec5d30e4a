"""Sessions as Django keeps them in the database; the one of a request is read by one plain statement."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connections, router
from django.utils import timezone

SQL = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Every request reads one: asked through a queryset, most of it went into the making of always the same SQL."""

    def load(self) -> dict[str, Any]:
        connection = connections[router.db_for_read(self.get_model_class())]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(SQL, [self.session_key, now])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found[0]))
