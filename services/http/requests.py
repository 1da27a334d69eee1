"""Ids of requests: the client's `Idempotency-Key`, or one that is made here."""

from __future__ import annotations

import re
import secrets
import time
import uuid

from services.http.problems import BadParameter

HEADER = "Idempotency-Key"
ACCEPTED = "letters, digits, '_' and '-', at most 48"
PATTERN = re.compile(r"[A-Za-z0-9_-]{1,48}")


def chosen(given: str | None) -> str | None:
    """The id that the client chose, if it did. Raises BadParameter."""
    if given is not None and not PATTERN.fullmatch(given):
        raise BadParameter(HEADER, f"{HEADER}: expected {ACCEPTED}; it has {len(given)} characters")
    return given


def made() -> str:
    """A new id: a UUID of version 7 (RFC 9562 §5.7), so that ids are in the order of time."""
    millis, random = time.time_ns() // 1_000_000, secrets.randbits(74)
    number = millis << 80 | 0x7 << 76 | random >> 62 << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return str(uuid.UUID(int=number))
