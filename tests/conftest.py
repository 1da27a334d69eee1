"""What every test may ask for: real servers, started once for the whole run."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from deploy.servers import Servers, embedded
from tests.databases import database, template

__all__ = ["database", "servers", "template"]

ROOM = 2 * 1024**3
# How long an example takes says more of the machine than of the code. A change is checked with the same examples on
# every machine; whoever works on it has others at every run.
settings.register_profile("development", deadline=None)
settings.register_profile("check", deadline=None, derandomize=True)
settings.load_profile("check" if os.environ.get("CI") else "development")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Postgres and Valkey of this run alone; what is written to them is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="okr-ledger-tests-", dir=_memory()))
    state.chmod(0o711)  # root's servers run as another user, who has to get there
    try:
        with embedded(state, durable=False) as running:
            yield running
    finally:
        shutil.rmtree(state, ignore_errors=True)


def _memory() -> str | None:
    """A directory in memory with room for the tests' databases; None, the usual place, where there is none.

    Every test clones a database and drops it, which takes ten times as long on a disk.
    """
    memory = Path("/dev/shm")
    if not memory.is_dir() or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return None
    return str(memory) if shutil.disk_usage(memory).free > ROOM else None
