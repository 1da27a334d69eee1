"""The order of objectives as a page has it: which were put elsewhere, and the rank that each then has.

A number before a title is no rank, and a newcomer between two others moves neither.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from projections.folds.ranks import inserted, rank
from services.histories.changes.plan import Item
from services.histories.matching.place import Key, Place
from services.histories.snapshot import Entry

Order = tuple[str, ...]


def families(
    items: Mapping[str, Item],
    item_of: Mapping[int, str],
    entries: Sequence[Entry],
    places: Sequence[Place],
    document: str,
) -> Iterator[tuple[list[str], list[str]]]:
    """The objectives that stand under one heading as they did before: in their order then, and in their order now.

    `items` are those of the version before. Rows have no order that says anything: a table is sorted at will.
    """
    found: dict[Key | None, list[tuple[int, str]]] = {}
    for at, known in sorted(item_of.items()):
        item = items.get(known)
        if item is None or item.kind != "objective" or entries[at].row or places[at].given_up:
            continue
        stood = item.closing is None and item.place.present and item.document == document
        if stood and item.place.heading == places[at].heading:
            found.setdefault(places[at].heading, []).append((item.place.nth, known))
    for family in found.values():
        yield [known for _, known in sorted(family)], [known for _, known in family]


def reranked(order: Order, before: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, int, Order]]:
    """The fewest objectives that make `now` of `before`, each with its new rank in the order, and the order with it.

    `before` and `now` hold the same objectives, all of them in the order, which may have more. Of two that changed
    places the one that went up is told.
    """
    kept = _in_order([before.index(objective) for objective in now])
    standing = {before[at] for at in kept}
    for nth, objective in enumerate(now):
        if objective in standing:
            continue
        rest = tuple(other for other in order if other != objective)
        after = next((other for other in now[nth + 1 :] if other in standing), None)
        place = rest.index(now[nth - 1]) + 1 if nth else rest.index(after) if after else 0
        standing.add(objective)
        if place + 1 != rank(order, objective):
            order = inserted(rest, objective, place + 1)
            yield objective, place + 1, order


def _in_order(places: Sequence[int]) -> list[int]:
    """The longest run of places that rises, not necessarily side by side; of several the lowest."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length : length + 1], last[length : length + 1] = [place], [at]
        before.append(last[length - 1] if length else None)
    found: list[int] = []
    step = last[-1] if last else None
    while step is not None:
        found.append(places[step])
        step = before[step]
    return found[::-1]
