"""Notices are made, read, switched off, and forgotten. The only writer of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.prepared import Prepared, how_many
from hocTap.lib.waiting import Urgency, Waiting, grouped, waiting_for
from units.accounts.mailing import is_configured
from units.models import Heritage, Notice, NoticeChoice, Post, User
from units.notices.enums import NoticeKind
from units.notices.registry import news_since

LOOKED_BACK = dt.timedelta(days=14)
"""What happened longer ago is told to nobody any more, if no worker ran all that time."""

KEPT_FOR = dt.timedelta(days=180)
LISTED = 15
"""So many things a weekly notice names; the others it counts."""

AT_ONCE = 100
"""For so many people notices are worked out by one job of the worker."""

BEFORE = (1, 7)
"""Days before a deadline by which somebody is reminded."""

AFTER = (30, 7, 1)
"""Days after it."""


class Told(NamedTuple):
    """One notice before it is kept."""

    kind: NoticeKind
    key: str
    sentence: str
    url: str
    detail: str = ""


# What is to be told


def reminders(found: Collection[Waiting], today: dt.date) -> list[Told]:
    """Of what waits for a person: what is close, what is late, and once a week all of it.

    A reminder is made when its day has come or has passed, so that a day without a worker loses none; the key makes it
    one, and of several that are due at once only the latest is made.
    """
    told = [each for lines in _by_deadline(found) for each in _reminders_of(lines, today)]
    return [*told, *_weekly(found, today)] if found else told


def _by_deadline(found: Iterable[Waiting]) -> list[list[Waiting]]:
    """Lines with one deadline, such as the steps of a title in a ward and year, are told together."""
    lines: dict[str, list[Waiting]] = defaultdict(list)
    for each in found:
        lines[each.deadline].append(each)
    return list(lines.values())


def _reminders_of(lines: Sequence[Waiting], today: dt.date) -> Iterable[Told]:
    each = lines[0]
    if each.due is None or each.urgency(today) is Urgency.SOMETIME:
        return
    facts = f" ({', '.join(each.facts)})" if each.facts else ""
    words = "; ".join(line.sentence for line in lines) + facts
    days = (each.due - today).days
    close = next((number for number in BEFORE if 0 <= days <= number), None)
    late = next((number for number in AFTER if -days >= number), None)
    if close is not None:
        sentence = f"Hạn {vi.day(each.due)}: {words}"
        yield _told(NoticeKind.SOON, f"{each.deadline}@{each.due}-{close}", sentence, each.url)
    if late is not None:
        sentence = f"Quá hạn từ {vi.day(each.due)}: {words}"
        yield _told(NoticeKind.LATE, f"{each.deadline}@{each.due}+{late}", sentence, each.url)


def _told(kind: NoticeKind, key: str, sentence: str, url: str, detail: str = "") -> Told:
    """What begins with a form of its own is begun from the first page."""
    longest = Notice._meta.get_field("sentence").max_length or 0
    shown = sentence if len(sentence) <= longest else f"{sentence[: longest - 1]}…"
    return Told(kind, f"{kind.value}:{key}"[:120], shown, url if url.startswith("/") else "/", detail)


def _weekly(found: Collection[Waiting], today: dt.date) -> Iterable[Told]:
    year, week, _ = today.isocalendar()
    parts = [f"{vi.whole(group.number)} {group.label.lower()}" for group in grouped(found, today)]
    number = sum(each.tasks for each in found)
    lines = [f"– {each.sentence}{f' ({each.facts[0]})' if each.facts else ''}" for each in list(found)[:LISTED]]
    if (more := len(found) - LISTED) > 0:
        lines.append(f"– và {vi.whole(more)} việc khác")
    sentence = f"Tuần này có {vi.whole(number)} việc đang chờ: {'; '.join(parts)}"
    yield _told(NoticeKind.WEEKLY, f"{year}-{week:02d}", sentence, "/", "\n".join(lines))


# Making them


def people(day: dt.date) -> list[int]:
    """Whoever may be reminded: people who can log in and hold a post on the day."""
    posts = Post.objects.on(day).filter(user=OuterRef("pk"))
    return list(User.objects.filter(Exists(posts), is_active=True).order_by("pk").values_list("pk", flat=True))


def remind(persons: Collection[int], now: dt.datetime) -> int:
    """Work out the reminders of these people; how many are new. Again, or twice at once, makes none twice."""
    today = timezone.localdate(now)
    told: dict[int, list[Told]] = {}
    for person in User.objects.filter(pk__in=persons, is_active=True):
        told[person.pk] = reminders(_links_only(waiting_for(person, today)), today)
    return keep(told, now)


def _links_only(found: Iterable[Waiting]) -> list[Waiting]:
    """The same where a notice can lead: a sheet that is not begun yet is begun on the first page."""
    return [each if not each.sends else _from_home(each) for each in found]


def _from_home(each: Waiting) -> Waiting:
    return replace(each, url="/", sends={})


def tell_news(now: dt.datetime) -> int:
    """Tell whoever it concerns what came back, was approved or recognised lately; how many notices are new."""
    found = news_since(now - LOOKED_BACK)
    whom = _concerned({(news.unit, news.role) for news in found}, timezone.localdate(now))
    told: dict[int, list[Told]] = defaultdict(list)
    for news in found:
        for person in whom[news.unit, news.role]:
            told[person].append(_told(news.kind, news.key, news.sentence, news.url))
    return keep(told, now)


def _concerned(places: Collection[tuple[int, str]], day: dt.date) -> dict[tuple[int, str], set[int]]:
    """The people in the role at the unit on the day, or at the unit that all of it passed to. Two queries."""
    heirs: dict[int, set[int]] = defaultdict(set)
    units = {unit for unit, _ in places}
    passed = Heritage.objects.on(day).filter(unit__in=units, whole=True, above=False)
    for unit, heir in passed.values_list("unit", "heir"):
        heirs[unit].add(heir)
    at = units | {heir for each in heirs.values() for heir in each}
    holders: dict[tuple[int, str], set[int]] = defaultdict(set)
    posts = Post.objects.on(day).filter(unit__in=at, user__is_active=True)
    for unit, role, person in posts.values_list("unit", "role", "user"):
        holders[unit, role].add(person)
    return {(unit, role): set().union(*(holders[each, role] for each in {unit, *heirs[unit]})) for unit, role in places}


def keep(told: Mapping[int, Collection[Told]], now: dt.datetime) -> int:
    """Keep what each of these people was not told yet and wants to hear; how many. Three queries.

    The database takes each once, whoever else is keeping the same at this moment.
    """
    if not any(told.values()):
        return 0
    wanted = _choices(told)
    addresses = set(User.objects.filter(pk__in=told).exclude(email="").values_list("pk", flat=True))
    rows = []
    for person, notices in told.items():
        for each in notices:
            on_site, by_mail = wanted.get((person, each.kind), (True, True))
            mail = by_mail and person in addresses and is_configured()
            if on_site or mail:
                rows.append(Notice(person_id=person, made_at=now, on_site=on_site, by_mail=mail, **each._asdict()))
    before = Notice.objects.filter(person__in=told).count()
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return Notice.objects.filter(person__in=told).count() - before


def _choices(persons: Iterable[int]) -> dict[tuple[int, str], tuple[bool, bool]]:
    rows = NoticeChoice.objects.filter(person__in=list(persons))
    return {(row.person_id, row.kind): (row.on_site, row.by_mail) for row in rows}


def forget_old(now: dt.datetime) -> int:
    """Notices of half a year ago are read by nobody."""
    return Notice.objects.filter(made_at__lt=now - KEPT_FOR).delete()[0]


# What a person does with them


def read(person: User, at: dt.datetime, only: Collection[int] | None = None) -> int:
    """Mark the person's notices as read, all of them or these; how many were not."""
    rows = Notice.objects.filter(person=person, on_site=True, read_at__isnull=True)
    return (rows if only is None else rows.filter(pk__in=only)).update(read_at=at)


def unread(person: User) -> int:
    return UNREAD.number(person.pk)


UNREAD = Prepared(lambda person: how_many(Notice.objects.filter(person=person, on_site=True, read_at__isnull=True)))


class Wanted(NamedTuple):
    """The kinds of which a person is told, in either way."""

    on_site: tuple[str, ...]
    by_mail: tuple[str, ...]


def wanted_by(person: User) -> Wanted:
    said = _choices([person.pk])
    ways = {kind: said.get((person.pk, kind), (True, True)) for kind in NoticeKind.values}
    return Wanted(
        tuple(kind for kind, (site, _) in ways.items() if site), tuple(kind for kind, (_, mail) in ways.items() if mail)
    )


@transaction.atomic
def choose(person: User, wanted: Wanted) -> None:
    """Switch each kind on or off; what is to be mailed and was switched off is not mailed any more."""
    for kind in NoticeKind.values:
        ways = {"on_site": kind in wanted.on_site, "by_mail": kind in wanted.by_mail}
        NoticeChoice.objects.update_or_create(person=person, kind=kind, defaults=ways)
    off = [kind for kind in NoticeKind.values if kind not in wanted.by_mail]
    waiting = Notice.objects.filter(Q(kind__in=off), person=person, by_mail=True, mailed_at__isnull=True)
    waiting.filter(on_site=True).update(by_mail=False)
    waiting.filter(on_site=False).delete()
