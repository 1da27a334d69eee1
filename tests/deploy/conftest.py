"""A place for servers of a test's own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def state() -> Iterator[Path]:
    """A directory of this test alone, where also the servers of root can reach it."""
    path = Path(tempfile.mkdtemp(prefix="okr-ledger-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)
