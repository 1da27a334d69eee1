"""API keys: made of random bits that come from outside, shown once, kept as a digest. Pure."""

from __future__ import annotations

import base64
import hashlib

from msgspec import Struct

PREFIX = "okr_"
BITS = 256
SHOWN = 12  # characters of a key that may be shown; the others keep over 200 bits to themselves


class Key(Struct, frozen=True):
    """A key as its owner gets it, the part of it that may be shown, and the digest that is kept."""

    text: str
    prefix: str
    sha256: bytes


def made(random: bytes) -> Key:
    """The key that 256 random bits make."""
    if len(random) * 8 != BITS:
        raise ValueError(f"expected {BITS} random bits, got {len(random) * 8}")
    text = f"{PREFIX}{base64.urlsafe_b64encode(random).rstrip(b'=').decode()}"
    return Key(text, text[:SHOWN], digest(text))


def digest(text: str) -> bytes:
    """What is kept of a key. A key is random, so that stretching the digest would protect nothing."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
