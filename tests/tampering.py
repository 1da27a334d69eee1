"""What a superuser does who means to rewrite the log: all that protects it is lifted, and put back afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from deploy.migrate import GUARD

TRIGGERS = """
do $$
declare
  it record;
begin
  for it in
    select t.tgrelid::regclass as relation, t.tgname as name
    from pg_trigger t
    where t.tgrelid in ('log.event'::regclass, 'log.head'::regclass)
      and not t.tgisinternal
  loop
    execute format('alter table %s {} trigger %I', it.relation, it.name);
  end loop;
end
$$
"""

# Of a log of `acme` with four events of one act, whose note is "on its way": what is done to it, and the first position
# that is no longer as it was.
FORGERIES = {
    "an event is edited": (
        "update log.event set body = convert_to(replace(convert_from(body, 'UTF8'), 'way', 'end'), 'UTF8') "
        "where org = 'acme' and position = 2",
        2,
    ),
    "an event is deleted": ("delete from log.event where org = 'acme' and position = 2", 2),
    "the last events are cut off": ("delete from log.event where org = 'acme' and position > 2", 3),
    "all is cut off": ("truncate log.event", 1),
    "the log is cut off with its head": (
        "delete from log.event where org = 'acme' and position > 2; "
        "update log.head set position = 2 where org = 'acme'",
        3,
    ),
    "an event stands at a position that was chosen": (
        "insert into log.event (org, position, stream, version, id, noted_at, recorded_at, body, type) "
        "select org, 70, stream, 70, 'forged', noted_at, recorded_at, body, type from log.event "
        "where org = 'acme' and position = 4",
        5,
    ),
    "two events change places": (
        "update log.event set position = 70 where org = 'acme' and position = 2; "
        "update log.event set position = 2 where org = 'acme' and position = 3; "
        "update log.event set position = 3 where org = 'acme' and position = 70",
        2,
    ),
    "a recorded time is backdated in its column": (
        "update log.event set recorded_at = '2020-01-01', noted_at = '2020-01-01' where org = 'acme' and position = 2",
        2,
    ),
    "a stream is another in its column": (
        "update log.event set stream = 'org', version = 70 where org = 'acme' and position = 2",
        2,
    ),
    "an id is another in its column": ("update log.event set id = 'x' where org = 'acme' and position = 2", 2),
    "an event is another organisation's": (
        "update log.event set org = 'globex' where org = 'acme' and position = 4",
        4,
    ),
    "the head is ahead": ("update log.head set position = position + 1 where org = 'acme'", 5),
}


@asynccontextmanager
async def unprotected(superuser: asyncpg.Connection) -> AsyncIterator[None]:
    """In one transaction, until the block is left, neither the guard nor a trigger refuses anything; then all stand."""
    async with superuser.transaction():
        await superuser.execute(GUARD.format("disable"))
        await superuser.execute(TRIGGERS.format("disable"))
        yield
        await superuser.execute(TRIGGERS.format("enable always"))
        await superuser.execute(GUARD.format("enable always"))
