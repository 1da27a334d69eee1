"""The benchmark of reads: its figures are all there, and nothing of its log stays."""

from __future__ import annotations

import asyncpg
import msgspec
import pytest

from deploy import usage
from deploy.benchmarks.read import TYPES, Figures, measured
from deploy.commands import Failure, bench_read
from deploy.servers import Servers
from tests.databases import settings_of

EVENTS = 2500


async def databases(servers: Servers) -> int:
    connection = await asyncpg.connect(servers.migrate_url)
    try:
        return int(await connection.fetchval("select count(*) from pg_database where datname like 'okr_bench%'"))
    finally:
        await connection.close()


async def test_it_tells_every_figure_and_leaves_nothing(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []
    figures = await measured(settings_of(servers), EVENTS, 1, told.append)
    assert (figures.events, figures.rounds) == (EVENTS, 1)
    assert min(figures.fill_events_s, figures.bare_events_s, figures.bytes_events_s) > 0
    assert min(figures.typed_events_s, figures.typed_events_cpu_s, figures.typed_over_bare) > 0
    assert set(figures.page_us) == {"position", "stream", "time", *(f"type {name}" for name in TYPES)}
    assert all(set(lengths) == {EVENTS // 10, EVENTS} for lengths in figures.page_us.values())
    assert await databases(servers) == 0
    bench_read.show(figures)
    out = capsys.readouterr().out
    assert "a bare select of the bytes" in out and "by type cycle.closed" in out
    assert msgspec.json.decode(msgspec.json.encode(figures), type=Figures, strict=False) == figures


def test_a_log_that_is_too_short_to_measure_is_refused() -> None:
    args = usage.parser("bench read", bench_read).parse_args(["--events", "10"])
    with pytest.raises(Failure, match="expected at least 1000 events and one round, got 10 and 5"):
        bench_read.run(args)
