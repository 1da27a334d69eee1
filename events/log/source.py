"""Where the log is read and written: whatever fetches rows."""

from __future__ import annotations

from typing import Any, Protocol


class Source(Protocol):
    """A connection of asyncpg, or a pool of them. A call outside a transaction is one of its own."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...
