"""The disk of Postgres is full: for its tables (an error, act by act) or for its journal (Postgres panics, and ends).

Where a file system may be mounted it is a small one in memory, filled up with ballast. Everywhere a stand-in: the
kernel lets no process of Postgres write behind the first page of a file (RLIMIT_FSIZE).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.commands import Failure
from deploy.embedded.process import run
from tests.faults.conditions import LONG, Trouble
from tests.faults.ledger import CLIENTS, crowd
from tests.faults.stage import Stage, started

SIZE = "200m"
LEFT = 64 * 1024
SWITCH = "select pg_logical_emit_message(true, '', '') from pg_switch_wal()"


@pytest.fixture
def small(home: Path) -> Iterator[Path]:
    """A small disk of the fault's own."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=711", "okr-fault", str(home)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system may be mounted here")
    yield home
    subprocess.run(["umount", "--lazy", home], check=True)


@pytest_asyncio.fixture
async def disk(ground: Stage, small: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Stage]:
    """A stage on the small disk."""
    stage = await started(small, ground.postgres.programs)
    try:
        await stage.begin("the-disk-is-full")
        yield stage
    finally:
        stage.stop()
    with capsys.disabled():
        print(f"\n{stage.line}")


async def test_the_disk_is_full(disk: Stage) -> None:
    trouble, ballast, times, ended = Trouble("disk full"), disk.home / "ballast", 0, 0
    server = await disk.serve()
    async with crowd([server.address], disk.org, disk.key) as ledger:
        while not (trouble.over and times):
            await ledger.further(trouble.random.randrange(20, 80))
            fill(ballast)
            if times % 2:
                await journal_filled(disk)
            await ledger.unavailable(CLIENTS)
            ballast.unlink()
            before = disk.postgres.server
            await disk.postgres.revived()
            ended += disk.postgres.server is not before
            times += 1
        await ledger.further(20)
    await disk.survived(ledger, f"the disk full {times} times, Postgres started again {ended} times")


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="there is no prlimit (util-linux)")
@pytest.mark.skipif(not LONG and os.geteuid() == 0, reason="the disk itself is full; OKR_FAULT_SECONDS=60 runs it")
async def test_no_file_may_grow(stage: Stage) -> None:
    trouble, times, ended = Trouble("no file may grow"), 0, 0
    server = await stage.serve()
    async with crowd([server.address], stage.org, stage.key) as ledger:
        while not (trouble.over and times):
            await ledger.further(trouble.random.randrange(20, 80))
            limited(stage, "8192")
            await ledger.unavailable(CLIENTS)
            limited(stage, "unlimited")
            before = stage.postgres.server
            await stage.postgres.revived()
            ended += stage.postgres.server is not before
            times += 1
        await ledger.further(20)
    await stage.survived(ledger, f"files limited {times} times, Postgres started again {ended} times")


def fill(ballast: Path) -> None:
    """The disk has room for a few pages yet."""
    with ballast.open("wb") as file:
        while (more := shutil.disk_usage(ballast.parent).free - LEFT) > 0:
            with contextlib.suppress(OSError):  # Postgres has taken some of it meanwhile
                os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), more)


async def journal_filled(stage: Stage) -> None:
    """The journal needed a new file, and there was no room; what becomes of that, the clients see."""
    for _ in range(4):
        await stage.postgres.asked(SWITCH)


def limited(stage: Stage, size: str) -> None:
    """No process of Postgres may write behind that place of a file."""
    # As the account that Postgres runs as: who may limit another's processes is not even root everywhere.
    for pid in stage.postgres.processes():
        with contextlib.suppress(Failure):  # it has just ended
            run(["prlimit", "--pid", str(pid), f"--fsize={size}:"], stage.postgres.account)
