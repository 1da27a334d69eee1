"""Makes the reports that were asked for and that no request waits for; they are kept for whoever fetches them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from arq.worker import func

from projections import kept_reports
from projections.kept_reports import Kept
from projections.registry import NOT_THE_EVENTS
from projections.reports.content import Report
from projections.reports.formats import FORMATS
from projections.standings import reporting
from projections.standings.now import BEHIND_ALL
from projections.standings.reporting import Trying
from projections.standings.standing import Moment, Unknown
from projections.tables import governance
from workers.wake import awake

log = logging.getLogger("okr_ledger.report")
TOLD_SECONDS = 1.0
JUDGED_SECONDS = 60


async def report(ctx: dict[str, Any], org: str) -> int:
    """No report of the organisation waits to be made; how many were made. Whoever is killed in between has delayed one:
    another takes it up when nothing was heard of it for a while."""
    await awake(ctx["redis"], "report", org)
    count = 0
    while (kept := await kept_reports.take(ctx["pool"], org)) is not None:
        await make(ctx["pool"], org, kept)
        count += 1
    return count


async def make(pool: asyncpg.Pool, org: str, kept: Kept) -> None:
    """The report is made and kept, or says why it cannot be. Raises what the database raises."""
    progress = Progress(pool, org, kept.id)
    try:
        async with progress.told():
            report, until = await composed(pool, org, kept, progress)
            progress(f"printing {len(report.shifts) + len(report.findings):,} findings of {len(report.plans):,} plans")
            body = await asyncio.to_thread(FORMATS[kept.asked.format].render, report)
    except NOT_THE_EVENTS:
        raise  # it is taken up again
    except Unknown as error:
        await kept_reports.failed(pool, org, kept.id, str(error))
    except Exception as error:
        log.exception("a report cannot be made", extra={"report": kept.id, "organisation": org})
        await kept_reports.failed(pool, org, kept.id, f"it cannot be made: {type(error).__name__}")
    else:
        await kept_reports.made(pool, org, kept.id, report.position, until, body)


class Progress:
    """How far a report is: the last sentence said, written down every second, which says also that its maker lives."""

    def __init__(self, pool: asyncpg.Pool, org: str, id_: str) -> None:
        self._pool, self._org, self._id, self._said = pool, org, id_, "begun"

    def __call__(self, sentence: str) -> None:
        """It is said."""
        self._said = sentence

    @asynccontextmanager
    async def told(self) -> AsyncIterator[None]:
        """In the block what was said last is written down; behind it nothing of that is on its way any more."""
        over = asyncio.Event()
        telling = asyncio.create_task(self._telling(over))
        try:
            yield
        finally:
            over.set()
            await telling

    async def _telling(self, over: asyncio.Event) -> None:
        while not over.is_set():
            with contextlib.suppress(*NOT_THE_EVENTS):
                await kept_reports.tell(self._pool, self._org, self._id, self._said)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), TOLD_SECONDS)


async def composed(pool: asyncpg.Pool, org: str, kept: Kept, progress: Progress) -> tuple[Report, dt.datetime | None]:
    """The report that is asked for, and until when a live one says all that there is to say."""
    asked = kept.asked
    if asked.as_of is None or asked.known_at is None or asked.position is None:
        await judged(pool, org, progress)
        report, until = await reporting.live(pool, org, asked.cycle, asked.unit)
        # What was folded meanwhile and is not judged yet will be: then it no longer says all that there is to say.
        return report, until if report.judged_position == report.position else report.as_of
    when, tried = Moment(asked.as_of, asked.known_at), Trying(asked.policy) if asked.policy is not None else None
    return await reporting.report_then(
        pool, org, asked.cycle, asked.unit, when, asked.position, tried=tried, progress=progress
    ), None


async def judged(pool: asyncpg.Pool, org: str, progress: Progress) -> None:
    """Everything is judged that was in the log, or it takes too long: then the report says so."""
    last = await reporting.head(pool, org)
    for _ in range(JUDGED_SECONDS * 10):
        page = await governance.judgements(pool, org, BEHIND_ALL, at_most=1)
        if page.judged_position >= last:
            return
        progress(f"judged up to {page.judged_position:,} of {last:,}")
        await asyncio.sleep(0.1)


JOB = func(report, name="report", keep_result=0, timeout=600, max_tries=5)
