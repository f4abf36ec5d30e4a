"""Roots of seals on paper: put there when it is issued, and compared with the seals that the database keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Model
from django.db.models.fields.json import KT

from hocTap.lib import vi
from hocTap.lib.sealing import Noted
from reports.paper.parts import AnyPaper
from units.sealing.workflow import latest


def with_seal(paper: AnyPaper) -> AnyPaper:
    """The paper with the newest root; as it is where nothing was sealed yet."""
    newest = latest()
    return replace(paper, seal_day=newest.day.isoformat(), seal_root=newest.root) if newest else paper


def noted_in(model: type[Model], content: str, words: str) -> Iterator[Noted]:
    """The roots that the issued papers of a table bear; drafts bear none."""
    found = model._base_manager.annotate(seal_day=KT(f"{content}__seal_day"), seal_root=KT(f"{content}__seal_root"))
    rows = found.filter(seal_root__isnull=False).order_by("pk").values_list("pk", "seal_day", "seal_root")
    for pk, day, root in rows.iterator(chunk_size=2000):
        yield Noted(words.format(pk), vi.parse_day(day), root)
