"""The benchmark of the fence: its figures are all there, nothing stays, and without the fence there is none."""

from __future__ import annotations

import asyncpg
import msgspec
import pytest

from deploy import usage
from deploy.benchmarks.fence import Figures, measured, stand
from deploy.commands import Failure, bench_fence
from deploy.fences import holes
from deploy.protections import of_log
from deploy.servers import Servers
from events.log.append import append
from tests.databases import settings_of
from tests.deploy.test_bench_read import databases
from tests.events.log.acts import act, check_in


async def test_it_tells_every_figure_and_leaves_nothing(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []
    figures = await measured(settings_of(servers), 1, 2, 3, told.append)
    assert (figures.organisations, figures.rounds, figures.calls) == (1, 2, 3)
    assert set(figures.costs) == {"a page of the log", "a stream", "a plan's state", "the findings", "an append"}
    for cost in figures.costs.values():
        assert min(cost.fenced_us, cost.open_us) > 0
        assert 0 < cost.ratio_min <= cost.ratio_median <= cost.ratio_max
    assert await databases(servers) == 0
    bench_fence.show(figures)
    assert "a plan's state" in capsys.readouterr().out
    assert msgspec.json.decode(msgspec.json.encode(figures), type=Figures, strict=False) == figures


async def test_without_the_fence_there_is_none_and_with_it_all_is_as_it_was(database: Servers) -> None:
    owner, app = await asyncpg.connect(database.migrate_url), await asyncpg.connect(database.app_url)
    await append(app, act(check_in()))
    seen = []
    for fence in (False, True):
        await stand(owner, fence=fence)
        seen.append(await app.fetchval("select count(*) from log.event"))
    assert seen == [1, 0]
    assert [*await holes(owner), *[line async for line in of_log(owner)]] == []
    await app.close()
    await owner.close()


def test_nothing_to_measure_is_refused() -> None:
    args = usage.parser("bench fence", bench_fence).parse_args(["--rounds", "0"])
    with pytest.raises(Failure, match="expected at least one organisation, round and call, got 10, 0 and 40"):
        bench_fence.run(args)
