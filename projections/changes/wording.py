"""Small phrases: how a title, a number, a rank, a list and a change of value read within a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from events.terms import When
from projections.changes.change import Value
from projections.reports.wording import MINUS, enumerated

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
LONGEST = 120  # of a text within a sentence; the whole of it stands in the change and in the event
NAMED = 5  # of a list; the rest is counted
WHOLE = 10**15  # a float beyond it need not be the number that was meant


def quoted(text: str) -> str:
    """The text in quotation marks, on one line, and cut off where it is long."""
    return f"“{short(text)}”"


def short(text: str) -> str:
    """The text on one line, and cut off where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def ordinal(place: int) -> str:
    """`first` to `tenth`, then `11th`."""
    if 1 <= place <= len(PLACES):
        return PLACES[place - 1]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def number(value: float | Decimal) -> str:
    """A number as it was written, without zeros behind it: `60`, `0.25`."""
    exact = Decimal(value)
    whole = exact == exact.to_integral_value()
    text = str(int(value)) if whole and -WHOLE < value < WHOLE else str(value)
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def shown(value: Any, none: str = "none") -> str:
    """Any value of a change within a sentence; texts are quoted by whoever wants them so."""
    match value:
        case None:
            return none
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return number(value)
        case list() | tuple():
            return ", ".join(shown(each) for each in value) or none
    return str(plain(value))


def moved(before: Any, after: Any, unit: str | None = None) -> str:
    """`40 → 60 customers`; `set to 60 customers` where there was nothing, `stays 40` where nothing moved."""
    end = f" {unit}" if unit else ""
    if before == after:
        return f"stays {shown(after)}{end}"
    if before is None:
        return f"set to {shown(after)}{end}"
    return f"{shown(before)} → {shown(after)}{end}"


def listed(names: Iterable[str]) -> str:
    """`a, b and c`, the first few of many: `a, b, c, d, e and 4 more`."""
    known = list(names)
    more = [f"{len(known) - NAMED} more"] if len(known) > NAMED else []
    return enumerated([*known[:NAMED], *more])


def moment(when: When | str) -> str:
    """A date as it is, an instant to the minute in UTC."""
    if len(when) <= 10:
        return str(when)
    try:
        at = dt.datetime.fromisoformat(when).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return str(when)
    return f"{at:%Y-%m-%d %H:%M} UTC"


def plain(value: Any) -> Value:
    """A value of a state as JSON has it: points as numbers, days and instants as ISO text, lists as one text."""
    match value:
        case None | bool() | int() | float():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case dt.date():
            return value.isoformat()
        case list() | tuple():
            return ", ".join(str(plain(each)) for each in value)
    return str(value)
