"""The difference between two moments: what was promised and what became of it, with the events that did it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from litestar import Request, Response
from litestar.params import QueryParameter

from projections.calendar import Calendar
from projections.standings import then
from projections.standings.differences import BASELINE, NoComparison, Span
from projections.standings.differing import differing
from services.http.answers import answer, encoded
from services.http.asking import KnownAt, Question, named
from services.http.diff_bodies import Diff, diff_body
from services.http.paging import Cycle, Unit
from services.http.positions import head
from services.http.problems import BadParameter
from services.http.reading import CYCLE, read

From = Annotated[
    str,
    QueryParameter(
        name="from",
        max_length=64,
        description="A date, which means its end in the organisation's time zone, an instant with its zone, or "
        "`baseline`: each plan from its lock, also from one that is assumed.",
    ),
]
To = Annotated[str | None, QueryParameter(max_length=64, description="In the same form. Default: now.")]
OfItem = Annotated[str | None, QueryParameter(max_length=64, description="Only the items of this id.")]


@read(f"{CYCLE}/diff", "What is different in a cycle", may="state.read", tag="state")
async def diff(
    request: Request[Any, Any, Any],
    followed: Question,
    cycle: Cycle,
    from_: From = BASELINE,
    to: To = None,
    known_at: KnownAt = None,
    unit: Unit = None,
    item: OfItem = None,
) -> Response[Diff]:
    """What is not as it was, of the cycle itself and plan by plan: the net of it, and the events that did it.

    With a unit or an item it is of those alone. A plan that is not locked yet has no baseline: it stands in `left_out`,
    and where it is the one asked for, the request is malformed.
    """
    for kind, id_ in (("cycle", cycle), ("unit", unit), ("item", item)):
        named(kind, cycle if id_ is None else id_)
    await followed.reached(lambda: head(followed.pool, followed.org))
    up_to = await head(followed.pool, followed.org)
    calendar = await followed.calendar()
    span = Span(
        from_=None if from_ == BASELINE else _meant(calendar, "from", from_),
        to=followed.clock if to is None else _meant(calendar, "to", to),
        known_at=followed.clock if known_at is None else _meant(calendar, "known_at", known_at),
    )
    try:
        found = await differing(followed.pool, followed.org, cycle, span, up_to, unit=unit, item=item)
    except NoComparison as error:
        raise BadParameter("from", str(error)) from None
    body = diff_body(found)
    return answer(request, encoded(body), found.position, same=None if to and known_at else _lasting(body))


def _meant(calendar: Calendar, name: str, text: str) -> dt.datetime:
    try:
        return then.instant(calendar, text)
    except ValueError as error:
        accepted = f", or {BASELINE!r}" if name == "from" else ""
        raise BadParameter(name, f"{name}: {error}{accepted}") from None


def _lasting(body: Diff) -> bytes:
    """What of an answer is the same at two moments of asking where nothing happened in between."""
    return encoded((body.from_, body.differences, body.plans, body.left_out))


ROUTES = [diff]
