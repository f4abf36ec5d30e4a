"""What a list that was taken back excuses: rows that are gone because the list had brought them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator

from django.db import models
from django.utils import timezone

from awards.uploads.enums import UploadState
from awards.uploads.models import Upload
from hocTap.lib.sealing import SKEW, Fixed
from hocTap.lib.tabled import parts
from units.sealing.first import begun, first_seals, first_seals_of_rows, had_a_post, not_before_the_night

WRITTEN, UNDONE = "upload", "upload-undone"
"""The kinds of the seals that hold what a list wrote, and that it was taken back."""
Gone = Callable[[Collection[int], dt.datetime], set[int]]

SEALED = (
    Fixed(
        WRITTEN,
        "danh sách đã ghi số {}",
        Upload,
        models.Q(state__in=(UploadState.DONE, UploadState.UNDONE)),
        columns=(
            *("id", "kind", "unit_id", "options", "by_id", "at", "name", "sha256", "total", "created", "matched"),
            *("refused", "confirmed_by_id", "confirmed_at", "ended_at", "made"),
        ),
    ),
    Fixed(
        UNDONE,
        "lần hoàn tác danh sách số {}",
        Upload,
        models.Q(state=UploadState.UNDONE),
        columns=("id", "state", "undone_by_id", "undone_at", "undone_because"),
        at="undone_at",
    ),
)


def undone_with(register: str, model: type[models.Model], kind: str, *, in_blocks: bool = False) -> Gone:
    """Of rows that are gone those that a list had brought which was taken back since; by what the list says it made.

    The list must have been sealed no later than its row, taken back after the last seal that has it standing, by
    somebody with a post, and whole: nothing that it made stands still.
    """

    def gone(keys: Collection[int], since: dt.datetime) -> set[int]:
        lists = {upload.pk: set(upload.made.get(register, ())) for upload in _taken_back(since)}
        lists = {pk: made for pk, made in lists.items() if made & set(keys) and not _still_there(model, made)}
        if not lists:
            return set()
        asked = set(keys) & set().union(*lists.values())
        rows = first_seals_of_rows(kind, asked) if in_blocks else first_seals(kind, asked)
        sealed, first = first_seals(WRITTEN, lists), begun(WRITTEN)
        return {
            key
            for pk, made in lists.items()
            for key in made & asked
            if first is None or (pk in sealed and (sealed[pk] == first or sealed[pk] <= rows.get(key, dt.date.max)))
        }

    return gone


def _taken_back(since: dt.datetime) -> Iterator[Upload]:
    """Lists that were taken back since, by somebody with a post, and under no time that the seals know better."""
    rows = Upload.objects.filter(state=UploadState.UNDONE, undone_at__gte=since, undone_at__lte=timezone.now() + SKEW)
    lists = list(rows.only("made", "undone_at", "undone_by"))
    sealed, first = first_seals(UNDONE, [each.pk for each in lists]), begun(UNDONE)
    for each in lists:
        known = first is None or sealed.get(each.pk) == first
        assert each.undone_at is not None  # noqa: S101 - the filter above
        if not known and not not_before_the_night(each.undone_at, sealed.get(each.pk)):
            continue
        if had_a_post(each.undone_by_id, timezone.localdate(each.undone_at)):
            yield each


def _still_there(model: type[models.Model], keys: Collection[int]) -> bool:
    return any(model._base_manager.filter(pk__in=part).exists() for part in parts(keys))
