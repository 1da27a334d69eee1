"""What a connection still has of whoever used it last: nothing, where it goes back to a pool."""

from __future__ import annotations

from typing import Any

import asyncpg

# The driver itself turns `jit` off for its own questions, and on again.
CARRIED = """
select 'okr.org is ' || current_setting('okr.org', true)
where current_setting('okr.org', true) <> ''
union all
select format('%s is set to %s', name, setting)
from pg_settings
where source = 'session'
  and name <> 'jit'
union all
select 'the role is ' || current_user
where current_user <> session_user
union all
select 'a temporary ' || relname
from pg_class
where relnamespace = pg_my_temp_schema()
union all
select 'a function ' || proname
from pg_proc
where pronamespace = pg_my_temp_schema()
union all
select 'the cursor ' || name
from pg_cursors
where name <> ''
union all
select 'it listens to ' || channel
from pg_listening_channels() channel
union all
select 'an advisory lock ' || objid
from pg_locks
where pid = pg_backend_pid()
  and locktype = 'advisory'
union all
select 'a statement with a value in it: ' || statement
from pg_prepared_statements
where statement ~ 'acm[e]|globe[x]'
"""


async def carried(connection: Any) -> list[str]:
    """A line for each thing that the connection has kept."""
    kept = ["a transaction"] if connection.is_in_transaction() else []
    return kept + [line for (line,) in await connection.fetch(CARRIED)]


async def carried_by(pool: asyncpg.Pool) -> list[str]:
    """The same of the one connection that a pool has, once it is free."""
    async with pool.acquire(timeout=10) as connection:
        assert pool.get_size() == 1
        return await carried(connection)
