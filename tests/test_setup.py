"""Two `./run` started at once: one sets up, the other waits and says so, and never finds the lock held for nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
source scripts/setup.sh
begin_setup "$0"
echo "$1 begins"
sleep 600 & # a program that lives on and has the file open, as a service that apt starts
echo $! >>"$0.left"
read -r
echo "$1 ends"
end_setup
"""


def setting_up(lock: Path, name: str) -> subprocess.Popen[str]:
    words = ["bash", "-c", SCRIPT, str(lock), name]
    return subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().rstrip("\n")


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def test_second_setup_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    lock = tmp_path / "var" / "setup.lock"
    first = setting_up(lock, "first")
    try:
        assert line(first) == "first begins"
        second = setting_up(lock, "second")
        assert "đang chuẩn bị ở thư mục này; chờ" in line(second)
        go_on(first)
        assert line(first) == "first ends"
        assert line(second) == "second begins"
        go_on(second)
        assert line(second) == "second ends"
    finally:
        for pid in Path(f"{lock}.left").read_text(encoding="ascii").split():
            subprocess.run(["kill", pid], check=False)
        for each in (first, second):
            each.communicate(timeout=60)


def test_run_sets_up_under_the_lock_and_leaves_it_to_no_program_that_goes_on() -> None:
    words = (ROOT / "run").read_text(encoding="utf-8")

    order = [words.index(each) for each in ("begin_setup", "need_packages", "migrate", "keep_running", "\nend_setup")]
    assert order == sorted(order)
    assert words.count("{setup_lock}>&- &") == words.count("keep_running ")
