"""The access log, as requests write it: a reading is noted before anything is answered, or nothing is answered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from litestar.connection import ASGIConnection

from events.catalogue import ID_PATTERN
from events.log.source import Source
from projections.calendar import calendar_of
from projections.folds.organisation import Organisation
from projections.policy import DEFAULT
from projections.standings import then
from services import readings
from services.http.access import Principal
from services.readings import Reading
from services.states import States
from services.together import Together

# What is looked at by a person and says something of persons; not what programs follow all day.
RECORDED = frozenset(
    ("findings.read", "report.read", "report.make", "audit.read", "person.read", "person.write", "reading.read")
)
LONGEST = 200
STRANGE = re.compile(r"[^A-Za-z0-9._/-]")


class Recorder:
    """Notes who looks at what; readings that come while others are noted are the next ones, together."""

    actions = RECORDED

    def __init__(self, source: Source, states: States) -> None:
        self._source, self._states = source, states
        self._noting = Together(self._note)

    async def note(self, connection: ASGIConnection[Any, Any, Any, Any], principal: Principal, action: str) -> None:
        """What the request looks at is in the access log."""
        asked = connection.query_params
        holding = principal.held[0] if len(principal.held) == 1 else None
        await self._noting(
            Reading(
                org=principal.org,
                at=dt.datetime.now(dt.UTC),
                person=principal.actor,
                key_prefix=principal.key_prefix,
                role=holding.role if holding else None,
                action=action,
                resource=resource(connection.scope["path"], asked.get("unit")),
                as_of=await self._instant(principal.org, asked.get("as_of")),
                known_at=await self._instant(principal.org, asked.get("known_at")),
            )
        )

    async def _instant(self, org: str, text: str | None) -> dt.datetime | None:
        """The instant that is asked for, by the organisation's calendar; None for now, and for what is none."""
        if text is None:
            return None
        found = await self._states.read(self._source, org, ["org"])
        state: Organisation | None = found["org"].state
        try:
            return then.instant(calendar_of(state.policy if state else DEFAULT), text)
        except ValueError:
            return None

    async def _note(self, noted: Sequence[Reading]) -> dict[Reading, bool]:
        await readings.note(self._source, noted)
        return dict.fromkeys(noted, True)


def resource(path: str, unit: str | None) -> str:
    """What of the organisation is looked at: the path behind it, and the unit that it is narrowed to.

    Anybody can write anything into a path: what is in no name of ours is not kept.
    """
    _, _, below = path.removeprefix("/v1").removeprefix("/orgs/").partition("/")
    told = STRANGE.sub("-", below[:LONGEST]) or "-"
    return f"{told}:{unit}" if unit is not None and ID_PATTERN.fullmatch(unit) else told
