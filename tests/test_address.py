"""One address for the person who reads: "ông, bà", on every page, in every message, in the guide and in letters.

Officers of sixty and of twenty-six read the same words; "bạn" on one page and "ông, bà" on the next are two voices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_words_fit import ROOT, lines_of, strings_of

SAID_BY = ("hocTap", "units", "awards", "indicators", "reports", "templates", "static/js")
OTHER_ADDRESS = re.compile(
    r"\b(?:bạn|quý vị|anh[,/ ]+chị|các anh|các chị|cô[,/ ]+chú)\b(?! (?:đọc|bè))|ông/bà", re.IGNORECASE
)
"""Words by which a reader may be called otherwise; "bạn đọc" and "bạn bè" are other people."""

READ = {".py": strings_of, ".html": lines_of, ".txt": lines_of, ".md": lines_of, ".js": lines_of}


def said() -> Iterator[tuple[str, str]]:
    """Everything that a person may read, with where it stands; migrations are what once was."""
    for top in SAID_BY:
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in READ and "migrations" not in path.parts:
                for line, words in READ[path.suffix](path):
                    yield f"{path.relative_to(ROOT).as_posix()}:{line}", words


def test_the_person_is_called_ong_ba_everywhere() -> None:
    texts = list(said())

    assert {Path(where.partition(":")[0]).suffix for where, _ in texts} >= {".py", ".html", ".md", ".js"}
    assert [f"{where}: {words.strip()[:100]}" for where, words in texts if OTHER_ADDRESS.search(words)] == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Hãy đăng nhập để mở trang bạn cần.", True),
        ("Bạn chưa được giao việc này", True),
        ("lập tệp cho anh/chị", True),
        ("Kính gửi quý vị", True),
        ("Ông, bà chưa được giao việc này", False),
        ("tủ sách bạn đọc", False),
        ("ban hành, bản in, bán trú", False),
    ],
)
def test_the_guard_sees_another_address(words: str, found: bool) -> None:
    assert bool(OTHER_ADDRESS.search(words)) is found
