"""The order of a plan's objectives: 1 is the first."""

from __future__ import annotations


def inserted(order: tuple[str, ...], objective: str, rank: int | None) -> tuple[str, ...]:
    """The order with an objective put in at a rank; without one, or beyond the end, it stands last."""
    place = len(order) if rank is None else min(rank - 1, len(order))
    return (*order[:place], objective, *order[place:])


def rank(order: tuple[str, ...], objective: str) -> int | None:
    """The rank of an objective, from 1; None where it is not open."""
    return order.index(objective) + 1 if objective in order else None
