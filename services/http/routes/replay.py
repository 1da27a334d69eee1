"""A plan's replay: its states at each change, in one answer."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from projections import history
from projections.standings import now, then
from projections.standings.replay import MOST, replayed
from projections.standings.standing import Unknown
from projections.standings.then import TooMany
from services.http.answers import answer, encoded
from services.http.asking import Question, named
from services.http.paging import Cycle, PlanUnit
from services.http.reading import CYCLE, read
from services.http.replaying import ReplayAnswer, replay_answer


@read(f"{CYCLE}/plans/{{unit:str}}/replay", "A plan at each of its changes", may="state.read", tag="state")
async def replay(
    request: Request[Any, Any, Any], asked: Question, cycle: Cycle, unit: PlanUnit
) -> Response[ReplayAnswer]:
    """The plan before anything was said of it, and then each change as a JSON Patch (RFC 6902) of the one before."""
    named("cycle", cycle)
    named("unit", unit)
    when, up_to = await asked.moment()
    events = await history.of_plan_alone(asked.pool, asked.org, cycle, unit, up_to)
    subject = f"plan/{cycle}/{unit}"
    if not any(event.subject == subject for event in events):
        await now.missing(asked.pool, asked.org, cycle, unit)
    if len(events) > MOST:
        raise TooMany(
            f"a request replays at most {MOST} changes, and this plan has {len(events)}; "
            "the command line has no limit: okr-ledger replay"
        )
    changes = list(replayed(events, when))
    if not any(subject in change.states for change in changes[-1:]):
        raise Unknown(f"the cycle {cycle} has no plan of {unit} as of {when.as_of:%Y-%m-%dT%H:%M:%SZ}")
    made = await then.aside(lambda: replay_answer(asked.org, cycle, unit, changes, when, up_to))
    same = None if asked.travels else encoded([made.steps, made.plan])
    return answer(request, encoded(made), up_to, same=same)


ROUTES = [replay]
