"""A Valkey of a test's own, to be killed, stopped and started again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.embedded import account
from deploy.soaking.valkey import Broker


@contextmanager
def broker() -> Iterator[Broker]:
    """It answers until the block is left."""
    runs_as = account.current()
    with tempfile.TemporaryDirectory(prefix="okr-broker-") as home:
        state = Path(home)
        state.chmod(0o711)  # root's server runs as another user, who has to get there
        with (state / "lock").open("w") as lock:
            found = Broker(state, runs_as.own(state / "run"), lock.fileno())
            found.start()
            try:
                yield found
            finally:
                found.stop()
