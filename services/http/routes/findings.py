"""Findings and shifts: the lead's Monday list, with what would clear each."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from litestar import Request, Response
from litestar.params import QueryParameter

from projections.books.figures import VERDICTS
from projections.standings import now, then
from services.http import finding_bodies
from services.http.answers import answer, encoded
from services.http.asking import Asking, Question, named
from services.http.cursors import behind, onward
from services.http.finding_bodies import FindingList, Key, Wanted
from services.http.paging import Cursor, Cycle, Limit, Unit
from services.http.problems import BadParameter
from services.http.reading import CYCLE, read

Verdict = Annotated[
    str | None, QueryParameter(max_length=64, description=f"Only shifts of this verdict: {', '.join(VERDICTS)}.")
]
DueBefore = Annotated[dt.date | None, QueryParameter(description="Only what is due before this day.")]
Kind = Annotated[str | None, QueryParameter(max_length=64, description="Only findings of this kind, as `shift`.")]


@read(f"{CYCLE}/findings", "What is found in a cycle", may="findings.read", tag="governance")
async def findings(
    request: Request[Any, Any, Any],
    asked: Question,
    cycle: Cycle,
    verdict: Verdict = None,
    due_before: DueBefore = None,
    unit: Unit = None,
    finding: Kind = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response[FindingList]:
    """A page of the findings of the cycle's plans, those due first, each with what would clear it."""
    wanted = Wanted(finding=finding, verdict=_verdict(verdict), due_before=due_before, unit=unit)
    return await _answered(request, asked, cycle, wanted, cursor, limit)


@read(f"{CYCLE}/shifts", "The shifts of a cycle", may="findings.read", tag="governance")
async def shifts(
    request: Request[Any, Any, Any],
    asked: Question,
    cycle: Cycle,
    verdict: Verdict = None,
    due_before: DueBefore = None,
    unit: Unit = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response[FindingList]:
    """A page of what asked for more after the lock, with what was given up for it."""
    wanted = Wanted(finding="shift", verdict=_verdict(verdict), due_before=due_before, unit=unit)
    return await _answered(request, asked, cycle, wanted, cursor, limit)


async def _answered(
    request: Request[Any, Any, Any], asked: Asking, cycle: str, wanted: Wanted, cursor: str | None, limit: int
) -> Response[Any]:
    named("cycle", cycle)
    if wanted.unit is not None:
        named("unit", wanted.unit)
    last: Key | None = behind(cursor, Key)
    when = None
    if asked.travels:
        when, up_to = await asked.moment()
        standing = await then.whole(asked.pool, asked.org, cycle, when, up_to, unit=wanted.unit)
    else:
        await asked.judged()
        standing = await now.judged(asked.pool, asked.org, cycle, wanted.unit)
    items, rest = finding_bodies.page(standing, wanted, last, limit)
    body = finding_bodies.listed(standing, items, onward(request, rest), when)
    return answer(request, encoded(body), standing.position)


def _verdict(given: str | None) -> str | None:
    if given is not None and given not in VERDICTS:
        raise BadParameter("verdict", f"{given[:40]!r} is no verdict; known are {', '.join(VERDICTS)}")
    return given


ROUTES = [findings, shifts]
