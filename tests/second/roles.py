"""Who holds the role of a sponsor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tests.second.calendar import Calendar
from tests.second.policy import DEFAULTS
from tests.second.read import Told


def sponsors(noted: Iterable[Told], cycle: str, at: dt.datetime) -> set[tuple[str, str | None]]:
    """Each person who by what was noted holds the role in a cycle at an instant, with the unit for which, if any."""
    held: list[tuple[str, str | None, str | None, str | None]] = []
    policy = DEFAULTS
    for event in noted:
        data = event.data
        if event.type == "policy.set":
            policy = policy | data["parameters"]
        if event.type in ("role.granted", "role.revoked") and data["role"] == "sponsor":
            grant = (data["person"], data.get("cycle"), data.get("unit"))
            if event.type == "role.granted":
                held.append((*grant, data.get("until")))
            else:
                held = [each for each in held if each[:3] != grant]
    moment = Calendar(policy).moment
    return {
        (person, unit)
        for person, scope, unit, until in held
        if scope in (None, cycle) and (until is None or at <= moment(until))
    }
