"""Figures for Prometheus: requests as this process answers them, all other work as the database counts it.

Workers are other processes, on other machines too; what they do is in the database (tallies.py), so any API process
shows the work of all of them, and a restart loses nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from ..service import Service
from ..store.tables import Delivery, Extraction, Tally, Worker
from ..store.types import now
from . import tallies

ALIVE_WITHIN = timedelta(seconds=30)
"""A worker says that it lives every few seconds."""

REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class RequestFigures:
    """Requests of this process."""

    def __init__(self) -> None:
        """Count from zero."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "faktum_http_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "faktum_http_request_seconds",
            "Time to answer, held requests included.",
            ["route"],
            buckets=REQUEST_SECONDS,
            registry=self.registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


async def exposition(service: Service, requests: RequestFigures) -> bytes:
    """Everything, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Taken(await _taken(service)))
    return generate_latest(requests.registry) + generate_latest(registry)


class _Taken(Collector):
    """Figures that were taken already."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterator[Metric]:
        yield from self._families


async def _taken(service: Service) -> list[Metric]:
    async with service.database.reading() as session:
        by_status = select(Extraction.status, func.count()).group_by(Extraction.status)
        extractions = {row[0]: row[1] for row in await session.execute(by_status)}
        alive = await session.scalar(select(func.count()).where(Worker.beat_at >= now() - ALIVE_WITHIN))
        brought = select(Delivery.status, func.count()).group_by(Delivery.status)
        deliveries = {row[0]: row[1] for row in await session.execute(brought)}
        by_kind = select(Tally.what, func.sum(Tally.amount)).group_by(Tally.what)
        amounts: Mapping[str, int] = defaultdict(int, {what: int(n) for what, n in await session.execute(by_kind)})
    waiting = await service.jobs.waiting()
    states = GaugeMetricFamily("faktum_extractions", "Extractions that are kept, by status.", labels=["status"])
    for status, count in sorted(extractions.items()):
        states.add_metric([status], count)
    events = GaugeMetricFamily("faktum_webhook_deliveries", "Events for webhooks, by status.", labels=["status"])
    for status in ("waiting", "delivered", "failed"):
        events.add_metric([status], deliveries.get(status, 0))
    return [
        GaugeMetricFamily("faktum_jobs_waiting", "Jobs that no worker has begun.", value=waiting),
        GaugeMetricFamily("faktum_workers", "Workers that are alive.", value=alive or 0),
        states,
        events,
        *_work(amounts),
    ]


def _work(amounts: Mapping[str, int]) -> list[Metric]:
    """What workers did, from all tallies."""
    pages = CounterMetricFamily("faktum_pages", "Pages done, by outcome.", labels=["outcome"])
    pages.add_metric(["read"], amounts[tallies.PAGES])
    pages.add_metric(["failed"], amounts[tallies.PAGES_FAILED])
    failures = CounterMetricFamily("faktum_failures", "Documents and pages that failed, by code.", labels=["code"])
    for what in sorted(amounts):
        if what.startswith(tallies.FAILED):
            failures.add_metric([what.removeprefix(tallies.FAILED)], amounts[what])
    tokens = CounterMetricFamily("faktum_model_tokens", "Tokens of model calls.", labels=["direction"])
    tokens.add_metric(["input"], amounts[tallies.INPUT_TOKENS])
    tokens.add_metric(["output"], amounts[tallies.OUTPUT_TOKENS])
    return [
        CounterMetricFamily("faktum_documents", "Documents done.", value=amounts[tallies.DOCUMENTS]),
        pages,
        failures,
        _page_seconds(amounts),
        CounterMetricFamily("faktum_model_calls", "Calls of models.", value=amounts[tallies.CALLS]),
        tokens,
        CounterMetricFamily(
            "faktum_model_cost_usd",
            "What models cost, in US dollars, as far as prices are known.",
            value=float(tallies.dollars(amounts[tallies.COST])),
        ),
        CounterMetricFamily(
            "faktum_documents_of_unknown_cost",
            "Documents read by a model whose price is unknown.",
            value=amounts[tallies.COST_UNKNOWN],
        ),
    ]


def _page_seconds(amounts: Mapping[str, int]) -> Metric:
    """How long pages took: the time of their document, shared out."""
    buckets: list[tuple[str, float]] = []
    so_far = 0
    for bound in tallies.PAGE_SECONDS:
        so_far += amounts[f"{tallies.WITHIN}{bound:g}"]
        buckets.append(("+Inf" if bound == float("inf") else f"{bound:g}", so_far))
    family = HistogramMetricFamily("faktum_page_seconds", "Time of a page: that of its document, shared out.")
    family.add_metric([], buckets=buckets, sum_value=amounts[tallies.PAGE_MILLISECONDS] / 1000)
    return family
