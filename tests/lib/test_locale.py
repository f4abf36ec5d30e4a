"""Our own words for what Django says in English: what is compiled is what is written."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted((ROOT / "hocTap/locale/vi/LC_MESSAGES").glob("*.po"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_compiled_words_are_those_written(source: Path) -> None:
    tools = runpy.run_path(str(ROOT / "scripts/compile-words"))
    pairs = tools["words_of"](source.read_text(encoding="utf-8"))

    assert len(pairs) > 10
    assert source.with_suffix(".mo").read_bytes() == tools["compiled"](pairs)
