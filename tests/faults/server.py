"""A server as anybody runs it: `okr-ledger serve`, in a process of its own that may be killed and started again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path
from signal import Signals

from deploy.embedded.process import tied
from deploy.servers import Servers
from tests.faults.conditions import until

SERVING = b"serving at"
# Above those that servers take by themselves, who could take this one while it is killed; below those of connections.
PORTS = range(20_000, 32_768)


class Server:
    """The process; what it says is kept in `log`, over all its starts."""

    def __init__(self, servers: Servers, log: Path) -> None:
        self.servers, self.log = servers, log
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """It serves, at the same address as before."""
        command = [sys.executable, "-P", "-m", "deploy.commands", "serve", "--port", str(self.port)]
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - not from a thread: it ends with the one that starts it
                command,
                env=os.environ | environment(self.servers),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=tied(signal.SIGKILL),
            )
        await until(lambda: SERVING in self.log.read_bytes()[before:] or not self.lives, "a server that serves")
        assert self.lives, self.said()

    @property
    def lives(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def signal(self, sign: Signals) -> None:
        """The process got it."""
        assert self.process is not None
        self.process.send_signal(sign)

    async def ended(self) -> None:
        """The process is no more."""
        await until(lambda: not self.lives, "the end of the server")

    def stop(self) -> None:
        """It does not run."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def said(self) -> str:
        """What it has said, in all its starts."""
        return self.log.read_text(errors="replace")


def free_port() -> int:
    """A port that nobody listens at."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as found, contextlib.suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


def environment(servers: Servers) -> dict[str, str]:
    """The variables that name these servers."""
    return {
        "DATABASE_URL": servers.app_url,
        "WORKER_DATABASE_URL": servers.worker_url,
        "SEALER_DATABASE_URL": servers.sealer_url,
        "MIGRATE_DATABASE_URL": servers.migrate_url,
        "REDIS_URL": servers.redis_url,
    }
