"""What Prometheus asks for at /metrics, behind a key (HOCTAP_METRICS_KEY): how pages do, and what waits.

    Authorization: Bearer <the key>

Without a key there is no such address. Pages are counted by their pattern, never by what stands in the address. The
apps say what they know of the installation itself (`register`), so that imports still go one way.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

ADDRESS = "/metrics"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

answers = Counter("hoctap_answers", "Answers of the site", ["method", "page", "status"])
seconds = Histogram("hoctap_answer_seconds", "Seconds until the answer", ["method", "page"], buckets=SECONDS)


@dataclass(frozen=True)
class Gauge:
    """A number that is asked for at the moment: "hoctap_jobs_waiting", 3."""

    name: str
    help: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


Source = Callable[[], Iterable[Gauge]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let an app say numbers; called when the site starts."""
    if source not in _sources:
        _sources.append(source)


class Metrics:
    """Middleware: counts answers, and answers whoever has the key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_KEY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == ADDRESS:
            return told(request)
        began = time.perf_counter()
        response = self.get_response(request)
        page = request.resolver_match.route if request.resolver_match else "-"
        method = request.method if request.method in ("GET", "HEAD", "POST") else "-"
        answers.labels(method, page, response.status_code).inc()
        seconds.labels(method, page).observe(time.perf_counter() - began)
        return response


def told(request: HttpRequest) -> HttpResponse:
    """All numbers of all processes of this web server; a wrong key is told nothing."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), settings.METRICS_KEY.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    return HttpResponse(counted + generate_latest(of_now()), content_type=CONTENT_TYPE_LATEST)


def of_now() -> CollectorRegistry:
    """What the apps say; a database that does not answer says that it is away."""
    families: dict[str, GaugeMetricFamily] = {}
    try:
        gauges = [gauge for source in _sources for gauge in source()]
        gauges.append(Gauge("hoctap_database", "Whether the database answers", 1))
    except DatabaseError:
        gauges = [Gauge("hoctap_database", "Whether the database answers", 0)]
    for gauge in gauges:
        if gauge.name not in families:
            families[gauge.name] = GaugeMetricFamily(gauge.name, gauge.help, labels=list(gauge.labels))
        families[gauge.name].add_metric(list(gauge.labels.values()), gauge.value)
    registry = CollectorRegistry()
    registry.register(_Given(families.values()))
    return registry


class _Given:
    """The collector that prometheus_client wants around families that are there already."""

    def __init__(self, families: Iterable[GaugeMetricFamily]) -> None:
        self.families = families

    def collect(self) -> Iterable[GaugeMetricFamily]:
        return self.families
