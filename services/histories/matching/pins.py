"""What an importer says of the matching: which item a line of a version is, or that it is a newcomer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.histories.changes.plan import Plan
from services.histories.snapshot import Entry
from services.histories.sources.version import HistoryRefused

Pins = Mapping[tuple[str, int], str | None]
SHOWN = 5


def pinned(pins: Pins, version: str, entries: Sequence[Entry], plan: Plan) -> dict[int, str | None]:
    """The entries of the version of which something is said. Raises `HistoryRefused` where no item can be that."""
    found: dict[int, str | None] = {}
    for at, entry in enumerate(entries):
        where = version, entry.line
        if where not in pins:
            continue
        item = pins[where]
        if item is not None and item not in plan.items:
            known = ", ".join([*plan.items][:SHOWN]) or "none yet"
            more = f" and {len(plan.items) - SHOWN} more" if len(plan.items) > SHOWN else ""
            says = f"matched to {item!r}, which is no item of {plan.cycle} before this version"
            raise HistoryRefused(
                f"{version}:{entry.line}: {says}; expected one of {known}{more}, or null for a newcomer"
            )
        if item is not None and item in found.values():
            raise HistoryRefused(f"{version}:{entry.line}: matched to {item!r}, as another line of it is; expected one")
        found[at] = item
    return found


def unmet(pins: Pins, met: set[tuple[str, int]]) -> None:
    """Raises `HistoryRefused` where something is said of a line that is no item's."""
    if left := sorted(pins.keys() - met):
        version, line = left[0]
        raise HistoryRefused(f"{version}:{line}: matched, but no item begins at that line; expected a line of an item")
