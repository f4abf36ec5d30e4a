"""`deploy/containers/`: no engine of containers is asked; what the files say is started here, command by command."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import connection  # noqa: F401 - asked for in a mark

from bench.cluster import DATABASE, OWNER, SITE, Cluster
from bench.province import Kept
from bench.server import free_port
from indicators.models import Submission
from tests.processes import PRIMARY, copy_to_server, soon, workers

FILES = settings.BASE_DIR / "deploy" / "containers"
IMAGE = (FILES / "Containerfile").read_text("utf-8")
FILLED = {"SECRET_KEY": "0123456789abcdef" * 4, "OWNER_PASSWORD": "a", "SITE_PASSWORD": "b"}
"""What somebody fills in; the rest stands in `env.example`."""


def filled() -> dict[str, str]:
    """`.env` as somebody makes it of the example."""
    lines = re.findall(r"(?m)^([A-Z_]+)=(.*)$", (FILES / "env.example").read_text("utf-8"))
    return dict(lines) | FILLED


def services() -> dict[str, Any]:
    """The services of the compose file, its variables put in as compose does it."""
    values = filled()

    def put_in(found: re.Match[str]) -> str:
        name, mark, default = found.groups()
        assert values.get(name) or mark != ":?", f"{name} is required and stands in no env.example"
        return values.get(name) or default or ""

    text = re.sub(r"\$\{(\w+)(:[?-])?([^}]*)\}", put_in, (FILES / "compose.yaml").read_text("utf-8"))
    made: dict[str, Any] = yaml.safe_load(text)["services"]
    return made


def words(instruction: str) -> list[str]:
    """What the image runs by an instruction in brackets: CMD, HEALTHCHECK."""
    (listed,) = re.findall(rf"(?m)^{instruction}.*?(\[.*\])$", IMAGE)
    return [str(each) for each in yaml.safe_load(listed)]


def here(command: list[str], port: int) -> list[str]:
    """The same on this machine: its Python, and a port that is free."""
    found = [sys.executable if each == "python" else each.replace(":8000", f":{port}") for each in command]
    return [each.replace("0.0.0.0", "127.0.0.1") for each in found]  # noqa: S104


def test_every_service_has_what_it_starts_from() -> None:
    found = services()

    assert found.keys() == {"database", "web1", "web2", "worker", "owner", "proxy"}
    assert found["web1"] == found["web2"]
    for name, each in found.items():
        mounted = [volume.split(":")[0] for volume in each.get("volumes", ()) if volume.startswith("./")]
        assert all((FILES / file).exists() for file in mounted if file != "./backups"), name
    proxied = (FILES / "Caddyfile").read_text("utf-8")
    assert "reverse_proxy web1:8000 web2:8000" in proxied
    assert "EXPOSE 8000" in IMAGE


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the containers have PostgreSQL")
def test_web_and_worker_start_by_the_words_of_image_and_compose_file(
    sheet: Submission, cluster: Cluster, tmp_path: Path
) -> None:
    """Role, rights, web server, health check and worker, as first start and update have them; both end when told to."""
    found = services()
    local = copy_to_server(cluster, tmp_path)
    asked = found["database"]["environment"] | {"PGHOST": cluster.socket(PRIMARY)}
    assert (asked["POSTGRES_USER"], asked["POSTGRES_DB"]) == (OWNER, DATABASE)
    path = f"{cluster.bin}:{os.environ['PATH']}"
    subprocess.run(["sh", FILES / "site-role.sh"], env=os.environ | asked | {"PATH": path}, check=True)

    def environment(service: str) -> dict[str, str]:
        given = {name: str(value or "") for name, value in found[service]["environment"].items()}
        user = re.findall(r"postgres://(\w+):\w+@database/", given["DATABASE_URL"])[0]
        assert user == (OWNER if service == "owner" else SITE)
        return local | given | {"DATABASE_URL": local["DATABASE_URL"].replace(OWNER, user, 1), "HOCTAP_GRACE": "25"}

    rights = ["manage.py", "app_role", SITE]
    subprocess.run([sys.executable, *rights], cwd=settings.BASE_DIR, env=environment("owner"), check=True)
    port = free_port()
    web = Kept("web1", here(words("CMD"), port), environment("web1"), tmp_path / "web.log")
    worker = Kept("worker", here(found["worker"]["command"], port), environment("worker"), tmp_path / "worker.log")
    health = here(words("HEALTHCHECK"), port)
    try:
        assert soon(lambda: subprocess.run(health, check=False, capture_output=True).returncode == 0)
        assert soon(lambda: workers(cluster) == 1), (tmp_path / "worker.log").read_text("utf-8")
        for each in (web, worker):
            each.process.send_signal(signal.SIGTERM)
            assert each.process.wait(timeout=30) == 0
        assert subprocess.run(health, check=False, capture_output=True).returncode
    finally:
        web.kill()
        worker.kill()
