"""Points and days that a wish brings: more than nothing, and not over yet."""

from __future__ import annotations

from decimal import Decimal

from events.terms import When
from projections.calendar import calendar_of
from services.decisions.case import Case, Refused
from services.decisions.plan.items import told


def some(points: Decimal | None, does: str) -> None:
    """Nothing, where the points are more than 0, or were left out; `does` says what 0 points do not do."""
    if points == 0:
        raise Refused(f"0 points {does}; expected more than 0", "points")


def counted(points: Decimal) -> str:
    """The points to the last place: `1 point`, `0.0025 points`."""
    return f"{told(points)} point{'' if points == 1 else 's'}"


def lasting(case: Case, expires: When | None) -> None:
    """Nothing, where what takes effect now is not over by then. A bare date means the end of that day."""
    if expires is None:
        return
    if calendar_of(case.organisation.policy).moment(expires) < case.at:
        begins = f"{case.at:%Y-%m-%d}"
        says = f"it would expire on {expires}, before it takes effect on {begins}"
        raise Refused(f"{says}; expected {begins} or later, or none", "expires")
