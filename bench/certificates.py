"""Certificates by the thousand, beside 50 plain pages by WeasyPrint in the same run: `python -m bench.certificates`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import django

from bench.server import peak_megabytes

MANY, FEW = (1_000, 10_800), 50


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hocTap.settings")
    django.setup()
    from hocTap.lib import pdf  # noqa: PLC0415 - only after setup
    from reports.paper.parts import Heading  # noqa: PLC0415
    from reports.papers.certificates import MOST, Design, Holder, render  # noqa: PLC0415

    heading = Heading(
        "", ("ỦY BAN NHÂN DÂN",), "05", "QĐ-UBND", "Phường 5", "ngày 20", "", (), "CHỦ TỊCH", "Trần Ký", ()
    )
    design = Design(heading, "CHỦ TỊCH ỦY BAN", "Hộ gia đình", "Gia đình học tập", "2020", "05/QĐ-UBND", "31/12/2021")
    for number in MANY:
        holders = [Holder(f"Trần Thị Thử {n}", f"{n} đường Minh Họa", "Khu phố 1", str(n)) for n in range(number)]
        parts = [holders[start : start + MOST] for start in range(0, number, MOST)]
        spent = cpu(lambda parts=parts: [render(design, part, "a5") for part in parts])  # type: ignore[misc]
        print(f"{number} certificates, {MOST} a file: {spent:.2f} s of CPU, peak {peak_megabytes(os.getpid())} MB")
    page = "<div style='break-after:page'><h1>GIẤY CÔNG NHẬN</h1><p>Trần Thị Thử</p><p>Gia đình học tập</p></div>"
    spent = cpu(lambda: pdf.from_html(f"<html lang=vi><title>x</title>{page * FEW}", "report-print.css"))
    print(f"{FEW} plain pages by WeasyPrint: {spent:.2f} s of CPU")


if __name__ == "__main__":
    main()
