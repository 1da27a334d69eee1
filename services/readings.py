"""The access log: who looked at what of an organisation, and when. Old ones its owner prunes.

Nobody changes any, and nobody else removes one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from events.log.source import Source

PAGE = 1000
NOTE = "select access.note_readings($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
READ = """
select id, org, at, person, key_prefix, role, action, resource, as_of, known_at, position
from access.readings($1, $2, $3, $4, $5, $6)
"""
PRUNE = "select access.prune_readings($1, $2, $3)"
PRUNED = 50_000  # in one transaction, during which nobody notes a reading
KEPT_DAYS = 30  # younger ones the database does not let go
Place = tuple[dt.datetime, int | None]  # of a reading among all: its instant and id


class Reading(Struct, frozen=True, kw_only=True):
    """A person looked at a resource at an instant; in a role where it was one, with the key that `key_prefix` says.

    `person` is a pseudonym, `action` a word (`report.read`), `resource` a name without spaces (`cycle/2026-q1`): there
    is no free text in it. `as_of`, `known_at` and `position` say which state of the record was shown. The database
    gives the `id`.
    """

    id: int | None = None
    org: str
    at: dt.datetime
    person: str
    key_prefix: str | None = None
    role: str | None = None
    action: str
    resource: str
    as_of: dt.datetime | None = None
    known_at: dt.datetime | None = None
    position: int | None = None

    @property
    def place(self) -> Place:
        """Where a next page goes on."""
        return self.at, self.id


async def note(source: Source, readings: Sequence[Reading]) -> None:
    """The readings, of whichever organisations, are in the access log: all of them, or with an error none."""
    if not readings:
        return
    columns = zip(
        *(
            (r.org, r.at, r.person, r.key_prefix, r.role, r.action, r.resource, r.as_of, r.known_at, r.position)
            for r in readings
        ),
        strict=True,
    )
    await source.fetch(NOTE, *map(list, columns))


async def page(
    source: Source,
    org: str,
    *,
    person: str | None = None,
    since: dt.datetime | None = None,
    before: Place | None = None,
    limit: int = PAGE,
) -> list[Reading]:
    """The newest readings of the organisation behind an earlier page; of one person, or since an instant.

    Fewer than `limit` means that there are no more; more than 10,000 are never given at once.
    """
    at, id_ = before or (None, None)
    return [Reading(**row) for row in await source.fetch(READ, org, person, since, at, id_, limit)]


async def prune(source: Source, org: str, before: dt.datetime, at_most: int = PRUNED) -> int:
    """The organisation's readings of before the instant are gone; how many those were. For the owner's login.

    Each transaction of it is noted as a reading, `readings.prune`, with how many in its resource; those stay.
    """
    total = 0
    while True:
        gone = int((await source.fetch(PRUNE, org, before, at_most))[0][0])
        total += gone
        if gone < at_most:
            return total
