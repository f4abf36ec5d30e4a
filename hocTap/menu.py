"""The parts of the site, and the path above every page below the first level: where am I, how do I get back up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.template import Context, Library
from django.template.loader import render_to_string
from django.urls import reverse

register = Library()


@dataclass(frozen=True)
class Part:
    """One part of the site: the words of the menu and the name of its first page's address."""

    words: str
    name: str

    @property
    def address(self) -> str:
        return address_of(self.name)


HOME = Part("Việc của tôi", "home")
PARTS = (
    Part("Số liệu", "indicators:submission-list"),
    Part("Danh hiệu", "titles:home"),
    Part("Đơn vị", "units:tree"),
    Part("Trung tâm học tập", "units:centre-list"),
    Part("Học bổng", "scholarships:fund-list"),
    Part("Khen thưởng", "commendations:commendation-list"),
    Part("Báo cáo", "reports:report-list"),
)


@cache
def address_of(name: str) -> str:
    return reverse(name)


def part_of(path: str) -> Part:
    """The part that a page belongs to, by its address; what belongs to none hangs under the person's own first page.

    Example: /don-vi/trung-tam/5/ is of "Trung tâm học tập", though /don-vi/ is the address of "Đơn vị".
    """
    of = [part for part in PARTS if path.startswith(part.address)]
    return max(of, key=lambda part: len(part.address), default=HOME)


@register.simple_block_tag(takes_context=True)
def crumbs(context: Context, content: str, *between: object) -> str:
    """The path above a page: its part of the site, the pages between, and the page itself (the block's words).

    Between come words and address in turns, the address as it is or by name; a page without words is left out:
    `{% crumbs fund.name fund.get_absolute_url "Suất" "scholarships:…" %}{{ suat }}{% endcrumbs %}`.
    """
    pages = [(str(words), str(address)) for words, address in _pairs(between) if words]
    part = part_of(context["request"].path)
    if part is HOME and pages:
        part = part_of(pages[0][1])
    steps = [(part.words, part.address), *((words, _resolved(address)) for words, address in pages)]
    return render_to_string("components/_breadcrumb.html", {"steps": steps, "here": content})


def _pairs(between: Sequence[object]) -> list[tuple[object, object]]:
    if len(between) % 2:
        raise ValueError("words without an address")
    return list(pairwise(between))[::2]


def _resolved(address: str) -> str:
    return address if address.startswith(("/", "?")) else address_of(address)
