"""What every read may be asked with: as of when, as known when, and not before which position."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import asyncpg
from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from events.catalogue import ID_PATTERN
from projections.calendar import Calendar, calendar_of
from projections.folds.organisation import Organisation
from projections.policy import DEFAULT
from projections.standings import then
from projections.standings.standing import Moment, Unknown
from services.http.paging import Org
from services.http.positions import Positions, head
from services.http.problems import BadParameter, NotYet
from services.states import States

WAIT_SECONDS = 5.0
POLL_SECONDS = (0.002, 0.003, 0.005, 0.01, 0.02, 0.03)
LARGEST = 2**53

AsOf = Annotated[
    str | None,
    QueryParameter(
        max_length=64,
        description="Only what had taken effect by then: a date, which means its end in the organisation's time zone, "
        "or an instant with its zone. Default: now.",
    ),
]
KnownAt = Annotated[
    str | None,
    QueryParameter(
        max_length=64,
        description="Only what had been written down by then, in the same form. Default: now, also where `as_of` is "
        "given: what is known today of that day.",
    ),
]
MinPosition = Annotated[
    int | None,
    QueryParameter(
        ge=0,
        le=LARGEST,
        description="Answer only when this position is reached; waits up to 5 seconds, else 503 with `Retry-After`.",
    ),
]


class Asking(Struct, frozen=True, kw_only=True):
    """A read of an organisation: the texts of its two instants, the position it waits for, and where to read."""

    org: str
    as_of: str | None
    known_at: str | None
    min_position: int | None
    pool: asyncpg.Pool
    states: States
    positions: Positions
    clock: dt.datetime

    @property
    def travels(self) -> bool:
        """Whether it is about another day than today."""
        return self.as_of is not None or self.known_at is not None

    async def moment(self) -> tuple[Moment, int]:
        """The two instants meant, and the log's head to read up to. Raises BadParameter and NotYet."""
        await self.reached(lambda: self.positions.head(self.org))
        up_to = await head(self.pool, self.org)
        calendar = await self.calendar()
        as_of = self._instant(calendar, "as_of", self.as_of)
        return Moment(as_of, self._instant(calendar, "known_at", self.known_at)), up_to

    async def calendar(self) -> Calendar:
        """The calendar of the organisation's policy as it is now: in its time zone a date ends."""
        found = await self.states.read(self.pool, self.org, ["org"])
        organisation: Organisation | None = found["org"].state
        return calendar_of(organisation.policy if organisation else DEFAULT)

    def _instant(self, calendar: Calendar, name: str, given: str | None) -> dt.datetime:
        try:
            return self.clock if given is None else then.instant(calendar, given)
        except ValueError as error:
            raise BadParameter(name, f"{name}: {error}") from None

    async def folded(self) -> None:
        """The state has reached the position waited for. Raises NotYet."""
        await self.reached(lambda: self.positions.folded(self.org))

    async def judged(self) -> None:
        """The judgements have reached the position waited for. Raises NotYet."""
        await self.reached(lambda: self.positions.judged(self.org))

    async def reached(self, position: Callable[[], Awaitable[int]]) -> None:
        """The position is at `min_position`, after some seconds of waiting at most. Raises NotYet."""
        if self.min_position is None:
            return
        until, tries = asyncio.get_running_loop().time() + WAIT_SECONDS, 0
        while (at := await position()) < self.min_position:
            if asyncio.get_running_loop().time() > until:
                raise NotYet(self.min_position, at)
            await asyncio.sleep(POLL_SECONDS[min(tries, len(POLL_SECONDS) - 1)])
            tries += 1


Question = NamedDependency[Asking]


async def asked(
    request: Request[Any, Any, State],
    org: Org,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> Asking:
    """The dependency of every read."""
    return Asking(
        org=org,
        as_of=as_of,
        known_at=known_at,
        min_position=min_position,
        pool=request.app.state.pool,
        states=request.app.state.memory.states,
        positions=request.app.state.positions,
        clock=dt.datetime.now(dt.UTC),
    )


async def followed(request: Request[Any, Any, State], org: Org, min_position: MinPosition = None) -> Asking:
    """The dependency of a read of the log itself, which knows positions and no other time."""
    return await asked(request, org, min_position=min_position)


def named(kind: str, id_: str) -> str:
    """The id. Raises Unknown for what no id can be, and so nothing has."""
    if not ID_PATTERN.fullmatch(id_):
        raise Unknown(f"{id_[:70]!r} is the id of no {kind}: ids are lower-case letters, digits, '.', '_' and '-'")
    return id_


def meant(
    calendar: Calendar, name: str, text: str | None, meaning: Callable[[Calendar, str], dt.datetime]
) -> dt.datetime | None:
    """The instant that a parameter's text means; None without one. Raises BadParameter."""
    try:
        return None if text is None else meaning(calendar, text)
    except ValueError as error:
        raise BadParameter(name, f"{name}: {error}") from None
