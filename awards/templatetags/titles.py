"""The parts of the titles pages that a person can open, as links above every one of them."""

from __future__ import annotations

from typing import NamedTuple

from django import template
from django.template import Context
from django.urls import reverse

from awards.titles.querysets import TITLE_ROLES
from units.enums import Role
from units.models import User

register = template.Library()


class Section(NamedTuple):
    """One part: its words, its address, and whether the page shown belongs to it."""

    words: str
    address: str
    is_here: bool


PARTS: tuple[tuple[tuple[Role, ...], str, str, tuple[str, ...]], ...] = (
    ((Role.WARD_OFFICER,), "Các bước trong năm", "titles:home", ("phuong/", "ho-so/")),
    ((Role.TITLE_APPROVER,), "Chờ xét", "titles:approval", ("xet/", "viec/")),
    (TITLE_ROLES, "Sổ đối tượng", "titles:candidate-list", ("so/",)),
    (TITLE_ROLES, "Quyết định", "titles:decision-list", ("quyet-dinh/",)),
    ((), "Bộ tiêu chí", "titles:criteria-list", ("tieu-chi/",)),
)


@register.inclusion_tag("awards/titles/_sections.html", takes_context=True)
def title_sections(context: Context) -> dict[str, list[Section]]:
    """What this person's posts open; asks no query beyond the posts that the page has read anyway."""
    request = context["request"]
    user: User = request.user
    here = request.path.removeprefix(reverse("titles:home"))
    return {
        "sections": [
            Section(words, reverse(name), here.startswith(prefixes))
            for roles, words, name, prefixes in PARTS
            if not roles or user.units_as(*roles)
        ]
    }
