"""Calendar files (RFC 5545) of days on which something is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from hocTap.lib.heavy import Later

icalendar = Later("icalendar")
"""Only whoever fetches a calendar needs it."""

MEDIA_TYPE = "text/calendar; charset=utf-8"
REMINDED = dt.timedelta(days=-1)


@dataclass(frozen=True)
class Day:
    """One entry of a whole day."""

    key: str
    """The same entry has the same key in each file, so that a calendar changes it and does not add another."""
    on: dt.date
    title: str
    text: str = ""
    url: str = ""


def calendar_of(days: Iterable[Day], *, name: str, host: str, now: dt.datetime) -> bytes:
    """The file: whole days that block nobody's time, each with a reminder the day before."""
    book = icalendar.Calendar()
    for field, value in (
        ("prodid", "-//hocTap//Lich//VI"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", name),
        ("x-wr-timezone", "Asia/Ho_Chi_Minh"),
        ("x-published-ttl", "PT12H"),
    ):
        book.add(field, value)
    for day in days:
        book.add_component(_event(day, host, now))
    return bytes(book.to_ical())


def _event(day: Day, host: str, now: dt.datetime) -> object:
    event = icalendar.Event()
    event.add("uid", f"{day.key}@{host}")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", day.on)
    event.add("dtend", day.on + dt.timedelta(days=1))
    event.add("summary", day.title)
    event.add("transp", "TRANSPARENT")
    if day.text:
        event.add("description", day.text)
    if day.url:
        event.add("url", day.url)
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", day.title)
    alarm.add("trigger", REMINDED)
    event.add_component(alarm)
    return event
