"""A Valkey of one's own, to be killed, stopped and started again."""

from __future__ import annotations

import signal
from pathlib import Path

from deploy.embedded import account, binaries, process, valkey


class Broker:
    """The server; it is at the same address after each start."""

    def __init__(self, state: Path, sockets: Path, lock: int) -> None:
        self._state, self._sockets, self._lock = state, sockets, lock
        self._server: process.Server | None = None
        self.url = valkey.url(sockets)

    def start(self) -> None:
        """It answers."""
        runs_as = account.current()
        program = binaries.valkey(self._state, runs_as)
        server = self._server = valkey.launch(program, self._state, self._sockets, runs_as, self._lock)
        process.wait(server, lambda: valkey.answers(self._sockets))

    def kill(self) -> None:
        """It is gone, by kill -9."""
        self._signal(signal.SIGKILL)
        assert self._server is not None
        self._server.process.wait()
        self._server = None

    def hang(self) -> None:
        """It takes connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """It answers again."""
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """It does not run."""
        if self._server is not None:
            self.kill()

    def _signal(self, sign: signal.Signals) -> None:
        assert self._server is not None
        self._server.process.send_signal(sign)
