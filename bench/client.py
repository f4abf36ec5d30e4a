"""A small browser: one connection, one login, kept cookies."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.parse
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

IDLE = 20
"""Seconds after which the server may have hung up; it does after 60."""


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    body: bytes
    seconds: float

    @property
    def size(self) -> int:
        """Bytes of the body as they came over the wire."""
        return len(self.body)


class Browser:
    """One person's browser on the server under measurement."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.cookies: dict[str, str] = {}
        self.asked = time.perf_counter()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def get_compressed(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {"Accept-Encoding": "gzip, br"})

    def post(self, path: str, body: bytes, content_type: str, accept: str = "*/*") -> Answer:
        headers = {"Content-Type": content_type, "Accept": accept, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        return self._ask("POST", path, body, headers)

    def post_form(self, path: str, **fields: str | int) -> Answer:
        return self.post(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def post_json(self, path: str, message: object) -> Answer:
        return self.post(path, json.dumps(message).encode(), "application/json", "application/json")

    def press(self, path: str, **fields: str | int) -> Answer:
        """Send a form, and say yes where the page first asks; the answer's seconds are those of both."""
        asked = self.post_form(path, **fields)
        found = re.search(rb'name="_confirmed" value="(\w+)"', asked.body)
        if not found:
            return asked
        done = self.post_form(path, **fields, _confirmed=found[1].decode())
        return replace(done, seconds=asked.seconds + done.seconds)

    def post_file(self, path: str, content: bytes, name: str, **fields: str | int) -> Answer:
        body = encode_multipart(BOUNDARY, {**fields, "tep": SimpleUploadedFile(name, content)})
        return self.post(path, body, MULTIPART_CONTENT)

    def login(self, username: str, password: str, at: str = "/dang-nhap/") -> None:
        page = self.get(at)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        assert token, "no login form"
        answer = self.post_form(at, username=username, password=password, csrfmiddlewaretoken=token[1].decode())
        assert answer.status == 302, f"{username} could not log in: {answer.status}"

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if time.perf_counter() - self.asked > IDLE:
            self.connection.close()  # the next request opens it again
        started = self.asked = time.perf_counter()
        self.connection.request(method, path, body, headers | {"Cookie": cookie})
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, content, seconds)
