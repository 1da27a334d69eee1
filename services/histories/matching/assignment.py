"""Which entry of a version is which item of the plan: by content and by place, never by number.

Every pair is weighed (`evidence`): how alike the words are, whether they stand under the same objective, between the
same neighbours, and lead to the same link. The assignment with the most evidence wins; a pair with more against it than
for it is not assigned. Nothing has a cut-off of its own: a reworded item keeps its identity where its place speaks for
it, a moved one where its words do.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy.optimize import linear_sum_assignment

from services.histories.changes.wording import is_stand_in, same_wording, wording
from services.histories.matching.evidence import weigh, weigh_turned
from services.histories.matching.likeness import Weights, likeness
from services.histories.matching.place import Place, places_of
from services.histories.snapshot import Entry

MATCHER = "m2"
"""The matcher's version, which every event that it led to carries at the end of its `correlationid`.

It is another one whenever the same versions may give other events. What an older one has written stays: an event's id
depends on the version and the item alone, and one that is in the log is not written again.
"""
LEAST = 1e-9


class Match(Struct, frozen=True, kw_only=True):
    """An item found again in an entry: how sure, from 0 to 1, and why."""

    item: str
    entry: int
    confidence: float
    why: str


def match(known: Mapping[str, Place], entries: Sequence[Entry], pinned: Mapping[int, str | None]) -> list[Match]:
    """The items found again, each in one entry at most, in the order of the entries.

    `known` are the plan's items by id, `under` in them the id of their objective. `pinned` says of entries which item
    they are, or none (a newcomer), whatever the evidence.
    """
    places = dict(enumerate(places_of(entries)))
    found = [
        Match(item=item, entry=at, confidence=1.0, why="as told")
        for at, item in pinned.items()
        if item and item in known
    ]
    for kind in ("objective", "key_result"):
        taken = {m.item for m in found}
        items = {item: place for item, place in known.items() if place.kind == kind and item not in taken}
        new = {at: place for at, place in places.items() if place.kind == kind and at not in pinned}
        objective_of = {m.entry: m.item for m in found}
        found += _assign(items, {at: _under_item(place, objective_of) for at, place in new.items()})
    taken, seen = {m.item for m in found}, {*pinned, *(m.entry for m in found)}
    items = {item: p for item, p in known.items() if item not in taken and p.present and p.promised}
    found += _turned(items, {at: place for at, place in places.items() if at not in seen and not entries[at].bare})
    return sorted(found, key=lambda m: m.entry)


def _under_item(place: Place, objective_of: Mapping[int, str]) -> Place:
    return replace(place, under=objective_of.get(place.under) if isinstance(place.under, int) else None)


def _assign(items: Mapping[str, Place], new: Mapping[int, Place]) -> list[Match]:
    """The best assignment of one kind of items; what stands word for word in its place is taken out beforehand."""
    sure = _in_place(items, new)
    found = [
        Match(item=item, entry=at, confidence=1.0, why="the same words in the same place") for item, at in sure.items()
    ]
    taken = {*sure.values()}
    left = {item: place for item, place in items.items() if item not in sure}
    free = {at: place for at, place in new.items() if at not in taken}
    if left and free:
        found += _best(left, free, weigh([*left.values()], [*free.values()]))
    return found


def _turned(items: Mapping[str, Place], new: Mapping[int, Place]) -> list[Match]:
    """Key results found again as headings, and headings as key results."""
    if not items or not new:
        return []
    found = _best(items, new, weigh_turned([*items.values()], [*new.values()]))
    return [replace(m, why="the same words as another kind of item") for m in found]


def _best(items: Mapping[str, Place], new: Mapping[int, Place], weights: Weights) -> list[Match]:
    ids, rows = [*items], [*new]
    chosen = linear_sum_assignment(-np.maximum(weights, 0.0))
    return [
        Match(
            item=ids[old],
            entry=rows[at],
            confidence=_confidence(weights, old, at),
            why=_why(items[ids[old]], new[rows[at]]),
        )
        for old, at in zip(*chosen, strict=True)
        if weights[old, at] > LEAST
    ]


def _in_place(items: Mapping[str, Place], new: Mapping[int, Place]) -> dict[str, int]:
    """The entries that are word for word an item under the same heading; of several such ones, if none was added."""
    old_by: dict[Hashable, list[str]] = {}
    new_by: dict[Hashable, list[int]] = {}
    for item, place in items.items():
        if place.present and not is_stand_in(place.title):
            old_by.setdefault(_spot(place), []).append(item)
    for at, place in new.items():
        if place.kind == "objective" or place.under is not None:
            new_by.setdefault(_spot(place), []).append(at)
    return {
        item: at
        for spot, old in old_by.items()
        if len(old) == len(new_by.get(spot, ()))
        for item, at in zip(sorted(old, key=lambda item: items[item].nth), new_by[spot], strict=True)
    }


def _spot(place: Place) -> Hashable:
    return wording(place.title).key, place.heading if place.kind == "objective" else place.under


def _confidence(weights: Weights, old: int, new: int) -> float:
    """The share of this pair's evidence among all that compete with it: its rivals, and that there is no partner."""
    against = np.exp(np.minimum(np.concatenate([weights[old, :], weights[:, new], [0.0]]) - weights[old, new], 50.0))
    return round(1.0 / (float(against.sum()) - 1.0), 3)


def _why(before: Place, after: Place) -> str:
    """The match in words."""
    if same_wording(before.title, after.title):
        said = ["the same words"]
    else:
        alike = float(likeness([before.title], [after.title])[0, 0])
        held = ", the old ones only held the place" if is_stand_in(before.title) else ""
        said = [f"words {alike:.0%} alike{held}"]
    if before.kind == "key_result":
        same = before.under == after.under and after.under is not None
        said.append("under the same objective" if same else "under another objective")
        if same and {before.above, before.below} & {after.above, after.below} - {None}:
            said.append("beside the same neighbour")
    elif before.children and after.children:
        said.append(f"{len(before.children & after.children)} of {len(before.children)} key results shared")
    if {*before.links} & {*after.links}:
        said.append("the same link")
    return ", ".join(said if before.present else [*said, "after it was gone"])
