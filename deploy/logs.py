"""What is logged: fields that are on a list, in one form, and never what an exception says.

An error of the database quotes rows, one of an address its password, and a library's message what it was working on. So
a line has the constant text of its message, the type of an error, and where in our own code it came up.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
OURS = "okr_ledger"
FOLDERS = ("deploy", "events", "projections", "services", "workers")
FIELDS = (
    *("request", "method", "route", "status", "duration_ms", "organisation", "key", "position", "job"),
    *("projection", "stream", "report", "error", "place"),
)
FRAMES = 3  # of our own code, the innermost
JOB = re.compile(r"[a-z_]{1,32}(?=:)")  # which the id of a job begins with
LONGEST = 200  # characters of a value
CONVERSION = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[A-Za-z]")

log = logging.getLogger("okr_ledger")


class Fields(logging.Formatter):
    """Records as JSON objects, or as short text for a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        told = fields(record)
        return short(told) if self._terminal else msgspec.json.encode(told).decode()


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What may be told of a record; an extra that is on no list is dropped."""
    told: dict[str, Any] = {
        "time": dt.datetime.fromtimestamp(record.created, dt.UTC),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": event(record),
    }
    given = record.__dict__
    for name in FIELDS:
        if name in given:
            value = given[name]
            if isinstance(value, str):
                told[name] = value[:LONGEST]
            elif isinstance(value, int | float):
                told[name] = value
    if record.name == "arq.worker" and (job := _job(record)):
        told["job"] = job
    if record.exc_info and (error := record.exc_info[1]) is not None:
        told["error"], told["place"] = type(error).__name__, place(error)
    return told


def event(record: logging.LogRecord) -> str:
    """The constant part of the message; of a library's that may be put together, the function that logs it."""
    if isinstance(record.msg, str) and (record.args or record.name.split(".")[0] == OURS):
        return CONVERSION.sub("…", record.msg)[:LONGEST].strip() if "%" in record.msg else record.msg
    return record.funcName or "?"


def _job(record: logging.LogRecord) -> str | None:
    """Which job a line of arq's is about; what it was told, and what came of it, stays unsaid."""
    given = record.args if isinstance(record.args, tuple) else ()
    found = JOB.match(next((each for each in given if isinstance(each, str)), ""))
    return found and found[0]


def short(told: dict[str, Any]) -> str:
    """The same for a person: the time of the day, and what there is to say."""
    more = " ".join(f"{name}={told[name]}" for name in FIELDS if name in told)
    return f"{told['time']:%H:%M:%S} {told['level']}: {told['event']} {more}".rstrip()


def place(error: BaseException) -> str:
    """Where in our own code an error came up, the innermost line last."""
    found = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and (name := file.relative_to(ROOT)).parts[0] in FOLDERS:
            found.append(f"{name.as_posix()}:{line}")
    return ", ".join(found[-FRAMES:]) or "no line of ours"


@contextlib.contextmanager
def written(level: int, *libraries: str) -> Iterator[None]:
    """All that is logged meanwhile goes to standard error in this form: ours and what these libraries log from the
    level on, of the rest warnings."""
    handler, root = logging.StreamHandler(), logging.getLogger()
    handler.setFormatter(Fields(terminal=sys.stderr.isatty()))
    levels = {name: logging.getLogger(name).level for name in (OURS, *libraries)}
    before = sys.unraisablehook, threading.excepthook, logging.raiseExceptions
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(level)
    # Python's own ways of telling of what nobody catches print all that an error says.
    sys.unraisablehook = threading.excepthook = _uncaught
    logging.raiseExceptions = False
    # What no line has need not be found out for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        sys.unraisablehook, threading.excepthook, logging.raiseExceptions = before
        for name, was in levels.items():
            logging.getLogger(name).setLevel(was)
        root.removeHandler(handler)


def _uncaught(told: Any) -> None:
    log.error("nobody caught an error", exc_info=told.exc_value)
