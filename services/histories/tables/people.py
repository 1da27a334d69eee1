"""Names written surname first: "Lindqvist, Karin" is one person, where "ana, ben" are two."""

from __future__ import annotations

import re
from collections.abc import Sequence

NAME = r"[^\W\d_a-z][\w'’.-]*(?: [\w'’.-]+){0,2}"
SURNAME_FIRST = re.compile(rf"({NAME}), ({NAME})")
FEWEST = 3
"""Different people that a column must name before its commas are believed to be within names."""


def surnames_first(cells: Sequence[str]) -> bool:
    """Whether every cell is one person, surname first: in one comma's two parts no name is ever on both sides."""
    found = [SURNAME_FIRST.fullmatch(cell) for cell in {*cells}]
    before, behind = {each[1] for each in found if each}, {each[2] for each in found if each}
    return len(found) >= FEWEST and all(found) and before.isdisjoint(behind)


def given_name_first(cell: str) -> str:
    """The name as it is spoken; any other cell as it is."""
    return SURNAME_FIRST.sub(r"\2 \1", cell) if SURNAME_FIRST.fullmatch(cell) else cell
