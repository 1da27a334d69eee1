"""What one row says, before it is known what stands under what."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from services.histories.lines.marks import MarkedLine
from services.histories.tables.kinds import RowKind


class Record(Struct, frozen=True, kw_only=True):
    """An item as its row tells it. `names` are what others may call it by: its id, its number.

    `above` is the record that it stands beside, in the same row. `heads` says that the row is nothing but a title,
    over the rows that follow. `progressed` says that it tells how the item stands, which an objective cannot keep.
    """

    line: int
    said: MarkedLine
    kind: RowKind | None = None
    names: tuple[str, ...] = ()
    key: str | None = None
    parents: tuple[str, ...] = ()
    number: str | None = None
    objective: str | None = None
    above: int | None = None
    period: str | None = None
    noted_on: dt.date | None = None
    heads: bool = False
    progressed: bool = False
