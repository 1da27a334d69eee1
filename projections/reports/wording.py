"""Numbers and moments as people read them, alike in every format. What nobody knows is a dash, never 0."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

DASH = "–"
MINUS = "−"


def amount(points: Decimal | float | None) -> str:
    """Points with at most two places: `3`, `0.5`; `–` for None."""
    if points is None:
        return DASH
    text = f"{round(float(points), 2):f}".rstrip("0").rstrip(".")
    return text.replace("-", MINUS) if text not in ("-0", "") else "0"


def points(number: Decimal | float | None) -> str:
    """`1 point`, `2.5 points`."""
    text = amount(number)
    return f"{text} point" if text == "1" else f"{text} points"


def percent(share: Decimal | float | None) -> str:
    """A share of 0 to 1 in whole percent, and in tenths below ten: `37 %`, `4.5 %`."""
    if share is None:
        return DASH
    hundredths = float(share) * 100
    text = f"{hundredths:.{0 if abs(hundredths) >= 9.95 else 1}f}".removesuffix(".0")
    return f"{text} %".replace("-", MINUS)


def day(moment: dt.datetime | dt.date | None) -> str:
    """The day: `2026-03-31`."""
    return DASH if moment is None else moment.isoformat()[:10]


def instant(moment: dt.datetime | None) -> str:
    """The instant to the minute, in UTC: `2026-03-31 17:00 UTC`."""
    return DASH if moment is None else f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def counted(number: int, noun: str) -> str:
    """`1 shift`, `2 shifts`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def words(name: str) -> str:
    """A name of the contract as words: `accepted_overload` is `accepted overload`."""
    return name.replace("_", " ")


def enumerated(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
