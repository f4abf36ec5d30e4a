"""What an operator sees: health, one line a request without names, errors by mail, starts that are refused."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

import hocTap.views
from hocTap.lib import watching
from hocTap.lib.watching import ToOperators, address_of, id_of
from tests.factories import make_user, make_ward
from units.enums import Role

ROOT = Path(__file__).parents[1]


# --- alive and ready ----------------------------------------------------------------------------------------------


@pytest.mark.both
def test_site_says_that_it_lives_and_is_ready_to_a_balancer_without_login_or_host(db: None, client: Client) -> None:
    lives, ready = (client.get(address, HTTP_HOST="10.0.0.7") for address in ("/healthz", "/readyz"))

    assert (lives.status_code, lives.content) == (200, b"ok")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "missing": []})


def test_site_whose_migrations_are_not_run_is_not_ready(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "migrated", lambda: False)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["missing"]) == (503, ["migrations"])


# --- one line -----------------------------------------------------------------------------------------------------


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    monkeypatch.setattr(watching.lines, "propagate", True)
    caplog.set_level(logging.INFO, logger=watching.lines.name)
    return caplog


def lines_of(said: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in said.records if record.name == watching.lines.name]


def test_line_of_a_request_names_person_and_thing_by_number_only(
    db: None, client: Client, said: pytest.LogCaptureFixture
) -> None:
    officer = make_user("nguyen.kin", (Role.WARD_OFFICER, make_ward("Phường Bí Mật")))
    client.force_login(officer)

    answer = client.get("/danh-hieu/", {"q": "Nguyễn Văn Kín"}, REMOTE_ADDR="203.0.113.9")

    (line,) = lines_of(said)
    assert line.startswith("GET /danh-hieu/ 302 ")
    assert f"user={officer.pk} from=203.0.113.9 id={answer.headers['X-Request-ID']}" in line
    assert not any(word in line for word in ("Kín", "q=", officer.username, "Bí Mật"))


@pytest.mark.parametrize("address", ["/vao/ma-mot-lan-rat-kin", "/vao/ma-mot-lan-rat-kin/", "/ma-mot-lan-rat-kin=/x"])
def test_line_never_holds_a_one_time_code(
    db: None, client: Client, said: pytest.LogCaptureFixture, address: str
) -> None:
    client.get(address)

    assert lines_of(said)
    assert not any("rat-kin" in line for line in lines_of(said))


def test_refusals_leave_one_line_and_no_traceback(db: None, client: Client, said: pytest.LogCaptureFixture) -> None:
    client.force_login(make_user("p1", (Role.WARD_OFFICER, make_ward("Phường 1"))))

    client.get("/quan-tri/units/unit/")
    client.get("/khong-co/")

    assert [re.findall(r" (\d{3}) \d+ms", line) for line in lines_of(said)] == [["403"], ["404"]]
    assert not any(record.exc_info for record in said.records)


# --- where from ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_from", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.5", "198.51.100.1"),
        ("127.0.0.1", "tôi, 10.0.0.5", "10.0.0.5"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_configured_proxies_are_believed_of_where_a_request_comes_from(
    rf: RequestFactory, settings: Any, asked_from: str, forwarded: str, address: str
) -> None:
    settings.PROXIES = ["127.0.0.1", "10.0.0.0/8"]

    request = rf.get("/", REMOTE_ADDR=asked_from, HTTP_X_FORWARDED_FOR=forwarded)

    assert address_of(request) == address


def test_number_of_a_request_is_the_proxys_and_no_strangers(rf: RequestFactory, settings: Any) -> None:
    settings.PROXIES = ["127.0.0.1"]

    def number_of(given: str, address: str) -> str:
        return id_of(rf.get("/", REMOTE_ADDR=address, HTTP_X_REQUEST_ID=given))

    assert number_of("abcdef0123", "127.0.0.1") == "abcdef0123"
    assert number_of("abcdef0123", "203.0.113.9") != "abcdef0123"
    assert number_of("a b\nc", "127.0.0.1") != "a b\nc"


# --- errors -------------------------------------------------------------------------------------------------------


def fail(name: str) -> None:
    raise ValueError(f"hộ bà {name}")


def record_of(name: str, rf: RequestFactory) -> logging.LogRecord:
    try:
        fail(name)
    except ValueError:
        found = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, f"/{name}", (), sys.exc_info())
    found.request = rf.post("/", {"ten": name})
    return found


def test_error_is_mailed_once_an_hour_without_what_was_typed(rf: RequestFactory, settings: Any) -> None:
    settings.OPERATORS = ["truc@example.vn"]
    handler = ToOperators()

    for name in ("Kín", "Kín Khác"):
        handler.emit(record_of(name, rf))

    (sent,) = mail.outbox
    assert "ValueError: test_watching.py" in sent.subject
    assert "fail" in sent.body
    assert "Kín" not in sent.subject + str(sent.body)


def test_nobody_is_mailed_where_no_operator_is_named(rf: RequestFactory) -> None:
    ToOperators().emit(record_of("Kín", rf))

    assert mail.outbox == []


@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        (OperationalError("database or disk is full"), 503, "Ổ đĩa của máy chủ đã đầy"),
        (OSError(28, "No space left on device"), 503, "Ổ đĩa của máy chủ đã đầy"),
        (OperationalError("connection refused"), 503, "Cơ sở dữ liệu đang bận hoặc tạm dừng"),
        (ValueError("x"), 500, "Máy chủ gặp lỗi."),
    ],
)
def test_page_of_an_error_says_what_the_machine_lacks(
    rf: RequestFactory, fault: Exception, status: int, sentence: str
) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()

    answer = answer_to(fault, request)

    assert answer.status_code == status
    assert sentence in answer.content.decode()


def answer_to(fault: Exception, request: Any) -> HttpResponse:
    try:
        raise fault
    except Exception:  # as Django's own handler does
        return hocTap.views.server_error(request)


# --- half a production --------------------------------------------------------------------------------------------

FULL = {"SECRET_KEY": "0123456789abcdef" * 4, "ALLOWED_HOSTS": "hoctap.example"}


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"HOCTAP_ENV": "prod"}, "không phải “prod”"),
        ({"HOCTAP_ENV": "Production", **FULL}, "không phải “Production”"),
        ({"HOCTAP_ENV": "production", **FULL}, "cần PostgreSQL"),
        ({"HOCTAP_ENV": "production", "DATABASE_URL": "sqlite:///x.sqlite3", **FULL}, "cần PostgreSQL"),
        ({"HOCTAP_ENV": "office", **FULL}, ""),
        ({"HOCTAP_ENV": "office", "ALLOWED_HOSTS": "a"}, "HOCTAP_ENV=office: chưa đặt SECRET_KEY"),
        ({"HOCTAP_ENV": "production", "ALLOWED_HOSTS": "a"}, "HOCTAP_ENV=production: chưa đặt SECRET_KEY"),
        ({"HOCTAP_ENV": "office", **FULL, "SECRET_KEY": "a-short-one"}, "quá ngắn hoặc ai cũng đoán được"),
        ({"HOCTAP_ENV": "office", **FULL, "SECRET_KEY": "x" * 64}, "quá ngắn hoặc ai cũng đoán được"),
        ({"HOCTAP_ENV": "office", **FULL, "SECRET_KEY": "django-insecure-" + "0123456789" * 5}, "ai cũng đoán được"),
        ({"HOCTAP_ENV": "office", **FULL, "SECRET_KEY": "9183746501" * 6}, "ai cũng đoán được"),
        ({"HOCTAP_ENV": "office", **FULL, "ALLOWED_HOSTS": ""}, "chưa đặt ALLOWED_HOSTS"),
        ({"HOCTAP_ENV": "office", **FULL, "ALLOWED_HOSTS": "a.vn,*"}, "ALLOWED_HOSTS=* nhận mọi tên máy chủ"),
        ({"HOCTAP_ENV": "office", **FULL, "HOCTAP_METRICS_KEY": "1"}, "HOCTAP_METRICS_KEY phải có ít nhất 16 chữ"),
        ({"HOCTAP_PROXIES": "10.0.0.1/8x"}, "“10.0.0.1/8x” không phải địa chỉ"),
        ({"HOCTAP_PROXIES": "0.0.0.0/0"}, "“0.0.0.0/0” không phải địa chỉ"),
        ({"HOCTAP_IDLE": "1 giờ"}, "không phải “1 giờ”"),
        ({"HOCTAP_IDLE": "-5"}, "HOCTAP_IDLE phải là số phút từ 1 đến 480"),
        ({"DATABASE_URL": "mysql://a:b@localhost/c"}, "DATABASE_URL phải là địa chỉ PostgreSQL"),
        ({"DATABASE_URL": "postgres"}, "DATABASE_URL phải là địa chỉ PostgreSQL"),
        ({"HOCTAP_OIDC": "https://a.vn", "HOCTAP_OIDC_SECRET": "b"}, "chưa đặt HOCTAP_OIDC_CLIENT"),
        ({"HOCTAP_ENV": "production", "DATABASE_URL": "postgres://a:b@localhost/c", **FULL}, ""),
    ],
)
def test_half_a_production_refuses_to_start_with_a_sentence(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", *FULL)}

    done = subprocess.run(
        [sys.executable, "-c", "import hocTap.settings"],
        cwd=ROOT,
        env={**clean, "HOCTAP_VAR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0) is (sentence == "")
    assert sentence in done.stderr
    assert not sentence or done.stderr.splitlines()[-1].startswith("django.core.exceptions.ImproperlyConfigured: ")


@pytest.mark.parametrize(
    ("environment", "arguments", "sentence"),
    [
        ({"HOCTAP_ENV": "office", "ALLOWED_HOSTS": "a"}, ["check"], "chưa đặt SECRET_KEY"),
        (
            {},
            ["backup", "--new-key", "/no-such-folder/key"],
            "Không ghi được vào /no-such-folder/key: không có thư mục",
        ),
    ],
)
def test_command_refuses_in_one_sentence(
    tmp_path: Path, environment: dict[str, str], arguments: list[str], sentence: str
) -> None:
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", *FULL)}
    given = {**clean, "HOCTAP_VAR": str(tmp_path), **environment}
    command = [sys.executable, "manage.py", *arguments]

    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
