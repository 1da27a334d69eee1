"""What holds for every command: its cycle is open, its unit is known, and its time has come and is not too early."""

from __future__ import annotations

import datetime as dt

from services.decisions.case import Case, Refused
from services.decisions.command import Command
from services.decisions.organisation.units import existing

AHEAD = dt.timedelta(minutes=5)  # design: what lies further ahead is an announcement, and so a decision
OPENING = "cycle.open"


def admit(case: Case, command: Command) -> None:
    """Nothing, where a command may be decided. Raises Refused, with what would be accepted."""
    if case.at > case.now + AHEAD:
        says = f"`time` is {_told(case.at)}, and now it is {_told(case.now)}; what is yet to come is a decision"
        raise Refused(f"{says}: leave `time` out, or name the instant at which it took effect", "time")
    match case.subject.split("/"):
        case ["cycle", cycle] if command.command != OPENING:
            _opened(case, cycle, command)
        case ["plan" | "check-ins", cycle, unit, *_]:
            _opened(case, cycle, command)
            existing(case.organisation, unit, "subject")


def _opened(case: Case, cycle: str, command: Command) -> None:
    opened_at = case.cycle.opened_at
    if opened_at is None:
        raise Refused(f"the cycle {cycle} was not opened; `{OPENING}` on cycle/{cycle} opens it", "subject")
    # What is said to happen now comes after the opening, whatever this machine's clock says.
    if command.time is not None and case.at < opened_at:
        says = f"`time` is {_told(case.at)}, and {cycle} was opened at {_told(opened_at)}"
        raise Refused(f"{says}; expected an instant from then on", "time")


def _told(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
