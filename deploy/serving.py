"""Serves HTTP from this process, beside a worker where one is wanted, until the block is left."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import asyncpg
import uvicorn
from litestar import Litestar

from deploy import form, identity, logs, migrate
from deploy.commands import Failure
from deploy.impatient import Impatient
from deploy.system import System
from events.log.source import Source
from services.http.app import application, finish, leave
from services.http.limiting import Limits
from services.http.routes.health import healthz, prometheus
from workers import running
from workers.heard import Ear

HOST = "127.0.0.1"
PORT = 8710
PORTS = range(PORT, 32768)  # the ports above are handed out to outgoing connections
BACKLOG = 1024
MOST_CONNECTIONS = 4096  # and requests under way; those beyond are answered 503


@contextlib.asynccontextmanager
async def serving(
    system: System,
    host: str = HOST,
    port: int | None = None,
    with_worker: bool = False,
    app: Litestar | None = None,
) -> AsyncIterator[str]:
    """The server answers at the address that is yielded, until the block is left.

    Then it says that it is not ready, for as long as the settings give notice; closes its door; and finishes the
    requests, and the jobs, that are under way, for as long as the settings let it drain.

    Without a port it takes 8710, or the next free one. Raises Failure for a given port that is taken, and inside the
    block when the server or the worker breaks. `app` is served instead of the system's own, where one is given.
    """
    with bound(host, port) as listening:
        ear = Ear(system.settings.redis_url)
        urls = system.settings.database_url, system.settings.worker_database_url
        app = app or application(
            *urls,
            system.woken,
            ear.next,
            system.report_asked,
            tokens=identity.tokens(system.settings.provider),
            limits=Limits(system.settings.redis_url, system.settings.requests_per_minute),
            lacking=lacking(),
            connections=system.settings.database_connections,
        )
        server = Quiet(
            uvicorn.Config(
                app,
                http=Impatient,
                log_config=None,
                lifespan="on",
                access_log=False,
                server_header=False,
                limit_concurrency=MOST_CONNECTIONS,
            )
        )
        server.config.timeout_graceful_shutdown = system.settings.drain_seconds
        tasks = [
            asyncio.create_task(server.serve([listening]), name="the server"),
            asyncio.create_task(ear.run(), name="what hears of appends"),
        ]
        if with_worker:
            work = running.work(system.settings.redis_url, system.worker, system.sealing, system.settings.drain_seconds)
            tasks.append(asyncio.create_task(work, name="the worker"))
        try:
            with watched(tasks):
                await _ready(server, tasks[0])
                if with_worker:
                    app.state.pools |= working(system)
                # What has been loaded stays: looking through it again and again held up requests by 60 ms at a time.
                gc.collect()
                gc.freeze()
                yield address(listening)
                leave(app)
                await asyncio.sleep(system.settings.notice_seconds)
        finally:
            finish(app)
            server.should_exit = True
            for task in tasks[1:]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def lacking() -> Callable[[Source], Awaitable[str | None]]:
    """What says whether a database lacks something that this program needs."""
    needed = form.of(migrate.migrations())

    async def lacks(database: Source) -> str | None:
        return await form.lacking(database, needed)

    return lacks


@contextlib.asynccontextmanager
async def scraped(system: System, host: str, port: int) -> AsyncIterator[str]:
    """What a worker's process counts can be read at the address that is yielded, and nothing else, until the block is
    left. Raises Failure where the port is taken."""
    with bound(host, port) as listening:
        app = Litestar([healthz, prometheus], openapi_config=None, logging_config=None, debug=False)
        app.state.worker, app.state.pools = system.worker, working(system)
        server = Quiet(uvicorn.Config(app, http=Impatient, log_config=None, access_log=False, server_header=False))
        answering = asyncio.create_task(server.serve([listening]))
        try:
            await _ready(server, answering)
            yield address(listening)
        finally:
            server.should_exit = True
            await asyncio.gather(answering, return_exceptions=True)


def working(system: System) -> dict[str, asyncpg.Pool]:
    """The pools that jobs use."""
    return {"jobs": system.worker} | ({"sealing": system.sealing.pool} if system.sealing else {})


@contextlib.contextmanager
def watched(tasks: list[asyncio.Task[None]]) -> Iterator[None]:
    """The block is left with a Failure as soon as one of the tasks breaks."""
    block = asyncio.current_task()
    assert block is not None

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            block.cancel()

    for task in tasks:
        task.add_done_callback(ended)
    try:
        yield
    except asyncio.CancelledError:
        for task in tasks:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                block.uncancel()
                raise error if isinstance(error, Failure) else Failure(broke(task.get_name(), error)) from error
        raise
    finally:
        for task in tasks:
            task.remove_done_callback(ended)


def broke(what: str, error: BaseException) -> str:
    """That it broke, and where; not what the error says, which may be anybody's."""
    return f"{what} broke: {type(error).__name__} at {logs.place(error)}"


class Quiet(uvicorn.Server):
    """A server that leaves the signals to whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


async def _ready(server: uvicorn.Server, answering: asyncio.Task[None]) -> None:
    while not server.started:
        if answering.done():
            raise Failure("the server could not start; its log says why")
        await asyncio.sleep(0.01)


@contextlib.contextmanager
def bound(host: str, port: int | None) -> Iterator[socket.socket]:
    """A socket bound to the port, or to the first free one from 8710 on."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Failure(f"cannot serve at {host!r}: {error.strerror or error}") from None
    for candidate in PORTS if port is None else (port,):
        listening = socket.socket(family, socket.SOCK_STREAM)
        with listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listening.bind((where[0], candidate))
                # Two that have only bound may share a port; of two that listen the second is refused.
                listening.listen(BACKLOG)
            except OSError as error:
                if port is None and error.errno == errno.EADDRINUSE:
                    continue
                raise Failure(f"cannot serve at {host}:{candidate}: {error.strerror}; choose another --port") from None
            yield listening
            return
    raise Failure(f"no port of {host} from {PORT} on is free")


def address(listening: socket.socket) -> str:
    """The URL that leads to the socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if listening.family == socket.AF_INET6 else f"http://{host}:{port}"
