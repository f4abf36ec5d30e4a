"""What an operator watches: whether the site lives and is ready, one line for every request, errors sent by mail.

No line and no mail names a person or repeats what somebody typed: an address is given as its pattern with the numbers
in it, without what follows the "?", and of an error its kind and its place in the program.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from functools import cache
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

lines = logging.getLogger("hocTap.requests")

Answer = Callable[[HttpRequest], HttpResponseBase]

LIVES = "/healthz"
READY = "/readyz"

REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}")

QUIET = 60 * 60
"""Seconds during which the same error is not mailed again by the same process."""

MOST_HOPS = 5
"""So many addresses of `X-Forwarded-For` are looked at; longer chains come from somebody who makes them up."""


class Health:
    """Answers `/healthz` (the process lives) and `/readyz` (it can serve: database there, no migration missing).

    It stands before everything else: a balancer asks by plain http and by any host name, and needs no login.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == LIVES:
            return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
        if request.path == READY:
            missing = what_is_missing()
            status = 503 if missing else 200
            return JsonResponse(
                {"ready": not missing, "missing": missing}, status=status, headers={"Cache-Control": "no-store"}
            )
        return self.get_response(request)


FULL = ("disk is full", "DiskFull", "No space left")


def trouble() -> str:
    """What the machine lacks when the error being answered is the machine's: "disk", "database", or "" for others."""
    fault = sys.exc_info()[1]
    words = f"{type(fault.__cause__ if fault else None).__name__} {fault}" if fault else ""
    if isinstance(fault, DatabaseError | OSError) and any(sign in words for sign in FULL):
        return "disk"
    return "database" if isinstance(fault, OperationalError | InterfaceError) else ""


def what_is_missing() -> list[str]:
    """What keeps this server from serving, in words of operators; empty when it is ready."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [] if migrated() else ["migrations"]
    except DatabaseError:
        connection.close()
        return ["database"]


_up_to_date = False


def migrated() -> bool:
    """Whether every migration of this program was run; once it was, it stays so for the life of the process."""
    global _up_to_date
    if not _up_to_date:
        executor = MigrationExecutor(connection)
        _up_to_date = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _up_to_date


class OneLine:
    """One line in the log for every request: what, who by number, from where, with what outcome, in how many ms."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request.id = id_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        if lines.isEnabledFor(logging.INFO):
            took = round((time.perf_counter() - began) * 1000)
            where, who = address_of(request), person_of(request)
            lines.info(
                "%s %s %s %sms user=%s from=%s id=%s",
                request.method,
                place_of(request),
                response.status_code,
                took,
                who,
                where,
                request.id,  # type: ignore[attr-defined]
            )
        return response


def id_of(request: HttpRequest) -> str:
    """The number that a trusted proxy gave the request, or one of its own."""
    given = request.headers.get("X-Request-ID", "")
    return (
        given if is_trusted(request.META.get("REMOTE_ADDR", "")) and REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    )


def place_of(request: HttpRequest) -> str:
    """The pattern of the address with the whole numbers in it: "so-lieu/<id:pk>/ pk=5". No text from the address.

    An address that fits no pattern is named by its first part only: it may be a one-time code without its last sign.
    """
    match = request.resolver_match
    if match is None:
        first = request.path.lstrip("/").split("/", 1)[0]
        return f"/{first[:30]}…" if first.isascii() and first.replace("-", "").isalnum() else "/…"
    numbers = "".join(f" {name}={value}" for name, value in match.kwargs.items() if isinstance(value, int))
    return f"/{match.route}{numbers}"


def person_of(request: HttpRequest) -> str:
    """The number of the person's account where the page has asked who it is; asking costs nothing."""
    return str(getattr(getattr(request, "_cached_user", None), "pk", None) or "-")


def address_of(request: HttpRequest) -> str:
    """The machine that asks: what configured proxies say, and else only whoever is at the other end of the line.

    Each proxy adds the address it was asked from at the end of `X-Forwarded-For`; going back from the end, the first
    that is no proxy of ours (`HOCTAP_PROXIES`) is the client. What stands before it, the client may have made up.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    for hop in reversed(hops[-MOST_HOPS:]):
        if not is_trusted(address) or not is_address(hop):
            break
        address = hop
    return address


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(address: str) -> bool:
    """Whether it is one of our proxies."""
    return is_address(address) and any(
        ipaddress.ip_address(address) in each for each in networks(tuple(settings.PROXIES))
    )


@cache
def networks(written: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """The addresses and networks of a setting; ValueError names one that is none."""
    return tuple(ipaddress.ip_network(each) for each in written)


class ToOperators(logging.Handler):
    """Mails an error to the operators, if there are any: its kind and its place, each once an hour for each process."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.OPERATORS:
            return
        fault = record.exc_info[1] if record.exc_info else None
        title = (
            f"{type(fault).__name__}: {last_place(fault)}"
            if fault
            else f"{record.name}: {record.pathname}:{record.lineno}"
        )
        if time.monotonic() - self.told.get(title, -QUIET) < QUIET:
            return
        self.told[title] = time.monotonic()
        request = getattr(record, "request", None)
        try:
            send_mail(f"hocTap: {title}"[:200], body(request, fault), None, list(settings.OPERATORS))
        except OSError:
            self.handleError(record)


def body(request: Any, fault: BaseException | None) -> str:
    """Which page, by whom (by number), and the way through the program; not the error's own words, which hold data."""
    said = (
        [f"{request.method} {place_of(request)}", f"user={person_of(request)} id={getattr(request, 'id', '-')}"]
        if isinstance(request, HttpRequest)
        else []
    )
    while fault:
        said += [
            "",
            type(fault).__name__,
            *(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames(fault)),
        ]
        fault = fault.__cause__ or fault.__context__
    return "\n".join([*said, "", "Lỗi cùng loại trong một giờ chỉ được báo một lần; xem nhật ký của máy chủ theo id."])


def frames(fault: BaseException) -> list[traceback.FrameSummary]:
    walked: TracebackType | None = fault.__traceback__
    return list(traceback.extract_tb(walked))


def last_place(fault: BaseException) -> str:
    """Where it was raised: "workflow.py:40"."""
    walked = frames(fault)
    return f"{walked[-1].filename.rsplit('/', 1)[-1]}:{walked[-1].lineno}" if walked else "?"
