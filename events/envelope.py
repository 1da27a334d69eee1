"""What every event carries beside its data, whatever its type: the attributes of CloudEvents and the log's own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Generic, Literal

from msgspec import Meta, Raw, Struct

from events.terms import EventId, Fact, Id, Instant, Person, Subject

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    F = TypeVar("F", bound=Fact, default=Fact, covariant=True)  # Python's own takes a default from 3.13 on
else:
    from typing import TypeVar

    F = TypeVar("F", bound=Fact, covariant=True)


Origin = Literal["api", "import", "worker"]


class Attributes(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The envelope of an event. `position`, `streamversion` and `recordedat` are set by the log alone."""

    position: int | None = None
    streamversion: int | None = None
    recordedat: Instant | None = None
    specversion: Annotated[Literal["1.0"], Meta(description="the version of CloudEvents")]
    id: str
    source: str
    type: str
    subject: str
    time: Instant | None = None
    notedat: Instant | None = None
    actor: str
    onbehalfof: str | None = None
    origin: Origin | None = None
    decision: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    schemaversion: Annotated[int, Meta(ge=1, le=1000)] = 1
    datacontenttype: Literal["application/json"] | None = None


class Envelope(Attributes, frozen=True, kw_only=True, omit_defaults=True):
    """An event as it comes from outside: its texts are held to their kinds, its data is still bytes.

    What the log keeps has passed here; matching the patterns again would be half the time of reading it.
    """

    id: EventId
    source: Annotated[str, Meta(pattern=r"^/orgs/[a-z0-9][a-z0-9._-]{0,63}$(?!\n)", description="/orgs/{org}")]
    subject: Subject
    actor: Person
    onbehalfof: Person | None = None
    decision: Id | None = None
    correlationid: EventId | None = None
    causationid: EventId | None = None
    data: Raw


class Stored(Attributes, frozen=True, kw_only=True):
    """An event as the log keeps it, its data still bytes."""

    data: Raw


class Event(Attributes, Generic[F], frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An event, its data as the fact of its type; `Event[CheckInMissed]` is a name for decoders, not another class."""

    data: F

    @property
    def noted(self) -> dt.datetime:
        """When the organisation wrote it down: `notedat`, else when the log recorded it, else its effective time."""
        noted = self.notedat or self.recordedat or self.time
        if noted is None:
            raise ValueError(f"event {self.id} carries no time at all")
        return noted

    @property
    def effective(self) -> dt.datetime:
        """When it took effect: its `time`, else when it was noted."""
        return self.time or self.noted

    @property
    def requester(self) -> str:
        """Whom it was asked for by: the one on whose behalf, else who did it."""
        return self.onbehalfof or self.actor
