"""Scenes that take long to set, made once and copied for every test that plays in them."""

from __future__ import annotations

import io

from django.core.management import call_command
from django.db import connection

from tests.databases import made_once

SITE = "http://127.0.0.1:8010"


def run_demo(*words: str) -> str:
    """Load the demonstration; answers with what the command said."""
    out = io.StringIO()
    call_command("demo", *words, "--site", SITE, stdout=out)
    return out.getvalue()


def demonstration() -> str:
    """The demonstration without the sheet of Phường 5 for 2020; answers with what the command said."""
    return made_once("demonstration", _demonstration)


def _demonstration() -> str:
    said = run_demo("--leave-open", "5:2020")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else PostgreSQL plans with what it knew of the empty tables
    return said
