"""given (what happened) . when (commands) . then (what happens), or refused (why): decided without a database."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event, encode
from projections.folds import registry
from services.decisions import act, command
from services.decisions.act import Author, RefusedAct
from services.decisions.case import Known
from tests.projections.story import on
from tests.projections.words import PLAN, Fact

NOW = dt.datetime(2026, 2, 2, 9, tzinfo=dt.UTC)
AUTHOR = Author(org="acme", request="r", actor="dana", now=NOW)


class Wish(Struct, frozen=True):
    """One command as a client sends it."""

    body: dict[str, Any]


def wish(command: str, /, subject: str = PLAN, **data: Any) -> Wish:
    """A command on a stream, by default the plan of the stories. A field named `from` is written `from_`."""
    return Wish({"command": command, "subject": subject, "data": {name.rstrip("_"): v for name, v in data.items()}})


def also(wish: Wish, **attributes: Any) -> Wish:
    """The command with its `time`, `onbehalfof` or `decision`."""
    return Wish({**wish.body, **attributes})


def given(*told: Event | Fact | list[Event]) -> Given:
    """What happened before: events, or facts, noted one after the other on 1 February."""
    events: list[Event] = []
    for each in told:
        for one in each if isinstance(each, list) else [each]:
            events.append(one if isinstance(one, Event) else on("02-01 10:00", f"g{len(events)}", one))
    return Given(tuple(replace(event, position=place) for place, event in enumerate(events, 1)))


class Given(Struct, frozen=True):
    """A past on which commands are decided."""

    events: tuple[Event, ...]

    def when(self, *wishes: Wish, now: dt.datetime = NOW) -> Decided:
        """The act of those commands."""
        body = json.dumps({"commands": [each.body for each in wishes]}).encode()
        commands = command.decode(body).commands
        needed = act.needs(commands)
        states: dict[str, Any] = {}
        for event in self.events:
            if event.subject in needed.streams:
                states[event.subject] = registry.evolve(states.get(event.subject), event)
        known = Known(
            states=states,
            events={event.id: event for event in self.events if event.id in needed.ids},
            histories=dict.fromkeys(needed.books, self.events),
        )
        try:
            return Decided(tuple(act.decide(known, commands, replace(AUTHOR, now=now))))
        except RefusedAct as refused:
            return Decided((), refused)


class Decided(Struct, frozen=True):
    """What came of an act."""

    events: tuple[Event, ...]
    why: RefusedAct | None = None

    def then(self, *facts: Fact) -> tuple[Event, ...]:
        """These facts are stated, in this order; the events that state them."""
        assert self.why is None, str(self.why)
        stated = [(event.type, event.subject, json.loads(encode(event))["data"]) for event in self.events]
        assert stated == [(fact.type, fact.subject, _plain(fact.data)) for fact in facts]
        return self.events

    def done(self) -> tuple[Event, ...]:
        """Each command states the fact that it wishes for; the events."""
        assert self.why is None, str(self.why)
        return self.events

    def refused(self, why: str, field: str | None = None) -> None:
        """The act is refused: the reason has these words, and the field is the one to correct."""
        assert self.why is not None, f"accepted: {[event.type for event in self.events]}"
        assert why in str(self.why), str(self.why)
        assert field in (None, self.why.field), f"{self.why.field}: {self.why}"


def _plain(data: dict[str, Any]) -> Any:
    return json.loads(json.dumps(data, default=list))
