"""How an event of the example is written: the unit's stream, a readable id, who did it and when, in one line."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from events.catalogue import Event
from events.facts import plan as facts
from events.terms import Fact, Points, When

ORGANISATION = "lindhaven"
CYCLE = "2026-q3"
START, END = dt.date(2026, 7, 1), dt.date(2026, 9, 30)


def moment(text: str) -> dt.datetime:
    """The instant of 2026 that a text like `08-06 16:40` means, in UTC."""
    return dt.datetime.fromisoformat(f"2026-{text}+00:00")


def written(
    subject: str,
    id_: str,
    noted: dt.datetime,
    by: str,
    fact: Fact,
    *,
    asked_by: str | None = None,
    decision: str | None = None,
    since: dt.datetime | None = None,
) -> Event:
    """An event as an import brings it. `since` is when it took effect, where that was before it was noted."""
    return Event(
        specversion="1.0",
        id=id_,
        source=f"/orgs/{ORGANISATION}",
        type=fact.type_,
        subject=subject,
        time=since or noted,
        notedat=noted,
        actor=by,
        onbehalfof=asked_by,
        origin="api",
        decision=decision,
        data=fact,
    )


class Pen(Struct, frozen=True):
    """Writes the plan of one unit. Every event's id begins with the unit's."""

    unit: str

    def __call__(
        self,
        when: str,
        name: str,
        by: str,
        fact: Fact,
        *,
        asked_by: str | None = None,
        decision: str | None = None,
        since: str | None = None,
    ) -> Event:
        """A fact of the plan, noted at `when`, by a person."""
        return written(
            f"plan/{CYCLE}/{self.unit}",
            f"{self.unit}-{name}",
            moment(when),
            by,
            fact,
            asked_by=asked_by,
            decision=decision,
            since=moment(since) if since else None,
        )

    def pays(self, when: str, by: str, shift: str, credit: str, points: str | None = None) -> Event:
        """A trade-off: the shift is paid for by the credit, both named by their events."""
        short = f"{shift.removeprefix(f'{self.unit}-')}-by-{credit.removeprefix(f'{self.unit}-')}"
        fact = facts.TradeOffRecorded(
            trade_off=f"{self.unit}-{short}", shift=shift, credit=credit, points=Points(points) if points else None
        )
        return self(when, f"{short}-paid", by, fact)

    def accepts(
        self, when: str, sponsor: str, shift: str, points: str, reason: str, expires: str | None = None
    ) -> Event:
        """An overload that somebody accepts in person."""
        fact = facts.OverloadAccepted(
            shift=shift,
            points=Points(points),
            sponsor=sponsor,
            reason=reason,
            expires=When(expires) if expires else None,
        )
        return self(when, f"{shift.removeprefix(f'{self.unit}-')}-accepted", sponsor, fact)
