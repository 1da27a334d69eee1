"""Stream `check-ins/{cycle}/{unit}/{key_result}`: how a key result stands, as its owner says."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from events.terms import EventId, Fact, Share, Text

STREAM = "check-ins/{cycle}/{unit}/{key_result}"


class CheckInRecorded(Fact, frozen=True, kw_only=True):
    """How a key result stands: its value in the unit it is measured in, the confidence in it, or only a note."""

    type_: ClassVar[str] = "check_in.recorded"
    value: float | None = None
    confidence: Share | None = None
    note: Text | None = None
    blocker: Text | None = None
    next_step: Text | None = None
    slot: dt.date | None = None


class CheckInCorrected(Fact, frozen=True, kw_only=True):
    """An earlier check-in, named by its event, was wrong; what is given replaces what it said."""

    type_: ClassVar[str] = "check_in.corrected"
    check_in: EventId
    value: float | None = None
    confidence: Share | None = None
    note: Text | None = None
    reason: Text


class CheckInMissed(Fact, frozen=True, kw_only=True):
    """A check-in was due and its grace passed without one; written by a worker."""

    type_: ClassVar[str] = "check_in.missed"
    slot: dt.date
