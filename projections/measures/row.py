"""The row of a plan: all that is read of it when many plans are looked at together."""

from __future__ import annotations

from msgspec import Struct

from projections.books.figures import Figures
from projections.measures.measures import Measures


class Row(Struct, frozen=True, kw_only=True):
    """A plan's figures and measures, and the ids of its findings by kind, without those that are waived; a shift's
    stand under `shift.` and its verdict."""

    figures: Figures
    measures: Measures
    found: dict[str, tuple[str, ...]]
