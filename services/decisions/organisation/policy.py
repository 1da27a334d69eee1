"""The policy: set parameter by parameter; those not named keep their values."""

from __future__ import annotations

import datetime as dt

from events.facts.organisation import PolicySet
from projections.policy import with_parameters
from services.decisions.case import Case, Refused, Stated, listed
from services.decisions.command import Decision


def set_(case: Case, wish: PolicySet) -> Stated:
    """The parameters have these values; at least one of them is new."""
    policy = case.organisation.policy
    if not wish.parameters:
        names = listed(policy.__struct_encode_fields__, at_most=100)
        raise Refused(f"no parameter is named; expected some of {names}", "parameters")
    try:
        changed = with_parameters(policy, wish.parameters)
        if "holidays" in wish.parameters:
            _days(changed.holidays)
    except ValueError as error:
        raise Refused(str(error), "parameters") from None
    if changed == policy:
        raise Refused(f"in force already: {listed(wish.parameters)}; expected a value that is not", "parameters")
    return case.states(wish)


def _days(holidays: tuple[str, ...]) -> None:
    """Nothing, where each holiday is a day of the calendar. Raises ValueError."""
    for day in holidays:
        try:
            dt.date.fromisoformat(day)
        except ValueError:
            raise ValueError(f"policy: there is no day {day} to be a holiday; expected one like 2026-12-25") from None


COMMANDS = {"policy.set": Decision(PolicySet, set_)}
