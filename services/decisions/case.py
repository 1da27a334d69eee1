"""A command before its decision: where and when it is to happen, by whom, and what is known by then."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.terms import Fact
from projections.books.journal import keep
from projections.books.ledger import Books
from projections.books.timeline import seen
from projections.folds import registry
from projections.folds.check_in import CheckIns
from projections.folds.cycle import Cycle
from projections.folds.decision import Decision
from projections.folds.organisation import Organisation
from projections.folds.plan import Plan
from projections.folds.support import Support

# What a decision states: facts, each on its stream.
Stated = list[tuple[str, Fact]]


class Refused(Exception):
    """A command that makes no sense: why, and what would be accepted. `field` is the one of its data to correct."""

    def __init__(self, why: str, field: str | None = None) -> None:
        super().__init__(why)
        self.why, self.field = why, field


class Known(Struct, frozen=True, kw_only=True):
    """What was read for an act, with what its earlier commands did.

    `states` are those of the streams that have an event, `events` those that the act's commands name by their ids, and
    `histories` the events of the plans whose books a command reads, with what those books read beside them.
    """

    states: Mapping[str, Any] = {}
    events: Mapping[str, Event] = {}
    histories: Mapping[str, tuple[Event, ...]] = {}

    def after(self, event: Event) -> Known:
        """The same after one more event."""
        histories = {plan: (*told, event) for plan, told in self.histories.items()}
        state = registry.evolve(self.states.get(event.subject), event)
        return replace(
            self,
            states={**self.states, event.subject: state},
            events={**self.events, event.id: event},
            histories=histories,
        )

    def state(self, stream: str) -> Any:
        """The state of a stream; that of one without events is empty."""
        return self.states[stream] if stream in self.states else registry.begun(stream)


class Case(Struct, frozen=True, kw_only=True):
    """One command: its stream, when it takes effect, whose wish it is, and what is known by then."""

    subject: str
    at: dt.datetime
    now: dt.datetime
    requester: str
    known: Known

    def states(self, *facts: Fact) -> Stated:
        """What happens on the command's own stream."""
        return [(self.subject, fact) for fact in facts]

    @property
    def organisation(self) -> Organisation:
        """The organisation."""
        state: Organisation = self.known.state("org")
        return state

    @property
    def cycle(self) -> Cycle:
        """The cycle that the command's stream belongs to."""
        state: Cycle = self.known.state(f"cycle/{self.subject.split('/')[1]}")
        return state

    @property
    def plan(self) -> Plan:
        """The plan that the command's stream belongs to."""
        _, cycle, unit, *_ = self.subject.split("/")
        state: Plan = self.known.state(f"plan/{cycle}/{unit}")
        return state

    @property
    def check_ins(self) -> CheckIns:
        """The check-ins of the command's own stream."""
        state: CheckIns = self.known.state(self.subject)
        return state

    @property
    def decision(self) -> Decision:
        """The decision of the command's own stream."""
        state: Decision = self.known.state(self.subject)
        return state

    @property
    def support(self) -> Support:
        """The support of the command's own stream."""
        state: Support = self.known.state(self.subject)
        return state

    def books(self, plan: str) -> Books:
        """The books of a plan as they stand, with what the act has done to them so far."""
        # What may take effect within the next minutes is posted too: a link has to find it.
        moment = max([self.now, *(event.effective for event in self.known.histories[plan])])
        return keep(seen(self.known.histories[plan], moment, moment), plan.split("/")[1], plan)


def listed(names: Iterable[str], at_most: int = 12) -> str:
    """`a, b, c`, or `none`: what there is, at the end of a refusal."""
    known = list(names)
    more = f" and {len(known) - at_most} more" if len(known) > at_most else ""
    return f"{', '.join(known[:at_most])}{more}" if known else "none"


def among(name: str, known: Iterable[str]) -> str:
    """The end of a refusal: the name that was probably meant, else those that there are."""
    names = sorted(known)
    if close := difflib.get_close_matches(name, names, n=1):
        return f"; did you mean {close[0]!r}?"
    return f"; known are {listed(names)}" if names else "; there is none yet"
