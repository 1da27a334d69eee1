"""Acts that all make sense whenever they come, but not twice: who gets 422 was mistaken for somebody else."""

from __future__ import annotations

import random
from typing import Any

CYCLE = "2026-q1"
PLANS = 4
RESULTS = 3

Command = dict[str, Any]


def opening() -> list[Command]:
    """The cycle is opened, and every plan has an objective and its key results."""
    cycle = {"name": "Q1", "start": "2026-01-01", "end": "2026-03-31", "kind": "quarter"}
    commands: list[Command] = [{"command": "cycle.open", "subject": f"cycle/{CYCLE}", "data": cycle}]
    for unit in range(PLANS):
        objective = {"objective": "o", "title": "Customers stay"}
        commands.append({"command": "objective.commit", "subject": f"plan/{CYCLE}/u{unit}", "data": objective})
        commands += [committed(unit, f"k{result}") for result in range(RESULTS)]
    return commands


def some(chance: random.Random, request: str) -> list[Command]:
    """One act of one to three commands: on streams that many write to, and on one of its own."""
    match chance.choices(("check_in", "decision", "key_result", "several"), (8, 6, 1, 5))[0]:
        case "check_in":
            return [checked_in(chance)]
        case "decision":
            return [decided(request)]
        case "key_result":
            return [committed(chance.randrange(PLANS), request.lower())]
        case _:
            return [checked_in(chance), decided(request), checked_in(chance)]


def checked_in(chance: random.Random) -> Command:
    """A check-in on one of a few key results; with the same words each time, so that only the request tells it."""
    stream = f"check-ins/{CYCLE}/u{chance.randrange(PLANS)}/k{chance.randrange(RESULTS)}"
    return {"command": "check_in.record", "subject": stream, "data": {"value": 7, "confidence": 0.5}}


def decided(request: str) -> Command:
    """A decision of a stream of its own, which cannot be decided twice."""
    data = {"question": "Which one?", "options": ["this", "that"], "choice": "this", "decided_by": ["dana"]}
    return {"command": "decision.record", "subject": f"decision/{request.lower()}", "data": data}


def committed(unit: int, item: str) -> Command:
    """A key result of a plan, which cannot be committed to twice."""
    data = {"key_result": item, "objective": "o", "title": item, "start": 0, "target": 9}
    return {"command": "key_result.commit", "subject": f"plan/{CYCLE}/u{unit}", "data": data}
