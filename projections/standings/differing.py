"""What is different in a cycle, a plan or an item between two moments: read from the log, and compared."""

from __future__ import annotations

from events.catalogue import Event
from events.log import read
from events.log.source import Source
from projections import history
from projections.standings import now, then
from projections.standings.comparison import compared
from projections.standings.differences import Differences, Span
from projections.standings.standing import Unknown, listed
from projections.standings.then import TooMany


async def differing(
    source: Source,
    org: str,
    cycle: str,
    span: Span,
    up_to: int,
    *,
    unit: str | None = None,
    item: str | None = None,
    bounded: bool = True,
) -> Differences:
    """The differences of a cycle, of one unit's plan, or of the items of one id, at a position.

    Raises Unknown where nothing of it was seen by the end of the span, NoComparison, and TooMany.
    """
    if unit is not None:
        events = await history.of_plan(source, org, cycle, unit, up_to)
        if not any(event.subject == f"plan/{cycle}/{unit}" for event in events):
            await _others(source, org, cycle, unit)
    else:
        events = await history.of_stream(source, org, "org", up_to)
        events += await _of_cycle(source, org, cycle, up_to, bounded)
    return await then.aside(lambda: compared(events, cycle, span, up_to, unit=unit, item=item))


async def _others(source: Source, org: str, cycle: str, unit: str) -> None:
    """Raises Unknown with the cycle's plans. Where none is projected, the comparison says what the log has not."""
    _, found = await now.names(source, org, now.under(f"plan/{cycle}/"))
    if found:
        units = [name.split("/")[2] for name in found]
        raise Unknown(f"the cycle {cycle} has no plan of {unit}; {listed(units)}")


async def _of_cycle(source: Source, org: str, cycle: str, up_to: int, bounded: bool) -> list[Event]:
    pages = read.cycle(source, org, cycle, up_to, then.PAGE)
    try:
        bodies = await then.gathered(pages, then.MOST if bounded else None)
    except TooMany:
        raise TooMany(
            f"a request folds at most {then.MOST} events, and this cycle has more; "
            "ask for one unit, or on the command line: okr-ledger diff"
        ) from None
    return await then.aside(lambda: then.recalled(bodies))
