"""Random acts on the real server and on a pure model: the same answers, the same log, and the same state."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import Any

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from deploy.servers import Servers
from events.catalogue import Event, recall
from events.log import read
from events.strictness import Malformed
from projections import engine
from projections.folds import registry
from projections.tables import current_state
from services.decisions import act, command
from services.decisions.act import Author, RefusedAct
from services.decisions.case import Known
from tests.services.decisions.grammar import Given, Wish, wish
from tests.services.decisions.test_laws import there, wishes
from tests.services.http.ledger import Client, key_of, prepared, serving

Q1 = {"name": "Q1", "start": "2026-01-01", "end": "2026-12-31", "kind": "year"}
SETTING = [
    wish("cycle.open", "cycle/2026-q1", **Q1),
    wish("cycle.open", "cycle/2026-q2", **Q1),
    wish("objective.commit", objective="aim", title="aim", sponsor="sofia"),
    wish("key_result.commit", key_result="k1", objective="aim", title="k1", start=0, target=10, points=5),
    wish("key_result.commit", key_result="k2", objective="aim", title="k2", start=0, target=10, points=4),
    wish("initiative.commit", initiative="i1", title="i1", key_result="k1"),
    wish("baseline.lock"),
    wish("commitment.reweight", item="k2", points=6),
    wish("commitment.drop", item="i1", reason="to make room"),
]


ITEMS = st.sampled_from(["k1", "k2", "n1", "n2"])
NUMBER = st.integers(1, 20)
REASON = st.just("agreed")


def likely(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Wish]:
    """A command that mostly makes sense, on the plan."""
    return st.fixed_dictionaries(fields).map(lambda data: wish(name, **data))


def check_in(item: str, number: int) -> Wish:
    return wish("check_in.record", f"check-ins/2026-q1/growth/{item}", value=number)


LIKELY = st.one_of(
    likely("key_result.commit", key_result=ITEMS, objective=st.just("aim"), title=ITEMS, points=NUMBER),
    likely("key_result.retarget", key_result=ITEMS, target=NUMBER, reason=REASON),
    likely("commitment.reweight", item=ITEMS, points=NUMBER),
    likely("commitment.drop", item=ITEMS, reason=REASON),
    likely("commitment.defer", item=ITEMS, reason=REASON),
    likely("commitment.reinstate", item=ITEMS),
    likely("capacity.withdraw", points=NUMBER, reason=REASON),
    likely(
        "trade_off.record", trade_off=ITEMS, shift=st.just("setting.8"), credit=st.sampled_from(["setting.9", "r1.1"])
    ),
    likely("change_budget.draw", shift=st.sampled_from(["setting.8", "r0.1", "r1.1"]), points=NUMBER),
    st.builds(check_in, ITEMS, NUMBER),
)
NUMBERS = itertools.count()


class Model:
    """The log as it ought to be: what was decided on it, with the moments at which the server noted it."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def act(self, org: str, request: str, *wished: Wish) -> list[Event]:
        """What an act states on the model's log. Raises RefusedAct and Malformed."""
        commands = command.decode(json.dumps({"commands": [each.body for each in wished]}).encode()).commands
        needed = act.needs(commands)
        known = Known(
            states={name: state for name, state in self.states().items() if name in needed.streams},
            events={event.id: event for event in self.events if event.id in needed.ids},
            histories={plan: tuple(self.events) for plan in needed.books},
        )
        author = Author(org=org, request=request, actor="ana", now=dt.datetime.now(dt.UTC))
        return act.decide(known, commands, author)

    def states(self) -> dict[str, Any]:
        """The state of every stream."""
        states: dict[str, Any] = {}
        for event in self.events:
            states[event.subject] = registry.evolve(states.get(event.subject), event)
        return states


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(data=st.data())
async def test_server_and_model_agree(data: st.DataObject, database: Servers) -> None:
    await prepared(database)
    org = f"o{next(NUMBERS)}"  # also when the same example is run again
    model = Model()
    async with (
        asyncpg.create_pool(database.worker_url, min_size=0, max_size=4) as pool,
        serving(database, await key_of(database, org, "admin", actor="ana")) as client,
    ):
        await both(client, model, org, "setting", *SETTING)
        for number in range(data.draw(st.integers(3, 12))):
            wished = st.one_of(LIKELY, LIKELY, wishes(there(Given(tuple(model.events)))))
            await both(client, model, org, f"r{number}", *data.draw(st.lists(wished, min_size=1, max_size=3)))
        entries = await read.page(pool, org, 0, 1000)
        assert [plain(recall(body)) for _, body in entries] == [plain(event) for event in model.events]
        for projection in engine.registered():
            await engine.advance(pool, projection, org)
        page = await current_state.read(pool, org, "", "~")
        assert {each.stream: each.state for each in page.standings} == model.states()


async def both(client: Client, model: Model, org: str, request: str, *wished: Wish) -> None:
    """The act is done, or refused, by both alike."""
    body = {"commands": [each.body for each in wished]}
    answer = await client.http.post(f"/v1/orgs/{org}/commands", json=body, headers={"Idempotency-Key": request})
    told = answer.json()
    try:
        events = model.act(org, request, *wished)
    except (RefusedAct, Malformed) as error:
        assert answer.status_code == (422 if isinstance(error, RefusedAct) else 400), answer.text
        assert told["detail"] == str(error)
        return
    assert answer.status_code == 201, answer.text
    noted = dt.datetime.fromisoformat(told["events"][0]["recordedat"])
    first = len(model.events) + 1
    model.events += [
        replace(event, notedat=noted, recordedat=noted, position=place) for place, event in enumerate(events, first)
    ]


def plain(event: Event) -> Event:
    """The event without the version, which the model does not count."""
    return replace(event, streamversion=None)
