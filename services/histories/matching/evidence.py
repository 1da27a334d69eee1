"""How much speaks for an item and an entry being the same, in log-odds: above 0 more speaks for it than against.

The weights were set on real histories, whose changes a reader had gone through one by one.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from services.histories.changes.wording import is_stand_in, same_wording, wording
from services.histories.matching.likeness import Weights, likeness
from services.histories.matching.place import Place
from services.histories.snapshot import KEYS

Truths = np.ndarray[Any, np.dtype[np.bool_]]

ALIKE = 12.0
"""Between texts that share nothing and equal ones."""
EVEN = 0.62
"""The likeness at which words speak neither for nor against."""
SAME = 6.0
"""Words that say the same are more than very alike ones."""
UNDER_SAME, UNDER_OTHER = 2.0, -1.5
NEIGHBOUR = 0.75
LINKED = 1.5
KEYED = 12.0
"""The id that a tool gave an item, in its export, says as much as equal words."""
SAME_HEADING, OTHER_HEADING = 1.0, -1.0
AS_BEFORE = 0.5
"""Of two lines with the same words, the one that is struck as before, or not struck as before, is the item."""
BARE = -3.0
"""A heading over nothing is a less likely partner than one with key results."""
GONE = -1.5
"""An item that was not in the last version is a less likely partner than one that was."""
ELSEWHERE = -4.0
"""So is one that was in another document: plans of two teams have lines alike."""
CHILDREN, CHILDREN_EVEN = 8.0, 0.3
"""What shared key results say of two headings: a retitled section keeps them,"""
HEADING_FLOOR = -3.5
"""and then its words cannot speak against it by more than this."""
OTHER_FIGURES, OTHER_WORDS = -2.0, 0.4
"""Of words less alike than this, a key result with another start, target and unit has only the place of the old one."""
TURNED, TURNED_EVEN = 20.0, 0.85
"""A key result that became a heading is known by its words alone."""


def weigh(old: Sequence[Place], new: Sequence[Place]) -> Weights:
    """The evidence for each pair of places of one kind."""
    alike = likeness([place.title for place in old], [place.title for place in new])
    same = _same_words(old, new, alike)
    weights = ALIKE * (alike - EVEN) + SAME * same
    stand_ins = np.array([is_stand_in(place.title) for place in old])
    weights[stand_ins[:, None] & ~same] = 0.0
    weights += np.array([[(0.0 if place.present else GONE) + ELSEWHERE * place.elsewhere] for place in old])
    weights += np.array([BARE if place.bare else 0.0 for place in new])
    weights += AS_BEFORE * _equal([place.given_up for place in old], [place.given_up for place in new])
    weights += LINKED * _linked(old, new) + KEYED * _linked(old, new, KEYS)
    if old[0].kind == "objective":
        return _headings(old, new, weights)
    weights += OTHER_FIGURES * (_other_figures(old, new) & (alike < OTHER_WORDS))
    under = _equal([place.under for place in old], [place.under for place in new])
    beside = np.zeros_like(weights)
    for side in ("above", "below"):
        beside += _equal([getattr(place, side) for place in old], [getattr(place, side) for place in new], none=True)
    return np.where(under, weights + UNDER_SAME + NEIGHBOUR * beside, weights + UNDER_OTHER)


def weigh_turned(old: Sequence[Place], new: Sequence[Place]) -> Weights:
    """The evidence for an item and an entry of different kinds."""
    alike = likeness([place.title for place in old], [place.title for place in new])
    turned = np.array([[a.kind != b.kind for b in new] for a in old])
    return np.where(turned, TURNED * (alike - TURNED_EVEN), -TURNED)


def _headings(old: Sequence[Place], new: Sequence[Place], weights: Weights) -> Weights:
    for a, before in enumerate(old):
        for b, after in enumerate(new):
            if before.children and after.children:
                either = len(before.children) + len(after.children)
                shared = 2 * len(before.children & after.children) / either
                weights[a, b] = max(weights[a, b], HEADING_FLOOR) + CHILDREN * (shared - CHILDREN_EVEN)
    heading = _equal([place.heading for place in old], [place.heading for place in new], none=True)
    return weights + np.where(heading, SAME_HEADING, OTHER_HEADING)


def _other_figures(old: Sequence[Place], new: Sequence[Place]) -> Truths:
    """Which pairs state figures of which none is equal; those that state none are no evidence."""
    stated = np.array([[bool(a.figures and b.figures) for b in new] for a in old], dtype=np.bool_)
    for part in range(3):
        sides = [[place.figures[part] if place.figures else None for place in side] for side in (old, new)]
        stated &= ~_equal(*sides, none=True)
    return stated


def _equal(old: Sequence[Hashable], new: Sequence[Hashable], *, none: bool = False) -> Truths:
    """Which pairs are equal; two that are None only where `none` says so."""
    numbers: dict[Hashable, int] = {}
    a = np.array([numbers.setdefault(value, len(numbers)) for value in old])
    b = np.array([numbers.setdefault(value, len(numbers)) for value in new])
    missing = -1 if none else numbers.get(None, -1)
    return np.asarray((a[:, None] == b[None, :]) & (a[:, None] != missing), dtype=np.bool_)


def _same_words(old: Sequence[Place], new: Sequence[Place], alike: Weights) -> Truths:
    """Which pairs say the same; only very alike ones can, apart from those that are equal letter by letter."""
    same = _equal([wording(place.title).key for place in old], [wording(place.title).key for place in new])
    for a, b in zip(*np.nonzero((alike > EVEN) & ~same), strict=True):
        same[a, b] = same_wording(old[a].title, new[b].title)
    return same


def _linked(old: Sequence[Place], new: Sequence[Place], beginning: str = "") -> Truths:
    linked = np.zeros((len(old), len(new)), dtype=np.bool_)
    leads: dict[str, list[int]] = {}
    for b, after in enumerate(new):
        for link in after.links:
            leads.setdefault(link, []).append(b)
    for a, before in enumerate(old):
        for link in filter(lambda link: link.startswith(beginning), before.links):
            linked[a, leads.get(link, [])] = True
    return linked
