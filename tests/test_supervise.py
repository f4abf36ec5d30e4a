"""`./run` keeps both programs running: one that ends is started again, and ending `./run` ends them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
say() { echo "$*"; }
source scripts/supervise.sh
keep_running "việc nền" bash -c 'echo $$ >>"$0"; exec sleep 600' "$1"
"""


def started(file: Path, number: int) -> list[int]:
    """The ids written into the file, once there are so many."""
    for _ in range(600):
        written = file.read_text(encoding="ascii").split() if file.exists() else []
        if len(written) >= number:
            return [int(each) for each in written]
        time.sleep(0.1)
    raise AssertionError(f"not started {number} times")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_program_that_dies_is_started_again_and_ends_with_its_keeper(tmp_path: Path) -> None:
    file = tmp_path / "ids"
    keeper = subprocess.Popen(["bash", "-c", SCRIPT, "bash", str(file)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        (first,) = started(file, 1)
        os.kill(first, signal.SIGKILL)
        _, second = started(file, 2)
    finally:
        keeper.terminate()
        said, _ = keeper.communicate(timeout=60)

    assert "việc nền đã dừng (mã 137); chạy lại sau 1 giây." in said
    assert keeper.returncode == 0
    assert not is_running(second)
