"""The HTTP application: what it needs comes as arguments, and its connections live as long as it serves."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from litestar import Litestar, Request, Router
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, Reference, SecurityScheme
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from events.log.group import Group
from events.log.source import Source
from services.handle import Memory
from services.http import counts, routes
from services.http.access import Access, guard
from services.http.accounting import accounted
from services.http.asking import asked, followed
from services.http.errors import respond
from services.http.feed import Feed, Heard
from services.http.held_keys import HeldKeys
from services.http.limiting import Limits
from services.http.permissions import PUBLIC, declared
from services.http.plan_answers import PlanAnswers
from services.http.positions import Positions
from services.http.problems import NotReady
from services.http.questions import declare, known_parameters
from services.http.recorded import Recorder
from services.http.tokens import Tokens

CONNECT_SECONDS = 5
COMMAND_SECONDS = 10
CLOSING_SECONDS = 1
ANSWER_SECONDS = 30  # a request may take several queries, and wait for its turn and for a connection before each
MOST_CONNECTIONS = 20
# Apart from those that read, so that no act waits behind reads: one for the flushes, the others for acts by themselves.
WRITING_CONNECTIONS = 4
SCHEMA = "/schema"


async def nobody(org: str) -> None:
    """Whoever folds finds out by itself."""


async def nothing(database: Source) -> str | None:
    """Whoever has made the database knows that it lacks nothing."""
    return None


def application(
    database_url: str,
    worker_database_url: str | None = None,
    wake: Callable[[str], Awaitable[None]] = nobody,
    heard: Heard | None = None,
    report_asked: Callable[[str], Awaitable[None]] = nobody,
    *,
    tokens: Tokens | None = None,
    limits: Limits | None = None,
    lacking: Callable[[Source], Awaitable[str | None]] = nothing,
    connections: int | None = None,
) -> Litestar:
    """The application, which connects when it starts to serve.

    The worker's login is only asked how far all organisations are, which the application's own may not see. `wake` is
    told of an organisation whenever something was written for it; no answer waits for that. `heard` comes back when
    something was written for an organisation, here or elsewhere; without it the feed looks by the clock.
    `report_asked` is told of an organisation for which a report is to be made. Without `tokens` only API keys open
    anything, and without `limits` a key may ask as often as it likes. `lacking` says what the database lacks for
    this program: then the application is not ready. It reads with that many `connections` at most.
    """

    @asynccontextmanager
    async def connected(app: Litestar) -> AsyncIterator[None]:
        app.state.leaving = False
        app.state.lacking = lacking
        app.state.pool = await pool(database_url, connections or MOST_CONNECTIONS)
        app.state.positions = Positions(app.state.pool)
        app.state.plans = PlanAnswers(app.state.pool)
        app.state.writers = await pool(database_url, WRITING_CONNECTIONS)
        app.state.memory = Memory(Group(app.state.writers, counts.Appends()))
        app.state.access = Access(app.state.pool, app.state.memory.states, tokens)
        app.state.limits = limits
        app.state.recorder = Recorder(app.state.pool, app.state.memory.states)
        app.state.woken = Waking(wake)
        app.state.report_asked = Waking(report_asked)
        app.state.feed = Feed(app.state.pool, heard)
        app.state.held_keys = HeldKeys(app.state.access)
        app.state.worker = await pool(worker_database_url, 1) if worker_database_url else None
        app.state.pools = {"reading": app.state.pool, "writing": app.state.writers}
        try:
            yield
        finally:
            for each in (app.state.pool, app.state.writers, app.state.worker):
                if each is not None:
                    # What is still asked for now, nobody waits for.
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(CLOSING_SECONDS):
                            await each.close()

    app = Application(
        route_handlers=routes.registered(),
        guards=[guard],
        before_request=known_parameters,
        dependencies={"asked": Provide(asked), "followed": Provide(followed)},
        exception_handlers={Exception: respond},
        middleware=[bounded],
        lifespan=[connected],
        openapi_config=_described(),
        logging_config=None,
        debug=False,
    )
    routes_ = [route for route in app.routes if isinstance(route, HTTPRoute)]
    declare(routes_)
    declared(routes_)
    return app


def leave(app: Litestar) -> None:
    """The application says that it is not ready, and each answer that its connection ends with it: whoever asks again
    asks another server."""
    app.state.leaving = True


def finish(app: Litestar) -> None:
    """The answers without an end are ended, before a server waits for those that are under way."""
    if (feed := app.state.get("feed")) is not None:
        feed.close()


def bounded(app: ASGIApp) -> ASGIApp:
    """The application, whose answers begin in time or not at all: a database that hangs holds no request for ever.

    Raises TimeoutError, and NotReady where the server ends first. What a request was writing meanwhile may have
    happened: it can be sent again.
    """

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        begins = False
        try:
            async with asyncio.timeout(ANSWER_SECONDS) as bound:

                async def begun(message: Message) -> None:
                    nonlocal begins
                    begins = True
                    if not bound.expired():
                        bound.reschedule(None)  # a long file may be read slowly
                    await send(message)

                await app(scope, receive, begun)
        except asyncio.CancelledError:
            if begins or not scope["litestar_app"].state.get("leaving"):
                raise
            raise NotReady(
                "the server ends before this was done: it may have happened, and can be sent again"
            ) from None

    return answered


class Waking:
    """Tells of organisations beside the requests, of each once at a time: a slow or absent queue delays no answer."""

    def __init__(self, wake: Callable[[str], Awaitable[None]]) -> None:
        self._wake = wake
        self._again: dict[str, contextvars.Context | None] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, org: str) -> None:
        """The organisation will be told of, after now."""
        if org in self._again:
            self._again[org] = contextvars.copy_context()
            return
        self._again[org] = None
        task = asyncio.create_task(self._told(org))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _told(self, org: str) -> None:
        try:
            await self._wake(org)
        finally:
            again = self._again.pop(org)
        if again is not None:
            again.run(self, org)  # as if whoever came last had said so


class Application(Litestar):
    """Answers HEAD wherever it answers GET: with the same headers, and no body (RFC 9110 §9.3.2)."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """The request is answered, and accounted for."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        scope.setdefault("state", {})
        send = self._last(send)
        if scope["method"] != "HEAD":
            await accounted(super().__call__, scope, receive, send, scope["method"])
            return

        complete = False

        async def bodiless(message: Any) -> None:
            nonlocal complete
            if message["type"] != "http.response.body":
                await send(message)
            elif not complete:
                # The server then says that the client is gone, which ends a body that has no end.
                complete = True
                await send({**message, "body": b"", "more_body": False})

        get: Any = {**scope, "method": "GET"}
        await accounted(super().__call__, get, receive, bodiless, "HEAD")

    def _last(self, send: Any) -> Any:
        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start" and self.state.get("leaving"):
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        return sent


async def pool(url: str, most: int) -> asyncpg.Pool:
    """Connections that give up rather than hang; none is opened before it is needed.

    Nothing is ever set for a session, so nothing has to be reset when a connection comes back.
    """
    return await asyncpg.create_pool(
        url, min_size=0, max_size=most, timeout=CONNECT_SECONDS, command_timeout=COMMAND_SECONDS, reset=unchanged
    )


async def unchanged(connection: Any) -> None:
    """A connection comes back as it was, so nothing has to be reset: that would be another round trip."""


class Described(JsonRenderPlugin):
    """The description as JSON."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """An integer is a number too: what is one of both would be neither (JSON Schema 2020-12 §10.2.1.3)."""
        return super().render(request, _unambiguous(openapi_schema))


def _unambiguous(of: Any) -> Any:
    if isinstance(of, list):
        return [_unambiguous(each) for each in of]
    if not isinstance(of, dict):
        return of
    choices = of.get("oneOf", [])
    if {"type": "number"} in choices and {"type": "integer"} in choices:
        of = {**of, "oneOf": [each for each in choices if each != {"type": "integer"}]}
    return {name: _unambiguous(each) for name, each in of.items()}


def _described() -> OpenAPIConfig:
    schemes: dict[str, SecurityScheme | Reference] = {
        "bearer": SecurityScheme(
            type="http", scheme="bearer", description="An API key, `okr_…`, or a token of the identity provider."
        ),
        "basic": SecurityScheme(type="http", scheme="basic", description="The API key as the password."),
    }
    return OpenAPIConfig(
        title="okr-ledger",
        version="1",
        description="What was promised, what changed, and what was given up for it.",
        components=Components(security_schemes=schemes),
        security=[{"bearer": []}, {"basic": []}],
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, method, path: handler.fn.__name__,
        openapi_router=Router(SCHEMA, route_handlers=[], include_in_schema=False, opt={PUBLIC: True}),
        render_plugins=[Described()],
    )
