"""What holds for every command on every past: it is decided or refused, always alike, and what is stated is so."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from events.catalogue import Event, stream_of
from events.strictness import Malformed
from projections.books.journal import keep
from projections.books.timeline import seen
from projections.folds import registry
from projections.folds.plan import Plan
from services.decisions.command import registered
from tests.projections import words
from tests.projections.chaos import anything, data_of
from tests.projections.planners import PLAN, plausible
from tests.projections.story import on
from tests.projections.words import Fact
from tests.services.decisions.grammar import NOW, Given, Wish, given

NEXT = words.opened("2026-04-01", "2026-06-30", cycle="2026-q2")
# Beside the plan of the planners there is something of everything that a command may be about.
WORLD = [
    on("01-01", f"w{place}", fact)
    for place, fact in enumerate(
        [
            NEXT,
            words.decided("d"),
            words.granted("dana", "owner"),
            Fact("outcome.set", {"outcome": "growth", "year": 2026, "text": "We grow"}, "org"),
            Fact(
                "review.scheduled",
                {"review": "aim", "kind": "planning", "at": "2026-01-20", "required": []},
                "cycle/2026-q1",
            ),
            Fact("support.started", {"kind": "coaching", "problem": "practice"}, "support/s"),
        ]
    )
]
INITIATIVES = [on("01-13", "i1", words.initiative("i1", key_result="k1")), on("01-13", "i2", words.initiative("i2"))]
MOSTLY = st.sampled_from([True, True, True, False])


def lawful(told: list[Event]) -> Given:
    """The planners' plan and what was told of it as a log could hold it: no id twice, each noted after the other."""
    events: dict[str, Event] = {}
    noted = WORLD[0].noted
    for event in [*WORLD, *PLAN, *INITIATIVES, *told]:
        noted = max(noted, event.noted)
        events.setdefault(event.id, replace(event, notedat=noted))
    return given(list(events.values()))


busy = plausible.map(lawful)
pasts = st.one_of(busy, busy, anything.map(lawful))


def there(past: Given) -> dict[str, list[str]]:
    """What there is to be named in a past, by the fields that name it."""
    items = folded(past.events)["plan/2026-q1/growth"].items.values()
    by_kind = {
        kind: [item.id for item in items if item.kind == kind] for kind in ("objective", "key_result", "initiative")
    }
    books = keep(seen(past.events, now(past), now(past)), "2026-q1", "plan/2026-q1/growth")
    said = {"shift": [*books.shifts, "e0"], "credit": [*books.credits, "e0"], "check_in": ["e0", "e1", "e2"]}
    froms = ["2026-q1", "2026-q1/growth/k1", "2025-q4/growth/k1"]
    return {**by_kind, "item": [item.id for item in items], "by": by_kind["key_result"], **said, "from": froms}


@st.composite
def wishes(draw: st.DrawFn, known: dict[str, list[str]]) -> Wish:
    """Any command on a stream that it belongs to, its fields naming mostly what there is, or what the act states."""
    name = draw(st.sampled_from(sorted(registered())))
    decision = registered()[name]
    pattern = decision.stream or stream_of(decision.wish.type_)
    cycle, item = draw(st.sampled_from(["2026-q1", "2026-q1", "2026-q2"])), draw(st.sampled_from(["k1", "k2", "n1"]))
    subject = pattern.format(cycle=cycle, unit="growth", key_result=item, decision="d", support="s")
    data = draw(data_of(decision.wish))
    if draw(st.booleans()):
        data = {field.encode_name: data[field.encode_name] for field in fields(decision.wish) if field.required}
    old = {field: ids for field, ids in known.items() if field in data and f"{field}.commit" != name}
    data |= {field: draw(st.sampled_from([*ids, "r.1"])) for field, ids in old.items() if draw(MOSTLY)}
    return Wish({"command": name, "subject": subject, "data": data})


@st.composite
def resets(draw: st.DrawFn, plan: Plan) -> Wish:
    """A reset that speaks of all that the plan left open, of each item as its kind allows."""
    said: dict[str, list[Any]] = {"kept": [], "carried_over": [], "dropped": [], "deferred": []}
    gone = set[str | None]()
    above = {item.id: item.parent for item in plan.items.values()}
    for kind, going_on in (("objective", "kept"), ("key_result", "carried_over"), ("initiative", "kept")):
        for item in (each for each in plan.items.values() if each.kind == kind):
            if item.status != "open" or item.completed or gone & {item.parent, above.get(item.parent or "")}:
                continue
            place = draw(st.sampled_from([going_on, going_on, "dropped", "deferred"]))
            said[place].append(item.id if place == going_on else {"item": item.id, "reason": "no longer"})
            gone |= {item.id} if kind == "objective" and place != going_on else set()
    return Wish({"command": "plan.reset", "subject": "plan/2026-q2/growth", "data": {"from": "2026-q1", **said}})


def folded(events: tuple[Event, ...], states: dict[str, Any] | None = None) -> dict[str, Any]:
    """The state of every stream, by its name."""
    states = dict(states or {})
    for event in events:
        states[event.subject] = registry.evolve(states.get(event.subject), event)
    return states


def now(past: Given) -> dt.datetime:
    """When everything of a past was noted."""
    return max([NOW, *(event.noted for event in past.events)])


def stated(past: Given, *acted: Wish) -> tuple[Event, ...]:
    """What an act states, none where it is refused. It is always the same, and every fold takes it."""
    try:
        decided, again = (past.when(*acted, now=now(past)) for _ in range(2))
    except Malformed:
        return ()
    assert (decided.events, str(decided.why)) == (again.events, str(again.why))
    events = tuple(replace(event, notedat=now(past)) for event in decided.events)
    for state in folded(events, folded(past.events)).values():
        assert not {event.id for event in events} & set(getattr(state, "ignored", ()))
    return events


@for_all(pasts, st.data())
@settings(max_examples=150, deadline=None)
def test_any_act_on_any_past_is_decided_or_refused(past: Given, data: st.DataObject) -> None:
    acted = data.draw(st.lists(wishes(there(past)), min_size=8, max_size=12))
    for one in acted:
        stated(past, one)
    for two in pairwise(acted):
        stated(past, *two)


@for_all(busy, st.data())
@settings(max_examples=60, deadline=None)
def test_a_reset_that_is_accepted_settles_the_old_plan(past: Given, data: st.DataObject) -> None:
    plan: Plan = folded(past.events)["plan/2026-q1/growth"]
    wished = data.draw(resets(plan))
    events = stated(past, wished)
    if not events:
        return
    states = folded(events, folded(past.events))
    ended, begun = states["plan/2026-q1/growth"], states.get("plan/2026-q2/growth", Plan())
    assert {item.id for item in ended.items.values() if item.status == "open" and not item.completed} == set(
        begun.items
    )
