"""The rows of an organisation's plans, kept between judgements: only what is newer is read."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import asyncpg
import msgspec

from events.log.source import Source
from projections.measures.row import Row

KEPT = 20_000  # rows of all organisations together
decoder = msgspec.json.Decoder(Row)


class Rows:
    """Rows by cycle and unit, for the worker's login, which reads every organisation's. A row is told from a newer one
    by the transaction that wrote it: a plan that is judged again because time passed keeps its position."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, tuple[str, Row]]] = OrderedDict()

    async def of(self, pool: asyncpg.Pool, org: str) -> dict[str, dict[str, Row]]:
        """All rows of the organisation, by cycle and unit."""
        known = self._kept.pop(org, {})
        there = {row["subject"]: row["written"] for row in await pool.fetch(NAMES, org)}
        newer = [name for name, written in there.items() if name not in known or known[name][0] != written]
        # What is written between the two questions is told from what was asked for first, and read again next time.
        rows = await _read(pool, org, newer)
        both = {**{name: row for name, (_, row) in known.items()}, **rows}
        now = {name: (written, both[name]) for name, written in there.items() if name in both}
        self._kept[org] = now
        while sum(map(len, self._kept.values())) > KEPT and len(self._kept) > 1:
            self._kept.popitem(last=False)
        return _by_cycle({name: row for name, (_, row) in now.items()})


async def _read(source: Source, org: str, names: list[str]) -> dict[str, Row]:
    if not names:
        return {}
    found = await source.fetch(READ, org, names)
    return await asyncio.to_thread(lambda: {row["subject"]: decoder.decode(row["row"]) for row in found})


def _by_cycle(rows: dict[str, Row]) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for name, row in rows.items():
        _, cycle, unit = name.split("/")
        found.setdefault(cycle, {})[unit] = row
    return found


# A plan's row is the same in every build that has it.
NAMES = """
select distinct on (g.subject) g.subject, g.xmin::text as written
from projection.governance_v4 g
where g.org = $1 and g.row is not null
order by g.subject, g.position desc, g.build desc
"""
READ = """
select distinct on (g.subject) g.subject, g.row
from projection.governance_v4 g
where g.org = $1 and g.subject = any($2) and g.row is not null
order by g.subject, g.position desc, g.build desc
"""
