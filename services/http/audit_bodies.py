"""The audit trail in lists, and the formats in which it comes whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from msgspec import Struct

from projections.reports import trail
from projections.tables.audit_entries import Entry

Format = Literal["json", "ndjson", "csv"]


class EntryList(Struct, frozen=True, kw_only=True):
    """A page of entries; `position` is how far the trail goes, `names` has its persons' for those who may see them."""

    items: tuple[Entry, ...]
    names: dict[str, str] = {}
    next: str | None
    position: int


async def written(pages: AsyncIterator[tuple[Entry, ...]], format: Format) -> AsyncIterator[bytes]:
    """The file that pages of entries make, piece by piece."""
    if format == "csv":
        yield trail.header().encode()
    async for entries in pages:
        yield trail.table(entries).encode() if format == "csv" else trail.lines(entries)
