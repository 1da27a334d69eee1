"""Which objectives moved: those that others overtook, not those that only stand one place further for a newcomer."""

from __future__ import annotations

from collections.abc import Collection, Iterable

Kept = tuple[tuple[int, int], int]  # how many stay, how willingly, and the place of the last of them
NOBODY: Kept = ((0, 0), -1)


def moved(before: tuple[str, ...], after: tuple[str, ...], handled: Collection[str] = frozenset()) -> tuple[str, ...]:
    """The fewest objectives that explain how one order became the other, as they stand in the second.

    Those that are only in one of the two explain nothing. Where several explanations are as short, those stay that
    nobody `handled`; then whoever kept the rank, and of two that changed places the lower one went down and stays.
    """
    rank_before = {objective: rank for rank, objective in enumerate(before, 1)}
    rank_after = {objective: rank for rank, objective in enumerate(after, 1)}
    common = [objective for objective in after if objective in rank_before]
    most = 2 * len(common) + 1  # more than all that ranks say together
    willing = [most * (each not in handled) + _willing(rank_before[each], rank_after[each]) for each in common]
    stay = _longest_rise([rank_before[each] for each in common], willing)
    return tuple(objective for place, objective in enumerate(common) if place not in stay)


def overtaken(before: tuple[str, ...], after: tuple[str, ...], objective: str) -> tuple[list[str], list[str]]:
    """Those of both orders that an objective went ahead of, and those that it fell behind."""
    above, above_then = before[: before.index(objective)], after[: after.index(objective)]
    ahead = [each for each in above if each in after and each not in above_then]
    behind = [each for each in above_then if each in before and each not in above]
    return ahead, behind


def _willing(before: int, after: int) -> int:
    """How willingly an objective is said to have stayed: most where its rank is the same, least where it rose."""
    return 2 if before == after else int(after > before)


def _longest_rise(numbers: list[int], weights: list[int]) -> set[int]:
    """The places of the longest rising part of the numbers; of several the one that weighs most."""
    best, behind = _Best(max(numbers, default=0)), list[int]()
    last = NOBODY
    for place, (number, weight) in enumerate(zip(numbers, weights, strict=True)):
        (length, weighs), previous = best.below(number)
        behind.append(previous)
        kept = (length + 1, weighs + weight), place
        best.put(number, kept)
        last = max(last, kept)
    return set(_chain(last[1], behind))


def _chain(place: int, behind: list[int]) -> Iterable[int]:
    while place >= 0:
        yield place
        place = behind[place]


class _Best:
    """The best that ends at or below a number, for each number: a tree of prefixes (Fenwick), as a plan may be long."""

    def __init__(self, most: int) -> None:
        self._tree = [NOBODY] * (most + 1)

    def below(self, number: int) -> Kept:
        """The best that ends below the number."""
        found, number = NOBODY, number - 1
        while number > 0:
            found = max(found, self._tree[number])
            number -= number & -number
        return found

    def put(self, number: int, kept: Kept) -> None:
        """One that ends at the number."""
        while number < len(self._tree):
            self._tree[number] = max(self._tree[number], kept)
            number += number & -number
