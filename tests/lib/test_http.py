"""How a browser is called."""

from __future__ import annotations

import pytest

from hocTap.lib.http import browser_named

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36", "Chrome trên Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/140.0.0.0", "Edge trên Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120.0 {CHROME} Safari/537.36", "Cốc Cốc trên Windows"),
        (f"Mozilla/5.0 (Linux; Android 14; SM-A145) {CHROME} Mobile Safari/537.36", "Chrome trên điện thoại Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari trên iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox trên Linux"),
        ("Opera Mini on Windows", "Windows"),
        ("", ""),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent: str, words: str) -> None:
    assert browser_named(agent) == words
