"""A server as anybody runs it: `okr-ledger serve`, at one address over all its starts."""

from __future__ import annotations

import contextlib
import random
import socket
from collections.abc import Mapping
from pathlib import Path

from deploy.soaking.program import Program

# Above those that servers take by themselves, who could take this one while it is killed; below those of connections.
PORTS = range(20_000, 32_768)


class Server(Program):
    """The server; the clients' way to it is its `address`."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        super().__init__(environment, log, ["serve", "--port", str(port)], b"serving at")


def free_port() -> int:
    """A port that nobody listens at."""
    while True:
        port = random.choice(PORTS)  # nosec B311 # a port is no secret
        with socket.socket() as found, contextlib.suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port
