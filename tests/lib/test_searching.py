"""On PostgreSQL a part of a name is found through an index, in every long register that is searched so."""

from __future__ import annotations

import pytest
from django.db import connection, models

from awards.commendations.models import Commendation
from awards.scholarships.models import Recipient
from awards.titles.models import Candidate
from units.models import CentreCourse, LearningCentre, UnitVersion

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SEARCHED: list[tuple[type[models.Model], str]] = [
    (Candidate, "folded"),
    (Candidate, "folded_address"),
    (Recipient, "folded"),
    (Commendation, "folded"),
    (UnitVersion, "folded"),
    (LearningCentre, "folded"),
    (CentreCourse, "folded"),
]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the index is PostgreSQL's")
@pytest.mark.parametrize(("model", "column"), SEARCHED)
def test_a_part_of_a_name_is_found_through_the_index(model: type[models.Model], column: str) -> None:
    found = model._default_manager.filter(**{f"{column}__contains": "van an"}).order_by()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")

        assert f"{model._meta.db_table}_{column}_trigrams" in found.explain()
