"""A command of the command line, in a process of its own that may be killed, halted and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from signal import Signals

from deploy.embedded.process import tied
from deploy.servers import Servers
from tests.faults.conditions import until
from tests.workers.sealing import KEYS


class Program:
    """The process; what it says is kept in `log`, over all its starts. It runs once it has said `ready`."""

    def __init__(self, servers: Servers, log: Path, command: list[str], ready: bytes) -> None:
        self.servers, self.log, self.command, self.ready = servers, log, command, ready
        self.variables: dict[str, str] = {}
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """It runs, as before."""
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - not from a thread: it ends with the one that starts it
                [sys.executable, "-P", "-m", "deploy.commands", *self.command],
                env=os.environ | environment(self.servers) | self.variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=tied(signal.SIGKILL),
            )
        await until(lambda: self.ready in self.log.read_bytes()[before:] or not self.lives, f"{self.command} to run")
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
        await until(lambda: not self.lives, f"the end of {self.command}")

    def stop(self) -> None:
        """It does not run."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def said(self) -> str:
        """What it has said, in all its starts."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def environment(servers: Servers) -> dict[str, str]:
    """The variables that name these servers, and the key that logs are sealed with."""
    return {
        "DATABASE_URL": servers.app_url,
        "WORKER_DATABASE_URL": servers.worker_url,
        "SEALER_DATABASE_URL": servers.sealer_url,
        "MIGRATE_DATABASE_URL": servers.migrate_url,
        "REDIS_URL": servers.redis_url,
        "SEALING_KEY": "\n".join(each.text for each in KEYS.signers),
    }
