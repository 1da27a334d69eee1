"""Whether a log is whole, and whether it has kept what was acknowledged."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import asyncpg
from msgspec import Struct

from deploy.soaking.ledger import Ledger

EVENTS = "select position, stream, version, id, noted_at, recorded_at, body from log.event where org = $1 order by 1"
HEAD = "select position, recorded_at from log.head where org = $1"


class Log(Struct, frozen=True):
    """An organisation's log as it stands in the tables, past every function that reads it."""

    events: Sequence[Any]
    head: Any


async def of(url: str, org: str) -> Log:
    """The organisation's log at one instant. `url`: the owner's."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return Log(await connection.fetch(EVENTS, org), await connection.fetchrow(HEAD, org))
    finally:
        await connection.close()


def wrong(log: Log, ledger: Ledger, others: Collection[str] = ()) -> list[str]:
    """What is wrong with the log, and with how it kept what the ledger says; nothing where it is whole."""
    return [*ledger.wrong, *ordered(log), *told(log), *kept(log, ledger, others)]


def ordered(log: Log) -> Iterator[str]:
    """Positions and versions are dense, ids single, times in order, and the head is at the last event."""
    versions: Counter[str] = Counter()
    for place, event in enumerate(log.events, 1):
        versions[event["stream"]] += 1
        if event["position"] != place:
            yield f"position {event['position']} stands at place {place}"
        if event["version"] != versions[event["stream"]]:
            yield f"position {place}: {event['stream']} has version {event['version']} at {versions[event['stream']]}"
    for before, after in itertools.pairwise(log.events):
        if after["recorded_at"] < before["recorded_at"]:
            yield f"position {after['position']} is recorded before the one before it"
    yield from (f"the id {id_} stands {n} times" for id_, n in Counter(e["id"] for e in log.events).items() if n > 1)
    last = log.events[-1]
    if (log.head["position"], log.head["recorded_at"]) != (last["position"], last["recorded_at"]):
        yield f"the head is at {log.head['position']}, {log.head['recorded_at']}; the last event: {last['position']}"


def told(log: Log) -> Iterator[str]:
    """Each event's bytes say what its columns say."""
    for event in log.events:
        body = json.loads(event["body"])
        columns = (event["position"], event["version"], event["id"], event["stream"])
        instants = (event["recorded_at"], event["noted_at"])
        says = tuple(body[name] for name in ("position", "streamversion", "id", "subject"))
        says += tuple(dt.datetime.fromisoformat(body[name]) for name in ("recordedat", "notedat"))
        if columns + instants != says:
            yield f"position {event['position']}: the columns are {columns + instants}, the bytes say {says}"


def kept(log: Log, ledger: Ledger, others: Collection[str] = ()) -> Iterator[str]:
    """What was acknowledged stands in the log as it was told; nothing else does, and no act in part.

    `others` are the ids of events that came in another way than by the ledger's clients.
    """
    acts: dict[str, list[bytes]] = defaultdict(list)
    for event in log.events:
        if event["id"] not in others:
            acts[event["id"].rpartition(".")[0]].append(event["body"])
    for request, answer in ledger.acknowledged.items():
        if b'"events":[' + b",".join(acts.get(request, [])) + b"]}" not in answer:
            yield f"{request} was acknowledged, and the log has {len(acts.get(request, []))} events of it"
    for request, events in acts.items():
        commands = len(json.loads(ledger.sent[request])["commands"]) if request in ledger.sent else 0
        if len(events) != commands:
            yield f"{request} has {len(events)} events in the log, of {commands} commands sent"
        if request not in ledger.acknowledged:
            yield f"{request} stands in the log and was never acknowledged, though everybody was answered"
