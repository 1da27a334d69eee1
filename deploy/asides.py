"""JSON files that an option names beside what a command is about: read whole, and refused where they are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from deploy.commands import Failure

LARGEST = 16 * 1024 * 1024


def aside(path: str, expected: str) -> Any:
    """What the file says. Raises Failure with what was expected, also where it never ends or is nested too deeply."""
    file = Path(path)
    try:
        # What is no regular file may keep its reader waiting, or go on for ever.
        if file.exists() and not file.is_file():
            raise Failure(f"{path}: no regular file; {expected}")
        with file.open("rb") as opened:
            text = opened.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise Failure(f"{path}: larger than {LARGEST // 1024 // 1024} MiB; {expected}")
        return json.loads(text.decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Failure(f"{path}: {why}; {expected}") from None
