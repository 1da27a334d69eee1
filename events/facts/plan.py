"""Stream `plan/{cycle}/{unit}`: one unit's share of one cycle; its capacity is one pool."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from msgspec import field

from events.terms import EventId, Fact, Id, ItemPath, Person, Points, Rank, Share, Subject, Text, Title, When

Priority = Literal["p0", "p1", "p2", "p3", "p4"]
Direction = Literal["increase", "decrease", "maintain"]
KeyResultKind = Literal["outcome", "guardrail"]

STREAM = "plan/{cycle}/{unit}"


class CapacityDeclared(Fact, frozen=True, kw_only=True):
    """The pool holds this many points, some of them set aside for change."""

    type_: ClassVar[str] = "capacity.declared"
    points: Points
    change_budget: Points | None = None


class CapacityAdded(Fact, frozen=True, kw_only=True):
    """The pool grew, why, and who approved it."""

    type_: ClassVar[str] = "capacity.added"
    points: Points
    reason: Text
    approved_by: Person | None = None


class CapacityWithdrawn(Fact, frozen=True, kw_only=True):
    """The pool shrank, why, and who approved it."""

    type_: ClassVar[str] = "capacity.withdrawn"
    points: Points
    reason: Text
    approved_by: Person | None = None


class ObjectiveCommitted(Fact, frozen=True, kw_only=True):
    """An objective is part of the plan, at a rank (1 is the first; default the last), displacing those named."""

    type_: ClassVar[str] = "objective.committed"
    objective: Id
    title: Title
    owner: Person | None = None
    sponsor: Person | None = None
    outcome: Id | None = None
    supports: ItemPath | None = None
    rank: Rank | None = None
    displaced: tuple[Id, ...] = ()
    priority: Priority | None = None
    points: Points | None = None


class ObjectiveAligned(Fact, frozen=True, kw_only=True):
    """An objective serves an annual outcome, or an objective of another plan."""

    type_: ClassVar[str] = "objective.aligned"
    objective: Id
    outcome: Id | None = None
    supports: ItemPath | None = None


class PriorityRanked(Fact, frozen=True, kw_only=True):
    """An objective stands at a rank, displacing those named."""

    type_: ClassVar[str] = "priority.ranked"
    objective: Id
    rank: Rank
    displaced: tuple[Id, ...] = ()
    reason: Text | None = None


class PriorityRelabelled(Fact, frozen=True, kw_only=True):
    """An item has a priority class, `p0` the highest, displacing those named."""

    type_: ClassVar[str] = "priority.relabelled"
    item: Id
    priority: Priority
    displaced: tuple[Id, ...] = ()
    reason: Text | None = None


class KeyResultCommitted(Fact, frozen=True, kw_only=True):
    """A key result is part of the plan. A yes-or-no result starts at 0, targets 1 and is measured in `done`."""

    type_: ClassVar[str] = "key_result.committed"
    key_result: Id
    objective: Id
    title: Title
    metric: Text | None = None
    measured_in: Text | None = None
    start: float | None = None
    target: float | None = None
    direction: Direction | None = None
    due: dt.date | None = None
    points: Points | None = None
    kind: KeyResultKind = "outcome"
    owner: Person | None = None
    priority: Priority | None = None
    initial_confidence: Share | None = None


class KeyResultRetargeted(Fact, frozen=True, kw_only=True):
    """A key result has a new target on the same metric."""

    type_: ClassVar[str] = "key_result.retargeted"
    key_result: Id
    target: float
    reason: Text | None = None


class KeyResultRescheduled(Fact, frozen=True, kw_only=True):
    """A key result is due on another day."""

    type_: ClassVar[str] = "key_result.rescheduled"
    key_result: Id
    due: dt.date
    reason: Text | None = None


class KeyResultRemeasured(Fact, frozen=True, kw_only=True):
    """A key result is measured by another metric; its start and target from now on are the reference."""

    type_: ClassVar[str] = "key_result.remeasured"
    key_result: Id
    metric: Text | None = None
    measured_in: Text | None = None
    start: float | None = None
    target: float | None = None
    reason: Text


class KeyResultReplaced(Fact, frozen=True, kw_only=True):
    """A key result is dropped, and another takes its place."""

    type_: ClassVar[str] = "key_result.replaced"
    key_result: Id
    by: Id
    reason: Text


class KeyResultCarriedOver(Fact, frozen=True, kw_only=True):
    """A key result continues one of an earlier cycle."""

    type_: ClassVar[str] = "key_result.carried_over"
    key_result: Id
    from_: ItemPath = field(name="from")
    reason: Text | None = None


class KeyResultMoved(Fact, frozen=True, kw_only=True):
    """A key result belongs to another objective of the same plan."""

    type_: ClassVar[str] = "key_result.moved"
    key_result: Id
    objective: Id
    reason: Text | None = None


class KeyResultGraded(Fact, frozen=True, kw_only=True):
    """A key result got its grade, 0 to 1."""

    type_: ClassVar[str] = "key_result.graded"
    key_result: Id
    grade: Share
    comment: Text | None = None


class ObjectiveGraded(Fact, frozen=True, kw_only=True):
    """An objective got its grade, 0 to 1."""

    type_: ClassVar[str] = "objective.graded"
    objective: Id
    grade: Share
    comment: Text | None = None


class InitiativeCommitted(Fact, frozen=True, kw_only=True):
    """An initiative is part of the plan, for a key result or by itself."""

    type_: ClassVar[str] = "initiative.committed"
    initiative: Id
    title: Title
    key_result: Id | None = None
    points: Points | None = None
    owner: Person | None = None
    priority: Priority | None = None
    business_as_usual: bool = False


class InitiativeCompleted(Fact, frozen=True, kw_only=True):
    """An initiative is done."""

    type_: ClassVar[str] = "initiative.completed"
    initiative: Id


class CommitmentReworded(Fact, frozen=True, kw_only=True):
    """An item has another wording."""

    type_: ClassVar[str] = "commitment.reworded"
    item: Id
    title: Title
    reason: Text | None = None


class CommitmentReweighted(Fact, frozen=True, kw_only=True):
    """An item weighs another number of points."""

    type_: ClassVar[str] = "commitment.reweighted"
    item: Id
    points: Points
    reason: Text | None = None


class CommitmentDropped(Fact, frozen=True, kw_only=True):
    """An item is given up; an objective with its open key results and their initiatives."""

    type_: ClassVar[str] = "commitment.dropped"
    item: Id
    reason: Text | None = None


class CommitmentReinstated(Fact, frozen=True, kw_only=True):
    """An item is taken up again; an objective with what was closed by the event that closed it."""

    type_: ClassVar[str] = "commitment.reinstated"
    item: Id
    reason: Text | None = None


class CommitmentDeferred(Fact, frozen=True, kw_only=True):
    """An item is put off to a later cycle; an objective with its open key results and their initiatives."""

    type_: ClassVar[str] = "commitment.deferred"
    item: Id
    to_cycle: Id | None = None
    reason: Text | None = None


class OwnerChanged(Fact, frozen=True, kw_only=True):
    """An item has another owner, or none any more."""

    type_: ClassVar[str] = "owner.changed"
    item: Id
    to: Person | None = None
    reason: Text | None = None


class SponsorChanged(Fact, frozen=True, kw_only=True):
    """An item has another sponsor, or none any more."""

    type_: ClassVar[str] = "sponsor.changed"
    item: Id
    to: Person | None = None
    reason: Text | None = None


class BaselineLocked(Fact, frozen=True, kw_only=True):
    """The plan is promised as it stands; from here on its books must balance."""

    type_: ClassVar[str] = "baseline.locked"
    approved_by: Person | None = None


class BaselineRevised(Fact, frozen=True, kw_only=True):
    """The plan is promised anew; what was shifted before is not washed away."""

    type_: ClassVar[str] = "baseline.revised"
    reason: Text
    approved_by: Person


class TradeOffRecorded(Fact, frozen=True, kw_only=True):
    """A shift is paid for by a credit, both named by their events; with all that is needed and left, or some points."""

    type_: ClassVar[str] = "trade_off.recorded"
    trade_off: Id
    shift: EventId
    credit: EventId
    points: Points | None = None


class TradeOffRejected(Fact, frozen=True, kw_only=True):
    """An item was offered to pay for a shift, and refused."""

    type_: ClassVar[str] = "trade_off.rejected"
    shift: EventId
    item: Id
    rejected_by: Person
    reason: Text | None = None


class ChangeBudgetDrawn(Fact, frozen=True, kw_only=True):
    """A shift is paid for out of the points set aside for change."""

    type_: ClassVar[str] = "change_budget.drawn"
    shift: EventId
    points: Points | None = None


class OverloadAccepted(Fact, frozen=True, kw_only=True):
    """A sponsor accepts that a shift comes on top, for a number of points and until the end of a day."""

    type_: ClassVar[str] = "overload.accepted"
    shift: EventId
    points: Points
    sponsor: Person
    expires: When | None = None
    reason: Text


class WaiverGranted(Fact, frozen=True, kw_only=True):
    """A rule does not apply to a subject, why, and who approved it."""

    type_: ClassVar[str] = "waiver.granted"
    rule: Id
    subject: Subject
    reason: Text
    approved_by: Person
    expires: When | None = None
