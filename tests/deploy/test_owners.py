"""Who owns the embedded servers, who joins them, and that none of them outlives its owner."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import Signals

import msgspec
import pytest

from deploy.embedded.process import watchdog
from deploy.servers import Record, Servers, embedded

# A process that owns or joins the servers of a directory, says where they are, and stays until Ctrl-C; then it shows
# that they still answer.
PROCESS = """
import asyncio, signal, sys
from pathlib import Path
import asyncpg, msgspec
from deploy.servers import embedded

async def asked(url):
    connection = await asyncpg.connect(url)
    return await connection.fetchval("select 'they still answer'")

signal.alarm(300)  # whatever becomes of the test
with embedded(Path(sys.argv[1]), durable=False) as servers:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    print(msgspec.json.encode(servers).decode(), flush=True)
    signal.sigwait({signal.SIGINT})
    print(asyncio.run(asked(servers.app_url)), flush=True)
"""


@pytest.fixture
def process(state: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts processes on the test's state directory."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-P", "-c", PROCESS, str(state)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()
    until_free(state / "lock")


def test_two_processes_share_the_servers_and_these_end_with_their_owner(
    state: Path, process: Callable[[], subprocess.Popen[str]]
) -> None:
    first, second = process(), process()
    assert said(first) == said(second)
    owner = msgspec.json.decode((state / "servers.json").read_bytes(), type=Record).owner
    assert owner in (first.pid, second.pid)
    os.kill(owner, signal.SIGKILL)
    until_free(state / "lock")


def test_servers_outlive_ctrl_c_until_their_owner_ends(process: Callable[[], subprocess.Popen[str]]) -> None:
    owner = process()
    said(owner)
    os.killpg(owner.pid, signal.SIGINT)
    assert said(owner) == "they still answer"
    assert owner.wait(30) == 0


def test_what_a_killed_owner_left_is_found_again(state: Path, process: Callable[[], subprocess.Popen[str]]) -> None:
    owner = process()
    before = msgspec.json.decode(said(owner), type=Servers)
    owner.kill()
    with embedded(state, durable=False) as after:
        assert after == before


def test_a_watchdog_ends_what_it_watches_when_its_owner_is_gone() -> None:
    watched = subprocess.Popen(["sleep", "600"])
    dog = watchdog(watched.pid, Signals.SIGTERM)
    assert dog.stdin is not None
    dog.stdin.close()
    assert watched.wait(30) == -signal.SIGTERM
    dog.wait(30)


def said(process: subprocess.Popen[str]) -> str:
    """The next line that the process writes."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], 60)[0], "the process says nothing"
    return process.stdout.readline().strip()


def until_free(lock: Path, seconds: float = 30) -> None:
    """No process holds the lock; each server does as long as it lives."""
    until = time.monotonic() + seconds
    with lock.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                assert time.monotonic() < until, "a server outlived its owner"
                time.sleep(0.01)
