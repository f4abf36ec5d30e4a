"""The table of answers as text, for people: one line for each address and method, and each state that matters."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from tests.access.asking import PEOPLE, Given

FILE = Path(__file__).with_name("answers.txt")
RENEW = "WRITE_ANSWERS"
HOW = f"{RENEW}=yes ./test tests/test_access.py"

HEAD = """\
# Who gets which answer from which address.
#
# A line is an address by its name and how it is asked (GET: opened, POST: sent, with nothing filled in). Where what
# it is about can stand in several states and the answers differ, the states for which a line holds stand at its end.
# A method without a line is one that the address does not take; a form is opened in its first state and sent in all.
#
#   yes    let in: a page, a file, a question back, or done
#   on     let in and led on to another page
#   late   let in, but this cannot be done any more (409)
#   no     sees it, and is not entitled to this (403)
#   -      for this person there is no such thing (404)
#   login  asked to log in, or for a key (401)
#   a number is the answer's status
#
# The rows asked about are of Phường 5 of the demonstration where it has them (tests/access/things.py). Who asks:
#
{people}
#
# Written anew by: {how}
"""


def written(given: Given) -> str:
    """The whole table."""
    people = "\n".join(f"#   {name:<11} {words}" for name, words in PEOPLE.items())
    lines = list(_lines(given))
    left = max(len(line) for line, _, _ in lines)
    head = _row("#", tuple(PEOPLE), left)
    body, before = [], None
    for line, answers, states in lines:
        space = line.split(":")[0] if ":" in line else ""
        if space != before:
            body += ["", head]
            before = space
        body.append(_row(line, answers, left, states))
    return HEAD.format(people=people, how=HOW) + "\n".join(body) + "\n"


def _row(line: str, answers: tuple[str, ...], left: int, states: str = "") -> str:
    cells = (f"{answer:<{len(name)}}" for answer, name in zip(answers, PEOPLE, strict=True))
    return f"{line:<{left}}  {'  '.join(cells)}  {states}".rstrip()


def _lines(given: Given) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each address and method, with those of its states that are answered alike."""
    for (name, method), by_state in sorted(given.answers.items()):
        alike: dict[tuple[str, ...], list[str]] = {}
        for state, answers in by_state.items():
            alike.setdefault(answers, []).append(state)
        for answers, states in alike.items():
            yield f"{name} {method}", answers, ", ".join(states) if len(alike) > 1 else ""


def difference(listed: str, now: str) -> str:
    """What changed, line by line, with the heads of the columns; empty where nothing did."""
    heads = next((line for line in now.splitlines() if line.startswith("# ") and line.endswith("(nobody)")), "")
    changed = difflib.unified_diff(listed.splitlines(), now.splitlines(), "listed", "now", lineterm="", n=0)
    lines = [line for line in changed if not line.startswith(("@@", "---", "+++"))]
    return "\n".join([f" {heads}", *lines]) if lines else ""
