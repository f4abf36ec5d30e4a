"""Content controls of a Word file: what the site itself put into it, so that a changed figure is found."""

from __future__ import annotations

import re

from hocTap.lib.text import printable
from hocTap.lib.word import run

NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")


class Controls:
    """Content controls: what the site itself put into the file, each under a tag by which it is found again."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        """By its tag, where on the paper it stands, in words."""

    def wrap(self, words: str, where: str, *, bold: bool = False) -> str:
        """The words as a run under control."""
        tag = f"so-{len(self.places) + 1}"
        self.places[tag] = where
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="Số liệu của hệ thống"/><w:tag w:val="{tag}"/></w:sdtPr>'
            f"<w:sdtContent>{run(words, bold=bold)}</w:sdtContent></w:sdt>"
        )

    def sentence(self, words: str) -> str:
        """Runs of a sentence in which every number is under control."""
        shown, at, parts = printable(words), 0, []
        where = f"câu “{shown[:60]}{'…' if len(shown) > 60 else ''}”"
        for found in NUMBER.finditer(shown):
            if found.start() > at:
                parts.append(run(shown[at : found.start()]))
            parts.append(self.wrap(found[0], where))
            at = found.end()
        return "".join([*parts, *([run(shown[at:])] if at < len(shown) else ())])
