"""Servers of a benchmark's own, on an empty directory, as durable as the real ones; removed when it is over."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.sealing_keys import new
from deploy.servers import embedded
from deploy.settings import Settings
from events.proof.keys import NAME, Keys


@contextmanager
def own() -> Iterator[Settings]:
    """The settings that lead to them, with a sealing key."""
    folder = Path(tempfile.mkdtemp(prefix="okr-ledger-bench-"))
    folder.chmod(0o711)  # root's servers run as another user, who has to get there
    try:
        with embedded(folder / "state") as servers:
            yield Settings(
                database_url=servers.app_url,
                worker_database_url=servers.worker_url,
                sealer_database_url=servers.sealer_url,
                migrate_database_url=servers.migrate_url,
                redis_url=servers.redis_url,
                sealing=Keys((new(NAME),)),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
