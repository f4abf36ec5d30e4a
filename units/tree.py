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
SHOWN_BELOW, FEWEST_BELOW, ALL_BELOW = 20, 5, 250
"""Under each unit of a page at most so many of its children, fewer where the page has many units, but some."""


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
    first = visible.tops_for(user) if root is None else visible.filter(parent=root)
    shown = Paginator(first.order_by("sort_key", "pk"), A_PAGE).get_page(page)
    parents = [version.unit_id for version in shown]
    each = max(FEWEST_BELOW, min(SHOWN_BELOW, ALL_BELOW // max(1, len(parents))))
    below = list(visible.under(parents, at_most=each).order_by("sort_key", "pk"))
    children = visible.children_of([*parents, *(version.unit_id for version in below)])
    second: dict[int | None, list[Node]] = defaultdict(list)
    for version in below:
        second[version.parent_id].append(Node(version, children.get(version.unit_id, 0)))
    nodes = [Node(version, children.get(version.unit_id, 0), second[version.unit_id]) for version in shown]
    path = path_to(root, visible, day) if root else []
    own = path.pop() if path and root and path[-1].unit_id == root.pk else None
    return Tree(day, root, own, path, shown, nodes)


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
    visible = UnitVersion.objects.visible_to(user).on(day).matching(words, day).order_by("sort_key", "pk")
    shown = Paginator(visible, A_PAGE).get_page(page)
    names = full_names([version.unit_id for version in shown], day)
    return Found(shown, [(version, names[version.unit_id].partition(", ")[2]) for version in shown])
