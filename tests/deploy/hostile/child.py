"""Runs commands one after the other in a process of its own, and says of each what it said and what it took.

On standard input comes a JSON list of lists of arguments. A command that takes too long is ended and said to be.
"""

from __future__ import annotations

import contextlib
import io
import json
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from deploy.commands import __main__ as command_line

SECONDS = 20
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class _TooLong(BaseException):
    pass


def _end(signal_: int, frame: FrameType | None) -> NoReturn:
    raise _TooLong


def peak() -> int:
    """MiB that this process has had in memory at most, since it was last forgotten; `getrusage` counts its parent's."""
    told = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(told["VmHWM"].split()[0]) // 1024


def forget() -> None:
    """The peak counts from now on."""
    CLEAR.write_text("5")


def ran(arguments: list[str]) -> dict[str, object]:
    """What came of a command."""
    out, err, began = io.StringIO(), io.StringIO(), time.monotonic()
    forget()
    signal.alarm(SECONDS)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = command_line.main(arguments)
    except _TooLong:
        code = -1
    finally:
        signal.alarm(0)
    told = {"code": code, "out": out.getvalue(), "err": err.getvalue()}
    return {**told, "seconds": time.monotonic() - began, "peak": peak()}


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _end)
    asked = json.load(sys.stdin)
    idle = peak()
    print(json.dumps({"idle": idle, "results": [ran(each) for each in asked]}))
