"""manage.py reconcile FILE.csv: a verdict for each published statement, as CSV on standard output."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from hocTap.lib.shell import Spoken
from indicators.enums import Verdict
from indicators.rules.reconcile import Reconciliation, reconcile_texts

COLUMNS = ["id", "numerator", "denominator", "printed"]
ANSWERS = [
    "id",
    "verdict",
    "half_up",
    "cut",
    "den_half_up_min",
    "den_half_up_max",
    "den_cut_min",
    "den_cut_max",
]


class Command(Spoken):
    help = "Đối chiếu các tỉ lệ đã công bố (tử số, mẫu số, tỉ lệ đã in) và ghi kết luận ra dạng CSV."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, metavar="FILE.csv", help=f"Tệp CSV, UTF-8, có các cột {','.join(COLUMNS)}."
        )

    def handle(self, *, file: Path, **options: Any) -> None:
        statements = read_statements(file)
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(ANSWERS)
        for line, cells in statements:
            found = judge(cells)
            out.writerow([cells.get("id", ""), *answer(found)])
            if found.reason:
                self.stderr.write(f"Dòng {line}: {found.reason}")


def read_statements(file: Path) -> list[tuple[int, dict[str, str]]]:
    """Each line's number and cells by column; blank lines are skipped, as are columns of other names."""
    rows = _rows(file)
    if not rows:
        raise CommandError("Tệp không có dòng nào. Dòng đầu phải là " + ",".join(COLUMNS) + ".")
    header = [name.strip().lower() for name in rows[0][1]]
    wrong = [name for name in COLUMNS if header.count(name) != 1]
    if wrong:
        raise CommandError(f"Dòng đầu của tệp phải có đúng một cột cho mỗi tên sau: {', '.join(wrong)}.")
    return [(line, _by_column(header, row)) for line, row in rows[1:] if any(cell.strip() for cell in row)]


def judge(cells: dict[str, str]) -> Reconciliation:
    """One row's verdict; a row that has more cells than the head cannot be trusted to stand in its columns."""
    if "" in cells:
        return Reconciliation(
            Verdict.NOT_COMPUTABLE,
            reason='Dòng có nhiều ô hơn dòng đầu. Số có dấu phẩy phải đặt trong ngoặc kép, ví dụ "84,12%".',
        )
    return reconcile_texts(cells["numerator"], cells["denominator"], cells["printed"])


def answer(found: Reconciliation) -> list[str]:
    """The verdict and its numbers in machine form: a decimal point, no grouping, nothing for what is not there."""
    return [
        found.verdict.value,
        *(_plain(rate) for rate in (found.half_up, found.cut)),
        *(_plain(base) for base in (found.den_half_up_min, found.den_half_up_max)),
        *(_plain(base) for base in (found.den_cut_min, found.den_cut_max)),
    ]


def _plain(number: Decimal | int | None) -> str:
    return "" if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number)


def _rows(file: Path) -> list[tuple[int, list[str]]]:
    text = _text(file)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise CommandError(f"Dòng {reader.line_num} của tệp không đúng dạng CSV.") from error


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"Không mở được tệp {file}. Hãy kiểm tra lại đường dẫn và quyền đọc.") from error
    except UnicodeDecodeError as error:
        raise CommandError("Tệp không phải UTF-8. Hãy lưu lại tệp ở dạng “CSV UTF-8”.") from error


def _by_column(header: list[str], row: list[str]) -> dict[str, str]:
    """Cells by column; the missing ones are empty, and those beyond the head are kept under no name when not blank."""
    cells = dict.fromkeys(COLUMNS, "") | dict(zip(header, row, strict=False))
    beyond = "".join(row[len(header) :]).strip()
    return cells | {"": beyond} if beyond else cells
