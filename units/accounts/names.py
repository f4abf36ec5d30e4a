"""Names to log in with, made from people's names: nobody has to think of one."""

from __future__ import annotations

import re
from collections.abc import Collection

from hocTap.lib import vi
from units.models import User

LONGEST = 40


def login_name(full_name: str, taken: Collection[str]) -> str:
    """The given name and the first letters of the others: "Nguyễn Văn An" is annv; a second one is annv2."""
    words = re.sub(r"[^a-z0-9 ]", " ", vi.fold(full_name)).split()
    base = (words[-1] + "".join(word[0] for word in words[:-1]))[:LONGEST] if words else "canbo"
    number = 1
    while (name := base if number == 1 else f"{base}{number}") in taken:
        number += 1
    return name


def names_like(full_names: Collection[str]) -> set[str]:
    """Login names that are taken and could be met by those made for these people; one query."""
    starts = {login_name(name, ()) for name in full_names}
    taken = User.objects.values_list("username", flat=True)
    return {name for name in taken if any(name.startswith(start) for start in starts)}
