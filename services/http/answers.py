"""Answers: the bytes once, the position they stand at, and 304 for whoever has them already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response

from events.terms import encode_term
from services.http.headers import SAFE

JSON = "application/json"
_encoder = msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number")


def encoded(body: Any) -> bytes:
    """The body as JSON; points are plain numbers."""
    return _encoder.encode(body)


def answer(
    request: Request[Any, Any, Any],
    body: bytes,
    position: int,
    *,
    media_type: str = JSON,
    headers: Mapping[str, str] = SAFE,
    same: bytes | None = None,
) -> Response[Any]:
    """The body with its `Okr-Position` and `ETag`, or 304 without it.

    `same` is what decides whether two answers are, where the body names the moment of asking.
    """
    etag = tag(same or body, position)
    return tagged(
        request, body, position, etag if same is None else f"W/{etag}", media_type=media_type, headers=headers
    )


def tag(body: bytes, position: int) -> str:
    """What an answer is told by: another body, or another position, has another."""
    return f'"{position}-{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def tagged(
    request: Request[Any, Any, Any],
    body: bytes,
    position: int,
    etag: str,
    *,
    media_type: str = JSON,
    headers: Mapping[str, str] = SAFE,
) -> Response[Any]:
    """The body with its `Okr-Position` and this `ETag`, or 304 without it."""
    told = {
        "Okr-Position": str(position),
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Authorization",
        **headers,
    }
    if has(request.headers.get("if-none-match"), etag):
        return Response(b"", status_code=304, headers=told, media_type=media_type)
    return Response(body, status_code=200, headers=told, media_type=media_type)


def has(given: str | None, etag: str) -> bool:
    """Whether an `If-None-Match` names the tag, by the weak comparison (RFC 9110 §13.1.2)."""
    if given is None:
        return False
    known = [tag.strip().removeprefix("W/") for tag in given.split(",")]
    return given.strip() == "*" or etag.removeprefix("W/") in known
