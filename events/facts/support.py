"""Stream `support/{support}`: help that was needed, chosen and given, and how people felt about it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from events.terms import Fact, Id, Text, Title

Answer = Literal["yes", "partial", "no"]
SupportKind = Literal["certification", "coaching", "consulting", "training"]

STREAM = "support/{support}"


class SupportNeeded(Fact, frozen=True, kw_only=True):
    """A problem was named for which help is wanted, in some units or in all."""

    type_: ClassVar[str] = "support.needed"
    problem: Text
    units: tuple[Id, ...] = ()


class ProviderAssessed(Fact, frozen=True, kw_only=True):
    """A provider's answers to the vetting questions, with the evidence for them."""

    type_: ClassVar[str] = "provider.assessed"
    provider: Id
    answers: dict[Id, Answer]
    evidence: dict[Id, Text] = {}


class SupportStarted(Fact, frozen=True, kw_only=True):
    """Help of a kind began for a problem, in some units or in all."""

    type_: ClassVar[str] = "support.started"
    kind: SupportKind
    problem: Text
    units: tuple[Id, ...] = ()
    provider: Id | None = None


class SupportEnded(Fact, frozen=True, kw_only=True):
    """The help ended, and what came of it."""

    type_: ClassVar[str] = "support.ended"
    outcome: Text | None = None


class PulseRecorded(Fact, frozen=True, kw_only=True):
    """A unit's answers to a question: their mean from 1 to 5, and how many there were."""

    type_: ClassVar[str] = "pulse.recorded"
    unit: Id
    question: Title
    mean: Annotated[float, Meta(ge=1.0, le=5.0)]
    responses: Annotated[int, Meta(ge=0, le=10_000_000)]
