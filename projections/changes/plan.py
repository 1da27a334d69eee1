"""What happened to a plan: its sentences, the fields that changed, and the items that it was about."""

from __future__ import annotations

from typing import Any

from events.catalogue import Event
from events.facts.plan import WaiverGranted
from events.terms import Fact
from projections.changes import fields, plan_items, plan_pool, plan_terms
from projections.changes.change import Change, Told
from projections.changes.ignored import why
from projections.changes.naming import Sentence, items_of
from projections.folds.plan import Plan

SENTENCES: dict[type[Fact], Sentence] = {**plan_pool.SENTENCES, **plan_items.SENTENCES, **plan_terms.SENTENCES}
NAMES = ("initiative", "key_result", "objective", "item", "by")  # the fields of facts that name an item


def told(event: Event, before: Plan, after: Plan) -> Told:
    """The event of a plan; `why` says what it was about where the fold took no notice of it."""
    fact: Any = event.data
    says = SENTENCES[type(fact)](fact, before, after)
    named = _named(fact, after)
    if len(after.ignored) > len(before.ignored):
        return Told(f"{says} (changed nothing: {why(fact, before)})", (), tuple(named))
    changed = fields.touched(before, after)
    return Told(says, _changes(event.subject, before, after, changed, named), tuple(dict.fromkeys([*named, *changed])))


def _changes(subject: str, before: Plan, after: Plan, changed: list[str], named: list[str]) -> tuple[Change, ...]:
    found = list(fields.of_plan(subject, before, after))
    for item in changed:
        found += fields.of_item(subject, before.items.get(item), after.items[item])
    if before.order != after.order:
        found += fields.of_ranks(subject, before, after, dict.fromkeys([*named, *changed]))
    return tuple(found)


def _named(fact: Any, after: Plan) -> list[str]:
    """The items that a fact names: by their ids, by what pushed them aside, or by the events that it links."""
    ids = [getattr(fact, name) for name in NAMES if getattr(fact, name, None)]
    ids += getattr(fact, "displaced", ())
    for link in ("shift", "credit"):
        ids += items_of(after, getattr(fact, link)) if hasattr(fact, link) else []
    if isinstance(fact, WaiverGranted):
        ids += [part for part in fact.subject.split("/")[3:] if part]
    return list(dict.fromkeys(ids))
