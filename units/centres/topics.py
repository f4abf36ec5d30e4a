"""Topics that were taught before, here and at the other centres of the office, with the materials kept with each.

A topic is what classes of one name have in common, whoever held them and whenever; nothing more is kept of it than
the classes themselves and the materials, so that it is there as soon as somebody taught it once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, Sum

from hocTap.lib import vi
from hocTap.lib.searching import as_typed
from units.centres.enums import Topic
from units.enums import Role
from units.models import CentreCourse, CentreMaterial, LearningCentre, Lineage, UnitVersion, User
from units.querysets import CentreRecordQuerySet

MOST_OFFERED = 300
"""So many names are offered while somebody types one, those taught most often first."""


@dataclass(frozen=True)
class TopicRow:
    """A topic: its name as last written, how often, where and when it was taught, to how many; what there is for it."""

    pk: int
    """The last of its classes, which stands for it in addresses."""
    title: str
    sort_key: str
    group: str
    classes: int
    centres: int
    last_on: dt.date
    attendances: int
    materials: tuple[CentreMaterial, ...] = ()

    @property
    def group_label(self) -> str:
        return str(Topic(self.group).label)


def near(user: User, rows: CentreRecordQuerySet, today: dt.date) -> CentreRecordQuerySet:
    """Rows of the person's remit, and of whatever ever stood under the offices of the wards whose books she keeps."""
    if user.is_administrator:
        return rows.kept()
    kept = UnitVersion.objects.on(today).filter(unit__in=user.units_kept(Role.WARD_OFFICER))
    beside = Lineage.objects.filter(ancestor__in=kept.order_by().values("parent")).values("descendant")
    return rows.kept().filter(Q(ward__in=beside) | Q(ward__in=user.lines_in_remit().values("descendant")))


def topics_near(user: User, today: dt.date, *, text: str = "", group: str = "") -> list[TopicRow]:
    """All topics as the person may reuse them, by name; three queries, whatever their number."""
    courses = near(user, CentreCourse.objects.all(), today).filter(as_typed(text, said="title"))
    if group:
        courses = courses.filter(topic=group)
    grouped = list(_grouped(courses))
    last = CentreCourse.objects.in_bulk([row["newest"] for row in grouped])
    materials = _materials(near(user, CentreMaterial.objects.all(), today))
    found = [
        TopicRow(
            row["newest"],
            last[row["newest"]].title,
            last[row["newest"]].sort_key,
            last[row["newest"]].topic,
            row["classes"],
            row["centres"],
            row["last_on"],
            int(row["attended"]),
            tuple(materials.get(row["folded"], ())),
        )
        for row in grouped
    ]
    return sorted(found, key=lambda each: (each.sort_key, each.pk))


def _grouped(courses: CentreRecordQuerySet) -> Any:
    return (
        courses.order_by()
        .values("folded")
        .annotate(
            newest=Max("pk"),
            classes=Count("pk"),
            centres=Count("centre", distinct=True),
            last_on=Max("starts_on"),
            attended=Sum("attendances"),
        )
    )


def _materials(rows: CentreRecordQuerySet) -> dict[str, list[CentreMaterial]]:
    found: dict[str, list[CentreMaterial]] = defaultdict(list)
    for each in rows.select_related("centre").order_by("sort_key", "pk"):
        found[vi.fold(each.topic)].append(each)
    return found


def chosen(user: User, courses: Iterable[int], today: dt.date) -> list[CentreCourse]:
    """The classes that stand for the topics chosen, in the order of their names; those out of reach are left out."""
    rows = near(user, CentreCourse.objects.all(), today).filter(pk__in=list(courses))
    return list(rows.order_by("sort_key", "pk"))


def materials_for(user: User, titles: Iterable[str], today: dt.date) -> list[CentreMaterial]:
    """What there is for topics of these names."""
    wanted = {vi.fold(title) for title in titles}
    found = _materials(near(user, CentreMaterial.objects.all(), today)) if wanted else {}
    return [each for name in sorted(wanted) for each in found.get(name, ())]


def names_offered(user: User, today: dt.date) -> list[str]:
    """Names of topics for whoever types one, as they were last written: two queries."""
    grouped = _grouped(near(user, CentreCourse.objects.all(), today)).order_by("-classes", "folded")[:MOST_OFFERED]
    last = CentreCourse.objects.in_bulk([row["newest"] for row in grouped])
    return sorted((each.title for each in last.values()), key=vi.sort_key)


def centres_kept(user: User) -> list[LearningCentre]:
    """The centres into whose books the person may enter classes today."""
    rows = LearningCentre.objects.filter(services__ward__in=user.units_kept(Role.WARD_OFFICER), ended_on__isnull=True)
    return list(rows.distinct().order_by("sort_key", "pk"))
