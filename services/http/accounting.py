"""What every answer has, and what is logged of every request: its id, and what protects whoever opens it.

Only what is known to be no secret and nobody's text is logged: the route's template, never the path or the query; and
whose key it was only once it is known to be one.
"""

from __future__ import annotations

import itertools
import logging
import re
import secrets
import time
from collections.abc import Iterable
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from events import tracing
from services.http import counts
from services.http.headers import SAFE

log = logging.getLogger("okr_ledger.http.requests")
HEADER = b"okr-request"
GIVEN = b"x-request-id"
TAKEN = re.compile(rb"(?!okr_)[A-Za-z0-9_-]{1,64}")  # what begins as a key may be one
QUIET = ("/healthz", "/readyz", "/metrics")  # which are asked every few seconds
ID = "okr_request"
POLICY = b"content-security-policy"
_process = secrets.token_hex(8)
_made = (f"{_process}-{nth:x}" for nth in itertools.count(1))
_safe = [(name.lower().encode(), value.encode()) for name, value in SAFE.items()]


async def accounted(app: ASGIApp, scope: Scope, receive: Receive, send: Send, method: str) -> None:
    """The request is answered, with its id and the headers that protect, and logged once the answer is sent."""
    began, status, id_, waited = time.perf_counter(), 0, identified(scope), None
    scope["state"][ID] = id_

    async def begun(message: Message) -> None:
        nonlocal status, waited
        if message["type"] == "http.response.start":
            waited = time.perf_counter() - began
            status = message["status"]
            message["headers"] = [*protected(message["headers"]), (HEADER, id_.encode())]
        await send(message)

    try:
        with tracing.span("request") if scope["path"] not in QUIET else tracing.NOTHING as span:
            try:
                await app(scope, receive, begun)
            finally:
                _described(span, scope, method, status)
    finally:
        took = time.perf_counter() - began
        counts.answered(scope.get("path_template"), status, took if waited is None else waited)
        _logged(scope, method, status, took * 1000)


def _described(span: Any, scope: Scope, method: str, status: int) -> None:
    """The span, where there is one, says what was asked and how it was answered; only the route's template is told."""
    if span is not None:
        known, route = _known(method), scope.get("path_template") or "none"
        span.update_name(f"{known} {route}")
        told = {"http.request.method": known, "http.route": route, "http.response.status_code": status}
        span.set_attributes(told)


def protected(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    """The headers, with those that protect where a library that made them knows of none."""
    there = {name for name, _ in headers}
    return headers if POLICY in there else [*headers, *(pair for pair in _safe if pair[0] not in there)]


def identified(scope: Scope) -> str:
    """The request's id: the one that it came with, where it can be none of our keys, else one that is made here."""
    for name, value in scope["headers"]:
        if name == GIVEN:
            return value.decode() if TAKEN.fullmatch(value) else next(_made)
    return next(_made)


def request_id(scope: Any) -> str | None:
    """The id of the request that is being answered."""
    found: str | None = scope.get("state", {}).get(ID)
    return found


def _logged(scope: Scope, method: str, status: int, duration_ms: float) -> None:
    route = scope.get("path_template")
    level = logging.DEBUG if route in QUIET else logging.INFO
    if not log.isEnabledFor(level):
        return
    user: Any = scope.get("user")
    more = {"organisation": user.org, "key": user.key_prefix} if user is not None else {}
    told = {
        "request": request_id(scope),
        "method": _known(method),
        "route": route or "none",
        "status": status or "none",
        "duration_ms": round(duration_ms, 1),
    }
    # Made here, since a look for who logs it, line by line up the stack, would be half of the cost.
    record = logging.LogRecord(log.name, level, __file__, 0, "answered", None, None)
    record.__dict__.update(told, **more)
    log.handle(record)


def _known(method: str) -> str:
    return method if method in METHODS else "another"


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
