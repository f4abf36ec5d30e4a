"""The background worker under measurement: does what waits, in a process of its own, and says what that cost."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import django

from bench.server import peak_megabytes


def main() -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - only after setup
    from django.db import connection  # noqa: PLC0415

    from hocTap.lib.loading import load_pages  # noqa: PLC0415

    load_pages()  # as a worker does that goes on, before it asks for work
    queries = 0

    def counted(execute: Any, *statement: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*statement)

    connection.execute_wrappers.append(counted)
    started, cpu = time.perf_counter(), time.process_time()
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    print(json.dumps({"wall": wall, "cpu": cpu, "queries": queries, "peak": peak_megabytes(os.getpid())}))


if __name__ == "__main__":
    main()
