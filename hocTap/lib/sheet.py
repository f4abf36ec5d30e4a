"""The one style sheet of every page: of Bootstrap only the rules that a page can use, then the product's own.

It is made from its sources when static files are looked for or collected, so nothing of Bootstrap lies in the
repository and no page loads rules that nothing wears.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import bootstrap
import tinycss2
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from tinycss2.ast import AtRule, Node, QualifiedRule
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

NAME = "css/site.css"
BOOTSTRAP = Path(bootstrap.__file__).parent / "static/bootstrap/css/bootstrap.min.css"
APPS = ("hocTap", "units", "awards", "indicators", "reports")
OWN = ("static/css/hoctap.css", "static/css/figures.css")
WORN_IN = ("templates/**/*.html", "static/js/*.js", *(f"{app}/**/*.py" for app in APPS))
"""Where the classes that elements wear are written."""

_CLASSES = re.compile(
    r"""class="((?:\{%.*?%\}|\{\{.*?\}\}|[^"{])*)"|\bclass(?:Name)?["']?\s*[:=]\s*["']([^"']*)|classList\.\w+\(["']([^"']*)"""
)
_VARIABLE = re.compile(r"""(--bs-[\w-]+):(?:"[^"]*"|'[^']*'|[^;{}"'])*;?""")
_WORD = re.compile(r"[A-Za-z][\w-]*")


class Storage(CompressedManifestStaticFilesStorage):
    """Collected files by name and digest, gzip beside them; brotli would save 1 KB a page for 4 s at each start."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)  # type: ignore[no-untyped-call]


class Finder(BaseFinder):
    """Gives the made sheet to whoever looks for static files, as if it lay among them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(settings.VAR_DIR / "sheet")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [made()] if path == NAME else []
        return found if find_all or kwargs.get("all") else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        made()
        yield NAME, self.storage


@cache
def made() -> str:
    """The address of the sheet on the disk, written anew when something it is made of is younger."""
    file = Path(settings.VAR_DIR) / "sheet" / NAME
    sources = [BOOTSTRAP, Path(__file__), *(settings.BASE_DIR / name for name in OWN), *wearers()]
    if not file.exists() or file.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_text(compose(), encoding="utf-8")
        fresh.replace(file)
    return str(file)


def compose() -> str:
    own = [(settings.BASE_DIR / name).read_text(encoding="utf-8") for name in OWN]
    return "\n".join([narrowed(BOOTSTRAP.read_text(encoding="utf-8"), classes_worn(), own), *own])


def wearers() -> list[Path]:
    return [path for pattern in WORN_IN for path in settings.BASE_DIR.glob(pattern)]


def classes_worn() -> set[str]:
    """Every class that a template, a script or a form gives to an element."""
    return set().union(*(classes_in(path.read_text(encoding="utf-8")) for path in wearers()))


def classes_in(text: str) -> set[str]:
    """The words in the class attributes of a template, a script or a form; words of template tags among them."""
    return {word for parts in _CLASSES.findall(text) for part in parts for word in _WORD.findall(part)}


def narrowed(sheet: str, worn: set[str], others: Iterable[str] = ()) -> str:
    """The sheet without rules for classes that nothing wears, and without variables that no kept rule reads."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    kept = "".join(_rules(rules, worn))
    while True:
        read = set(re.findall(r"var\((--[\w-]+)", "".join([kept, *others])))
        fewer = _VARIABLE.sub(lambda found: found[0] if found[1] in read else "", kept)  # noqa: B023
        if fewer == kept:
            return kept
        kept = fewer


def _rules(rules: Iterable[Node], worn: set[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [one for one in _selectors(rule.prelude) if _can_match(one, worn)]
            if selectors:
                yield f"{','.join(map(tinycss2.serialize, selectors))}{{{tinycss2.serialize(rule.content)}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "media":
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if text := "".join(_rules(inner, worn)):
                yield f"@media{tinycss2.serialize(rule.prelude)}{{{text}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "keyframes":
            yield rule.serialize()


def _selectors(prelude: list[Node]) -> list[list[Node]]:
    """The selectors between the commas."""
    found: list[list[Node]] = [[]]
    for node in prelude:
        if node == ",":
            found.append([])
        else:
            found[-1].append(node)
    return found


def _can_match(selector: list[Node], worn: set[str]) -> bool:
    """Whether an element with these classes can be meant; classes inside :not(…) are no demand, and no page is dark."""
    for before, node in zip([None, *selector], selector, strict=False):
        if before == "." and node.type == "ident" and node.value not in worn:
            return False
        if node.type == "[] block" and "data-bs-" in tinycss2.serialize(node.content):
            return False
    return True
