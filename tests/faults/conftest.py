"""What a fault may ask for: a stage that all share, and a place for one of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.stage import Stage, built


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory of the fault's own."""
    path = place()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def ground() -> Iterator[Stage]:
    """The stage that faults share, whatever each has made of it."""
    path = place()
    found = None
    try:
        found = built(path)
        yield found
    finally:
        if found is not None:
            found.stop()
        shutil.rmtree(path, ignore_errors=True)


def place() -> Path:
    """A new directory on a real disk, short enough for sockets, where root's Postgres can reach it."""
    path = Path(tempfile.mkdtemp(prefix="okr-fault-"))
    path.chmod(0o711)
    return path


@pytest_asyncio.fixture
async def stage(
    ground: Stage, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Stage]:
    """The stage with an empty log. What the fault found is printed at its end."""
    await ground.begin(request.node.name.removeprefix("test_").replace("_", "-")[:48])
    try:
        yield ground
    finally:
        ground.rest()
    with capsys.disabled():
        print(f"\n{ground.line}")
