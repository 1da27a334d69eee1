"""What the processes take while they run: memory, and connections of Postgres."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from deploy.settings import DATABASE_CONNECTIONS
from deploy.soaking.installation import Installation
from services.http.app import MOST_CONNECTIONS, WRITING_CONNECTIONS

LOOK_SECONDS = 0.5
OLD_SECONDS = 20  # a process that was killed before is still growing up
MIB = 1024 * 1024
GROWTH, SLACK_MIB = 1.3, 50
# What a process may hold: its pools, and one more for each login, to listen or to look after things.
OF_A_SERVER = MOST_CONNECTIONS + WRITING_CONNECTIONS + 3
OF_A_WORKER = DATABASE_CONNECTIONS + 10 + 3
CONNECTED = "select count(*) from pg_stat_activity where backend_type = 'client backend'"


class Memory(Struct, frozen=True):
    """The resident MiB of a process after a third of its life, and at its end."""

    program: str
    third: int
    end: int

    @property
    def grown(self) -> bool:
        """Whether that is more than a process at rest may grow."""
        return self.end > self.third * GROWTH + SLACK_MIB


class Watch(Struct):
    """What was seen of each process, by program and process id: when, and how many bytes; and the most connections."""

    seen: dict[tuple[str, int], list[tuple[float, int]]] = field(default_factory=dict)
    most_connections: int = 0

    async def looks(self, installation: Installation) -> None:
        """Looks until it is cancelled."""
        while True:
            for name, program in installation.programs.items():
                if program.process is not None and (taken := resident(program.process.pid)):
                    self.seen.setdefault((name, program.process.pid), []).append((time.monotonic(), taken))
            self.most_connections = max(self.most_connections, await connections(installation))
            await asyncio.sleep(LOOK_SECONDS)

    def memory(self) -> list[Memory]:
        """That of each process that lived long enough to be judged by."""
        return [each for (name, _), seen in sorted(self.seen.items()) for each in of_a_process(name, seen)]


def of_a_process(name: str, seen: Sequence[tuple[float, int]]) -> Iterator[Memory]:
    """What a process took after a third of its life and at its end; nothing of one that lived too shortly."""
    begun, ended = seen[0][0], seen[-1][0]
    if ended - begun >= OLD_SECONDS:
        third = next(taken for at, taken in seen if at >= begun + (ended - begun) / 3)
        yield Memory(name, third // MIB, seen[-1][1] // MIB)


def resident(process: int) -> int:
    """The bytes that the process has in memory; 0 where there is none, or where the system does not say."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


async def connections(installation: Installation) -> int:
    """How many connections Postgres has, but for the one that asks; 0 while it answers nobody."""
    found = await installation.postgres.asked(CONNECTED)
    return found[0][0] - 1 if found else 0


def expected(installation: Installation) -> int:
    """How many connections the processes may have together."""
    return len(installation.servers) * OF_A_SERVER + len(installation.workers) * OF_A_WORKER
