"""Takes the body of a request: bounded in size and in time, and only what says that it is JSON."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request
from litestar.exceptions import InternalServerException

from services.http.problems import NotJson, TooLarge, TooSlow

JSON = "application/json"
BYTES = 1024 * 1024
SECONDS = 10.0


async def received(request: Request[Any, Any, Any]) -> bytes:
    """The body's bytes. Raises NotJson, TooLarge and TooSlow."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if kind != JSON or encoding != "identity":
        sent = f"{kind or 'no content type'}{'' if encoding == 'identity' else f', {encoding}'}"[:100]
        raise NotJson(f"expected a body of {JSON}, not compressed; it came as {sent}")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared[:20]) > BYTES:
        raise TooLarge(f"the body has {declared[:20]} bytes; at most {BYTES} are accepted")
    try:
        async with asyncio.timeout(SECONDS):
            return await _gathered(request)
    except TimeoutError:
        raise TooSlow(f"the body did not arrive within {SECONDS:g} seconds") from None
    except InternalServerException:
        # So the framework names a client that went away, and nothing else: it is no fault of the server.
        raise TooSlow("the client went away before its body had arrived") from None


async def _gathered(request: Request[Any, Any, Any]) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BYTES:
            raise TooLarge(f"the body has more than {BYTES} bytes, which is the most that is accepted")
    return bytes(body)
