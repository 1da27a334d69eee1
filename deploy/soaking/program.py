"""A command of the command line, in a process of its own that may be killed, halted and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from signal import Signals

from deploy.embedded.process import tied
from deploy.soaking.waited import BOUND, until


class Program:
    """The process; what it says is kept in `log`, over all its starts. It runs once it has said `ready`.

    `environment` are the variables that name its servers and keys.
    """

    def __init__(self, environment: Mapping[str, str], log: Path, command: Sequence[str], ready: bytes) -> None:
        self.environment, self.log, self.command, self.ready = environment, log, command, ready
        self.variables: dict[str, str] = {}
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """It runs, as before."""
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            # No thread: it ends with the one that starts it.
            self.process = subprocess.Popen(  # noqa: ASYNC220 # nosec B603 # a list of arguments, no shell
                [sys.executable, "-P", "-m", "deploy.commands", *self.command],
                env={**os.environ, **self.environment, **self.variables},
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

    async def ended(self, seconds: float = BOUND) -> None:
        """The process is no more."""
        await until(lambda: not self.lives, f"the end of {self.command}", seconds)

    def stop(self) -> None:
        """It does not run."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def said(self) -> str:
        """What it has said, in all its starts."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""
