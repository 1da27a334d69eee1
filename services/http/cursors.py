"""Cursors: where a list goes on, opaque to whoever passes them back."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar import Request

from services.http.problems import BadParameter


def cursor(key: Any) -> str:
    """The cursor behind the item of that key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def behind(text: str | None, kind: Any) -> Any:
    """The key, of that type, that a cursor holds; None without one. Raises BadParameter for what is no cursor."""
    if text is None:
        return None
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        return msgspec.json.decode(base64.b64decode(padded, altchars=b"-_", validate=True), type=kind)
    except (UnicodeEncodeError, binascii.Error, msgspec.MsgspecError, ValueError):
        raise BadParameter("cursor", f"{text[:40]!r} is no cursor of this list; take the one in `next`") from None


def onward(request: Request[Any, Any, Any], key: Any | None) -> str | None:
    """The address of the next page; None where the list ends."""
    return None if key is None else asked_with(request, "cursor", cursor(key))


def asked_with(request: Request[Any, Any, Any], name: str, value: str) -> str:
    """The address of the same question with one parameter as given."""
    # Not by `request.url`, which is made of the client's `Host` too, and breaks where that is none.
    query = request.scope["query_string"].decode("utf-8", "replace")
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != name]
    return f"{request.scope.get('root_path', '')}{request.scope['path']}?{urlencode([*kept, (name, value)])}"
