"""The tree page as plain data: the units that stood on a day, and the search among them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator

from units.models import Lineage, Unit, UnitVersion, User
from units.naming import full_names
from units.querysets import UnitVersionQuerySet

A_PAGE = 50
SHOWN_BELOW = 20


@dataclass(frozen=True)
class Node:
    """One unit in the tree, how many stand directly under it, and the first of them."""

    standing: UnitVersion
    children: int
    below: list[Node] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many of its children are not shown here."""
        return self.children - len(self.below)


@dataclass(frozen=True)
class Tree:
    """Two levels below a root (or below all that the person sees), a page at a time."""

    day: dt.date
    root: Unit | None
    standing: UnitVersion | None
    path: list[UnitVersion]
    page: Page[UnitVersion]
    nodes: list[Node]


def build_tree(user: User, day: dt.date, root: Unit | None, page: str | int | None = None) -> Tree:
    """The units that stood on the day, in a fixed number of queries whatever their number."""
    visible = UnitVersion.objects.visible_to(user).on(day)
    first = visible.tops() if root is None else visible.filter(parent=root)
    listed = first.counting_children(visible).order_by("sort_key", "pk")
    shown = Paginator(listed, A_PAGE).get_page(page)
    parents = [version.unit_id for version in shown]
    second: dict[int | None, list[Node]] = defaultdict(list)
    below = visible.counting_children(visible).under(parents, at_most=SHOWN_BELOW)
    for version in below.order_by("sort_key", "pk"):
        second[version.parent_id].append(Node(version, children_of(version)))
    nodes = [Node(version, children_of(version), second[version.unit_id]) for version in shown]
    path = path_to(root, visible, day) if root else []
    own = path.pop() if path and root and path[-1].unit_id == root.pk else None
    return Tree(day, root, own, path, shown, nodes)


def children_of(version: UnitVersion) -> int:
    count: int = getattr(version, "children", 0)
    return count


def path_to(root: Unit, visible: UnitVersionQuerySet, day: dt.date) -> list[UnitVersion]:
    """The units above the root that the person may see, from the top, and the root itself."""
    depths = dict(Lineage.objects.filter(descendant=root).on(day).values_list("ancestor", "depth"))
    return sorted(visible.filter(unit__in=depths), key=lambda version: -depths[version.unit_id])


@dataclass(frozen=True)
class Found:
    """A page of the units that a search found, each with the names of all above it."""

    page: Page[UnitVersion]
    rows: list[tuple[UnitVersion, str]]


def search(user: User, day: dt.date, words: str, page: str | int | None = None) -> Found:
    """The units that stood on the day and whose name holds the words, with or without marks, or whose code they are."""
    visible = UnitVersion.objects.visible_to(user).on(day).matching(words).order_by("sort_key", "pk")
    shown = Paginator(visible, A_PAGE).get_page(page)
    names = full_names([version.unit_id for version in shown], day)
    return Found(shown, [(version, names[version.unit_id].partition(", ")[2]) for version in shown])
