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


@asynccontextmanager
async def unprotected(superuser: asyncpg.Connection) -> AsyncIterator[None]:
    """In one transaction, until the block is left, neither the guard nor a trigger refuses anything; then all stand."""
    async with superuser.transaction():
        await superuser.execute(GUARD.format("disable"))
        await superuser.execute(TRIGGERS.format("disable"))
        yield
        await superuser.execute(TRIGGERS.format("enable always"))
        await superuser.execute(GUARD.format("enable always"))
