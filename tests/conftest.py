"""What every test may ask for: real servers, started once for the whole run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.servers import Servers, embedded
from tests.databases import database, template

__all__ = ["database", "servers", "template"]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Postgres and Valkey of this run alone; what is written to them is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="okr-ledger-tests-"))
    state.chmod(0o711)  # root's servers run as another user, who has to get there
    try:
        with embedded(state, durable=False) as running:
            yield running
    finally:
        shutil.rmtree(state, ignore_errors=True)
