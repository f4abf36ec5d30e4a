"""The review printed anew as PDF, in a process of its own: the site keeps a draft's print for an hour."""

from __future__ import annotations

import json
import os
import sys
import time

import django

from bench.server import peak_megabytes


def main() -> None:
    django.setup()
    from reports.models import Report  # noqa: PLC0415
    from reports.paper import pdf  # noqa: PLC0415 - only after setup

    document = Report.objects.order_by("pk")[0].read_text()
    seconds, cpu = [], time.process_time()
    for _ in range(int(sys.argv[1])):
        started = time.perf_counter()
        assert pdf.render(document).startswith(b"%PDF")
        seconds.append(time.perf_counter() - started)
    spent = time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpu": spent, "peak": peak_megabytes(os.getpid())}))


if __name__ == "__main__":
    main()
