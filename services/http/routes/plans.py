"""Plans: one unit's share of a cycle, as it stands."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response
from litestar.params import QueryParameter

from projections.folds.plan import Plan
from projections.standings import now, then
from projections.standings.standing import Standing
from services.http.answers import answer, encoded, tagged
from services.http.asking import Asking, Question, named
from services.http.cursors import behind, onward
from services.http.item_bodies import plan_answer
from services.http.nesting import has_owner, plan_body
from services.http.paging import Cursor, Cycle, Limit, PlanUnit, Unit
from services.http.plan_bodies import PlanAnswer, PlanList
from services.http.reading import CYCLE, read

Owner = Annotated[
    str | None, QueryParameter(max_length=64, description="Only plans in which this person owns something.")
]


@read(f"{CYCLE}/plans", "The plans of a cycle", may="state.read", tag="state")
async def plans(
    request: Request[Any, Any, Any],
    asked: Question,
    cycle: Cycle,
    unit: Unit = None,
    owner: Owner = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[PlanList]:
    """A page of the cycle's plans, by unit."""
    named("cycle", cycle)
    last: str = behind(cursor, str) or ""
    standing = await _some(asked, cycle, unit, owner, last, limit + 1)
    found = [name for name, plan in standing.plans(cycle).items() if name > last and _owned(plan, owner)]
    items = tuple(plan_body(asked.org, cycle, name, standing) for name in found[:limit])
    more = onward(request, found[limit - 1] if len(found) > limit else None)
    return answer(request, encoded(PlanList(items=items, next=more, position=standing.position)), standing.position)


@read(f"{CYCLE}/plans/{{unit:str}}", "A plan", may="state.read", tag="state")
async def plan(request: Request[Any, Any, Any], asked: Question, cycle: Cycle, unit: PlanUnit) -> Response[PlanAnswer]:
    """A unit's plan: objectives, their key results with the latest check-in, and their initiatives."""
    named("cycle", cycle)
    named("unit", unit)
    if asked.travels:
        when, up_to = await asked.moment()
        standing = await then.plan(asked.pool, asked.org, cycle, unit, when, up_to)
        return answer(request, encoded(plan_answer(asked.org, cycle, unit, standing)), standing.position)
    await asked.folded()
    told = await request.app.state.plans.answer(asked.org, cycle, unit)
    return tagged(request, told.body, told.position, told.etag)


async def _some(asked: Asking, cycle: str, unit: str | None, owner: str | None, last: str, limit: int) -> Standing:
    if unit is not None:
        named("unit", unit)
    if asked.travels:
        when, up_to = await asked.moment()
        return await then.cycle(asked.pool, asked.org, cycle, when, up_to, unit=unit, judged=False)
    await asked.folded()
    if unit is not None:
        return await now.plan(asked.pool, asked.org, cycle, unit)
    return await now.plans(asked.pool, asked.org, cycle, last, limit, lambda plan: _owned(plan, owner))


def _owned(plan: Plan, owner: str | None) -> bool:
    return owner is None or has_owner(plan, owner)


ROUTES = [plans, plan]
