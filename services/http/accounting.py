"""What every answer has, and what is logged of every request: its id, and what protects whoever opens it.

Only what is known to be no secret and nobody's text is logged: the route's template, never the path or the query; and
whose key it was only once it is known to be one.
"""

from __future__ import annotations

import logging
import re
import time
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from services.http.headers import SAFE
from services.http.requests import made

log = logging.getLogger("okr_ledger.http.requests")
HEADER = b"okr-request"
GIVEN = b"x-request-id"
TAKEN = re.compile(rb"(?!okr_)[A-Za-z0-9_-]{1,64}")  # what begins as a key may be one
QUIET = ("/healthz", "/readyz", "/metrics")  # which are asked every few seconds
ID = "okr_request"
_safe = [(name.lower().encode(), value.encode()) for name, value in SAFE.items()]


async def accounted(app: ASGIApp, scope: Scope, receive: Receive, send: Send, method: str) -> None:
    """The request is answered, with its id and the headers that protect, and logged once the answer is sent."""
    began, status = time.perf_counter(), 0
    id_ = identified(scope)
    scope["state"][ID] = id_

    async def begun(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = list(message["headers"])
            there = {name for name, _ in headers}
            headers += [pair for pair in _safe if pair[0] not in there]
            headers.append((HEADER, id_.encode()))
            message["headers"] = headers
        await send(message)

    try:
        await app(scope, receive, begun)
    finally:
        _logged(scope, method, status, (time.perf_counter() - began) * 1000)


def identified(scope: Scope) -> str:
    """The request's id: the one that it came with, where it can be none of our keys, else one that is made here."""
    for name, value in scope["headers"]:
        if name == GIVEN:
            return value.decode() if TAKEN.fullmatch(value) else made()
    return made()


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
    more = {"organisation": user.org, "key": user.prefix} if user is not None else {}
    told = {
        "request": request_id(scope),
        "method": method if method in METHODS else "another",
        "route": route or "none",
        "status": status or "none",
        "duration_ms": round(duration_ms, 1),
    }
    log.log(level, "answered", extra=told | more)


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
