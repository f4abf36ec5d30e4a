"""Prometheus is told numbers with the key, and nothing without."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from pytest_django import Settings

from hocTap.lib.metrics import Metrics

pytestmark = pytest.mark.django_db


def asked(settings: Settings, path: str, **headers: str) -> HttpResponse:
    settings.METRICS_KEY = "mot-khoa-dai"
    request = RequestFactory().get(path, headers=headers)

    def page(request: object) -> HttpResponse:
        return HttpResponse(status=404)

    if path != "/metrics":
        request.resolver_match = resolve(path)
    answer = Metrics(page)(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_without_a_key_there_is_no_such_address(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer sai", "mot-khoa", "Bearer mot-khoa-daí"])
def test_wrong_key_is_told_nothing(settings: Settings, given: str) -> None:
    answer = asked(settings, "/metrics", authorization=given)

    assert (answer.status_code, answer.content) == (401, b"")


def test_key_opens_counts_by_pattern_without_what_stands_in_the_address(settings: Settings) -> None:
    asked(settings, "/don-vi/123/")

    answer = asked(settings, "/metrics", authorization="Bearer mot-khoa-dai").content.decode()

    assert 'hoctap_answers_total{method="GET",page="don-vi/<id:pk>/",status="404"}' in answer
    assert "/123" not in answer
    assert "hoctap_jobs_waiting 0.0" in answer
    assert "hoctap_worker 0.0" in answer
    assert "hoctap_database 1.0" in answer
