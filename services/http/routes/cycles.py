"""Cycles: their days, their reviews, and the units that plan in them."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from projections.standings import now, then
from services.http.answers import answer, encoded
from services.http.asking import Question, named
from services.http.bodies import CycleBody, CycleList, cycle_body, cycle_rows
from services.http.cursors import behind, onward
from services.http.paging import Cursor, Cycle, Limit
from services.http.reading import CYCLE, ORG, read
from services.http.routes.organisation import overview


@read(f"{ORG}/cycles", "The cycles, the latest first", may="organisation.read", tag="state")
async def cycles(
    request: Request[Any, Any, Any], asked: Question, cursor: Cursor = None, limit: Limit = 100
) -> Response[CycleList]:
    """A page of the organisation's cycles."""
    last: list[str] | None = behind(cursor, list[str])
    standing, plans = await overview(asked)
    rows = cycle_rows(asked.org, standing.cycles(), plans)
    keys = [[str(row.start or ""), row.cycle] for row in rows]
    first = next((place for place, key in enumerate(keys) if last is None or key < last), len(rows))
    items = rows[first : first + limit]
    more = onward(request, keys[first + limit - 1] if first + limit < len(rows) else None)
    return answer(request, encoded(CycleList(items=items, next=more, position=standing.position)), standing.position)


@read(CYCLE, "A cycle", may="state.read", tag="state")
async def cycle(request: Request[Any, Any, Any], asked: Question, cycle: Cycle) -> Response[CycleBody]:
    """A cycle's days and reviews."""
    named("cycle", cycle)
    if asked.travels:
        when, up_to = await asked.moment()
        standing = await then.cycle(asked.pool, asked.org, cycle, when, up_to, judged=False)
        units = list(standing.plans(cycle))
    else:
        await asked.folded()
        own, below = now.one(f"cycle/{cycle}"), now.under(f"plan/{cycle}/")
        standing, plans = await now.states_beside_names(asked.pool, asked.org, [own], below)
        units = [name.split("/")[2] for name in plans]
        if not standing.states and not units:
            await now.missing(asked.pool, asked.org, cycle)
    body = cycle_body(asked.org, cycle, standing.cycle(cycle), units, standing.position)
    return answer(request, encoded(body), standing.position)


ROUTES = [cycles, cycle]
