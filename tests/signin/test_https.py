"""What browsers are told to keep of https: this name, for a year; the names below it only where the office asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = (
    "from hocTap import settings as s;"
    "print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
)
PRODUCTION = {
    "HOCTAP_ENV": "production",
    "SECRET_KEY": "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": "hoctap.example",
    "DATABASE_URL": "postgres://a:b@localhost/c",
}


@pytest.mark.parametrize(("asked", "below"), [({}, "False"), ({"HOCTAP_HSTS": "1"}, "True")])
def test_names_below_are_promised_https_only_where_it_is_asked(
    tmp_path: Path, asked: dict[str, str], below: str
) -> None:
    given = {name: value for name, value in os.environ.items() if name != "HOCTAP_HSTS"}

    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**given, **PRODUCTION, "HOCTAP_VAR": str(tmp_path), **asked},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["31536000", below, below]
