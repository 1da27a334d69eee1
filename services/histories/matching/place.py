"""An item or an entry as it is compared with others: its words, and what stands above, beside and below it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from services.histories.changes.wording import wording
from services.histories.snapshot import Entry, Kind, Marks, closings_of

Key = tuple[str, tuple[str, ...]]
Figures = tuple[float, float, str | None]


class Place(Struct, frozen=True, kw_only=True):
    """Where an item stands. `under` is its objective: an index among entries, or an item's id.

    `above` and `below` are its neighbours under the same objective, `heading` the title over it, `children` the words
    of the key results under it. `present` is whether it stood in the last version, `given_up` whether it is struck or
    dropped there, `bare` whether it is a heading over nothing, `promised` whether it is an item of the plan,
    `elsewhere` whether that was in another document. `figures` are the start, the target and the unit that stand beside
    a key result's words, where the first two do. `nth` tells apart what is the same in all else.
    """

    kind: Kind
    title: str
    under: str | int | None = None
    above: Key | None = None
    below: Key | None = None
    heading: Key | None = None
    children: frozenset[Key] = frozenset()
    links: tuple[str, ...] = ()
    present: bool = True
    given_up: bool = False
    bare: bool = False
    promised: bool = True
    elsewhere: bool = False
    figures: Figures | None = None
    nth: int = 0


def places_of(entries: Sequence[Entry]) -> list[Place]:
    """Each entry as it is compared; `under` is the index of its objective."""
    keys, closings = [wording(entry.title).key for entry in entries], closings_of(entries)
    families: dict[int | None, list[int]] = {}
    for at, entry in enumerate(entries):
        if entry.kind == "key_result":
            families.setdefault(entry.objective, []).append(at)
    beside: dict[int, tuple[Key | None, Key | None]] = {}
    for family in families.values():
        padded = [None, *(keys[at] for at in family), None]
        beside |= {at: (padded[nth], padded[nth + 2]) for nth, at in enumerate(family)}
    return [
        Place(
            kind=entry.kind,
            title=entry.title,
            under=entry.objective,
            above=beside.get(at, (None, None))[0],
            below=beside.get(at, (None, None))[1],
            heading=wording(entry.path[-1]).key if entry.path else None,
            children=frozenset(keys[child] for child in families.get(at, ())),
            links=entry.links,
            given_up=closings[at] is not None,
            bare=entry.bare,
            figures=_figures(entry.marks),
            nth=at,
        )
        for at, entry in enumerate(entries)
    ]


def _figures(marks: Marks) -> Figures | None:
    if marks.start is None or marks.target is None:
        return None
    return marks.start, marks.target, marks.measured_in
