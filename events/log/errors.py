"""What the log refuses, and why: one class an SQLSTATE (`migrations/0001_log/03_refuse.sql` lists them, and
`0007_restore/02_restore.sql` the last).

A class's docstring is its message; the names in braces are its attributes.
"""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec

WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Refused(Exception):
    """The log refused the act"""

    sqlstate: ClassVar[str] = ""

    def __init__(self, **detail: str | int | list[int]) -> None:
        super().__init__((type(self).__doc__ or "").format_map(detail))
        vars(self).update(detail)


class Moved(Refused):
    """{stream} is at version {actual}, not at {expected}: read it again and decide anew"""

    sqlstate = "OKR01"
    stream: str
    expected: int
    actual: int


class RequestReused(Refused):
    """the request {request} was here with another body (position {position}): another request needs another id"""

    sqlstate = "OKR02"
    request: str
    position: int


class IdTaken(Refused):
    """the id {id} is taken by the event at position {position}: an event is written once"""

    sqlstate = "OKR03"
    id: str
    position: int


class IdTwice(Refused):
    """two events of one act have the id {id}"""

    sqlstate = "OKR04"
    id: str


class Ahead(Refused):
    """{attribute} of the event {id} is {moment}, and the log's clock {clock}: what is yet to come is a decision; `time` may be 5 minutes ahead, `notedat` not at all"""  # noqa: E501

    sqlstate = "OKR05"
    id: str
    attribute: str
    moment: str
    clock: str


class NotedBefore(Refused):
    """the event {id} was noted at {notedat}, and {stream} already has one noted at {last}: write the events of a stream in the order of `notedat`, or leave `notedat` out, so that it counts as noted now"""  # noqa: E501

    sqlstate = "OKR06"
    id: str
    stream: str
    notedat: str
    last: str


class TooLarge(Refused):
    """the event {id} has {bytes} bytes, at most {limit} are kept"""

    sqlstate = "OKR07"
    id: str
    bytes: int
    limit: int


class Unchangeable(Refused):
    """{operation} on log.{table} is refused: what is written does not change"""

    sqlstate = "OKR08"
    table: str
    operation: str


class NoAct(Refused):
    """what was to be appended is no act: {reason}"""

    sqlstate = "OKR09"
    reason: str


class NotEmpty(Refused):
    """{org} is not empty, its log goes to position {position}: an archive is restored where nothing is"""

    sqlstate = "OKR10"
    org: str
    position: int


class InTheWay(Refused):
    """acts of a flush cannot be written with it: {acts}, counted from 1"""

    sqlstate = "OKR11"
    acts: list[int]


_classes = {kind.sqlstate: kind for kind in Refused.__subclasses__()}


def refusal(sqlstate: str | None, detail: str | None) -> Refused | None:
    """The refusal that an error of Postgres stands for; None for any other error."""
    kind = _classes.get(sqlstate or "")
    return kind(**msgspec.json.decode(detail or "{}")) if kind else None


def kind(error: Exception) -> str:
    """What kind of error of Postgres it is, as `unique violation (23505)`: its own words quote rows, statements, tables
    and logins."""
    words = WORDS.sub(" ", type(error).__name__.removesuffix("Error")).lower()
    sqlstate = getattr(error, "sqlstate", None)
    return f"{words} ({sqlstate})" if sqlstate else words
