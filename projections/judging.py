"""Judges one plan from the log: its own events, those around it, and the plans that its links name."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from events.log.read import Head
from events.log.source import Source
from projections import history
from projections.books import links
from projections.books.journal import keep
from projections.books.judgement import Judgement, decided, judge_plan
from projections.books.ledger import Books
from projections.books.timeline import seen


async def judged(source: Source, org: str, plan: str, head: Head, now: dt.datetime) -> tuple[Judgement, set[str]]:
    """The judgement of one plan at a head of the log and an instant, and the decisions that its events name.

    All that the head has noted is known, also where the log's clock is ahead of the one that says what is now. What is
    to take effect only later is not seen yet, and the judgement holds no longer than until then.
    """
    _, cycle, unit = plan.split("/")
    now = max(now, head.recorded_at)
    events = await history.of_plan(source, org, cycle, unit, head.position)
    timeline = seen(events, now, now)
    books = keep(timeline, cycle, plan)
    others = await _cited(source, org, books, head.position, now)
    judgement = judge_plan(books, timeline, decided(timeline), others)
    ahead = [event.effective for event in events if event.effective > now]
    until = min((moment for moment in (judgement.until, *ahead) if moment is not None), default=None)
    decisions = {event.decision for event in events if event.subject == plan and event.decision}
    return replace(judgement, until=until), decisions


async def _cited(source: Source, org: str, books: Books, up_to: int, now: dt.datetime) -> list[Books]:
    """The books of the other plans whose events the plan's links name: a sacrifice elsewhere is told from none."""
    ids = links.elsewhere(books)
    plans = {event.subject for event in await history.of_ids(source, org, ids)} if ids else set()
    found = []
    for plan in sorted(name for name in plans if name.startswith("plan/") and name != books.subject):
        _, cycle, unit = plan.split("/")
        found.append(keep(seen(await history.of_plan(source, org, cycle, unit, up_to), now, now), cycle, plan))
    return found
