"""Where the events of an import wait until all of them are checked: a file of its own, so that memory stays small."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from types import TracebackType

from events.log.bulk import Ready

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
CACHE_KIB = 64 * 1024
TABLE = """
create table event (
  line integer primary key,
  id text not null,
  subject text not null,
  time integer not null,
  noted integer not null,
  tail blob not null
)
"""
# The lines that have the id of an earlier one.
DOUBLED = """
select e.line, e.id, f.line
from (select id, min(line) as line from event group by id having count(*) > 1) f
join event e on e.id = f.id and e.line > f.line
order by e.line
limit ?
"""
IN_ORDER = """
select line, id, subject, time, noted, tail
from event
where (noted, line) > (?, ?)
order by noted, line
limit ?
"""


class Spool:
    """Events by line, read again in the order in which they are written: by when they were noted, then by line.

    It is a temporary database of SQLite that has no name: it is gone with the process, however that ends.
    """

    def __init__(self) -> None:
        self.events = 0
        self._database = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode=off", "synchronous=off", "locking_mode=exclusive", f"cache_size=-{CACHE_KIB}"):
            self._database.execute(f"pragma {pragma}")
        self._database.execute(TABLE)
        self._database.execute("begin")

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def add(self, events: Sequence[Ready]) -> None:
        """The events are in it; they come in the order of their lines."""
        rows = [
            (event.line, event.id, event.subject, _micros(event.time), _micros(event.notedat), event.tail)
            for event in events
        ]
        self._database.executemany("insert into event values (?, ?, ?, ?, ?, ?)", rows)
        self.events += len(rows)

    def complete(self) -> None:
        """All events are there; what is asked of them from now on is found by an index."""
        # Built at once: to keep them while rows come in any order takes several times as long.
        self._database.execute("create index by_id on event (id, line)")
        self._database.execute("create index by_noted on event (noted, line)")

    def doubled(self, most: int) -> list[tuple[int, str, int]]:
        """The lines whose id stands in an earlier line, with the id and that line."""
        return self._database.execute(DOUBLED, (most,)).fetchall()

    def pages(self, size: int) -> Iterator[list[Ready]]:
        """All events in their order, so many at a time."""
        noted, line = -(2**63), 0
        while rows := self._database.execute(IN_ORDER, (noted, line, size)).fetchall():
            noted, line = rows[-1][4], rows[-1][0]
            yield [
                Ready(of, id_, subject, EPOCH + time * MICROSECOND, EPOCH + at * MICROSECOND, tail)
                for of, id_, subject, time, at, tail in rows
            ]


def _micros(moment: dt.datetime) -> int:
    return (moment - EPOCH) // MICROSECOND
