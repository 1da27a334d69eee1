"""What a plan is: its capacity, its items and their order, its lock. `plan` is the fold that brings it about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Status = Literal["open", "dropped", "deferred", "replaced"]


class Item(Struct, frozen=True, kw_only=True):
    """An objective, a key result or an initiative, as it stands. Points are None where the event gave none."""

    id: str
    kind: Literal["objective", "key_result", "initiative"]
    title: str
    committed_by: str
    parent: str | None = None
    status: Status = "open"
    closed_by: str | None = None
    owner: str | None = None
    sponsor: str | None = None
    priority: str | None = None
    points: Decimal | None = None
    metric: str | None = None
    measured_in: str | None = None
    start: float | None = None
    target: float | None = None
    direction: str | None = None
    due: dt.date | None = None
    guardrail: bool = False
    initial_confidence: float | None = None
    outcome: str | None = None
    supports: str | None = None
    carried_from: str | None = None
    business_as_usual: bool = False
    completed: bool = False
    grade: float | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """What is known of a plan. `order` holds its open objectives, the first priority first; `trade_offs` the
    events that recorded them, by id; `declared_by` is the latest declaration of its capacity."""

    capacity: Decimal | None = None
    change_budget: Decimal | None = None
    declared_by: str | None = None
    items: dict[str, Item] = {}
    order: tuple[str, ...] = ()
    locked_by: str | None = None
    locked_at: dt.datetime | None = None
    revisions: int = 0
    trade_offs: dict[str, str] = {}
    ignored: tuple[str, ...] = ()


def with_items(state: Plan, *changed: Item) -> Plan:
    """The plan with some items as given."""
    return replace(state, items={**state.items, **{item.id: item for item in changed}})


def children(state: Plan, item: str) -> list[Item]:
    """The key results of an objective and their initiatives."""
    own = [child for child in state.items.values() if child.parent == item]
    return own + [deeper for child in own for deeper in children(state, child.id) if child.kind == "key_result"]
