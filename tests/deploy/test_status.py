"""`status` on one screen: ten organisations and what is wrong with any, the worst first; and the workers that live."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from deploy.commands.status import lasting, show
from deploy.seals import Unsealed
from deploy.servers import Servers
from deploy.standing import Found, Row, found
from deploy.system import opened
from projections.checkpoints import Parked
from projections.reports.screen import Harmless
from tests.databases import settings_of
from tests.deploy.conftest import Run
from tests.workers.test_worker import until, working
from workers.presence import alive

NOW = dt.datetime.now(dt.UTC)
LONG = "an-organisation-with-a-name-that-is-longer-than-any-column-may-be"
LACKS = "a protection is missing, which takes some words to say, and more than one line on a screen"


def row(org: str, behind: int = 0, seconds: float = 0, projection: str = "governance") -> Row:
    return Row(
        org=org,
        head=1_234_567,
        recorded_at=NOW,
        projection=projection,
        version=4,
        position=1_234_567 - behind,
        to_judge=1200,
        behind_seconds=seconds,
        stuck=seconds > 60,
    )


def unsealed(org: str, seconds: float) -> Unsealed:
    return Unsealed(org=org, head=1_234_567, sealed=0, behind_seconds=seconds, stuck=seconds > 60)


def parked(org: str, key: str = "plan/2026-q1/growth") -> Parked:
    return Parked(org=org, projection="current_state", version=3, build=1, key=key, position=7, cause="Broken: so")


WELL = Found(projections=[], builds=[], parked=[], unsealed=[], missing_protections=[], workers=2)
BAD = replace(
    WELL,
    projections=[
        *(row(f"calm-{n}") for n in range(9)),
        row("behind", 123_456, 50),
        row(LONG, 1_000_000, 7200),
        row("parked"),
        row("stuck", 3, 400),
    ],
    unsealed=[unsealed(LONG, 7300), unsealed("behind", 5)],
    parked=[parked("parked", f"plan/2026-q1/u{n}") for n in range(8)],
    missing_protections=[LACKS] * 9,
    workers=0,
)


def screen(standing: Found, *, terminal: bool) -> list[str]:
    """What is on it."""
    text = io.StringIO()
    out = Harmless(
        file=text, width=80, height=24, force_terminal=terminal, color_system=None, highlight=False, markup=False
    )
    show(out, standing)
    return text.getvalue().splitlines()


def places(lines: Sequence[str], *starts: str) -> list[int]:
    """On which line each first stands."""
    return [next(n for n, line in enumerate(lines) if start in line) for start in starts]


def test_whatever_is_wrong_it_fits_a_screen_with_the_worst_first() -> None:
    lines = screen(BAD, terminal=True)
    assert len(lines) <= 23  # and the prompt
    assert max(map(len, lines)) <= 80
    found = places(lines, "an-organ", "stuck", "parked ", "behind ", "calm-0", "more, none worse", "workers: none")
    assert found[:2] + found[4:] == sorted(found[:2] + found[4:])
    assert "missing: a protection" in "".join(lines)
    assert "more: `okr-ledger status | cat` tells all" in lines[-1]
    assert [line[0] for line in lines[1:5]] == ["!", "!", "!", " "]


def test_into_a_pipe_all_is_told() -> None:
    lines = screen(BAD, terminal=False)
    text = " ".join(" ".join(lines).split())
    assert text.count("missing: ") == 9
    assert text.count("has parked") == 8
    assert f"{LONG}: governance 4 lacks 1000000 events, the first for 2 h" in text
    assert f"{LONG}: sealed up to 0 of 1234567, the first for 2 h" in text
    assert "calm-8" in text and "none worse" not in text


def test_where_all_is_well_it_is_short() -> None:
    lines = screen(replace(WELL, projections=[row("acme")]), terminal=True)
    assert lines[-2:] == ["workers: 2", "protections: all there"]
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("seconds", "told"), [(-1, "0 s"), (0.4, "0 s"), (59, "59 s"), (60, "1 min"), (7300, "2 h"), (5e5, "5 d")]
)
def test_a_length_is_told_by_its_largest_unit(seconds: float, told: str) -> None:
    assert lasting(seconds) == told


def test_nothing_that_somebody_has_to_look_at_is_well() -> None:
    assert WELL.well
    for wrong in ({"workers": None}, {"parked": [parked("acme")]}, {"missing_protections": ["one"]}):
        assert not replace(WELL, **wrong).well
    assert replace(WELL, workers=0, projections=[row("acme", 3, 10)]).well
    assert not replace(WELL, projections=[row("acme", 3, 100)]).well


async def test_workers_that_live_are_counted(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await system.queue.flushall()

        async def there(number: int) -> bool:
            return await alive(system.queue) == number

        async with working(system), working(system):
            await until(lambda: there(2))
            assert (await found(system.settings)).workers == 2
        await until(lambda: there(0))


def test_a_redis_that_is_away_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    code, out, _ = run("status")
    assert (code, "Redis does not answer" in out) == (1, True)
    assert json.loads(run("status", "--format", "json")[1])["workers"] is None
