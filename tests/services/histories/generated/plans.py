"""A plan made up at random: what the pages of these tests say, apart from how they are written."""

from __future__ import annotations

from typing import Literal

from hypothesis import strategies as st
from msgspec import Struct

Standing = Literal["open", "going", "half", "done", "failed", "struck", "dropped"]

VERBS = ("Launch", "Open", "Hire", "Rebuild", "Publish", "Answer", "Teach", "Translate", "Sell", "Repair", "Measure")
QUALITIES = ("calm", "bright", "honest", "quick", "modern", "gentle", "sturdy", "friendly", "careful", "curious")
THINGS = (
    *("harbour", "orchard", "library", "bakery", "theatre", "workshop", "railway", "museum", "kitchen", "garden"),
    *("lantern", "anchor", "bridge", "candle", "saddle", "violin", "hammer", "pillow", "blanket", "compass"),
    *("farmers", "sailors", "pupils", "nurses", "tailors", "bakers", "drivers", "painters", "writers", "singers"),
    *("village", "island", "mountain", "valley", "forest", "desert", "meadow", "river", "castle", "market"),
    *("ferries", "tickets", "parcels", "letters", "recipes", "journals", "tractors", "windmills", "ladders", "barrels"),
    *("teapots", "mirrors", "curtains", "carpets", "buttons", "ribbons", "needles", "thimbles", "aprons", "gloves"),
    *("swallows", "beavers", "badgers", "herons", "otters", "falcons", "turtles", "dolphins", "rabbits", "sparrows"),
    *("cheese", "coffee", "pepper", "honey", "walnut", "pumpkin", "mustard", "cinnamon", "apricot", "spinach"),
)
OWNERS = ("ana", "ben", "cid", "dora", "emil")
NAMES = {"ana": "Ana", "ben": "Ben", "cid": "Cid", "dora": "Dora", "emil": "Emil"}


class KeyResult(Struct, frozen=True):
    """A promise; `nested` are the promises under it, where a layout has a place for them."""

    title: str
    owner: str | None = None
    priority: str | None = None
    standing: Standing = "open"
    nested: tuple[KeyResult, ...] = ()


class Objective(Struct, frozen=True):
    """An objective with its key results, in the order of the page."""

    title: str
    key_results: tuple[KeyResult, ...]
    owner: str | None = None
    priority: str | None = None


PROMISE = "{verb} {number}{quality} {thing} {link} {other}"
Plan = tuple[Objective, ...]
people = st.sampled_from((None, None, *OWNERS))
priorities = st.sampled_from((None, None, "p0", "p1", "p2", "p3"))
standings: st.SearchStrategy[Standing] = st.sampled_from(
    ("open", "open", "open", "going", "half", "done", "failed", "struck", "dropped")
)


@st.composite
def plans(
    draw: st.DrawFn, *, least: int = 1, most: int = 3, spare: int = 0, standing: st.SearchStrategy[Standing] = standings
) -> Plan:
    """Some objectives with one to four key results each, no two of which share a thing that they are about.

    The last `spare` ones are newcomers, in words of their own: what was dropped and comes again in other words is for
    the tests of matching.
    """
    things = list(draw(st.permutations(THINGS)))

    def promise(depth: int = 0, pattern: str = PROMISE) -> KeyResult:
        words = {
            "verb": draw(st.sampled_from(VERBS)),
            "number": draw(st.sampled_from(("", "", "20 ", "35 "))),
            "quality": draw(st.sampled_from(QUALITIES)),
            "link": draw(st.sampled_from(("for", "near", "with"))),
        }
        title = pattern.format(thing=things.pop(), other=things.pop(), **words)
        nested = () if depth else tuple(promise(1) for _ in range(draw(st.sampled_from((0, 0, 0, 1)))))
        return KeyResult(title, draw(people), draw(priorities), draw(standing), nested)

    def objective(*, new: bool) -> Objective:
        pattern = "See that {thing} agree on {other}" if new else PROMISE
        title = f"A {draw(st.sampled_from(QUALITIES))} {things.pop()} in every {things.pop()}"
        key_results = tuple(promise(0, pattern) for _ in range(draw(st.integers(1, 3 if most > 3 else 4))))
        return Objective(title, key_results, draw(people), draw(priorities))

    count = draw(st.integers(least, most))
    return tuple(objective(new=nth >= count - spare) for nth in range(count))
