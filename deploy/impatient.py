"""HTTP connections that are cut when their client keeps them waiting: with a request that never becomes whole, or with
an answer that it does not take. Either would otherwise be held for ever."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from services.http.headers import SAFE

REQUEST_SECONDS = 10.0  # within which a request has its headers, however they trickle in
STALLED_SECONDS = 30.0
ENDING_SECONDS = 1.0  # once the server ends
_said = b"Invalid HTTP request received."
_headers = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": str(len(_said)),
    "Connection": "close",
    **SAFE,
}
NO_HTTP = "\r\n".join(["HTTP/1.1 400 Bad Request", *map(": ".join, _headers.items()), "", ""]).encode() + _said


class Impatient(H11Protocol):
    """A connection whose client has to say in REQUEST_SECONDS what it wants, and to take something of what waits for it
    in every STALLED_SECONDS.

    What waits in this process is one piece of the answer and some 64 KiB; the application waits until it is taken.
    """

    _look: asyncio.TimerHandle | None = None
    _late: asyncio.TimerHandle | None = None
    _ending = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Its first request is waited for."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """More has come. As long as that begins no request it wins no time, nor does what follows an answer."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        elif self._late is not None:
            self._late.cancel()
            self._late = None

    def pause_writing(self) -> None:
        """More waits than may; from here on the client is watched."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """The client has taken most of it."""
        super().resume_writing()
        self._rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there to be watched."""
        self._rest()
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The answer under way is finished, unless its client takes nothing."""
        self._ending = True
        if self._look is not None:
            self._rest()
            self._watch()
        super().shutdown()

    def _wait(self) -> None:
        if self._late is None:
            self._late = asyncio.get_running_loop().call_later(REQUEST_SECONDS, self.transport.abort)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is answered before it gets to the application, with what protects every other answer."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(NO_HTTP)
        self.transport.close()

    def _watch(self) -> None:
        seconds = ENDING_SECONDS if self._ending else STALLED_SECONDS
        waits = self.transport.get_write_buffer_size()

        def look() -> None:
            if self.transport.get_write_buffer_size() < waits:
                self._watch()
            else:
                self.transport.abort()

        self._look = asyncio.get_running_loop().call_later(seconds, look)

    def _rest(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None
