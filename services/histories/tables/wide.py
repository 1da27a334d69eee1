"""Tables in which a row is an objective and its key results stand beside it, each in columns with its number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.histories.tables.fields import Field
from services.histories.tables.guesses import by_header, words_of

NUMBERED = re.compile(r"(?:key ?results?|krs?) (?P<nth>\d{1,2})(?: (?P<rest>.+))?")


def numbered(header: str) -> re.Match[str] | None:
    """The number of the key result whose column it is, and what the column holds of it."""
    return NUMBERED.fullmatch(words_of(header))


def beside(header: Sequence[str], values: Sequence[Sequence[str]]) -> dict[int, dict[Field, int]]:
    """The columns of each key result that stands in columns of its own, by its number; those without a title are none.

    `key_result_2_completion` is the progress of the second. One such column alone may be anything.
    """
    found: dict[int, dict[Field, int]] = {}
    for at, cell in enumerate(header):
        named = numbered(cell)
        if named is None:
            continue
        of = found.setdefault(int(named["nth"]), {})
        field = by_header(named["rest"] or "title", values[at], [*of])
        if field is not None:
            of[field] = at
    return {nth: of for nth, of in sorted(found.items()) if "title" in of}
