"""The soak: everybody acts, asks and operates while one thing after another breaks; then all is checked."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from msgspec import Struct
from msgspec.structs import replace

from deploy.commands import Failure
from deploy.soaking import ending, logged, watching
from deploy.soaking.breaking import Breaker
from deploy.soaking.diary import Diary
from deploy.soaking.following import Follower
from deploy.soaking.installation import ALL, ORGANISATIONS, Installation, installed
from deploy.soaking.ledger import Client, Ledger, bytes_of
from deploy.soaking.operating import Kept, Operator
from deploy.soaking.planning import Planner, opening
from deploy.soaking.reading import reads, reports
from deploy.soaking.watching import Memory, Watch
from deploy.system import opened

BREAKING = 0.7  # of the time; in the rest nothing breaks, so that processes can be seen at rest
ACTING = ("admin", "governance_lead", "champion", "service")


class Figures(Struct, frozen=True, kw_only=True):
    """What was done, by kind; what became of it; and what is wrong, which should be nothing.

    `errors_explained`: errors that were logged while Postgres or Valkey was away, and how often.
    """

    seconds: float
    done: dict[str, int]
    events: int
    rows_compared: int
    level_after_seconds: float
    slowest_answer_seconds: float
    memory: list[Memory]
    most_connections: int
    connections_at_rest: int
    connections_expected: int
    errors_explained: dict[str, int]
    wrong: list[str]


class Life(Struct, frozen=True, kw_only=True):
    """Who takes part, and what they keep."""

    installation: Installation
    diary: Diary
    ledgers: dict[str, Ledger]
    followers: dict[str, Follower]
    kept: Kept
    watch: Watch
    ended: asyncio.Event


async def run(seconds: float, tell: Callable[[str], None]) -> Figures:
    """What was found in a life of so many seconds."""
    tell("starting Postgres, Valkey, two servers and two workers")
    began = time.monotonic()
    async with installed() as installation:
        life = begun(installation)
        async with _followed(life):
            tell(f"{seconds:.0f} s of traffic, while things break")
            await lives(life, seconds)
            tell("waiting until nothing is left to do")
            async with opened(installation.settings) as system:
                level = await ending.levels(system, life.diary)
            at_rest = await watching.connections(installation)
            tell("comparing what is projected with the log folded from nothing")
            found = await ending.checks(installation, life.ledgers, life.followers, life.kept, life.diary)
        return await _found(life, time.monotonic() - began, level, at_rest, found)


def begun(installation: Installation) -> Life:
    """A life in which nothing has happened."""
    diary = Diary()
    return Life(
        installation=installation,
        diary=diary,
        ledgers={org: Ledger(installation.addresses, org, installation.keys[org]["admin"]) for org in ALL},
        followers={org: Follower(installation, org, diary) for org in ALL},
        kept=Kept(),
        watch=Watch(),
        ended=asyncio.Event(),
    )


async def lives(life: Life, seconds: float) -> None:
    """Everybody acted for so long while things broke, and has their answers."""
    today = dt.datetime.now(dt.UTC).date()
    acting = [life.ledgers[org] for org in ORGANISATIONS]
    for ledger in acting:
        first = bytes_of(opening(today))
        ledger.notes("opening", first, await Client("opening", ledger).once("opening", first))
    operator = Operator(life.installation, life.diary, life.kept)
    busy = [
        *(
            Planner(f"{role}-{ledger.org}", _shared(ledger, life, role), life.diary).live(life.ended)
            for ledger in acting
            for role in ACTING
        ),
        *(reads(life.installation, org, life.diary, today, life.ended) for org in ORGANISATIONS),
        *(reports(life.installation, org, life.diary, life.ended) for org in ORGANISATIONS),
        operator.imports(life.ended),
        operator.operates(ORGANISATIONS[0], life.ended),
    ]
    tasks = [asyncio.create_task(each) for each in busy]
    looking = asyncio.create_task(life.watch.looks(life.installation))
    ends = time.monotonic() + seconds
    try:
        await Breaker(life.installation, life.diary).breaks(seconds * BREAKING)
        await asyncio.sleep(ends - time.monotonic())
    except (Failure, AssertionError) as error:
        life.diary.finds(f"what was broken did not come back: {error}")
    finally:
        life.ended.set()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, BaseException):
                life.diary.finds(f"one of those who took part broke: {outcome!r}")
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


def _shared(ledger: Ledger, life: Life, role: str) -> Ledger:
    """The same ledger for who acts by the key of another role."""
    return replace(ledger, key=life.installation.keys[ledger.org][role])


@asynccontextmanager
async def _followed(life: Life) -> AsyncIterator[None]:
    """The feeds are followed until the block is left."""
    tasks = [asyncio.create_task(each.follow()) for each in life.followers.values()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _found(life: Life, seconds: float, level: float, at_rest: int, found: dict[str, int]) -> Figures:
    """The programs have ended in order, and what they logged is judged."""
    diary, explained = life.diary, dict[str, int]()
    for name, program in life.installation.programs.items():
        if program.lives:
            await life.installation.ends(name, diary)
        told = logged.told(program.said().splitlines(), diary.breaks)
        for line in told.wrong:
            diary.finds(f"{name}: {line}")
        for line, times in told.explained.items():
            explained[line] = explained.get(line, 0) + times
    memory, expected = life.watch.memory(), watching.expected(life.installation)
    for each in memory:
        if each.grown:
            diary.finds(f"{each.program} grew from {each.third} to {each.end} MiB")
    if at_rest > expected:
        diary.finds(f"Postgres has {at_rest} connections at rest; expected {expected} at most")
    return Figures(
        seconds=round(seconds, 1),
        done=dict(sorted(diary.done.items())),
        events=found["events"],
        rows_compared=found["rows compared"],
        level_after_seconds=round(level, 2),
        slowest_answer_seconds=round(life.diary.slowest, 2),
        memory=memory,
        most_connections=life.watch.most_connections,
        connections_at_rest=at_rest,
        connections_expected=expected,
        errors_explained=explained,
        wrong=diary.wrong,
    )
