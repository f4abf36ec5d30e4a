"""The locks: what both commands install is what pyproject.toml asks for, with hashes."""

import re
import tomllib

from django.conf import settings

PIN = re.compile(r"^([a-z0-9.-]+)(?:\[[a-z,-]+\])?==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    text = (settings.BASE_DIR / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return dict(PIN.findall(text))


def asked_for(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", line)[0].lower().replace("_", "-") for line in requirements}


def test_locks_hold_everything_that_pyproject_asks_for() -> None:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))

    base = asked_for(project["project"]["dependencies"])
    test = asked_for(project["dependency-groups"]["test"])
    country = asked_for(project["project"]["optional-dependencies"]["country"])

    assert pins("country").keys() == country
    assert base - pins("base").keys() == set()
    assert test - pins("test").keys() == set()


def test_tests_run_with_the_very_versions_that_are_served() -> None:
    base, test = pins("base"), pins("test")

    assert base.keys() - test.keys() == set()
    assert {name: test[name] for name in base} == base


def test_every_locked_package_has_a_hash() -> None:
    for lock in ("base", "test", "country"):
        text = (settings.BASE_DIR / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
        assert [block for block in blocks if "--hash=sha256:" not in block] == []
        assert len(blocks) == len(PIN.findall(text))
