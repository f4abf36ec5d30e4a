"""What a search box finds: words by any part of them, with the marks that were typed, or with any where none were."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from hocTap.lib import vi


def as_typed(text: str, folded: str = "folded", said: str = "name") -> Q:
    """The condition that a name holds the words; `folded` is its column of folded letters, `said` the name itself.

    Example: "hoa" finds Hoa, Hòa and Họa, "Hòa" finds Hòa and Hoà alone.
    """
    return Q(**{f"{folded}__contains": vi.fold(text)}) & with_marks(text, said)


def with_marks(text: str, said: str = "name", among: Collection[str] | None = None, but: Collection[str] = ()) -> Q:
    """The condition that a name carries the marks that were typed; of the folded words `among` only, not of `but`."""
    found = Q()
    for word, pattern in vi.meant(text).items():
        if word not in but and (among is None or word in among):
            found &= Q(**{f"{said}__regex": pattern})
    return found
