"""States of streams at a position, whichever way they were come by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from projections.books.judgement import Judgement
from projections.diagnosis.judgement import CycleJudgement
from projections.folds.check_in import CheckIns
from projections.folds.cycle import Cycle
from projections.folds.organisation import Organisation
from projections.folds.plan import Plan


class Unknown(LookupError):
    """What was asked for is not there; the message says what is."""


class Moment(Struct, frozen=True):
    """Two instants: what was in effect by the one, as far as it was written down by the other."""

    as_of: dt.datetime
    known_at: dt.datetime


class Standing(Struct, frozen=True, kw_only=True):
    """States of streams by name at a position, and the judgements drawn up to another: those of plans, and of the cycle
    as a whole. Where they are by a policy that is tried, `noted` has those by the policies noted.

    `parked` has the streams that cannot be folded, and the plans that cannot be judged, each from a position on.
    """

    position: int
    judged_position: int
    states: Mapping[str, Any]
    judgements: tuple[Judgement, ...] = ()
    whole: CycleJudgement | None = None
    noted: tuple[Judgement, ...] = ()
    parked: Mapping[str, int] = {}

    @property
    def organisation(self) -> Organisation:
        """The organisation; nothing is known of one without events."""
        return self.states.get("org") or Organisation()

    def cycle(self, cycle: str) -> Cycle:
        """The cycle; its plans may be there though nobody opened it."""
        return self.states.get(f"cycle/{cycle}") or Cycle()

    def cycles(self) -> dict[str, Cycle]:
        """The cycles by name."""
        return self._under("cycle/")

    def plans(self, cycle: str) -> dict[str, Plan]:
        """The cycle's plans by unit."""
        return self._under(f"plan/{cycle}/")

    def check_ins(self, cycle: str, unit: str) -> dict[str, CheckIns]:
        """The check-ins of a unit by key result."""
        return self._under(f"check-ins/{cycle}/{unit}/")

    def parked_at(self, cycle: str, unit: str) -> int | None:
        """The position from which on a plan, or one of its check-ins, cannot be folded."""
        plan, below = f"plan/{cycle}/{unit}", f"check-ins/{cycle}/{unit}/"
        return min((at for name, at in self.parked.items() if name == plan or name.startswith(below)), default=None)

    def _under(self, prefix: str) -> dict[str, Any]:
        found = {name.removeprefix(prefix): state for name, state in self.states.items() if name.startswith(prefix)}
        return dict(sorted(found.items()))


def there(standing: Standing, cycle: str, unit: str | None = None, when: str = "") -> Standing:
    """The standing itself. Raises Unknown where it holds nothing of the cycle, or of the unit."""
    plans = standing.plans(cycle)
    if not plans and f"cycle/{cycle}" not in standing.states:
        raise Unknown(f"there is no cycle {cycle}{when}")
    if unit is not None and unit not in plans:
        raise Unknown(f"the cycle {cycle} has no plan of {unit}{when}; {listed(plans)}")
    return standing


def listed(names: Mapping[str, object] | list[str], at_most: int = 20) -> str:
    """`there is a, b, c`, or that there is nothing; the end of a message."""
    known = sorted(names)
    more = f" and {len(known) - at_most} more" if len(known) > at_most else ""
    return f"there is {', '.join(known[:at_most])}{more}" if known else "there is none yet"
