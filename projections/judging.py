"""Judges plans from the log: each from its own events, those around it, and the plans that its links name.

A judgement is a function of the log up to a head and of an instant; which plans are judged together changes nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Collection, Iterable, Sequence
from itertools import chain

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event, recall
from events.log import read
from events.log.read import Head
from events.log.source import Source
from projections import history
from projections.books import links
from projections.books.journal import keep
from projections.books.judgement import decided, judge_plan
from projections.books.ledger import Books
from projections.books.timeline import Timeline, seen
from projections.diagnosis import whole
from projections.diagnosis.judgement import judge_whole
from projections.folds.cycle import Cycle
from projections.folds.decision import Decision
from projections.measures.objections import Objection, objections
from projections.measures.row import Row
from projections.registry import NOT_THE_EVENTS
from projections.rules.rule import Quarter
from projections.tables.governance_keep import Judged
from projections.tables.governance_rows import Rows

PAGE = 1000
FAR = 10_000  # events behind which all that is around is read anew
KEPT = 64  # organisations whose surroundings are kept
NOT_THE_PLAN = (asyncpg.PostgresError, *NOT_THE_EVENTS)  # a judge asks the database for events, and no more


class Around(Struct, frozen=True):
    """What the plans of an organisation have in common, up to a head and an instant: its own events, its cycles',
    decisions and supports; and when the first of them takes effect that is yet to."""

    org: str
    head: Head
    timeline: Timeline
    decisions: dict[str, Decision]
    objections: tuple[Objection, ...]
    until: dt.datetime | None

    def later(self, head: Head, now: dt.datetime) -> Around | None:
        """The same at a later head and instant, where nothing came and nothing takes effect in between; else None."""
        if now < self.timeline.as_of or self.until is not None:
            return None
        return replace(self, head=head, timeline=self.timeline.later(now))


def _around(org: str, head: Head, events: list[Event], now: dt.datetime) -> Around:
    timeline = seen(events, now, now)
    # Each plan has these streams beside its own: what has been made of the decisions need not be carried along.
    streams = {name: its for name, its in timeline.streams.items() if not name.startswith("decision/")}
    raised = objections(timeline.of("decision/"))
    return Around(org, head, replace(timeline, streams=streams), decided(timeline), raised, _ahead(events, now))


class Memory:
    """The common events of the organisations that were judged last: what is newer is read, the rest is kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[list[Event], Around]] = OrderedDict()
        self.rows = Rows()
        self._resting: dict[str, float] = {}

    def rest(self, org: str, seconds: float) -> None:
        """The organisation's cycles are not judged again for that long."""
        self._resting[org] = asyncio.get_running_loop().time() + seconds

    def resting(self, org: str) -> float:
        """For how many seconds the organisation's cycles still rest."""
        left = self._resting.get(org, 0.0) - asyncio.get_running_loop().time()
        if left <= 0:
            self._resting.pop(org, None)
        return max(left, 0.0)

    async def around(self, source: Source, org: str, head: Head, now: dt.datetime) -> Around:
        """What is around the organisation's plans. All that the head has noted is known, also where the log's clock is
        ahead of the one that says what is now."""
        now = max(now, head.recorded_at)
        events, before = self._kept.pop(org, ([], None))
        if before is None or not before.head.position <= head.position <= before.head.position + FAR:
            events = await _common(source, org, head.position)
            around = _around(org, head, events, now)
        elif newer := await _newer(source, org, before.head.position, head.position):
            events = events + newer
            around = _around(org, head, events, now)
        else:
            around = before.later(head, now) or _around(org, head, events, now)
        self._kept[org] = events, around
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return around


async def judged(source: Source, around: Around, plans: Sequence[str]) -> AsyncGenerator[Judged, None]:
    """The judgement of each plan, or why it has none: one that cannot be judged holds no other back. The next one's
    events are on their way while one is judged.

    Raises what the database raises: that is no plan's fault.
    """
    if not plans:
        return
    coming = asyncio.ensure_future(_own(source, around, plans[0]))
    try:
        for plan, following in zip(plans, [*plans[1:], None], strict=True):
            await asyncio.wait([coming])
            own = coming
            if following is not None:
                coming = asyncio.ensure_future(_own(source, around, following))
                await asyncio.sleep(0)  # the question is on its way
            yield await _judged(source, around, plan, own)
    finally:
        coming.cancel()
        await asyncio.wait([coming])


async def _judged(source: Source, around: Around, plan: str, own: Awaitable[list[Event]]) -> Judged:
    try:
        events = await own
        if not any(event.subject == plan for event in events):  # check-ins alone make none
            return Judged(plan, None)
        timeline = around.timeline.joined(events)
        books = keep(timeline, plan.split("/")[1], plan)
        others = await _named(source, around, plan, links.elsewhere(books))
        cited = [keep(around.timeline.joined(its), name.split("/")[1], name) for name, its in others.items()]
        return _of(around, books, timeline, cited, [*events, *chain.from_iterable(others.values())])
    except NOT_THE_PLAN:
        raise
    except Exception as error:
        return Judged(plan, None, error=error)


def _of(around: Around, books: Books, timeline: Timeline, cited: list[Books], events: list[Event]) -> Judged:
    """What is to take effect only later, here or in a plan that is cited, is not seen yet, and the judgement holds no
    longer than until then."""
    judgement = judge_plan(books, timeline, around.decisions, cited)
    moments = (judgement.until, around.until, _ahead(events, timeline.as_of))
    until = min((moment for moment in moments if moment is not None), default=None)
    steps = (*books.commitments.values(), *books.steps)  # also of the cycle, whose extensions are the plan's matter
    decisions = {step.event.decision for step in steps if step.event.decision}
    return Judged(books.subject, replace(judgement, until=until), tuple(sorted(decisions)))


def _ahead(events: Iterable[Event], now: dt.datetime) -> dt.datetime | None:
    return min((event.effective for event in events if event.effective > now), default=None)


def judged_cycles(around: Around, rows: dict[str, dict[str, Row]], cycles: Collection[str]) -> list[Judged]:
    """The judgement of each of the cycles, and of those that started after one of them, or why there is none."""
    opened = whole.opened(around.timeline)
    names = {*cycles} | {name for name in opened if not {*whole.before(opened, name)}.isdisjoint(cycles)}
    quarters = {
        name: Quarter(id=name, cycle=opened.get(name, Cycle()), rows=dict(sorted(rows.get(name, {}).items())))
        for name in {*opened, *rows, *names}
    }
    return [_judged_cycle(around, quarters, name) for name in sorted(names)]


def _judged_cycle(around: Around, quarters: dict[str, Quarter], name: str) -> Judged:
    try:
        matter = whole.matter_of(around.timeline, name, quarters, around.decisions, around.objections)
        judgement = judge_whole(matter)
        moments = [moment for moment in (judgement.until, around.until) if moment is not None]
        return Judged(f"cycle/{name}", replace(judgement, until=min(moments, default=None)))
    except Exception as error:
        return Judged(f"cycle/{name}", None, error=error)


async def _common(source: Source, org: str, up_to: int) -> list[Event]:
    events = await history.of_stream(source, org, "org", up_to)
    for prefix in ("cycle/", "decision/", "support/"):
        async for entries in read.under(source, org, prefix, up_to, PAGE):
            events += [recall(body) for _, body in entries]
    return events


async def _newer(source: Source, org: str, after: int, up_to: int) -> list[Event]:
    events: list[Event] = []
    while after < up_to and (entries := await read.page(source, org, after, min(PAGE, up_to - after))):
        events += [event for _, body in entries if _is_common(event := recall(body))]
        after = entries[-1][0]
    return events


def _is_common(event: Event) -> bool:
    return event.subject == "org" or event.subject.startswith(("cycle/", "decision/", "support/"))


async def _own(source: Source, around: Around, plan: str) -> list[Event]:
    _, cycle, unit = plan.split("/")
    return await history.of_plan_alone(source, around.org, cycle, unit, around.head.position)


async def _named(source: Source, around: Around, plan: str, ids: list[str]) -> dict[str, list[Event]]:
    """The events of the other plans whose events the plan's links name: a sacrifice elsewhere is told from none."""
    subjects = {event.subject for event in await history.of_ids(source, around.org, ids)} if ids else set()
    names = sorted(name for name in subjects if name.startswith("plan/") and name != plan)
    return {name: await _own(source, around, name) for name in names}
