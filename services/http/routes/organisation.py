"""The organisation: its units, cycles and plans, and where the rest is."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from projections.standings import now, then
from projections.standings.standing import Standing, Unknown
from services.http.answers import answer, encoded
from services.http.asking import Asking, Question
from services.http.bodies import OrganisationBody, organisation_body
from services.http.reading import ORG, read


@read(ORG, "The organisation, its cycles and its plans", may="organisation.read", tag="state")
async def organisation(request: Request[Any, Any, Any], asked: Question) -> Response[OrganisationBody]:
    """What is known of the organisation, and where its cycles and plans are."""
    standing, plans = await overview(asked)
    body = organisation_body(asked.org, standing.organisation, standing.cycles(), plans, standing.position)
    return answer(request, encoded(body), standing.position)


async def overview(asked: Asking) -> tuple[Standing, list[str]]:
    """The organisation and its cycles, and the names of its plans' streams. Raises Unknown while it has no event."""
    if asked.travels:
        when, up_to = await asked.moment()
        standing = await then.organisation(asked.pool, asked.org, when, up_to)
        plans = sorted(name for name in standing.states if name.startswith("plan/"))
    else:
        await asked.folded()
        ranges = [now.one("org"), now.under("cycle/")]
        standing, plans = await now.states_beside_names(asked.pool, asked.org, ranges, now.under("plan/"))
    if not standing.states and not plans:
        raise Unknown(f"nothing is recorded of {asked.org} yet")
    return standing, plans


ROUTES = [organisation]
