"""Items: one objective, key result or initiative of a plan, as it stands."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response
from litestar.params import PathParameter

from projections.standings import now, then
from services.http.answers import answer, encoded
from services.http.asking import Question, named
from services.http.item_bodies import ItemAnswer, item_answer
from services.http.paging import Cycle, PlanUnit
from services.http.reading import CYCLE, read

PlanItem = Annotated[str, PathParameter(description="The id of an objective, a key result or an initiative.")]


@read(f"{CYCLE}/plans/{{unit:str}}/items/{{item:str}}", "An item of a plan", may="state.read", tag="state")
async def item(
    request: Request[Any, Any, Any], asked: Question, cycle: Cycle, unit: PlanUnit, item: PlanItem
) -> Response[ItemAnswer]:
    """An objective with its key results, a key result with all its check-ins, or an initiative."""
    for kind, id_ in (("cycle", cycle), ("unit", unit), ("item", item)):
        named(kind, id_)
    if asked.travels:
        when, up_to = await asked.moment()
        standing = await then.plan(asked.pool, asked.org, cycle, unit, when, up_to)
        day = f" as of {when.as_of:%Y-%m-%dT%H:%M:%SZ}"
    else:
        await asked.folded()
        standing, day = await now.plan(asked.pool, asked.org, cycle, unit), ""
    body = item_answer(asked.org, cycle, unit, item, standing, day)
    return answer(request, encoded(body), standing.position)


ROUTES = [item]
