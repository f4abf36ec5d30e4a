"""Slips on paper: an A4 sheet that is cut, eight to a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hocTap.lib import pdf, vi
from units.accounts.issuing import Slip
from units.models import Post

A_SHEET = 8


@dataclass(frozen=True)
class Printed:
    """A slip as it is read: everything in words."""

    name: str
    post: str
    login: str
    code: str
    address: str
    link: str
    until: str
    email: str
    mail: str = ""
    mailed: bool = False


def printed(slips: Sequence[Slip], site: str) -> list[Printed]:
    """The slips with each person's posts; two queries. `site` is how the site is reached ("https://xhht.example.vn")."""
    posts = posts_of([slip.person.pk for slip in slips])
    door = site.rstrip("/")
    return [
        Printed(
            name=slip.person.full_name,
            post="; ".join(posts.get(slip.person.pk, [])),
            login=slip.person.username,
            code=slip.code,
            address=f"{door}{reverse('enter')}",
            link=f"{door}{reverse('enter-code', args=[slip.code])}",
            until=vi.day(timezone.localtime(slip.expires_at).date()),
            email=slip.person.email,
            mail=slip.mail,
            mailed=slip.mailed,
        )
        for slip in slips
    ]


def posts_of(people: Sequence[int]) -> Mapping[int, list[str]]:
    """What each person does, in words: "cán bộ phụ trách nhập số liệu – Phường 5"."""
    found: dict[int, list[str]] = {}
    posts = Post.objects.filter(user__in=people, valid_to__isnull=True).select_related("unit")
    for post in posts.prefetch_related("unit__versions").order_by("pk"):
        found.setdefault(post.user_id, []).append(str(post))
    return found


def sheet(slips: Sequence[Printed]) -> bytes:
    """The slips as PDF. Each is cut out and handed over closed: it opens the account until it is used."""
    pages = [slips[start : start + A_SHEET] for start in range(0, len(slips), A_SHEET)]
    return pdf.from_html(render_to_string("units/accounts/print/slips.html", {"pages": pages}), "slips.css")
