"""Two people at once: one writes, the other is told; nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from hocTap.lib.refusals import Refused
from tests.communities.factories import DAY, Commune, ask, make_commune, now, standing
from units.communities import workflow
from units.communities.enums import CommunityAct
from units.communities.rules import Line
from units.models import ChangeEvent, CommunityStep

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each of the acts, begun in the same moment on its own connection, was refused with; empty for none."""
    start, said = Barrier(len(acts)), [""] * len(acts)

    def run(place: int, do: Callable[[], object]) -> None:
        start.wait(timeout=30)
        try:
            do()
        except Refused as reason:
            said[place] = str(reason)
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(said)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_merged_by_two_people_at_once_it_is_merged_once() -> None:
    commune = make_commune()

    def merge(commune: Commune = commune) -> object:
        asked = ask(commune, CommunityAct.MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 9")
        return workflow.change(commune.ward, asked, by=commune.officer, at=now())

    first, second = at_once(merge, merge)

    assert first == ""
    assert "đã kết thúc ngày 28/02/2026, nay là Khu phố 9" in second
    assert ChangeEvent.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_list_entered_by_two_people_at_once_is_there_once() -> None:
    commune = make_commune()

    def enter(commune: Commune = commune) -> object:
        return workflow.enter(commune.ward, [Line(1, "Khu phố 8")], by=commune.officer, at=now())

    assert at_once(enter, enter) == ["", ""]

    assert standing(commune, DAY).count("Khu phố 8") == 1
    assert CommunityStep.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_undone_by_two_people_at_once_it_is_undone_once() -> None:
    commune = make_commune()
    asked = ask(commune, CommunityAct.END, ["Khu phố 3"])
    step = workflow.change(commune.ward, asked, by=commune.officer, at=now())

    first, second = at_once(*[lambda: workflow.undo(step, "Ghi nhầm", by=commune.officer, at=now())] * 2)

    assert first == ""
    assert "đã được hoàn tác" in second
