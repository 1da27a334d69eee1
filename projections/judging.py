"""Judges one plan from the log: its own events, those around it, and the plans that its links name."""

from __future__ import annotations

import datetime as dt

from events.log.source import Source
from projections import history
from projections.books import links
from projections.books.journal import keep
from projections.books.judgement import Judgement, decided, judge_plan
from projections.books.ledger import Books
from projections.books.timeline import seen


async def judged(source: Source, org: str, plan: str, up_to: int, now: dt.datetime) -> tuple[Judgement, set[str]]:
    """The judgement of one plan at a position and an instant, and the decisions that its events name."""
    _, cycle, unit = plan.split("/")
    events = await history.of_plan(source, org, cycle, unit, up_to)
    timeline = seen(events, now, now)
    books = keep(timeline, cycle, plan)
    others = await _cited(source, org, books, up_to, now)
    decisions = {event.decision for event in events if event.subject == plan and event.decision}
    return judge_plan(books, timeline, decided(timeline), others), decisions


async def _cited(source: Source, org: str, books: Books, up_to: int, now: dt.datetime) -> list[Books]:
    """The books of the other plans whose events the plan's links name: a sacrifice elsewhere is told from none."""
    ids = links.elsewhere(books)
    plans = {event.subject for event in await history.of_ids(source, org, ids)} if ids else set()
    found = []
    for plan in sorted(name for name in plans if name.startswith("plan/") and name != books.subject):
        _, cycle, unit = plan.split("/")
        found.append(keep(seen(await history.of_plan(source, org, cycle, unit, up_to), now, now), cycle, plan))
    return found
