"""What reads of the audit trail have in common: what a period means, that a cycle or plan is there, and all pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

from events.log.source import Source
from projections.calendar import Calendar
from projections.standings import now, then
from projections.tables.audit_entries import Entry, Page, Wanted, entries

PAGE = 1000


def first_of(calendar: Calendar, text: str) -> dt.datetime:
    """The first instant that a text means: a date begins when it does in the organisation's zone. Raises ValueError."""
    at = then.instant(calendar, text, "beginning")
    return calendar.start_of(calendar.day(at)) if then.DATE.fullmatch(text) else at


async def there(source: Source, org: str, cycle: str, unit: str | None) -> None:
    """Nothing, where there is such a cycle, and such a plan of it. Raises Unknown with what there is instead."""
    ranges = [now.one(f"plan/{cycle}/{unit}")] if unit else [now.one(f"cycle/{cycle}"), now.under(f"plan/{cycle}/")]
    for range_ in ranges:
        _, found = await now.names(source, org, range_, 1)
        if found:
            return
    await now.missing(source, org, cycle, unit)


async def pages(
    source: Source, org: str, wanted: Wanted, first: Page, *, newest: bool
) -> AsyncIterator[tuple[Entry, ...]]:
    """The entries of a page of at most `PAGE`, and those of all that follow, up to the position of the first."""
    found = first.entries
    while found:
        yield found
        if len(found) < PAGE:
            return
        page = await entries(source, org, wanted, found[-1].position, PAGE, newest=newest, up_to=first.position)
        found = page.entries
