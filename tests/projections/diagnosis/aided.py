"""Short words for what happens with support in these tests' stories."""

from __future__ import annotations

from typing import Any

from events.catalogue import Event
from projections.diagnosis.diagnosis import Diagnosis
from tests.projections.rules.told import LATE, Story, judged
from tests.projections.story import on
from tests.projections.words import Fact


def diagnosed(*story: Story, as_of: str = LATE) -> Diagnosis:
    """The diagnosis of the story's cycle."""
    return judged(*story, as_of=as_of).diagnosis


def needed(problem: str, *units: str, id_: str = "needed") -> Event:
    return on("02-02", id_, Fact("support.needed", {"problem": problem, "units": list(units)}, "support/help"))


def started(day: str, *units: str, id_: str = "started", support: str = "help") -> Event:
    data = {"kind": "coaching", "problem": "we only report", "units": list(units), "provider": "acme"}
    return on(day, id_, Fact("support.started", data, f"support/{support}"))


def assessed(
    id_: str, answers: dict[str, str], evidence: dict[str, str] | None = None, provider: str = "acme", **at: Any
) -> Event:
    data = {"provider": provider, "answers": answers, "evidence": evidence or {}}
    return on(at.get("day", "02-02"), id_, Fact("provider.assessed", data, f"support/{at.get('support', 'help')}"))
