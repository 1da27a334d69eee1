"""Which lines of a program's log tell of an error, and which of them a break explains."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from deploy.soaking.breaking import POSTGRES, VALKEY
from deploy.soaking.diary import Break

ERRORS = ("error", "critical")
WORDS = ("serving at ", "working; ", "nothing is sealed: ")  # what programs say that is no line of the log
EXPLAINED_SECONDS = 15  # within which whoever lost Postgres or Valkey has found it again


class Line(msgspec.Struct, frozen=True):
    """A line of a log."""

    time: dt.datetime
    level: str
    event: str
    error: str = ""
    place: str = ""

    @property
    def told(self) -> str:
        """What it tells, without when."""
        return " ".join(each for each in (self.event, self.error, self.place) if each)


class Told(NamedTuple):
    """The errors that breaks explain, with how often each was logged; and what nothing explains."""

    explained: Counter[str]
    wrong: list[str]


def told(said: Iterable[str], breaks: Sequence[Break]) -> Told:
    """What the lines of a program tell of errors."""
    found = Told(Counter(), [])
    for text in said:
        if not text.strip() or text.startswith(WORDS):
            continue
        try:
            line = msgspec.json.decode(text, type=Line)
        except msgspec.DecodeError:
            found.wrong.append(f"no line of a log: {text[:200]}")
            continue
        if line.level not in ERRORS:
            continue
        if explains(breaks, line):
            found.explained[line.told] += 1
        else:
            found.wrong.append(f"logged at {line.time:%H:%M:%S}: {line.told}")
    return found


def explains(breaks: Sequence[Break], line: Line) -> bool:
    """Whether Postgres or Valkey was away when the line came about. That a process ended is no excuse for others."""
    later = dt.timedelta(seconds=EXPLAINED_SECONDS)
    away = (each for each in breaks if each.what.startswith((POSTGRES, VALKEY)))
    return bool(line.error) and any(each.begun <= line.time <= each.ended + later for each in away)
