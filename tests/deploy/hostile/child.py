"""Runs commands one after the other in a process of its own, and says of each what it said and what it took.

On standard input comes a JSON list of lists of arguments. The first ones only load what the others need. A command that
takes too long is ended, and said to be.
"""

from __future__ import annotations

import contextlib
import io
import json
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from deploy.commands import __main__ as command_line

SECONDS = 20
TOO_LONG = -1
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class _TooLong(BaseException):
    pass


def _end(signal_: int, frame: FrameType | None) -> NoReturn:
    raise _TooLong


def resident(field: str) -> int:
    """MiB of this process in memory: now (`VmRSS`), or at most since that was last forgotten (`VmHWM`)."""
    told = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(told[field].split()[0]) // 1024


def ran(arguments: list[str]) -> dict[str, object]:
    """What came of a command. The peak is this process's own, where `getrusage` counts its parent's too."""
    out, err, before = io.StringIO(), io.StringIO(), resident("VmRSS")
    FORGET.write_text("5")
    signal.alarm(SECONDS)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = command_line.main(arguments)
    except _TooLong:
        code = TOO_LONG
    finally:
        signal.alarm(0)
    return {"code": code, "out": out.getvalue(), "err": err.getvalue(), "grown": resident("VmHWM") - before}


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _end)
    print(json.dumps([ran(each) for each in json.load(sys.stdin)]))
