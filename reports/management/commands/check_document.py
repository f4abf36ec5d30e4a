"""Measure a paper against NĐ 30/2020/NĐ-CP from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from hocTap.lib.shell import Spoken
from reports.checking.files import check
from reports.checking.findings import Finding, failures


class Command(Spoken):
    """Thin: reads the file, prints a line for each rule; ends with an error when some rule is not kept."""

    help = (
        "Đo thể thức một văn bản (PDF hoặc docx) theo Nghị định 30/2020/NĐ-CP: mỗi quy định đạt hay không, đo được gì."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="tệp PDF hoặc docx")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        findings = measured(file)
        for each in findings:
            self.stdout.write(str(each))
        if broken := failures(findings):
            raise CommandError(f"{file.name}: {len(broken)} trong {len(findings)} quy định không đạt.")
        self.stdout.write(f"{file.name}: đạt cả {len(findings)} quy định.")


def measured(file: Path) -> list[Finding]:
    """What the file gives; raises CommandError for one that cannot be read or measured."""
    try:
        return check(file.read_bytes())
    except OSError as problem:
        raise CommandError(f"Không đọc được {file}: {problem.strerror}.") from problem
    except ValueError as wrong:
        raise CommandError(f"{file.name}: {wrong}") from wrong
