"""The tests that docs/testing.md names as proofs are there."""

from __future__ import annotations

import ast
import re

from tests.test_project import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_named_as_a_proof_is_there() -> None:
    named = set(NAMED.findall((ROOT / "docs/testing.md").read_text(encoding="utf-8")))
    held = {
        (file, node.name)
        for file in {file for file, _ in named}
        for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }

    assert len(named) > 40
    assert sorted(named - held) == []
