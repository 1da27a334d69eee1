"""JSON files that an option names beside what a command is about: read whole, and refused where they are none."""

from __future__ import annotations

import json
from typing import Any

from deploy.commands import Failure
from deploy.named_files import MIB, whole

LARGEST = 16 * MIB
MOST_VALUES = 1_000_000
"""Values of one file: in memory an empty list is thirty times what it is in the file."""


def aside(path: str, expected: str) -> Any:
    """What the file says. Raises Failure with what was expected, also where it never ends or is nested too deeply."""
    return said(whole(path, LARGEST, expected), path, expected)


def said(body: bytes, path: str, expected: str) -> Any:
    """What the bytes of that file say. Raises Failure with what was expected."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MOST_VALUES:
        raise Failure(f"{path}: more than {MOST_VALUES:,} values; {expected}")
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Failure(f"{path}: {error}; {expected}") from None
