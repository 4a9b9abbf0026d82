"""`/metrics` for Prometheus: how many people stand where, what waits inside, and how each part is doing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.core.touches import Stage
from bot.ports import Desk, Health, State

__all__ = ["CONTENT_TYPE_LATEST", "metrics_text"]


async def metrics_text(desk: Desk) -> bytes:
    """Everything in Prometheus' text format."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    registry.register(_Figures(await desk.counts(), await desk.health()))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, counts: Mapping[Stage, int], health: Health) -> None:
        self._counts = counts
        self._health = health

    def collect(self) -> Iterable[GaugeMetricFamily]:
        followers = GaugeMetricFamily("helloback_followers", "Followers by stage.", labels=["stage"])
        for stage in Stage:
            followers.add_metric([stage], self._counts.get(stage, 0))
        yield followers
        parts = GaugeMetricFamily(
            "helloback_part_able", "1: the part works or is switched off.", labels=["part"]
        )
        for part in self._health.parts:
            parts.add_metric([part.name], int(part.state in (State.OK, State.OFF)))
        yield parts
        for name, words, value in (
            ("helloback_cards_held", "Cards that wait for the hold to end.", self._health.held),
            ("helloback_cards_queued", "Cards on their way to a chat.", self._health.queued),
            ("helloback_jobs", "Jobs that wait.", self._health.jobs),
            ("helloback_dead_jobs", "Jobs that were given up and need a look.", self._health.dead_jobs),
        ):
            yield GaugeMetricFamily(name, words, value=value)
