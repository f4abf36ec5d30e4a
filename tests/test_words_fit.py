"""No page or message calls units in general by the word of some places only: "phường" is said with "xã", and so on.

The words of a unit at hand come from `units.words`; what is left written out are phrases that fit any place, headings
that imported workbooks use, and examples. A word outside them fails here with its file and line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ("hocTap", "units", "awards", "indicators")

LEVEL_WORD = re.compile(r"\b(?:phường|quận|khu phố)\b", re.IGNORECASE)
TITLE_CASED = "Thành Phố"

FIT_ANY_PLACE = (
    "phường, xã",
    "xã, phường",
    "quận, huyện",
    "khu phố, thôn, ấp",
    "khu phố, tổ dân phố",
)
"""Phrases that name more than one kind of unit; longer lists begin with them."""

ALLOWED_IN: dict[str, tuple[str, ...]] = {
    # A level's word alone is allowed as a whole string only.
    # Words that files and people use, read and never shown as the word for all.
    "awards/uploads/books/vocabulary.py": (
        "phường",
        "phường xã",
        "phường xã thị trấn",
        "xã phường",
        "phường cư trú",
        "khu phố",
        "khu phố ấp",
        "khu phố tổ dân phố",
        "thuộc khu phố",
    ),
    "units/words.py": ("phường", "quận", "khu phố"),
    "units/communities/rules.py": ("khu phố ",),
    "units/communities/views.py": ("khu phố thôn ấp ",),
    # Columns of workbooks that offices already keep, and sentences that name them.
    "awards/communities/importing.py": ("tên khu phố", "mã khu phố", "khu phố"),
    "indicators/starting/people.py": ("phường xã", "phường"),
    "awards/scholarships/importing.py": ("phường cư trú",),
    "awards/titles/register/importing.py": ("phường", "quận", "“khu phố”", "khu phố: ", "khu phố", "tên khu phố"),
    # Communities of the review's own wording, which puts the word of the place in.
    "awards/titles/kinds.py": ("khu phố", "cộng đồng khu phố"),
    # Examples.
    "indicators/starting/forms.py": ("quận 10", "phường 1–15"),
    "indicators/starting/places.py": ("quận 10",),
    "indicators/starting/reporting.py": ("“phường 1–15”",),
    "templates/starting/units.html": ("“phường 1–15” là mười lăm phường",),
}

NOT_SCREENS = frozenset({"migrations", "models", "models.py", "fixtures"})
"""Names of columns (verbose_name) are the administration's raw tables, in the words of the law of their day."""

TEMPLATE_NOTE = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)


def unfit(said: str, allowed: Iterable[str] = ()) -> list[str]:
    """The level words of the text that stand in no phrase which fits any place or is allowed here."""
    if TITLE_CASED in said:
        return [TITLE_CASED]
    left, phrases = said.casefold(), [phrase.casefold() for phrase in allowed]
    if left in phrases:
        return []
    for phrase in (*FIT_ANY_PLACE, *(phrase for phrase in phrases if not LEVEL_WORD.fullmatch(phrase))):
        left = left.replace(phrase, " ")
    return LEVEL_WORD.findall(left)


def docstrings(tree: ast.AST) -> set[int]:
    """Strings that stand as statements: what readers of the code read, and nobody else."""
    bodies = (getattr(node, "body", None) for node in ast.walk(tree))
    lines = (line for body in bodies if isinstance(body, list) for line in body)
    return {id(line.value) for line in lines if isinstance(line, ast.Expr)}


def strings_of(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.lineno, node.value


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    said = TEMPLATE_NOTE.sub(lambda note: "\n" * note[0].count("\n"), path.read_text(encoding="utf-8"))
    yield from enumerate(said.splitlines(), start=1)


def found_in(paths: Iterable[Path]) -> list[str]:
    """Every unfit word as file:line, with what is said there."""
    found = []
    for path in sorted(paths):
        name = path.relative_to(ROOT).as_posix()
        read = strings_of if path.suffix == ".py" else lines_of
        for line, said in read(path):
            if words := unfit(said, ALLOWED_IN.get(name, ())):
                found.append(f"{name}:{line}: {', '.join(words)} in “{said.strip()[:100]}”")
    return found


def modules() -> list[Path]:
    paths = [path for top in CODE for path in (ROOT / top).rglob("*.py")]
    return [path for path in paths if not NOT_SCREENS & set(path.relative_to(ROOT).parts)]


def templates() -> list[Path]:
    return [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]


def test_templates_say_what_fits_any_place() -> None:
    assert templates()
    assert found_in(templates()) == []


def test_messages_labels_and_headings_say_what_fits_any_place() -> None:
    assert modules()
    assert found_in(modules()) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Chọn phường trước", ["phường"]),
        ("Báo người quản trị của quận.", ["quận"]),
        ("mọi khu phố", ["khu phố"]),
        ("Thành Phố Hồ Chí Minh", ["Thành Phố"]),
        ("Phường, xã cư trú", []),
        ("Khu phố, thôn, ấp của phường, xã", []),
        ("Thành phố Hồ Chí Minh", []),
    ],
)
def test_the_guard_sees_a_word_of_some_places_only(said: str, words: list[str]) -> None:
    assert unfit(said) == words


def test_every_allowed_phrase_is_still_said() -> None:
    gone = [
        f"{name}: {phrase}"
        for name, phrases in ALLOWED_IN.items()
        for phrase in phrases
        if phrase.casefold() not in (ROOT / name).read_text(encoding="utf-8").casefold()
    ]
    assert gone == []
