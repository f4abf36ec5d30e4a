"""How long somebody has to wait before the next try. Nobody can make a colleague wait on the colleague's own PC.

- A browser on which the person came in before is never locked out: after three wrong passwords *there* it waits
  2, 4, 8 … 60 seconds between tries, whatever others do with the account elsewhere.
- Elsewhere an account waits for each machine (django-axes: ten wrong passwords from one address, 15 minutes); beyond
  that a person waits half a minute between tries once 50 were wrong in an hour, from wherever.
- One password tried on five accounts, or ten accounts tried from one machine, wait too.
- An administrator who unlocks lets what was wrong before be forgotten.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from hocTap.lib.watching import address_of
from units.models import SignInTry, User
from units.signin import devices, journal
from units.signin.enums import Door, Outcome

FREE = 3
SLOWEST = dt.timedelta(seconds=60)
HERE = dt.timedelta(minutes=15)
HOUR = dt.timedelta(hours=1)
EVERYWHERE, EVERYWHERE_WAITS = 50, dt.timedelta(seconds=30)
ACCOUNTS_OF_A_PASSWORD, PASSWORD_WAITS = 5, dt.timedelta(minutes=5)
ACCOUNTS_OF_A_MACHINE, MACHINE_WAITS = 10, dt.timedelta(minutes=1)

NONE = dt.timedelta(0)


def wait_for(request: HttpRequest, person: User | None, password: str, now: dt.datetime) -> dt.timedelta:
    """How long to wait until this password may be tried on this account from here; nothing when at once."""
    if person is not None and devices.knows(request, person):
        return slowed(wrong_of(person, now - HERE).filter(known_device=True, address=address_of(request)), now)
    return max(everywhere(person, now), spread(request, password, now))


def slowed(wrong: QuerySet[SignInTry], now: dt.datetime) -> dt.timedelta:
    """After three wrong ones the wait doubles with each: 2, 4, 8 … 60 seconds since the last."""
    times = list(wrong.order_by("-at").values_list("at", flat=True)[:20])
    if len(times) < FREE:
        return NONE
    pause = min(dt.timedelta(seconds=2 ** (len(times) - FREE + 1)), SLOWEST)
    return max(times[0] + pause - now, NONE)


def everywhere(person: User | None, now: dt.datetime) -> dt.timedelta:
    """Many machines that guess one account's password: a pause between tries from browsers that nobody knows."""
    if person is None:
        return NONE
    return since_last(wrong_of(person, now - HOUR), EVERYWHERE, EVERYWHERE_WAITS, now)


def spread(request: HttpRequest, password: str, now: dt.datetime) -> dt.timedelta:
    """One password over many accounts, from wherever; many accounts from one machine."""
    rows = SignInTry.objects.filter(door=Door.PASSWORD, outcome=Outcome.WRONG)
    same = rows.filter(mark=journal.mark_of(password), at__gt=now - HOUR)
    from_here = rows.filter(address=address_of(request), at__gt=now - HERE)
    return max(
        over_accounts(same, ACCOUNTS_OF_A_PASSWORD, PASSWORD_WAITS, now),
        over_accounts(from_here, ACCOUNTS_OF_A_MACHINE, MACHINE_WAITS, now),
    )


def wrong_of(person: User, since: dt.datetime) -> QuerySet[SignInTry]:
    """Wrong passwords of the person's account since then, or since an administrator unlocked it."""
    rows = SignInTry.objects.filter(person=person, at__gt=since)
    unlocked = rows.filter(outcome=Outcome.UNLOCKED).order_by("-at").values_list("at", flat=True).first()
    wrong = rows.filter(outcome=Outcome.WRONG, door__in=(Door.PASSWORD, Door.OLD))
    return wrong.filter(at__gt=unlocked) if unlocked else wrong


def since_last(wrong: QuerySet[SignInTry], most: int, pause: dt.timedelta, now: dt.datetime) -> dt.timedelta:
    times = list(wrong.order_by("-at").values_list("at", flat=True)[:most])
    return max(times[0] + pause - now, NONE) if len(times) >= most else NONE


def over_accounts(wrong: QuerySet[SignInTry], most: int, pause: dt.timedelta, now: dt.datetime) -> dt.timedelta:
    """A pause once so many accounts were tried; a name that is no account counts as one more each time."""
    rows = list(wrong.order_by("-at").values_list("at", "person", "pk")[:200])
    accounts = {("account", person) if person else ("none", pk) for _, person, pk in rows}
    return max(rows[0][0] + pause - now, NONE) if len(accounts) >= most else NONE


def too_many_codes(person: User, now: dt.datetime) -> bool:
    """Ten wrong codes of the second step in a quarter of an hour, from wherever: then it waits."""
    rows = SignInTry.objects.filter(person=person, door=Door.SECOND, outcome=Outcome.WRONG, at__gt=now - HERE)
    return rows.count() >= 10


def is_known_device(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Asked by django-axes: a browser that knows the account is not locked out, only slowed (`wait_for`)."""
    person = journal.person_named(str((credentials or {}).get("username") or ""))
    return person is not None and devices.knows(request, person)


def wait_for_old(request: HttpRequest, person: User, now: dt.datetime) -> int:
    """Seconds until the password may be tried again at an open page of one's own."""
    wait = slowed(wrong_of(person, now - HERE).filter(door=Door.OLD), now)
    return -(-wait // dt.timedelta(seconds=1))


def people_who_wait(now: dt.datetime) -> list[tuple[User, int]]:
    """Accounts with three or more wrong passwords in the last quarter of an hour, and how many; one query."""
    rows = SignInTry.objects.filter(at__gt=now - HERE, person__isnull=False, door__in=(Door.PASSWORD, Door.OLD))
    counted: dict[User, int] = {}
    for row in rows.select_related("person").order_by("at", "pk"):
        if row.person is not None and row.outcome == Outcome.UNLOCKED:
            counted.pop(row.person, None)
        elif row.person is not None and row.outcome == Outcome.WRONG:
            counted[row.person] = counted.get(row.person, 0) + 1
    waiting = [(person, count) for person, count in counted.items() if count >= FREE]
    return sorted(waiting, key=lambda each: (-each[1], each[0].username))
